/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_room.c - any bytes as what a browser sends: an address, a form, cookies,
 * a Host, an Origin.
 *
 * The first byte says as which. Whatever is accepted is what the views count on:
 * UTF-8 without NUL, of a known length, a path that leads nowhere else; the same
 * bytes are always understood alike.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "room/guard.h"
#include "room/request.h"
#include "room/route.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void text_is_good(const char *text, size_t size, bool controls)
{
    REQUIRE(strlen(text) == size);
    REQUIRE(utf8_validate(text, size) == size);
    for (size_t i = 0; i < size && !controls; i++) REQUIRE((unsigned char)text[i] >= 0x20 && text[i] != 0x7F);
}

static void parameters_are_good(const parameters *all, size_t most, bool controls)
{
    REQUIRE(all->count <= REQUEST_PARAMETERS);
    for (size_t i = 0; i < all->count; i++) {
        const parameter *p = &all->items[i];
        text_is_good(p->name, strlen(p->name), false);
        REQUIRE(strlen(p->name) <= 64);
        text_is_good(p->value, p->size, controls);
        REQUIRE(utf8_count(p->value, p->size) <= most);
    }
}

static void path_is_good(const char *path)
{
    text_is_good(path, strlen(path), false);
    REQUIRE(path[0] == '/' && strstr(path, "//") == NULL && strchr(path, '\\') == NULL);
    REQUIRE(strstr(path, "/../") == NULL && strstr(path, "/./") == NULL);
    size_t size = strlen(path);
    REQUIRE(size < 3 || strcmp(path + size - 3, "/..") != 0);
    REQUIRE(size < 2 || strcmp(path + size - 2, "/.") != 0);
}

static void as_address(arena *a, const char *text, size_t size)
{
    request q = {.arena = a}, again = {.arena = a};
    const char *allow;
    int status = request_parse(&q, text, size);
    REQUIRE(status == request_parse(&again, text, size));
    REQUIRE(status == q.problem.status && (status == 0 || status == 400 || status == 414));
    if (status != 0) return;
    REQUIRE(strcmp(q.path, again.path) == 0 && q.parameters.count == again.parameters.count);
    path_is_good(q.path);
    parameters_are_good(&q.parameters, REQUEST_VALUE, false);
    for (size_t i = 0; i < q.parameters.count; i++) {
        const char *value = request_value(&q, q.parameters.items[i].name);
        REQUIRE(value == NULL || *value != '\0');
    }
    const route *r = route_find(&q, &allow);
    REQUIRE((r == NULL) == (q.problem.status == 404 || q.problem.status == 405));
    if (q.id != NULL) REQUIRE(*q.id != '\0' && strchr(q.id, '/') == NULL);
    if (r != NULL && q.id != NULL && request_id(&q) != 0) REQUIRE(strspn(q.id, "0123456789") == strlen(q.id));
}

static void as_form(arena *a, const char *text, size_t size)
{
    request q = {.arena = a};
    int status = request_parse_form(&q, text, size);
    REQUIRE(status == 0 || status == 400);
    if (status == 0) parameters_are_good(&q.form, REQUEST_BODY, true);
}

static void as_cookies(arena *a, const char *text)
{
    request q = {.arena = a, .cookies = text};
    static const char *const names[] = {"selon", "ui", "a"};
    for (size_t i = 0; i < 3; i++) {
        const char *value = request_cookie(&q, names[i]);
        REQUIRE(value == NULL || (strchr(value, ';') == NULL && strstr(text, value) != NULL));
    }
}

static void as_host(const char *text)
{
    static const char *const names[] = {"room.example", NULL};
    if (guard_host_is_ours(text, names)) {
        static const char plain[] = "0123456789.:[]abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        REQUIRE(strspn(text, plain) == strlen(text));
        REQUIRE(!guard_origin_is(text, text)); /* an origin has a scheme */
    }
    REQUIRE(!guard_origin_is(text, "localhost") || strstr(text, "://localhost") != NULL || strlen(text) == 16 ||
            strlen(text) == 17);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    selon_allocator allocator = allocator_default();
    if (size == 0) return 0;
    arena *a = arena_new(&allocator, 4096);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        const char *text = arena_strndup(a, (const char *)data + 1, size - 1);
        switch (data[0] % 4) {
        case 0: as_address(a, text, size - 1); break;
        case 1: as_form(a, text, size - 1); break;
        case 2: as_cookies(a, text); break;
        default: as_host(text); break;
        }
    }
    arena_free(a);
    return 0;
}
