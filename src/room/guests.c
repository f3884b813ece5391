/* SPDX-License-Identifier: Apache-2.0
 *
 * guests.c - see guests.h.
 */
#include "room/guests.h"

#include <stdlib.h>
#include <sys/socket.h>

static const int seconds[GUEST_STAGES] = {
    [GUEST_IDLE] = 20, [GUEST_HEADERS] = 10, [GUEST_BODY] = 60, [GUEST_WAITS] = 0, [GUEST_READS] = 120};

static time_t time__now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1; /* never 0 */
}

void guests_begin(guests *g)
{
    *g = (guests){.first = NULL};
    pthread_mutex_init(&g->lock, NULL);
}

void guests_end(guests *g)
{
    while (g->first != NULL) guest_go(g, g->first);
    pthread_mutex_destroy(&g->lock);
}

guest *guest_come(guests *g, int socket)
{
    guest *who = calloc(1, sizeof *who);
    if (who == NULL) return NULL;
    who->socket = socket;
    who->until = time__now() + seconds[GUEST_IDLE];
    pthread_mutex_lock(&g->lock);
    who->after = g->first;
    if (g->first != NULL) g->first->before = who;
    g->first = who;
    g->count++;
    pthread_mutex_unlock(&g->lock);
    return who;
}

void guest_go(guests *g, guest *who)
{
    if (who == NULL) return;
    pthread_mutex_lock(&g->lock);
    if (who->before != NULL)
        who->before->after = who->after;
    else
        g->first = who->after;
    if (who->after != NULL) who->after->before = who->before;
    g->count--;
    pthread_mutex_unlock(&g->lock);
    free(who);
}

void guest_turn(guests *g, guest *who, guest_stage stage)
{
    if (who == NULL) return;
    pthread_mutex_lock(&g->lock);
    who->until = seconds[stage] > 0 ? time__now() + seconds[stage] : 0;
    pthread_mutex_unlock(&g->lock);
}

/* The library sees that the connection has ended, and cleans up. */
void guests_sweep(guests *g)
{
    pthread_mutex_lock(&g->lock);
    time_t now = time__now();
    for (guest *who = g->first; who != NULL; who = who->after) {
        if (who->until == 0 || who->until > now) continue;
        shutdown(who->socket, SHUT_RDWR);
        who->until = 0;
    }
    pthread_mutex_unlock(&g->lock);
}
