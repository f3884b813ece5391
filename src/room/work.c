/* SPDX-License-Identifier: Apache-2.0
 *
 * work.c - see work.h.
 */
#include "room/work.h"

#include <curl/curl.h>
#include <stddef.h>
#include <stdio.h>

#include "ledger/inside.h"
#include "room/inside.h"

#define WAIT_MS 2000
#define LOOK_MS 20 /* between two looks whether somebody still waits */
#define LOOK_UP_STEPS 100000
#define QUICK_KIB "30720"
#define SLOW_KIB "4096"

static struct timespec time__now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now;
}

/* ---- the queue ---- */

void queue_begin(queue *u, unsigned most, int seconds)
{
    *u = (queue){.most = most, .seconds = seconds};
    pthread_mutex_init(&u->lock, NULL);
    pthread_cond_init(&u->more, NULL);
}

void queue_end(queue *u)
{
    pthread_mutex_lock(&u->lock);
    u->ended = true;
    pthread_cond_broadcast(&u->more);
    pthread_mutex_unlock(&u->lock);
}

void queue_release(queue *u)
{
    pthread_mutex_destroy(&u->lock);
    pthread_cond_destroy(&u->more);
}

bool queue_put(queue *u, task *t)
{
    pthread_mutex_lock(&u->lock);
    bool taken = !u->ended && u->waiting < u->most;
    if (taken) {
        t->next = NULL;
        t->since = time__now().tv_sec;
        if (u->first == NULL)
            u->first = t;
        else
            u->last->next = t;
        u->last = t;
        u->waiting++;
        pthread_cond_signal(&u->more);
    }
    pthread_mutex_unlock(&u->lock);
    return taken;
}

static task *queue__take(queue *u)
{
    pthread_mutex_lock(&u->lock);
    while (u->first == NULL && !u->ended) pthread_cond_wait(&u->more, &u->lock);
    task *t = u->first;
    if (t != NULL) {
        u->first = t->next;
        u->waiting--;
    }
    pthread_mutex_unlock(&u->lock);
    return t;
}

struct stream *task_stream(request *q)
{
    task *t = (task *)((char *)q - offsetof(task, q));
    return t->open(t);
}

static void task__refuse(task *t, int status, const char *code)
{
    t->answer.retry = 1;
    request_fail(&t->q, status, code, NULL, NULL);
    answer_make(&t->answer, &t->q, NULL, 0);
    t->done(t);
}

/* They are in the order in which they came. */
void queue_give_up(queue *u, int seconds)
{
    pthread_mutex_lock(&u->lock);
    task *old = NULL;
    for (task **end = &old; u->first != NULL && u->first->since < time__now().tv_sec - seconds; end = &(*end)->next) {
        *end = u->first;
        u->first = u->first->next;
        (*end)->next = NULL;
        u->waiting--;
    }
    pthread_mutex_unlock(&u->lock);
    while (old != NULL) {
        task *t = old;
        old = t->next;
        task__refuse(t, 503, "busy");
    }
}

/* ---- a desk ---- */

static int64_t ms__between(struct timespec a, struct timespec b)
{
    return (int64_t)(b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000;
}

bool desk_is_over(desk *d)
{
    if (d == NULL || d->task == NULL) return false;
    struct timespec now = time__now();
    if (d->over || ms__between(d->looked, now) < LOOK_MS) return d->over;
    d->looked = now;
    d->over = atomic_load(&d->room->ending) || ms__between(d->until, now) > 0 || d->task->gone(d->task);
    return d->over;
}

/* Called by SQLite now and then: is it time to stop? */
static int desk__look_up(void *payload)
{
    return desk_is_over(payload);
}

/* The state of the ledger, for tags. Each connection sees for itself that somebody
 * has written; the number only has to be another one then. */
static uint64_t desk__version(desk *d)
{
    sqlite3_stmt *s = ledger_sql_get(d->ledger, SQL_DATA_VERSION);
    if (s != NULL && ledger_sql_row(d->ledger, s) == 1) {
        int64_t now = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
        if (now != d->version && d->version != -1) {
            atomic_fetch_add(&d->room->version, 1);
            census_wake(d->room->taker);
        }
        d->version = now;
    }
    return atomic_load(&d->room->version);
}

/* What a request left at the desk, also when it was jumped out of. */
static void desk__tidy(desk *d)
{
    for (sqlite3_stmt *s = sqlite3_next_stmt(d->ledger->db, NULL); s != NULL; s = sqlite3_next_stmt(d->ledger->db, s))
        sqlite3_reset(s);
    while (d->ledger->readers > 0) ledger_end_reading(d->ledger);
    ledger_entry_free(d->entry);
    ledger_close(d->writing);
    selon_document_free(d->document);
    buffer_release(&d->scratch);
    d->scratch.failed = false;
    census_release(d->census);
    d->entry = NULL;
    d->writing = NULL;
    d->document = NULL;
    d->census = NULL;
}

static void desk__answer(desk *d, task *t)
{
    if (atomic_load(&d->room->ending) || t->gone(t)) {
        task__refuse(t, 503, "busy");
        return;
    }
    d->until = d->looked = time__now();
    d->until.tv_sec += d->queue->seconds;
    d->task = t;
    d->over = false;
    t->q.desk = d;
    t->q.room = d->room;
    t->q.ledger = d->ledger;
    bool porch = d->queue == &d->room->queues[QUEUE_PORCH];
    uint64_t version = porch ? atomic_load(&d->room->version) : desk__version(d);
    /* One look at the ledger for all of a page's queries: each would lock the file and look into the log for itself.
     * Who cannot have it now asks one by one. */
    if (d->queue == &d->room->queues[QUEUE_QUICK]) ledger_begin_reading(d->ledger);
    answer_make(&t->answer, &t->q, t->route, version);
    d->task = NULL;
    desk__tidy(d);
    t->done(t);
}

static void *desk__run(void *payload)
{
    desk *d = payload;
    task *t;
    while ((t = queue__take(d->queue)) != NULL) desk__answer(d, t);
    return NULL;
}

int desk_begin(desk *d, room *r, queue *u, ledger_words *why)
{
    *d = (desk){.room = r, .queue = u, .version = -1};
    d->scratch = buffer_new(&r->allocator);
    int error = ledger_open(&d->ledger, r->options.ledger, &(ledger_options){.wait_ms = WAIT_MS}, why);
    if (error != SELON_OK) return error;
    /* Several connections share what one has otherwise; the system keeps the file's pages, too. */
    error = ledger_run(d->ledger, u == &r->queues[QUEUE_QUICK] ? "pragma cache_size = -" QUICK_KIB
                                                               : "pragma cache_size = -" SLOW_KIB);
    if (error != SELON_OK) return error;
    sqlite3_progress_handler(d->ledger->db, LOOK_UP_STEPS, desk__look_up, d);
    d->running = pthread_create(&d->thread, NULL, desk__run, d) == 0;
    if (d->running) return SELON_OK;
    snprintf(why->text, sizeof why->text, "cannot start a thread");
    return SELON_ERROR_MEMORY;
}

void desk_end(desk *d)
{
    if (d->running) pthread_join(d->thread, NULL);
    for (size_t i = 0; i < d->prepared_count; i++) sqlite3_finalize(d->prepared[i].statement);
    if (d->curl != NULL) curl_easy_cleanup(d->curl);
    answer_end_compressor(d->compressor);
    ledger_maker_free(d->maker);
    ledger_close(d->ledger);
}
