/* SPDX-License-Identifier: Apache-2.0
 *
 * harvesting.h - what is being fetched, from the inside: shared by harvest.c, which
 * fetches, and harvest_feed.c, which reads what feeds name.
 */
#ifndef SELON_CLI_HARVESTING_H
#define SELON_CLI_HARVESTING_H

#include <pthread.h>

#include "errand.h"
#include "harvest.h"

struct harvest {
    intake *in;
    ledger *memory;
    const atomic_int *stop;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    errands queue;
    bool stopped;
};

/* ---- harvest.c ---- */

/* Hands a job over, in its turn; false when no more are taken. NULL: there was no memory for it. */
bool harvest_submit(harvest *h, job *j);

/* A job with what is to be remembered of it. */
job *job_visit(job_kind kind, const char *target, const char *address, const ledger_fetched *got, outing *o);

/* Frees one that is not done. */
void errand_drop(errand *e);

/* ---- harvest_feed.c ---- */

/* Reads a feed or a list; `got`: what is to be remembered of it. */
void harvest_feed(harvest *h, const errand *e, const char *address, const char *bytes, size_t size,
                  const ledger_fetched *got);

#endif
