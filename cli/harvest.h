/* SPDX-License-Identifier: Apache-2.0
 *
 * harvest.h - addresses, feeds and lists of feeds are fetched and become jobs.
 *
 *     list of feeds -> feeds -> items -> pages -> jobs of the pool
 *
 * Fetching is polite: one request at a time to a host, a pause after each, what
 * its robots.txt forbids is left alone, what has not changed since the last time
 * is not sent again, and a host in trouble is left time. So it is a few threads
 * of its own that fetch, each for whatever host is ready.
 */
#ifndef SELON_CLI_HARVEST_H
#define SELON_CLI_HARVEST_H

#include <stdatomic.h>

#include "intake.h"
#include "ledger/fetched.h"

typedef struct harvest harvest;

/* A feed whose items are under way. */
typedef struct outing {
    char *address;         /* NULL: a file, of which nothing needs to be remembered */
    ledger_fetched got;    /* what is to be remembered when all items are in */
    atomic_size_t pending; /* jobs that are not emitted yet, and whoever makes more of them */
    atomic_bool failed;    /* an item was not read that could be, the next time */
} outing;

/* One job less; true when it was the last, which frees it. NULL is allowed. */
bool outing_leave(outing *o);

/* What a job is to be remembered as when it is emitted, owned by the job. */
struct visit {
    char *address; /* NULL: nothing */
    ledger_fetched got;
    bool settled;     /* remembered although it failed: it would fail again */
    outing *outing;   /* that it belongs to; NULL: none */
    size_t unchanged; /* so many articles were known and are the same */
};

void visit_free(visit *v);

/* `memory`: the ledger, opened for reading; `pause`: seconds between two
 * requests to a host; `stop`: ends all at once when it is set. NULL without
 * memory. */
harvest *harvest_new(intake *in, ledger *memory, double pause, const atomic_int *stop);
void harvest_free(harvest *h);

/* Takes note of a page, a feed or a list of feeds on the web. */
bool harvest_add(harvest *h, const char *address);

/* Is a file a feed or a list of feeds? Takes note of what it names. */
bool harvest_is_file(const settings *s, const char *path);
bool harvest_add_file(harvest *h, const char *path);

/* Fetches all of it; false when the pool takes no more jobs. */
bool harvest_run(harvest *h);

#endif
