/* SPDX-License-Identifier: Apache-2.0
 *
 * token.c - cuts the text into paragraphs and tokens, one pass from left to
 * right.
 *
 *   - A paragraph ends at a line break. Where a text's lines are wrapped by
 *     hand (most line breaks come after 50 to 100 characters and no closing
 *     mark) only an empty line ends one.
 *   - A word is a run of letters and digits with single apostrophes, hyphens
 *     and (for "U.S.") periods inside. It is then cut: after an elided word
 *     ("l'" + "accord"), before clitics ("dit" "-" "il"; "a" "-t-" "elle"),
 *     before suffixes ("do" + "n't"). Which words are elided, clitics or
 *     suffixes is the language's data. What a hyphen or apostrophe joins
 *     otherwise stays whole ("porte-parole", "O'Brien").
 *   - A number takes what belongs to it: "10 000", "2,1", "7h44", "1er",
 *     "12/03/2024".
 *   - A period belongs to its word when the word is an abbreviation.
 *   - Every other character is a token of its own, but "...", "--", "<<".
 *
 * Soft hyphens (U+00AD) inside a word are part of it.
 */
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/writing.h"

#define LOOK_AHEAD 8

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

static uint32_t peek(const char *p, const char *end, unsigned *n)
{
    if (p >= end) {
        *n = 0;
        return 0;
    }
    return utf8_decode(p, end, n);
}

static bool is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == 0x2BC;
}

static bool is_hyphen(uint32_t cp)
{
    return cp == '-' || cp == 0x2010 || cp == 0x2011;
}

static bool is_word_character(uint32_t cp)
{
    char_class c = char_class_of(cp);
    return c == CHAR_LOWER || c == CHAR_UPPER || c == CHAR_DIGIT || cp == 0xAD;
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static bool is_ignored(uint32_t cp)
{
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
}

/* ---- making tokens ---- */

static uint8_t letters_flags(const char *start, const char *end)
{
    unsigned letters = 0, capitals = 0;
    uint8_t flags = 0;
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

static token *cutter__emit(cutter *c, token_kind kind, punct mark, const char *start, const char *end)
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

static unsigned cutter__class(cutter *c, const char *start, const char *end)
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

/* ---- numbers ---- */

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && is_digit((unsigned char)*p)) p++;
    return p;
}

/* A space and exactly three digits at `p`: where they end, else NULL. */
static const char *digit_group(const char *p, const char *end)
{
    unsigned n;
    uint32_t cp = peek(p, end, &n);
    if (cp != ' ' && cp != 0xA0 && cp != 0x202F && cp != 0x2009) return NULL;
    const char *stop = skip_digits(p + n, end);
    if (stop - (p + n) != 3) return NULL;
    cp = peek(stop, end, &n);
    return n > 0 && char_is_letter(cp) ? NULL : stop;
}

static void cutter__number(cutter *c)
{
    const char *start = c->at, *p = skip_digits(start, c->end), *group;
    if (p - start <= 3 && c->writing->groups_by_space)
        while ((group = digit_group(p, c->end)) != NULL) p = group;
    for (;;) {
        if (p + 1 < c->end && strchr(".,:/-", *p) != NULL && *p != '\0' && is_digit((unsigned char)p[1])) {
            p = skip_digits(p + 1, c->end);
            continue;
        }
        unsigned n;
        uint32_t cp = peek(p, c->end, &n);
        if (n > 0 && is_word_character(cp) && !is_digit(cp)) {
            while (n > 0 && is_word_character(cp)) {
                p += n;
                cp = peek(p, c->end, &n);
            }
            continue;
        }
        unsigned m;
        uint32_t next = n > 0 ? peek(p + n, c->end, &m) : 0;
        if (n > 0 && is_hyphen(cp) && m > 0 && char_is_letter(next)) { /* "10-year-old" */
            p += n;
            continue;
        }
        break;
    }
    bool letters = false;
    for (const char *q = start; q < p; q++) letters |= *q == '-' && q + 1 < p && !is_digit((unsigned char)q[1]);
    cutter__emit(c, letters ? TOKEN_WORD : TOKEN_NUMBER, PUNCT_NONE, start, p);
}

/* ---- words ---- */

/* The end of the run of letters, digits, single inner apostrophes and
 * hyphens that starts at `p`, and whether there are any of the latter two. */
static const char *word_end(const char *p, const char *end, bool *joined)
{
    *joined = false;
    for (;;) {
        unsigned n, m;
        uint32_t cp = peek(p, end, &n);
        if (n == 0) return p;
        if (is_word_character(cp)) {
            p += n;
            continue;
        }
        if (!is_apostrophe(cp) && !is_hyphen(cp)) return p;
        cp = peek(p + n, end, &m);
        if (m == 0 || !is_word_character(cp) || cp == 0xAD) return p;
        *joined = true;
        p += n + m;
    }
}

/* "U.S.", "a.m.", "J.-P.": where letters with periods end, else NULL. No
 * abbreviation has more than DOTTED_LETTERS; without the limit, a long run of
 * them that ends badly would be looked through again from each letter. */
#define DOTTED_LETTERS 16
static const char *dotted_end(const char *p, const char *end)
{
    unsigned letters = 0, n;
    const char *stop = NULL;
    while (letters <= DOTTED_LETTERS) {
        uint32_t cp = peek(p, end, &n);
        if (n == 0 || !char_is_letter(cp) || p + n >= end || p[n] != '.') break;
        p += n + 1;
        letters++;
        stop = p;
        if (p + 1 < end && *p == '-') {
            cp = peek(p + 1, end, &n);
            if (char_class_of(cp) == CHAR_UPPER && p + 1 + n < end && p[1 + n] == '.') p++;
        }
    }
    if (letters < 2 || letters > DOTTED_LETTERS) return NULL;
    uint32_t cp = peek(p, end, &n);
    return n > 0 && is_word_character(cp) ? NULL : stop;
}

static const char *url_end(const char *p, const char *end)
{
    static const char *const STARTS[] = {"http://", "https://", "www."};
    if (*p != 'h' && *p != 'w') return NULL;
    for (size_t i = 0; i < 3; i++) {
        size_t n = strlen(STARTS[i]);
        if ((size_t)(end - p) <= n || memcmp(p, STARTS[i], n) != 0) continue;
        p += n;
        while (p < end && (unsigned char)*p > ' ' && strchr("\"<>«»", *p) == NULL && (unsigned char)*p < 0x80) p++;
        while (strchr(".,;:!?)'", p[-1]) != NULL) p--;
        return p;
    }
    return NULL;
}

static bool number_follows(const char *p, const char *end)
{
    while (p < end && *p == ' ') p++;
    unsigned n;
    uint32_t cp = peek(p, end, &n);
    if (cp == 0xA0 || cp == 0x202F) cp = peek(p + n, end, &n);
    return is_digit(cp);
}

/* Does a period at `end` belong to the word [start, end)? */
static bool cutter__takes_period(cutter *c, const char *start, const char *end)
{
    if (end >= c->end || *end != '.' || (end + 1 < c->end && end[1] == '.')) return false;
    unsigned n, m, class = cutter__class(c, start, end);
    if ((class & WRITING_NUMBERED) && !(class & WRITING_TITLE)) return number_follows(end + 1, c->end);
    if (class & (WRITING_ABBREVIATION | WRITING_TITLE)) return true;
    uint32_t cp = peek(start, c->end, &n);
    if (start + n != end || char_class_of(cp) != CHAR_UPPER) return false;
    const char *p = end + 1; /* an initial: "J. Dupont" */
    cp = peek(p, c->end, &m);
    if (m > 0 && char_class_of(cp) == CHAR_SPACE && cp != '\n') cp = peek(p + m, c->end, &m);
    return m > 0 && char_class_of(cp) == CHAR_UPPER;
}

static void cutter__emit_word(cutter *c, const char *start, const char *end, uint8_t flags)
{
    bool period = cutter__takes_period(c, start, end);
    token *t = cutter__emit(c, TOKEN_WORD, PUNCT_NONE, start, period ? end + 1 : end);
    t->flags |= flags;
    if (!period) return;
    t->flags |= TOKEN_ABBREVIATION;
    t->word = vocabulary_find(c->writing->words, t->form);
    if (t->word == 0) /* the language's data list abbreviations without their period */
        t->word = vocabulary_find(c->writing->words, hash_form(start, (size_t)(end - start)));
}

/* The apostrophe that ends an elided word at `start`, else NULL. */
static const char *cutter__elision(cutter *c, const char *start, const char *end)
{
    for (const char *p = start; p < end;) {
        unsigned n;
        uint32_t cp = utf8_decode(p, end, &n);
        if (is_apostrophe(cp)) return cutter__class(c, start, p) & WRITING_ELISION ? p + n : NULL;
        if (is_hyphen(cp)) return NULL;
        p += n;
    }
    return NULL;
}

static bool is_opening_mark(uint32_t cp)
{
    return cp == '"' || cp == 0xAB || cp == 0x2018 || cp == 0x201C || cp == 0x201E || cp == 0x2039;
}

/* "l'« accord »": where the elided word [start, end) before a quotation mark
 * ends, after its apostrophe, else NULL. */
static const char *cutter__elision_before_mark(cutter *c, const char *start, const char *end)
{
    unsigned n, m;
    uint32_t cp = peek(end, c->end, &n);
    if (n == 0 || !is_apostrophe(cp) || !(cutter__class(c, start, end) & WRITING_ELISION)) return NULL;
    cp = peek(end + n, c->end, &m);
    return m > 0 && is_opening_mark(cp) ? end + n : NULL;
}

/* The length of the hyphen that ends at `p`, 0 when there is none. */
static size_t hyphen_before(const char *start, const char *p)
{
    if (p > start && p[-1] == '-') return 1;
    if (p - start < 3 || (p[-1] != '\x90' && p[-1] != '\x91')) return 0; /* U+2010, U+2011 */
    return p[-3] == '\xE2' && p[-2] == '\x80' ? 3 : 0;
}

/* Where the clitics at the end of [start, end) begin (at their hyphen), or
 * `end`. "a-t-elle" has two. */
static const char *cutter__clitics(cutter *c, const char *start, const char *end)
{
    const char *cut = end;
    for (int parts = 0; parts < 3; parts++) {
        const char *p = cut;
        size_t hyphen = 0;
        while (p > start && (hyphen = hyphen_before(start, p)) == 0) p--;
        if (hyphen == 0 || p - hyphen == start || !(cutter__class(c, p, cut) & WRITING_CLITIC)) break;
        cut = p - hyphen;
    }
    return cut;
}

/* Where a suffix ("'s", "n't") at the end of [start, end) begins, or `end`. */
static const char *cutter__suffix(cutter *c, const char *start, const char *end)
{
    const char *p = end;
    while (p > start) {
        p--;
        while (p > start && ((unsigned char)*p & 0xC0) == 0x80) p--;
        unsigned n;
        if (is_apostrophe(utf8_decode(p, end, &n))) break;
        if (end - p > 3) return end;
    }
    if (p == start) return end;
    if (cutter__class(c, p, end) & WRITING_SUFFIX) return p;
    if (p - 1 > start && (cutter__class(c, p - 1, end) & WRITING_SUFFIX)) return p - 1;
    return end;
}

static void cutter__emit_clitics(cutter *c, const char *end)
{
    while (c->at < end) {
        unsigned n, m;
        peek(c->at, end, &n);
        const char *stop = c->at + n; /* the hyphen; "-t-" is one token with its letter */
        if ((*stop == 't' || *stop == 'T') && is_hyphen(peek(stop + 1, end, &m))) stop += 1 + m;
        cutter__emit(c, TOKEN_PUNCT, PUNCT_HYPHEN, c->at, stop);
        while (stop < end && !is_hyphen(peek(stop, end, &n))) stop += n;
        cutter__emit(c, TOKEN_WORD, PUNCT_NONE, c->at, stop)->flags |= TOKEN_CLITIC;
    }
}

/* A suffix ("'s") after what ended in a period: "the U.S.'s". */
static void cutter__suffix_after_period(cutter *c)
{
    unsigned n;
    if (!is_apostrophe(peek(c->at, c->end, &n)) || n == 0) return;
    bool joined;
    const char *end = word_end(c->at + n, c->end, &joined);
    if (cutter__class(c, c->at, end) & WRITING_SUFFIX)
        cutter__emit(c, TOKEN_WORD, PUNCT_NONE, c->at, end)->flags |= TOKEN_CLITIC;
}

/* "'em", "'n'": a word of the language that begins with an apostrophe. */
static bool cutter__apostrophe_word(cutter *c, uint32_t cp, unsigned n)
{
    if (!is_apostrophe(cp)) return false;
    bool joined;
    const char *end = word_end(c->at + n, c->end, &joined);
    if (end == c->at + n || (size_t)(end - c->at) > c->writing->longest) return false;
    unsigned m;
    if (is_apostrophe(peek(end, c->end, &m)) && (cutter__class(c, c->at, end + m) & WRITING_WHOLE))
        end += m;
    else if (!(cutter__class(c, c->at, end) & WRITING_WHOLE))
        return false;
    cutter__emit(c, TOKEN_WORD, PUNCT_NONE, c->at, end);
    return true;
}

static void cutter__word(cutter *c)
{
    const char *start = c->at, *end = url_end(start, c->end);
    if (end != NULL) {
        cutter__emit(c, TOKEN_WORD, PUNCT_NONE, start, end);
        return;
    }
    end = dotted_end(start, c->end);
    if (end != NULL) {
        cutter__emit(c, TOKEN_WORD, PUNCT_NONE, start, end)->flags |= TOKEN_ABBREVIATION;
        cutter__suffix_after_period(c);
        return;
    }
    bool joined;
    end = word_end(start, c->end, &joined);
    unsigned n;
    if (!joined && !is_apostrophe(peek(end, c->end, &n))) { /* most words: there is nothing to cut */
        cutter__emit_word(c, start, end, 0);
        return;
    }
    for (;;) {
        if (cutter__class(c, c->at, end) & WRITING_WHOLE) {
            cutter__emit_word(c, c->at, end, 0);
            return;
        }
        const char *elided = cutter__elision(c, c->at, end);
        if (elided == NULL || elided >= end) elided = cutter__elision_before_mark(c, c->at, end);
        if (elided == NULL) break;
        cutter__emit(c, TOKEN_WORD, PUNCT_NONE, c->at, elided)->flags |= TOKEN_CLITIC;
        if (elided >= end || is_digit((unsigned char)*elided)) return; /* a mark or a number is next */
    }
    const char *clitics = cutter__clitics(c, c->at, end);
    const char *suffix = cutter__suffix(c, c->at, clitics);
    cutter__emit_word(c, c->at, suffix, 0);
    if (c->at > suffix) return; /* it took a period */
    if (suffix < clitics) cutter__emit(c, TOKEN_WORD, PUNCT_NONE, suffix, clitics)->flags |= TOKEN_CLITIC;
    if (clitics < end) cutter__emit_clitics(c, end);
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
    cutter__emit(c, TOKEN_PUNCT, mark, start, end);
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
    cutter__emit(c, TOKEN_WORD, PUNCT_NONE, c->at, end);
    return true;
}

static void cutter__next(cutter *c)
{
    unsigned n;
    uint32_t cp = utf8_decode(c->at, c->end, &n);
    char_class class = char_class_of(cp);
    if (is_digit(cp))
        cutter__number(c);
    else if (class == CHAR_UPPER || class == CHAR_LOWER || class == CHAR_DIGIT)
        cutter__word(c);
    else if (cutter__handle(c, cp) || cutter__apostrophe_word(c, cp, n))
        return;
    else if (class == CHAR_PUNCT)
        cutter__punct(c, cp, n);
    else
        cutter__emit(c, TOKEN_OTHER, PUNCT_NONE, c->at, c->at + n);
}

/* Looks up the words that have not been yet. The vocabulary is larger than a
 * cache, so each slot is asked for some tokens ahead. */
static void tokens__look_up(token *tokens, size_t count, const vocabulary *words)
{
    for (size_t i = 0; i < count; i++) {
        if (i + LOOK_AHEAD < count) vocabulary_prefetch(words, tokens[i + LOOK_AHEAD].form);
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
