/* SPDX-License-Identifier: Apache-2.0
 *
 * pages.h - views as HTML: page_*.c. Each is a route_write.
 */
#ifndef SELON_ROOM_PAGES_H
#define SELON_ROOM_PAGES_H

#include "output/output.h"
#include "room/request.h"

void page_overview(writer *w, const request *q, const void *view);
void page_article(writer *w, const request *q, const void *view);
void page_one(writer *w, const request *q, const void *view);
void page_search(writer *w, const request *q, const void *view);
void page_person(writer *w, const request *q, const void *view);
void page_people(writer *w, const request *q, const void *view);
void page_compare(writer *w, const request *q, const void *view);
void page_reading(writer *w, const request *q, const void *view);
void page_login(writer *w, const request *q, const void *view); /* view: a view_problem, of one that failed, or NULL */
void page_help(writer *w, const request *q, const void *view);  /* of no view */
void page_problem(writer *w, const request *q, const void *view);

#endif
