/* SPDX-License-Identifier: Apache-2.0
 *
 * exchange.c - see exchange.h.
 */
#define _GNU_SOURCE /* POLLRDHUP */
#include "room/exchange.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "room/guard.h"
#include "room/proxy.h"
#include "room/stream.h"
#include "room/wire.h"

#define STREAM_BLOCK 32768
#define HALF_CLOSED 1 /* seconds */

exchange *exchange_new(struct server *s, const char *uri)
{
    arena *a = arena_new(&s->room->allocator, 32768);
    if (a == NULL) return NULL;
    exchange *e = arena_try_alloc(a, sizeof *e);
    char *copy = arena_try_alloc(a, strlen(uri) + 1);
    if (e == NULL || copy == NULL) {
        arena_free(a);
        return NULL;
    }
    *e = (exchange){.server = s, .uri = strcpy(copy, uri), .line = uri};
    atomic_init(&e->holders, 1);
    e->task.q.path = "-";
    e->task.q.query = "";
    e->task.q.room = s->room;
    e->task.q.arena = a;
    e->body = buffer_new(&s->room->allocator);
    clock_gettime(CLOCK_MONOTONIC, &e->since);
    e->task.answer.body = buffer_new(&s->room->allocator);
    atomic_fetch_add(&s->exchanges, 1);
    return e;
}

void exchange_free(exchange *e)
{
    if (e == NULL || atomic_fetch_sub(&e->holders, 1) != 1) return;
    atomic_fetch_sub(&e->server->exchanges, 1);
    atomic_fetch_sub(&e->server->bodies, e->body.size);
    buffer_release(&e->body);
    answer_end(&e->task.answer);
    arena_free(e->task.q.arena);
}

/* At a desk: it is answered. */
static void exchange__done(task *t)
{
    exchange *e = (exchange *)t;
    if (t->answer.stream != NULL) {
        stream_end(t->answer.stream);
        exchange_free(e);
        return;
    }
    e->answered = true;
    MHD_resume_connection(e->connection);
}

/* At a desk: has the client hung up? Who has only ended his own side may still wait to hear, but not for long. Once
 * there is a stream the connection goes on, and its guest may be gone; the stream says itself when nobody reads. */
static bool exchange__gone(task *t)
{
    const exchange *e = (const exchange *)t;
    struct timespec now;
    if (t->answer.stream != NULL || e->guest == NULL) return false;
    struct pollfd look = {.fd = e->guest->socket, .events = POLLRDHUP};
    if (poll(&look, 1, 0) <= 0) return false;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return look.revents & (POLLHUP | POLLERR) ||
           (look.revents & POLLRDHUP && now.tv_sec - e->since.tv_sec > HALF_CLOSED);
}

static void exchange__wake(void *payload)
{
    MHD_resume_connection(payload);
}

static void exchange__wait(void *payload)
{
    MHD_suspend_connection(payload);
}

/* At a desk, too: the answer begins. */
static struct stream *exchange__open(task *t)
{
    exchange *e = (exchange *)t;
    struct stream *s = t->answer.stream = stream_new(&e->server->room->allocator, exchange__wake, e->connection);
    if (s == NULL) return NULL;
    atomic_fetch_add(&e->holders, 1);
    e->answered = true;
    MHD_resume_connection(e->connection);
    return s;
}

static ssize_t exchange__more(void *payload, uint64_t at, char *out, size_t most)
{
    (void)at;
    long size = stream_read(payload, out, most, exchange__wait);
    return size < 0 ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)size;
}

static void exchange__leave(void *payload)
{
    stream_leave(payload);
}

void exchange_over(exchange *e)
{
    if (e->task.answer.stream != NULL && !e->sent) stream_leave(e->task.answer.stream);
    exchange_free(e);
}

/* ---- what it says ---- */

static request_method method__of(const char *name)
{
    if (strcmp(name, "GET") == 0) return METHOD_GET;
    if (strcmp(name, "HEAD") == 0) return METHOD_HEAD;
    return strcmp(name, "POST") == 0 ? METHOD_POST : METHOD_OTHER;
}

static enum MHD_Result exchange__header(void *payload, enum MHD_ValueKind kind, const char *name, const char *value)
{
    request *q = payload;
    const struct {
        const char *name;
        const char **at;
    } wanted[] = {{"Host", &q->host},
                  {"Origin", &q->origin},
                  {"Accept", &q->accept},
                  {"Content-Type", &q->content_type},
                  {"Cookie", &q->cookies},
                  {"Accept-Language", &q->language},
                  {"If-None-Match", &q->if_none_match},
                  {"Authorization", &q->authorization},
                  {"Accept-Encoding", &q->accept_encoding},
                  {"Sec-Fetch-Site", &q->fetch_site},
                  {"X-CSRF-Token", &q->csrf_header},
                  {"Content-Length", &q->content_length}};
    (void)kind;
    if (value == NULL) return MHD_YES;
    q->length_count += strcasecmp(name, "Content-Length") == 0 || strcasecmp(name, "Transfer-Encoding") == 0;
    q->host_count += strcasecmp(name, "Host") == 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (strcasecmp(name, wanted[i].name) == 0 && *wanted[i].at == NULL) *wanted[i].at = value;
    return MHD_YES;
}

/* Of several headers with one name the last was added last. */
static enum MHD_Result exchange__forwarded(void *payload, enum MHD_ValueKind kind, const char *name, const char *value)
{
    proxy_headers *h = payload;
    (void)kind;
    if (strcasecmp(name, "Forwarded") == 0) h->forwarded = value;
    if (strcasecmp(name, "X-Forwarded-For") == 0) h->x_forwarded_for = value;
    if (strcasecmp(name, "X-Forwarded-Proto") == 0) h->x_forwarded_proto = value;
    return MHD_YES;
}

bool exchange_is_hopeless(const exchange *e)
{
    const char *length = e->task.q.content_length;
    return e->unclear ||
           (length != NULL && strtoull(length, NULL, 10) > (unsigned long long)e->body_most + EXCHANGE_BEYOND);
}

static proxy_client connection__client(struct MHD_Connection *connection, const room_options *o)
{
    proxy_headers headers = {NULL, NULL, NULL};
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (o->proxies != NULL) MHD_get_connection_values(connection, MHD_HEADER_KIND, exchange__forwarded, &headers);
    return proxy_client_of(info != NULL ? info->client_addr : NULL, &headers, o->proxies);
}

/* The arena may jump. */
static void exchange__read(exchange *e, const char *method, const char *version)
{
    wire_head head = {e->connection, method, e->line, version, strlen(e->uri)};
    request *q = &e->task.q;
    const char *allow = NULL;
    q->method = method__of(method);
    proxy_client client = connection__client(e->connection, &e->server->room->options);
    q->from = client.from;
    q->tls = client.tls;
    MHD_get_connection_values(e->connection, MHD_HEADER_KIND, exchange__header, q);
    if (strchr(e->uri, ' ') != NULL || !wire_is_plain(&head)) {
        e->unclear = true;
        request_fail(q, 400, "bad-request", "its lines are not written as HTTP has them", NULL);
        return;
    }
    /* Where one body ends for us, and another for a proxy before us, a second request could hide. */
    if (q->length_count > 1) {
        e->unclear = true;
        request_fail(q, 400, "bad-request", "its headers say different things about its length", NULL);
        return;
    }
    if (request_parse(q, e->uri, strlen(e->uri)) != 0) return;
    if (q->host == NULL || q->host_count != 1) {
        request_fail(q, 400, "bad-request", "it names no host, or several", NULL);
        return;
    }
    if (!guard_host_is_ours(q->host, e->server->room->options.names)) {
        request_fail(q, 421, "other-host", "it was meant for another host", NULL);
        return;
    }
    e->task.route = route_find(q, &allow);
    e->task.answer.allow = allow;
    if (e->task.route != NULL && q->method == METHOD_POST && guard_admit(q, e->task.route) == 0)
        e->body_most = e->task.route->flags & ROUTE_LONG ? REQUEST_BODY : REQUEST_FORM;
    if (q->problem.status == 0 && exchange_is_hopeless(e)) request_fail(q, 413, "too-large", NULL, NULL);
}

bool exchange_begin(exchange *e, const char *method, const char *version)
{
    e->begun = true;
    if (setjmp(*arena_escape(e->task.q.arena)) != 0) return false;
    exchange__read(e, method, version);
    return true;
}

/* ---- the answer, sent ---- */

static const struct {
    const char *name, *value;
} headers_always[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

static void header__add(struct MHD_Response *m, const char *name, const char *value)
{
    if (value != NULL && *value != '\0') MHD_add_response_header(m, name, value);
}

enum MHD_Result exchange_send(exchange *e)
{
    answer *a = &e->task.answer;
    const void *bytes = a->fixed != NULL ? a->fixed : a->body.bytes != NULL ? a->body.bytes : "";
    size_t size = a->fixed != NULL ? a->fixed_size : a->body.size;
    char retry[16];
    /* The bytes live as long as the exchange, which ends after the response was sent. */
    struct MHD_Response *m = a->stream != NULL
                                 ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, exchange__more,
                                                                     a->stream, exchange__leave)
                                 : MHD_create_response_from_buffer(size, (void *)(uintptr_t)bytes,
                                                                   MHD_RESPMEM_PERSISTENT);
    if (m == NULL) return MHD_NO;
    e->sent = true;
    for (size_t i = 0; i < sizeof headers_always / sizeof *headers_always; i++)
        header__add(m, headers_always[i].name, headers_always[i].value);
    header__add(m, "Content-Type", a->type);
    header__add(m, "Location", a->location);
    header__add(m, "Allow", a->allow);
    header__add(m, "ETag", a->etag);
    header__add(m, "Cache-Control", a->cache);
    if (e->unclear) header__add(m, "Connection", "close"); /* what follows may be no request */
    if (a->asks_token) header__add(m, "WWW-Authenticate", "Bearer");
    header__add(m, "Vary", "Accept-Encoding, Accept-Language, Cookie");
    for (int i = 0; i < 3; i++) header__add(m, "Set-Cookie", a->cookies[i]);
    if (a->gzip) header__add(m, "Content-Encoding", "gzip");
    snprintf(retry, sizeof retry, "%u", a->retry);
    if (a->retry > 0) header__add(m, "Retry-After", retry);
    guest_turn(&e->server->guests, e->guest, GUEST_READS);
    enum MHD_Result sent = MHD_queue_response(e->connection, (unsigned)a->status, m);
    MHD_destroy_response(m);
    return sent;
}

/* ---- answering ---- */

enum MHD_Result exchange_refuse(exchange *e)
{
    e->task.answer.retry = e->task.q.problem.status == 503 ? 1 : 0;
    answer_make(&e->task.answer, &e->task.q, NULL, 0);
    return exchange_send(e);
}

static queue_kind route__queue(const route *r)
{
    if (r->flags & ROUTE_SLOW) return QUEUE_SLOW;
    if (r->flags & ROUTE_WRITES) return QUEUE_PEN;
    if (r->flags & ROUTE_SIGNS) return QUEUE_DOOR;
    return r->flags & ROUTE_OPEN && r->method == METHOD_GET ? QUEUE_PORCH : QUEUE_QUICK;
}

enum MHD_Result exchange_ask(exchange *e)
{
    struct server *s = e->server;
    request *q = &e->task.q;
    if (q->problem.status != 0) return exchange_refuse(e);
    q->body = e->body.bytes != NULL ? e->body.bytes : "";
    q->body_size = e->body.size;
    e->task.done = exchange__done;
    e->task.gone = exchange__gone;
    e->task.open = exchange__open;
    guest_turn(&s->guests, e->guest, GUEST_WAITS);
    MHD_suspend_connection(e->connection);
    if (queue_put(&s->room->queues[route__queue(e->task.route)], &e->task)) return MHD_YES;
    /* It is suspended and cannot be answered: we are called for it again at once. */
    e->task.answer.retry = 1;
    request_fail(q, 503, "busy", NULL, NULL);
    answer_make(&e->task.answer, q, NULL, 0);
    exchange__done(&e->task);
    return MHD_YES;
}

/* ---- the log ---- */

/* The address as it came, byte by byte what is not plain ASCII as %xx: the log is read in terminals. */
static void address__plain(const char *uri, size_t size, char *out, size_t most)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t used = 0;
    for (size_t i = 0; i < size && used + 4 < most; i++) {
        unsigned char c = (unsigned char)uri[i];
        if (c > ' ' && c < 0x7F) {
            out[used++] = (char)c;
            continue;
        }
        out[used++] = '%';
        out[used++] = hex[c >> 4];
        out[used++] = hex[c & 15];
    }
    out[used] = '\0';
}

/* One line: when, what, how it ended. What was searched for is nobody's business unless somebody says so. */
void exchange_log(const exchange *e)
{
    const room_options *o = &e->server->room->options;
    const request *q = &e->task.q;
    struct timespec now;
    struct tm day;
    char line[700], when[32], path[300], query[300] = "";
    time_t seconds = time(NULL);
    static const char *const methods[] = {"GET", "HEAD", "POST", "OTHER"};
    if (o->log == NULL || !e->begun) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long ms = (now.tv_sec - e->since.tv_sec) * 1000 + (now.tv_nsec - e->since.tv_nsec) / 1000000;
    gmtime_r(&seconds, &day);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &day);
    size_t size = strcspn(e->uri, "?");
    address__plain(e->uri, size, path, sizeof path);
    if (o->log_queries) address__plain(e->uri + size, strlen(e->uri + size), query, sizeof query);
    snprintf(line, sizeof line, "%s %s %s%s %d %ldms", when, methods[q->method], path, query, e->task.answer.status,
             ms);
    o->log(line, o->payload);
}
