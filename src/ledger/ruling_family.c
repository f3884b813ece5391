/* SPDX-License-Identifier: Apache-2.0
 *
 * ruling_family.c - corrections around what happens to a whole family of texts: it
 * is read again, or gets another text. See ruling.h.
 *
 * A statement that a reader has corrected may be found by a newer engine at other
 * edges, and so be new to it. It then gets the number of the corrected one,
 * before corrections are laid over it.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/group.h"
#include "ledger/ruled.h"

#define NEIGHBOURS 64 /* statements that are compared with one that is gone, to either side */

static int family__texts(ledger *l, arena *a, ledger_sql which, int64_t family, int64_t **out, size_t *count)
{
    VEC(int64_t) all = {0};
    *out = NULL;
    *count = 0;
    sqlite3_stmt *s = ledger_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, family);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) VEC_PUSH(a, &all, sqlite3_column_int64(s, 0));
    *out = all.items;
    *count = all.count;
    return row;
}

int ruling_lift_family(ledger *l, arena *a, int64_t family, int64_t *last)
{
    int64_t *texts;
    size_t count;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_STATEMENT_LAST);
    if (s == NULL) return l->error;
    int row = ledger_sql_row(l, s);
    if (row < 0) return row;
    *last = row == 1 ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    int error = family__texts(l, a, SQL_FAMILY_CORRECTED, family, &texts, &count);
    for (size_t i = 0; i < count && error == SELON_OK; i++) error = ruling_lift(l, a, texts[i]);
    return error;
}

/* ---- found again ---- */

typedef struct fresh {
    int64_t id;
    places where;
    uint32_t start;
    bool taken;
} fresh;

static int fresh__compare(const void *a, const void *b)
{
    const fresh *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static uint32_t act__start(const ruled_act *act)
{
    const ledger_answer *is = act->answer != NULL ? act->answer : act->was;
    return is != NULL && is->content_count > 0 ? is->content[0].start : 0;
}

/* Takes the words out of the index under one number and puts them in under the other. */
static int words__move(ruling *g, const ruled *r, int64_t to)
{
    entry_words words[5] = {{0}};
    bool kept;
    int error = ruled_words(g, r->id, &r->now, words, &kept);
    if (error == SELON_OK && kept) error = ruled_words_write(g->l, SQL_WORDS_DROP, r->id, words);
    return error == SELON_OK && kept ? ruled_words_write(g->l, SQL_WORDS_ADD, to, words) : error;
}

/* The statement gets the number of the one that readers know. */
static int ruled__rename(ruling *g, const ruled *r, int64_t to)
{
    static const ledger_sql steps[] = {SQL_RULED_RENAME, SQL_RULED_RENAME_PARENT, SQL_RULED_RENAME_ABSENT};
    int error = group_remove(g->l, r->id);
    if (error == SELON_OK) error = words__move(g, r, to);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && error == SELON_OK; i++) {
        sqlite3_stmt *s = ledger_sql_get(g->l, steps[i]);
        if (s == NULL) return g->l->error;
        sqlite3_bind_int64(s, 1, r->id);
        sqlite3_bind_int64(s, 2, to);
        error = ledger_sql_do(g->l, s);
    }
    return error == SELON_OK ? group_renew(g->l, to) : error;
}

/* The statements that the reading has brought, in the order of their contents. */
static size_t ruling__fresh(ruling *g, int64_t last, fresh **out)
{
    size_t count = 0;
    fresh *all = *out = ARENA_ZARRAY(g->arena, fresh, g->count + 1);
    for (size_t i = 0; i < g->count; i++) {
        const ruled *r = &g->rows[i];
        fresh *f = &all[count];
        if (r->id <= last || r->act_count > 0 || !r->now.there || r->now.text != g->text) continue;
        if (!places_unpack(g->arena, r->now.packed, g->kept.size, &f->where) || f->where.content_count == 0) continue;
        f->id = r->id;
        f->start = f->where.content[0].start;
        count++;
    }
    if (count > 0) qsort(all, count, sizeof *all, fresh__compare);
    return count;
}

/* The one that is meant, among those that begin nearby. */
static fresh *fresh__find(fresh *all, size_t count, const ruled *r)
{
    size_t low = 0, high = count;
    uint32_t start = act__start(&r->acts[r->act_count - 1]);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low > NEIGHBOURS ? low - NEIGHBOURS : 0; i < count && i < low + NEIGHBOURS; i++)
        if (!all[i].taken && acts_mean(r->acts, r->act_count, &all[i].where)) return &all[i];
    return NULL;
}

static int ruling__recognise(ruling *g, int64_t last)
{
    fresh *all;
    size_t count = ruling__fresh(g, last, &all);
    int error = SELON_OK;
    for (size_t i = 0; i < g->count && count > 0 && error == SELON_OK; i++) {
        const ruled *r = &g->rows[i];
        if (r->act_count == 0 || r->now.there) continue;
        fresh *f = fresh__find(all, count, r);
        if (f == NULL) continue;
        f->taken = true;
        error = ruled__rename(g, ruling_row(g, f->id), r->id);
    }
    return error;
}

int ruling_lay_family(ledger *l, arena *a, int64_t family, int64_t last)
{
    int64_t *texts;
    size_t count = 0;
    int error = family__texts(l, a, SQL_FAMILY_CORRECTED, family, &texts, &count);
    for (size_t i = 0; i < count && error == SELON_OK; i++) {
        ruling *g = ARENA_NEW(a, ruling);
        error = ruling_begin(g, l, a, texts[i], true);
        if (error == SELON_OK) error = ruling__recognise(g, last);
        if (error == SELON_OK) error = ruling_lay(l, a, texts[i]);
    }
    return error;
}

/* ---- a text more ---- */

static int relative__compare(const void *a, const void *b)
{
    const ruled_relative *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* Looks for those that readers have made in the text. */
static int relatives__seek(ledger *l, arena *a, ruled_relative *all, size_t count, const char *bytes, size_t size)
{
    kept_text from = {0};
    places p;
    for (size_t i = 0; i < count; i++) {
        ruled_relative *r = &all[i];
        if (!r->made) continue;
        int error = from.id != r->text ? ledger_text(l, a, r->text, &from) : SELON_OK;
        if (error != SELON_OK) return error;
        r->here = from.text != NULL && places_unpack(a, r->packed, from.size, &p) && text_has(&from, &p, bytes, size);
    }
    return SELON_OK;
}

int ruled_relatives_get(ledger *l, arena *a, int64_t family, const char *bytes, size_t size, ruled_relatives *out)
{
    VEC(ruled_relative) all = {0};
    *out = (ruled_relatives){0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_FAMILY_OVERRULED);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, family);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) {
        size_t length = (size_t)sqlite3_column_bytes(s, 4);
        uint8_t *packed = arena_alloc(a, length + 1);
        if (length > 0) memcpy(packed, sqlite3_column_blob(s, 4), length);
        ruled_relative r = {.id = sqlite3_column_int64(s, 0),
                            .key = sqlite3_column_type(s, 1) != SQLITE_NULL ? sqlite3_column_int64(s, 1) : -1,
                            .gone = sqlite3_column_int(s, 2) != 0,
                            .text = sqlite3_column_int64(s, 3),
                            .packed = {packed, length}};
        r.made = r.key < 0 && !r.gone;
        if (r.key >= 0 || r.made) VEC_PUSH(a, &all, r);
    }
    if (row < 0) return row;
    if (all.count > 0) qsort(all.items, all.count, sizeof *all.items, relative__compare);
    *out = (ruled_relatives){all.items, all.count};
    return relatives__seek(l, a, all.items, all.count, bytes, size);
}

ruled_relative *ruled_relatives_take(ruled_relatives *all, int64_t key)
{
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->items[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == all->count || all->items[low].key != key) return NULL;
    all->items[low].here = true;
    return &all->items[low];
}

bool ruled_relatives_have(const ruled_relatives *all, int64_t id)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].id == id && all->items[i].here) return true;
    return false;
}

int ruled_relatives_absent(ledger *l, const ruled_relatives *all, int64_t text)
{
    for (size_t i = 0; i < all->count; i++) {
        if (!all->items[i].gone || all->items[i].here) continue;
        sqlite3_stmt *s = ledger_sql_get(l, SQL_OVERRULED_ABSENT);
        if (s == NULL) return l->error;
        sqlite3_bind_int64(s, 1, all->items[i].id);
        sqlite3_bind_int64(s, 2, text);
        int error = ledger_sql_do(l, s);
        if (error != SELON_OK) return error;
    }
    return SELON_OK;
}
