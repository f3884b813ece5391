/* SPDX-License-Identifier: Apache-2.0
 *
 * reread_match.c - which statement is it? See reread.c.
 *
 *     same key, in the same text      it is that one
 *     same key, in another text       it is that one, and has moved
 *     same cue, contents overlap      it is that one, and has other edges
 *     none of these                   it is new
 */
#include <stdlib.h>

#include "ledger/rereading.h"

static old_statement *old__with_key(rereading *g, int64_t key, int64_t text)
{
    size_t low = 0, high = g->old_count;
    old_statement *elsewhere = NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (g->old[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < g->old_count && g->old[low].key == key; low++) {
        if (g->old[low].taken) continue;
        if (g->old[low].text == text) return &g->old[low];
        if (elsewhere == NULL) elsewhere = &g->old[low];
    }
    return elsewhere;
}

static int by_cue__compare(const void *a, const void *b)
{
    const old_statement *x = *(old_statement *const *)a, *y = *(old_statement *const *)b;
    if (x->cue.start != y->cue.start) return x->cue.start < y->cue.start ? -1 : 1;
    if (x->cue.end != y->cue.end) return x->cue.end < y->cue.end ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool contents__overlap(const old_statement *o, const selon_statement *st)
{
    for (uint32_t i = 0; i < st->content_count; i++)
        if (st->content[i].start < o->content.end && o->content.start < st->content[i].end) return true;
    return false;
}

/* Those whose key is another, but the cue the same. */
static void sitting__match_cues(sitting *s)
{
    rereading *g = s->g;
    const ledger_entry *e = s->add.e;
    size_t count = 0;
    old_statement **left = ARENA_ARRAY(g->arena, old_statement *, g->old_count + 1);
    for (size_t i = 0; i < g->old_count; i++)
        if (!g->old[i].taken && g->old[i].text == s->add.text && g->old[i].cue.start < g->old[i].cue.end)
            left[count++] = &g->old[i];
    if (count == 0) return;
    qsort(left, count, sizeof(old_statement *), by_cue__compare);
    for (size_t i = 0; i < e->statement_count; i++) {
        const selon_statement *st = e->statements[i].st;
        if (!s->here[i] || s->was[i] != NULL) continue;
        size_t low = 0, high = count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (left[middle]->cue.start < st->cue.start)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < count && left[low]->cue.start == st->cue.start; low++) {
            if (left[low]->taken || left[low]->cue.end != st->cue.end || !contents__overlap(left[low], st)) continue;
            s->was[i] = left[low];
            left[low]->taken = true;
            break;
        }
    }
}

static relative *made__find(rereading *g, size_t count, int64_t key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (g->made.items[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && g->made.items[low].key == key ? &g->made.items[low] : NULL;
}

static int made__compare(const void *a, const void *b)
{
    const relative *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

void sitting_match(sitting *s)
{
    rereading *g = s->g;
    const ledger_entry *e = s->add.e;
    size_t before = g->made.count;
    if (before > 0) qsort(g->made.items, before, sizeof *g->made.items, made__compare);
    for (size_t i = 0; i < before; i++) g->made.items[i].here = false;
    for (size_t i = 0; i < e->statement_count; i++) {
        relative *r = made__find(g, before, e->statements[i].key);
        s->here[i] = r == NULL;
        if (r != NULL) r->here = true, s->ids[i] = r->id;
        if (r != NULL) continue;
        s->was[i] = old__with_key(g, e->statements[i].key, s->add.text);
        if (s->was[i] != NULL) s->was[i]->taken = true;
    }
    sitting__match_cues(s);
    for (size_t i = 0; i < e->statement_count; i++)
        if (s->was[i] != NULL) s->ids[i] = s->was[i]->id;
}
