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

int view_asked_name(request *q, const census *c, view_query *query)
{
    bool known = query->person != 0 && query->person <= c->person_most;
    return known ? view_speaker_name(q, (uint32_t)query->person, &query->person_name) : 0;
}

/* ---- facets ---- */

typedef struct facets {
    request *q;
    const census *census;
    const counted *counted;
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
        if (counts[i] > 0) {
            items[count] = (view_count){.value = word((unsigned)i), .count = counts[i]};
            count++;
        }
    facets__put(f, name, items, count, false);
}

static void facets__langs(facets *f)
{
    const census *c = f->census;
    view_count *items = ARENA_ZARRAY(f->q->arena, view_count, c->lang_count + 1);
    size_t count = 0;
    for (uint32_t i = 0; i < c->lang_count; i++)
        if (f->counted->langs[i] > 0 && c->langs[i][0] != '\0') {
            items[count] = (view_count){.value = arena_strndup(f->q->arena, c->langs[i], strlen(c->langs[i])),
                                        .count = f->counted->langs[i]};
            count++;
        }
    facets__put(f, "lang", items, count, false);
}

static int facets__ranked(facets *f, bool speakers)
{
    const tally_item *ranked = speakers ? f->counted->speakers : f->counted->outlets;
    uint32_t all = speakers ? f->counted->speaker_all : f->counted->outlet_all;
    uint32_t count = speakers ? f->counted->speaker_count : f->counted->outlet_count;
    if (count > FACET_VALUES) count = FACET_VALUES;
    view_count *items = ARENA_ZARRAY(f->q->arena, view_count, count + 1);
    size_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *value;
        uint32_t key = ranked[i].key;
        int status = speakers ? view_speaker_name(f->q, key, &value) : view_outlet_name(f->q, key, &value);
        if (status != 0) return status;
        if (value == NULL) continue; /* it is gone by now */
        items[kept++] = (view_count){
            .value = value, .count = ranked[i].count, .id = speakers && !(key & SPEAKER_NAME) ? key : 0};
    }
    facets__put(f, speakers ? "who" : "outlet", items, kept, all > count);
    return 0;
}

void view_months_fill(request *q, const counted *c, view_months *out)
{
    view_month *items = ARENA_ZARRAY(q->arena, view_month, c->month_count + 1);
    for (uint32_t i = 0; i < c->month_count; i++) {
        items[i].month = c->months[i].month;
        for (int t = 0; t <= SELON_MIXED; t++) {
            items[i].types[t] = c->months[i].types[t];
            items[i].statements += c->months[i].types[t];
        }
    }
    *out = (view_months){items, c->month_count};
}

static void facets__months(facets *f)
{
    view_months months;
    view_months_fill(f->q, f->counted, &months);
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
    int status = facets__ranked(f, true);
    if (status == 0) status = facets__ranked(f, false);
    facets__few(f, "type", f->counted->types, SELON_MIXED + 1, jsonl_type);
    facets__few(f, "kind", f->counted->kinds, SELON_THOUGHT + 1, jsonl_kind);
    facets__langs(f);
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
        int status = view_row_get(q, rows[i], &items[kept]);
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
    facets f = {.q = q, .census = c, .counted = counted_make(q, k, filter, out->query.person)};
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
    if (status == 0) status = view_asked_name(q, view_census(q), &v->query);
    if (status == 0) status = view_search_fill(q, view_census(q), &filter, v);
    *view = v;
    return status;
}
