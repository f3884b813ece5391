/* SPDX-License-Identifier: Apache-2.0
 *
 * unpack.h - bytes out of a file that may be compressed in members, as web
 * archives are: each record a gzip member or a zstd frame of its own.
 *
 *     source -> [gzip members | zstd frames | as it is] -> bytes, ends of members
 *
 * Which it is shows in the first bytes. Where a member ends is told, since a
 * record ends there whatever it says of its length, and reading can go on after
 * a member that is broken: the next is found by its magic number.
 */
#ifndef SELON_INPUT_UNPACK_H
#define SELON_INPUT_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "selon.h"

typedef struct unpack_source {
    /* Up to `room` bytes: their number, 0 at the end, -1 when it cannot be read. */
    long (*read)(void *to, size_t room, void *payload);
    bool (*seek)(uint64_t offset, void *payload); /* NULL: only forwards */
    void *payload;
} unpack_source;

typedef struct unpacker unpacker;

/* NULL without memory. */
unpacker *unpacker_new(const selon_allocator *allocator, const unpack_source *source);
void unpacker_free(unpacker *u);

typedef enum unpack_status {
    UNPACK_BYTES,  /* some more, borrowed until the next call */
    UNPACK_MEMBER, /* a member ended, and was whole */
    UNPACK_END,
    UNPACK_BROKEN, /* what comes is no member, or a broken one; see unpacker_skip() */
    UNPACK_CUT,    /* the data end within a member; the end comes next */
    UNPACK_FAILED, /* the source cannot be read any further */
    UNPACK_MEMORY,
    UNPACK_NO_DICTIONARY, /* zstd: the dictionary, without which nothing can be read, is broken */
} unpack_status;

unpack_status unpacker_next(unpacker *u, const char **out, size_t *size);

/* Gives up what is left of the member: the next call goes on with the next. */
void unpacker_skip(unpacker *u);

/* Is it compressed? Known after the first unpacker_next(). */
bool unpacker_is_packed(const unpacker *u);

/* Has the member that is open become so much larger than it was, and larger
 * than `limit`, that it is no honest one? */
bool unpacker_is_bomb(const unpacker *u, uint64_t limit);

/* Goes to a place in data that are not compressed. False: cannot be done. */
bool unpacker_seek(unpacker *u, uint64_t offset);

/* How many bytes came out of it; of data that are not compressed, the place
 * that the next ones have. */
uint64_t unpacker_offset(const unpacker *u);

#endif
