/* SPDX-License-Identifier: Apache-2.0
 *
 * people.h - the inside of person_lexicon, for the files of resolve/.
 *
 * What a language's people.txt says of a word: is it a title, a role, a group,
 * a pronoun, a determiner, a first name, ...; its gender and number. A word
 * can be several things ("general", "justice", "rose"); the classes are flags.
 */
#ifndef SELON_RESOLVE_PEOPLE_H
#define SELON_RESOLVE_PEOPLE_H

#include "model/vocabulary.h"
#include "resolve/speakers.h"

/* Sets, so that "may be either" is a union and agreement an intersection. */
enum { GENDER_MALE = 1, GENDER_FEMALE = 2, GENDER_NEUTER = 4, GENDER_PERSON = 3, GENDER_ANY = 7 };
enum { NUMBER_SINGULAR = 1, NUMBER_PLURAL = 2, NUMBER_ANY = 3 };

enum {
    PEOPLE_TITLE = 1 << 0,       /* "M.", "Mrs", "Dr": before a name, no part of it */
    PEOPLE_ROLE = 1 << 1,        /* a noun for a person: "ministre", "spokesman" */
    PEOPLE_BEFORE_NAME = 1 << 2, /* a role that stands before a bare surname as a title does: "President Roe" */
    PEOPLE_GROUP = 1 << 3,       /* a noun for a body: "ministère", "agency" */
    PEOPLE_GENERIC = 1 << 4,     /* a role or group that takes up any person or body: "l'expert", "the company" */
    PEOPLE_DOCUMENT = 1 << 5,    /* a noun for something written: "rapport" */
    PEOPLE_PRONOUN = 1 << 6,
    PEOPLE_RELATIVE = 1 << 7,   /* "qui", "who" */
    PEOPLE_LATTER = 1 << 8,     /* "ce dernier", "celui-ci": takes the nearest */
    PEOPLE_IMPERSONAL = 1 << 9, /* a pronoun that often means nobody: "il", "it" */
    PEOPLE_DEFINITE = 1 << 10,
    PEOPLE_INDEFINITE = 1 << 11,
    PEOPLE_DEMONSTRATIVE = 1 << 12,
    PEOPLE_POSSESSIVE = 1 << 13,
    PEOPLE_COMPLEMENT = 1 << 14,  /* a preposition that ties a complement to a noun: "de", "of" */
    PEOPLE_PREPOSITION = 1 << 15, /* any other */
    PEOPLE_CONJUNCTION = 1 << 16, /* "et", "and" */
    PEOPLE_PARTICLE = 1 << 17,    /* within names: "von", "bin" */
    PEOPLE_WEAK = 1 << 18,        /* a particle that is a common word too: French "de" */
    PEOPLE_CONNECTOR = 1 << 19,   /* joins capitalised words to one name: "of", "&" */
    PEOPLE_FIRST_NAME = 1 << 20,
    PEOPLE_NOT_NAME = 1 << 21, /* capitalised, but no name: months, weekdays */
    PEOPLE_GENITIVE = 1 << 22, /* "'s" */
    PEOPLE_KIND = 1 << 23,     /* a group that takes up a body of which nothing else is said: "le musée" */
    PEOPLE_QUANTITY = 1 << 26, /* "des centaines de": says how many of what follows */
    PEOPLE_NOBODY = 1 << 27,   /* a pronoun that stands for nobody in particular: "on", "personne" */
    PEOPLE_MOTTO = 1 << 29,    /* a preposition within bodies' names: "Eau pour tous" */
    PEOPLE_SPEAKERS = 1 << 28, /* a possessive of the first person: "mon" */
    PEOPLE_SUFFIX = 1 << 25,   /* "Jr.": after a name, no surname */
    PEOPLE_TRADE = 1u << 31,   /* a role that takes up a named person of whom no office is known: "le boulanger" */
    PEOPLE_FORMER = 1 << 30,   /* "ancien": what somebody was is said of those who are known */
    PEOPLE_PLACE = 1 << 24,    /* a country, a city: no body that "l'organisation" could take up */
};
#define PEOPLE_DETERMINER (PEOPLE_DEFINITE | PEOPLE_INDEFINITE | PEOPLE_DEMONSTRATIVE | PEOPLE_POSSESSIVE)
#define PEOPLE_NOUN (PEOPLE_ROLE | PEOPLE_GROUP | PEOPLE_DOCUMENT)

/* Who has such a one: "his wife" is a person's, "its members" are a body's. */
enum { OWNER_PERSON = 1, OWNER_BODY = 2, OWNER_DOCUMENT = 4 };

typedef struct person_word {
    uint32_t flags;
    uint32_t lemma; /* of a noun: the word of its first form */
    uint64_t kin;   /* of a first form: the sets of words that may take each other up */
    uint8_t gender; /* of the noun or title */
    uint8_t number;
    uint8_t person;                     /* of a pronoun: 1 to 3 */
    uint8_t owners;                     /* of a noun's first form: whose it may be; 0: anybody's */
    uint8_t name_gender;                /* of the first name */
    uint8_t small_gender, small_number; /* of the pronoun or determiner */
    uint8_t owner_gender, owner_number; /* of the one that a possessive stands for; 0: not a third person */
    bool fused;                         /* a preposition with an article in it: "du" */
    bool belongs;                       /* a noun of which every body has one: "direction" */
    bool seat;                          /* a noun whose complement is a place: "village", "maire" */
    bool mute;                          /* its first letter is not heard: "homme" */
    uint8_t nation;                     /* the country that it is said of; 0: none */
    bool peer;                          /* of the same office as the one whose it is: "son homologue" */
    bool becoming;                      /* before what somebody is: "élu maire" */
    uint8_t ordinal;                    /* "le premier": which of two, from 1; 0: none */
    bool portfolio;                     /* what a ministry is for: "Finances" */
    uint8_t names;                      /* the longest name of several words that it begins, in words; 0: none */
} person_word;

/* How "his lawyer" is put into words that name the owner: "l'avocat de Jean
 * Roux", "Jane Roe's lawyer". */
typedef struct genitive {
    const char *ending;              /* after the owner, who leads; NULL where the owner follows: */
    const char *link, *elided;       /* "de", "d'" */
    const char *article[4];          /* masculine, feminine, elided, plural; NULL for none */
    const char *whole[2], *fused[2]; /* "de" + "le" becomes "du", "de" + "les" becomes "des" */
} genitive;

/* What speaks for or against a candidate that a pronoun or a general word may
 * take up (candidates.c). */
typedef enum sign {
    SIGN_ALWAYS,        /* how likely anybody is */
    SIGN_DISTANCE,      /* sentences between */
    SIGN_SAME_SENTENCE, /* none between */
    SIGN_PARAGRAPHS,    /* paragraphs between */
    SIGN_HEADLINE,      /* it stands in the headline */
    SIGN_SUBJECT,
    SIGN_LEADING,      /* the first of its sentence */
    SIGN_TOPIC,        /* the first and the subject of the sentence before */
    SIGN_OFTEN,        /* how often it was mentioned */
    SIGN_SPEAKING,     /* there, as the source of a statement */
    SIGN_LAST_SPEAKER, /* who spoke last */
    SIGN_PERSON,
    SIGN_BODY,
    SIGN_THING,
    SIGN_PERHAPS_PERSON, /* a person is wanted, and it may be none */
    SIGN_PERHAPS_BODY,
    SIGN_NAMED,
    SIGN_LIKE,        /* known under a noun of the same sort */
    SIGN_UNLIKE,      /* only under others */
    SIGN_PRONOUN,     /* mentioned there by a pronoun */
    SIGN_INDEFINITE,  /* mentioned there as somebody new */
    SIGN_OBLIQUE,     /* after a preposition */
    SIGN_QUOTED,      /* within a quotation, and not the same */
    SIGN_UNQUOTED,    /* outside, where the pronoun is within */
    SIGN_OWN_CONTENT, /* within what it would be saying itself */
    SIGN_SURE,        /* the gender can only be the one wanted */
    SIGN_OPENING,     /* the first of its paragraph */
    SIGN_DEFINITE,    /* a description with a definite article */
    SIGN_CHIEF,       /* mentioned more often than anybody else */
    SIGN_COUNT
} sign;

/* "le chef de l'État": who is called so, by the sets that "président" is in. */
typedef struct office {
    uint32_t head, complement; /* words */
    uint64_t kin;
} office;

/* For whom: a pronoun or a possessive, or a description. */
enum { SALIENCE_PRONOUN, SALIENCE_DESCRIPTION, SALIENCE_COUNT };

/* Names of several words that are known as they are written, and what they name. */
typedef struct fixed_name {
    uint64_t words; /* a hash of their forms */
    uint8_t being;
} fixed_name;

typedef VEC(fixed_name) fixed_names;

struct person_lexicon {
    int16_t salience[SALIENCE_COUNT][SIGN_COUNT]; /* how much each sign counts, in tenths */
    WORD_TABLE(person_word) words;
    bool head_last; /* a noun phrase's head is its last noun, not its first */
    VEC(office) offices;
    fixed_names fixed;
    VEC(const char *) singulars;      /* of people's plurals */
    WORD_TABLE(uint16_t) singular_of; /* by the plural's word: one more than the place there */
    uint8_t kin_count;                /* sets of words of one sort, at most 64 */
    uint8_t nation_count;
    uint8_t body_gender;          /* what a body's bare name may be */
    uint8_t thing_gender;         /* what a noun that is not listed may be */
    const vocabulary *vocabulary; /* for the parts of "Jean-Marie" */
    genitive genitive;
};

static inline person_word person_word_of(const person_lexicon *lexicon, const token *t)
{
    return t->word < lexicon->words.count ? lexicon->words.items[t->word] : (person_word){0};
}

/* The sets that a noun is in, whatever its form. */
static inline uint64_t person_word_kin(const person_lexicon *lexicon, person_word w)
{
    return w.lemma != 0 && w.lemma < lexicon->words.count ? lexicon->words.items[w.lemma].kin : 0;
}

static inline uint8_t person_word_owners(const person_lexicon *lexicon, person_word w)
{
    return w.lemma != 0 && w.lemma < lexicon->words.count ? lexicon->words.items[w.lemma].owners : 0;
}

/* The singular of a plural for people, or NULL. */
static inline const char *person_word_singular(const person_lexicon *lexicon, const token *t)
{
    uint16_t at = WORD_GET(&lexicon->singular_of, t->word);
    return at != 0 ? lexicon->singulars.items[at - 1] : NULL;
}

static inline bool person_word_is(const person_lexicon *lexicon, const token *t, uint32_t flags)
{
    return t->word < lexicon->words.count && (lexicon->words.items[t->word].flags & flags) != 0;
}

#endif
