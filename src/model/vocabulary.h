/* SPDX-License-Identifier: Apache-2.0
 *
 * vocabulary.h - the words a language's data mention, numbered.
 *
 * Every module that has word lists (tagger, time words, cues, titles) interns
 * its words here when the engine opens, and keeps what it knows of a word in
 * an array indexed by the word's number (WORD_TABLE). While reading, each
 * token is looked up once, in text_look_up(), and from then on every module's
 * answer is one array access. Word 0 is "none of them".
 */
#ifndef SELON_MODEL_VOCABULARY_H
#define SELON_MODEL_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct vocabulary vocabulary;

vocabulary *vocabulary_new(arena *a);

/* The number of a word, which is added if it is new. Case and the kind of
 * apostrophe do not matter (hash_form()). */
uint32_t vocabulary_intern(vocabulary *v, const char *word, size_t size);
uint32_t vocabulary_intern_form(vocabulary *v, uint64_t form);

/* Adds the words of a list: `count` hash_form()s in ascending order, each eight
 * bytes, little-endian, which must stay where they are. The word of place i that
 * was not there before gets the number that is returned, and i. Nothing is
 * copied, so that a large list costs no time; there may be one (else 0). */
uint32_t vocabulary_add_list(vocabulary *v, const unsigned char *forms, uint32_t count);

/* Calls `see` for each word of the list that was there before it, with its number and its place in the list. */
void vocabulary_list_known(const vocabulary *v, void (*see)(void *payload, uint32_t word, uint32_t at), void *payload);

/* The number of the word with this hash_form(), or 0. */
uint32_t vocabulary_find(const vocabulary *v, uint64_t form);

/* Asks for what vocabulary_find() will look at, so that it is in the cache by
 * then; and, once that is there, for where it leads. */
void vocabulary_prefetch(const vocabulary *v, uint64_t form);
void vocabulary_prefetch_again(const vocabulary *v, uint64_t form);

/* One more than the highest number given. */
uint32_t vocabulary_size(const vocabulary *v);

/* An array from words to values of one type; a word it has no value for reads
 * as zero. Declare: WORD_TABLE(uint8_t) months; */
#define WORD_TABLE(type) \
    struct { \
        type *items; \
        uint32_t count; \
    }

#define WORD_SET(a, table, word, value) \
    do { \
        uint32_t word_ = (word); \
        if (word_ >= (table)->count || (table)->items == NULL) { \
            uint32_t grown_ = (word_ + 1) * 2 > 256 ? (word_ + 1) * 2 : 256; \
            void *old_ = (table)->items; \
            (table)->items = arena_zalloc((a), grown_ * sizeof *(table)->items); \
            if (old_ != NULL) memcpy((table)->items, old_, (table)->count * sizeof *(table)->items); \
            (table)->count = grown_; \
        } \
        (table)->items[word_] = (value); \
    } while (0)

/* As an lvalue-free expression; only for types where {0} is the default. */
#define WORD_GET(table, word) ((word) < (table)->count ? (table)->items[(word)] : 0)
/* The same for structures: a pointer, NULL when beyond the table. */
#define WORD_AT(table, word) ((word) < (table)->count ? &(table)->items[(word)] : NULL)

#endif
