/* SPDX-License-Identifier: Apache-2.0
 *
 * proxy.c - see proxy.h.
 *
 * Everybody may write these headers, so they are believed only when they come
 * from an address that was named, and of what they list only what was added last:
 * each server adds whom it heard, behind what it was told. From there it goes
 * back over servers that are trusted, too, to the first address that is not.
 *
 * Most servers write one of the two headers and let the other through as it was
 * sent. So where both are there and name different clients, neither is believed,
 * and the client is who speaks to us: the server itself.
 */
#include "room/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"

#define HOPS 32 /* of a list the last so many are looked at */
#define ADDRESS_MOST 64

/* IPv4 as it is written within IPv6. */
typedef struct address {
    uint8_t bytes[16];
} address;

static const uint8_t four_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

/* One entry of a list. */
typedef struct hop {
    address who;
    bool known, tls;
} hop;

typedef struct hops {
    hop items[HOPS]; /* a ring: the last so many */
    size_t count;
} hops;

/* ---- addresses ---- */

static address address__of_four(const void *four)
{
    address a;
    memcpy(a.bytes, four_prefix, sizeof four_prefix);
    memcpy(a.bytes + sizeof four_prefix, four, 4);
    return a;
}

static bool address__parse(const char *text, address *out)
{
    struct in_addr four;
    if (inet_pton(AF_INET, text, &four) == 1) {
        *out = address__of_four(&four);
        return true;
    }
    return inet_pton(AF_INET6, text, out->bytes) == 1;
}

static bool address__of(const struct sockaddr *from, address *out)
{
    if (from == NULL) return false;
    if (from->sa_family == AF_INET) {
        *out = address__of_four(&((const struct sockaddr_in *)(const void *)from)->sin_addr);
        return true;
    }
    if (from->sa_family != AF_INET6) return false;
    memcpy(out->bytes, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, sizeof out->bytes);
    return true;
}

static uint64_t address__hash(const address *a)
{
    bool four = memcmp(a->bytes, four_prefix, sizeof four_prefix) == 0;
    return hash_bytes((const char *)a->bytes, four ? 16 : 8); /* a network of IPv6 is one household's */
}

static bool address__is_trusted(const address *a, const char *const *trusted)
{
    address one;
    for (; trusted != NULL && *trusted != NULL; trusted++)
        if (address__parse(*trusted, &one) && memcmp(&one, a, sizeof one) == 0) return true;
    return false;
}

bool proxy_is_address(const char *text)
{
    address a;
    return address__parse(text, &a);
}

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80" */
static bool address__read(const char *text, size_t size, address *out)
{
    char plain[ADDRESS_MOST];
    const char *colon = memchr(text, ':', size), *end = text + size;
    if (size > 0 && text[0] == '[') {
        const char *close = memchr(text, ']', size);
        if (close == NULL) return false;
        text++;
        end = close;
    } else if (colon != NULL && memchr(colon + 1, ':', (size_t)(end - colon - 1)) == NULL) {
        end = colon;
    }
    size = (size_t)(end - text);
    if (size == 0 || size >= sizeof plain) return false;
    memcpy(plain, text, size);
    plain[size] = '\0';
    return address__parse(plain, out);
}

/* ---- lists ---- */

static void hops__add(hops *h, hop one)
{
    h->items[h->count++ % HOPS] = one;
}

static void space__skip(const char **at)
{
    *at += strspn(*at, " \t");
}

/* "a, b, c" */
static void hops__read_list(hops *h, const char *at)
{
    while (*at != '\0') {
        hop one = {.tls = false};
        space__skip(&at);
        size_t size = strcspn(at, ","), used = size;
        while (used > 0 && (at[used - 1] == ' ' || at[used - 1] == '\t')) used--;
        one.known = address__read(at, used, &one.who);
        if (used > 0) hops__add(h, one);
        at += size;
        if (*at == ',') at++;
    }
}

/* A token, or a string in quotation marks without what escapes in it; behind it, its end. */
static size_t value__read(const char **at, char out[ADDRESS_MOST])
{
    size_t used = 0;
    bool quoted = **at == '"';
    if (quoted) ++*at;
    while (**at != '\0' && (quoted ? **at != '"' : strchr(";, \t", **at) == NULL)) {
        if (quoted && **at == '\\' && (*at)[1] != '\0') ++*at;
        if (used + 1 < ADDRESS_MOST) out[used++] = **at;
        ++*at;
    }
    if (quoted && **at == '"') ++*at;
    out[used] = '\0';
    return used;
}

/* "for=192.0.2.1;proto=https, for="[2001:db8::1]:80";by=..." */
static void hops__read_forwarded(hops *h, const char *at)
{
    hop one = {.tls = false};
    bool any = false;
    while (*at != '\0') {
        char value[ADDRESS_MOST] = "";
        space__skip(&at);
        const char *name = at;
        size_t name_size = strcspn(at, "=;,");
        at += name_size;
        size_t size = *at == '=' ? (at++, value__read(&at, value)) : 0;
        any = true;
        if (name_size == 3 && strncasecmp(name, "for", 3) == 0) one.known = address__read(value, size, &one.who);
        if (name_size == 5 && strncasecmp(name, "proto", 5) == 0) one.tls = strcasecmp(value, "https") == 0;
        at += strcspn(at, ";,");
        if (*at == ',') {
            hops__add(h, one);
            one = (hop){.tls = false};
            any = false;
        }
        if (*at != '\0') at++;
    }
    if (any) hops__add(h, one);
}

/* The last that is no trusted server; false: it is not told, or not known. */
static bool hops__client(const hops *h, const char *const *trusted, address *out)
{
    for (size_t back = 1; back <= h->count && back <= HOPS; back++) {
        const hop *one = &h->items[(h->count - back) % HOPS];
        if (!one->known) return false;
        *out = one->who;
        if (!address__is_trusted(out, trusted)) return true;
    }
    return false;
}

static const hop *hops__last(const hops *h)
{
    return h->count > 0 ? &h->items[(h->count - 1) % HOPS] : NULL;
}

/* ---- the client ---- */

static bool word__is_last(const char *list, const char *word)
{
    const char *comma = strrchr(list, ',');
    const char *last = comma != NULL ? comma + 1 : list;
    last += strspn(last, " \t");
    return strncasecmp(last, word, strlen(word)) == 0 &&
           strspn(last + strlen(word), " \t") == strlen(last + strlen(word));
}

proxy_client proxy_client_of(const struct sockaddr *from, const proxy_headers *headers, const char *const *trusted)
{
    address who, one, other;
    hops forwarded = {.count = 0}, list = {.count = 0};
    proxy_client out = {0, false};
    if (!address__of(from, &who)) return out;
    out.from = address__hash(&who);
    if (trusted == NULL || !address__is_trusted(&who, trusted)) return out;
    if (headers->forwarded != NULL) hops__read_forwarded(&forwarded, headers->forwarded);
    if (headers->x_forwarded_for != NULL) hops__read_list(&list, headers->x_forwarded_for);
    bool has_one = hops__client(&forwarded, trusted, &one), has_other = hops__client(&list, trusted, &other);
    bool both = headers->forwarded != NULL && headers->x_forwarded_for != NULL;
    bool agreed = !both || (has_one && has_other && memcmp(&one, &other, sizeof one) == 0);
    if (agreed && (has_one || has_other)) out.from = address__hash(has_one ? &one : &other);
    const hop *last = hops__last(&forwarded);
    out.tls = (last != NULL && last->tls) ||
              (headers->x_forwarded_proto != NULL && word__is_last(headers->x_forwarded_proto, "https"));
    return out;
}
