/* SPDX-License-Identifier: Apache-2.0
 *
 * census_order.c - the rows of a census by who speaks, by where they stand, by
 * whose words are the same: so that a page about one of these looks at its own
 * and at no others.
 */
#include <stdlib.h>

#include "room/census.h"
#include "room/pick.h"

#define OUTLETS_A_ROW 64

/* ---- by person, by outlet ---- */

/* A counting sort: the numbers of each key become where its rows begin. */
static uint32_t starts__sum(uint32_t *first, uint32_t most)
{
    uint32_t sum = 0;
    for (uint32_t k = 0; k <= most + 1; k++) {
        uint32_t count = first[k];
        first[k] = sum;
        sum += count;
    }
    return sum;
}

/* When the rows have been put, each is where the next began. */
static void starts__back(uint32_t *first, uint32_t most)
{
    for (uint32_t k = most + 1; k > 0; k--) first[k] = first[k - 1];
    first[0] = 0;
}

void census_by_person(census *c)
{
    uint32_t *first = c->person_first = ARENA_ZARRAY(c->arena, uint32_t, (size_t)c->person_most + 2);
    for (uint32_t i = 0; i < c->count; i++)
        if (c->rows[i].person != 0) first[c->rows[i].person]++;
    for (uint32_t p = 0; p <= c->person_most; p++) c->people += first[p] > 0;
    c->person_rows = ARENA_ARRAY(c->arena, uint32_t, (size_t)starts__sum(first, c->person_most) + 1);
    for (uint32_t i = 0; i < c->count; i++)
        if (c->rows[i].person != 0) c->person_rows[first[c->rows[i].person]++] = i;
    starts__back(first, c->person_most);
}

/* Counts each row at the outlets of its text, each once; or puts it there. `seen` is the last row at an outlet, and one. */
static void outlets__pass(census *c, uint32_t *seen, bool put)
{
    for (uint32_t i = 0; i < c->count; i++) {
        const census_text *text = &c->texts[c->rows[i].text];
        for (uint32_t p = text->first; p < text->end; p++) {
            uint32_t outlet = c->places[p].outlet;
            if (outlet == 0 || seen[outlet] == i + 1) continue;
            seen[outlet] = i + 1;
            uint32_t at = c->outlet_first[outlet]++;
            if (put) c->outlet_rows[at] = i;
        }
    }
}

void census_by_outlet(census *c)
{
    for (uint32_t i = 0; i < c->place_count; i++)
        if (c->places[i].outlet > c->outlet_most) c->outlet_most = c->places[i].outlet;
    uint32_t *first = c->outlet_first = ARENA_ZARRAY(c->arena, uint32_t, (size_t)c->outlet_most + 2);
    outlets__pass(c, ARENA_ZARRAY(c->arena, uint32_t, (size_t)c->outlet_most + 1), false);
    c->outlet_rows = ARENA_ARRAY(c->arena, uint32_t, (size_t)starts__sum(first, c->outlet_most) + 1);
    outlets__pass(c, ARENA_ZARRAY(c->arena, uint32_t, (size_t)c->outlet_most + 1), true);
    starts__back(first, c->outlet_most);
}

/* ---- by group ---- */

/* By group; of one group the first that was published first, those without a day last. */
static int row__order(const void *a, const void *b)
{
    const census_row *x = *(const census_row *const *)a, *y = *(const census_row *const *)b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    if ((x->day == 0) != (y->day == 0)) return x->day == 0 ? 1 : -1;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static int number__order(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

typedef struct grouping {
    const census_row **rows; /* those that have a group */
    uint32_t count;
    VEC(uint32_t) outlets; /* of one group, as often as they are there */
} grouping;

static uint32_t grouping__outlets(grouping *g)
{
    uint32_t different = 0;
    if (g->outlets.count > 0) qsort(g->outlets.items, g->outlets.count, sizeof *g->outlets.items, number__order);
    for (size_t i = 0; i < g->outlets.count; i++) different += i == 0 || g->outlets.items[i] != g->outlets.items[i - 1];
    return different;
}

/* The group that begins at `at`; returns where the next one does. */
static uint32_t grouping__take(grouping *g, census *c, uint32_t at, census_group *out)
{
    uint32_t found[OUTLETS_A_ROW];
    const census_row *first = g->rows[at];
    *out = (census_group){.leader = first->group, .first = (uint32_t)(first - c->rows), .day = first->day};
    g->outlets.count = 0;
    for (; at < g->count && g->rows[at]->group == first->group; at++) {
        const census_row *row = g->rows[at];
        out->statements++;
        if (row->day != 0) out->last = row->day;
        for (size_t k = pick_outlets(c, row, found, OUTLETS_A_ROW); k > 0; k--)
            VEC_PUSH(c->arena, &g->outlets, found[k - 1]);
    }
    out->outlets = grouping__outlets(g);
    return at;
}

/* How many words differ at most, between any two of a group. */
static int groups__changes(census *c, ledger *l)
{
    sqlite3_stmt *s;
    int row = SELON_OK;
    if (sqlite3_prepare_v2(l->db, "select one, max(changes) from links where changes > 0 group by one", -1, &s, NULL) !=
        SQLITE_OK)
        return ledger_fail_sql(l);
    while ((row = ledger_sql_row(l, s)) == 1) {
        const census_row *of = census_find(c, (uint64_t)sqlite3_column_int64(s, 0));
        const census_group *found = of != NULL ? census_find_group(c, of->group) : NULL;
        uint32_t changes = (uint32_t)sqlite3_column_int(s, 1);
        if (found != NULL && found->changes < changes) c->groups[found - c->groups].changes = changes;
    }
    sqlite3_finalize(s);
    return row;
}

int census_by_group(census *c, ledger *l)
{
    grouping g = {0};
    uint32_t groups = 0;
    for (uint32_t i = 0; i < c->count; i++) g.count += c->rows[i].group != 0;
    if (g.count == 0) return SELON_OK;
    g.rows = ARENA_ARRAY(c->arena, const census_row *, g.count);
    g.count = 0;
    for (uint32_t i = 0; i < c->count; i++)
        if (c->rows[i].group != 0) g.rows[g.count++] = &c->rows[i];
    qsort(g.rows, g.count, sizeof *g.rows, row__order);
    for (uint32_t i = 0; i < g.count; i++) groups += i == 0 || g.rows[i]->group != g.rows[i - 1]->group;
    c->groups = ARENA_ARRAY(c->arena, census_group, groups);
    for (uint32_t at = 0; at < g.count;) at = grouping__take(&g, c, at, &c->groups[c->group_count++]);
    return groups__changes(c, l);
}

const census_group *census_find_group(const census *c, uint32_t leader)
{
    uint32_t low = 0, high = c->group_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->groups[middle].leader < leader)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->group_count && c->groups[low].leader == leader ? &c->groups[low] : NULL;
}
