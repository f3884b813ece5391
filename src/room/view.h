/* SPDX-License-Identifier: Apache-2.0
 *
 * view.h - what the files that fill views share: SQL that is prepared once a
 * desk, and statements as views have them.
 */
#ifndef SELON_ROOM_VIEW_H
#define SELON_ROOM_VIEW_H

#include "ledger/inside.h"
#include "room/request.h"
#include "room/views.h"

/* The problem that an error of the ledger is: 500, or 503 where trying again helps. */
int view_fail(request *q, int error);

/* SQL of the desk's, a constant, prepared once; NULL after a failure (view_fail(q, q->ledger->error)).
 * It is reset before it is given away. */
sqlite3_stmt *view_sql(request *q, const char *sql);

/* The next row: 1, 0 at the end, or an error of the ledger. */
int view_row(request *q, sqlite3_stmt *s);

/* A column's text in the arena; NULL for null. The arena may jump: the desk resets what was left. */
const char *view_text(request *q, sqlite3_stmt *s, int column);

view_places view_places_copy(arena *a, const ledger_appearance *from, size_t count);

/* A statement that was found, copied into the arena. 0, or a status. */
int view_statement_take(request *q, const ledger_result *r, view_statement *out);

/* What view_statement_row() reads; after it, columns of one's own from VIEW_STATEMENT_COUNT on. */
#define VIEW_STATEMENT_COLUMNS \
    "s.id, s.text, s.type, s.kind, s.negated, s.confidence, s.day, s.day_end, s.said, s.parent, s.places, n.name, " \
    "r.name"
enum { VIEW_STATEMENT_TEXT = 1, VIEW_STATEMENT_PLACES = 10, VIEW_STATEMENT_COUNT = 13 };

/* A statement's own columns, without its places in the text. 0, or a status. */
int view_statement_row(request *q, sqlite3_stmt *s, view_statement *out);

/* The statement with this id. 404 where there is none. */
int view_statement_get(request *q, uint64_t id, view_statement *out);

/* A number in [least, most] of the address's parameter; `otherwise` where it is not given. 0, or 400. */
int view_number(request *q, const char *name, uint64_t least, uint64_t most, uint64_t otherwise, uint64_t *out);

#endif
