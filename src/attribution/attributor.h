/* SPDX-License-Identifier: Apache-2.0
 *
 * attributor.h - finds the statements of a tagged text.
 */
#ifndef SELON_ATTRIBUTION_ATTRIBUTOR_H
#define SELON_ATTRIBUTION_ATTRIBUTOR_H

#include "attribution/attribution.h"
#include "model/vocabulary.h"
#include "syntax/parser.h"

typedef struct attributor attributor;

typedef struct attributor_resources {
    const void *grammar; /* "xx/grammar.txt" */
    size_t grammar_size;
    const void *cues; /* "xx/cues.txt" */
    size_t cues_size;
    const parser *parser; /* NULL: dependencies are not looked at */
    const void *weights; /* "xx/attribution.bin"; NULL: all weights zero */
    size_t weights_size;
} attributor_resources;

/* Reads the language's data. Returns NULL with *error = SELON_ERROR_DATA when
 * they are malformed. The weights' bytes are borrowed. */
attributor *attributor_load(arena *a, vocabulary *v, const attributor_resources *files, int *error);

/* Appends the statements of the text, in order, to `out`. `times` may be
 * NULL. */
void attributor_run(const attributor *t, arena *a, const text *x, const timex_list *times, attribution_list *out);

#endif
