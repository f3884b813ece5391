/* SPDX-License-Identifier: Apache-2.0
 *
 * sparse.h - a classifier over hashed features, of which few are kept.
 */
#ifndef SELON_TRAIN_SPARSE_H
#define SELON_TRAIN_SPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "train/run.h"

#define SPARSE_CLASSES_MOST 32
#define SPARSE_FEATURES_MOST 64

typedef struct sparse {
    run *run;
    unsigned classes, bits; /* bits: of a mark */
    uint32_t lines;         /* of the file, two rows each */
    double rate, usefulness;
    /* while all features are kept: open addressing, 0 is empty */
    uint64_t *keys;
    uint32_t *slots, *counts;
    size_t mask, used;
    /* when only those with a place in the file are: by place */
    uint32_t *marks;
    uint32_t rows;
    float *w, *squares; /* rows * classes */
    double *drift;      /* sum of step number * change: the mean is w - drift / steps */
    uint64_t steps;
} sparse;

#define SPARSE_NO_MARK UINT32_MAX

sparse sparse_new(run *r, unsigned classes, unsigned bits, uint32_t lines, double rate);
void sparse_free(sparse *s);

/* Before all: counts features, then gives a row to each counted often enough. */
void sparse_count(sparse *s, const uint64_t *features, unsigned count);
void sparse_open(sparse *s, unsigned least);

/* One step. `allowed` and `good` are bits by class; returns the class that the
 * model chose among the allowed before it learnt. */
unsigned sparse_step(sparse *s, const uint64_t *features, unsigned count, uint32_t allowed, uint32_t good);

/* The choice alone. */
unsigned sparse_choose(const sparse *s, const uint64_t *features, unsigned count, uint32_t allowed);

/* Replaces the weights by their mean over all steps. */
void sparse_average(sparse *s);

/* Gives the places of the file to the most useful features and begins anew
 * with no others: features are then found as the parser will find them, by
 * line and mark, mistaken ones too. */
void sparse_place(sparse *s);

/* The weights of a place (line * 2 + 0 or 1) as bytes, the least 0: differences
 * up to `reach` from the largest. False when nothing is there. */
bool sparse_bytes(const sparse *s, uint32_t place, unsigned from, double reach, unsigned char *out);

/* What learning changes, for a checkpoint. Counted features are no part of it. */
void sparse_state(run_io *io, sparse *s);

#endif
