/* SPDX-License-Identifier: Apache-2.0
 *
 * resolver.h - what the parts of the resolution of speakers share: the memory
 * of recent mentions (candidates.c), the sweep (speakers.c), and what is left
 * to do after it (roster.c).
 */
#ifndef SELON_RESOLVE_RESOLVER_H
#define SELON_RESOLVE_RESOLVER_H

#include "resolve/entities.h"

#define MEMORY 96
#define CHIEF 3

/* Something mentioned, as the memory holds it. */
typedef struct event {
    range tokens;
    int32_t entity; /* or NO_ENTITY for a noun phrase nobody named yet */
    mention mention;
    uint32_t sentence;
    int32_t quotation;
    bool leading; /* the first of its sentence */
    bool subject, oblique, speaking;
    bool of_people; /* "les militants de X" */
} event;

/* Mentions of an entity, newest first. */
typedef struct place {
    range tokens;
    uint32_t next; /* plus one */
} place;

typedef struct query {
    range tokens;  /* what to resolve: the source, or what it stands for */
    uint32_t item; /* of the attribution */
} query;

typedef struct resolver {
    arena *arena;
    const person_lexicon *lexicon;
    const text *text;
    attribution_list *statements;
    name_list names;
    entity_table *entities;
    event memory[MEMORY];
    uint64_t remembered;  /* so far; the newest is at (remembered - 1) % MEMORY */
    int32_t chief;        /* who was mentioned most often, at least CHIEF times; or NO_ENTITY */
    int32_t last_speaker; /* entity of the statement before */
    uint32_t last_speech; /* and its sentence */
    int32_t *entity_of;   /* by statement */
    VEC(place) places;
    speaker_choices *choices; /* what was weighed, for training; or NULL */
    query *queries;
    size_t query_count;
} resolver;

/* What a pronoun or a generic noun asks for. */
typedef struct wanted {
    uint8_t gender, number;
    uint8_t being;                /* BEING_PERSON, BEING_BODY; BEING_UNKNOWN: whoever */
    bool nearest;                 /* "ce dernier" */
    bool description;             /* no pronoun: looks further back */
    bool owner;                   /* "his" of "his lawyer" */
    uint8_t owners;               /* who can have such a one; 0: anybody */
    bool document;                /* something written */
    bool modified;                /* says more than a bare noun: "le groupe indien" */
    bool named;                   /* only those with a name */
    bool sure;                    /* only persons, and not long ago */
    bool nameless_role;           /* only those of whom no role or kind is known, or a like one */
    bool trade;                   /* somebody named of whom no office is known */
    bool like;                    /* only those known under a like word */
    uint8_t nation;               /* only of no other country; 0: any */
    bool active;                  /* only a subject or a speaker */
    bool bare;                    /* only a bare name at the head of its sentence */
    bool compatriot;              /* and only of that one */
    uint64_t kin;                 /* the sets of like words that the noun is in */
    uint32_t lemma;               /* of the document, or 0 for any */
    uint32_t at;                  /* the token where it stands */
    const attribution *statement; /* that it is the source of, or NULL */
} wanted;

/* ---- candidates.c ---- */

/* Keeps a mention in memory; `i` may be NO_ENTITY, `speaking`: it is a source. */
void resolver_remember(resolver *r, const mention *m, int32_t i, bool speaking);

/* The mention `back` places before the newest; there are resolver_depth(). */
const event *resolver_event(const resolver *r, uint32_t back);
uint32_t resolver_depth(const resolver *r);

/* Adds to the list of an entity's mentions. */
void resolver_note(resolver *r, int32_t i, range tokens);

/* Who fits best, or NULL when nobody fits well enough. */
const event *resolver_best(const resolver *r, const wanted *w);

/* The event's entity, made now if it had none; NO_ENTITY for NULL. */
int32_t resolver_entity_of_event(resolver *r, const event *ev);

/* ---- speakers.c ---- */

/* The pronoun that the range consists of, with a determiner at most ("ce
 * dernier"), or NO_TOKEN. */
uint32_t resolver_pronoun(const resolver *r, range tokens);

/* ---- takenup.c ---- */

/* Whoever in memory the description fits, or NO_ENTITY. `named`: only somebody
 * with a name. */
int32_t resolver_take_up(resolver *r, const mention *m, const attribution *st, bool named);

/* ---- owned.c ---- */

/* Who is described as somebody's ("son avocat", "un de ses cadres"), or as one
 * of several ("l'un d'eux"); NO_ENTITY where the mention is none such, or
 * nobody knows whose. */
int32_t resolver_owned(resolver *r, const mention *m, const attribution *st);

/* Whose colleague the words say that somebody is ("son homologue russe, Ivan
 * Kerbov"), or NO_ENTITY. */
int32_t resolver_peer(resolver *r, const mention *m);

/* "Le premier", "la seconde": of two who were mentioned together, or NO_ENTITY. */
int32_t resolver_ordinal(resolver *r, const mention *m);

/* "Les auteurs": those of the text that was mentioned last, or NO_ENTITY. */
int32_t resolver_of_document(resolver *r, const mention *m, const attribution *st);

/* "La direction": that of the body that was mentioned last, or NO_ENTITY. */
int32_t resolver_of_body(resolver *r, const mention *m, const attribution *st);

/* "d'autres", "celle du verre": with the noun that was mentioned last, or
 * NO_ENTITY. */
int32_t resolver_elliptic(resolver *r, const mention *m);

/* ---- sourceless.c ---- */

/* Finds who says what no source is given for. */
void resolver_fill_sourceless(resolver *r);

/* ---- roster.c ---- */

/* Gives a role in the lead to the one whom the headline named. */
void resolver_join_headline(resolver *r);

/* Finds the speakers of statements that take them from others. */
void resolver_fill_in(resolver *r);

/* Gives the candidates of the observed choices their names. */
void resolver_name_choices(resolver *r);

/* Lists those who speak, in order of first mention, and sets the statements'
 * speakers. */
void resolver_list(resolver *r, speaker_list *out);

#endif
