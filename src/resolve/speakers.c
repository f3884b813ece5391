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
 * The memory holds MEMORY mentions, so the time is linear in the text.
 */
#include "resolve/speakers.h"

#include <stdlib.h>

#include "resolve/resolver.h"

#define SOON 4           /* sentences after which a name may follow the role */
#define RECENT_EVENTS 8  /* mentions that an acronym may have been read with */
#define SOURCE_LIMIT 256 /* tokens of a source that are looked at */

/* ---- pronouns ---- */

/* "celle-ci, étudiante en droit", "celui qui dirige aussi le club": the pronoun
 * that the words begin with, or NO_TOKEN. */
static uint32_t resolver__begins(const resolver *r, range tokens)
{
    const token *t = &r->text->tokens[tokens.start];
    person_word w = person_word_of(r->lexicon, t);
    if (tokens.end - tokens.start < 3 || !(w.flags & PEOPLE_PRONOUN) || w.person != 3) return NO_TOKEN;
    if (w.flags & (PEOPLE_NOBODY | PEOPLE_RELATIVE | PEOPLE_IMPERSONAL) || !(w.small_number & NUMBER_SINGULAR))
        return NO_TOKEN;
    bool latter = (w.flags & PEOPLE_LATTER) && t->tag == TAG_PRON && t[1].punct == PUNCT_COMMA;
    for (uint32_t i = tokens.start + 2; latter && i < tokens.end; i++) latter = r->names.at[i] == 0; /* says who */
    bool relative = t[1].tag == TAG_RELATIVE || person_word_is(r->lexicon, &t[1], PEOPLE_RELATIVE);
    return latter || (relative && !(w.flags & PEOPLE_LATTER)) ? tokens.start : NO_TOKEN;
}

uint32_t resolver_pronoun(const resolver *r, range tokens)
{
    uint32_t longer = resolver__begins(r, tokens);
    if (longer != NO_TOKEN) return longer;
    uint32_t last = tokens.end - 1;
    person_word w = person_word_of(r->lexicon, &r->text->tokens[last]);
    uint32_t length = tokens.end - tokens.start;
    if (length == 1 && w.owner_gender != 0) return last;
    if (length == 1 && (w.flags & PEOPLE_DEFINITE) && r->names.at[last] == 0) return last; /* "à l'en croire" */
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
    while (end > 0 && end + 2 > at &&
           (r->text->tokens[end - 1].punct != PUNCT_NONE || r->text->tokens[end - 1].tag == TAG_ADP))
        end--;
    for (uint32_t back = 0; back < resolver_depth(r); back++) {
        const event *ev = resolver_event(r, back);
        if (ev->tokens.start >= at || r->text->sentence_of[at] != ev->sentence) continue;
        if (found == NULL)
            found = ev;
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
    if (w.person == 0 && (w.flags & PEOPLE_DEFINITE)) w.person = 3;
    if (w.person != 3) return NO_ENTITY; /* "I", "we": after the sweep */
    if (w.flags & PEOPLE_RELATIVE) return resolver_entity_of_event(r, resolver__antecedent(r, at));
    wanted want = {.gender = w.small_gender, .number = w.small_number, .at = at, .statement = st};
    want.nearest = w.flags & PEOPLE_LATTER;
    if (r->lexicon->head_last && (w.small_gender & GENDER_NEUTER) == 0) want.being = BEING_PERSON;
    return resolver_entity_of_event(r, resolver_best(r, &want));
}

/* ---- names and descriptions ---- */

/* A name; with its role it tells who was meant by the role alone a little
 * before, or in the headline. */
static int32_t resolver__named(resolver *r, const mention *m)
{
    int32_t before = entity_of_role(r->entities, m), i = entity_of_name(r->entities, m);
    int32_t peer = resolver_peer(r, m);
    if (peer != NO_ENTITY && peer != i) entity_at(r->entities, i)->kin |= entity_at(r->entities, peer)->kin;
    if (before == NO_ENTITY || before == i) return i;
    entity *k = entity_at(r->entities, before);
    uint32_t then = r->text->sentence_of[k->description.start], now = r->text->sentence_of[m->tokens.start];
    bool first = entity_at(r->entities, i)->mention_count == 0;
    if (then > 0 && (!first || now - then > SOON)) return i;
    k->same_as = i;
    return i;
}

/* Is it one of whom only the headline has spoken, without a name: "une ONG"? */
static bool resolver__is_headlines(const resolver *r, int32_t i)
{
    const entity *k = entity_at(r->entities, i);
    return k->name.start == k->name.end && k->owner == NO_ENTITY && r->text->sentence_of[k->last] == 0 &&
           r->text->paragraphs[0].end == r->text->sentences[0].end;
}

/* Whoever the mention means; a new entity where it is worth one. */
static int32_t resolver__resolve(resolver *r, mention *m, const attribution *st)
{
    if (m->coordinated && st != NULL) return entity_new(r->entities, m);
    if (m->name >= 0) return resolver__named(r, m);
    int32_t elliptic = st != NULL ? resolver_elliptic(r, m) : NO_ENTITY;
    if (elliptic == NO_ENTITY && st != NULL) elliptic = resolver_ordinal(r, m);
    if (elliptic != NO_ENTITY) return elliptic;
    if (m->head == NO_TOKEN && st == NULL) return NO_ENTITY;
    if (m->head == NO_TOKEN) {
        int32_t part = resolver_owned(r, m, st);
        return part != NO_ENTITY ? part : entity_new(r->entities, m);
    }
    bool known = (m->determiner & (PEOPLE_DEFINITE | PEOPLE_DEMONSTRATIVE)) != 0;
    bool bare = m->determiner == 0 && ((m->noun & PEOPLE_GROUP) || m->number != NUMBER_SINGULAR);
    int32_t i = st != NULL || (m->noun & PEOPLE_ROLE) ? resolver_owned(r, m, st) : NO_ENTITY;
    if (i != NO_ENTITY) return i;
    if ((known || bare) && (st != NULL || m->noun != 0)) i = entity_of_description(r->entities, m);
    if (i == NO_ENTITY && st != NULL && (m->determiner & PEOPLE_DEFINITE)) {
        i = resolver_of_document(r, m, st);
        if (i == NO_ENTITY) i = resolver_of_body(r, m, st);
        if (i != NO_ENTITY) return i;
    }
    if (known && (i == NO_ENTITY || resolver__is_headlines(r, i))) {
        int32_t other = resolver_take_up(r, m, st, i != NO_ENTITY);
        if (other != NO_ENTITY && other != i) {
            if (i != NO_ENTITY) entity_at(r->entities, i)->same_as = other;
            m->taken_up = true;
            i = other;
        }
    }
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
    resolver_remember(r, &m, NO_ENTITY, false);
}

/* Of whom the role at hand is said: "Jean Roux a été élu maire", "est le maire".
 * NULL for nobody. */
static const event *resolver__becomes(const resolver *r, const mention *m)
{
    uint32_t at = m->tokens.start, sentence = r->text->sentence_of[at];
    if (r->lexicon->head_last || m->name >= 0 || !(m->noun & PEOPLE_ROLE) || !(m->number & NUMBER_SINGULAR))
        return NULL;
    if (m->coordinated || at == 0 || !person_word_of(r->lexicon, &r->text->tokens[at - 1]).becoming) return NULL;
    for (uint32_t back = 0; back < resolver_depth(r); back++) {
        const event *ev = resolver_event(r, back);
        if (ev->sentence != sentence || ev->tokens.start >= at) return NULL;
        if (ev->oblique || ev->entity == NO_ENTITY) continue;
        const entity *k = entity_at(r->entities, ev->entity);
        bool named = k->name.start < k->name.end && k->being != BEING_BODY && k->being != BEING_PLACE;
        return named && (k->gender & m->gender) != 0 ? ev : NULL;
    }
    return NULL;
}

static void resolver__see(resolver *r, mention *m)
{
    const event *of = resolver__becomes(r, m);
    if (of != NULL) {
        entity_learn(r->entities, of->entity, m);
        return;
    }
    /* "son titre de champion": nobody in particular */
    if (!r->lexicon->head_last && m->name < 0 && m->determiner == 0 && m->number == NUMBER_SINGULAR &&
        (m->noun & PEOPLE_ROLE) && r->text->tokens[m->tokens.start].tag == TAG_NOUN)
        return;
    if (m->coordinated) resolver__see_group(r, m);
    int32_t i = resolver__resolve(r, m, NULL);
    if (i != NO_ENTITY) resolver_note(r, i, m->name >= 0 ? r->names.items[m->name].core : m->tokens);
    resolver_remember(r, m, i, false);
}

/* "le chef de la Ligue du Nord (LN)": the body within a complement that the acronym
 * in the brackets at `i` stands for. */
static void resolver__see_alias(resolver *r, uint32_t i)
{
    uint32_t start, alias = mention_alias_at(r->lexicon, r->text, i, &start);
    mention m;
    if (start == NO_TOKEN) return;
    for (uint32_t back = 0; back < RECENT_EVENTS && back < resolver_depth(r); back++)
        if (resolver_event(r, back)->mention.alias == alias) return;
    uint32_t from = start;
    if (from > 0 && person_word_is(r->lexicon, &r->text->tokens[from - 1], PEOPLE_DEFINITE)) from--;
    if (!mention_begin(r->lexicon, r->text, &r->names, from, i, &m)) return;
    if (m.head != start && (m.name < 0 || r->names.items[m.name].core.start != start)) return;
    m.alias = alias;
    if (m.phrase.end == i) m.phrase.end = m.core_end = i + 3;
    if (m.being == BEING_THING || m.being == BEING_UNKNOWN) m.being = BEING_BODY;
    int32_t k = m.name >= 0 ? entity_of_name(r->entities, &m) : entity_of_description(r->entities, &m);
    if (k == NO_ENTITY)
        k = entity_new(r->entities, &m);
    else
        entity_learn(r->entities, k, &m);
    resolver_note(r, k, (range){from, i});
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
    if ((w.small_number & NUMBER_SINGULAR) == 0 || (w.small_gender & (w.small_gender - 1)) != 0 || r->names.at[at] != 0)
        return;
    if (r->text->tokens[at].tag != TAG_PRON) return;
    int32_t i = resolver__resolve_pronoun(r, at, NULL);
    if (i == NO_ENTITY) return;
    mention m = {.tokens = {at, at + 1}, .phrase = {at, at + 1}, .name = -1, .head = NO_TOKEN, .alias = NO_TOKEN};
    m.gender = w.small_gender;
    m.number = w.small_number;
    m.being = entity_at(r->entities, i)->being;
    resolver_note(r, i, m.tokens);
    resolver_remember(r, &m, i, false);
}

/* Of the noun phrases before "qui", the one that can speak: the first, or, where
 * that is a thing, one within it ("des représailles de l'organisation"). */
static mention resolver__speaking_head(const resolver *r, range tokens)
{
    mention whole = mention_read(r->lexicon, r->text, &r->names, tokens), m;
    if (whole.being != BEING_THING || whole.noun != 0) return whole;
    for (uint32_t i = tokens.start + 1; i < tokens.end; i++) {
        if (!mention_begin(r->lexicon, r->text, &r->names, i, tokens.end, &m)) continue;
        bool speaks = m.noun & (PEOPLE_ROLE | PEOPLE_GROUP);
        if (speaks || (m.name >= 0 && m.head == NO_TOKEN && m.being != BEING_PLACE)) return m;
        if (m.base_end > i + 1) i = m.base_end - 1;
    }
    return whole;
}

/* A role that the source gives, whose bearer's name may stand just past the
 * source's end: "le maire de Brest", ", Jean Roux". */
static mention resolver__read_on(const resolver *r, mention m)
{
    mention longer;
    uint32_t end = r->text->sentences[r->text->sentence_of[m.tokens.start]].end;
    if (m.name >= 0 || !(m.noun & PEOPLE_ROLE) || !(m.number & NUMBER_SINGULAR) || m.coordinated) return m;
    if (!mention_begin(r->lexicon, r->text, &r->names, m.tokens.start, end, &longer)) return m;
    bool named = longer.name >= 0 && longer.head == m.head && longer.tokens.end > m.tokens.end &&
                 r->names.items[longer.name].core.start >= m.tokens.end;
    return named ? longer : m;
}

/* Does the cue of a statement without a source say that one reads it: "peut-on
 * lire"? */
static bool resolver__is_read(const resolver *r, const attribution *st)
{
    if (st->source.start < st->source.end || st->cue.start >= st->cue.end || st->cue.end > r->text->token_count)
        return false;
    for (uint32_t i = st->cue.start; i < st->cue.end && i < st->cue.start + SOURCE_LIMIT; i++) {
        person_word w = person_word_of(r->lexicon, &r->text->tokens[i]);
        if (w.owners == OWNER_DOCUMENT && !(w.flags & PEOPLE_NOUN)) return true;
    }
    return false;
}

/* The document that was mentioned last. */
static int32_t resolver__read_document(resolver *r, const query *q)
{
    const attribution *st = &r->statements->items[q->item];
    wanted want = {.number = NUMBER_ANY, .at = q->tokens.start, .statement = st, .description = true, .document = true};
    return resolver_entity_of_event(r, resolver_best(r, &want));
}

static int32_t resolver__source(resolver *r, const query *q)
{
    if (resolver__is_read(r, &r->statements->items[q->item])) return resolver__read_document(r, q);
    const attribution *st = &r->statements->items[q->item];
    range tokens = q->tokens;
    uint32_t pronoun = resolver_pronoun(r, tokens);
    int32_t i;
    mention m;
    /* "on", "personne" */
    if (pronoun != NO_TOKEN && person_word_is(r->lexicon, &r->text->tokens[pronoun], PEOPLE_NOBODY)) return NO_ENTITY;
    if (pronoun != NO_TOKEN) {
        i = resolver__resolve_pronoun(r, pronoun, st);
        m = (mention){.tokens = tokens, .phrase = tokens, .name = -1, .head = NO_TOKEN, .alias = NO_TOKEN};
        if (i == NO_ENTITY) return i;
    } else {
        bool relative = st->antecedent.start < st->antecedent.end;
        m = relative ? resolver__speaking_head(r, tokens)
                     : resolver__read_on(r, mention_read(r->lexicon, r->text, &r->names, tokens));
        tokens = m.tokens;
        i = resolver__resolve(r, &m, st);
        if (i == NO_ENTITY) return i;
    }
    if (pronoun == NO_TOKEN && m.name < 0) entity_learn_source(r->entities, i, &m);
    resolver_note(r, i, tokens);
    resolver_remember(r, &m, i, true);
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
        if (resolver__is_read(r, st)) q.tokens = st->cue;
        if (q.tokens.start >= q.tokens.end || q.tokens.end > r->text->token_count) continue;
        if (q.tokens.end - q.tokens.start > SOURCE_LIMIT) q.tokens.end = q.tokens.start + SOURCE_LIMIT;
        if (r->query_count > 0 && query__compare(&r->queries[r->query_count - 1], &q) > 0) sorted = false;
        r->queries[r->query_count++] = q;
    }
    if (!sorted) qsort(r->queries, r->query_count, sizeof *r->queries, query__compare);
}

#define COMMA_REACH 32 /* tokens; a phrase whose end is not known is no longer */

/* Within a source: a name behind a comma is the whole source's, "le chef de la Ligue,
 * Jean Roux", and not that of the phrase at i. */
static uint32_t resolver__before_comma(const resolver *r, uint32_t i, uint32_t end)
{
    for (uint32_t at = i; at < end && at < i + COMMA_REACH; at++)
        if (r->text->tokens[at].punct == PUNCT_COMMA) return at;
    return end;
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
            uint32_t end = i < within ? resolver__before_comma(r, i, k->end) : k->end;
            if (mention_begin(r->lexicon, r->text, &r->names, i, end, &m)) {
                uint32_t to = m.base_end > i ? m.base_end : i + 1;
                if (i >= within || i > r->queries[next > 0 ? next - 1 : 0].tokens.start) {
                    if (i >= within)
                        resolver__see(r, &m);
                    else if (m.name >= 0)
                        resolver__see(r, &m);
                }
                if (next < r->query_count && r->queries[next].tokens.start < to && r->queries[next].tokens.start > i)
                    to = r->queries[next].tokens.start;
                i = to;
                continue;
            }
            if (r->text->tokens[i].punct == PUNCT_OPEN_BRACKET) resolver__see_alias(r, i);
            if (i >= within) resolver__see_pronoun(r, i);
            i++;
        }
    }
}

void speakers_resolve(arena *a, const person_lexicon *lexicon, const text *t, attribution_list *statements,
                      speaker_list *out)
{
    speakers_resolve_observed(a, lexicon, t, statements, out, NULL);
}

void speakers_resolve_observed(arena *a, const person_lexicon *lexicon, const text *t, attribution_list *statements,
                               speaker_list *out, speaker_choices *choices)
{
    *out = (speaker_list){0};
    for (size_t i = 0; i < statements->count; i++) statements->items[i].speaker = -1;
    if (statements->count == 0 || t->token_count == 0) return;
    resolver *r = ARENA_NEW(a, resolver);
    r->arena = a;
    r->lexicon = lexicon;
    r->text = t;
    r->statements = statements;
    r->choices = choices;
    r->last_speaker = r->chief = NO_ENTITY;
    names_find(a, lexicon, t, &r->names);
    r->entities = entity_table_new(a, lexicon, t, &r->names);
    resolver__gather(r);
    resolver__sweep(r);
    resolver_join_headline(r);
    resolver_fill_in(r);
    resolver_list(r, out);
    if (choices != NULL) resolver_name_choices(r);
}
