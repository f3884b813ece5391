/* SPDX-License-Identifier: Apache-2.0
 *
 * stream.c - see stream.h.
 */
#include "room/stream.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"

#define ROOM (256u << 10) /* bytes that nobody has taken yet */
#define PATIENCE 60       /* seconds for them to be taken */

struct stream {
    selon_allocator allocator;
    pthread_mutex_t lock;
    pthread_cond_t taken;
    buffer bytes;
    size_t sent; /* of them */
    unsigned holders;
    bool asleep, ended, left;
    void (*wake)(void *payload);
    void *payload;
};

stream *stream_new(const selon_allocator *allocator, void (*wake)(void *payload), void *payload)
{
    stream *s = allocator->allocate(sizeof *s, allocator->payload);
    if (s == NULL) return NULL;
    *s = (stream){.allocator = *allocator, .holders = 2, .wake = wake, .payload = payload};
    s->bytes = buffer_new(allocator);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->taken, NULL);
    return s;
}

/* Unlocks, and frees it when nobody holds it any more. */
static void stream__let_go(stream *s)
{
    bool last = --s->holders == 0;
    pthread_mutex_unlock(&s->lock);
    if (!last) return;
    selon_allocator allocator = s->allocator;
    buffer_release(&s->bytes);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->taken);
    allocator.release(s, allocator.payload);
}

/* The reader is asleep only where it has said so within the lock. */
static void stream__wake(stream *s)
{
    if (!s->asleep || s->left) return;
    s->asleep = false;
    s->wake(s->payload);
}

int stream_write(const void *bytes, size_t size, void *payload)
{
    stream *s = payload;
    struct timespec until;
    int error = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE;
    pthread_mutex_lock(&s->lock);
    while (s->bytes.size - s->sent > ROOM && !s->left && error != ETIMEDOUT)
        error = pthread_cond_timedwait(&s->taken, &s->lock, &until);
    bool good = !s->left && error != ETIMEDOUT;
    if (good) {
        buffer_append(&s->bytes, bytes, size);
        good = !s->bytes.failed;
        stream__wake(s);
    }
    pthread_mutex_unlock(&s->lock);
    return good ? 0 : -1;
}

void stream_end(stream *s)
{
    pthread_mutex_lock(&s->lock);
    s->ended = true;
    stream__wake(s);
    stream__let_go(s);
}

long stream_read(stream *s, char *out, size_t most, void (*wait)(void *payload))
{
    pthread_mutex_lock(&s->lock);
    size_t there = s->bytes.size - s->sent, size = there < most ? there : most;
    long read = (long)size;
    if (size > 0) {
        memcpy(out, s->bytes.bytes + s->sent, size);
        s->sent += size;
        if (s->sent == s->bytes.size) s->sent = s->bytes.size = 0;
        pthread_cond_signal(&s->taken);
    } else if (s->ended) {
        read = -1;
    } else {
        s->asleep = true;
        wait(s->payload);
    }
    pthread_mutex_unlock(&s->lock);
    return read;
}

void stream_leave(stream *s)
{
    pthread_mutex_lock(&s->lock);
    s->left = true;
    pthread_cond_signal(&s->taken);
    stream__let_go(s);
}
