/* SPDX-License-Identifier: Apache-2.0
 *
 * grammar.h - classes of function words, read from "xx/grammar.txt".
 */
#ifndef SELON_SYNTAX_GRAMMAR_H
#define SELON_SYNTAX_GRAMMAR_H

#include "model/resource.h"
#include "model/vocabulary.h"
#include "text/text.h"

enum {
    GRAM_COMPLEMENTIZER = 1 << 0,    /* que, that */
    GRAM_QUESTION = 1 << 1,          /* si, comment; whether, how */
    GRAM_NEGATION = 1 << 2,          /* ne, pas; not, never */
    GRAM_GENITIVE = 1 << 3,          /* de; of */
    GRAM_AGENT = 1 << 4,             /* par; by */
    GRAM_TO = 1 << 5,                /* à; to */
    GRAM_INFINITIVE_MARKER = 1 << 6, /* de, à; to */
    GRAM_RELAY = 1 << 7,             /* sur, dans; on, in */
    GRAM_OBJECT_CLITIC = 1 << 8,     /* le, lui, y */
    GRAM_REFLEXIVE = 1 << 9,         /* se; himself */
    GRAM_SUBJECT_PRONOUN = 1 << 10,  /* il; he */
    GRAM_RELATIVE = 1 << 11,         /* qui; who */
    GRAM_AND = 1 << 12,
    GRAM_BUT = 1 << 13,
    GRAM_BE = 1 << 14,
    GRAM_HAVE = 1 << 15,
    GRAM_AS = 1 << 16,            /* comme; as */
    GRAM_POSSESSIVE = 1 << 17,    /* son; his */
    GRAM_GERUND_MARKER = 1 << 18, /* en (ajoutant) */
    GRAM_ARTICLE = 1 << 19,
    GRAM_MODAL = 1 << 21,       /* shares a cue with its infinitive: "doit constater" */
    GRAM_PREVERBAL = 1 << 22,   /* a negation that begins a verb group: ne */
    GRAM_OWN_CLITIC = 1 << 23,  /* belongs to the cue it stands before: "y voit", "en convient" */
    GRAM_PROGRESSIVE = 1 << 24, /* the auxiliary of a gerund: "is saying" */
    GRAM_OWN_MARKER = 1 << 25,  /* belongs to the infinitive that is a cue: "to announce" */
    GRAM_ANYBODY = 1 << 26,     /* a subject that is nobody in particular: on */
    GRAM_CUE_ARTICLE = 1 << 20, /* belongs to the noun cue it stands before: "l'annonce" */
};

#define ADVERBIAL_WORDS 5

/* A phrase that acts as an adverb: "de son côté". */
typedef struct adverbial {
    uint16_t next; /* another that begins with the same word, or 0 */
    uint8_t count;
    uint32_t words[ADVERBIAL_WORDS];
} adverbial;

typedef struct grammar {
    arena *arena;
    WORD_TABLE(uint32_t) classes;
    WORD_TABLE(uint16_t) first; /* the first adverbial that begins with the word, or 0 */
    VEC(adverbial) adverbials;  /* the first is none */
} grammar;

/* Returns NULL with *error = SELON_ERROR_DATA when a section is unknown, or an
 * adverbial has more than ADVERBIAL_WORDS words. */
grammar *grammar_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error);

/* The classes of a token. */
static inline uint32_t grammar_of(const grammar *g, const token *k)
{
    return WORD_GET(&g->classes, k->word);
}

/* Tags the words of adverbials ("pour sa part", "of course") as adverbs, so that
 * all that reads the tags can pass over them; what they are themselves is kept
 * for the parser, which learnt from trees of single words. After the tagger,
 * before the rest. */
void grammar_tag_adverbials(const grammar *g, text *t);

#endif
