/* SPDX-License-Identifier: Apache-2.0
 *
 * reading.h - a text that a reader gives to the room: as a form, as JSON, as it
 * is, or as the address of a page.
 */
#ifndef SELON_ROOM_READING_H
#define SELON_ROOM_READING_H

#include "room/request.h"

typedef struct given_text {
    const char *bytes; /* NULL: an address was given */
    size_t size;
    const char *address;                                         /* of the page; or NULL */
    const char *title, *author, *outlet, *date, *lang, *charset; /* or NULL */
    selon_input_format format;
    const char *asked; /* the address as it was given: what was fetched may have another */
    bool fetched;
} given_text;

/* Understands the body. 0, or a status: 400, 415, 422 where nothing is given. */
int reading_take(request *q, given_text *out);

/* One object of JSON, understood. The same. */
int reading_take_json(request *q, const char *text, size_t size, given_text *out);

/* Fetches what is to be fetched, reads it. The document is the desk's, until the request has been answered. */
int reading_read(request *q, given_text *given, const selon_document **out);

#define READING_SEEN 65

/* A mark of the text that was read, for telling whether a page has changed since. */
void reading_seen(const selon_document *doc, char out[READING_SEEN]);

/* Each a route_do. */
struct answer;
int reading_answer(request *q, struct answer *out); /* POST /read */
int reading_keep(request *q, struct answer *out);   /* POST /articles */

#endif
