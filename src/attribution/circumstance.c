/* SPDX-License-Identifier: Apache-2.0
 *
 * circumstance.c - addressee, relay and time of a statement.
 *
 * Three choices of the linear model, each among the phrases of the sentence
 * that are neither source, cue nor content, and none:
 *
 *   - addressee: noun phrases with the complements that hang on them, and
 *     object clitics before the verb ("leur a dit");
 *   - via: the same noun phrases; what kind of noun heads them (document,
 *     channel, outlet, name) and the preposition tell;
 *   - time: the time expressions.
 *
 * They are seen by their preposition, head, distance to the cue and what lies
 * between.
 */
#include "attribution/dependency.h"

#define REACH_CHUNKS 7
#define EXTENT 4

enum {
    T_BIAS = 500,
    T_SIDE,
    T_PREPOSITION,
    T_HEAD,
    T_CLASS,
    T_GAP,
    T_FLAGS,
    T_LEMMA,
    T_FRAME,
    T_LINKS,
    T_NEXT,
    T_FORM,
    T_ORDER,
    T_SHAPE,
    T_CONTENT,
    T_TIME_KIND,
    T_PREPOSITION_CLASS,
    T_COMMA,
    T_PATH,
};

static bool overlaps(range a, range b)
{
    return a.end > a.start && b.end > b.start && a.start < b.end && b.start < a.end;
}

static bool is_taken(const proposal *p, range span)
{
    for (unsigned n = 0; n < p->content_count; n++)
        if (overlaps(p->content[n], span)) return true;
    return overlaps(p->source, span) || overlaps((range){p->cue.head, p->cue.end}, span);
}

/* What a noun is for relaying: outlet 1, document 2, channel 4, agency 8. */
static unsigned relay_class(const reading *r, uint32_t head)
{
    const cue_word *w = reading_cue_word(r, head);
    if (w == NULL) return 0;
    uint32_t frames = w->noun ? r->attributor->lexicon->entries[w->noun].frames : 0;
    return w->outlet | (frames & FRAME_DOCUMENT ? 2u : 0) | (frames & FRAME_CHANNEL ? 4u : 0);
}

/* Punctuation and verbs between a phrase and the cue. */
static uint64_t gap_contents(const reading *r, const proposal *p, range span)
{
    uint32_t from = span.end <= p->cue.start ? span.end : p->cue.end;
    uint32_t to = span.end <= p->cue.start ? p->cue.start : span.start;
    uint64_t seen = 0, size = to > from ? to - from : 0;
    for (uint32_t i = from; i < to; i++) {
        const token *k = reading_token(r, i);
        if (k->punct == PUNCT_COMMA) seen |= 1;
        if (tag_is_finite(k->tag)) seen |= 2;
        if (k->quote_role != QUOTE_NO || k->punct == PUNCT_COLON) seen |= 4;
        if (i >= p->source.start && i < p->source.end) seen |= 8;
        for (unsigned n = 0; n < p->content_count; n++)
            if (i >= p->content[n].start && i < p->content[n].end) seen |= 16;
    }
    return seen * 8 + (size < 4 ? size : size < 7 ? 4 : size < 12 ? 5 : 6);
}

static void common_features(const reading *r, const proposal *p, decision d, range span, features *f)
{
    uint64_t base = d * 1000u, side = span.end <= p->cue.start, gap = gap_contents(r, p, span);
    uint32_t before = span.start > r->first ? span.start - 1 : UINT32_MAX;
    uint64_t preposition = before == UINT32_MAX ? 1 : reading_token(r, before)->form;
    uint64_t lemma = p->cue.entry ? p->cue.entry->lemma : 1, frames = p->cue.entry ? p->cue.entry->frames : 0;
    feature_add(f, T_BIAS, base + side);
    feature_add(f, T_SIDE, (base + side) * 1024 + gap);
    feature_add(f, T_GAP, (base + side) * 32 + (gap >> 3));
    feature_add(f, T_PREPOSITION, hash_join(preposition, base + side));
    uint64_t class = before == UINT32_MAX
                         ? 0
                         : reading_grammar(r, before) & (GRAM_TO | GRAM_RELAY | GRAM_AGENT | GRAM_GENITIVE);
    feature_add(f, T_PREPOSITION_CLASS, hash_join(class, base + side));
    feature_add(f, T_LEMMA, hash_join(lemma, base + side));
    feature_add(f, T_FRAME, hash_join(hash_join(class, gap), base + (frames & FRAME_TO ? 1 : 0)));
    feature_add(f, T_SHAPE, (base + side) * 16 + p->cue.shape);
    feature_add(f, T_CONTENT, ((base + side) * 16 + p->content_kind) * 8 + (gap & 7));
    feature_add(f, T_NEXT, hash_join(reading_token_class(r, span.end), base + side));
    feature_add(f, T_COMMA, hash_join(reading_token_class(r, span.end), (base + side) * 2 + (span.start == r->first)));
    feature_add(f, T_FORM, hash_join(reading_token(r, span.start)->form, base));
    if (r->has_tree) {
        uint32_t top = dependency_top(r, span.start, p->cue.head);
        uint64_t path = dependency_path(r, top, p->cue.head);
        feature_add(f, T_PATH, hash_join(path, base + side));
        feature_add(f, T_PATH, hash_join(path, hash_join(preposition, base + side)));
        feature_add(f, T_PATH, hash_join(dependency_end(r, top) == span.end, hash_join(path, base + 500 + side)));
    }
}

static void phrase_features(const reading *r, const proposal *p, decision d, size_t from, size_t to, features *f)
{
    const chunk *k = &r->chunks.items[from];
    range span = {k->start, r->chunks.items[to].end};
    uint64_t base = d * 1000u, side = span.end <= p->cue.start, relay = relay_class(r, k->head), links = to - from;
    uint32_t before = span.start > r->first ? span.start - 1 : UINT32_MAX;
    uint64_t class = before == UINT32_MAX
                         ? 0
                         : reading_grammar(r, before) & (GRAM_TO | GRAM_RELAY | GRAM_AGENT | GRAM_GENITIVE);
    common_features(r, p, d, span, f);
    for (size_t i = from + 1; i <= to; i++) links = links * 16 + r->chunks.items[i].link;
    feature_add(f, T_HEAD, hash_join(reading_token(r, k->head)->form, base));
    feature_add(f, T_CLASS, hash_join(class, (base + side) * 16 + relay));
    feature_add(f, T_CLASS, (base + side) * 64 + relay * 4 + k->governed);
    feature_add(f, T_FLAGS, hash_join(class, (base + side) * 64 + k->flags));
    feature_add(f, T_FLAGS, hash_join(relay, base * 64 + k->flags));
    feature_add(f, T_LINKS, base * 65536 + links);
    uint64_t ahead = to + 1 < r->chunks.count ? r->chunks.items[to + 1].link : 15;
    feature_add(f, T_LINKS, 1000003 + (base + links) * 16 + ahead);
    feature_add(f, T_ORDER, hash_join(reading_token_class(r, k->head), (base + side) * 16 + relay));
}

static bool extends(uint8_t l)
{
    return l == LINK_GENITIVE || l == LINK_QUOTE || l == LINK_PARTICIPLE || l == LINK_ADJACENT || l == LINK_AND ||
           l == LINK_COMMA || l == LINK_BRACKET;
}

static void add_phrases(const reading *r, const proposal *p, choice *c)
{
    size_t middle = reading_chunk_from(r, p->cue.start);
    size_t from = middle > REACH_CHUNKS ? middle - REACH_CHUNKS : 0, seen = 0;
    for (size_t i = from; i < r->chunks.count && seen < 2 * REACH_CHUNKS; i++) {
        const chunk *k = &r->chunks.items[i];
        bool idle = r->time_of[k->start] != 0 || (k->flags & CHUNK_RELATIVE) || is_taken(p, (range){k->start, k->end});
        if (idle) continue;
        seen++;
        for (size_t to = i; to < r->chunks.count && to < i + EXTENT; to++) {
            range span = {k->start, r->chunks.items[to].end};
            if (to > i && (!extends(r->chunks.items[to].link) || is_taken(p, span))) break;
            features *f = choice_add(c, span, 1);
            if (f != NULL) phrase_features(r, p, c->decision, i, to, f);
        }
    }
}

static void add_clitics(const reading *r, const proposal *p, choice *c)
{
    uint32_t from = p->cue.start > r->first + 2 ? p->cue.start - 2 : r->first;
    for (uint32_t i = from; i < p->cue.head; i++) {
        const token *k = reading_token(r, i);
        if (!(reading_grammar(r, i) & GRAM_OBJECT_CLITIC) || k->tag != TAG_PRON || i == p->source.start) continue;
        features *f = choice_add(c, (range){i, i + 1}, 2);
        if (f == NULL) return;
        common_features(r, p, c->decision, (range){i, i + 1}, f);
        feature_add(f, T_HEAD, hash_join(k->form, c->decision * 1000u + 1));
    }
}

static void add_times(const reading *r, const proposal *p, choice *c)
{
    for (uint32_t i = r->first; i < r->end; i++) {
        if (r->time_of[i] == 0) continue;
        const timex *x = &r->times->items[r->time_of[i] - 1];
        i = x->tokens.end - 1;
        if (is_taken(p, x->tokens)) continue;
        features *f = choice_add(c, x->tokens, 3);
        if (f == NULL) return;
        common_features(r, p, c->decision, x->tokens, f);
        uint64_t gap = gap_contents(r, p, x->tokens);
        feature_add(f, T_TIME_KIND, x->kind * 1024u + gap);
        feature_add(f, T_TIME_KIND, 100000 + x->kind * 16u + p->cue.shape);
    }
}

static range circumstance_choose(reading *r, const proposal *p, decision d)
{
    choice *c = choice_begin(r, d, &p->cue);
    features *none = choice_add(c, (range){0, 0}, 0);
    feature_add(none, T_BIAS, d * 1000u + 500);
    feature_add(none, T_SHAPE, d * 1000u + 500 + p->cue.shape);
    feature_add(none, T_LEMMA, hash_join(p->cue.entry ? p->cue.entry->lemma : 1, d * 1000u + 500));
    if (d == DECIDE_TIME) {
        add_times(r, p, c);
    } else {
        if (d == DECIDE_ADDRESSEE) add_clitics(r, p, c);
        add_phrases(r, p, c);
    }
    if (c->count == 1) return (range){0, 0};
    return c->span[choice_make(r, c)];
}

void circumstance_find(reading *r, const proposal *p, attribution *st)
{
    st->addressee = circumstance_choose(r, p, DECIDE_ADDRESSEE);
    st->via = circumstance_choose(r, p, DECIDE_VIA);
    st->time = circumstance_choose(r, p, DECIDE_TIME);
    if (overlaps(st->addressee, st->via)) st->addressee = (range){0, 0};
}
