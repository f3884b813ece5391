/* SPDX-License-Identifier: Apache-2.0
 *
 * guard.c - see guard.h.
 */
#include "room/guard.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "room/inside.h"
#include "room/json.h"
#include "room/pages.h"
#include "room/password.h"

#define COOKIE "selon"
#define FAILURES 5         /* to sign in, in a row */
#define FAILURE_SECONDS 30 /* then who has failed may not try for so long */

/* ---- hosts ---- */

/* The host of "name:port", "[::1]:port" without the port. */
static size_t host__size(const char *host)
{
    if (host[0] == '[') {
        const char *end = strchr(host, ']');
        return end != NULL ? (size_t)(end + 1 - host) : 0;
    }
    return strcspn(host, ":");
}

static bool host__ends_well(const char *host, size_t size)
{
    const char *rest = host + size;
    if (*rest == '\0') return true;
    return *rest == ':' && strspn(rest + 1, "0123456789") == strlen(rest + 1) && strlen(rest + 1) <= 5;
}

static bool host__is_four(const char *host, size_t size)
{
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        size_t digits = 0;
        while (at + digits < size && host[at + digits] >= '0' && host[at + digits] <= '9') digits++;
        if (digits == 0 || digits > 3) return false;
        at += digits;
        if (part < 3 && (at >= size || host[at++] != '.')) return false;
    }
    return at == size;
}

bool guard_host_is_ours(const char *host, const char *const *names)
{
    if (host == NULL) return false;
    size_t size = host__size(host);
    if (size == 0 || !host__ends_well(host, size)) return false;
    if (host[0] == '[') return strspn(host + 1, "0123456789abcdefABCDEF:.") == size - 2 && size > 4;
    if (host__is_four(host, size)) return true;
    if (size == 9 && strncasecmp(host, "localhost", size) == 0) return true;
    for (; names != NULL && *names != NULL; names++)
        if (strlen(*names) == size && strncasecmp(host, *names, size) == 0) return true;
    return false;
}

bool guard_origin_is(const char *origin, const char *host)
{
    if (strncmp(origin, "http://", 7) == 0)
        origin += 7;
    else if (strncmp(origin, "https://", 8) == 0)
        origin += 8;
    else
        return false;
    return host != NULL && strcasecmp(origin, host) == 0;
}

/* ---- other sites ---- */

static bool request__is_foreign(const request *q)
{
    if (q->origin != NULL && !guard_origin_is(q->origin, q->host)) return true;
    return q->fetch_site != NULL && strcmp(q->fetch_site, "same-origin") != 0 && strcmp(q->fetch_site, "none") != 0;
}

/* ---- the browser's number ---- */

const char *guard_cookie_end(const request *q)
{
    return q->tls || q->room->options.secure_cookies ? "; Secure" : "";
}

static const char *cookie__text(const request *q, const char *id, int seconds)
{
    char text[256];
    snprintf(text, sizeof text, COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", id, seconds,
             guard_cookie_end(q));
    return arena_strndup(q->arena, text, strlen(text));
}

static void request__know(request *q, const char *id)
{
    char *csrf = arena_alloc(q->arena, CSRF_SIZE + 1);
    session_csrf(&q->room->sessions, id, csrf);
    q->csrf = csrf;
    q->visit = arena_strndup(q->arena, id, strlen(id));
}

static int request__greet(request *q, answer *out)
{
    char id[SESSION_ID + 1];
    if (!session_new_id(id)) return request_fail(q, 503, "busy", NULL, NULL);
    request__know(q, id);
    out->cookies[0] = cookie__text(q, id, SESSION_AGE);
    return 0;
}

/* ---- signing in ---- */

bool room_is_closed(const room *r)
{
    return r->options.token != NULL || r->options.password_hash != NULL;
}

static bool request__has_token(const request *q)
{
    static const char bearer[] = "Bearer ";
    return q->room->options.token != NULL && q->authorization != NULL &&
           strncasecmp(q->authorization, bearer, sizeof bearer - 1) == 0 &&
           secret_equal(q->authorization + sizeof bearer - 1, q->room->options.token);
}

static void buffer__encode(buffer *b, const char *text)
{
    static const char plain[] = "/-._~";
    for (const char *at = text; *at != '\0'; at++) {
        bool good = (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') || strchr(plain, *at) != NULL;
        if (good)
            buffer_putc(b, *at);
        else
            buffer_printf(b, "%%%02X", (unsigned)(unsigned char)*at);
    }
}

/* A query too long to be carried is left behind. */
static int request__to_sign_in(request *q, answer *out)
{
    buffer b = buffer_new(&q->room->allocator);
    buffer_puts(&b, "/login?next=");
    buffer__encode(&b, q->path);
    if (q->query[0] != '\0' && strlen(q->path) + 1 + strlen(q->query) <= REQUEST_ADDRESS) {
        buffer__encode(&b, "?");
        buffer__encode(&b, q->query);
    }
    char *copy = b.failed ? NULL : arena_try_alloc(q->arena, b.size + 1);
    if (copy != NULL) memcpy(copy, b.bytes, b.size);
    if (copy != NULL) copy[b.size] = '\0';
    buffer_release(&b);
    if (copy == NULL) return request_fail(q, 503, "no-memory", NULL, NULL);
    out->status = 303;
    out->location = copy;
    out->cache = "no-store";
    return GUARD_SIGN_IN;
}

static bool request__has_csrf(const request *q)
{
    const char *given = q->csrf_header != NULL ? q->csrf_header : request_field(q, "csrf");
    return given != NULL && q->csrf != NULL && secret_equal(given, q->csrf);
}

int guard_admit(request *q, const route *r)
{
    bool token = request__has_token(q);
    const char *id = request_cookie(q, COOKIE);
    q->needs_sign_in = room_is_closed(q->room);
    if (q->method == METHOD_POST && !token && request__is_foreign(q))
        return request_fail(q, 403, "foreign", "it comes from another site", NULL);
    if (session_is_id(id)) request__know(q, id);
    q->signed_in = q->needs_sign_in && q->visit != NULL &&
                   session_is_signed_in(&q->room->sessions, q->visit, time(NULL));
    if (!q->needs_sign_in || q->signed_in || token || r->flags & ROUTE_OPEN) return 0;
    return request_fail(q, 401, "sign-in", NULL, NULL);
}

int guard_enter(request *q, const route *r, answer *out)
{
    bool token = request__has_token(q), page = r->form != FORM_JSON;
    int status = guard_admit(q, r);
    if (status == 401 && page && q->method != METHOD_POST && !route_is_api(q->path)) {
        q->problem = (view_problem){0};
        return request__to_sign_in(q, out);
    }
    if (status != 0) return status;
    if (r->flags & ROUTE_CHANGES && !token && !request__has_csrf(q))
        return request_fail(q, 403, "no-csrf", "the form's token is missing, or another's", NULL);
    bool greeted = r->form == FORM_PAGE || r->flags & ROUTE_GREETS;
    return greeted && q->visit == NULL ? request__greet(q, out) : 0;
}

/* ---- the way in ---- */

/* Who has failed of late, by address, so that nobody shuts out all others. With the sessions' lock. */
static guesser *room__guesser(room *r, uint64_t from)
{
    guesser *oldest = &r->guessers[0];
    for (size_t i = 0; i < GUESSERS; i++) {
        if (r->guessers[i].failures > 0 && r->guessers[i].from == from) return &r->guessers[i];
        if (r->guessers[i].failed < oldest->failed) oldest = &r->guessers[i];
    }
    *oldest = (guesser){.from = from};
    return oldest;
}

static bool room__may_try(room *r, uint64_t from)
{
    pthread_mutex_lock(&r->sessions.lock);
    guesser *g = room__guesser(r, from);
    bool may = g->failures < FAILURES || time(NULL) - g->failed > FAILURE_SECONDS;
    pthread_mutex_unlock(&r->sessions.lock);
    return may;
}

static void room__tried(room *r, uint64_t from, bool good)
{
    pthread_mutex_lock(&r->sessions.lock);
    guesser *g = room__guesser(r, from);
    if (good || time(NULL) - g->failed > FAILURE_SECONDS) g->failures = 0;
    if (!good) {
        g->failures++;
        g->failed = time(NULL);
    }
    pthread_mutex_unlock(&r->sessions.lock);
}

/* A path of ours, and nothing that a browser may take for another host. */
static bool next__is_good(const char *next)
{
    if (next == NULL || next[0] != '/' || strchr(next, '\\') != NULL) return false;
    for (const char *at = next; *at != '\0'; at++)
        if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7F) return false;
    return next[1] != '/';
}

int guard_sign_in(request *q, struct answer *out)
{
    const char *given = request_field(q, "password"), *next = request_field(q, "next");
    const room_options *o = &q->room->options;
    char id[SESSION_ID + 1];
    out->cache = "no-store";
    if (!room__may_try(q->room, q->from)) {
        out->retry = FAILURE_SECONDS;
        return request_fail(q, 429, "too-many", "too many have failed to sign in", NULL);
    }
    bool good = given != NULL && ((o->token != NULL && secret_equal(given, o->token)) ||
                                  (o->password_hash != NULL && password_matches(o->password_hash, given)));
    room__tried(q->room, q->from, good);
    if (!good) {
        request_fail(q, 403, "sign-in-failed", NULL, NULL);
        out->status = 403;
        out->type = "text/html; charset=utf-8";
        answer_write(out, q, page_login, &q->problem);
        return 0;
    }
    if (!session_new_id(id)) return request_fail(q, 503, "busy", NULL, NULL);
    if (q->visit != NULL) session_sign_out(&q->room->sessions, q->visit);
    session_sign_in(&q->room->sessions, id, time(NULL));
    out->cookies[0] = cookie__text(q, id, SESSION_AGE);
    out->status = 303;
    out->location = next__is_good(next) ? next : "/";
    return 0;
}

int guard_sign_out(request *q, struct answer *out)
{
    if (q->visit != NULL) session_sign_out(&q->room->sessions, q->visit);
    out->cookies[0] = cookie__text(q, "", 0);
    out->cache = "no-store";
    out->status = 303;
    out->location = q->needs_sign_in ? "/login" : "/";
    return 0;
}

static void json__session(writer *w, const request *q, const void *view)
{
    (void)view;
    writer_puts(w, "{\"signed_in\": ");
    writer_puts(w, q->signed_in ? "true" : "false");
    json_bool(w, "needs_sign_in", q->needs_sign_in);
    jsonl_member(w, "csrf", q->csrf);
    writer_puts(w, "}\n");
}

int guard_session(request *q, struct answer *out)
{
    out->status = 200;
    out->type = "application/json";
    out->cache = "no-store";
    answer_write(out, q, json__session, NULL);
    return 0;
}
