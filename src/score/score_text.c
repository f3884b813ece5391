/* SPDX-License-Identifier: Apache-2.0
 *
 * score_text.c - see score_text.h.
 *
 * An edge is white space, punctuation, or one of a few symbols that stand for
 * it. Two arrays say for each position where the next character is that is no
 * edge, on either side, so that trimming a span takes the same time however
 * many edges it has.
 *
 * A token is a run of letters, digits and underscores, with an apostrophe
 * right after it when more of these follow; or one character of any other
 * kind but white space. (Marks that combine are tokens of their own: a text
 * is scored as it is written, not normalised.)
 *
 * A name is folded by its canonical decomposition without combining marks,
 * with a space for whatever is no letter or digit, full case folding, and
 * titles taken off its start.
 */
#include "score/score_text.h"

#include <string.h>

#include <utf8proc.h>

#include "base/utf8.h"
#include "model/resource.h"

#define DECOMPOSED_MAX 32

/* ---- classes of characters ---- */

static utf8proc_category_t category(uint32_t cp)
{
    return utf8proc_category((utf8proc_int32_t)cp);
}

static bool is_space(uint32_t cp)
{
    if (cp < 0x80) return cp == ' ' || (cp >= '\t' && cp <= '\r') || (cp >= 0x1C && cp <= 0x1F);
    utf8proc_category_t c = category(cp);
    return cp == 0x85 || (c >= UTF8PROC_CATEGORY_ZS && c <= UTF8PROC_CATEGORY_ZP);
}

static bool is_edge(uint32_t cp)
{
    static const char symbols[] = "`<>|~^+=$";
    utf8proc_category_t c = category(cp);
    return is_space(cp) || (c >= UTF8PROC_CATEGORY_PC && c <= UTF8PROC_CATEGORY_PO) || cp == 0xAD ||
           (cp != 0 && cp < 0x80 && strchr(symbols, (int)cp) != NULL);
}

static bool is_alphanumeric(uint32_t cp)
{
    utf8proc_category_t c = category(cp);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
           (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO);
}

static bool is_word(uint32_t cp)
{
    return cp == '_' || is_alphanumeric(cp);
}

static bool is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == 0x2019;
}

/* ---- words ---- */

typedef struct word {
    const uint32_t *code_points;
    size_t size;
    const char *bytes; /* NUL-terminated */
    size_t byte_count;
} word;

struct score_words {
    VEC(word) complementizers;
    VEC(word) titles;
};

static word word__new(arena *a, const char *bytes, size_t size)
{
    word w = {.bytes = arena_strndup(a, bytes, size), .byte_count = size};
    uint32_t *code_points = ARENA_ARRAY(a, uint32_t, size);
    unsigned n;
    for (const char *p = bytes; p < bytes + size; p += n) code_points[w.size++] = utf8_decode(p, bytes + size, &n);
    w.code_points = code_points;
    return w;
}

const score_words *score_words_load(arena *a)
{
    size_t size;
    int error;
    const void *bytes = resource_find(resource_store_new(a, NULL), "score", "words.txt", &size, &error);
    if (bytes == NULL) return NULL;
    score_words *words = ARENA_NEW(a, score_words);
    resource_reader reader = resource_read(bytes, size);
    for (const resource_line *line; (line = resource_next(&reader)) != NULL;) {
        word w = word__new(a, line->field[0].text, line->field[0].size);
        if (resource_in(line, "complementizer"))
            VEC_PUSH(a, &words->complementizers, w);
        else if (resource_in(line, "title"))
            VEC_PUSH(a, &words->titles, w);
    }
    return words->complementizers.count > 0 && words->titles.count > 0 ? words : NULL;
}

/* ---- the text ---- */

static void text__decode(score_text *t, size_t size)
{
    uint32_t i = 0;
    const char *end = t->bytes + size;
    unsigned n;
    for (const char *p = t->bytes; p < end; p += n, i++) {
        t->code_points[i] = utf8_decode(p, end, &n);
        t->byte_of[i] = (uint32_t)(p - t->bytes);
    }
    t->code_points[i] = 0;
    t->byte_of[i] = (uint32_t)size;
}

static void text__find_edges(score_text *t)
{
    t->inner_after[t->size] = t->size;
    t->inner_before[0] = 0;
    for (uint32_t i = 0; i < t->size; i++) {
        bool edge = is_edge(t->code_points[i]);
        t->inner_before[i + 1] = edge ? t->inner_before[i] : i + 1;
        t->inner_after[i] = edge ? t->size : i;
    }
    for (uint32_t i = t->size; i-- > 0;)
        if (t->inner_after[i] == t->size) t->inner_after[i] = t->inner_after[i + 1];
}

/* One past the token that starts at `i`, which is no white space. */
static uint32_t text__token_end(const score_text *t, uint32_t i)
{
    if (!is_word(t->code_points[i])) return i + 1;
    while (i < t->size && is_word(t->code_points[i])) i++;
    bool goes_on = i + 1 < t->size && is_apostrophe(t->code_points[i]) && is_word(t->code_points[i + 1]);
    return goes_on ? i + 1 : i;
}

static void text__find_tokens(score_text *t)
{
    uint32_t count = 0, i = 0;
    while (i < t->size) {
        if (is_space(t->code_points[i])) {
            t->token_from[i] = t->token_to[i] = count;
            i++;
            continue;
        }
        uint32_t start = i, end = text__token_end(t, i);
        for (; i < end; i++) {
            t->token_from[i] = count;
            t->token_to[i] = i == start ? count : count + 1;
        }
        count++;
    }
    t->token_from[i] = t->token_to[i] = count;
}

const score_text *score_text_new(arena *a, const score_words *words, const char *bytes, size_t size)
{
    score_text *t = ARENA_NEW(a, score_text);
    t->words = words;
    t->bytes = bytes;
    t->size = (uint32_t)utf8_count(bytes, size);
    size_t n = (size_t)t->size + 1;
    t->code_points = ARENA_ARRAY(a, uint32_t, n);
    t->byte_of = ARENA_ARRAY(a, uint32_t, n);
    t->inner_after = ARENA_ARRAY(a, uint32_t, n);
    t->inner_before = ARENA_ARRAY(a, uint32_t, n);
    t->token_from = ARENA_ARRAY(a, uint32_t, n);
    t->token_to = ARENA_ARRAY(a, uint32_t, n);
    text__decode(t, size);
    text__find_edges(t);
    text__find_tokens(t);
    return t;
}

selon_span score_text_trim(const score_text *t, selon_span span)
{
    if (span.start >= span.end) return (selon_span){0, 0};
    selon_span out = {t->inner_after[span.start], t->inner_before[span.end]};
    return out.start < out.end ? out : (selon_span){0, 0};
}

/* Are these the same letter without case? Beyond simple lower case, as regular
 * expressions have it: the dotless i is an i, the long s is an s. */
static bool same_letter(uint32_t of_word, uint32_t cp)
{
    return char_lower(cp) == of_word || (of_word == 'i' && cp == 0x131) || (of_word == 's' && cp == 0x17F) ||
           (is_apostrophe(of_word) && is_apostrophe(cp));
}

/* One past the word at span.start and the white space after it, or span.start
 * when it is not there. */
static uint32_t text__skip_word(const score_text *t, selon_span span, const word *w)
{
    if (w->size > span.end - span.start) return span.start;
    for (size_t i = 0; i < w->size; i++)
        if (!same_letter(w->code_points[i], t->code_points[span.start + i])) return span.start;
    uint32_t after = span.start + (uint32_t)w->size, i = after;
    while (i < span.end && is_space(t->code_points[i])) i++;
    return i > after || is_apostrophe(w->code_points[w->size - 1]) ? i : span.start;
}

selon_span score_text_trim_content(const score_text *t, selon_span span)
{
    selon_span out = score_text_trim(t, span);
    for (size_t i = 0; i < t->words->complementizers.count; i++) {
        uint32_t after = text__skip_word(t, out, &t->words->complementizers.items[i]);
        if (after == out.start) continue;
        if (after < out.end) out.start = t->inner_after[after];
        break;
    }
    return out;
}

/* ---- names ---- */

static size_t decompose(uint32_t cp, utf8proc_int32_t *out, utf8proc_option_t how)
{
    int boundary = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, out, DECOMPOSED_MAX, how, &boundary);
    if (n > 0 && n <= DECOMPOSED_MAX) return (size_t)n;
    out[0] = (utf8proc_int32_t)cp;
    return 1;
}

typedef struct folder {
    arena *arena;
    VEC(char) out;
} folder;

static void folder__put(folder *f, uint32_t cp)
{
    char bytes[4];
    unsigned n = utf8_encode(cp, bytes);
    for (unsigned i = 0; i < n; i++) VEC_PUSH(f->arena, &f->out, bytes[i]);
}

/* One code point of a decomposed name; words are joined by single spaces. */
static void folder__add(folder *f, uint32_t cp)
{
    if (utf8proc_get_property((utf8proc_int32_t)cp)->combining_class != 0) return;
    if (!is_alphanumeric(cp)) {
        if (f->out.count > 0 && f->out.items[f->out.count - 1] != ' ') folder__put(f, ' ');
        return;
    }
    utf8proc_int32_t folded[DECOMPOSED_MAX];
    size_t n = decompose(cp, folded, UTF8PROC_CASEFOLD);
    for (size_t i = 0; i < n; i++) folder__put(f, (uint32_t)folded[i]);
}

/* The name behind the title at its start, or the name when there is none. */
static const char *skip_title(const score_words *words, const char *name)
{
    for (size_t i = 0; i < words->titles.count; i++) {
        const word *w = &words->titles.items[i];
        if (strncmp(name, w->bytes, w->byte_count) == 0 && name[w->byte_count] == ' ') return name + w->byte_count + 1;
    }
    return name;
}

const char *score_name_fold(arena *a, const score_words *words, const char *name, size_t size)
{
    folder f = {.arena = a};
    const char *end = name + size;
    unsigned n;
    for (const char *p = name; p < end; p += n) {
        utf8proc_int32_t parts[DECOMPOSED_MAX];
        size_t count = decompose(utf8_decode(p, end, &n), parts, UTF8PROC_DECOMPOSE);
        for (size_t i = 0; i < count; i++) folder__add(&f, (uint32_t)parts[i]);
    }
    if (f.out.count > 0 && f.out.items[f.out.count - 1] == ' ') f.out.count--;
    VEC_PUSH(a, &f.out, '\0');
    const char *folded = f.out.items;
    for (const char *at; (at = skip_title(words, folded)) != folded;) folded = at;
    return folded;
}

/* Does `name` end in the words of `tail`? Every name ends in itself. */
static bool ends_in(const char *name, const char *tail)
{
    size_t n = strlen(name), m = strlen(tail);
    return m <= n && strcmp(name + n - m, tail) == 0 && (m == n || (m > 0 && name[n - m - 1] == ' '));
}

bool score_name_agrees(const char *a, const char *b)
{
    return ends_in(a, b) || ends_in(b, a);
}
