/* SPDX-License-Identifier: Apache-2.0
 *
 * archive.c - see archive.h. src/input/warc.c does the reading; this file gives
 * it bytes, makes jobs of the pages and puts its faults into words. Only as many
 * pages are in memory as the pool has room for.
 */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "date.h"
#include "file.h"
#include "input/warc.h"
#include "name.h"

/* No news page is as large as this. --max-size says otherwise. */
#define PAGE_SIZE ((size_t)16 << 20)

/* ---- bytes ---- */

typedef struct supply {
    file file; /* its descriptor -1: memory */
    const char *bytes;
    size_t size, at;
    uint64_t taken;
    int error;
} supply;

static long supply__read(void *to, size_t room, void *payload)
{
    supply *s = payload;
    if (s->file.descriptor < 0) {
        size_t n = s->size - s->at < room ? s->size - s->at : room;
        memcpy(to, s->bytes + s->at, n);
        s->at += n;
        s->taken += n;
        return (long)n;
    }
    ssize_t n = file_read(&s->file, to, room);
    if (n >= 0)
        s->taken += (uint64_t)n;
    else
        s->error = errno;
    return (long)n;
}

static bool supply__seek(uint64_t offset, void *payload)
{
    supply *s = payload;
    if (s->file.descriptor >= 0) return lseek(s->file.descriptor, (off_t)offset, SEEK_SET) == (off_t)offset;
    if (offset > s->size) return false;
    s->at = (size_t)offset;
    return true;
}

/* ---- what an input is ---- */

static bool file__begins_as_archive(const char *path)
{
    char first[4096];
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) return false;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = descriptor >= 0 ? read(descriptor, first, sizeof first) : -1;
    if (descriptor >= 0) close(descriptor);
    return n > 0 && warc_sniff(first, (size_t)n);
}

bool archive_is_one(const settings *s, const char *input)
{
    if (s->from == SOURCE_WARC) return true;
    if (s->from != SOURCE_AUTO || name_is_address(input)) return false;
    return name_is_archive(input) || (!name_is_article(input) && file__begins_as_archive(input));
}

/* ---- pages ---- */

typedef struct unwrapping {
    intake *in;
    const char *target;
    supply supply;
    uint64_t told; /* bytes that jobs have accounted for */
    size_t limit;
} unwrapping;

static bool fault__refuse(unwrapping *w, const warc_page *page)
{
    static const char *const words[] = {
        [WARC_NO_RECORD] = "no record begins here; went on at the next",
        [WARC_HEADER] = "its header is broken; went on at the next",
        [WARC_LENGTH] = "its length is wrong; went on at the next",
        [WARC_CUT] = "the archive is cut off here; what came before was read, the rest is missing: get it again",
        [WARC_COMPRESSION] = "its compressed data are broken; went on at the next, get the archive again",
        [WARC_NO_DICTIONARY] = "the dictionary that its records are compressed with is broken: get the archive again",
        [WARC_BOMB] = "it expands more than a hundredfold, to no end; went on at the next",
        [WARC_NO_ANSWER] = "it holds no web server's answer; went on at the next",
        [WARC_WRAPPING] = "the page's own compression is broken; went on at the next",
        [WARC_CODING] = "the page is compressed in a way that Selon does not know; went on at the next",
    };
    problem p;
    char size[32];
    if (page->fault == WARC_TOO_LARGE)
        problem_set(&p, "the page is larger than %s; allow more with --max-size", size_words(size, w->limit));
    else
        problem_set(&p, "%s", words[page->fault]);
    return intake_refuse(w->in, w->target, (size_t)page->record, &p);
}

static char *copy_of(const char *text, bool *good)
{
    if (*text == '\0') return NULL;
    char *copy = strdup(text);
    if (copy == NULL) *good = false;
    return copy;
}

static bool page__submit(unwrapping *w, const warc_page *page)
{
    bool good = true;
    job *j = job_new(JOB_PAGE, w->target);
    if (j == NULL) return problem_memory(&w->in->starved);
    j->line = malloc(page->size + 1);
    if (j->line != NULL) memcpy(j->line, page->bytes, page->size + 1);
    j->line_size = page->size;
    j->told.format = SELON_INPUT_HTML;
    j->line_number = (size_t)page->record;
    j->told.url = name_address(page->url);
    good = j->told.url != NULL;
    j->told.charset = copy_of(page->charset, &good);
    if (date_is_valid(page->date)) j->told.date = copy_of(page->date, &good);
    j->input_size = w->supply.taken - w->told;
    w->told = w->supply.taken;
    if (good && j->line != NULL) return intake_start(w->in, j);
    job_free(j);
    return problem_memory(&w->in->starved);
}

static bool archive__pages(unwrapping *w, warc_reader *r)
{
    warc_page page;
    problem p;
    for (;;) {
        switch (warc_next(r, &page)) {
        case WARC_PAGE:
            if (!page__submit(w, &page)) return false;
            break;
        case WARC_BAD:
            if (!fault__refuse(w, &page)) return false;
            break;
        case WARC_END: return true;
        case WARC_FAILED:
            problem_set(&p, "cannot be read: %s", file_error(w->supply.error));
            return intake_refuse(w->in, w->target, 0, &p);
        case WARC_MEMORY: problem_memory(&p); return intake_refuse(w->in, w->target, 0, &p);
        }
    }
}

static bool archive__run(unwrapping *w)
{
    selon_allocator allocator = allocator_default();
    unpack_source source = {supply__read, supply__seek, &w->supply};
    const settings *s = w->in->settings;
    w->limit = s->max_size_given || s->max_size < PAGE_SIZE ? s->max_size : PAGE_SIZE;
    warc_reader *r = warc_reader_new(&allocator, &source, w->limit);
    if (r == NULL) return problem_memory(&w->in->starved);
    bool more = archive__pages(w, r);
    warc_reader_free(r);
    return more;
}

bool archive_submit(intake *in, const char *target)
{
    problem p;
    unwrapping w = {.in = in, .target = target};
    if (!file_open(&w.supply.file, target)) {
        problem_set(&p, errno == ENOENT ? "there is no such file" : "cannot be opened: %s", strerror(errno));
        return intake_refuse(in, target, 0, &p);
    }
    bool more = archive__run(&w);
    file_close(&w.supply.file);
    return more;
}

bool archive_submit_bytes(intake *in, const char *target, const char *bytes, size_t size)
{
    unwrapping w = {.in = in, .target = target, .supply = {.file = {.descriptor = -1}, .bytes = bytes, .size = size}};
    return archive__run(&w);
}
