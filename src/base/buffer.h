/* SPDX-License-Identifier: Apache-2.0
 *
 * buffer.h - a growing run of bytes outside any arena.
 *
 * A failed allocation makes the buffer `failed`: later appends do nothing, and
 * the caller looks once, at the end.
 */
#ifndef SELON_BASE_BUFFER_H
#define SELON_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "selon.h"

typedef struct buffer {
    char *bytes;
    size_t size, capacity;
    bool failed;
    selon_allocator allocator;
} buffer;

buffer buffer_new(const selon_allocator *allocator);
void buffer_release(buffer *b);

void buffer_append(buffer *b, const char *bytes, size_t size);
void buffer_puts(buffer *b, const char *string);
void buffer_putc(buffer *b, char c);
void buffer_put_code_point(buffer *b, uint32_t cp);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void buffer_printf(buffer *b, const char *format, ...);

#endif
