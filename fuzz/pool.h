/* SPDX-License-Identifier: Apache-2.0
 *
 * pool.h - memory of a fuzz target that comes and goes with each of millions of
 * inputs.
 *
 * AddressSanitizer's own allocator, and the fuzzer's counting of every call of it,
 * take most of the time of a target that searches a database or needs large
 * blocks. This one hands the same blocks out again and keeps what is to be
 * found: memory that was not asked for, and memory that was given back, is
 * poisoned; a block that was given back waits behind others of its size before
 * it is another's; giving back what is no block, or a second time, aborts.
 *
 * One thread only. Memory that is never given back is told by pool_living(), and
 * by no search for leaks.
 */
#ifndef SELON_FUZZ_POOL_H
#define SELON_FUZZ_POOL_H

#include <stddef.h>

#include "selon.h"

void *pool_take(size_t size);
void *pool_change(void *old, size_t size);
void pool_give(void *pointer); /* NULL: nothing */

selon_allocator pool_allocator(void);

/* Blocks that were taken and not given back. */
size_t pool_living(void);

/* From now on SQLite's memory is the pool's. Before SQLite is first used. */
void pool_for_sqlite(void);

#endif
