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
 * The code that adds features is long and runs once a candidate, so it is made
 * small rather than fast: it only notes a feature's template and value, as one
 * number. When the candidate has all of its features, one short loop hashes them
 * and adds up their weights, eight at once where the machine can (AVX-512).
 *
 * Training (src/train/attribution_training.c) follows the same code that decides:
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

#define FEATURES_MAX 96
#define CANDIDATES_MAX 72

typedef struct linear_model {
    const int8_t *weights; /* NULL: all weights are zero */
    uint32_t mask;         /* table size - 1 */
    float scale;           /* a weight is weights[i] * scale */
    const void *more;      /* what the file has behind the weights, which is the caller's matter */
    size_t more_size;
    bool wide; /* the machine looks eight weights up at once */
} linear_model;

/* A template and a value as one number. */
typedef struct feature {
    uint64_t key;
} feature;

#define FEATURE_TEMPLATE UINT64_C(0xd6e8feb86659fd93)
#define FEATURE_SPREAD UINT64_C(0x9e3779b97f4a7c15)

/* A candidate's features. Their end is a pointer: a store of a feature cannot be
 * a store there, so it stays in a register. */
typedef struct features {
    feature *end;
    feature items[FEATURES_MAX];
} features;

static inline void features_clear(features *f)
{
    f->end = f->items;
}

static inline size_t features_count(const features *f)
{
    return (size_t)(f->end - f->items);
}

/* Adds the feature (template, value). No candidate has more than FEATURES_MAX:
 * whoever adds features in a loop sees to that with features_are_full(). */
static inline void feature_add(features *f, uint32_t template, uint64_t value)
{
    (f->end++)->key = value + template * FEATURE_TEMPLATE;
}

static inline bool features_are_full(const features *f)
{
    return features_count(f) == FEATURES_MAX;
}

/* Features of a template become those of another one. */
static inline void feature_rename(feature *f, uint32_t further)
{
    f->key += further * FEATURE_TEMPLATE;
}

/* The hash of a feature, whose low bits are its place in the table. A text has
 * thousands of features a kilobyte, so it is one product, of which the upper half
 * is taken: every bit of the value counts in it. */
static inline uint32_t feature_hash(const feature *f)
{
    uint64_t h = f->key * FEATURE_SPREAD;
    return (uint32_t)(h >> 32 ^ h >> 45);
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
