/* SPDX-License-Identifier: Apache-2.0
 *
 * ruling_load.c - what there is of a text before its corrections are laid on or
 * lifted off: rows, overruled rows, acts. See ruled.h.
 *
 * A statement may be there, overruled, or both; one that acts are about may be
 * neither, since the machine lost it or found it in another text. All of them are
 * one list by number.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/ruled.h"

/* ---- columns ---- */

static const char *column__text(arena *a, sqlite3_stmt *s, int at)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    return text != NULL ? arena_strndup(a, text, (size_t)sqlite3_column_bytes(s, at)) : NULL;
}

static blob column__blob(arena *a, sqlite3_stmt *s, int at)
{
    const void *bytes = sqlite3_column_blob(s, at);
    size_t size = (size_t)sqlite3_column_bytes(s, at);
    uint8_t *copy = arena_alloc(a, size + 1);
    if (size > 0) memcpy(copy, bytes, size);
    return (blob){copy, size};
}

/* STATEMENT_COLUMNS from `at` on; without a text it is a row that is not there. */
static void row__read(arena *a, sqlite3_stmt *s, int at, ruled_row *out)
{
    *out = (ruled_row){.there = sqlite3_column_type(s, at) != SQLITE_NULL,
                       .text = sqlite3_column_int64(s, at),
                       .speaker = sqlite3_column_int64(s, at + 1),
                       .type = sqlite3_column_int(s, at + 2),
                       .kind = sqlite3_column_int(s, at + 3),
                       .negated = sqlite3_column_int(s, at + 4) != 0,
                       .confidence = sqlite3_column_int64(s, at + 5),
                       .day = sqlite3_column_int64(s, at + 6),
                       .day_end = sqlite3_column_int64(s, at + 7),
                       .parent = sqlite3_column_int64(s, at + 9),
                       .key = sqlite3_column_int64(s, at + 10)};
    if (!out->there) return;
    out->said = column__text(a, s, at + 8);
    out->packed = column__blob(a, s, at + 11);
}

/* ---- what there is ---- */

static int ruled__compare(const void *a, const void *b)
{
    const ruled *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

ruled *ruling_row(const ruling *g, int64_t id)
{
    ruled wanted = {.id = id};
    return g->count > 0 ? bsearch(&wanted, g->rows, g->count, sizeof wanted, ruled__compare) : NULL;
}

static int ruling__text(ruling *g)
{
    ledger *l = g->l;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_RULED_TEXT);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, g->text);
    int row = ledger_sql_row(l, s);
    if (row == 0) return ledger_fail(l, SELON_ERROR_ARGUMENT, "there is no text %lld", (long long)g->text);
    if (row < 0) return row;
    g->family = sqlite3_column_int64(s, 0);
    blob hash = column__blob(g->arena, s, 1);
    g->date = column__text(g->arena, s, 2);
    sqlite3_reset(s);
    if (hash.size != TEXT_HASH_SIZE) return ledger_fail(l, LEDGER_DAMAGED, "is damaged: text %lld", (long long)g->text);
    g->hash = hash.bytes;
    return ledger_text(l, g->arena, g->text, &g->kept);
}

static ledger_answer *act__answer(ruling *g, sqlite3_stmt *s, int at, selon_span *sentence)
{
    if (sqlite3_column_type(s, at) == SQLITE_NULL) return NULL;
    ledger_answer *is = ARENA_NEW(g->arena, ledger_answer);
    size_t size = g->kept.text != NULL ? g->kept.size : UINT32_MAX;
    if (!answer_unpack(g->arena, column__blob(g->arena, s, at + 6), size, is, sentence)) return NULL;
    int type = sqlite3_column_int(s, at), kind = sqlite3_column_int(s, at + 1);
    if (type < SELON_DIRECT || type > SELON_MIXED || kind < SELON_SAID || kind > SELON_THOUGHT) return NULL;
    is->type = (selon_type)type;
    is->kind = (selon_kind)kind;
    is->negated = sqlite3_column_int(s, at + 2) != 0;
    is->speaker = column__text(g->arena, s, at + 3);
    is->role = column__text(g->arena, s, at + 4);
    is->time_value = column__text(g->arena, s, at + 5);
    return is;
}

static int ruling__acts(ruling *g)
{
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_CHECKED_GET);
    if (s == NULL) return g->l->error;
    sqlite3_bind_blob(s, 1, g->hash, TEXT_HASH_SIZE, SQLITE_STATIC);
    int row = ledger_sql_row(g->l, s);
    g->checked = row == 1;
    if (row == 1) sqlite3_reset(s);
    if (row < 0) return row;
    if ((s = ledger_sql_get(g->l, SQL_RULED_ACTS)) == NULL) return g->l->error;
    sqlite3_bind_blob(s, 1, g->hash, TEXT_HASH_SIZE, SQLITE_STATIC);
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        selon_span around = {0, 0};
        ruled_act act = {.statement = sqlite3_column_int64(s, 0),
                         .sort = (correction_sort)sqlite3_column_int(s, 2),
                         .fields = (unsigned)sqlite3_column_int(s, 3),
                         .withdrawn = sqlite3_column_int(s, 4) != 0};
        act.was = act__answer(g, s, 12, &around);
        act.answer = act__answer(g, s, 5, &act.sentence);
        VEC_PUSH(g->arena, &g->acts, act);
    }
    return row;
}

typedef VEC(ruled) ruled_list;

/* The rows of the text, and those that are overruled. */
static int ruling__own_rows(ruling *g, ruled_list *all)
{
    int row;
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_OVERRULED_OF);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->text);
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        ruled r = {.id = sqlite3_column_int64(s, 0)};
        row__read(g->arena, s, 1, &r.machine);
        r.absent = column__text(g->arena, s, 13);
        VEC_PUSH(g->arena, all, r);
    }
    if (row < 0) return row;
    g->rows = all->items;
    g->count = all->count; /* in order */
    if ((s = ledger_sql_get(g->l, SQL_RULED_ROWS)) == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->text);
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        ruled fresh = {.id = sqlite3_column_int64(s, 0)}, *r = ruling_row(g, fresh.id);
        row__read(g->arena, s, 1, &fresh.now);
        fresh.machine = fresh.now;
        if (r != NULL)
            r->now = fresh.now;
        else
            VEC_PUSH(g->arena, all, fresh);
        g->rows = all->items; /* which may have moved; only the first g->count are looked through */
    }
    return row;
}

/* The rows that acts are about which are neither: gone, or in another text. */
static int ruling__other_rows(ruling *g, ruled_list *all)
{
    size_t count = g->count;
    for (size_t i = 0; i < g->acts.count; i++) {
        ruled r = {.id = g->acts.items[i].statement};
        if ((i > 0 && g->acts.items[i - 1].statement == r.id) || ruling_row(g, r.id) != NULL) continue;
        sqlite3_stmt *s = ledger_sql_get(g->l, SQL_RULED_ROW);
        if (s == NULL) return g->l->error;
        sqlite3_bind_int64(s, 1, r.id);
        int row = ledger_sql_row(g->l, s);
        if (row < 0) return row;
        if (row == 1) row__read(g->arena, s, 1, &r.now);
        sqlite3_reset(s);
        r.machine = r.now;
        VEC_PUSH(g->arena, all, r);
        count++;
    }
    g->rows = all->items;
    g->count = count;
    if (g->count > 0) qsort(g->rows, g->count, sizeof *g->rows, ruled__compare);
    return SELON_OK;
}

static int ruling__load(ruling *g)
{
    ruled_list all = {0};
    g->rows = NULL;
    g->count = 0;
    int error = ruling__own_rows(g, &all);
    if (error != SELON_OK) return error;
    g->count = all.count;
    if (g->count > 0) qsort(g->rows, g->count, sizeof *g->rows, ruled__compare);
    error = ruling__other_rows(g, &all);
    for (size_t i = 0; i < g->acts.count && error == SELON_OK; i++) {
        ruled *r = ruling_row(g, g->acts.items[i].statement);
        if (r->act_count++ == 0) r->acts = &g->acts.items[i];
    }
    return error;
}

/* ---- all of it ---- */

int ruling_begin(ruling *g, ledger *l, arena *a, int64_t text, bool lay)
{
    *g = (ruling){.l = l, .arena = a, .text = text, .lay = lay};
    int error = ruling__text(g);
    if (error == SELON_OK) error = ruling__acts(g);
    return error == SELON_OK ? ruling__load(g) : error;
}
