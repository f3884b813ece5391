/* SPDX-License-Identifier: Apache-2.0
 *
 * settings.c - see settings.h. getopt_long() does the cutting; each value is
 * then checked, so that a mistake is told before anything is read.
 */
#include "settings.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "date.h"
#include "help.h"
#include "name.h"
#include "option.h"
#include "problem.h"
#include "sink.h"

enum option_id {
    OPTION_FROM = 256,
    OPTION_LANG,
    OPTION_DATE,
    OPTION_TITLE,
    OPTION_OUTLET,
    OPTION_URL,
    OPTION_FORMAT,
    OPTION_OFFSETS,
    OPTION_CONFIDENCE,
    OPTION_COLOR,
    OPTION_MAX_SIZE,
    OPTION_TIMEOUT,
    OPTION_DATA,
    OPTION_MODEL,
};

static const struct option options[] = {
    {"from", required_argument, NULL, OPTION_FROM},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"date", required_argument, NULL, OPTION_DATE},
    {"title", required_argument, NULL, OPTION_TITLE},
    {"outlet", required_argument, NULL, OPTION_OUTLET},
    {"url", required_argument, NULL, OPTION_URL},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"offsets", required_argument, NULL, OPTION_OFFSETS},
    {"min-confidence", required_argument, NULL, OPTION_CONFIDENCE},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"colour", required_argument, NULL, OPTION_COLOR},
    {"max-size", required_argument, NULL, OPTION_MAX_SIZE},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"data", required_argument, NULL, OPTION_DATA},
    {"model", required_argument, NULL, OPTION_MODEL},
    {"output", required_argument, NULL, 'o'},
    {"jobs", required_argument, NULL, 'j'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER, FORMAT_AUTO = -1 };

static const choice from_choices[] = {
    {"auto", SOURCE_AUTO}, {"text", SOURCE_TEXT}, {"html", SOURCE_HTML}, {"jsonl", SOURCE_JSONL}, {NULL, 0}};
static const choice format_choices[] = {{"terminal", SELON_OUTPUT_TERMINAL}, {"jsonl", SELON_OUTPUT_JSONL},
                                        {"csv", SELON_OUTPUT_CSV},           {"html", SELON_OUTPUT_HTML},
                                        {"brat", SELON_OUTPUT_BRAT},         {NULL, 0}};
static const choice offset_choices[] = {{"codepoints", 0}, {"bytes", 1}, {NULL, 0}};
static const choice colour_choices[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

typedef struct wishes {
    int from, format, offsets, colour;
} wishes;

bool settings_add_model(settings *s, const char *value, problem *p)
{
    bool fast = strcmp(value, "fast") == 0, accurate = strcmp(value, "accurate") == 0;
    if (fast || accurate || strcmp(value, "standard") == 0) {
        s->fast = fast;
        s->accurate = accurate;
        return true;
    }
    if (s->model_count == MODELS_MOST) return problem_set(p, "--model can be given %d times", MODELS_MOST);
    s->models[s->model_count++] = value;
    return true;
}

static bool option__take(settings *s, wishes *w, int option, problem *p)
{
    uint64_t number;
    switch (option) {
    case OPTION_FROM: return choice_find(from_choices, "--from", optarg, &w->from, p);
    case OPTION_FORMAT: return choice_find(format_choices, "--format", optarg, &w->format, p);
    case OPTION_OFFSETS: return choice_find(offset_choices, "--offsets", optarg, &w->offsets, p);
    case OPTION_COLOR: return choice_find(colour_choices, "--color", optarg, &w->colour, p);
    case OPTION_LANG: s->language = strcmp(optarg, "auto") == 0 ? NULL : optarg; return true;
    case OPTION_TITLE: s->title = optarg; return true;
    case OPTION_OUTLET: s->outlet = optarg; return true;
    case OPTION_URL: s->url = optarg; return true;
    case OPTION_DATA: s->data = optarg; return true;
    case OPTION_MODEL: return settings_add_model(s, optarg, p);
    case OPTION_DATE:
        s->date = optarg;
        return date_is_valid(optarg) ? true
                                     : problem_set(p, "--date takes YYYY-MM-DD, as 2025-11-14; not \"%.100s\"", optarg);
    case 'o':
        s->output = strcmp(optarg, "-") == 0 ? NULL : optarg;
        return *optarg != '\0' ? true : problem_set(p, "--output takes the name of a file or a folder");
    case OPTION_CONFIDENCE: return number_parse("--min-confidence", optarg, 0, 1, &s->min_confidence, p);
    case OPTION_TIMEOUT: return number_parse("--timeout", optarg, 0.001, 86400, &s->timeout, p);
    case OPTION_MAX_SIZE: return size_parse("--max-size", optarg, &s->max_size, p);
    case 'j':
        if (!count_parse("--jobs", optarg, 1, JOBS_LIMIT, &number, p)) return false;
        s->jobs = (unsigned)number;
        return true;
    case 'q': s->quiet = true; return true;
    default: return problem_set(p, "unexpected option");
    }
}

/* What depends on whether a terminal is there. */
static void settings__look_at_terminal(settings *s, const wishes *w)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    struct winsize window;
    bool terminal = s->output == NULL && isatty(STDOUT_FILENO);
    bool bare = (no_colour != NULL && *no_colour != '\0') || term == NULL || strcmp(term, "dumb") == 0;
    s->format = w->format != FORMAT_AUTO ? (selon_output_format)w->format
                : terminal               ? SELON_OUTPUT_TERMINAL
                                         : SELON_OUTPUT_JSONL;
    s->colour = w->colour == COLOUR_ALWAYS || (w->colour == COLOUR_AUTO && terminal && !bare);
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0) s->width = window.ws_col;
}

bool settings_is_jsonl(const settings *s, const char *input)
{
    return s->from == SOURCE_JSONL || (s->from == SOURCE_AUTO && name_is_jsonl(input));
}

static bool settings__check(const settings *s, problem *p)
{
    if (s->input_count == 0) return problem_set(p, "nothing to read: name a file, a URL, or - for the standard input");
    bool page = s->format == SELON_OUTPUT_HTML || s->format == SELON_OUTPUT_BRAT;
    bool folder = s->output != NULL && sink_is_folder(s->output);
    if (page && !folder && (s->input_count > 1 || settings_is_jsonl(s, s->inputs[0])))
        return problem_set(p, "this format has one document in a file: name a folder, as in --output results/");
    bool standard_input = false;
    for (size_t i = 0; i < s->input_count; i++) {
        bool dash = strcmp(s->inputs[i], "-") == 0;
        if (dash && standard_input) return problem_set(p, "the standard input (-) can be read only once");
        standard_input |= dash;
        if (s->output != NULL && !folder && sink_is_file(s->output, s->inputs[i]))
            return problem_set(p, "the output %.200s is also an input; nothing was written", s->output);
    }
    return true;
}

static bool usage(const problem *p, int *status)
{
    problem_print(NULL, p->text);
    fputs("Try 'selon help read'.\n", stderr);
    *status = STATUS_USAGE;
    return false;
}

bool settings_parse(settings *out, int argc, char **argv, int *status)
{
    *out = (settings){.timeout = DEFAULT_TIMEOUT, .max_size = DEFAULT_SIZE, .jobs = option_cores()};
    wishes w = {.from = SOURCE_AUTO, .format = FORMAT_AUTO, .colour = COLOUR_AUTO};
    problem p = {""};
    opterr = 0;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, ":o:j:qh", options, NULL)) != -1;) {
        if (option == 'h') {
            fputs(help_read, stdout);
            *status = fflush(stdout) == 0 ? STATUS_GOOD : STATUS_FAILED;
            return false;
        }
        if (option == ':')
            problem_set(&p, "%.100s needs a value", argv[optind - 1]);
        else if (option == '?' && optopt != 0 && strchr(argv[optind - 1], '=') != NULL)
            problem_set(&p, "no value is taken by %.100s", argv[optind - 1]);
        else if (option == '?' && optopt != 0)
            problem_set(&p, "there is no option -%c", optopt);
        else if (option == '?')
            problem_set(&p, "unknown or ambiguous option %.100s", argv[optind - 1]);
        else
            option__take(out, &w, option, &p);
        if (p.text[0] != '\0') return usage(&p, status);
    }
    out->from = (source_kind)w.from;
    out->byte_offsets = w.offsets != 0;
    out->inputs = argv + optind;
    out->input_count = (size_t)(argc - optind);
    settings__look_at_terminal(out, &w);
    return settings__check(out, &p) ? true : usage(&p, status);
}
