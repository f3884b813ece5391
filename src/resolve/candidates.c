/* SPDX-License-Identifier: Apache-2.0
 *
 * candidates.c - the memory of recent mentions, and the choice among them.
 *
 * The best candidate agrees in gender and number and has the highest sum of
 * what speaks for it: near, a subject, the first of its sentence, a speaker, a
 * person, mentioned often; against it: after a preposition, within a
 * quotation, within what it would be saying itself. Below a threshold nobody
 * is taken: unknown stays unknown. How much each of these signs counts is data,
 * [salience] of people.txt; for pronouns train/salience.py learns it. The memory
 * holds MEMORY mentions, so a choice takes constant time.
 */
#include "resolve/resolver.h"

#define NEAR 5 /* sentences that a pronoun looks back */
#define FAR 14 /* and a description */
#define SOON 2

/* ---- memory ---- */

const event *resolver_event(const resolver *r, uint32_t back)
{
    return &r->memory[(r->remembered - 1 - back) % MEMORY];
}

uint32_t resolver_depth(const resolver *r)
{
    return r->remembered < MEMORY ? (uint32_t)r->remembered : MEMORY;
}

#define ASIDE 14 /* tokens */

/* One past ", 68 ans," at `end`, or `end`. */
static uint32_t resolver__after_aside(const resolver *r, uint32_t end)
{
    const token *t = r->text->tokens;
    if (end >= r->text->token_count || t[end].punct != PUNCT_COMMA) return end;
    for (uint32_t i = end + 1; i < r->text->token_count && i < end + ASIDE; i++) {
        if (t[i].flags & TOKEN_SENTENCE) return end;
        if (t[i].punct == PUNCT_COMMA) return i + 1;
    }
    return end;
}

/* Does a finite verb follow, as after a subject? */
static bool resolver__is_subject(const resolver *r, uint32_t end)
{
    end = resolver__after_aside(r, end);
    for (uint32_t i = end; i < r->text->token_count && i < end + 5; i++) {
        const token *t = &r->text->tokens[i];
        if (tag_is_finite(t->tag)) return true;
        if (t->flags & TOKEN_SENTENCE) return false;
        if (t->tag != TAG_ADV && t->tag != TAG_PRON && t->tag != TAG_PART) return false;
    }
    return false;
}

/* Is the name at `at` whose people are spoken of: "les militants de X"? */
static bool resolver__of_people(const resolver *r, uint32_t at)
{
    const token *t = r->text->tokens;
    if (at > 1 && person_word_is(r->lexicon, &t[at - 1], PEOPLE_DEFINITE) &&
        !person_word_is(r->lexicon, &t[at - 1], PEOPLE_COMPLEMENT))
        at--;
    return at > 1 && person_word_is(r->lexicon, &t[at - 1], PEOPLE_COMPLEMENT) &&
           person_word_is(r->lexicon, &t[at - 2], PEOPLE_ROLE);
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
    ev.of_people = ev.oblique && m->name >= 0 && resolver__of_people(r, at);
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
    if (++k->mention_count >= CHIEF &&
        (r->chief == NO_ENTITY || k->mention_count > entity_at(r->entities, r->chief)->mention_count))
        r->chief = i;
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

/* "le texte" may be any that was mentioned, "ce rapport" only a report. */
static bool event__is_document(const resolver *r, const event *ev, const wanted *w)
{
    if (!(ev->mention.noun & PEOPLE_DOCUMENT) || !(ev->mention.number & w->number)) return false;
    if (ev->entity != NO_ENTITY && entity_at(r->entities, ev->entity)->being == BEING_PERSON) return false;
    return w->lemma == 0 || ev->mention.lemma == w->lemma;
}

/* "la Banque centrale de Nordanie" is as good as a name. */
static bool event__is_title(const resolver *r, const event *ev)
{
    if (ev->mention.head == NO_TOKEN || ev->mention.being != BEING_BODY || r->lexicon->head_last) return false;
    return (r->text->tokens[ev->mention.head].flags & (TOKEN_CAPITAL | TOKEN_SENTENCE)) == TOKEN_CAPITAL;
}

/* Can the event's referent be what is wanted at all? */
static bool event__agrees(const resolver *r, const event *ev, const wanted *w)
{
    uint8_t gender = ev->mention.gender, number = ev->mention.number, being = ev->mention.being;
    uint8_t nation = ev->mention.nation;
    bool named = ev->mention.name >= 0 || (!w->modified && event__is_title(r, ev));
    if (ev->entity != NO_ENTITY) {
        const entity *k = entity_at(r->entities, ev->entity);
        /* grammar goes by the last words for it, but a person keeps the sex */
        bool worded = ev->mention.head != NO_TOKEN && ev->mention.being != BEING_PERSON;
        gender = worded ? ev->mention.gender : k->gender;
        number = k->number;
        being = k->being;
        named |= k->name.start != k->name.end;
        nation = k->nation != 0 ? k->nation : nation;
        if (w->trade && (k->noun & PEOPLE_BEFORE_NAME) && !(k->kin & w->kin)) return false;
        if (w->nameless_role && (k->noun & (PEOPLE_ROLE | PEOPLE_GROUP)) && !(k->kin & w->kin)) return false;
    }
    if (w->named && !named) return false;
    if (w->active && !ev->subject && !ev->speaking) return false;
    if (w->bare && (!ev->leading || ev->mention.head != NO_TOKEN || ev->mention.determiner != 0)) return false;
    if (w->nation != 0 && nation != w->nation && (nation != 0 || w->compatriot)) return false;
    if (w->document) return event__is_document(r, ev, w);
    if (w->like && (ev->entity == NO_ENTITY || !(entity_at(r->entities, ev->entity)->kin & w->kin))) return false;
    if (w->nameless_role && !named) return false;
    if ((gender & w->gender) == 0) return false;
    /* bodies may be taken up by a plural */
    if ((number & w->number) == 0 && !(w->number == NUMBER_PLURAL && being == BEING_BODY && r->lexicon->head_last))
        return false;
    bool person = being == BEING_PERSON || (being == BEING_UNKNOWN && named && event__may_be_person(r, ev));
    if (w->sure && (being != BEING_PERSON || r->text->sentence_of[w->at] - ev->sentence > SOON)) return false;
    if (w->being == BEING_PERSON) return person;
    bool place = ev->oblique && !ev->speaking && !ev->of_people && ev->mention.head == NO_TOKEN;
    /* "l'Yonne", "la Terre" */
    place |= !ev->subject && !ev->speaking && ev->mention.head == NO_TOKEN && ev->mention.name >= 0 &&
             !ev->mention.modified && (ev->mention.determiner & PEOPLE_DEFINITE) && !r->lexicon->head_last;
    bool likely = !place && (!w->modified || ev->subject || ev->of_people || ev->mention.head != NO_TOKEN);
    if (w->being == BEING_BODY) return named && (being == BEING_BODY || (being == BEING_UNKNOWN && likely));
    return true;
}

/* What the candidate is as an owner. */
static uint8_t event__owner(const event *ev, uint8_t being)
{
    if (ev->mention.noun & PEOPLE_DOCUMENT && being != BEING_PERSON) return OWNER_DOCUMENT;
    if (being == BEING_PERSON) return OWNER_PERSON;
    if (being == BEING_UNKNOWN) return OWNER_PERSON | OWNER_BODY;
    return being == BEING_THING ? 0 : OWNER_BODY;
}

/* Fills `f` with what speaks for and against the candidate. */
static void event__signs(const resolver *r, const event *ev, const wanted *w, int8_t f[SIGN_COUNT])
{
    const text *t = r->text;
    const entity *k = ev->entity != NO_ENTITY ? entity_at(r->entities, ev->entity) : NULL;
    uint32_t distance = t->sentence_of[w->at] - ev->sentence;
    uint8_t being = k != NULL ? k->being : ev->mention.being;
    int32_t here = t->tokens[w->at].quotation;
    uint32_t paragraphs = t->sentences[t->sentence_of[w->at]].paragraph - t->sentences[ev->sentence].paragraph;
    uint32_t often = k != NULL ? k->mention_count : 0;
    bool unknown = being == BEING_UNKNOWN && !ev->speaking;
    f[SIGN_ALWAYS] = 1;
    f[SIGN_DISTANCE] = distance < 14 ? (int8_t)distance : 14;
    f[SIGN_SAME_SENTENCE] = distance == 0;
    f[SIGN_PARAGRAPHS] = paragraphs < 4 ? (int8_t)paragraphs : 4;
    f[SIGN_HEADLINE] = ev->sentence == 0 && t->paragraphs[0].end == t->sentences[0].end;
    f[SIGN_SUBJECT] = ev->subject;
    f[SIGN_LEADING] = ev->leading;
    f[SIGN_TOPIC] = ev->leading && ev->subject && distance == 1;
    f[SIGN_OFTEN] = often < 4 ? (int8_t)often : 4;
    f[SIGN_SPEAKING] = ev->speaking;
    f[SIGN_LAST_SPEAKER] = k != NULL && ev->entity == r->last_speaker;
    f[SIGN_CHIEF] = k != NULL && ev->entity == r->chief;
    f[SIGN_PERSON] = being == BEING_PERSON;
    f[SIGN_BODY] = being == BEING_BODY;
    f[SIGN_THING] = being == BEING_THING;
    f[SIGN_PERHAPS_PERSON] = w->being == BEING_PERSON && unknown;
    f[SIGN_PERHAPS_BODY] = w->being == BEING_BODY && unknown && ev->mention.head == NO_TOKEN;
    f[SIGN_NAMED] = k != NULL && k->name.start < k->name.end;
    f[SIGN_LIKE] = w->kin != 0 && k != NULL && (k->kin & w->kin) != 0;
    f[SIGN_UNLIKE] = w->kin != 0 && k != NULL && k->kin != 0 && (k->kin & w->kin) == 0;
    if (w->owners != 0) {
        f[SIGN_LIKE] = (event__owner(ev, being) & w->owners) != 0;
        f[SIGN_UNLIKE] = !f[SIGN_LIKE];
    }
    f[SIGN_PRONOUN] = ev->mention.name < 0 && ev->mention.head == NO_TOKEN;
    f[SIGN_INDEFINITE] = (ev->mention.determiner & PEOPLE_INDEFINITE) != 0;
    uint8_t gender = k != NULL ? k->gender : ev->mention.gender;
    f[SIGN_SURE] = w->gender != GENDER_ANY && (gender & ~w->gender) == 0;
    f[SIGN_OPENING] = ev->leading && t->paragraphs[t->sentences[ev->sentence].paragraph].first_sentence == ev->sentence;
    f[SIGN_DEFINITE] = ev->mention.name < 0 && (ev->mention.determiner & PEOPLE_DEFINITE);
    f[SIGN_OBLIQUE] = ev->oblique;
    f[SIGN_QUOTED] = ev->quotation >= 0 && ev->quotation != here;
    f[SIGN_UNQUOTED] = ev->quotation < 0 && here >= 0;
    bool apart = ev->speaking && ev->quotation < 0; /* "a dit Roux" between two spans */
    f[SIGN_OWN_CONTENT] = w->statement != NULL && !apart && statement__covers(w->statement, ev->tokens.start);
}

static int event__score(const resolver *r, const event *ev, const wanted *w)
{
    int8_t f[SIGN_COUNT];
    int score = 0;
    int use = w->description ? SALIENCE_DESCRIPTION : SALIENCE_PRONOUN;
    event__signs(r, ev, w, f);
    for (int i = 0; i < SIGN_COUNT; i++) score += f[i] * r->lexicon->salience[use][i];
    return score;
}

static void choice__add(const resolver *r, speaker_choice *choice, const event *ev, const wanted *w)
{
    int8_t *signs = ARENA_ARRAY(r->arena, int8_t, SIGN_COUNT);
    event__signs(r, ev, w, signs);
    if (choice->candidates == NULL) choice->candidates = ARENA_ARRAY(r->arena, speaker_candidate, MEMORY);
    choice->candidates[choice->count++] = (speaker_candidate){
        .signs = signs, .entity = ev->entity, .tokens = ev->tokens};
}

/* What "ce dernier" can well stand for: no place, and no thing, unless it says
 * something. */
static bool event__may_speak(const event *ev)
{
    if (ev->mention.being == BEING_PLACE && ev->oblique) return false;
    return ev->mention.being != BEING_THING || (ev->mention.noun & PEOPLE_DOCUMENT);
}

const event *resolver_best(const resolver *r, const wanted *w)
{
    const event *best = NULL;
    int best_score = 0; /* below, nobody */
    uint32_t far = w->description ? FAR : NEAR;
    uint32_t sentence = r->text->sentence_of[w->at];
    bool observed = r->choices != NULL && w->statement != NULL && !w->owner;
    speaker_choice choice = {.description = w->description};
    if (observed) choice.statement = (uint32_t)(w->statement - r->statements->items);
    for (uint32_t back = 0; back < resolver_depth(r); back++) {
        const event *ev = resolver_event(r, back);
        if (ev->tokens.start >= w->at || sentence < ev->sentence || sentence - ev->sentence > far) continue;
        if (!event__agrees(r, ev, w)) continue;
        if (w->nearest) {
            if (event__may_speak(ev)) return ev;
            if (best == NULL) best = ev;
            continue;
        }
        if (observed) choice__add(r, &choice, ev, w);
        int score = event__score(r, ev, w);
        if (score > best_score) {
            best = ev;
            best_score = score;
        }
    }
    if (observed && choice.count > 0) VEC_PUSH(r->arena, r->choices, choice);
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
