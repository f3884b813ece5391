/* SPDX-License-Identifier: Apache-2.0
 *
 * fetch.h - a page from the web.
 */
#ifndef SELON_CLI_FETCH_H
#define SELON_CLI_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "problem.h"
#include "selon.h"

/* What we call ourselves, and what robots.txt calls us. */
#define FETCH_AGENT "selon"

typedef struct answer {
    char *bytes; /* to be freed by answer_release() */
    size_t size, capacity;
    char *address;                /* after redirects */
    char *moved;                  /* a redirect that was not followed: where to; or NULL */
    char charset[64];             /* of the Content-Type header; empty for none */
    selon_input_format format;    /* what the header calls it */
    long status;                  /* HTTP's; 0: there was no answer */
    char etag[256], modified[64]; /* the headers ETag and Last-Modified; "" for none */
    double retry_after;           /* seconds that the server wants us to wait; 0: it does not say */
    bool passing;                 /* what went wrong may be over soon */
} answer;

/* Is it to be gone there? Asked of each address that a redirect names. */
typedef bool (*fetch_follow)(const char *address, void *payload);

typedef struct fetch_request {
    const char *address;
    const char *etag, *modified; /* of the last time, or "": the answer may then be 304, without bytes */
    double timeout;
    size_t limit;
    const atomic_int *stop; /* set: give up at once; may be NULL */
    fetch_follow follow;    /* NULL: all redirects are followed */
    void *follow_payload;
} fetch_request;

/* Once a process, before any thread: false without memory. */
bool fetch_begin(void);
void fetch_end(void);

/* Gets an address (http or https only). Follows a few redirects, takes
 * `timeout` seconds at most for all of it, and at most `limit` bytes after
 * the transfer's own compression is undone. After a failure `out` holds no
 * bytes, but the status and what the server wants. */
bool fetch(answer *out, const fetch_request *request, problem *p);

/* The same of an address alone. */
bool fetch_page(answer *out, const char *address, double timeout, size_t limit, problem *p);

void answer_release(answer *got);

#define FETCH_REDIRECTS 10

#endif
