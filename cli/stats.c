/* SPDX-License-Identifier: Apache-2.0
 *
 * stats.c - `selon stats`: a ledger's statements counted.
 */
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>

#include "filter.h"
#include "help.h"
#include "ledger/report.h"
#include "option.h"
#include "showing.h"

#define TERMINAL_ROWS 10

typedef struct counting {
    char *words; /* owned */
    ledger_filter filter;
    selon_write_options write;
    int format, colour;
    bool limited;
    size_t limit;
    showing showing;
} counting;

enum option_id { OPTION_FORMAT = 256, OPTION_COLOR };

static const struct option options[] = {
    FILTER_OPTIONS,
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
    counting *c = payload;
    uint64_t number;
    if (filter_has(option)) return filter_take(&c->filter, option, optarg, p);
    switch (option) {
    case OPTION_FORMAT: return choice_find(format_choices, "--format", optarg, &c->format, p);
    case OPTION_COLOR: return choice_find(colour_choices, "--color", optarg, &c->colour, p);
    case 'n':
        if (!count_parse("--limit", optarg, 0, 1000000000, &number, p)) return false;
        c->limit = (size_t)number;
        c->limited = true;
        return true;
    default: return problem_set(p, "unexpected option");
    }
}

static bool counting__parse(counting *c, int argc, char **argv, int *status)
{
    static const showing_command command = {"stats", help_stats, "name the ledger to count in",
                                            "n:h",   options,    option__take};
    if (!filter_parse(&command, argc, argv, c, &c->filter, status)) return false;
    c->showing.path = argv[optind];
    showing_look_at_terminal(&c->write, c->format, c->colour);
    if (!c->limited && c->write.format == SELON_OUTPUT_TERMINAL) c->limit = TERMINAL_ROWS;
    if (filter_words(&c->filter, argc - optind - 1, argv + optind + 1, &c->words)) return true;
    problem_print(NULL, "not enough memory");
    *status = STATUS_FAILED;
    return false;
}

static int counting__show(showing *s, void *payload)
{
    counting *c = payload;
    ledger_stats *stats;
    if (ledger_stats_make(&stats, s->ledger, &c->filter, c->limit) != SELON_OK) {
        problem_print(s->path, ledger_message(s->ledger));
        return STATUS_FAILED;
    }
    int error = stats_write(stats, &c->write, showing_sink, s);
    ledger_stats_free(stats);
    return showing_written(s, error);
}

int command_stats(int argc, char **argv)
{
    counting c = {.format = FORMAT_AUTO};
    int status = STATUS_FAILED;
    if (!counting__parse(&c, argc, argv, &status)) return status;
    status = showing_run(&c.showing, counting__show, &c);
    free(c.words);
    return status;
}
