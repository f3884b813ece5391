/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h - views as JSON: json_*.c. Each is a route_write; docs/room.md and
 * openapi.json say what comes out.
 */
#ifndef SELON_ROOM_JSON_H
#define SELON_ROOM_JSON_H

#include "output/output.h"
#include "room/request.h"

void json_article(writer *w, const request *q, const void *view);
void json_one(writer *w, const request *q, const void *view);
void json_search(writer *w, const request *q, const void *view);
void json_suggestions(writer *w, const request *q, const void *view);
void json_person(writer *w, const request *q, const void *view);
void json_people(writer *w, const request *q, const void *view);
void json_compare(writer *w, const request *q, const void *view);
void json_overview(writer *w, const request *q, const void *view);
void json_reading(writer *w, const request *q, const void *view);
/* Of application/x-ndjson: lines for an article and its statements, for a text that could not be read, for the end. */
void json_reading_lines(writer *w, const request *q, const void *view);
void json_reading_problem(writer *w, const request *q, const view_problem *p);
void json_reading_end(writer *w, size_t texts, size_t statements);
void json_kept(writer *w, const request *q, const void *view);
void json_problem(writer *w, const request *q, const void *view);

/* ---- parts: json_parts.c ---- */

/* `, "key": ` and the value; the first of an object without the comma is the caller's. */
void json_number(writer *w, const char *key, uint64_t number);
void json_bool(writer *w, const char *key, bool value);
void json_day(writer *w, const char *key, int32_t day);     /* "2025-11-14" or null */
void json_month(writer *w, const char *key, int32_t month); /* "2025-11" or null */
void json_id(writer *w, const char *key, uint64_t id);      /* null for 0 */
void json_key(writer *w, const char *key);
void json_statement(writer *w, const view_statement *st);
/* Of several statements in one text: where the last place was, so that the next is counted on from there. {0}: none. */
typedef struct json_counter {
    const char *text;
    size_t size, byte, points, marked;
    uint32_t *marks; /* code points before each block; NULL: the text is short */
} json_counter;
void json_statement_of(writer *w, const view_statement *st, json_counter *c);
void json_statements(writer *w, const view_statements *all);
void json_place(writer *w, const view_place *p);
void json_speakers(writer *w, const view_speaker *speakers, size_t count);
void json_months(writer *w, const view_months *months);
void json_found(writer *w, const view_search *v);

#endif
