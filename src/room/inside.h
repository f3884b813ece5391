/* SPDX-License-Identifier: Apache-2.0
 *
 * inside.h - the room as its own files see it.
 */
#ifndef SELON_ROOM_INSIDE_H
#define SELON_ROOM_INSIDE_H

#include <sys/types.h>

#include "room/census.h"
#include "room/room.h"
#include "room/session.h"
#include "room/work.h"

#define DESKS_MOST 64
#define DESKS_SLOW 2
#define DESKS_OURS (DESKS_SLOW + 3) /* besides those that are as many as cores */

struct server;

/* Who waits for what: nobody waits for more than what his own request needs. */
typedef enum queue_kind {
    QUEUE_QUICK, /* looking something up */
    QUEUE_SLOW,  /* a text to be read, a page to be fetched */
    QUEUE_PEN,   /* corrections, one after the other, as they are in the ledger */
    QUEUE_DOOR,  /* passwords, which are slow to look at on purpose */
    QUEUE_PORCH, /* what needs nothing of the ledger, and so no disk that answers */
    QUEUES
} queue_kind;

#define GUESSERS 256
typedef struct guesser {
    uint64_t from;
    unsigned failures;
    time_t failed;
} guesser;

struct room {
    room_options options;
    selon_allocator allocator;
    _Atomic uint64_t version; /* of what the ledger says, beginning somewhere */
    atomic_bool ending;
    queue queues[QUEUES];
    desk desks[DESKS_MOST + DESKS_OURS];
    unsigned desk_count;
    census_taker *taker;
    sessions sessions;
    pthread_mutex_t engine_lock;
    selon_engine *engine; /* NULL until somebody gives a text to read */
    bool writable;        /* articles can be kept */
    dev_t device;         /* which file the ledger is: writing.h */
    ino_t file;
    guesser guessers[GUESSERS];    /* who failed to sign in; with the sessions' lock */
    struct remembered *remembered; /* remembered.h */
    struct server *server;
};

/* ---- guard.c ---- */

bool room_is_closed(const room *r);

/* ---- server.c ---- */

int server_begin(struct server **out, room *r, ledger_words *why);
unsigned server_port(const struct server *s);
void server_quiet(struct server *s); /* no further connections or requests */
void server_end(struct server *s);   /* after all tasks are done */

#endif
