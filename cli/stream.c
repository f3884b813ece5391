/* SPDX-License-Identifier: Apache-2.0
 *
 * stream.c - see stream.h.
 *
 * stream__fill() is the only place where bytes come in: raw ones from the
 * descriptor or the memory, and, when the very first two are gzip's magic
 * number, inflated ones from there. Several gzip members one after another
 * are one stream, as gzip(1) has it; zeros after the last are padding.
 */
#include "stream.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "file.h"

#define RAW_SIZE ((size_t)32 << 10)
#define READY_SIZE ((size_t)64 << 10)

struct stream {
    file file; /* its descriptor -1: memory */
    const unsigned char *memory;
    size_t memory_left;
    size_t expected; /* the file's size, 0 when not known */
    bool started, raw_ended, ended;
    bool gzip, member_open;
    z_stream inflater;
    size_t raw_at, raw_end;
    size_t at, end;
    unsigned char raw[RAW_SIZE];
    unsigned char ready[READY_SIZE];
};

static stream *stream__new(const file *from, problem *p)
{
    stream *s = calloc(1, sizeof *s);
    if (s == NULL) {
        problem_memory(p);
        return NULL;
    }
    s->file = *from;
    return s;
}

static bool open__explain(int error, problem *p)
{
    switch (error) {
    case ENOENT: return problem_set(p, "there is no such file");
    case EACCES: return problem_set(p, "no permission to read it");
    case EMFILE:
    case ENFILE: return problem_set(p, "too many open files; try fewer --jobs");
    default: return problem_set(p, "cannot be opened: %s", strerror(error));
    }
}

stream *stream_open(const char *path, problem *p)
{
    file from;
    if (!file_open(&from, path)) {
        open__explain(errno, p);
        return NULL;
    }
    struct stat st;
    bool known = fstat(from.descriptor, &st) == 0;
    stream *s = NULL;
    if (known && S_ISDIR(st.st_mode))
        problem_set(p, "is a folder; name the files in it, as in %.300s/*.txt", path);
    else
        s = stream__new(&from, p);
    if (s == NULL) {
        file_close(&from);
        return NULL;
    }
    if (known && S_ISREG(st.st_mode) && st.st_size > 0) s->expected = (size_t)st.st_size;
    return s;
}

stream *stream_of_memory(const void *bytes, size_t size, problem *p)
{
    stream *s = stream__new(&(file){.descriptor = -1}, p);
    if (s == NULL) return NULL;
    s->memory = bytes;
    s->memory_left = s->expected = size;
    return s;
}

void stream_close(stream *s)
{
    if (s == NULL) return;
    if (s->gzip) inflateEnd(&s->inflater);
    file_close(&s->file);
    free(s);
}

/* Raw bytes into `to`: their number, 0 at the end, -1 with a problem. */
static ssize_t raw__read(stream *s, void *to, size_t room, problem *p)
{
    if (s->file.descriptor < 0) {
        size_t n = s->memory_left < room ? s->memory_left : room;
        if (n > 0) memcpy(to, s->memory, n);
        s->memory += n;
        s->memory_left -= n;
        return (ssize_t)n;
    }
    ssize_t n = file_read(&s->file, to, room);
    if (n < 0) problem_set(p, "cannot be read: %s", file_error(errno));
    return n;
}

/* Looks at the first two bytes and decides whether to inflate. */
static bool stream__start(stream *s, problem *p)
{
    s->started = true;
    while (s->raw_end < 2) {
        ssize_t n = raw__read(s, s->raw + s->raw_end, RAW_SIZE - s->raw_end, p);
        if (n < 0) return false;
        if (n == 0) {
            s->raw_ended = true;
            break;
        }
        s->raw_end += (size_t)n;
    }
    if (s->raw_end < 2 || s->raw[0] != 0x1F || s->raw[1] != 0x8B) return true;
    if (inflateInit2(&s->inflater, 16 + MAX_WBITS) != Z_OK) return problem_memory(p);
    s->gzip = s->member_open = true;
    s->expected = 0;
    return true;
}

static bool raw__refill(stream *s, problem *p)
{
    if (s->raw_at < s->raw_end || s->raw_ended) return true;
    ssize_t n = raw__read(s, s->raw, RAW_SIZE, p);
    if (n < 0) return false;
    s->raw_at = 0;
    s->raw_end = (size_t)n;
    s->raw_ended = n == 0;
    return true;
}

/* Between two members: padding, the end, or the next one. */
static bool gzip__next_member(stream *s, problem *p)
{
    for (;;) {
        while (s->raw_at < s->raw_end && s->raw[s->raw_at] == 0) s->raw_at++;
        if (s->raw_at < s->raw_end) break;
        if (!raw__refill(s, p)) return false;
        if (s->raw_at == s->raw_end) {
            s->ended = true;
            return true;
        }
    }
    if (s->raw[s->raw_at] != 0x1F) return problem_set(p, "something that is not gzip data follows the gzip data");
    inflateReset(&s->inflater);
    s->member_open = true;
    return true;
}

static bool gzip__fill(stream *s, problem *p)
{
    z_stream *z = &s->inflater;
    while (s->end == 0 && !s->ended) {
        if (!s->member_open) {
            if (!gzip__next_member(s, p)) return false;
            continue;
        }
        if (!raw__refill(s, p)) return false;
        if (s->raw_at == s->raw_end) return problem_set(p, "the gzip data end too early; fetch or compress it again");
        z->next_in = s->raw + s->raw_at;
        z->avail_in = (uInt)(s->raw_end - s->raw_at);
        z->next_out = s->ready;
        z->avail_out = (uInt)READY_SIZE;
        int result = inflate(z, Z_NO_FLUSH);
        s->raw_at = s->raw_end - z->avail_in;
        s->end = READY_SIZE - z->avail_out;
        if (result == Z_STREAM_END)
            s->member_open = false;
        else if (result == Z_MEM_ERROR)
            return problem_memory(p);
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return problem_set(p, "the gzip data are broken; fetch or compress it again");
    }
    return true;
}

/* More bytes in `ready`, or `ended`. Only when all are taken. */
static bool stream__fill(stream *s, problem *p)
{
    s->at = s->end = 0;
    if (!s->started && !stream__start(s, p)) return false;
    if (s->gzip) return gzip__fill(s, p);
    if (s->raw_at < s->raw_end) { /* what stream__start() took */
        s->end = s->raw_end - s->raw_at;
        memcpy(s->ready, s->raw + s->raw_at, s->end);
        s->raw_at = s->raw_end;
        return true;
    }
    ssize_t n = s->raw_ended ? 0 : raw__read(s, s->ready, READY_SIZE, p);
    if (n < 0) return false;
    s->end = (size_t)n;
    s->ended = n == 0;
    return true;
}

/* ---- the whole, and lines ---- */

typedef struct growing {
    char *bytes;
    size_t size, capacity;
} growing;

static bool growing__append(growing *g, const unsigned char *bytes, size_t size, size_t first, problem *p)
{
    if (size >= g->capacity - g->size || g->bytes == NULL) {
        size_t capacity = g->capacity == 0 ? first : g->capacity;
        while (capacity - g->size <= size) capacity *= 2;
        char *grown = realloc(g->bytes, capacity);
        if (grown == NULL) return problem_memory(p);
        g->bytes = grown;
        g->capacity = capacity;
    }
    if (size > 0) memcpy(g->bytes + g->size, bytes, size);
    g->size += size;
    g->bytes[g->size] = '\0';
    return true;
}

char *stream_read_all(stream *s, size_t limit, size_t *size, problem *p)
{
    growing g = {0};
    char words[32];
    size_t first = s->expected > 0 && s->expected <= limit ? s->expected + 1 : 4096;
    bool good = growing__append(&g, NULL, 0, first, p);
    while (good && !s->ended) {
        good = stream__fill(s, p);
        if (!good || s->end == 0) continue;
        if (s->expected > limit || s->end > limit - g.size)
            good = problem_set(p, "larger than %s; allow more with --max-size", size_words(words, limit));
        else
            good = growing__append(&g, s->ready, s->end, first, p);
    }
    if (!good) {
        free(g.bytes);
        return NULL;
    }
    *size = g.size;
    return g.bytes;
}

line_status stream_next_line(stream *s, size_t limit, char **line, size_t *size, problem *p)
{
    growing g = {0};
    bool any = false, too_long = false, complete = false, good = true;
    *line = NULL;
    while (good && !complete) {
        if (s->at == s->end) {
            if (!s->ended) good = stream__fill(s, p);
            if (good && s->end == 0 && s->ended) break;
            continue;
        }
        const unsigned char *from = s->ready + s->at, *newline = memchr(from, '\n', s->end - s->at);
        size_t n = newline != NULL ? (size_t)(newline - from) : s->end - s->at;
        any = true;
        complete = newline != NULL;
        s->at += n + complete;
        if (too_long || n > limit - g.size) {
            too_long = true;
            free(g.bytes);
            g = (growing){0};
        } else {
            good = growing__append(&g, from, n, 256, p);
        }
    }
    if (!good || !any || too_long) free(g.bytes);
    if (!good) return LINE_FAILED;
    if (!any) return LINE_END;
    if (too_long) return LINE_TOO_LONG;
    if (g.size > 0 && g.bytes[g.size - 1] == '\r') g.bytes[--g.size] = '\0';
    *line = g.bytes;
    *size = g.size;
    return LINE_OK;
}
