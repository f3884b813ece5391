/* SPDX-License-Identifier: Apache-2.0
 *
 * view.c - see view.h.
 */
#include "room/view.h"

#include <stdlib.h>
#include <string.h>

#include "room/work.h"

int view_fail(request *q, int error)
{
    if (error == SELON_ERROR_BUSY) return request_fail(q, 503, "busy", NULL, NULL);
    if (error == SELON_ERROR_MEMORY) return request_fail(q, 503, "no-memory", NULL, NULL);
    if (sqlite3_errcode(q->ledger->db) == SQLITE_INTERRUPT || (q->desk != NULL && q->desk->over)) {
        return request_fail(q, 503, "slow", "it took too long; ask for less", NULL);
    }
    if (error == SELON_ERROR_MISSING) return request_fail(q, 404, "not-found", NULL, NULL);
    return request_fail(q, 500, "ledger",
                        arena_strndup(q->arena, ledger_message(q->ledger), strlen(ledger_message(q->ledger))), NULL);
}

/* ---- SQL ---- */

sqlite3_stmt *view_sql(request *q, const char *sql)
{
    desk *d = q->desk;
    for (size_t i = 0; i < d->prepared_count; i++) {
        if (d->prepared[i].sql != sql) continue;
        sqlite3_reset(d->prepared[i].statement);
        sqlite3_clear_bindings(d->prepared[i].statement);
        return d->prepared[i].statement;
    }
    sqlite3_stmt *s = NULL;
    if (d->prepared_count == DESK_PREPARED) {
        ledger_fail(q->ledger, SELON_ERROR_LIMIT, "has more questions than places for them");
        return NULL;
    }
    if (sqlite3_prepare_v3(q->ledger->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK) {
        ledger_fail_sql(q->ledger);
        return NULL;
    }
    d->prepared[d->prepared_count].sql = sql;
    d->prepared[d->prepared_count++].statement = s;
    return s;
}

int view_row(request *q, sqlite3_stmt *s)
{
    if (desk_is_over(q->desk)) return ledger_fail(q->ledger, SELON_ERROR_LIMIT, "it took too long");
    return ledger_sql_row(q->ledger, s);
}

const char *view_text(request *q, sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    return text != NULL ? arena_strndup(q->arena, text, (size_t)sqlite3_column_bytes(s, column)) : NULL;
}

/* ---- statements ---- */

static const char *string__copy(arena *a, const char *s)
{
    return s != NULL ? arena_strndup(a, s, strlen(s)) : NULL;
}

view_places view_places_copy(arena *a, const ledger_appearance *from, size_t count)
{
    view_place *items = ARENA_ARRAY(a, view_place, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = (view_place){.article = from[i].article,
                                .address = string__copy(a, from[i].address),
                                .outlet = string__copy(a, from[i].outlet),
                                .title = string__copy(a, from[i].title),
                                .author = string__copy(a, from[i].author),
                                .published = string__copy(a, from[i].published),
                                .added = string__copy(a, from[i].added),
                                .current = from[i].current};
    return (view_places){items, count};
}

/* Who the speaker is over all articles, and how many other statements have the same words. */
static int statement__relations(request *q, uint64_t id, uint64_t speaker, view_statement *out)
{
    sqlite3_stmt *s = view_sql(q, "select (select entity from identities where speaker = ?2), (select count(*) - 1 "
                                  "from grouped where leader = (select leader from grouped where statement = ?1)), "
                                  "exists (select 1 from overruled where statement = ?1)");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    sqlite3_bind_int64(s, 2, (int64_t)speaker);
    int row = view_row(q, s);
    if (row < 0) return view_fail(q, row);
    if (row == 1) {
        int64_t repeats = sqlite3_column_int64(s, 1);
        out->person = (uint64_t)sqlite3_column_int64(s, 0);
        out->repeats = repeats > 0 ? (size_t)repeats : 0;
        out->corrected = sqlite3_column_int(s, 2) != 0;
    }
    sqlite3_reset(s);
    return 0;
}

int view_statement_take(request *q, const ledger_result *r, view_statement *out)
{
    arena *a = q->arena;
    selon_span *content = ARENA_ARRAY(a, selon_span, r->content_count + 1);
    if (r->content_count > 0) memcpy(content, r->content, r->content_count * sizeof *content);
    *out = (view_statement){.id = r->id,
                            .parent = r->parent,
                            .type = r->type,
                            .kind = r->kind,
                            .negated = r->negated,
                            .confidence = r->confidence,
                            .name = string__copy(a, r->speaker.name),
                            .role = string__copy(a, r->speaker.role),
                            .speaker = VIEW_NONE,
                            .day = r->day,
                            .day_end = r->day_end,
                            .time_value = string__copy(a, r->time_value),
                            .lang = string__copy(a, r->lang),
                            .text = r->sentence != NULL ? arena_strndup(a, r->sentence, r->sentence_size) : NULL,
                            .text_size = r->sentence_size,
                            .sentence = {0, r->sentence_size},
                            .source = r->source,
                            .cue = r->cue,
                            .addressee = r->addressee,
                            .via = r->via,
                            .time = r->time,
                            .content = content,
                            .content_count = r->content_count,
                            .places = view_places_copy(a, r->appearances, r->appearance_count)};
    return statement__relations(q, r->id, r->speaker.id, out);
}

/* ---- parameters ---- */

int view_number(request *q, const char *name, uint64_t least, uint64_t most, uint64_t otherwise, uint64_t *out)
{
    const char *value = request_value(q, name);
    *out = otherwise;
    if (value == NULL) return 0;
    size_t size = strlen(value);
    *out = size <= 18 && strspn(value, "0123456789") == size ? strtoull(value, NULL, 10) : UINT64_MAX;
    if (*out >= least && *out <= most) return 0;
    return request_fail(q, 400, "bad-parameter", "it must be a whole number within its limits", name);
}
