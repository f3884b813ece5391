/* SPDX-License-Identifier: Apache-2.0
 *
 * transition.h - the moves that build a tree, and what is looked at to choose
 * them; shared by training and parsing.
 */
#ifndef SELON_SYNTAX_TRANSITION_H
#define SELON_SYNTAX_TRANSITION_H

#include "text/text.h"

/* Changes whenever a feature does: weights made for others are refused. */
#define TRANSITION_VERSION 2

#define TRANSITION_FEATURES 28
#define RELATION_FEATURES 19

/* Words parsed at once. Longer sentences are cut. */
#define TRANSITION_WORDS 256

typedef enum move {
    MOVE_SHIFT, /* the next word goes on the stack */
    MOVE_LEFT,  /* the top depends on the next word and goes */
    MOVE_RIGHT, /* the top depends on the one below it and goes */
    MOVE_COUNT,
} move;

/* What stands between two words. */
enum {
    GAP_COMMA = 1 << 0,
    GAP_COLON = 1 << 1, /* and semicolon */
    GAP_DASH = 1 << 2,
    GAP_OPEN_BRACKET = 1 << 3,
    GAP_CLOSE_BRACKET = 1 << 4,
    GAP_OPEN_QUOTE = 1 << 5,
    GAP_CLOSE_QUOTE = 1 << 6,
    GAP_STOP = 1 << 7, /* . ? ! ... */
    GAP_MARKS = (1 << 8) - 1,
    GAP_FINITE = 1 << 8, /* from here on: words, where they are further apart */
    GAP_AND = 1 << 9,
    GAP_OPENER = 1 << 10, /* a subordinating conjunction or a relative pronoun */
};

/* What has been built below a word: of its dependents. */
enum {
    HAS_CASE = 1 << 0,   /* a preposition before it */
    HAS_OPENER = 1 << 1, /* a conjunction or a marker before it */
    HAS_RELATIVE = 1 << 2,
    HAS_AUX = 1 << 3,
    HAS_NOMINAL = 1 << 4,   /* a noun phrase before it, without preposition */
    HAS_PRONOUN = 1 << 5,   /* a pronoun before it */
    HAS_OBJECT = 1 << 6,    /* a noun phrase after it, without preposition */
    HAS_OBLIQUE = 1 << 7,   /* a phrase with preposition after it */
    HAS_CLAUSE = 1 << 8,    /* a verb after it */
    HAS_AND = 1 << 9,       /* a coordinating conjunction before it */
    HAS_CONJUNCT = 1 << 10, /* one that has one, after it */
    HAS_ARTICLE = 1 << 11,
};

/* A word as the features see it. */
typedef struct parse_word {
    uint64_t form;   /* of a number, its pattern */
    uint64_t ending; /* the last two letters */
    uint32_t token;
    uint16_t before; /* GAP_: between the word before and this */
    uint8_t tag;
    uint8_t shape; /* capital; in a quotation */
} parse_word;

typedef struct parse_node {
    uint16_t head;        /* 0 for none yet */
    uint16_t left, left2; /* the outermost dependent on the left, and the one before */
    uint16_t right;
    uint16_t first; /* where the subtree begins */
    uint16_t since; /* GAP_: between the entry below it in the stack and this */
    uint16_t has;
    uint8_t lefts, rights;
} parse_node;

/* Words are numbered from 1. Number 0 and three numbers beyond the last are
 * outside, with no tag. */
typedef struct parse_state {
    uint32_t count, next, depth;
    uint16_t since;                       /* GAP_: between the stack's top and the next word */
    uint16_t stack[TRANSITION_WORDS + 4]; /* stack[3] is the bottom; those below are 0 */
    parse_node nodes[TRANSITION_WORDS + 4];
    parse_word words[TRANSITION_WORDS + 4];
} parse_state;

/* Is the token a mark, which the moves pass over? */
bool transition_is_mark(const token *k);

/* Reads words from token *at on, at most TRANSITION_WORDS; *at is then where
 * the next call goes on, `end` if all fitted. The state is at its beginning. */
void transition_begin(parse_state *s, const text *t, uint32_t *at, uint32_t end);

/* Back to the beginning, with the same words. */
void transition_restart(parse_state *s);

/* The stack's top (`below` 0), the word below it (1); 0 for none. */
static inline uint32_t stack_at(const parse_state *s, uint32_t below)
{
    return s->stack[s->depth + 2 - below];
}

static inline bool transition_allows(const parse_state *s, int m)
{
    if (m == MOVE_SHIFT) return s->next <= s->count;
    if (m == MOVE_LEFT) return s->next <= s->count && s->depth > 0;
    return s->depth > 1;
}

static inline bool transition_is_over(const parse_state *s)
{
    return s->next > s->count && s->depth <= 1;
}

void transition_apply(parse_state *s, int m);

/* The hashes of what is looked at to choose a move. */
void transition_features(const parse_state *s, uint64_t out[TRANSITION_FEATURES]);

/* What a dependent's relation is worth knowing for its siblings'. */
static inline uint32_t relation_bit(uint8_t label)
{
    return label < 30 ? UINT32_C(1) << label : 0;
}

/* Of what is looked at to choose the relation of word `c` to its head, in the
 * finished tree. `labels` are those given so far by word, 0 for none; `given`
 * are, by word, bits of its dependents' labels so far. */
void relation_features(const parse_state *s, uint32_t c, const uint8_t *labels, const uint32_t *given,
                       uint64_t out[RELATION_FEATURES]);

#endif
