/* SPDX-License-Identifier: Apache-2.0
 *
 * text.c - runs the three steps of text.h.
 */
#include "text/text.h"

text *text_analyse(arena *a, const writing *w, const char *bytes, size_t size)
{
    text *t = ARENA_NEW(a, text);
    t->arena = a;
    t->bytes = bytes;
    t->size = (uint32_t)size;
    text_tokenize(t, w);
    text_pair_quotes(t);
    text_split_sentences(t, w);
    return t;
}
