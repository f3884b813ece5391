/* SPDX-License-Identifier: Apache-2.0
 *
 * tree.h - a sentence's arcs as a tree to walk in.
 */
#ifndef SELON_SYNTAX_TREE_H
#define SELON_SYNTAX_TREE_H

#include "syntax/parser.h"

#define TREE_NONE UINT32_MAX

/* Tokens are named by their number in the text, as in the arcs; the arrays
 * start with the sentence's first token. */
typedef struct tree {
    uint32_t first, end; /* tokens */
    uint32_t root;       /* token, TREE_NONE of an empty sentence */
    const arc *arcs;     /* borrowed */
    range *spans;        /* each token's subtree */
    uint32_t *child;     /* the leftmost dependent, TREE_NONE for none */
    uint32_t *next;      /* the next dependent of the same head */
    uint32_t capacity;
} tree;

/* Builds the tree of the arcs of the tokens [first, end), in linear time. The
 * arrays of *out (all zero at first) are used again where they are large
 * enough. Arcs that make no tree do no harm: the span of a token that does not
 * hang on the root is the token alone. */
void tree_build(arena *a, tree *out, const arc *arcs, uint32_t first, uint32_t end);

static inline uint32_t tree_head(const tree *t, uint32_t token)
{
    return t->arcs[token - t->first].head;
}
static inline uint8_t tree_label(const tree *t, uint32_t token)
{
    return t->arcs[token - t->first].label;
}
static inline range tree_span(const tree *t, uint32_t token)
{
    return t->spans[token - t->first];
}

/* The dependents of a token from left to right:
 *     for (uint32_t c = tree_child(t, i); c != TREE_NONE; c = tree_next(t, c)) */
static inline uint32_t tree_child(const tree *t, uint32_t token)
{
    return t->child[token - t->first];
}
static inline uint32_t tree_next(const tree *t, uint32_t token)
{
    return t->next[token - t->first];
}

/* The leftmost dependent with this relation, or TREE_NONE. */
uint32_t tree_child_with(const tree *t, uint32_t token, uint8_t label);

/* The nearest verb above the token (by tag), or TREE_NONE; looks no higher
 * than TREE_REACH heads, so that calls for every token stay linear. */
#define TREE_REACH 32
uint32_t tree_governor(const tree *t, const text *words, uint32_t token);

/* Is `token` in the subtree of `top` (which is in its own)? */
static inline bool tree_is_below(const tree *t, uint32_t token, uint32_t top)
{
    return token >= tree_span(t, top).start && token < tree_span(t, top).end;
}

#endif
