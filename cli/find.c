/* SPDX-License-Identifier: Apache-2.0
 *
 * find.c - `selon find`: statements of a ledger.
 */
#include "find.h"

#include <stdio.h>
#include <stdlib.h>

#include "filter.h"
#include "help.h"
#include "ledger/results.h"
#include "option.h"
#include "showing.h"

#define TERMINAL_LIMIT 20

typedef struct finding {
    char *words; /* owned */
    char title[300];
    ledger_filter filter;
    selon_write_options write;
    int format, colour;
    bool limited;
    showing showing;
} finding;

enum option_id { OPTION_SORT = 256, OPTION_FORMAT, OPTION_COLOR };

static const struct option options[] = {
    FILTER_OPTIONS,
    {"sort", required_argument, NULL, OPTION_SORT},
    {"limit", required_argument, NULL, 'n'},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"colour", required_argument, NULL, OPTION_COLOR},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const choice sort_choices[] = {{"newest", LEDGER_NEWEST},
                                      {"oldest", LEDGER_OLDEST},
                                      {"confidence", LEDGER_SUREST},
                                      {"added", LEDGER_LAST_ADDED},
                                      {NULL, 0}};
static const choice format_choices[] = {{"terminal", SELON_OUTPUT_TERMINAL},
                                        {"jsonl", SELON_OUTPUT_JSONL},
                                        {"csv", SELON_OUTPUT_CSV},
                                        {"html", SELON_OUTPUT_HTML},
                                        {NULL, 0}};
static const choice colour_choices[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

static bool option__take(void *payload, int option, problem *p)
{
    finding *f = payload;
    int value;
    if (filter_has(option)) return filter_take(&f->filter, option, optarg, p);
    switch (option) {
    case OPTION_FORMAT: return choice_find(format_choices, "--format", optarg, &f->format, p);
    case OPTION_COLOR: return choice_find(colour_choices, "--color", optarg, &f->colour, p);
    case OPTION_SORT:
        if (!choice_find(sort_choices, "--sort", optarg, &value, p)) return false;
        f->filter.sort = (ledger_sort)value;
        return true;
    case 'n':
        if (!count_parse("--limit", optarg, 0, LIMIT_MOST, &f->filter.limit, p)) return false;
        f->limited = true;
        return true;
    default: return problem_set(p, "unexpected option");
    }
}

static bool finding__parse(finding *f, int argc, char **argv, int *status)
{
    static const showing_command command = {"find", help_find, "name the ledger to look in",
                                            "n:h",  options,   option__take};
    if (!filter_parse(&command, argc, argv, f, &f->filter, status)) return false;
    f->showing.path = argv[optind];
    showing_look_at_terminal(&f->write, f->format, f->colour);
    if (!f->limited && f->write.format == SELON_OUTPUT_TERMINAL) f->filter.limit = TERMINAL_LIMIT;
    if (filter_words(&f->filter, argc - optind - 1, argv + optind + 1, &f->words)) return true;
    problem_print(NULL, "not enough memory");
    *status = STATUS_FAILED;
    return false;
}

static int finding__show(showing *s, void *payload)
{
    finding *f = payload;
    uint64_t count = 0;
    results *out = results_new(&f->write, showing_sink, s);
    if (out == NULL) {
        problem_print(NULL, "not enough memory");
        return STATUS_FAILED;
    }
    filter_title(&f->filter, f->title, sizeof f->title);
    results_title(out, f->title);
    int error = ledger_find(s->ledger, &f->filter, results_take, out);
    if (error != SELON_OK) problem_print(s->path, ledger_message(s->ledger));
    int written = showing_written(s, results_end(out, &count));
    if (count == 0 && error == SELON_OK && f->write.format == SELON_OUTPUT_TERMINAL)
        fputs("selon: nothing was found\n", stderr);
    return error == SELON_OK ? written : STATUS_FAILED;
}

int command_find(int argc, char **argv)
{
    finding f = {.format = FORMAT_AUTO};
    int status = STATUS_FAILED;
    if (!finding__parse(&f, argc, argv, &status)) return status;
    status = showing_run(&f.showing, finding__show, &f);
    free(f.words);
    return status;
}
