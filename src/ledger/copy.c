/* SPDX-License-Identifier: Apache-2.0
 *
 * copy.c - see copy.h. Of a very long text the first SHINGLES_MOST shingles
 * stand for all.
 */
#include "ledger/copy.h"

#include <string.h>

#include "base/hash.h"
#include "ledger/words.h"

#define SHINGLES_MOST ((size_t)1 << 18)

shingles shingles_of(arena *a, const char *text, size_t size)
{
    VEC(uint32_t) out = {0};
    uint64_t last[SHINGLE_WORDS]; /* a ring */
    word_cursor c = words_of(text, size);
    for (size_t i = 0; out.count < SHINGLES_MOST && words_next(&c); i++) {
        last[i % SHINGLE_WORDS] = hash_bytes(c.folded, c.folded_size);
        if (i + 1 < SHINGLE_WORDS) continue;
        uint64_t all = HASH_SEED;
        for (unsigned k = 1; k <= SHINGLE_WORDS; k++) all = hash_join(all, last[(i + k) % SHINGLE_WORDS]);
        VEC_PUSH(a, &out, (uint32_t)(hash_mix(all) >> 32));
    }
    return (shingles){out.items, out.count};
}

size_t shingles_sketch(const shingles *s, uint32_t *out, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t hash = s->hashes[i];
        if (count == most && hash >= out[count - 1]) continue; /* nearly all */
        size_t at = count;
        while (at > 0 && out[at - 1] > hash) at--;
        if (at > 0 && out[at - 1] == hash) continue;
        count += count < most;
        memmove(out + at + 1, out + at, (count - 1 - at) * sizeof *out);
        out[at] = hash;
    }
    return count;
}

/* Below the largest hash that both have, each has about as many. That one itself says nothing: it was chosen
 * because it is shared. */
double sketch_alike(const bool *shared, size_t count)
{
    size_t both = 0, mine = 0, below = 0;
    for (size_t i = 0; i < count; i++) {
        if (!shared[i]) continue;
        below = both++;
        mine = i;
    }
    if (both == count && count > 0) return 1;
    return below > 0 ? (double)below / (double)(2 * mine - below) : 0;
}

/* Sorts by one byte after the other, the lowest first; `spare` has room for all. */
static void hashes__sort(uint32_t *hashes, uint32_t *spare, size_t count)
{
    for (unsigned shift = 0; shift < 32; shift += 8) {
        size_t places[256] = {0}, at = 0;
        for (size_t i = 0; i < count; i++) places[hashes[i] >> shift & 0xFF]++;
        for (size_t i = 0; i < 256; i++) {
            size_t of = places[i];
            places[i] = at;
            at += of;
        }
        for (size_t i = 0; i < count; i++) spare[places[hashes[i] >> shift & 0xFF]++] = hashes[i];
        uint32_t *sorted = spare; /* after four times all are in `hashes` */
        spare = hashes;
        hashes = sorted;
    }
}

void shingles_settle(arena *a, shingles *s)
{
    size_t kept = 0;
    if (s->count > 0) hashes__sort(s->hashes, ARENA_ARRAY(a, uint32_t, s->count), s->count);
    for (size_t i = 0; i < s->count; i++)
        if (i == 0 || s->hashes[i] != s->hashes[kept - 1]) s->hashes[kept++] = s->hashes[i];
    s->count = kept;
}

double shingles_alike(const shingles *a, const shingles *b)
{
    size_t both = 0, i = 0, k = 0;
    while (i < a->count && k < b->count) {
        uint32_t x = a->hashes[i], y = b->hashes[k];
        both += x == y;
        i += x <= y;
        k += y <= x;
    }
    size_t all = a->count + b->count - both;
    return all > 0 ? (double)both / (double)all : 0;
}
