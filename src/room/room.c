/* SPDX-License-Identifier: Apache-2.0
 *
 * room.c - the room as a whole: opened, closed. See room.h.
 */
#include "room/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/arena.h"
#include "room/inside.h"
#include "room/remembered.h"
#include "room/writing.h"

#define REMEMBERED_BYTES ((size_t)24 << 20)

/* How many may wait for each sort of desk, how long one may take, how many desks there are (0: as many as cores). */
static const struct {
    unsigned waiting;
    int seconds;
    unsigned desks;
} queues[QUEUES] = {[QUEUE_QUICK] = {512, 10, 0},
                    [QUEUE_SLOW] = {8, 60, DESKS_SLOW},
                    [QUEUE_PEN] = {32, 30, 1},
                    [QUEUE_DOOR] = {32, 10, 1},
                    [QUEUE_PORCH] = {512, 10, 1}};

static unsigned room__desks(const room *r)
{
    long cores = r->options.desks > 0 ? (long)r->options.desks : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > DESKS_MOST ? DESKS_MOST : (unsigned)cores;
}

static int room__desks_begin(room *r, ledger_words *why)
{
    int error = SELON_OK;
    for (int kind = 0; kind < QUEUES; kind++) {
        unsigned count = queues[kind].desks > 0 ? queues[kind].desks : room__desks(r);
        for (unsigned i = 0; i < count && error == SELON_OK; i++)
            error = desk_begin(&r->desks[r->desk_count++], r, &r->queues[kind], why);
    }
    return error;
}

int room_open(room **out, const room_options *options, ledger_words *why)
{
    uint64_t begin = 0;
    *out = NULL;
    snprintf(why->text, sizeof why->text, "not enough memory");
    room *r = calloc(1, sizeof *r);
    if (r == NULL) return SELON_ERROR_MEMORY;
    r->options = *options;
    r->allocator = allocator_default();
    if (getrandom(&begin, sizeof begin, 0) != sizeof begin) begin = (uint64_t)getpid();
    atomic_init(&r->version, begin);
    if (!sessions_begin(&r->sessions)) {
        snprintf(why->text, sizeof why->text, "the system gives no random numbers");
        free(r);
        return SELON_ERROR_IO;
    }
    pthread_mutex_init(&r->engine_lock, NULL);
    room_know_ledger(r);
    r->remembered = remembered_new(REMEMBERED_BYTES);
    r->writable = access(options->ledger, W_OK) == 0;
    for (int i = 0; i < QUEUES; i++) queue_begin(&r->queues[i], queues[i].waiting, queues[i].seconds);
    int error = census_taker_begin(&r->taker, r, why);
    if (error == SELON_OK) error = room__desks_begin(r, why);
    if (error == SELON_OK) error = server_begin(&r->server, r, why);
    if (error == SELON_OK)
        *out = r;
    else
        room_close(r);
    return error;
}

unsigned room_port(const room *r)
{
    return server_port(r->server);
}

void room_close(room *r)
{
    if (r == NULL) return;
    atomic_store(&r->ending, true);
    if (r->server != NULL) server_quiet(r->server);
    for (int i = 0; i < QUEUES; i++) queue_end(&r->queues[i]);
    for (unsigned i = 0; i < r->desk_count; i++) desk_end(&r->desks[i]);
    if (r->server != NULL) server_end(r->server);
    census_taker_end(r->taker);
    sessions_end(&r->sessions);
    selon_engine_close(r->engine);
    remembered_free(r->remembered);
    pthread_mutex_destroy(&r->engine_lock);
    for (int i = 0; i < QUEUES; i++) queue_release(&r->queues[i]);
    free(r);
}
