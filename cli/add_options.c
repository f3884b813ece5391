/* SPDX-License-Identifier: Apache-2.0
 *
 * add_options.c - the command line of `selon add` and `selon watch`.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "adding.h"
#include "date.h"
#include "help.h"

enum option_id {
    OPTION_FROM = 256,
    OPTION_LANG,
    OPTION_DATE,
    OPTION_OUTLET,
    OPTION_MAX_SIZE,
    OPTION_TIMEOUT,
    OPTION_DATA,
    OPTION_MODEL,
    OPTION_NO_TEXT,
    OPTION_WAIT,
    OPTION_PAUSE,
    OPTION_EVERY,
};

static const struct option options[] = {
    {"from", required_argument, NULL, OPTION_FROM},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"date", required_argument, NULL, OPTION_DATE},
    {"outlet", required_argument, NULL, OPTION_OUTLET},
    {"max-size", required_argument, NULL, OPTION_MAX_SIZE},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"data", required_argument, NULL, OPTION_DATA},
    {"model", required_argument, NULL, OPTION_MODEL},
    {"no-text", no_argument, NULL, OPTION_NO_TEXT},
    {"wait", required_argument, NULL, OPTION_WAIT},
    {"every", required_argument, NULL, OPTION_EVERY},
    {"pause", required_argument, NULL, OPTION_PAUSE},
    {"jobs", required_argument, NULL, 'j'},
    {"verbose", no_argument, NULL, 'v'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const choice from_choices[] = {{"auto", SOURCE_AUTO},
                                      {"text", SOURCE_TEXT},
                                      {"html", SOURCE_HTML},
                                      {"jsonl", SOURCE_JSONL},
                                      {"warc", SOURCE_WARC},
                                      {"feed", SOURCE_FEED},
                                      {NULL, 0}};

static bool option__take(adding *g, int option, problem *p)
{
    settings *s = &g->settings;
    uint64_t number;
    int value;
    switch (option) {
    case OPTION_FROM:
        if (!choice_find(from_choices, "--from", optarg, &value, p)) return false;
        s->from = (source_kind)value;
        return true;
    case OPTION_LANG: s->language = strcmp(optarg, "auto") == 0 ? NULL : optarg; return true;
    case OPTION_OUTLET: s->outlet = optarg; return true;
    case OPTION_DATA: s->data = optarg; return true;
    case OPTION_MODEL: return settings_add_model(s, optarg, p);
    case OPTION_NO_TEXT: g->no_text = true; return true;
    case OPTION_DATE:
        s->date = optarg;
        return date_is_valid(optarg) ? true
                                     : problem_set(p, "--date takes YYYY-MM-DD, as 2025-11-14; not \"%.100s\"", optarg);
    case OPTION_MAX_SIZE: s->max_size_given = true; return size_parse("--max-size", optarg, &s->max_size, p);
    case OPTION_TIMEOUT: return number_parse("--timeout", optarg, 0.001, 86400, &s->timeout, p);
    case OPTION_WAIT: return number_parse("--wait", optarg, 0, 86400, &g->wait, p);
    case OPTION_EVERY:
        if (!g->watching) return problem_set(p, "--every is for selon watch");
        return duration_parse("--every", optarg, &g->every, p);
    case OPTION_PAUSE: return number_parse("--pause", optarg, 0, 86400, &g->pause, p);
    case 'j':
        if (!count_parse("--jobs", optarg, 1, JOBS_LIMIT, &number, p)) return false;
        s->jobs = (unsigned)number;
        return true;
    case 'v': g->verbose = true; return true;
    case 'q': s->quiet = true; return true;
    default: return problem_set(p, "unexpected option");
    }
}

static bool usage(const adding *g, const problem *p, int *status)
{
    problem_print(NULL, p->text);
    fprintf(stderr, "Try selon help %s.\n", g->watching ? "watch" : "add");
    *status = STATUS_USAGE;
    return false;
}

bool adding_parse(adding *g, int argc, char **argv, int *status)
{
    problem p = {""};
    int option;
    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "j:vqh", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(g->watching ? help_watch : help_add, stdout);
            *status = STATUS_GOOD;
            return false;
        }
        if (option == '?') {
            problem_set(&p, "what is %.100s? It is unknown, or lacks its value", argv[optind - 1]);
            return usage(g, &p, status);
        }
        if (!option__take(g, option, &p)) return usage(g, &p, status);
    }
    if (argc - optind < 1)
        problem_set(&p, "name the ledger, and what to add to it");
    else if (argc - optind < 2)
        problem_set(&p, "nothing to add: name files, folders, addresses, or - for the standard input");
    if (p.text[0] != '\0') return usage(g, &p, status);
    g->path = argv[optind];
    g->settings.inputs = argv + optind + 1;
    g->settings.input_count = (size_t)(argc - optind - 1);
    return true;
}
