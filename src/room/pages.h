/* SPDX-License-Identifier: Apache-2.0
 *
 * pages.h - views as HTML: page_*.c. Each is a route_write.
 */
#ifndef SELON_ROOM_PAGES_H
#define SELON_ROOM_PAGES_H

#include "output/output.h"
#include "room/request.h"

void page_overview(writer *w, const request *q, const void *view);
void page_problem(writer *w, const request *q, const void *view);

#endif
