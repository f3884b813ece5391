/* SPDX-License-Identifier: Apache-2.0
 *
 * eval_same.c - how well a ledger finds the same words again.
 *
 *     eval_same [--errors | --all] FILE...
 *
 * A file is blocks of lines; a block is a quotation and others that are compared
 * with it:
 *
 *     = en | Ana Duarte | direct | We will not gamble with people's lives.
 *     + Duarte | indirect | the city would not gamble with people's lives
 *     * Duarte | direct | We will gamble with people's lives.
 *     - Ana Duarte | direct | People here have gambled with their lives.
 *
 * "+" has the same words, "*" has them, too, but something is changed inside the
 * quotation marks, "-" is another statement. A speaker "?" is not known. Each line
 * becomes an article of its own, all are added to one ledger, and a pair counts
 * as found when both are in one group. What is grouped across blocks is wrong,
 * too. Then all is added in the opposite order; the groups must be the same.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "ledger/entry.h"
#include "ledger/group.h"
#include "ledger/inside.h"

#define LINES_MOST 4096
#define FILLER 24 /* words that make each article another text */

typedef struct quote {
    char mark; /* '=', '+', '*', '-' */
    char lang[8];
    char *speaker, *content; /* speaker NULL: not known */
    selon_type type;
    size_t base; /* the block's first */
} quote;

typedef struct counts {
    size_t pairs, same, found, wrong, across, changed, flagged, flagged_right;
} counts;

static _Noreturn void fail(const char *what, const char *about)
{
    fprintf(stderr, "eval_same: %s%s%s\n", what, about != NULL ? ": " : "", about != NULL ? about : "");
    exit(1);
}

/* ---- the file ---- */

/* The next field, up to " | " or the end; moves *at behind it. */
static char *field(char **at)
{
    char *start = *at, *end = strstr(start, " | ");
    *at = end != NULL ? end + 3 : start + strlen(start);
    if (end != NULL) *end = '\0';
    return start;
}

static selon_type type_of(const char *name)
{
    if (strcmp(name, "direct") == 0) return SELON_DIRECT;
    if (strcmp(name, "indirect") == 0) return SELON_INDIRECT;
    if (strcmp(name, "mixed") == 0) return SELON_MIXED;
    fail("no such type", name);
}

static size_t quotes_read(const char *path, quote *out, size_t count)
{
    static char line[65536];
    FILE *file = fopen(path, "r");
    size_t base = count;
    if (file == NULL) fail(strerror(errno), path);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '\0' || line[0] == '#') continue;
        if (strchr("=+*-", line[0]) == NULL || line[1] != ' ' || count == LINES_MOST) fail(path, line);
        char *copy = strdup(line + 2);
        if (copy == NULL) fail("not enough memory", NULL);
        quote *q = &out[count];
        *q = (quote){.mark = line[0]};
        if (q->mark == '=') base = count;
        snprintf(q->lang, sizeof q->lang, "%s", q->mark == '=' ? field(&copy) : out[base].lang);
        q->base = base;
        q->speaker = field(&copy);
        if (strcmp(q->speaker, "?") == 0) q->speaker = NULL;
        q->type = type_of(field(&copy));
        q->content = copy;
        if (*copy == '\0') fail("a line without content", line);
        count++;
    }
    fclose(file);
    return count;
}

/* ---- the ledger ---- */

/* An article with this statement alone. */
static selon_document *document_of(const quote *q, size_t number)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) fail("not enough memory", NULL);
    size_t room = strlen(q->content) + 64 + FILLER * 32;
    char *text = arena_alloc(a, room);
    int at = snprintf(text, room, "It was said: ");
    selon_span *content = ARENA_NEW(a, selon_span);
    content->start = (uint32_t)at;
    at += snprintf(text + at, room - (size_t)at, "%s", q->content);
    content->end = (uint32_t)at;
    for (int i = 0; i < FILLER; i++) at += snprintf(text + at, room - (size_t)at, " %zuw%d", number, i);
    selon_document *doc = ARENA_NEW(a, selon_document);
    doc->arena = a;
    doc->article.text = text;
    doc->article.size = (size_t)at;
    doc->article.language = q->lang;
    document_index(doc);
    doc->statements = ARENA_NEW(a, selon_statement);
    doc->statement_count = 1;
    *doc->statements = (selon_statement){
        .id = 1, .type = q->type, .confidence = 1, .content = content, .content_count = 1, .parent = SELON_NONE};
    doc->statements->speaker = q->speaker != NULL ? 0 : SELON_NONE;
    if (q->speaker != NULL) {
        doc->speakers = ARENA_NEW(a, selon_speaker);
        doc->speaker_count = 1;
        *doc->speakers = (selon_speaker){.id = 1, .name = q->speaker};
    }
    return doc;
}

static void quote_add(ledger *l, ledger_maker *m, const quote *q, size_t number)
{
    ledger_entry *e;
    ledger_receipt receipt;
    ledger_origin origin = {0};
    if (ledger_entry_new(&e, m, document_of(q, number), &origin, false) != SELON_OK) fail("cannot make an entry", NULL);
    if (ledger_add(l, e, &receipt) != SELON_OK) fail(ledger_message(l), NULL);
    if (receipt.statements != 1) fail("was not added as a statement", q->content);
    ledger_entry_free(e);
}

/* Adds all, in this order or backwards; leaders[i] tells the groups. */
static ledger *quotes_add(const quote *quotes, size_t count, bool backwards, int64_t *leaders)
{
    ledger *l;
    ledger_words why;
    ledger_maker *m = ledger_maker_new(NULL);
    if (ledger_open(&l, ":memory:", &(ledger_options){.write = true, .create = true}, &why) != SELON_OK)
        fail(why.text, NULL);
    if (m == NULL || ledger_begin(l) != SELON_OK) fail("not enough memory", NULL);
    for (size_t i = 0; i < count; i++) {
        size_t which = backwards ? count - 1 - i : i;
        quote_add(l, m, &quotes[which], which);
    }
    if (ledger_commit(l) != SELON_OK) fail(ledger_message(l), NULL);
    for (size_t i = 0; i < count; i++) {
        sqlite3_stmt *s = ledger_sql_get(l, SQL_GROUP_OF);
        if (s == NULL) fail(ledger_message(l), NULL);
        int64_t id = (int64_t)(backwards ? count - i : i + 1);
        sqlite3_bind_int64(s, 1, id);
        leaders[i] = ledger_sql_row(l, s) == 1 ? sqlite3_column_int64(s, 0) : -id; /* alone */
        sqlite3_reset(s);
    }
    ledger_maker_free(m);
    return l;
}

/* ---- counting ---- */

static void pair_tell(ledger *l, const quote *quotes, size_t i, const char *what)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    utterance one, other;
    alignment al;
    size_t base = quotes[i].base;
    if (a == NULL || setjmp(*arena_escape(a)) != 0) fail("not enough memory", NULL);
    if (utterance_read(l, a, (int64_t)base + 1, &one) != SELON_OK ||
        utterance_read(l, a, (int64_t)i + 1, &other) != SELON_OK)
        fail(ledger_message(l), NULL);
    utterances_align(a, &one, &other, &al);
    printf("%s: who %d, weights %u %u, shared %u, run %u, apart %u, changes %u\n    %s\n  %c %s\n", what,
           (int)speakers_of(one.speaker, other.speaker), one.wording.weight, other.wording.weight, al.shared, al.run,
           al.apart, align_changes(&one.wording, &other.wording, &al), quotes[base].content, quotes[i].mark,
           quotes[i].content);
    arena_free(a);
}

static bool pair_changed(ledger *l, const quote *quotes, size_t i)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    utterance one, other;
    alignment al;
    if (a == NULL || setjmp(*arena_escape(a)) != 0) fail("not enough memory", NULL);
    if (utterance_read(l, a, (int64_t)quotes[i].base + 1, &one) != SELON_OK ||
        utterance_read(l, a, (int64_t)i + 1, &other) != SELON_OK)
        fail(ledger_message(l), NULL);
    utterances_align(a, &one, &other, &al);
    bool changed = align_changes(&one.wording, &other.wording, &al) > 0;
    arena_free(a);
    return changed;
}

static void pair_count(ledger *l, const quote *quotes, size_t i, bool found, bool errors, bool all, counts *c)
{
    bool same = quotes[i].mark != '-', changed = quotes[i].mark == '*';
    c->pairs++;
    c->same += same;
    c->found += same && found;
    c->wrong += !same && found;
    if (all) pair_tell(l, quotes, i, found ? "together" : "apart");
    if (same != found && errors) pair_tell(l, quotes, i, same ? "missed" : "wrong");
    if (!same || !found) return;
    bool flagged = pair_changed(l, quotes, i);
    c->changed += changed;
    c->flagged += flagged;
    c->flagged_right += changed && flagged;
    if (changed != flagged && errors) pair_tell(l, quotes, i, changed ? "not flagged" : "flagged");
}

static void count_across(const quote *quotes, size_t count, const int64_t *leaders, bool errors, counts *c)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            if (leaders[i] != leaders[k] || quotes[i].base == quotes[k].base) continue;
            c->across++;
            if (errors) printf("across:\n  %s\n  %s\n", quotes[i].content, quotes[k].content);
        }
}

static size_t count_moved(size_t count, const int64_t *leaders, const int64_t *others)
{
    size_t moved = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) moved += (leaders[i] == leaders[k]) != (others[i] == others[k]);
    return moved;
}

static double part(size_t some, size_t all)
{
    return all > 0 ? 100.0 * (double)some / (double)all : 100;
}

int main(int argc, char **argv)
{
    static quote quotes[LINES_MOST];
    static int64_t leaders[LINES_MOST], others[LINES_MOST];
    bool all = argc > 1 && strcmp(argv[1], "--all") == 0,
         errors = all || (argc > 1 && strcmp(argv[1], "--errors") == 0);
    size_t count = 0;
    counts c = {0};
    for (int i = errors ? 2 : 1; i < argc; i++) count = quotes_read(argv[i], quotes, count);
    if (count == 0) fail("use: eval_same [--errors | --all] FILE...", NULL);
    ledger_close(quotes_add(quotes, count, true, others));
    ledger *l = quotes_add(quotes, count, false, leaders);
    for (size_t i = 0; i < count; i++)
        if (quotes[i].mark != '=') pair_count(l, quotes, i, leaders[i] == leaders[quotes[i].base], errors, all, &c);
    count_across(quotes, count, leaders, errors, &c);
    printf("pairs %zu, same %zu, precision %.1f, recall %.1f\n", c.pairs, c.same,
           part(c.found, c.found + c.wrong + c.across), part(c.found, c.same));
    printf("wording changed %zu, precision %.1f, recall %.1f\n", c.changed, part(c.flagged_right, c.flagged),
           part(c.flagged_right, c.changed));
    printf("pairs grouped otherwise when added backwards: %zu\n", count_moved(count, leaders, others));
    ledger_close(l);
    return 0;
}
