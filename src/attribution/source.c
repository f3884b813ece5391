/* SPDX-License-Identifier: Apache-2.0
 *
 * source.c - whom a cue is attributed to.
 *
 * The candidates are runs of noun chunks joined over links ("le porte-parole"
 * + de + "le ministère" + comma + "Jean Dupont"): runs that end left of the
 * cue, runs that begin right of it, the source of an earlier statement of the
 * sentence, and none. An inverted clitic ("a-t-il dit") needs no choice, but
 * for "on", which stands for nobody in particular: there it is the clitic, or
 * what follows ("a-t-on appris de source policière"), or none.
 *
 * Where nobody is the source, the cue's subject may be a part of what is said:
 * "X is expected to win". That is one more choice, among the same phrases.
 */
#include "attribution/dependency.h"
#include "attribution/encoder.h"
#include "attribution/referent.h"

#define LEFT_ANCHORS 4
#define RIGHT_ANCHORS 3
#define RUN_CHUNKS 7
#define RANK_ENCODED 4

enum {
    T_KIND = 200,
    T_KIND_SHAPE,
    T_LINKS,
    T_OUTER,
    T_OUTER_WORD,
    T_OUTER_LINK,
    T_GAP,
    T_GAP_TAGS,
    T_RANK,
    T_FLAGS,
    T_TIME,
    T_BEFORE_CUE,
    T_AFTER_CUE,
    T_NUMBER,
    T_FIRST,
    T_HEAD,
    T_QUOTE,
    T_START,
    T_LEMMA,
    T_LAST,
    T_LENGTH,
    T_FIRST_SOURCE,
    T_GOVERNED,
    T_LINKS_OUTER,
    T_INNER_END,
    T_NEXT,
    T_SIDE,
    T_ENTRY,
    T_KIND_OUTER,
    T_HEAD_TAG,
    T_PAIR,
    T_BEYOND,
    T_AHEAD,
    T_PATH,
    T_PHRASE,
    T_SENSE,
};

typedef struct run {
    size_t from, to; /* chunks, inclusive */
    uint8_t kind;
    unsigned rank; /* of the anchor, from the cue */
} run;

static uint64_t gap_bucket(uint32_t n)
{
    return n < 5 ? n : n < 8 ? 5 : n < 14 ? 6 : n < 25 ? 7 : 8;
}

/* What lies in the tokens between a run and the cue. */
static uint64_t gap_contents(const reading *r, uint32_t from, uint32_t to)
{
    return reading_between(r, from, to) & (BETWEEN_COLON - 1);
}

static uint64_t run_links(const reading *r, const run *u)
{
    uint64_t links = u->to - u->from;
    for (size_t i = u->from + 1; i <= u->to && i < u->from + 5; i++) links = links * 16 + r->chunks.items[i].link;
    return links;
}

static bool run_has_time(const reading *r, range span)
{
    for (uint32_t i = span.start; i < span.end; i++)
        if (r->time_of[i] != 0) return true;
    return false;
}

/* How the run hangs on the cue, and whether it is a phrase, a part of one, or
 * more than one. */
static void features_of_dependency(const reading *r, const cue *c, uint32_t head, range span, uint64_t ks, features *f)
{
    if (!r->has_tree) return;
    uint64_t path = dependency_path(r, head, c->head);
    range phrase = {tree_span(&r->tree, head).start, dependency_end(r, head)};
    uint64_t starts = phrase.start < span.start ? 0 : phrase.start == span.start ? 1 : 2;
    uint64_t ends = phrase.end < span.end ? 0 : phrase.end == span.end ? 1 : 2;
    uint64_t next = dependency_hold(r, dependency_top(r, span.end, head), span, c);
    feature_add(f, T_PATH, hash_join(path, ks));
    feature_add(f, T_PATH, hash_join(path, 1000003 + ks * 16 + starts * 4 + ends));
    feature_add(f, T_PATH, hash_join(path, 2000003 + c->shape * 8u + c->passive * 4u + c->reflexive));
    feature_add(f, T_PHRASE, (starts * 4 + ends) * 256 + ks);
    feature_add(f, T_PHRASE, hash_join(next, 1000003 + ks));
    feature_add(f, T_PHRASE, hash_join(next, 2000003 + (starts * 4 + ends) * 64 + tree_label(&r->tree, head)));
}

static void features_of_run(const reading *r, const cue *c, const run *u, range span, features *f)
{
    const chunk *first = &r->chunks.items[u->from], *last = &r->chunks.items[u->to];
    const token *head = reading_token(r, first->head);
    uint64_t kind = u->kind, ks = kind * 16 + c->shape, flags = first->flags, rank = u->rank;
    uint64_t outer = span.start > r->first ? reading_token_class(r, span.start - 1) : 9999;
    uint64_t outer_word = span.start > r->first ? reading_token(r, span.start - 1)->form : 0;
    uint64_t next = span.end < r->end ? reading_token_class(r, span.end) : 9999;
    bool left = span.end <= c->start;
    uint32_t from = left ? span.end : c->end, to = left ? c->start : span.start;
    uint64_t gap = gap_bucket(to > from ? to - from : 0), contents = gap_contents(r, from, to);
    uint64_t links = run_links(r, u);
    feature_add(f, T_KIND, kind);
    feature_add(f, T_KIND_SHAPE, ks * 8 + c->passive * 4u + c->reflexive);
    feature_add(f, T_LINKS, links * 16 + kind);
    feature_add(f, T_OUTER, outer * 16 + kind);
    feature_add(f, T_OUTER_WORD, hash_join(outer_word, kind));
    feature_add(f, T_OUTER_LINK, (first->link * 2u + first->governed) * 256 + ks);
    feature_add(f, T_LINKS_OUTER, (links * 16 + first->link) * 16 + kind);
    feature_add(f, T_GAP, (gap * 32 + contents) * 256 + ks);
    feature_add(f, T_GAP, 1000003 + contents * 256 + ks);
    uint64_t tags = 0;
    for (uint32_t i = from; i < to && i < from + 4; i++) tags = tags * 1024 + reading_token_class(r, i);
    feature_add(f, T_GAP_TAGS, hash_join(tags, gap * 16 + kind));
    feature_add(f, T_RANK, (rank * 32 + contents) * 256 + ks);
    feature_add(f, T_FLAGS, (flags * 16 + kind) * 2 + first->governed);
    feature_add(f, T_GOVERNED, (first->governed * 2u + last->governed) * 256 + ks);
    feature_add(f, T_TIME, run_has_time(r, span) * 16u + kind);
    uint64_t before = c->start > r->first ? reading_token_class(r, c->start - 1) : 9999;
    uint64_t after = c->end < r->end ? reading_token_class(r, c->end) : 9999;
    feature_add(f, T_BEFORE_CUE, before * 256 + ks);
    feature_add(f, T_AFTER_CUE, after * 256 + ks);
    if (c->passive) /* "il a été annoncé que", "il a été prévenu que" */
        feature_add(f, T_AFTER_CUE, hash_join(reading_token(r, span.start)->form, 1000003 + after * 256 + ks));
    feature_add(f, T_NUMBER, hash_join(reading_token(r, span.start)->form, c->plural * 16u + kind));
    feature_add(f, T_FIRST, hash_join(reading_token(r, span.start)->form, kind));
    feature_add(f, T_HEAD, hash_join(head->form, kind));
    feature_add(f, T_HEAD_TAG, head->tag * 16u + kind);
    bool same = reading_token(r, span.start)->quotation == reading_token(r, c->head)->quotation;
    feature_add(f, T_QUOTE, same * 256u + ks);
    feature_add(f, T_START, (span.start == r->first) * 256u + ks);
    feature_add(f, T_LEMMA, hash_join(c->entry ? c->entry->lemma : 1, kind));
    feature_add(f, T_LAST, reading_token(r, span.end - 1)->tag * 16u + kind);
    feature_add(f, T_LENGTH, gap_bucket(span.end - span.start) * 16 + kind);
    feature_add(f, T_NEXT, next * 16 + kind);
    feature_add(f, T_NEXT, 1000003 + (next * 256 + ks) * 2 + (c->start == r->first));
    if (u->to > u->from) {
        const chunk *second = &r->chunks.items[u->from + 1];
        uint64_t pair = (first->flags * 64u + second->flags) * 16 + second->link;
        feature_add(f, T_PAIR, pair * 16 + kind);
        feature_add(f, T_PAIR, 1000003 + hash_join(pair, next));
        feature_add(f, T_PAIR, 2000003 + hash_join(pair, reading_token(r, second->start)->tag * 16u + kind));
    }
    if (u->to + 1 < r->chunks.count) {
        const chunk *beyond = &r->chunks.items[u->to + 1];
        uint64_t after_run = (beyond->flags * 16u + beyond->link) * 32 + reading_token(r, beyond->start)->tag;
        feature_add(f, T_BEYOND, after_run * 256 + ks);
        uint64_t behind = beyond->end < r->end ? reading_token_class(r, beyond->end) : 9999;
        feature_add(f, T_BEYOND, 1000003 + hash_join(after_run, behind * 16 + kind));
    }
    if (u->from > 0) {
        const chunk *ahead = &r->chunks.items[u->from - 1];
        uint64_t before_run = (ahead->flags * 16u + first->link) * 64 + first->flags;
        feature_add(f, T_AHEAD, before_run * 256 + ks);
        feature_add(f, T_AHEAD, 1000003 + before_run * 2 + (ahead->start == r->first));
    }
    features_of_dependency(r, c, first->head, span, ks, f);
    feature_add(f, T_KIND_OUTER, hash_join(outer, links * 16 + kind));
    const cue_word *w = reading_cue_word(r, first->head);
    uint64_t noun = w && w->noun ? r->attributor->lexicon->entries[w->noun].frames & (FRAME_DOCUMENT | FRAME_CHANNEL)
                                 : 0;
    feature_add(f, T_ENTRY, (noun >> 16) * 16 + kind);
    referent who = referent_of_head(r, first->head);
    feature_add(f, T_SENSE, who.sense * 256 + ks);
    feature_add(f, T_SENSE, hash_join(who.sense, 1000003 + (c->entry ? c->entry->frames & 0xFFFF : 0)));
    feature_add(f, T_SENSE, hash_join(who.ending, 2000003 + ks));
}

static range run_span(const reading *r, const run *u)
{
    range span = {r->chunks.items[u->from].start, r->chunks.items[u->to].end};
    bool bracket = false;
    for (size_t i = u->from + 1; i <= u->to; i++) bracket |= r->chunks.items[i].link == LINK_BRACKET;
    if (bracket && span.end < r->end && reading_token(r, span.end)->punct == PUNCT_CLOSE_BRACKET) span.end++;
    return span;
}

/* Does the run stand inside a quotation of some length that does not hold the
 * cue? Then its words are somebody's, not the article's. */
static bool is_quoted_away(const reading *r, const cue *q, uint32_t i)
{
    int32_t outer = reading_token(r, i)->quotation;
    while (outer >= 0) {
        const quotation *mark = &r->text->quotations[outer];
        bool holds_cue = mark->open < q->head && q->head < mark->end;
        if (!holds_cue && mark->end - mark->open > 7) return true;
        outer = mark->outer;
    }
    return false;
}

/* "Le mois dernier, le président": a date that stands before the subject is
 * no part of it. */
static bool begins_with_date(const reading *r, const run *u)
{
    uint32_t time = r->time_of[r->chunks.items[u->from].start];
    return u->to > u->from && time != 0 && r->times->items[time - 1].kind <= TIMEX_TIME;
}

/* "Pour sa part", "Pour mardi": what a preposition that only sometimes means
 * "in the view of" is not followed by when it does. */
static bool is_no_holder_of_views(const reading *r, const cue *q, range span)
{
    if (q->shape != SHAPE_ACCORDING || !(q->entry->frames & FRAME_WEAKACCORDING)) return false;
    return (reading_grammar(r, span.start) & GRAM_POSSESSIVE) || r->time_of[span.start] != 0;
}

static void add_run(const reading *r, choice *c, run u)
{
    range span = run_span(r, &u);
    if (span.start < c->cue->end && span.end > c->cue->start) return;
    if (is_quoted_away(r, c->cue, span.start) || begins_with_date(r, &u)) return;
    if (is_no_holder_of_views(r, c->cue, span)) return;
    features *f = choice_add(c, span, u.kind);
    if (f == NULL) return;
    features_of_run(r, c->cue, &u, span, f);
    encoder_features_of_source(r, c, u.kind, f);
}

static bool joins(const chunk *k)
{
    return k->link != LINK_BREAK && !(k->flags & CHUNK_RELATIVE) && !(k->flags & CHUNK_CLITIC);
}

static void add_left_runs(const reading *r, choice *c, size_t anchor, unsigned rank)
{
    const chunk *k = &r->chunks.items[anchor];
    uint8_t kind = k->flags & CHUNK_RELATIVE ? SOURCE_RELATIVE : rank == 0 ? SOURCE_LEFT : SOURCE_LEFT_FAR;
    size_t from = anchor;
    for (unsigned n = 0; n < RUN_CHUNKS; n++) {
        add_run(r, c, (run){from, anchor, kind, rank});
        if (from == 0 || kind == SOURCE_RELATIVE || !joins(&r->chunks.items[from])) break;
        from--;
    }
}

static void add_right_runs(const reading *r, choice *c, size_t anchor, unsigned rank)
{
    const chunk *k = &r->chunks.items[anchor];
    uint8_t kind = SOURCE_RIGHT;
    if (c->cue->subject != UINT32_MAX) {
        kind = SOURCE_HEARD;
    } else if (k->start > r->first) {
        uint32_t g = reading_grammar(r, k->start - 1);
        if (g & GRAM_AGENT)
            kind = SOURCE_AGENT;
        else if ((g & GRAM_GENITIVE) && c->cue->shape == SHAPE_NOUN)
            kind = SOURCE_GENITIVE;
    }
    for (size_t to = anchor; to < r->chunks.count && to < anchor + RUN_CHUNKS; to++) {
        if (to > anchor && !joins(&r->chunks.items[to])) break;
        add_run(r, c, (run){anchor, to, kind, rank});
    }
}

/* "his claim": the possessive inside the noun's own phrase. */
static void add_possessive(const reading *r, choice *c)
{
    if (c->cue->shape != SHAPE_NOUN || c->cue->start == r->first) return;
    for (uint32_t i = c->cue->start; i-- > r->first && c->cue->start - i < 4;) {
        uint8_t tag = reading_token(r, i)->tag;
        if (tag != TAG_DET && tag != TAG_ADJ && tag != TAG_PRON) return;
        if (!(reading_grammar(r, i) & GRAM_POSSESSIVE)) continue;
        features *f = choice_add(c, (range){i, i + 1}, SOURCE_GENITIVE);
        if (f != NULL) {
            feature_add(f, T_KIND, 50);
            feature_add(f, T_FIRST, hash_join(reading_token(r, i)->form, 50));
            encoder_features_of_source(r, c, 15, f);
        }
        return;
    }
}

static void add_shared(const reading *r, choice *c)
{
    unsigned rank = 0;
    for (size_t i = r->out->count; i-- > r->sentence_out && rank < 2;) {
        range span = r->out->items[i].source;
        if (span.start == span.end || span.start >= c->cue->start) continue;
        features *f = choice_add(c, span, SOURCE_SHARED);
        if (f == NULL) return;
        const attribution *st = &r->out->items[i];
        uint64_t ks = SOURCE_SHARED * 16u + c->cue->shape;
        uint64_t before = c->cue->start > r->first ? reading_token_class(r, c->cue->start - 1) : 9999;
        uint64_t before_word = c->cue->start > r->first ? reading_token(r, c->cue->start - 1)->form : 0;
        uint32_t end = st->content_count ? st->content[st->content_count - 1].end : st->cue.end;
        uint64_t gap = gap_contents(r, end < c->cue->start ? end : c->cue->start, c->cue->start);
        bool inside = end > c->cue->head && st->content_count && st->content[0].start <= c->cue->head;
        feature_add(f, T_KIND, SOURCE_SHARED);
        encoder_features_of_source(r, c, SOURCE_SHARED, f);
        feature_add(f, T_KIND_SHAPE, ks * 8 + rank * 2 + inside);
        feature_add(f, T_RANK, (rank * 32 + gap) * 256 + ks);
        feature_add(f, T_BEFORE_CUE, before * 256 + ks);
        feature_add(f, T_OUTER_WORD, hash_join(before_word, ks));
        feature_add(f, T_GAP, (gap * 2 + inside) * 256 + ks);
        feature_add(f, T_LEMMA, hash_join(c->cue->entry ? c->cue->entry->lemma : 1, SOURCE_SHARED));
        rank++;
    }
}

static void add_none(const reading *r, choice *c)
{
    const cue *q = c->cue;
    features *f = choice_add(c, (range){0, 0}, SOURCE_NONE);
    uint64_t before = q->start > r->first ? reading_token_class(r, q->start - 1) : 9999;
    uint64_t after = q->end < r->end ? reading_token_class(r, q->end) : 9999;
    feature_add(f, T_KIND, SOURCE_NONE);
    encoder_features_of_source(r, c, SOURCE_NONE, f);
    feature_add(f, T_KIND_SHAPE, q->shape * 8u + q->passive * 4u + q->reflexive);
    feature_add(f, T_BEFORE_CUE, before * 256 + q->shape);
    feature_add(f, T_AFTER_CUE, after * 256 + q->shape);
    if (q->passive) feature_add(f, T_AFTER_CUE, 1000003 + after * 256 + q->shape);
    feature_add(f, T_LEMMA, hash_join(q->entry ? q->entry->lemma : 1, SOURCE_NONE));
    feature_add(f, T_QUOTE, (reading_token(r, q->head)->quotation >= 0) * 256u + q->shape);
}

static void add_clitic(const reading *r, choice *c)
{
    const cue *q = c->cue;
    uint64_t after = q->end < r->end ? reading_token_class(r, q->end) : 9999;
    features *f = choice_add(c, (range){q->subject, q->subject + 1}, SOURCE_CLITIC);
    if (f == NULL) return;
    feature_add(f, T_KIND, SOURCE_CLITIC);
    encoder_features_of_source(r, c, SOURCE_CLITIC, f);
    feature_add(f, T_AFTER_CUE, after * 256 + SOURCE_CLITIC);
    feature_add(f, T_LEMMA, hash_join(q->entry ? q->entry->lemma : 1, SOURCE_CLITIC));
}

/* The noun phrase a relative or a far subject stands for: the run before it. */
static range antecedent_of(const reading *r, range source)
{
    size_t i = reading_chunk_from(r, source.start);
    if (i == 0) return (range){0, 0};
    size_t from = i - 1;
    uint32_t end = r->chunks.items[from].end;
    if (source.start - end > 2) return (range){0, 0};
    while (from > 0 && joins(&r->chunks.items[from]) && r->chunks.items[from].link != LINK_COMMA_PREPOSITION &&
           i - from < RUN_CHUNKS)
        from--;
    return (range){r->chunks.items[from].start, end};
}

/* Is there a candidate with these words already? */
static bool has_candidate(const reading *r, const choice *c, range span)
{
    for (size_t i = 1; i < c->count; i++) {
        range other = c->span[i];
        while (other.end > other.start && reading_token(r, other.end - 1)->kind == TOKEN_PUNCT) other.end--;
        if (other.start == span.start && other.end == span.end) return true;
    }
    return false;
}

/* A phrase of the tree that no run of chunks is: with its relative clauses,
 * with participles, with words that were tagged wrong. */
static void add_phrase(const reading *r, choice *c, uint32_t head, range span, unsigned rank)
{
    const cue *q = c->cue;
    while (span.end > span.start && reading_token(r, span.end - 1)->kind == TOKEN_PUNCT) span.end--;
    if (span.end <= span.start || (span.start < q->end && span.end > q->start)) return;
    if (is_quoted_away(r, q, span.start) || has_candidate(r, c, span)) return;
    if (is_no_holder_of_views(r, q, span)) return;
    features *f = choice_add(c, span, SOURCE_PHRASE);
    if (f == NULL) return;
    uint64_t seen = gap_contents(r, span.start, span.end), label = tree_label(&r->tree, head),
             left = span.end <= q->start;
    uint64_t ks = ((SOURCE_PHRASE * 16u + q->shape) * 8 + rank) * 2 + left;
    uint32_t from = left ? span.end : q->end, to = left ? q->start : span.start;
    uint64_t gap = gap_bucket(to > from ? to - from : 0), between = gap_contents(r, from, to);
    feature_add(f, T_KIND, SOURCE_PHRASE * 8u + rank);
    encoder_features_of_source(r, c, SOURCE_PHRASE, f);
    feature_add(f, T_KIND_SHAPE, ks);
    feature_add(f, T_PATH, hash_join(label * 32 + seen, ks));
    feature_add(f, T_PATH, hash_join(dependency_path(r, head, q->head), 4000003 + rank));
    feature_add(f, T_GAP, (gap * 32 + between) * 4096 + ks);
    feature_add(f, T_LENGTH, gap_bucket(span.end - span.start) * 4096 + ks);
    feature_add(f, T_FIRST, hash_join(reading_token(r, span.start)->form, ks));
    feature_add(f, T_START, reading_token_class(r, span.start) * 4096 + ks);
    feature_add(f, T_HEAD_TAG, reading_token(r, head)->tag * 4096u + ks);
    feature_add(f, T_HEAD, hash_join(reading_token(r, head)->form, ks));
    feature_add(f, T_OUTER, reading_token_class(r, span.start - 1) * 4096 + ks);
    feature_add(f, T_NEXT, reading_token_class(r, span.end) * 4096 + ks);
    feature_add(f, T_LAST, reading_token(r, span.end - 1)->tag * 4096u + ks);
    feature_add(f, T_LINKS, hash_join(seen, reading_token_class(r, span.end) * 64 + ks));
    feature_add(f, T_LEMMA, hash_join(q->entry ? q->entry->lemma : 1, SOURCE_PHRASE));
    referent who = referent_of_head(r, head);
    feature_add(f, T_SENSE, who.sense * 4096 + ks);
    feature_add(f, T_SENSE, hash_join(who.ending, 2000003 + ks));
}

/* A phrase whole, and up to its first comma. */
static void add_phrase_twice(const reading *r, choice *c, uint32_t head, range span, unsigned rank)
{
    add_phrase(r, c, head, span, rank);
    for (uint32_t i = head + 1; i < span.end; i++) {
        if (reading_token(r, i)->punct != PUNCT_COMMA) continue;
        add_phrase(r, c, head, (range){span.start, i}, rank + 1);
        return;
    }
}

/* The phrase that "according to" governs. */
static void add_phrase_after(const reading *r, choice *c)
{
    const cue *q = c->cue;
    if (!r->has_tree || q->end >= r->end) return;
    uint32_t head = dependency_top(r, q->end, q->head);
    add_phrase_twice(r, c, head, tree_span(&r->tree, head), 0);
}

/* The subject of the cue or of the verb above it, of a passive the agent. */
static void add_phrases(const reading *r, choice *c)
{
    uint32_t verb = c->cue->head;
    if (!r->has_tree) return;
    for (unsigned n = 0; n < 2 && verb != ARC_NO_HEAD; n++, verb = tree_head(&r->tree, verb)) {
        for (uint32_t i = tree_child(&r->tree, verb); i != TREE_NONE; i = tree_next(&r->tree, i)) {
            uint8_t label = tree_label(&r->tree, i);
            if (label != REL_NSUBJ && label != REL_OBL_AGENT) continue;
            range span = tree_span(&r->tree, i);
            if (label == REL_OBL_AGENT && span.start < i && reading_token(r, span.start)->tag == TAG_ADP) span.start++;
            add_phrase_twice(r, c, i, span, n * 2);
        }
    }
}

/* What the encoder takes for the source, where no phrase is that: "écrit sur Twitter [Jean Roux]". */
static void add_encoded(const reading *r, choice *c)
{
    if (r->encoding == NULL || !r->has_tree) return;
    range span = r->encoding->best[ENCODED_SOURCE];
    if (c->cue->shape == SHAPE_ACCORDING && span.start < c->cue->end) return; /* "a pour sa part dit" */
    if (r->encoding->begin[ENCODED_SOURCE][span.start - r->encoding->window.start] < ENCODER_LIKELY) return;
    uint32_t head = span.start;
    while (head + 1 < span.end && tree_head(&r->tree, head) >= span.start && tree_head(&r->tree, head) < span.end)
        head++;
    add_phrase(r, c, head, span, RANK_ENCODED);
}

static void add_candidates(const reading *r, choice *c)
{
    const cue *q = c->cue;
    size_t right = reading_chunk_from(r, q->end > 0 ? q->end - 1 : 0);
    while (right < r->chunks.count && r->chunks.items[right].start < q->end) right++;
    size_t left = right;
    while (left > 0 && r->chunks.items[left - 1].end > q->start) left--;
    if (q->subject != UINT32_MAX) {
        add_clitic(r, c);
        for (unsigned n = 0; n < RIGHT_ANCHORS && right + n < r->chunks.count; n++) add_right_runs(r, c, right + n, n);
        return;
    }
    add_shared(r, c);
    add_possessive(r, c);
    if (q->shape == SHAPE_ACCORDING || q->shape == SHAPE_DASH) {
        if (right < r->chunks.count) add_right_runs(r, c, right, 0);
        add_phrase_after(r, c);
        return;
    }
    for (unsigned n = 0; n < LEFT_ANCHORS && left > n; n++) add_left_runs(r, c, left - 1 - n, n);
    if (q->shape == SHAPE_COLON) return;
    for (unsigned n = 0; n < RIGHT_ANCHORS && right + n < r->chunks.count; n++) add_right_runs(r, c, right + n, n);
    for (size_t i = 0; i + LEFT_ANCHORS < left; i++) { /* the sentence's own subject */
        if (r->chunks.items[i].governed) continue;
        size_t to = i;
        while (to + 1 < left && joins(&r->chunks.items[to + 1]) && to - i < 3) {
            add_run(r, c, (run){i, to, SOURCE_LEFT_FAR, 9});
            to++;
        }
        add_run(r, c, (run){i, to, SOURCE_LEFT_FAR, 9});
        break;
    }
    add_phrases(r, c);
}

void source_choose(reading *r, proposal *p)
{
    p->shared = -1;
    p->antecedent = (range){0, 0};
    bool anybody = p->cue.subject != UINT32_MAX && (reading_grammar(r, p->cue.subject) & GRAM_ANYBODY);
    if (p->cue.subject != UINT32_MAX && !anybody) {
        p->source = (range){p->cue.subject, p->cue.subject + 1};
        p->source_kind = SOURCE_CLITIC;
        p->source_probability = 1;
        return;
    }
    if (p->cue.shape == SHAPE_DASH) { /* all that follows it */
        p->source = (range){p->cue.end, r->end};
        while (p->source.end > p->cue.end + 1 && reading_token(r, p->source.end - 1)->punct == PUNCT_PERIOD)
            p->source.end--;
        p->source_kind = SOURCE_RIGHT;
        p->source_probability = 1;
        return;
    }
    choice *c = choice_begin(r, DECIDE_SOURCE, &p->cue);
    add_none(r, c);
    add_candidates(r, c);
    add_encoded(r, c);
    size_t i = choice_make(r, c);
    p->source = c->span[i];
    p->source_kind = c->kind[i];
    p->source_probability = c->probability;
    if (p->source_kind == SOURCE_RELATIVE) p->antecedent = antecedent_of(r, p->source);
}

/* ---- subjects that are part of what is said ---- */

/* Was content found right behind the cue, of a kind that can be said of a
 * subject? */
static bool may_be_raised(const proposal *p)
{
    uint8_t k = p->content_kind;
    if (p->content_count != 1 || p->content[0].start < p->cue.end || p->content[0].start > p->cue.end + 2) return false;
    return k == CONTENT_INFINITIVE || k == CONTENT_PREDICATE || k == CONTENT_PREPOSITION || k == CONTENT_PHRASE ||
           k == CONTENT_GERUND || k == CONTENT_BARE || k == CONTENT_FRAGMENT;
}

static void add_unraised(const reading *r, const proposal *p, choice *c)
{
    const cue *q = &p->cue;
    uint64_t lemma = q->entry ? q->entry->lemma : 1, kind = p->content_kind, source = p->source_kind;
    uint64_t frames = q->entry ? q->entry->frames & 0xFFFF : 0, shape = q->shape * 2u + q->passive;
    features *f = choice_add(c, (range){0, 0}, SOURCE_NONE);
    feature_add(f, T_KIND, kind * 32 + shape);
    encoder_features_of_source(r, c, SOURCE_NONE, f);
    feature_add(f, T_KIND_SHAPE, (source * 16 + kind) * 32 + shape);
    feature_add(f, T_LEMMA, hash_join(lemma, shape));
    feature_add(f, T_LEMMA, hash_join(lemma, 1000003 + source * 16 + kind));
    feature_add(f, T_ENTRY, hash_join(frames, source * 512 + shape * 16 + kind));
    feature_add(f, T_AFTER_CUE, reading_token_class(r, q->end) * 512 + shape * 16 + kind);
    feature_add(f, T_BEFORE_CUE, (q->start > r->first ? reading_token_class(r, q->start - 1) : 9999) * 32 + shape);
}

/* "X is expected to win", "X est considéré comme Y": what is expected or
 * thought is said of the subject, which belongs to the content then. */
void source_raise(reading *r, proposal *p)
{
    const cue *q = &p->cue;
    if (!may_be_raised(p) || (p->source.end > p->source.start && p->source_kind != SOURCE_AGENT)) return;
    size_t left = reading_chunk_from(r, q->start);
    while (left > 0 && r->chunks.items[left - 1].end > q->start) left--;
    if (left == 0) return;
    choice *c = choice_begin(r, DECIDE_RAISED, q);
    add_unraised(r, p, c);
    add_left_runs(r, c, left - 1, 0);
    add_phrases(r, c);
    size_t i = choice_make(r, c);
    if (i == 0 || c->span[i].end > q->start) return;
    p->content[1] = p->content[0];
    p->content[0] = c->span[i];
    p->content_count = 2;
}
