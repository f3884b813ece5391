/* SPDX-License-Identifier: Apache-2.0
 *
 * wire.h - was a request's head written as HTTP has it, or in a way that a proxy
 * before us may read otherwise?
 */
#ifndef SELON_ROOM_WIRE_H
#define SELON_ROOM_WIRE_H

#include <microhttpd.h>
#include <stdbool.h>

/* From this version on the library refuses by itself what is not written well, when it is told to. */
#define WIRE_LIBRARY_LOOKS 0x00097701

/* Where its parts lie in the connection's memory, as the library gives them. */
typedef struct wire_head {
    struct MHD_Connection *connection;
    const char *method, *uri, *version;
    size_t uri_size;
} wire_head;

/* False: a line ends with a bare line feed or is continued on the next one, a NUL is in it, more than one space
 * stands in the first line, or one before a colon. Call it when the headers have come, before the body does. */
bool wire_is_plain(const wire_head *h);

#endif
