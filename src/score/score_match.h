/* SPDX-License-Identifier: Apache-2.0
 *
 * score_match.h - the statements of one document as scoring compares them,
 * and which predicted one answers which gold one.
 */
#ifndef SELON_SCORE_MATCH_H
#define SELON_SCORE_MATCH_H

#include "score/score_set.h"
#include "score/score_text.h"

typedef struct score_item {
    const score_statement *statement;
    score_spans spans[SCORE_ROLES];         /* trimmed, not empty, in text order, each once */
    score_spans cue_tokens, content_tokens; /* ranges of tokens, in order, apart from each other */
    const char *speaker;                    /* folded; NULL for none */
} score_item;

typedef struct score_items {
    score_item *items;
    size_t count;
} score_items;

/* The statements of a document over `text`, of those kinds that `kinds` lists
 * with commas (NULL or "": of all). */
score_items score_items_new(arena *a, const score_text *text, const score_document *d, const char *kinds);

typedef struct score_pair {
    size_t gold, predicted;
} score_pair;

typedef struct score_pairs {
    score_pair *items; /* the best agreement first */
    size_t count;
} score_pairs;

score_pairs score_match(arena *a, score_items gold, score_items predicted);

/* Sorts spans and drops those that are there twice. */
void score_spans_sort(score_spans *s);

/* The tokens that the spans touch (which need no order), as ranges in order
 * and apart from each other. */
score_spans score_spans_tokens(arena *a, const score_text *text, score_spans spans);

/* How many tokens are in the ranges; in both. */
size_t score_tokens_count(score_spans ranges);
size_t score_tokens_common(score_spans a, score_spans b);

/* Negative, 0 or positive, for sorting and for equality. */
int score_spans_compare(const score_spans *a, const score_spans *b);

#endif
