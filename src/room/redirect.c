/* SPDX-License-Identifier: Apache-2.0
 *
 * redirect.c - a statement's permanent address, which leads to its place in the
 * article: the current version of the article that had it first, if it still
 * stands there, else the version that has it.
 */
#include "room/redirect.h"

#include <stdio.h>
#include <string.h>

#include "room/view.h"

static const char place_sql[] =
    "select a.id, v.id, v.id = (select max(id) from versions where article = a.id) as current from statements s "
    "join texts t on t.id = s.text join texts x on x.id in (select t.family union all select id from texts where "
    "family = t.family and family <> id) join versions v on v.text = x.id join articles a on a.id = v.article "
    "where s.id = ?1 and x.id >= s.text and not exists (select 1 from absent z where z.statement = s.id and "
    "z.text = x.id) order by current desc, v.published is null, v.published, v.id limit 1";

/* What readers have rejected stands nowhere, but can be taken back. */
static int redirect__rejected(request *q, uint64_t id, struct answer *out)
{
    char location[64];
    sqlite3_stmt *s = view_sql(q, "select 1 from corrections where statement = ?1 and withdrawn is null limit 1");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = view_row(q, s);
    if (row != 1) return row < 0 ? view_fail(q, row) : request_fail(q, 404, "not-found", NULL, NULL);
    sqlite3_reset(s);
    snprintf(location, sizeof location, "/statements/%llu/correct", (unsigned long long)id);
    out->status = 302;
    out->location = arena_strndup(q->arena, location, strlen(location));
    out->cache = "private, no-cache";
    return 0;
}

int redirect_statement(request *q, struct answer *out)
{
    char location[96];
    uint64_t id = request_id(q);
    if (id == 0) return q->problem.status;
    sqlite3_stmt *s = view_sql(q, place_sql);
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = view_row(q, s);
    if (row < 0) return view_fail(q, row);
    if (row == 0) return redirect__rejected(q, id, out);
    long long article = sqlite3_column_int64(s, 0), version = sqlite3_column_int64(s, 1);
    if (sqlite3_column_int(s, 2) != 0)
        snprintf(location, sizeof location, "/articles/%lld#s%llu", article, (unsigned long long)id);
    else
        snprintf(location, sizeof location, "/articles/%lld?version=%lld#s%llu", article, version,
                 (unsigned long long)id);
    sqlite3_reset(s);
    out->status = 302;
    out->location = arena_strndup(q->arena, location, strlen(location));
    out->cache = "private, no-cache";
    return 0;
}
