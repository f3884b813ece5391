/* SPDX-License-Identifier: Apache-2.0
 *
 * nouns.h - what sort of thing a noun stands for, as far as a language's data
 * say it.
 *
 * Filled from people.txt (resolve/people.h), used wherever it matters whether a
 * phrase can speak: "le ministre" can, "la présence de" cannot.
 */
#ifndef SELON_MODEL_NOUNS_H
#define SELON_MODEL_NOUNS_H

#include "model/vocabulary.h"

/* Flags, since a noun can mean several: "la garde", "the press". */
enum {
    NOUN_PERSON = 1,
    NOUN_BODY = 2,
    NOUN_DOCUMENT = 4,
    NOUN_PLACE = 8,
};

typedef struct noun_senses {
    WORD_TABLE(uint8_t) of; /* by the vocabulary's number of any of the noun's forms */
} noun_senses;

#endif
