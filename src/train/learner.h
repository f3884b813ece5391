/* SPDX-License-Identifier: Apache-2.0
 *
 * learner.h - the tagger's dictionary and weights, learnt from samples.
 */
#ifndef SELON_TRAIN_LEARNER_H
#define SELON_TRAIN_LEARNER_H

#include "syntax/features.h"
#include "train/run.h"

typedef struct tagger_settings {
    unsigned lines, rounds, epochs, least_word, least_feature, certain_count, trust_count;
    double rate, certain_share, reach, usefulness, copies, forget_word;
    uint64_t seed;
} tagger_settings;

/* One sentence of the training text. */
typedef struct sample {
    text *text;
    uint32_t first, end;
    const uint8_t *tags; /* by token of the text; NULL in text that is tagged in part: */
    const uint32_t *may; /* by token, the tags it may have, bit t for tag t; 0: not known */
    uint8_t *guessed;    /* the learner's tags of such text */
} sample;

typedef struct samples {
    sample *items;
    size_t count, capacity;
} samples;

/* ---- the dictionary ---- */

typedef struct dictionary {
    uint64_t *forms; /* ascending */
    uint32_t *entries;
    uint32_t *seen;   /* how often the samples have it */
    uint32_t *listed; /* what the lexicon says of it, 0 for nothing */
    uint32_t count;
} dictionary;

/* A word that a lexicon lists, and what it may be (WORD_TAGS). */
typedef struct listed_word {
    uint64_t form;
    uint32_t entry;
} listed_word;

typedef struct lexicon {
    listed_word *items; /* ascending, each form once */
    size_t count, capacity;
} lexicon;

/* Of the words of the samples, and of those that are only listed. */
dictionary dictionary_make(run *r, const tagger_settings *set, const samples *s, const lexicon *listed);

void dictionary_free(run *r, dictionary *d);

/* What the word with this form may be; 0 when it is not there. */
uint32_t dictionary_find(const dictionary *d, uint64_t form);

/* ---- the weights ---- */

typedef struct learner {
    run *run;
    uint64_t *keys; /* open addressing; 0 is empty */
    uint32_t *slots, *counts;
    size_t mask, used;
    uint32_t rows;
    float *w, *squares; /* rows * TAG_COUNT */
    double *drift;      /* sum of step number * change: the mean is w - drift / steps */
    const tagger_settings *set;
    uint64_t steps, chance; /* chance: the state of the random numbers */
} learner;

/* An empty learner; `set` is borrowed. */
learner learner_new(run *r, const tagger_settings *set);
void learner_free(learner *l);

/* Learns from samples and, where they are tagged, from partial ones; afterwards
 * the features that have a row are those that fit the file, and their weights
 * are the mean weights. The order of the samples changes. */
void learner_train(learner *l, const tagger_settings *set, const dictionary *d, samples *s, const samples *partial,
                   uint64_t *state);

#endif
