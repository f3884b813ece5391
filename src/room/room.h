/* SPDX-License-Identifier: Apache-2.0
 *
 * room.h - the reading room: a ledger as web pages and as a JSON API.
 *
 *     connections -> server.c -> queue -> desks (work.c) -> answer -> server.c
 *                  (one thread)          (one thread and one connection
 *                                         to the ledger each)
 *
 * One thread moves bytes (libmicrohttpd, epoll) and never waits for anything;
 * what has to be thought about is done at the desks. So a client that is slow,
 * or that does nothing at all, costs a few kilobytes and no thread; a request
 * that takes long (reading a text, fetching an address) has desks of its own and
 * does not hold up the others; and when the queue is full, who comes next is told
 * so at once (503).
 */
#ifndef SELON_ROOM_ROOM_H
#define SELON_ROOM_ROOM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ledger/ledger.h"
#include "selon.h"

typedef struct room room;

typedef struct room_options {
    const char *ledger;         /* its path */
    const char *address;        /* to listen on; NULL: the loopback */
    unsigned port;              /* 0: any that is free */
    const char *token;          /* who is let in; NULL: not asked for */
    const char *password_hash;  /* argon2's; NULL: not asked for */
    const char *const *names;   /* of this machine, that a request may ask for besides its addresses; NULL-ended */
    const char *const *proxies; /* addresses of servers before this one, whose word is taken for who asks; NULL-ended */
    bool secure_cookies;        /* browsers come by HTTPS alone */
    bool fetch_private;         /* `POST /read` may fetch addresses of this machine and its network */
    bool log_queries;
    unsigned desks; /* 0: as many as cores */
    /* What given texts are read with, borrowed. NULL: the built-in data, opened when somebody gives the first. */
    const selon_engine *engine;
    /* One line of the log, without its end. NULL: none is wanted. Thread-safe. */
    void (*log)(const char *line, void *payload);
    void *payload;
} room_options;

/* Opens the ledger, begins to answer. The strings are borrowed until the end. */
int room_open(room **out, const room_options *options, ledger_words *why);

/* Can only this machine reach the address? NULL is the loopback. */
bool room_is_loopback(const char *address);

/* The port it listens on. */
unsigned room_port(const room *r);

/* Ends what is under way, within seconds, then all. NULL is allowed. */
void room_close(room *r);

#endif
