/* SPDX-License-Identifier: Apache-2.0
 *
 * content.h - what the two files on content share: content.c, which chooses
 * its kind and near edge, and content_edge.c, which chooses its far edge.
 */
#ifndef SELON_ATTRIBUTION_CONTENT_H
#define SELON_ATTRIBUTION_CONTENT_H

#include "attribution/reading.h"

/* A number of tokens as one of nine sizes, for features. */
static inline uint64_t content_size(uint32_t n)
{
    return n < 5 ? n : n < 8 ? 5 : n < 14 ? 6 : n < 25 ? 7 : 8;
}

/* Where a quotation that opens at `start` ends: it may run over sentences. */
static inline uint32_t content_quote_end(const reading *r, uint32_t start)
{
    int32_t q = reading_token(r, start)->quotation;
    return q >= 0 ? r->text->quotations[q].end : start + 1;
}

/* content_edge.c */

/* Does a finite verb follow the phrase that begins at `i`? Then the phrase is
 * the subject of a clause. */
bool content_clause_follows(const reading *r, uint32_t i);
/* One past the last token of the content of `kind` that begins at `start`. */
uint32_t content_end(reading *r, proposal *p, uint32_t start, uint8_t kind, float *probability);
/* The part of `left`, which stands before the cue, that is content. */
range content_start(reading *r, const proposal *p, uint8_t kind, range left);

#endif
