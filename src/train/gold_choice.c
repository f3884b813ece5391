/* SPDX-License-Identifier: Apache-2.0
 *
 * gold_choice.c - see gold_choice.h.
 *
 * Gold statements are spans of tokens, and candidates are what the attributor would
 * make spans of. They are the same if they are so without the marks at their
 * edges; a candidate for a content may begin with the word that opens it.
 */
#include "train/gold_choice.h"

static bool is_edge(const gold_document *d, uint32_t i)
{
    return d->text->tokens[i].kind == TOKEN_PUNCT;
}

static range trimmed(const gold_document *d, range r)
{
    while (r.start < r.end && is_edge(d, r.start)) r.start++;
    while (r.end > r.start && is_edge(d, r.end - 1)) r.end--;
    return r;
}

static bool same(const gold_document *d, range a, range b)
{
    a = trimmed(d, a);
    b = trimmed(d, b);
    return a.start == b.start && a.end == b.end;
}

const gold_statement *gold_of_cue(const gold_document *d, const cue *c)
{
    const gold_statement *best = NULL;
    for (size_t i = 0; i < d->statement_count; i++) {
        const gold_statement *g = &d->statements[i];
        if (g->cue.start > c->head || g->cue.end <= c->head || g->content_count == 0) continue;
        if (best == NULL || g->cue.end - g->cue.start < best->cue.end - best->cue.start) best = g;
    }
    return best;
}

static size_t choice__source(const gold_document *d, const gold_statement *g, const choice *c)
{
    if (g->source.end == g->source.start) return 0;
    for (size_t i = 1; i < c->count; i++)
        if (same(d, c->span[i], g->source)) return i;
    return SIZE_MAX;
}

/* Addressee, relay or time: the candidate with the gold span. */
static size_t choice__circumstance(const gold_document *d, const gold_statement *g, const choice *c)
{
    range span = c->decision == DECIDE_TIME ? g->time : c->decision == DECIDE_VIA ? g->via : g->addressee;
    if (!d->has_circumstances) return SIZE_MAX;
    if (span.end == span.start) return 0;
    for (size_t i = 1; i < c->count; i++)
        if (same(d, c->span[i], span)) return i;
    return SIZE_MAX;
}

static size_t choice__extent(const gold_document *d, const gold_statement *g, const choice *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (same(d, c->span[i], g->cue)) return i;
    return SIZE_MAX;
}

static size_t choice__kind(const gold_statement *g, const choice *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->kind[i] == g->kind) return i;
    return SIZE_MAX;
}

static uint32_t sentence_end(const gold_document *d, uint32_t i)
{
    return d->text->sentences[d->text->sentence_of[i]].end;
}

/* Does a candidate that starts at `at` begin the gold span? A complementizer,
 * preposition or mark may stand before. */
static bool begins(const gold_document *d, range span, uint32_t at, uint8_t kind)
{
    uint32_t first = trimmed(d, span).start;
    if (at == span.start || at == first) return true;
    bool opener = kind == CONTENT_CLAUSE || kind == CONTENT_QUESTION || kind == CONTENT_INFINITIVE ||
                  kind == CONTENT_PREPOSITION || kind == CONTENT_QUOTE || kind == CONTENT_FRAGMENT ||
                  kind == CONTENT_REST || kind == CONTENT_COLON;
    return opener && (at + 1 == span.start || at + 1 == first || (kind == CONTENT_CLAUSE && at + 2 == first));
}

static size_t choice__content(const gold_document *d, const gold_statement *g, const choice *c)
{
    uint32_t cue = c->cue->start, end = sentence_end(d, c->cue->head);
    const range *left = NULL, *right = NULL;
    for (unsigned i = 0; i < g->content_count; i++) {
        if (g->content[i].end <= cue + 1)
            left = &g->content[i];
        else if (right == NULL && g->content[i].start >= cue && g->content[i].start < end)
            right = &g->content[i];
    }
    for (size_t i = 1; i < c->count; i++) {
        uint8_t kind = c->kind[i];
        bool left_fits = left != NULL && trimmed(d, c->second[i]).end == trimmed(d, *left).end;
        bool left_kind = kind == CONTENT_LEFT_QUOTE || kind == CONTENT_LEFT_CLAUSE;
        if (left_kind && left_fits && right == NULL) {
            /* of the two left kinds, the one whose start is nearer */
            uint32_t start = trimmed(d, c->second[i]).start, gold = trimmed(d, *left).start;
            bool clause_next = i + 1 < c->count && c->kind[i + 1] == CONTENT_LEFT_CLAUSE && kind == CONTENT_LEFT_QUOTE;
            if (!(clause_next && gold < start)) return i;
        }
        if (kind == CONTENT_BOTH && left_fits && right != NULL) return i;
        if (kind == CONTENT_SUBJECT && left != NULL && right == NULL && same(d, c->second[i], *left)) return i;
        bool right_kind = !left_kind && kind != CONTENT_BOTH && kind != CONTENT_SUBJECT;
        if (right_kind && right != NULL && begins(d, *right, c->span[i].start, kind) &&
            (left == NULL || kind == CONTENT_REST))
            return i;
    }
    if (left != NULL && right != NULL) /* an odd split: take the right part */
        for (size_t i = 1; i < c->count; i++)
            if (c->kind[i] < CONTENT_LEFT_QUOTE && begins(d, *right, c->span[i].start, c->kind[i])) return i;
    return SIZE_MAX;
}

/* The subject that is the first part of the content, before the cue. */
static size_t choice__raised(const gold_document *d, const gold_statement *g, const choice *c)
{
    if (g->content_count < 2 || g->content[0].end > c->cue->start + 1) return 0;
    for (size_t i = 1; i < c->count; i++)
        if (same(d, c->span[i], g->content[0])) return i;
    return SIZE_MAX;
}

static size_t choice__start(const gold_document *d, const gold_statement *g, const choice *c)
{
    for (unsigned n = 0; n < g->content_count; n++) {
        if (trimmed(d, g->content[n]).end != trimmed(d, c->span[0]).end) continue;
        for (size_t i = 0; i < c->count; i++)
            if (trimmed(d, c->span[i]).start == trimmed(d, g->content[n]).start) return i;
    }
    return SIZE_MAX;
}

static size_t choice__end(const gold_document *d, const gold_statement *g, const choice *c)
{
    uint32_t start = c->span[0].start;
    for (unsigned n = 0; n < g->content_count; n++) {
        range span = g->content[n];
        if (!(span.start <= start + 2 && start < span.end)) continue;
        for (size_t i = 0; i < c->count; i++)
            if (trimmed(d, c->span[i]).end == trimmed(d, span).end) return i;
    }
    return SIZE_MAX;
}

size_t gold_choice(const gold_document *d, const gold_statement *g, const choice *c)
{
    switch (c->decision) {
    case DECIDE_KIND: return choice__kind(g, c);
    case DECIDE_EXTENT: return choice__extent(d, g, c);
    case DECIDE_SOURCE: return choice__source(d, g, c);
    case DECIDE_CONTENT: return choice__content(d, g, c);
    case DECIDE_RAISED: return choice__raised(d, g, c);
    case DECIDE_START: return choice__start(d, g, c);
    case DECIDE_END: return choice__end(d, g, c);
    case DECIDE_ADDRESSEE:
    case DECIDE_VIA:
    case DECIDE_TIME: return choice__circumstance(d, g, c);
    default: return SIZE_MAX;
    }
}

size_t gold_quoted(const gold_document *d, const choice *c)
{
    range q = c->span[0];
    const gold_statement *best = NULL;
    uint32_t most = (q.end - q.start) / 2;
    for (size_t i = 0; i < d->statement_count; i++) {
        const gold_statement *g = &d->statements[i];
        uint32_t shared = 0;
        for (unsigned n = 0; n < g->content_count; n++) {
            uint32_t start = g->content[n].start > q.start ? g->content[n].start : q.start;
            uint32_t end = g->content[n].end < q.end ? g->content[n].end : q.end;
            if (end > start) shared += end - start;
        }
        if (shared > most) best = g, most = shared;
    }
    if (best == NULL) return 0;
    for (size_t i = 1; i < c->count; i++) {
        range cue = c->second[i];
        bool same_cue = best->cue.start < cue.end && cue.start < best->cue.end;
        if (cue.end > cue.start && same_cue) return i;
    }
    return 1;
}
