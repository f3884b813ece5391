/* SPDX-License-Identifier: Apache-2.0
 *
 * attributor.h - finds the statements of a tagged text.
 */
#ifndef SELON_ATTRIBUTION_ATTRIBUTOR_H
#define SELON_ATTRIBUTION_ATTRIBUTOR_H

#include "attribution/attribution.h"
#include "model/network.h"
#include "model/nouns.h"
#include "model/pieces.h"
#include "model/transformer.h"
#include "model/vocabulary.h"
#include "syntax/parser.h"

/* The version of what weights are learnt for: one more whenever features,
 * decisions or what else "xx/attribution.bin" has change. Model files have it,
 * so that those of a newer version, and those older than ATTRIBUTION_OLDEST,
 * whose weights do not fit any more, are refused (model/model_file.h).
 *   1  weights only
 *   2  and a confidence map
 *   3  adverbials, wider verb groups, what heads refer to
 *   4  progressives, "on", subjects that belong to the content
 *   5  what the encoder says
 *   6  of circumstances, too; what heads them */
#define ATTRIBUTION_VERSION 6
#define ATTRIBUTION_OLDEST 6

typedef struct attributor attributor;

typedef struct attributor_resources {
    const void *grammar; /* "xx/grammar.txt" */
    size_t grammar_size;
    const void *cues; /* "xx/cues.txt" */
    size_t cues_size;
    const parser *parser;     /* NULL: dependencies are not looked at */
    const noun_senses *nouns; /* NULL: what a noun stands for is not looked at */
    const void *weights;      /* "xx/attribution.bin"; NULL: all weights zero */
    size_t weights_size;
    const network *network; /* encoder_load(); NULL: the weights were learnt without one */
    const transformer
        *transformer; /* of the same width: where the network wants a context (attribution/context.h); else NULL */
    const pieces *pieces;
    bool patient; /* every word of the lexicon is looked at closely: for networks that want a context */
} attributor_resources;

/* Reads the language's data. Returns NULL with *error = SELON_ERROR_DATA when
 * they are malformed. The weights' bytes are borrowed. */
attributor *attributor_load(arena *a, vocabulary *v, const attributor_resources *files, int *error);

/* Reads "xx/encoder.bin", whose bytes are borrowed (attribution/encoder.h). NULL
 * with *error = SELON_ERROR_DATA where they are malformed. */
network *encoder_load(arena *a, const void *bytes, size_t size, int *error);

/* May the network read with these, either of them NULL? Its contexts must be
 * of the transformer's width, and the pieces' rows, too. */
bool encoder_suits(const network *n, const transformer *t, const pieces *p);

/* Gives the attributor other weights, borrowed, or refuses them with
 * SELON_ERROR_DATA. */
int attributor_weights_load(attributor *t, const void *bytes, size_t size);

/* Settles the tags of what stands for an adverb. After the tagger, before what
 * reads the tags. */
void attributor_prepare(const attributor *t, text *x);

/* Appends the statements of the text, in order, to `out`. `times` may be
 * NULL. */
void attributor_run(const attributor *t, arena *a, const text *x, const timex_list *times, attribution_list *out);

#endif
