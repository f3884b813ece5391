/* SPDX-License-Identifier: Apache-2.0
 *
 * roster.c - after the sweep: speakers that are known only from elsewhere, and
 * the list that comes out.
 *
 * "I" and "we" within a quotation are the one whom the quotation is attributed
 * to, who is often named after it; a statement without a source may share
 * another's; and the headline's person may get a role from the lead.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "resolve/resolver.h"

#define OWNERS 3        /* "her lawyer's wife's brother" */
#define LEAD_SOURCES 32 /* that are looked at there */
#define LEAD 3          /* sentences that tell who the headline meant, with the headline */

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
    uint32_t at = resolver_pronoun(r, st->source);
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
        if (k == NO_ENTITY || k == person) continue;
        uint8_t being = entity_at(r->entities, k)->being;
        bool full = run->core.end - run->core.start > 1 && being == BEING_UNKNOWN &&
                    !(r->text->tokens[run->core.start].flags & TOKEN_ALL_CAPITALS);
        if (being != BEING_PERSON && !full) continue;
        if (person != NO_ENTITY) return NO_ENTITY;
        person = k;
    }
    return person;
}

/* Is the token in the headline, the first paragraph below it or the first
 * sentences? */
static bool resolver__in_lead(const resolver *r, uint32_t at)
{
    uint32_t sentence = r->text->sentence_of[at];
    return sentence < LEAD || r->text->sentences[sentence].paragraph < 2;
}

/* The lead often gives the role of the one whom the headline names ("Le
 * ministre a déclaré ..."), and the name comes later. After the sweep
 * everybody's name is known: a definite role in the lead that was nobody's is
 * the headline person's, if none is known of that one. */
static void resolver__join_body(resolver *r);

void resolver_join_headline(resolver *r)
{
    resolver__join_body(r);
    int32_t person = resolver__headline_person(r);
    if (person == NO_ENTITY || entity_at(r->entities, person)->role.end > 0) return;
    for (size_t i = 0; i < r->query_count && resolver__in_lead(r, r->queries[i].tokens.start); i++) {
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

/* The named body of the same sort that speaks in the lead, or NO_ENTITY. */
static int32_t resolver__lead_body(const resolver *r, uint64_t kin)
{
    for (size_t i = 0;
         i < r->query_count && i < LEAD_SOURCES && r->text->sentence_of[r->queries[i].tokens.start] < LEAD; i++) {
        int32_t e = r->entity_of[r->queries[i].item];
        if (e == NO_ENTITY || r->text->sentence_of[r->queries[i].tokens.start] == 0) continue;
        const entity *k = entity_at(r->entities, e);
        if (k->name.start < k->name.end && k->being == BEING_BODY && (k->kin & kin)) return e;
    }
    return NO_ENTITY;
}

/* "Une ONG accuse ..." in the headline is who speaks in the lead. */
static void resolver__join_body(resolver *r)
{
    if (r->text->paragraphs[0].end != r->text->sentences[0].end) return;
    for (size_t i = 0; i < r->query_count && i < LEAD_SOURCES && r->text->sentence_of[r->queries[i].tokens.start] == 0;
         i++) {
        int32_t e = r->entity_of[r->queries[i].item];
        if (e == NO_ENTITY) continue;
        entity *k = entity_at(r->entities, e);
        bool bare = k->name.start == k->name.end && k->owner == NO_ENTITY && k->same_as == NO_ENTITY;
        if (!bare || !(k->noun & PEOPLE_GROUP) || !(k->number & NUMBER_SINGULAR) || k->kin == 0) continue;
        if (!person_word_is(r->lexicon, &r->text->tokens[k->description.start], PEOPLE_INDEFINITE)) continue;
        int32_t body = resolver__lead_body(r, k->kin);
        if (body != NO_ENTITY && body != e) k->same_as = body;
    }
}

/* Gives a statement, and its source as a mention, to the entity that its
 * speaker turned out to be. */
static void resolver__move(resolver *r, size_t i)
{
    r->entity_of[i] = entity_at(r->entities, r->entity_of[i])->same_as;
    range source = r->statements->items[i].source;
    if (source.start < source.end) resolver_note(r, r->entity_of[i], source);
}

/* "my husband", within a quotation: the speaker's. */
static void resolver__give_owners(resolver *r, const int32_t *covers)
{
    for (size_t i = 0; i < r->statements->count; i++) {
        if (r->entity_of[i] == NO_ENTITY) continue;
        entity *k = entity_at(r->entities, r->entity_of[i]);
        if (k->owner_item != (int32_t)i || k->owner != NO_ENTITY) continue;
        int32_t by = r->statements->items[i].parent >= 0 ? r->statements->items[i].parent : covers[i];
        if (by < 0 || (size_t)by >= r->statements->count) continue;
        if (r->entity_of[by] != r->entity_of[i]) k->owner = r->entity_of[by];
    }
}

void resolver_fill_in(resolver *r)
{
    for (size_t i = 0; i < r->statements->count; i++)
        if (r->entity_of[i] != NO_ENTITY && entity_at(r->entities, r->entity_of[i])->same_as != NO_ENTITY)
            resolver__move(r, i);
    const int32_t *covers = resolver__covers(r);
    resolver_fill_sourceless(r);
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
        if (r->entity_of[i] != NO_ENTITY && source.start < source.end) resolver_note(r, r->entity_of[i], source);
    }
    resolver__give_owners(r, covers);
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

/* Is the capital one that the word has within a sentence, too? */
static bool token__is_title(const token *t)
{
    return (t->flags & (TOKEN_CAPITAL | TOKEN_SENTENCE)) == TOKEN_CAPITAL;
}

static const char *resolver__join(const resolver *r, const char *const *parts, size_t count);
static const char *resolver__of_owner(const resolver *r, const char *owner);

/* The description, with the full name of the person whose name ends it: "les
 * parents de Léa" are "les parents de Léa Roux". */
static const char *resolver__description(const resolver *r, range tokens)
{
    uint32_t at = r->lexicon->head_last ? 0 : r->names.at[tokens.end - 1];
    if (at == 0) return resolver__words(r, tokens);
    const name_run *run = &r->names.items[at - 1];
    if (run->being == BEING_BODY || run->being == BEING_PLACE || run->tokens.end != tokens.end ||
        run->tokens.start <= tokens.start + 1)
        return resolver__words(r, tokens);
    mention m = {.name = (int32_t)at - 1, .being = run->being, .gender = run->gender, .alias = NO_TOKEN};
    int32_t i = entity_find_name(r->entities, &m);
    const entity *k = i != NO_ENTITY ? entity_at(r->entities, i) : NULL;
    if (k == NULL || k->being != BEING_PERSON || k->name.end - k->name.start <= run->core.end - run->core.start)
        return resolver__words(r, tokens);
    const char *name = resolver__words(r, k->name);
    range before = {tokens.start, run->tokens.start};
    if (r->lexicon->genitive.link == NULL ||
        !person_word_is(r->lexicon, &r->text->tokens[before.end - 1], PEOPLE_COMPLEMENT) ||
        before.end - before.start < 2)
        return resolver__join(r, (const char *[]){resolver__words(r, before), " ", name}, 3);
    before.end--;
    return resolver__join(r, (const char *[]){resolver__words(r, before), resolver__of_owner(r, name)}, 2);
}

/* Is the description's noun, behind its determiner, one with a capital of its own? */
static bool resolver__is_titled(const resolver *r, range words)
{
    const token *t = r->text->tokens;
    if (words.start < words.end && person_word_is(r->lexicon, &t[words.start], PEOPLE_DETERMINER)) words.start++;
    return words.start < words.end && token__is_title(&t[words.start]);
}

/* Does the description say the source's words and more: "le nouveau gouvernement de
 * coalition"? */
static bool resolver__goes_on(const resolver *r, const entity *k)
{
    range few = k->source, many = k->description;
    const token *t = r->text->tokens;
    if (few.end <= few.start || many.end - many.start <= few.end - few.start) return false;
    for (; few.start < few.end && person_word_is(r->lexicon, &t[few.start], PEOPLE_DETERMINER); few.start++) {
    }
    for (; many.start < many.end && person_word_is(r->lexicon, &t[many.start], PEOPLE_DETERMINER); many.start++) {
    }
    if (few.start >= few.end) return false;
    for (; few.start < few.end && many.start < many.end; few.start++, many.start++)
        if (t[few.start].form != t[many.start].form) return false;
    return few.start == few.end && many.start < many.end;
}

static const char *resolver__own_name(const resolver *r, const entity *k)
{
    bool named = k->name.start < k->name.end;
    const token *first = &r->text->tokens[k->name.start];
    bool acronym = named && k->name.end - k->name.start == 1 && (first->flags & TOKEN_ALL_CAPITALS);
    if (named && acronym && k->being != BEING_PERSON && resolver__is_titled(r, k->description))
        named = false; /* "la Communauté économique ... (CEDEAO)" */
    if (!named && resolver__goes_on(r, k)) return resolver__description(r, k->description);
    if (!named && (k->source_modified || k->description.end - k->description.start <= k->source.end - k->source.start))
        return resolver__description(r, k->source);
    if (!named) return resolver__description(r, k->description);
    range name = k->name;
    if (k->article != NO_TOKEN && k->being != BEING_PERSON) name.start = k->article;
    return resolver__words(r, name);
}

static bool text__begins(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* Does a vowel begin the words, or a letter that is not heard, so that what stands
 * before them is elided? */
static bool resolver__elides(const resolver *r, const char *s)
{
    unsigned n;
    uint32_t c = char_lower(char_fold(utf8_decode(s, s + strlen(s), &n)));
    if (c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 0x153 || c == 0xE6) return true;
    token word = {.word = vocabulary_find(r->lexicon->vocabulary, hash_form(s, strcspn(s, " ")))};
    return person_word_of(r->lexicon, &word).mute;
}

static const char *resolver__join(const resolver *r, const char *const *parts, size_t count)
{
    size_t size = 1;
    for (size_t i = 0; i < count; i++) size += strlen(parts[i]);
    char *out = arena_alloc(r->arena, size), *to = out;
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(parts[i]);
        memcpy(to, parts[i], n);
        to += n;
    }
    *to = '\0';
    return out;
}

/* "l'avocat", "la fille", "les parents": the owned noun with an article. */
static const char *resolver__with_article(const resolver *r, const entity *k, const char *noun)
{
    const genitive *g = &r->lexicon->genitive;
    if (g->article[0] == NULL) return noun;
    size_t which = (k->number & NUMBER_SINGULAR) == 0 ? 3
                   : resolver__elides(r, noun)        ? 2
                   : k->gender == GENDER_FEMALE       ? 1
                                                      : 0;
    return resolver__join(r, (const char *[]){g->article[which], which == 2 ? "" : " ", noun}, 3);
}

/* "of the owner", where the owner follows. */
static const char *resolver__of_owner(const resolver *r, const char *owner)
{
    const genitive *g = &r->lexicon->genitive;
    for (size_t i = 0; i < 2 && g->whole[i] != NULL; i++) {
        size_t n = strlen(g->whole[i]);
        if (text__begins(owner, g->whole[i]) && owner[n] == ' ')
            return resolver__join(r, (const char *[]){" ", g->fused[i], owner + n}, 3);
    }
    if (resolver__elides(r, owner)) return resolver__join(r, (const char *[]){" ", g->elided, owner}, 3);
    return resolver__join(r, (const char *[]){" ", g->link, " ", owner}, 4);
}

static const char *resolver__name_of(const resolver *r, const entity *k, int depth);

/* The owner's name as it is put there: the second time, "un éleveur de 51 ans"
 * is "l'éleveur". */
static const char *resolver__owner(const resolver *r, const entity *k, int depth)
{
    if (k->name.start < k->name.end || k->owner != NO_ENTITY || k->base.start >= k->base.end)
        return resolver__name_of(r, k, depth + 1);
    range base = k->base;
    bool single = k->number & NUMBER_SINGULAR;
    if (r->lexicon->genitive.article[0] == NULL || !single) return resolver__words(r, base);
    if (!person_word_is(r->lexicon, &r->text->tokens[base.start], PEOPLE_INDEFINITE | PEOPLE_DEMONSTRATIVE))
        return resolver__words(r, base);
    if (++base.start >= base.end) return resolver__name_of(r, k, depth + 1);
    return resolver__with_article(r, k, resolver__words(r, base));
}

/* The noun for people that the words begin with, after a determiner at most, in
 * the singular, and one past it; or NULL. */
static const char *resolver__singular(const resolver *r, range words, uint32_t *after)
{
    uint32_t i = words.start;
    if (i < words.end && person_word_is(r->lexicon, &r->text->tokens[i], PEOPLE_DETERMINER)) i++;
    *after = i + 1;
    return i < words.end ? person_word_singular(r->lexicon, &r->text->tokens[i]) : NULL;
}

/* Is the token "un", before "de ses cadres"? */
static bool resolver__is_one(const resolver *r, uint32_t at)
{
    person_word w = person_word_of(r->lexicon, &r->text->tokens[at]);
    return (w.flags & PEOPLE_INDEFINITE) && w.small_number == NUMBER_SINGULAR;
}

/* "l'un d'eux", where `by` are the others: "un cadre de Sodelec", "l'un des
 * appels". */
static const char *resolver__one_of(const resolver *r, const entity *k, const entity *by, const char *owner)
{
    range before = {k->source.start, k->inner};
    while (before.end > before.start + 1 && r->text->tokens[before.end - 1].tag == TAG_ADP) before.end--;
    uint32_t one = before.end - 1, after;
    range others = by->source.end > by->source.start ? by->source : by->description;
    const char *noun = by->name.start < by->name.end || !resolver__is_one(r, one)
                           ? NULL
                           : resolver__singular(r, others, &after);
    if (noun == NULL)
        return resolver__join(r, (const char *[]){resolver__words(r, before), resolver__of_owner(r, owner)}, 2);
    const char *head = resolver__join(r, (const char *[]){resolver__words(r, (range){one, one + 1}), " ", noun}, 3);
    if (after >= others.end) return head;
    return resolver__join(r, (const char *[]){head, " ", resolver__words(r, (range){after, others.end})}, 3);
}

/* "un de ses cadres", "un membre de sa suite", "le directeur de l'établissement",
 * with the owner's name. */
static const char *resolver__part(const resolver *r, const entity *k, const entity *by, const char *owner)
{
    const token *t = r->text->tokens;
    person_word w = person_word_of(r->lexicon, &t[k->inner]);
    if (w.flags & PEOPLE_COMPLEMENT) {
        range own = {k->source.start, k->inner};
        return resolver__join(r, (const char *[]){resolver__words(r, own), resolver__of_owner(r, owner)}, 2);
    }
    if (w.flags & PEOPLE_PRONOUN) return resolver__one_of(r, k, by, owner);
    range before = {k->source.start, k->inner}, had = {k->inner + 1, k->source.end};
    while (before.end > before.start + 1 && person_word_is(r->lexicon, &t[before.end - 1], PEOPLE_COMPLEMENT))
        before.end--;
    uint32_t after;
    const char *noun = resolver__is_one(r, before.end - 1) ? resolver__singular(r, had, &after) : NULL;
    if (noun != NULL && after == had.end) {
        range one = {before.end - 1, before.end};
        return resolver__join(r, (const char *[]){resolver__words(r, one), " ", noun, resolver__of_owner(r, owner)}, 4);
    }
    entity what = {.number = w.small_number, .gender = w.small_gender};
    const char *whole = resolver__with_article(r, &what, resolver__words(r, had));
    whole = resolver__join(r, (const char *[]){whole, resolver__of_owner(r, owner)}, 2);
    return resolver__join(r, (const char *[]){resolver__words(r, before), resolver__of_owner(r, whole)}, 2);
}

/* "d'autres" with the noun: "d'autres cardinaux", "la fédération du verre". */
static const char *resolver__with_noun(const resolver *r, const entity *k)
{
    const char *noun = resolver__words(r, (range){k->left_out, k->left_out + 1});
    range words = k->source;
    const token *first = &r->text->tokens[words.start];
    if (person_word_is(r->lexicon, first, PEOPLE_DETERMINER | PEOPLE_COMPLEMENT))
        return resolver__join(r, (const char *[]){resolver__words(r, words), " ", noun}, 3);
    entity that = {.gender = k->gender, .number = person_word_of(r->lexicon, first).small_number};
    const char *head = resolver__with_article(r, &that, noun);
    words.start++;
    return resolver__join(r, (const char *[]){head, " ", resolver__words(r, words)}, 3);
}

static const char *resolver__name_of(const resolver *r, const entity *k, int depth)
{
    const genitive *g = &r->lexicon->genitive;
    if (k->left_out != 0) return resolver__with_noun(r, k);
    const char *own = resolver__own_name(r, k);
    bool ready = g->ending != NULL || (g->link != NULL && g->elided != NULL);
    if (k->name.start < k->name.end || k->owner == NO_ENTITY || depth >= OWNERS || !ready) return own;
    const entity *by = entity_at(r->entities, k->owner);
    if (by->same_as != NO_ENTITY) by = entity_at(r->entities, by->same_as);
    const char *owner = resolver__owner(r, by, depth);
    if (k->inner != 0) return resolver__part(r, k, by, owner);
    range noun = k->source.start < k->source.end ? k->source : k->description;
    if (noun.start >= noun.end ||
        !person_word_is(r->lexicon, &r->text->tokens[noun.start], PEOPLE_POSSESSIVE | PEOPLE_DEFINITE))
        return own;
    bool definite = !person_word_is(r->lexicon, &r->text->tokens[noun.start], PEOPLE_POSSESSIVE);
    for (uint32_t i = noun.start + 1; definite && i < noun.end; i++) /* "la direction de la chaîne" says whose it is */
        if (r->text->tokens[i].tag == TAG_ADP) return own;
    if (++noun.start >= noun.end) return own;
    for (uint32_t i = noun.start + 1; i < noun.end; i++) /* "son employeur, une agence lilloise" */
        if (r->text->tokens[i].punct == PUNCT_COMMA) noun.end = i;
    const char *words = resolver__words(r, noun);
    if (g->ending != NULL) return resolver__join(r, (const char *[]){owner, g->ending, " ", words}, 4);
    const char *head = resolver__with_article(r, k, words);
    return resolver__join(r, (const char *[]){head, resolver__of_owner(r, owner)}, 2);
}

static int range__compare(const void *a, const void *b)
{
    const range *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static speaker resolver__speaker(const resolver *r, const entity *k)
{
    speaker s = {.name = resolver__name_of(r, k, 0)};
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
void resolver_list(resolver *r, speaker_list *out)
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

void resolver_name_choices(resolver *r)
{
    for (size_t i = 0; i < r->choices->count; i++) {
        speaker_choice *choice = &r->choices->items[i];
        for (size_t c = 0; c < choice->count; c++) {
            speaker_candidate *k = &choice->candidates[c];
            const entity *e = k->entity != NO_ENTITY ? entity_at(r->entities, k->entity) : NULL;
            if (e != NULL && e->same_as != NO_ENTITY) e = entity_at(r->entities, e->same_as);
            bool worded = e != NULL && (e->name.start < e->name.end || e->source.start < e->source.end ||
                                        e->description.start < e->description.end);
            k->name = worded ? resolver__name_of(r, e, 0) : resolver__words(r, k->tokens);
        }
    }
}
