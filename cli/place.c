/* SPDX-License-Identifier: Apache-2.0
 *
 * place.c - see place.h.
 */
#include "place.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* A character as it is compared; what a keyboard has not got is as what it has. */
static uint32_t character__plain(uint32_t cp)
{
    if (char_class_of(cp) == CHAR_SPACE) return ' ';
    if (cp == 0x2018 || cp == 0x2019 || cp == 0x2BC) return '\'';
    if (cp == 0xAB || cp == 0xBB || (cp >= 0x201C && cp <= 0x201F)) return '"';
    return cp;
}

static const char *spaces__skip(const char *at, const char *end)
{
    unsigned n;
    while (at < end && character__plain(utf8_decode(at, end, &n)) == ' ') at += n;
    return at;
}

/* The end of the words where they begin at `at`; NULL: they do not. */
static const char *words__end(const char *at, const char *end, const char *words, const char *words_end)
{
    unsigned n, m;
    while (words < words_end) {
        if (at == end) return NULL;
        uint32_t x = character__plain(utf8_decode(at, end, &n)),
                 y = character__plain(utf8_decode(words, words_end, &m));
        if (x != y) return NULL;
        at = x == ' ' ? spaces__skip(at, end) : at + n;
        words = y == ' ' ? spaces__skip(words, words_end) : words + m;
    }
    return at;
}

/* "120-145" */
static bool numbers__read(const char *words, size_t *start, size_t *end)
{
    char *stop;
    if (*words < '0' || *words > '9') return false;
    *start = strtoul(words, &stop, 10);
    if (*stop != '-' || stop[1] < '0' || stop[1] > '9') return false;
    *end = strtoul(stop + 1, &stop, 10);
    return *stop == '\0' && *start < *end;
}

static bool place__by_number(const char *option, const char *words, const char *text, size_t size, selon_span *out,
                             problem *p)
{
    size_t from, to, number = 0;
    unsigned n;
    if (!numbers__read(words + 1, &from, &to))
        return problem_set(p, "%s takes words of the text, or @START-END; not \"%.100s\"", option, words);
    *out = (selon_span){0, 0};
    for (const char *at = text, *end = text + size; at <= end && number <= to; at += n, number++) {
        if (number == from) out->start = (uint32_t)(at - text);
        if (number == to) out->end = (uint32_t)(at - text);
        if (at == end) break;
        utf8_decode(at, end, &n);
    }
    if (out->end > out->start) return true;
    return problem_set(p, "%s: %.40s is not within the text", option, words);
}

static uint32_t span__distance(selon_span a, selon_span b)
{
    return a.end <= b.start ? b.start - a.end : b.end <= a.start ? a.start - b.end : 0;
}

static bool character__is_of_word(uint32_t cp)
{
    char_class c = char_class_of(cp);
    return c == CHAR_UPPER || c == CHAR_LOWER || c == CHAR_DIGIT;
}

/* Does a word go on over this border, whose character before is `before` (0: none)? */
static bool border__parts_word(uint32_t before, const char *at, const char *end)
{
    unsigned n;
    return before != 0 && at < end && character__is_of_word(before) && character__is_of_word(utf8_decode(at, end, &n));
}

/* The places of the words: whole ones, unless there is none. */
static unsigned places__count(const char *text, const char *end, const char *words, const char *words_end, bool whole,
                              selon_span near, selon_span *out)
{
    unsigned n, count = 0;
    uint32_t before = 0;
    for (const char *at = text; at < end && words < words_end; at += n) {
        const char *stop = words__end(at, end, words, words_end), *last = stop;
        uint32_t cp = utf8_decode(at, end, &n);
        bool parted = whole && border__parts_word(before, at, end);
        before = cp;
        if (stop == NULL || parted) continue;
        do last--;
        while (last > at && ((unsigned char)*last & 0xC0) == 0x80);
        unsigned size;
        if (whole && border__parts_word(utf8_decode(last, stop, &size), stop, end)) continue;
        selon_span found = {(uint32_t)(at - text), (uint32_t)(stop - text)};
        if (count++ == 0 || span__distance(found, near) < span__distance(*out, near)) *out = found;
    }
    return count;
}

bool place_find(const char *option, const char *words, const char *text, size_t size, selon_span near, selon_span *out,
                problem *p)
{
    const char *end = text + size, *words_end = words + strlen(words);
    *out = (selon_span){0, 0};
    if (*words == '\0') return true;
    if (*words == '@') return place__by_number(option, words, text, size, out, p);
    words = spaces__skip(words, words_end);
    while (words_end > words && words_end[-1] == ' ') words_end--;
    unsigned count = places__count(text, end, words, words_end, true, near, out);
    if (count == 0) count = places__count(text, end, words, words_end, false, near, out);
    if (count == 0) return problem_set(p, "%s: \"%.200s\" is not in the text", option, words);
    if (count > 1 && near.start >= near.end)
        return problem_set(p, "%s: \"%.200s\" is in the text %u times; name its place by @START-END", option, words,
                           count);
    return true;
}
