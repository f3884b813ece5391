/* SPDX-License-Identifier: Apache-2.0
 *
 * parser_model.h - the layout of "xx/parser.bin", for the parser and for the
 * tool that trains it.
 *
 *     0   8  magic
 *     8   4  version of this layout
 *     12  4  version of the features (TRANSITION_VERSION)
 *     16  8  hash of the names of the tags and the relations
 *     24  4  lines of weights of moves
 *     28  4  lines of weights of relations
 *     32  8  checksum of the file, this field taken as zero (tagger_checksum)
 *     40 24  zero
 *     64     lines of moves, 8 bytes each: two rows of 3 weights (unsigned
 *            bytes, one a move) and an 8-bit mark
 *            lines of relations, 64 bytes each: two rows of 30 weights (one a
 *            relation up to REL_OTHER) and a 16-bit mark
 *
 * All numbers are little-endian.
 */
#ifndef SELON_SYNTAX_PARSER_MODEL_H
#define SELON_SYNTAX_PARSER_MODEL_H

#include <stdint.h>

#include "syntax/relation.h"

#define PARSER_MAGIC "SelonPar"
#define PARSER_VERSION 1
#define PARSER_HEADER 64
#define PARSER_CHECKSUM_AT 32
#define PARSER_MOVE_LINE 8
#define PARSER_MOVE_ROW 4
#define PARSER_MOVE_BITS 8 /* of a mark */
#define PARSER_LABEL_LINE 64
#define PARSER_LABEL_ROW 32
#define PARSER_LABEL_MARK 30 /* where in a row its mark is */
#define PARSER_LABEL_BITS 16
#define PARSER_LABELS REL_ROOT /* those below are chosen by weights */
#define PARSER_LINES_MOST (UINT32_C(1) << 20)

_Static_assert(PARSER_LABELS <= PARSER_LABEL_MARK, "a row has a weight for each relation");

/* Which line a feature's row is in, and its mark there: both of the upper half of its hash, the line of the higher bits. */
static inline uint32_t parser_line(uint64_t feature, uint32_t lines)
{
    return (uint32_t)((feature >> 32) * lines >> 32);
}
static inline uint32_t parser_mark(uint64_t feature, unsigned bits)
{
    return (uint32_t)(feature >> 32) & ((UINT32_C(1) << bits) - 1);
}

/* A hash of the tags' and the relations' names, in order. */
uint64_t parser_names_hash(void);

#endif
