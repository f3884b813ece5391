/* SPDX-License-Identifier: Apache-2.0
 *
 * remembered.c - see remembered.h. A chained hash table, whose entries are in a
 * list, too, the last asked for first.
 */
#include "room/remembered.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define BUCKETS 4096
#define EACH_MOST 8 /* one may take so manieth part of all */

typedef struct entry {
    struct entry *next; /* of the bucket */
    struct entry *newer, *older;
    uint64_t hash;
    const char *type;
    bool gzip;
    size_t key_size, body_size;
    char bytes[]; /* the key, the body */
} entry;

struct remembered {
    pthread_mutex_t lock;
    uint64_t version;
    size_t used, most;
    entry *buckets[BUCKETS];
    entry *newest, *oldest;
};

static size_t entry__size(const entry *e)
{
    return sizeof *e + e->key_size + e->body_size;
}

/* ---- the list ---- */

static void list__leave(remembered *m, entry *e)
{
    *(e->newer != NULL ? &e->newer->older : &m->newest) = e->older;
    *(e->older != NULL ? &e->older->newer : &m->oldest) = e->newer;
}

static void list__enter(remembered *m, entry *e)
{
    e->newer = NULL;
    e->older = m->newest;
    *(m->newest != NULL ? &m->newest->newer : &m->oldest) = e;
    m->newest = e;
}

/* ---- the table ---- */

static entry **table__place(remembered *m, uint64_t hash, const char *key, size_t size)
{
    entry **at = &m->buckets[hash % BUCKETS];
    while (*at != NULL && ((*at)->hash != hash || (*at)->key_size != size || memcmp((*at)->bytes, key, size) != 0))
        at = &(*at)->next;
    return at;
}

static void table__forget_oldest(remembered *m)
{
    entry *e = m->oldest, **at = table__place(m, e->hash, e->bytes, e->key_size);
    *at = e->next;
    m->oldest = e->newer;
    *(e->newer != NULL ? &e->newer->older : &m->newest) = NULL;
    m->used -= entry__size(e);
    free(e);
}

/* A desk that has not seen yet that somebody has written brings an older version: it gets nothing, and keeps nothing. */
static bool table__is_of(remembered *m, uint64_t version)
{
    if (version > m->version) {
        while (m->oldest != NULL) table__forget_oldest(m);
        m->version = version;
    }
    return version == m->version;
}

/* ---- asking ---- */

remembered *remembered_new(size_t most)
{
    remembered *m = calloc(1, sizeof *m);
    if (m == NULL) return NULL;
    m->most = most;
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

void remembered_free(remembered *m)
{
    if (m == NULL) return;
    while (m->oldest != NULL) table__forget_oldest(m);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

bool remembered_find(remembered *m, uint64_t version, const char *key, answer *out)
{
    size_t size = strlen(key);
    uint64_t hash = hash_bytes(key, size);
    if (m == NULL) return false;
    pthread_mutex_lock(&m->lock);
    entry *e = table__is_of(m, version) ? *table__place(m, hash, key, size) : NULL;
    if (e != NULL) {
        list__leave(m, e);
        list__enter(m, e);
        out->type = e->type;
        out->gzip = e->gzip;
        buffer_append(&out->body, e->bytes + e->key_size, e->body_size);
    }
    pthread_mutex_unlock(&m->lock);
    return e != NULL;
}

void remembered_put(remembered *m, uint64_t version, const char *key, const answer *a)
{
    size_t size = strlen(key);
    uint64_t hash = hash_bytes(key, size);
    if (m == NULL || a->body.failed || a->body.size > m->most / EACH_MOST) return;
    entry *e = malloc(sizeof *e + size + a->body.size);
    if (e == NULL) return;
    *e = (entry){.hash = hash, .type = a->type, .gzip = a->gzip, .key_size = size, .body_size = a->body.size};
    memcpy(e->bytes, key, size);
    if (a->body.size > 0) memcpy(e->bytes + size, a->body.bytes, a->body.size);
    pthread_mutex_lock(&m->lock);
    entry **place = table__is_of(m, version) ? table__place(m, hash, key, size) : NULL;
    if (place != NULL && *place == NULL) { /* else another desk was faster */
        *place = e;
        list__enter(m, e);
        m->used += entry__size(e);
        e = NULL;
        while (m->used > m->most && m->oldest != NULL) table__forget_oldest(m);
    }
    pthread_mutex_unlock(&m->lock);
    free(e);
}
