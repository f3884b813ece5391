/* SPDX-License-Identifier: Apache-2.0
 *
 * plain.c - plain text: it is the article, to the byte.
 *
 * Nothing is trimmed, joined or normalised, so that an offset into the
 * document is an offset into the file it came from.
 */
#include "input/article.h"

void plain_read(arena *a, const char *utf8, size_t size, article *out)
{
    out->text = arena_strndup(a, utf8, size);
    out->size = size;
}
