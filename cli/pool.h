/* SPDX-License-Identifier: Apache-2.0
 *
 * pool.h - workers that finish jobs in any order, and results that come out
 * in the order the jobs went in.
 *
 *     submit -> [ ring of slots: waiting | at work | done ] -> emit
 *
 * The ring is the bound on memory: submit waits while it is full, so however
 * many jobs there are, only a few exist at a time. The worker that finishes
 * the oldest job emits it and all that are done behind it, so results come
 * out as soon as they can, and never two at a time.
 */
#ifndef SELON_CLI_POOL_H
#define SELON_CLI_POOL_H

#include <stdbool.h>

typedef struct pool pool;

/* What to do with a job. `work` runs on many threads at once. `emit` runs on
 * one at a time, in order; it owns the job, and returns false to stop: the
 * jobs after it are then only given to `discard`. */
typedef struct pool_calls {
    void (*work)(void *job, void *payload);
    bool (*emit)(void *job, void *payload);
    void (*discard)(void *job, void *payload);
    void *payload;
} pool_calls;

/* NULL without memory. With one worker nothing runs beside the caller. */
pool *pool_new(unsigned workers, const pool_calls *calls);

/* Hands a job in; waits while the ring is full. Returns false when an emit
 * has stopped the pool (the job is discarded). */
bool pool_submit(pool *p, void *job);

/* Waits for all jobs and frees the pool. Returns false if an emit stopped it. */
bool pool_finish(pool *p);

#endif
