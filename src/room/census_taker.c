/* SPDX-License-Identifier: Apache-2.0
 *
 * census_taker.c - keeps the census: looks every second whether the ledger has
 * changed, or at once when somebody says so, and makes a new one then. A second
 * thread counts women and men, which takes as long as reading all texts.
 */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "room/census.h"
#include "room/inside.h"
#include "room/writing.h"

#define LOOK_SECONDS 1
#define GENDER_SECONDS 30 /* between two counts, and ten times what one takes */
#define RENEW_SECONDS 1
#define COUNTER_NICE 10
#define WAIT_MS 2000

struct census_taker {
    room *room;
    pthread_mutex_t lock;
    pthread_cond_t look, done;
    census *now;
    ledger *ledger, *gender_ledger;
    int64_t version;
    uint64_t serial;
    uint64_t wanted, looked; /* looks that were asked for, that were done */
    bool ending;
    pthread_t taker, counter;
    bool taking, counting;
    bool told; /* that the ledger is another file */
};

static struct timespec time__in(double seconds)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += (time_t)seconds;
    t.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
    if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
    return t;
}

static double time__now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

census *census_use(census_taker *t)
{
    pthread_mutex_lock(&t->lock);
    census *c = t->now;
    atomic_fetch_add(&c->users, 1);
    pthread_mutex_unlock(&t->lock);
    return c;
}

/* ---- looking ---- */

static int64_t taker__version(const census_taker *t)
{
    sqlite3_stmt *s = ledger_sql_get(t->ledger, SQL_DATA_VERSION);
    int64_t version = -1;
    if (s != NULL && ledger_sql_row(t->ledger, s) == 1) {
        version = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
    }
    return version;
}

static int taker__look(census_taker *t)
{
    census *made, *old;
    int64_t version = taker__version(t);
    if (t->now != NULL && version == t->version) return SELON_OK;
    int error = census_make(&made, t->ledger);
    if (error != SELON_OK) return error;
    if (t->now != NULL) census_take_genders(made, t->now);
    made->serial = ++t->serial;
    pthread_mutex_lock(&t->lock);
    old = t->now;
    t->now = made;
    pthread_mutex_unlock(&t->lock);
    census_release(old);
    malloc_trim(0);
    t->version = version;
    atomic_fetch_add(&t->room->version, 1);
    return SELON_OK;
}

/* The desks go on with the file that they have; its changes are refused (writing.h). */
static void taker__tell(census_taker *t)
{
    const room_options *o = &t->room->options;
    bool there = room_has_ledger(t->room);
    if (!there && !t->told && o->log != NULL)
        o->log("the ledger's file has been replaced or removed: the room shows the old one and changes nothing",
               o->payload);
    t->told = !there;
}

static void *taker__run(void *payload)
{
    census_taker *t = payload;
    pthread_mutex_lock(&t->lock);
    while (!t->ending) {
        struct timespec until = time__in(LOOK_SECONDS);
        if (t->wanted == t->looked) pthread_cond_timedwait(&t->look, &t->lock, &until);
        if (t->ending) break;
        uint64_t wanted = t->wanted;
        pthread_mutex_unlock(&t->lock);
        taker__tell(t);
        taker__look(t); /* without memory, or when the ledger is damaged, the old one stays */
        pthread_mutex_lock(&t->lock);
        t->looked = wanted;
        pthread_cond_broadcast(&t->done);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

void census_wake(census_taker *t)
{
    pthread_mutex_lock(&t->lock);
    t->wanted++;
    pthread_cond_signal(&t->look);
    pthread_mutex_unlock(&t->lock);
}

void census_renew(census_taker *t)
{
    struct timespec until = time__in(RENEW_SECONDS);
    pthread_mutex_lock(&t->lock);
    uint64_t mine = ++t->wanted;
    pthread_cond_signal(&t->look);
    while (t->looked < mine && !t->ending)
        if (pthread_cond_timedwait(&t->done, &t->lock, &until) == ETIMEDOUT) break;
    pthread_mutex_unlock(&t->lock);
}

/* ---- women and men ---- */

/* Waits so long, or until the end. */
static bool counter__wait(census_taker *t, double seconds)
{
    struct timespec until = time__in(seconds);
    pthread_mutex_lock(&t->lock);
    int error = 0;
    while (!t->ending && error != ETIMEDOUT) error = pthread_cond_timedwait(&t->done, &t->lock, &until);
    bool on = !t->ending;
    pthread_mutex_unlock(&t->lock);
    return on;
}

static void *counter__run(void *payload)
{
    census_taker *t = payload;
    uint64_t counted = 0;
#ifdef __linux__
    setpriority(PRIO_PROCESS, 0, COUNTER_NICE); /* of this thread alone: who reads a page does not wait for it */
#endif
    for (double pause = 0; counter__wait(t, pause);) {
        census *c = census_use(t);
        double begin = time__now();
        if (c->serial != counted) {
            if (census_count_genders(c, t->gender_ledger) == SELON_OK) counted = c->serial;
            atomic_fetch_add(&t->room->version, 1);
            malloc_trim(0); /* much was needed for a moment */
        }
        census_release(c);
        double took = time__now() - begin;
        pause = took * 10 > GENDER_SECONDS ? took * 10 : GENDER_SECONDS;
    }
    return NULL;
}

/* ---- beginning and end ---- */

int census_taker_begin(census_taker **out, struct room *r, ledger_words *why)
{
    census_taker *t = *out = calloc(1, sizeof *t);
    if (t == NULL) return SELON_ERROR_MEMORY;
    t->room = r;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->look, NULL);
    pthread_cond_init(&t->done, NULL);
    ledger_options options = {.wait_ms = WAIT_MS};
    int error = ledger_open(&t->ledger, r->options.ledger, &options, why);
    if (error == SELON_OK) error = ledger_open(&t->gender_ledger, r->options.ledger, &options, why);
    if (error == SELON_OK) error = ledger_run(t->ledger, "pragma cache_size = -4096");
    if (error == SELON_OK) error = ledger_run(t->gender_ledger, "pragma cache_size = -4096");
    if (error == SELON_OK && (error = taker__look(t)) != SELON_OK)
        snprintf(why->text, sizeof why->text, "%s", ledger_message(t->ledger));
    if (error != SELON_OK) return error;
    t->taking = pthread_create(&t->taker, NULL, taker__run, t) == 0;
    t->counting = pthread_create(&t->counter, NULL, counter__run, t) == 0;
    return t->taking && t->counting ? SELON_OK : SELON_ERROR_MEMORY;
}

void census_taker_end(census_taker *t)
{
    if (t == NULL) return;
    pthread_mutex_lock(&t->lock);
    t->ending = true;
    pthread_cond_broadcast(&t->look);
    pthread_cond_broadcast(&t->done);
    pthread_mutex_unlock(&t->lock);
    if (t->ledger != NULL) sqlite3_interrupt(t->ledger->db);
    if (t->gender_ledger != NULL) sqlite3_interrupt(t->gender_ledger->db);
    if (t->taking) pthread_join(t->taker, NULL);
    if (t->counting) pthread_join(t->counter, NULL);
    census_release(t->now);
    ledger_close(t->ledger);
    ledger_close(t->gender_ledger);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->look);
    pthread_cond_destroy(&t->done);
    free(t);
}
