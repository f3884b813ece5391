/* SPDX-License-Identifier: Apache-2.0
 *
 * page_fetch.h - a page of the web, fetched for a reader of the room.
 */
#ifndef SELON_ROOM_PAGE_FETCH_H
#define SELON_ROOM_PAGE_FETCH_H

#include "room/request.h"

typedef struct fetched_page {
    const char *bytes; /* the desk's, until the request has been answered */
    size_t size;
    const char *address; /* where it was in the end; of the request's arena */
    const char *charset; /* as the server says; or NULL */
    bool html;
} fetched_page;

/* 0, or a status with the problem set: 400 for what is no address of the web, 403 for one that leads into a network,
 * 422 where the other side fails. */
int page_fetch(request *q, const char *address, fetched_page *out);

#endif
