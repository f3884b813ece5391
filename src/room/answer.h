/* SPDX-License-Identifier: Apache-2.0
 *
 * answer.h - what goes back: a status, a few headers, a body that is complete.
 */
#ifndef SELON_ROOM_ANSWER_H
#define SELON_ROOM_ANSWER_H

#include "base/buffer.h"
#include "room/route.h"

typedef struct answer {
    int status;
    const char *type;     /* media type of the body */
    const char *location; /* of a redirection */
    const char *allow;    /* of a 405 */
    const char *cookies[3];
    const char *cache; /* Cache-Control */
    char etag[48];     /* "" for none */
    bool gzip;         /* the body is */
    buffer body;
    const void *fixed; /* instead of the body: bytes that live as long as the program */
    size_t fixed_size;
    struct stream *stream; /* instead of the body; NULL: none */
    unsigned retry;        /* seconds; 0: not said */
    bool asks_token;       /* of a 401: WWW-Authenticate */
} answer;

/* Answers a request by its route (NULL: it has none, its problem is set). Never
 * fails: what goes wrong becomes the answer. `version` names the ledger's state. */
void answer_make(answer *out, request *q, const route *r, uint64_t version);

/* Makes the problem of the request the answer, as JSON or as a page. */
void answer_problem(answer *out, request *q);

/* Does who asks have what has this tag? */
bool answer_is_known(const request *q, const char *tag);

/* May the answer be compressed? */
bool answer_may_gzip(const request *q);

/* Writes a view into the body. */
void answer_write(answer *out, request *q, route_write write, const void *view);

void answer_end(answer *a);

/* Frees a desk's compressor; NULL is allowed. */
void answer_end_compressor(void *compressor);

#endif
