/* SPDX-License-Identifier: Apache-2.0
 *
 * view_search.c - statements that a query asks for.
 */
#include "room/view_query.h"

#define HITS 20

typedef struct hits {
    request *q;
    VEC(view_statement) found;
    int status;
} hits;

static int hits__take(const ledger_result *r, void *payload)
{
    hits *h = payload;
    view_statement st;
    h->status = view_statement_take(h->q, r, &st);
    VEC_PUSH(h->q->arena, &h->found, st);
    return h->status != 0 || h->found.count == HITS;
}

int view_search_make(request *q, const void **view)
{
    view_search *v = ARENA_NEW(q->arena, view_search);
    ledger_filter filter;
    hits h = {.q = q};
    int status = view_query_parse(q, &v->query, &filter);
    if (status != 0) return status;
    filter.limit = HITS;
    int error = ledger_find(q->ledger, &filter, hits__take, &h);
    if (error != SELON_OK) return view_fail(q, error);
    v->hits = (view_statements){h.found.items, h.found.count};
    v->total = h.found.count;
    v->at_least = h.found.count == HITS;
    *view = v;
    return h.status;
}
