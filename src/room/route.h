/* SPDX-License-Identifier: Apache-2.0
 *
 * route.h - which function answers what.
 *
 * A page, or an answer of the API, is a line of the table in route.c:
 *
 *     {METHOD_GET, FORM_PAGE, "/articles/{id}", view_article_make, page_article, 0},
 *     {METHOD_GET, FORM_JSON, "/api/v1/articles/{id}", view_article_make, json_article, 0},
 *
 * method, form, pattern; what fills the view; what writes it. The view is
 * handed on as a pointer to its structure of views.h.
 */
#ifndef SELON_ROOM_ROUTE_H
#define SELON_ROOM_ROUTE_H

#include "output/output.h"
#include "room/request.h"
#include "room/views.h"

typedef enum route_form { FORM_PAGE, FORM_JSON, FORM_OWN } route_form;

/* Fills a view. 0, or the status that request_fail() was called with. */
typedef int (*route_make)(request *q, const void **view);

/* Writes it; memory and sinks jump, as in all of src/output. */
typedef void (*route_write)(writer *w, const request *q, const void *view);

struct answer;

/* An answer that is more than a view: streams, redirections, cookies. 0, or the status of its problem. */
typedef int (*route_do)(request *q, struct answer *out);

enum route_flag {
    ROUTE_OPEN = 1,    /* for those who have not signed in, too */
    ROUTE_SLOW = 2,    /* may take seconds: for the desks that are kept for that */
    ROUTE_CHANGES = 4, /* needs the CSRF token */
    ROUTE_GREETS = 8,  /* gives a browser its number, as pages do */
    ROUTE_WRITES = 16, /* may wait for others that write: for the desk that is kept for that */
    ROUTE_SIGNS = 32,  /* looks at a password: the same */
    ROUTE_LONG = 64    /* its body may be a text */
};

typedef struct route {
    request_method method;
    route_form form;
    const char *pattern;
    route_make make;
    route_write write;
    unsigned flags;
    route_do does; /* of FORM_OWN */
} route;

/* The route for a method and path; q->id is set. NULL with the problem set: 404, or 405
 * with *allow the methods there are. HEAD is GET. */
const route *route_find(request *q, const char **allow);

/* Is an answer to this path, whatever becomes of it, for programs? */
bool route_is_api(const char *path);

#endif
