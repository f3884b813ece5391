/* SPDX-License-Identifier: Apache-2.0
 *
 * fetch.h - a page from the web.
 */
#ifndef SELON_CLI_FETCH_H
#define SELON_CLI_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "problem.h"
#include "selon.h"

typedef struct answer {
    char *bytes; /* to be freed by answer_release() */
    size_t size, capacity;
    char *address;             /* after redirects */
    char charset[64];          /* of the Content-Type header; empty for none */
    selon_input_format format; /* what the header calls it */
} answer;

/* Once a process, before any thread: false without memory. */
bool fetch_begin(void);
void fetch_end(void);

/* Gets `address` (http or https only). Follows a few redirects, takes
 * `timeout` seconds at most for all of it, and at most `limit` bytes after
 * the transfer's own compression is undone. */
bool fetch_page(answer *out, const char *address, double timeout, size_t limit, problem *p);

void answer_release(answer *got);

#endif
