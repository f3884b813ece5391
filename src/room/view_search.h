/* SPDX-License-Identifier: Apache-2.0
 *
 * view_search.h - a search's page of statements, for those who show one.
 */
#ifndef SELON_ROOM_VIEW_SEARCH_H
#define SELON_ROOM_VIEW_SEARCH_H

#include "room/counted.h"
#include "room/view_query.h"

/* Fills all of `out` but the query. The census is used until the request ends. 0, or a status. */
int view_search_fill(request *q, const census *c, const ledger_filter *filter, view_search *out);

/* The census, held until the request has been answered. */
const census *view_census(request *q);

/* Names by their ids. The ledger's error, or SELON_OK with *out NULL where there is none. */
int view_outlet_name(request *q, uint32_t id, const char **out);
int view_speaker_name(request *q, uint32_t speaker, const char **out); /* of pick_speaker() */

/* The name of the person that was asked for by number. */
int view_asked_name(request *q, const census *c, view_query *query);

/* A row's statement. 404: it is gone by now. */
int view_row_get(request *q, const census_row *row, view_statement *out);

/* The rows' statements, read whole; those that are gone by now are left out. */
int view_rows_read(request *q, const census_row *const *rows, size_t count, view_statements *out);

void view_months_fill(request *q, const counted *c, view_months *out);

#endif
