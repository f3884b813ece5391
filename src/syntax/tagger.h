/* SPDX-License-Identifier: Apache-2.0
 *
 * tagger.h - a part of speech for every token.
 */
#ifndef SELON_SYNTAX_TAGGER_H
#define SELON_SYNTAX_TAGGER_H

#include "syntax/tag.h"
#include "text/text.h"

typedef struct tagger tagger;

/* Reads the weights ("xx/tagger.bin", made by `train/` tools): checked,
 * refused with *error = SELON_ERROR_DATA when truncated, corrupted or
 * foreign. The words of its dictionary are interned into `v`. The bytes are
 * borrowed. */
tagger *tagger_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error);

/* Tags the tokens [first, end) of one sentence. */
void tagger_run(const tagger *g, text *t, uint32_t first, uint32_t end);

#endif
