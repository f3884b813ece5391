/* SPDX-License-Identifier: Apache-2.0
 *
 * work.h - requests on their way to a desk, and the desks.
 *
 * A desk is a thread with a connection to the ledger of its own.
 */
#ifndef SELON_ROOM_WORK_H
#define SELON_ROOM_WORK_H

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "room/answer.h"
#include "room/request.h"
#include "room/room.h"

/* A request that is to be answered. What embeds it says how it goes on. */
typedef struct task {
    struct task *next;
    time_t since; /* it has been waiting for a desk */
    request q;
    const route *route;
    answer answer;
    bool (*gone)(struct task *t);           /* called at the desk now and then: does nobody wait for it any more? */
    void (*done)(struct task *t);           /* called at the desk, when it is answered */
    struct stream *(*open)(struct task *t); /* called at the desk: the rest of the answer comes by a stream */
} task;

/* Sends the answer's status and headers now; what is written into the stream is its body. The answer may not be
 * touched any more. The stream is ended when the request is done. NULL without memory. */
struct stream *task_stream(request *q);

typedef struct queue {
    int seconds; /* that a desk may work for one */
    pthread_mutex_t lock;
    pthread_cond_t more;
    task *first, *last;
    unsigned waiting, most; /* tasks; the most that may wait */
    bool ended;
} queue;

#define DESK_PREPARED 64

typedef struct desk {
    room *room;
    queue *queue;
    ledger *ledger;
    int64_t version;       /* of the ledger, as this connection saw it last */
    struct census *census; /* that the request uses; NULL: none yet */
    struct {
        const char *sql;
        struct sqlite3_stmt *statement;
    } prepared[DESK_PREPARED]; /* view.h */
    size_t prepared_count;
    void *curl;                      /* page_fetch.h */
    void *compressor;                /* answer.h */
    buffer scratch;                  /* emptied when the request has been answered */
    struct selon_document *document; /* of the request, freed then */
    struct ledger *writing;          /* closed then */
    struct ledger_entry *entry;      /* freed then */
    struct ledger_maker *maker;
    struct timespec until, looked; /* the request has to be answered by then; when that was looked at last */
    task *task;                    /* NULL: what is left to say is said, whatever the time */
    bool over;                     /* the time was over, or nobody waits */
    pthread_t thread;
    bool running;
} desk;

void queue_begin(queue *u, unsigned most, int seconds);
void queue_end(queue *u); /* its desks stop when it is empty */
void queue_release(queue *u);

/* Answers those that have been waiting for longer with a problem. */
void queue_give_up(queue *u, int seconds);

/* False when it is full or at its end. */
bool queue_put(queue *u, task *t);

/* Has what is under way to be left: the time is over, the room ends, nobody waits for the answer any more? Cheap enough
 * to be asked for each row and each few kilobytes that are written. NULL: no. */
bool desk_is_over(desk *d);

/* Opens the ledger and begins to work. */
int desk_begin(desk *d, room *r, queue *u, ledger_words *why);
void desk_end(desk *d); /* after queue_end() */

#endif
