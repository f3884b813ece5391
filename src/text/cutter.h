/* SPDX-License-Identifier: Apache-2.0
 *
 * cutter.h - the inside of cutting tokens: token.c goes through the text, and
 * word.c cuts words and numbers.
 */
#ifndef SELON_TEXT_CUTTER_H
#define SELON_TEXT_CUTTER_H

#include "base/utf8.h"
#include "text/writing.h"

typedef struct cutter {
    text *text;
    const writing *writing;
    const char *at, *end; /* of the text */
    const char *last_end; /* of the token before: for TOKEN_GLUED */
    bool new_paragraph;
    bool wrapped;
    struct {
        const char *start, *end;
        uint64_t form;
        uint32_t word;
    } latest; /* the word that was looked up last: it is often looked up again */
    VEC(token) tokens;
    VEC(paragraph) paragraphs;
} cutter;

/* ---- characters ---- */

/* The code point at `p` and its length; 0 of length 0 at the end. */
static inline uint32_t peek(const char *p, const char *end, unsigned *n)
{
    if (p >= end) {
        *n = 0;
        return 0;
    }
    return utf8_decode(p, end, n);
}

static inline bool is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == 0x2BC;
}

static inline bool is_hyphen(uint32_t cp)
{
    return cp == '-' || cp == 0x2010 || cp == 0x2011;
}

static inline bool is_word_character(uint32_t cp)
{
    char_class c = char_class_of(cp);
    return c == CHAR_LOWER || c == CHAR_UPPER || c == CHAR_DIGIT || cp == 0xAD;
}

static inline bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static inline bool is_ignored(uint32_t cp)
{
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
}

/* ---- token.c ---- */

/* Appends the token [start, end) and goes on behind it. The token may move
 * when the next is made. */
token *cutter_emit(cutter *c, token_kind kind, punct mark, const char *start, const char *end);

/* What the language's writing knows of the word [start, end): writing_class(). */
unsigned cutter_class(cutter *c, const char *start, const char *end);

/* ---- word.c: each makes at least one token of what stands at c->at ---- */

/* A number; there is a digit. */
void cutter_number(cutter *c);

/* A word, cut into its parts; there is a letter or digit. */
void cutter_word(cutter *c);

/* "'em", "'n'": a word of the language that begins with the apostrophe `cp`,
 * `n` bytes long. False, and no token, when there is none. */
bool cutter_apostrophe_word(cutter *c, uint32_t cp, unsigned n);

#endif
