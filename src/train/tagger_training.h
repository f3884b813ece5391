/* SPDX-License-Identifier: Apache-2.0
 *
 * tagger_training.h - makes "xx/tagger.bin" from treebanks.
 *
 * The treebank's sentences are cut by our own tokenizer, and its tags are laid
 * over our tokens (conllu.c): what is learnt from looks like what will be
 * read. Some sentences are read a second time in capitals or Like a Headline,
 * since treebanks have few of those and news has many.
 *
 * The model is a multinomial logistic regression over the features of
 * src/syntax/features.c,
 *
 *     p(y | x) = exp(sum of w[f][y] for f in x) / (the same, summed over all y)
 *
 * trained by stochastic gradient with AdaGrad's steps, one token at a time,
 * from left to right, the tags to the left being the ones the model itself
 * gives: so it sees its own mistakes while it learns. The weights that are
 * written are the mean over all steps (as in the averaged perceptron), which
 * is steadier than the last ones.
 *
 *     treebank -> tokens + tags -> dictionary -> features seen twice or more
 *              -> epochs of steps -> mean weights -> the most useful rows, as
 *              bytes -> file
 *
 * Rows compete for places: each line of the file has room for two, and those
 * that matter most (how often seen, how far apart their weights) go first.
 * Everything is decided by the seed; the same input makes the same file.
 */
#ifndef SELON_TRAIN_TAGGER_TRAINING_H
#define SELON_TRAIN_TAGGER_TRAINING_H

#include "train/conllu.h"
#include "train/learner.h"

/* Bytes of a file, NUL-terminated, and its name for messages; NULL for none. */
typedef struct tagger_source {
    const char *name, *bytes;
    size_t size;
} tagger_source;

typedef struct tagger_materials {
    const writing *writing;
    const gold_corpus *corpus;
    tagger_source lexicon; /* words with the tags they may have (train/lexicon/) */
    tagger_source partial; /* articles with tags of some words (train/cue_tags.py) */
} tagger_materials;

tagger_settings tagger_settings_default(void);

/* The file's bytes, in the run's arena. `words` (may be NULL) receives the
 * dictionary, to be freed. */
const unsigned char *tagger_train(run *r, const tagger_materials *m, const tagger_settings *set, size_t *size,
                                  dictionary *words);

#endif
