/* SPDX-License-Identifier: Apache-2.0
 *
 * find.c - `selon find`: statements of a ledger.
 */
#include "find.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "date.h"
#include "help.h"
#include "ledger/ledger.h"
#include "ledger/results.h"
#include "option.h"
#include "settings.h"
#include "sink.h"

#define TERMINAL_LIMIT 20
#define WAIT_MS 10000

enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER, FORMAT_AUTO = -1 };

typedef struct finding {
    const char *path;
    char *words; /* owned */
    ledger_filter filter;
    selon_write_options write;
    int format, colour;
    bool limited;
    sink sink;
    problem unwritten;
} finding;

enum option_id {
    OPTION_WHO = 256,
    OPTION_ROLE,
    OPTION_OUTLET,
    OPTION_ABOUT,
    OPTION_ADDRESSEE,
    OPTION_SINCE,
    OPTION_UNTIL,
    OPTION_PUBLISHED_SINCE,
    OPTION_PUBLISHED_UNTIL,
    OPTION_TYPE,
    OPTION_KIND,
    OPTION_LANG,
    OPTION_CONFIDENCE,
    OPTION_SORT,
    OPTION_FORMAT,
    OPTION_COLOR,
};

static const struct option options[] = {
    {"who", required_argument, NULL, OPTION_WHO},
    {"role", required_argument, NULL, OPTION_ROLE},
    {"outlet", required_argument, NULL, OPTION_OUTLET},
    {"about", required_argument, NULL, OPTION_ABOUT},
    {"addressee", required_argument, NULL, OPTION_ADDRESSEE},
    {"since", required_argument, NULL, OPTION_SINCE},
    {"until", required_argument, NULL, OPTION_UNTIL},
    {"published-since", required_argument, NULL, OPTION_PUBLISHED_SINCE},
    {"published-until", required_argument, NULL, OPTION_PUBLISHED_UNTIL},
    {"type", required_argument, NULL, OPTION_TYPE},
    {"kind", required_argument, NULL, OPTION_KIND},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"min-confidence", required_argument, NULL, OPTION_CONFIDENCE},
    {"sort", required_argument, NULL, OPTION_SORT},
    {"limit", required_argument, NULL, 'n'},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"colour", required_argument, NULL, OPTION_COLOR},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const choice type_choices[] = {
    {"direct", SELON_DIRECT}, {"indirect", SELON_INDIRECT}, {"mixed", SELON_MIXED}, {NULL, 0}};
static const choice kind_choices[] = {
    {"said", SELON_SAID}, {"wrote", SELON_WROTE}, {"thought", SELON_THOUGHT}, {NULL, 0}};
static const choice sort_choices[] = {{"newest", LEDGER_NEWEST},
                                      {"oldest", LEDGER_OLDEST},
                                      {"confidence", LEDGER_SUREST},
                                      {"added", LEDGER_LAST_ADDED},
                                      {NULL, 0}};
static const choice format_choices[] = {
    {"terminal", SELON_OUTPUT_TERMINAL}, {"jsonl", SELON_OUTPUT_JSONL}, {"csv", SELON_OUTPUT_CSV}, {NULL, 0}};
static const choice colour_choices[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

static bool day_parse(const char *option, int32_t *out, problem *p)
{
    if (!date_is_valid(optarg) || strlen(optarg) != 10)
        return problem_set(p, "%s takes YYYY-MM-DD, as 2025-11-14; not \"%.100s\"", option, optarg);
    *out = (int32_t)(strtol(optarg, NULL, 10) * 10000 + strtol(optarg + 5, NULL, 10) * 100 +
                     strtol(optarg + 8, NULL, 10));
    return true;
}

static bool option__take(finding *f, int option, problem *p)
{
    ledger_filter *filter = &f->filter;
    double number;
    int value;
    switch (option) {
    case OPTION_WHO: filter->who = optarg; return true;
    case OPTION_ROLE: filter->role = optarg; return true;
    case OPTION_OUTLET: filter->outlet = optarg; return true;
    case OPTION_ABOUT: filter->about = optarg; return true;
    case OPTION_ADDRESSEE: filter->addressee = optarg; return true;
    case OPTION_LANG: filter->lang = optarg; return true;
    case OPTION_SINCE: return day_parse("--since", &filter->since, p);
    case OPTION_UNTIL: return day_parse("--until", &filter->until, p);
    case OPTION_PUBLISHED_SINCE: return day_parse("--published-since", &filter->published_since, p);
    case OPTION_PUBLISHED_UNTIL: return day_parse("--published-until", &filter->published_until, p);
    case OPTION_TYPE:
        if (!choice_find(type_choices, "--type", optarg, &value, p)) return false;
        filter->types |= 1u << value;
        return true;
    case OPTION_KIND:
        if (!choice_find(kind_choices, "--kind", optarg, &value, p)) return false;
        filter->kinds |= 1u << value;
        return true;
    case OPTION_CONFIDENCE: return number_parse("--min-confidence", optarg, 0, 1, &filter->min_confidence, p);
    case OPTION_FORMAT: return choice_find(format_choices, "--format", optarg, &f->format, p);
    case OPTION_COLOR: return choice_find(colour_choices, "--color", optarg, &f->colour, p);
    case OPTION_SORT:
        if (!choice_find(sort_choices, "--sort", optarg, &value, p)) return false;
        filter->sort = (ledger_sort)value;
        return true;
    case 'n':
        if (!number_parse("--limit", optarg, 0, 1e15, &number, p)) return false;
        filter->limit = (uint64_t)number;
        f->limited = true;
        return true;
    default: return problem_set(p, "unexpected option");
    }
}

static bool usage(const problem *p, int *status)
{
    problem_print(NULL, p->text);
    fputs("Try selon help find.\n", stderr);
    *status = STATUS_USAGE;
    return false;
}

/* The words after the ledger's name, as one query. A word that the shell has
 * kept together was in quotation marks: it is a phrase. */
static bool finding__words(finding *f, int argc, char **argv)
{
    size_t size = 1;
    if (argc == 0) return true;
    for (int i = 0; i < argc; i++) size += strlen(argv[i]) + 3;
    f->words = calloc(1, size);
    if (f->words == NULL) return false;
    for (int i = 0; i < argc; i++) {
        bool phrase = argc > 1 && strchr(argv[i], ' ') != NULL && strchr(argv[i], '"') == NULL;
        snprintf(f->words + strlen(f->words), size - strlen(f->words), "%s%s%s%s", i > 0 ? " " : "", phrase ? "\"" : "",
                 argv[i], phrase ? "\"" : "");
    }
    f->filter.words = f->words;
    return true;
}

/* What depends on whether a terminal is there. */
static void finding__look_at_terminal(finding *f)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    struct winsize window;
    bool terminal = isatty(STDOUT_FILENO) == 1;
    bool bare = (no_colour != NULL && *no_colour != '\0') || term == NULL || strcmp(term, "dumb") == 0;
    f->write.format = f->format != FORMAT_AUTO ? (selon_output_format)f->format
                      : terminal               ? SELON_OUTPUT_TERMINAL
                                               : SELON_OUTPUT_JSONL;
    f->write.colour = f->colour == COLOUR_ALWAYS || (f->colour == COLOUR_AUTO && terminal && !bare);
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0) f->write.width = window.ws_col;
    if (!f->limited && f->write.format == SELON_OUTPUT_TERMINAL) f->filter.limit = TERMINAL_LIMIT;
}

static bool finding__parse(finding *f, int argc, char **argv, int *status)
{
    problem p = {""};
    int option;
    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "n:h", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help_find, stdout);
            *status = STATUS_GOOD;
            return false;
        }
        if (option == '?') {
            problem_set(&p, "what is %.100s? It is unknown, or lacks its value", argv[optind - 1]);
            return usage(&p, status);
        }
        if (!option__take(f, option, &p)) return usage(&p, status);
    }
    if (argc - optind < 1) {
        problem_set(&p, "name the ledger to look in");
        return usage(&p, status);
    }
    f->path = argv[optind];
    finding__look_at_terminal(f);
    if (finding__words(f, argc - optind - 1, argv + optind + 1)) return true;
    problem_print(NULL, "not enough memory");
    *status = STATUS_FAILED;
    return false;
}

static int finding__sink(const void *bytes, size_t size, void *payload)
{
    finding *f = payload;
    return sink_write(&f->sink, bytes, size, &f->unwritten) ? 0 : -1;
}

static int finding__run(finding *f, ledger *l)
{
    uint64_t count = 0;
    results *out = results_new(&f->write, finding__sink, f);
    if (out == NULL) {
        problem_print(NULL, "not enough memory");
        return STATUS_FAILED;
    }
    int error = ledger_find(l, &f->filter, results_take, out);
    if (error != SELON_OK) problem_print(f->path, ledger_message(l));
    int written = results_end(out, &count);
    if (written == SELON_ERROR_MEMORY) problem_print(NULL, "not enough memory");
    if (written == SELON_ERROR_IO && !f->sink.broken_pipe) problem_print(NULL, f->unwritten.text);
    if (count == 0 && error == SELON_OK && f->write.format == SELON_OUTPUT_TERMINAL)
        fputs("selon: nothing was found\n", stderr);
    return error == SELON_OK && written == SELON_OK ? STATUS_GOOD : STATUS_FAILED;
}

int command_find(int argc, char **argv)
{
    finding f = {.format = FORMAT_AUTO};
    int status = STATUS_FAILED;
    ledger *l;
    ledger_words why;
    problem p;
    if (!finding__parse(&f, argc, argv, &status)) return status;
    signal(SIGPIPE, SIG_IGN);
    if (ledger_open(&l, f.path, &(ledger_options){.wait_ms = WAIT_MS}, &why) != SELON_OK) {
        problem_print(f.path, why.text);
    } else if (!sink_open(&f.sink, NULL, &p)) {
        problem_print(NULL, p.text);
    } else {
        status = finding__run(&f, l);
        if (!sink_close(&f.sink, &p) && status == STATUS_GOOD) {
            problem_print(NULL, p.text);
            status = STATUS_FAILED;
        }
    }
    ledger_close(l);
    free(f.words);
    if (f.sink.broken_pipe) { /* end as the shell expects of a program in a pipe */
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return status;
}
