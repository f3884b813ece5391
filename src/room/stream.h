/* SPDX-License-Identifier: Apache-2.0
 *
 * stream.h - an answer that is sent while it is being made.
 *
 *     desk: stream_write() -> a few hundred kilobytes -> stream_read(): the server's thread
 *
 * The desk waits where the other side is slow to take it, and goes on without it
 * when nobody takes it any more. Both hold the stream; the last one frees it.
 */
#ifndef SELON_ROOM_STREAM_H
#define SELON_ROOM_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "selon.h"

typedef struct stream stream;

/* `wake` is called when there is something to read again, after stream_read() has said that there is not. NULL without
 * memory. */
stream *stream_new(const selon_allocator *allocator, void (*wake)(void *payload), void *payload);

/* A selon_sink; `payload` is the stream. Refuses when nobody reads any more. */
int stream_write(const void *bytes, size_t size, void *payload);
void stream_end(stream *s); /* and lets go of it */

/* As many bytes as there are, at most; 0: none yet, wake() will be called; -1: this was all. `wait` is called, within
 * the lock, before 0 is returned. */
long stream_read(stream *s, char *out, size_t most, void (*wait)(void *payload));
void stream_leave(stream *s); /* nobody reads any more; lets go of it */

#endif
