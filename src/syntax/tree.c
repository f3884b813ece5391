/* SPDX-License-Identifier: Apache-2.0
 *
 * tree.c - a sentence's arcs as a tree to walk in.
 *
 * Dependents are linked from right to left, so each list comes out in order.
 * Then the tree is gone through without recursion, in the order of an Euler
 * tour: down to the first dependent, else on to the next, else up. On the way
 * up a token's span is complete and joins its head's. Every arc is gone once
 * down and once up.
 */
#include "syntax/tree.h"

#include "syntax/tag.h"

static void tree__reserve(arena *a, tree *t, uint32_t count)
{
    if (count <= t->capacity) return;
    uint32_t capacity = count > t->capacity * 2 ? count : t->capacity * 2;
    t->spans = ARENA_ARRAY(a, range, capacity);
    t->child = ARENA_ARRAY(a, uint32_t, capacity);
    t->next = ARENA_ARRAY(a, uint32_t, capacity);
    t->capacity = capacity;
}

static void tree__link(tree *t)
{
    uint32_t count = t->end - t->first;
    for (uint32_t i = 0; i < count; i++) {
        t->spans[i] = (range){t->first + i, t->first + i + 1};
        t->child[i] = t->next[i] = TREE_NONE;
    }
    for (uint32_t i = count; i-- > 0;) {
        uint32_t head = t->arcs[i].head;
        if (head == ARC_NO_HEAD) {
            t->root = t->first + i;
        } else if (head >= t->first && head < t->end) {
            t->next[i] = t->child[head - t->first];
            t->child[head - t->first] = t->first + i;
        }
    }
}

/* The token's span joins its head's. */
static void tree__join(tree *t, uint32_t token)
{
    range own = tree_span(t, token), *whole = &t->spans[tree_head(t, token) - t->first];
    if (own.start < whole->start) whole->start = own.start;
    if (own.end > whole->end) whole->end = own.end;
}

static void tree__span(tree *t)
{
    uint32_t at = t->root;
    while (at != TREE_NONE) {
        if (tree_child(t, at) != TREE_NONE) {
            at = tree_child(t, at);
            continue;
        }
        while (at != t->root && tree_next(t, at) == TREE_NONE) {
            tree__join(t, at);
            at = tree_head(t, at);
        }
        if (at == t->root) return;
        tree__join(t, at);
        at = tree_next(t, at);
    }
}

void tree_build(arena *a, tree *out, const arc *arcs, uint32_t first, uint32_t end)
{
    tree__reserve(a, out, end - first);
    out->first = first;
    out->end = end;
    out->arcs = arcs;
    out->root = TREE_NONE;
    tree__link(out);
    tree__span(out);
}

uint32_t tree_child_with(const tree *t, uint32_t token, uint8_t label)
{
    uint32_t c = tree_child(t, token);
    while (c != TREE_NONE && tree_label(t, c) != label) c = tree_next(t, c);
    return c;
}

uint32_t tree_governor(const tree *t, const text *words, uint32_t token)
{
    uint32_t at = tree_head(t, token);
    for (int steps = 0; steps < TREE_REACH && at != ARC_NO_HEAD; steps++) {
        if (tag_is_verb(words->tokens[at].tag)) return at;
        at = tree_head(t, at);
    }
    return TREE_NONE;
}
