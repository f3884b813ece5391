/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.h - 64-bit hashes of words.
 *
 * FNV-1a over bytes with a final mix (from SplitMix64). Inside the library a
 * word is known by this hash; with 64 bits and some 100,000 words a language,
 * two words share one with a probability of about 3e-10.
 */
#ifndef SELON_BASE_HASH_H
#define SELON_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_SEED UINT64_C(0xcbf29ce484222325)

static inline uint64_t hash_byte(uint64_t h, unsigned char byte)
{
    return (h ^ byte) * UINT64_C(0x100000001b3);
}

static inline uint64_t hash_mix(uint64_t h)
{
    h ^= h >> 30;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    h ^= h >> 27;
    h *= UINT64_C(0x94d049bb133111eb);
    return h ^ h >> 31;
}

/* The hash of raw bytes. */
uint64_t hash_bytes(const char *bytes, size_t size);

/* The hash of a word's form: lower case, with every apostrophe as '\'' and
 * every hyphen as '-'. This
 * is what token.form holds. */
uint64_t hash_form(const char *bytes, size_t size);

/* Joins two hashes into one, order matters. The second is added as it is, so
 * the result wants a hash_mix() before its low bits choose a place. */
static inline uint64_t hash_join(uint64_t a, uint64_t b)
{
    uint64_t h = a * UINT64_C(0x9e3779b97f4a7c15);
    return (h ^ h >> 32) + b;
}

#endif
