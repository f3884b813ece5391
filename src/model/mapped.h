/* SPDX-License-Identifier: Apache-2.0
 *
 * mapped.h - a file's bytes, mapped into memory where the system can, read
 * where it cannot.
 *
 * A mapped file costs no memory of its own, is read as far as it is looked at,
 * and is shared by all processes that have it. It must not get shorter while it
 * is mapped; whoever replaces it renames another over it.
 */
#ifndef SELON_MODEL_MAPPED_H
#define SELON_MODEL_MAPPED_H

#include <stdbool.h>
#include <stddef.h>

#include "selon.h"

typedef struct mapped {
    const void *bytes; /* NULL: nothing is open */
    size_t size;
    bool is_map;
} mapped;

/* Opens a file of at most `most` bytes. SELON_OK; SELON_ERROR_MEMORY;
 * SELON_ERROR_LIMIT when it is larger; SELON_ERROR_IO with errno. */
int mapped_open(mapped *out, const char *path, size_t most, const selon_allocator *memory);

void mapped_close(mapped *m, const selon_allocator *memory);

#endif
