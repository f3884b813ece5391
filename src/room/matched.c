/* SPDX-License-Identifier: Apache-2.0
 *
 * matched.c - see matched.h.
 */
#include "room/matched.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SETS 24 /* of a million statements each has an eighth of a megabyte */

typedef struct kept_set {
    uint64_t used; /* 0: never */
    char *match;
    uint64_t *bits;
} kept_set;

struct matched {
    pthread_mutex_t lock;
    size_t words;
    uint64_t asked;
    kept_set sets[SETS];
};

matched *matched_new(size_t words)
{
    matched *m = calloc(1, sizeof *m);
    if (m == NULL) return NULL;
    pthread_mutex_init(&m->lock, NULL);
    m->words = words;
    return m;
}

void matched_free(matched *m)
{
    if (m == NULL) return;
    for (size_t i = 0; i < SETS; i++) {
        free(m->sets[i].match);
        free(m->sets[i].bits);
    }
    pthread_mutex_destroy(&m->lock);
    free(m);
}

static kept_set *matched__place(matched *m, const char *match)
{
    for (size_t i = 0; i < SETS; i++)
        if (m->sets[i].used > 0 && strcmp(m->sets[i].match, match) == 0) return &m->sets[i];
    return NULL;
}

uint64_t *matched_find(matched *m, arena *a, const char *match)
{
    if (m == NULL) return NULL;
    uint64_t *bits = ARENA_ARRAY(a, uint64_t, m->words); /* before the lock: the arena may jump */
    pthread_mutex_lock(&m->lock);
    kept_set *set = matched__place(m, match);
    if (set != NULL) {
        set->used = ++m->asked;
        memcpy(bits, set->bits, m->words * sizeof *bits);
    }
    pthread_mutex_unlock(&m->lock);
    return set != NULL ? bits : NULL;
}

/* Its own place, else the one that was asked for longest ago. */
static kept_set *matched__choose(matched *m, const char *match)
{
    kept_set *set = matched__place(m, match);
    for (size_t i = 0; i < SETS && set == NULL; i++)
        if (m->sets[i].used == 0) set = &m->sets[i];
    if (set != NULL) return set;
    set = &m->sets[0];
    for (size_t i = 1; i < SETS; i++)
        if (m->sets[i].used < set->used) set = &m->sets[i];
    return set;
}

void matched_put(matched *m, const char *match, const uint64_t *bits)
{
    if (m == NULL) return;
    size_t size = strlen(match) + 1;
    kept_set made = {.match = malloc(size), .bits = malloc(m->words * sizeof *bits)};
    if (made.match != NULL && made.bits != NULL) {
        memcpy(made.match, match, size);
        memcpy(made.bits, bits, m->words * sizeof *bits);
        pthread_mutex_lock(&m->lock);
        kept_set *set = matched__choose(m, match), old = *set;
        made.used = ++m->asked;
        *set = made;
        pthread_mutex_unlock(&m->lock);
        made = old;
    }
    free(made.match);
    free(made.bits);
}
