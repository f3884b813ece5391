/* SPDX-License-Identifier: Apache-2.0
 *
 * view_suggest.c - names that begin with what was typed so far.
 *
 * The census has a line for each word of each name, in order; what begins with
 * the first word that was typed stands together there, and the other words have
 * to follow. Of these the most quoted are shown.
 */
#include <string.h>

#include "room/view_search.h"

#define SUGGESTIONS 10
#define LOOKED_AT 20000 /* lines; who types one letter more gets the rest */

static bool name__same(const census_name *a, const census_name *b)
{
    return (a->sort == SUGGEST_OUTLET) == (b->sort == SUGGEST_OUTLET) && a->id == b->id;
}

/* Keeps the best, each once. */
static size_t best__add(const census_name **best, size_t count, const census_name *n)
{
    size_t at = count;
    for (size_t i = 0; i < count; i++)
        if (name__same(best[i], n)) return count;
    while (at > 0 && best[at - 1]->statements < n->statements) at--;
    if (at == SUGGESTIONS) return count;
    size_t kept = count < SUGGESTIONS ? count + 1 : count;
    for (size_t i = kept - 1; i > at; i--) best[i] = best[i - 1];
    best[at] = n;
    return kept;
}

static int suggestion__role(request *q, view_suggestion *s)
{
    sqlite3_stmt *role = view_sql(q, "select r.name from traits t join roles r on r.id = t.value where t.entity = ?1 "
                                     "and t.sort = 1 order by t.last desc, t.speakers desc, t.value limit 1");
    if (role == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(role, 1, (int64_t)s->id);
    int row = view_row(q, role);
    if (row == 1) s->more = view_text(q, role, 0);
    sqlite3_reset(role);
    return row < 0 ? view_fail(q, row) : 0;
}

int view_suggestions_make(request *q, const void **view)
{
    const census *c = view_census(q);
    const census_name *best[SUGGESTIONS];
    view_suggestions *v = ARENA_NEW(q->arena, view_suggestions);
    size_t count = 0, size;
    *view = v;
    v->q = request_value(q, "q");
    if (v->q == NULL) return 0;
    const char *typed = words_fold(q->arena, v->q, strlen(v->q), &size);
    if (size == 0) return 0;
    for (uint32_t i = census_first_name(c, typed), end = i + LOOKED_AT; i < c->name_count && i < end; i++) {
        if (strncmp(c->names[i].word, typed, size) != 0) break;
        if (c->names[i].statements > 0 || c->names[i].sort == SUGGEST_OUTLET)
            count = best__add(best, count, &c->names[i]);
    }
    view_suggestion *items = ARENA_ZARRAY(q->arena, view_suggestion, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool outlet = best[i]->sort == SUGGEST_OUTLET;
        items[i] = (view_suggestion){.sort = (view_suggestion_sort)best[i]->sort,
                                     .text = arena_strndup(q->arena, best[i]->name, strlen(best[i]->name)),
                                     .id = outlet ? 0 : best[i]->id,
                                     .statements = best[i]->statements};
        int status = outlet ? 0 : suggestion__role(q, &items[i]);
        if (status != 0) return status;
    }
    v->items = items;
    v->count = count;
    return 0;
}
