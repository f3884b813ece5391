/* SPDX-License-Identifier: Apache-2.0
 *
 * view_compare.c - two outlets, or two people, on a topic.
 *
 * Both sides are searches that differ in one condition. What both have is a
 * statement that stands in both outlets (an agency's text), or two of one group
 * (the same words); the rest is what one reports and the other does not.
 */
#include <stdlib.h>
#include <string.h>

#include "room/route.h"
#include "room/view_search.h"

#define SHOWN 20

typedef struct side {
    const char *name;
    pick all;
    const census_row *only[SHOWN];
    size_t only_count;
} side;

/* What is alike has the same key: the group, or the statement itself. */
static uint32_t row__likeness(const census_row *row)
{
    return row->group != 0 ? row->group : row->id;
}

static bool row__newer(const census_row *a, const census_row *b)
{
    return a->day != b->day ? a->day > b->day : a->id > b->id;
}

static int row__order(const void *a, const void *b)
{
    const census_row *x = *(const census_row *const *)a, *y = *(const census_row *const *)b;
    uint32_t one = row__likeness(x), other = row__likeness(y);
    if (one != other) return one < other ? -1 : 1;
    return row__newer(x, y) ? -1 : x != y;
}

static const census_row **side__sorted(request *q, const side *s)
{
    const census_row **rows = pick_rows(q->arena, &s->all);
    if (s->all.count > 0) qsort(rows, s->all.count, sizeof *rows, row__order);
    return rows;
}

static void side__only(side *s, const census_row *row)
{
    size_t at = s->only_count;
    while (at > 0 && row__newer(row, s->only[at - 1])) at--;
    if (at == SHOWN) return;
    size_t kept = s->only_count < SHOWN ? s->only_count + 1 : SHOWN;
    for (size_t i = kept - 1; i > at; i--) s->only[i] = s->only[i - 1];
    s->only[at] = row;
    s->only_count = kept;
}

typedef struct matching {
    request *q;
    view_compare *v;
    side left, right;
    struct {
        const census_row *left, *right;
    } shared[SHOWN];
    size_t shared_count;
} matching;

static void matching__share(matching *m, const census_row *left, const census_row *right)
{
    size_t at = m->shared_count;
    while (at > 0 && row__newer(left, m->shared[at - 1].left)) at--;
    m->v->shared_total++;
    if (at == SHOWN) return;
    size_t kept = m->shared_count < SHOWN ? m->shared_count + 1 : SHOWN;
    for (size_t i = kept - 1; i > at; i--) m->shared[i] = m->shared[i - 1];
    m->shared[at].left = left;
    m->shared[at].right = right;
    m->shared_count = kept;
}

/* Goes along both, which are in the order of what is alike. The newest of each speaks for its like. */
static void matching__merge(matching *m)
{
    const census_row **left = side__sorted(m->q, &m->left), **right = side__sorted(m->q, &m->right);
    uint32_t l = 0, r = 0;
    while (l < m->left.all.count || r < m->right.all.count) {
        uint32_t a = l < m->left.all.count ? row__likeness(left[l]) : UINT32_MAX;
        uint32_t b = r < m->right.all.count ? row__likeness(right[r]) : UINT32_MAX;
        uint32_t least = a < b ? a : b;
        if (a == b)
            matching__share(m, left[l], right[r]);
        else if (a < b)
            side__only(&m->left, left[l]);
        else
            side__only(&m->right, right[r]);
        while (l < m->left.all.count && row__likeness(left[l]) == least) l++;
        while (r < m->right.all.count && row__likeness(right[r]) == least) r++;
    }
}

static int shared__changes(request *q, const census_row *left, const census_row *right, unsigned *out)
{
    sqlite3_stmt *s = view_sql(q, "select changes from links where one = min(?1, ?2) and other = max(?1, ?2)");
    *out = 0;
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, left->id);
    sqlite3_bind_int64(s, 2, right->id);
    int row = view_row(q, s);
    if (row == 1) *out = (unsigned)sqlite3_column_int(s, 0);
    sqlite3_reset(s);
    return row < 0 ? view_fail(q, row) : 0;
}

static int matching__read(matching *m)
{
    request *q = m->q;
    view_compare *v = m->v;
    view_shared *shared = ARENA_ZARRAY(q->arena, view_shared, m->shared_count + 1);
    int status = view_rows_read(q, m->left.only, m->left.only_count, &v->only_left);
    if (status == 0) status = view_rows_read(q, m->right.only, m->right.only_count, &v->only_right);
    for (size_t i = 0; i < m->shared_count && status == 0; i++) {
        view_shared *to = &shared[v->shared_count];
        status = view_row_get(q, m->shared[i].left, &to->left);
        if (status == 0) status = view_row_get(q, m->shared[i].right, &to->right);
        if (status == 0) status = shared__changes(q, m->shared[i].left, m->shared[i].right, &to->changes);
        if (status == 0) v->shared_count++;
        if (status != 404) continue;
        q->problem = (view_problem){0}; /* it is gone by now */
        status = 0;
    }
    v->shared = shared;
    return status;
}

static int side__make(side *s, request *q, const census *c, const view_compare *v, const ledger_filter *common)
{
    ledger_filter filter = *common;
    if (strcmp(v->by, "outlet") == 0)
        filter.outlet = s->name;
    else
        filter.who = s->name;
    return pick_make(&s->all, q, c, &filter, 0);
}

static int compare__make(request *q, view_compare *v, const ledger_filter *common)
{
    const census *c = view_census(q);
    matching *m = ARENA_NEW(q->arena, matching);
    m->q = q;
    m->v = v;
    m->left.name = v->left;
    m->right.name = v->right;
    int status = side__make(&m->left, q, c, v, common);
    if (status == 0) status = side__make(&m->right, q, c, v, common);
    if (status != 0) return status;
    v->left_total = m->left.all.count;
    v->right_total = m->right.all.count;
    matching__merge(m);
    v->more = v->shared_total > m->shared_count || m->left.only_count == SHOWN || m->right.only_count == SHOWN;
    return matching__read(m);
}

int view_compare_make(request *q, const void **view)
{
    view_query query;
    ledger_filter filter;
    view_compare *v = ARENA_NEW(q->arena, view_compare);
    *view = v;
    v->by = request_value(q, "by");
    v->left = request_value(q, "left");
    v->right = request_value(q, "right");
    int status = view_query_parse(q, &query, &filter);
    if (status != 0) return status;
    v->about = query.about;
    v->since = query.since;
    v->until = query.until;
    bool whole = v->left != NULL && v->right != NULL;
    if (!whole && route_is_api(q->path))
        return request_fail(q, 400, "bad-parameter", "it is needed", v->left == NULL ? "left" : "right");
    if (v->by == NULL && whole) v->by = "outlet";
    if (v->by != NULL && strcmp(v->by, "outlet") != 0 && strcmp(v->by, "who") != 0)
        return request_fail(q, 400, "bad-parameter", "it is outlet or who", "by");
    if (!whole) return 0;
    ledger_filter common = {.words = query.q,
                            .about = query.about,
                            .lang = query.lang,
                            .since = filter.since,
                            .until = filter.until,
                            .types = filter.types,
                            .kinds = filter.kinds,
                            .min_confidence = filter.min_confidence};
    return compare__make(q, v, &common);
}
