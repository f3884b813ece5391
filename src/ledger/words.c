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

/* Takes a letter or digit of ASCII, which most are. */
static inline bool word__take_ascii(word_cursor *c)
{
    unsigned char byte = (unsigned char)*c->at, lower = byte | 0x20;
    bool letter = lower >= 'a' && lower <= 'z';
    if (!letter && (byte < '0' || byte > '9')) return false;
    if (c->lower_size < WORD_MOST) c->lower[c->lower_size++] = (char)(letter ? lower : byte);
    if (c->folded_size < WORD_MOST) c->folded[c->folded_size++] = (char)(letter ? lower : byte);
    c->at++;
    return true;
}

bool words_next(word_cursor *c)
{
    unsigned n;
    do { /* a run of nothing but combining marks folds to nothing: no word */
        c->folded_size = c->lower_size = 0;
        while (c->at < c->end && !code_point_in_word(utf8_decode(c->at, c->end, &n))) c->at += n;
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
