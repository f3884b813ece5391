/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.h - a statement's places in its text, as the few bytes the ledger keeps.
 *
 * The blob is a row of numbers in LEB128 (seven bits a byte, low ones first,
 * the high bit says that more follow). A span is two: how far its start is from
 * the start of the span before (zigzag: 0, -1, 1, -2 ... as 0, 1, 2, 3 ...),
 * and its length. A length of 0 means "not there", and the distance is 0 then (where a span cannot be
 * left out).
 *
 *     which, sentence, those of cue, source, addressee, via, time that are there,
 *     the number of contents where there is not one, contents...
 *
 * `which` is odd, twice the sum of what there is + 1: 1 a cue, 2 a source, 4 an addressee, 8 a via,
 * 16 a time, 32 none or several contents. In a blob without it, as schemas 1 and 2 wrote them, the
 * first number is the sentence's start, and so even; all six spans are in it, and the number of contents.
 *
 * `sentence` runs from the start of the sentence that the statement's first
 * word is in to the end of the one with its last. Mentions of speakers are
 * spans alone, to the end of the blob. Offsets are bytes. docs/ledger.md
 * describes the same for others.
 */
#ifndef SELON_LEDGER_PACK_H
#define SELON_LEDGER_PACK_H

#include "base/arena.h"
#include "selon.h"

typedef struct places {
    selon_span sentence, cue, source, addressee, via, time;
    const selon_span *content;
    uint32_t content_count;
} places;

typedef struct blob {
    const uint8_t *bytes;
    size_t size;
} blob;

blob places_pack(arena *a, const places *p);
blob spans_pack(arena *a, const selon_span *spans, size_t count);

/* The other way. All spans lie within `text_size` bytes and are in order of
 * nothing; false when the blob is damaged. */
bool places_unpack(arena *a, blob b, size_t text_size, places *out);
bool spans_unpack(arena *a, blob b, size_t text_size, selon_span **out, uint32_t *count);

#endif
