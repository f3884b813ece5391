/* SPDX-License-Identifier: Apache-2.0
 *
 * confidence.h - from the model's own probability to a confidence that can be
 * believed.
 *
 * A linear model is too sure of what it was fitted to, and training counts
 * right cues more than wrong ones, so its probability that a cue is one is not
 * how often it is right. The confidence map mends this. It is a logistic
 * regression (Platt, "Probabilistic outputs for support vector machines",
 * 1999) on the probability's log-odds, whose line may bend at a few places,
 * and on what kind of statement it is: its type, how the cue stands, where the
 * source does. It is learnt from statements that were found in training
 * articles by weights that had not learnt from these articles
 * (train/confidence_training.h): were they in the gold, as scoring matches
 * statements? So the confidence is the probability that a statement is found,
 * not that each edge of it is right.
 *
 * The map comes last and changes nothing but the number.
 */
#ifndef SELON_ATTRIBUTION_CONFIDENCE_H
#define SELON_ATTRIBUTION_CONFIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attribution/attribution.h"

#define CONFIDENCE_BENDS 3
#define CONFIDENCE_SHAPES 11  /* cue_shape, and 0 for none */
#define CONFIDENCE_SOURCES 10 /* source_kind */
enum {
    CONFIDENCE_BIAS,
    CONFIDENCE_ODDS,
    CONFIDENCE_BEND,
    CONFIDENCE_DIRECT = CONFIDENCE_BEND + CONFIDENCE_BENDS,
    CONFIDENCE_MIXED,
    CONFIDENCE_NO_SOURCE,
    CONFIDENCE_WEAK,
    CONFIDENCE_SHAPE,
    CONFIDENCE_SOURCE = CONFIDENCE_SHAPE + CONFIDENCE_SHAPES,
    CONFIDENCE_SIGNS = CONFIDENCE_SOURCE + CONFIDENCE_SOURCES,
};

typedef struct confidence_map {
    bool known; /* false: the probability is the confidence */
    float weights[CONFIDENCE_SIGNS];
} confidence_map;

/* What the map looks at, of a statement whose confidence is the model's
 * probability. */
void confidence_signs(const attribution *st, float out[CONFIDENCE_SIGNS]);

/* The statement's confidence by the map. */
float confidence_of_statement(const confidence_map *m, const attribution *st);

/* A map's bytes, behind the weights in "xx/attribution.bin" (model/linear.h):
 * each weight's IEEE 754 single, little-endian. No bytes at all are no map.
 * Returns SELON_OK or SELON_ERROR_DATA. */
#define CONFIDENCE_BYTES (4 * CONFIDENCE_SIGNS)
int confidence_map_load(confidence_map *out, const void *bytes, size_t size);
void confidence_map_write(uint8_t out[CONFIDENCE_BYTES], const confidence_map *m);

#endif
