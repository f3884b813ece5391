/* SPDX-License-Identifier: Apache-2.0
 *
 * view_person.c - somebody over all articles; lists of people.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/pack.h"
#include "ledger/who.h"
#include "room/view_search.h"

#define FACTS_MOST 12
#define PEOPLE 50
#define PEOPLE_MOST 200
#define CLAIMS 8
#define ADDRESSED 24 /* statements whose addressee is looked at */

static const char *string__copy(arena *a, const char *s)
{
    return s != NULL ? arena_strndup(a, s, strlen(s)) : NULL;
}

/* ---- who it is ---- */

static const char someone_sql[] =
    "select e.id, e.body, (select name from names where id = (select value from traits t where t.entity = e.id and "
    "t.sort in (0, 3) order by t.sort, t.statements desc, t.value limit 1)), (select name from roles where id = "
    "(select value from traits t where t.entity = e.id and t.sort = 1 order by t.last desc, t.speakers desc, t.value "
    "limit 1)), (select ident from authorities a where a.entity = e.id), i.statements, i.speakers, i.first, i.last "
    "from entities e, (select coalesce(sum(statements), 0) as statements, count(*) as speakers, min(day) as first, "
    "max(day) as last from identities where entity = ?1) i where e.id = ?1";

static int someone__get(request *q, uint64_t id, view_someone *out)
{
    sqlite3_stmt *s = view_sql(q, someone_sql);
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = view_row(q, s);
    if (row < 0) return view_fail(q, row);
    if (row == 0) return request_fail(q, 404, "not-found", NULL, NULL);
    *out = (view_someone){.id = id,
                          .body = sqlite3_column_int(s, 1) != 0,
                          .name = view_text(q, s, 2),
                          .role = view_text(q, s, 3),
                          .ident = view_text(q, s, 4),
                          .statements = (uint64_t)sqlite3_column_int64(s, 5),
                          .articles = (uint64_t)sqlite3_column_int64(s, 6),
                          .first = sqlite3_column_int(s, 7),
                          .last = sqlite3_column_int(s, 8)};
    if (out->name == NULL) out->name = "";
    sqlite3_reset(s);
    return 0;
}

/* ---- what is known of it ---- */

static const char names_sql[] =
    "select n.name, min(t.first), max(t.last), sum(t.statements) from traits t join names n "
    "on n.id = t.value where t.entity = ?1 and t.sort in (0, 3) group by n.id "
    "order by 4 desc, min(t.first), n.id limit ?2";
static const char roles_sql[] = "select (select name from roles where id = t.value), t.first, t.last, t.statements "
                                "from traits t where t.entity = ?1 and t.sort = 1 "
                                "order by t.statements desc, t.first, t.value limit ?2";
static const char outlets_sql[] = "select o.name, min(t.first), max(t.last), sum(t.statements) from traits t "
                                  "join outlets o on o.id = t.value / 65536 where t.entity = ?1 and t.sort = 2 "
                                  "group by o.id order by 4 desc, o.id limit ?2";

static int facts__get(request *q, const char *sql, uint64_t id, view_facts *out)
{
    view_fact *items = ARENA_ZARRAY(q->arena, view_fact, FACTS_MOST + 1);
    sqlite3_stmt *s = view_sql(q, sql);
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    sqlite3_bind_int(s, 2, FACTS_MOST + 1);
    int row;
    while ((row = view_row(q, s)) == 1)
        if (out->count <= FACTS_MOST && sqlite3_column_type(s, 0) != SQLITE_NULL)
            items[out->count++] = (view_fact){.text = view_text(q, s, 0),
                                              .first = sqlite3_column_int(s, 1),
                                              .last = sqlite3_column_int(s, 2),
                                              .statements = (uint64_t)sqlite3_column_int64(s, 3)};
    out->items = items;
    out->more = out->count > FACTS_MOST;
    if (out->more) out->count = FACTS_MOST;
    return row < 0 ? view_fail(q, row) : 0;
}

/* ---- who is addressed ---- */

static int fact__order(const void *a, const void *b)
{
    const view_fact *x = a, *y = b;
    if (x->statements != y->statements) return x->statements > y->statements ? -1 : 1;
    return strcmp(x->text, y->text);
}

static void addressees__add(view_facts *out, view_fact *items, const char *words, int32_t day)
{
    size_t i = 0;
    while (i < out->count && strcmp(items[i].text, words) != 0) i++;
    if (i == out->count) items[out->count++] = (view_fact){.text = words, .first = day, .last = day};
    items[i].statements++;
    if (day != 0 && (items[i].first == 0 || day < items[i].first)) items[i].first = day;
    if (day > items[i].last) items[i].last = day;
}

/* What the statement's text has as its addressee; NULL: nothing, by now. */
static int addressee__read(request *q, const census_row *row, const char **out)
{
    kept_text text;
    places p;
    sqlite3_stmt *s = view_sql(q, "select text, places from statements where id = ?1");
    *out = NULL;
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, row->id);
    int found = view_row(q, s);
    if (found != 1) return found < 0 ? view_fail(q, found) : 0;
    size_t size = (size_t)sqlite3_column_bytes(s, 1);
    int error = recent_texts_get(q->ledger, q->arena, sqlite3_column_int64(s, 0), &text);
    bool good = error == SELON_OK && text.text != NULL &&
                places_unpack(q->arena, (blob){sqlite3_column_blob(s, 1), size}, text.size, &p);
    if (good && p.addressee.end > p.addressee.start)
        *out = arena_strndup(q->arena, text.text + p.addressee.start, p.addressee.end - p.addressee.start);
    sqlite3_reset(s);
    return error != SELON_OK ? view_fail(q, error) : 0;
}

/* An addressee is words of a text, no row of a table, so the latest few count for all. */
static int person__addressees(request *q, const census *c, uint64_t id, view_facts *out)
{
    const census_row *latest[ADDRESSED];
    view_fact *items = ARENA_ZARRAY(q->arena, view_fact, ADDRESSED);
    VEC(uint32_t) rows = {0};
    if (id > c->person_most) return 0;
    for (uint32_t i = c->person_first[id]; i < c->person_first[id + 1]; i++)
        if (c->rows[c->person_rows[i]].marks & ROW_ADDRESSED) VEC_PUSH(q->arena, &rows, c->person_rows[i]);
    if (rows.count == 0) return 0;
    pick k = {.census = c, .rows = rows.items, .count = (uint32_t)rows.count};
    size_t count = pick_page(&k, LEDGER_NEWEST, &(pick_mark){0}, latest, ADDRESSED);
    for (size_t i = 0; i < count; i++) {
        const char *words;
        int status = addressee__read(q, latest[i], &words);
        if (status != 0) return status;
        if (words != NULL) addressees__add(out, items, words, latest[i]->day);
    }
    if (out->count > 0) qsort(items, out->count, sizeof *items, fact__order);
    out->items = items;
    out->of = rows.count > ADDRESSED ? ADDRESSED : 0;
    out->more = rows.count > ADDRESSED || out->count > FACTS_MOST;
    if (out->count > FACTS_MOST) out->count = FACTS_MOST;
    return 0;
}

/* ---- claims that were repeated ---- */

static const char *claim__words(request *q, const view_statement *st)
{
    if (st->text == NULL || st->content_count == 0) return NULL;
    uint32_t begin = st->content[0].start, end = st->content[st->content_count - 1].end;
    return arena_strndup(q->arena, st->text + begin, end - begin);
}

static int claim__read(request *q, const census *c, uint32_t leader, view_claim *out)
{
    view_statement st;
    const census_group *g = census_find_group(c, leader);
    if (g == NULL) return 404;
    *out = (view_claim){.statement = c->rows[g->first].id,
                        .first = g->day,
                        .last = g->last,
                        .statements = g->statements,
                        .outlets = g->outlets,
                        .changes = g->changes};
    int status = view_row_get(q, &c->rows[g->first], &st);
    if (status == 0) out->words = claim__words(q, &st);
    return status;
}

static int person__claims(request *q, const census *c, uint64_t id, view_person *v)
{
    room_tally groups = tally_new(q->arena);
    if (id > c->person_most) return 0;
    for (uint32_t i = c->person_first[id]; i < c->person_first[id + 1]; i++)
        if (c->rows[c->person_rows[i]].group != 0) tally_add(&groups, c->rows[c->person_rows[i]].group);
    uint32_t count = tally_rank(&groups, CLAIMS);
    view_claim *claims = ARENA_ZARRAY(q->arena, view_claim, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        int status = claim__read(q, c, groups.items[i].key, &claims[v->claim_count]);
        if (status != 0 && status != 404) return status;
        q->problem = (view_problem){0};
        v->claim_count += status == 0;
    }
    v->claims = claims;
    return 0;
}

/* ---- the page ---- */

/* Of all its statements, so that the timeline stays as it is while they are filtered. */
static void person__months(request *q, const census *c, uint64_t id, view_person *v)
{
    if (id > c->person_most) return;
    uint32_t first = c->person_first[id], count = c->person_first[id + 1] - first;
    pick k = {.census = c, .rows = c->person_rows + first, .count = count};
    view_months_fill(q, counted_make(q, &k, &(ledger_filter){0}, id), &v->months);
}

static int person__statements(request *q, const census *c, uint64_t id, view_search *out)
{
    ledger_filter filter;
    int status = view_query_parse(q, &out->query, &filter);
    out->query.person = id;
    return status == 0 ? view_search_fill(q, c, &filter, out) : status;
}

int view_person_make(request *q, const void **view)
{
    uint64_t id = request_id(q);
    view_person *v = ARENA_NEW(q->arena, view_person);
    if (id == 0) return q->problem.status;
    const census *c = view_census(q);
    int status = someone__get(q, id, &v->who);
    if (status == 0) status = facts__get(q, names_sql, id, &v->names);
    if (status == 0) status = facts__get(q, roles_sql, id, &v->roles);
    if (status == 0) status = facts__get(q, outlets_sql, id, &v->outlets);
    if (status == 0) status = person__statements(q, c, id, &v->statements);
    if (status == 0) status = person__addressees(q, c, id, &v->addressees);
    if (status == 0) status = person__claims(q, c, id, v);
    person__months(q, c, id, v);
    *view = v;
    return status;
}

int view_person_statements_make(request *q, const void **view)
{
    uint64_t id = request_id(q);
    view_someone who;
    view_search *v = ARENA_NEW(q->arena, view_search);
    if (id == 0) return q->problem.status;
    int status = someone__get(q, id, &who);
    *view = v;
    return status == 0 ? person__statements(q, view_census(q), id, v) : status;
}

/* ---- lists ---- */

typedef struct gathering {
    arena *arena;
    VEC(view_someone) people;
} gathering;

static int gathering__take(const ledger_person *p, void *payload)
{
    gathering *g = payload;
    VEC_PUSH(g->arena, &g->people,
             ((view_someone){.id = p->id,
                             .body = p->body,
                             .name = string__copy(g->arena, p->name),
                             .role = string__copy(g->arena, p->role),
                             .ident = string__copy(g->arena, p->ident),
                             .statements = p->statements,
                             .articles = p->articles,
                             .first = p->first,
                             .last = p->last}));
    return 0;
}

/* The most quoted of all: the census knows how often each is. */
static int people__most(request *q, uint64_t limit, view_people *v)
{
    const census *c = view_census(q);
    uint32_t *best = ARENA_ARRAY(q->arena, uint32_t, limit + 1), count = 0;
    view_someone *items = ARENA_ZARRAY(q->arena, view_someone, limit + 1);
#define QUOTED(person) (c->person_first[(person) + 1] - c->person_first[person])
    for (uint32_t p = 1; p <= c->person_most; p++) {
        if (QUOTED(p) == 0 || (count == limit && QUOTED(p) <= QUOTED(best[count - 1]))) continue;
        uint32_t at = count < limit ? count++ : count - 1;
        for (; at > 0 && QUOTED(best[at - 1]) < QUOTED(p); at--) best[at] = best[at - 1];
        best[at] = p;
    }
#undef QUOTED
    for (uint32_t i = 0; i < count; i++) {
        int status = someone__get(q, best[i], &items[v->count]);
        if (status != 0 && status != 404) return status;
        q->problem = (view_problem){0};
        v->count += status == 0;
    }
    v->items = items;
    return 0;
}

static size_t people__find(const char *words, uint64_t *ids, size_t most, void *payload)
{
    const census *const *c = payload;
    return census_find_people(*c, words, ids, most);
}

int view_people_make(request *q, const void **view)
{
    uint64_t limit;
    gathering g = {.arena = q->arena};
    view_people *v = ARENA_NEW(q->arena, view_people);
    *view = v;
    v->q = request_value(q, "q");
    int status = view_number(q, "limit", 1, PEOPLE_MOST, PEOPLE, &limit);
    if (status != 0 || v->q == NULL) return status != 0 ? status : people__most(q, limit, v);
    const census *c = view_census(q);
    const who_index index = {people__find, &c};
    int error = ledger_who_indexed(q->ledger, v->q, limit, &index, gathering__take, &g);
    if (error != SELON_OK) return view_fail(q, error);
    v->items = g.people.items;
    v->count = g.people.count;
    return 0;
}
