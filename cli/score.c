/* SPDX-License-Identifier: Apache-2.0
 *
 * score.c - `selon score`: two inputs become sets of documents, and the
 * library compares them (src/score/score.h).
 *
 * What is broken ends the command with the file and line: a score of the rest
 * would be a wrong one.
 */
#include "score.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "annotated.h"
#include "base/arena.h"
#include "help.h"
#include "problem.h"
#include "score/score.h"
#include "settings.h"

typedef struct wishes {
    score_options options;
    const char *gold, *predicted;
} wishes;

/* ---- the command line ---- */

static bool usage(const problem *p, int *status)
{
    problem_print(NULL, p->text);
    fputs("Try 'selon help score'.\n", stderr);
    *status = STATUS_USAGE;
    return false;
}

static bool errors__parse(size_t *out, problem *p)
{
    char *stop;
    errno = 0;
    unsigned long n = strtoul(optarg, &stop, 10);
    *out = n;
    if (*optarg >= '0' && *optarg <= '9' && *stop == '\0' && errno == 0) return true;
    return problem_set(p, "--errors takes a number of statements to list; not \"%.100s\"", optarg);
}

static bool option__take(wishes *w, int option, const char *word, problem *p)
{
    switch (option) {
    case 'k': w->options.kinds = optarg; return true;
    case 'e': return errors__parse(&w->options.errors, p);
    case 'j': w->options.json = true; return true;
    case ':': return problem_set(p, "%.100s needs a value", word);
    default: return problem_set(p, "unknown or ambiguous option %.100s", word);
    }
}

/* Returns true to go on, else *status is what to exit with. */
static bool wishes__parse(wishes *out, int argc, char **argv, int *status)
{
    static const struct option options[] = {{"kinds", required_argument, NULL, 'k'},
                                            {"errors", required_argument, NULL, 'e'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    problem p = {""};
    *out = (wishes){0};
    opterr = 0;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
        if (option == 'h') {
            fputs(help_score, stdout);
            *status = fflush(stdout) == 0 ? STATUS_GOOD : STATUS_FAILED;
            return false;
        }
        if (!option__take(out, option, argv[optind - 1], &p)) return usage(&p, status);
    }
    if (argc - optind != 2) {
        problem_set(&p, "two inputs are compared: the gold one and the predicted one");
        return usage(&p, status);
    }
    out->gold = argv[optind];
    out->predicted = argv[optind + 1];
    if (strcmp(out->gold, "-") == 0 && strcmp(out->predicted, "-") == 0) {
        problem_set(&p, "the standard input (-) can be read only once");
        return usage(&p, status);
    }
    return true;
}

/* ---- the inputs ---- */

/* Adds a document to the set; what is wrong with it is told. */
static bool set__add(const json_t *document, const char *origin, void *set)
{
    bool replaced;
    score_problem problem;
    int error = score_set_add(set, document, origin, &replaced, &problem);
    if (replaced) problem_print(origin, "warning: a document of this id came before; this one takes its place");
    if (error != SELON_OK) problem_print(NULL, error == SELON_ERROR_INPUT ? problem.text : selon_error_message(error));
    return error == SELON_OK;
}

/* NULL when it cannot be read, which was told. */
static score_set *set__read(const char *path)
{
    selon_allocator allocator = allocator_default();
    score_set *set = score_set_new(&allocator);
    if (set == NULL) problem_print(NULL, selon_error_message(SELON_ERROR_MEMORY));
    if (set == NULL || annotated_read(path, set__add, set)) return set;
    score_set_free(set);
    return NULL;
}

/* ---- the command ---- */

static int write_out(const void *bytes, size_t size, void *payload)
{
    (void)payload;
    return fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0 ? 0 : -1;
}

int command_score(int argc, char **argv)
{
    wishes w;
    int status;
    if (!wishes__parse(&w, argc, argv, &status)) return status;
    score_set *gold = set__read(w.gold), *predicted = gold != NULL ? set__read(w.predicted) : NULL;
    int error = SELON_ERROR_INPUT;
    if (predicted != NULL) {
        score_problem problem;
        error = score_write(gold, predicted, &w.options, write_out, NULL, &problem);
        if (error == SELON_ERROR_IO)
            problem_print(NULL, "cannot write the standard output");
        else if (error != SELON_OK)
            problem_print(NULL, error == SELON_ERROR_INPUT ? problem.text : selon_error_message(error));
    }
    score_set_free(gold);
    score_set_free(predicted);
    return error == SELON_OK ? STATUS_GOOD : STATUS_FAILED;
}
