/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8.c - see utf8.h.
 *
 * Decoding follows the table of well-formed byte sequences of the Unicode
 * Standard (table 3-7). Categories, case and decompositions come from
 * utf8proc, which is fast but not as fast as a comparison: ASCII is decided
 * first, since it is nine characters in ten, then Latin-1 and the marks of
 * general punctuation, which are most of the rest.
 */
#include "base/utf8.h"

#include <string.h>

#include <utf8proc.h>

uint32_t utf8_decode_long(const char *p, const char *end, unsigned *size)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t left = (size_t)(end - p);
    uint32_t a = u[0];
    if (a >= 0xC2 && a <= 0xDF && left >= 2 && (u[1] & 0xC0) == 0x80) {
        *size = 2;
        return (a & 0x1F) << 6 | (u[1] & 0x3Fu);
    }
    if ((a & 0xF0) == 0xE0 && left >= 3 && (u[1] & 0xC0) == 0x80 && (u[2] & 0xC0) == 0x80) {
        uint32_t cp = (a & 0x0F) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
        if (cp >= 0x800 && (cp < 0xD800 || cp > 0xDFFF)) {
            *size = 3;
            return cp;
        }
    }
    if (a >= 0xF0 && a <= 0xF4 && left >= 4 && (u[1] & 0xC0) == 0x80 && (u[2] & 0xC0) == 0x80 &&
        (u[3] & 0xC0) == 0x80) {
        uint32_t cp = (a & 0x07) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
        if (cp >= 0x10000 && cp <= 0x10FFFF) {
            *size = 4;
            return cp;
        }
    }
    *size = 1;
    return 0xFFFD;
}

unsigned utf8_encode(uint32_t cp, char out[4])
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) cp = 0xFFFD;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t utf8_validate(const char *bytes, size_t size)
{
    const char *p = bytes, *end = bytes + size;
    while (p < end) {
        if ((unsigned char)*p < 0x80) {
            p++;
            continue;
        }
        unsigned n;
        uint32_t cp = utf8_decode(p, end, &n);
        if (cp == 0xFFFD && n == 1) break;
        p += n;
    }
    return (size_t)(p - bytes);
}

size_t utf8_count(const char *bytes, size_t size)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t n = size, i = 0;
    for (; i + 8 <= size; i += 8) { /* eight bytes at once: those whose top bits are 10 count for nothing */
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        uint64_t inner = (eight >> 7) & ~(eight >> 6) & ones;
        n -= (size_t)(inner * ones >> 56);
    }
    for (; i < size; i++) n -= ((unsigned char)bytes[i] & 0xC0) == 0x80;
    return n;
}

#define O CHAR_OTHER
#define S CHAR_SPACE
#define P CHAR_PUNCT
#define U CHAR_UPPER
#define L CHAR_LOWER
#define D CHAR_DIGIT

const uint8_t char_ascii_classes[128] = {
    O, O, O, O, O, O, O, O, O, S, S, S, S, S, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, /* controls */
    S, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, D, D, D, D, D, D, D, D, D, D, P, P, P, P, P, P, /* 0 to 9 */
    P, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, P, P, P, P, P, /* A to Z */
    P, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, P, P, P, P, O, /* a to z */
};

#undef O
#undef S
#undef P
#undef U
#undef L
#undef D

char_class char_class_beyond_ascii(uint32_t cp)
{
    if (cp >= 0xC0 && cp <= 0xFF) return cp == 0xD7 || cp == 0xF7 ? CHAR_PUNCT : cp < 0xDF ? CHAR_UPPER : CHAR_LOWER;
    if (cp == 0xA0 || cp == 0x202F) return CHAR_SPACE;
    if (cp == 0xAB || cp == 0xBB || (cp >= 0x2010 && cp <= 0x2027)) return CHAR_PUNCT;
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT: return CHAR_UPPER;
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return CHAR_LOWER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return CHAR_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return CHAR_SPACE;
    case UTF8PROC_CATEGORY_CC: return cp == 0x85 ? CHAR_SPACE : CHAR_OTHER;
    case UTF8PROC_CATEGORY_CF: return cp == 0x200B ? CHAR_SPACE : CHAR_OTHER;
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO: return CHAR_OTHER;
    default: return CHAR_PUNCT;
    }
}

uint32_t char_lower(uint32_t cp)
{
    if (cp < 0x80) return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    if (cp >= 0xC0 && cp <= 0xFF) return cp <= 0xDE && cp != 0xD7 ? cp + 32 : cp;
    if (cp >= 0x2010 && cp <= 0x2027) return cp;
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

uint32_t char_fold(uint32_t cp)
{
    if (cp < 0x80) return char_lower(cp);
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    if (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_MC)
        return 0;
    utf8proc_int32_t parts[18];
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 18,
                                                 UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundary);
    return n > 0 ? (uint32_t)parts[0] : cp;
}
