/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8.h - code points in UTF-8, and what kind of character one is.
 *
 * Text inside the library is always valid UTF-8: input/ sees to it. So
 * decoding here is fast and does not report errors; utf8_validate() is for
 * those who let bytes in.
 */
#ifndef SELON_BASE_UTF8_H
#define SELON_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* utf8_decode() of what is not ASCII. */
uint32_t utf8_decode_long(const char *p, const char *end, unsigned *size);

/* The code point at `p` (p < end); *size receives its length in bytes. Broken
 * input yields U+FFFD and a length of at least 1 that stays within `end`. */
static inline uint32_t utf8_decode(const char *p, const char *end, unsigned *size)
{
    if ((unsigned char)*p >= 0x80) return utf8_decode_long(p, end, size);
    *size = 1;
    return (unsigned char)*p;
}

/* Writes `cp` to `out` (4 bytes); returns the length. Surrogates and what is
 * beyond U+10FFFF become U+FFFD. */
unsigned utf8_encode(uint32_t cp, char out[4]);

/* Number of leading bytes that are valid UTF-8 (== size when all are). */
size_t utf8_validate(const char *bytes, size_t size);

/* Number of code points in valid UTF-8. */
size_t utf8_count(const char *bytes, size_t size);

typedef enum char_class {
    CHAR_SPACE, /* white space, no-break spaces and line ends included */
    CHAR_UPPER, /* upper and title case letters */
    CHAR_LOWER, /* other letters, and marks that combine with them */
    CHAR_DIGIT,
    CHAR_PUNCT, /* punctuation and symbols */
    CHAR_OTHER, /* controls, formats, unassigned: part of no word */
} char_class;

/* The classes of ASCII, and those of all other characters. */
extern const uint8_t char_ascii_classes[128];
char_class char_class_beyond_ascii(uint32_t cp);

static inline char_class char_class_of(uint32_t cp)
{
    return cp < 0x80 ? (char_class)char_ascii_classes[cp] : char_class_beyond_ascii(cp);
}

static inline bool char_is_letter(uint32_t cp)
{
    char_class c = char_class_of(cp);
    return c == CHAR_UPPER || c == CHAR_LOWER;
}

/* Simple lower case of one code point. */
uint32_t char_lower(uint32_t cp);

/* Lower case without accents, for comparing names: base letter of the
 * canonical decomposition ("É" -> 'e'); a combining mark yields 0. */
uint32_t char_fold(uint32_t cp);

#endif
