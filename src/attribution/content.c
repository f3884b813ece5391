/* SPDX-License-Identifier: Apache-2.0
 *
 * content.c - what a cue attributes: of what kind it is, and where it begins.
 *
 * The kind and place of the content are chosen among those that the sentence
 * offers: a complementizer, an opening quotation mark, a colon, an
 * infinitive, a noun phrase after the cue; a quotation or clause that ends
 * right before it; both, when the cue is interposed. Then its far edge is
 * chosen (content_edge.c).
 */
#include "attribution/content.h"

#include "attribution/dependency.h"
#include "attribution/encoder.h"
#include "attribution/referent.h"

#define START_WINDOW 28
#define PHRASES_AFTER 4
#define RESTS 3
#define QUOTE_LOOK 40

enum {
    T_KIND = 300,
    T_KIND_SHAPE,
    T_KIND_DISTANCE,
    T_KIND_LEMMA,
    T_KIND_FRAMES,
    T_BETWEEN,
    T_FIRST_WORD,
    T_FIRST_TAG,
    T_ORDER,
    T_BEFORE,
    T_AFTER,
    T_SOURCE,
    T_QUOTE,
    T_TIME,
    T_KIND_ENTRY,
    T_LENGTH,
    T_FINITE_NEXT,
    T_COMPETITION,
    T_PREPOSITION,
    T_WORD_LEMMA,
    T_OUTER,
    T_BEYOND,
    T_ADJACENT,
    T_PASSIVE,
    T_NEXT_TAGS,
    T_KIND_LEMMA_AFTER,
    T_CLASS,
    T_HOLD,
    T_REFERENT,
};

/* ---- where it begins ---- */

/* The tokens between the cue and a start, by class. */
static uint64_t between_classes(const reading *r, uint32_t from, uint32_t to)
{
    uint64_t h = 0;
    for (uint32_t i = from; i < to && i < from + 4; i++) h = h * 8191 + reading_token_class(r, i);
    return h * 16 + content_size(to > from ? to - from : 0);
}

static bool starts_with_verb(const reading *r, uint32_t i)
{
    for (unsigned n = 0; n < 3 && i < r->end; n++, i++) {
        const token *k = reading_token(r, i);
        if (k->tag == TAG_VERB_INFINITIVE || k->tag == TAG_AUX_INFINITIVE) return true;
        if (!(reading_grammar(r, i) & (GRAM_OBJECT_CLITIC | GRAM_NEGATION)) && k->tag != TAG_ADV) return false;
    }
    return false;
}

static bool governs(const reading *r, const cue_entry *e, uint32_t preposition)
{
    const token *k = reading_token(r, preposition);
    uint32_t class = reading_grammar(r, preposition) & (GRAM_GENITIVE | GRAM_TO);
    for (unsigned i = 0; e != NULL && i < e->preposition_count; i++) {
        if (e->prepositions[i] == k->word) return true;
        const token like = {.word = e->prepositions[i]};
        if (class & grammar_of(r->attributor->grammar, &like)) return true;
    }
    return false;
}

/* How much of a range is quoted, in quarters, and what opens its first
 * quotation. */
static uint64_t share_quoted(const reading *r, range span)
{
    uint32_t quoted = 0;
    uint64_t before = 0;
    for (uint32_t i = span.start; i < span.end; i++) {
        const token *k = reading_token(r, i);
        if (k->quotation >= 0) quoted++;
        if (k->quote_role == QUOTE_OPEN && before == 0 && i > span.start) before = reading_token(r, i - 1)->punct + 1u;
    }
    return before * 8 + quoted * 4 / (span.end > span.start ? span.end - span.start : 1);
}

typedef struct starter {
    reading *r;
    const proposal *p;
    choice *c;
    unsigned order; /* of the candidate among those to the right */
} starter;

static void add_start(starter *s, uint32_t i, uint8_t kind, range left)
{
    const reading *r = s->r;
    const cue *q = &s->p->cue;
    features *f = choice_add(s->c, (range){i, i}, kind);
    if (f == NULL) return;
    s->c->second[s->c->count - 1] = left;
    uint64_t k = kind, shape = q->shape, lemma = q->entry ? q->entry->lemma : 1,
             frames = q->entry ? q->entry->frames : 0;
    uint32_t from = i >= q->end ? q->end : 0, to = i >= q->end ? i : 0;
    bool left_side = kind >= CONTENT_LEFT_QUOTE && kind != CONTENT_REST;
    if (left_side) from = left.end, to = q->start;
    uint64_t between = between_classes(r, from, to), source = s->p->source_kind;
    encoder_features_of_start(r, i, left, k, f);
    feature_add(f, T_KIND, k);
    feature_add(f, T_KIND_SHAPE, (k * 16 + shape) * 4 + q->passive * 2u + q->reflexive);
    feature_add(f, T_KIND_DISTANCE, content_size(to - from) * 16 + k);
    feature_add(f, T_KIND_LEMMA, hash_join(lemma, k));
    feature_add(f, T_KIND_FRAMES, hash_join(frames & 0xFFFF, k));
    feature_add(f, T_BETWEEN, hash_join(between, k));
    feature_add(f, T_ORDER, (s->order * 16 + k) * 16 + shape);
    feature_add(f, T_BEFORE, reading_token_class(r, q->start - 1) * 16 + k);
    feature_add(f, T_AFTER, reading_token_class(r, q->end) * 16 + k);
    feature_add(f, T_KIND_LEMMA_AFTER, hash_join(lemma, reading_token_class(r, q->end) * 16 + k));
    feature_add(f, T_SOURCE, (source * 16 + k) * 16 + shape);
    feature_add(f, T_PASSIVE, (q->passive * 16u + k) * 16 + source);
    feature_add(f, T_CLASS, (q->entry ? q->entry->class : 0u) * 16 + k);
    feature_add(f, T_QUOTE, (reading_token(r, q->head)->quotation >= 0) * 16u + k);
    uint32_t beyond = s->p->source.end > q->end ? s->p->source.end : q->end;
    uint64_t ahead = q->start - r->first, rest = r->end > beyond ? r->end - beyond : 0;
    feature_add(f, T_BEYOND,
                hash_join(reading_token_class(r, beyond) * 16384 + reading_token_class(r, beyond + 1), k * 16 + shape));
    feature_add(f, T_BEYOND,
                1000003 + ((content_size((uint32_t)ahead) * 16 + content_size((uint32_t)rest)) * 16 + k) * 16 + shape);
    if (!left_side) {
        uint32_t near = kind == CONTENT_COLON ? i - 1 : i;
        uint64_t adjacent = (near == q->end) | (near == s->p->source.end) << 1 | (near <= beyond + 1) << 2;
        feature_add(f, T_ADJACENT, (adjacent * 16 + k) * 16 + shape);
        feature_add(f, T_ADJACENT, 1000003 + hash_join(frames & 0xFFFF, adjacent * 16 + k));
    }
    if (left_side && r->has_tree && beyond < r->end) { /* does what follows belong to the source, or go on? */
        uint32_t at = beyond + (reading_token(r, beyond)->kind == TOKEN_PUNCT && beyond + 1 < r->end);
        uint64_t hold = dependency_hold(r, dependency_top(r, at, q->head), s->p->source, q);
        feature_add(f, T_HOLD, hash_join(hold, 4000003 + k * 16 + shape));
        feature_add(f, T_HOLD, hash_join(hold, 5000003 + reading_token_class(r, at) * 16 + k));
    }
    if (kind == CONTENT_PHRASE || kind == CONTENT_SUBJECT || kind == CONTENT_PREPOSITION || kind == CONTENT_BARE) {
        referent what = referent_of(r, kind == CONTENT_SUBJECT ? left
                                                               : (range){i + (kind == CONTENT_PREPOSITION), r->end});
        feature_add(f, T_REFERENT, (what.sense * 16 + k) * 16 + shape);
        feature_add(f, T_REFERENT, hash_join(what.form, 1000003 + k));
        feature_add(f, T_REFERENT, hash_join(what.ending, 2000003 + k * 16 + shape));
        feature_add(f, T_REFERENT, hash_join(what.sense, hash_join(4000003 + k, lemma)));
    }
    if (left_side && kind != CONTENT_SUBJECT) {
        feature_add(f, T_LENGTH, content_size(left.end - left.start) * 16 + k);
        feature_add(f, T_OUTER, reading_token_class(r, left.start - 1) * 16 + k);
        feature_add(f, T_OUTER, 7919 + reading_token_class(r, left.end - 1) * 16 + k);
        feature_add(f, T_LENGTH, 7919 + hash_join(share_quoted(r, left), k));
        feature_add(f, T_FIRST_TAG, (reading_token(r, left.start)->flags & TOKEN_CAPITAL) * 16u + k);
    }
    if (left_side) return;
    uint64_t first = reading_token(r, i)->form;
    feature_add(f, T_FIRST_WORD, hash_join(first, k));
    feature_add(f, T_WORD_LEMMA, hash_join(first, hash_join(lemma, k)));
    feature_add(f, T_FIRST_TAG, reading_token_class(r, i) * 16 + k);
    feature_add(f, T_NEXT_TAGS, hash_join(reading_token_class(r, i) * 16384 + reading_token_class(r, i + 1), k));
    if (r->has_tree) {
        uint32_t top = dependency_top(r, i, q->head);
        uint64_t hold = dependency_hold(r, top, (range){q->end, i}, q), path = dependency_path(r, top, q->head);
        uint64_t verb = reading_token(r, top)->tag;
        feature_add(f, T_HOLD, hash_join(hold, k));
        feature_add(f, T_HOLD, hash_join(hold, 1000003 + k * 16 + shape));
        feature_add(f, T_HOLD, hash_join(path, 2000003 + k));
        feature_add(f, T_HOLD, hash_join(path, 3000003 + verb * 16 + k));
        feature_add(f, T_HOLD, hash_join(hold, hash_join(lemma, k)));
        feature_add(f, T_HOLD, hash_join(hold, hash_join(frames & 0xFFFF, k)));
    }
    feature_add(f, T_TIME, (r->time_of[i] != 0) * 16u + k);
    feature_add(f, T_FINITE_NEXT, k * 16 + (s->order < 3 ? s->order : 3));
    if (kind == CONTENT_PREPOSITION) {
        feature_add(f, T_PREPOSITION, governs(r, q->entry, i) * 16u + shape);
        feature_add(f, T_PREPOSITION, hash_join(first, lemma));
    }
}

/* Does the quotation that opens at `i` hold a finite verb? */
static bool quote_is_sentence(const reading *r, uint32_t i)
{
    uint32_t end = content_quote_end(r, i);
    for (uint32_t j = i; j < end && j < i + QUOTE_LOOK; j++)
        if (tag_is_finite(reading_token(r, j)->tag)) return true;
    return false;
}

/* Kinds of content that can begin at token i, right of the cue. */
static void add_starts_at(starter *s, uint32_t i, unsigned *phrases)
{
    const reading *r = s->r;
    const token *k = reading_token(r, i);
    uint32_t g = reading_grammar(r, i);
    range none = {0, 0};
    if (k->quote_role == QUOTE_OPEN) {
        add_start(s, i, quote_is_sentence(r, i) ? CONTENT_QUOTE : CONTENT_FRAGMENT, none);
        s->order++;
        return;
    }
    if ((g & GRAM_COMPLEMENTIZER) && k->tag != TAG_DET) {
        add_start(s, i, CONTENT_CLAUSE, none);
        s->order++;
    } else if ((g & GRAM_QUESTION) && k->tag != TAG_DET) {
        add_start(s, i, CONTENT_QUESTION, none);
    }
    if (i > r->first && reading_token(r, i - 1)->punct == PUNCT_COLON) add_start(s, i, CONTENT_COLON, none);
    bool marker = (g & (GRAM_INFINITIVE_MARKER | GRAM_PREVERBAL)) && starts_with_verb(r, i + 1);
    if (marker || ((k->tag == TAG_VERB_INFINITIVE || k->tag == TAG_AUX_INFINITIVE) && i <= s->p->cue.end + 2)) {
        add_start(s, i, CONTENT_INFINITIVE, none);
        s->order++;
        if (marker) return;
    }
    bool led = k->tag == TAG_ADP && i + 2 < r->end; /* "praised X for coming", "remercie X pour avoir cédé" */
    if (led && reading_token(r, i + 1 + (reading_token(r, i + 1)->quote_role == QUOTE_OPEN))->tag == TAG_VERB_GERUND)
        add_start(s, i, CONTENT_GERUND, none);
    else if (led && !marker && starts_with_verb(r, i + 1))
        add_start(s, i, CONTENT_INFINITIVE, none);
    if (k->tag == TAG_VERB_GERUND && i <= s->p->cue.end + 4) add_start(s, i, CONTENT_GERUND, none);
    if ((k->tag == TAG_ADJ || k->tag == TAG_VERB_PARTICIPLE) && i <= s->p->cue.end + 1)
        add_start(s, i, CONTENT_PREDICATE, none);
    size_t c = reading_chunk_from(r, i);
    if (*phrases >= PHRASES_AFTER || c >= r->chunks.count) return;
    if (r->chunks.items[c].start == i) {
        add_start(s, i, content_clause_follows(r, i) ? CONTENT_BARE : CONTENT_PHRASE, none);
        s->order++;
        ++*phrases;
    } else if (r->chunks.items[c].start == i + 1 && (k->tag == TAG_ADP || k->tag == TAG_PART || (g & GRAM_GENITIVE))) {
        add_start(s, i, CONTENT_PREPOSITION, none);
    }
}

/* What follows the source of "according to", or what stands behind more that
 * is said of the source: "selon X (...), ...", "selon X, paru mardi, ...". */
static void add_rests(starter *s, uint32_t from)
{
    const reading *r = s->r;
    uint32_t limit = from + START_WINDOW < r->end ? from + START_WINDOW : r->end;
    if (from + 1 >= r->end) return;
    add_start(s, from, CONTENT_REST, (range){0, 0});
    for (uint32_t i = from + 1; i + 1 < limit && s->order < RESTS; i++) {
        if (reading_token(r, i - 1)->punct != PUNCT_COMMA) continue;
        s->order++;
        add_start(s, i, CONTENT_REST, (range){0, 0});
    }
}

static void add_right_starts(starter *s)
{
    const reading *r = s->r;
    const proposal *p = s->p;
    uint32_t i = p->cue.end, limit = i + START_WINDOW < r->end ? i + START_WINDOW : r->end;
    unsigned phrases = 0;
    uint32_t encoded = encoder_start(r);
    if (p->cue.shape == SHAPE_ACCORDING) {
        i = p->source.end > i ? p->source.end : i;
        while (i < r->end && (reading_token(r, i)->punct == PUNCT_COMMA || reading_token(r, i)->punct == PUNCT_DASH))
            i++;
        add_rests(s, i);
        return;
    }
    if (p->cue.shape == SHAPE_AS) {
        uint32_t rest = p->source.end > i ? p->source.end : i;
        bool comma = rest + 2 < r->end && reading_token(r, rest)->punct == PUNCT_COMMA;
        if (comma) add_start(s, rest + 1, CONTENT_REST, (range){0, 0});
    }
    for (; i < limit; i++) {
        if (i >= p->source.start && i < p->source.end) continue;
        if (r->time_of[i] != 0 && r->times->items[r->time_of[i] - 1].kind <= TIMEX_TIME) continue;
        if (reading_token(r, i)->punct == PUNCT_SEMICOLON) break;
        size_t before = s->c->count;
        add_starts_at(s, i, &phrases);
        if (s->c->count == before && i == encoded && reading_token(r, i)->kind != TOKEN_PUNCT)
            add_start(s, i, content_clause_follows(r, i) ? CONTENT_BARE : CONTENT_PHRASE, (range){0, 0});
        int32_t q = reading_token(r, i)->quotation;
        if (q >= 0 && reading_token(r, i)->quote_role == QUOTE_OPEN && r->text->quotations[q].open == i) {
            uint32_t close = r->text->quotations[q].end; /* a quotation is stepped over */
            if (close > i + 1) i = close - 1;
        }
    }
}

/* The left part of the sentence that ends before the cue and its source:
 * [first token, comma or closing mark]. */
static bool left_part(const reading *r, const proposal *p, range *out)
{
    uint32_t end = p->cue.start;
    if (p->source.end > p->source.start && p->source.start < end && p->source_kind != SOURCE_SHARED)
        end = p->source.start;
    /* time and adverbs may stand between: skip back to punctuation */
    for (unsigned n = 0; n < 8 && end > r->first && p->cue.shape != SHAPE_ACCORDING; n++) {
        const token *k = reading_token(r, end - 1);
        if (k->kind == TOKEN_PUNCT && k->punct != PUNCT_HYPHEN) break;
        end--;
    }
    while (end > r->first &&
           (reading_token(r, end - 1)->punct == PUNCT_COMMA || reading_token(r, end - 1)->punct == PUNCT_DASH))
        end--;
    if (end <= r->first) return false;
    *out = (range){r->first, end};
    return true;
}

static void add_left_starts(starter *s)
{
    const reading *r = s->r;
    range left;
    if (!left_part(r, s->p, &left)) {
        /* a quotation that ended with the sentence before: "...?" he asked. */
        if (s->p->cue.start - r->first < 8 && r->first > 0 && !(reading_token(r, r->first)->flags & TOKEN_PARAGRAPH) &&
            reading_token(r, r->first - 1)->quote_role == QUOTE_CLOSE) {
            const quotation *q = &r->text->quotations[reading_token(r, r->first - 1)->quotation];
            add_start(s, q->open, CONTENT_LEFT_QUOTE, (range){q->open, q->end});
        }
        return;
    }
    const token *last = reading_token(r, left.end - 1);
    bool further = s->p->cue.end + 2 < r->end;
    if (last->quote_role == QUOTE_CLOSE) {
        range quote = {r->text->quotations[last->quotation].open, left.end};
        add_start(s, quote.start, CONTENT_LEFT_QUOTE, quote);
        if (quote.start > r->first) add_start(s, left.start, CONTENT_LEFT_CLAUSE, left);
        if (further) add_start(s, quote.start, CONTENT_BOTH, quote);
        return;
    }
    if (left.end - left.start < 2) return;
    int32_t quote = last->quotation;
    if (quote >= 0 && reading_token(r, s->p->cue.head)->quotation == quote &&
        r->text->quotations[quote].open > left.start)
        left.start = r->text->quotations[quote].open; /* «..., a-t-il dit, ...» in one pair of marks */
    add_start(s, left.start, CONTENT_LEFT_CLAUSE, left);
    if (further) add_start(s, left.start, CONTENT_BOTH, left);
}

/* The subject of a passive, or what a participle stands behind. */
static void add_subject(starter *s)
{
    const reading *r = s->r;
    const cue *q = &s->p->cue;
    if (!(q->passive || q->shape == SHAPE_PARTICIPLE)) return;
    size_t c = reading_chunk_from(r, q->start);
    while (c > 0 && r->chunks.items[c - 1].end > q->start) c--;
    if (c == 0 || q->start - r->chunks.items[c - 1].end > 3) return;
    size_t from = c - 1;
    while (from > 0 && r->chunks.items[from].link != LINK_BREAK && r->chunks.items[from].link != LINK_COMMA &&
           r->chunks.items[from].link != LINK_COMMA_PREPOSITION && c - from < 6)
        from--;
    if (r->time_of[r->chunks.items[from].start] != 0) return; /* "Le 3 mai, requis contre lui, ..." */
    add_start(s, r->chunks.items[from].start, CONTENT_SUBJECT,
              (range){r->chunks.items[from].start, r->chunks.items[c - 1].end});
}

/* The phrase that begins a run of linked chunks and ends with chunk c. */
static range run_before(const reading *r, size_t c)
{
    size_t from = c;
    while (from > 0 && r->chunks.items[from].link != LINK_BREAK && r->chunks.items[from].link != LINK_COMMA &&
           r->chunks.items[from].link != LINK_COMMA_PREPOSITION && c - from < 5)
        from--;
    return (range){r->chunks.items[from].start, r->chunks.items[c].end};
}

/* "the aid which they had promised", "l'aide qu'ils avaient promise": the
 * object of a relative clause stands before the subject. */
static void add_relative_object(starter *s)
{
    const reading *r = s->r;
    const proposal *p = s->p;
    if (p->source.end == p->source.start || p->source.end > p->cue.start || p->source.start <= r->first + 1) return;
    size_t c = reading_chunk_from(r, p->source.start);
    if (c == 0 || c >= r->chunks.count) return;
    uint32_t i = p->source.start - 1;
    const chunk *before = &r->chunks.items[c - 1];
    bool relative = reading_token(r, i)->tag == TAG_RELATIVE;
    if (relative) {
        add_start(s, i, CONTENT_SUBJECT, (range){i, i + 1});
        /* "a plan that the mayor said would fail" */
        if (p->cue.end < r->end && tag_is_finite(reading_token(r, p->cue.end)->tag))
            add_start(s, i, CONTENT_BOTH, (range){i, i + 1});
        while (c > 0 && r->chunks.items[c - 1].end > i) c--;
        if (c == 0 || i - r->chunks.items[c - 1].end > 1) return;
    } else if (before->end != p->source.start || before->flags & CHUNK_PRONOUN) {
        return;
    }
    range antecedent = run_before(r, c - 1);
    add_start(s, antecedent.start, CONTENT_SUBJECT, antecedent);
}

/* ---- the whole ---- */

static void content_set(reading *r, proposal *p, uint8_t kind, uint32_t start, range left)
{
    p->content_kind = kind;
    p->content_count = 1;
    p->end_probability = 1;
    switch (kind) {
    case CONTENT_NONE: p->content_count = 0; return;
    case CONTENT_LEFT_CLAUSE: p->content[0] = content_start(r, p, kind, left); return;
    case CONTENT_LEFT_QUOTE:
    case CONTENT_SUBJECT: p->content[0] = left; return;
    case CONTENT_BOTH: {
        uint32_t from = p->cue.end;
        if (p->source.start >= from && p->source.end > from) from = p->source.end;
        while (from + 1 < r->end && reading_token(r, from)->kind == TOKEN_PUNCT &&
               reading_token(r, from)->quote_role != QUOTE_OPEN)
            from++;
        p->content[0] = left;
        if (from >= r->end) return; /* the source was all that came after the cue */
        p->content[1] = (range){from, content_end(r, p, from, kind, &p->end_probability)};
        p->content_count = 2;
        return;
    }
    default: p->content[0] = (range){start, content_end(r, p, start, kind, &p->end_probability)};
    }
}

/* A line that ends in a colon introduces the quotation that begins the next
 * paragraph. */
static bool is_introduction(const reading *r, const proposal *p)
{
    bool verb = p->cue.shape == SHAPE_FINITE || p->cue.shape == SHAPE_GERUND || p->cue.shape == SHAPE_COLON;
    if (!verb || reading_token(r, r->end - 1)->punct != PUNCT_COLON || r->end >= r->text->token_count) return false;
    const token *next = reading_token(r, r->end);
    if (!(next->flags & TOKEN_PARAGRAPH) || next->quote_role != QUOTE_OPEN) return false;
    for (uint32_t i = p->cue.end; i < r->end; i++)
        if (tag_is_finite(reading_token(r, i)->tag)) return false;
    return true;
}

/* «..., dit-il, ...»: what goes on behind the cue and its source, in the same
 * quotation or in another that opens there, is said as well. */
static void content_interposed(reading *r, proposal *p)
{
    uint32_t beyond = p->source.end > p->cue.end ? p->source.end : p->cue.end;
    if (p->content_count != 1 || beyond + 2 >= r->end || reading_token(r, beyond)->punct != PUNCT_COMMA) return;
    const token *next = reading_token(r, beyond + 1), *head = reading_token(r, p->cue.head);
    bool opens = p->content_kind == CONTENT_LEFT_QUOTE && next->quote_role == QUOTE_OPEN;
    bool same = p->content_kind == CONTENT_LEFT_CLAUSE && head->quotation >= 0 && next->quotation == head->quotation &&
                r->text->quotations[head->quotation].open <= p->content[0].start;
    if (!opens && !same) return;
    uint32_t end = r->text->quotations[next->quotation].end;
    if (same && end > r->end) end = r->end;
    p->content[1] = (range){beyond + 1, end};
    p->content_count = 2;
    if (same) p->content_kind = CONTENT_BOTH;
}

void content_choose(reading *r, proposal *p)
{
    if (is_introduction(r, p)) {
        p->content_kind = CONTENT_QUOTE;
        p->content[0] = (range){r->end, content_quote_end(r, r->end)};
        p->content_count = 1;
        p->content_probability = p->end_probability = 1;
        return;
    }
    starter s = {.r = r, .p = p, .c = choice_begin(r, DECIDE_CONTENT, &p->cue)};
    features *none = choice_add(s.c, (range){0, 0}, CONTENT_NONE);
    encoder_features_of_start(r, UINT32_MAX, (range){0, 0}, CONTENT_NONE, none);
    feature_add(none, T_KIND, 0);
    feature_add(none, T_KIND_SHAPE, p->cue.shape);
    feature_add(none, T_KIND_LEMMA, hash_join(p->cue.entry ? p->cue.entry->lemma : 1, 0));
    feature_add(none, T_AFTER, reading_token_class(r, p->cue.end) * 16);
    add_left_starts(&s);
    add_subject(&s);
    add_relative_object(&s);
    add_right_starts(&s);
    size_t i = choice_make(r, s.c);
    p->content_probability = s.c->probability;
    content_set(r, p, s.c->kind[i], s.c->span[i].start, s.c->second[i]);
    content_interposed(r, p);
}
