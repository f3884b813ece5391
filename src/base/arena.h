/* SPDX-License-Identifier: Apache-2.0
 *
 * arena.h - memory that goes at once.
 *
 * A document is read into one arena: chunks of memory that are filled from
 * front to back and released together. Nothing in an arena is freed on its
 * own.
 *
 * Running out of memory. arena_alloc() never returns NULL: when the allocator
 * refuses, the arena jumps (longjmp) to the place that entered it,
 *
 *     arena *a = arena_new(allocator, first_chunk);
 *     if (a == NULL) return SELON_ERROR_MEMORY;
 *     if (setjmp(*arena_escape(a)) != 0) {      // memory ran out below
 *         arena_free(a);
 *         return SELON_ERROR_MEMORY;
 *     }
 *     ... everything that uses the arena ...
 *
 * so the code between has no error paths for memory and cannot forget one.
 * The price is a rule: code that holds a resource that is not in the arena (a
 * libxml2 tree, a FILE) while it allocates uses arena_try_alloc(), which
 * returns NULL, and cleans up by itself.
 */
#ifndef SELON_BASE_ARENA_H
#define SELON_BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#include "selon.h"

typedef struct arena arena;

/* The allocator over malloc(), realloc() and free(). */
selon_allocator allocator_default(void);

/* A new arena whose first chunk has `first_chunk` bytes; NULL without memory. */
arena *arena_new(const selon_allocator *allocator, size_t first_chunk);
void arena_free(arena *a);

/* Where the arena jumps to when memory runs out; see above. */
jmp_buf *arena_escape(arena *a);

/* `size` bytes aligned for any object, not zeroed. Does not return without
 * memory. arena_zalloc() zeroes. */
void *arena_alloc(arena *a, size_t size);
void *arena_zalloc(arena *a, size_t size);

/* The same as arena_alloc(), from the beginning of a line of the cache on: what
 * is read and written in wide registers does not lie across two lines then. */
#define ARENA_LINE 64
void *arena_alloc_line(arena *a, size_t size);

/* The same, but returns NULL without memory. */
void *arena_try_alloc(arena *a, size_t size);

/* Grows an array to `new_size` bytes; in place where it is the last thing
 * allocated, else copied. */
void *arena_grow(arena *a, void *old, size_t old_size, size_t new_size);

/* A NUL-terminated copy of `size` bytes. */
char *arena_strndup(arena *a, const char *bytes, size_t size);

/* The allocator the arena was made with. */
const selon_allocator *arena_allocator(const arena *a);

/* Bytes obtained from the allocator so far. */
size_t arena_footprint(const arena *a);

#define ARENA_NEW(a, type) ((type *)arena_zalloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))
#define ARENA_ZARRAY(a, type, n) ((type *)arena_zalloc((a), sizeof(type) * (size_t)(n)))

/* A growing array in an arena:
 *     VEC(token) tokens = {0};
 *     VEC_PUSH(a, &tokens, ((token){...}));
 *     tokens.items[i], tokens.count
 */
#define VEC(type) \
    struct { \
        type *items; \
        size_t count, capacity; \
    }

#define VEC_RESERVE(a, v, more) \
    do { \
        if ((v)->count + (size_t)(more) > (v)->capacity) { \
            size_t vec_new_ = (v)->capacity ? (v)->capacity * 2 : 16; \
            if (vec_new_ < (v)->count + (size_t)(more)) vec_new_ = (v)->count + (size_t)(more); \
            (v)->items = arena_grow((a), (v)->items, (v)->capacity * sizeof *(v)->items, \
                                    vec_new_ * sizeof *(v)->items); \
            (v)->capacity = vec_new_; \
        } \
    } while (0)

#define VEC_PUSH(a, v, ...) \
    do { \
        VEC_RESERVE((a), (v), 1); \
        (v)->items[(v)->count++] = (__VA_ARGS__); \
    } while (0)

#endif
