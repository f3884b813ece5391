/* SPDX-License-Identifier: Apache-2.0
 *
 * errand.h - what is to be fetched, in a queue for each host.
 *
 * Not for several threads at once: harvest.c holds its lock.
 */
#ifndef SELON_CLI_ERRAND_H
#define SELON_CLI_ERRAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job.h"
#include "robots.h"

struct outing; /* harvest.h */

typedef enum errand_kind { ERRAND_ANY, ERRAND_FEED, ERRAND_ITEM } errand_kind;

typedef struct errand {
    struct errand *next;
    errand_kind kind;
    char *address;
    char *at; /* where a redirect to another host led; NULL: nowhere */
    unsigned hops;
    uint64_t mark;
    page_told told;        /* of an item */
    struct outing *outing; /* that it belongs to, or NULL */
    unsigned tries;
} errand;

typedef struct host {
    char *name; /* "https://news.example:8080" */
    errand *first, *last;
    double ready; /* when it may be asked again */
    double delay;
    bool busy, has_robots;
    robots *robots; /* NULL: all is allowed */
} host;

typedef struct errands {
    host *hosts;
    size_t host_count, host_room;
    size_t waiting, busy; /* errands in queues; hosts that are being asked */
    uint64_t *seen;       /* items that are in a queue or were: an open-addressed set */
    size_t seen_count, seen_room;
    double pause; /* the least delay of a host */
} errands;

void errand_free(errand *e);

/* Takes the errand over, unless it returns false, without memory. */
bool errands_queue(errands *q, errand *e, bool front);

/* Was this item asked about before? Without memory it counts as not. */
bool errands_seen(errands *q, const char *address);

/* The first errand of the host that has been ready longest, and the host's
 * number; NULL when none is ready: *first is then when one will be, if that is
 * before what it was. The host is busy until errands_done(). */
errand *errands_next(errands *q, double now, double *first, size_t *at);
void errands_done(errands *q, size_t at, double ready);

/* Takes an errand out of a queue; NULL when all are empty. */
errand *errands_take_any(errands *q);

void errands_release(errands *q);

/* Where it is to be asked for. */
const char *errand_at(const errand *e);

/* The beginning of an address that names its host, and what comes after it. */
size_t address_host(const char *address);
const char *address_path(const char *address);

#endif
