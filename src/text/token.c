/* SPDX-License-Identifier: Apache-2.0
 *
 * token.c - cuts the text into paragraphs and tokens, one pass from left to
 * right.
 *
 *   - A paragraph ends at a line break. Where a text's lines are wrapped by
 *     hand (most line breaks come after 50 to 100 characters and no closing
 *     mark) only an empty line ends one.
 *   - Words and numbers are cut by word.c.
 *   - Every other character is a token of its own, but "...", "--", "<<".
 */
#include "base/hash.h"
#include "text/cutter.h"

#define LOOK_AHEAD 8

/* ---- making tokens ---- */

static inline bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static uint8_t letters_flags(const char *start, const char *end)
{
    unsigned letters = 0, capitals = 0;
    uint8_t flags = 0;
    /* Nearly all words are small letters behind the first. */
    const char *small = start + 1;
    while (small < end && is_small(*small)) small++;
    if (small == end && is_small(*start)) return 0;
    if (small == end && *start >= 'A' && *start <= 'Z') return TOKEN_CAPITAL;
    for (const char *p = start; p < end;) {
        unsigned n;
        char_class c = char_class_of(utf8_decode(p, end, &n));
        if (c == CHAR_UPPER && letters == 0) flags |= TOKEN_CAPITAL;
        if (c == CHAR_DIGIT) flags |= TOKEN_DIGITS;
        letters += c == CHAR_UPPER || c == CHAR_LOWER;
        capitals += c == CHAR_UPPER;
        p += n;
    }
    if (letters >= 2 && capitals == letters) flags |= TOKEN_ALL_CAPITALS;
    return flags;
}

static void cutter__look_up(cutter *c, const char *start, const char *end)
{
    if (c->latest.start == start && c->latest.end == end) return;
    c->latest.start = start;
    c->latest.end = end;
    c->latest.form = hash_form(start, (size_t)(end - start));
    c->latest.word = vocabulary_find(c->writing->words, c->latest.form);
}

token *cutter_emit(cutter *c, token_kind kind, punct mark, const char *start, const char *end)
{
    const char *bytes = c->text->bytes;
    token t = {.start = (uint32_t)(start - bytes), .end = (uint32_t)(end - bytes), .quotation = -1};
    bool known = c->latest.start == start && c->latest.end == end;
    t.form = known ? c->latest.form : hash_form(start, (size_t)(end - start));
    t.word = known ? c->latest.word : 0; /* tokens__look_up() */
    t.kind = (uint8_t)kind;
    t.punct = (uint8_t)mark;
    if (kind == TOKEN_WORD || kind == TOKEN_NUMBER) t.flags = letters_flags(start, end);
    if (c->last_end == start) t.flags |= TOKEN_GLUED;
    if (c->new_paragraph) {
        t.flags |= TOKEN_PARAGRAPH;
        if (c->paragraphs.count > 0) c->paragraphs.items[c->paragraphs.count - 1].end = (uint32_t)c->tokens.count;
        VEC_PUSH(c->text->arena, &c->paragraphs, (paragraph){.first = (uint32_t)c->tokens.count});
        c->new_paragraph = false;
    }
    VEC_PUSH(c->text->arena, &c->tokens, t);
    c->last_end = c->at = end;
    return &c->tokens.items[c->tokens.count - 1];
}

unsigned cutter_class(cutter *c, const char *start, const char *end)
{
    if ((size_t)(end - start) > c->writing->longest) return 0;
    cutter__look_up(c, start, end);
    return writing_class(c->writing, c->latest.word);
}

/* ---- white space and paragraphs ---- */

/* Are the text's lines wrapped by hand? Looks at the first 64 KB. */
static bool lines_are_wrapped(const char *bytes, size_t size)
{
    size_t single = 0, wrapped = 0, length = 0;
    if (size > 65536) size = 65536;
    for (size_t i = 0; i + 1 < size; i++) {
        if (bytes[i] != '\n') {
            length++;
            continue;
        }
        if (length > 0 && bytes[i + 1] != '\n' && bytes[i + 1] != '\r') {
            size_t last = i;
            while (last > 0 && (bytes[last - 1] == ' ' || bytes[last - 1] == '\r')) last--;
            char c = last > 0 ? bytes[last - 1] : ' ';
            bool open = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ',' || (unsigned char)c >= 0xC0 ||
                        (c >= '0' && c <= '9') || c == '-';
            single++;
            wrapped += open && length >= 50 && length <= 110;
        }
        length = 0;
    }
    return single >= 4 && wrapped * 2 > single;
}

static void cutter__skip_space(cutter *c)
{
    unsigned breaks = 0;
    while (c->at < c->end) {
        unsigned n;
        uint32_t cp = utf8_decode(c->at, c->end, &n);
        if (cp == '\n' || cp == 0x2029 || cp == '\f') {
            breaks++;
        } else if (cp == '\r') {
            breaks += c->at + 1 < c->end && c->at[1] == '\n' ? 0 : 1;
        } else if (char_class_of(cp) != CHAR_SPACE && !is_ignored(cp)) {
            break;
        }
        c->at += n;
    }
    if (breaks > (c->wrapped ? 1u : 0u)) c->new_paragraph = true;
}

/* ---- punctuation ---- */

static punct punct_of(uint32_t cp)
{
    switch (cp) {
    case '.': return PUNCT_PERIOD;
    case '?': return PUNCT_QUESTION;
    case '!': return PUNCT_EXCLAMATION;
    case 0x2026: return PUNCT_ELLIPSIS;
    case ',': return PUNCT_COMMA;
    case ';': return PUNCT_SEMICOLON;
    case ':': return PUNCT_COLON;
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return PUNCT_DASH;
    case '(':
    case '[':
    case '{': return PUNCT_OPEN_BRACKET;
    case ')':
    case ']':
    case '}': return PUNCT_CLOSE_BRACKET;
    case '"':
    case '\'':
    case '`':
    case 0xAB:
    case 0xBB:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2039:
    case 0x203A: return PUNCT_QUOTE;
    case '/': return PUNCT_SLASH;
    case 0x2022:
    case 0x25AA:
    case 0x25CF:
    case 0x25A0:
    case 0xB7: return PUNCT_BULLET;
    default: return PUNCT_MARK;
    }
}

/* A lone hyphen is a dash where it has space on a side, else a hyphen. */
static punct cutter__hyphen(const cutter *c, const char *next)
{
    unsigned n;
    uint32_t cp = peek(next, c->end, &n);
    bool spaced = n == 0 || char_class_of(cp) == CHAR_SPACE;
    return spaced || c->last_end != c->at ? PUNCT_DASH : PUNCT_HYPHEN;
}

static void cutter__punct(cutter *c, uint32_t cp, unsigned n)
{
    const char *start = c->at, *end = start + n;
    punct mark = punct_of(cp);
    bool twice = end < c->end && n == 1 && *end == *start;
    if (cp == '.' && twice) {
        while (end < c->end && *end == '.') end++;
        mark = PUNCT_ELLIPSIS;
    } else if ((cp == '\'' || cp == '`') && twice) {
        end++;
    } else if ((cp == '<' || cp == '>') && twice) {
        end++;
        mark = PUNCT_QUOTE;
    } else if (is_hyphen(cp)) {
        while (end < c->end && *end == '-') end++;
        mark = end - start > 1 ? PUNCT_DASH : cutter__hyphen(c, end);
    } else if (cp == '*' && c->new_paragraph) {
        mark = PUNCT_BULLET;
    }
    cutter_emit(c, TOKEN_PUNCT, mark, start, end);
}

/* "@name" and "#subject" are words. */
static bool cutter__handle(cutter *c, uint32_t cp)
{
    unsigned n;
    if (cp != '@' && cp != '#') return false;
    uint32_t next = peek(c->at + 1, c->end, &n);
    if (n == 0 || !char_is_letter(next)) return false;
    const char *end = c->at + 1;
    while ((next = peek(end, c->end, &n)), n > 0 && (is_word_character(next) || next == '_')) end += n;
    cutter_emit(c, TOKEN_WORD, PUNCT_NONE, c->at, end);
    return true;
}

static void cutter__next(cutter *c)
{
    unsigned n;
    uint32_t cp = utf8_decode(c->at, c->end, &n);
    char_class class = char_class_of(cp);
    if (is_digit(cp))
        cutter_number(c);
    else if (class == CHAR_UPPER || class == CHAR_LOWER || class == CHAR_DIGIT)
        cutter_word(c);
    else if (cutter__handle(c, cp) || cutter_apostrophe_word(c, cp, n))
        return;
    else if (class == CHAR_PUNCT)
        cutter__punct(c, cp, n);
    else
        cutter_emit(c, TOKEN_OTHER, PUNCT_NONE, c->at, c->at + n);
}

/* Looks up the words that have not been yet. The vocabulary is larger than a
 * cache, so each slot is asked for some tokens ahead. */
static void tokens__look_up(token *tokens, size_t count, const vocabulary *words)
{
    for (size_t i = 0; i < count; i++) {
        if (i + LOOK_AHEAD < count) vocabulary_prefetch(words, tokens[i + LOOK_AHEAD].form);
        if (i + LOOK_AHEAD / 2 < count) vocabulary_prefetch_again(words, tokens[i + LOOK_AHEAD / 2].form);
        if (tokens[i].word == 0) tokens[i].word = vocabulary_find(words, tokens[i].form);
    }
}

void text_tokenize(text *t, const writing *w)
{
    cutter c = {.text = t, .writing = w, .at = t->bytes, .end = t->bytes + t->size, .new_paragraph = true};
    c.wrapped = lines_are_wrapped(t->bytes, t->size);
    VEC_RESERVE(t->arena, &c.tokens, t->size / 5 + 8);
    for (;;) {
        cutter__skip_space(&c);
        if (c.at >= c.end) break;
        cutter__next(&c);
    }
    if (c.paragraphs.count > 0) c.paragraphs.items[c.paragraphs.count - 1].end = (uint32_t)c.tokens.count;
    tokens__look_up(c.tokens.items, c.tokens.count, w->words);
    t->tokens = c.tokens.items;
    t->token_count = (uint32_t)c.tokens.count;
    t->paragraphs = c.paragraphs.items;
    t->paragraph_count = (uint32_t)c.paragraphs.count;
}
