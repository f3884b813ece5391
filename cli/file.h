/* SPDX-License-Identifier: Apache-2.0
 *
 * file.h - a file that is an input, which may be a pipe with a name. Opening one that
 * nobody writes to would wait for ever; here it is waited for a while, and then said.
 */
#ifndef SELON_CLI_FILE_H
#define SELON_CLI_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct file {
    int descriptor; /* -1: none */
    bool pipe;      /* with a name, opened here */
    bool met;       /* somebody has written, or is about to */
} file;

/* "-" is the standard input. False with errno. */
bool file_open(file *f, const char *path);
void file_close(file *f);

/* As read(), but goes on after a signal; ENXIO when nobody came to write. */
ssize_t file_read(file *f, void *to, size_t room);

/* strerror(), also for ENXIO. */
const char *file_error(int error);

#endif
