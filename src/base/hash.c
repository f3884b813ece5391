/* SPDX-License-Identifier: Apache-2.0
 *
 * hash.c - see hash.h.
 */
#include "base/hash.h"

#include "base/utf8.h"

uint64_t hash_bytes(const char *bytes, size_t size)
{
    uint64_t h = HASH_SEED;
    for (size_t i = 0; i < size; i++) h = hash_byte(h, (unsigned char)bytes[i]);
    return hash_mix(h);
}

static uint64_t hash_code_point(uint64_t h, uint32_t cp)
{
    char bytes[4];
    unsigned n = utf8_encode(cp, bytes);
    for (unsigned i = 0; i < n; i++) h = hash_byte(h, (unsigned char)bytes[i]);
    return h;
}

uint64_t hash_form(const char *bytes, size_t size)
{
    uint64_t h = HASH_SEED;
    const char *p = bytes, *end = bytes + size;
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x80) {
            h = hash_byte(h, c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c);
            p++;
            continue;
        }
        unsigned n;
        uint32_t cp = utf8_decode(p, end, &n);
        if (cp == 0x2019 || cp == 0x2BC || cp == 0xB4) cp = '\'';
        if (cp == 0x2010 || cp == 0x2011) cp = '-';
        if (cp != 0xAD) h = hash_code_point(h, char_lower(cp)); /* soft hyphens are not part of a word */
        p += n;
    }
    return hash_mix(h);
}
