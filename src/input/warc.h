/* SPDX-License-Identifier: Apache-2.0
 *
 * warc.h - the pages of a web archive (WARC, ISO 28500), one after another.
 *
 *     source -> unpack.c (gzip, zstd) -> records -> http.c -> pages
 *
 * A page is a record of type "response" in which a web server answered 200 and
 * sent HTML. All else is passed over. What is wrong with a record is told once,
 * and the next good record comes after it. Memory does not depend on the
 * archive, only on the largest page that is allowed.
 */
#ifndef SELON_INPUT_WARC_H
#define SELON_INPUT_WARC_H

#include "input/unpack.h"

typedef struct warc_reader warc_reader;

/* `limit`: of one page, in bytes. NULL without memory. */
warc_reader *warc_reader_new(const selon_allocator *allocator, const unpack_source *source, size_t limit);
void warc_reader_free(warc_reader *r);

typedef enum warc_status {
    WARC_PAGE,
    WARC_BAD, /* a record that cannot be read; `fault` says why */
    WARC_END,
    WARC_FAILED, /* the source cannot be read any further */
    WARC_MEMORY,
} warc_status;

typedef enum warc_fault {
    WARC_NO_RECORD,     /* no record begins where one should */
    WARC_HEADER,        /* its header is broken, too long or without a length */
    WARC_LENGTH,        /* what comes after as many bytes as it says is no record */
    WARC_CUT,           /* the archive ends within it, or within what it is packed in */
    WARC_COMPRESSION,   /* its compressed data are broken */
    WARC_NO_DICTIONARY, /* the archive's zstd dictionary is broken: nothing can be read */
    WARC_BOMB,          /* it expands beyond all measure */
    WARC_TOO_LARGE,     /* the page is larger than the limit */
    WARC_NO_ANSWER,     /* what it holds is no answer of a web server */
    WARC_WRAPPING,      /* the page's own chunks or compression are broken */
    WARC_CODING,        /* the page is compressed in a way that we cannot undo */
} warc_fault;

/* All borrowed until the next call. */
typedef struct warc_page {
    uint64_t record; /* its number, from 1 */
    warc_fault fault;
    const char *url;
    const char *date;    /* when it was fetched, as "2025-11-14T09:30:00Z"; "" when it does not say */
    const char *charset; /* "" for none */
    const char *bytes;   /* NUL-terminated */
    size_t size;
} warc_page;

warc_status warc_next(warc_reader *r, warc_page *out);

/* Does a file begin as a WARC does, compressed or not? `bytes`: the first of it;
 * gzip and zstd count as what is in them, as far as `size` goes. */
bool warc_sniff(const char *bytes, size_t size);

#endif
