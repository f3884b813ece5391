/* SPDX-License-Identifier: Apache-2.0
 *
 * arena.c - chunks in a list, the newest first.
 *
 * Each chunk is twice the one before it, up to a limit, so a document of n
 * bytes makes O(log n) calls of the allocator. What does not fit the current
 * chunk gets a new one of at least its own size; the rest of the old chunk is
 * given up.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_LIMIT ((size_t)64 << 20)
#define ALIGNMENT alignof(max_align_t)

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
} chunk;

struct arena {
    selon_allocator allocator;
    chunk *newest;
    size_t footprint;
    jmp_buf escape;
};

static void *default_allocate(size_t size, void *payload)
{
    (void)payload;
    return malloc(size);
}

static void *default_reallocate(void *old, size_t size, void *payload)
{
    (void)payload;
    return realloc(old, size);
}

static void default_release(void *pointer, void *payload)
{
    (void)payload;
    free(pointer);
}

selon_allocator allocator_default(void)
{
    return (selon_allocator){default_allocate, default_reallocate, default_release, NULL};
}

static chunk *arena__add_chunk(arena *a, size_t size)
{
    if (size > SIZE_MAX - sizeof(chunk)) return NULL;
    chunk *c = a->allocator.allocate(sizeof(chunk) + size, a->allocator.payload);
    if (c == NULL) return NULL;
    c->next = a->newest;
    c->used = 0;
    c->size = size;
    a->newest = c;
    a->footprint += sizeof(chunk) + size;
    return c;
}

arena *arena_new(const selon_allocator *allocator, size_t first_chunk)
{
    arena *a = allocator->allocate(sizeof *a, allocator->payload);
    if (a == NULL) return NULL;
    memset(a, 0, sizeof *a);
    a->allocator = *allocator;
    if (arena__add_chunk(a, first_chunk < 1024 ? 1024 : first_chunk) == NULL) {
        allocator->release(a, allocator->payload);
        return NULL;
    }
    return a;
}

void arena_free(arena *a)
{
    if (a == NULL) return;
    selon_allocator allocator = a->allocator;
    for (chunk *c = a->newest; c != NULL;) {
        chunk *next = c->next;
        allocator.release(c, allocator.payload);
        c = next;
    }
    allocator.release(a, allocator.payload);
}

jmp_buf *arena_escape(arena *a)
{
    return &a->escape;
}

static size_t aligned(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

void *arena_try_alloc(arena *a, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) return NULL;
    size = aligned(size ? size : 1);
    chunk *c = a->newest;
    if (size > c->size - c->used) {
        size_t next = c->size < CHUNK_LIMIT ? c->size * 2 : CHUNK_LIMIT;
        c = arena__add_chunk(a, next > size ? next : size);
        if (c == NULL) return NULL;
    }
    void *p = c->bytes + c->used;
    c->used += size;
    return p;
}

void *arena_alloc(arena *a, size_t size)
{
    void *p = arena_try_alloc(a, size);
    if (p == NULL) longjmp(a->escape, 1);
    return p;
}

void *arena_alloc_line(arena *a, size_t size)
{
    char *p = arena_alloc(a, size <= SIZE_MAX - ARENA_LINE ? size + ARENA_LINE : size);
    return p + (ARENA_LINE - (uintptr_t)p % ARENA_LINE) % ARENA_LINE;
}

void *arena_zalloc(arena *a, size_t size)
{
    void *p = arena_alloc(a, size);
    memset(p, 0, size);
    return p;
}

void *arena_grow(arena *a, void *old, size_t old_size, size_t new_size)
{
    chunk *c = a->newest;
    size_t had = aligned(old_size ? old_size : 1);
    if (old != NULL && new_size >= old_size && (unsigned char *)old + had == c->bytes + c->used) {
        size_t wants = aligned(new_size ? new_size : 1);
        if (wants - had <= c->size - c->used) {
            c->used += wants - had;
            return old;
        }
    }
    void *p = arena_alloc(a, new_size);
    if (old != NULL) memcpy(p, old, old_size < new_size ? old_size : new_size);
    return p;
}

char *arena_strndup(arena *a, const char *bytes, size_t size)
{
    char *copy = arena_alloc(a, size + 1);
    if (size > 0) memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

const selon_allocator *arena_allocator(const arena *a)
{
    return &a->allocator;
}

size_t arena_footprint(const arena *a)
{
    return a->footprint;
}
