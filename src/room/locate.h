/* SPDX-License-Identifier: Apache-2.0
 *
 * locate.h - a statement's places in another text than the one they were taken
 * in; paragraphs.
 */
#ifndef SELON_ROOM_LOCATE_H
#define SELON_ROOM_LOCATE_H

#include "base/arena.h"
#include "ledger/pack.h"

/* Two texts, of which one's places are looked for in the other, best in their order. */
typedef struct locating {
    const char *from, *to;
    size_t to_size;
    int64_t drift; /* how far the last words that were found have moved */
    size_t left;   /* bytes that may still be looked through */
} locating;
locating locate_begin(const char *from, const char *to, size_t to_size);

/* Moves the places in one text to where the same words stand in the other. Those that are not found
 * are empty; no content that is found: no content. */
void locate_places(arena *a, locating *l, places *p);

/* The text's lines that are not empty, without white space at their ends. */
const selon_span *locate_paragraphs(arena *a, const char *text, size_t size, size_t *count);

#endif
