/* SPDX-License-Identifier: Apache-2.0
 *
 * namebook.h - what is known of the words of names and roles, in all languages
 * at once: a ledger has articles in several, and a person is quoted in each.
 *
 * It is put together of every built-in people.txt and of other/who.txt
 * (namebook.c has the sections of that one). Words are folded as words.h does,
 * and those written with hyphens or apostrophes are one word: "porteparole".
 */
#ifndef SELON_LEDGER_NAMEBOOK_H
#define SELON_LEDGER_NAMEBOOK_H

#include <stdbool.h>

#include "base/arena.h"
#include "ledger/words.h"

enum {
    NAMEWORD_TITLE = 1 << 0,    /* "Mme", "Dr" */
    NAMEWORD_PARTICLE = 1 << 1, /* "von", "de", "al" */
    NAMEWORD_SUFFIX = 1 << 2,   /* "Inc", "SA" */
    NAMEWORD_FIRST = 1 << 3,    /* a first name */
    NAMEWORD_PLACE = 1 << 4,
    NAMEWORD_GROUP = 1 << 5,     /* a noun for a body: "ministère" */
    NAMEWORD_ANY_GROUP = 1 << 6, /* one that says little: "entreprise" */
    NAMEWORD_ROLE = 1 << 7,      /* a noun for a person */
    NAMEWORD_DEFINITE = 1 << 8,  /* "le", "the" */
    NAMEWORD_FUNCTION = 1 << 9,  /* articles, prepositions, conjunctions */
    NAMEWORD_COMMON = 1 << 10,   /* a family name of many */
    NAMEWORD_PASSING = 1 << 11,  /* tells nothing within a role */
    NAMEWORD_SINGLE = 1 << 12,   /* a body of which a place has one */
    NAMEWORD_BEFORE = 1 << 13,   /* a role that stands before names: "President" */
    NAMEWORD_AND = 1 << 14,
};

enum { NAMEWORD_MALE = 1, NAMEWORD_FEMALE = 2 };

typedef struct name_word {
    uint64_t given[2]; /* the lines of [given] that it is in */
    uint64_t nick;     /* those of [nicknames] */
    uint32_t flags;
    uint16_t role, field, country; /* one more than the line's number; 0: none */
    uint8_t gender;                /* of the first name */
    uint8_t generation;
} name_word;

/* Two spellings that stand for each other. */
typedef struct spelling {
    char a[8], b[8];
    uint8_t a_size, b_size;
    bool start, end; /* only there */
    bool loose;      /* as often another name */
} spelling;

#define SPELLING_LETTERS 27 /* the first letter of a spelling; the last is for none */

typedef struct namebook namebook;
struct namebook {
    arena *arena;
    struct name_slot {
        uint64_t hash;
        uint32_t word; /* index */
    } * slots;
    size_t mask, used;
    VEC(name_word) words;
    /* Fields of life, as bits: of roles and of what a role is concerned with. */
    uint32_t role_domain[192], role_alone[192], field_domain[96];
    uint32_t near[32]; /* by the number of the field of life */
    uint32_t ordinary;
    VEC(spelling) spellings[SPELLING_LETTERS][SPELLING_LETTERS];
};

/* The book over the built-in data; NULL without memory (or, when it was built
 * wrongly, without data). */
namebook *namebook_new(const selon_allocator *allocator);
void namebook_free(namebook *b);

/* What is known of a folded word; all zero for others. */
name_word namebook_word(const namebook *b, const char *folded, size_t size);

/* ---- words of a name or role ---- */

#define NAME_PARTS 4

typedef struct name_token {
    const char *text; /* as written, `size` bytes */
    size_t size;
    char *folded; /* all its parts together, NUL-terminated */
    uint8_t folded_size;
    uint8_t part_count;           /* "Jean-Marie" has two */
    uint8_t part_end[NAME_PARTS]; /* in `folded` */
    bool capital, all_capitals;   /* the first letter; two or more letters, all of them */
    bool dotted;                  /* a point follows */
    bool elided;                  /* an apostrophe follows */
    bool particle;                /* the first of its parts is one: "al-Haddar" */
    bool opens;                   /* a parenthesis stands before it */
    name_word word;
} name_token;

/* Cuts a string into at most `room` tokens; returns their number, and `room + 1`
 * when there are more. */
size_t name_tokens(const namebook *b, arena *a, const char *text, name_token *out, size_t room);

#endif
