/* SPDX-License-Identifier: Apache-2.0
 *
 * owned.c - sources that are described by their relation to somebody else.
 *
 *     "son avocat"           the description with its owner
 *     "les auteurs"          of the text that was mentioned last
 *     "un de ses cadres"     one of those that the owner has
 *     "l'un d'eux"           one of those mentioned before
 *     "un membre de sa suite"
 *     "d'autres", "celle du verre"   others, of the sort that was mentioned last
 *     "le premier", "la seconde"     one of two who were mentioned in one sentence
 *
 * Which words name such a one in the end ("l'avocat de Jean Roux", "un cadre de
 * Sodelec") is roster.c's affair.
 */
#include "resolve/resolver.h"

/* "son avocat": the description with its owner. Two of one owner are one. */
static int32_t resolver__his(resolver *r, const mention *m, const attribution *st)
{
    const token *t = &r->text->tokens[m->phrase.start];
    person_word w = person_word_of(r->lexicon, t);
    if (m->determiner != PEOPLE_POSSESSIVE) return NO_ENTITY;
    if ((w.flags & (PEOPLE_POSSESSIVE | PEOPLE_NOUN)) != PEOPLE_POSSESSIVE) return NO_ENTITY;
    wanted want = {.gender = w.owner_gender, .number = w.owner_number, .at = m->phrase.start, .owner = true};
    want.statement = st;
    if (m->head != NO_TOKEN)
        want.owners = person_word_owners(r->lexicon, person_word_of(r->lexicon, &r->text->tokens[m->head]));
    bool third = w.owner_gender != 0, first = (w.flags & PEOPLE_SPEAKERS) != 0;
    int32_t owner = third ? resolver_entity_of_event(r, resolver_best(r, &want)) : NO_ENTITY;
    if (owner == NO_ENTITY && (!first || st == NULL)) return NO_ENTITY;
    int32_t i = entity_of_description(r->entities, m);
    if (i == NO_ENTITY || entity_at(r->entities, i)->owner != owner || !third) {
        i = entity_new(r->entities, m);
        entity_at(r->entities, i)->owner = owner;
        if (!third) entity_at(r->entities, i)->owner_item = (int32_t)(st - r->statements->items);
    }
    return i;
}

int32_t resolver_peer(resolver *r, const mention *m)
{
    if (m->determiner != PEOPLE_POSSESSIVE || m->head == NO_TOKEN) return NO_ENTITY;
    const token *t = r->text->tokens;
    person_word first = person_word_of(r->lexicon, &t[m->head]), his = person_word_of(r->lexicon, &t[m->phrase.start]);
    if (!person_word_of(r->lexicon, &(token){.word = first.lemma}).peer || his.owner_gender == 0) return NO_ENTITY;
    wanted want = {.gender = his.owner_gender, .number = his.owner_number, .at = m->phrase.start, .owner = true};
    want.being = BEING_PERSON;
    return resolver_entity_of_event(r, resolver_best(r, &want));
}

int32_t resolver_of_document(resolver *r, const mention *m, const attribution *st)
{
    if (m->head == NO_TOKEN || r->lexicon->head_last || m->modified || m->phrase.start + 2 != m->tokens.end)
        return NO_ENTITY;
    if (person_word_owners(r->lexicon, person_word_of(r->lexicon, &r->text->tokens[m->head])) != OWNER_DOCUMENT)
        return NO_ENTITY;
    wanted want = {.number = NUMBER_ANY, .at = m->tokens.start, .statement = st, .description = true, .document = true};
    int32_t owner = resolver_entity_of_event(r, resolver_best(r, &want));
    if (owner == NO_ENTITY) return NO_ENTITY;
    int32_t i = entity_new(r->entities, m);
    entity_at(r->entities, i)->owner = owner;
    return i;
}

int32_t resolver_of_body(resolver *r, const mention *m, const attribution *st)
{
    if (m->head == NO_TOKEN || r->lexicon->head_last || m->modified || m->phrase.start + 2 != m->tokens.end)
        return NO_ENTITY;
    if (!person_word_of(r->lexicon, &r->text->tokens[m->head]).belongs) return NO_ENTITY;
    wanted want = {.number = NUMBER_SINGULAR, .gender = GENDER_ANY, .at = m->tokens.start, .statement = st};
    want.being = BEING_BODY;
    want.description = want.owner = true;
    want.owners = OWNER_BODY;
    want.named = true;
    int32_t owner = resolver_entity_of_event(r, resolver_best(r, &want));
    if (owner == NO_ENTITY || entity_at(r->entities, owner)->mention_count < 2) return NO_ENTITY;
    int32_t i = entity_new(r->entities, m);
    entity_at(r->entities, i)->owner = owner;
    return i;
}

/* Whose the possessive at token `at` is, or NO_ENTITY. `noun`: what is had. */
static int32_t resolver__owner_at(resolver *r, uint32_t at, uint32_t noun, const attribution *st)
{
    person_word w = person_word_of(r->lexicon, &r->text->tokens[at]);
    if ((w.flags & (PEOPLE_POSSESSIVE | PEOPLE_NOUN)) != PEOPLE_POSSESSIVE || w.owner_gender == 0) return NO_ENTITY;
    wanted want = {.gender = w.owner_gender, .number = w.owner_number, .at = at, .owner = true, .statement = st};
    want.owners = person_word_owners(r->lexicon, person_word_of(r->lexicon, &r->text->tokens[noun]));
    return resolver_entity_of_event(r, resolver_best(r, &want));
}

/* The token of the possessive or pronoun that the phrase's complement begins
 * with, or NO_TOKEN: "un de [ses] cadres", "deux d'entre [eux]". */
static uint32_t resolver__inner(const resolver *r, range phrase)
{
    const token *t = r->text->tokens;
    for (uint32_t i = phrase.start + 1; i + 1 < phrase.end; i++) {
        if (!person_word_is(r->lexicon, &t[i], PEOPLE_COMPLEMENT)) continue;
        uint32_t at = i + 1;
        if (at + 1 < phrase.end && t[at].tag == TAG_ADP) at++;
        person_word w = person_word_of(r->lexicon, &t[at]);
        bool pronoun = (w.flags & PEOPLE_PRONOUN) && at + 1 == phrase.end && w.person == 3 &&
                       !(w.flags & (PEOPLE_RELATIVE | PEOPLE_NOBODY | PEOPLE_LATTER));
        if (pronoun || ((w.flags & PEOPLE_POSSESSIVE) && w.owner_gender != 0)) return at;
    }
    return NO_TOKEN;
}

/* A new one that the mention describes as the owner's, who is spoken of at token `inner`. */
static int32_t resolver__of(const resolver *r, const mention *m, int32_t owner, uint32_t inner)
{
    int32_t i = entity_new(r->entities, m);
    entity *k = entity_at(r->entities, i);
    k->owner = owner;
    k->inner = inner;
    k->source = m->phrase;
    return i;
}

/* "un de ses cadres", "deux d'entre eux", "un membre de sa suite". */
static int32_t resolver__part(resolver *r, const mention *m, const attribution *st)
{
    if (r->lexicon->head_last || r->lexicon->genitive.link == NULL || m->coordinated) return NO_ENTITY;
    uint32_t at = resolver__inner(r, m->phrase);
    /* "l'une d'elles, Eau pour tous" says who it is */
    for (uint32_t i = m->phrase.end; i < m->tokens.end; i++)
        if (r->names.at[i] != 0) return NO_ENTITY;
    if (at == NO_TOKEN) return NO_ENTITY;
    person_word w = person_word_of(r->lexicon, &r->text->tokens[at]);
    int32_t owner;
    if (w.flags & PEOPLE_PRONOUN) {
        if (w.small_number & NUMBER_SINGULAR) return NO_ENTITY;
        wanted want = {.gender = w.small_gender, .number = w.small_number, .at = at, .statement = st};
        owner = resolver_entity_of_event(r, resolver_best(r, &want));
    } else {
        owner = resolver__owner_at(r, at, at + 1, st);
    }
    if (owner == NO_ENTITY) return NO_ENTITY;
    return resolver__of(r, m, owner, at);
}

/* Whom "celui-ci", "ce dernier" at the end of a complement takes up, or NO_ENTITY. */
static int32_t resolver__latter(resolver *r, range words, const attribution *st)
{
    uint32_t at = resolver_pronoun(r, words);
    if (at == NO_TOKEN) return NO_ENTITY;
    person_word w = person_word_of(r->lexicon, &r->text->tokens[at]);
    if (!(w.flags & PEOPLE_LATTER)) return NO_ENTITY;
    wanted want = {.gender = w.small_gender, .number = w.small_number, .at = words.start, .statement = st};
    want.nearest = true;
    return resolver_entity_of_event(r, resolver_best(r, &want));
}

/* Whom "l'établissement", "cette formation" takes up, filling a complement whose
 * preposition stands at `link`; only somebody with a name. */
static int32_t resolver__described_owner(resolver *r, uint32_t link, uint32_t end, const attribution *st)
{
    mention of;
    bool fused = person_word_of(r->lexicon, &r->text->tokens[link]).fused;
    if (!mention_begin(r->lexicon, r->text, &r->names, link + 1, end, &of)) return NO_ENTITY;
    if (of.name >= 0 || of.head == NO_TOKEN || of.phrase.end != end || of.coordinated) return NO_ENTITY;
    if (!(of.noun & (PEOPLE_ROLE | PEOPLE_GROUP)) || !(of.number & NUMBER_SINGULAR)) return NO_ENTITY;
    if (fused) of.determiner = PEOPLE_DEFINITE;
    bool pointed = of.determiner == PEOPLE_DEMONSTRATIVE;
    bool general = (of.noun & (PEOPLE_GENERIC | PEOPLE_TRADE)) && of.determiner == PEOPLE_DEFINITE && !of.modified;
    return pointed || general ? resolver_take_up(r, &of, st, true) : NO_ENTITY;
}

/* "le directeur de l'établissement", "l'entourage de celle-ci": with the name of
 * the one that the complement takes up. */
static int32_t resolver__with_known(resolver *r, const mention *m, const attribution *st)
{
    const genitive *g = &r->lexicon->genitive;
    uint32_t link = m->base_end, end = m->phrase.end;
    if (st == NULL || m->name >= 0 || m->head == NO_TOKEN || m->coordinated || r->lexicon->head_last) return NO_ENTITY;
    if (g->link == NULL || g->elided == NULL || link + 1 >= end || m->tokens.end != end) return NO_ENTITY;
    if (!(m->determiner & PEOPLE_DEFINITE) || !person_word_is(r->lexicon, &r->text->tokens[link], PEOPLE_COMPLEMENT))
        return NO_ENTITY;
    int32_t owner = resolver__latter(r, (range){link + 1, end}, st);
    if (owner == NO_ENTITY) owner = resolver__described_owner(r, link, end, st);
    if (owner == NO_ENTITY) return NO_ENTITY;
    return resolver__of(r, m, owner, link);
}

int32_t resolver_owned(resolver *r, const mention *m, const attribution *st)
{
    int32_t i = resolver__his(r, m, st);
    if (i == NO_ENTITY) i = resolver__part(r, m, st);
    return i != NO_ENTITY ? i : resolver__with_known(r, m, st);
}

/* ---- one of two ---- */

#define PAIR_REACH 2 /* sentences between the two and "le premier" */

/* May "le premier" be the event's? Somebody outside quotations, not one of whom the
 * pair says something ("le fils de Jean Roux"). */
static bool event__may_be_one(const resolver *r, const event *ev, uint32_t at)
{
    if (ev->tokens.start >= at || ev->quotation >= 0 || ev->of_people) return false;
    if (!(ev->mention.number & NUMBER_SINGULAR)) return false;
    if (ev->mention.name < 0) return ev->mention.being == BEING_PERSON && ev->mention.head != NO_TOKEN;
    range core = r->names.items[ev->mention.name].core;
    return ev->mention.being == BEING_PERSON ||
           (ev->mention.being == BEING_UNKNOWN && core.end - core.start > 1 && ev->mention.determiner == 0);
}

/* Two of the sentence, in text order, where it has just two; the number found
 * otherwise. */
static uint32_t resolver__pair(const resolver *r, uint32_t sentence, uint32_t at, const event *pair[2])
{
    uint32_t count = 0;
    for (uint32_t back = 0; back < resolver_depth(r); back++) {
        const event *ev = resolver_event(r, back);
        if (ev->sentence != sentence || !event__may_be_one(r, ev, at)) continue;
        bool again = count > 0 && ev->entity != NO_ENTITY && ev->entity == pair[0]->entity;
        if (again) continue;
        if (++count > 2) break;
        pair[1] = count == 2 ? pair[0] : NULL;
        pair[0] = ev;
    }
    return count;
}

int32_t resolver_ordinal(resolver *r, const mention *m)
{
    const token *t = r->text->tokens;
    if (m->tokens.end != m->tokens.start + 2 || !(m->determiner & PEOPLE_DEFINITE)) return NO_ENTITY;
    person_word which = person_word_of(r->lexicon, &t[m->tokens.start + 1]);
    if (which.ordinal == 0) return NO_ENTITY;
    uint8_t gender = person_word_of(r->lexicon, &t[m->tokens.start]).small_gender;
    uint32_t sentence = r->text->sentence_of[m->tokens.start];
    for (uint32_t back = 0; back <= PAIR_REACH && back <= sentence; back++) {
        const event *pair[2] = {NULL, NULL};
        if (resolver__pair(r, sentence - back, m->tokens.start, pair) != 2) continue;
        const event *one = pair[which.ordinal - 1], *other = pair[2 - which.ordinal];
        if (!(one->mention.gender & gender) && (other->mention.gender & gender)) one = other;
        return one->mention.gender & gender ? resolver_entity_of_event(r, one) : NO_ENTITY;
    }
    return NO_ENTITY;
}

/* ---- nouns that are left out ---- */

#define RECENT 3 /* sentences that a noun may be left out after */

/* The noun for people or a body that was mentioned last in that gender and
 * number, or NO_TOKEN. */
static uint32_t resolver__last_noun(const resolver *r, uint32_t at, uint8_t gender, uint8_t number)
{
    uint32_t sentence = r->text->sentence_of[at];
    for (uint32_t back = 0; back < resolver_depth(r); back++) {
        const event *ev = resolver_event(r, back);
        if (ev->tokens.start >= at || sentence < ev->sentence || sentence - ev->sentence > RECENT) continue;
        if (ev->mention.head == NO_TOKEN || !(ev->mention.noun & (PEOPLE_ROLE | PEOPLE_GROUP))) continue;
        if (!(ev->mention.gender & gender)) continue;
        person_word w = person_word_of(r->lexicon, &r->text->tokens[ev->mention.head]);
        if ((w.number & number) && (number != NUMBER_PLURAL || !(w.number & NUMBER_SINGULAR))) return ev->mention.head;
    }
    return NO_TOKEN;
}

int32_t resolver_elliptic(resolver *r, const mention *m)
{
    const token *t = r->text->tokens;
    uint32_t length = m->tokens.end - m->tokens.start;
    if (r->lexicon->head_last || m->coordinated || m->name >= 0 || length == 0) return NO_ENTITY;
    person_word first = person_word_of(r->lexicon, &t[m->tokens.start]);
    person_word last = person_word_of(r->lexicon, &t[m->tokens.end - 1]);
    uint32_t noun = NO_TOKEN;
    bool others = (last.flags & PEOPLE_INDEFINITE) || (length > 1 && (last.flags & PEOPLE_PRONOUN));
    bool that = (first.flags & PEOPLE_PRONOUN) && length > 2 && first.person == 3 && !(first.flags & PEOPLE_LATTER) &&
                person_word_is(r->lexicon, &t[m->tokens.start + 1], PEOPLE_COMPLEMENT);
    if (that)
        noun = resolver__last_noun(r, m->tokens.start, first.small_gender, first.small_number);
    else if (others && length <= 2 && last.small_number == NUMBER_PLURAL)
        noun = resolver__last_noun(r, m->tokens.start, last.small_gender, NUMBER_PLURAL);
    if (noun == NO_TOKEN) return NO_ENTITY;
    int32_t i = entity_new(r->entities, m);
    entity *k = entity_at(r->entities, i);
    k->left_out = noun;
    k->source = m->tokens;
    if (that) k->gender = first.small_gender;
    return i;
}
