/* SPDX-License-Identifier: Apache-2.0
 *
 * who.c - `selon who`: a person or body of a ledger, or those who may be meant.
 *
 * One that is meant is shown with all that is known; of several, each is a
 * line. Without a name the most quoted are listed.
 */
#include "who.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help.h"
#include "ledger/who.h"
#include "option.h"
#include "showing.h"

#define TERMINAL_LIMIT 20
#define WAIT_MS 60000

enum option_id { OPTION_FORMAT = 256, OPTION_COLOR, OPTION_SPEAKERS, OPTION_REBUILD };

static const struct option options[] = {
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"colour", required_argument, NULL, OPTION_COLOR},
    {"limit", required_argument, NULL, 'n'},
    {"speakers", no_argument, NULL, OPTION_SPEAKERS},
    {"rebuild", no_argument, NULL, OPTION_REBUILD},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const choice format_choices[] = {{"terminal", SELON_OUTPUT_TERMINAL}, {"jsonl", SELON_OUTPUT_JSONL}, {NULL, 0}};
static const choice colour_choices[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

/* Those who were found, kept until it is known whether there is one. */
typedef struct asking {
    showing show;
    char *name; /* owned; NULL: all */
    selon_write_options write;
    int format, colour;
    uint64_t limit;
    bool limited, speakers, rebuild;
    ledger_person *found;
    size_t count, room;
    arena *arena;
} asking;

static bool option__take(asking *k, int option, problem *p)
{
    switch (option) {
    case OPTION_FORMAT: return choice_find(format_choices, "--format", optarg, &k->format, p);
    case OPTION_COLOR: return choice_find(colour_choices, "--color", optarg, &k->colour, p);
    case OPTION_SPEAKERS: return k->speakers = true;
    case OPTION_REBUILD: return k->rebuild = true;
    case 'n':
        if (!count_parse("--limit", optarg, 0, LIMIT_MOST, &k->limit, p)) return false;
        return k->limited = true;
    default: return problem_set(p, "unexpected option");
    }
}

/* The words after the ledger's name are one name. */
static bool asking__name(asking *k, int argc, char **argv)
{
    size_t size = 1;
    if (argc == 0) return true;
    for (int i = 0; i < argc; i++) size += strlen(argv[i]) + 1;
    k->name = calloc(1, size);
    if (k->name == NULL) return false;
    for (int i = 0; i < argc; i++) {
        if (i > 0) strcat(k->name, " ");
        strcat(k->name, argv[i]);
    }
    return true;
}

static bool asking__parse(asking *k, int argc, char **argv, int *status)
{
    problem p = {""};
    int option;
    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "n:h", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help_who, stdout);
            *status = STATUS_GOOD;
            return false;
        }
        if (option == '?') {
            problem_set(&p, "what is %.100s? It is unknown, or lacks its value", argv[optind - 1]);
            *status = showing_usage(&p, "who");
            return false;
        }
        if (!option__take(k, option, &p)) {
            *status = showing_usage(&p, "who");
            return false;
        }
    }
    if (argc - optind < 1) {
        problem_set(&p, "name the ledger to look in");
        *status = showing_usage(&p, "who");
        return false;
    }
    k->show.path = argv[optind];
    showing_look_at_terminal(&k->write, k->format, k->colour);
    if (!k->limited && k->write.format == SELON_OUTPUT_TERMINAL) k->limit = TERMINAL_LIMIT;
    if (asking__name(k, argc - optind - 1, argv + optind + 1)) return true;
    problem_print(NULL, "not enough memory");
    *status = STATUS_FAILED;
    return false;
}

/* ---- answering ---- */

static bool asking__copy(asking *k, const char **text)
{
    if (*text == NULL) return true;
    size_t size = strlen(*text) + 1;
    char *copy = arena_try_alloc(k->arena, size);
    if (copy != NULL) *text = memcpy(copy, *text, size);
    return copy != NULL;
}

static int asking__take(const ledger_person *p, void *payload)
{
    asking *k = payload;
    if (k->count == k->room) {
        size_t room = k->room > 0 ? k->room * 2 : 32;
        ledger_person *more = realloc(k->found, room * sizeof *more);
        if (more == NULL) return 1;
        k->found = more;
        k->room = room;
    }
    ledger_person *mine = &k->found[k->count];
    *mine = *p;
    if (!asking__copy(k, &mine->name) || !asking__copy(k, &mine->role) || !asking__copy(k, &mine->ident)) return 1;
    k->count++;
    return 0;
}

/* Writes what was found. */
static int asking__answer(asking *k, ledger *l)
{
    who_page page;
    if (k->name != NULL && k->count == 1) {
        int error = ledger_page(l, k->arena, &k->found[0], k->speakers, &page);
        if (error != SELON_OK) problem_print(k->show.path, ledger_message(l));
        return error == SELON_OK ? who_write_page(&page, &k->write, showing_sink, &k->show) : error;
    }
    if (k->name != NULL && k->count > 1 && k->write.format == SELON_OUTPUT_TERMINAL)
        fprintf(stderr, "selon: %zu may be meant; selon who %s NUMBER shows one\n", k->count, k->show.path);
    int error = SELON_OK;
    for (size_t i = 0; i < k->count && error == SELON_OK; i++)
        error = who_write_line(&k->found[i], &k->write, showing_sink, &k->show);
    return error;
}

static int quoted__take(const ledger_result *r, void *payload)
{
    (void)r;
    *(bool *)payload = true;
    return 1;
}

/* Who is no person or body over articles ("the engineers") may be quoted all the same: that is told. */
static bool asking__tell_quoted(const asking *k, ledger *l)
{
    bool quoted = false;
    ledger_filter filter = {.who = k->name, .limit = 1, .sort = LEDGER_FIRST_ADDED};
    if (ledger_find(l, &filter, quoted__take, &quoted) != SELON_OK || !quoted) return false;
    fprintf(stderr, "selon: no person or body is known by that name, but it is quoted: selon find --who shows where\n");
    return true;
}

static int asking__run(asking *k, ledger *l)
{
    int error = ledger_who(l, k->name, k->limit, asking__take, k);
    if (error != SELON_OK) {
        problem_print(k->show.path, ledger_message(l));
        return STATUS_FAILED;
    }
    if (k->count == 0 && k->name != NULL && !asking__tell_quoted(k, l))
        fprintf(stderr, "selon: nobody of that name is quoted\n");
    return showing_written(&k->show, asking__answer(k, l));
}

/* The arena jumps here when there is no memory. */
static int asking__within(showing *show, void *payload)
{
    asking *k = payload;
    selon_allocator allocator = allocator_default();
    k->arena = arena_new(&allocator, 65536);
    if (k->arena == NULL || setjmp(*arena_escape(k->arena)) != 0) {
        problem_print(NULL, "not enough memory");
        if (k->arena != NULL) arena_free(k->arena);
        return STATUS_FAILED;
    }
    int status = asking__run(k, show->ledger);
    arena_free(k->arena);
    return status;
}

static bool asking__rebuild(const asking *k)
{
    ledger *l;
    ledger_words why;
    if (ledger_open(&l, k->show.path, &(ledger_options){.wait_ms = WAIT_MS, .write = true}, &why) != SELON_OK) {
        problem_print(k->show.path, why.text);
        return false;
    }
    int error = ledger_rejoin(l);
    if (error != SELON_OK) problem_print(k->show.path, ledger_message(l));
    ledger_close(l);
    return error == SELON_OK;
}

int command_who(int argc, char **argv)
{
    asking k = {.format = FORMAT_AUTO};
    int status = STATUS_FAILED;
    if (!asking__parse(&k, argc, argv, &status)) return status;
    bool good = !k.rebuild || asking__rebuild(&k);
    bool ask = good && !(k.rebuild && k.name == NULL);
    status = ask ? showing_run(&k.show, asking__within, &k) : good ? STATUS_GOOD : STATUS_FAILED;
    free(k.name);
    free(k.found);
    return status;
}
