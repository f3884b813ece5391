/* SPDX-License-Identifier: Apache-2.0
 *
 * wire.c - see wire.h.
 *
 * libmicrohttpd before 0.9.77 takes a line that ends with a line feed alone, joins
 * a header that goes on on a second line to the first, and cuts a value at a NUL.
 * A proxy that reads the same bytes otherwise sees another host, or another end of
 * the request, than we do. The library does not give us the bytes, but it takes
 * the head apart where it lies: what ends a name, a value or a line is overwritten
 * with NULs, nothing is moved, and it tells how long all of it was. So the parts
 * must follow each other without a gap, with two NULs for the two bytes that end
 * each line. A value that was joined lies elsewhere; after one that was cut, or
 * that a single byte ended, there is another number of NULs. (Where a NUL stands
 * for the carriage return itself it cannot be told; the line ends there for all.)
 */
#include "room/wire.h"

#include <string.h>

typedef struct walk {
    const char *at, *end; /* the next line; the end of the head */
    bool good;
} walk;

/* Goes behind the two bytes that end the line. */
static void walk__end_line(walk *w, const char *at)
{
    w->good = w->good && at + 2 <= w->end && at[0] == '\0' && at[1] == '\0';
    w->at = at + 2;
}

static bool bytes__have_gap(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == '\0' || bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r') return true;
    return size == 0;
}

/* "name: value", from the place where the last line ended. */
static enum MHD_Result walk__header(void *payload, enum MHD_ValueKind kind, const char *key, size_t key_size,
                                    const char *value, size_t value_size)
{
    walk *w = payload;
    (void)kind;
    w->good = w->good && key == w->at && value != NULL && value > key + key_size && value + value_size <= w->end &&
              !bytes__have_gap(key, key_size) && memchr(value, '\0', value_size) == NULL &&
              memchr(value, '\r', value_size) == NULL;
    if (w->good) walk__end_line(w, value + value_size);
    return w->good ? MHD_YES : MHD_NO;
}

static bool library__looks(void)
{
    const char *version = MHD_get_version();
    return strncmp(version, "0.9.7", 5) != 0 || version[5] > '6' || version[6] != '\0';
}

bool wire_is_plain(const wire_head *h)
{
    const union MHD_ConnectionInfo *size = MHD_get_connection_info(h->connection,
                                                                   MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (library__looks()) return true;
    if (size == NULL || h->method == NULL || h->version == NULL) return false;
    walk w = {.at = h->method, .end = h->method + size->header_size, .good = true};
    w.good = h->uri == h->method + strlen(h->method) + 1 && h->version == h->uri + h->uri_size + 1 &&
             h->version + strlen(h->version) < w.end;
    if (w.good) walk__end_line(&w, h->version + strlen(h->version));
    if (w.good) MHD_get_connection_values_n(h->connection, MHD_HEADER_KIND, walk__header, &w);
    if (w.good) walk__end_line(&w, w.at);
    return w.good && w.at == w.end;
}
