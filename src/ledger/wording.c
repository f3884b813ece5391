/* SPDX-License-Identifier: Apache-2.0
 *
 * wording.c - see wording.h.
 *
 *     content without holes -> pieces -> words with their marks -> equal words -> formulas
 *
 * Which words are in quotation marks is told by the type and, in content that
 * is quoted in part, by the marks themselves. A word in square brackets is the
 * reporter's, and so is not quoted; brackets and ellipses say that something
 * was left out or put in.
 */
#include "ledger/wording.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/lexis.h"

#define LANGUAGES 8

struct wordings {
    arena *arena; /* holds this structure too */
    stemmers *stems;
    struct {
        char code[8];
        lexis *lexis;
    } items[LANGUAGES];
    size_t count;
    lexis *unknown; /* of no language */
};

static wordings *wordings__make(arena *a, stemmers *stems)
{
    wordings *w = ARENA_NEW(a, wordings);
    w->arena = a;
    w->stems = stems;
    w->unknown = lexis_load(a, stems, NULL);
    return w;
}

wordings *wordings_new(const selon_allocator *allocator, stemmers *stems)
{
    arena *a = arena_new(allocator, 65536);
    if (a == NULL) return NULL;
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return NULL;
    }
    return wordings__make(a, stems);
}

void wordings_free(wordings *w)
{
    if (w != NULL) arena_free(w->arena);
}

/* Loads a language into the arena of `w`, which must be entered. */
static lexis *wordings__load(wordings *w, const char *lang)
{
    if (setjmp(*arena_escape(w->arena)) != 0) return NULL;
    strcpy(w->items[w->count].code, lang);
    lexis *l = lexis_load(w->arena, w->stems, w->items[w->count].code);
    if (l != NULL) w->items[w->count++].lexis = l;
    return l;
}

static lexis *wordings__lexis(wordings *w, const char *lang)
{
    if (lang == NULL || strlen(lang) >= sizeof w->items->code) return w->unknown;
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->items[i].code, lang) == 0) return w->items[i].lexis;
    return w->count < LANGUAGES ? wordings__load(w, lang) : w->unknown;
}

/* ---- what is between words ---- */

/* A wording on its way. */
typedef struct maker {
    arena *arena;
    lexis *lexis;
    VEC(said_word) words;
    VEC(lexis_word) looks; /* of `words` */
    bool quoted;           /* all of it is */
    bool open, bracket;    /* inside a quotation, inside square brackets */
    bool gap, stop;        /* before the next word */
    bool failed;
} maker;

/* The marks between two words. */
static void maker__between(maker *m, const char *at, const char *end)
{
    unsigned n, periods = 0, ticks = 0;
    for (; at < end; at += n) {
        uint32_t cp = utf8_decode(at, end, &n);
        periods = cp == '.' ? periods + 1 : 0;
        ticks = cp == '\'' || cp == '`' ? ticks + 1 : 0;
        m->gap |= periods == 3;
        if (ticks == 2) m->open = !m->open; /* ''as some papers write'' */
        switch (cp) {
        case 0xAB:
        case 0x201C:
        case 0x201E: m->open = true; break;
        case 0xBB:
        case 0x201D: m->open = false; break;
        case '"': m->open = !m->open; break;
        case '[': m->bracket = m->gap = true; break;
        case ']': m->bracket = false, m->gap = true; break;
        case 0x2026: m->gap = true; break;
        case '.':
        case '!':
        case '?':
        case ';': m->stop = true; break;
        default: break;
        }
    }
}

static void maker__word(maker *m, const word_cursor *c, const char *text)
{
    lexis_word look;
    if (!lexis_look(m->lexis, c, &look)) m->failed = true;
    uint8_t flags = (m->quoted || m->open) && !m->bracket ? SAID_QUOTED : 0;
    unsigned n;
    bool capital = char_class_of(utf8_decode(c->start, c->end, &n)) == CHAR_UPPER;
    if (capital && !m->gap && !m->stop) flags |= SAID_NAME;
    if (m->gap) flags |= SAID_GAP;
    if (m->stop) flags |= SAID_STOP;
    m->gap = m->stop = false;
    said_word word = {.start = (uint32_t)(c->start - text), .end = (uint32_t)(c->at - text), .flags = flags};
    VEC_PUSH(m->arena, &m->words, word);
    VEC_PUSH(m->arena, &m->looks, look);
}

/* A piece of the content; what comes before it is left out openly. */
static void maker__piece(maker *m, const char *text, uint32_t start, uint32_t end)
{
    word_cursor c = words_of(text + start, end - start);
    const char *before = text + start;
    m->gap = true;
    m->bracket = false;
    while (m->words.count < WORDING_MOST && words_next(&c)) {
        maker__between(m, before, c.start);
        before = c.at;
        maker__word(m, &c, text);
    }
    if (m->words.count < WORDING_MOST) maker__between(m, before, text + end);
}

/* ---- the content without its holes ---- */

static int span__compare(const void *a, const void *b)
{
    const selon_span *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

/* The spans in the order of the text. */
static const selon_span *spans_sorted(arena *a, const selon_span *spans, size_t count)
{
    bool sorted = true;
    for (size_t i = 1; i < count && sorted; i++) sorted = span__compare(&spans[i - 1], &spans[i]) <= 0;
    if (sorted) return spans;
    selon_span *copy = ARENA_ARRAY(a, selon_span, count);
    memcpy(copy, spans, count * sizeof *copy);
    qsort(copy, count, sizeof *copy, span__compare);
    return copy;
}

static void maker__content(maker *m, const wording_source *from)
{
    const selon_span *content = spans_sorted(m->arena, from->content, from->content_count);
    const selon_span *holes = spans_sorted(m->arena, from->holes, from->hole_count);
    size_t h = 0;
    for (size_t i = 0; i < from->content_count && m->words.count < WORDING_MOST; i++) {
        uint32_t at = content[i].start, end = content[i].end;
        while (h < from->hole_count && holes[h].start < end && m->words.count < WORDING_MOST) {
            if (holes[h].start > at) maker__piece(m, from->text, at, holes[h].start);
            if (holes[h].end > at) at = holes[h].end;
            if (at >= end) break; /* it may reach into the next span */
            h++;
        }
        if (at < end) maker__piece(m, from->text, at, end);
    }
}

/* ---- equal words and formulas ---- */

/* Words that stand for others become them; `out` has the places and marks of
 * the first to the last of those they stand for. */
static void maker__equal(maker *m, wording *out)
{
    VEC(said_word) words = {0};
    if (m->words.count == 0) return;
    const lexis_word *looks = m->looks.items, *end = looks + m->looks.count;
    for (size_t i = 0; i < m->words.count;) {
        const lexis_word *to = &looks[i];
        size_t count = 1, taken = lexis_equal(m->lexis, looks + i, end, &to, &count);
        if (taken == 0) taken = 1;
        for (size_t k = 0; k < count; k++) {
            said_word word = m->words.items[i];
            const said_word *last = &m->words.items[i + taken - 1];
            if (last->end > word.end) word.end = last->end; /* spans of a damaged ledger are in any order */
            word.form = to[k].form;
            word.stem = to[k].stem;
            word.weight = to[k].weight;
            if ((word.flags & SAID_NAME) != 0 && word.weight > WEIGHT_NAME) word.weight = WEIGHT_NAME;
            if (to[k].negation) word.flags |= SAID_NEGATION;
            if (k > 0) word.flags &= (uint8_t) ~(SAID_GAP | SAID_STOP);
            VEC_PUSH(m->arena, &words, word);
        }
        /* What stands for nothing belongs to the word before it. */
        const said_word *last = &m->words.items[i + taken - 1];
        if (count == 0 && words.count > 0 && (m->words.items[i].flags & SAID_GAP) == 0 &&
            last->end > words.items[words.count - 1].end)
            words.items[words.count - 1].end = last->end;
        i += taken;
    }
    out->words = words.items;
    out->count = words.count;
}

static void maker__formulas(maker *m, wording *out)
{
    uint32_t *stems = ARENA_ARRAY(m->arena, uint32_t, out->count + 1);
    for (size_t i = 0; i < out->count; i++) stems[i] = out->words[i].stem;
    for (size_t i = 0; i < out->count; i++) {
        size_t taken = lexis_formula(m->lexis, stems + i, stems + out->count);
        for (size_t k = 0; k < taken; k++) {
            out->words[i + k].weight = 0;
            out->words[i + k].flags |= SAID_FORMULA;
        }
        i += taken > 0 ? taken - 1 : 0;
    }
    for (size_t i = 0; i < out->count; i++) out->weight += out->words[i].weight;
}

bool wording_make(wordings *w, arena *a, const wording_source *from, wording *out)
{
    *out = (wording){0};
    maker m = {.arena = a, .lexis = wordings__lexis(w, from->lang), .quoted = from->type == SELON_DIRECT};
    if (m.lexis == NULL) return false;
    maker__content(&m, from);
    maker__equal(&m, out);
    maker__formulas(&m, out);
    return !m.failed;
}
