/* SPDX-License-Identifier: Apache-2.0
 *
 * parser.h - which word each word depends on, and how.
 */
#ifndef SELON_SYNTAX_PARSER_H
#define SELON_SYNTAX_PARSER_H

#include "base/arena.h"
#include "syntax/relation.h"
#include "text/text.h"

typedef struct parser parser;

/* The head of a sentence's root. */
#define ARC_NO_HEAD UINT32_MAX

typedef struct arc {
    uint32_t head; /* token, or ARC_NO_HEAD */
    uint8_t label; /* relation */
} arc;

/* Reads the weights ("xx/parser.bin", made by train/parser_training.h): checked,
 * refused with *error = SELON_ERROR_DATA when truncated, corrupted or foreign.
 * The bytes are borrowed. */
parser *parser_load(arena *a, const void *bytes, size_t size, int *error);

/* Parses the tokens [first, end) of one sentence, which must be tagged;
 * out[i] is for token first + i. The arcs make one projective tree: one token
 * has no head, and every token's subtree is a range of tokens. Linear in the
 * number of tokens; needs no memory but some 20 KB of stack. */
void parser_parse(const parser *p, const text *t, uint32_t first, uint32_t end, arc *out);

#endif
