/* SPDX-License-Identifier: Apache-2.0
 *
 * sink.h - where results go: the standard output, one file, or a folder with
 * files for every document.
 */
#ifndef SELON_CLI_SINK_H
#define SELON_CLI_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "problem.h"

typedef struct sink {
    int descriptor;   /* -1 when a folder */
    const char *path; /* NULL: the standard output */
    bool broken_pipe; /* the reader of our output went away */
    uint64_t *names;  /* of the files made, hashed: an open-addressed set */
    size_t name_count, name_room;
} sink;

/* Is `path` to be a folder: one that exists, or a name that ends in '/'? */
bool sink_is_folder(const char *path);

/* Opens `path` (NULL: the standard output); makes the folder if need be. */
bool sink_open(sink *out, const char *path, problem *p);

/* Is the file behind `path` the one the sink writes to? */
bool sink_is_file(const char *sink_path, const char *path);

/* Appends bytes to the one output. */
bool sink_write(sink *s, const char *bytes, size_t size, problem *p);

/* In a folder: a name for the files of the document `id`, free of slashes and
 * controls, not used before; without extension. */
bool sink_name(sink *s, const char *id, char out[200], problem *p);

/* In a folder: writes a whole file NAME.EXTENSION. */
bool sink_write_file(sink *s, const char *name, const char *extension, const char *bytes, size_t size, problem *p);

/* Closes it; what could not be written at last is a problem too. */
bool sink_close(sink *s, problem *p);

#endif
