/* SPDX-License-Identifier: Apache-2.0
 *
 * attributor.c - runs attribution over a text, sentence by sentence; see
 * reading.h for the method.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "attribution/encoder.h"
#include "selon.h"

/* How many statements on either side may hold a statement's cue. */
#define PARENT_WINDOW 12
/* A speaker's name before a colon in a transcript. */
#define TURN_NAME 4
#define TURN_CONFIDENCE 0.9f
/* A longer quotation around a cue is not taken as its content whole. */
#define QUOTATION_TOKENS 3000

/* ---- choices ---- */

/* choice_begin() and choice_add() clear what is used. */
static choice *choice_new(arena *a, const attributor *t)
{
    choice *c = ARENA_ARRAY(a, choice, 1);
    c->model = &t->model;
    c->kept = t->observer != NULL ? ARENA_ARRAY(a, kept_features, 1) : NULL;
    return c;
}

#define RAISED 1000

/* Raised subjects are seen by the same features as sources, with weights of
 * their own. */
static void features_rename(features *all)
{
    for (feature *f = all->items; f < all->end; f++) feature_rename(f, RAISED);
}

void choice_settle(choice *c)
{
    size_t i = c->count - 1;
    assert(features_count(&c->features) <= FEATURES_MAX);
    if (c->decision == DECIDE_RAISED) features_rename(&c->features);
    c->score[i] = linear_score(c->model, &c->features);
    if (c->kept == NULL) return;
    uint32_t n = 0;
    for (const feature *f = c->features.items; f < c->features.end; f++) c->kept->hash[i][n++] = feature_hash(f);
    c->kept->count[i] = n;
}

size_t choice_make(reading *r, choice *c)
{
    const attributor *t = r->attributor;
    float total = 0;
    size_t best = 0;
    assert(c->count > 0); /* there is always "none", or the end of the sentence */
    choice_settle(c);
    for (size_t i = 1; i < c->count; i++)
        if (c->score[i] > c->score[best]) best = i;
    for (size_t i = 0; i < c->count; i++) total += i == best ? 1 : expf(c->score[i] - c->score[best]);
    size_t chosen = best;
    if (t->observer != NULL) {
        size_t told = t->observer(t->observer_payload, c);
        if (told < c->count) chosen = told;
    }
    c->probability = (chosen == best ? 1 : expf(c->score[chosen] - c->score[best])) / total;
    return chosen;
}

uint32_t reading_grammar_outside(const reading *r, uint32_t i)
{
    return grammar_of(r->attributor->grammar, &r->text->tokens[i]);
}

uint64_t reading_token_class_outside(const reading *r, uint32_t i)
{
    return i < r->first || i >= r->end ? 9999 : token_class(reading_token(r, i));
}

/* A transcript: at least two paragraphs begin with up to four words, one of
 * them a name, and a colon. */
static bool text_has_turns(const text *t)
{
    unsigned turns = 0;
    for (uint32_t i = 0; i < t->paragraph_count && turns < 2; i++) {
        const paragraph *p = &t->paragraphs[i];
        bool name = false;
        for (uint32_t j = p->first; j < p->end && j < p->first + 5; j++) {
            const token *k = &t->tokens[j];
            name |= k->tag == TAG_PROPN || (k->flags & TOKEN_ALL_CAPITALS);
            if (k->punct != PUNCT_COLON) continue;
            turns += name && p->end - j > 3;
            break;
        }
    }
    return turns >= 2;
}

/* ---- one sentence ---- */

static bool stretch_has_cue(const reading *r, range s)
{
    for (uint32_t i = s.start; i < s.end; i++) {
        const cue_word *w = reading_cue_word(r, i);
        if (w != NULL && (w->verb | w->noun | w->adjective | w->phrase) != 0) return true;
        uint8_t mark = reading_token(r, i)->punct;
        if (mark == PUNCT_COLON || mark == PUNCT_DASH || reading_token(r, i)->quotation >= 0) return true;
    }
    return false;
}

static void stretch_signs(reading *r)
{
    r->has_quotes = false;
    r->signs_first = r->first;
    r->signs_count = r->end - r->first;
    for (uint32_t i = r->first; i < r->end; i++) {
        const token *k = reading_token(r, i);
        r->signs[i - r->first] = (token_sign){grammar_of(r->attributor->grammar, k), token_class(k), token_between(k)};
        r->has_quotes |= k->quotation >= 0 || k->quote_role != QUOTE_NO;
    }
}

static void stretch_chunks(reading *r, range s)
{
    r->first = s.start;
    r->end = s.end;
    stretch_signs(r);
    r->chunks.count = 0;
    r->has_tree = false;
    chunk_find(r->arena, r->attributor->grammar, r->text, s.start, s.end, &r->chunks);
    size_t c = 0;
    for (uint32_t i = s.start; i < s.end; i++) {
        while (c < r->chunks.count && r->chunks.items[c].end <= i) c++;
        r->chunk_of[i - s.start] = (uint32_t)c;
    }
}

static bool is_edge(const token *k)
{
    return k->punct == PUNCT_COMMA || k->punct == PUNCT_SEMICOLON || k->punct == PUNCT_COLON ||
           k->punct == PUNCT_DASH || k->punct == PUNCT_BULLET;
}

/* The content's spans: cut at sentences, without separators at the edges and
 * without the source and cue where they stand inside. */
static void content_cut(reading *r, const proposal *p, attribution *st)
{
    VEC(range) spans = {0};
    for (unsigned n = 0; n < p->content_count; n++) {
        for (uint32_t i = p->content[n].start; i < p->content[n].end;) {
            uint32_t stop = r->text->sentences[r->text->sentence_of[i]].end;
            if (stop > p->content[n].end) stop = p->content[n].end;
            range span = {i, stop};
            while (span.start < span.end && is_edge(reading_token(r, span.start))) span.start++;
            while (span.end > span.start && is_edge(reading_token(r, span.end - 1))) span.end--;
            if (span.end > span.start) VEC_PUSH(r->arena, &spans, span);
            i = stop;
        }
    }
    st->content = spans.items;
    st->content_count = (uint32_t)spans.count;
}

/* Direct when all words are quoted deeper than the cue is, indirect when none,
 * else mixed. */
static uint8_t content_type(const reading *r, const proposal *p, const attribution *st)
{
    uint32_t quoted = 0, plain = 0;
    int32_t base = p->cue.end > p->cue.start ? reading_token(r, p->cue.head)->quotation : -1;
    if (p->content_kind == CONTENT_BOTH || p->content_kind == CONTENT_LEFT_CLAUSE) base = -1;
    for (uint32_t n = 0; n < st->content_count; n++)
        for (uint32_t i = st->content[n].start; i < st->content[n].end; i++) {
            const token *k = reading_token(r, i);
            if (k->kind == TOKEN_PUNCT) continue;
            if (k->quotation >= 0 && k->quotation != base)
                quoted++;
            else
                plain++;
        }
    bool headline = r->text->sentences[r->text->sentence_of[p->cue.head]].headline;
    if (p->content_kind == CONTENT_COLON && (!headline || r->has_turns)) return SELON_DIRECT;
    return quoted == 0 ? SELON_INDIRECT : plain == 0 ? SELON_DIRECT : SELON_MIXED;
}

/* «..., a-t-il dit. ...»: one pair of marks around the cue. What the speaker
 * goes on to say in the next sentences, up to the closing mark, is content. */
static void content_go_on(const reading *r, proposal *p)
{
    int32_t q = reading_token(r, p->cue.head)->quotation;
    bool left = p->content_kind == CONTENT_LEFT_CLAUSE || p->content_kind == CONTENT_BOTH;
    if (q < 0 || !left || p->content_count == 0 || p->content_count > 2) return;
    const quotation *mark = &r->text->quotations[q];
    if (mark->end - mark->open > QUOTATION_TOKENS) return;
    bool whole = mark->open <= p->content[0].start && p->content[0].start <= mark->open + 1;
    uint32_t earlier = r->text->sentences[r->text->sentence_of[p->cue.head]].first;
    bool interposed = whole || (mark->open < earlier && p->content[0].start == earlier);
    if (!interposed || mark->end <= r->end) return;
    range *last = &p->content[p->content_count - 1];
    if (last->end <= r->end)
        p->content[p->content_count++] = (range){r->end, mark->end};
    else if (last->end < mark->end) /* it has gone on by itself, but not to the mark */
        last->end = mark->end;
    if (!whole) p->content[0].start = mark->open; /* it began sentences before */
}

/* What a speaker of a transcript says goes on to the end of the paragraph. */
static void turn_go_on(const reading *r, proposal *p)
{
    bool turn = p->cue.shape == SHAPE_COLON && p->content_kind == CONTENT_COLON && p->content_count == 1 &&
                r->has_turns;
    if (!turn || !(reading_token(r, r->first)->flags & TOKEN_PARAGRAPH)) return;
    const sentence *s = &r->text->sentences[r->text->sentence_of[r->first]];
    p->content[0].end = r->text->paragraphs[s->paragraph].end;
}

/* "parle d'une crise", "se félicite de « la sagesse... »": the preposition
 * between a cue and nominal content belongs to the cue. */
static void take_preposition(const reading *r, proposal *p)
{
    if (p->content_count == 0 || p->cue.end >= r->end) return;
    range *first = &p->content[0];
    bool inside = p->content_kind == CONTENT_PREPOSITION && first->start == p->cue.end && first->end > p->cue.end + 1;
    bool between = (p->content_kind == CONTENT_QUOTE || p->content_kind == CONTENT_FRAGMENT ||
                    p->content_kind == CONTENT_PHRASE) &&
                   first->start == p->cue.end + 1 && reading_token(r, p->cue.end)->tag == TAG_ADP;
    if (!inside && !between) return;
    p->cue.end++;
    if (inside) first->start++;
}

/* "regrette vivement que": an adverb between a verb and its content is part of
 * the cue. */
static void take_adverb(const reading *r, proposal *p)
{
    uint32_t i = p->cue.end;
    if (p->content_count == 0 || p->cue.shape != SHAPE_FINITE || i + 1 >= r->end) return;
    if (reading_token(r, i)->tag != TAG_ADV || reading_token(r, i)->kind != TOKEN_WORD || r->time_of[i] != 0) return;
    if (p->content[0].start == i + 1) p->cue.end++;
}

static void statement_add(reading *r, proposal *p, float confidence)
{
    attribution st = {.confidence = confidence, .negated = p->cue.negated, .parent = -1, .speaker = -1};
    st.same_speaker_as = -1;
    st.evidence = (attribution_evidence){p->cue.shape, p->source_kind,
                                         p->cue.entry != NULL && (p->cue.entry->frames & FRAME_WEAK) != 0};
    st.source = p->source;
    st.antecedent = p->antecedent;
    content_go_on(r, p);
    turn_go_on(r, p);
    take_adverb(r, p);
    take_preposition(r, p);
    source_raise(r, p);
    extent_choose(r, p);
    st.cue = (range){p->cue.start, p->cue.end};
    content_cut(r, p, &st);
    if (st.content_count == 0) return;
    circumstance_find(r, p, &st);
    st.type = content_type(r, p, &st);
    st.kind = kind_choose(r, p, &st);
    VEC_PUSH(r->arena, r->out, st);
}

/* A paragraph of a transcript: the name before its colon speaks, and there is
 * nothing to choose. */
static bool turn_read(const reading *r, proposal *p)
{
    const cue *c = &p->cue;
    bool turn = r->has_turns && c->shape == SHAPE_COLON && c->start - r->first <= TURN_NAME && c->end < r->end &&
                (reading_token(r, r->first)->flags & TOKEN_PARAGRAPH);
    bool name = false;
    for (uint32_t i = r->first; turn && i < c->start; i++) {
        name |= reading_token(r, i)->tag == TAG_PROPN || (reading_token(r, i)->flags & TOKEN_ALL_CAPITALS);
        turn = reading_token(r, i)->kind != TOKEN_PUNCT;
    }
    if (!turn || !name) return false;
    p->source = (range){r->first, c->start};
    p->source_kind = SOURCE_LEFT;
    p->shared = -1;
    p->content[0] = (range){c->end, r->end};
    p->content_count = 1;
    p->content_kind = reading_token(r, c->end)->quote_role == QUOTE_OPEN ? CONTENT_QUOTE : CONTENT_COLON;
    p->content_probability = p->end_probability = 1;
    return true;
}

static bool cue_is_taken(const reading *r, const cue *c)
{
    for (size_t i = r->out->count; i-- > r->sentence_out;) {
        range taken = r->out->items[i].cue;
        if (taken.start < c->end && taken.end > c->start) return true;
    }
    return false;
}

/* The dependencies of the stretch, once a cue needs them. */
static void stretch_parse(reading *r)
{
    if (r->has_tree || r->attributor->parser == NULL) return;
    parser_parse(r->attributor->parser, r->text, r->first, r->end, r->arcs);
    tree_build(r->arena, &r->tree, r->arcs, r->first, r->end);
    r->has_tree = true;
}

/* Is it worth asking whether token i is a cue? Of most it is not. */
static inline bool may_be_cue(const reading *r, uint32_t i)
{
    const token *k = reading_token(r, i);
    if (k->kind == TOKEN_PUNCT) return k->punct == PUNCT_COLON || k->punct == PUNCT_DASH;
    const cue_word *w = reading_cue_word(r, i);
    if (w != NULL && (w->verb | w->noun | w->adjective | w->phrase) != 0) return true;
    return r->has_quotes && (k->tag == TAG_VERB_FINITE || k->tag == TAG_VERB_PARTICIPLE);
}

/* Reads one stretch of tokens: a sentence, or a piece of an endless one. */
static void stretch_read(reading *r, range s)
{
    r->sentence_out = r->out->count;
    if (!stretch_has_cue(r, s)) return;
    stretch_chunks(r, s);
    for (uint32_t i = s.start; i < s.end; i++) {
        if (!may_be_cue(r, i)) continue;
        proposal p = {0};
        bool accepted;
        if (!cue_propose(r, i, &p.cue) || cue_is_taken(r, &p.cue)) continue;
        if (turn_read(r, &p)) {
            r->encoding = NULL;
            statement_add(r, &p, TURN_CONFIDENCE);
            continue;
        }
        if (!cue_is_likely(r, &p.cue)) continue;
        stretch_parse(r);
        if (r->attributor->look != NULL) r->attributor->look(r->attributor->look_payload, r, &p.cue);
        encoder_read(r, &p.cue);
        source_choose(r, &p);
        content_choose(r, &p);
        float confidence = cue_accept(r, &p, &accepted);
        if (accepted && p.content_count > 0) statement_add(r, &p, confidence);
    }
}

/* Sentences of a usual length are read whole; an endless one in pieces, cut at
 * punctuation where there is some, so that the time a cue takes is bounded. */
static void sentence_read(reading *r, const sentence *s)
{
    for (uint32_t first = s->first; first < s->end;) {
        uint32_t end = s->end;
        if (end - first > STRETCH_TOKENS) {
            end = first + STRETCH_TOKENS;
            while (end > first + STRETCH_TOKENS / 2 && reading_token(r, end - 1)->kind != TOKEN_PUNCT) end--;
        }
        stretch_read(r, (range){first, end});
        first = end;
    }
}

/* ---- the whole text ---- */

static int statement_order(const void *a, const void *b)
{
    const attribution *x = a, *y = b;
    uint32_t i = x->content[0].start, j = y->content[0].start;
    if (x->source.end > x->source.start && x->source.start < i) i = x->source.start;
    if (y->source.end > y->source.start && y->source.start < j) j = y->source.start;
    if (x->cue.end > x->cue.start && x->cue.start < i) i = x->cue.start;
    if (y->cue.end > y->cue.start && y->cue.start < j) j = y->cue.start;
    if (i != j) return i < j ? -1 : 1;
    return x->cue.start < y->cue.start ? -1 : x->cue.start > y->cue.start;
}

static bool content_holds(const attribution *outer, range cue)
{
    for (uint32_t n = 0; n < outer->content_count; n++)
        if (outer->content[n].start <= cue.start && cue.end <= outer->content[n].end) return true;
    return false;
}

static uint32_t content_size(const attribution *st)
{
    return st->content[st->content_count - 1].end - st->content[0].start;
}

static void statements_nest(attribution_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        attribution *st = &list->items[i];
        if (st->cue.end == st->cue.start) continue;
        size_t from = i > PARENT_WINDOW ? i - PARENT_WINDOW : 0;
        for (size_t j = from; j < list->count && j <= i + PARENT_WINDOW; j++) {
            if (j == i || !content_holds(&list->items[j], st->cue)) continue;
            if (st->parent < 0 || content_size(&list->items[j]) < content_size(&list->items[st->parent]))
                st->parent = (int32_t)j;
        }
    }
}

/* Two statements may hold each other's cue, and more than two in a ring. The
 * longest content of a ring is the outermost: it loses its parent. Each
 * statement is walked over once, marked with the walk that came by. */
static void rings_cut(const reading *r)
{
    attribution *items = r->out->items;
    uint32_t *walk_of = ARENA_ZARRAY(r->arena, uint32_t, r->out->count + 1);
    for (uint32_t i = 0; i < r->out->count; i++) {
        int32_t at = (int32_t)i;
        for (; at >= 0 && walk_of[at] == 0; at = items[at].parent) walk_of[at] = i + 1;
        if (at < 0 || walk_of[at] != i + 1) continue;
        int32_t outer = at;
        for (int32_t k = items[at].parent; k != at; k = items[k].parent)
            if (content_size(&items[k]) > content_size(&items[outer])) outer = k;
        items[outer].parent = -1;
    }
}

/* Sorts, keeping same_speaker_as true. */
static void statements_sort(reading *r)
{
    attribution_list *list = r->out;
    bool sorted = true;
    for (size_t i = 0; i < list->count; i++) {
        list->items[i].parent = (int32_t)i; /* where it was */
        if (i > 0 && statement_order(&list->items[i - 1], &list->items[i]) > 0) sorted = false;
    }
    if (!sorted) qsort(list->items, list->count, sizeof *list->items, statement_order);
    int32_t *now = ARENA_ARRAY(r->arena, int32_t, list->count + 1);
    for (size_t i = 0; i < list->count; i++) now[list->items[i].parent] = (int32_t)i;
    for (size_t i = 0; i < list->count; i++) {
        attribution *st = &list->items[i];
        st->parent = -1;
        if (st->same_speaker_as >= 0) st->same_speaker_as = now[st->same_speaker_as];
    }
}

void attributor_run(const attributor *t, arena *a, const text *x, const timex_list *times, attribution_list *out)
{
    reading r = {.attributor = t, .arena = a, .text = x, .times = times, .out = out};
    r.arcs = ARENA_ARRAY(a, arc, STRETCH_TOKENS + 1);
    r.chunk_of = ARENA_ARRAY(a, uint32_t, STRETCH_TOKENS + 1);
    r.signs = ARENA_ARRAY(a, token_sign, STRETCH_TOKENS + 1);
    r.choice = choice_new(a, t);
    r.time_of = ARENA_ZARRAY(a, uint32_t, x->token_count + 1);
    for (size_t i = 0; times != NULL && i < times->count; i++)
        for (uint32_t j = times->items[i].tokens.start; j < times->items[i].tokens.end; j++)
            r.time_of[j] = (uint32_t)i + 1;
    r.has_turns = text_has_turns(x);
    for (uint32_t i = 0; i < x->sentence_count; i++) sentence_read(&r, &x->sentences[i]);
    quoted_finish(&r);
    statements_sort(&r);
    statements_nest(out);
    rings_cut(&r);
    for (size_t i = 0; i < out->count; i++)
        out->items[i].confidence = confidence_of_statement(&t->confidence, &out->items[i]);
}

int attributor_weights_load(attributor *t, const void *bytes, size_t size)
{
    int error = linear_model_load(&t->model, bytes, size);
    t->confidence = (confidence_map){0};
    return error == SELON_OK ? confidence_map_load(&t->confidence, t->model.more, t->model.more_size) : error;
}

void attributor_prepare(const attributor *t, text *x)
{
    grammar_tag_adverbials(t->grammar, x);
}

attributor *attributor_load(arena *a, vocabulary *v, const attributor_resources *files, int *error)
{
    attributor *t = ARENA_NEW(a, attributor);
    t->parser = files->parser;
    t->nouns = files->nouns;
    t->network = files->network;
    t->transformer = files->transformer;
    t->pieces = files->pieces;
    t->patient = files->patient;
    t->grammar = grammar_load(a, v, files->grammar, files->grammar_size, error);
    if (*error != SELON_OK) return NULL;
    t->lexicon = cue_lexicon_load(a, v, files->cues, files->cues_size, error);
    if (*error != SELON_OK) return NULL;
    if (files->weights != NULL) *error = attributor_weights_load(t, files->weights, files->weights_size);
    return *error == SELON_OK ? t : NULL;
}
