/* SPDX-License-Identifier: Apache-2.0
 *
 * network_inside.h - what a network is made of, for what loads one (network.c)
 * and what runs it (network_run.h).
 *
 * A matrix lies in groups of four inputs: for each group, the four weights of
 * the first output, of the second, and so on.
 */
#ifndef SELON_MODEL_NETWORK_INSIDE_H
#define SELON_MODEL_NETWORK_INSIDE_H

#include <string.h>

#include "model/network.h"

#if defined(__clang__) /* no product is added before it is rounded (gcc: by -std=c17) */
#pragma STDC FP_CONTRACT OFF
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif
#define INLINE static inline __attribute__((always_inline))

#define BLOCK 16            /* outputs of a matrix are a multiple of these */
#define GROUP 4             /* inputs */
#define STEPS 127           /* of an input: 2 * 127 * 127 still is a number of 16 bits */
#define NEAR_NOTHING 1e-30f /* inputs that are no larger count as zeros: a step of theirs has no reciprocal */

typedef struct matrix {
    uint32_t in, out, padded; /* outputs, and up to a multiple of BLOCK */
    int8_t *weights;          /* in / GROUP x padded x GROUP */
    float *step, *bias;       /* padded */
} matrix;

typedef struct table {
    uint32_t rows;
    float step;
    const int8_t *items;
    float *values;               /* items times step, where signs are rows: such a table is small */
    const unsigned char *hashes; /* rows - 1 of them, ascending; NULL: signs are rows */
    uint32_t *places;            /* for each value of a hash's upper bits, how many hashes lie below; and in all */
    unsigned shift;              /* to the upper bits */
} table;

/* network_run() and network_add() for a sort of machine. */
typedef float network_runner(const network *n, network_room *room, size_t count, size_t cue_start, size_t cue_end,
                             float (*roles)[NETWORK_ROLES]);
typedef void network_adder(const network *n, const uint32_t *rows, unsigned from, unsigned to, const float *base,
                           float *sum);
typedef void network_all_adder(const network *n, const uint64_t *signs, unsigned from, size_t count, const float *base,
                               float *sums);
typedef void network_context_adder(const network *n, const float *context, size_t count, float *sums);
typedef void network_weigher(const float *p, float *out, size_t count);

struct network {
    uint32_t width, layers, signs, context;
    float *of_context; /* for each of the context's numbers, what it adds to the sum */
    table tables[NETWORK_SIGNS];
    float *bias;
    matrix neighbours, gates[NETWORK_LAYERS], outputs[NETWORK_LAYERS], roles, hidden, cue;
    network_runner *run;
    network_adder *add;
    network_all_adder *add_all;
    network_context_adder *add_context;
    network_weigher *log_odds;
};

struct network_room {
    size_t width;
    float *words;    /* H a word */
    float *wide;     /* gates and inputs, 4H a word */
    uint8_t *inputs; /* as whole steps, at most 3H a word */
    float *scale;    /* of each word's inputs */
};

network_runner network_run_plain;
network_adder network_add_plain;
network_all_adder network_add_all_plain;
network_context_adder network_add_context_plain;
network_weigher network_log_odds_plain;
#if defined(__x86_64__)
network_runner network_run_avx2, network_run_vnni;
network_adder network_add_avx2, network_add_vnni;
network_all_adder network_add_all_avx2, network_add_all_vnni;
network_context_adder network_add_context_avx2, network_add_context_vnni;
network_weigher network_log_odds_avx2, network_log_odds_vnni;
#endif

#endif
