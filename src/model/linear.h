/* SPDX-License-Identifier: Apache-2.0
 *
 * linear.h - choices by a linear model over hashed features.
 *
 * A decision has a handful of candidates; a candidate is a set of features,
 * each hashed to a place in one table of weights:
 *
 *     score(c) = sum of w[f] for f in features(c)
 *     P(c)     = exp(score(c)) / sum over candidates
 *
 * which is conditional logistic regression (a "maximum entropy ranker"). The
 * candidate "none of them" has features as well, often only a bias. Features
 * that collide share a weight: with 2^18 places and some 10^5 features that
 * matter, that costs little and keeps the model one flat table.
 *
 * Training (train/attribution_training.c) follows the same code that decides:
 * the caller of choices installs an observer, which sees each decision's
 * candidates and says which one was right.
 */
#ifndef SELON_MODEL_LINEAR_H
#define SELON_MODEL_LINEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"

#define FEATURES_MAX 72
#define CANDIDATES_MAX 72

typedef struct features {
    uint32_t at[FEATURES_MAX];
    size_t count; /* of another type than `at`: a store there then cannot be a store here, and it stays in a register */
} features;

typedef struct linear_model {
    const int8_t *weights; /* NULL: all weights are zero */
    uint32_t mask;         /* table size - 1 */
    float scale;           /* a weight is weights[i] * scale */
    const void *more;      /* what the file has behind the weights, which is the caller's matter */
    size_t more_size;
} linear_model;

/* Adds the feature (template, value). Beyond FEATURES_MAX it is dropped. A
 * text has thousands of features a kilobyte, so the hash is one product, of
 * which the upper half is taken: every bit of the value counts in it. */
static inline void feature_add(features *f, uint32_t template, uint64_t value)
{
    if (f->count == FEATURES_MAX) return;
    uint64_t h = (value + template * UINT64_C(0xd6e8feb86659fd93)) * UINT64_C(0x9e3779b97f4a7c15);
    f->at[f->count++] = (uint32_t)(h >> 32 ^ h >> 45);
}

/* The sum of the features' weights. */
float linear_score(const linear_model *m, const features *f);

/* Reads a model file: magic "SELONLIN", version, log2 of the table's size,
 * scale, size of what follows the weights, checksum, int8 weights and what
 * follows them; all little-endian. Returns SELON_OK or SELON_ERROR_DATA. The
 * bytes are borrowed. */
int linear_model_load(linear_model *out, const void *bytes, size_t size);

/* Writes the header of a model file into the LINEAR_HEADER bytes before its
 * weights, which `more_size` bytes of something else follow (for training). */
#define LINEAR_HEADER 32
#define LINEAR_MORE_MOST 4096
void linear_model_header(uint8_t out[LINEAR_HEADER], unsigned log2_size, float scale, const int8_t *weights,
                         size_t more_size);

#endif
