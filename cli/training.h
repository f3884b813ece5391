/* SPDX-License-Identifier: Apache-2.0
 *
 * training.h - what `selon train` learns from, and how one run of it goes:
 *
 *     base, folder of resources -> files of the language
 *     DATA -> sentences with tags and trees, articles with statements
 *     sentences -> tagger -> parser \
 *     articles ------------------------> attribution -> model file
 *
 * Weights that there are no data for stay those of the base.
 */
#ifndef SELON_CLI_TRAINING_H
#define SELON_CLI_TRAINING_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "language_files.h"
#include "problem.h"
#include "progress.h"
#include "train/run.h"

#define TRAINING_SOURCES 64

/* Articles that count alike: those of one argument. */
typedef struct article_source {
    char language[4];
    float copies, recall;
    size_t first, end;
} article_source;

typedef struct article {
    json_t *document;
    char *origin;
} article;

typedef struct treebank {
    char *name, *bytes;
    size_t size;
} treebank;

typedef struct training {
    language_files files; /* of the language; files.language is its code */
    article *articles;
    size_t article_count, article_room;
    article_source sources[TRAINING_SOURCES];
    size_t source_count;
    treebank treebanks[TRAINING_SOURCES];
    size_t treebank_count;
    uint64_t seed;
    run run;
    progress progress;
} training;

/* Adds what is at `path`: a folder of brat's files, CoNLL-U (by its name,
 * *.conllu) or JSON lines. False when there was a problem, which was printed. */
bool training_add(training *t, const char *path, const char *language, float copies, float recall);

/* Trains what there are data for and puts the weights among the files. With a
 * checkpoint's path, epochs are kept there; `resume` goes on from it. Returns 0
 * or a run_ending, with t->run.problem where it is RUN_FAILED. */
int training_run(training *t, const char *checkpoint, bool resume);

/* Asks the training to stop: may be called from a signal handler. */
void training_interrupt(int signal_number);

void training_release(training *t);

#endif
