/* SPDX-License-Identifier: Apache-2.0
 *
 * reading_lines.h - texts that are read one after another, each sent as soon as
 * it is.
 */
#ifndef SELON_ROOM_READING_LINES_H
#define SELON_ROOM_READING_LINES_H

#include "room/answer.h"
#include "room/reading.h"

/* The one text that was given, or, for a body of application/x-ndjson, one a line. 0, or a status. */
int reading_lines(request *q, answer *out);

#endif
