/* SPDX-License-Identifier: Apache-2.0
 *
 * extent.c - from where to where the cue's words go.
 *
 * cue.c and verb_group.c find a verb with its auxiliaries, negation and
 * clitics by rules, and attributor.c adds the adverb or preposition that leads
 * on to the content. Whether "now", "also", "of" or "again" is one of the cue's
 * words, an annotation scheme decides case by case, so it is learnt: a choice
 * of the linear model among what the rules found, and a few words more or
 * fewer on either side. The head stays; source and content are not touched.
 */
#include "attribution/encoder.h"

#define MORE_BEFORE 3
#define FEWER_BEFORE 2
#define MORE_BEHIND 3
#define FEWER_BEHIND 2

enum {
    X_MOVE = 1500,
    X_START,
    X_START_FORM,
    X_END,
    X_END_FORM,
    X_LEMMA,
    X_TREE,
    X_CONTENT = 1508, /* what weights were learnt with */
};

typedef struct extents {
    const reading *r;
    const proposal *p;
    choice *c;
    range now;
} extents;

static bool is_free(const proposal *p, uint32_t i)
{
    if (i >= p->source.start && i < p->source.end) return false;
    for (unsigned n = 0; n < p->content_count; n++)
        if (i >= p->content[n].start && i < p->content[n].end) return false;
    return true;
}

/* How far the cue may reach to either side. */
static range widest(const extents *x)
{
    range wide = x->now;
    for (unsigned n = 0; n < MORE_BEFORE && wide.start > x->r->first; n++, wide.start--)
        if (reading_token(x->r, wide.start - 1)->kind == TOKEN_PUNCT || !is_free(x->p, wide.start - 1)) break;
    for (unsigned n = 0; n < MORE_BEHIND && wide.end < x->r->end; n++, wide.end++)
        if (reading_token(x->r, wide.end)->kind == TOKEN_PUNCT || !is_free(x->p, wide.end)) break;
    return wide;
}

static uint64_t class_before(const reading *r, uint32_t i)
{
    return i > r->first ? reading_token_class(r, i - 1) : 9998;
}

static uint64_t form_at(const reading *r, uint32_t i)
{
    return i >= r->first && i < r->end ? reading_token(r, i)->form : 1;
}

/* The words that come in or go out at the front, and at the back. */
static void features_of_edges(const extents *x, range span, features *f)
{
    const reading *r = x->r;
    const cue *q = &x->p->cue;
    uint64_t lemma = q->entry ? q->entry->lemma : 1, shape = q->shape;
    uint64_t front = span.start + 8 - x->now.start, back = span.end + 8 - x->now.end;
    feature_add(f, X_MOVE, (front * 16 + back) * 16 + shape);
    feature_add(f, X_START, hash_join(reading_token_class(r, span.start), front));
    feature_add(f, X_START, hash_join(class_before(r, span.start), 1000003 + front));
    feature_add(f, X_START_FORM, hash_join(form_at(r, span.start), front));
    feature_add(f, X_END, hash_join(reading_token_class(r, span.end - 1), back));
    feature_add(f, X_END, hash_join(reading_token_class(r, span.end), 1000003 + back));
    feature_add(f, X_END, hash_join(reading_token_class(r, span.end), 2000003 + back * 16 + shape));
    feature_add(f, X_END_FORM, hash_join(form_at(r, span.end - 1), back));
    feature_add(f, X_END_FORM, hash_join(form_at(r, span.end), 1000003 + back));
    feature_add(f, X_LEMMA, hash_join(lemma, front * 16 + back));
    for (uint32_t i = span.start; i < x->now.start; i++) {
        feature_add(f, X_START_FORM, hash_join(form_at(r, i), 1000003));
        feature_add(f, X_START_FORM, hash_join(form_at(r, i), hash_join(lemma, 2000003)));
    }
    for (uint32_t i = x->now.start; i < span.start; i++)
        feature_add(f, X_START_FORM, hash_join(form_at(r, i), 3000003));
    for (uint32_t i = x->now.end; i < span.end; i++) {
        feature_add(f, X_END_FORM, hash_join(form_at(r, i), 3000003 + shape));
        feature_add(f, X_END_FORM, hash_join(form_at(r, i), hash_join(lemma, 4000003)));
    }
    for (uint32_t i = span.end; i < x->now.end; i++) {
        feature_add(f, X_END_FORM, hash_join(form_at(r, i), 5000003 + shape));
        feature_add(f, X_END_FORM, hash_join(form_at(r, i), hash_join(lemma, 6000003)));
    }
}

static void features_of_place(const extents *x, range span, features *f)
{
    const reading *r = x->r;
    const proposal *p = x->p;
    uint64_t front = span.start + 8 - x->now.start, back = span.end + 8 - x->now.end;
    uint64_t kind = p->content_kind;
    bool meets = p->content_count > 0 && (p->content[0].start == span.end || p->content[0].start == span.end + 1);
    bool source_meets = p->source.end == span.start, source_behind = p->source.start == span.end;
    feature_add(f, X_CONTENT, (back * 32 + kind) * 2 + meets);
    feature_add(f, X_CONTENT, 10000 + (front * 2 + source_meets) * 16 + p->source_kind);
    feature_add(f, X_CONTENT, 20000 + (back * 2 + source_behind) * 16 + p->source_kind);
    if (back != 8)
        feature_add(f, X_CONTENT, hash_join(form_at(r, back > 8 ? span.end - 1 : span.end), 30000 + kind * 4 + meets));
    if (!r->has_tree) return;
    if (front < 8)
        feature_add(f, X_TREE,
                    (tree_label(&r->tree, span.start) * 2u + (tree_head(&r->tree, span.start) == p->cue.head)) * 16 +
                        front);
    if (back > 8)
        feature_add(f, X_TREE,
                    10000 +
                        (tree_label(&r->tree, span.end - 1) * 2u + (tree_head(&r->tree, span.end - 1) == p->cue.head)) *
                            16 +
                        back);
}

static void add_extent(const extents *x, range span)
{
    features *f = choice_add(x->c, span, 0);
    if (f == NULL) return;
    features_of_edges(x, span, f);
    features_of_place(x, span, f);
    encoder_features_of_extent(x->r, span, f);
}

void extent_choose(reading *r, proposal *p)
{
    cue *q = &p->cue;
    if (q->shape == SHAPE_COLON || q->shape == SHAPE_DASH || q->entry == NULL || q->end <= q->start) return;
    extents x = {r, p, choice_begin(r, DECIDE_EXTENT, q), {q->start, q->end}};
    range wide = widest(&x);
    uint32_t start_last = x.now.start + FEWER_BEFORE < q->head ? x.now.start + FEWER_BEFORE : q->head;
    uint32_t end_first = x.now.end > q->head + 1 + FEWER_BEHIND ? x.now.end - FEWER_BEHIND : q->head + 1;
    if (start_last < x.now.start) start_last = x.now.start;
    if (end_first > x.now.end) end_first = x.now.end;
    add_extent(&x, x.now);
    for (uint32_t start = wide.start; start <= start_last; start++)
        for (uint32_t end = end_first; end <= wide.end; end++)
            if (start != x.now.start || end != x.now.end) add_extent(&x, (range){start, end});
    if (x.c->count == 1) return;
    range chosen = x.c->span[choice_make(r, x.c)];
    q->start = chosen.start;
    q->end = chosen.end;
}
