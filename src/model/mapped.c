/* SPDX-License-Identifier: Apache-2.0
 *
 * mapped.c - see mapped.h.
 */
#include "model/mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is no plain file, as a pipe, has no size: read up to one byte more than
 * is allowed. */
static int mapped__read(mapped *out, int file, size_t most, const selon_allocator *memory)
{
    size_t room = (size_t)1 << 16, size = 0;
    char *bytes = memory->allocate(room, memory->payload);
    int error = bytes != NULL ? SELON_OK : SELON_ERROR_MEMORY;
    while (error == SELON_OK) {
        if (size == room) {
            char *more = memory->reallocate(bytes, room * 2, memory->payload);
            if (more == NULL) {
                error = SELON_ERROR_MEMORY;
                break;
            }
            bytes = more;
            room *= 2;
        }
        ssize_t n = read(file, bytes + size, room - size);
        if (n == 0) break;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) error = SELON_ERROR_IO;
        if (n > 0) size += (size_t)n;
        if (size > most) error = SELON_ERROR_LIMIT;
    }
    if (error == SELON_OK)
        *out = (mapped){bytes, size, false};
    else if (bytes != NULL)
        memory->release(bytes, memory->payload);
    return error;
}

static int mapped__take(mapped *out, int file, size_t most, const selon_allocator *memory)
{
    struct stat what;
    if (fstat(file, &what) != 0) return SELON_ERROR_IO;
    if (S_ISREG(what.st_mode) && what.st_size > 0) {
        if ((uintmax_t)what.st_size > most) return SELON_ERROR_LIMIT;
        void *bytes = mmap(NULL, (size_t)what.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes != MAP_FAILED) {
            *out = (mapped){bytes, (size_t)what.st_size, true};
            return SELON_OK;
        }
    }
    return mapped__read(out, file, most, memory);
}

int mapped_open(mapped *out, const char *path, size_t most, const selon_allocator *memory)
{
    *out = (mapped){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return SELON_ERROR_IO;
    int error = mapped__take(out, file, most, memory), why = errno;
    close(file);
    errno = why;
    return error;
}

void mapped_close(mapped *m, const selon_allocator *memory)
{
    if (m->bytes == NULL) return;
    if (m->is_map)
        munmap((void *)(uintptr_t)m->bytes, m->size);
    else
        memory->release((void *)(uintptr_t)m->bytes, memory->payload);
    *m = (mapped){0};
}
