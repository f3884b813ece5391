/* SPDX-License-Identifier: Apache-2.0
 *
 * test_room.c - the parts of the reading room that need no server: parsing of
 * requests, hosts and origins, networks, sessions, passwords, places found again.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "room/counted.h"
#include "room/guard.h"
#include "room/locate.h"
#include "room/matched.h"
#include "room/network.h"
#include "room/password.h"
#include "room/proxy.h"
#include "room/remembered.h"
#include "room/request.h"
#include "room/route.h"
#include "room/session.h"

static arena *fresh(void)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    assert_non_null(a);
    return a;
}

/* ---- requests ---- */

static const struct {
    const char *uri;
    int status;
    const char *path, *name, *value;
} addresses[] = {
    {"/", 0, "/", NULL, NULL},
    {"/a%20b", 0, "/a b", NULL, NULL},
    {"/a+b?c+d=e+f", 0, "/a+b", "c d", "e f"},
    {"/?q=%C3%A9&q=x", 0, "/", "q", "\xC3\xA9"},
    {"/?q", 0, "/", "q", NULL},
    {"/?q=", 0, "/", "q", NULL},
    {"/?q=a=b", 0, "/", "q", "a=b"},
    {"/?&&q=%26&", 0, "/", "q", "&"},
    {"/?q=%2525", 0, "/", "q", "%25"},
    {"/?x#q=1", 0, "/", "q", NULL},
    {"", 400, "/", NULL, NULL},
    {"a", 400, "/", NULL, NULL},
    {"/%", 400, "/", NULL, NULL},
    {"/%0", 400, "/", NULL, NULL},
    {"/%00", 400, "/", NULL, NULL},
    {"/%0a", 400, "/", NULL, NULL},
    {"/%ff", 400, "/", NULL, NULL},
    {"//", 400, "/", NULL, NULL},
    {"/..", 400, "/", NULL, NULL},
    {"/.", 400, "/", NULL, NULL},
    {"/a/../b", 400, "/", NULL, NULL},
    {"/a/%2e%2E/b", 400, "/", NULL, NULL},
    {"/...", 0, "/...", NULL, NULL},
    {"/.a", 0, "/.a", NULL, NULL},
    {"/a\\b", 400, "/", NULL, NULL},
    {"/?q=%0a", 400, "/", NULL, NULL},
    {"/?q=%7f", 400, "/", NULL, NULL},
    {"/?q=%zz", 400, "/", NULL, NULL},
    {"/?%ff=1", 400, "/", NULL, NULL},
};

static void addresses_are_parsed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        request q = {.arena = fresh()};
        int status = request_parse(&q, addresses[i].uri, strlen(addresses[i].uri));
        if (status != addresses[i].status) fail_msg("%s: %d", addresses[i].uri, status);
        assert_int_equal(q.problem.status, status);
        assert_string_equal(q.path, addresses[i].path);
        const char *value = addresses[i].name != NULL ? request_value(&q, addresses[i].name) : NULL;
        if (addresses[i].value != NULL)
            assert_string_equal(value, addresses[i].value);
        else
            assert_null(value);
        arena_free(q.arena);
    }
}

static void forms_may_hold_lines(void **state)
{
    (void)state;
    request q = {.arena = fresh()};
    static const char body[] = "text=a%0D%0Ab%01&csrf=1";
    assert_int_equal(request_parse_form(&q, body, sizeof body - 1), 0);
    assert_string_equal(request_field(&q, "text"), "a\r\nb\x01");
    assert_null(request_value(&q, "text"));
    assert_int_equal(request_parse_form(&q, "text=%00", 8), 400);
    arena_free(q.arena);
}

static void cookies_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *header, *value;
    } cookies[] = {{"a=1", "1"}, {"b=2; a=1", "1"}, {"b=2;a=1 ", "1"}, {" ; ;a=1;", "1"},
                   {"a=", ""},   {"aa=1", NULL},    {"b=a=1", NULL},   {"a", NULL},
                   {"", NULL},   {"A=1", NULL},     {"a=x=y", "x=y"},  {"a=1; a=2", "1"}};
    for (size_t i = 0; i < sizeof cookies / sizeof *cookies; i++) {
        request q = {.arena = fresh(), .cookies = cookies[i].header};
        const char *value = request_cookie(&q, "a");
        if (cookies[i].value != NULL)
            assert_string_equal(value, cookies[i].value);
        else
            assert_null(value);
        arena_free(q.arena);
    }
}

static void paths_lead_to_routes(void **state)
{
    (void)state;
    static const struct {
        request_method method;
        const char *path, *id;
        int status;
        const char *allow;
    } paths[] = {{METHOD_GET, "/", NULL, 0, NULL},
                 {METHOD_HEAD, "/search", NULL, 0, NULL},
                 {METHOD_GET, "/articles/12", "12", 0, NULL},
                 {METHOD_GET, "/api/v1/people/7/statements", "7", 0, NULL},
                 {METHOD_GET, "/articles/", NULL, 404, NULL},
                 {METHOD_GET, "/articles/1/2", NULL, 404, NULL},
                 {METHOD_GET, "/articles", NULL, 405, "POST"},
                 {METHOD_POST, "/search", NULL, 405, "GET, HEAD"},
                 {METHOD_OTHER, "/read", NULL, 405, "GET, HEAD, POST"},
                 {METHOD_POST, "/nothing", NULL, 404, NULL}};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const char *allow;
        request q = {.arena = fresh(), .method = paths[i].method, .path = paths[i].path};
        const route *r = route_find(&q, &allow);
        assert_int_equal(q.problem.status, paths[i].status);
        assert_int_equal(r == NULL, paths[i].status != 0);
        if (paths[i].id != NULL) assert_string_equal(q.id, paths[i].id);
        if (paths[i].allow != NULL) assert_string_equal(allow, paths[i].allow);
        arena_free(q.arena);
    }
}

/* ---- hosts ---- */

static void hosts_are_ours_or_not(void **state)
{
    (void)state;
    static const char *const names[] = {"room.example", NULL};
    static const char *const ours[] = {"localhost", "LocalHost:1",     "127.0.0.1",    "10.0.0.7:8040",
                                       "[::1]",     "[fe80::1]:65535", "room.example", "ROOM.example:443"};
    static const char *const others[] = {
        "",      "example",       "room.example.evil", "xroom.example", "localhost.", "localhost:-1",
        ":80",   "localhost:1:2", "localhost:123456",  "[::1",          "[]",         "[x]",
        "1.2.3", "1.2.3.4.5",     "1.2.3.4x",          "1..2.3",        "127.0.0.1@x"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (!guard_host_is_ours(ours[i], names)) fail_msg("%s", ours[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (guard_host_is_ours(others[i], names)) fail_msg("%s", others[i]);
    assert_false(guard_host_is_ours("room.example", NULL));
    assert_false(guard_host_is_ours(NULL, names));
    assert_true(guard_origin_is("http://localhost:8040", "localhost:8040"));
    assert_true(guard_origin_is("https://room.example", "room.example"));
    assert_false(guard_origin_is("http://localhost:8041", "localhost:8040"));
    assert_false(guard_origin_is("null", "localhost"));
    assert_false(guard_origin_is("http://localhost", NULL));
}

/* ---- networks ---- */

static bool is_public(const char *text)
{
    struct sockaddr_storage s = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&s;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&s;
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1)
        s.ss_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1)
        s.ss_family = AF_INET6;
    else
        fail_msg("%s is no address", text);
    return network_is_public((struct sockaddr *)&s);
}

static void networks_are_told_apart(void **state)
{
    (void)state;
    static const char *const open[] = {
        "8.8.8.8",         "1.1.1.1",         "9.255.255.255",   "11.0.0.0",    "100.63.255.255",  "100.128.0.0",
        "126.255.255.255", "128.0.0.0",       "169.253.255.255", "169.255.0.0", "172.15.0.1",      "172.32.0.0",
        "192.0.1.0",       "192.167.255.255", "192.169.0.0",     "198.17.0.1",  "198.20.0.0",      "203.0.112.1",
        "203.0.114.0",     "223.255.255.255", "2000::1",         "2001:200::1", "2001:4860::8888", "2600::1",
        "2a00:1450::1",    "3ffe::1"};
    static const char *const closed[] = {"0.0.0.0",
                                         "0.255.255.255",
                                         "10.0.0.0",
                                         "10.255.255.255",
                                         "100.64.0.0",
                                         "100.127.255.255",
                                         "127.0.0.1",
                                         "127.255.255.255",
                                         "169.254.0.0",
                                         "169.254.169.254",
                                         "172.16.0.0",
                                         "172.31.255.255",
                                         "192.0.0.8",
                                         "192.0.2.1",
                                         "192.88.99.1",
                                         "192.168.0.0",
                                         "192.168.255.255",
                                         "198.18.0.0",
                                         "198.19.255.255",
                                         "198.51.100.1",
                                         "203.0.113.9",
                                         "224.0.0.1",
                                         "239.1.1.1",
                                         "240.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "::1",
                                         "::ffff:127.0.0.1",
                                         "::ffff:8.8.8.8",
                                         "::8.8.8.8",
                                         "64:ff9b::808:808",
                                         "64:ff9b:1::1",
                                         "100::1",
                                         "2001::1",
                                         "2001:1ff::1",
                                         "2001:db8::1",
                                         "2002:808:808::1",
                                         "3fff::1",
                                         "3fff:fff::1",
                                         "fc00::1",
                                         "fdff::1",
                                         "fe80::1",
                                         "febf::1",
                                         "fec0::1",
                                         "ff02::1",
                                         "4000::1",
                                         "1fff::1"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (!is_public(open[i])) fail_msg("%s is public", open[i]);
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (is_public(closed[i])) fail_msg("%s is not public", closed[i]);
    struct sockaddr local = {.sa_family = AF_UNIX};
    assert_false(network_is_public(&local));
}

/* ---- sessions and passwords ---- */

static void sessions_begin_and_end(void **state)
{
    (void)state;
    static sessions s;
    char one[SESSION_ID + 1], other[SESSION_ID + 1], csrf[CSRF_SIZE + 1], again[CSRF_SIZE + 1];
    assert_true(sessions_begin(&s));
    assert_true(session_new_id(one) && session_new_id(other));
    assert_true(session_is_id(one));
    assert_string_not_equal(one, other);
    session_csrf(&s, one, csrf);
    session_csrf(&s, one, again);
    assert_string_equal(csrf, again);
    session_csrf(&s, other, again);
    assert_string_not_equal(csrf, again);
    assert_false(session_is_signed_in(&s, one, 1000));
    session_sign_in(&s, one, 1000);
    assert_true(session_is_signed_in(&s, one, 1001));
    assert_false(session_is_signed_in(&s, other, 1001));
    assert_false(session_is_signed_in(&s, one, 1001 + SESSION_IDLE + 1));
    assert_false(session_is_signed_in(&s, one, 1002)); /* it is gone */
    session_sign_in(&s, one, 1000);
    for (time_t t = 1000; t < 1000 + SESSION_AGE; t += SESSION_IDLE) assert_true(session_is_signed_in(&s, one, t));
    assert_false(session_is_signed_in(&s, one, 1000 + SESSION_AGE + 1));
    time_t now = time(NULL);
    session_sign_in(&s, one, now);
    session_sign_out(&s, one);
    assert_false(session_is_signed_in(&s, one, now));
    sessions_end(&s);
}

static void the_oldest_session_goes_first(void **state)
{
    (void)state;
    static sessions s;
    static char ids[SESSIONS + 1][SESSION_ID + 1];
    assert_true(sessions_begin(&s));
    for (int i = 0; i <= SESSIONS; i++) {
        assert_true(session_new_id(ids[i]));
        session_sign_in(&s, ids[i], 1000 + i);
    }
    assert_false(session_is_signed_in(&s, ids[0], 2000));
    for (int i = 1; i <= SESSIONS; i++) assert_true(session_is_signed_in(&s, ids[i], 2000));
    sessions_end(&s);
}

static void numbers_that_are_none(void **state)
{
    (void)state;
    static const char *const none[] = {"",
                                       "a",
                                       "../../x",
                                       "ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789",
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_false(session_is_id(none[i]));
    assert_false(session_is_id(NULL));
    assert_true(secret_equal("abc", "abc"));
    assert_false(secret_equal("abc", "abcd"));
    assert_false(secret_equal("", "a"));
}

static void passwords_are_hashed(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH], other[PASSWORD_HASH];
    assert_true(password_hash("correct horse", hash) && password_hash("correct horse", other));
    assert_string_not_equal(hash, other); /* by its salt */
    assert_true(password_is_hash(hash));
    assert_null(strstr(hash, "horse"));
    assert_true(password_matches(hash, "correct horse"));
    assert_false(password_matches(hash, "correct hors"));
    assert_false(password_matches(hash, ""));
    assert_false(password_matches("nonsense", "correct horse"));
    static const char *const none[] = {"",
                                       "correct horse",
                                       "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$x",
                                       "$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$x",
                                       "$argon2id$v=19$m=19456,t=9999,p=1$c2FsdHNhbHQ$x",
                                       "$2b$12$abcdefghijklmnopqrstuv"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_false(password_is_hash(none[i]));
}

/* ---- places in another text ---- */

static void check_located(const char *from, const char *to, places *p, const char *expected)
{
    char got[256] = "";
    arena *a = fresh();
    locating l = locate_begin(from, to, strlen(to));
    locate_places(a, &l, p);
    for (uint32_t i = 0; i < p->content_count; i++) {
        assert_true(p->content[i].end <= strlen(to));
        size_t used = strlen(got);
        snprintf(got + used, sizeof got - used, "%s%.*s", i > 0 ? "|" : "",
                 (int)(p->content[i].end - p->content[i].start), to + p->content[i].start);
    }
    assert_string_equal(got, expected);
    arena_free(a);
}

static void places_move_with_their_words(void **state)
{
    (void)state;
    static const char from[] = "First. \"We will leave tonight,\" said Berg. Last.";
    selon_span content[] = {{7, 31}};
    places p = {.sentence = {7, 42}, .cue = {32, 36}, .source = {37, 41}, .content = content, .content_count = 1};
    places again = p, cut = p, gone = p;
    check_located(from, "Before. First. \"We will leave tonight,\" said Berg. Last.", &p, "\"We will leave tonight,\"");
    assert_int_equal(p.cue.start, 40);
    assert_int_equal(p.source.end - p.source.start, 4);
    check_located(from, from, &again, "\"We will leave tonight,\"");
    assert_int_equal(again.sentence.start, 7);
    check_located(from, "\"We will leave tonight,\" Berg said.", &cut, "\"We will leave tonight,\"");
    assert_int_equal(cut.cue.end, 0); /* only the content is still there as it was */
    check_located(from, "Nothing of it.", &gone, "");
    assert_int_equal(gone.sentence.end, 0);
}

/* Words that stand there twice: the place that has moved as the last one has is meant. */
static void places_move_together(void **state)
{
    (void)state;
    static const char from[] = "\"We leave,\" said Berg. \"We leave,\" said Oster.";
    static const char to[] = "Yes. \"We leave,\" said Berg. \"We leave,\" said Oster.";
    arena *a = fresh();
    locating l = locate_begin(from, to, strlen(to));
    for (uint32_t start = 0; start <= 23; start += 23) {
        selon_span content[] = {{start, start + 11}};
        places p = {.sentence = {start, start == 0 ? 22 : 46}, .content = content, .content_count = 1};
        locate_places(a, &l, &p);
        assert_int_equal(p.sentence.start, start + 5);
        assert_int_equal(l.drift, 5);
    }
    selon_span content[] = {{0, 11}};
    places alone = {.sentence = {0, 11}, .content = content, .content_count = 1};
    l.drift = 28;
    locate_places(a, &l, &alone);
    assert_int_equal(alone.sentence.start, 28);
    arena_free(a);
}

static void paragraphs_are_lines(void **state)
{
    (void)state;
    size_t count;
    arena *a = fresh();
    static const char text[] = "\n  One \r\n\n\tTwo\nThree";
    const selon_span *all = locate_paragraphs(a, text, sizeof text - 1, &count);
    assert_int_equal(count, 3);
    assert_memory_equal(text + all[0].start, "One", 3);
    assert_int_equal(all[0].end - all[0].start, 3);
    assert_memory_equal(text + all[2].start, "Three", 5);
    locate_paragraphs(a, "", 0, &count);
    assert_int_equal(count, 0);
    arena_free(a);
}

/* ---- who asks, behind a server ---- */

static const struct {
    const char *from, *forwarded, *x_for, *x_proto;
    const char *client; /* whose hash it is */
    bool tls;
} clients[] = {
    {"192.0.2.1", NULL, NULL, NULL, "192.0.2.1", false},
    {"192.0.2.1", "for=198.51.100.7;proto=https", "198.51.100.7", "https", "192.0.2.1", false}, /* not trusted */
    {"10.0.0.1", NULL, NULL, NULL, "10.0.0.1", false},
    {"10.0.0.1", NULL, "198.51.100.7", NULL, "198.51.100.7", false},
    {"10.0.0.1", NULL, "198.51.100.7", "https", "198.51.100.7", true},
    {"10.0.0.1", NULL, "198.51.100.7", "http, https ", "198.51.100.7", true},
    {"10.0.0.1", NULL, "198.51.100.7", "https, http", "198.51.100.7", false},
    {"10.0.0.1", NULL, "198.51.100.7", "httpsx", "198.51.100.7", false},
    {"10.0.0.1", NULL, "203.0.113.9, 198.51.100.7", NULL, "198.51.100.7", false},
    {"10.0.0.1", NULL, "203.0.113.9,198.51.100.7:1234 , 10.0.0.2", NULL, "198.51.100.7", false},
    {"10.0.0.1", NULL, "10.0.0.2, 10.0.0.1", NULL, "10.0.0.1", false},
    {"10.0.0.1", NULL, "203.0.113.9, unknown", NULL, "10.0.0.1", false},
    {"10.0.0.1", NULL, "203.0.113.9, ", NULL, "203.0.113.9", false},
    {"10.0.0.1", NULL, ",,,", NULL, "10.0.0.1", false},
    {"10.0.0.1", NULL, "", NULL, "10.0.0.1", false},
    {"10.0.0.1", NULL, "1.2.3", NULL, "10.0.0.1", false},
    {"10.0.0.1", NULL, "2001:db8::7", NULL, "2001:db8::7", false},
    {"10.0.0.1", NULL, "[2001:db8::7]:80", NULL, "2001:db8::7", false},
    {"10.0.0.1", NULL, "[2001:db8::7", NULL, "10.0.0.1", false},
    {"10.0.0.1", NULL, "2001:db8:0:0:1::", NULL, "2001:db8::", false}, /* a network is one household's */
    {"10.0.0.1", NULL, "::ffff:198.51.100.7", NULL, "198.51.100.7", false},
    {"10.0.0.1", "for=198.51.100.7", NULL, NULL, "198.51.100.7", false},
    {"10.0.0.1", "For=\"198.51.100.7:80\" ; Proto=HTTPS;by=10.0.0.1", NULL, NULL, "198.51.100.7", true},
    {"10.0.0.1", "for=203.0.113.9;proto=https, for=198.51.100.7", NULL, NULL, "198.51.100.7", false},
    {"10.0.0.1", "for=203.0.113.9, for=\"[2001:db8::7]\", for=10.0.0.2", NULL, NULL, "2001:db8::7", false},
    {"10.0.0.1", "for=\"a,for=203.0.113.9\", for=198.51.100.7", NULL, NULL, "198.51.100.7", false},
    {"10.0.0.1", "for=203.0.113.9, for=_hidden", NULL, NULL, "10.0.0.1", false},
    {"10.0.0.1", "for=203.0.113.9, proto=https", NULL, NULL, "10.0.0.1", true},
    {"10.0.0.1", "for=\"198.51.100.7", NULL, NULL, "198.51.100.7", false},
    {"10.0.0.1", "for", NULL, NULL, "10.0.0.1", false},
    {"10.0.0.1", ";=,;,\"\\", NULL, NULL, "10.0.0.1", false},
    {"10.0.0.1", "for=198.51.100.7", "198.51.100.7", NULL, "198.51.100.7", false},
    {"10.0.0.1", "for=203.0.113.9", "198.51.100.7", NULL, "10.0.0.1", false}, /* one of them was let through */
    {"10.0.0.1", "for=unknown", "198.51.100.7", NULL, "10.0.0.1", false},
    {"fd00::1", NULL, "198.51.100.7", NULL, "198.51.100.7", false},
    {"::ffff:10.0.0.1", NULL, "198.51.100.7", NULL, "198.51.100.7", false},
};

static struct sockaddr_storage socket_address(const char *text)
{
    struct sockaddr_storage out = {.ss_family = AF_INET};
    if (inet_pton(AF_INET, text, &((struct sockaddr_in *)(void *)&out)->sin_addr) == 1) return out;
    out.ss_family = AF_INET6;
    assert_int_equal(inet_pton(AF_INET6, text, &((struct sockaddr_in6 *)(void *)&out)->sin6_addr), 1);
    return out;
}

static void clients_are_told_by_those_who_are_trusted(void **state)
{
    static const char *const trusted[] = {"10.0.0.1", "10.0.0.2", "fd00::1", NULL};
    (void)state;
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        struct sockaddr_storage from = socket_address(clients[i].from), client = socket_address(clients[i].client);
        proxy_headers h = {clients[i].forwarded, clients[i].x_for, clients[i].x_proto}, none = {NULL, NULL, NULL};
        proxy_client got = proxy_client_of((struct sockaddr *)&from, &h, trusted);
        proxy_client expected = proxy_client_of((struct sockaddr *)&client, &none, NULL);
        if (got.from != expected.from || got.tls != clients[i].tls) fail_msg("client %zu", i);
        got = proxy_client_of((struct sockaddr *)&from, &h, NULL);
        assert_true(got.from == proxy_client_of((struct sockaddr *)&from, &none, NULL).from && !got.tls);
    }
    assert_true(proxy_client_of(NULL, &(proxy_headers){NULL, "198.51.100.7", "https"}, trusted).from == 0);
    char *list = malloc(60001);
    assert_non_null(list);
    for (int i = 0; i < 60000; i++) list[i] = i % 2 ? ',' : '1';
    list[60000] = '\0';
    struct sockaddr_storage from = socket_address("10.0.0.1");
    proxy_client got = proxy_client_of((struct sockaddr *)&from, &(proxy_headers){list, list, list}, trusted);
    assert_true(got.from == proxy_client_of((struct sockaddr *)&from, &(proxy_headers){NULL, NULL, NULL}, NULL).from);
    free(list);
}

/* ---- answers that are given again ---- */

static void put_answer(remembered *m, uint64_t version, const char *key, const char *body, size_t size)
{
    selon_allocator allocator = allocator_default();
    answer a = {.type = "text/plain", .gzip = true, .body = buffer_new(&allocator)};
    buffer_append(&a.body, body, size);
    remembered_put(m, version, key, &a);
    answer_end(&a);
}

static bool find_answer(remembered *m, uint64_t version, const char *key, const char *body)
{
    selon_allocator allocator = allocator_default();
    answer a = {.body = buffer_new(&allocator)};
    bool found = remembered_find(m, version, key, &a);
    if (found) {
        assert_string_equal(a.type, "text/plain");
        assert_true(a.gzip);
        assert_int_equal(a.body.size, strlen(body));
        assert_memory_equal(a.body.bytes, body, a.body.size);
    }
    answer_end(&a);
    return found;
}

static void answers_are_of_one_state_of_the_ledger(void **state)
{
    remembered *m = remembered_new(100000);
    (void)state;
    put_answer(m, 5, "/a", "one", 3);
    put_answer(m, 5, "/b", "two", 3);
    put_answer(m, 5, "/a", "other", 5); /* another desk was slower */
    assert_true(find_answer(m, 5, "/a", "one"));
    assert_true(find_answer(m, 5, "/b", "two"));
    assert_false(find_answer(m, 5, "/", ""));
    assert_false(find_answer(m, 4, "/a", "")); /* who has not seen the change yet */
    put_answer(m, 4, "/c", "old", 3);
    assert_false(find_answer(m, 5, "/c", ""));
    assert_false(find_answer(m, 6, "/a", ""));
    assert_false(find_answer(m, 5, "/a", ""));
    remembered_free(m);
    put_answer(NULL, 1, "/a", "one", 3); /* without memory nothing is kept */
    assert_false(find_answer(NULL, 1, "/a", ""));
}

static void answers_take_so_much_and_no_more(void **state)
{
    enum { EACH = 1000, ANSWERS = 100 };
    char body[EACH + 1], key[16];
    remembered *m = remembered_new(EACH * 20);
    unsigned kept = 0;
    (void)state;
    memset(body, 'x', EACH);
    body[EACH] = '\0';
    put_answer(m, 1, "/first", body, EACH);
    for (int i = 0; i < ANSWERS; i++) {
        snprintf(key, sizeof key, "/%d", i);
        put_answer(m, 1, key, body, EACH);
        assert_true(find_answer(m, 1, "/first", body)); /* what is asked for again and again stays */
    }
    for (int i = 0; i < ANSWERS; i++) {
        snprintf(key, sizeof key, "/%d", i);
        kept += find_answer(m, 1, key, body);
    }
    assert_in_range(kept, 15, 18);
    put_answer(m, 1, "/large", body, 10);
    assert_true(find_answer(m, 1, "/large", "xxxxxxxxxx"));
    char *large = calloc(1, EACH * 4);
    assert_non_null(large);
    put_answer(m, 1, "/larger", large, EACH * 4); /* one alone does not drive all others out */
    assert_false(find_answer(m, 1, "/larger", ""));
    free(large);
    remembered_free(m);
}

/* ---- many statements ---- */

#define MANY 20000
#define MANY_TEXTS 3000

typedef struct many {
    census census;
    const uint32_t *rows; /* all of them */
    uint64_t random;
} many;

static uint32_t many__random(many *m, uint32_t below)
{
    m->random = m->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(m->random >> 33) % below;
}

/* A text in ten stands in its own and in the next one's places, some of whose statements are absent there. */
static void many__texts(many *m, arena *a)
{
    census *c = &m->census;
    c->texts = ARENA_ZARRAY(a, census_text, MANY_TEXTS);
    c->places = ARENA_ZARRAY(a, census_place, MANY_TEXTS);
    c->text_count = c->place_count = MANY_TEXTS;
    for (uint32_t i = 0; i < MANY_TEXTS; i++) {
        uint32_t end = i + 1 < MANY_TEXTS && i % 10 == 3 ? i + 2 : i + 1;
        c->texts[i] = (census_text){.id = i + 1, .first = i, .end = end};
        c->places[i] = (census_place){.text = i + 1,
                                      .article = many__random(m, 2500) + 1,
                                      .outlet = many__random(m, 30),
                                      .day = many__random(m, 9) > 0 ? 20200101 + (int32_t)many__random(m, 28) : 0};
    }
    c->article_most = 2500;
    c->outlet_most = 30;
}

static void many__rows(many *m, arena *a)
{
    census *c = &m->census;
    uint32_t *rows = ARENA_ARRAY(a, uint32_t, MANY);
    c->rows = ARENA_ZARRAY(a, census_row, MANY);
    c->absences = ARENA_ZARRAY(a, census_absence, MANY);
    c->count = MANY;
    c->lang_count = 3;
    c->person_most = c->name_most = 900;
    for (uint32_t i = 0; i < MANY; i++) {
        int32_t day = many__random(m, 20) > 0 ? 20190001 + (int32_t)many__random(m, 4) * 10000 : 0;
        if (day > 0) day += 100 * (1 + (int32_t)many__random(m, 12)) + (int32_t)many__random(m, 28);
        c->rows[i] = (census_row){.id = 2 * i + 5,
                                  .day = day,
                                  .day_end = day > 0 && many__random(m, 9) == 0 ? day + 300 : 0,
                                  .text = i * MANY_TEXTS / MANY,
                                  .person = many__random(m, 3) > 0 ? 1 + many__random(m, 900) : 0,
                                  .name = many__random(m, 5) > 0 ? 1 + many__random(m, 900) : 0,
                                  .confidence = (uint16_t)(500 + many__random(m, 40)),
                                  .type = (uint8_t)many__random(m, 3),
                                  .kind = (uint8_t)many__random(m, 3),
                                  .lang = (uint8_t)many__random(m, 3)};
        const census_text *text = &c->texts[c->rows[i].text];
        if (text->end == text->first + 2 && many__random(m, 4) == 0)
            c->absences[c->absence_count++] = (census_absence){c->rows[i].id, text->id + 1};
        rows[i] = i;
    }
    m->rows = rows;
}

static many *many_new(arena *a)
{
    many *m = ARENA_NEW(a, many);
    m->random = 7;
    m->census.arena = a;
    many__texts(m, a);
    many__rows(m, a);
    census_by_person(&m->census);
    assert_int_equal(census_by_time(&m->census), SELON_OK);
    return m;
}

static sieve many__sieve(many *m, const ledger_filter *f)
{
    return (sieve){.c = &m->census,
                   .filter = f,
                   .outlets = {3, 7},
                   .outlet_count = 2,
                   .lang = f->lang != NULL ? 1 : -1,
                   .confidence = (unsigned)(f->min_confidence * 1000 + 0.5)};
}

static const ledger_filter many_filters[] = {
    {.types = 1},
    {.kinds = 6},
    {.lang = "fr"},
    {.since = 20200610},
    {.until = 20200610},
    {.since = 20191215, .until = 20210301},
    {.since = 20210301, .until = 20191215},
    {.since = 20990101},
    {.until = 18000101},
    {.min_confidence = 0.52},
    {.published_since = 20200110},
    {.published_until = 20200120},
    {.outlet = "x"},
    {.outlet = "x", .published_since = 20200105, .types = 5, .since = 20200101},
};

static void sets_are_sieved_as_rows_are(void **state)
{
    (void)state;
    arena *a = fresh();
    many *m = many_new(a);
    const census *c = &m->census;
    for (size_t f = 0; f < sizeof many_filters / sizeof *many_filters; f++)
        for (uint32_t person = 0; person < 1000; person += 333) {
            sieve s = many__sieve(m, &many_filters[f]);
            s.person = person;
            uint64_t *bits = ARENA_ZARRAY(a, uint64_t, bits_words(MANY));
            bits_fill(bits, 0, MANY);
            sieve_bits(&s, a, bits);
            for (uint32_t i = 0; i < MANY; i++)
                if (bits_has(bits, c->time.places[i]) != sieve_lets(&s, &c->rows[i]))
                    fail_msg("filter %zu, row %u", f, (unsigned)i);
        }
    arena_free(a);
}

/* The statements of one type, as a list and as a set. */
static void many__picks(many *m, arena *a, pick *list, pick *set)
{
    uint32_t *rows = ARENA_ARRAY(a, uint32_t, MANY), count = 0;
    uint64_t *bits = ARENA_ZARRAY(a, uint64_t, bits_words(MANY));
    for (uint32_t i = 0; i < MANY; i++) {
        if (m->census.rows[i].type == 1) continue;
        rows[count++] = i;
        bits_put(bits, m->census.time.places[i]);
    }
    *list = (pick){.census = &m->census, .rows = rows, .count = count};
    *set = (pick){.census = &m->census, .bits = bits, .count = count};
}

static void pages_of_a_set_are_those_of_a_list(void **state)
{
    (void)state;
    static const ledger_sort sorts[] = {LEDGER_NEWEST, LEDGER_OLDEST, LEDGER_SUREST, LEDGER_LAST_ADDED};
    pick list, set;
    arena *a = fresh();
    many *m = many_new(a);
    many__picks(m, a, &list, &set);
    for (size_t s = 0; s < 4; s++)
        for (int n = 0; n < 200; n++) {
            const census_row *from = &m->census.rows[many__random(m, MANY)], *one[7], *other[7];
            pick_mark after = {.set = n > 0, .key = pick_key(from, sorts[s]), .id = from->id + many__random(m, 2)};
            if (n > 190) after.key = n % 2 ? INT64_MAX : INT64_MIN;
            size_t found = pick_page(&list, sorts[s], &after, one, 7);
            assert_int_equal(pick_page(&set, sorts[s], &after, other, 7), found);
            for (size_t i = 0; i < found; i++) assert_ptr_equal(one[i], other[i]);
        }
    arena_free(a);
}

static void sets_are_counted_as_lists_are(void **state)
{
    (void)state;
    pick list, set;
    arena *a = fresh();
    many *m = many_new(a);
    census_genders g = {.people = ARENA_ZARRAY(a, uint8_t, 1000), .names = ARENA_ZARRAY(a, uint8_t, 1000)};
    for (uint32_t i = 0; i < 1000; i++) {
        g.people[i] = (uint8_t)many__random(m, GENDERS);
        g.names[i] = (uint8_t)many__random(m, GENDERS);
    }
    census_put_genders(&m->census, a, &g);
    many__picks(m, a, &list, &set);
    request q = {.arena = a};
    ledger_filter all = {0};
    const counted *one = counted_make(&q, &list, &all, 0), *other = counted_make(&q, &set, &all, 0);
    assert_int_equal(one->month_count, 48);
    assert_true(one->articles > 1000 && one->outlet_count == COUNTED_TOP && one->speaker_count == COUNTED_TOP);
    assert_true(one->genders_known && one->gender_speakers[1] > 0);
    assert_memory_equal(one, other, sizeof *one);
    arena_free(a);
}

/* ---- names ---- */

/* Lines of words, in order, as the census has them. */
static census_name few_names[] = {
    {"berg", "Tomas Berg", 3, 40, SUGGEST_PERSON},
    {"berg", "Vera Berg", 4, 7, SUGGEST_PERSON},
    {"berg duarte", "Ana Berg Duarte", 5, 90, SUGGEST_PERSON},
    {"berg post", "The Berg Post", 1, 0, SUGGEST_OUTLET},
    {"berger", "Otto Berger", 6, 99, SUGGEST_PERSON},
    {"duarte", "Ana Berg Duarte", 5, 90, SUGGEST_PERSON},
    {"duarte", "Duarte", 5, 90, SUGGEST_PERSON},
    {"duarte", "Rui Duarte", 8, 0, SUGGEST_PERSON},
    {"vera berg", "Vera Berg", 4, 7, SUGGEST_PERSON},
};

static const struct {
    const char *words;
    size_t most, count;
    uint64_t ids[4];
} names_asked[] = {
    {"Berg", 10, 3, {5, 3, 4}},    {"berg", 2, 2, {5, 3}}, {"berg vera", 10, 1, {4}}, {"DUARTE, berg", 10, 1, {5}},
    {"duarte", 10, 2, {5, 8}},     {"ber", 10, 0, {0}},    {"zzz", 10, 0, {0}},       {"vera duarte", 10, 0, {0}},
    {"berg berg berg", 1, 1, {5}}, {"", 10, 0, {0}},       {"...", 10, 0, {0}},
};

static void people_are_found_by_words_of_their_names(void **state)
{
    (void)state;
    census c = {.names = few_names, .name_count = sizeof few_names / sizeof *few_names};
    for (size_t i = 0; i < sizeof names_asked / sizeof *names_asked; i++) {
        uint64_t ids[CENSUS_FOUND];
        size_t count = census_find_people(&c, names_asked[i].words, ids, names_asked[i].most);
        if (count != names_asked[i].count) fail_msg("%s: %zu", names_asked[i].words, count);
        for (size_t k = 0; k < count; k++) assert_int_equal(ids[k], names_asked[i].ids[k]);
    }
}

/* ---- sets that are kept ---- */

static void the_last_sets_of_words_are_kept(void **state)
{
    (void)state;
    arena *a = fresh();
    char match[32];
    matched *m = matched_new(2);
    assert_null(matched_find(m, a, "one"));
    matched_put(m, "one", (uint64_t[]){1, 2});
    for (uint64_t i = 0; i < 100; i++) {
        snprintf(match, sizeof match, "word %d", (int)i);
        matched_put(m, match, (uint64_t[]){i, i});
        matched_put(m, match, (uint64_t[]){i, i + 1});
        uint64_t *one = matched_find(m, a, "one"), *other = matched_find(m, a, match);
        assert_true(one[0] == 1 && one[1] == 2 && other[0] == i && other[1] == i + 1);
        other[0] = 99; /* it is a copy */
    }
    assert_null(matched_find(m, a, "word 1"));
    assert_non_null(matched_find(m, a, "word 98"));
    assert_null(matched_find(NULL, a, "one"));
    matched_put(NULL, "one", NULL);
    matched_free(m);
    matched_free(NULL);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_parsed),
        cmocka_unit_test(forms_may_hold_lines),
        cmocka_unit_test(cookies_are_found),
        cmocka_unit_test(paths_lead_to_routes),
        cmocka_unit_test(hosts_are_ours_or_not),
        cmocka_unit_test(networks_are_told_apart),
        cmocka_unit_test(sessions_begin_and_end),
        cmocka_unit_test(the_oldest_session_goes_first),
        cmocka_unit_test(numbers_that_are_none),
        cmocka_unit_test(passwords_are_hashed),
        cmocka_unit_test(places_move_with_their_words),
        cmocka_unit_test(places_move_together),
        cmocka_unit_test(paragraphs_are_lines),
        cmocka_unit_test(clients_are_told_by_those_who_are_trusted),
        cmocka_unit_test(answers_are_of_one_state_of_the_ledger),
        cmocka_unit_test(answers_take_so_much_and_no_more),
        cmocka_unit_test(sets_are_sieved_as_rows_are),
        cmocka_unit_test(pages_of_a_set_are_those_of_a_list),
        cmocka_unit_test(sets_are_counted_as_lists_are),
        cmocka_unit_test(people_are_found_by_words_of_their_names),
        cmocka_unit_test(the_last_sets_of_words_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
