/* SPDX-License-Identifier: Apache-2.0
 *
 * pick_count.c - counting what was chosen. See pick.h.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "room/pick.h"

room_tally tally_new(arena *a)
{
    room_tally t = {.arena = a, .room = 64};
    t.items = ARENA_ZARRAY(a, tally_item, t.room);
    return t;
}

static tally_item *tally__place(const room_tally *t, uint32_t key)
{
    uint32_t at = (uint32_t)hash_mix(key) & (t->room - 1);
    while (t->items[at].count != 0 && t->items[at].key != key) at = (at + 1) & (t->room - 1);
    return &t->items[at];
}

static void tally__grow(room_tally *t)
{
    room_tally larger = {.arena = t->arena, .room = t->room * 4, .count = t->count};
    larger.items = ARENA_ZARRAY(t->arena, tally_item, larger.room);
    for (uint32_t i = 0; i < t->room; i++)
        if (t->items[i].count != 0) *tally__place(&larger, t->items[i].key) = t->items[i];
    *t = larger;
}

bool tally_add(room_tally *t, uint32_t key)
{
    return tally_add_some(t, key, 1);
}

bool tally_add_some(room_tally *t, uint32_t key, uint32_t times)
{
    tally_item *item = tally__place(t, key);
    bool known = item->count != 0;
    item->count += times;
    if (known) return false;
    item->key = key;
    if (++t->count > t->room / 2) tally__grow(t);
    return true;
}

static int item__more(const void *a, const void *b)
{
    const tally_item *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

/* Only those that can be among the first are sorted. */
uint32_t tally_rank(room_tally *t, uint32_t most)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->room; i++)
        if (t->items[i].count != 0) t->items[kept++] = t->items[i];
    t->room = 0;
    if (kept > most * 4) { /* a lower bound of what counts: the most-th of the first ones */
        qsort(t->items, (size_t)most * 4, sizeof *t->items, item__more);
        uint32_t least = t->items[most - 1].count, at = most * 4;
        for (uint32_t i = at; i < kept; i++)
            if (t->items[i].count >= least) t->items[at++] = t->items[i];
        kept = at;
    }
    if (kept > 0) qsort(t->items, kept, sizeof *t->items, item__more);
    return kept < most ? kept : most;
}

uint32_t pick_speaker(const census_row *row)
{
    if (row->person != 0) return row->person;
    return row->name != 0 ? row->name | SPEAKER_NAME : 0;
}

size_t pick_outlets(const census *c, const census_row *row, uint32_t *out, size_t most)
{
    const census_text *text = &c->texts[row->text];
    size_t count = 0;
    for (uint32_t i = text->first; i < text->end && count < most; i++) {
        const census_place *p = &c->places[i];
        bool known = p->outlet == 0;
        for (size_t k = 0; k < count && !known; k++) known = out[k] == p->outlet;
        if (!known && !census_is_absent(c, row, p->text)) out[count++] = p->outlet;
    }
    return count;
}
