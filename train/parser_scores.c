/* SPDX-License-Identifier: Apache-2.0
 *
 * parser_scores.c - how good a parser is, and how fast.
 *
 * Over our tokens, marks left out: how many have the right head (UAS), and
 * the right head and relation (LAS). By relation: precision and recall of
 * arcs with that relation, head and relation right; how many gold arcs of it
 * have the right head whatever the relation; and how many gold subtrees under
 * it end at the right word.
 */
#include "parser_scores.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#include "syntax/transition.h"
#include "train/conllu.h"

typedef struct counts {
    size_t gold, given, right, headed, edged;
} counts;

typedef struct scores {
    size_t tokens, headed, right;
    counts by[REL_COUNT];
} scores;

/* The last token of each token's subtree, marks left out. */
static void edges_find(const text *t, const uint32_t *heads, uint32_t *edges)
{
    for (uint32_t i = 0; i < t->token_count; i++) edges[i] = i;
    for (uint32_t i = 0; i < t->token_count; i++) {
        if (transition_is_mark(&t->tokens[i])) continue;
        for (uint32_t at = heads[i]; at != CONLLU_NO_HEAD; at = heads[at])
            if (edges[at] < i) edges[at] = i;
    }
}

static void scores_add(arena *a, scores *s, const parser *p, const dev_sentence *x)
{
    uint32_t n = x->text->token_count;
    arc *arcs = ARENA_ARRAY(a, arc, n);
    uint32_t *heads = ARENA_ARRAY(a, uint32_t, n), *edges = ARENA_ARRAY(a, uint32_t, n);
    uint32_t *gold_edges = ARENA_ARRAY(a, uint32_t, n);
    parser_parse(p, x->text, 0, n, arcs);
    for (uint32_t i = 0; i < n; i++) heads[i] = arcs[i].head;
    edges_find(x->text, heads, edges);
    edges_find(x->text, x->heads, gold_edges);
    for (uint32_t i = 0; i < n; i++) {
        if (transition_is_mark(&x->text->tokens[i])) continue;
        bool headed = heads[i] == x->heads[i], right = headed && arcs[i].label == x->relations[i];
        counts *gold = &s->by[x->relations[i]];
        s->tokens++;
        s->headed += headed;
        s->right += right;
        gold->gold++;
        gold->right += right;
        gold->headed += headed;
        gold->edged += edges[i] == gold_edges[i];
        s->by[arcs[i].label].given++;
    }
}

/* Nanoseconds a token: the fastest of some rounds. */
static double time_a_token(arena *a, const parser *p, const dev_set *dev)
{
    double best = INFINITY;
    size_t tokens = 0, longest = 0;
    for (size_t i = 0; i < dev->count; i++) {
        tokens += dev->items[i].text->token_count;
        if (dev->items[i].text->token_count > longest) longest = dev->items[i].text->token_count;
    }
    arc *arcs = ARENA_ARRAY(a, arc, longest);
    for (int round = 0; round < 20; round++) {
        struct timespec before, after;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
        for (size_t i = 0; i < dev->count; i++)
            parser_parse(p, dev->items[i].text, 0, dev->items[i].text->token_count, arcs);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
        best = fmin(best, (double)(after.tv_sec - before.tv_sec) * 1e9 + (double)(after.tv_nsec - before.tv_nsec));
    }
    return best / (double)tokens;
}

static double percent(size_t part, size_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

void parser_scores_print(arena *a, const parser *p, const dev_set *dev)
{
    scores s = {0};
    for (size_t i = 0; i < dev->count; i++) scores_add(a, &s, p, &dev->items[i]);
    double time = time_a_token(a, p, dev);
    printf("%zu sentences, %zu words: UAS %.2f, LAS %.2f; %.0f ns a token (%.2f million a second)\n", dev->count,
           s.tokens, percent(s.headed, s.tokens), percent(s.right, s.tokens), time, 1e3 / time);
    printf("  %-10s %6s %9s %7s %6s %10s %10s\n", "relation", "gold", "precision", "recall", "F1", "right head",
           "right edge");
    for (unsigned r = 0; r < REL_COUNT; r++) {
        const counts *c = &s.by[r];
        if (c->gold == 0) continue;
        printf("  %-10s %6zu %9.1f %7.1f %6.1f %10.1f %10.1f\n", relation_name(r), c->gold, percent(c->right, c->given),
               percent(c->right, c->gold), percent(2 * c->right, c->given + c->gold), percent(c->headed, c->gold),
               percent(c->edged, c->gold));
    }
}
