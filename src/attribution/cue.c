/* SPDX-License-Identifier: Apache-2.0
 *
 * cue.c - proposes cues and accepts or rejects them.
 *
 * A cue is proposed where a word of the lexicon stands with a fitting part of
 * speech, or a colon between a short name and what it says. The cue of a verb
 * is its whole group: auxiliaries, negation, adverbs and clitics between them
 * ("n'a pas caché", "a-t-il dit", "has also said").
 */
#include "attribution/dependency.h"

/* Of a statement that a colon or dash makes plain. */
#define PLAIN_CONFIDENCE 0.9f

/* ---- the verb group ---- */

static bool is_group_word(const reading *r, uint32_t i)
{
    const token *k = reading_token(r, i);
    uint32_t g = reading_grammar(r, i);
    if (tag_is_aux(k->tag)) return true;
    if ((g & (GRAM_COMPLEMENTIZER | GRAM_QUESTION)) && !(g & GRAM_REFLEXIVE)) return false;
    if (k->tag == TAG_ADV || (g & GRAM_NEGATION)) return k->kind == TOKEN_WORD;
    if ((g & GRAM_OBJECT_CLITIC) && k->tag == TAG_PRON && !(k->flags & TOKEN_SENTENCE)) return true;
    if ((g & GRAM_OBJECT_CLITIC) && k->tag == TAG_PRON && (g & GRAM_REFLEXIVE)) return true;
    if (k->punct == PUNCT_HYPHEN) return true;
    return (k->flags & TOKEN_CLITIC) && k->tag == TAG_PRON && (g & GRAM_SUBJECT_PRONOUN) && i > r->first &&
           reading_token(r, i - 1)->punct == PUNCT_HYPHEN;
}

/* A clitic that belongs to the verb itself ("se dit", "nous nous engageons"),
 * not one that is the verb's addressee or object ("leur a dit"). */
static bool is_own_clitic(const reading *r, uint32_t i)
{
    uint32_t g = reading_grammar(r, i);
    if (!(g & GRAM_REFLEXIVE)) return false;
    if (!(g & GRAM_SUBJECT_PRONOUN)) return true;
    return i > r->first && reading_token(r, i - 1)->form == reading_token(r, i)->form;
}

/* Modal and like verbs that share a cue with their infinitive. */
static bool is_modal(const reading *r, uint32_t i)
{
    return (reading_grammar(r, i) & GRAM_MODAL) && tag_is_finite(reading_token(r, i)->tag);
}

/* Walks left from the head over auxiliaries, modals and what stands among
 * them. An adverb only counts between verb forms or directly before the
 * group. */
static uint32_t group_start(const reading *r, const cue *c)
{
    uint32_t start = c->head, i = c->head;
    bool needs_aux = c->shape != SHAPE_GERUND;
    while (i > r->first && c->head - i < 9) {
        i--;
        uint8_t tag = reading_token(r, i)->tag;
        uint32_t g = reading_grammar(r, i);
        bool modal = c->shape == SHAPE_INFINITIVE && is_modal(r, i);
        bool marker = c->shape == SHAPE_INFINITIVE && (g & GRAM_INFINITIVE_MARKER) && i > r->first &&
                      is_modal(r, i - 1);
        if (!modal && !marker && !is_group_word(r, i)) break;
        if (tag_is_aux(tag) && !needs_aux) break;
        if (tag_is_aux(tag) && tag_is_finite(reading_token(r, start)->tag) && start != c->head) break;
        if (modal || tag_is_aux(tag) || (g & GRAM_NEGATION) || is_own_clitic(r, i) ||
            (tag == TAG_ADV && i + 1 == start && !(reading_token(r, i)->flags & TOKEN_SENTENCE)))
            start = i;
        if (tag == TAG_AUX_FINITE || modal) needs_aux = false;
    }
    return start;
}

/* "a, de son côté, dénoncé": the auxiliary of a participle behind a phrase of
 * a few words, or `start`. */
static uint32_t group_start_over_phrase(const reading *r, const cue *c, uint32_t start)
{
    bool phrase = false;
    if (c->shape != SHAPE_PARTICIPLE) return start;
    for (uint32_t i = start; i-- > r->first && start - i < 8;) {
        const token *k = reading_token(r, i);
        if (k->tag == TAG_AUX_FINITE) return phrase ? i : start;
        phrase |= k->tag == TAG_ADP || k->punct == PUNCT_COMMA;
        bool fits = k->tag == TAG_ADP || k->tag == TAG_DET || k->tag == TAG_NOUN || k->tag == TAG_ADV ||
                    k->tag == TAG_ADJ || k->punct == PUNCT_COMMA || k->tag == TAG_PROPN;
        if (!fits) return start;
    }
    return start;
}

/* "en affirmant", "comme le rappelle": the word that leads a gerund, or a
 * comparison, belongs to the cue. */
static uint32_t group_start_with_leader(const reading *r, const cue *c, uint32_t start)
{
    uint32_t i = start;
    while (i > r->first && (reading_grammar(r, i - 1) & GRAM_OBJECT_CLITIC) && reading_token(r, i - 1)->tag == TAG_PRON)
        i--;
    if (i > r->first && c->shape == SHAPE_FINITE && (reading_grammar(r, i - 1) & GRAM_AS)) return i - 1;
    while (start > r->first && c->shape == SHAPE_GERUND && (reading_grammar(r, start - 1) & GRAM_GERUND_MARKER))
        start--;
    return start;
}

static uint32_t group_end(const reading *r, const cue *c)
{
    uint32_t i = c->head + 1;
    while (i < r->end) {
        const token *k = reading_token(r, i);
        uint32_t g = reading_grammar(r, i);
        bool inverted = k->punct == PUNCT_HYPHEN && i + 1 < r->end && (reading_token(r, i + 1)->flags & TOKEN_CLITIC);
        if (inverted) {
            i += 2;
            continue;
        }
        bool negation = (g & GRAM_NEGATION) && !(g & GRAM_PREVERBAL) && k->tag == TAG_ADV;
        bool like = (g & GRAM_AS) && i == c->head + 1 && c->entry != NULL && (c->entry->frames & FRAME_PREDICATE);
        if (!negation && !like) break;
        i++;
    }
    return i;
}

static void group_read(const reading *r, cue *c)
{
    c->subject = UINT32_MAX;
    for (uint32_t i = c->start; i < c->end; i++) {
        const token *k = reading_token(r, i);
        uint32_t g = reading_grammar(r, i);
        if (g & GRAM_NEGATION) c->negated = true;
        if ((g & GRAM_REFLEXIVE) && i < c->head) c->reflexive = true;
        if (tag_is_aux(k->tag) && (g & GRAM_BE)) c->passive = c->shape != SHAPE_GERUND;
        if (tag_is_aux(k->tag) && (g & GRAM_HAVE)) c->perfect = true;
        if ((k->flags & TOKEN_CLITIC) && i > c->start && reading_token(r, i - 1)->punct == PUNCT_HYPHEN &&
            (g & GRAM_SUBJECT_PRONOUN))
            c->subject = i;
    }
    if (c->reflexive) c->passive = false;
}

/* ---- proposing ---- */

/* Is token i right behind a quotation, and before a phrase? */
static bool stands_inverted(const reading *r, uint32_t i)
{
    uint32_t before = i;
    if (before > r->first && reading_token(r, before - 1)->punct == PUNCT_COMMA) before--;
    if (before == r->first || reading_token(r, before - 1)->quote_role != QUOTE_CLOSE || i + 1 >= r->end) return false;
    uint8_t next = reading_token(r, i + 1)->tag;
    return next == TAG_DET || next == TAG_PROPN || next == TAG_PRON;
}

static bool verb_shape(const reading *r, uint32_t i, const cue_word *w, cue *c)
{
    switch (reading_token(r, i)->tag) {
    case TAG_VERB_FINITE:
    case TAG_AUX_FINITE: c->shape = SHAPE_FINITE; break;
    case TAG_VERB_INFINITIVE:
    case TAG_AUX_INFINITIVE: c->shape = SHAPE_INFINITIVE; break;
    case TAG_VERB_PARTICIPLE:
    case TAG_AUX_PARTICIPLE: c->shape = SHAPE_PARTICIPLE; break;
    case TAG_VERB_GERUND:
    case TAG_AUX_GERUND: c->shape = SHAPE_GERUND; break;
    case TAG_NOUN: /* «...», juge X: an inverted verb of the lexicon that was taken for a noun */
        if (w->form != FORM_FINITE || !stands_inverted(r, i)) return false;
        c->shape = SHAPE_FINITE;
        break;
    case TAG_ADJ: /* taggers take participles for adjectives */
        if (w->form != FORM_PARTICIPLE && w->form != FORM_PAST) return false;
        c->shape = SHAPE_PARTICIPLE;
        break;
    default: return false;
    }
    return true;
}

static uint8_t shape_with_auxiliaries(const reading *r, const cue *c)
{
    for (uint32_t i = c->start; i < c->head; i++) {
        uint8_t tag = reading_token(r, i)->tag;
        if (tag == TAG_AUX_FINITE) return SHAPE_FINITE;
        if (tag == TAG_AUX_INFINITIVE) return SHAPE_INFINITIVE;
        if (tag == TAG_AUX_GERUND) return SHAPE_GERUND;
    }
    return c->shape;
}

static uint8_t group_plural(const reading *r, const cue *c)
{
    for (uint32_t i = c->start; i < c->end; i++) {
        const cue_word *w = reading_cue_word(r, i);
        if (i == c->head && w != NULL && w->form == FORM_FINITE) return w->plural;
    }
    return 0;
}

/* The phrase that goes on after token i with `entry`'s words; its end or 0.
 * Adverbs may stand between a verb and its phrase. */
static uint32_t phrase_end(const reading *r, const cue_entry *entry, uint32_t i)
{
    uint32_t at = i + 1;
    for (unsigned w = 0; w < entry->word_count; w++, at++) {
        while (w == 0 && at < r->end && reading_token(r, at)->tag == TAG_ADV &&
               reading_token(r, at)->word != entry->words[0] && at - i < 4)
            at++;
        if (at >= r->end) return 0;
        const token *k = reading_token(r, at);
        if (k->word == entry->words[w]) continue;
        /* contractions: "du" for "de" */
        uint32_t class = reading_grammar(r, at) & (GRAM_GENITIVE | GRAM_TO);
        const token like = {.word = entry->words[w]};
        if (class == 0 || w + 1 < entry->word_count) return 0;
        if (!(grammar_of(r->attributor->grammar, &like) & class)) return 0;
    }
    return at;
}

/* Is token i a modal whose infinitive is a cue itself? */
static bool yields_to_infinitive(const reading *r, uint32_t i)
{
    if (!is_modal(r, i)) return false;
    for (uint32_t j = i + 1; j < r->end && j < i + 5; j++) {
        const token *k = reading_token(r, j);
        const cue_word *w = reading_cue_word(r, j);
        if (k->tag == TAG_VERB_INFINITIVE)
            return w != NULL && w->verb != 0 && !(r->attributor->lexicon->entries[w->verb].frames & FRAME_WEAK);
        if (!is_group_word(r, j) && !(reading_grammar(r, j) & GRAM_INFINITIVE_MARKER)) return false;
    }
    return false;
}

static bool propose_verb(const reading *r, uint32_t i, const cue_word *w, cue *c)
{
    *c = (cue){.head = i, .start = i, .end = i + 1};
    if (!verb_shape(r, i, w, c) || yields_to_infinitive(r, i)) return false;
    c->entry = &r->attributor->lexicon->entries[w->verb];
    c->start = group_start_over_phrase(r, c, group_start(r, c));
    c->end = group_end(r, c);
    c->shape = shape_with_auxiliaries(r, c);
    group_read(r, c);
    c->start = group_start_with_leader(r, c, c->start);
    if (reading_grammar(r, c->start) & GRAM_AS) c->shape = SHAPE_AS;
    c->plural = group_plural(r, c);
    uint32_t longest = 0;
    for (uint16_t next = c->entry->next; next != 0; next = r->attributor->lexicon->entries[next].next) {
        uint32_t end = phrase_end(r, &r->attributor->lexicon->entries[next], i);
        if (end > longest) {
            longest = end;
            c->entry = &r->attributor->lexicon->entries[next];
        }
    }
    if (longest > c->end) c->end = longest;
    return longest > 0 || !(c->entry->frames & FRAME_HEAD);
}

static bool propose_phrase(const reading *r, uint32_t i, const cue_word *w, cue *c)
{
    uint32_t longest = 0;
    const cue_entry *found = NULL;
    for (uint16_t next = w->phrase; next != 0; next = r->attributor->lexicon->entries[next].next) {
        const cue_entry *e = &r->attributor->lexicon->entries[next];
        uint32_t end = phrase_end(r, e, i);
        if (end > longest) {
            longest = end;
            found = e;
        }
    }
    if (found == NULL) return false;
    bool according = (found->frames & (FRAME_ACCORDING | FRAME_WEAKACCORDING)) != 0;
    *c = (cue){.entry = found, .head = i, .start = i, .end = longest, .subject = UINT32_MAX};
    c->shape = according ? SHAPE_ACCORDING : tag_is_verb(reading_token(r, i)->tag) ? SHAPE_FINITE : SHAPE_ADJECTIVE;
    return true;
}

static bool propose_noun(const reading *r, uint32_t i, const cue_word *w, cue *c)
{
    uint8_t tag = reading_token(r, i)->tag;
    if (w->noun != 0 && tag == TAG_NOUN) {
        *c = (cue){.entry = &r->attributor->lexicon->entries[w->noun], .shape = SHAPE_NOUN};
        if (!(c->entry->frames & ~(uint32_t)(FRAME_DOCUMENT | FRAME_CHANNEL | FRAME_WEAK))) return false;
    } else if (w->adjective != 0 && (tag == TAG_ADJ || tag == TAG_VERB_PARTICIPLE || tag == TAG_ADV)) {
        *c = (cue){.entry = &r->attributor->lexicon->entries[w->adjective], .shape = SHAPE_ADJECTIVE};
    } else {
        return false;
    }
    c->head = c->start = i;
    c->end = i + 1;
    c->subject = UINT32_MAX;
    if (c->shape == SHAPE_NOUN && i > r->first && (reading_grammar(r, i - 1) & GRAM_CUE_ARTICLE)) c->start--;
    if (c->shape == SHAPE_ADJECTIVE) {
        c->start = group_start(r, c);
        for (uint32_t j = c->start; j < i; j++) c->negated |= (reading_grammar(r, j) & GRAM_NEGATION) != 0;
    }
    return true;
}

/* "NAME: ..." - the colon is the cue when no verb stands before it. */
static bool propose_colon(const reading *r, uint32_t i, cue *c)
{
    if (reading_token(r, i)->punct != PUNCT_COLON || i == r->first || i - r->first > 14) return false;
    for (uint32_t j = r->first; j < i; j++)
        if (tag_is_finite(reading_token(r, j)->tag)) return false;
    *c = (cue){.head = i, .start = i, .end = i + 1, .shape = SHAPE_COLON, .subject = UINT32_MAX};
    return true;
}

/* "..." - NAME: a dash between a quotation and the name that ends the
 * sentence. */
static bool propose_dash(const reading *r, uint32_t i, cue *c)
{
    if (reading_token(r, i)->punct != PUNCT_DASH || i == 0 || reading_token(r, i - 1)->quote_role != QUOTE_CLOSE)
        return false;
    if (i + 1 >= r->end || r->end - i > 16 || reading_token(r, i + 1)->tag != TAG_PROPN) return false;
    for (uint32_t j = i + 1; j < r->end; j++)
        if (tag_is_finite(reading_token(r, j)->tag)) return false;
    *c = (cue){.head = i, .start = i, .end = i + 1, .shape = SHAPE_DASH, .subject = UINT32_MAX};
    return true;
}

/* Any verb can say who speaks from where it stands beside direct speech:
 * «...», soupire X; "...," quipped X; X conclut : «...». */
static bool stands_beside_speech(const reading *r, const cue *c)
{
    uint32_t before = c->start;
    if (c->shape != SHAPE_FINITE) return false;
    if (c->end + 1 < r->end && reading_token(r, c->end)->punct == PUNCT_COLON &&
        reading_token(r, c->end + 1)->quote_role == QUOTE_OPEN)
        return true;
    if (before > r->first && reading_token(r, before - 1)->punct == PUNCT_COMMA) before--;
    bool closed = before > r->first && reading_token(r, before - 1)->quote_role == QUOTE_CLOSE;
    bool inside = before < c->start && reading_token(r, c->head)->quotation >= 0;
    if (!closed && !inside) return false;
    if (c->subject != UINT32_MAX) return true;
    if (c->end >= r->end) return false;
    size_t next = reading_chunk_from(r, c->end);
    return next < r->chunks.count && r->chunks.items[next].start == c->end;
}

static bool propose_any_verb(const reading *r, uint32_t i, cue *c)
{
    static const cue_word none = {0};
    uint8_t tag = reading_token(r, i)->tag;
    bool verb = tag == TAG_VERB_FINITE || tag == TAG_VERB_PARTICIPLE;
    return verb && r->has_quotes && propose_verb(r, i, &none, c) && stands_beside_speech(r, c);
}

bool cue_propose(const reading *r, uint32_t i, cue *out)
{
    static const cue_word none = {0};
    const cue_word *w = reading_cue_word(r, i);
    if (reading_token(r, i)->kind == TOKEN_PUNCT) return propose_colon(r, i, out) || propose_dash(r, i, out);
    if (w == NULL) w = &none;
    if (w->phrase != 0 && propose_phrase(r, i, w, out)) return true;
    if (w->verb != 0 && propose_verb(r, i, w, out)) return true;
    return propose_noun(r, i, w, out) || (w->verb == 0 && propose_any_verb(r, i, out));
}

/* ---- accepting ---- */

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
    T_GLANCE = 700,
    T_GLANCE_LEMMA,
    T_GLANCE_FORM,
    T_GLANCE_FRAMES,
    T_GLANCE_NEXT,
    T_GLANCE_AFTER,
    T_GLANCE_BEFORE,
    T_GLANCE_PLACE,
};

/* A first look that is surer than this of a rejection is the last. */
#define GLANCE_CERTAIN 0.8f

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
        feature_add(f, T_HOLD, hash_join(label * 64 + governor, 2000003 + content * 16 + source));
    }
    if (p->source.end > p->source.start) {
        const token *first = reading_token(r, p->source.start), *last = reading_token(r, p->source.end - 1);
        uint64_t tags = first->tag * 32u + last->tag;
        feature_add(f, T_PERSON, hash_join(first->tag == TAG_PRON ? first->form : tags, quoted));
        feature_add(f, T_SOURCE_NAME, last->tag * 16u + content);
        feature_add(f, T_SOURCE_HEAD, last->form);
    }
    if (p->content_count > 0) {
        uint32_t length = p->content[0].end - p->content[0].start;
        feature_add(f, T_LENGTH, length_bucket(length) * 16u + content);
    }
    const token *outer = c->start > r->first + 1 ? reading_token(r, c->start - 2) : NULL;
    feature_add(f, T_OUTER, hash_join(outer ? outer->tag + 1u : 0, b) * 16 + shape);
    feature_add(f, T_AUX, hash_join(reading_token(r, c->start)->form, shape));
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
 * say is often enough to tell. */
bool cue_is_likely(reading *r, const cue *c)
{
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
    return choice_make(r, look) == 1 || look->probability < GLANCE_CERTAIN;
}
