/* SPDX-License-Identifier: Apache-2.0
 *
 * view_overview.c - the ledger, or what a query asks for, at a glance.
 */
#include "room/view_search.h"

#define RANKED 20
#define OUTLETS_A_ROW 16

static gender row__gender(const census *c, const census_genders *g, const census_row *row)
{
    (void)c;
    return (gender)(row->person != 0 ? g->people[row->person] : g->names[row->name]);
}

/* Statements, and different speakers, of each gender. */
static void overview__genders(request *q, const pick *k, view_overview *v)
{
    const census *c = k->census;
    const census_genders *g = atomic_load(&c->genders);
    room_tally speakers = tally_new(q->arena);
    if (g == NULL) return;
    v->genders_known = true;
    for (uint32_t i = 0; i < k->count; i++) {
        const census_row *row = pick_row(k, i);
        uint32_t speaker = pick_speaker(row);
        if (speaker == 0) continue;
        gender is = row__gender(c, g, row);
        v->gender_statements[is]++;
        if (tally_add(&speakers, speaker)) v->gender_speakers[is]++;
    }
}

static int overview__rank(request *q, room_tally *t, const census *c, bool speakers, const view_ranked **out,
                          size_t *count)
{
    const census_genders *g = atomic_load(&c->genders);
    uint32_t ranked = tally_rank(t, RANKED);
    view_ranked *items = ARENA_ZARRAY(q->arena, view_ranked, ranked + 1);
    for (uint32_t i = 0; i < ranked; i++) {
        uint32_t key = t->items[i].key;
        bool person = speakers && !(key & SPEAKER_NAME);
        view_ranked *to = &items[*count];
        *to = (view_ranked){.statements = t->items[i].count, .person = person ? key : 0};
        if (speakers && g != NULL) to->gender = (gender)(person ? g->people[key] : g->names[key & ~SPEAKER_NAME]);
        int status = speakers ? view_speaker_name(q, key, &to->name) : view_outlet_name(q, key, &to->name);
        if (status != 0) return status;
        *count += to->name != NULL;
    }
    *out = items;
    return 0;
}

static int overview__count(request *q, const pick *k, view_overview *v)
{
    const census *c = k->census;
    room_tally speakers = tally_new(q->arena), outlets = tally_new(q->arena);
    for (uint32_t i = 0; i < k->count; i++) {
        const census_row *row = pick_row(k, i);
        uint32_t found[OUTLETS_A_ROW], speaker = pick_speaker(row);
        if (row->type <= SELON_MIXED) v->types[row->type]++;
        if (row->kind <= SELON_THOUGHT) v->kinds[row->kind]++;
        if (speaker != 0) tally_add(&speakers, speaker);
        size_t count = pick_outlets(c, row, found, OUTLETS_A_ROW);
        for (size_t o = 0; o < count; o++) tally_add(&outlets, found[o]);
    }
    v->statements = k->count;
    overview__genders(q, k, v);
    view_months_count(q, k, &v->months);
    int status = overview__rank(q, &speakers, c, true, &v->speakers, &v->speaker_count);
    return status == 0 ? overview__rank(q, &outlets, c, false, &v->outlets, &v->outlet_count) : status;
}

int view_overview_make(request *q, const void **view)
{
    const census *c = view_census(q);
    ledger_filter filter;
    pick k;
    view_overview *v = ARENA_NEW(q->arena, view_overview);
    *view = v;
    int status = view_query_parse(q, &v->query, &filter);
    if (status == 0) status = pick_make(&k, q, c, &filter, v->query.person);
    if (status != 0) return status;
    v->articles = c->totals.articles;
    v->texts = c->totals.texts;
    v->people = c->people;
    return overview__count(q, &k, v);
}
