/* SPDX-License-Identifier: Apache-2.0
 *
 * pool.c - see pool.h. One lock over the ring; counts only grow, and a count
 * modulo the ring's size is a slot:
 *
 *     emitted <= taken <= submitted <= emitted + size
 *
 * Slots from `emitted` to `taken` are with a worker or done, those from
 * `taken` to `submitted` wait. Threads are started when there is work for
 * them, so one small file costs one thread.
 */
#include "pool.h"

#include <pthread.h>
#include <stdlib.h>

#define SLOTS_PER_WORKER 16

typedef struct slot {
    void *job;
    bool done;
} slot;

struct pool {
    pool_calls calls;
    pthread_mutex_t lock;
    pthread_cond_t work_ready, room_ready;
    unsigned workers, started, idle;
    pthread_t *threads;
    size_t size, submitted, taken, emitted;
    bool emitting, stopped, closed;
    slot *slots;
};

pool *pool_new(unsigned workers, const pool_calls *calls)
{
    pool *p = calloc(1, sizeof *p);
    if (p == NULL) return NULL;
    p->calls = *calls;
    p->workers = workers < 1 ? 1 : workers;
    p->size = (size_t)p->workers * SLOTS_PER_WORKER;
    p->threads = calloc(p->workers, sizeof *p->threads);
    p->slots = calloc(p->size, sizeof *p->slots);
    if (p->threads == NULL || p->slots == NULL) {
        free(p->threads);
        free(p->slots);
        free(p);
        return NULL;
    }
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work_ready, NULL);
    pthread_cond_init(&p->room_ready, NULL);
    return p;
}

/* Does a job from start to end on the caller's thread. */
static void pool__run_here(pool *p, void *job)
{
    if (p->stopped) {
        p->calls.discard(job, p->calls.payload);
        return;
    }
    p->calls.work(job, p->calls.payload);
    if (!p->calls.emit(job, p->calls.payload)) p->stopped = true;
}

/* Emits the done jobs at the head of the ring. The lock is held on entry and
 * on return, not during the calls. */
static void pool__emit_head(pool *p)
{
    if (p->emitting) return;
    p->emitting = true;
    while (p->emitted < p->taken && p->slots[p->emitted % p->size].done) {
        void *job = p->slots[p->emitted % p->size].job;
        bool stopped = p->stopped;
        pthread_mutex_unlock(&p->lock);
        if (stopped)
            p->calls.discard(job, p->calls.payload);
        else
            stopped = !p->calls.emit(job, p->calls.payload);
        pthread_mutex_lock(&p->lock);
        p->stopped = stopped;
        p->emitted++;
        pthread_cond_broadcast(&p->room_ready);
    }
    p->emitting = false;
}

static void *pool__worker(void *payload)
{
    pool *p = payload;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->taken == p->submitted && !p->closed) {
            p->idle++;
            pthread_cond_wait(&p->work_ready, &p->lock);
            p->idle--;
        }
        if (p->taken == p->submitted) break;
        slot *mine = &p->slots[p->taken++ % p->size];
        bool stopped = p->stopped;
        pthread_mutex_unlock(&p->lock);
        if (!stopped) p->calls.work(mine->job, p->calls.payload);
        pthread_mutex_lock(&p->lock);
        mine->done = true;
        pool__emit_head(p);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* One more thread, if all are busy; false when there is none at all. */
static bool pool__start_worker(pool *p)
{
    size_t waiting = p->submitted - p->taken;
    if (p->started < p->workers && p->idle <= waiting &&
        pthread_create(&p->threads[p->started], NULL, pool__worker, p) == 0)
        p->started++;
    return p->started > 0;
}

bool pool_submit(pool *p, void *job)
{
    if (p->workers == 1) {
        pool__run_here(p, job);
        return !p->stopped;
    }
    pthread_mutex_lock(&p->lock);
    while (p->submitted - p->emitted == p->size) pthread_cond_wait(&p->room_ready, &p->lock);
    if (!pool__start_worker(p)) { /* no threads to be had: then without */
        p->workers = 1;
        pthread_mutex_unlock(&p->lock);
        return pool_submit(p, job);
    }
    p->slots[p->submitted++ % p->size] = (slot){.job = job};
    bool stopped = p->stopped;
    pthread_cond_signal(&p->work_ready);
    pthread_mutex_unlock(&p->lock);
    return !stopped;
}

bool pool_finish(pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->closed = true;
    pthread_cond_broadcast(&p->work_ready);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->started; i++) pthread_join(p->threads[i], NULL);
    bool good = !p->stopped;
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->work_ready);
    pthread_cond_destroy(&p->room_ready);
    free(p->threads);
    free(p->slots);
    free(p);
    return good;
}
