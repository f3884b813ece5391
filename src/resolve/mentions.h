/* SPDX-License-Identifier: Apache-2.0
 *
 * mentions.h - proper names and noun phrases that may stand for somebody.
 */
#ifndef SELON_RESOLVE_MENTIONS_H
#define SELON_RESOLVE_MENTIONS_H

#include "resolve/people.h"
#include "syntax/tag.h"

#define NO_TOKEN UINT32_MAX

typedef enum being {
    BEING_UNKNOWN, /* a name of who knows what */
    BEING_PERSON,
    BEING_BODY,  /* a group, an institution */
    BEING_PLACE, /* a country or city; it can speak, too */
    BEING_THING,
} being;

/* A proper name in the text: capitalised words in a row. */
typedef struct name_run {
    range tokens; /* with the titles and capitalised roles before it */
    range core;   /* the name itself */
    uint8_t being, gender;
    bool titled; /* a title or role stands before it */
} name_run;

typedef struct name_list {
    name_run *items;
    size_t count, capacity;
    uint32_t *at; /* by token: the run that covers it, plus one; 0 for none */
} name_list;

/* Finds the names of the whole text, in order, not overlapping. */
void names_find(arena *a, const person_lexicon *lexicon, const text *t, name_list *out);

/* A noun phrase, read as far as it says who is meant. */
typedef struct mention {
    range tokens;        /* with complements and the appositions that were used */
    range phrase;        /* without the appositions: "le ministre de la Santé" */
    range role;          /* the description that goes with a name, without its determiner; none without */
    int32_t name;        /* the name it gives its bearer, or -1 */
    uint32_t head;       /* the head noun's token, or NO_TOKEN */
    uint32_t alias;      /* "(CEDEAO)": the token, or NO_TOKEN */
    uint32_t core_end;   /* one past the phrase with the complements that "de" or "of" ties to it */
    uint32_t base_end;   /* one past the phrase without its complements */
    uint32_t determiner; /* PEOPLE_DEFINITE, ... of the determiner, 0 without */
    uint32_t noun;       /* the head's flags: PEOPLE_ROLE, ... */
    uint32_t lemma;      /* and its lemma; 0 when it is not listed */
    uint64_t kin;        /* the sets of like words that the head, or a body's name, has words of */
    uint8_t being, gender, number;
    uint8_t nation;   /* the country that the description names, or 0 */
    bool modified;    /* the head has adjectives or complements */
    bool coordinated; /* "Roux et Blanc" */
    bool office;      /* "le chef de l'État": as general as "le président" */
    bool former;      /* "l'ancien trésorier" */
    bool taken_up;    /* a general word for somebody known otherwise */
} mention;

/* Reads the phrase that fills [start, end): a source. */
mention mention_read(const person_lexicon *lexicon, const text *t, const name_list *names, range tokens);

/* Reads a phrase that begins at token `i`, at most as far as `end`. False
 * when none begins there. */
bool mention_begin(const person_lexicon *lexicon, const text *t, const name_list *names, uint32_t i, uint32_t end,
                   mention *out);

/* "(CEDEAO)" at token `i`: the acronym's token, or NO_TOKEN. `start`: where the
 * words before the bracket begin whose initials it is made of, or NO_TOKEN. */
uint32_t mention_alias_at(const person_lexicon *lexicon, const text *t, uint32_t i, uint32_t *start);

#endif
