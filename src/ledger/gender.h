/* SPDX-License-Identifier: Apache-2.0
 *
 * gender.h - is a speaker a woman or a man, as far as the article shows it?
 */
#ifndef SELON_LEDGER_GENDER_H
#define SELON_LEDGER_GENDER_H

#include "base/arena.h"

typedef enum gender { SHOWN_NOTHING, SHOWN_WOMAN, SHOWN_MAN, GENDERS } gender;

/* What the built-in languages' people.txt say of words; in the arena. */
typedef struct gender_words gender_words;
gender_words *gender_words_new(arena *a);

/* A speaker as the ledger has one. */
typedef struct gendered {
    const char *lang; /* NULL: not known, and nothing is shown */
    const char *name; /* or NULL */
    const char *role; /* or NULL */
    const char *text; /* that the mentions are of; NULL where it was not kept */
    size_t size;      /* of it */
    const selon_span *mentions;
    uint32_t mention_count;
} gendered;

/* May load a language's words into the arena that they were made in. */
gender gender_of(gender_words *words, const gendered *who);

/* A person, or a group or institution, as far as name and article show it? */
typedef enum being_shown { BEING_NOT_SHOWN, BEING_SHOWN_PERSON, BEING_SHOWN_BODY } being_shown;
being_shown being_of(gender_words *words, const gendered *who);

#endif
