/* SPDX-License-Identifier: Apache-2.0
 *
 * name.c - see name.h.
 */
#include "name.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

bool name_is_address(const char *name)
{
    const char *at = name;
    if (!isalpha((unsigned char)*at)) return false;
    while (isalnum((unsigned char)*at) || *at == '+' || *at == '-' || *at == '.') at++;
    return strncmp(at, "://", 3) == 0;
}

char *name_address(const char *address)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = malloc(3 * strlen(address) + 1), *to = out;
    for (const char *c = address; out != NULL && *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte > ' ' && byte < 0x7F) {
            *to++ = *c;
            continue;
        }
        *to++ = '%';
        *to++ = hex[byte >> 4];
        *to++ = hex[byte & 15];
    }
    if (out != NULL) *to = '\0';
    return out;
}

char *name_shown(const char *name, char *out, size_t room)
{
    const char *end = name + strlen(name);
    size_t used = 0;
    unsigned n;
    for (const char *at = name; at < end && used + 5 * 4 < room; at += n) {
        uint32_t cp = utf8_decode(at, end, &n);
        bool plain = cp >= 0x20 && cp != '\\' && (cp < 0x7F || cp >= 0xA0) && utf8_validate(at, n) == n;
        for (unsigned i = 0; i < n && !plain && *at != '\\'; i++)
            used += (size_t)snprintf(out + used, room - used, "\\x%02X", (unsigned char)at[i]);
        if (!plain && *at == '\\') used += (size_t)snprintf(out + used, room - used, "\\\\");
        for (unsigned i = 0; i < n && plain; i++) out[used++] = at[i];
    }
    out[used] = '\0';
    return out;
}

static bool name__ends(const char *name, size_t length, const char *with)
{
    size_t n = strlen(with);
    return length > n && strncasecmp(name + length - n, with, n) == 0;
}

/* The length of a name without ".gz". */
static size_t name__without_gzip(const char *name)
{
    size_t length = strlen(name);
    return name__ends(name, length, ".gz") ? length - 3 : length;
}

bool name_is_jsonl(const char *name)
{
    size_t length = name__without_gzip(name);
    return name__ends(name, length, ".jsonl") || name__ends(name, length, ".ndjson");
}

bool name_is_html(const char *name)
{
    size_t length = name__without_gzip(name);
    return name__ends(name, length, ".html") || name__ends(name, length, ".htm") || name__ends(name, length, ".xhtml");
}

bool name_is_archive(const char *name)
{
    return name__ends(name, name__without_gzip(name), ".warc") || name__ends(name, strlen(name), ".warc.zst");
}

bool name_is_feed(const char *name)
{
    size_t length = name__without_gzip(name);
    return name__ends(name, length, ".rss") || name__ends(name, length, ".atom") || name__ends(name, length, ".opml");
}

bool name_is_article(const char *name)
{
    size_t length = name__without_gzip(name);
    return name_is_jsonl(name) || name_is_html(name) || name__ends(name, length, ".txt") ||
           name__ends(name, length, ".text");
}

char *name_stem(const char *path)
{
    const char *base = strrchr(path, '/');
    base = base != NULL ? base + 1 : path;
    size_t length = name__without_gzip(base);
    for (size_t i = length; i-- > 1;) {
        if (base[i] != '.') continue;
        length = i;
        break;
    }
    return strndup(base, length);
}
