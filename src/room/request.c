/* SPDX-License-Identifier: Apache-2.0
 *
 * request.c - see request.h.
 *
 * An address is decoded once and never again: "%2e" is a dot in the path like
 * any other, "%252e" stays "%2e". A path that goes up or holds empty steps is
 * not tidied but refused; no file is ever opened by a path's name, so this only
 * keeps one page from having many addresses.
 */
#include "room/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

int request_fail(request *q, int status, const char *code, const char *detail, const char *name)
{
    q->problem = (view_problem){.status = status, .code = code, .detail = detail, .name = name};
    return status;
}

/* ---- decoding ---- */

static int hex__digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Is it UTF-8 without NUL and, unless it is a text that may have them, without control characters? */
static bool bytes__are_text(const char *bytes, size_t size, bool controls)
{
    const char *end = bytes + size;
    for (unsigned n; bytes < end; bytes += n) {
        uint32_t cp = utf8_decode(bytes, end, &n);
        if (cp == 0xFFFD && n == 1) return false;
        if (cp == 0 || (!controls && (cp < 0x20 || cp == 0x7F))) return false;
    }
    return true;
}

/* Decodes %xx, and + where it is a space; NULL when it is malformed. */
static char *bytes__decode(arena *a, const char *bytes, size_t size, bool plus, size_t *out_size)
{
    char *out = arena_alloc(a, size + 1);
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        char c = bytes[i];
        if (c == '%') {
            int high = i + 2 < size ? hex__digit(bytes[i + 1]) : -1, low = high >= 0 ? hex__digit(bytes[i + 2]) : -1;
            if (low < 0) return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        out[used++] = c;
    }
    out[used] = '\0';
    *out_size = used;
    return out;
}

/* ---- pairs ---- */

static int pairs__add(request *q, parameters *out, parameter *items, const char *pair, size_t size, size_t most)
{
    const char *equals = memchr(pair, '=', size);
    size_t name_size = equals != NULL ? (size_t)(equals - pair) : size, decoded;
    parameter p = {.value = "", .size = 0};
    if (size == 0) return 0;
    if (out->count == REQUEST_PARAMETERS) return request_fail(q, 400, "bad-request", "too many parameters", NULL);
    p.name = bytes__decode(q->arena, pair, name_size, true, &decoded);
    if (p.name == NULL || decoded > 64 || !bytes__are_text(p.name, decoded, false))
        return request_fail(q, 400, "bad-request", "the name of a parameter is malformed", NULL);
    if (equals != NULL) p.value = bytes__decode(q->arena, equals + 1, size - name_size - 1, true, &p.size);
    if (p.value == NULL || !bytes__are_text(p.value, p.size, most > REQUEST_VALUE))
        return request_fail(q, 400, "bad-parameter", "it must be percent-encoded UTF-8, without control characters",
                            p.name);
    bool address = strcmp(p.name, "url") == 0 || strcmp(p.name, "next") == 0;
    if (address && most < REQUEST_ADDRESS) most = REQUEST_ADDRESS;
    if (p.size > most * 4 || utf8_count(p.value, p.size) > most)
        return request_fail(q, 400, "bad-parameter", "it is too long", p.name);
    items[out->count++] = p;
    return 0;
}

static int pairs__parse(request *q, parameters *out, const char *bytes, size_t size, size_t most)
{
    parameter *items = ARENA_ARRAY(q->arena, parameter, REQUEST_PARAMETERS);
    out->items = items;
    out->count = 0;
    for (const char *at = bytes, *end = bytes + size; at < end;) {
        const char *amp = memchr(at, '&', (size_t)(end - at));
        const char *stop = amp != NULL ? amp : end;
        int status = pairs__add(q, out, items, at, (size_t)(stop - at), most);
        if (status != 0) return status;
        at = stop + 1;
    }
    return 0;
}

/* ---- the address ---- */

static bool path__is_good(const char *path, size_t size)
{
    if (path[0] != '/' || !bytes__are_text(path, size, false) || strlen(path) != size) return false;
    if (strchr(path, '\\') != NULL || strstr(path, "//") != NULL) return false;
    for (const char *step = path; step != NULL; step = strchr(step + 1, '/')) {
        size_t length = strcspn(step + 1, "/");
        if (length > 0 && length <= 2 && strspn(step + 1, ".") >= length) return false;
    }
    return true;
}

int request_parse(request *q, const char *uri, size_t size)
{
    size_t path_size;
    q->path = "/";
    q->query = "";
    if (size > REQUEST_URI) return request_fail(q, 414, "too-long", "the address is too long", NULL);
    const char *mark = memchr(uri, '?', size);
    size_t before = mark != NULL ? (size_t)(mark - uri) : size;
    char *path = bytes__decode(q->arena, uri, before, false, &path_size);
    if (path == NULL || !path__is_good(path, path_size))
        return request_fail(q, 400, "bad-request", "the path is malformed", NULL);
    q->path = path;
    if (mark == NULL) return 0;
    q->query = arena_strndup(q->arena, mark + 1, size - before - 1);
    return pairs__parse(q, &q->parameters, mark + 1, size - before - 1, REQUEST_VALUE);
}

int request_parse_form(request *q, const char *body, size_t size)
{
    return pairs__parse(q, &q->form, body, size, REQUEST_BODY);
}

/* ---- asking ---- */

static bool text__is_line(const char *text, size_t most)
{
    size_t size = strlen(text);
    return size <= most * 4 && utf8_count(text, size) <= most && bytes__are_text(text, size, false);
}

bool request_is_line(const char *text)
{
    return text__is_line(text, REQUEST_VALUE);
}

bool request_is_address(const char *text)
{
    return text__is_line(text, REQUEST_ADDRESS);
}

static const char *parameters__value(const parameters *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].name, name) == 0) return all->items[i].size > 0 ? all->items[i].value : NULL;
    return NULL;
}

const char *request_value(const request *q, const char *name)
{
    return parameters__value(&q->parameters, name);
}

const char *request_field(const request *q, const char *name)
{
    return parameters__value(&q->form, name);
}

const char *request_cookie(const request *q, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = q->cookies; at != NULL && *at != '\0';) {
        at += strspn(at, " ;");
        size_t size = strcspn(at, ";");
        if (size > length && strncmp(at, name, length) == 0 && at[length] == '=') {
            size_t value = size - length - 1;
            while (value > 0 && at[length + value] == ' ') value--;
            return arena_strndup(q->arena, at + length + 1, value);
        }
        at += size;
    }
    return NULL;
}

uint64_t request_id(request *q)
{
    const char *id = q->id;
    size_t size = id != NULL ? strlen(id) : 0;
    bool number = size > 0 && size <= 16 && id[0] != '0' && strspn(id, "0123456789") == size;
    if (number && strtoull(id, NULL, 10) <= REQUEST_ID) return strtoull(id, NULL, 10);
    request_fail(q, 404, "not-found", NULL, NULL);
    return 0;
}
