/* SPDX-License-Identifier: Apache-2.0
 *
 * errand.c - see errand.h. Hosts are few, so they are looked through; the
 * errands of one are a list.
 */
#include "errand.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"

static void told_release(page_told *t)
{
    free(t->url);
    free(t->charset);
    free(t->date);
    free(t->title);
    free(t->author);
    free(t->outlet);
    *t = (page_told){0};
}

void errand_free(errand *e)
{
    if (e == NULL) return;
    free(e->address);
    free(e->at);
    told_release(&e->told);
    free(e);
}

/* "HTTPS://News.example:8080/a?b#c" -> its first 27 bytes. */
size_t address_host(const char *address)
{
    const char *at = strstr(address, "://");
    if (at == NULL) return strlen(address);
    at += 3;
    return (size_t)(at - address) + strcspn(at, "/?#");
}

const char *errand_at(const errand *e)
{
    return e->at != NULL ? e->at : e->address;
}

static host *errands__host(errands *q, const char *address)
{
    size_t size = address_host(address);
    for (size_t i = 0; i < q->host_count; i++)
        if (strncasecmp(q->hosts[i].name, address, size) == 0 && q->hosts[i].name[size] == '\0') return &q->hosts[i];
    if (q->host_count == q->host_room) {
        size_t room = q->host_room > 0 ? q->host_room * 2 : 16;
        host *grown = realloc(q->hosts, room * sizeof *grown);
        if (grown == NULL) return NULL;
        q->hosts = grown;
        q->host_room = room;
    }
    char *name = strndup(address, size);
    if (name == NULL) return NULL;
    q->hosts[q->host_count] = (host){.name = name, .delay = q->pause};
    return &q->hosts[q->host_count++];
}

bool errands_queue(errands *q, errand *e, bool front)
{
    host *at = errands__host(q, errand_at(e));
    if (at == NULL) return false;
    e->next = NULL;
    if (at->first == NULL) {
        at->first = at->last = e;
    } else if (front) {
        e->next = at->first;
        at->first = e;
    } else {
        at->last->next = e;
        at->last = e;
    }
    q->waiting++;
    return true;
}

bool errands_seen(errands *q, const char *address)
{
    if (q->seen_count * 2 >= q->seen_room) {
        size_t room = q->seen_room > 0 ? q->seen_room * 2 : 1024;
        uint64_t *grown = calloc(room, sizeof *grown);
        if (grown == NULL) return false;
        for (size_t i = 0; i < q->seen_room; i++) {
            if (q->seen[i] == 0) continue;
            size_t at = q->seen[i] & (room - 1);
            while (grown[at] != 0) at = (at + 1) & (room - 1);
            grown[at] = q->seen[i];
        }
        free(q->seen);
        q->seen = grown;
        q->seen_room = room;
    }
    uint64_t key = hash_bytes(address, strlen(address)) | 1;
    size_t at = key & (q->seen_room - 1);
    for (; q->seen[at] != 0; at = (at + 1) & (q->seen_room - 1))
        if (q->seen[at] == key) return true;
    q->seen[at] = key;
    q->seen_count++;
    return false;
}

errand *errands_next(errands *q, double now, double *first, size_t *at)
{
    size_t best = q->host_count;
    for (size_t i = 0; i < q->host_count; i++) {
        const host *one = &q->hosts[i];
        if (one->busy || one->first == NULL || one->ready > *first) continue;
        *first = one->ready;
        best = i;
    }
    if (best == q->host_count || *first > now) return NULL;
    errand *e = q->hosts[best].first;
    q->hosts[best].first = e->next;
    q->hosts[best].busy = true;
    q->waiting--;
    q->busy++;
    *at = best;
    return e;
}

void errands_done(errands *q, size_t at, double ready)
{
    q->hosts[at].ready = ready;
    q->hosts[at].busy = false;
    q->busy--;
}

errand *errands_take_any(errands *q)
{
    for (size_t i = 0; i < q->host_count; i++) {
        errand *e = q->hosts[i].first;
        if (e == NULL) continue;
        q->hosts[i].first = e->next;
        q->waiting--;
        return e;
    }
    return NULL;
}

void errands_release(errands *q)
{
    for (size_t i = 0; i < q->host_count; i++) {
        free(q->hosts[i].name);
        robots_free(q->hosts[i].robots);
    }
    free(q->hosts);
    free(q->seen);
    *q = (errands){0};
}

const char *address_path(const char *address)
{
    const char *path = address + address_host(address);
    return *path == '/' ? path : "/";
}
