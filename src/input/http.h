/* SPDX-License-Identifier: Apache-2.0
 *
 * http.h - the answer of a web server as an archive keeps it: header and body,
 * as they came over the wire.
 */
#ifndef SELON_INPUT_HTTP_H
#define SELON_INPUT_HTTP_H

#include "base/buffer.h"

/* All borrowed from the answer's bytes, none of it NUL-terminated. */
typedef struct http_value {
    const char *bytes;
    size_t size; /* 0: not there */
} http_value;

typedef struct http_answer {
    unsigned status;
    http_value type, coding, transfer; /* Content-Type, Content-Encoding, Transfer-Encoding */
} http_answer;

/* Where the body begins, or 0: the header does not end within `size` bytes. */
size_t http_header_end(const char *bytes, size_t size);

/* Reads a header. False: that is none. */
bool http_parse(const char *bytes, size_t size, http_answer *out);

/* Does the answer say that it is an HTML page? Unknown when it says nothing. */
typedef enum http_kind { HTTP_OTHER, HTTP_HTML, HTTP_UNKNOWN } http_kind;
http_kind http_kind_of(const http_answer *a);

/* The charset of a Content-Type; "" for none. */
void http_charset(const char *type, size_t size, char out[64]);

typedef enum http_status {
    HTTP_GOOD,
    HTTP_BROKEN,    /* what it is wrapped in is broken */
    HTTP_UNDONE,    /* a coding that we cannot undo */
    HTTP_TOO_LARGE, /* than `limit`, unwrapped */
    HTTP_MEMORY,
} http_status;

/* Unwraps a body, chunks and compression, into `out`, which is emptied first.
 * A body that ends early is taken as far as it goes; one that is not wrapped as
 * the header says, since whoever archived it has undone that, as it is. */
http_status http_body(const http_answer *a, const char *body, size_t size, size_t limit, buffer *out);

#endif
