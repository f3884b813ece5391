/* SPDX-License-Identifier: Apache-2.0
 *
 * speakers.h - who the sources of the statements are, within the article.
 */
#ifndef SELON_RESOLVE_SPEAKERS_H
#define SELON_RESOLVE_SPEAKERS_H

#include "attribution/attribution.h"
#include "model/nouns.h"

typedef struct person_lexicon person_lexicon; /* "xx/people.txt": titles, roles, pronouns, first names, particles */

typedef struct speaker {
    const char *name; /* in the arena */
    const char *role; /* or NULL */
    range *mentions;  /* in text order */
    uint32_t mention_count;
} speaker;

typedef struct speaker_list {
    speaker *items;
    size_t count, capacity;
} speaker_list;

person_lexicon *person_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error);

/* What its nouns stand for. */
const noun_senses *person_nouns(arena *a, const person_lexicon *lexicon);

/* Sets attribution.speaker of every attribution in `statements` (-1: not
 * known) and lists the speakers in order of first mention. The text must be
 * tagged. */
void speakers_resolve(arena *a, const person_lexicon *lexicon, const text *t, attribution_list *statements,
                      speaker_list *out);

/* What was weighed to find out whom a pronoun or a general word stands for:
 * for training (train/salience.py). */
typedef struct speaker_candidate {
    const char *name;
    const int8_t *signs; /* SIGN_COUNT of them (people.h) */
    int32_t entity;      /* or -1 */
    range tokens;        /* the mention */
} speaker_candidate;

typedef struct speaker_choice {
    uint32_t statement;
    bool description;
    speaker_candidate *candidates;
    size_t count;
} speaker_choice;

typedef struct speaker_choices {
    speaker_choice *items;
    size_t count, capacity;
} speaker_choices;

/* The same, and tells of every choice; `choices` may be NULL. */
void speakers_resolve_observed(arena *a, const person_lexicon *lexicon, const text *t, attribution_list *statements,
                               speaker_list *out, speaker_choices *choices);

#endif
