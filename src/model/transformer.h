/* SPDX-License-Identifier: Apache-2.0
 *
 * transformer.h - a pretrained transformer encoder over the pieces of a sentence.
 *
 * The method. Each piece (model/pieces.h) begins as its row of the vocabulary and
 * that of its place; in each layer every piece looks at all others of the sentence
 * ("attention") and then thinks for itself (Vaswani et al., "Attention is all you
 * need", NeurIPS 2017; as a reader of text: Devlin et al., "BERT", NAACL 2019).
 * What comes out says of a piece what it means where it stands. The weights were
 * learnt by others from billions of words (models/README.md); Selon uses the
 * first layers, as they are.
 *
 * Weights are whole numbers from -8 to 7, times a scale for each 32 inputs. What
 * goes into a matrix is cut to whole numbers, too, each 32 by a scale of their own,
 * so that the sums of products are whole and the same on all machines; what is
 * left to floats is added in the same order everywhere (transformer_run.h).
 *
 * The file, all numbers little-endian ("f": IEEE 754 single), header as loader.h
 * says, with magic "SelonTrf", version 1, and 0:
 *     24  4  width H, a multiple of 32, at most TRANSFORMER_WIDTH
 *     28  4  heads; H is a multiple of 16 times their number
 *     32  4  inner width, a multiple of 32, at most TRANSFORMER_INNER
 *     36  4  layers, at most TRANSFORMER_LAYERS
 *     40  4  places, from TRANSFORMER_FEWEST to TRANSFORMER_PIECES
 *     44  f  what is added to a variance
 *     ...    places: f what a step is worth, for each; signed bytes, H for each
 *            f gain and f shift of the first normalisation, H each
 *            for each layer: matrices query, key, value, output (H x H), inner (inner x H) and outer (H x inner), each:
 *              f a step's worth for each row; signed bytes, for each row and 32 inputs how many steps, which are
 *              worth TRANSFORMER_LARGEST together at most; half bytes, two
 *              inputs each, the lower first, 8 more than they stand for; f bias, for each row;
 *              f gain and f shift of the normalisation behind the attention, H each; the same behind the rest
 */
#ifndef SELON_MODEL_TRANSFORMER_H
#define SELON_MODEL_TRANSFORMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define TRANSFORMER_WIDTH 512
#define TRANSFORMER_INNER 2048
#define TRANSFORMER_LAYERS 12
#define TRANSFORMER_FEWEST 3    /* what begins a sentence, what ends it, and one piece between them */
#define TRANSFORMER_PIECES 256  /* at once */
#define TRANSFORMER_LARGEST 100 /* of a scale, either way: so no sum goes beyond what a float holds */

typedef struct transformer transformer;
/* What a thread needs to run one. */
typedef struct transformer_room transformer_room;

/* Reads a transformer; nothing is borrowed from the bytes. NULL with *error =
 * SELON_ERROR_DATA where they are malformed. */
transformer *transformer_load(arena *a, const void *bytes, size_t size, int *error);

size_t transformer_width(const transformer *t);
/* How many pieces it has places for. */
size_t transformer_places(const transformer *t);

/* From now on as on machines that have no wide registers, or none wider than
 * AVX2's (false where it has not even those): for tests. */
void transformer_be_plain(transformer *t);
bool transformer_be_avx2(transformer *t);

transformer_room *transformer_room_new(arena *a, const transformer *t);
/* Where piece i's row goes before transformer_run(), and what it means is found after it: `width` floats. */
float *transformer_piece(transformer_room *room, size_t i);
/* Reads `count` pieces, at most transformer_places(). */
void transformer_run(const transformer *t, transformer_room *room, size_t count);

#endif
