/* SPDX-License-Identifier: Apache-2.0
 *
 * acceptance.c - is a proposed cue an attribution?
 *
 * Twice: a first look (cue_is_likely) at the verb group and its neighbours
 * spares most words of the lexicon the search for a source and a content; once
 * these are known, cue_accept has the last word.
 */
#include "attribution/dependency.h"
#include "attribution/encoder.h"
#include "attribution/referent.h"

/* Of a statement that a colon or dash makes plain. */
#define PLAIN_CONFIDENCE 0.9f

enum {
    T_BIAS = 100,
    T_LEMMA,
    T_LEMMA_CONTENT,
    T_LEMMA_SHAPE,
    T_FRAMES_CONTENT,
    T_CONTENT_SOURCE,
    T_SHAPE_CONTENT,
    T_SHAPE_SOURCE,
    T_KIND_CONTENT,
    T_SURE,
    T_BEFORE,
    T_AFTER,
    T_QUOTED,
    T_NEGATED,
    T_PASSIVE,
    T_PERSON,
    T_HEADLINE,
    T_WEAK,
    T_TAG,
    T_LEMMA_SOURCE,
    T_LEMMA_AFTER,
    T_PARAGRAPH,
    T_FRAME_FIT,
    T_SOURCE_NAME,
    T_FORM,
    T_SOURCE_HEAD,
    T_OUTER,
    T_LENGTH,
    T_AUX,
    T_SOURCE_PROB,
    T_LEMMA_QUOTED,
    T_LEMMA_PASSIVE,
    T_CHILDREN,
    T_HOLD,
    T_SENSE,
    T_ENDING,
    T_OBJECT,
    T_GOVERNOR,
    T_GLANCE = 700,
    T_GLANCE_LEMMA,
    T_GLANCE_FORM,
    T_GLANCE_FRAMES,
    T_GLANCE_NEXT,
    T_GLANCE_AFTER,
    T_GLANCE_BEFORE,
    T_GLANCE_PLACE,
    T_GLANCE_SENSE,
};

/* A first look that is surer than this of a rejection is the last. */
#define GLANCE_CERTAIN 0.87f

/* The relations of a verb's arguments, as dependency_children() gives them. */
#define ARGUMENTS \
    (UINT64_C(1) << REL_OBJ | UINT64_C(1) << REL_CCOMP | UINT64_C(1) << REL_XCOMP | UINT64_C(1) << REL_OBL | \
     UINT64_C(1) << REL_NSUBJ | UINT64_C(1) << REL_EXPL | UINT64_C(1) << REL_IOBJ | UINT64_C(1) << REL_PARATAXIS)

/* Does the lexicon foresee content of this kind? */
static bool frame_fits(const cue_entry *e, uint8_t kind)
{
    uint32_t f = e->frames;
    switch (kind) {
    case CONTENT_CLAUSE: return f & FRAME_CLAUSE;
    case CONTENT_QUESTION: return f & FRAME_QUESTION;
    case CONTENT_QUOTE:
    case CONTENT_LEFT_QUOTE:
    case CONTENT_COLON: return f & (FRAME_QUOTE | FRAME_WEAKQUOTE);
    case CONTENT_FRAGMENT: return f & (FRAME_QUOTE | FRAME_WEAKQUOTE | FRAME_OBJ | FRAME_OBJ_PREP | FRAME_PREDICATE);
    case CONTENT_BOTH:
    case CONTENT_LEFT_CLAUSE: return f & (FRAME_QUOTE | FRAME_BARE | FRAME_CLAUSE | FRAME_ACCORDING);
    case CONTENT_INFINITIVE: return f & (FRAME_INF | FRAME_INF_DE | FRAME_INF_A);
    case CONTENT_PHRASE: return f & FRAME_OBJ;
    case CONTENT_BARE: return f & (FRAME_BARE | FRAME_OBJ);
    case CONTENT_PREPOSITION: return f & (FRAME_OBJ_PREP | FRAME_OF);
    case CONTENT_GERUND: return f & FRAME_GERUND;
    case CONTENT_PREDICATE: return f & FRAME_PREDICATE;
    case CONTENT_SUBJECT: return f & (FRAME_OBJ | FRAME_PASSIVE | FRAME_CLAUSE);
    case CONTENT_REST: return f & (FRAME_ACCORDING | FRAME_WEAKACCORDING);
    default: return false;
    }
}

static unsigned bucket(float p)
{
    return p < 0.3f ? 0 : p < 0.5f ? 1 : p < 0.7f ? 2 : p < 0.85f ? 3 : p < 0.95f ? 4 : 5;
}

static unsigned length_bucket(uint32_t n)
{
    return n < 4 ? n : n < 6 ? 4 : n < 10 ? 5 : n < 16 ? 6 : n < 30 ? 7 : 8;
}

static uint64_t neighbour_code(const token *t)
{
    return t->tag + 32u * t->punct;
}

static void accept_features(const reading *r, const proposal *p, features *f)
{
    const cue *c = &p->cue;
    const token *head = reading_token(r, c->head);
    uint64_t lemma = c->entry ? c->entry->lemma : 1, shape = c->shape, content = p->content_kind,
             source = p->source_kind, frames = c->entry ? c->entry->frames : 0;
    uint64_t b = 999, a = 999;
    if (c->start > r->first) b = neighbour_code(reading_token(r, c->start - 1));
    if (c->end < r->end) a = neighbour_code(reading_token(r, c->end));
    bool quoted = head->quotation >= 0, weak = frames & FRAME_WEAK;
    feature_add(f, T_BIAS, 0);
    feature_add(f, T_LEMMA, lemma);
    feature_add(f, T_LEMMA_CONTENT, hash_join(lemma, content));
    feature_add(f, T_LEMMA_SHAPE, hash_join(lemma, shape * 2 + c->passive));
    feature_add(f, T_LEMMA_SOURCE, hash_join(lemma, source));
    feature_add(f, T_LEMMA_AFTER, hash_join(lemma, a));
    feature_add(f, T_LEMMA_QUOTED, hash_join(lemma, quoted));
    feature_add(f, T_LEMMA_PASSIVE, hash_join(lemma, c->passive * 8u + c->reflexive * 4u + c->negated));
    feature_add(f, T_FORM, head->form);
    feature_add(f, T_FRAMES_CONTENT, hash_join(frames & 0xFFFF, content));
    feature_add(f, T_CONTENT_SOURCE, (content * 16 + source) * 16 + shape);
    feature_add(f, T_SHAPE_CONTENT, (shape * 16 + content) * 2 + weak);
    feature_add(f, T_SHAPE_SOURCE, (shape * 16 + source) * 2 + weak);
    feature_add(f, T_KIND_CONTENT, (c->entry ? c->entry->kind : 3u) * 16u + content);
    feature_add(f, T_SURE, bucket(p->content_probability) * 16u + content);
    feature_add(f, T_SOURCE_PROB, bucket(p->source_probability) * 16u + source);
    feature_add(f, T_BEFORE, b * 16 + shape);
    feature_add(f, T_AFTER, a * 16 + shape);
    feature_add(f, T_QUOTED, quoted * 16u + shape);
    feature_add(f, T_QUOTED, 64 + quoted * 16u + content);
    feature_add(f, T_NEGATED, c->negated * 16u + content);
    feature_add(f, T_PASSIVE, ((c->passive * 2u + c->reflexive) * 16u + content) * 16u + source);
    feature_add(f, T_WEAK, weak);
    feature_add(f, T_TAG, head->tag * 16u + shape);
    feature_add(f, T_FRAME_FIT, (c->entry && frame_fits(c->entry, p->content_kind)) * 32u + weak * 16u + shape);
    feature_add(f, T_FRAME_FIT, 100 + (c->entry && frame_fits(c->entry, p->content_kind)) * 16u + content);
    bool headline = r->text->sentences[r->text->sentence_of[c->head]].headline;
    feature_add(f, T_HEADLINE, headline * 16u + shape);
    if (r->has_tree) {
        uint64_t children = dependency_children(r, c->head), label = tree_label(&r->tree, c->head);
        uint32_t above = tree_head(&r->tree, c->head);
        const cue_word *w = above != ARC_NO_HEAD ? reading_cue_word(r, above) : NULL;
        uint64_t governor = above == ARC_NO_HEAD ? 0 : 1u + reading_token(r, above)->tag * 2u + (w && w->verb);
        uint64_t objects = children & ARGUMENTS;
        feature_add(f, T_CHILDREN, hash_join(objects, shape));
        feature_add(f, T_CHILDREN, hash_join(objects, 1000003 + lemma));
        feature_add(f, T_CHILDREN, hash_join(objects, 2000003 + content * 16 + source));
        feature_add(f, T_HOLD, (label * 16 + shape) * 64 + governor);
        feature_add(f, T_HOLD, hash_join(label, 1000003 + lemma));
        uint64_t governing = above != ARC_NO_HEAD ? reading_token(r, above)->form : 0;
        feature_add(f, T_GOVERNOR, hash_join(governing, shape));
        feature_add(f, T_HOLD, hash_join(label * 64 + governor, 2000003 + content * 16 + source));
    }
    if (p->source.end > p->source.start) {
        const token *first = reading_token(r, p->source.start), *last = reading_token(r, p->source.end - 1);
        uint64_t tags = first->tag * 32u + last->tag;
        feature_add(f, T_PERSON, hash_join(first->tag == TAG_PRON ? first->form : tags, quoted));
        feature_add(f, T_SOURCE_NAME, last->tag * 16u + content);
        feature_add(f, T_SOURCE_HEAD, last->form);
        referent who = referent_of(r, p->source);
        feature_add(f, T_SENSE, (who.sense * 16 + shape) * 2 + weak);
        feature_add(f, T_SENSE, hash_join(who.sense, 1000003 + lemma));
        feature_add(f, T_SENSE, hash_join(who.sense, 2000003 + (frames & 0xFFFF)));
        feature_add(f, T_SENSE, hash_join(who.sense, 3000003 + content * 16 + shape));
        feature_add(f, T_ENDING, hash_join(who.form, weak));
        feature_add(f, T_ENDING, hash_join(who.ending, 1000003 + (frames & 0xFFFF)));
        feature_add(f, T_ENDING, hash_join(who.ending, 2000003 + content));
    }
    if (p->content_count > 0) {
        uint32_t length = p->content[0].end - p->content[0].start;
        feature_add(f, T_LENGTH, length_bucket(length) * 16u + content);
        referent what = referent_of(r, p->content[0]);
        uint64_t first = reading_token(r, p->content[0].start)->form;
        feature_add(f, T_OBJECT, hash_join(what.form, content * 2 + weak));
        feature_add(f, T_OBJECT, hash_join(what.sense, hash_join(1000003 + content, lemma)));
        feature_add(f, T_OBJECT, hash_join(what.ending, 3000003 + content * 16 + shape));
        feature_add(f, T_OBJECT, hash_join(first, hash_join(4000003 + content, lemma)));
    }
    const token *outer = c->start > r->first + 1 ? reading_token(r, c->start - 2) : NULL;
    feature_add(f, T_OUTER, hash_join(outer ? outer->tag + 1u : 0, b) * 16 + shape);
    feature_add(f, T_GOVERNOR,
                hash_join(c->start > r->first ? reading_token(r, c->start - 1)->form : 0, 1000003 + shape));
    feature_add(f, T_AUX, hash_join(reading_token(r, c->start)->form, shape));
    encoder_features_of_cue(r, p, f);
}

/* "NAME: «...»" and "«...» - NAME" say it all: a source that is all there is
 * before the colon, or behind the dash, and a quotation of a sentence. So does
 * a later paragraph that begins with a name in capitals and a colon; those of
 * a transcript were read before (attributor.c). */
static bool is_plain(const reading *r, const proposal *p)
{
    if (p->source.end == p->source.start || p->content_count == 0) return false;
    if (p->cue.shape == SHAPE_DASH) return p->content_kind == CONTENT_LEFT_QUOTE;
    if (p->cue.shape != SHAPE_COLON || p->source.end != p->cue.start || p->source.start != r->first) return false;
    const token *first = reading_token(r, r->first);
    if (p->content_kind == CONTENT_QUOTE) return true;
    bool capitals = true;
    for (uint32_t i = p->source.start; i < p->source.end; i++)
        capitals &= (reading_token(r, i)->flags & (TOKEN_ALL_CAPITALS | TOKEN_ABBREVIATION)) != 0;
    bool turn = (first->flags & TOKEN_PARAGRAPH) && r->first > 0 && p->source.end - p->source.start <= 4 &&
                !r->text->sentences[r->text->sentence_of[r->first]].headline;
    return p->content_kind == CONTENT_COLON && turn && capitals;
}

float cue_accept(reading *r, const proposal *p, bool *accepted)
{
    if (is_plain(r, p)) {
        *accepted = true;
        return PLAIN_CONFIDENCE;
    }
    choice *c = choice_begin(r, DECIDE_CUE, &p->cue);
    choice_add(c, (range){0, 0}, 0);
    features *f = choice_add(c, (range){p->cue.start, p->cue.end}, 1);
    accept_features(r, p, f);
    size_t chosen = choice_make(r, c);
    *accepted = chosen == 1;
    return chosen == 1 ? c->probability : 1.0f - c->probability;
}

/* ---- a first look ---- */

/* Most words of the lexicon are seldom cues, and finding the source and the
 * content of one that is none is wasted. What its group and its neighbours
 * say is often enough to tell; of a text that was not learnt from it passes over
 * one cue in fifteen, which the time that is saved is worth, but where a
 * transformer takes much more. */
bool cue_is_likely(reading *r, const cue *c)
{
    if (r->attributor->patient) return true;
    const token *head = reading_token(r, c->head);
    uint64_t lemma = c->entry ? c->entry->lemma : 1, shape = c->shape, frames = c->entry ? c->entry->frames : 0;
    uint64_t before[2] = {999, 999}, after[3] = {999, 999, 999};
    uint64_t quoted = head->quotation >= 0, class = c->entry ? c->entry->class : 0;
    for (uint32_t n = 0; n < 2 && c->start - r->first > n; n++) {
        const token *k = reading_token(r, c->start - 1 - n);
        before[n] = k->tag + 32u * k->punct + 1024u * k->quote_role;
    }
    for (uint32_t n = 0; n < 3 && c->end + n < r->end; n++) {
        const token *k = reading_token(r, c->end + n);
        after[n] = k->tag + 32u * k->punct + 1024u * k->quote_role;
    }
    uint64_t next = c->end < r->end ? reading_token(r, c->end)->form : 0, mine = class * 16 + shape;
    bool before_speech = c->end < r->end && reading_token(r, c->end)->quote_role == QUOTE_OPEN;
    if (c->shape == SHAPE_DASH || (c->shape == SHAPE_COLON && before_speech)) return true;
    choice *look = choice_begin(r, DECIDE_GLANCE, c);
    choice_add(look, (range){0, 0}, 0);
    features *f = choice_add(look, (range){c->start, c->end}, 1);
    feature_add(f, T_GLANCE, mine);
    feature_add(f, T_GLANCE_LEMMA, lemma);
    feature_add(f, T_GLANCE_LEMMA, hash_join(lemma, shape * 8 + c->passive * 4u + c->reflexive * 2u + c->negated));
    feature_add(f, T_GLANCE_LEMMA, hash_join(lemma, 1000 + after[0]));
    feature_add(f, T_GLANCE_LEMMA, hash_join(lemma, 100000 + before[0]));
    feature_add(f, T_GLANCE_FORM, head->form);
    feature_add(f, T_GLANCE_FORM, hash_join(head->form, next));
    feature_add(f, T_GLANCE_FRAMES, frames * 2 + quoted);
    feature_add(f, T_GLANCE_FRAMES, hash_join(frames, 1000 + after[0]));
    feature_add(f, T_GLANCE_NEXT, hash_join(next, mine));
    feature_add(f, T_GLANCE_AFTER, hash_join(after[0] * 16384 + after[1], mine));
    feature_add(f, T_GLANCE_AFTER, hash_join(after[0] * 16384 + after[1], after[2] * 256 + mine));
    feature_add(f, T_GLANCE_BEFORE, hash_join(before[0] * 16384 + before[1], mine));
    feature_add(f, T_GLANCE_BEFORE, hash_join(before[0] * 16384 + after[0], 100003 + mine));
    feature_add(f, T_GLANCE_PLACE, ((c->start == r->first) * 2u + (c->end + 1 >= r->end)) * 256 + mine);
    feature_add(f, T_GLANCE_PLACE, (r->out->count > r->sentence_out) * 256u + mine + 10000);
    size_t chunk = reading_chunk_from(r, c->start > r->first ? c->start - 1 : r->first);
    bool adjacent = chunk < r->chunks.count && r->chunks.items[chunk].end == c->start;
    referent left = adjacent ? referent_of_head(r, r->chunks.items[chunk].head) : (referent){0};
    feature_add(f, T_GLANCE_SENSE, left.sense * 256 + mine);
    feature_add(f, T_GLANCE_SENSE, hash_join(left.sense, 1000003 + lemma));
    return choice_make(r, look) == 1 || look->probability < GLANCE_CERTAIN;
}
