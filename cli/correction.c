/* SPDX-License-Identifier: Apache-2.0
 *
 * correction.c - `selon correct`: a reader says what a statement is.
 *
 * What the options name as words is looked for in the text near the statement, so
 * that nobody has to count characters.
 */
#include "correction.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "help.h"
#include "ledger/correction.h"
#include "ledger/pack.h"
#include "option.h"
#include "place.h"
#include "settings.h"
#include "showing.h"

#define WAIT_MS 60000

typedef enum errand {
    ERRAND_NONE,
    ERRAND_CHANGE,
    ERRAND_REJECT,
    ERRAND_CONFIRM,
    ERRAND_ADD,
    ERRAND_CHECK,
    ERRAND_UNCHECK,
    ERRAND_WITHDRAW,
    ERRAND_LIST
} errand;

typedef struct correcting {
    const char *path, *about, *reader;
    errand what;
    unsigned fields;
    ledger_answer answer;
    bool nobody, all;
    /* As typed; NULL: not given. */
    const char *source, *cue, *addressee, *via, *time;
    const char *contents[CORRECTION_CONTENTS];
    size_t content_count;
    selon_span content[CORRECTION_CONTENTS];
    /* The text at hand, and where in it. */
    ledger *l;
    arena *arena;
    const char *text;
    size_t size;
    selon_span near;
    uint64_t id;
    problem problem;
} correcting;

enum option_id {
    OPTION_SPEAKER = 256,
    OPTION_ROLE,
    OPTION_NOBODY,
    OPTION_SOURCE,
    OPTION_CUE,
    OPTION_CONTENT,
    OPTION_ADDRESSEE,
    OPTION_VIA,
    OPTION_TIME,
    OPTION_TIME_VALUE,
    OPTION_TYPE,
    OPTION_KIND,
    OPTION_NEGATED,
    OPTION_REJECT,
    OPTION_RIGHT,
    OPTION_ADD,
    OPTION_CHECKED,
    OPTION_UNCHECKED,
    OPTION_WITHDRAW,
    OPTION_LIST,
    OPTION_ALL,
    OPTION_READER
};

static const struct option options[] = {
    {"speaker", required_argument, NULL, OPTION_SPEAKER},
    {"role", required_argument, NULL, OPTION_ROLE},
    {"nobody", no_argument, NULL, OPTION_NOBODY},
    {"source", required_argument, NULL, OPTION_SOURCE},
    {"cue", required_argument, NULL, OPTION_CUE},
    {"content", required_argument, NULL, OPTION_CONTENT},
    {"addressee", required_argument, NULL, OPTION_ADDRESSEE},
    {"via", required_argument, NULL, OPTION_VIA},
    {"time", required_argument, NULL, OPTION_TIME},
    {"time-value", required_argument, NULL, OPTION_TIME_VALUE},
    {"type", required_argument, NULL, OPTION_TYPE},
    {"kind", required_argument, NULL, OPTION_KIND},
    {"negated", required_argument, NULL, OPTION_NEGATED},
    {"reject", no_argument, NULL, OPTION_REJECT},
    {"right", no_argument, NULL, OPTION_RIGHT},
    {"add", no_argument, NULL, OPTION_ADD},
    {"checked", no_argument, NULL, OPTION_CHECKED},
    {"unchecked", no_argument, NULL, OPTION_UNCHECKED},
    {"withdraw", no_argument, NULL, OPTION_WITHDRAW},
    {"list", no_argument, NULL, OPTION_LIST},
    {"all", no_argument, NULL, OPTION_ALL},
    {"reader", required_argument, NULL, OPTION_READER},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const choice type_choices[] = {
    {"direct", SELON_DIRECT}, {"indirect", SELON_INDIRECT}, {"mixed", SELON_MIXED}, {NULL, 0}};
static const choice kind_choices[] = {
    {"said", SELON_SAID}, {"wrote", SELON_WROTE}, {"thought", SELON_THOUGHT}, {NULL, 0}};
static const choice yes_choices[] = {{"yes", 1}, {"no", 0}, {NULL, 0}};

/* ---- the command line ---- */

static bool errand__take(correcting *c, errand what, problem *p)
{
    if (c->what != ERRAND_NONE && c->what != what)
        return problem_set(p, "only one of --reject, --right, --add, --checked, --unchecked, --withdraw and --list");
    c->what = what;
    return true;
}

static bool words__take(correcting *c, const char **out, unsigned field)
{
    *out = optarg;
    c->fields |= field;
    return true;
}

static bool content__take(correcting *c, problem *p)
{
    if (c->content_count == CORRECTION_CONTENTS) return problem_set(p, "--content was given too many times");
    c->contents[c->content_count++] = optarg;
    c->fields |= CORRECT_CONTENT;
    return true;
}

static bool choice__take(correcting *c, int option, problem *p)
{
    int value;
    switch (option) {
    case OPTION_TYPE:
        if (!choice_find(type_choices, "--type", optarg, &value, p)) return false;
        c->answer.type = (selon_type)value;
        c->fields |= CORRECT_TYPE;
        return true;
    case OPTION_KIND:
        if (!choice_find(kind_choices, "--kind", optarg, &value, p)) return false;
        c->answer.kind = (selon_kind)value;
        c->fields |= CORRECT_KIND;
        return true;
    default:
        if (!choice_find(yes_choices, "--negated", optarg, &value, p)) return false;
        c->answer.negated = value != 0;
        c->fields |= CORRECT_NEGATED;
        return true;
    }
}

static bool option__take(void *payload, int option, problem *p)
{
    correcting *c = payload;
    switch (option) {
    case OPTION_SPEAKER: return words__take(c, &c->answer.speaker, CORRECT_SPEAKER);
    case OPTION_ROLE: return words__take(c, &c->answer.role, CORRECT_SPEAKER);
    case OPTION_NOBODY: c->nobody = true; return words__take(c, &(const char *){NULL}, CORRECT_SPEAKER);
    case OPTION_SOURCE: return words__take(c, &c->source, CORRECT_SOURCE);
    case OPTION_CUE: return words__take(c, &c->cue, CORRECT_CUE);
    case OPTION_CONTENT: return content__take(c, p);
    case OPTION_ADDRESSEE: return words__take(c, &c->addressee, CORRECT_ADDRESSEE);
    case OPTION_VIA: return words__take(c, &c->via, CORRECT_VIA);
    case OPTION_TIME: return words__take(c, &c->time, CORRECT_TIME);
    case OPTION_TIME_VALUE: return words__take(c, &c->answer.time_value, CORRECT_TIME);
    case OPTION_TYPE:
    case OPTION_KIND:
    case OPTION_NEGATED: return choice__take(c, option, p);
    case OPTION_REJECT: return errand__take(c, ERRAND_REJECT, p);
    case OPTION_RIGHT: return errand__take(c, ERRAND_CONFIRM, p);
    case OPTION_ADD: return errand__take(c, ERRAND_ADD, p);
    case OPTION_CHECKED: return errand__take(c, ERRAND_CHECK, p);
    case OPTION_UNCHECKED: return errand__take(c, ERRAND_UNCHECK, p);
    case OPTION_WITHDRAW: return errand__take(c, ERRAND_WITHDRAW, p);
    case OPTION_LIST: return errand__take(c, ERRAND_LIST, p);
    case OPTION_ALL: c->all = true; return true;
    case OPTION_READER: c->reader = optarg; return true;
    default: return problem_set(p, "unexpected option");
    }
}

/* What makes no sense together. */
static bool correcting__look(correcting *c, problem *p)
{
    if (c->what == ERRAND_NONE) c->what = c->fields != 0 ? ERRAND_CHANGE : ERRAND_LIST;
    if (c->fields != 0 && c->what != ERRAND_CHANGE && c->what != ERRAND_ADD)
        return problem_set(p, "what it is to be goes with --add, or alone");
    if (c->about == NULL && c->what != ERRAND_LIST) return problem_set(p, "name the statement or the article");
    if (c->nobody && (c->answer.speaker != NULL || c->answer.role != NULL))
        return problem_set(p, "--nobody goes with neither --speaker nor --role");
    if (c->what == ERRAND_ADD && c->content_count == 0) return problem_set(p, "--add needs --content");
    return true;
}

static bool correcting__parse(correcting *c, int argc, char **argv, int *status)
{
    static const showing_command command = {"correct", help_correct, "name the ledger", "h", options, option__take};
    problem p = {""};
    if (!showing_parse(&command, argc, argv, c, status)) return false;
    c->path = argv[optind];
    c->about = optind + 1 < argc ? argv[optind + 1] : NULL;
    if (optind + 2 < argc)
        problem_set(&p, "\"%.100s\" is one too many: one statement or article at a time", argv[optind + 2]);
    if (p.text[0] == '\0' && correcting__look(c, &p)) return true;
    *status = showing_usage(&p, "correct");
    return false;
}

/* ---- places ---- */

static bool words__find(correcting *c, const char *option, const char *words, selon_span *out)
{
    return words == NULL || place_find(option, words, c->text, c->size, c->near, out, &c->problem);
}

static int span__compare(const void *a, const void *b)
{
    const selon_span *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

/* What is added without a type: direct where it begins with a quotation mark. */
static selon_type content__type(const correcting *c)
{
    const char *at = c->text != NULL ? c->text + c->content[0].start : "";
    bool quoted = *at == '"' || strncmp(at, "\xC2\xAB", 2) == 0 || strncmp(at, "\xE2\x80\x9C", 3) == 0;
    return quoted ? SELON_DIRECT : SELON_INDIRECT;
}

static bool correcting__places(correcting *c)
{
    ledger_answer *is = &c->answer;
    if (c->text == NULL && (c->source != NULL || c->cue != NULL || c->content_count > 0 || c->addressee != NULL ||
                            c->via != NULL || c->time != NULL))
        return problem_set(&c->problem, "the ledger does not keep this text");
    for (size_t i = 0; i < c->content_count; i++)
        if (!words__find(c, "--content", c->contents[i], &c->content[i])) return false;
    if (c->content_count > 0) {
        qsort(c->content, c->content_count, sizeof *c->content, span__compare);
        is->content = c->content;
        is->content_count = (uint32_t)c->content_count;
        if (c->what == ERRAND_ADD && (c->fields & CORRECT_TYPE) == 0) is->type = content__type(c);
        if (c->near.start >= c->near.end)
            c->near = (selon_span){c->content[0].start, c->content[c->content_count - 1].end};
    }
    return words__find(c, "--source", c->source, &is->source) && words__find(c, "--cue", c->cue, &is->cue) &&
           words__find(c, "--addressee", c->addressee, &is->addressee) && words__find(c, "--via", c->via, &is->via) &&
           words__find(c, "--time", c->time, &is->time);
}

/* ---- what it is about ---- */

static bool correcting__number(correcting *c, const char *what)
{
    size_t size = strlen(c->about);
    if (size == 0 || size > 18 || strspn(c->about, "0123456789") != size)
        return problem_set(&c->problem, "\"%.100s\" is no number of a %s", c->about, what);
    c->id = strtoull(c->about, NULL, 10);
    return true;
}

/* A copy in the arena, which must not jump out of a search; NULL without memory. */
static const char *bytes__copy(correcting *c, const char *bytes, size_t size)
{
    char *copy = arena_try_alloc(c->arena, size + 1);
    if (copy == NULL) return NULL;
    memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

/* The statement as it is: a name stays where only the role is given, a place where only its date is. */
static int statement__take(const ledger_result *r, void *payload)
{
    correcting *c = payload;
    c->id = r->id;
    if (!c->nobody && c->answer.speaker == NULL && r->speaker.name != NULL)
        c->answer.speaker = bytes__copy(c, r->speaker.name, strlen(r->speaker.name));
    if (r->text == NULL) return 1;
    c->text = bytes__copy(c, r->text, r->text_size);
    c->size = r->text_size;
    c->near = r->places->sentence;
    if (c->time == NULL) c->answer.time = r->places->time;
    return 1;
}

static bool correcting__statement(correcting *c)
{
    if (!correcting__number(c, "statement")) return false;
    uint64_t wanted = c->id;
    c->id = 0;
    int error = ledger_find(c->l, &(ledger_filter){.statement = wanted, .limit = 1}, statement__take, c);
    if (error != SELON_OK) return problem_set(&c->problem, "%s", ledger_message(c->l));
    if (c->id == 0) return problem_set(&c->problem, "there is no statement %llu", (unsigned long long)wanted);
    return true;
}

static bool correcting__article(correcting *c)
{
    int error = ledger_text_at(c->l, c->about, &c->id);
    if (error == SELON_OK && c->id == 0)
        return problem_set(&c->problem, "there is no article \"%.200s\"; its address, or text:NUMBER", c->about);
    if (error == SELON_OK) error = ledger_text_bytes(c->l, c->arena, c->id, &c->text, &c->size);
    return error == SELON_OK ? true : problem_set(&c->problem, "%s", ledger_message(c->l));
}

/* ---- listing ---- */

static const char *const sort_names[] = {"changed", "rejected", "added", "right", "checked"};

/* Words of a text, in one line: no control character of one reaches the terminal. */
static void words__print(const char *words, size_t size)
{
    const char *end = words + size;
    unsigned n;
    for (const char *at = words; at < end; at += n) {
        uint32_t cp = utf8_decode(at, end, &n);
        if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
            putchar(' ');
        else
            fwrite(at, 1, n, stdout);
    }
}

static void names__print(const ledger_answer *is)
{
    static const char *const types[] = {"direct", "indirect", "mixed"}, *const kinds[] = {"said", "wrote", "thought"};
    if ((unsigned)is->type > SELON_MIXED || (unsigned)is->kind > SELON_THOUGHT) return;
    words__print(is->speaker != NULL ? is->speaker : "?", is->speaker != NULL ? strlen(is->speaker) : 1);
    printf(", %s, %s%s", types[is->type], kinds[is->kind], is->negated ? ", negated" : "");
}

static void spans__print(correcting *c, const ledger_answer *is)
{
    for (uint32_t i = 0; i < is->content_count && c->text != NULL; i++) {
        if (is->content[i].end > c->size) continue;
        fputs(i > 0 ? " \xE2\x80\xA6 " : ": ", stdout);
        words__print(c->text + is->content[i].start, is->content[i].end - is->content[i].start);
    }
}

static int list__take(const ledger_correction *x, void *payload)
{
    correcting *c = payload;
    if ((unsigned)x->sort >= sizeof sort_names / sizeof *sort_names) return 0;
    c->text = NULL;
    if (x->text != 0 && ledger_text_bytes(c->l, c->arena, x->text, &c->text, &c->size) != SELON_OK) return 1;
    printf("%llu\tstatement %llu\t%s\t%s\t%s%s%s\t", (unsigned long long)x->id, (unsigned long long)x->statement,
           sort_names[x->sort], x->at, x->reader != NULL ? x->reader : "", x->withdrawn != NULL ? "\twithdrawn " : "",
           x->withdrawn != NULL ? x->withdrawn : "");
    const ledger_answer *is = x->answer != NULL ? x->answer : x->was;
    if (is != NULL) names__print(is);
    if (is != NULL) spans__print(c, is);
    putchar('\n');
    return 0;
}

static int correcting__list(correcting *c)
{
    correction_filter which = {.withdrawn = c->all};
    if (c->about != NULL && strspn(c->about, "0123456789") == strlen(c->about)) {
        if (!correcting__number(c, "statement")) return SELON_ERROR_INPUT;
        which.statement = c->id;
    } else if (c->about != NULL) {
        if (!correcting__article(c)) return SELON_ERROR_INPUT;
        which.text = c->id;
    }
    return ledger_corrections(c->l, &which, list__take, c);
}

/* ---- doing it ---- */

static int correcting__act(correcting *c)
{
    uint64_t made = 0, statement = 0;
    int error;
    switch (c->what) {
    case ERRAND_LIST: return correcting__list(c);
    case ERRAND_WITHDRAW: return correcting__number(c, "correction") ? ledger_withdraw(c->l, c->id) : SELON_ERROR_INPUT;
    case ERRAND_CHECK:
    case ERRAND_UNCHECK:
        if (!correcting__article(c)) return SELON_ERROR_INPUT;
        return ledger_check(c->l, c->id, c->what == ERRAND_CHECK, c->reader);
    case ERRAND_ADD:
        if (!correcting__article(c) || !correcting__places(c)) return SELON_ERROR_INPUT;
        error = ledger_supply(c->l, c->id, &c->answer, c->reader, &made, &statement);
        if (error == SELON_OK)
            printf("correction %llu, statement %llu\n", (unsigned long long)made, (unsigned long long)statement);
        return error;
    default: break;
    }
    if (!correcting__statement(c) || !correcting__places(c)) return SELON_ERROR_INPUT;
    error = c->what == ERRAND_REJECT    ? ledger_reject(c->l, c->id, c->reader, &made)
            : c->what == ERRAND_CONFIRM ? ledger_confirm(c->l, c->id, c->reader, &made)
                                        : ledger_correct(c->l, c->id, c->fields, &c->answer, c->reader, &made);
    if (error == SELON_OK) printf("correction %llu\n", (unsigned long long)made);
    return error;
}

int command_correct(int argc, char **argv)
{
    correcting c = {0};
    selon_allocator allocator = allocator_default();
    ledger_words why;
    int status = STATUS_FAILED, error = SELON_ERROR_MEMORY;
    if (!correcting__parse(&c, argc, argv, &status)) return status;
    ledger_options opened = {.write = c.what != ERRAND_LIST, .wait_ms = WAIT_MS};
    if (ledger_open(&c.l, c.path, &opened, &why) != SELON_OK) {
        problem_print(c.path, why.text);
        return STATUS_FAILED;
    }
    c.arena = arena_new(&allocator, 65536);
    if (c.arena != NULL && setjmp(*arena_escape(c.arena)) == 0)
        error = correcting__act(&c);
    else
        problem_set(&c.problem, "not enough memory");
    if (error != SELON_OK) problem_print(c.path, c.problem.text[0] != '\0' ? c.problem.text : ledger_message(c.l));
    if (c.arena != NULL) arena_free(c.arena);
    ledger_close(c.l);
    if (fflush(stdout) != 0 && error == SELON_OK) {
        problem_print(NULL, "cannot write the standard output");
        return STATUS_FAILED;
    }
    return error == SELON_OK ? STATUS_GOOD : STATUS_FAILED;
}
