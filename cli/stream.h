/* SPDX-License-Identifier: Apache-2.0
 *
 * stream.h - bytes from a file, the standard input or memory, with gzip
 * undone on the way.
 *
 *     descriptor | memory -> (inflate, when it begins as gzip does) -> reader
 *
 * A stream holds some 96 KiB whatever flows through it. What is read to its
 * end is kept whole (stream_read_all) or cut into lines (stream_next_line);
 * both take the most they may keep.
 */
#ifndef SELON_CLI_STREAM_H
#define SELON_CLI_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "problem.h"

typedef struct stream stream;

/* Opens a file by name; "-" is the standard input. NULL with a problem. */
stream *stream_open(const char *path, problem *p);

/* Reads from memory, which is borrowed. NULL with a problem. */
stream *stream_of_memory(const void *bytes, size_t size, problem *p);

void stream_close(stream *s);

/* The whole rest, to be freed by the caller, NUL-terminated; at most `limit`
 * bytes, and no more memory than about twice that. NULL with a problem. */
char *stream_read_all(stream *s, size_t limit, size_t *size, problem *p);

typedef enum line_status {
    LINE_OK,
    LINE_TOO_LONG, /* longer than the limit; skipped */
    LINE_END,
    LINE_FAILED, /* with a problem; the stream is over */
} line_status;

/* The next line without its end ("\n" or "\r\n"), to be freed by the caller.
 * Of a line over `limit` no more than `limit` bytes are ever kept. */
line_status stream_next_line(stream *s, size_t limit, char **line, size_t *size, problem *p);

#endif
