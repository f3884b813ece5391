/* SPDX-License-Identifier: Apache-2.0
 *
 * who.c - `selon who`: a person or body of a ledger, or those who may be meant.
 *
 * One that is meant is shown with all that is known; of several, each is a
 * line. Without a name the most quoted are listed.
 */
#include "who.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "help.h"
#include "ledger/who.h"
#include "option.h"
#include "settings.h"
#include "sink.h"

#define TERMINAL_LIMIT 20
#define WAIT_MS 10000

enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER, FORMAT_AUTO = -1 };
enum option_id { OPTION_FORMAT = 256, OPTION_COLOR, OPTION_SPEAKERS, OPTION_REBUILD };

static const struct option options[] = {
    {"format", required_argument, NULL, OPTION_FORMAT}, {"color", required_argument, NULL, OPTION_COLOR},
    {"colour", required_argument, NULL, OPTION_COLOR},  {"limit", required_argument, NULL, 'n'},
    {"speakers", no_argument, NULL, OPTION_SPEAKERS},   {"rebuild", no_argument, NULL, OPTION_REBUILD},
    {"help", no_argument, NULL, 'h'},                   {NULL, 0, NULL, 0},
};

static const choice format_choices[] = {
    {"terminal", SELON_OUTPUT_TERMINAL}, {"jsonl", SELON_OUTPUT_JSONL}, {NULL, 0}};
static const choice colour_choices[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

/* Those who were found, kept until it is known whether there is one. */
typedef struct asking {
    const char *path;
    char *name; /* owned; NULL: all */
    selon_write_options write;
    int format, colour;
    uint64_t limit;
    bool limited, speakers, rebuild;
    ledger_person *found;
    size_t count, room;
    arena *arena;
    sink sink;
    problem unwritten;
} asking;

static bool usage(const problem *p, int *status)
{
    problem_print(NULL, p->text);
    fputs("Try selon help who.\n", stderr);
    *status = STATUS_USAGE;
    return false;
}

static void asking__look_at_terminal(asking *k)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    struct winsize window;
    bool terminal = isatty(STDOUT_FILENO) == 1;
    bool bare = (no_colour != NULL && *no_colour != '\0') || term == NULL || strcmp(term, "dumb") == 0;
    k->write.format = k->format != FORMAT_AUTO ? (selon_output_format)k->format
                      : terminal               ? SELON_OUTPUT_TERMINAL
                                               : SELON_OUTPUT_JSONL;
    k->write.colour = k->colour == COLOUR_ALWAYS || (k->colour == COLOUR_AUTO && terminal && !bare);
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0) k->write.width = window.ws_col;
    if (!k->limited && k->write.format == SELON_OUTPUT_TERMINAL) k->limit = TERMINAL_LIMIT;
}

static bool option__take(asking *k, int option, problem *p)
{
    double number;
    switch (option) {
    case OPTION_FORMAT: return choice_find(format_choices, "--format", optarg, &k->format, p);
    case OPTION_COLOR: return choice_find(colour_choices, "--color", optarg, &k->colour, p);
    case OPTION_SPEAKERS: return k->speakers = true;
    case OPTION_REBUILD: return k->rebuild = true;
    case 'n':
        if (!number_parse("--limit", optarg, 0, 1e15, &number, p)) return false;
        k->limit = (uint64_t)number;
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
            return usage(&p, status);
        }
        if (!option__take(k, option, &p)) return usage(&p, status);
    }
    if (argc - optind < 1) {
        problem_set(&p, "name the ledger to look in");
        return usage(&p, status);
    }
    k->path = argv[optind];
    asking__look_at_terminal(k);
    if (asking__name(k, argc - optind - 1, argv + optind + 1)) return true;
    problem_print(NULL, "not enough memory");
    *status = STATUS_FAILED;
    return false;
}

/* ---- answering ---- */

static int asking__sink(const void *bytes, size_t size, void *payload)
{
    asking *k = payload;
    return sink_write(&k->sink, bytes, size, &k->unwritten) ? 0 : -1;
}

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
        if (error != SELON_OK) problem_print(k->path, ledger_message(l));
        return error == SELON_OK ? who_write_page(&page, &k->write, asking__sink, k) : error;
    }
    if (k->name != NULL && k->count > 1 && k->write.format == SELON_OUTPUT_TERMINAL)
        fprintf(stderr, "selon: %zu may be meant; selon who %s NUMBER shows one\n", k->count, k->path);
    int error = SELON_OK;
    for (size_t i = 0; i < k->count && error == SELON_OK; i++)
        error = who_write_line(&k->found[i], &k->write, asking__sink, k);
    return error;
}

static int asking__run(asking *k, ledger *l)
{
    int error = k->rebuild ? ledger_rejoin(l) : SELON_OK;
    if (error == SELON_OK && k->rebuild && k->name == NULL) return STATUS_GOOD;
    if (error == SELON_OK) error = ledger_who(l, k->name, k->limit, asking__take, k);
    if (error != SELON_OK) {
        problem_print(k->path, ledger_message(l));
        return STATUS_FAILED;
    }
    if (k->count == 0 && k->name != NULL) fprintf(stderr, "selon: nobody of that name is quoted\n");
    error = asking__answer(k, l);
    if (error == SELON_ERROR_MEMORY) problem_print(NULL, "not enough memory");
    if (error == SELON_ERROR_IO && !k->sink.broken_pipe) problem_print(NULL, k->unwritten.text);
    return error == SELON_OK ? STATUS_GOOD : STATUS_FAILED;
}

/* The arena jumps here when there is no memory. */
static int asking__within(asking *k, ledger *l)
{
    selon_allocator allocator = allocator_default();
    k->arena = arena_new(&allocator, 65536);
    if (k->arena == NULL || setjmp(*arena_escape(k->arena)) != 0) {
        problem_print(NULL, "not enough memory");
        if (k->arena != NULL) arena_free(k->arena);
        return STATUS_FAILED;
    }
    int status = asking__run(k, l);
    arena_free(k->arena);
    return status;
}

int command_who(int argc, char **argv)
{
    asking k = {.format = FORMAT_AUTO};
    int status = STATUS_FAILED;
    ledger *l = NULL;
    ledger_words why;
    problem p;
    if (!asking__parse(&k, argc, argv, &status)) return status;
    signal(SIGPIPE, SIG_IGN);
    if (ledger_open(&l, k.path, &(ledger_options){.wait_ms = WAIT_MS, .write = k.rebuild}, &why) != SELON_OK) {
        problem_print(k.path, why.text);
    } else if (!sink_open(&k.sink, NULL, &p)) {
        problem_print(NULL, p.text);
    } else {
        status = asking__within(&k, l);
        if (!sink_close(&k.sink, &p) && status == STATUS_GOOD) {
            problem_print(NULL, p.text);
            status = STATUS_FAILED;
        }
    }
    ledger_close(l);
    free(k.name);
    free(k.found);
    if (k.sink.broken_pipe) { /* end as the shell expects of a program in a pipe */
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return status;
}
