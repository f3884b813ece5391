/* SPDX-License-Identifier: Apache-2.0
 *
 * vocabulary.c - an open-addressing hash table with linear probing, at most
 * half full, keyed by the words' 64-bit hashes.
 */
#include "model/vocabulary.h"

#include "base/hash.h"

typedef struct slot {
    uint64_t form;
    uint32_t word; /* 0: empty */
} slot;

struct vocabulary {
    arena *arena;
    slot *slots;
    uint32_t mask, next;
};

vocabulary *vocabulary_new(arena *a)
{
    vocabulary *v = ARENA_NEW(a, vocabulary);
    v->arena = a;
    v->mask = (1u << 10) - 1;
    v->slots = ARENA_ZARRAY(a, slot, v->mask + 1);
    v->next = 1;
    return v;
}

static slot *vocabulary__slot(slot *slots, uint32_t mask, uint64_t form)
{
    uint32_t i = (uint32_t)form & mask;
    while (slots[i].word != 0 && slots[i].form != form) i = (i + 1) & mask;
    return &slots[i];
}

static void vocabulary__grow(vocabulary *v)
{
    uint32_t mask = v->mask * 2 + 1;
    slot *slots = ARENA_ZARRAY(v->arena, slot, mask + 1);
    for (uint32_t i = 0; i <= v->mask; i++)
        if (v->slots[i].word != 0) *vocabulary__slot(slots, mask, v->slots[i].form) = v->slots[i];
    v->slots = slots;
    v->mask = mask;
}

uint32_t vocabulary_intern_form(vocabulary *v, uint64_t form)
{
    slot *s = vocabulary__slot(v->slots, v->mask, form);
    if (s->word != 0) return s->word;
    if (v->next > v->mask / 2) {
        vocabulary__grow(v);
        s = vocabulary__slot(v->slots, v->mask, form);
    }
    s->form = form;
    s->word = v->next++;
    return s->word;
}

uint32_t vocabulary_intern(vocabulary *v, const char *word, size_t size)
{
    return vocabulary_intern_form(v, hash_form(word, size));
}

uint32_t vocabulary_find(const vocabulary *v, uint64_t form)
{
    return vocabulary__slot(v->slots, v->mask, form)->word;
}

void vocabulary_prefetch(const vocabulary *v, uint64_t form)
{
#if defined(__GNUC__)
    __builtin_prefetch(&v->slots[(uint32_t)form & v->mask]);
#else
    (void)v, (void)form;
#endif
}

uint32_t vocabulary_size(const vocabulary *v)
{
    return v->next;
}
