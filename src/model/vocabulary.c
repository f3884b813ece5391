/* SPDX-License-Identifier: Apache-2.0
 *
 * vocabulary.c - an open-addressing hash table with linear probing, at most
 * five eighths full, keyed by the words' 64-bit hashes; and behind it a list in
 * ascending order, with an index of where the hashes with some upper bits begin.
 */
#include "model/vocabulary.h"

#include <string.h>

#include "base/hash.h"

typedef struct slot {
    uint64_t form;
    uint32_t word; /* 0: empty */
} slot;

struct vocabulary {
    arena *arena;
    slot *slots;
    uint32_t mask, used, next;
    const unsigned char *list; /* NULL for none */
    uint32_t list_word;        /* the number of its first word */
    uint32_t *list_places;     /* for each value of the upper bits, how many are below; and in all */
    unsigned list_shift;       /* to the upper bits */
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

/* ---- the list ---- */

static inline uint64_t list__form(const unsigned char *list, uint32_t at)
{
    const unsigned char *p = list + (size_t)at * 8;
    uint64_t form = 0;
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&form, p, sizeof form);
#else
    for (int i = 7; i >= 0; i--) form = form << 8 | p[i];
#endif
    return form;
}

uint32_t vocabulary_add_list(vocabulary *v, const unsigned char *forms, uint32_t count)
{
    unsigned bits = 1;
    if (v->list != NULL) return 0;
    while (UINT32_C(1) << bits < count / 2) bits++;
    uint32_t places = UINT32_C(1) << bits, at = 0;
    v->list_places = ARENA_ARRAY(v->arena, uint32_t, places + 1);
    v->list_shift = 64 - bits;
    for (uint32_t place = 0; place < places; place++) {
        while (at < count && list__form(forms, at) >> v->list_shift < place) at++;
        v->list_places[place] = at;
    }
    v->list_places[places] = count;
    v->list = forms;
    v->list_word = v->next;
    v->next += count;
    return v->list_word;
}

static uint32_t vocabulary__find_in_list(const vocabulary *v, uint64_t form)
{
    const uint32_t *place = &v->list_places[form >> v->list_shift];
    uint32_t at = place[0], end = place[1];
    while (at < end && list__form(v->list, at) < form) at++;
    return at < end && list__form(v->list, at) == form ? v->list_word + at : 0;
}

void vocabulary_list_known(const vocabulary *v, void (*see)(void *payload, uint32_t word, uint32_t at), void *payload)
{
    for (uint32_t i = 0; v->list != NULL && i <= v->mask; i++) {
        const slot *s = &v->slots[i];
        uint32_t listed = s->word != 0 && s->word < v->list_word ? vocabulary__find_in_list(v, s->form) : 0;
        if (listed != 0) see(payload, s->word, listed - v->list_word);
    }
}

/* ---- words ---- */

uint32_t vocabulary_intern_form(vocabulary *v, uint64_t form)
{
    slot *s = vocabulary__slot(v->slots, v->mask, form);
    if (s->word != 0) return s->word;
    uint32_t listed = v->list != NULL ? vocabulary__find_in_list(v, form) : 0;
    if (listed != 0) return listed;
    if (++v->used > v->mask / 8 * 5) {
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
    uint32_t word = vocabulary__slot(v->slots, v->mask, form)->word;
    return word != 0 || v->list == NULL ? word : vocabulary__find_in_list(v, form);
}

void vocabulary_prefetch(const vocabulary *v, uint64_t form)
{
#if defined(__GNUC__)
    __builtin_prefetch(&v->slots[(uint32_t)form & v->mask]);
    if (v->list != NULL) __builtin_prefetch(&v->list_places[form >> v->list_shift]);
#else
    (void)v, (void)form;
#endif
}

void vocabulary_prefetch_again(const vocabulary *v, uint64_t form)
{
#if defined(__GNUC__)
    if (v->list != NULL) __builtin_prefetch(v->list + (size_t)v->list_places[form >> v->list_shift] * 8);
#else
    (void)v, (void)form;
#endif
}

uint32_t vocabulary_size(const vocabulary *v)
{
    return v->next;
}
