/* SPDX-License-Identifier: Apache-2.0
 *
 * harvest_feed.c - what a feed, or a list of feeds, names: items become errands,
 * those that are in the feed itself jobs. See harvesting.h.
 *
 * A feed is remembered with the last of its items. So its own job comes after all of
 * them, and items are queued only when all are known.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/hash.h"
#include "harvesting.h"
#include "input/feed.h"
#include "name.h"

static char *copy_of(const char *text)
{
    return text != NULL ? strdup(text) : NULL;
}

typedef struct gathering {
    harvest *h;
    const char *target; /* the feed's address or path */
    const char *name;   /* that the list of feeds gave it */
    outing *outing;
    errand *first, *last;
    size_t known, items, feeds;
    bool stopped;
} gathering;

static uint64_t mark_of(const feed_item *item)
{
    const char *parts[] = {item->id, item->title, item->date, item->link};
    uint64_t mark = 1;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        mark = hash_join(mark, parts[i] != NULL ? hash_bytes(parts[i], strlen(parts[i])) : 0);
    mark = hash_join(mark, item->content != NULL ? hash_bytes(item->content, item->content_size) : 0);
    return hash_mix(mark) | 1;
}

static page_told told_of(const gathering *g, const feed_item *item)
{
    return (page_told){.date = copy_of(item->date),
                       .title = copy_of(item->title),
                       .author = copy_of(item->author),
                       .outlet = copy_of(item->outlet != NULL ? item->outlet : g->name)};
}

/* An item that is read from the feed itself. */
static bool gathering__content(gathering *g, const feed_item *item)
{
    if (item->content == NULL) return true;
    job *j = job_visit(JOB_PAGE, g->target, NULL, NULL, g->outing);
    if (j != NULL) {
        j->told = told_of(g, item);
        j->told.format = strchr(item->content, '<') != NULL ? SELON_INPUT_HTML : SELON_INPUT_TEXT;
        j->told.charset = strdup("utf-8");
        j->id = strdup(item->id != NULL ? item->id : item->title != NULL ? item->title : "");
        j->id_given = true;
        j->line = malloc(item->content_size + 1);
        if (j->line != NULL) memcpy(j->line, item->content, item->content_size + 1);
        j->line_size = item->content_size;
        g->outing->pending++;
        if (j->line == NULL || j->id == NULL) {
            job_free(j);
            j = NULL;
        }
    }
    return harvest_submit(g->h, j);
}

/* Is the item as it was when its page was fetched? */
static bool gathering__knows(gathering *g, const char *address, uint64_t mark)
{
    ledger_fetched before;
    pthread_mutex_lock(&g->h->lock);
    bool same = ledger_fetched_get(g->h->memory, address, &before) == SELON_OK && before.known && before.mark == mark;
    bool queued = !same && errands_seen(&g->h->queue, address);
    pthread_mutex_unlock(&g->h->lock);
    g->known += same;
    return same || queued;
}

static int gathering__take(const feed_item *item, void *payload)
{
    gathering *g = payload;
    g->items += !item->is_feed;
    g->feeds += item->is_feed;
    if (item->link == NULL && item->is_feed) return 0;
    if (item->link == NULL) return gathering__content(g, item) ? 0 : (g->stopped = true);
    errand *e = calloc(1, sizeof *e);
    if (e == NULL || (e->address = name_address(item->link)) == NULL) {
        free(e);
        problem_memory(&g->h->in->starved);
        return g->stopped = true;
    }
    e->address[strcspn(e->address, "#")] = '\0';
    e->kind = item->is_feed ? ERRAND_FEED : ERRAND_ITEM;
    e->mark = item->is_feed ? 0 : mark_of(item);
    if (!item->is_feed && gathering__knows(g, e->address, e->mark)) {
        errand_free(e);
        return 0;
    }
    if (item->is_feed)
        e->told.outlet = copy_of(item->title);
    else
        e->told = told_of(g, item);
    if (!item->is_feed) e->outing = g->outing;
    if (g->last != NULL) g->last->next = e;
    if (g->last == NULL) g->first = e;
    g->last = e;
    return 0;
}

/* Queues what was gathered. Only now, so that `pending` is what it will be. */
static bool gathering__queue(gathering *g)
{
    bool good = !g->stopped;
    for (errand *e = g->first; e != NULL; e = e->next) g->outing->pending += e->outing != NULL;
    pthread_mutex_lock(&g->h->lock);
    for (errand *e = g->first, *next; e != NULL; e = next) {
        next = e->next;
        if (good) good = errands_queue(&g->h->queue, e, false);
        if (!good) errand_drop(e);
    }
    pthread_cond_broadcast(&g->h->changed);
    pthread_mutex_unlock(&g->h->lock);
    return good;
}

void harvest_feed(harvest *h, const errand *e, const char *address, const char *bytes, size_t size,
                  const ledger_fetched *got)
{
    problem p = {""};
    selon_allocator allocator = allocator_default();
    outing *o = calloc(1, sizeof *o);
    if (o == NULL) {
        harvest_submit(h, NULL);
        return;
    }
    o->pending = 1; /* the feed's own job, which comes last */
    if (got != NULL) {
        o->got = *got;
        o->address = copy_of(e->address);
    }
    gathering g = {.h = h, .target = e->address, .name = e->told.outlet, .outing = o};
    feed_status status = feed_read(bytes, size, address, time(NULL), &allocator, gathering__take, &g);
    if (g.feeds > 0) o->failed = true; /* a list: told that it is the same, we would not know its feeds */
    if (status == FEED_MEMORY) problem_memory(&p);
    if (status == FEED_FOREIGN) problem_set(&p, "is no RSS or Atom feed and no OPML list; check the address");
    if (status == FEED_BROKEN)
        problem_set(&p, "its XML is broken; what was read of it: %zu items, %zu feeds", g.items, g.feeds);
    if (!gathering__queue(&g)) {
        outing_leave(o);
        harvest_submit(h, NULL);
        return;
    }
    job *j = job_visit(p.text[0] != '\0' ? JOB_REFUSED : JOB_NOTE, e->address, NULL, NULL, o);
    if (j != NULL) {
        j->problem = p;
        j->visit->unchanged = g.known;
    }
    harvest_submit(h, j);
}
