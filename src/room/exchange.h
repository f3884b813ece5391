/* SPDX-License-Identifier: Apache-2.0
 *
 * exchange.h - one request with its answer, between the library and the desks.
 */
#ifndef SELON_ROOM_EXCHANGE_H
#define SELON_ROOM_EXCHANGE_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <time.h>

#include "room/guests.h"
#include "room/inside.h"

struct server {
    room *room;
    struct MHD_Daemon *daemon;
    unsigned port;
    guests guests;
    atomic_uint exchanges; /* that have begun and are not over */
    atomic_size_t bodies;  /* bytes of theirs */
    pthread_t watch;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    bool watching, ending; /* with the lock */
};

typedef struct exchange {
    task task; /* first: the desk knows only this */
    struct server *server;
    struct MHD_Connection *connection;
    guest *guest;
    const char *uri;
    const char *line; /* the same, in the library's memory */
    buffer body;
    size_t body_most, refused; /* bytes; those that came beyond */
    atomic_uint holders;       /* the library, and a desk that is writing a stream */
    bool begun, answered, sent, unclear;
    struct timespec since;
} exchange;

/* NULL without memory. */
exchange *exchange_new(struct server *s, const char *uri);
void exchange_free(exchange *e); /* NULL is allowed */

/* The library has done with it. */
void exchange_over(exchange *e);

/* Reads the line and the headers. What is wrong is the request's problem. False without memory. */
bool exchange_begin(exchange *e, const char *method, const char *version);

#define EXCHANGE_BEYOND (64u << 20) /* bytes that are taken and thrown away, for the sake of a good answer */

/* Is so much announced that it is not even thrown away? */
bool exchange_is_hopeless(const exchange *e);

/* Gives it to a desk, or answers it at once. */
enum MHD_Result exchange_ask(exchange *e);
enum MHD_Result exchange_refuse(exchange *e);
enum MHD_Result exchange_send(exchange *e);

/* Writes its line of the log. */
void exchange_log(const exchange *e);

#endif
