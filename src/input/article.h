/* SPDX-License-Identifier: Apache-2.0
 *
 * article.h - an input as an article: UTF-8 text and what is known of it.
 *
 *     bytes -> encoding.c (UTF-8) -> plain.c | html.c -> article
 */
#ifndef SELON_INPUT_ARTICLE_H
#define SELON_INPUT_ARTICLE_H

#include "base/arena.h"

#define ARTICLE_WARNINGS 4

typedef struct article {
    const char *text; /* valid UTF-8, NUL-terminated */
    size_t size;
    /* NULL when not known */
    const char *id, *title, *author, *date /* YYYY-MM-DD or a longer ISO 8601 form */, *outlet, *url, *language;
    const char *warnings[ARTICLE_WARNINGS]; /* NULL-terminated unless full */
} article;

/* Reads `bytes` as the options say. Everything is copied into the arena,
 * which must be entered (arena_escape). Returns SELON_OK, SELON_ERROR_MEMORY,
 * SELON_ERROR_LIMIT (larger than max_bytes, or than 2^32 - 2 after
 * conversion).
 *
 * Plain text in valid UTF-8 is kept to the byte, NUL bytes and byte-order
 * mark included. */
int article_read(arena *a, const void *bytes, size_t size, const selon_read_options *options, article *out);

/* Adds a warning; the string must live as long as the article. */
void article_warn(article *art, const char *warning);

/* ---- steps, for article_read() and tests ---- */

/* Converts to UTF-8: byte-order mark, then the declared charset, then (HTML)
 * the page's own declaration, then UTF-16 by its zeros, then valid UTF-8,
 * then Windows-1252. Broken sequences become U+FFFD, with a warning. *out is
 * `bytes` itself where there was nothing to convert, else in the arena and
 * NUL-terminated. SELON_OK, SELON_ERROR_MEMORY or SELON_ERROR_LIMIT. */
int encoding_to_utf8(arena *a, const char *bytes, size_t size, const char *declared, bool html, const char **out,
                     size_t *out_size, article *art);

/* Plain text is kept to the byte; only copied. */
void plain_read(arena *a, const char *utf8, size_t size, article *out);

/* Does it look like an HTML page? */
bool html_sniff(const char *bytes, size_t size);

/* Reads a page: metadata and the body's text, one paragraph a block,
 * separated by empty lines. `utf8` is valid UTF-8. */
int html_read(arena *a, const char *utf8, size_t size, article *out);

#endif
