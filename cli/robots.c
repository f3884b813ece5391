/* SPDX-License-Identifier: Apache-2.0
 *
 * robots.c - see robots.h.
 *
 * A group is some User-agent lines and the rules up to the next such line. Of
 * all rules that match a path the longest pattern decides, and Allow where two
 * are as long. In a pattern '*' is any run of bytes and '$' at its end the end.
 * Both sides are compared with their %XX in one form.
 */
#include "robots.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIZE_LIMIT ((size_t)512 << 10) /* the RFC asks for 500 KiB at least */
#define RULES_MOST 4096
#define PATTERN_MOST 1024
#define STARS_MOST 16

typedef struct rule {
    char *pattern;
    size_t size;
    bool allow;
} rule;

struct robots {
    rule *rules;
    size_t count, room;
    double delay;
};

typedef struct line {
    const char *name, *value;
    size_t name_size, value_size;
} line;

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next "Name: value # comment"; false at the end. A line that is none has no name. */
static bool line__next(const char **at, const char *end, line *out)
{
    if (*at >= end) return false;
    const char *start = *at, *stop = start;
    while (stop < end && *stop != '\n' && *stop != '\r') stop++;
    *at = stop < end ? stop + 1 : end;
    const char *hash = memchr(start, '#', (size_t)(stop - start));
    if (hash != NULL) stop = hash;
    while (start < stop && blank(*start)) start++;
    while (stop > start && blank(stop[-1])) stop--;
    const char *colon = memchr(start, ':', (size_t)(stop - start));
    *out = (line){0};
    if (colon == NULL) return true;
    const char *value = colon + 1;
    while (value < stop && blank(*value)) value++;
    while (colon > start && blank(colon[-1])) colon--;
    *out = (line){start, value, (size_t)(colon - start), (size_t)(stop - value)};
    return true;
}

static bool line__is(const line *l, const char *name)
{
    return l->name_size == strlen(name) && strncasecmp(l->name, name, l->name_size) == 0;
}

/* Does a User-agent line name us? Its product token is what counts. */
static bool line__names(const line *l, const char *agent)
{
    size_t n = strlen(agent);
    if (l->value_size < n || strncasecmp(l->value, agent, n) != 0) return false;
    return l->value_size == n || l->value[n] == '/' || blank(l->value[n]);
}

static int hex__value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* One form: letters, digits and "-._~" bare, other escaped bytes as "%XX" in
 * capitals. `out` has room for 3 bytes for each. Returns the size. */
static size_t path__normal(const char *path, size_t size, char *out)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)path[i];
        bool escaped = byte == '%' && i + 2 < size && hex__value(path[i + 1]) >= 0 && hex__value(path[i + 2]) >= 0;
        if (escaped) {
            byte = (unsigned char)(hex__value(path[i + 1]) * 16 + hex__value(path[i + 2]));
            i += 2;
        }
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                     (byte != '\0' && strchr("-._~", byte) != NULL);
        if (plain || (!escaped && byte > ' ' && byte < 0x7F)) {
            out[used++] = (char)byte;
        } else {
            out[used++] = '%';
            out[used++] = hex[byte >> 4];
            out[used++] = hex[byte & 15];
        }
    }
    return used;
}

static bool robots__add(robots *r, const line *l, bool allow)
{
    size_t stars = 0;
    for (size_t i = 0; i < l->value_size; i++) stars += l->value[i] == '*';
    if (l->value_size == 0 || l->value_size > PATTERN_MOST || r->count == RULES_MOST || stars > STARS_MOST) return true;
    if (r->count == r->room) {
        size_t room = r->room > 0 ? r->room * 2 : 16;
        rule *grown = realloc(r->rules, room * sizeof *grown);
        if (grown == NULL) return false;
        r->rules = grown;
        r->room = room;
    }
    rule *made = &r->rules[r->count];
    made->pattern = malloc(3 * l->value_size);
    if (made->pattern == NULL) return false;
    made->size = path__normal(l->value, l->value_size, made->pattern);
    made->allow = allow;
    r->count++;
    return true;
}

/* Takes the rules of the groups that name `agent`; *found says whether any did. */
static bool robots__take(robots *r, const char *bytes, size_t size, const char *agent, bool *found)
{
    const char *at = bytes, *end = bytes + size;
    bool ours = false, naming = false; /* in a run of User-agent lines */
    line l;
    while (line__next(&at, end, &l)) {
        if (line__is(&l, "User-agent")) {
            if (!naming) ours = false;
            naming = true;
            ours |= line__names(&l, agent);
            *found |= ours;
            continue;
        }
        bool allow = line__is(&l, "Allow");
        if (l.name_size > 0 && !line__is(&l, "Sitemap")) naming = false;
        if (!ours) continue;
        if ((allow || line__is(&l, "Disallow")) && !robots__add(r, &l, allow)) return false;
        if (line__is(&l, "Crawl-delay")) {
            char number[32] = "";
            memcpy(number, l.value, l.value_size < sizeof number ? l.value_size : sizeof number - 1);
            double delay = strtod(number, NULL);
            if (delay > r->delay && delay < 1e6) r->delay = delay;
        }
    }
    return true;
}

robots *robots_parse(const char *bytes, size_t size, const char *agent)
{
    robots *r = calloc(1, sizeof *r);
    bool found = false;
    if (r == NULL) return NULL;
    if (size > SIZE_LIMIT) size = SIZE_LIMIT;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, size -= 3;
    bool good = robots__take(r, bytes, size, agent, &found) && (found || robots__take(r, bytes, size, "*", &found));
    if (good) return r;
    robots_free(r);
    return NULL;
}

void robots_free(robots *r)
{
    if (r == NULL) return;
    for (size_t i = 0; i < r->count; i++) free(r->rules[i].pattern);
    free(r->rules);
    free(r);
}

double robots_delay(const robots *r)
{
    return r != NULL ? r->delay : 0;
}

/* Does the pattern match a beginning of the path? Goes back to the last star
 * only, which is enough, since a star takes whatever there is. */
static bool rule__matches(const rule *r, const char *path, size_t size)
{
    const char *p = r->pattern, *end = p + r->size, *star = NULL;
    size_t at = 0, star_at = 0;
    for (;;) {
        if (p == end) return true;
        if (*p == '$' && p + 1 == end && at == size) return true;
        if (*p == '*') {
            star = ++p;
            star_at = at;
        } else if (at < size && *p == path[at] && !(*p == '$' && p + 1 == end)) {
            p++, at++;
        } else if (star != NULL && star_at < size) {
            p = star;
            at = ++star_at;
        } else {
            return false;
        }
    }
}

bool robots_allow(const robots *r, const char *path)
{
    if (r == NULL || r->count == 0) return true;
    size_t size = strlen(path), best = 0;
    char *normal = malloc(3 * size + 1);
    bool allow = true;
    if (normal == NULL) return false;
    size = path__normal(path, size, normal);
    for (size_t i = 0; i < r->count; i++) {
        const rule *one = &r->rules[i];
        bool weighs = one->size > best || (one->size == best && one->allow);
        if (!weighs || !rule__matches(one, normal, size)) continue;
        best = one->size;
        allow = one->allow;
    }
    free(normal);
    return allow;
}
