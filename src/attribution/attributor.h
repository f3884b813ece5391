/* SPDX-License-Identifier: Apache-2.0
 *
 * attributor.h - finds the statements of a tagged text.
 */
#ifndef SELON_ATTRIBUTION_ATTRIBUTOR_H
#define SELON_ATTRIBUTION_ATTRIBUTOR_H

#include "attribution/attribution.h"
#include "model/vocabulary.h"
#include "syntax/parser.h"

/* The version of what weights are learnt for: one more whenever features or
 * decisions change so that weights learnt before do not fit. Model files have
 * it, so that those of another version are refused (model/model_file.h). */
#define ATTRIBUTION_VERSION 1

typedef struct attributor attributor;

typedef struct attributor_resources {
    const void *grammar; /* "xx/grammar.txt" */
    size_t grammar_size;
    const void *cues; /* "xx/cues.txt" */
    size_t cues_size;
    const parser *parser; /* NULL: dependencies are not looked at */
    const void *weights;  /* "xx/attribution.bin"; NULL: all weights zero */
    size_t weights_size;
} attributor_resources;

/* Reads the language's data. Returns NULL with *error = SELON_ERROR_DATA when
 * they are malformed. The weights' bytes are borrowed. */
attributor *attributor_load(arena *a, vocabulary *v, const attributor_resources *files, int *error);

/* Appends the statements of the text, in order, to `out`. `times` may be
 * NULL. */
void attributor_run(const attributor *t, arena *a, const text *x, const timex_list *times, attribution_list *out);

#endif
