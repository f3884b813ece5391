/* SPDX-License-Identifier: Apache-2.0
 *
 * circumstance.c - addressee, relay and time of a statement.
 *
 * Three choices of the linear model, each among the phrases of the sentence,
 * and none:
 *
 *   - addressee: noun phrases with the complements that hang on them, and
 *     object clitics before the verb ("leur a dit");
 *   - via: the same noun phrases; what kind of noun heads them (document,
 *     channel, outlet, name) and the preposition tell;
 *   - time: the time expressions.
 *
 * They are seen by their preposition, head, distance to the cue and what lies
 * between, by their way to the cue in the tree, and by what an earlier statement
 * of the sentence has used.
 *
 * A phrase may also stand at the edge of the source or content, which went too
 * far: "a annoncé la nouvelle [à la télévision]". If it is chosen, it is cut
 * out of them.
 */
#include "attribution/dependency.h"
#include "attribution/encoder.h"
#include "attribution/referent.h"

#define REACH_CHUNKS 7
#define EXTENT 4
/* How many marks and words of time may follow a phrase that is the last of a span. */
#define TRAILING 16

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
    T_PLACE,
    T_USED,
    T_GOVERNOR,
    T_TENSE,
    T_HOLDER,
    T_SENSE,
};

/* Where a phrase stands that source or content have swallowed. */
enum { PLACE_FREE = 0, PLACE_SOURCE_END, PLACE_CONTENT_END, PLACE_CONTENT_START, PLACE_TAKEN };

typedef struct found {
    range span;
    float probability;
} found;

static bool overlaps(range a, range b)
{
    return a.end > a.start && b.end > b.start && a.start < b.end && b.start < a.end;
}

/* The second of two that a conjunction joins does not go alone. */
static bool is_last(const reading *r, range span, range whole)
{
    uint32_t end = whole.end, before = span.start;
    while (before > whole.start && reading_token(r, before - 1)->tag == TAG_ADP) before--;
    if (before > whole.start && reading_token(r, before - 1)->tag == TAG_CCONJ) return false;
    while (end > span.end && whole.end - end < TRAILING &&
           (reading_token(r, end - 1)->kind == TOKEN_PUNCT || r->time_of[end - 1] != 0))
        end--;
    return span.end == end && span.start > whole.start + 1;
}

static bool is_at_start(const reading *r, range span, range whole)
{
    uint32_t start = whole.start;
    if (start < span.start && reading_token(r, start)->tag == TAG_ADP) start++;
    return span.start == start && span.end < whole.end;
}

/* A phrase is free, or taken by the cue, or it stands at the edge of a source
 * or content, which may have gone too far: "a annoncé la nouvelle [à la
 * télévision]". What is quoted is not taken apart. */
static unsigned place_of(const reading *r, const proposal *p, range span)
{
    if (overlaps((range){p->cue.head, p->cue.end}, span)) return PLACE_TAKEN;
    if (overlaps(p->source, span)) return is_last(r, span, p->source) ? PLACE_SOURCE_END : PLACE_TAKEN;
    for (unsigned n = 0; n < p->content_count; n++) {
        if (!overlaps(p->content[n], span)) continue;
        if (reading_token(r, span.start)->quotation != reading_token(r, p->cue.head)->quotation) return PLACE_TAKEN;
        if (is_last(r, span, p->content[n])) return PLACE_CONTENT_END;
        return is_at_start(r, span, p->content[n]) ? PLACE_CONTENT_START : PLACE_TAKEN;
    }
    return PLACE_FREE;
}

static bool is_taken(const reading *r, const proposal *p, range span)
{
    return place_of(r, p, span) == PLACE_TAKEN;
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
    unsigned between = reading_between(r, from, to);
    uint64_t seen = between & (BETWEEN_COMMA | BETWEEN_FINITE), size = to > from ? to - from : 0;
    if (between & (BETWEEN_QUOTE | BETWEEN_COLON)) seen |= 4;
    if (overlaps((range){from, to}, p->source)) seen |= 8;
    for (unsigned n = 0; n < p->content_count; n++)
        if (overlaps((range){from, to}, p->content[n])) seen |= 16;
    return seen * 8 + (size < 4 ? size : size < 7 ? 4 : size < 12 ? 5 : 6);
}

/* Is it the same circumstance of an earlier statement of the sentence? */
static bool is_used(const reading *r, decision d, range span)
{
    for (size_t i = r->sentence_out; i < r->out->count; i++) {
        const attribution *st = &r->out->items[i];
        range used = d == DECIDE_TIME ? st->time : d == DECIDE_VIA ? st->via : st->addressee;
        if (overlaps(used, span)) return true;
    }
    return false;
}

/* What the encoder calls it. */
static unsigned encoded_as(decision d)
{
    return d == DECIDE_TIME ? ENCODED_TIME : d == DECIDE_VIA ? ENCODED_VIA : ENCODED_ADDRESSEE;
}

static void common_features(const reading *r, const proposal *p, decision d, range span, features *f)
{
    encoder_features_of_circumstance(r, span, encoded_as(d), f);
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
    uint64_t place = place_of(r, p, span), used = is_used(r, d, span);
    feature_add(f, T_PLACE, hash_join(preposition, (base + side) * 8 + place));
    feature_add(f, T_PLACE, ((base + side) * 8 + place) * 32 + p->content_kind);
    feature_add(f, T_PLACE, hash_join(lemma, base * 8 + place));
    feature_add(f, T_USED, ((base + used) * 16 + p->cue.shape) * 32 + (gap >> 3));
    if (r->has_tree) {
        uint32_t top = dependency_top(r, span.start, p->cue.head);
        uint64_t path = dependency_path(r, top, p->cue.head);
        feature_add(f, T_PATH, hash_join(path, base + side));
        feature_add(f, T_PATH, hash_join(path, hash_join(preposition, base + side)));
        feature_add(f, T_PATH, hash_join(dependency_end(r, top) == span.end, hash_join(path, base + 500 + side)));
        feature_add(f, T_PATH, hash_join(path, (base + side) * 8 + place));
        uint32_t above = tree_head(&r->tree, top);
        if (above != ARC_NO_HEAD)
            feature_add(f, T_GOVERNOR,
                        hash_join(above == p->cue.head ? 1 : reading_token(r, above)->form, base + side));
    }
}

static void phrase_features(const reading *r, const proposal *p, decision d, const chunk *k, range span, uint64_t links,
                            features *f)
{
    uint64_t base = d * 1000u, side = span.end <= p->cue.start, relay = relay_class(r, k->head);
    uint32_t before = span.start > r->first ? span.start - 1 : UINT32_MAX;
    uint64_t class = before == UINT32_MAX
                         ? 0
                         : reading_grammar(r, before) & (GRAM_TO | GRAM_RELAY | GRAM_AGENT | GRAM_GENITIVE);
    common_features(r, p, d, span, f);
    uint64_t form = reading_token(r, k->head)->form;
    feature_add(f, T_HEAD, hash_join(form, base));
    feature_add(f, T_HEAD, hash_join(before == UINT32_MAX ? 1 : reading_token(r, before)->form, hash_join(form, base)));
    feature_add(f, T_CLASS, hash_join(class, (base + side) * 16 + relay));
    feature_add(f, T_CLASS, (base + side) * 64 + relay * 4 + k->governed);
    feature_add(f, T_FLAGS, hash_join(class, (base + side) * 64 + k->flags));
    feature_add(f, T_FLAGS, hash_join(relay, base * 64 + k->flags));
    feature_add(f, T_LINKS, base * 65536 + links);
    size_t next = reading_chunk_from(r, span.end);
    uint64_t ahead = next < r->chunks.count ? r->chunks.items[next].link : 15;
    feature_add(f, T_LINKS, 1000003 + (base + links) * 16 + ahead);
    feature_add(f, T_LINKS, hash_join(relay, (base + links) * 16 + ahead));
    if (k > r->chunks.items && k->link == LINK_GENITIVE) { /* "au micro de", "dans les colonnes de" */
        uint32_t holder = k[-1].head;
        feature_add(f, T_HOLDER, hash_join(reading_token(r, holder)->form, base));
        feature_add(f, T_HOLDER, hash_join(relay_class(r, holder), base * 16 + relay));
    }
    feature_add(f, T_ORDER, hash_join(reading_token_class(r, k->head), (base + side) * 16 + relay));
    referent who = referent_of_head(r, k->head);
    uint64_t preposition = before == UINT32_MAX ? 1 : reading_token(r, before)->form;
    feature_add(f, T_SENSE, hash_join(who.sense, (base + side) * 16 + relay));
    feature_add(f, T_SENSE, hash_join(who.sense, hash_join(class, 1000003 + base + side)));
    feature_add(f, T_SENSE, hash_join(who.sense, hash_join(preposition, 2000003 + base)));
    feature_add(f, T_SENSE, hash_join(who.ending, hash_join(class, 3000003 + base)));
}

static bool extends(uint8_t l)
{
    return l == LINK_GENITIVE || l == LINK_QUOTE || l == LINK_PARTICIPLE || l == LINK_ADJACENT || l == LINK_AND ||
           l == LINK_COMMA || l == LINK_BRACKET;
}

/* A chunk without what it should not hold: "les habitants [mercredi]". */
static range chunk_range(const reading *r, const chunk *k)
{
    range span = {k->start, k->end};
    for (uint32_t i = k->head; i < k->end; i++)
        if (r->time_of[i] != 0) span.end = i;
    /* "tous les élus", "tout le monde" */
    bool article = span.start > r->first && (k->flags & CHUNK_ARTICLE);
    uint8_t before = article ? reading_token(r, span.start - 1)->tag : (uint8_t)TAG_NONE;
    if (before == TAG_ADJ || before == TAG_DET) span.start--;
    return span;
}

/* The phrases that begin with one chunk: it, it and the next ones that hang
 * on it, and all that hangs on it in the tree. */
static void add_phrase(const reading *r, const proposal *p, choice *c, size_t i)
{
    const chunk *k = &r->chunks.items[i];
    range span = chunk_range(r, k);
    uint64_t links = 0;
    uint32_t whole = r->has_tree ? dependency_end(r, k->head) : 0;
    for (size_t to = i; to < r->chunks.count && to < i + EXTENT; to++) {
        if (to > i) {
            const chunk *next = &r->chunks.items[to];
            if (span.end != next[-1].end || !extends(next->link)) break;
            if (r->time_of[next->start] != 0 || (next->flags & CHUNK_RELATIVE)) break;
            span.end = next->end;
            links = links * 16 + next->link;
        }
        if (is_taken(r, p, span)) break;
        if (span.end == whole) whole = 0;
        features *f = choice_add(c, span, 1);
        if (f != NULL) phrase_features(r, p, c->decision, k, span, (to - i) * 4096 + links, f);
    }
    for (uint32_t t = k->end; t < whole; t++)
        if (reading_token(r, t)->punct == PUNCT_COMMA) whole = t;
    span.end = whole;
    if (whole <= k->end || whole > r->end || is_taken(r, p, span)) return;
    features *f = choice_add(c, span, 1);
    if (f != NULL) phrase_features(r, p, c->decision, k, span, 50000, f);
}

static void add_phrases(const reading *r, const proposal *p, choice *c)
{
    size_t middle = reading_chunk_from(r, p->cue.start);
    size_t from = middle > REACH_CHUNKS ? middle - REACH_CHUNKS : 0, seen = 0;
    for (size_t i = from; i < r->chunks.count && seen < 2 * REACH_CHUNKS; i++) {
        const chunk *k = &r->chunks.items[i];
        if (r->time_of[k->start] != 0 || (k->flags & CHUNK_RELATIVE) || is_taken(r, p, (range){k->start, k->end}))
            continue;
        seen++;
        add_phrase(r, p, c, i);
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

/* Does the expression point ahead, back, or on from another one? What was said was not said tomorrow. */
static unsigned tense_of(const timex *x)
{
    unsigned ahead = x->direction == TIMEX_FUTURE || (x->offset != TIMEX_NO_OFFSET && x->offset > 0);
    unsigned back = x->direction == TIMEX_PAST || (x->offset != TIMEX_NO_OFFSET && x->offset < 0);
    return ahead + 2 * back + 4 * x->from_previous;
}

static void add_time(const reading *r, const proposal *p, choice *c, const timex *x, range span, unsigned how)
{
    if (is_taken(r, p, span)) return;
    features *f = choice_add(c, span, 3);
    if (f == NULL) return;
    common_features(r, p, c->decision, span, f);
    uint64_t gap = gap_contents(r, p, span), tense = tense_of(x), side = span.end <= p->cue.start;
    feature_add(f, T_TIME_KIND, x->kind * 1024u + gap);
    feature_add(f, T_TIME_KIND, 100000 + x->kind * 16u + p->cue.shape);
    feature_add(f, T_TIME_KIND, 200000 + (x->kind * 2 + side) * 4 + how);
    feature_add(f, T_TENSE, ((tense * 2 + p->cue.perfect) * 2 + side) * 8 + x->kind);
    feature_add(f, T_TENSE, 10000 + (tense * 2 + p->cue.perfect) * 1024 + gap);
    feature_add(f, T_TENSE, 100000 + (x->unit * 16u + x->part) * 8 + x->kind);
}

/* The expressions; two in a row as one ("dimanche à l'aube"), and what hangs
 * on one in the tree ("lors d'un débat à Lyon"). */
static void add_times(const reading *r, const proposal *p, choice *c)
{
    for (uint32_t i = r->first; i < r->end; i++) {
        if (r->time_of[i] == 0) continue;
        const timex *x = &r->times->items[r->time_of[i] - 1];
        range span = x->tokens;
        i = span.end - 1;
        add_time(r, p, c, x, span, 0);
        uint32_t next = span.end;
        if (next + 1 < r->end && reading_token(r, next)->punct == PUNCT_COMMA) next++;
        if (next < r->end && r->time_of[next] != 0)
            add_time(r, p, c, x, (range){span.start, r->times->items[r->time_of[next] - 1].tokens.end}, 1);
        if (!r->has_tree || x->kind != TIMEX_VAGUE || span.start < r->first || span.end > r->end) continue;
        uint32_t whole = dependency_end(r, dependency_top(r, span.start, p->cue.head));
        if (whole > span.end) add_time(r, p, c, x, (range){span.start, whole}, 2);
    }
}

static found circumstance_choose(reading *r, const proposal *p, decision d)
{
    choice *c = choice_begin(r, d, &p->cue);
    features *none = choice_add(c, (range){0, 0}, 0);
    encoder_features_of_circumstance(r, (range){0, 0}, encoded_as(d), none);
    feature_add(none, T_BIAS, d * 1000u + 500);
    feature_add(none, T_SHAPE, d * 1000u + 500 + p->cue.shape);
    feature_add(none, T_LEMMA, hash_join(p->cue.entry ? p->cue.entry->lemma : 1, d * 1000u + 500));
    feature_add(none, T_CONTENT, (d * 1000u + 500) * 32 + p->content_kind);
    feature_add(none, T_FRAME, hash_join(p->cue.entry ? p->cue.entry->frames : 1, d * 1000u + 500));
    if (d == DECIDE_TIME) {
        add_times(r, p, c);
    } else {
        if (d == DECIDE_ADDRESSEE) add_clitics(r, p, c);
        add_phrases(r, p, c);
    }
    if (c->count == 1) return (found){{0, 0}, 0};
    range span = c->span[choice_make(r, c)];
    return (found){span, c->probability};
}

/* Takes a phrase at the edge of a span out of it, with the preposition before it. */
static void cut_out(const reading *r, range *whole, range span)
{
    if (!overlaps(*whole, span)) return;
    if (is_at_start(r, span, *whole)) {
        whole->start = span.end;
        return;
    }
    if (!is_last(r, span, *whole)) return;
    uint32_t end = span.start;
    while (end > whole->start + 1) {
        const token *k = reading_token(r, end - 1);
        if (k->punct != PUNCT_COMMA && k->tag != TAG_ADP) break;
        end--;
    }
    whole->end = end;
}

/* "l'étude publiée lundi par la revue": what hangs on a participle stays. */
static bool has_participle(const reading *r, uint32_t start, uint32_t end)
{
    for (uint32_t i = start; i < end; i++)
        if (reading_token(r, i)->tag == TAG_VERB_PARTICIPLE) return true;
    return false;
}

/* Source and content end where a circumstance begins. */
static void statement_shrink(const reading *r, attribution *st, range span)
{
    if (span.end == span.start) return;
    if (!has_participle(r, st->source.start, span.start)) cut_out(r, &st->source, span);
    for (uint32_t n = 0; n < st->content_count; n++) cut_out(r, &st->content[n], span);
}

static void proposal_shrink(const reading *r, proposal *p, range span)
{
    for (unsigned n = 0; n < p->content_count; n++) cut_out(r, &p->content[n], span);
}

/* Of two circumstances in the same place the surer one stays. */
static void keep_surer(found *a, found *b)
{
    if (!overlaps(a->span, b->span)) return;
    found *less = a->probability < b->probability ? a : b;
    less->span = (range){0, 0};
}

/* "a demandé au conseil de sécurité [de l'ONU] d'adopter": a complement that nothing
 * else has taken belongs to the one who is told. */
static range addressee_whole(const reading *r, const proposal *p, range span)
{
    if (span.end == span.start) return span;
    for (size_t i = reading_chunk_from(r, span.end), left = EXTENT; i < r->chunks.count && left > 0; i++, left--) {
        const chunk *next = &r->chunks.items[i];
        if (next->link != LINK_GENITIVE || next[-1].end != span.end || r->time_of[next->start] != 0) break;
        if (reading_token(r, next->start - 1)->tag != TAG_ADP) break;
        range longer = {span.end, next->end};
        bool taken = overlaps(longer, (range){p->cue.start, p->cue.end}) || overlaps(longer, p->source);
        for (unsigned n = 0; n < p->content_count; n++) taken |= overlaps(longer, p->content[n]);
        if (taken) break;
        span.end = next->end;
    }
    return span;
}

/* Is there one clause between the source and the gerund behind it, and no statement:
 * "Roux défendait mardi le projet, en affirmant"? */
static bool gerund_is_added(const reading *r, const proposal *p)
{
    if (p->cue.shape != SHAPE_GERUND || p->source.end <= p->source.start || p->source.end > p->cue.start) return false;
    if (p->cue.start == p->cue.head || reading_token(r, p->cue.head - 1)->tag != TAG_ADP) return false;
    for (size_t i = r->sentence_out; i < r->out->count; i++)
        if (overlaps(r->out->items[i].cue, (range){p->source.end, p->cue.start})) return false;
    bool verb = false;
    for (uint32_t i = p->source.end; i < p->cue.start; i++) {
        const token *k = reading_token(r, i);
        if (k->tag == TAG_RELATIVE || k->tag == TAG_SCONJ || k->punct == PUNCT_QUOTE || k->punct == PUNCT_COLON)
            return false;
        verb |= tag_is_finite(k->tag);
    }
    return verb;
}

/* A gerund says when and where its main clause does, where that is no statement itself. */
static void gerund_inherit(const reading *r, const proposal *p, attribution *st)
{
    if (!gerund_is_added(r, p)) return;
    for (uint32_t i = p->source.end; i < p->cue.start && st->time.end == st->time.start; i++) {
        const timex *x = r->time_of[i] != 0 ? &r->times->items[r->time_of[i] - 1] : NULL;
        if (x != NULL && (x->kind == TIMEX_DATE || x->kind == TIMEX_TIME)) st->time = x->tokens;
    }
    for (size_t i = reading_chunk_from(r, p->source.end); i < r->chunks.count && st->via.end == st->via.start; i++) {
        const chunk *k = &r->chunks.items[i];
        if (k->start >= p->cue.start) break;
        bool relayed = k->start > r->first && (reading_grammar(r, k->start - 1) & GRAM_RELAY);
        bool whole = i + 1 >= r->chunks.count || k[1].link != LINK_GENITIVE;
        if (relayed && whole && (relay_class(r, k->head) & 1)) st->via = chunk_range(r, k);
    }
}

void circumstance_find(reading *r, const proposal *p, attribution *st)
{
    proposal rest = *p; /* of "la nouvelle jeudi sur Twitter", "la nouvelle jeudi" when Twitter is known */
    found addressee = circumstance_choose(r, &rest, DECIDE_ADDRESSEE);
    proposal_shrink(r, &rest, addressee.span);
    found via = circumstance_choose(r, &rest, DECIDE_VIA);
    proposal_shrink(r, &rest, via.span);
    found time = circumstance_choose(r, &rest, DECIDE_TIME);
    keep_surer(&addressee, &via);
    keep_surer(&addressee, &time);
    keep_surer(&time, &via);
    st->addressee = addressee_whole(r, p, addressee.span);
    st->via = via.span;
    st->time = time.span;
    gerund_inherit(r, p, st);
    range taken[3] = {st->addressee, st->via, st->time};
    for (unsigned n = 0; n < 3 * 3; n++) statement_shrink(r, st, taken[n % 3]); /* the last may not come last */
}
