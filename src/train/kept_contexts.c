/* SPDX-License-Identifier: Apache-2.0
 *
 * kept_contexts.c - see kept_contexts.h. A stretch is known by its text and its
 * first token; a table with open addressing, doubled when it is half full.
 */
#include "train/kept_contexts.h"

#include "base/hash.h"

typedef struct kept {
    const text *text; /* NULL: free */
    uint32_t first, end;
    float *words;
} kept;

typedef struct kept_contexts {
    arena *arena;
    kept *items;
    size_t count, capacity;
} kept_contexts;

/* Where the stretch is, or the free place for it. */
static kept *kept_contexts__find(kept_contexts *k, const text *t, uint32_t first)
{
    size_t at = hash_mix(hash_join((uintptr_t)t, first)) & (k->capacity - 1);
    while (k->items[at].text != NULL && (k->items[at].text != t || k->items[at].first != first))
        at = (at + 1) & (k->capacity - 1);
    return &k->items[at];
}

static void kept_contexts__grow(kept_contexts *k)
{
    kept_contexts old = *k;
    k->capacity *= 2;
    k->items = ARENA_ZARRAY(k->arena, kept, k->capacity);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.items[i].text != NULL) *kept_contexts__find(k, old.items[i].text, old.items[i].first) = old.items[i];
}

static bool kept_contexts__keep(void *payload, const reading *r, float **words)
{
    kept_contexts *k = payload;
    if (k->count * 2 >= k->capacity) kept_contexts__grow(k);
    kept *found = kept_contexts__find(k, r->text, r->first);
    *words = found->words;
    if (found->text != NULL && found->end == r->end) return true;
    size_t size = (r->end - r->first) * transformer_width(r->attributor->transformer);
    k->count += found->text == NULL;
    *found = (kept){r->text, r->first, r->end, arena_alloc_line(k->arena, size * sizeof(float))};
    *words = found->words;
    return false;
}

void kept_contexts_use(run *r, pipeline *p)
{
    kept_contexts *k = ARENA_NEW(r->arena, kept_contexts);
    *k = (kept_contexts){.arena = r->arena, .capacity = 1 << 12};
    k->items = ARENA_ZARRAY(r->arena, kept, k->capacity);
    p->attributor->keep = kept_contexts__keep;
    p->attributor->keep_payload = k;
}
