/* SPDX-License-Identifier: Apache-2.0
 *
 * score_text.h - a text as scoring sees it: which characters are the edges
 * that spans are trimmed of, where its tokens are, and names folded.
 */
#ifndef SELON_SCORE_TEXT_H
#define SELON_SCORE_TEXT_H

#include "base/arena.h"

typedef struct score_words score_words;

/* The words that scoring leaves out of account (words.txt). NULL when the
 * built-in data are broken. */
const score_words *score_words_load(arena *a);

/* All positions are in code points; each array has one entry more than the
 * text has code points. */
typedef struct score_text {
    const score_words *words;
    const char *bytes;
    uint32_t size; /* code points */
    uint32_t *code_points;
    uint32_t *byte_of;
    uint32_t *inner_after;  /* the first position from here on that is no edge; `size` for none */
    uint32_t *inner_before; /* one past the last position before here that is no edge; 0 for none */
    uint32_t *token_from;   /* the first token that ends after this position */
    uint32_t *token_to;     /* the first token that starts here or later */
} score_text;

/* Looks at a text (valid UTF-8). */
const score_text *score_text_new(arena *a, const score_words *words, const char *bytes, size_t size);

/* The span without the edges at its ends; empty when nothing is left. */
selon_span score_text_trim(const score_text *t, selon_span span);

/* The same without a complementizer at its start. */
selon_span score_text_trim_content(const score_text *t, selon_span span);

/* A speaker's name without case, accents, punctuation and titles. */
const char *score_name_fold(arena *a, const score_words *words, const char *name, size_t size);

/* Are two folded names the same, or is one the last words of the other? */
bool score_name_agrees(const char *a, const char *b);

#endif
