/* SPDX-License-Identifier: Apache-2.0
 *
 * content_edge.c - the content's far edge: where what follows the cue ends,
 * and where what stands before the cue begins.
 *
 * The near edge is known with the content's kind (content.c). The far one is
 * chosen among boundaries: punctuation, conjunctions, prepositions, the start
 * of a phrase, the sentence's end. A quotation ends where it is closed,
 * unless the sentence goes on with it.
 */
#include "attribution/content.h"

#include "attribution/dependency.h"
#include "attribution/encoder.h"

#define START_CANDIDATES 24

enum {
    E_KIND = 400,
    E_NEXT,
    E_NEXT_WORD,
    E_NEXT_TAGS,
    E_LAST,
    E_END,
    E_FINITE,
    E_CHUNKS,
    E_SKIPPED,
    E_KIND_SHAPE,
    E_TIME,
    E_QUOTE,
    E_CUE_NEXT,
    E_LEMMA,
    E_REST,
    E_BALANCE,
    E_SOURCE,
    E_COMMA_NEXT,
    E_BETWEEN,
    E_VERB_AFTER,
    E_LENGTH,
    E_NEXT_FINITE,
    E_HOLD,
    E_PHRASE,
    E_LATER,
    S_KIND = 1300,
    S_BEFORE,
    S_WORDS,
    S_TAGS,
    S_SIZE,
    S_FINITE,
    S_HEADLINE,
};

/* Does a finite verb follow the phrase that begins at `i`? Then the phrase is
 * the subject of a clause. */
bool content_clause_follows(const reading *r, uint32_t i)
{
    size_t c = reading_chunk_from(r, i);
    for (unsigned n = 0; n < 4 && c < r->chunks.count; n++, c++) {
        uint32_t next = r->chunks.items[c].end;
        while (next < r->end && (reading_token(r, next)->tag == TAG_ADV ||
                                 (reading_grammar(r, next) & (GRAM_OBJECT_CLITIC | GRAM_NEGATION)) != 0))
            next++;
        if (next < r->end && tag_is_finite(reading_token(r, next)->tag)) return true;
        if (c + 1 >= r->chunks.count || r->chunks.items[c + 1].link == LINK_BREAK ||
            r->chunks.items[c + 1].link == LINK_COMMA)
            return false;
    }
    return false;
}

/* ---- where it ends ---- */

typedef struct ender {
    reading *r;
    const proposal *p;
    choice *c;
    uint32_t start, limit;
    uint32_t top, top_end; /* the head of the largest phrase that begins with the content; its end */
    uint8_t kind;
    unsigned finite, chunks, skipped, commas;
    uint32_t encoded;     /* encoder_end() */
    const uint8_t *later; /* by token - start: what comes from there on */
} ender;

/* From a token on, up to the limit: a verb that is a cue and nothing else; one
 * before the next comma; another "and that". */
enum { LATER_CUE = 1, LATER_CUE_SOON = 2, LATER_CLAUSE = 4, LATER_FINITE_SOON = 8 };

static uint8_t *look_ahead(const reading *r, uint32_t start, uint32_t limit)
{
    uint8_t *later = ARENA_ARRAY(r->arena, uint8_t, limit - start + 1);
    uint8_t seen = 0;
    later[limit - start] = 0;
    for (uint32_t i = limit; i-- > start;) {
        const token *k = reading_token(r, i);
        if (k->punct == PUNCT_COMMA || k->punct == PUNCT_SEMICOLON)
            seen &= (uint8_t) ~(LATER_CUE_SOON | LATER_FINITE_SOON);
        if (tag_is_finite(k->tag)) seen |= LATER_FINITE_SOON;
        const cue_word *w = tag_is_verb(k->tag) ? reading_cue_word(r, i) : NULL;
        bool strong = w != NULL && w->verb != 0 &&
                      !(r->attributor->lexicon->entries[w->verb].frames & (FRAME_WEAK | FRAME_WEAKQUOTE));
        if (strong) seen |= LATER_CUE | LATER_CUE_SOON;
        bool joined = i > start + 1 &&
                      (reading_token(r, i - 1)->tag == TAG_CCONJ || reading_token(r, i - 1)->punct == PUNCT_COMMA);
        if (joined && k->tag == TAG_SCONJ && (reading_grammar(r, i) & GRAM_COMPLEMENTIZER)) seen |= LATER_CLAUSE;
        later[i - start] = seen;
    }
    return later;
}

/* On what hangs what follows; and does the phrase that the content begins with
 * end here? */
static void features_of_dependency(const ender *e, uint32_t b, features *f)
{
    const reading *r = e->r;
    if (!r->has_tree) return;
    uint64_t k = e->kind, last = b == e->limit, shape = e->p->cue.shape;
    uint32_t n = b;
    while (n < r->end && reading_token(r, n)->kind == TOKEN_PUNCT && n < b + 2) n++;
    uint32_t top = n < r->end ? dependency_top(r, n, e->start) : n;
    uint64_t hold = n < r->end ? dependency_hold(r, top, (range){e->start, b}, &e->p->cue) : 0;
    uint64_t mark = b < r->end ? reading_token(r, b)->punct : 0, tag = n < r->end ? reading_token(r, n)->tag : 0;
    uint64_t top_tag = n < r->end ? reading_token(r, top)->tag : 0;
    uint32_t above = n < r->end && r->has_tree ? tree_head(&r->tree, top) : ARC_NO_HEAD;
    uint64_t above_tag = above == ARC_NO_HEAD ? 0 : reading_token(r, above)->tag;
    uint64_t ends = b < e->top_end ? 0 : b == e->top_end ? 1 : 2;
    uint64_t is_top = above == e->top, label = tree_label(&r->tree, e->top);
    feature_add(f, E_HOLD, (hold * 16 + k) * 2 + last);
    feature_add(f, E_HOLD, hash_join(hold, 1000003 + (mark * 16 + k) * 2 + is_top));
    feature_add(f, E_HOLD, hash_join(hold, 2000003 + (tag * 32 + top_tag) * 16 + k));
    feature_add(f, E_HOLD, hash_join(hold, 3000003 + (above_tag * 32 + tag) * 2 + is_top));
    feature_add(f, E_PHRASE, (ends * 16 + k) * 2 + last);
    feature_add(f, E_PHRASE, hash_join(hold, 1000003 + (ends * 16 + k) * 2 + last));
    feature_add(f, E_PHRASE, hash_join(label * 4 + ends, 2000003 + (k * 16 + shape) * 2 + last));
    feature_add(f, E_PHRASE, hash_join(label * 4 + ends, 3000003 + hold * 64 + mark));
}

static void add_end(ender *e, uint32_t b)
{
    const reading *r = e->r;
    const cue *q = &e->p->cue;
    features *f = choice_add(e->c, (range){e->start, b}, e->kind);
    if (f == NULL) return;
    uint64_t k = e->kind, next = reading_token_class(r, b), shape = q->shape, last = b == e->limit;
    uint64_t word = b < r->end ? reading_token(r, b)->form : 0;
    uint64_t next2 = reading_token_class(r, b + 1), word2 = b + 1 < r->end ? reading_token(r, b + 1)->form : 0;
    bool comma = b < r->end && reading_token(r, b)->punct == PUNCT_COMMA;
    unsigned finite = e->finite < 3 ? e->finite : 3, skipped = e->skipped < 6 ? e->skipped : 6;
    feature_add(f, E_KIND, k * 2 + last);
    feature_add(f, E_KIND_SHAPE, (k * 16 + shape) * 2 + last);
    feature_add(f, E_NEXT, next * 16 + k);
    feature_add(f, E_NEXT_WORD, hash_join(word, k));
    feature_add(f, E_NEXT_TAGS, hash_join(next * 16384 + next2, k));
    feature_add(f, E_NEXT_TAGS, hash_join(next * 16384 + next2, finite + 100));
    feature_add(f, E_COMMA_NEXT, hash_join(comma ? word2 : 1, k));
    feature_add(f, E_LAST, reading_token_class(r, b - 1) * 16 + k);
    feature_add(f, E_FINITE, (finite * 16 + k) * 4096 + next % 4096);
    feature_add(f, E_END, (last * 4 + finite) * 16 + k);
    feature_add(f, E_CHUNKS, ((e->chunks < 6 ? e->chunks : 6) * 16 + k) * 4096 + next % 4096);
    feature_add(f, E_SKIPPED, (skipped * 16 + k) * 2 + last);
    feature_add(f, E_REST, (content_size(e->limit - b) * 16 + k) * 2 + comma);
    feature_add(f, E_LENGTH, content_size(b - e->start) * 16 + k);
    feature_add(f, E_LEMMA, hash_join(q->entry ? q->entry->lemma : 1, (last * 16 + k) * 4 + finite));
    feature_add(f, E_SOURCE, (e->p->source_kind * 16u + k) * 2 + last);
    uint64_t time = b < r->end && r->time_of[b] != 0 ? 1u + r->times->items[r->time_of[b] - 1].kind : 0;
    bool time_starts = time != 0 && (b == 0 || r->time_of[b - 1] != r->time_of[b]);
    feature_add(f, E_TIME, (time * 2 + time_starts) * 16 + k);
    bool closes = b > 0 && reading_token(r, b - 1)->quote_role == QUOTE_CLOSE;
    feature_add(f, E_QUOTE, (closes * 2u + last) * 16 + k);
    if (closes) feature_add(f, E_QUOTE, 1000003 + hash_join(word, k));
    if (closes) feature_add(f, E_QUOTE, 2000003 + hash_join(next * 16384 + next2, k));
    uint32_t verb = b + comma;
    while (verb < e->limit && verb < b + 6 &&
           (reading_token(r, verb)->tag == TAG_ADV || reading_token(r, verb)->tag == TAG_CCONJ ||
            tag_is_aux(reading_token(r, verb)->tag) ||
            (reading_grammar(r, verb) & (GRAM_GERUND_MARKER | GRAM_OBJECT_CLITIC))))
        verb++;
    const cue_word *w = verb < e->limit ? reading_cue_word(r, verb) : NULL;
    uint64_t cue_next = w && w->verb ? 1u + w->form : w && w->phrase ? 20 : 0;
    feature_add(f, E_CUE_NEXT,
                ((cue_next * 32 + (verb < e->limit ? reading_token(r, verb)->tag : 0)) * 16 + k) * 2 + comma);
    uint32_t clause = b + comma;
    bool joined = clause < r->end && reading_token(r, clause)->tag == TAG_CCONJ;
    features_of_dependency(e, b, f);
    encoder_features_of_end(r, (range){e->start, b}, e->limit, e->encoded, k, f);
    uint32_t at = b + (b < e->limit && reading_token(r, b)->kind == TOKEN_PUNCT);
    uint64_t later = e->later[(at < e->limit ? at : e->limit) - e->start], mark = b < r->end ? next % 4096 : 0;
    feature_add(f, E_LATER, (later * 16 + k) * 2 + last);
    feature_add(f, E_LATER, hash_join(mark, 1000003 + later * 16 + k));
    feature_add(f, E_LATER, hash_join(word, 2000003 + (later * 16 + k) * 4 + finite));
    feature_add(f, E_NEXT_FINITE,
                hash_join(next, (content_clause_follows(r, clause + joined) * 2u + joined) * 16u + k));
}

static bool is_boundary(const reading *r, uint32_t b, uint32_t start)
{
    const token *k = reading_token(r, b), *before = reading_token(r, b - 1);
    if (before->quote_role == QUOTE_CLOSE) return true;
    if (k->kind == TOKEN_PUNCT)
        return k->punct == PUNCT_COMMA || k->punct == PUNCT_DASH || k->punct == PUNCT_COLON ||
               k->punct == PUNCT_SEMICOLON || k->punct == PUNCT_OPEN_BRACKET || k->punct == PUNCT_PERIOD ||
               k->quote_role == QUOTE_CLOSE;
    if (before->punct == PUNCT_COMMA) return false;
    switch (k->tag) {
    case TAG_CCONJ:
    case TAG_SCONJ:
    case TAG_RELATIVE: return true;
    case TAG_ADP: return before->tag != TAG_DET && b > start + 1;
    case TAG_VERB_GERUND:
    case TAG_VERB_FINITE:
    case TAG_AUX_FINITE:
    case TAG_VERB_PARTICIPLE: return true;
    case TAG_ADV:
    case TAG_PART: return true;
    default: break;
    }
    if (r->time_of[b] != 0 && (b == 0 || r->time_of[b - 1] != r->time_of[b])) return true;
    size_t c = reading_chunk_from(r, b);
    return c < r->chunks.count && r->chunks.items[c].start == b;
}

/* One past the last token that content starting at `start` can have: before
 * the sentence's final mark, or inside the quotation that holds the cue. */
static uint32_t content_limit(const reading *r, const proposal *p, uint32_t start)
{
    int32_t q = reading_token(r, p->cue.head)->quotation;
    uint32_t limit = r->end;
    if (q >= 0 && r->text->quotations[q].open < p->cue.start && r->text->quotations[q].end < limit) {
        limit = r->text->quotations[q].end;
        if (limit > start && reading_token(r, limit - 1)->quote_role == QUOTE_CLOSE) limit--;
    }
    while (limit > start + 1) {
        const token *k = reading_token(r, limit - 1);
        bool final = k->punct == PUNCT_PERIOD || k->punct == PUNCT_SEMICOLON || k->punct == PUNCT_COMMA;
        if (!final) break;
        limit--;
    }
    return limit;
}

/* Does a cue follow the quotation that ends at `end`: "..., déclare Roux"? Then it is said there. */
static bool quote_is_claimed(const reading *r, uint32_t end)
{
    uint32_t verb = end;
    while (verb < r->end && reading_token(r, verb)->punct == PUNCT_COMMA) verb++;
    for (unsigned n = 0; n < 6 && verb < r->end; n++, verb++) { /* "nous a-t-il déclaré" */
        uint8_t tag = reading_token(r, verb)->tag;
        if (!tag_is_aux(tag) && tag != TAG_ADV && tag != TAG_PRON && tag != TAG_PART) break;
    }
    const cue_word *w = verb < r->end && tag_is_verb(reading_token(r, verb)->tag) ? reading_cue_word(r, verb) : NULL;
    return w != NULL && w->verb != 0 && !(r->attributor->lexicon->entries[w->verb].frames & FRAME_WEAKQUOTE);
}

/* "qu'il renonce : « Je suis fatigué »": a quotation after a colon belongs to
 * the clause before it. */
static uint32_t end_with_example(const reading *r, uint32_t end)
{
    bool example = end + 1 < r->end && reading_token(r, end)->punct == PUNCT_COLON &&
                   reading_token(r, end + 1)->quote_role == QUOTE_OPEN;
    uint32_t quote_end = example ? content_quote_end(r, end + 1) : end;
    return example && quote_is_claimed(r, quote_end) ? end : quote_end;
}

uint32_t content_end(reading *r, proposal *p, uint32_t start, uint8_t kind, float *probability)
{
    uint32_t limit = content_limit(r, p, start);
    *probability = 1;
    if (reading_token(r, start)->quote_role == QUOTE_OPEN && content_quote_end(r, start) >= limit)
        return content_quote_end(r, start);
    if (limit <= start + 1) return start + 1;
    ender e = {.r = r, .p = p, .start = start, .limit = limit, .kind = kind};
    e.c = choice_begin(r, DECIDE_END, &p->cue);
    e.later = look_ahead(r, start, limit);
    e.encoded = encoder_end(r, start, limit);
    e.top = dependency_top(r, start, p->cue.head);
    e.top_end = dependency_end(r, e.top);
    int32_t outside = reading_token(r, start)->quote_role == QUOTE_OPEN
                          ? r->text->quotations[reading_token(r, start)->quotation].outer
                          : reading_token(r, start)->quotation;
    for (uint32_t b = start + 1; b < limit; b++) {
        const token *k = reading_token(r, b);
        bool inside = k->quotation != outside && k->quotation >= 0 &&
                      !(k->quote_role == QUOTE_OPEN && r->text->quotations[k->quotation].open == b);
        if (!inside && e.c->count < CANDIDATES_MAX - 1 && (b == e.encoded || is_boundary(r, b, start)) &&
            !(b >= p->source.start && b < p->source.end)) {
            add_end(&e, b);
            e.skipped++;
        }
        e.finite += tag_is_finite(k->tag);
        e.commas += k->punct == PUNCT_COMMA;
        size_t c = reading_chunk_from(r, b);
        e.chunks += c < r->chunks.count && r->chunks.items[c].start == b;
    }
    add_end(&e, limit);
    size_t chosen = choice_make(r, e.c);
    *probability = e.c->probability;
    uint32_t end = e.c->span[chosen].end;
    int32_t q = reading_token(r, end - 1)->quotation; /* a quotation goes on into the next sentences */
    while (q >= 0 && q != outside && r->text->quotations[q].outer != outside) q = r->text->quotations[q].outer;
    if (q >= 0 && q != outside && r->text->quotations[q].open >= start && r->text->quotations[q].end > end)
        end = r->text->quotations[q].end;
    return end_with_example(r, end);
}

/* ---- where what stands before the cue begins ---- */

static void add_left_start(const reading *r, choice *c, uint8_t kind, uint32_t i, range left, unsigned finite,
                           unsigned skipped)
{
    features *f = choice_add(c, (range){i, left.end}, kind);
    if (f == NULL) return;
    uint64_t k = kind, first = i == left.start, before = reading_token_class(r, i - 1), shape = c->cue->shape;
    feature_add(f, S_KIND, (k * 2 + first) * 16 + shape);
    feature_add(f, S_BEFORE, (before * 16 + k) * 2 + first);
    feature_add(f, S_WORDS, hash_join(reading_token(r, i)->form, k * 2 + first));
    feature_add(f, S_TAGS,
                hash_join(reading_token_class(r, i) * 16384 + reading_token_class(r, i + 1), before * 2 + first));
    feature_add(f, S_SIZE, (content_size(i - left.start) * 16 + content_size(left.end - i)) * 2 + first);
    feature_add(f, S_FINITE, ((finite < 3 ? finite : 3) * 8 + (skipped < 6 ? skipped : 6)) * 16 + k);
    bool headline = r->text->sentences[r->text->sentence_of[i]].headline;
    encoder_features_of_left(r, (range){i, left.end}, left.start, k, f);
    feature_add(f, S_HEADLINE, (headline * 4096 + before % 4096) * 2 + first);
}

/* The sentence's start, or later: behind a colon, a comma, a conjunction. */
range content_start(reading *r, const proposal *p, uint8_t kind, range left)
{
    choice *c = choice_begin(r, DECIDE_START, &p->cue);
    unsigned finite = 0, skipped = 0;
    uint32_t encoded = encoder_start(r);
    add_left_start(r, c, kind, left.start, left, 0, 0);
    for (uint32_t i = left.start + 1; i + 1 < left.end && c->count < START_CANDIDATES; i++) {
        const token *k = reading_token(r, i), *before = reading_token(r, i - 1);
        finite += tag_is_finite(before->tag);
        bool boundary = before->punct == PUNCT_COMMA || before->punct == PUNCT_COLON ||
                        before->punct == PUNCT_SEMICOLON || before->punct == PUNCT_DASH ||
                        k->quote_role == QUOTE_OPEN || k->tag == TAG_SCONJ || before->tag == TAG_CCONJ ||
                        before->quote_role == QUOTE_CLOSE || i == encoded;
        if (boundary && k->kind != TOKEN_PUNCT) add_left_start(r, c, kind, i, left, finite, skipped++);
        if (boundary && k->quote_role == QUOTE_OPEN) add_left_start(r, c, kind, i, left, finite, skipped++);
    }
    if (c->count == 1) return left;
    return (range){c->span[choice_make(r, c)].start, left.end};
}
