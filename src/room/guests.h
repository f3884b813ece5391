/* SPDX-License-Identifier: Apache-2.0
 *
 * guests.h - the connections that are open, and how long each may go on with
 * what it is at.
 *
 * The library's own time-out counts from the last byte, so a client that sends
 * one byte in ten seconds could stay for ever. Here each stage has its whole
 * time; who exceeds it is shut off.
 */
#ifndef SELON_ROOM_GUESTS_H
#define SELON_ROOM_GUESTS_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

typedef enum guest_stage {
    GUEST_IDLE,    /* between requests, or before the first */
    GUEST_HEADERS, /* a request has begun */
    GUEST_BODY,
    GUEST_WAITS, /* for us */
    GUEST_READS, /* the answer */
    GUEST_STAGES
} guest_stage;

typedef struct guest {
    struct guest *before, *after;
    int socket;
    time_t until; /* monotonic seconds; 0: for ever */
} guest;

typedef struct guests {
    pthread_mutex_t lock;
    guest *first;
    unsigned count;
} guests;

void guests_begin(guests *g);
void guests_end(guests *g); /* those who are left are forgotten */

guest *guest_come(guests *g, int socket); /* NULL without memory */
void guest_go(guests *g, guest *who);     /* before its socket is closed; NULL is allowed */
void guest_turn(guests *g, guest *who, guest_stage stage);

/* Shuts those off whose time is over. */
void guests_sweep(guests *g);

#endif
