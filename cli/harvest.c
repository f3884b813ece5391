/* SPDX-License-Identifier: Apache-2.0
 *
 * harvest.c - see harvest.h.
 *
 * What is to be fetched are errands (errand.h), in a queue for each host. A thread takes
 * the first errand of the host that has been ready longest and marks the host
 * busy; when it is done the host is ready again after the pause. Before the
 * first errand the host's robots.txt is read.
 *
 * An errand that failed in a way that may pass goes back to the front of its
 * queue, and its host rests: for as long as it asks (Retry-After), else twice as
 * long each time.
 *
 * What is remembered of a feed's last reading (its ETag) is written only when
 * all its items are in the ledger, in the order that the pool emits them: were
 * it written before, and the program killed, the next run would be told that
 * nothing is new. What failed for now keeps the feed from being remembered; what
 * will fail again does not.
 */
#include "harvesting.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "archive.h"
#include "fetch.h"
#include "input/feed.h"
#include "input/warc.h"
#include "name.h"
#include "robots.h"
#include "stream.h"

#define CREW 8
#define TRIES 4
#define BACK_OFF 1.0     /* seconds, doubled each time */
#define PATIENCE 120.0   /* longest that we wait because a server asks for it */
#define DELAY_MOST 60.0  /* of a robots.txt */
#define WAKE_SECONDS 0.1 /* how soon a signal is noticed */
#define ROBOTS_SIZE ((size_t)512 << 10)
#define PAGE_SIZE ((size_t)16 << 20)
#define FEED_MARK 1 /* the mark of what is a feed itself */
#define FEED_SIZE ((size_t)64 << 20)

/* ---- small things ---- */

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool outing_leave(outing *o)
{
    if (o == NULL || atomic_fetch_sub(&o->pending, 1) > 1) return false;
    free(o->address);
    free(o);
    return true;
}

void visit_free(visit *v)
{
    if (v == NULL) return;
    free(v->address);
    free(v);
}

void errand_drop(errand *e)
{
    outing_leave(e->outing);
    errand_free(e);
}

/* ---- jobs ---- */

bool harvest_submit(harvest *h, job *j)
{
    if (j == NULL) problem_memory(&h->in->starved);
    bool more = j != NULL && intake_start(h->in, j);
    if (!more) {
        pthread_mutex_lock(&h->lock);
        h->stopped = true;
        pthread_cond_broadcast(&h->changed);
        pthread_mutex_unlock(&h->lock);
    }
    return more;
}

static visit *visit_new(const char *address, const ledger_fetched *got, outing *o)
{
    visit *v = calloc(1, sizeof *v);
    if (v == NULL) return NULL;
    if (got != NULL) v->got = *got;
    v->outing = o;
    if (address != NULL && (v->address = strdup(address)) == NULL) {
        free(v);
        return NULL;
    }
    return v;
}

job *job_visit(job_kind kind, const char *target, const char *address, const ledger_fetched *got, outing *o)
{
    job *j = job_new(kind, target);
    if (j != NULL && (j->visit = visit_new(address, got, o)) == NULL) {
        job_free(j);
        return NULL;
    }
    return j;
}

static void harvest__refuse(harvest *h, const errand *e, const problem *why, bool settled)
{
    ledger_fetched got = {.mark = e->mark};
    job *j = job_visit(JOB_REFUSED, e->address, e->kind == ERRAND_ITEM ? e->address : NULL, &got, e->outing);
    if (j != NULL) {
        j->problem = *why;
        j->visit->settled = settled && e->kind == ERRAND_ITEM;
    }
    harvest_submit(h, j);
}

/* What was fetched the last time is the same still. */
static void harvest__note(harvest *h, const errand *e, const char *address, const ledger_fetched *got, size_t unchanged)
{
    job *j = job_visit(JOB_NOTE, e->address, address, got, e->outing);
    if (j != NULL) j->visit->unchanged = unchanged;
    harvest_submit(h, j);
}

/* A page that was fetched; takes its bytes and what is told of it over. */
static void harvest__page(harvest *h, errand *e, answer *got, const ledger_fetched *fetched)
{
    job *j = job_visit(JOB_PAGE, e->address, e->address, fetched, e->outing);
    if (j != NULL) {
        j->line = got->bytes;
        j->line_size = got->size;
        got->bytes = NULL;
        j->told = e->told;
        e->told = (page_told){0};
        j->told.format = got->format;
        j->told.url = got->address;
        got->address = NULL;
        if (got->charset[0] != '\0') j->told.charset = strdup(got->charset);
        if (j->line == NULL) j->line = calloc(1, 1); /* an empty page */
    }
    harvest_submit(h, j);
}

/* ---- fetching ---- */

static size_t harvest__limit(const harvest *h, errand_kind kind)
{
    const settings *s = h->in->settings;
    size_t usual = kind == ERRAND_ITEM ? PAGE_SIZE : FEED_SIZE;
    return s->max_size_given || s->max_size < usual ? s->max_size : usual;
}

/* Reads a host's robots.txt. False: that is not possible now. */
static bool host__ask(const harvest *h, const char *name, robots **out, answer *got, problem *p)
{
    char address[2100];
    problem why = {""};
    *out = NULL;
    snprintf(address, sizeof address, "%.2000s/robots.txt", name);
    fetch_request request = {
        .address = address, .timeout = h->in->settings->timeout, .limit = ROBOTS_SIZE, .stop = h->stop};
    bool good = fetch(got, &request, &why);
    if (good) {
        *out = robots_parse(got->bytes != NULL ? got->bytes : "", got->size, FETCH_AGENT);
        good = *out != NULL || problem_memory(p);
    } else if (got->status >= 400 && got->status < 500 && got->status != 429) {
        good = true; /* there is none */
    } else {
        problem_set(p, "the site's robots.txt cannot be read, so nothing of it may be: %.300s", why.text);
    }
    if (good) answer_release(got);
    return good;
}

/* A redirect, as the host's robots.txt has it. */
typedef struct leading {
    const host *at;
    bool forbidden;
} leading;

/* On the same host it is followed, if that is allowed. On another it is an errand for there. */
static bool leading__follow(const char *address, void *payload)
{
    leading *l = payload;
    size_t size = address_host(address);
    if (strncasecmp(l->at->name, address, size) != 0 || l->at->name[size] != '\0') return false;
    l->forbidden = !robots_allow(l->at->robots, address_path(address));
    return !l->forbidden;
}

/* Fetches what the errand is about. */
static bool errand__fetch(harvest *h, const errand *e, const ledger_fetched *before, leading *to, answer *got,
                          problem *p)
{
    fetch_request request = {.address = errand_at(e),
                             .follow = leading__follow,
                             .follow_payload = to,
                             .etag = before->etag,
                             .modified = before->modified,
                             .timeout = h->in->settings->timeout,
                             .limit = harvest__limit(h, e->kind),
                             .stop = h->stop};
    return fetch(got, &request, p);
}

/* A file that is served compressed, as against a compressed transfer. */
static bool answer__unpack(answer *got, size_t limit, problem *p)
{
    if (got->bytes == NULL || got->size < 2 || memcmp(got->bytes, "\x1F\x8B", 2) != 0) return true;
    size_t size;
    stream *in = stream_of_memory(got->bytes, got->size, p);
    char *bytes = in != NULL ? stream_read_all(in, limit, &size, p) : NULL;
    stream_close(in);
    if (bytes == NULL) return false;
    free(got->bytes);
    got->bytes = bytes;
    got->size = got->capacity = size;
    return true;
}

/* What came becomes jobs, or errands. */
static void harvest__take(harvest *h, errand *e, answer *got, const ledger_fetched *before)
{
    problem p = {""};
    ledger_fetched now = {.mark = e->mark != 0 ? e->mark : before->mark};
    strcpy(now.etag, got->etag);
    strcpy(now.modified, got->modified);
    if (got->status == 304) {
        now = *before;
        if (e->mark != 0) now.mark = e->mark;
        harvest__note(h, e, e->address, &now, before->mark != FEED_MARK);
        return;
    }
    if (e->kind == ERRAND_ANY && got->bytes != NULL && warc_sniff(got->bytes, got->size)) {
        archive_submit_bytes(h->in, e->address, got->bytes, got->size);
        return;
    }
    if (!answer__unpack(got, harvest__limit(h, e->kind), &p)) {
        harvest__refuse(h, e, &p, false);
        return;
    }
    const char *bytes = got->bytes != NULL ? got->bytes : "";
    if (e->kind == ERRAND_FEED || (e->kind == ERRAND_ANY && feed_sniff(bytes, got->size))) {
        now.mark = FEED_MARK;
        harvest_feed(h, e, got->address, bytes, got->size, &now);
        return;
    }
    harvest__page(h, e, got, &now);
}

static bool address__is_of_web(const char *address)
{
    return strncasecmp(address, "http://", 7) == 0 || strncasecmp(address, "https://", 8) == 0;
}

/* A redirect to another host: the errand goes on there, when it is that host's turn. */
static bool errand__move(errand *e, answer *got, problem *p)
{
    if (++e->hops > FETCH_REDIRECTS)
        return problem_set(p, "more than %d redirects; name the address they should lead to", FETCH_REDIRECTS);
    free(e->at);
    e->at = got->moved;
    e->at[strcspn(e->at, "#")] = '\0';
    got->moved = NULL;
    answer_release(got);
    return true;
}

/* Does one errand; true when it is to be tried again after *wait seconds. */
static bool harvest__do(harvest *h, errand *e, host *copy, double *wait)
{
    problem p = {""};
    answer got = {0};
    ledger_fetched before;
    pthread_mutex_lock(&h->lock);
    if (ledger_fetched_get(h->memory, e->address, &before) != SELON_OK) before = (ledger_fetched){0};
    pthread_mutex_unlock(&h->lock);
    leading to = {.at = copy};
    bool good = true, forbidden = false, foreign = !address__is_of_web(errand_at(e));
    if (foreign) {
        good = problem_set(&p, "only http:// and https:// addresses can be read");
    } else if (!copy->has_robots) {
        good = host__ask(h, copy->name, &copy->robots, &got, &p);
        copy->has_robots = good;
        if (good && robots_delay(copy->robots) > copy->delay)
            copy->delay = robots_delay(copy->robots) < DELAY_MOST ? robots_delay(copy->robots) : DELAY_MOST;
    }
    if (good && !robots_allow(copy->robots, address_path(errand_at(e)))) {
        forbidden = true;
        good = problem_set(&p, "the site's robots.txt does not allow it to be fetched");
    }
    if (good) good = errand__fetch(h, e, &before, &to, &got, &p);
    if (good && to.forbidden) {
        forbidden = true;
        answer_release(&got);
        good = problem_set(&p, "the site's robots.txt does not allow what it redirects to to be fetched");
    } else if (good && got.moved != NULL) {
        if (errand__move(e, &got, &p)) return true;
        answer_release(&got);
        good = false;
    }
    if (good) {
        harvest__take(h, e, &got, &before);
        answer_release(&got);
        return false;
    }
    bool again = got.passing && !forbidden;
    *wait = got.retry_after > 0 ? got.retry_after : BACK_OFF * (double)(1u << e->tries);
    if (h->stop != NULL && *h->stop) {
        outing_leave(e->outing);
        return false;
    }
    if (again && got.retry_after > PATIENCE)
        problem_set(&p, "the server asks to be left alone for %.0f s; try again then", got.retry_after);
    else if (again && ++e->tries < TRIES)
        return true;
    harvest__refuse(h, e, &p, forbidden || foreign || (!again && got.status != 0));
    return false;
}

/* ---- the crew ---- */

/* Waits for an errand whose host is ready; the lock is held. NULL: all is done. */
static errand *harvest__next(harvest *h, size_t *at)
{
    for (;;) {
        if (h->stopped || (h->stop != NULL && *h->stop) || (h->queue.waiting == 0 && h->queue.busy == 0)) return NULL;
        double now = now_seconds(), first = now + WAKE_SECONDS;
        errand *e = errands_next(&h->queue, now, &first, at);
        if (e != NULL) return e;
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        double rest = first - now < 0.001 ? 0.001 : first - now;
        until.tv_nsec += (long)(rest * 1e9);
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&h->changed, &h->lock, &until);
    }
}

static void *harvest__crew(void *payload)
{
    harvest *h = payload;
    size_t at;
    pthread_mutex_lock(&h->lock);
    for (errand *e; (e = harvest__next(h, &at)) != NULL;) {
        host copy = h->queue.hosts[at]; /* the array may move while the lock is open */
        double wait = 0;
        pthread_mutex_unlock(&h->lock);
        bool again = harvest__do(h, e, &copy, &wait);
        pthread_mutex_lock(&h->lock);
        host *mine = &h->queue.hosts[at];
        mine->robots = copy.robots;
        mine->has_robots = copy.has_robots;
        mine->delay = copy.delay;
        errands_done(&h->queue, at, now_seconds() + (again && wait > copy.delay ? wait : copy.delay));
        if (!again)
            errand_free(e);
        else if (!errands_queue(&h->queue, e, true))
            errand_drop(e);
        pthread_cond_broadcast(&h->changed);
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

bool harvest_run(harvest *h)
{
    pthread_t crew[CREW];
    size_t started = 0;
    if (h->queue.waiting == 0) return true;
    while (started < CREW && pthread_create(&crew[started], NULL, harvest__crew, h) == 0) started++;
    if (started == 0) harvest__crew(h);
    for (size_t i = 0; i < started; i++) pthread_join(crew[i], NULL);
    return !h->stopped;
}

/* ---- what is to be fetched ---- */

harvest *harvest_new(intake *in, ledger *memory, double pause, const atomic_int *stop)
{
    harvest *h = calloc(1, sizeof *h);
    if (h == NULL) return NULL;
    h->in = in;
    h->memory = memory;
    h->queue.pause = pause;
    h->stop = stop;
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->changed, NULL);
    return h;
}

void harvest_free(harvest *h)
{
    if (h == NULL) return;
    for (errand *e; (e = errands_take_any(&h->queue)) != NULL;) errand_drop(e);
    errands_release(&h->queue);
    pthread_mutex_destroy(&h->lock);
    pthread_cond_destroy(&h->changed);
    free(h);
}

bool harvest_add(harvest *h, const char *address)
{
    errand *e = calloc(1, sizeof *e);
    if (e != NULL && (e->address = name_address(address)) != NULL) {
        e->address[strcspn(e->address, "#")] = '\0';
        e->kind = h->in->settings->from == SOURCE_FEED ? ERRAND_FEED : ERRAND_ANY;
        pthread_mutex_lock(&h->lock);
        bool good = errands_queue(&h->queue, e, false);
        pthread_mutex_unlock(&h->lock);
        if (good) return true;
    }
    errand_free(e);
    return problem_memory(&h->in->starved);
}

bool harvest_is_file(const settings *s, const char *path)
{
    char first[4096];
    struct stat st;
    if (s->from == SOURCE_FEED) return true;
    if (s->from != SOURCE_AUTO || name_is_address(path) || name_is_article(path)) return false;
    if (name_is_feed(path)) return true;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) return false;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = descriptor >= 0 ? read(descriptor, first, sizeof first) : -1;
    if (descriptor >= 0) close(descriptor);
    return n > 0 && feed_sniff(first, (size_t)n);
}

bool harvest_add_file(harvest *h, const char *path)
{
    problem p = {""};
    size_t size;
    stream *in = stream_open(path, &p);
    char *bytes = in != NULL ? stream_read_all(in, harvest__limit(h, ERRAND_FEED), &size, &p) : NULL;
    stream_close(in);
    if (bytes == NULL) return intake_refuse(h->in, path, 0, &p);
    errand e = {.kind = ERRAND_FEED, .address = (char *)(uintptr_t)path};
    harvest_feed(h, &e, NULL, bytes, size, NULL);
    free(bytes);
    return !h->stopped;
}
