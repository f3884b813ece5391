/* SPDX-License-Identifier: Apache-2.0
 *
 * pick_count.c - counting what was chosen. See pick.h.
 */
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

static bool item__more(const tally_item *x, const tally_item *y)
{
    return x->count != y->count ? x->count > y->count : x->key < y->key;
}

/* Most fail against the last of the best. */
uint32_t tally_best(tally_item *best, uint32_t count, uint32_t most, tally_item one)
{
    if (count == most && !item__more(&one, &best[count - 1])) return count;
    uint32_t at = count < most ? count++ : count - 1;
    for (; at > 0 && item__more(&one, &best[at - 1]); at--) best[at] = best[at - 1];
    best[at] = one;
    return count;
}

uint32_t tally_rank(room_tally *t, uint32_t most)
{
    uint32_t count = 0;
    tally_item *best = ARENA_ARRAY(t->arena, tally_item, (size_t)most + 1);
    for (uint32_t i = 0; i < t->room; i++)
        if (t->items[i].count != 0) count = tally_best(best, count, most, t->items[i]);
    t->items = best;
    t->room = 0;
    return count;
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
