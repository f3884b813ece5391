/* SPDX-License-Identifier: Apache-2.0
 *
 * view_reading.h - a text read now, as a view.
 */
#ifndef SELON_ROOM_VIEW_READING_H
#define SELON_ROOM_VIEW_READING_H

#include "room/reading.h"
#include "room/views.h"

void view_reading_fill(request *q, const given_text *given, const selon_document *doc, view_reading *out);

#endif
