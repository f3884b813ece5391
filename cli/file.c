/* SPDX-License-Identifier: Apache-2.0
 *
 * file.c - see file.h.
 *
 * A named pipe is opened without waiting. Then read() says which it is: 0 that
 * nobody has it open for writing (yet, or any more), EAGAIN that somebody has.
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE 100 /* times */
#define NAP 100      /* milliseconds */

bool file_open(file *f, const char *path)
{
    struct stat st;
    *f = (file){.descriptor = -1};
    if (strcmp(path, "-") == 0) {
        f->descriptor = STDIN_FILENO;
        return true;
    }
    f->pipe = stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
    f->descriptor = open(path, O_RDONLY | O_CLOEXEC | (f->pipe ? O_NONBLOCK : 0));
    return f->descriptor >= 0;
}

void file_close(file *f)
{
    if (f->descriptor > STDIN_FILENO) close(f->descriptor);
    f->descriptor = -1;
}

ssize_t file_read(file *f, void *to, size_t room)
{
    struct pollfd wait = {.fd = f->descriptor, .events = POLLIN};
    for (int naps = 0;;) {
        ssize_t n = read(f->descriptor, to, room);
        if (n > 0) f->met = true;
        if (n > 0 || (n == 0 && (!f->pipe || f->met))) return n;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && !(f->pipe && errno == EAGAIN)) return n;
        if (n < 0) f->met = true; /* there is somebody, who takes his time */
        int ready = poll(&wait, 1, f->met ? -1 : NAP);
        if (ready > 0 && (wait.revents & POLLHUP)) f->met = true; /* there was: what is left can be read */
        if (!f->met && ready == 0 && ++naps == PATIENCE) {
            errno = ENXIO;
            return -1;
        }
    }
}

const char *file_error(int error)
{
    return error == ENXIO ? "it is a pipe, and nobody writes to it" : strerror(error);
}
