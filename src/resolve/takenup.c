/* SPDX-License-Identifier: Apache-2.0
 *
 * takenup.c - whom a description takes up.
 *
 *     "l'expert", "l'ONG"      a general noun: the best candidate in memory
 *     "le géant japonais"      one whose country or trade is said
 *     "le ministre"            one who is known under that word, or a like one
 *     "le président"           an office of which nothing more is said
 *     "ce rapport"             what was mentioned last of that sort
 *
 * What the words ask for is written down as a `wanted`; candidates.c weighs
 * who is in memory against it.
 */
#include "resolve/resolver.h"

/* Does the description have a complement that says whose or of what? */
static bool resolver__is_specific(const resolver *r, const mention *m)
{
    if (m->base_end >= m->phrase.end) return false;
    const token *t = &r->text->tokens[m->base_end];
    if (t->tag == TAG_VERB_PARTICIPLE && m->base_end + 1 < m->phrase.end) return true; /* "l'homme arrêté à Brest" */
    return person_word_is(r->lexicon, t, PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION);
}

/* Is the complement only a size: "le document de 90 pages"? */
static bool resolver__is_measured(const resolver *r, const mention *m)
{
    uint32_t i = m->base_end + 1;
    return i < m->phrase.end && (r->text->tokens[i].kind == TOKEN_NUMBER || r->text->tokens[i].tag == TAG_NUM);
}

/* Is the complement a bare noun, which only says what sort it is: "l'homme
 * d'affaires"? "L'association des riverains" is one of its own. */
static bool resolver__is_compound(const resolver *r, const mention *m)
{
    const token *t = r->text->tokens;
    uint32_t i = m->base_end + 1;
    return i + 1 == m->phrase.end && person_word_is(r->lexicon, &t[m->base_end], PEOPLE_COMPLEMENT) &&
           !((m->noun & PEOPLE_GROUP) && person_word_of(r->lexicon, &t[m->base_end]).fused) && t[i].tag == TAG_NOUN &&
           !(t[i].flags & TOKEN_CAPITAL) && r->names.at[i] == 0;
}

/* The name that is the whole of the complement ("la firme de Redmond", "le patron de
 * la Sodelec"), or NULL. */
static const name_run *resolver__complement_name(const resolver *r, const mention *m)
{
    const token *t = r->text->tokens;
    uint32_t i = m->base_end + 1;
    if (m->head == NO_TOKEN || i >= m->phrase.end) return NULL;
    if (!person_word_is(r->lexicon, &t[m->base_end], PEOPLE_COMPLEMENT)) return NULL;
    if (r->names.at[i] == 0 && i + 1 < m->phrase.end && person_word_is(r->lexicon, &t[i], PEOPLE_DEFINITE)) i++;
    return r->names.at[i] != 0 ? &r->names.items[r->names.at[i] - 1] : NULL;
}

/* A body that the words describe as one does who is known: "le club parisien", "la
 * banque d'affaires", "la firme de Redmond". */
static bool resolver__describes_body(const resolver *r, const mention *m)
{
    bool generic = m->noun & (PEOPLE_GENERIC | PEOPLE_TRADE), specific = resolver__is_specific(r, m);
    if (!(m->noun & PEOPLE_GROUP) || m->former || r->lexicon->head_last) return false;
    if (!generic && !(m->noun & PEOPLE_KIND)) return false;
    bool fused = person_word_of(r->lexicon, &r->text->tokens[m->base_end]).fused;
    if (!generic) return m->modified && (!specific || (resolver__is_compound(r, m) && !fused));
    const name_run *of = resolver__complement_name(r, m);
    if (of == NULL || (r->text->tokens[m->head].flags & TOKEN_CAPITAL)) return false;
    bool place = of->being == BEING_PLACE || (of->being == BEING_UNKNOWN && of->core.end - of->core.start == 1);
    return place && of->tokens.start == m->base_end + 1 && of->tokens.end == m->phrase.end;
}

/* "le fondateur de Sodelec": somebody named of whom nothing else was said. */
static bool resolver__describes_person(const resolver *r, const mention *m)
{
    if ((m->noun & (PEOPLE_GROUP | PEOPLE_BEFORE_NAME)) || !(m->noun & PEOPLE_ROLE) || r->lexicon->head_last)
        return false;
    if (!(m->noun & (PEOPLE_GENERIC | PEOPLE_TRADE))) return false;
    const name_run *of = resolver__complement_name(r, m);
    return of != NULL && of->being != BEING_PERSON;
}

/* "ce rapport", "le texte": what was mentioned last of that sort. */
static int32_t resolver__take_up_document(resolver *r, const mention *m, const attribution *st)
{
    bool generic = m->noun & PEOPLE_GENERIC;
    if (!generic && m->determiner != PEOPLE_DEMONSTRATIVE && m->modified) return NO_ENTITY;
    if (resolver__is_specific(r, m) && !(generic && resolver__is_measured(r, m))) return NO_ENTITY;
    wanted want = {.number = m->number, .at = m->tokens.start, .statement = st, .description = true, .document = true};
    want.lemma = generic ? 0 : m->lemma;
    return resolver_entity_of_event(r, resolver_best(r, &want));
}

/* "le technicien italien" after "l'entraîneur Juan Roux", but no holder of an
 * office: "le ministre allemand", "le premier ministre". */
static bool resolver__is_likely(const resolver *r, const mention *m)
{
    if (!m->modified || r->lexicon->head_last || m->kin == 0 || m->head == NO_TOKEN) return false;
    const token *t = &r->text->tokens[m->head];
    if (person_word_is(r->lexicon, t, PEOPLE_BEFORE_NAME)) return false;
    return m->head + 1 >= m->tokens.end || !person_word_is(r->lexicon, t + 1, PEOPLE_BEFORE_NAME);
}

/* Fills in whom "l'expert", "le géant japonais", "the company" may take up; false:
 * nobody. */
static bool resolver__wants(const resolver *r, const mention *m, const attribution *st, wanted *want)
{
    bool body = m->noun & PEOPLE_GROUP, kind = m->noun & PEOPLE_KIND;
    /* "cette diplomate de 59 ans" has been named before */
    bool pointed = st != NULL && m->determiner == PEOPLE_DEMONSTRATIVE && (m->noun & PEOPLE_ROLE) &&
                   !r->lexicon->head_last;
    bool described = st != NULL && resolver__describes_body(r, m);
    bool person = st != NULL && !described && !pointed && !m->former && resolver__describes_person(r, m);
    bool generic = (m->noun & (PEOPLE_GENERIC | PEOPLE_TRADE)) || m->former || pointed;
    /* "le ministre russe": who is known as one */
    bool compatriot = !generic && !body && m->nation != 0 && m->kin != 0 && !resolver__is_specific(r, m);
    bool like = compatriot || (!generic && !described && resolver__is_likely(r, m));
    bool plain = !generic && !kind && !body && !m->modified &&
                 !person_word_is(r->lexicon, &r->text->tokens[m->head], PEOPLE_BEFORE_NAME);
    if (!described && !like && !generic && kind && m->modified && !r->lexicon->head_last) return false;
    if (!plain && !like && !generic && !kind && (body || m->modified || !r->lexicon->head_last)) return false;
    /* "le ministre", said by somebody else, is seldom the one spoken of outside */
    if (!generic && !kind && r->text->tokens[m->tokens.start].quotation >= 0) return false;
    bool loose = m->office || m->former || pointed || described || person || (generic && resolver__is_compound(r, m));
    if (resolver__is_specific(r, m) && !loose) return false;
    want->gender = body ? GENDER_ANY : m->gender;
    want->being = body ? BEING_BODY : BEING_PERSON;
    want->kin = m->kin;
    want->like = (m->office && !m->former) || like;
    want->trade = (m->noun & PEOPLE_TRADE) && !(m->former || pointed || person);
    want->modified = m->modified;
    want->nameless_role = person || (!generic && !(like && !body));
    want->sure = plain || person;
    want->nation = m->nation;
    want->compatriot = compatriot;
    want->active = described;
    want->named |= pointed || (generic && !body);
    return true;
}

/* "le président", "le premier ministre": an office of which nothing more is said. */
static bool resolver__is_bare_office(const resolver *r, const mention *m)
{
    const token *t = r->text->tokens;
    if (m->head == NO_TOKEN || m->name >= 0 || r->lexicon->head_last || t[m->tokens.start].quotation >= 0) return false;
    if (m->determiner != PEOPLE_DEFINITE || !(m->noun & PEOPLE_ROLE) || (m->noun & PEOPLE_GROUP)) return false;
    uint32_t length = m->phrase.end - m->phrase.start;
    if (m->office || (length == 2 && (m->noun & PEOPLE_BEFORE_NAME))) return true;
    return length == 3 && m->head + 2 == m->phrase.end &&
           person_word_is(r->lexicon, &t[m->head + 1], PEOPLE_BEFORE_NAME);
}

/* An office that nobody was said to hold: whoever was named right before, if no role is
 * known of that one. */
static int32_t resolver__take_office(resolver *r, const mention *m, const attribution *st)
{
    wanted want = {.number = NUMBER_SINGULAR, .at = m->tokens.start, .statement = st, .description = true};
    want.gender = m->gender;
    want.being = BEING_PERSON;
    want.kin = m->kin;
    want.named = want.nameless_role = want.sure = want.active = want.bare = true;
    return resolver_entity_of_event(r, resolver_best(r, &want));
}

int32_t resolver_take_up(resolver *r, const mention *m, const attribution *st, bool named)
{
    if ((m->noun & PEOPLE_NOUN) == PEOPLE_DOCUMENT) return resolver__take_up_document(r, m, st);
    if (!(m->noun & (PEOPLE_ROLE | PEOPLE_GROUP)) || !(m->number & NUMBER_SINGULAR)) return NO_ENTITY;
    wanted want = {
        .number = NUMBER_SINGULAR, .at = m->tokens.start, .statement = st, .description = true, .named = named};
    if (!resolver__wants(r, m, st, &want))
        return st != NULL && resolver__is_bare_office(r, m) ? resolver__take_office(r, m, st) : NO_ENTITY;
    const event *ev = resolver_best(r, &want);
    if (ev == NULL && st != NULL && m->office && resolver__is_bare_office(r, m)) return resolver__take_office(r, m, st);
    bool body = want.being == BEING_BODY, strict = want.trade || (want.sure && want.nameless_role);
    if (ev == NULL && want.named && !named && !strict) {
        want.named = false;
        ev = resolver_best(r, &want);
    }
    /* a masculine role may be a woman's */
    if (ev == NULL && !body && !want.nameless_role && !want.like && !want.trade && !r->lexicon->head_last &&
        want.gender == GENDER_MALE) {
        want.gender = GENDER_ANY;
        ev = resolver_best(r, &want);
    }
    if (ev == NULL && body && (m->noun & PEOPLE_ROLE)) {
        want.being = BEING_PERSON;
        want.gender = m->gender;
        ev = resolver_best(r, &want);
    }
    return resolver_entity_of_event(r, ev);
}
