/* SPDX-License-Identifier: Apache-2.0
 *
 * score_match.c - see score_match.h.
 *
 * Two statements can match when their cues share a token, or their contents
 * share at least half of the tokens that either has. Of all pairs that can,
 * the one that agrees best is taken first, then the best of those whose two
 * statements are still free, and so on. How well a pair agrees is
 *
 *     (2 if the cues share a token) + shared / all tokens of the contents
 *
 * and of equals the one that comes first in the gold document wins, then the
 * one that comes first in the prediction.
 *
 * Only pairs that share a token are looked at: the ranges of all cues (then of
 * all contents) are swept in text order, and each is compared with those of
 * the other side that it overlaps. So the time grows with the number of
 * overlapping pairs, which is small unless a document is made to be large.
 */
#include "score/score_match.h"

#include <stdlib.h>
#include <string.h>

/* ---- spans ---- */

static int span_order(const void *a_, const void *b_)
{
    const selon_span *a = a_, *b = b_;
    if (a->start != b->start) return a->start < b->start ? -1 : 1;
    return a->end < b->end ? -1 : a->end > b->end;
}

void score_spans_sort(score_spans *s)
{
    if (s->count < 2) return;
    qsort(s->items, s->count, sizeof *s->items, span_order);
    size_t kept = 1;
    for (size_t i = 1; i < s->count; i++)
        if (span_order(&s->items[kept - 1], &s->items[i]) != 0) s->items[kept++] = s->items[i];
    s->count = kept;
}

int score_spans_compare(const score_spans *a, const score_spans *b)
{
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    for (size_t i = 0; i < a->count; i++) {
        int order = span_order(&a->items[i], &b->items[i]);
        if (order != 0) return order;
    }
    return 0;
}

score_spans score_spans_tokens(arena *a, const score_text *text, score_spans spans)
{
    score_spans out = {.items = ARENA_ARRAY(a, selon_span, spans.count)};
    for (size_t i = 0; i < spans.count; i++) {
        selon_span tokens = {text->token_from[spans.items[i].start], text->token_to[spans.items[i].end]};
        if (tokens.start < tokens.end) out.items[out.count++] = tokens;
    }
    score_spans_sort(&out);
    size_t kept = 0;
    for (size_t i = 0; i < out.count; i++) {
        if (kept > 0 && out.items[i].start <= out.items[kept - 1].end) {
            if (out.items[i].end > out.items[kept - 1].end) out.items[kept - 1].end = out.items[i].end;
        } else {
            out.items[kept++] = out.items[i];
        }
    }
    out.count = kept;
    return out;
}

size_t score_tokens_count(score_spans ranges)
{
    size_t n = 0;
    for (size_t i = 0; i < ranges.count; i++) n += ranges.items[i].end - ranges.items[i].start;
    return n;
}

size_t score_tokens_common(score_spans a, score_spans b)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
        selon_span x = a.items[i], y = b.items[j];
        uint32_t start = x.start > y.start ? x.start : y.start, end = x.end < y.end ? x.end : y.end;
        if (start < end) n += end - start;
        if (x.end < y.end)
            i++;
        else
            j++;
    }
    return n;
}

/* ---- statements ---- */

/* Is `kind` one of the comma-separated `kinds`? */
static bool kind_is_among(const char *kind, const char *kinds)
{
    if (kinds == NULL || *kinds == '\0') return true;
    if (kind == NULL) return false;
    size_t size = strlen(kind);
    for (const char *at = kinds;; at++) {
        size_t n = strcspn(at, ",");
        if (n == size && memcmp(at, kind, n) == 0) return true;
        at += n;
        if (*at == '\0') return false;
    }
}

static score_spans trimmed(arena *a, const score_text *text, score_spans spans)
{
    score_spans out = {.items = ARENA_ARRAY(a, selon_span, spans.count)};
    for (size_t i = 0; i < spans.count; i++) {
        selon_span span = score_text_trim(text, spans.items[i]);
        if (span.start < span.end) out.items[out.count++] = span;
    }
    score_spans_sort(&out);
    return out;
}

/* The spans of a content: those with nothing but edges between them are one. */
static score_spans trimmed_content(arena *a, const score_text *text, score_spans spans)
{
    score_spans out = {.items = ARENA_ARRAY(a, selon_span, spans.count), .count = spans.count};
    if (spans.count > 0) memcpy(out.items, spans.items, spans.count * sizeof *spans.items);
    score_spans_sort(&out);
    size_t joined = 0, kept = 0;
    for (size_t i = 0; i < out.count; i++) {
        selon_span *last = joined > 0 ? &out.items[joined - 1] : NULL;
        selon_span span = out.items[i];
        if (last != NULL && text->inner_after[last->end] >= span.start)
            last->end = span.end > last->end ? span.end : last->end;
        else
            out.items[joined++] = span;
    }
    for (size_t i = 0; i < joined; i++) {
        selon_span span = score_text_trim_content(text, out.items[i]);
        if (span.start < span.end) out.items[kept++] = span;
    }
    out.count = kept;
    score_spans_sort(&out);
    return out;
}

static score_item item__new(arena *a, const score_text *text, const score_statement *st)
{
    score_item k = {.statement = st};
    for (size_t i = 0; i < SCORE_ROLES; i++)
        k.spans[i] = (i == SCORE_CONTENT ? trimmed_content : trimmed)(a, text, st->spans[i]);
    k.cue_tokens = score_spans_tokens(a, text, k.spans[SCORE_CUE]);
    k.content_tokens = score_spans_tokens(a, text, k.spans[SCORE_CONTENT]);
    if (st->speaker_size > 0) k.speaker = score_name_fold(a, text->words, st->speaker, st->speaker_size);
    return k;
}

score_items score_items_new(arena *a, const score_text *text, const score_document *d, const char *kinds)
{
    score_items out = {0};
    if (d == NULL) return out;
    out.items = ARENA_ARRAY(a, score_item, d->statement_count);
    for (size_t i = 0; i < d->statement_count; i++)
        if (kind_is_among(d->statements[i].kind, kinds)) out.items[out.count++] = item__new(a, text, &d->statements[i]);
    return out;
}

/* ---- pairs ---- */

/* A range of tokens of a statement's cue or content. */
typedef struct edge {
    selon_span tokens;
    size_t item;
} edge;

typedef VEC(edge) edge_list;

static int edge_order(const void *a, const void *b)
{
    return span_order(&((const edge *)a)->tokens, &((const edge *)b)->tokens);
}

static edge_list edges_of(arena *a, score_items items, bool cues)
{
    edge_list out = {0};
    for (size_t i = 0; i < items.count; i++) {
        score_spans ranges = cues ? items.items[i].cue_tokens : items.items[i].content_tokens;
        for (size_t k = 0; k < ranges.count; k++) VEC_PUSH(a, &out, (edge){ranges.items[k], i});
    }
    if (out.count > 1) qsort(out.items, out.count, sizeof *out.items, edge_order);
    return out;
}

typedef VEC(score_pair) pair_list;

/* The pairs whose ranges overlap, some of them more than once. `open` are the
 * ranges of one side that may still overlap what comes. */
static void find_overlaps(arena *a, score_items gold, score_items predicted, bool cues, pair_list *out)
{
    edge_list sides[2] = {edges_of(a, gold, cues), edges_of(a, predicted, cues)}, open[2] = {{0}, {0}};
    size_t next[2] = {0, 0};
    while (next[0] < sides[0].count || next[1] < sides[1].count) {
        int side = next[0] >= sides[0].count   ? 1
                   : next[1] >= sides[1].count ? 0
                                               : edge_order(&sides[1].items[next[1]], &sides[0].items[next[0]]) < 0;
        edge e = sides[side].items[next[side]++];
        edge_list *others = &open[!side];
        size_t kept = 0;
        for (size_t i = 0; i < others->count; i++) {
            edge other = others->items[i];
            if (other.tokens.end <= e.tokens.start) continue;
            others->items[kept++] = other;
            VEC_PUSH(a, out, (score_pair){side == 0 ? e.item : other.item, side == 0 ? other.item : e.item});
        }
        others->count = kept;
        VEC_PUSH(a, &open[side], e);
    }
}

static int pair_order(const void *a_, const void *b_)
{
    const score_pair *a = a_, *b = b_;
    if (a->gold != b->gold) return a->gold < b->gold ? -1 : 1;
    return a->predicted < b->predicted ? -1 : a->predicted > b->predicted;
}

typedef struct candidate {
    double agreement;
    score_pair pair;
} candidate;

static int candidate_order(const void *a_, const void *b_)
{
    const candidate *a = a_, *b = b_;
    if (a->agreement != b->agreement) return a->agreement > b->agreement ? -1 : 1;
    return pair_order(&a->pair, &b->pair);
}

/* How well they agree; 0 when they cannot match. */
static double agreement(const score_item *g, const score_item *p)
{
    size_t common = score_tokens_common(g->content_tokens, p->content_tokens);
    size_t all = score_tokens_count(g->content_tokens) + score_tokens_count(p->content_tokens) - common;
    double share = (double)common / (double)(all > 0 ? all : 1);
    if (score_tokens_common(g->cue_tokens, p->cue_tokens) > 0) return 2 + share;
    return share >= 0.5 ? share : 0;
}

score_pairs score_match(arena *a, score_items gold, score_items predicted)
{
    pair_list overlaps = {0};
    find_overlaps(a, gold, predicted, true, &overlaps);
    find_overlaps(a, gold, predicted, false, &overlaps);
    if (overlaps.count > 1) qsort(overlaps.items, overlaps.count, sizeof *overlaps.items, pair_order);
    VEC(candidate) candidates = {0};
    for (size_t i = 0; i < overlaps.count; i++) {
        score_pair k = overlaps.items[i];
        if (i > 0 && pair_order(&overlaps.items[i - 1], &k) == 0) continue;
        double how_well = agreement(&gold.items[k.gold], &predicted.items[k.predicted]);
        if (how_well > 0) VEC_PUSH(a, &candidates, (candidate){how_well, k});
    }
    if (candidates.count > 1) qsort(candidates.items, candidates.count, sizeof *candidates.items, candidate_order);
    bool *gold_taken = ARENA_ZARRAY(a, bool, gold.count), *predicted_taken = ARENA_ZARRAY(a, bool, predicted.count);
    score_pairs out = {.items = ARENA_ARRAY(a, score_pair, gold.count)};
    for (size_t i = 0; i < candidates.count; i++) {
        score_pair k = candidates.items[i].pair;
        if (gold_taken[k.gold] || predicted_taken[k.predicted]) continue;
        gold_taken[k.gold] = predicted_taken[k.predicted] = true;
        out.items[out.count++] = k;
    }
    return out;
}
