/* SPDX-License-Identifier: Apache-2.0
 *
 * purse.h - an allocator that grants so many requests and refuses the next, and
 * counts the blocks that are out: for tests of what happens without memory.
 */
#ifndef SELON_TESTS_PURSE_H
#define SELON_TESTS_PURSE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "selon.h"

#define NEVER SIZE_MAX

typedef struct purse {
    size_t left; /* requests that are granted; NEVER: all */
    size_t lent; /* blocks out */
} purse;

static inline bool purse__grants(purse *p)
{
    if (p->left == NEVER) return true;
    if (p->left == 0) return false;
    p->left--;
    return true;
}

static inline void *purse_allocate(size_t size, void *payload)
{
    purse *p = payload;
    if (!purse__grants(p)) return NULL;
    p->lent++;
    return malloc(size);
}

static inline void *purse_reallocate(void *old, size_t size, void *payload)
{
    purse *p = payload;
    if (!purse__grants(p)) return NULL;
    p->lent += old == NULL;
    return realloc(old, size);
}

static inline void purse_release(void *pointer, void *payload)
{
    ((purse *)payload)->lent -= pointer != NULL;
    free(pointer);
}

static inline selon_allocator purse_allocator(purse *p)
{
    return (selon_allocator){purse_allocate, purse_reallocate, purse_release, p};
}

#endif
