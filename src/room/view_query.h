/* SPDX-License-Identifier: Apache-2.0
 *
 * view_query.h - a search, as an address has it: the parameters, checked.
 */
#ifndef SELON_ROOM_VIEW_QUERY_H
#define SELON_ROOM_VIEW_QUERY_H

#include "room/view.h"

/* The parameters' names are those of `selon find`. 0, or 400. The strings are the request's. */
int view_query_parse(request *q, view_query *out, ledger_filter *filter);

/* "2025-11-14", or "2025-11", "2025" for its first or last day; false for what is no day. */
bool view_day_parse(const char *text, bool last, int32_t *out);

#endif
