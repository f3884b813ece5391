/* SPDX-License-Identifier: Apache-2.0
 *
 * score.h - how well predicted statements agree with gold ones.
 *
 *     JSON objects -> score_set (score_set.c)
 *     two sets, document by document:
 *         edges, tokens of the text        (score_text.c)
 *         statements, who matches whom     (score_match.c)
 *         counts -> the report             (score.c)
 *
 * Both sides are documents as docs/format.md has them, of which only "id",
 * "text" (of the gold ones) and "statements" are looked at. Each head below
 * says what its file measures.
 */
#ifndef SELON_SCORE_SCORE_H
#define SELON_SCORE_SCORE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "selon.h"

/* What is wrong with a document, in words for people: "ORIGIN: WHAT". */
typedef struct score_problem {
    char text[400];
} score_problem;

typedef struct score_set score_set;

/* An empty set; NULL without memory. */
score_set *score_set_new(const selon_allocator *allocator);
void score_set_free(score_set *s);

/* Adds a document, which is copied.
 *   origin    where it comes from, for messages: "gold.jsonl:7"
 *   replaced  set when a document of the same id was there already; the new
 *             one takes its place
 * Returns SELON_OK, SELON_ERROR_INPUT with a problem, or SELON_ERROR_MEMORY. */
int score_set_add(score_set *s, const json_t *document, const char *origin, bool *replaced, score_problem *problem);

typedef struct score_options {
    const char *kinds; /* count only statements of these kinds, "said,wrote"; NULL or "" for all */
    size_t errors;     /* list the first so many missed statements, and as many spurious ones */
    bool json;         /* write one JSON object with the F1 and accuracies only */
} score_options;

/* Compares the sets and writes the report. A gold document that is not among
 * the predicted ones counts as found empty; a predicted one that is not gold
 * does not count. Nothing is written before all was compared. Returns
 * SELON_OK, SELON_ERROR_INPUT with a problem (spans outside the text),
 * SELON_ERROR_MEMORY, or SELON_ERROR_IO when the sink refused. */
int score_write(const score_set *gold, const score_set *predicted, const score_options *options, selon_sink sink,
                void *payload, score_problem *problem);

#endif
