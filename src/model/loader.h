/* SPDX-License-Identifier: Apache-2.0
 *
 * loader.h - takes a file of weights apart, from its first byte to its last.
 *
 * What is not there, or makes no sense, breaks the loader, and from then on it
 * gives zeros and NULL: so a file is read to its end and asked once.
 */
#ifndef SELON_MODEL_LOADER_H
#define SELON_MODEL_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct loader {
    arena *arena;
    const unsigned char *at, *end;
    bool broken;
} loader;

/* The next `size` bytes, or NULL. */
const unsigned char *loader_take(loader *l, size_t size);
/* The same, with the zeros that fill them up to a multiple of four. */
const unsigned char *loader_bytes(loader *l, size_t size);
uint32_t loader_number(loader *l);
/* A number that is none, or is beyond a million, would spread to everything: it breaks the loader. */
float loader_float(loader *l);
/* `count` of them, on a cache line of their own; NULL where they are not there. */
float *loader_floats(loader *l, size_t count);

/* Of files of weights: h = (h ^ w) * 0x100000001b3 for each eight bytes w, the
 * last filled up with zeros, from the offset basis of FNV-1a ^ the number of
 * bytes on; then hash_mix(). Eight bytes at a time: opening must not take long. */
uint64_t loader_checksum(const unsigned char *bytes, size_t size);

/* The head of a file of weights, 24 bytes: eight of a magic, the version, a
 * number of the file's own, and the checksum of what follows. Checks it and
 * gives that number. */
#define LOADER_HEADER 24
uint32_t loader_header(loader *l, const char *magic, uint32_t version);

#endif
