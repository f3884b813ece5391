/* SPDX-License-Identifier: Apache-2.0
 *
 * locate.h - a statement's places in another text than the one they were taken
 * in; paragraphs.
 */
#ifndef SELON_ROOM_LOCATE_H
#define SELON_ROOM_LOCATE_H

#include "base/arena.h"
#include "ledger/pack.h"

/* Moves the places in `from` to where the same words stand in `to`. Those that are not found
 * are empty; no content that is found: no content. Time grows with the size of `to`. */
void locate_places(arena *a, const char *from, const char *to, size_t to_size, places *p);

/* The text's lines that are not empty, without white space at their ends. */
const selon_span *locate_paragraphs(arena *a, const char *text, size_t size, size_t *count);

#endif
