/* SPDX-License-Identifier: Apache-2.0
 *
 * answer.c - from a request to the bytes that answer it.
 *
 *     route's make -> view -> route's write -> buffer -> gzip, if it is wanted and worth it
 *
 * An answer's tag is known before it is made: the same address, language and
 * session over the same state of the ledger get the same bytes. So who asks
 * again for what has not changed costs nothing.
 */
#include "room/answer.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "base/hash.h"
#include "room/json.h"
#include "room/pages.h"

#define GZIP_LEAST 1024

static int answer__sink(const void *bytes, size_t size, void *payload)
{
    buffer *b = payload;
    buffer_append(b, bytes, size);
    return b->failed ? -1 : 0;
}

/* The writer is in the arena: a jump out of it leaves nothing behind. */
static void answer__write(answer *out, request *q, route_write write, const void *view)
{
    writer *w = ARENA_NEW(q->arena, writer);
    w->arena = q->arena;
    w->sink = answer__sink;
    w->payload = &out->body;
    w->text = "";
    write(w, q, view);
    writer_flush(w);
}

/* ---- tags ---- */

static uint64_t hash__string(uint64_t h, const char *s)
{
    return hash_join(h, s != NULL ? hash_bytes(s, strlen(s)) : 1);
}

static void answer__tag(answer *out, const request *q, const route *r, uint64_t version)
{
    uint64_t h = hash__string(hash__string(version, q->path), q->query);
    if (r->form == FORM_PAGE) {
        h = hash__string(hash__string(h, q->ui), q->csrf);
        h = hash__string(h, request_cookie(q, "theme"));
    }
    snprintf(out->etag, sizeof out->etag, "\"%016llx%s\"", (unsigned long long)h, out->gzip ? "-gz" : "");
}

/* Is the tag in the list of If-None-Match? A weak one counts. */
static bool tag__is_known(const char *list, const char *tag)
{
    return list != NULL && (strcmp(list, "*") == 0 || strstr(list, tag) != NULL);
}

/* ---- compression ---- */

/* "gzip" with a quality that is not 0. */
static bool gzip__is_wanted(const char *accept)
{
    const char *at = accept != NULL ? strstr(accept, "gzip") : NULL;
    if (at == NULL) return false;
    at += strlen("gzip");
    at += strspn(at, " ");
    if (*at != ';') return true;
    at += 1 + strspn(at + 1, " ");
    return !(strncmp(at, "q=0", 3) == 0 && strspn(at + 3, ".0") == strcspn(at + 3, ", "));
}

bool answer_may_gzip(const request *q)
{
    return gzip__is_wanted(q->accept_encoding);
}

static void answer__compress(answer *out)
{
    z_stream z = {0};
    if (out->body.failed || out->body.size < GZIP_LEAST) {
        out->gzip = false;
        return;
    }
    buffer packed = buffer_new(&out->body.allocator);
    bool good = deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    if (good) {
        uLong bound = deflateBound(&z, (uLong)out->body.size);
        char *room = packed.allocator.allocate(bound, packed.allocator.payload);
        z.next_in = (Bytef *)out->body.bytes;
        z.avail_in = (uInt)out->body.size;
        z.next_out = (Bytef *)room;
        z.avail_out = (uInt)bound;
        good = room != NULL && deflate(&z, Z_FINISH) == Z_STREAM_END;
        packed.bytes = room;
        packed.size = z.total_out;
        packed.capacity = bound;
        deflateEnd(&z);
    }
    if (!good) {
        buffer_release(&packed);
        out->gzip = false;
        return;
    }
    buffer_release(&out->body);
    out->body = packed;
}

/* ---- problems ---- */

static void answer__clear(answer *out)
{
    selon_allocator allocator = out->body.allocator;
    buffer_release(&out->body);
    *out = (answer){.body = buffer_new(&allocator)};
}

/* The last resort: it needs no memory. */
static void answer__no_memory(answer *out)
{
    static const char words[] = "{\"type\": \"about:blank\", \"title\": \"Service Unavailable\", \"status\": 503}\n";
    answer__clear(out);
    out->status = 503;
    out->type = "application/problem+json";
    out->cache = "no-store";
    out->fixed = words;
    out->fixed_size = sizeof words - 1;
}

/* Does who asks read pages? */
static bool request__wants_page(const request *q)
{
    if (route_is_api(q->path)) return false;
    return q->accept == NULL || strstr(q->accept, "json") == NULL || strstr(q->accept, "text/html") != NULL;
}

void answer_problem(answer *out, request *q)
{
    const char *allow = out->allow;
    unsigned retry = out->retry;
    bool page = request__wants_page(q);
    answer__clear(out);
    out->status = q->problem.status;
    out->allow = allow;
    out->retry = retry;
    out->cache = "no-store";
    out->type = page ? "text/html; charset=utf-8" : "application/problem+json";
    answer__write(out, q, page ? page_problem : json_problem, &q->problem);
}

/* ---- making one ---- */

static int answer__view(answer *out, request *q, const route *r, uint64_t version)
{
    const void *view = NULL;
    out->gzip = gzip__is_wanted(q->accept_encoding);
    answer__tag(out, q, r, version);
    out->cache = "private, no-cache";
    if (tag__is_known(q->if_none_match, out->etag)) {
        out->status = 304;
        out->gzip = false;
        return 0;
    }
    int status = r->make(q, &view);
    if (status != 0) return status;
    out->status = 200;
    out->type = r->form == FORM_PAGE ? "text/html; charset=utf-8" : "application/json";
    answer__write(out, q, r->write, view);
    if (out->gzip) answer__compress(out);
    if (!out->gzip) answer__tag(out, q, r, version);
    return 0;
}

void answer_make(answer *out, request *q, const route *r, uint64_t version)
{
    if (setjmp(*arena_escape(q->arena)) != 0) {
        answer__no_memory(out);
        return;
    }
    int status = r == NULL             ? q->problem.status
                 : r->form == FORM_OWN ? r->does(q, out)
                                       : answer__view(out, q, r, version);
    if (status != 0) answer_problem(out, q);
    if (out->body.failed) answer__no_memory(out);
}

void answer_end(answer *a)
{
    buffer_release(&a->body);
}
