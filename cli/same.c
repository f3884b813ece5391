/* SPDX-License-Identifier: Apache-2.0
 *
 * same.c - `selon same`: who else said it, who had it first, what they changed.
 */
#include "same.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "help.h"
#include "ledger/same.h"
#include "option.h"
#include "showing.h"

#define TERMINAL_LIMIT 10

typedef struct asking {
    char *words; /* owned */
    ledger_filter filter;
    same_filter same;
    selon_write_options write;
    int format, colour;
    bool filtered, limited;
    showing showing;
} asking;

enum option_id { OPTION_FORMAT = 256, OPTION_COLOR, OPTION_CHANGED };

static const struct option options[] = {
    FILTER_OPTIONS,
    {"changed", no_argument, NULL, OPTION_CHANGED},
    {"limit", required_argument, NULL, 'n'},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"colour", required_argument, NULL, OPTION_COLOR},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const choice format_choices[] = {
    {"terminal", SELON_OUTPUT_TERMINAL}, {"jsonl", SELON_OUTPUT_JSONL}, {"csv", SELON_OUTPUT_CSV}, {NULL, 0}};
static const choice colour_choices[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

static bool option__take(void *payload, int option, problem *p)
{
    asking *g = payload;
    if (filter_has(option)) {
        g->filtered = true;
        return filter_take(&g->filter, option, optarg, p);
    }
    switch (option) {
    case OPTION_CHANGED: g->same.changed = true; return true;
    case OPTION_FORMAT: return choice_find(format_choices, "--format", optarg, &g->format, p);
    case OPTION_COLOR: return choice_find(colour_choices, "--color", optarg, &g->colour, p);
    case 'n':
        if (!count_parse("--limit", optarg, 0, LIMIT_MOST, &g->same.limit, p)) return false;
        g->limited = true;
        return true;
    default: return problem_set(p, "unexpected option");
    }
}

/* What stands behind the ledger's name: a statement's number, or words. */
static bool asking__words(asking *g, int argc, char **argv)
{
    if (argc == 1 && argv[0][0] != '\0' && strlen(argv[0]) < 19 && strspn(argv[0], "0123456789") == strlen(argv[0])) {
        g->same.statement = strtoull(argv[0], NULL, 10);
        if (g->same.statement != 0) return true;
    }
    g->filtered = g->filtered || argc > 0;
    return filter_words(&g->filter, argc, argv, &g->words);
}

static bool asking__parse(asking *g, int argc, char **argv, int *status)
{
    static const showing_command command = {"same", help_same, "name the ledger to look in",
                                            "n:h",  options,   option__take};
    if (!filter_parse(&command, argc, argv, g, &g->filter, status)) return false;
    g->showing.path = argv[optind];
    showing_look_at_terminal(&g->write, g->format, g->colour);
    if (!g->limited && g->write.format == SELON_OUTPUT_TERMINAL) g->same.limit = TERMINAL_LIMIT;
    if (asking__words(g, argc - optind - 1, argv + optind + 1)) return true;
    problem_print(NULL, "not enough memory");
    *status = STATUS_FAILED;
    return false;
}

static int asking__show(showing *s, void *payload)
{
    asking *g = payload;
    uint64_t count = 0;
    same_writer *out = same_writer_new(&g->write, showing_sink, s);
    if (out == NULL) {
        problem_print(NULL, "not enough memory");
        return STATUS_FAILED;
    }
    if (g->filtered) g->same.which = &g->filter;
    int error = ledger_same(s->ledger, &g->same, same_writer_take, out);
    if (error != SELON_OK) problem_print(s->path, ledger_message(s->ledger));
    int written = same_writer_end(out, &count);
    if (count == 0 && error == SELON_OK && g->write.format == SELON_OUTPUT_TERMINAL)
        fputs("selon: nothing was found\n", stderr);
    int status = showing_written(s, written);
    return error == SELON_OK ? status : STATUS_FAILED;
}

int command_same(int argc, char **argv)
{
    asking g = {.format = FORMAT_AUTO};
    int status = STATUS_FAILED;
    if (!asking__parse(&g, argc, argv, &status)) return status;
    status = showing_run(&g.showing, asking__show, &g);
    free(g.words);
    return status;
}
