/* SPDX-License-Identifier: Apache-2.0
 *
 * language.h - which language a text is in.
 *
 * Among those that Selon reads, and enough of their neighbours that a German,
 * Spanish or Russian article is not taken for one of them.
 *
 *     language_identifier *id = language_identifier_new(a);
 *     error = language_identifier_load(id, bytes, size);   // fr/identify.txt
 *     error = language_identifier_load(id, bytes, size);   // other/identify.txt, ...
 *     const char *code = language_identify(id, text, text_size, article.language, NULL);
 *
 * The data ("xx/identify.txt", and "other/identify.txt" for the neighbours)
 * have three kinds of sections:
 *
 *     [words xx]    a function word of language xx <TAB> its frequency per
 *                   thousand words; elisions with their apostrophe ("qu'")
 *     [letters xx]  a run of at most six letters that speaks for xx <TAB> its
 *                   weight in bits; "_" is a word's edge
 *     [scripts]     first code point <TAB> last (hexadecimal) <TAB> the
 *                   language of a text written so
 */
#ifndef SELON_INPUT_LANGUAGE_H
#define SELON_INPUT_LANGUAGE_H

#include "base/arena.h"

typedef struct language_identifier language_identifier;

language_identifier *language_identifier_new(arena *a);

/* Adds one resource. SELON_OK, or SELON_ERROR_DATA for what is malformed. */
int language_identifier_load(language_identifier *id, const void *bytes, size_t size);

/* The code ("fr") of the language of valid UTF-8 `text`; of a bounded sample
 * of it. NULL when it is none of those known. `declared` (may be NULL) is what
 * the page says; it decides when the text is too short to tell, and then may be
 * any code. *confidence (may be NULL) receives 0..1: how clearly the text
 * itself speaks for the answer. The string lives as long as the identifier or
 * `declared`. */
const char *language_identify(const language_identifier *id, const char *text, size_t size, const char *declared,
                              double *confidence);

#endif
