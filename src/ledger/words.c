/* SPDX-License-Identifier: Apache-2.0
 *
 * words.c - see words.h.
 *
 * Case and accents go by Unicode's canonical decomposition (base/utf8.h). A few
 * letters have none but are written as others where a keyboard lacks them;
 * those are in the table below.
 */
#include "ledger/words.h"

#include <string.h>

#include "base/utf8.h"

static const struct {
    uint16_t letter;
    char as[3];
} spelt[] = {
    {0xDF, "ss"}, {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"},
    {0x111, "d"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"},
};

word_cursor words_of(const char *text, size_t size)
{
    return (word_cursor){.at = text, .end = text + size};
}

static bool code_point_in_word(uint32_t cp)
{
    char_class c = char_class_of(cp);
    return c == CHAR_UPPER || c == CHAR_LOWER || c == CHAR_DIGIT;
}

/* Appends a character whole or not at all. */
static void word__append(char *word, unsigned *size, const char *bytes, unsigned n)
{
    if (*size + n > WORD_MOST) return;
    memcpy(word + *size, bytes, n);
    *size += n;
}

static void word__fold(word_cursor *c, uint32_t lower)
{
    char bytes[4];
    for (size_t i = 0; lower > 0x7F && i < sizeof spelt / sizeof *spelt; i++) {
        if (spelt[i].letter != lower) continue;
        word__append(c->folded, &c->folded_size, spelt[i].as, (unsigned)strlen(spelt[i].as));
        return;
    }
    uint32_t folded = char_fold(lower);
    if (folded != 0) word__append(c->folded, &c->folded_size, bytes, utf8_encode(folded, bytes));
}

static void word__take(word_cursor *c, uint32_t cp)
{
    char bytes[4];
    uint32_t lower = char_lower(cp);
    word__append(c->lower, &c->lower_size, bytes, utf8_encode(lower, bytes));
    word__fold(c, lower);
}

/* Letters and digits of ASCII in lower case; 0 for what is in no word, and beyond ASCII. */
static const char plain[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8',
    ['9'] = '9', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h',
    ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q',
    ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
    ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i',
    ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r',
    ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
};

/* Takes a run of letters and digits of ASCII, which most are. */
static inline bool word__take_ascii(word_cursor *c)
{
    const char *from = c->at, *at = from, *end = c->end;
    unsigned lower = c->lower_size,
             folded = c->folded_size; /* which the letters could be, for all the compiler knows */
    for (char letter; at < end && (letter = plain[(unsigned char)*at]) != 0; at++) {
        if (lower < WORD_MOST) c->lower[lower++] = letter;
        if (folded < WORD_MOST) c->folded[folded++] = letter;
    }
    c->lower_size = lower;
    c->folded_size = folded;
    c->at = at;
    return at > from;
}

/* Where the next letter or digit is, or the end. */
static const char *word__begin(const char *at, const char *end)
{
    unsigned n;
    while (at < end) {
        unsigned char byte = (unsigned char)*at;
        if (plain[byte] != 0) return at;
        if (byte < 0x80) {
            at++;
            continue;
        }
        if (code_point_in_word(utf8_decode(at, end, &n))) return at;
        at += n;
    }
    return end;
}

bool words_next(word_cursor *c)
{
    unsigned n;
    do { /* a run of nothing but combining marks folds to nothing: no word */
        c->folded_size = c->lower_size = 0;
        c->at = word__begin(c->at, c->end);
        if (c->at >= c->end) return false;
        c->start = c->at;
        while (c->at < c->end) {
            if (word__take_ascii(c)) continue;
            uint32_t cp = utf8_decode(c->at, c->end, &n);
            bool soft_hyphen = cp == 0xAD;
            if (!soft_hyphen && !code_point_in_word(cp)) break;
            if (!soft_hyphen) word__take(c, cp);
            c->at += n;
        }
    } while (c->folded_size == 0);
    c->folded[c->folded_size] = '\0';
    c->lower[c->lower_size] = '\0';
    return true;
}

char *words_fold(arena *a, const char *text, size_t size, size_t *out_size)
{
    VEC(char) out = {0};
    word_cursor c = words_of(text, size);
    while (words_next(&c)) {
        VEC_RESERVE(a, &out, c.folded_size + 1);
        if (out.count > 0) out.items[out.count++] = ' ';
        memcpy(out.items + out.count, c.folded, c.folded_size);
        out.count += c.folded_size;
    }
    VEC_PUSH(a, &out, '\0');
    if (out_size != NULL) *out_size = out.count - 1;
    return out.items;
}
