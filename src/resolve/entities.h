/* SPDX-License-Identifier: Apache-2.0
 *
 * entities.h - whom an article speaks of, and under which names.
 */
#ifndef SELON_RESOLVE_ENTITIES_H
#define SELON_RESOLVE_ENTITIES_H

#include "resolve/mentions.h"

#define NO_ENTITY (-1)

typedef struct entity {
    range name;        /* the best name so far, in tokens; none without */
    range description; /* else the fullest description */
    range base;        /* the same without complements: "un éleveur" of "un éleveur de Brest" */
    range source;      /* the fullest that was a source: what is shown if it has a modifier */
    bool source_modified;
    range role;
    uint32_t article; /* the token where the name's article begins, or NO_TOKEN */
    uint32_t last;    /* the token where it was mentioned last */
    uint32_t surname; /* the token where its bare surname stood last, 0 for never */
    uint32_t noun;    /* flags of the head noun of the role or description */
    uint64_t kin;     /* and the sets of like words that it is in */
    uint8_t being, gender, number;
    uint8_t nation;        /* the country it was said to be of, or 0 */
    int32_t owner;         /* whose: of "his lawyer"; or NO_ENTITY */
    uint32_t inner;        /* "un de ses cadres", "le chef de ce parti": where the owner is spoken of; 0 for none */
    uint32_t left_out;     /* "d'autres": the token of the noun that was not said again; 0 for none */
    int32_t owner_item;    /* the statement whose source it is, where the owner is who speaks around it; or -1 */
    int32_t same_as;       /* the entity that this one turned out to be, or NO_ENTITY */
    int32_t speaker;       /* index in the speaker list, or -1 */
    uint32_t mention_last; /* the last of a list of mentions, plus one; 0 for none */
    uint32_t mention_count;
} entity;

typedef struct entity_table entity_table;

entity_table *entity_table_new(arena *a, const person_lexicon *lexicon, const text *t, const name_list *names);
entity *entity_at(const entity_table *e, int32_t i);

/* The entity with the mention's name, made if it is new. */
int32_t entity_of_name(entity_table *e, const mention *m);

/* The same, but NO_ENTITY if it is new, and nothing is learnt. */
int32_t entity_find_name(const entity_table *e, const mention *m);

/* The entity that the description means by its words (same head, no
 * contradiction), or NO_ENTITY. */
int32_t entity_of_description(entity_table *e, const mention *m);

/* Somebody nameless of whom the role that the mention gives its bearer has
 * been said before ("le ministre ... Le ministre du Budget, Marc Roux"), or
 * NO_ENTITY. */
int32_t entity_of_role(const entity_table *e, const mention *m);

/* A new one for a description. */
int32_t entity_new(entity_table *e, const mention *m);

/* Adds what the mention says to what is known. */
void entity_learn(entity_table *e, int32_t i, const mention *m);

/* Adds that a source describes it in these words. */
void entity_learn_source(entity_table *e, int32_t i, const mention *m);

#endif
