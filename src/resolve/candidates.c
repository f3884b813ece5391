/* SPDX-License-Identifier: Apache-2.0
 *
 * candidates.c - the memory of recent mentions, and the choice among them.
 *
 * The best candidate agrees in gender and number and has the highest sum of
 * what speaks for it: near, a subject, the first of its sentence, a speaker, a
 * person, mentioned often; against it: after a preposition, within a
 * quotation, within what it would be saying itself. Below a threshold nobody
 * is taken: unknown stays unknown. The memory holds MEMORY mentions, so a
 * choice takes constant time.
 */
#include "resolve/resolver.h"

#define NEAR 5 /* sentences that a pronoun looks back */
#define FAR 14 /* and a description */

/* ---- memory ---- */

const event *resolver_event(const resolver *r, uint32_t back)
{
    return &r->memory[(r->remembered - 1 - back) % MEMORY];
}

uint32_t resolver_depth(const resolver *r)
{
    return r->remembered < MEMORY ? (uint32_t)r->remembered : MEMORY;
}

/* Does a finite verb follow, as after a subject? */
static bool resolver__is_subject(const resolver *r, uint32_t end)
{
    for (uint32_t i = end; i < r->text->token_count && i < end + 5; i++) {
        const token *t = &r->text->tokens[i];
        if (tag_is_finite(t->tag)) return true;
        if (t->flags & TOKEN_SENTENCE) return false;
        if (t->tag != TAG_ADV && t->tag != TAG_PRON && t->tag != TAG_PART) return false;
    }
    return false;
}

void resolver_remember(resolver *r, const mention *m, int32_t i, bool speaking)
{
    uint32_t at = m->tokens.start;
    event ev = {.tokens = m->tokens, .entity = i, .mention = *m, .speaking = speaking};
    ev.sentence = r->text->sentence_of[at];
    ev.quotation = r->text->tokens[at].quotation;
    ev.oblique = at > 0 && r->text->tokens[at - 1].tag == TAG_ADP && !(r->text->tokens[at].flags & TOKEN_SENTENCE);
    ev.leading = r->remembered == 0 || resolver_event(r, 0)->sentence != ev.sentence;
    ev.subject = speaking || (!ev.oblique && resolver__is_subject(r, m->tokens.end));
    r->memory[r->remembered++ % MEMORY] = ev;
}

void resolver_note(resolver *r, int32_t i, range tokens)
{
    entity *k = entity_at(r->entities, i);
    if (k->mention_last != 0) {
        range before = r->places.items[k->mention_last - 1].tokens;
        if (tokens.start >= before.start && tokens.start < before.end) return;
    }
    VEC_PUSH(r->arena, &r->places, ((place){tokens, k->mention_last}));
    k->mention_last = (uint32_t)r->places.count;
    k->mention_count++;
}

/* ---- the best candidate ---- */

static bool statement__covers(const attribution *st, uint32_t at)
{
    for (uint32_t i = 0; i < st->content_count && i < 64; i++)
        if (at >= st->content[i].start && at < st->content[i].end) return true;
    return false;
}

/* Can a name of which nothing is known be a person's? "La Morvanie" is none,
 * nor is one that only follows prepositions, as places do. */
static bool event__may_be_person(const resolver *r, const event *ev)
{
    if (ev->mention.name < 0) return true;
    range core = r->names.items[ev->mention.name].core;
    if (ev->mention.head == NO_TOKEN && (ev->mention.determiner & PEOPLE_DEFINITE)) return false;
    if (r->text->tokens[core.end - 1].kind == TOKEN_NUMBER) return false;
    return ev->speaking || ev->subject || core.end - core.start > 1;
}

/* Can the event's referent be what is wanted at all? */
static bool event__agrees(const resolver *r, const event *ev, const wanted *w)
{
    uint8_t gender = ev->mention.gender, number = ev->mention.number, being = ev->mention.being;
    bool named = ev->mention.name >= 0;
    if (ev->entity != NO_ENTITY) {
        const entity *k = entity_at(r->entities, ev->entity);
        /* grammar goes by the last words for it, but a person keeps the sex */
        bool worded = ev->mention.head != NO_TOKEN && ev->mention.being != BEING_PERSON;
        gender = worded ? ev->mention.gender : k->gender;
        number = k->number;
        being = k->being;
        named |= k->name.start != k->name.end;
        if (w->nameless_role && (k->noun & (PEOPLE_ROLE | PEOPLE_GROUP))) return false;
    }
    if (w->nameless_role && !named) return false;
    if ((gender & w->gender) == 0) return false;
    /* bodies may be taken up by a plural */
    if ((number & w->number) == 0 && !(w->number == NUMBER_PLURAL && being == BEING_BODY && r->lexicon->head_last))
        return false;
    bool person = being == BEING_PERSON || (being == BEING_UNKNOWN && named && event__may_be_person(r, ev));
    if (w->being == BEING_PERSON) return person;
    bool place = ev->oblique && !ev->speaking && ev->mention.head == NO_TOKEN;
    if (w->being == BEING_BODY) return named && (being == BEING_BODY || (being == BEING_UNKNOWN && !place));
    return true;
}

static int event__score(const resolver *r, const event *ev, const wanted *w)
{
    uint32_t sentence = r->text->sentence_of[w->at];
    int distance = (int)(sentence - ev->sentence);
    int score = w->description ? 12 - distance : 12 - 3 * distance;
    uint8_t being = ev->entity != NO_ENTITY ? entity_at(r->entities, ev->entity)->being : ev->mention.being;
    int32_t here = r->text->tokens[w->at].quotation;
    if (ev->subject) score += 4;
    if (ev->leading) score += 2;
    if (w->description && ev->entity != NO_ENTITY) {
        const entity *k = entity_at(r->entities, ev->entity);
        if (k->name.start < k->name.end) score += 4; /* "le magistrat" is hardly "le suspect" */
    }
    if (ev->entity != NO_ENTITY) {
        uint32_t often = entity_at(r->entities, ev->entity)->mention_count;
        score += often < 4 ? (int)often : 4;
    }
    if (ev->speaking) score += 3;
    if (ev->entity != NO_ENTITY && ev->entity == r->last_speaker) score += 3;
    if (being == BEING_PERSON)
        score += 5;
    else if (being == BEING_BODY)
        score += 3;
    else if (being == BEING_THING)
        score -= 3;
    else if (w->being == BEING_PERSON && being == BEING_UNKNOWN && !ev->speaking)
        score -= 4; /* perhaps none */
    if (ev->oblique) score -= 3;
    if (ev->quotation >= 0 && ev->quotation != here) score -= 8;
    if (ev->quotation < 0 && here >= 0) score -= 4;
    if (w->statement != NULL && statement__covers(w->statement, ev->tokens.start) && !ev->speaking) score -= 8;
    return score;
}

const event *resolver_best(const resolver *r, const wanted *w)
{
    const event *best = NULL;
    int best_score = 4; /* below, nobody */
    uint32_t far = w->description ? FAR : NEAR;
    uint32_t sentence = r->text->sentence_of[w->at];
    for (uint32_t back = 0; back < resolver_depth(r); back++) {
        const event *ev = resolver_event(r, back);
        if (ev->tokens.start >= w->at || sentence < ev->sentence || sentence - ev->sentence > far) continue;
        if (!event__agrees(r, ev, w)) continue;
        if (w->nearest) return ev;
        int score = event__score(r, ev, w);
        if (score > best_score) {
            best = ev;
            best_score = score;
        }
    }
    return best;
}

int32_t resolver_entity_of_event(resolver *r, const event *ev)
{
    if (ev == NULL) return NO_ENTITY;
    if (ev->entity != NO_ENTITY) return ev->entity;
    event *own = &r->memory[ev - r->memory];
    own->entity = entity_new(r->entities, &ev->mention);
    resolver_note(r, own->entity, ev->tokens);
    return own->entity;
}
