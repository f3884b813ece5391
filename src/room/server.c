/* SPDX-License-Identifier: Apache-2.0
 *
 * server.c - connections and their bytes, by libmicrohttpd.
 *
 * For each request the library calls server__take(): once when the headers are
 * there, for each piece of the body, once at its end. Then the request goes to a
 * desk and its connection is suspended; the desk resumes it, and the library
 * calls once more, to be given the answer. All of this is on the library's one
 * thread; what a desk has in its hands, nobody else touches. A second thread
 * looks every second who has had his time (guests.h), and what has been waiting
 * for a desk for too long (work.h).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "room/exchange.h"
#include "room/wire.h"

#define IDLE_SECONDS 20
#define CONNECTIONS 4096
#define CONNECTIONS_EACH 256 /* of one address, where others are served */
#define DESCRIPTORS_OURS 256
#define HEADERS_MOST 65536 /* bytes a connection has for a request's line and headers */
#define WAITING_SECONDS 20 /* for a desk */
#define FAREWELL_MS 2000
#define BODIES_MOST (512u << 20) /* bytes of all that is being sent to us */

/* ---- called by the library ---- */

static enum MHD_Result exchange__take(exchange *e, const char *body, size_t *size)
{
    request *q = &e->task.q;
    bool full = atomic_load(&e->server->bodies) + *size > BODIES_MOST;
    if (q->problem.status == 0 && !full && e->body.size + *size <= e->body_most) {
        buffer_append(&e->body, body, *size);
        if (!e->body.failed) atomic_fetch_add(&e->server->bodies, *size);
    } else {
        e->refused += *size;
        if (q->problem.status == 0)
            full ? request_fail(q, 503, "busy", NULL, NULL) : request_fail(q, 413, "too-large", NULL, NULL);
    }
    *size = 0;
    return e->refused > EXCHANGE_BEYOND || e->body.failed ? MHD_NO : MHD_YES;
}

static enum MHD_Result server__take(void *payload, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *body, size_t *size,
                                    void **state)
{
    exchange *e = *state;
    (void)payload;
    (void)url;
    if (e == NULL) return MHD_NO; /* without memory */
    if (e->answered) return exchange_send(e);
    if (!e->begun) {
        e->connection = connection;
        guest_turn(&e->server->guests, e->guest, GUEST_BODY);
        if (!exchange_begin(e, method, version)) return MHD_NO;
        /* Many clients look for an answer only after they have sent all; who wants to send very much is told at once. */
        return exchange_is_hopeless(e) ? exchange_refuse(e) : MHD_YES;
    }
    if (*size > 0) return exchange__take(e, body, size);
    buffer_putc(&e->body, '\0');
    if (e->body.failed) return MHD_NO;
    e->body.size--;
    return exchange_ask(e);
}

/* The address as it came; what is returned is the request's state. */
static void *server__line(void *payload, const char *uri, struct MHD_Connection *connection)
{
    struct server *s = payload;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange *e = exchange_new(s, uri);
    if (e == NULL) return NULL;
    e->guest = info != NULL ? info->socket_context : NULL;
    guest_turn(&s->guests, e->guest, GUEST_HEADERS);
    return e;
}

static void server__over(void *payload, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    struct server *s = payload;
    exchange *e = *state;
    (void)connection;
    (void)why;
    if (e == NULL) return;
    guest_turn(&s->guests, e->guest, GUEST_IDLE);
    exchange_log(e);
    exchange_over(e);
    *state = NULL;
}

static void server__come_and_go(void *payload, struct MHD_Connection *connection, void **guest,
                                enum MHD_ConnectionNotificationCode what)
{
    struct server *s = payload;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        guest_go(&s->guests, *guest);
        *guest = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *guest = info != NULL ? guest_come(&s->guests, info->connect_fd) : NULL;
}

static size_t server__as_it_is(void *payload, struct MHD_Connection *connection, char *text)
{
    (void)payload;
    (void)connection;
    return strlen(text);
}

/* ---- watching ---- */

/* Waits so long, or until the end; false at the end. */
static bool server__wait(struct server *s, long ms)
{
    struct timespec until;
    int error = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    pthread_mutex_lock(&s->lock);
    while (!s->ending && error != ETIMEDOUT) error = pthread_cond_timedwait(&s->turn, &s->lock, &until);
    bool on = !s->ending;
    pthread_mutex_unlock(&s->lock);
    return on;
}

static void *server__watch(void *payload)
{
    struct server *s = payload;
    while (server__wait(s, 1000)) {
        guests_sweep(&s->guests);
        for (int i = 0; i < QUEUES; i++)
            queue_give_up(&s->room->queues[i], i == QUEUE_SLOW ? 2 * WAITING_SECONDS : WAITING_SECONDS);
    }
    return NULL;
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

/* As many connections as the system lets us have, with some descriptors left for the ledger. */
static unsigned server__room(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return DESCRIPTORS_OURS;
    rlim_t wanted = CONNECTIONS + DESCRIPTORS_OURS;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= wanted) return CONNECTIONS;
    return limit.rlim_cur > 2 * DESCRIPTORS_OURS ? (unsigned)limit.rlim_cur - DESCRIPTORS_OURS : DESCRIPTORS_OURS;
}

/* What is not written as HTTP has it is refused: by the library, or by wire.c. */
#if MHD_VERSION >= WIRE_LIBRARY_LOOKS
#define DISCIPLINE MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1,
#else
#define DISCIPLINE
#endif

static struct MHD_Daemon *server__listen(struct server *s, const struct sockaddr_storage *address, unsigned flags)
{
    const room_options *o = &s->room->options;
    /* All that a server before us brings comes from its one address. */
    unsigned each = room_is_loopback(o->address) || o->proxies != NULL ? 0 : CONNECTIONS_EACH;
    return MHD_start_daemon(flags, (uint16_t)o->port, NULL, NULL, server__take, s, MHD_OPTION_SOCK_ADDR, address,
                            MHD_OPTION_CONNECTION_LIMIT, server__room(), MHD_OPTION_PER_IP_CONNECTION_LIMIT, each,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            (size_t)HEADERS_MOST, MHD_OPTION_NOTIFY_COMPLETED, server__over, s,
                            MHD_OPTION_NOTIFY_CONNECTION, server__come_and_go, s, MHD_OPTION_URI_LOG_CALLBACK,
                            server__line, s, MHD_OPTION_UNESCAPE_CALLBACK, server__as_it_is, s,
                            DISCIPLINE MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned)SOMAXCONN, MHD_OPTION_END);
}

static int server__start(struct server *s, ledger_words *why)
{
    struct sockaddr_storage address;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    const room_options *o = &s->room->options;
    const char *name = o->address != NULL ? o->address : "127.0.0.1";
    if (!address__parse(name, o->port, &address, &flags)) {
        snprintf(why->text, sizeof why->text, "\"%.100s\" is no address, as 127.0.0.1 or ::1", name);
        return SELON_ERROR_ARGUMENT;
    }
    s->daemon = server__listen(s, &address, flags);
    const union MHD_DaemonInfo *info = s->daemon != NULL ? MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)
                                                         : NULL;
    if (info != NULL) {
        s->port = info->port;
        s->watching = pthread_create(&s->watch, NULL, server__watch, s) == 0;
        if (s->watching) return SELON_OK;
        snprintf(why->text, sizeof why->text, "cannot start a thread");
        return SELON_ERROR_MEMORY;
    }
    snprintf(why->text, sizeof why->text, "cannot listen on %.100s, port %u: it is in use, or not ours", name, o->port);
    return SELON_ERROR_IO;
}

int server_begin(struct server **out, room *r, ledger_words *why)
{
    struct server *s = *out = calloc(1, sizeof *s);
    if (s == NULL) return SELON_ERROR_MEMORY;
    s->room = r;
    guests_begin(&s->guests);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->turn, NULL);
    return server__start(s, why);
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
    /* What was answered last is on its way. */
    for (int ms = 0; ms < FAREWELL_MS && atomic_load(&s->exchanges) > 0 && server__wait(s, 10); ms += 10) continue;
    pthread_mutex_lock(&s->lock);
    s->ending = true;
    pthread_cond_broadcast(&s->turn);
    pthread_mutex_unlock(&s->lock);
    if (s->watching) pthread_join(s->watch, NULL);
    if (s->daemon != NULL) MHD_stop_daemon(s->daemon);
    guests_end(&s->guests);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->turn);
    free(s);
}
