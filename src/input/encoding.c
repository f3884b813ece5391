/* SPDX-License-Identifier: Apache-2.0
 *
 * encoding.c - bytes in some encoding -> UTF-8.
 *
 * What the bytes are is decided by the first of these that has an answer:
 *
 *     byte-order mark          UTF-8, UTF-16, UTF-32
 *     the declared charset     as from an HTTP header
 *     the page's own word      <meta charset>, <?xml encoding=?>; HTML only
 *     zeros in every other byte       UTF-16 without a mark
 *     valid UTF-8
 *     more good than bad multi-byte sequences       UTF-8 with faults
 *     else                     Windows-1252, which every byte sequence fits
 *
 * Zeros come before "valid UTF-8" because English in UTF-16 without a mark is
 * valid UTF-8 with a NUL after each letter. A declaration is not believed
 * blindly, for servers lie: bytes that are valid UTF-8 and contain multi-byte
 * sequences are UTF-8 whatever one-byte charset they were announced as (the
 * chance of Latin-1 prose looking so is nil), and what was announced as UTF-8
 * but has no single good sequence is Windows-1252. As in browsers, "latin1"
 * and "ascii" mean Windows-1252.
 *
 * UTF-8, UTF-16, UTF-32 and Windows-1252 are decoded here, in two passes over
 * the input (measure, then write); other charsets go through iconv(3). A
 * broken sequence becomes U+FFFD, and the reader is warned. Text that is valid
 * UTF-8 already is not copied: *out is then the input itself.
 */
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "input/article.h"

#define SIZE_LIMIT ((size_t)UINT32_MAX - 1)
#define LABEL_SIZE 48
#define PRESCAN 4096

typedef enum encoding_kind {
    ENCODING_NONE = 0, /* not known, or nothing that iconv knows */
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_UTF32LE,
    ENCODING_UTF32BE,
    ENCODING_WINDOWS_1252,
    ENCODING_OTHER, /* for iconv, by label */
} encoding_kind;

/* One code point at *p, which moves past it; *broken is set where there was
 * none. */
typedef uint32_t (*decode_function)(const unsigned char **p, const unsigned char *end, bool *broken);

/* ---- one decoder an encoding ---- */

/* The Unicode Standard's practice, and the WHATWG's: one U+FFFD for each
 * longest beginning of a sequence that could have become a code point. */
static uint32_t decode__utf8(const unsigned char **p, const unsigned char *end, bool *broken)
{
    unsigned size;
    uint32_t cp = utf8_decode((const char *)*p, (const char *)end, &size);
    if (cp != 0xFFFD || size != 1) {
        *p += size;
        return cp;
    }
    *broken = true;
    unsigned char lead = **p, low = 0x80, high = 0xBF;
    int more = lead >= 0xC2 && lead <= 0xDF   ? 1
               : lead >= 0xE0 && lead <= 0xEF ? 2
               : lead >= 0xF0 && lead <= 0xF4 ? 3
                                              : 0;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    for (++*p; more > 0 && *p < end && **p >= low && **p <= high; more--, low = 0x80, high = 0xBF) ++*p;
    return 0xFFFD;
}

static uint32_t unit16(const unsigned char *p, bool big)
{
    return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static uint32_t decode__utf16(const unsigned char **p, const unsigned char *end, bool big, bool *broken)
{
    if (end - *p < 2) {
        *p = end;
        *broken = true;
        return 0xFFFD;
    }
    uint32_t a = unit16(*p, big);
    *p += 2;
    if (a < 0xD800 || a > 0xDFFF) return a;
    if (a <= 0xDBFF && end - *p >= 2) {
        uint32_t b = unit16(*p, big);
        if (b >= 0xDC00 && b <= 0xDFFF) {
            *p += 2;
            return 0x10000 + ((a - 0xD800) << 10) + (b - 0xDC00);
        }
    }
    *broken = true;
    return 0xFFFD;
}

static uint32_t decode__utf16le(const unsigned char **p, const unsigned char *end, bool *broken)
{
    return decode__utf16(p, end, false, broken);
}

static uint32_t decode__utf16be(const unsigned char **p, const unsigned char *end, bool *broken)
{
    return decode__utf16(p, end, true, broken);
}

static uint32_t decode__utf32(const unsigned char **p, const unsigned char *end, bool big, bool *broken)
{
    if (end - *p < 4) {
        *p = end;
        *broken = true;
        return 0xFFFD;
    }
    const unsigned char *u = *p;
    uint32_t cp = big ? (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3]
                      : (uint32_t)u[3] << 24 | (uint32_t)u[2] << 16 | (uint32_t)u[1] << 8 | u[0];
    *p += 4;
    if (cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF)) return cp;
    *broken = true;
    return 0xFFFD;
}

static uint32_t decode__utf32le(const unsigned char **p, const unsigned char *end, bool *broken)
{
    return decode__utf32(p, end, false, broken);
}

static uint32_t decode__utf32be(const unsigned char **p, const unsigned char *end, bool *broken)
{
    return decode__utf32(p, end, true, broken);
}

static uint32_t decode__windows_1252(const unsigned char **p, const unsigned char *end, bool *broken)
{
    static const uint16_t high[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    };
    (void)end;
    unsigned char byte = *(*p)++;
    if (byte < 0x80 || byte >= 0xA0) return byte;
    if (high[byte - 0x80] == 0xFFFD) *broken = true;
    return high[byte - 0x80];
}

static decode_function decoder_of(encoding_kind kind)
{
    switch (kind) {
    case ENCODING_UTF16LE: return decode__utf16le;
    case ENCODING_UTF16BE: return decode__utf16be;
    case ENCODING_UTF32LE: return decode__utf32le;
    case ENCODING_UTF32BE: return decode__utf32be;
    case ENCODING_WINDOWS_1252: return decode__windows_1252;
    default: return decode__utf8;
    }
}

static unsigned encoded_size(uint32_t cp)
{
    return cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
}

static int encoding__decode(arena *a, encoding_kind kind, const char *bytes, size_t size, const char **out,
                            size_t *out_size, bool *broken)
{
    decode_function decode = decoder_of(kind);
    const unsigned char *end = (const unsigned char *)bytes + size;
    size_t total = 0;
    for (const unsigned char *p = (const unsigned char *)bytes; p < end;)
        total += encoded_size(decode(&p, end, broken));
    if (total > SIZE_LIMIT) return SELON_ERROR_LIMIT;
    char *text = arena_alloc(a, total + 1), *q = text;
    for (const unsigned char *p = (const unsigned char *)bytes; p < end;) q += utf8_encode(decode(&p, end, broken), q);
    *q = '\0';
    *out = text;
    *out_size = total;
    return SELON_OK;
}

/* ---- iconv ---- */

/* Runs the converter to the end of the input. What it cannot read is one
 * U+FFFD a byte. */
static void iconv__run(iconv_t converter, const char *bytes, size_t size, buffer *out, bool *broken)
{
    char piece[4096], *in = (char *)(uintptr_t)bytes;
    size_t left = size;
    while (left > 0 && !out->failed && out->size <= SIZE_LIMIT) {
        char *to = piece;
        size_t room = sizeof piece;
        size_t result = iconv(converter, &in, &left, &to, &room);
        int why = errno;
        buffer_append(out, piece, (size_t)(to - piece));
        if (result != (size_t)-1 || why == E2BIG) continue;
        *broken = true;
        buffer_append(out, "\xEF\xBF\xBD", 3);
        if (why != EILSEQ || left == 0) break; /* EINVAL: the input ends within a sequence */
        in++;
        left--;
    }
    char *to = piece;
    size_t room = sizeof piece;
    if (iconv(converter, NULL, NULL, &to, &room) != (size_t)-1) buffer_append(out, piece, (size_t)(to - piece));
}

static int encoding__iconv(arena *a, const char *label, const char *bytes, size_t size, const char **out,
                           size_t *out_size, bool *broken)
{
    iconv_t converter = iconv_open("UTF-8", label);
    if (converter == (iconv_t)-1) return SELON_ERROR_INPUT;
    buffer text = buffer_new(arena_allocator(a));
    iconv__run(converter, bytes, size, &text, broken);
    iconv_close(converter);
    char *copy = text.failed || text.size > SIZE_LIMIT ? NULL : arena_try_alloc(a, text.size + 1);
    int error = copy != NULL ? SELON_OK : text.size > SIZE_LIMIT ? SELON_ERROR_LIMIT : SELON_ERROR_MEMORY;
    if (copy != NULL) {
        if (text.size > 0) memcpy(copy, text.bytes, text.size);
        copy[text.size] = '\0';
        *out = copy;
        *out_size = text.size;
    }
    buffer_release(&text);
    return error;
}

/* ---- what somebody says the encoding is ---- */

/* Only letters, digits and - _ . : make a label, so that nothing reaches iconv
 * that it would read as an instruction ("//TRANSLIT"). */
static bool label__copy(char label[LABEL_SIZE], const char *from, size_t size)
{
    while (size > 0 && strchr(" \t\r\n\"'", *from) != NULL) from++, size--;
    size_t n = 0;
    while (n < size && n < LABEL_SIZE - 1) {
        char c = from[n];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    (c != '\0' && strchr("-_.:", c) != NULL);
        if (!fine) break;
        label[n++] = c;
    }
    label[n] = '\0';
    return n > 0;
}

static encoding_kind label__kind(const char *label)
{
    static const struct {
        const char *label;
        encoding_kind kind;
    } known[] = {
        {"utf-8", ENCODING_UTF8},
        {"utf8", ENCODING_UTF8},
        {"utf-16", ENCODING_UTF16LE},
        {"utf16", ENCODING_UTF16LE},
        {"utf-16le", ENCODING_UTF16LE},
        {"utf-16be", ENCODING_UTF16BE},
        {"unicode", ENCODING_UTF16LE},
        {"utf-32", ENCODING_UTF32LE},
        {"utf-32le", ENCODING_UTF32LE},
        {"utf-32be", ENCODING_UTF32BE},
        {"us-ascii", ENCODING_WINDOWS_1252},
        {"ascii", ENCODING_WINDOWS_1252},
        {"iso-8859-1", ENCODING_WINDOWS_1252},
        {"iso8859-1", ENCODING_WINDOWS_1252},
        {"iso_8859-1", ENCODING_WINDOWS_1252},
        {"iso88591", ENCODING_WINDOWS_1252},
        {"latin1", ENCODING_WINDOWS_1252},
        {"latin-1", ENCODING_WINDOWS_1252},
        {"l1", ENCODING_WINDOWS_1252},
        {"windows-1252", ENCODING_WINDOWS_1252},
        {"cp1252", ENCODING_WINDOWS_1252},
        {"x-cp1252", ENCODING_WINDOWS_1252},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(label, known[i].label) == 0) return known[i].kind;
    return ENCODING_OTHER;
}

static const char *find_word(const char *at, const char *end, const char *word)
{
    size_t size = strlen(word);
    for (; (size_t)(end - at) >= size; at++)
        if (strncasecmp(at, word, size) == 0) return at;
    return NULL;
}

/* After `at`, a name, comes "=" and a label? */
static bool label__after(const char *at, const char *end, char label[LABEL_SIZE])
{
    while (at < end && strchr(" \t\r\n", *at) != NULL) at++;
    if (at == end || *at != '=') return false;
    return label__copy(label, at + 1, (size_t)(end - at - 1));
}

/* The page's own declaration among its first bytes. */
static bool page__declares(const char *bytes, size_t size, char label[LABEL_SIZE])
{
    const char *end = bytes + (size < PRESCAN ? size : PRESCAN), *at = bytes;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        const char *stop = memchr(at, '>', (size_t)(end - at)), *found = NULL;
        if (stop == NULL) stop = end;
        if (end - at >= 4 && memcmp(at, "<!--", 4) == 0) {
            const char *close = find_word(at + 4, end, "-->");
            if (close == NULL) return false;
            stop = close;
        } else if (stop - at > 5 && strncasecmp(at, "<meta", 5) == 0) {
            found = find_word(at, stop, "charset");
            if (found != NULL && label__after(found + 7, stop, label)) return true;
        } else if (stop - at > 5 && strncasecmp(at, "<?xml", 5) == 0) {
            found = find_word(at, stop, "encoding");
            if (found != NULL && label__after(found + 8, stop, label)) return true;
        }
        at = stop;
        if (at == end) break;
    }
    return false;
}

/* ---- what the bytes themselves say ---- */

static encoding_kind mark__kind(const unsigned char *u, size_t size)
{
    if (size >= 4 && u[0] == 0xFF && u[1] == 0xFE && u[2] == 0 && u[3] == 0) return ENCODING_UTF32LE;
    if (size >= 4 && u[0] == 0 && u[1] == 0 && u[2] == 0xFE && u[3] == 0xFF) return ENCODING_UTF32BE;
    if (size >= 3 && u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF) return ENCODING_UTF8;
    if (size >= 2 && u[0] == 0xFF && u[1] == 0xFE) return ENCODING_UTF16LE;
    if (size >= 2 && u[0] == 0xFE && u[1] == 0xFF) return ENCODING_UTF16BE;
    return ENCODING_NONE;
}

/* Latin text in UTF-16 is zero in nearly every high byte and in no low one. */
static encoding_kind zeros__kind(const unsigned char *u, size_t size)
{
    size_t zeros[2] = {0, 0}, pairs = (size < PRESCAN ? size : PRESCAN) / 2;
    if (pairs < 2 || memchr(u, 0, pairs * 2) == NULL) return ENCODING_NONE;
    for (size_t i = 0; i < pairs * 2; i++) zeros[i & 1] += u[i] == 0;
    if (zeros[1] * 10 >= pairs * 7 && zeros[0] * 20 <= pairs) return ENCODING_UTF16LE;
    if (zeros[0] * 10 >= pairs * 7 && zeros[1] * 20 <= pairs) return ENCODING_UTF16BE;
    return ENCODING_NONE;
}

typedef struct utf8_census {
    size_t good, bad; /* multi-byte sequences and broken ones */
    bool cut;         /* the only broken one is half a code point at the end */
} utf8_census;

static utf8_census utf8__count(const char *bytes, size_t size)
{
    utf8_census census = {0, 0, false};
    const unsigned char *p = (const unsigned char *)bytes, *end = p + size;
    while (p < end) {
        if (*p < 0x80) {
            p++;
            for (uint64_t eight; end - p >= 8; p += 8) { /* ASCII goes on, as a rule */
                memcpy(&eight, p, sizeof eight);
                if ((eight & UINT64_C(0x8080808080808080)) != 0) break;
            }
            continue;
        }
        bool broken = false;
        unsigned char lead = *p;
        decode__utf8(&p, end, &broken);
        census.good += !broken;
        census.bad += broken;
        census.cut = broken && census.bad == 1 && p == end && lead >= 0xC2 && lead <= 0xF4;
    }
    return census;
}

/* The kind for bytes that somebody said are `said`, or nobody said anything
 * of (ENCODING_NONE). *lied is set when the bytes belie it. */
static encoding_kind bytes__kind(const char *bytes, size_t size, encoding_kind said, bool *valid, bool *lied)
{
    *valid = false;
    if (said >= ENCODING_UTF16LE && said <= ENCODING_UTF32BE) return said;
    encoding_kind zeros = said == ENCODING_NONE ? zeros__kind((const unsigned char *)bytes, size) : ENCODING_NONE;
    if (zeros != ENCODING_NONE) return zeros;
    utf8_census census = utf8__count(bytes, size);
    *valid = census.bad == 0;
    /* iconv's charsets include those where bytes below 128 are not ASCII
     * (ISO-2022, UTF-7, EBCDIC): without multi-byte sequences nothing speaks
     * against what was said. */
    if (said == ENCODING_OTHER) {
        *lied = census.bad == 0 && census.good > 0;
        return *lied ? ENCODING_UTF8 : ENCODING_OTHER;
    }
    bool like_utf8 = census.bad == 0 || census.cut || census.good > census.bad;
    encoding_kind kind = like_utf8 || (said == ENCODING_UTF8 && census.good > 0) ? ENCODING_UTF8
                                                                                 : ENCODING_WINDOWS_1252;
    if (said == ENCODING_WINDOWS_1252 && census.bad > 0) kind = ENCODING_WINDOWS_1252;
    *lied = said != ENCODING_NONE && kind != said && census.good + census.bad > 0;
    return kind;
}

/* ---- the whole ---- */

/* Decodes bytes whose kind is known. `valid`: they are known to be UTF-8. */
static int encoding__convert(arena *a, encoding_kind kind, const char *label, const char *bytes, size_t size,
                             bool valid, const char **out, size_t *out_size, article *art)
{
    bool broken = false;
    int error = SELON_OK;
    if (kind == ENCODING_UTF8 && (valid || utf8_validate(bytes, size) == size)) {
        *out = bytes;
        *out_size = size;
    } else if (kind == ENCODING_OTHER) {
        error = encoding__iconv(a, label, bytes, size, out, out_size, &broken);
    } else {
        error = encoding__decode(a, kind, bytes, size, out, out_size, &broken);
    }
    if (broken && error == SELON_OK)
        article_warn(art, "the input has bytes that are not text in its encoding; they were replaced by U+FFFD");
    return error;
}

int encoding_to_utf8(arena *a, const char *bytes, size_t size, const char *declared, bool html, const char **out,
                     size_t *out_size, article *art)
{
    char label[LABEL_SIZE] = "";
    bool valid = false, lied = false;
    if (size > SIZE_LIMIT) return SELON_ERROR_LIMIT;
    encoding_kind kind = mark__kind((const unsigned char *)bytes, size);
    if (kind != ENCODING_NONE) {
        /* A UTF-8 mark stays: plain text is kept to the byte. Other marks are
         * no part of the text. */
        size_t mark = kind == ENCODING_UTF8 ? 0 : kind >= ENCODING_UTF32LE ? 4 : 2;
        return encoding__convert(a, kind, label, bytes + mark, size - mark, false, out, out_size, art);
    }
    encoding_kind said = ENCODING_NONE;
    if (declared != NULL && label__copy(label, declared, strlen(declared))) said = label__kind(label);
    if (said == ENCODING_NONE && html && page__declares(bytes, size, label)) {
        said = label__kind(label);
        /* What could be read as ASCII is not UTF-16, whatever it says. */
        if (said >= ENCODING_UTF16LE && said <= ENCODING_UTF32BE) said = ENCODING_UTF8;
    }
    kind = bytes__kind(bytes, size, said, &valid, &lied);
    int error = encoding__convert(a, kind, label, bytes, size, valid, out, out_size, art);
    if (error == SELON_ERROR_INPUT) { /* no such charset */
        article_warn(art, "the declared character encoding is not known; it was guessed");
        kind = bytes__kind(bytes, size, ENCODING_NONE, &valid, &lied);
        error = encoding__convert(a, kind, label, bytes, size, valid, out, out_size, art);
    } else if (lied) {
        article_warn(art, "the input is not in the character encoding that it declares");
    }
    return error;
}
