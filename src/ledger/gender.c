/* SPDX-License-Identifier: Apache-2.0
 *
 * gender.c - see gender.h. What shows it, the surer first:
 *
 *     a title       "Mme Renaud", "Mr Ito"
 *     a first name  of the language's list, before another name: "Lucie Renaud"
 *     a role        in a form for women: "directrice", "spokeswoman"; in a
 *                   form for men only where the language has no genders for
 *                   things, since elsewhere such a form is often anybody's
 *     a pronoun     "she", "elle"
 *
 * The first of them that shows anything decides; if it shows both, nothing is
 * known. In a language that calls things "he" and "she" a pronoun counts only
 * for who is known to be a person otherwise: by a title, a first name (that may
 * be anybody's: "Dominique") or a role. Which words these are is told by
 * people.txt of the language.
 */
#include "ledger/gender.h"

#include <string.h>

#include "base/hash.h"
#include "ledger/words.h"
#include "model/resource.h"
#include "resolve/people.h"

#define LANGUAGES_MOST 8
#define MENTIONS_MOST 200 /* a text that speaks of somebody more often shows nothing new */

typedef struct language_words {
    char code[8];
    const person_lexicon *lexicon; /* NULL: there are none for this language */
    const vocabulary *vocabulary;
} language_words;

struct gender_words {
    arena *arena;
    resource_store *store;
    language_words languages[LANGUAGES_MOST];
    size_t count;
};

gender_words *gender_words_new(arena *a)
{
    gender_words *w = ARENA_NEW(a, gender_words);
    w->arena = a;
    w->store = resource_store_new(a, NULL);
    return w;
}

static const language_words *gender_words__of(gender_words *w, const char *code)
{
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->languages[i].code, code) == 0) return &w->languages[i];
    if (w->count == LANGUAGES_MOST || strlen(code) >= sizeof w->languages->code) return NULL;
    language_words *l = &w->languages[w->count];
    size_t size;
    int error;
    strcpy(l->code, code);
    const void *bytes = resource_find(w->store, code, "people.txt", &size, &error);
    if (bytes != NULL) {
        vocabulary *v = vocabulary_new(w->arena);
        l->lexicon = person_load(w->arena, v, bytes, size, &error);
        l->vocabulary = v;
    }
    w->count++;
    return l;
}

/* ---- words ---- */

static person_word word__known(const language_words *l, const char *word, size_t size)
{
    token t = {.word = vocabulary_find(l->vocabulary, hash_form(word, size))};
    return person_word_of(l->lexicon, &t);
}

/* A set of genders as what it shows; "may be either" is nothing. */
static unsigned set__shows(uint8_t set)
{
    return set == GENDER_FEMALE ? 1u << SHOWN_WOMAN : set == GENDER_MALE ? 1u << SHOWN_MAN : 0;
}

/* Does it call things "he" and "she"? */
static bool language__has_things(const language_words *l)
{
    return (l->lexicon->thing_gender & GENDER_PERSON) != 0;
}

/* What was seen: sets of 1 << gender. */
typedef struct seen {
    const language_words *l;
    unsigned title, first_name, role, pronoun;
    bool person, body;
} seen;

/* ---- the name ---- */

static void seen__name(seen *s, const char *name)
{
    word_cursor c = words_of(name, strlen(name));
    person_word first = word__known(s->l, name, strcspn(name, " ")); /* "Jean-Marc" as a whole, */
    size_t count = 0;
    bool group = false, role = false;
    for (; words_next(&c); count++) {
        person_word w = word__known(s->l, c.lower, c.lower_size);
        if (count == 0 && !(first.flags & PEOPLE_FIRST_NAME)) first = w; /* or its first part */
        group |= (w.flags & (PEOPLE_GROUP | PEOPLE_DOCUMENT)) != 0;
        role |= (w.flags & PEOPLE_ROLE) != 0;
    }
    s->body = group;
    if (group) return;
    if (count > 1 && (first.flags & PEOPLE_FIRST_NAME)) {
        s->first_name |= set__shows(first.name_gender);
        s->person = true;
    }
    s->person |= role;
}

/* The head of a description: its first noun, or its last before a complement. */
static void seen__description(seen *s, const char *words)
{
    word_cursor c = words_of(words, strlen(words));
    person_word head = {0};
    while (words_next(&c)) {
        person_word w = word__known(s->l, c.lower, c.lower_size);
        bool noun = (w.flags & PEOPLE_NOUN) != 0;
        if (s->l->lexicon->head_last && (w.flags & (PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION)) && !noun) break;
        if (noun) head = w;
        if (noun && !s->l->lexicon->head_last) break;
    }
    if (!(head.flags & PEOPLE_ROLE) || (head.flags & PEOPLE_GROUP) || !(head.number & NUMBER_SINGULAR)) return;
    bool things = language__has_things(s->l);
    s->person = true;
    if (head.gender == GENDER_FEMALE || (head.gender == GENDER_MALE && !things)) s->role |= set__shows(head.gender);
}

/* ---- the mentions ---- */

static void seen__title(seen *s, person_word w)
{
    if (!(w.flags & PEOPLE_TITLE) || !(w.number & NUMBER_SINGULAR)) return;
    s->title |= set__shows(w.gender);
    s->person = true;
}

/* The word that ends just before `at`, over one space and a full stop. */
static void seen__before(seen *s, const char *text, size_t at)
{
    size_t end = at, start;
    while (end > 0 && at - end < 3 && (text[end - 1] == ' ' || text[end - 1] == '.')) end--;
    start = end;
    while (start > 0 && end - start < 16 && text[start - 1] != ' ' && text[start - 1] != '\n') start--;
    if (end < at && start < end) seen__title(s, word__known(s->l, text + start, end - start));
}

static void seen__mention(seen *s, const char *text, selon_span m)
{
    word_cursor c = words_of(text + m.start, m.end - m.start);
    person_word first = {0}, last = {0};
    size_t count = 0;
    for (; count < 4 && words_next(&c); count++) {
        last = word__known(s->l, c.lower, c.lower_size);
        if (count == 0) first = last;
    }
    if (count > 1) seen__title(s, first);
    seen__before(s, text, m.start);
    if (count == 1 && (last.flags & PEOPLE_PRONOUN) && last.person == 3 && last.small_number == NUMBER_SINGULAR)
        s->pronoun |= set__shows(last.small_gender);
}

/* ---- all of it ---- */

static gender set__gender(unsigned set)
{
    return set == 1u << SHOWN_WOMAN ? SHOWN_WOMAN : set == 1u << SHOWN_MAN ? SHOWN_MAN : SHOWN_NOTHING;
}

static void seen__all(seen *s, const gendered *who)
{
    if (who->name != NULL) seen__name(s, who->name);
    if (who->name != NULL) seen__description(s, who->name);
    if (who->role != NULL) seen__description(s, who->role);
    for (uint32_t i = 0; who->text != NULL && i < who->mention_count && i < MENTIONS_MOST; i++)
        if (who->mentions[i].start < who->mentions[i].end && who->mentions[i].end <= who->size)
            seen__mention(s, who->text, who->mentions[i]);
}

gender gender_of(gender_words *words, const gendered *who)
{
    const language_words *l = who->lang != NULL ? gender_words__of(words, who->lang) : NULL;
    if (l == NULL || l->lexicon == NULL) return SHOWN_NOTHING;
    seen s = {.l = l};
    seen__all(&s, who);
    if (s.title != 0) return set__gender(s.title);
    if (s.first_name != 0) return set__gender(s.first_name);
    if (s.role != 0) return set__gender(s.role);
    return !language__has_things(l) || s.person ? set__gender(s.pronoun) : SHOWN_NOTHING;
}

being_shown being_of(gender_words *words, const gendered *who)
{
    const language_words *l = who->lang != NULL ? gender_words__of(words, who->lang) : NULL;
    if (l == NULL || l->lexicon == NULL) return BEING_NOT_SHOWN;
    seen s = {.l = l};
    seen__all(&s, who);
    if (s.person || (s.pronoun != 0 && !language__has_things(l))) return BEING_SHOWN_PERSON;
    return s.body ? BEING_SHOWN_BODY : BEING_NOT_SHOWN;
}
