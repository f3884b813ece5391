/* SPDX-License-Identifier: Apache-2.0
 *
 * buffer.c - see buffer.h. Capacity doubles.
 */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

buffer buffer_new(const selon_allocator *allocator)
{
    return (buffer){.allocator = *allocator};
}

void buffer_release(buffer *b)
{
    if (b->bytes != NULL) b->allocator.release(b->bytes, b->allocator.payload);
    b->bytes = NULL;
    b->size = b->capacity = 0;
}

static bool buffer__reserve(buffer *b, size_t more)
{
    if (b->failed) return false;
    if (more <= b->capacity - b->size) return true;
    size_t capacity = b->capacity ? b->capacity : 256;
    while (capacity - b->size < more) {
        if (capacity > SIZE_MAX / 2) {
            b->failed = true;
            return false;
        }
        capacity *= 2;
    }
    char *bytes = b->allocator.reallocate(b->bytes, capacity, b->allocator.payload);
    if (bytes == NULL) {
        b->failed = true;
        return false;
    }
    b->bytes = bytes;
    b->capacity = capacity;
    return true;
}

void buffer_append(buffer *b, const char *bytes, size_t size)
{
    if (size == 0 || !buffer__reserve(b, size)) return;
    memcpy(b->bytes + b->size, bytes, size);
    b->size += size;
}

void buffer_puts(buffer *b, const char *string)
{
    buffer_append(b, string, strlen(string));
}

void buffer_putc(buffer *b, char c)
{
    buffer_append(b, &c, 1);
}

void buffer_put_code_point(buffer *b, uint32_t cp)
{
    char bytes[4];
    unsigned size = utf8_encode(cp, bytes);
    buffer_append(b, bytes, size);
}

void buffer_printf(buffer *b, const char *format, ...)
{
    va_list arguments;
    char small[256];
    va_start(arguments, format);
    int size = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (size < 0) return;
    if ((size_t)size < sizeof small) {
        buffer_append(b, small, (size_t)size);
        return;
    }
    if (!buffer__reserve(b, (size_t)size + 1)) return;
    va_start(arguments, format);
    vsnprintf(b->bytes + b->size, (size_t)size + 1, format, arguments);
    va_end(arguments);
    b->size += (size_t)size;
}
