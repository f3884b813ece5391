/* SPDX-License-Identifier: Apache-2.0
 *
 * speakers.h - who the sources of the statements are, within the article.
 */
#ifndef SELON_RESOLVE_SPEAKERS_H
#define SELON_RESOLVE_SPEAKERS_H

#include "attribution/attribution.h"

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

/* Sets attribution.speaker of every attribution in `statements` (-1: not
 * known) and lists the speakers in order of first mention. The text must be
 * tagged. */
void speakers_resolve(arena *a, const person_lexicon *lexicon, const text *t, attribution_list *statements,
                      speaker_list *out);

#endif
