/* SPDX-License-Identifier: Apache-2.0
 *
 * bits.h - sets of numbers, a bit each, 64 looked at together.
 */
#ifndef SELON_ROOM_BITS_H
#define SELON_ROOM_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A set of the numbers below `count`. */
static inline size_t bits_words(uint32_t count)
{
    return (size_t)count / 64 + 1;
}

static inline bool bits_has(const uint64_t *set, uint32_t n)
{
    return set[n / 64] >> n % 64 & 1;
}

static inline void bits_put(uint64_t *set, uint32_t n)
{
    set[n / 64] |= UINT64_C(1) << n % 64;
}

static inline void bits_drop(uint64_t *set, uint32_t n)
{
    set[n / 64] &= ~(UINT64_C(1) << n % 64);
}

static inline uint32_t bits_of_word(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

/* Those of the word with index `word` that are in [from, to). */
static inline uint64_t bits_between(size_t word, uint32_t from, uint32_t to)
{
    uint64_t mask = UINT64_MAX;
    if (word == from / 64) mask &= UINT64_MAX << from % 64;
    if (word == to / 64) mask &= (UINT64_C(1) << to % 64) - 1;
    return mask;
}

/* [from, to), and `to` is at most the number of which bits_words() was asked. */
#define BITS_WORDS(word, from, to) \
    for (size_t word = (from) / 64, word##_end_ = (from) < (to) ? (to) / 64 + 1 : word; word < word##_end_; word++)

static inline void bits_fill(uint64_t *set, uint32_t from, uint32_t to)
{
    BITS_WORDS(w, from, to)
    set[w] |= bits_between(w, from, to);
}

static inline void bits_clear(uint64_t *set, uint32_t from, uint32_t to)
{
    BITS_WORDS(w, from, to)
    set[w] &= ~bits_between(w, from, to);
}

static inline bool bits_any(const uint64_t *set, uint32_t from, uint32_t to)
{
    BITS_WORDS(w, from, to)
    if (set[w] & bits_between(w, from, to)) return true;
    return false;
}

static inline uint32_t bits_count(const uint64_t *set, uint32_t from, uint32_t to)
{
    uint32_t count = 0;
    BITS_WORDS(w, from, to)
    count += bits_of_word(set[w] & bits_between(w, from, to));
    return count;
}

/* How many are in both; NULL is an empty set. */
static inline uint32_t bits_count_both(const uint64_t *one, const uint64_t *other, uint32_t from, uint32_t to)
{
    uint32_t count = 0;
    if (other == NULL) return 0;
    BITS_WORDS(w, from, to)
    count += bits_of_word(one[w] & other[w] & bits_between(w, from, to));
    return count;
}

/* The numbers of [from, to) that are in the set, one after the other:
 *     for (uint32_t n; bits_next(set, &from, to, &n);) */
static inline bool bits_next(const uint64_t *set, uint32_t *from, uint32_t to, uint32_t *out)
{
    BITS_WORDS(w, *from, to)
    {
        uint64_t left = set[w] & bits_between(w, *from, to);
        if (left == 0) continue;
        *out = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(left);
        *from = *out + 1;
        return true;
    }
    return false;
}

#endif
