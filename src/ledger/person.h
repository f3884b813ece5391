/* SPDX-License-Identifier: Apache-2.0
 *
 * person.h - a speaker's name, understood: who or what is called so, and how
 * much two names have in common.
 */
#ifndef SELON_LEDGER_PERSON_H
#define SELON_LEDGER_PERSON_H

#include "ledger/namebook.h"

#define PERSON_TOKENS 8

typedef enum person_sort {
    PERSON_NOBODY, /* a description: "un témoin", "the report" */
    PERSON_FULL,   /* "Ana Duarte" */
    PERSON_BARE,   /* "Duarte", "Mme Duarte" */
    BODY_NAMED,    /* "la Banque de Tarlande", "Greenpeace France" */
    BODY_INITIALS, /* "OMS" */
    BODY_OF_PLACE, /* "la police de Tarlac": a place has one */
    BODY_OF_KIND,  /* "le ministère de la Santé": each country has one */
} person_sort;

typedef struct person_name {
    person_sort sort;
    bool surely_person; /* a title, a first name, an initial */
    name_token *tokens; /* without article, titles, function words */
    size_t count;       /* at most PERSON_TOKENS */
    size_t family;      /* of a person: the first token of the family name */
    uint8_t generation; /* 0: not said; 1 the elder, 2 the younger, or a regnal number */
    uint8_t gender;     /* of the first name; 0: not known */
    char initials[16];  /* of a body: "oms" in "Organisation mondiale de la santé (OMS)"; or "" */
    char *folded;       /* all that counts, in one form: equal for equal names */
} person_name;

void person_parse(const namebook *b, arena *a, const char *name, person_name *out);

static inline bool person_is_body(const person_name *n)
{
    return n->sort >= BODY_NAMED;
}

/* How two names go together, from worst to best. */
typedef enum name_match {
    NAME_OTHER,    /* not the same */
    NAME_BARE,     /* one is the other's family name */
    NAME_LOOSE,    /* perhaps another transcription */
    NAME_INITIAL,  /* J. Duarte */
    NAME_PART,     /* a name more or less, a nickname, a family name of two */
    NAME_SPELLING, /* another transcription, another order */
    NAME_MIDDLE,   /* a middle initial more or less */
    NAME_EXACT,
} name_match;

name_match person_match(const namebook *b, const person_name *x, const person_name *y);

/* The initials that a body's name can be written as: does `acronym` (folded)
 * stand for it? */
bool body_has_initials(const person_name *body, const char *acronym);

/* ---- keys ---- */

/* Names that may be the same have a key in common. One for each name that can
 * be the family name, with the first letters of a given name. */
#define PERSON_KEYS 12

size_t person_keys(const namebook *b, const person_name *n, int64_t out[PERSON_KEYS]);

/* The key of all who have this family name; of a bare name, its only one. */
int64_t person_family_key(const person_name *n);

#endif
