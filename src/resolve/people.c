/* SPDX-License-Identifier: Apache-2.0
 *
 * people.c - reads people.txt into one record a word.
 *
 * Sections and their fields (genders are m, f, n, or several of them; numbers
 * s, p or sp):
 *
 *     [grammar]       head first|last; body GENDERS; thing GENDERS
 *     [titles]        word, gender, number
 *     [roles]         masculine, feminine, plural masculine, plural feminine
 *                     ("-" for none, "=" for the one before), then flags:
 *                     title, generic, trade
 *     [groups]        singular, plural, gender, then flags: generic, kind
 *     [documents]     singular, plural, gender
 *     [pronouns]      word, person, gender, number, then flags: relative,
 *                     latter, impersonal, nobody
 *     [determiners]   word, kind, gender, number; of possessives in the third
 *                     person also the owner's gender and number, of those that
 *                     mean the speaker "speakers"
 *     [genitive]      how an owner is named: "ending" and what follows the
 *                     owner; or "link", the preposition and its elided form,
 *                     "articles" (masculine, feminine, elided, plural), and
 *                     "fused", an article and what it becomes with the link
 *     [prepositions]  word, "complement", "motto" (joins the words of a body's name) or nothing
 *     [particles]     word, "weak" or nothing
 *     [firstnames]    gender, then names
 *     [salience]      sign, what it counts for pronouns, for descriptions (candidates.c)
 *     [owners]        person, body or document, and first forms of nouns for those; a verb
 *                     with "document" says that one is read
 *                     that such a one has
 *     [kin]           first forms of nouns that may stand for the same: "le
 *                     journal" for a "magazine"; at most 64 lines
 *     [offices]       a role, its complement, and a word of [kin] before: "chef", "état",
 *                     "président" for "le chef de l'État"; at most 16 lines
 *     [names]         body or place, and names of several words as they are written,
 *                     a blank between the tokens: "Maison Blanche"; at most 128
 *     [belonging]     nouns of which every body has one: "la direction" is that of
 *                     the one spoken of
 *     [seats]         nouns whose complement is a place: "village", "maire"
 *     [mute]          words whose first letter is not heard, before which an article is elided
 *     [nations]       a country, and the words for its own; at most 255 lines
 *     [peers]         nouns for those of the same office as the one whose they are
 *     [becoming]      words before what somebody is: "élu maire"
 *     [ordinals]      "first" or "second", and words for that one of two
 *     [portfolios]    what ministries are for: "Finances"
 *     [conjunctions], [connectors], [genitives], [notnames],
 *     [quantities], [formers], [suffixes], [places]  words
 */
#include "resolve/people.h"

#include <string.h>

#include "base/hash.h"
#include "resolve/mentions.h"

typedef struct loader {
    arena *arena;
    vocabulary *words;
    person_lexicon *lexicon;
    const resource_line *line;
    bool broken;
} loader;

/* The record of field i's word; NULL when the field is missing. */
static person_word *loader__word(loader *l, size_t i, uint32_t *number)
{
    if (i >= l->line->count || l->line->field[i].size == 0) {
        l->broken = true;
        return NULL;
    }
    uint32_t word = vocabulary_intern(l->words, l->line->field[i].text, l->line->field[i].size);
    if (number != NULL) *number = word;
    if (WORD_AT(&l->lexicon->words, word) == NULL) WORD_SET(l->arena, &l->lexicon->words, word, (person_word){0});
    return &l->lexicon->words.items[word];
}

static uint8_t loader__set(loader *l, size_t i, const char *letters)
{
    uint8_t set = 0;
    if (i < l->line->count) {
        for (size_t k = 0; k < l->line->field[i].size; k++) {
            const char *at = strchr(letters, l->line->field[i].text[k]);
            if (at == NULL || *at == '\0')
                l->broken = true;
            else
                set |= (uint8_t)(1 << (at - letters));
        }
    }
    if (set == 0) l->broken = true;
    return set;
}

static uint8_t loader__gender(loader *l, size_t i)
{
    return loader__set(l, i, "mfn");
}

static uint8_t loader__number(loader *l, size_t i)
{
    return loader__set(l, i, "sp");
}

typedef struct flag_name {
    const char *name;
    uint32_t flag;
} flag_name;

static const flag_name flag_names[] = {
    {"title", PEOPLE_BEFORE_NAME},
    {"generic", PEOPLE_GENERIC},
    {"relative", PEOPLE_RELATIVE},
    {"latter", PEOPLE_LATTER},
    {"impersonal", PEOPLE_IMPERSONAL},
    {"motto", PEOPLE_MOTTO | PEOPLE_PREPOSITION},
    {"nobody", PEOPLE_NOBODY},
    {"speakers", PEOPLE_SPEAKERS},
    {"definite", PEOPLE_DEFINITE},
    {"indefinite", PEOPLE_INDEFINITE},
    {"demonstrative", PEOPLE_DEMONSTRATIVE},
    {"possessive", PEOPLE_POSSESSIVE},
    {"complement", PEOPLE_COMPLEMENT},
    {"weak", PEOPLE_WEAK},
    {"kind", PEOPLE_KIND},
    {"trade", PEOPLE_TRADE},
};

/* The flags that the fields from i on name. */
static uint32_t loader__flags(loader *l, size_t i)
{
    uint32_t flags = 0;
    for (; i < l->line->count; i++) {
        size_t k = 0, n = sizeof flag_names / sizeof *flag_names;
        while (k < n && !resource_is(l->line, i, flag_names[k].name)) k++;
        if (k == n)
            l->broken = true;
        else
            flags |= flag_names[k].flag;
    }
    return flags;
}

/* Adds one form of a noun. A form that is there with another gender or number
 * ("porte-parole") may be both. */
static void loader__noun(loader *l, size_t field, uint32_t lemma, uint32_t flags, uint8_t gender, uint8_t number)
{
    person_word *w = loader__word(l, field, NULL);
    if (w == NULL) return;
    w->flags |= flags;
    w->gender |= gender;
    w->number |= number;
    w->lemma = lemma;
}

static const char *loader__copy(loader *l, size_t i);

/* Keeps "cadre" for "cadres". */
static void loader__singular(loader *l, size_t one, size_t many)
{
    uint32_t word;
    if (one == many || loader__word(l, many, &word) == NULL) return;
    if (WORD_GET(&l->lexicon->singular_of, word) != 0 || l->lexicon->singulars.count >= UINT16_MAX) return;
    VEC_PUSH(l->arena, &l->lexicon->singulars, loader__copy(l, one));
    WORD_SET(l->arena, &l->lexicon->singular_of, word, (uint16_t)l->lexicon->singulars.count);
}

static void loader__role(loader *l)
{
    static const uint8_t genders[] = {GENDER_MALE, GENDER_FEMALE, GENDER_MALE, GENDER_FEMALE};
    static const uint8_t numbers[] = {NUMBER_SINGULAR, NUMBER_SINGULAR, NUMBER_PLURAL, NUMBER_PLURAL};
    uint32_t flags = PEOPLE_ROLE | loader__flags(l, 4), lemma = 0;
    size_t form = SIZE_MAX, singular[2] = {SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < 4; i++) {
        if (resource_is(l->line, i, "-")) continue;
        if (!resource_is(l->line, i, "=")) form = i;
        if (form == SIZE_MAX) l->broken = true;
        if (l->broken) return;
        if (lemma == 0) loader__word(l, form, &lemma);
        loader__noun(l, form, lemma, flags, genders[i], numbers[i]);
        if (i < 2)
            singular[i] = form;
        else if (singular[i - 2] != SIZE_MAX)
            loader__singular(l, singular[i - 2], form);
    }
}

static void loader__thing(loader *l, uint32_t flags)
{
    uint8_t gender = loader__gender(l, 2);
    uint32_t lemma = 0;
    flags |= loader__flags(l, 3);
    for (size_t i = 0; i < 2; i++) {
        if (resource_is(l->line, i, "-")) continue;
        if (lemma == 0) loader__word(l, i, &lemma);
        loader__noun(l, i, lemma, flags, gender, i == 0 ? NUMBER_SINGULAR : NUMBER_PLURAL);
    }
}

static void loader__small_word(loader *l, uint32_t flags, size_t gender)
{
    person_word *w = loader__word(l, 0, NULL);
    if (w == NULL) return;
    w->flags |= flags;
    if (gender == 0) return;
    w->small_gender |= loader__gender(l, gender);
    w->small_number |= loader__number(l, gender + 1);
}

static void loader__first_names(loader *l)
{
    uint8_t gender = loader__gender(l, 0);
    for (size_t i = 1; i < l->line->count; i++) {
        person_word *w = loader__word(l, i, NULL);
        if (w == NULL) return;
        w->flags |= PEOPLE_FIRST_NAME;
        w->name_gender |= gender;
    }
}

static void loader__grammar(loader *l)
{
    if (resource_is(l->line, 0, "head")) {
        l->lexicon->head_last = resource_is(l->line, 1, "last");
        if (!l->lexicon->head_last && !resource_is(l->line, 1, "first")) l->broken = true;
    } else if (resource_is(l->line, 0, "body")) {
        l->lexicon->body_gender = loader__gender(l, 1);
    } else if (resource_is(l->line, 0, "thing")) {
        l->lexicon->thing_gender = loader__gender(l, 1);
    } else {
        l->broken = true;
    }
}

static void loader__owners(loader *l)
{
    static const char *const owners[] = {"person", "body", "document"};
    size_t which = 0;
    while (which < 3 && !resource_is(l->line, 0, owners[which])) which++;
    if (which == 3) l->broken = true;
    for (size_t i = 1; i < l->line->count && !l->broken; i++) {
        person_word *w = loader__word(l, i, NULL);
        if (w != NULL) w->owners |= (uint8_t)(1 << which);
    }
}

static void loader__kin(loader *l)
{
    if (l->lexicon->kin_count >= 64) l->broken = true;
    for (size_t i = 0; i < l->line->count && !l->broken; i++) {
        person_word *w = loader__word(l, i, NULL);
        if (w != NULL) w->kin |= (uint64_t)1 << l->lexicon->kin_count;
    }
    l->lexicon->kin_count++;
}

/* One country's words. */
static void loader__nation(loader *l)
{
    if (l->lexicon->nation_count == UINT8_MAX) l->broken = true;
    l->lexicon->nation_count++;
    for (size_t i = 0; i < l->line->count && !l->broken; i++) {
        person_word *w = loader__word(l, i, NULL);
        if (w != NULL) w->nation = l->lexicon->nation_count;
    }
}

#define OFFICES 16

static void loader__office(loader *l)
{
    office o = {0};
    bool full = loader__word(l, 0, &o.head) != NULL && loader__word(l, 1, &o.complement) != NULL;
    const person_word *like = full ? loader__word(l, 2, NULL) : NULL;
    if (like == NULL || like->kin == 0 || l->lexicon->offices.count >= OFFICES) {
        l->broken = true;
        return;
    }
    o.kin = like->kin;
    VEC_PUSH(l->arena, &l->lexicon->offices, o);
}

#define FIXED_NAMES 128

/* "place", "Corée du Nord" */
static void loader__fixed_name(loader *l)
{
    fixed_name name = {HASH_SEED, BEING_BODY};
    if (resource_is(l->line, 0, "place"))
        name.being = BEING_PLACE;
    else if (!resource_is(l->line, 0, "body"))
        l->broken = true;
    for (size_t i = 1; i < l->line->count && !l->broken; i++) {
        const char *p = l->line->field[i].text, *end = p + l->line->field[i].size;
        uint8_t count = 0;
        uint32_t first = 0;
        name.words = HASH_SEED;
        while (p < end) {
            const char *space = memchr(p, ' ', (size_t)(end - p));
            size_t size = (size_t)((space != NULL ? space : end) - p);
            if (count++ == 0) first = vocabulary_intern(l->words, p, size);
            name.words = hash_join(name.words, hash_form(p, size));
            p += size + (space != NULL);
        }
        if (count < 2 || l->lexicon->fixed.count >= FIXED_NAMES) {
            l->broken = true;
            return;
        }
        if (WORD_AT(&l->lexicon->words, first) == NULL) WORD_SET(l->arena, &l->lexicon->words, first, (person_word){0});
        person_word *w = &l->lexicon->words.items[first];
        if (w->names < count) w->names = count;
        VEC_PUSH(l->arena, &l->lexicon->fixed, name);
    }
}

static const char *const sign_names[SIGN_COUNT] = {
    [SIGN_ALWAYS] = "always",
    [SIGN_DISTANCE] = "distance",
    [SIGN_SAME_SENTENCE] = "same-sentence",
    [SIGN_PARAGRAPHS] = "paragraphs",
    [SIGN_HEADLINE] = "headline",
    [SIGN_SUBJECT] = "subject",
    [SIGN_LEADING] = "leading",
    [SIGN_TOPIC] = "topic",
    [SIGN_OFTEN] = "often",
    [SIGN_SPEAKING] = "speaking",
    [SIGN_LAST_SPEAKER] = "last-speaker",
    [SIGN_PERSON] = "person",
    [SIGN_BODY] = "body",
    [SIGN_THING] = "thing",
    [SIGN_PERHAPS_PERSON] = "perhaps-person",
    [SIGN_PERHAPS_BODY] = "perhaps-body",
    [SIGN_NAMED] = "named",
    [SIGN_LIKE] = "like",
    [SIGN_UNLIKE] = "unlike",
    [SIGN_PRONOUN] = "pronoun",
    [SIGN_INDEFINITE] = "indefinite",
    [SIGN_OBLIQUE] = "oblique",
    [SIGN_QUOTED] = "quoted",
    [SIGN_UNQUOTED] = "unquoted",
    [SIGN_OWN_CONTENT] = "own-content",
    [SIGN_SURE] = "sure",
    [SIGN_OPENING] = "opening",
    [SIGN_DEFINITE] = "definite",
    [SIGN_CHIEF] = "chief",
};

/* A whole number, perhaps negative, of at most four digits. */
static int16_t loader__weight(loader *l, size_t i)
{
    int value = 0;
    if (i >= l->line->count) {
        l->broken = true;
        return 0;
    }
    const char *p = l->line->field[i].text, *end = p + l->line->field[i].size;
    bool negative = p < end && *p == '-';
    p += negative;
    if (p == end || end - p > 4) l->broken = true;
    for (; p < end && !l->broken; p++) {
        if (*p < '0' || *p > '9') l->broken = true;
        value = value * 10 + (*p - '0');
    }
    return (int16_t)(negative ? -value : value);
}

static void loader__salience(loader *l)
{
    size_t sign = 0;
    while (sign < SIGN_COUNT && !resource_is(l->line, 0, sign_names[sign])) sign++;
    if (sign == SIGN_COUNT) {
        l->broken = true;
        return;
    }
    for (size_t i = 0; i < SALIENCE_COUNT; i++) l->lexicon->salience[i][sign] = loader__weight(l, i + 1);
}

static const char *loader__copy(loader *l, size_t i)
{
    if (i >= l->line->count) {
        l->broken = true;
        return NULL;
    }
    char *out = arena_alloc(l->arena, l->line->field[i].size + 1);
    memcpy(out, l->line->field[i].text, l->line->field[i].size);
    out[l->line->field[i].size] = '\0';
    return out;
}

static void loader__genitive(loader *l)
{
    genitive *g = &l->lexicon->genitive;
    if (resource_is(l->line, 0, "ending")) {
        g->ending = loader__copy(l, 1);
    } else if (resource_is(l->line, 0, "link")) {
        g->link = loader__copy(l, 1);
        g->elided = loader__copy(l, 2);
    } else if (resource_is(l->line, 0, "articles")) {
        for (size_t i = 0; i < 4; i++) g->article[i] = loader__copy(l, i + 1);
    } else if (resource_is(l->line, 0, "fused") && g->whole[1] == NULL) {
        size_t at = g->whole[0] != NULL;
        g->whole[at] = loader__copy(l, 1);
        g->fused[at] = loader__copy(l, 2);
        person_word *w = loader__word(l, 2, NULL);
        if (w != NULL) w->fused = true;
    } else {
        l->broken = true;
    }
}

static void loader__line(loader *l)
{
    if (resource_in(l->line, "grammar")) {
        loader__grammar(l);
    } else if (resource_in(l->line, "genitive")) {
        loader__genitive(l);
    } else if (resource_in(l->line, "titles")) {
        person_word *w = loader__word(l, 0, NULL);
        if (w == NULL) return;
        w->flags |= PEOPLE_TITLE;
        w->gender |= loader__gender(l, 1);
        w->number |= loader__number(l, 2);
    } else if (resource_in(l->line, "roles")) {
        loader__role(l);
    } else if (resource_in(l->line, "groups")) {
        loader__thing(l, PEOPLE_GROUP);
    } else if (resource_in(l->line, "documents")) {
        loader__thing(l, PEOPLE_DOCUMENT);
    } else if (resource_in(l->line, "pronouns")) {
        loader__small_word(l, PEOPLE_PRONOUN | loader__flags(l, 4), 2);
        person_word *w = l->broken ? NULL : loader__word(l, 0, NULL);
        if (w != NULL) w->person = (uint8_t)resource_number(l->line, 1, 3);
    } else if (resource_in(l->line, "determiners")) {
        uint32_t flags = 0;
        for (size_t k = 0; k < sizeof flag_names / sizeof *flag_names; k++)
            if (resource_is(l->line, 1, flag_names[k].name)) flags = flag_names[k].flag & PEOPLE_DETERMINER;
        if (flags == 0) l->broken = true;
        loader__small_word(l, flags, 2);
        if (resource_is(l->line, 4, "speakers") && !l->broken) {
            loader__word(l, 0, NULL)->flags |= PEOPLE_SPEAKERS;
        } else if (l->line->count > 4 && !l->broken) {
            person_word *w = loader__word(l, 0, NULL);
            w->owner_gender = loader__gender(l, 4);
            w->owner_number = loader__number(l, 5);
        }
    } else if (resource_in(l->line, "prepositions")) {
        uint32_t flags = loader__flags(l, 1);
        loader__small_word(l, flags != 0 ? flags : PEOPLE_PREPOSITION, 0);
    } else if (resource_in(l->line, "particles")) {
        loader__small_word(l, PEOPLE_PARTICLE | loader__flags(l, 1), 0);
    } else if (resource_in(l->line, "salience")) {
        loader__salience(l);
    } else if (resource_in(l->line, "owners")) {
        loader__owners(l);
    } else if (resource_in(l->line, "offices")) {
        loader__office(l);
    } else if (resource_in(l->line, "names")) {
        loader__fixed_name(l);
    } else if (resource_in(l->line, "portfolios")) {
        for (size_t i = 0; i < l->line->count && !l->broken; i++) {
            person_word *w = loader__word(l, i, NULL);
            if (w != NULL) w->portfolio = true;
        }
    } else if (resource_in(l->line, "mute")) {
        for (size_t i = 0; i < l->line->count && !l->broken; i++) {
            person_word *w = loader__word(l, i, NULL);
            if (w != NULL) w->mute = true;
        }
    } else if (resource_in(l->line, "nations")) {
        loader__nation(l);
    } else if (resource_in(l->line, "peers")) {
        for (size_t i = 0; i < l->line->count && !l->broken; i++) {
            person_word *w = loader__word(l, i, NULL);
            if (w != NULL) w->peer = true;
        }
    } else if (resource_in(l->line, "becoming")) {
        for (size_t i = 0; i < l->line->count && !l->broken; i++) {
            person_word *w = loader__word(l, i, NULL);
            if (w != NULL) w->becoming = true;
        }
    } else if (resource_in(l->line, "ordinals")) {
        bool first = resource_is(l->line, 0, "first");
        if (!first && !resource_is(l->line, 0, "second")) l->broken = true;
        for (size_t i = 1; i < l->line->count && !l->broken; i++) {
            person_word *w = loader__word(l, i, NULL);
            if (w != NULL) w->ordinal = first ? 1 : 2;
        }
    } else if (resource_in(l->line, "belonging")) {
        person_word *w = loader__word(l, 0, NULL);
        if (w != NULL) w->belongs = true;
    } else if (resource_in(l->line, "seats")) {
        for (size_t i = 0; i < l->line->count && !l->broken; i++) {
            person_word *w = loader__word(l, i, NULL);
            if (w != NULL) w->seat = true;
        }
    } else if (resource_in(l->line, "kin")) {
        loader__kin(l);
    } else if (resource_in(l->line, "firstnames")) {
        loader__first_names(l);
    } else if (resource_in(l->line, "conjunctions")) {
        loader__small_word(l, PEOPLE_CONJUNCTION, 0);
    } else if (resource_in(l->line, "connectors")) {
        loader__small_word(l, PEOPLE_CONNECTOR, 0);
    } else if (resource_in(l->line, "genitives")) {
        loader__small_word(l, PEOPLE_GENITIVE, 0);
    } else if (resource_in(l->line, "notnames")) {
        loader__small_word(l, PEOPLE_NOT_NAME, 0);
    } else if (resource_in(l->line, "quantities")) {
        loader__small_word(l, PEOPLE_QUANTITY, 0);
    } else if (resource_in(l->line, "formers")) {
        loader__small_word(l, PEOPLE_FORMER, 0);
    } else if (resource_in(l->line, "suffixes")) {
        loader__small_word(l, PEOPLE_SUFFIX, 0);
    } else if (resource_in(l->line, "places")) {
        for (size_t i = 0; i < l->line->count && !l->broken; i++) {
            person_word *w = loader__word(l, i, NULL);
            if (w != NULL) w->flags |= PEOPLE_PLACE;
        }
    } else {
        l->broken = true;
    }
}

person_lexicon *person_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error)
{
    loader l = {.arena = a, .words = v, .lexicon = ARENA_NEW(a, person_lexicon)};
    l.lexicon->vocabulary = v;
    l.lexicon->body_gender = l.lexicon->thing_gender = GENDER_ANY;
    resource_reader reader = resource_read(bytes, size);
    *error = SELON_OK;
    while ((l.line = resource_next(&reader)) != NULL && !l.broken) loader__line(&l);
    if (!l.broken) return l.lexicon;
    *error = SELON_ERROR_DATA;
    return NULL;
}

const noun_senses *person_nouns(arena *a, const person_lexicon *lexicon)
{
    noun_senses *n = ARENA_NEW(a, noun_senses);
    for (uint32_t i = 1; i < lexicon->words.count; i++) {
        uint32_t flags = lexicon->words.items[i].flags;
        uint8_t sense = (flags & PEOPLE_ROLE ? NOUN_PERSON : 0) | (flags & PEOPLE_GROUP ? NOUN_BODY : 0) |
                        (flags & PEOPLE_DOCUMENT ? NOUN_DOCUMENT : 0) | (flags & PEOPLE_PLACE ? NOUN_PLACE : 0);
        if (sense != 0) WORD_SET(a, &n->of, i, sense);
    }
    return n;
}
