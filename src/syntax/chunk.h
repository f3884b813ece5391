/* SPDX-License-Identifier: Apache-2.0
 *
 * chunk.h - base noun phrases, and what stands between them.
 *
 * A chunk is a noun phrase without its complements: "le porte-parole", "du" is
 * the link, "ministère" the next chunk. Longer phrases are runs of chunks
 * joined over links; which run is the source of a statement is for
 * attribution/ to decide.
 */
#ifndef SELON_SYNTAX_CHUNK_H
#define SELON_SYNTAX_CHUNK_H

#include "syntax/grammar.h"
#include "syntax/tag.h"
#include "text/text.h"

/* What stands between a chunk and the one before it. */
typedef enum link {
    LINK_BREAK = 0, /* a verb, a clause, the sentence's start */
    LINK_ADJACENT,
    LINK_GENITIVE,    /* de, of, and the English possessive */
    LINK_PREPOSITION, /* another preposition */
    LINK_AND,         /* a conjunction */
    LINK_COMMA,
    LINK_COMMA_AND,
    LINK_BRACKET, /* the chunk stands in brackets */
    LINK_QUOTE,   /* only quotation marks between */
    LINK_COMMA_PREPOSITION,
    LINK_PARTICIPLE, /* "un rapport établi par X" */
} link;

enum {
    CHUNK_PRONOUN = 1 << 0,
    CHUNK_NAME = 1 << 1,     /* has a proper noun */
    CHUNK_RELATIVE = 1 << 2, /* qui, who */
    CHUNK_ARTICLE = 1 << 3,  /* begins with a determiner */
    CHUNK_NUMBER = 1 << 4,
    CHUNK_CLITIC = 1 << 5, /* an inverted subject: -il */
};

typedef struct chunk {
    uint32_t start, end; /* tokens */
    uint32_t head;       /* token */
    uint8_t link;        /* to the chunk before */
    uint8_t flags;
    bool governed; /* a preposition stands before it: not a subject by itself */
} chunk;

typedef struct chunk_list {
    chunk *items;
    size_t count, capacity;
} chunk_list;

/* Appends the chunks of the tokens [first, end), which must be tagged. */
void chunk_find(arena *a, const grammar *g, const text *t, uint32_t first, uint32_t end, chunk_list *out);

#endif
