/* SPDX-License-Identifier: Apache-2.0
 *
 * transformer_inside.h - what a transformer is made of, for what loads one
 * (transformer.c) and what runs it (transformer_run.h).
 *
 * A matrix lies in groups of four inputs, as network_inside.h has it, and has a
 * scale for each output and 32 inputs. Inputs are bytes that say 128 more than
 * they stand for; `excess` takes what that adds from each sum.
 */
#ifndef SELON_MODEL_TRANSFORMER_INSIDE_H
#define SELON_MODEL_TRANSFORMER_INSIDE_H

#include "model/transformer.h"

#define STRETCH 32 /* inputs that share a scale */
#define EXCESS 128

typedef struct block_matrix {
    uint32_t in, out;
    int8_t *weights; /* in / 4 x out x 4 */
    float *scales;   /* in / STRETCH x out */
    int32_t *excess; /* in / STRETCH x out */
    float *bias;     /* out */
} block_matrix;

typedef struct norm {
    float *gain, *shift;
} norm;

typedef struct transformer_layer {
    block_matrix query, key, value, output, inner, outer;
    norm attended, done;
} transformer_layer;

typedef void transformer_runner(const transformer *t, transformer_room *room, size_t count);

struct transformer {
    uint32_t width, heads, inner, layers, places;
    float epsilon;
    float *place; /* places x width */
    norm first;
    transformer_layer *layer;
    transformer_runner *run;
};

struct transformer_room {
    size_t width;
    float *pieces;       /* of each, `width` numbers */
    float *query, *key;  /* the same; key: of each head, one number of all pieces after the other */
    float *value, *seen; /* the same */
    float *inner;        /* of each piece, `inner` numbers */
    float *looks;        /* how much a piece looks at each */
    uint8_t *inputs;     /* of each piece, as whole numbers */
    float *by;           /* what one of them is worth, for each piece and STRETCH */
};

transformer_runner transformer_run_plain;
#if defined(__x86_64__)
transformer_runner transformer_run_avx2, transformer_run_vnni;
#endif

#endif
