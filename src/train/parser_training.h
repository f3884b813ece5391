/* SPDX-License-Identifier: Apache-2.0
 *
 * parser_training.h - makes "xx/parser.bin" from treebanks.
 *
 * The treebanks' sentences are cut by our own tokenizer and tagged by a tagger.
 * The trees are laid over our tokens (conllu.c). Some sentences are read a
 * second time in capitals or Like a Headline.
 *
 * Moves are learnt with a dynamic oracle (Goldberg and Nivre, 2013): at every
 * state, on the right way or off it, those moves are right that lose fewest of
 * the gold arcs still to be had. From the second epoch on the parser follows
 * its own choices, so it learns to make the best of its mistakes. Relations are
 * learnt on the trees that it builds. Both are the classifier of sparse.c.
 *
 *     treebank -> tokens + predicted tags + trees -> features -> epochs -> the
 *              most useful rows -> epochs -> mean weights, as bytes -> file
 *
 * Everything is decided by the seed; the same input makes the same file.
 */
#ifndef SELON_TRAIN_PARSER_TRAINING_H
#define SELON_TRAIN_PARSER_TRAINING_H

#include "syntax/tagger.h"
#include "train/conllu.h"
#include "train/run.h"

typedef struct parser_settings {
    unsigned move_lines, label_lines, epochs, last_epochs, least_feature;
    double rate, label_rate, reach, copies, explore;
    uint64_t seed;
} parser_settings;

parser_settings parser_settings_default(void);

typedef struct parser_lesson parser_lesson;

typedef struct parser_lessons {
    parser_lesson *items;
    size_t count, capacity;
    size_t skipped; /* sentences without a tree, or too long */
} parser_lessons;

/* A sentence as our tokens, tagged; NULL when it has no tree. */
text *parser_sentence(arena *a, const writing *w, const tagger *g, const gold_sentence *s, int how, uint32_t **heads,
                      uint8_t **relations);

/* Appends the lesson of a sentence in some case (conllu.h). */
void parser_lessons_add(run *r, parser_lessons *out, const writing *w, const tagger *g, const gold_sentence *s,
                        int how);

/* Appends the lessons of a treebank, some sentences in several cases. */
void parser_lessons_add_all(run *r, parser_lessons *out, const writing *w, const tagger *g, const gold_corpus *c,
                            const parser_settings *set, uint64_t *chance);

/* The file's bytes, in the run's arena. `chance` is the state of the random
 * numbers, after the lessons. */
const unsigned char *parser_train(run *r, const parser_lessons *all, const parser_settings *set, uint64_t chance,
                                  size_t *size);

#endif
