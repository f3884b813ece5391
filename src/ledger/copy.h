/* SPDX-License-Identifier: Apache-2.0
 *
 * copy.h - is one text a near-copy of another?
 *
 * A text is the set of its shingles, the hashes of every run of SHINGLE_WORDS
 * folded words. Two texts are as alike as their sets are,
 *
 *     alike(A, B) = |A and B| / |A or B|        (Jaccard)
 *
 * and near-copies from COPY_ALIKE on: the same agency text with another
 * headline, a correction, a sentence cut. To find the few texts to compare
 * with, each text leaves its SKETCH_SIZE smallest shingles in the ledger, its
 * sketch: of the smallest of A and B, taken together, each is in both
 * with probability alike(A, B), so near-copies share most of their sketches
 * and others none. Those that share SKETCH_SHARED are compared in full, by
 * their texts. A text that is not kept leaves SKETCH_LONG of them, by which how
 * alike two are is estimated, within some 6 %.
 */
#ifndef SELON_LEDGER_COPY_H
#define SELON_LEDGER_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define SHINGLE_WORDS 5
#define SHINGLES_LEAST 16 /* texts with fewer are the same only when they are equal */
#define SKETCH_SIZE 8
#define SKETCH_LONG 64
#define SKETCH_SHARED 2
#define COPY_ALIKE 0.7

typedef struct shingles {
    uint32_t *hashes; /* in the text's order, with those that occur again; or settled */
    size_t count;
} shingles;

shingles shingles_of(arena *a, const char *text, size_t size);

/* The smallest hashes, each once, in rising order, at most `most`; returns their number. */
size_t shingles_sketch(const shingles *s, uint32_t *out, size_t most);

/* By what a text is entered under a hash of its sketch (marks.h). Small ones are all that a sketch has; the marks are as
 * many of each size. */
static inline uint32_t sketch_mark(uint32_t hash)
{
    return hash * 0x9E3779B1U & 0xFFFFFFF0U;
}

/* How alike two are by the smallest hashes of one, in rising order: which of them the other has, too. */
double sketch_alike(const bool *shared, size_t count);

/* Puts them in rising order, each once. */
void shingles_settle(arena *a, shingles *s);

/* How alike two are that are settled. */
double shingles_alike(const shingles *a, const shingles *b);

#endif
