/* SPDX-License-Identifier: Apache-2.0
 *
 * segments.h - the segments of a noun phrase (mentions.h), which commas,
 * brackets and dashes part.
 */
#ifndef SELON_RESOLVE_SEGMENTS_H
#define SELON_RESOLVE_SEGMENTS_H

#include "resolve/mentions.h"

typedef struct segment {
    range tokens;
    uint32_t content;    /* one past the determiners */
    uint32_t base_end;   /* where the complements begin */
    uint32_t core_end;   /* where those begin that "de" does not tie */
    uint32_t determiner; /* flags */
    uint8_t small_gender, small_number;
    uint32_t head;        /* or NO_TOKEN */
    int32_t name;         /* or -1 */
    uint32_t name_prefix; /* where the name's title or role begins */
    bool inside;          /* a complement has begun */
    bool preposed;        /* begins with a preposition */
    bool modified, coordinated;
    bool last; /* what follows is no part of the phrase */
} segment;

typedef struct reader {
    const person_lexicon *lexicon;
    const text *text;
    const name_list *names;
    bool open; /* where the phrase ends is not known */
} reader;

/* What is known of the word at token i. */
person_word reader_word(const reader *r, uint32_t i);

/* Is the word at token i, which has these flags, a determiner here; a noun? */
bool reader_is_determiner(const reader *r, uint32_t i, uint32_t flags);
bool reader_is_noun(const reader *r, uint32_t i, uint32_t flags);

/* Does what stands at token i part segments? */
bool reader_ends_segment(const reader *r, uint32_t i);

/* Reads the segment that begins at token `start` and ends at `end` at the latest. */
segment segment_read(const reader *r, uint32_t start, uint32_t end);

#endif
