/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.c - see marks.h.
 */
#include "ledger/marks.h"

#include <stdlib.h>

#include "base/hash.h"

#define DISTANCE 2
#define PAIR_WEIGHT 10 /* the least of two words together */
#define WORD_WEIGHT 6  /* the least of one alone, */
#define FEW_WORDS 3    /* where there are no more than so many */
#define ENTERED 6      /* the least, or one for so many words of content: */
#define WORDS_A_MARK 2

/* The words of content; only as many as can make a difference. */
static size_t words__content(const wording *w, const said_word **out, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < w->count && count < room; i++)
        if (w->words[i].weight >= WEIGHT_CONTENT) out[count++] = &w->words[i];
    return count;
}

static int mark__compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t mark_of(const said_word *x, const said_word *y)
{
    uint32_t low = x->stem < y->stem ? x->stem : y->stem, high = x->stem < y->stem ? y->stem : x->stem;
    return (uint32_t)(hash_mix(hash_join(low, high)) >> 32) & MARK_BITS;
}

void marks_of(arena *a, const wording *w, marks *out)
{
    size_t room = MARKS_MOST / DISTANCE, made = 0;
    const said_word **words = ARENA_ARRAY(a, const said_word *, room);
    size_t count = words__content(w, words, room);
    for (size_t i = 0; i < count; i++) {
        if (count <= FEW_WORDS && words[i]->weight >= WORD_WEIGHT) out->items[made++] = mark_of(words[i], words[i]);
        for (size_t k = i + 1; k < count && k <= i + DISTANCE; k++)
            if (words[i]->stem != words[k]->stem && words[i]->weight + words[k]->weight >= PAIR_WEIGHT)
                out->items[made++] = mark_of(words[i], words[k]);
    }
    if (made > 0) qsort(out->items, made, sizeof *out->items, mark__compare);
    out->count = 0;
    for (size_t i = 0; i < made; i++)
        if (i == 0 || out->items[i] != out->items[out->count - 1]) out->items[out->count++] = out->items[i];
    size_t wanted = count <= FEW_WORDS ? out->count : count / WORDS_A_MARK;
    if (wanted < ENTERED) wanted = ENTERED;
    out->entered = wanted < out->count ? wanted : out->count;
}
