/* SPDX-License-Identifier: Apache-2.0
 *
 * quoted.c - direct speech that no cue claimed.
 *
 * One more choice of the linear model (model/linear.h): such a quotation is
 * left alone (a title, a name, a word in quotation marks), or it goes on with
 * the statement before ("...", he said. "..."), or it is a statement without a
 * cue, of the speaker before. It is seen by its size and shape, by its place in
 * the paragraph, by what stands around it and by how far the last statement is.
 */
#include <string.h>

#include "attribution/reading.h"
#include "selon.h"

/* How far back, in paragraphs, a statement still tells who speaks. */
#define KNOWN_PARAGRAPHS 2

static bool statement_covers(const attribution *st, uint32_t first, uint32_t end)
{
    for (uint32_t i = 0; i < st->content_count; i++)
        if (st->content[i].start < end && st->content[i].end > first) return true;
    if (st->source.start < end && st->source.end > first && st->source.end > st->source.start) return true;
    return st->cue.start < end && st->cue.end > first;
}

/* Adds the tokens [first, end) as content, a span a sentence. */
static void add_by_sentence(const reading *r, attribution *st, uint32_t first, uint32_t end)
{
    if (end <= first) return;
    uint32_t more = r->text->sentence_of[end - 1] - r->text->sentence_of[first] + 1;
    range *grown = ARENA_ARRAY(r->arena, range, st->content_count + more);
    if (st->content_count > 0) memcpy(grown, st->content, st->content_count * sizeof *grown);
    st->content = grown;
    for (uint32_t i = first; i < end;) {
        uint32_t stop = r->text->sentences[r->text->sentence_of[i]].end;
        if (stop > end) stop = end;
        st->content[st->content_count++] = (range){i, stop};
        i = stop;
    }
}

static bool has_finite(const reading *r, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (tag_is_finite(reading_token(r, i)->tag)) return true;
    return false;
}

static bool has_verb(const reading *r, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (tag_is_verb(reading_token(r, i)->tag) || tag_is_aux(reading_token(r, i)->tag)) return true;
    return false;
}

static uint32_t paragraph_of(const reading *r, uint32_t i)
{
    return r->text->sentences[r->text->sentence_of[i]].paragraph;
}

/* The last statement before token i, and whether one covers the quotation. */
typedef struct neighbours {
    int32_t before;
    bool covered;
} neighbours;

static neighbours neighbours_of(const reading *r, const quotation *q, size_t *cursor, size_t limit)
{
    neighbours n = {-1, false};
    while (*cursor < limit && r->out->items[*cursor].cue.start < q->open) ++*cursor;
    size_t from = *cursor > 8 ? *cursor - 8 : 0, to = *cursor + 8 < limit ? *cursor + 8 : limit;
    for (size_t i = from; i < to; i++) {
        const attribution *st = &r->out->items[i];
        bool nested = st->cue.start > q->open && st->cue.end <= q->end && st->content[0].start > q->open + 1;
        if (!nested && statement_covers(st, q->open, q->end)) n.covered = true;
    }
    if (*cursor > 0) n.before = (int32_t)*cursor - 1;
    return n;
}

static void fragment_add(reading *r, const quotation *q, int32_t before, float confidence)
{
    attribution st = {.type = SELON_DIRECT, .kind = SELON_SAID, .confidence = confidence};
    st.parent = st.speaker = -1;
    st.same_speaker_as = before;
    if (before >= 0) st.source = r->out->items[before].source;
    if (before >= 0 && r->out->items[before].kind == SELON_WROTE) st.kind = SELON_WROTE;
    add_by_sentence(r, &st, q->open, q->end);
    VEC_PUSH(r->arena, r->out, st);
}

/* ---- the choice ---- */

enum {
    T_BIAS = 800,
    T_PLACE,
    T_SIZE,
    T_BEFORE,
    T_BEFORE_WORD,
    T_AFTER,
    T_FIRST,
    T_LAST,
    T_GAP,
    T_TYPE,
    T_SHAPE,
    T_PARAGRAPH,
    T_OTHERS,
};

/* What can be done with a quotation. */
enum { LEAVE, GO_ON, STAND_ALONE };

static uint64_t size_of(uint32_t n)
{
    return n < 4 ? n : n < 7 ? 4 : n < 12 ? 5 : n < 25 ? 6 : n < 60 ? 7 : 8;
}

/* The quotation's own words: is it a sentence, does it look like a name? */
static uint64_t shape_of(const reading *r, const quotation *q)
{
    uint32_t first = q->open + 1 < q->end ? q->open + 1 : q->open;
    bool capital = reading_token(r, first)->flags & TOKEN_CAPITAL;
    bool begins = reading_token(r, q->open)->flags & TOKEN_SENTENCE;
    bool stops = q->end >= 2 && reading_token(r, q->end - 2)->punct == PUNCT_PERIOD;
    return capital | begins << 1 | has_finite(r, q->open, q->end) << 2 | has_verb(r, q->open, q->end) << 3 | stops << 4;
}

/* Where it stands in its paragraph: at the start, at the end, all of it. */
static uint64_t place_of(const reading *r, const quotation *q)
{
    const paragraph *p = &r->text->paragraphs[paragraph_of(r, q->open)];
    bool headline = r->text->sentences[r->text->sentence_of[q->open]].headline;
    return (q->open == p->first) | (q->end + 1 >= p->end) << 1 | headline << 2;
}

/* How far the last statement is: paragraphs, tokens since its content. */
static uint64_t distance_of(const reading *r, const quotation *q, const attribution *last)
{
    if (last == NULL) return 99;
    uint32_t far = paragraph_of(r, q->open) - paragraph_of(r, last->cue.start);
    uint32_t end = last->content_count ? last->content[last->content_count - 1].end : last->cue.end;
    if (last->cue.end > end) end = last->cue.end;
    if (last->source.end > end) end = last->source.end;
    return (far < 3 ? far : 3) * 16 + size_of(q->open > end ? q->open - end : 0);
}

static void features_of_quotation(const reading *r, const quotation *q, const attribution *last, uint64_t what,
                                  features *f)
{
    uint64_t shape = shape_of(r, q), place = place_of(r, q), distance = distance_of(r, q, last);
    uint64_t type = last == NULL ? 9 : last->type * 2u + (last->source.end > last->source.start);
    uint64_t before = reading_token_class(r, q->open - 1), after = reading_token_class(r, q->end);
    uint64_t form = q->open > 0 ? reading_token(r, q->open - 1)->form : 0;
    uint64_t second = q->open + 1 < q->end ? reading_token(r, q->open + 1)->form : 0;
    feature_add(f, T_BIAS, what);
    feature_add(f, T_PLACE, place * 4 + what);
    feature_add(f, T_SHAPE, shape * 4 + what);
    feature_add(f, T_SIZE, size_of(q->end - q->open) * 4 + what);
    feature_add(f, T_SIZE, 1003 + (size_of(q->end - q->open) * 64 + shape) * 4 + what);
    feature_add(f, T_BEFORE, before * 4 + what);
    feature_add(f, T_BEFORE, hash_join(before, 1000003 + shape * 4 + what));
    feature_add(f, T_BEFORE_WORD, hash_join(form, what));
    feature_add(f, T_AFTER, after * 4 + what);
    feature_add(f, T_AFTER, hash_join(before * 16384 + after, what));
    feature_add(f, T_FIRST, hash_join(second, what));
    feature_add(f, T_FIRST, 1000003 + reading_token_class(r, q->open + 1) * 4 + what);
    feature_add(f, T_GAP, distance * 4 + what);
    feature_add(f, T_GAP, 1003 + (distance * 64 + shape) * 4 + what);
    feature_add(f, T_GAP, 1000003 + (distance * 8 + place) * 4 + what);
    feature_add(f, T_TYPE, type * 4 + what);
    feature_add(f, T_TYPE, 1003 + (type * 256 + distance) * 4 + what);
    feature_add(f, T_PARAGRAPH, (place * 64 + shape) * 4 + what);
}

/* What was said before in this paragraph or the one before may go on. */
static bool may_go_on(const reading *r, const quotation *q, const attribution *last)
{
    if (last == NULL || last->content_count == 0 || last->cue.end > q->open) return false;
    if (last->content[last->content_count - 1].end > q->open) return false;
    return paragraph_of(r, last->cue.start) + 1 >= paragraph_of(r, q->open);
}

static void quotation_finish(reading *r, const quotation *q, neighbours n)
{
    if (n.covered || q->end <= q->open + 2) return;
    attribution *last = n.before >= 0 ? &r->out->items[n.before] : NULL;
    choice *c = choice_begin(r, DECIDE_QUOTED, NULL);
    range span = {q->open, q->end};
    feature_add(choice_add(c, span, LEAVE), T_BIAS, 1000);
    features_of_quotation(r, q, last, STAND_ALONE, choice_add(c, span, STAND_ALONE));
    if (may_go_on(r, q, last)) {
        features_of_quotation(r, q, last, GO_ON, choice_add(c, span, GO_ON));
        c->second[c->count - 1] = last->cue;
    }
    size_t chosen = choice_make(r, c);
    if (c->kind[chosen] == GO_ON) add_by_sentence(r, last, q->open, q->end);
    if (c->kind[chosen] == STAND_ALONE) {
        bool known = last != NULL && paragraph_of(r, last->cue.start) + KNOWN_PARAGRAPHS >= paragraph_of(r, q->open);
        fragment_add(r, q, known ? n.before : -1, c->probability);
    }
}

void quoted_finish(reading *r)
{
    size_t cursor = 0, limit = r->out->count;
    r->first = 0;
    r->end = r->text->token_count;
    r->has_tree = false;
    for (uint32_t i = 0; i < r->text->quotation_count; i++) {
        const quotation *q = &r->text->quotations[i];
        if (q->outer >= 0) continue;
        quotation_finish(r, q, neighbours_of(r, q, &cursor, limit));
    }
}
