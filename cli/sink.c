/* SPDX-License-Identifier: Apache-2.0
 *
 * sink.c - see sink.h. Bytes go out with write(2) as they come, a document at
 * a time: nothing sits in a buffer whose failure would show too late.
 */
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_LENGTH 160 /* bytes of the document's id that a file name keeps */

bool sink_is_folder(const char *path)
{
    struct stat st;
    size_t length = strlen(path);
    return (length > 0 && path[length - 1] == '/') || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

bool sink_is_file(const char *sink_path, const char *path)
{
    struct stat a, b;
    return stat(sink_path, &a) == 0 && stat(path, &b) == 0 && S_ISREG(a.st_mode) && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static bool write__explain(const char *path, int error, problem *p)
{
    const char *advice = error == ENOSPC   ? "; make room, or write elsewhere with --output"
                         : error == EACCES ? "; write elsewhere with --output"
                         : error == ENOENT ? "; make the folder first"
                                           : "";
    return problem_set(p, "cannot write %.200s: %s%s", path ? path : "the standard output", strerror(error), advice);
}

bool sink_open(sink *out, const char *path, problem *p)
{
    *out = (sink){.descriptor = STDOUT_FILENO, .path = path};
    if (path == NULL) return true;
    if (sink_is_folder(path)) {
        out->descriptor = -1;
        if (mkdir(path, 0777) == 0 || errno == EEXIST) return true;
        return write__explain(path, errno, p);
    }
    out->descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return out->descriptor >= 0 ? true : write__explain(path, errno, p);
}

static int descriptor__write(int descriptor, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(descriptor, bytes, size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

bool sink_write(sink *s, const char *bytes, size_t size, problem *p)
{
    int error = descriptor__write(s->descriptor, bytes, size);
    if (error == 0) return true;
    s->broken_pipe = error == EPIPE;
    return write__explain(s->path, error, p);
}

/* ---- a folder ---- */

static uint64_t name__hash(const char *name)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *name != '\0'; name++) h = (h ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    return h != 0 ? h : 1; /* 0 marks a free place */
}

/* Adds a hash to a table that has room; false when it is there already. */
static bool names__add(uint64_t *names, size_t room, uint64_t h)
{
    size_t i = (h ^ h >> 32) & (room - 1);
    while (names[i] != 0 && names[i] != h) i = (i + 1) & (room - 1);
    if (names[i] == h) return false;
    names[i] = h;
    return true;
}

static bool names__grow(sink *s)
{
    size_t room = s->name_room ? s->name_room * 2 : 256;
    uint64_t *names = calloc(room, sizeof *names);
    if (names == NULL) return false;
    for (size_t i = 0; i < s->name_room; i++)
        if (s->names[i] != 0) names__add(names, room, s->names[i]);
    free(s->names);
    s->names = names;
    s->name_room = room;
    return true;
}

bool sink_name(sink *s, const char *id, char out[200], problem *p)
{
    if (s->name_count * 2 >= s->name_room && !names__grow(s)) return problem_memory(p);
    size_t n = 0;
    for (; n < NAME_LENGTH && id[n] != '\0'; n++) {
        unsigned char c = (unsigned char)id[n];
        out[n] = c < 0x20 || c == 0x7F || strchr("/\\:*?\"<>|", c) != NULL || (n == 0 && c == '.') ? '_' : (char)c;
    }
    while (n > 0 && id[n] != '\0' && ((unsigned char)id[n] & 0xC0) == 0x80) n--; /* not half a code point */
    if (n == 0) out[n++] = '_';
    out[n] = '\0';
    for (unsigned long more = 2; !names__add(s->names, s->name_room, name__hash(out)); more++)
        snprintf(out + n, 200 - n, "-%lu", more);
    s->name_count++;
    return true;
}

bool sink_write_file(sink *s, const char *name, const char *extension, const char *bytes, size_t size, problem *p)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s.%s", s->path, name, extension);
    if (length < 0 || (size_t)length >= sizeof path) return write__explain(s->path, ENAMETOOLONG, p);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) return write__explain(path, errno, p);
    int error = descriptor__write(descriptor, bytes, size);
    if (close(descriptor) != 0 && error == 0) error = errno;
    return error == 0 ? true : write__explain(path, error, p);
}

bool sink_close(sink *s, problem *p)
{
    free(s->names);
    if (s->path == NULL || s->descriptor < 0) return true;
    return close(s->descriptor) == 0 ? true : write__explain(s->path, errno, p);
}
