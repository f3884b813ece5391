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
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/hash.h"
#include "room/guard.h"
#include "room/inside.h"
#include "room/json.h"
#include "room/pages.h"
#include "room/remembered.h"
#include "room/work.h"

#define GZIP_LEAST 1024
#define GZIP_LEVEL 1 /* half the time of an answer goes into this otherwise, for a tenth less bytes */

typedef struct answer_sink {
    buffer *body;
    desk *desk;
} answer_sink;

static int answer__sink(const void *bytes, size_t size, void *payload)
{
    answer_sink *to = payload;
    if (desk_is_over(to->desk)) return -1;
    buffer_append(to->body, bytes, size);
    return to->body->failed ? -1 : 0;
}

/* The writer is in the arena: a jump out of it leaves nothing behind. */
void answer_write(answer *out, request *q, route_write write, const void *view)
{
    writer *w = ARENA_NEW(q->arena, writer);
    answer_sink *to = ARENA_NEW(q->arena, answer_sink);
    *to = (answer_sink){&out->body, q->desk};
    w->arena = q->arena;
    w->sink = answer__sink;
    w->payload = to;
    w->text = "";
    write(w, q, view);
    writer_flush(w);
}

/* ---- tags ---- */

static bool word__is(const char *word, const char *one, const char *other)
{
    return word != NULL && (strcmp(word, one) == 0 || strcmp(word, other) == 0);
}

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
        h = hash__string(h, q->signed_in ? "signed in" : NULL);
    }
    snprintf(out->etag, sizeof out->etag, "\"%016llx%s\"", (unsigned long long)h, out->gzip ? "-gz" : "");
}

/* Is the tag in the list of If-None-Match? A weak one counts. */
static bool tag__is_known(const char *list, const char *tag)
{
    return list != NULL && (tag[0] != '\0' && strstr(list, tag) != NULL);
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

bool answer_is_known(const request *q, const char *tag)
{
    return tag__is_known(q->if_none_match, tag);
}

bool answer_may_gzip(const request *q)
{
    return gzip__is_wanted(q->accept_encoding);
}

/* The desk's compressor, made once. */
static z_stream *desk__compressor(desk *d)
{
    z_stream *z = d->compressor;
    if (z != NULL) return deflateReset(z) == Z_OK ? z : NULL;
    z = calloc(1, sizeof *z);
    if (z == NULL || deflateInit2(z, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(z);
        return NULL;
    }
    return d->compressor = z;
}

void answer_end_compressor(void *compressor)
{
    if (compressor != NULL) deflateEnd(compressor);
    free(compressor);
}

static void answer__compress(answer *out, request *q)
{
    z_stream *z = out->body.failed || out->body.size < GZIP_LEAST ? NULL : desk__compressor(q->desk);
    out->gzip = false;
    if (z == NULL) return;
    buffer packed = buffer_new(&out->body.allocator);
    uLong bound = deflateBound(z, (uLong)out->body.size);
    packed.bytes = packed.allocator.allocate(bound, packed.allocator.payload);
    packed.capacity = bound;
    z->next_in = (Bytef *)out->body.bytes;
    z->avail_in = (uInt)out->body.size;
    z->next_out = (Bytef *)packed.bytes;
    z->avail_out = (uInt)bound;
    if (packed.bytes == NULL || deflate(z, Z_FINISH) != Z_STREAM_END) {
        buffer_release(&packed);
        return;
    }
    packed.size = z->total_out;
    buffer_release(&out->body);
    out->body = packed;
    out->gzip = true;
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
    return q->accept != NULL && strstr(q->accept, "text/html") != NULL;
}

void answer_problem(answer *out, request *q)
{
    const char *allow = out->allow, *cookie = out->cookies[0];
    unsigned retry = out->retry;
    bool page = request__wants_page(q);
    answer__clear(out);
    out->status = q->problem.status;
    out->allow = allow;
    out->cookies[0] = cookie;
    out->retry = retry;
    out->asks_token = q->problem.status == 401;
    out->cache = "no-store";
    out->type = page ? "text/html; charset=utf-8" : "application/problem+json";
    answer_write(out, q, page ? page_problem : json_problem, &q->problem);
}

/* ---- making one ---- */

/* All that decides what the bytes are, but the visitor and the ledger; NULL: they are this visitor's alone. */
static const char *answer__key(const answer *out, const request *q, const route *r)
{
    const char *theme = request_cookie(q, "theme");
    if (r->form == FORM_PAGE && q->signed_in) return NULL; /* he can sign out */
    size_t path = strlen(q->path), query = strlen(q->query);
    char *key = arena_alloc(q->arena, path + query + 8);
    memcpy(key, q->path, path);
    key[path] = '\n'; /* which neither has in it */
    memcpy(key + path + 1, q->query, query);
    char *at = key + path + 1 + query;
    *at++ = '\n';
    *at++ = out->gzip ? 'z' : 'p';
    *at++ = r->form == FORM_PAGE ? *q->ui : 'j';
    *at++ = r->form == FORM_PAGE && word__is(theme, "light", "dark") ? *theme : '-';
    *at = '\0';
    return key;
}

static int answer__new(answer *out, request *q, const route *r)
{
    const void *view = NULL;
    int status = r->make(q, &view);
    if (status != 0) return status;
    out->type = r->form == FORM_PAGE ? "text/html; charset=utf-8" : "application/json";
    answer_write(out, q, r->write, view);
    if (out->gzip) answer__compress(out, q);
    return 0;
}

static int answer__view(answer *out, request *q, const route *r, uint64_t version)
{
    out->gzip = gzip__is_wanted(q->accept_encoding);
    answer__tag(out, q, r, version);
    out->cache = "private, no-cache";
    if (q->signed_in) { /* nothing is left in the browser when somebody has signed out */
        out->cache = "no-store";
        out->etag[0] = '\0';
    }
    answer plain = *out; /* a short body goes as it is to those who take others, too */
    plain.gzip = false;
    if (out->gzip && out->etag[0] != '\0') answer__tag(&plain, q, r, version);
    bool known = tag__is_known(q->if_none_match, out->etag);
    if (!known && tag__is_known(q->if_none_match, plain.etag)) {
        memcpy(out->etag, plain.etag, sizeof out->etag);
        known = true;
    }
    if (known) {
        out->status = 304;
        out->gzip = false;
        return 0;
    }
    q->personal = ARENA_NEW(q->arena, bool);
    const char *key = answer__key(out, q, r);
    bool asked_before = key != NULL && remembered_find(q->room->remembered, version, key, out);
    int status = asked_before ? 0 : answer__new(out, q, r);
    if (status != 0) return status;
    out->status = 200;
    if (key != NULL && !asked_before && !*q->personal) remembered_put(q->room->remembered, version, key, out);
    if (!out->gzip && !q->signed_in) answer__tag(out, q, r, version);
    return 0;
}

/* A form's fields are there before the guard looks for its token. */
static int request__read_form(request *q)
{
    static const char form[] = "application/x-www-form-urlencoded";
    bool is = q->method == METHOD_POST && q->content_type != NULL &&
              strncasecmp(q->content_type, form, sizeof form - 1) == 0;
    return is ? request_parse_form(q, q->body, q->body_size) : 0;
}

/* ---- what the reader prefers ---- */

/* French, if it is asked for before English. */
static const char *language__of(const char *accept)
{
    const char *fr = accept != NULL ? strstr(accept, "fr") : NULL, *en = accept != NULL ? strstr(accept, "en") : NULL;
    return fr != NULL && (en == NULL || fr < en) ? "fr" : "en";
}

/* `value` is one of a few words. */
static const char *cookie__kept(const request *q, const char *name, const char *value)
{
    char text[128];
    snprintf(text, sizeof text, "%s=%s; Path=/; SameSite=Lax; Max-Age=31536000%s", name, value, guard_cookie_end(q));
    return arena_strndup(q->arena, text, strlen(text));
}

/* What is chosen in the address is kept in a cookie. */
static void answer__prefer(answer *out, request *q)
{
    const char *ui = request_value(q, "ui"), *theme = request_value(q, "theme");
    if (word__is(ui, "fr", "en"))
        out->cookies[1] = cookie__kept(q, "ui", ui);
    else
        ui = request_cookie(q, "ui");
    if (word__is(theme, "light", "dark") || word__is(theme, "auto", "auto"))
        out->cookies[2] = cookie__kept(q, "theme", theme);
    q->ui = word__is(ui, "fr", "en") ? (*ui == 'f' ? "fr" : "en") : language__of(q->language);
}

static int answer__route(answer *out, request *q, const route *r, uint64_t version)
{
    if (r == NULL) return q->problem.status;
    int status = request__read_form(q);
    if (status == 0) status = guard_enter(q, r, out);
    if (status != 0) return status;
    return r->form == FORM_OWN ? r->does(q, out) : answer__view(out, q, r, version);
}

/* A problem is told, whatever the time. */
static void answer__tell(answer *out, request *q)
{
    if (q->desk != NULL) q->desk->task = NULL;
    answer_problem(out, q);
}

/* Jumped out of: without memory, or because there is no more time. */
static void answer__left(answer *out, request *q)
{
    bool over = q->desk != NULL && q->desk->task != NULL && q->desk->over;
    if (!over || setjmp(*arena_escape(q->arena)) != 0) {
        answer__no_memory(out);
        return;
    }
    request_fail(q, 503, "slow", "it took too long; ask for less", NULL);
    answer__tell(out, q);
    if (out->body.failed) answer__no_memory(out);
}

void answer_make(answer *out, request *q, const route *r, uint64_t version)
{
    if (setjmp(*arena_escape(q->arena)) != 0) {
        answer__left(out, q);
        return;
    }
    answer__prefer(out, q);
    int status = answer__route(out, q, r, version);
    if (status != 0 && status != GUARD_SIGN_IN) answer__tell(out, q);
    if (out->body.failed) answer__no_memory(out);
}

void answer_end(answer *a)
{
    buffer_release(&a->body);
}
