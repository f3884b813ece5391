/* SPDX-License-Identifier: Apache-2.0
 *
 * confidence_training.h - learns the confidence map (attribution/confidence.h).
 *
 * Its examples are statements that were found in gold documents by weights
 * that had not learnt from these documents: right where scoring would match
 * the statement with a gold one (score/score_match.h: the cues overlap, or the
 * contents share half their words), over tokens. Logistic regression is fitted
 * to them by Newton's method. Its penalty draws the weights to the map that
 * changes nothing, so that a language of few statements gets one that changes
 * little.
 */
#ifndef SELON_TRAIN_CONFIDENCE_TRAINING_H
#define SELON_TRAIN_CONFIDENCE_TRAINING_H

#include "attribution/confidence.h"
#include "train/gold.h"
#include "train/run.h"

typedef struct confidence_example {
    float signs[CONFIDENCE_SIGNS];
    float weight;
    uint32_t language;
    uint32_t right; /* 0 or 1; no byte of it is unused, since checkpoints have them all */
} confidence_example;

typedef struct confidence_examples {
    confidence_example *items;
    size_t count, room;
} confidence_examples;

/* Adds the statements found in a document, each with this weight. */
void confidence_examples_add(run *r, confidence_examples *all, const gold_document *d, const attribution_list *found,
                             uint32_t language, float weight);

/* The map of a language; one that is not known where there are too few
 * examples, or it would do worse than none on them. */
confidence_map confidence_map_fit(run *r, const confidence_examples *all, uint32_t language);

#endif
