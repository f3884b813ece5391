/* SPDX-License-Identifier: Apache-2.0
 *
 * server.c - connections and their bytes, by libmicrohttpd.
 *
 * For each request the library calls server__take(): once when the headers are
 * there, for each piece of the body, once at its end. Then the request goes to a
 * desk and its connection is suspended; the desk resumes it, and the library
 * calls once more, to be given the answer. All of this is on the library's one
 * thread; what a desk has in its hands, nobody else touches.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "room/guard.h"
#include "room/inside.h"

#define IDLE_SECONDS 15
#define CONNECTIONS 4096
#define HEADERS_MOST 65536 /* bytes a connection has for a request's line and headers */

struct server {
    room *room;
    struct MHD_Daemon *daemon;
    unsigned port;
};

/* ---- one request with its answer ---- */

typedef struct exchange {
    task task; /* first: the desk knows only this */
    struct server *server;
    struct MHD_Connection *connection;
    const char *uri;
    buffer body;
    size_t body_most;
    bool begun, answered;
    struct timespec since;
} exchange;

static exchange *exchange__new(struct server *s, const char *uri)
{
    arena *a = arena_new(&s->room->allocator, 32768);
    if (a == NULL) return NULL;
    exchange *e = arena_try_alloc(a, sizeof *e);
    char *copy = arena_try_alloc(a, strlen(uri) + 1);
    if (e == NULL || copy == NULL) {
        arena_free(a);
        return NULL;
    }
    *e = (exchange){.server = s, .uri = strcpy(copy, uri)};
    e->task.q.path = "-";
    e->task.q.query = "";
    e->task.q.room = s->room;
    e->task.q.arena = a;
    e->body = buffer_new(&s->room->allocator);
    clock_gettime(CLOCK_MONOTONIC, &e->since);
    e->task.answer.body = buffer_new(&s->room->allocator);
    return e;
}

static void exchange__free(exchange *e)
{
    if (e == NULL) return;
    buffer_release(&e->body);
    answer_end(&e->task.answer);
    arena_free(e->task.q.arena);
}

/* At a desk: it is answered. */
static void exchange__done(task *t)
{
    exchange *e = (exchange *)t;
    e->answered = true;
    MHD_resume_connection(e->connection);
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
                  {"X-CSRF-Token", &q->csrf_header}};
    (void)kind;
    if (value == NULL) return MHD_YES;
    q->host_count += strcasecmp(name, "Host") == 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (strcasecmp(name, wanted[i].name) == 0 && *wanted[i].at == NULL) *wanted[i].at = value;
    return MHD_YES;
}

/* Reads the line and the headers. What is wrong is the request's problem. The arena may jump. */
static void exchange__begin(exchange *e, const char *method)
{
    request *q = &e->task.q;
    const char *allow = NULL;
    q->method = method__of(method);
    MHD_get_connection_values(e->connection, MHD_HEADER_KIND, exchange__header, q);
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
    if (e->task.route != NULL && q->method == METHOD_POST) e->body_most = REQUEST_BODY;
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

static enum MHD_Result exchange__send(exchange *e)
{
    answer *a = &e->task.answer;
    const void *bytes = a->fixed != NULL ? a->fixed : a->body.bytes != NULL ? a->body.bytes : "";
    size_t size = a->fixed != NULL ? a->fixed_size : a->body.size;
    char retry[16];
    /* The bytes live as long as the exchange, which ends after the response was sent. */
    struct MHD_Response *m = MHD_create_response_from_buffer(size, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
    if (m == NULL) return MHD_NO;
    for (size_t i = 0; i < sizeof headers_always / sizeof *headers_always; i++)
        header__add(m, headers_always[i].name, headers_always[i].value);
    header__add(m, "Content-Type", a->type);
    header__add(m, "Location", a->location);
    header__add(m, "Allow", a->allow);
    header__add(m, "ETag", a->etag);
    header__add(m, "Cache-Control", a->cache);
    if (a->asks_token) header__add(m, "WWW-Authenticate", "Bearer");
    header__add(m, "Vary", "Accept-Encoding, Accept-Language, Cookie");
    for (int i = 0; i < 3; i++) header__add(m, "Set-Cookie", a->cookies[i]);
    if (a->gzip) header__add(m, "Content-Encoding", "gzip");
    snprintf(retry, sizeof retry, "%u", a->retry);
    if (a->retry > 0) header__add(m, "Retry-After", retry);
    enum MHD_Result sent = MHD_queue_response(e->connection, (unsigned)a->status, m);
    MHD_destroy_response(m);
    return sent;
}

/* Answers without a desk. */
static enum MHD_Result exchange__refuse(exchange *e, int status, const char *code, const char *detail)
{
    e->task.answer.retry = status == 503 ? 1 : 0;
    if (status != 0) request_fail(&e->task.q, status, code, detail, NULL);
    answer_make(&e->task.answer, &e->task.q, NULL, 0);
    return exchange__send(e);
}

/* ---- called by the library ---- */

static enum MHD_Result exchange__ask(exchange *e)
{
    struct server *s = e->server;
    request *q = &e->task.q;
    if (q->problem.status != 0) return exchange__refuse(e, 0, NULL, NULL);
    q->body = e->body.bytes != NULL ? e->body.bytes : "";
    q->body_size = e->body.size;
    e->task.done = exchange__done;
    MHD_suspend_connection(e->connection);
    if (queue_put(e->task.route->flags & ROUTE_SLOW ? &s->room->slow : &s->room->quick, &e->task)) return MHD_YES;
    /* It is suspended and cannot be answered: it is asked for again at once. */
    e->task.answer.retry = 1;
    request_fail(q, 503, "busy", NULL, NULL);
    answer_make(&e->task.answer, q, NULL, 0);
    exchange__done(&e->task);
    return MHD_YES;
}

static enum MHD_Result server__take(void *payload, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *body, size_t *size,
                                    void **state)
{
    exchange *e = *state;
    (void)payload;
    (void)url;
    (void)version;
    if (e == NULL) return MHD_NO; /* without memory */
    if (e->answered) return exchange__send(e);
    if (!e->begun) {
        e->begun = true;
        e->connection = connection;
        if (setjmp(*arena_escape(e->task.q.arena)) != 0) return MHD_NO;
        exchange__begin(e, method);
        return MHD_YES;
    }
    if (*size > 0) {
        if (e->body.size + *size > e->body_most) {
            if (e->task.q.problem.status == 0) request_fail(&e->task.q, 413, "too-large", NULL, NULL);
        } else {
            buffer_append(&e->body, body, *size);
        }
        *size = 0;
        return MHD_YES;
    }
    buffer_putc(&e->body, '\0');
    if (e->body.failed) return MHD_NO;
    e->body.size--;
    return exchange__ask(e);
}

/* The address as it came; what is returned is the request's state. */
static void *server__line(void *payload, const char *uri, struct MHD_Connection *connection)
{
    (void)connection;
    return exchange__new(payload, uri);
}

/* One line: when, what, how it ended. What was searched for is nobody's business unless somebody says so. */
static void exchange__log(const exchange *e)
{
    const room_options *o = &e->server->room->options;
    const request *q = &e->task.q;
    struct timespec now;
    struct tm day;
    char line[512], when[32];
    time_t seconds = time(NULL);
    static const char *const methods[] = {"GET", "HEAD", "POST", "OTHER"};
    if (o->log == NULL || !e->begun) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long ms = (now.tv_sec - e->since.tv_sec) * 1000 + (now.tv_nsec - e->since.tv_nsec) / 1000000;
    gmtime_r(&seconds, &day);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &day);
    bool query = o->log_queries && q->query[0] != '\0';
    snprintf(line, sizeof line, "%s %s %.200s%s%.200s %d %ldms", when, methods[q->method], q->path, query ? "?" : "",
             query ? q->query : "", e->task.answer.status, ms);
    o->log(line, o->payload);
}

static void server__over(void *payload, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    (void)payload;
    (void)connection;
    (void)why;
    if (*state != NULL) exchange__log(*state);
    exchange__free(*state);
    *state = NULL;
}

static size_t server__as_it_is(void *payload, struct MHD_Connection *connection, char *text)
{
    (void)payload;
    (void)connection;
    return strlen(text);
}

/* ---- beginning and end ---- */

bool room_is_loopback(const char *address)
{
    struct in_addr four;
    struct in6_addr six;
    if (address == NULL) return true;
    if (inet_pton(AF_INET, address, &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, address, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

static bool address__parse(const char *text, unsigned port, struct sockaddr_storage *out, unsigned *flags)
{
    struct sockaddr_in *four = (struct sockaddr_in *)out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t)port);
        return true;
    }
    if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1) return false;
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    *flags |= MHD_USE_IPv6;
    return true;
}

int server_begin(struct server **out, room *r, ledger_words *why)
{
    struct sockaddr_storage address;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    const char *name = r->options.address != NULL ? r->options.address : "127.0.0.1";
    *out = NULL;
    if (!address__parse(name, r->options.port, &address, &flags)) {
        snprintf(why->text, sizeof why->text, "\"%.100s\" is no address of this machine", name);
        return SELON_ERROR_ARGUMENT;
    }
    struct server *s = *out = calloc(1, sizeof *s);
    if (s == NULL) return SELON_ERROR_MEMORY;
    s->room = r;
    s->daemon = MHD_start_daemon(flags, (uint16_t)r->options.port, NULL, NULL, server__take, s, MHD_OPTION_SOCK_ADDR,
                                 &address, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
                                 MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MOST, MHD_OPTION_NOTIFY_COMPLETED,
                                 server__over, s, MHD_OPTION_URI_LOG_CALLBACK, server__line, s,
                                 MHD_OPTION_UNESCAPE_CALLBACK, server__as_it_is, s, MHD_OPTION_END);
    const union MHD_DaemonInfo *info = s->daemon != NULL ? MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)
                                                         : NULL;
    if (info != NULL) {
        s->port = info->port;
        return SELON_OK;
    }
    snprintf(why->text, sizeof why->text, "cannot listen on %.100s, port %u: it is in use, or not ours", name,
             r->options.port);
    return SELON_ERROR_IO;
}

unsigned server_port(const struct server *s)
{
    return s->port;
}

void server_quiet(struct server *s)
{
    MHD_socket listening = s->daemon != NULL ? MHD_quiesce_daemon(s->daemon) : MHD_INVALID_SOCKET;
    if (listening != MHD_INVALID_SOCKET) close(listening);
}

void server_end(struct server *s)
{
    if (s->daemon != NULL) MHD_stop_daemon(s->daemon);
    free(s);
}
