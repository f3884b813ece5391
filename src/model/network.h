/* SPDX-License-Identifier: Apache-2.0
 *
 * network.h - a small recurrent network over the words of a sentence.
 *
 * The method. A word's signs (numbers from 0 up, or hashes that are looked up)
 * each choose a row of a table; the rows are added and cut at zero. One layer
 * looks at each word with its neighbours, then every layer reads the sentence
 * from left to right and from right to left at once:
 *
 *     h[i] += z[i] * (u[i] - h[i-1]),   z = gate of the word, u = what it brings
 *
 * The gates depend on the word alone, not on what was read before ("minimal"
 * gated units: Feng et al., "Were RNNs all we needed?", 2024), so all of the
 * matrices meet all words at once and only this line goes word by word. Layers
 * are added to what they were given. In place of the exponentials of sigmoid
 * and tanh stands x / (1 + |x|).
 *
 * Out come a probability for each word's role, and one number for the cue.
 *
 * Inputs of matrices are cut to whole steps (network.c), so that all machines
 * come to the same sums. Tables stay as the file has them; matrices are turned
 * over when it is loaded.
 *
 * The file, all numbers little-endian ("f": IEEE 754 single):
 *     0   8  magic "SelonEnc"
 *     8   4  version, 2
 *     12  4  numbers D that a context brings (attribution/context.h), 0 for none, at most NETWORK_CONTEXT
 *     16  8  checksum of all that follows (model/loader.h)
 *     24  4  width H of the layers, a multiple of 16, at most NETWORK_WIDTH
 *     28  4  layers, at most NETWORK_LAYERS
 *     32  4  signs, at most NETWORK_SIGNS
 *     36  4  signs that are looked up; they come first
 *     40  4  for each sign: rows of its table
 *     ...    for each sign that is looked up: its hashes but for row 0's, 4 bytes each, ascending
 *     ...    for each sign: f what a step of its table is worth
 *            tables: signed bytes, a row after the other, each of H; then zeros up to a multiple of 4
 *            f bias of the sum, H
 *            where D is not 0, what the context adds to the sum, H x D, as a matrix:
 *            matrices, each: f a step's worth, for each row; signed bytes, row by row, zeros up to a multiple of 4;
 *            f bias, for each row:
 *              neighbours 3H x H (of the word before, of itself, of the word behind);
 *              for each layer: gates and input 4H x H, output H x 2H;
 *              roles NETWORK_ROLES x H; cue NETWORK_HIDDEN x 3H and 1 x NETWORK_HIDDEN
 */
#ifndef SELON_MODEL_NETWORK_H
#define SELON_MODEL_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define NETWORK_MAGIC "SelonEnc"
#define NETWORK_VERSION 2
#define NETWORK_HEADER 24
#define NETWORK_WIDTH 128
#define NETWORK_LAYERS 4
#define NETWORK_SIGNS 16
#define NETWORK_ROLES 10
#define NETWORK_HIDDEN 32
#define NETWORK_WORDS 112 /* at once */
#define NETWORK_CONTEXT 512

typedef struct network network;
/* What a thread needs to run one. */
typedef struct network_room network_room;

/* Reads a network; tables are borrowed from the bytes. `rows` says how many
 * rows each sign's table must have, 0 for those that are looked up. NULL with
 * *error = SELON_ERROR_DATA where they are malformed. */
network *network_load(arena *a, const void *bytes, size_t size, const unsigned *rows, unsigned signs, int *error);

/* The header of a file with these bytes behind it. */
void network_header(unsigned char out[NETWORK_HEADER], const void *body, size_t size);

network_room *network_room_new(arena *a, const network *n);

/* From now on as on machines that have no wide registers, or none wider than
 * AVX2's (false where it has not even those): for tests. */
void network_be_plain(network *n);
bool network_be_avx2(network *n);

/* The rows of a word's signs [from, to). Tables are large and seldom in a cache:
 * looking for the rows of many words goes faster where all of a word's signs
 * were announced some words before, and adding them where their rows have been
 * known for a word or two. */
void network_expect(const network *n, const uint64_t *signs);
void network_rows(const network *n, const uint64_t *signs, unsigned from, unsigned to, uint32_t *rows);
/* The sum of these rows on top of `base`, H floats. */
void network_add(const network *n, const uint32_t *rows, unsigned from, unsigned to, const float *base, float *sum);
/* The same of many words and of all signs from `from` on, none of which is
 * looked up: of each word all signs, one word after the other. */
void network_add_all(const network *n, const uint64_t *signs, unsigned from, size_t count, const float *base,
                     float *sums);
/* How many numbers a word's context has to bring, 0 for none; and what those of
 * `count` words, one after the other, add to their sums. */
size_t network_context(const network *n);
void network_add_context(const network *n, const float *context, size_t count, float *sums);
/* The sum before any sign. */
void network_bias(const network *n, float *sum);
size_t network_width(const network *n);
/* Where word i's sum goes before network_run(). */
float *network_word(network_room *room, size_t i);

/* Reads `count` words, at most NETWORK_WORDS. `cue` says which of them are the
 * cue. Fills in the probabilities of each word's roles and returns the cue's
 * log-odds. */
float network_run(const network *n, network_room *room, size_t count, size_t cue_start, size_t cue_end,
                  float (*roles)[NETWORK_ROLES]);

/* The log-odds of probabilities, no further from zero than NETWORK_LOG_ODDS_MOST.
 * `count` is a multiple of NETWORK_STRIDE. */
#define NETWORK_LOG_ODDS_MOST 5.0f
#define NETWORK_STRIDE 16
void network_log_odds(const network *n, const float *p, float *out, size_t count);

#endif
