/* SPDX-License-Identifier: Apache-2.0
 *
 * joining.h - a text whose speakers are given entities: shared by entity_join.c, which
 * looks for candidates and decides, and entity_weigh.c, which says how well one fits.
 */
#ifndef SELON_LEDGER_JOINING_H
#define SELON_LEDGER_JOINING_H

#include "ledger/entity.h"
#include "ledger/entry.h"

#define YEAR 372 /* days as days_apart() counts them */

typedef struct joining {
    ledger *l;
    arena *arena;
    const namebook *book;
    int64_t text, outlet, place;
    uint8_t hash[TEXT_HASH_SIZE];
    char lang[8];
    int32_t read_day;
    bool whole, bare; /* names to be looked at now */
    VEC(join_speaker) speakers;
    VEC(int64_t) taken; /* entities that the text's speakers are */
} joining;

/* A candidate for a speaker. */
typedef struct weighed {
    int64_t entity;
    name_match name;
    role_match role;
    bool outlet; /* it is quoted in the same */
    int32_t apart;
    bool good;
} weighed;

/* How well the entity fits the speaker. */
int candidate_weigh(joining *g, const join_speaker *k, int64_t entity, weighed *w);

/* Is it a witness, a neighbour? Two of them can have one name. */
bool speaker_is_ordinary(const joining *g, const struct role *r);

/* How far a day is from those between `first` and `last`; -1: not known. */
int32_t days_apart(int32_t first, int32_t last, int32_t day);
/* Within so many days; where it is not known, `otherwise`. */
bool days_within(int32_t apart, int32_t most, bool otherwise);

#endif
