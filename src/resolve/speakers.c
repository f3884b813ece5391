/* SPDX-License-Identifier: Apache-2.0
 *
 * speakers.c - who the sources of the statements are.
 *
 * One sweep over the text from left to right keeps a short memory of who was
 * mentioned last, and resolves every name, description and pronoun against
 * it:
 *
 *     names         entities.c: the same person under shorter names
 *     descriptions  the entity with that role or head noun ("le porte-parole
 *                   du Kremlin"); a generic noun ("l'expert", "l'ONG") takes
 *                   the best candidate in memory
 *     pronouns      the best candidate in memory
 *
 * The best candidate agrees in gender and number and has the highest sum of
 * what speaks for it: near, a subject, a speaker, a person; against it: after
 * a preposition, within a quotation, within what it would be saying itself.
 * Below a threshold nobody is taken: unknown stays unknown.
 *
 * Two kinds of sources look elsewhere. "I" and "we" within a quotation are
 * the one whom the quotation is attributed to, which is often known only
 * later; and a statement without a source may share another's. They are
 * filled in after the sweep.
 *
 * The memory holds MEMORY mentions, so the time is linear in the text.
 */
#include "resolve/speakers.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "resolve/entities.h"

#define MEMORY 96
#define SOURCE_LIMIT 256 /* tokens of a source that are looked at */
#define NEAR 5           /* sentences that a pronoun looks back */
#define FAR 14           /* and a description */
#define LEAD 3           /* sentences that tell who the headline meant, with the headline */

/* Something mentioned, as the memory holds it. */
typedef struct event {
    range tokens;
    int32_t entity; /* or NO_ENTITY for a noun phrase nobody named yet */
    mention mention;
    uint32_t sentence;
    int32_t quotation;
    bool leading; /* the first of its sentence */
    bool subject, oblique, speaking;
} event;

/* Mentions of an entity, newest first. */
typedef struct place {
    range tokens;
    uint32_t next; /* plus one */
} place;

typedef struct query {
    range tokens;  /* what to resolve: the source, or what it stands for */
    uint32_t item; /* of the attribution */
} query;

typedef struct resolver {
    arena *arena;
    const person_lexicon *lexicon;
    const text *text;
    attribution_list *statements;
    name_list names;
    entity_table *entities;
    event memory[MEMORY];
    uint64_t remembered; /* so far; the newest is at (remembered - 1) % MEMORY */
    int32_t last_speaker; /* entity of the statement before */
    uint32_t last_speech; /* and its sentence */
    int32_t *entity_of;   /* by statement */
    VEC(place) places;
    query *queries;
    size_t query_count;
} resolver;

/* ---- memory ---- */

static const event *resolver__event(const resolver *r, uint32_t back)
{
    return &r->memory[(r->remembered - 1 - back) % MEMORY];
}

static uint32_t resolver__depth(const resolver *r)
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

static void resolver__remember(resolver *r, const mention *m, int32_t i, bool speaking)
{
    uint32_t at = m->tokens.start;
    event ev = {.tokens = m->tokens, .entity = i, .mention = *m, .speaking = speaking};
    ev.sentence = r->text->sentence_of[at];
    ev.quotation = r->text->tokens[at].quotation;
    ev.oblique = at > 0 && r->text->tokens[at - 1].tag == TAG_ADP && !(r->text->tokens[at].flags & TOKEN_SENTENCE);
    ev.leading = r->remembered == 0 || resolver__event(r, 0)->sentence != ev.sentence;
    ev.subject = speaking || (!ev.oblique && resolver__is_subject(r, m->tokens.end));
    r->memory[r->remembered++ % MEMORY] = ev;
}

static void resolver__note(resolver *r, int32_t i, range tokens)
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

typedef struct wanted {
    uint8_t gender, number;
    uint8_t being;      /* BEING_PERSON, BEING_BODY; BEING_UNKNOWN: whoever */
    bool nearest;       /* "ce dernier" */
    bool description;   /* no pronoun: looks further back */
    bool nameless_role; /* only those of whom no role or kind is known */
    uint32_t at;        /* the token where it stands */
    const attribution *statement; /* that it is the source of, or NULL */
} wanted;

static bool statement__covers(const attribution *st, uint32_t at)
{
    for (uint32_t i = 0; i < st->content_count && i < 64; i++)
        if (at >= st->content[i].start && at < st->content[i].end) return true;
    return false;
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
    if ((gender & w->gender) == 0) return false;
    /* bodies may be taken up by a plural */
    if ((number & w->number) == 0 && !(w->number == NUMBER_PLURAL && being == BEING_BODY && r->lexicon->head_last))
        return false;
    if (w->being == BEING_PERSON) return being == BEING_PERSON || (being == BEING_UNKNOWN && named);
    if (w->being == BEING_BODY) return named && (being == BEING_BODY || being == BEING_UNKNOWN);
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
    if (ev->entity != NO_ENTITY) {
        uint32_t often = entity_at(r->entities, ev->entity)->mention_count;
        score += often < 4 ? (int)often : 4;
    }
    if (ev->speaking) score += 3;
    if (ev->entity != NO_ENTITY && ev->entity == r->last_speaker) score += 3;
    if (being == BEING_PERSON) score += 5;
    else if (being == BEING_BODY) score += 3;
    else if (being == BEING_THING) score -= 3;
    else if (w->being == BEING_PERSON && being == BEING_UNKNOWN && !ev->speaking) score -= 4; /* perhaps none */
    if (ev->oblique) score -= 3;
    if (ev->quotation >= 0 && ev->quotation != here) score -= 8;
    if (ev->quotation < 0 && here >= 0) score -= 4;
    if (w->statement != NULL && statement__covers(w->statement, ev->tokens.start) && !ev->speaking) score -= 8;
    return score;
}

static const event *resolver__best(const resolver *r, const wanted *w)
{
    const event *best = NULL;
    int best_score = 4; /* below, nobody */
    uint32_t far = w->description ? FAR : NEAR;
    uint32_t sentence = r->text->sentence_of[w->at];
    for (uint32_t back = 0; back < resolver__depth(r); back++) {
        const event *ev = resolver__event(r, back);
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

/* The event's entity, made now if it had none. */
static int32_t resolver__entity_of_event(resolver *r, const event *ev)
{
    if (ev == NULL) return NO_ENTITY;
    if (ev->entity != NO_ENTITY) return ev->entity;
    event *own = &r->memory[ev - r->memory];
    own->entity = entity_new(r->entities, &ev->mention);
    resolver__note(r, own->entity, ev->tokens);
    return own->entity;
}

/* ---- pronouns ---- */

/* The pronoun that the range consists of, with a determiner at most ("ce
 * dernier"), or NO_TOKEN. */
static uint32_t resolver__pronoun(const resolver *r, range tokens)
{
    uint32_t last = tokens.end - 1;
    person_word w = person_word_of(r->lexicon, &r->text->tokens[last]);
    uint32_t length = tokens.end - tokens.start;
    if (length == 1 && w.owner_gender != 0) return last;
    if (!(w.flags & PEOPLE_PRONOUN) || r->names.at[last] != 0) return NO_TOKEN;
    if (length == 1) return w.flags & PEOPLE_LATTER && r->text->tokens[last].tag == TAG_ADJ ? NO_TOKEN : last;
    bool determined = person_word_is(r->lexicon, &r->text->tokens[tokens.start], PEOPLE_DETERMINER);
    return length == 2 && (w.flags & PEOPLE_LATTER) && determined ? last : NO_TOKEN;
}

/* The phrase that ends right before a relative pronoun: the longest, for
 * "le maire de la ville qui". */
static const event *resolver__antecedent(const resolver *r, uint32_t at)
{
    const event *found = NULL;
    uint32_t end = at;
    while (end > 0 && end + 2 > at && (r->text->tokens[end - 1].punct != PUNCT_NONE || r->text->tokens[end - 1].tag == TAG_ADP))
        end--;
    for (uint32_t back = 0; back < resolver__depth(r); back++) {
        const event *ev = resolver__event(r, back);
        if (ev->tokens.start >= at || r->text->sentence_of[at] != ev->sentence) continue;
        if (found == NULL) found = ev;
        else if (ev->tokens.start < found->tokens.start && ev->tokens.end >= end && ev->mention.being != BEING_THING)
            found = ev;
    }
    return found;
}

static int32_t resolver__resolve_pronoun(resolver *r, uint32_t at, const attribution *st)
{
    person_word w = person_word_of(r->lexicon, &r->text->tokens[at]);
    if (w.owner_gender != 0 && w.person == 0) {
        w.person = 3;
        w.small_gender = w.owner_gender;
        w.small_number = w.owner_number;
    }
    if (w.person != 3) return NO_ENTITY; /* "I", "we": after the sweep */
    if (w.flags & PEOPLE_RELATIVE) return resolver__entity_of_event(r, resolver__antecedent(r, at));
    wanted want = {.gender = w.small_gender, .number = w.small_number, .at = at, .statement = st};
    want.nearest = w.flags & PEOPLE_LATTER;
    if (r->lexicon->head_last && (w.small_gender & GENDER_NEUTER) == 0) want.being = BEING_PERSON;
    return resolver__entity_of_event(r, resolver__best(r, &want));
}

/* ---- names and descriptions ---- */

/* Does the description have a complement that says whose or of what? */
static bool resolver__is_specific(const resolver *r, const mention *m)
{
    if (m->base_end >= m->phrase.end) return false;
    return person_word_is(r->lexicon, &r->text->tokens[m->base_end], PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION);
}

/* "l'expert", "le géant japonais", "the company": whoever in memory it fits. */
static int32_t resolver__take_up(resolver *r, const mention *m, const attribution *st)
{
    bool generic = m->noun & PEOPLE_GENERIC, body = m->noun & PEOPLE_GROUP, kind = m->noun & PEOPLE_KIND;
    if (!(m->noun & (PEOPLE_ROLE | PEOPLE_GROUP)) || !(m->number & NUMBER_SINGULAR)) return NO_ENTITY;
    if (!generic && !kind && (body || m->modified)) return NO_ENTITY;
    /* "le ministre", said by somebody else, is seldom the one spoken of outside */
    if (!generic && !kind && r->text->tokens[m->tokens.start].quotation >= 0) return NO_ENTITY;
    if (resolver__is_specific(r, m)) return NO_ENTITY;
    wanted want = {.gender = m->gender, .number = NUMBER_SINGULAR, .at = m->tokens.start, .statement = st};
    want.being = body ? BEING_BODY : BEING_PERSON;
    want.nameless_role = !generic;
    want.description = true;
    if (body) want.gender = GENDER_ANY;
    const event *ev = resolver__best(r, &want);
    /* a masculine role may be a woman's */
    if (ev == NULL && !body && generic && !r->lexicon->head_last && want.gender == GENDER_MALE) {
        want.gender = GENDER_ANY;
        ev = resolver__best(r, &want);
    }
    if (ev == NULL && body && (m->noun & PEOPLE_ROLE)) {
        want.being = BEING_PERSON;
        want.gender = m->gender;
        ev = resolver__best(r, &want);
    }
    return resolver__entity_of_event(r, ev);
}

/* Whoever the mention means; a new entity where it is worth one. */
static int32_t resolver__resolve(resolver *r, const mention *m, const attribution *st)
{
    if (m->coordinated && st != NULL) return entity_new(r->entities, m);
    if (m->name >= 0) return entity_of_name(r->entities, m);
    if (m->head == NO_TOKEN) return st != NULL ? entity_new(r->entities, m) : NO_ENTITY;
    bool known = (m->determiner & (PEOPLE_DEFINITE | PEOPLE_DEMONSTRATIVE)) != 0;
    bool bare = m->determiner == 0 && ((m->noun & PEOPLE_GROUP) || m->number != NUMBER_SINGULAR);
    int32_t i = NO_ENTITY;
    if ((known || bare) && (st != NULL || m->noun != 0)) i = entity_of_description(r->entities, m);
    if (i == NO_ENTITY && known) i = resolver__take_up(r, m, st);
    if (i != NO_ENTITY) {
        entity_learn(r->entities, i, m);
        return i;
    }
    return st != NULL || (m->noun & (PEOPLE_ROLE | PEOPLE_GROUP)) ? entity_new(r->entities, m) : NO_ENTITY;
}

/* ---- the sweep ---- */

/* "Roux et Blanc", of which `first` is the first: "ils" may take up both. */
static void resolver__see_group(resolver *r, const mention *first)
{
    mention m = *first, second;
    uint32_t at = first->phrase.end + 1, end = r->text->sentences[r->text->sentence_of[first->tokens.start]].end;
    if (at >= end || !mention_begin(r->lexicon, r->text, &r->names, at, end, &second)) return;
    m.tokens.end = m.phrase.end = second.phrase.end;
    m.name = -1;
    m.head = NO_TOKEN;
    m.role = (range){0, 0};
    m.gender |= second.gender;
    m.number = NUMBER_PLURAL;
    resolver__remember(r, &m, NO_ENTITY, false);
}

static void resolver__see(resolver *r, const mention *m)
{
    if (m->coordinated) resolver__see_group(r, m);
    int32_t i = resolver__resolve(r, m, NULL);
    if (i != NO_ENTITY) resolver__note(r, i, m->name >= 0 ? r->names.items[m->name].core : m->tokens);
    resolver__remember(r, m, i, false);
}

/* A pronoun that is no source: only those that are somebody's for sure. */
static void resolver__see_pronoun(resolver *r, uint32_t at)
{
    person_word w = person_word_of(r->lexicon, &r->text->tokens[at]);
    if (w.owner_gender != 0 && w.person == 0) { /* "thanked her" */
        w.person = 3;
        w.small_gender = w.owner_gender;
        w.small_number = w.owner_number;
    }
    if (w.person != 3 || (w.flags & (PEOPLE_IMPERSONAL | PEOPLE_RELATIVE | PEOPLE_LATTER))) return;
    if ((w.small_number & NUMBER_SINGULAR) == 0 || (w.small_gender & (w.small_gender - 1)) != 0 || r->names.at[at] != 0) return;
    if (r->text->tokens[at].tag != TAG_PRON) return;
    int32_t i = resolver__resolve_pronoun(r, at, NULL);
    if (i == NO_ENTITY) return;
    mention m = {.tokens = {at, at + 1}, .phrase = {at, at + 1}, .name = -1, .head = NO_TOKEN, .alias = NO_TOKEN};
    m.gender = w.small_gender;
    m.number = w.small_number;
    m.being = entity_at(r->entities, i)->being;
    resolver__note(r, i, m.tokens);
    resolver__remember(r, &m, i, false);
}

static int32_t resolver__source(resolver *r, const query *q)
{
    const attribution *st = &r->statements->items[q->item];
    range tokens = q->tokens;
    uint32_t pronoun = resolver__pronoun(r, tokens);
    int32_t i;
    mention m;
    if (pronoun != NO_TOKEN) {
        i = resolver__resolve_pronoun(r, pronoun, st);
        m = (mention){.tokens = tokens, .phrase = tokens, .name = -1, .head = NO_TOKEN, .alias = NO_TOKEN};
        if (i == NO_ENTITY) return i;
    } else {
        m = mention_read(r->lexicon, r->text, &r->names, tokens);
        i = resolver__resolve(r, &m, st);
        if (i == NO_ENTITY) return i;
    }
    if (pronoun == NO_TOKEN && m.name < 0) entity_learn_source(r->entities, i, &m);
    resolver__note(r, i, tokens);
    resolver__remember(r, &m, i, true);
    if (r->text->tokens[tokens.start].quotation < 0) r->last_speaker = i;
    return i;
}

static int query__compare(const void *a, const void *b)
{
    const query *x = a, *y = b;
    if (x->tokens.start != y->tokens.start) return x->tokens.start < y->tokens.start ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* What is to be resolved, in text order. */
static void resolver__gather(resolver *r)
{
    size_t count = r->statements->count;
    r->queries = ARENA_ARRAY(r->arena, query, count);
    r->entity_of = ARENA_ARRAY(r->arena, int32_t, count);
    bool sorted = true;
    for (size_t i = 0; i < count; i++) {
        const attribution *st = &r->statements->items[i];
        r->entity_of[i] = NO_ENTITY;
        query q = {st->antecedent.start < st->antecedent.end ? st->antecedent : st->source, (uint32_t)i};
        if (q.tokens.start >= q.tokens.end || q.tokens.end > r->text->token_count) continue;
        if (q.tokens.end - q.tokens.start > SOURCE_LIMIT) q.tokens.end = q.tokens.start + SOURCE_LIMIT;
        if (r->query_count > 0 && query__compare(&r->queries[r->query_count - 1], &q) > 0) sorted = false;
        r->queries[r->query_count++] = q;
    }
    if (!sorted) qsort(r->queries, r->query_count, sizeof *r->queries, query__compare);
}

static void resolver__sweep(resolver *r)
{
    size_t next = 0;
    uint32_t within = 0; /* the end of the last source: its words have been looked at */
    for (uint32_t s = 0; s < r->text->sentence_count; s++) {
        const sentence *k = &r->text->sentences[s];
        for (uint32_t i = k->first; i < k->end;) {
            for (; next < r->query_count && r->queries[next].tokens.start <= i; next++) {
                const query *q = &r->queries[next];
                bool again = next > 0 && q[-1].tokens.start == q->tokens.start && q[-1].tokens.end == q->tokens.end;
                int32_t found = again ? r->entity_of[q[-1].item] : resolver__source(r, q);
                r->entity_of[q->item] = found;
                if (q->tokens.end > within) within = q->tokens.end;
            }
            mention m;
            if (mention_begin(r->lexicon, r->text, &r->names, i, k->end, &m)) {
                uint32_t to = m.base_end > i ? m.base_end : i + 1;
                if (i >= within || i > r->queries[next > 0 ? next - 1 : 0].tokens.start) {
                    if (i >= within) resolver__see(r, &m);
                    else if (m.name >= 0) resolver__see(r, &m);
                }
                if (next < r->query_count && r->queries[next].tokens.start < to && r->queries[next].tokens.start > i)
                    to = r->queries[next].tokens.start;
                i = to;
                continue;
            }
            if (i >= within) resolver__see_pronoun(r, i);
            i++;
        }
    }
}

/* ---- after the sweep ---- */

/* By statement, the innermost statement whose content covers its source; -1
 * for none. The spans are visited in order with a stack of open ones. */
typedef struct span {
    uint32_t start, end, item;
} span;

static int span__compare(const void *a, const void *b)
{
    const span *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end > y->end ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static int32_t *resolver__covers(resolver *r)
{
    size_t count = 0, depth = 0, at = 0;
    for (size_t i = 0; i < r->statements->count; i++) count += r->statements->items[i].content_count;
    span *spans = ARENA_ARRAY(r->arena, span, count), *stack = ARENA_ARRAY(r->arena, span, count);
    int32_t *covers = ARENA_ARRAY(r->arena, int32_t, r->statements->count);
    for (size_t i = 0; i < r->statements->count; i++) {
        covers[i] = -1;
        for (uint32_t k = 0; k < r->statements->items[i].content_count; k++) {
            range c = r->statements->items[i].content[k];
            spans[at++] = (span){c.start, c.end, (uint32_t)i};
        }
    }
    qsort(spans, count, sizeof *spans, span__compare);
    at = 0;
    for (size_t i = 0; i < r->query_count; i++) {
        const query *q = &r->queries[i];
        for (; at < count && spans[at].start <= q->tokens.start; at++) {
            while (depth > 0 && stack[depth - 1].end <= spans[at].start) depth--;
            stack[depth++] = spans[at];
        }
        while (depth > 0 && stack[depth - 1].end <= q->tokens.start) depth--;
        if (depth > 0 && stack[depth - 1].item != q->item) covers[q->item] = (int32_t)stack[depth - 1].item;
    }
    return covers;
}

static bool resolver__is_first_person(const resolver *r, const attribution *st)
{
    if (st->source.start >= st->source.end || st->source.end > r->text->token_count) return false;
    uint32_t at = resolver__pronoun(r, st->source);
    return at != NO_TOKEN && person_word_of(r->lexicon, &r->text->tokens[at]).person == 1;
}

/* Statement i's speaker is that of the statement this leads to; -1 at the end
 * of the way. */
static int32_t resolver__leads_to(const resolver *r, const int32_t *covers, size_t i)
{
    const attribution *st = &r->statements->items[i];
    if (r->entity_of[i] != NO_ENTITY) return -1;
    if (resolver__is_first_person(r, st)) return st->parent >= 0 ? st->parent : covers[i];
    if (st->source.start >= st->source.end) return st->same_speaker_as;
    return -1;
}

/* The one person that the headline names, or NO_ENTITY. */
static int32_t resolver__headline_person(const resolver *r)
{
    int32_t person = NO_ENTITY;
    if (r->text->paragraphs[0].end != r->text->sentences[0].end) return NO_ENTITY;
    for (size_t i = 0; i < r->names.count; i++) {
        const name_run *run = &r->names.items[i];
        if (r->text->sentence_of[run->tokens.start] > 0) break;
        mention m = {.name = (int32_t)i, .being = run->being, .gender = run->gender, .alias = NO_TOKEN};
        int32_t k = entity_find_name(r->entities, &m);
        if (k == NO_ENTITY || k == person || entity_at(r->entities, k)->being != BEING_PERSON) continue;
        if (person != NO_ENTITY) return NO_ENTITY;
        person = k;
    }
    return person;
}

/* The lead often gives the role of the one whom the headline names ("Le
 * ministre a déclaré ..."), and the name comes later. After the sweep
 * everybody's name is known: a definite role in the lead that was nobody's is
 * the headline person's, if none is known of that one. */
static void resolver__join_headline(resolver *r)
{
    int32_t person = resolver__headline_person(r);
    if (person == NO_ENTITY || entity_at(r->entities, person)->role.end > 0) return;
    for (size_t i = 0; i < r->query_count && r->text->sentence_of[r->queries[i].tokens.start] < LEAD; i++) {
        int32_t e = r->entity_of[r->queries[i].item];
        if (e == NO_ENTITY || e == person) continue;
        entity *k = entity_at(r->entities, e), *p = entity_at(r->entities, person);
        uint32_t first = r->queries[i].tokens.start;
        if (!person_word_is(r->lexicon, &r->text->tokens[first], PEOPLE_DEFINITE) || k->name.end > 0) continue;
        if (!(k->noun & PEOPLE_ROLE) || !(k->gender & p->gender) || !(k->number & NUMBER_SINGULAR)) continue;
        k->same_as = person;
        p->role = (range){k->description.start + 1, k->description.end};
        return;
    }
}

/* Gives a statement, and its source as a mention, to the entity that its
 * speaker turned out to be. */
static void resolver__move(resolver *r, size_t i)
{
    r->entity_of[i] = entity_at(r->entities, r->entity_of[i])->same_as;
    range source = r->statements->items[i].source;
    if (source.start < source.end) resolver__note(r, r->entity_of[i], source);
}

static void resolver__fill_in(resolver *r)
{
    const int32_t *covers = resolver__covers(r);
    for (size_t i = 0; i < r->statements->count; i++) {
        int32_t at = (int32_t)i;
        for (int step = 0; step < 64; step++) {
            int32_t to = resolver__leads_to(r, covers, (size_t)at);
            if (to < 0 || (size_t)to >= r->statements->count) break;
            at = to;
        }
        if (at == (int32_t)i) continue;
        r->entity_of[i] = r->entity_of[at];
        range source = r->statements->items[i].source;
        if (r->entity_of[i] != NO_ENTITY && source.start < source.end) resolver__note(r, r->entity_of[i], source);
    }
}

/* ---- what comes out ---- */

/* Is it nothing to end a name with? */
static bool token__hangs(const token *t)
{
    if (t->tag == TAG_CCONJ) return true;
    return t->kind == TOKEN_PUNCT && t->punct != PUNCT_CLOSE_BRACKET && t->punct != PUNCT_QUOTE;
}

/* The words of a range as one line; the first in lower case when it is a
 * determiner. */
static const char *resolver__words(const resolver *r, range tokens)
{
    while (tokens.end > tokens.start + 1 && token__hangs(&r->text->tokens[tokens.end - 1])) tokens.end--;
    const char *p = r->text->bytes + r->text->tokens[tokens.start].start;
    const char *end = r->text->bytes + r->text->tokens[tokens.end - 1].end;
    char *out = arena_alloc(r->arena, (size_t)(end - p) + 8), *to = out;
    const token *first = &r->text->tokens[tokens.start];
    if (person_word_is(r->lexicon, first, PEOPLE_DETERMINER) && !(first->flags & TOKEN_ALL_CAPITALS)) {
        unsigned n;
        uint32_t cp = utf8_decode(p, end, &n);
        to += utf8_encode(char_lower(cp), to);
        p += n;
    }
    bool space = false;
    while (p < end) {
        unsigned n;
        uint32_t cp = utf8_decode(p, end, &n);
        if (char_class_of(cp) == CHAR_SPACE) {
            space = true;
        } else if (cp != 0xAD) {
            if (space) *to++ = ' ';
            space = false;
            memcpy(to, p, n);
            to += n;
        }
        p += n;
    }
    *to = '\0';
    return out;
}

static const char *resolver__name_of(const resolver *r, const entity *k)
{
    bool named = k->name.start < k->name.end;
    const token *first = &r->text->tokens[k->name.start];
    bool acronym = named && k->name.end - k->name.start == 1 && (first->flags & TOKEN_ALL_CAPITALS);
    if (named && acronym && k->being != BEING_PERSON && k->description.start < k->description.end &&
        (r->text->tokens[k->description.start].flags | r->text->tokens[k->description.start + 1].flags) & TOKEN_CAPITAL)
        named = false; /* "la Communauté économique ... (CEDEAO)" */
    if (!named && (k->source_modified || k->description.end - k->description.start <= k->source.end - k->source.start))
        return resolver__words(r, k->source);
    if (!named) return resolver__words(r, k->description);
    range name = k->name;
    if (k->article != NO_TOKEN && k->being != BEING_PERSON) name.start = k->article;
    return resolver__words(r, name);
}

static int range__compare(const void *a, const void *b)
{
    const range *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static speaker resolver__speaker(const resolver *r, const entity *k)
{
    speaker s = {.name = resolver__name_of(r, k)};
    if (k->name.start < k->name.end && k->role.start < k->role.end) s.role = resolver__words(r, k->role);
    s.mentions = ARENA_ARRAY(r->arena, range, k->mention_count);
    for (uint32_t at = k->mention_last; at != 0; at = r->places.items[at - 1].next)
        s.mentions[s.mention_count++] = r->places.items[at - 1].tokens;
    qsort(s.mentions, s.mention_count, sizeof *s.mentions, range__compare);
    return s;
}

typedef struct ranked {
    uint32_t start;
    int32_t entity;
} ranked;

static int ranked__compare(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->entity < y->entity ? -1 : x->entity > y->entity;
}

/* Lists those who speak, in order of first mention. */
static void resolver__list(resolver *r, speaker_list *out)
{
    ranked *order = ARENA_ARRAY(r->arena, ranked, r->statements->count);
    size_t count = 0;
    for (size_t i = 0; i < r->statements->count; i++) {
        if (r->entity_of[i] == NO_ENTITY) continue;
        entity *k = entity_at(r->entities, r->entity_of[i]);
        if (k->speaker >= 0) continue;
        k->speaker = 0;
        uint32_t start = UINT32_MAX;
        for (uint32_t at = k->mention_last; at != 0; at = r->places.items[at - 1].next)
            if (r->places.items[at - 1].tokens.start < start) start = r->places.items[at - 1].tokens.start;
        order[count++] = (ranked){start, r->entity_of[i]};
    }
    qsort(order, count, sizeof *order, ranked__compare);
    VEC_RESERVE(r->arena, out, count);
    for (size_t i = 0; i < count; i++) {
        entity *k = entity_at(r->entities, order[i].entity);
        k->speaker = (int32_t)out->count;
        out->items[out->count++] = resolver__speaker(r, k);
    }
    for (size_t i = 0; i < r->statements->count; i++)
        if (r->entity_of[i] != NO_ENTITY)
            r->statements->items[i].speaker = entity_at(r->entities, r->entity_of[i])->speaker;
}

void speakers_resolve(arena *a, const person_lexicon *lexicon, const text *t, attribution_list *statements,
                      speaker_list *out)
{
    *out = (speaker_list){0};
    for (size_t i = 0; i < statements->count; i++) statements->items[i].speaker = -1;
    if (statements->count == 0 || t->token_count == 0) return;
    resolver *r = ARENA_NEW(a, resolver);
    r->arena = a;
    r->lexicon = lexicon;
    r->text = t;
    r->statements = statements;
    r->last_speaker = NO_ENTITY;
    names_find(a, lexicon, t, &r->names);
    r->entities = entity_table_new(a, lexicon, t, &r->names);
    resolver__gather(r);
    resolver__sweep(r);
    resolver__join_headline(r);
    for (size_t i = 0; i < statements->count; i++) {
        int32_t e = r->entity_of[i];
        if (e != NO_ENTITY && entity_at(r->entities, e)->same_as != NO_ENTITY) resolver__move(r, i);
    }
    resolver__fill_in(r);
    resolver__list(r, out);
}
