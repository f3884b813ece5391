/* SPDX-License-Identifier: Apache-2.0
 *
 * transition_facts.h - the facts that a move is chosen by, one pair after the
 * other.
 *
 * The parser looks each pair's weights up while the next pair's hashes are being
 * computed, so that reads from memory overlap with that; training wants all
 * facts in an array. Both hand in what is to be done with a pair, which a
 * compiler makes part of these functions.
 *
 * Facts about the two words on top of the stack stay true as long as these two are
 * there, so they come apart from the rest (transition_top_facts()), and the
 * parser adds up their weights only once.
 */
#ifndef SELON_SYNTAX_TRANSITION_FACTS_H
#define SELON_SYNTAX_TRANSITION_FACTS_H

#include "syntax/transition.h"

#if defined(__GNUC__)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE inline
#endif

/* An odd number whose bits look random. */
#define SPREAD_VALUES UINT64_C(0x9e3779b97f4a7c15)

/* A fact's hash: its kind and some small values, packed, and a word or two.
 * Only the hash's upper half is used, in which every bit of the product counts;
 * words are hashes already (transition_begin() sees to it), so a sum mixes them
 * in. */
static inline uint64_t fact_hash(uint64_t kind, uint64_t values, uint64_t word)
{
    return (values << 6 | kind) * SPREAD_VALUES + word;
}

typedef struct fact {
    unsigned kind; /* from 1 to TRANSITION_FEATURES */
    uint64_t hash;
} fact;

static inline fact fact_of(unsigned kind, uint64_t values, uint64_t word)
{
    return (fact){kind, fact_hash(kind, values, word)};
}

typedef void (*facts_taker)(void *payload, fact one, fact other);

static inline uint64_t fact_two(uint64_t a, uint64_t b)
{
    return (a << 23 | a >> 41) + b;
}

static inline uint64_t fact_distance(uint32_t from, uint32_t to)
{
    uint32_t d = to > from ? to - from : from - to;
    return d < 5 ? d : d < 7 ? 5 : d < 11 ? 6 : 7;
}

/* Small values side by side: tags have 5 bits, gaps 11, bits of phrases 12. */
#define T2(a, b) ((uint64_t)(a) << 5 | (b))
#define T3(a, b, c) (T2(a, b) << 5 | (c))
#define T4(a, b, c, d) (T3(a, b, c) << 5 | (d))
#define GAP(values, gap) ((values) << 11 | (gap))
#define HAS(values, has) ((values) << 12 | (has))

/* What is known of the stack's top alone and of it and the one below: its
 * dependents on the left and the one below do not change any more. */
static ALWAYS_INLINE void transition_top_facts(const parse_state *s, facts_taker take, void *payload)
{
    uint32_t i0 = stack_at(s, 0), i1 = stack_at(s, 1);
    const parse_word *w = s->words, *s0 = &w[i0], *s1 = &w[i1];
    const parse_node *n0 = &s->nodes[i0], *n1 = &s->nodes[i1];
    uint64_t t0 = s0->tag, t1 = s1->tag, low = T2(t1, t0), apart = low << 3 | fact_distance(i1, i0);
    const parse_word *f0 = &w[n0->first];
    take(payload, fact_of(1, t0, s0->form), fact_of(8, low, fact_two(s1->form, s0->form)));
    take(payload, fact_of(10, GAP(apart, n0->since), 0), fact_of(13, HAS(low, n1->has), 0));
    take(payload, fact_of(17, T4(t1, t0, w[n1->left].tag, w[n1->right].tag), 0),
         fact_of(21, low, fact_two(s1->form, f0->form)));
    take(payload, fact_of(22, GAP(apart, n0->since), f0->form), fact_of(26, low, fact_two(s1->ending, s0->ending)));
}

/* All else: the words to come, and what has been built so far. */
static ALWAYS_INLINE void transition_facts(const parse_state *s, facts_taker take, void *payload)
{
    uint32_t i0 = stack_at(s, 0), i1 = stack_at(s, 1), b = s->next;
    const parse_word *w = s->words, *s0 = &w[i0], *s1 = &w[i1];
    const parse_word *b0 = &w[b], *b1 = &w[b + 1 <= s->count ? b + 1 : 0], *b2 = &w[b + 2 <= s->count ? b + 2 : 0];
    const parse_node *n0 = &s->nodes[i0], *n1 = &s->nodes[i1], *nb = &s->nodes[b];
    uint64_t t0 = s0->tag, t1 = s1->tag, u0 = b0->tag, u1 = b1->tag, u2 = b2->tag;
    uint64_t near = T2(t0, u0), low = T2(t1, t0), three = T3(t1, t0, u0);
    uint64_t gap = s->since, under = n0->since;
    const parse_word *f0 = &w[n0->first], *f1 = &w[n1->first];
    /* words alone, and with those beside them */
    take(payload, fact_of(2, u0, b0->form), fact_of(3, near, b1->form));
    take(payload, fact_of(4, T4(t0, u0, u1, u2), 0), fact_of(5, near, fact_two(s0->form, b0->form)));
    take(payload, fact_of(6, GAP(near << 3 | fact_distance(i0, b), gap), 0), fact_of(7, GAP(T3(t0, u0, u1), gap), 0));
    take(payload, fact_of(9, T4(t1, t0, u0, u1), 0), fact_of(11, GAP(GAP(three, under), gap), 0));
    /* what has been built */
    take(payload, fact_of(12, HAS(near, n0->has), 0), fact_of(14, HAS(HAS(three, n1->has), n0->has), 0));
    take(payload, fact_of(15, HAS(HAS(T3(t0, u0, u1), n0->has), nb->has), 0),
         fact_of(16, T4(t0, u0, w[n0->left].tag, w[n0->right].tag), 0));
    take(payload, fact_of(18, T4(t1, t0, w[n0->left].tag, w[n0->right].tag), 0),
         fact_of(19, T4(t0, u0, w[nb->left].tag, w[nb->left2].tag), 0));
    take(payload, fact_of(20, three, f0->form),
         fact_of(23, low << 8 | (uint64_t)n0->lefts << 6 | (uint64_t)n0->rights << 4 | (uint64_t)n1->rights << 2, 0));
    /* agreement, names, quotations */
    take(payload, fact_of(24, GAP(GAP(T2(t1, u0), under), gap), s1->form),
         fact_of(25, near, fact_two(s0->ending, b0->ending)));
    take(payload, fact_of(27, GAP(near << 6 | (uint64_t)s0->shape << 3 | b0->shape, gap & GAP_MARKS), 0),
         fact_of(28, three, fact_two(f1->form, f0->form)));
}

#endif
