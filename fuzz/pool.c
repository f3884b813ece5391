/* SPDX-License-Identifier: Apache-2.0
 *
 * pool.c - see pool.h.
 *
 * Blocks are of some seventy sizes, four to each doubling. One that is given back goes to
 * the end of the queue of its size; the one at the front is handed out once
 * QUEUE others wait behind it. So many are new ones, cut from large pieces of
 * malloc().
 *
 * Before each block lies its header, which is poisoned like all that was not
 * asked for; only the functions here, which are not checked, look at it.
 */
#include "pool.h"

#include <sanitizer/asan_interface.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define UNCHECKED __attribute__((no_sanitize("address")))
#define SMALLEST 32
#define STEPS 4 /* sizes to each doubling */
#define SIZES 76
#define LARGEST ((size_t)4 << 20) /* beyond that, malloc() */
#define QUEUE_BYTES ((size_t)16 << 10)
#define PIECE ((size_t)8 << 20)
#define FILLED 256 /* bytes of a block that are overwritten, so that nobody finds what was there before */

enum { HEADER_LIVES = 0x5E105E10, HEADER_FREE = 0x0FF0FF00 };

typedef struct header {
    struct header *next; /* in the queue */
    size_t size;         /* asked for */
    uint32_t which;      /* of the sizes; SIZES: one of malloc()'s own */
    uint32_t state;
} __attribute__((aligned(16))) header;

typedef struct queue {
    header *first, *last;
    size_t count;
} queue;

static queue queues[SIZES];
static char *piece;
static size_t piece_left, living;

/* The room of a block of this size, its header with it. */
static size_t size_of(uint32_t which)
{
    size_t base = (size_t)SMALLEST << which / STEPS;
    return (base + base / STEPS * (which % STEPS) + 15) & ~(size_t)15;
}

/* The least that has room for so much. */
static uint32_t size_for(size_t room)
{
    if (room <= SMALLEST) return 0;
    uint32_t doublings = 63 - (uint32_t)__builtin_clzll((room - 1) / SMALLEST);
    uint32_t which = room <= SMALLEST ? 0 : doublings * STEPS;
    while (size_of(which) < room) which++;
    return which;
}

UNCHECKED static header *block__cut(uint32_t which)
{
    size_t room = size_of(which);
    if (piece_left < room) {
        size_t size = room > PIECE ? room : PIECE;
        if ((piece = malloc(size)) == NULL) return NULL;
        __asan_poison_memory_region(piece, size);
        piece_left = size;
    }
    header *h = (header *)(void *)piece;
    piece += room;
    piece_left -= room;
    h->which = which;
    return h;
}

UNCHECKED static header *block__get(uint32_t which)
{
    queue *q = &queues[which];
    header *h = q->first;
    if (h == NULL || q->count * size_of(which) < QUEUE_BYTES) return block__cut(which);
    q->first = h->next;
    q->count--;
    return h;
}

UNCHECKED void *pool_take(size_t size)
{
    if (size == 0) size = 1;
    bool large = size > LARGEST - sizeof(header);
    uint32_t which = large ? SIZES : size_for(size + sizeof(header));
    header *h = large ? malloc(size + sizeof(header)) : block__get(which);
    if (h == NULL) return NULL;
    h->which = which;
    h->size = size;
    h->state = HEADER_LIVES;
    living++;
    if (large) return h + 1;
    __asan_unpoison_memory_region(h + 1, size);
    memset(h + 1, 0xBE, size < FILLED ? size : FILLED);
    return h + 1;
}

UNCHECKED static header *header__of(void *pointer)
{
    header *h = (header *)pointer - 1;
    if (((uintptr_t)pointer & 15) != 0 || h->state != HEADER_LIVES) abort();
    return h;
}

UNCHECKED void pool_give(void *pointer)
{
    if (pointer == NULL) return;
    header *h = header__of(pointer);
    h->state = HEADER_FREE;
    living--;
    if (h->which == SIZES) {
        free(h);
        return;
    }
    __asan_poison_memory_region(pointer, h->size);
    queue *q = &queues[h->which];
    h->next = NULL;
    if (q->first == NULL)
        q->first = h;
    else
        q->last->next = h;
    q->last = h;
    q->count++;
}

UNCHECKED static size_t block__size(void *pointer)
{
    return header__of(pointer)->size;
}

void *pool_change(void *old, size_t size)
{
    void *new = pool_take(size);
    if (new == NULL || old == NULL) return new;
    size_t had = block__size(old);
    memcpy(new, old, had < size ? had : size);
    pool_give(old);
    return new;
}

size_t pool_living(void)
{
    return living;
}

/* ---- for others ---- */

static void *pool__allocate(size_t size, void *payload)
{
    (void)payload;
    return pool_take(size);
}

static void *pool__reallocate(void *old, size_t size, void *payload)
{
    (void)payload;
    return pool_change(old, size);
}

static void pool__release(void *pointer, void *payload)
{
    (void)payload;
    pool_give(pointer);
}

selon_allocator pool_allocator(void)
{
    return (selon_allocator){pool__allocate, pool__reallocate, pool__release, NULL};
}

static void *sqlite__take(int size)
{
    return pool_take((size_t)size);
}

static void *sqlite__change(void *old, int size)
{
    return pool_change(old, (size_t)size);
}

static int sqlite__size(void *pointer)
{
    return pointer == NULL ? 0 : (int)block__size(pointer);
}

static int sqlite__round(int size)
{
    return (size + 7) & ~7;
}

static int sqlite__begin(void *payload)
{
    (void)payload;
    return SQLITE_OK;
}

static void sqlite__end(void *payload)
{
    (void)payload;
}

void pool_for_sqlite(void)
{
    static const sqlite3_mem_methods methods = {sqlite__take,  pool_give,     sqlite__change, sqlite__size,
                                                sqlite__round, sqlite__begin, sqlite__end,    NULL};
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) != SQLITE_OK)
        abort();
}
