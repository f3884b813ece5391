/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_group.c - the words that make up the cue of a verb.
 *
 * From the verb, the group is walked to the left over auxiliaries, negation,
 * adverbs, clitics, and the verbs that share a cue with their infinitive ("a
 * tenu à saluer"), and to the right over inverted clitics and negation.
 */
#include "attribution/verb_group.h"

bool group_has_word(const reading *r, uint32_t i)
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

/* A clitic that belongs to the verb itself ("se dit", "y voit", "nous nous engageons"),
 * not one that is the verb's addressee or object ("leur a dit"). */
static bool is_own_clitic(const reading *r, uint32_t i)
{
    uint32_t g = reading_grammar(r, i);
    if (g & GRAM_OWN_CLITIC) return reading_token(r, i)->tag == TAG_PRON;
    if (!(g & GRAM_REFLEXIVE)) return false;
    if (!(g & GRAM_SUBJECT_PRONOUN)) return true;
    return i > r->first && reading_token(r, i - 1)->form == reading_token(r, i)->form;
}

/* Modal and like verbs that share a cue with their infinitive, in any form:
 * "doit constater", "a tenu à saluer", "refusant de dire". */
bool group_is_modal(const reading *r, uint32_t i)
{
    if (!(reading_grammar(r, i) & GRAM_MODAL)) return false;
    uint8_t tag = reading_token(r, i)->tag;
    return tag_is_finite(tag) || tag == TAG_VERB_PARTICIPLE || tag == TAG_AUX_PARTICIPLE || tag == TAG_VERB_GERUND ||
           tag == TAG_AUX_GERUND;
}

static bool tag_is_gerund(uint8_t tag)
{
    return tag == TAG_VERB_GERUND || tag == TAG_AUX_GERUND;
}

/* The auxiliary of a participle that adverbs part from it was taken for a verb: "a pour sa part
 * condamné". */
static bool is_parted_aux(const reading *r, const cue *c, uint32_t i)
{
    return c->shape == SHAPE_PARTICIPLE && i + 1 < c->head && reading_token(r, i)->tag == TAG_VERB_FINITE &&
           (reading_grammar(r, i) & (GRAM_HAVE | GRAM_BE)) && reading_token(r, i + 1)->own_tag != 0;
}

/* Does the auxiliary at `i` belong to the group, of which `verb` is the first
 * verb so far? A gerund only has one where it makes a progressive: "is saying". */
static bool group_takes_aux(const reading *r, uint32_t i, uint32_t verb, bool needs_aux)
{
    if (tag_is_gerund(reading_token(r, verb)->tag)) return reading_grammar(r, i) & GRAM_PROGRESSIVE;
    return needs_aux;
}

/* Walks left from the head over auxiliaries, modals and what stands among
 * them. An adverb only counts between verb forms or directly before the
 * group. */
uint32_t group_start(const reading *r, const cue *c)
{
    uint32_t start = c->head, i = c->head, verb = c->head;
    bool needs_aux = c->shape != SHAPE_GERUND;
    while (i > r->first && c->head - i < 9) {
        i--;
        uint8_t tag = reading_token(r, i)->tag;
        uint32_t g = reading_grammar(r, i);
        bool modal = c->shape == SHAPE_INFINITIVE && group_is_modal(r, i);
        bool marker = c->shape == SHAPE_INFINITIVE && (g & (GRAM_INFINITIVE_MARKER | GRAM_AGENT)) && i > r->first &&
                      group_is_modal(r, i - 1);
        if (is_parted_aux(r, c, i)) return i;
        if (!modal && !marker && !group_has_word(r, i)) break;
        if (tag_is_aux(tag) && !group_takes_aux(r, i, verb, needs_aux)) break;
        if (tag_is_aux(tag) && tag_is_finite(reading_token(r, start)->tag) && start != c->head) break;
        if (modal || tag_is_aux(tag) || (g & GRAM_NEGATION) || is_own_clitic(r, i) ||
            (tag == TAG_ADV && i + 1 == start && !(reading_token(r, i)->flags & TOKEN_SENTENCE)))
            start = i;
        if (modal || tag_is_aux(tag)) {
            bool participle = tag == TAG_VERB_PARTICIPLE || tag == TAG_AUX_PARTICIPLE;
            if (tag_is_gerund(reading_token(r, verb)->tag)) needs_aux = true;
            if (tag == TAG_AUX_FINITE || (modal && !participle)) needs_aux = false;
            verb = i;
        }
    }
    return start;
}

/* "a, de son côté, dénoncé": the auxiliary of a participle behind a phrase of
 * a few words, or `start`. */
uint32_t group_start_over_phrase(const reading *r, const cue *c, uint32_t start)
{
    bool phrase = false;
    if (c->shape != SHAPE_PARTICIPLE) return start;
    for (uint32_t i = start; i < c->head; i++) /* the group has its auxiliary */
        if (tag_is_finite(reading_token(r, i)->tag)) return start;
    for (uint32_t i = start; i-- > r->first && start - i < 8;) {
        const token *k = reading_token(r, i);
        if (k->tag == TAG_AUX_FINITE) return phrase ? i : start;
        phrase |= k->tag == TAG_ADP || k->punct == PUNCT_COMMA;
        bool fits = k->tag == TAG_ADP || k->tag == TAG_DET || k->tag == TAG_NOUN || k->tag == TAG_ADV ||
                    k->tag == TAG_ADJ || k->punct == PUNCT_COMMA || k->tag == TAG_PROPN ||
                    (k->tag == TAG_PRON && i > r->first && reading_token(r, i - 1)->tag == TAG_ADP); /* "quant à lui" */
        if (!fits) return start;
    }
    return start;
}

/* "en affirmant", "comme le rappelle", "to announce": the word that leads a
 * gerund, a comparison or, in some languages, an infinitive belongs to the
 * cue. */
uint32_t group_start_with_leader(const reading *r, const cue *c, uint32_t start)
{
    uint32_t i = start;
    while (i > r->first && (reading_grammar(r, i - 1) & GRAM_OBJECT_CLITIC) && reading_token(r, i - 1)->tag == TAG_PRON)
        i--;
    if (i > r->first && c->shape == SHAPE_FINITE && (reading_grammar(r, i - 1) & GRAM_AS)) return i - 1;
    if (start > r->first && c->shape == SHAPE_INFINITIVE && (reading_grammar(r, start - 1) & GRAM_OWN_MARKER))
        return start - 1;
    while (start > r->first && c->shape == SHAPE_GERUND && (reading_grammar(r, start - 1) & GRAM_GERUND_MARKER))
        start--;
    return start;
}

uint32_t group_end(const reading *r, const cue *c)
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

void group_read(const reading *r, cue *c)
{
    bool head_is_gerund = tag_is_gerund(reading_token(r, c->head)->tag); /* "is saying" is no passive */
    c->subject = UINT32_MAX;
    for (uint32_t i = c->start; i < c->end; i++) {
        const token *k = reading_token(r, i);
        uint32_t g = reading_grammar(r, i);
        if (g & GRAM_NEGATION) c->negated = true;
        if ((g & GRAM_REFLEXIVE) && i < c->head) c->reflexive = true;
        if (i < c->head && group_is_modal(r, i)) c->reflexive = false; /* "s'est refusé à dire" */
        if (tag_is_aux(k->tag) && (g & GRAM_BE)) c->passive = c->shape != SHAPE_GERUND && !head_is_gerund;
        if (tag_is_aux(k->tag) && (g & GRAM_HAVE)) c->perfect = true;
        if ((k->flags & TOKEN_CLITIC) && i > c->start && reading_token(r, i - 1)->punct == PUNCT_HYPHEN &&
            (g & GRAM_SUBJECT_PRONOUN))
            c->subject = i;
    }
    if (c->reflexive) c->passive = false;
}
