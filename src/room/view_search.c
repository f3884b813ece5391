/* SPDX-License-Identifier: Apache-2.0
 *
 * view_search.c - statements that a query asks for, a page of them, and what
 * all of them are.
 *
 * A page begins behind a statement, not at a number: what is added meanwhile
 * moves nothing. Its address is the sort, the key and the id of the last one
 * shown, so nothing is kept between two pages.
 */
#include "room/view_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/output.h"
#include "room/inside.h"

#define HITS 20
#define HITS_MOST 100
#define FACET_VALUES 12
#define OUTLETS_A_ROW 16

const census *view_census(request *q)
{
    if (q->desk->census == NULL) q->desk->census = census_use(q->room->taker);
    return q->desk->census;
}

/* ---- names ---- */

static int name__get(request *q, const char *sql, uint32_t id, const char **out)
{
    sqlite3_stmt *s = view_sql(q, sql);
    *out = NULL;
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, id);
    int row = view_row(q, s);
    if (row < 0) return view_fail(q, row);
    if (row == 1) *out = view_text(q, s, 0);
    sqlite3_reset(s);
    return 0;
}

int view_outlet_name(request *q, uint32_t id, const char **out)
{
    return name__get(q, "select name from outlets where id = ?1", id, out);
}

int view_speaker_name(request *q, uint32_t speaker, const char **out)
{
    if (speaker & SPEAKER_NAME)
        return name__get(q, "select name from names where id = ?1", speaker & ~SPEAKER_NAME, out);
    return name__get(q,
                     "select n.name from traits t join names n on n.id = t.value where t.entity = ?1 and t.sort = 0 "
                     "order by t.statements desc, t.value limit 1",
                     speaker, out);
}

/* ---- facets ---- */

typedef struct facets {
    request *q;
    const pick *k;
    VEC(view_facet) all;
} facets;

static void facets__put(facets *f, const char *name, view_count *items, size_t count, bool more)
{
    if (count > 0) VEC_PUSH(f->q->arena, &f->all, ((view_facet){name, items, count, more}));
}

/* Those of which there are few values, counted by number. */
static void facets__few(facets *f, const char *name, const uint32_t *counts, size_t values,
                        const char *(*word)(unsigned))
{
    view_count *items = ARENA_ZARRAY(f->q->arena, view_count, values);
    size_t count = 0;
    for (size_t i = 0; i < values; i++)
        if (counts[i] > 0) items[count++] = (view_count){.value = word((unsigned)i), .count = counts[i]};
    facets__put(f, name, items, count, false);
}

static void facets__langs(facets *f, const uint32_t *counts)
{
    const census *c = f->k->census;
    view_count *items = ARENA_ZARRAY(f->q->arena, view_count, c->lang_count + 1);
    size_t count = 0;
    for (uint32_t i = 0; i < c->lang_count; i++)
        if (counts[i] > 0 && c->langs[i][0] != '\0')
            items[count++] = (view_count){.value = arena_strndup(f->q->arena, c->langs[i], strlen(c->langs[i])),
                                          .count = counts[i]};
    facets__put(f, "lang", items, count, false);
}

static int facets__ranked(facets *f, const char *name, room_tally *t, bool speakers)
{
    uint32_t all = t->count, count = tally_rank(t, FACET_VALUES);
    view_count *items = ARENA_ZARRAY(f->q->arena, view_count, count + 1);
    size_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *value;
        uint32_t key = t->items[i].key;
        int status = speakers ? view_speaker_name(f->q, key, &value) : view_outlet_name(f->q, key, &value);
        if (status != 0) return status;
        if (value == NULL) continue; /* it is gone by now */
        items[kept++] = (view_count){
            .value = value, .count = t->items[i].count, .id = speakers && !(key & SPEAKER_NAME) ? key : 0};
    }
    facets__put(f, name, items, kept, all > count);
    return 0;
}

static int month__order(const void *a, const void *b)
{
    const view_month *x = a, *y = b;
    return (x->month > y->month) - (x->month < y->month);
}

void view_months_count(request *q, const pick *k, view_months *out)
{
    VEC(view_month) all = {0};
    size_t last = 0;
    for (uint32_t i = 0; i < k->count; i++) {
        const census_row *row = pick_row(k, i);
        int32_t month = row->day / 100;
        if (row->day == 0) continue;
        if (all.count == 0 || all.items[last].month != month) {
            for (last = 0; last < all.count && all.items[last].month != month; last++) continue;
            if (last == all.count) VEC_PUSH(q->arena, &all, ((view_month){.month = month}));
        }
        all.items[last].statements++;
        all.items[last].types[row->type]++;
    }
    if (all.count > 0) qsort(all.items, all.count, sizeof *all.items, month__order);
    *out = (view_months){all.items, all.count};
}

static void facets__months(facets *f)
{
    view_months months;
    view_months_count(f->q, f->k, &months);
    view_count *items = ARENA_ZARRAY(f->q->arena, view_count, months.count + 1);
    for (size_t i = 0; i < months.count; i++) {
        char text[32];
        snprintf(text, sizeof text, "%04d-%02d", (int)(months.items[i].month / 100),
                 (int)(months.items[i].month % 100));
        items[i] = (view_count){.value = arena_strndup(f->q->arena, text, strlen(text)),
                                .count = months.items[i].statements};
    }
    facets__put(f, "month", items, months.count, false);
}

static int facets__make(facets *f)
{
    request *q = f->q;
    const census *c = f->k->census;
    uint32_t types[4] = {0}, kinds[4] = {0}, *langs = ARENA_ZARRAY(q->arena, uint32_t, 257);
    room_tally speakers = tally_new(q->arena), outlets = tally_new(q->arena);
    for (uint32_t i = 0; i < f->k->count; i++) {
        const census_row *row = pick_row(f->k, i);
        uint32_t found[OUTLETS_A_ROW], speaker = pick_speaker(row);
        types[row->type]++;
        kinds[row->kind]++;
        langs[row->lang]++;
        if (speaker != 0) tally_add(&speakers, speaker);
        size_t count = pick_outlets(c, row, found, OUTLETS_A_ROW);
        for (size_t o = 0; o < count; o++) tally_add(&outlets, found[o]);
    }
    int status = facets__ranked(f, "who", &speakers, true);
    if (status == 0) status = facets__ranked(f, "outlet", &outlets, false);
    facets__few(f, "type", types, 3, jsonl_type);
    facets__few(f, "kind", kinds, 3, jsonl_kind);
    facets__langs(f, langs);
    facets__months(f);
    return status;
}

/* ---- a page ---- */

static const char sort_letters[] = {
    [LEDGER_NEWEST] = 'n', [LEDGER_OLDEST] = 'o', [LEDGER_SUREST] = 'c', [LEDGER_LAST_ADDED] = 'a'};

static int mark__parse(request *q, ledger_sort sort, pick_mark *out)
{
    const char *text = request_value(q, "page");
    char *end;
    *out = (pick_mark){0};
    if (text == NULL) return 0;
    bool good = text[0] == sort_letters[sort] && strspn(text + 1, "0123456789abcdef-") == strlen(text + 1);
    if (good) {
        out->key = strtoll(text + 1, &end, 16);
        good = end > text + 1 && *end == '-' && strspn(end + 1, "0123456789abcdef") == strlen(end + 1) &&
               strlen(end + 1) > 0 && strlen(end + 1) <= 8;
    }
    if (!good) return request_fail(q, 404, "not-found", "it is no page of this search", "page");
    out->id = (uint32_t)strtoul(end + 1, NULL, 16);
    out->set = true;
    return 0;
}

static const char *mark__write(arena *a, ledger_sort sort, const census_row *row)
{
    char text[64];
    int64_t key = pick_key(row, sort);
    snprintf(text, sizeof text, "%c%s%llx-%x", sort_letters[sort], key < 0 ? "-" : "",
             (unsigned long long)(key < 0 ? -key : key), (unsigned)row->id);
    return arena_strndup(a, text, strlen(text));
}

int view_rows_read(request *q, const census_row *const *rows, size_t count, view_statements *out)
{
    view_statement *items = ARENA_ARRAY(q->arena, view_statement, count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        int status = view_statement_get(q, rows[i]->id, &items[kept]);
        if (status == 404)
            q->problem = (view_problem){0};
        else if (status != 0)
            return status;
        else
            kept++;
    }
    *out = (view_statements){items, kept};
    return 0;
}

int view_search_fill(request *q, const census *c, const ledger_filter *filter, view_search *out)
{
    pick *k = ARENA_NEW(q->arena, pick);
    pick_mark after;
    uint64_t limit;
    const census_row *rows[HITS_MOST + 1];
    int status = mark__parse(q, filter->sort, &after);
    if (status == 0) status = view_number(q, "limit", 1, HITS_MOST, HITS, &limit);
    if (status == 0) status = pick_make(k, q, c, filter, out->query.person);
    if (status != 0) return status;
    size_t count = pick_page(k, filter->sort, &after, rows, (size_t)limit + 1);
    if (count > limit) {
        count = (size_t)limit;
        out->next = mark__write(q->arena, filter->sort, rows[count - 1]);
    }
    out->total = k->count;
    status = view_rows_read(q, rows, count, &out->hits);
    if (status != 0) return status;
    facets f = {.q = q, .k = k};
    status = facets__make(&f);
    out->facets = f.all.items;
    out->facet_count = f.all.count;
    return status;
}

int view_search_make(request *q, const void **view)
{
    view_search *v = ARENA_NEW(q->arena, view_search);
    ledger_filter filter;
    int status = view_query_parse(q, &v->query, &filter);
    if (status == 0) status = view_search_fill(q, view_census(q), &filter, v);
    *view = v;
    return status;
}
