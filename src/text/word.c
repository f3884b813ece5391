/* SPDX-License-Identifier: Apache-2.0
 *
 * word.c - cuts words and numbers.
 *
 *   - A word is a run of letters and digits with single apostrophes, hyphens
 *     and (for "U.S.") periods inside. It is then cut: after an elided word
 *     ("l'" + "accord"), before clitics ("dit" "-" "il"; "a" "-t-" "elle"),
 *     before suffixes ("do" + "n't"). Which words are elided, clitics or
 *     suffixes is the language's data. What a hyphen or apostrophe joins
 *     otherwise stays whole ("porte-parole", "O'Brien").
 *   - A number takes what belongs to it: "10 000", "2,1", "7h44", "1er",
 *     "12/03/2024".
 *   - A period belongs to its word when the word is an abbreviation.
 *
 * Soft hyphens (U+00AD) inside a word are part of it.
 */
#include <string.h>

#include "base/hash.h"
#include "text/cutter.h"

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

void cutter_number(cutter *c)
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
    cutter_emit(c, letters ? TOKEN_WORD : TOKEN_NUMBER, PUNCT_NONE, start, p);
}

/* ---- words ---- */

/* The end of the run of letters, digits, single inner apostrophes and
 * hyphens that starts at `p`, and whether there are any of the latter two. */
static const char *word_end(const char *p, const char *end, bool *joined)
{
    *joined = false;
    for (;;) {
        unsigned n, m;
        while (p < end && *p >= 'a' && *p <= 'z') p++;
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
    unsigned n, m, class = cutter_class(c, start, end);
    uint32_t cp = peek(start, c->end, &n);
    bool letter = start + n == end && char_class_of(cp) == CHAR_UPPER; /* "P. Dupont", but "p. 12" */
    if ((class & WRITING_NUMBERED) && !(class & WRITING_TITLE)) {
        if (number_follows(end + 1, c->end)) return true;
        if (!letter) return false;
    } else if (class & (WRITING_ABBREVIATION | WRITING_TITLE)) {
        return true;
    }
    if (!letter) return false;
    const char *p = end + 1; /* an initial: "J. Dupont" */
    cp = peek(p, c->end, &m);
    if (m > 0 && char_class_of(cp) == CHAR_SPACE && cp != '\n') cp = peek(p + m, c->end, &m);
    return m > 0 && char_class_of(cp) == CHAR_UPPER;
}

static void cutter__emit_word(cutter *c, const char *start, const char *end, uint8_t flags)
{
    bool period = cutter__takes_period(c, start, end);
    token *t = cutter_emit(c, TOKEN_WORD, PUNCT_NONE, start, period ? end + 1 : end);
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
        if (is_apostrophe(cp)) return cutter_class(c, start, p) & WRITING_ELISION ? p + n : NULL;
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
    if (n == 0 || !is_apostrophe(cp) || !(cutter_class(c, start, end) & WRITING_ELISION)) return NULL;
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

/* Does a capital follow a small letter's hyphen at `p`, as in "Morvan-Le Hir"?
 * Within a name there are no clitics. */
static bool clitic__is_name(const char *start, const char *p, size_t hyphen, const char *end)
{
    unsigned n;
    const char *before = p - hyphen - 1;
    while (before > start && ((unsigned char)*before & 0xC0) == 0x80) before--;
    uint32_t last = utf8_decode(before, p, &n), first = utf8_decode(p, end, &n);
    return char_class_of(first) == CHAR_UPPER && char_class_of(last) == CHAR_LOWER;
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
        if (hyphen == 0 || p - hyphen == start || !(cutter_class(c, p, cut) & WRITING_CLITIC)) break;
        if (clitic__is_name(start, p, hyphen, cut)) break;
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
    if (cutter_class(c, p, end) & WRITING_SUFFIX) return p;
    if (p - 1 > start && (cutter_class(c, p - 1, end) & WRITING_SUFFIX)) return p - 1;
    return end;
}

static void cutter__emit_clitics(cutter *c, const char *end)
{
    while (c->at < end) {
        unsigned n, m;
        peek(c->at, end, &n);
        const char *stop = c->at + n; /* the hyphen; "-t-" is one token with its letter */
        if ((*stop == 't' || *stop == 'T') && is_hyphen(peek(stop + 1, end, &m))) stop += 1 + m;
        cutter_emit(c, TOKEN_PUNCT, PUNCT_HYPHEN, c->at, stop);
        while (stop < end && !is_hyphen(peek(stop, end, &n))) stop += n;
        cutter_emit(c, TOKEN_WORD, PUNCT_NONE, c->at, stop)->flags |= TOKEN_CLITIC;
    }
}

/* A suffix ("'s") after what ended in a period: "the U.S.'s". */
static void cutter__suffix_after_period(cutter *c)
{
    unsigned n;
    if (!is_apostrophe(peek(c->at, c->end, &n)) || n == 0) return;
    bool joined;
    const char *end = word_end(c->at + n, c->end, &joined);
    if (cutter_class(c, c->at, end) & WRITING_SUFFIX)
        cutter_emit(c, TOKEN_WORD, PUNCT_NONE, c->at, end)->flags |= TOKEN_CLITIC;
}

bool cutter_apostrophe_word(cutter *c, uint32_t cp, unsigned n)
{
    if (!is_apostrophe(cp)) return false;
    bool joined;
    const char *end = word_end(c->at + n, c->end, &joined);
    if (end == c->at + n || (size_t)(end - c->at) > c->writing->longest) return false;
    unsigned m;
    if (is_apostrophe(peek(end, c->end, &m)) && (cutter_class(c, c->at, end + m) & WRITING_WHOLE))
        end += m;
    else if (!(cutter_class(c, c->at, end) & WRITING_WHOLE))
        return false;
    cutter_emit(c, TOKEN_WORD, PUNCT_NONE, c->at, end);
    return true;
}

void cutter_word(cutter *c)
{
    const char *start = c->at, *end = url_end(start, c->end);
    if (end != NULL) {
        cutter_emit(c, TOKEN_WORD, PUNCT_NONE, start, end);
        return;
    }
    end = dotted_end(start, c->end);
    if (end != NULL) {
        cutter_emit(c, TOKEN_WORD, PUNCT_NONE, start, end)->flags |= TOKEN_ABBREVIATION;
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
        if (cutter_class(c, c->at, end) & WRITING_WHOLE) {
            cutter__emit_word(c, c->at, end, 0);
            return;
        }
        const char *elided = cutter__elision(c, c->at, end);
        if (elided == NULL || elided >= end) elided = cutter__elision_before_mark(c, c->at, end);
        if (elided == NULL) break;
        cutter_emit(c, TOKEN_WORD, PUNCT_NONE, c->at, elided)->flags |= TOKEN_CLITIC;
        if (elided >= end || is_digit((unsigned char)*elided)) return; /* a mark or a number is next */
    }
    const char *clitics = cutter__clitics(c, c->at, end);
    const char *suffix = cutter__suffix(c, c->at, clitics);
    cutter__emit_word(c, c->at, suffix, 0);
    if (c->at > suffix) return; /* it took a period */
    if (suffix < clitics) cutter_emit(c, TOKEN_WORD, PUNCT_NONE, suffix, clitics)->flags |= TOKEN_CLITIC;
    if (clitics < end) cutter__emit_clitics(c, end);
}
