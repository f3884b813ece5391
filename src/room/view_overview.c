/* SPDX-License-Identifier: Apache-2.0
 *
 * view_overview.c - the ledger, or what a query asks for, at a glance.
 */
#include "room/view_search.h"

static int overview__rank(request *q, const census *c, const tally_item *ranked, uint32_t many, bool speakers,
                          const view_ranked **out, size_t *count)
{
    const census_genders *g = atomic_load(&c->genders);
    view_ranked *items = ARENA_ZARRAY(q->arena, view_ranked, many + 1);
    for (uint32_t i = 0; i < many; i++) {
        uint32_t key = ranked[i].key;
        bool person = speakers && !(key & SPEAKER_NAME);
        view_ranked *to = &items[*count];
        *to = (view_ranked){.statements = ranked[i].count, .person = person ? key : 0};
        if (speakers && g != NULL) to->gender = (gender)(person ? g->people[key] : g->names[key & ~SPEAKER_NAME]);
        int status = speakers ? view_speaker_name(q, key, &to->name) : view_outlet_name(q, key, &to->name);
        if (status != 0) return status;
        *count += to->name != NULL;
    }
    *out = items;
    return 0;
}

static int overview__fill(request *q, const census *c, const counted *n, view_overview *v)
{
    for (int i = 0; i <= SELON_MIXED; i++) v->types[i] = n->types[i];
    for (int i = 0; i <= SELON_THOUGHT; i++) v->kinds[i] = n->kinds[i];
    for (int i = 0; i < GENDERS; i++) {
        v->gender_statements[i] = n->gender_statements[i];
        v->gender_speakers[i] = n->gender_speakers[i];
    }
    v->genders_known = n->genders_known;
    v->statements = n->count;
    view_months_fill(q, n, &v->months);
    int status = overview__rank(q, c, n->speakers, n->speaker_count, true, &v->speakers, &v->speaker_count);
    if (status != 0) return status;
    return overview__rank(q, c, n->outlets, n->outlet_count, false, &v->outlets, &v->outlet_count);
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
    const counted *n = counted_make(q, &k, &filter, v->query.person);
    v->articles = n->articles;
    v->people = n->people;
    v->ledger_articles = c->totals.articles;
    v->ledger_texts = c->totals.texts;
    v->ledger_people = c->people;
    status = view_asked_name(q, c, &v->query);
    return status != 0 ? status : overview__fill(q, c, n, v);
}
