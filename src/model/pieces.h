/* SPDX-License-Identifier: Apache-2.0
 *
 * pieces.h - the vocabulary of a transformer: words cut into pieces, and each
 * piece's row of numbers.
 *
 * The method. Of all ways to cut a word into pieces that the vocabulary has, the
 * one is taken whose pieces are together the likeliest, found from left to right
 * (Viterbi); each piece has its own likelihood (Kudo, "Subword regularization",
 * ACL 2018: the unigram model). A word behind white space begins with the mark
 * U+2581. A character that is in no piece becomes the unknown piece.
 *
 * The file, all numbers little-endian ("f": IEEE 754 single), header as loader.h
 * says, with magic "SelonPcs", version 1, and 0:
 *     24  4  width H of a row, a multiple of 32, at most TRANSFORMER_WIDTH
 *     28  4  pieces N, at least 3: the first begins a sentence, the second ends one, the third is unknown
 *     32  4  bytes of the longest piece
 *     36  f  score of the unknown piece
 *     40     of each piece from the fourth on, 8 bytes: hash_bytes() of it, ascending
 *            f score of each of these: the logarithm of how likely it is
 *            f what a step of each piece's row is worth; signed bytes, for each piece and 32 numbers how many steps;
 *            half bytes, two numbers each, the lower first, 8 more than they stand for
 */
#ifndef SELON_MODEL_PIECES_H
#define SELON_MODEL_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { PIECE_BEGIN, PIECE_END, PIECE_UNKNOWN, PIECES_SPECIAL };

#define PIECES_WORD 96 /* bytes of a word that are looked at; what follows is left out */

typedef struct pieces pieces;

/* Reads a vocabulary; hashes and rows are borrowed from the bytes. NULL with
 * *error = SELON_ERROR_DATA where they are malformed. */
pieces *pieces_load(arena *a, const void *bytes, size_t size, int *error);

size_t pieces_width(const pieces *p);

/* Cuts a word, and writes at most `most` pieces. Returns how many, at least one
 * where there is room for one. */
size_t pieces_cut(const pieces *p, const char *word, size_t size, bool behind_space, uint32_t *out, size_t most);

/* A piece's row: `width` floats. */
void pieces_row(const pieces *p, uint32_t piece, float *out);

#endif
