/* SPDX-License-Identifier: Apache-2.0
 *
 * train.c - `selon train`: the command line, then training.h.
 *
 * The model file is written when all is trained; until then a checkpoint lies
 * beside it, which stays when the training is interrupted.
 */
#include "train.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "help.h"
#include "settings.h"
#include "training.h"

typedef struct train_wishes {
    const char *language, *output, *base;
    const char *resources[8];
    size_t resource_count;
    const char *with[TRAINING_SOURCES];
    size_t with_count;
    float recall;
    uint64_t seed;
    bool resume, quiet;
    char **data;
    int data_count;
} train_wishes;

/* ---- the command line ---- */

static bool seed__parse(uint64_t *out, problem *p)
{
    char *stop;
    errno = 0;
    *out = strtoull(optarg, &stop, 10);
    if (*optarg >= '0' && *optarg <= '9' && *stop == '\0' && errno == 0) return true;
    return problem_set(p, "--seed takes a whole number; not \"%.100s\"", optarg);
}

/* A positive number at `text`; NULL when there is none, else what follows. */
static const char *factor__parse(const char *text, float *out)
{
    char *stop;
    *out = strtof(text, &stop);
    return stop != text && *out > 0 && *out <= 1000 ? stop : NULL;
}

static bool recall__parse(float *out, problem *p)
{
    const char *stop = factor__parse(optarg, out);
    if (stop != NULL && *stop == '\0') return true;
    return problem_set(p, "--recall takes a number over 0, up to 1000; not \"%.100s\"", optarg);
}

static bool option__take(train_wishes *w, int option, const char *word, problem *p)
{
    switch (option) {
    case 'l':
        w->language = optarg;
        return model_language_is_good(optarg) ||
               problem_set(p, "--lang takes two or three small letters, as es; not \"%.100s\"", optarg);
    case 'o': w->output = optarg; return true;
    case 'b': w->base = optarg; return true;
    case 'r':
        if (w->resource_count == sizeof w->resources / sizeof *w->resources)
            return problem_set(p, "--resources was given too often");
        w->resources[w->resource_count++] = optarg;
        return true;
    case 'w':
        if (w->with_count == TRAINING_SOURCES) return problem_set(p, "--with was given too often");
        w->with[w->with_count++] = optarg;
        return true;
    case 'R': return recall__parse(&w->recall, p);
    case 's': return seed__parse(&w->seed, p);
    case 'c': w->resume = true; return true;
    case 'q': w->quiet = true; return true;
    case ':': return problem_set(p, "%.100s needs a value", word);
    default: return problem_set(p, "unknown or ambiguous option %.100s", word);
    }
}

static bool usage(const problem *p, int *status)
{
    problem_print(NULL, p->text);
    fputs("Try 'selon help train'.\n", stderr);
    *status = STATUS_USAGE;
    return false;
}

static bool wishes__check(const train_wishes *w, problem *p)
{
    struct stat what;
    if (w->language[0] == '\0' || w->output[0] == '\0') {
        problem_set(p, w->language[0] == '\0' ? "--lang is needed: the language's code, as es"
                                              : "--out is needed: the model file to write, as es.selon");
        return false;
    }
    if (w->data_count == 0)
        return problem_set(p, "nothing to learn from: name folders of brat's files, JSON lines or .conllu files");
    if (stat(w->output, &what) == 0 && !S_ISREG(what.st_mode))
        return problem_set(p, "--out takes a file; %.200s is none", w->output);
    return true;
}

/* Returns true to go on, else *status is what to exit with. */
static bool wishes__parse(train_wishes *out, int argc, char **argv, int *status)
{
    static const struct option options[] = {{"lang", required_argument, NULL, 'l'},
                                            {"out", required_argument, NULL, 'o'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"base", required_argument, NULL, 'b'},
                                            {"resources", required_argument, NULL, 'r'},
                                            {"with", required_argument, NULL, 'w'},
                                            {"recall", required_argument, NULL, 'R'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"resume", no_argument, NULL, 'c'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    problem p = {""};
    *out = (train_wishes){.language = "", .output = "", .recall = 1, .seed = 1};
    opterr = 0;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, ":o:qh", options, NULL)) != -1;) {
        if (option == 'h') {
            fputs(help_train, stdout);
            *status = fflush(stdout) == 0 ? STATUS_GOOD : STATUS_FAILED;
            return false;
        }
        if (!option__take(out, option, argv[optind - 1], &p)) return usage(&p, status);
    }
    out->data = argv + optind;
    out->data_count = argc - optind;
    return wishes__check(out, &p) ? true : usage(&p, status);
}

/* ---- the language's files ---- */

/* Files that say something of one language only, and that another one's base
 * must not bring along. */
static void files__drop_foreign(language_files *f, const char *language)
{
    if (strcmp(f->language, language) == 0) return;
    language_files_remove(f, "identify.txt");
    language_files_remove(f, "labels.txt");
    language_files_remove(f, "same.txt");
}

/* Files that a language can do with empty. */
static bool files__complete(language_files *f, problem *p)
{
    static const char *const optional[] = {"text.txt", "time.txt", "people.txt"}, *const needed[] = {"grammar.txt",
                                                                                                     "cues.txt"};
    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
        if (language_files_find(f, optional[i]) == NULL && !language_files_set(f, optional[i], "", 0, p)) return false;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (language_files_find(f, needed[i]) == NULL)
            return problem_set(p,
                               "the language has no %s: name a folder that has one with --resources, or a language "
                               "to begin from with --base",
                               needed[i]);
    return true;
}

static bool files__collect(language_files *f, const train_wishes *w, problem *p)
{
    const char *base = w->base;
    if (base == NULL && language_files_is_builtin(w->language)) base = w->language;
    if (base != NULL && !language_files_add_named(f, base, p)) return false;
    if (base != NULL) files__drop_foreign(f, w->language);
    for (size_t i = 0; i < w->resource_count; i++)
        if (!language_files_add_folder(f, w->resources[i], p)) return false;
    snprintf(f->language, sizeof f->language, "%s", w->language);
    return files__complete(f, p);
}

/* ---- the data ---- */

/* "en=news.jsonl*1*1.2": a language, its articles, how often they count, and
 * how much more their right cues count. */
static bool with__add(training *t, const char *argument)
{
    problem p;
    char code[4] = "", path[4096] = "";
    float copies = 1, recall = 1;
    const char *equals = strchr(argument, '='), *star = equals != NULL ? strchr(equals, '*') : NULL, *rest = "";
    size_t code_size = equals != NULL ? (size_t)(equals - argument) : 0;
    size_t size = equals == NULL ? 0 : star != NULL ? (size_t)(star - equals - 1) : strlen(equals + 1);
    if (code_size == 2 || code_size == 3) memcpy(code, argument, code_size);
    if (size < sizeof path && size > 0) memcpy(path, equals + 1, size);
    if (star != NULL) rest = factor__parse(star + 1, &copies);
    if (rest != NULL && *rest == '*') rest = factor__parse(rest + 1, &recall);
    if (path[0] == '\0' || rest == NULL || *rest != '\0')
        problem_set(&p, "--with takes LANG=DATA, or LANG=DATA*WEIGHT*RECALL; not \"%.200s\"", argument);
    else if (strcmp(code, t->files.language) != 0 && !language_files_is_builtin(code))
        problem_set(&p, "--with takes --lang's language or a built-in one, as en=news.jsonl; not \"%.200s\"", argument);
    else
        return training_add(t, path, code, copies, recall);
    problem_print(NULL, p.text);
    return false;
}

static bool data__read(training *t, const train_wishes *w)
{
    for (int i = 0; i < w->data_count; i++)
        if (!training_add(t, w->data[i], w->language, 1, w->recall)) return false;
    for (size_t i = 0; i < w->with_count; i++)
        if (!with__add(t, w->with[i])) return false;
    return true;
}

/* ---- the command ---- */

static void signals__watch(void)
{
    struct sigaction action = {.sa_handler = training_interrupt};
    sigemptyset(&action.sa_mask);
    action.sa_flags = (int)SA_RESETHAND; /* a second one ends it at once */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

static int training__end(training *t, const train_wishes *w, int ending, const char *checkpoint)
{
    problem p = {""};
    switch (ending) {
    case RUN_STOPPED:
        problem_set(&p, "interrupted; the same command with --resume goes on from %.300s", checkpoint);
        break;
    case RUN_FAILED: problem_set(&p, "%s", t->run.problem); break;
    case RUN_MEMORY: problem_set(&p, "not enough memory"); break;
    default:
        if (!language_files_write(&t->files, w->output, &p)) break;
        remove(checkpoint);
        return STATUS_GOOD;
    }
    problem_print(NULL, p.text);
    return STATUS_FAILED;
}

int command_train(int argc, char **argv)
{
    train_wishes w;
    int status;
    problem p = {""};
    char checkpoint[4096];
    if (!wishes__parse(&w, argc, argv, &status)) return status;
    if ((size_t)snprintf(checkpoint, sizeof checkpoint, "%s.checkpoint", w.output) >= sizeof checkpoint - 8) {
        problem_print(w.output, "the name is too long");
        return STATUS_FAILED;
    }
    training *t = calloc(1, sizeof *t);
    if (t == NULL) {
        problem_print(NULL, "not enough memory");
        return STATUS_FAILED;
    }
    t->seed = w.seed;
    status = STATUS_FAILED;
    if (!files__collect(&t->files, &w, &p)) {
        problem_print(NULL, p.text);
    } else if (data__read(t, &w)) {
        progress_begin(&t->progress, w.quiet);
        signals__watch();
        status = training__end(t, &w, training_run(t, checkpoint, w.resume), checkpoint);
    }
    training_release(t);
    free(t);
    return status;
}
