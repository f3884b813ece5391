/* SPDX-License-Identifier: Apache-2.0
 *
 * transition.c - the moves that build a tree (the arc-hybrid system of
 * Kuhlmann, Gómez-Rodríguez and Satta, 2011), and what is looked at.
 *
 *     stack                 words to come
 *     ... s2 s1 s0      |   b0 b1 b2 ...
 *
 *     shift   b0 goes on the stack
 *     left    s0 depends on b0, and leaves
 *     right   s0 depends on s1, and leaves
 *
 * A word leaves when it has all its dependents, so the one word that is left
 * at the end is the root: 2n - 1 moves, always a tree, always projective.
 *
 * Marks (commas, quotation marks ...) are no words here. They are what stands
 * between words: bits of a gap, the same for every style of quotation mark. A
 * gap between words that are not neighbours also says which verbs and
 * conjunctions stand between, kept up to date move by move.
 *
 * A phrase is known by its head's word and tag, its outermost dependents, its
 * first word (the preposition, the conjunction), and by bits that say what it
 * has: an article, a subject, a preposition. They stand in for relations, which
 * are chosen when the tree is there.
 */
#include "syntax/transition.h"

#include <string.h>

#include "base/hash.h"
#include "syntax/features.h"
#include "syntax/transition_facts.h"

/* ---- words ---- */

/* An odd number whose bits look random. */
#define SPREAD_LETTERS UINT64_C(0xd6e8feb86659fd93)

bool transition_is_mark(const token *k)
{
    return features_is_plain_mark(k);
}

static uint16_t gap_of(const token *k)
{
    switch (k->punct) {
    case PUNCT_PERIOD:
    case PUNCT_QUESTION:
    case PUNCT_EXCLAMATION:
    case PUNCT_ELLIPSIS: return GAP_STOP;
    case PUNCT_COMMA: return GAP_COMMA;
    case PUNCT_SEMICOLON:
    case PUNCT_COLON: return GAP_COLON;
    case PUNCT_DASH:
    case PUNCT_BULLET: return GAP_DASH;
    case PUNCT_OPEN_BRACKET: return GAP_OPEN_BRACKET;
    case PUNCT_CLOSE_BRACKET: return GAP_CLOSE_BRACKET;
    case PUNCT_QUOTE: return k->quote_role == QUOTE_CLOSE ? GAP_CLOSE_QUOTE : GAP_OPEN_QUOTE;
    default: return 0;
    }
}

static void word__read(parse_word *w, const text *t, uint32_t i, uint16_t before)
{
    const token *k = &t->tokens[i];
    uint32_t size = k->end - k->start;
    *w = (parse_word){
        .form = k->form, .token = i, .before = before, .tag = k->own_tag != TAG_NONE ? k->own_tag : k->tag};
    if (k->kind == TOKEN_NUMBER) w->form = (0x100u + (size < 6 ? size : 6)) * SPREAD_LETTERS;
    uint64_t tail = 0;
    for (uint32_t n = size < 3 ? size : 3; n > 0; n--) {
        unsigned char byte = (unsigned char)t->bytes[k->end - n];
        tail = tail << 8 | ((unsigned)byte - 'A' < 26u ? byte + 32u : byte);
    }
    w->ending = tail * SPREAD_LETTERS;
    w->shape = (uint8_t)((k->flags & (TOKEN_CAPITAL | TOKEN_ALL_CAPITALS)) | (k->quotation >= 0 ? 4 : 0));
}

/* Where to cut a sentence of too many words: before the last word that
 * follows a mark, if that is not far back. */
static uint32_t words__cut(const parse_state *s)
{
    for (uint32_t i = TRANSITION_WORDS; i > TRANSITION_WORDS * 3 / 4; i--)
        if ((s->words[i].before & (GAP_COMMA | GAP_COLON | GAP_DASH | GAP_STOP)) != 0) return i - 1;
    return TRANSITION_WORDS;
}

void transition_begin(parse_state *s, const text *t, uint32_t *at, uint32_t end)
{
    uint16_t before = 0;
    uint32_t i = *at;
    s->count = 0;
    s->words[0] = (parse_word){0};
    for (; i < end; i++) {
        if (transition_is_mark(&t->tokens[i])) {
            before |= gap_of(&t->tokens[i]);
            continue;
        }
        if (s->count == TRANSITION_WORDS) {
            s->count = words__cut(s);
            i = s->words[s->count].token + 1;
            break;
        }
        word__read(&s->words[++s->count], t, i, before);
        before = 0;
    }
    *at = i;
    for (uint32_t k = 1; k < 4; k++) s->words[s->count + k] = (parse_word){0};
    transition_restart(s);
}

void transition_restart(parse_state *s)
{
    s->next = 1;
    s->depth = 0;
    s->since = s->words[1].before;
    memset(s->stack, 0, 4 * sizeof s->stack[0]);
    memset(s->nodes, 0, (s->count + 4) * sizeof s->nodes[0]);
    for (uint32_t i = 1; i <= s->count; i++) s->nodes[i].first = (uint16_t)i;
}

/* ---- moves ---- */

static bool tag_is_nominal(uint8_t tag)
{
    return tag == TAG_NOUN || tag == TAG_PROPN || tag == TAG_PRON || tag == TAG_NUM || tag == TAG_RELATIVE;
}

/* What a dependent on the left adds to its head's bits. */
static unsigned left_adds(const parse_word *w, const parse_node *n)
{
    switch (w->tag) {
    case TAG_ADP: return HAS_CASE;
    case TAG_PART:
    case TAG_SCONJ: return HAS_OPENER;
    case TAG_RELATIVE: return HAS_RELATIVE;
    case TAG_DET: return HAS_ARTICLE;
    case TAG_CCONJ: return HAS_AND;
    case TAG_PRON: return (n->has & HAS_CASE) != 0 ? 0 : HAS_PRONOUN;
    case TAG_NOUN:
    case TAG_PROPN:
    case TAG_NUM: return (n->has & HAS_CASE) != 0 ? n->has & HAS_RELATIVE : HAS_NOMINAL;
    default: return tag_is_aux(w->tag) ? HAS_AUX : 0;
    }
}

static unsigned right_adds(const parse_word *w, const parse_node *n)
{
    if ((n->has & HAS_AND) != 0) return HAS_CONJUNCT;
    if ((n->has & HAS_CASE) != 0) return HAS_OBLIQUE;
    if (tag_is_verb(w->tag) || (n->has & (HAS_AUX | HAS_OPENER | HAS_RELATIVE)) != 0) return HAS_CLAUSE;
    return tag_is_nominal(w->tag) ? HAS_OBJECT : 0;
}

static uint16_t word_gap(const parse_word *w)
{
    switch (w->tag) {
    case TAG_VERB_FINITE:
    case TAG_AUX_FINITE: return GAP_FINITE;
    case TAG_CCONJ: return GAP_AND;
    case TAG_SCONJ:
    case TAG_RELATIVE: return GAP_OPENER;
    default: return 0;
    }
}

void transition_apply(parse_state *s, int m)
{
    uint32_t top = stack_at(s, 0);
    parse_node *child = &s->nodes[top];
    if (m == MOVE_SHIFT) {
        s->stack[s->depth + 3] = (uint16_t)s->next;
        s->depth++;
        s->nodes[s->next].since = s->since;
        s->next++;
        s->since = s->words[s->next].before;
        return;
    }
    s->depth--;
    s->since |= child->since | word_gap(&s->words[top]);
    if (m == MOVE_LEFT) {
        parse_node *head = &s->nodes[s->next];
        child->head = (uint16_t)s->next;
        head->left2 = head->left;
        head->left = (uint16_t)top;
        head->first = child->first;
        head->has |= (uint16_t)left_adds(&s->words[top], child);
        head->lefts += head->lefts < 3;
    } else {
        uint32_t below = stack_at(s, 0);
        parse_node *head = &s->nodes[below];
        child->head = (uint16_t)below;
        head->right = (uint16_t)top;
        head->has |= (uint16_t)right_adds(&s->words[top], child);
        head->rights += head->rights < 3;
    }
}

/* ---- features ---- */

static ALWAYS_INLINE void features__take(void *payload, fact one, fact other)
{
    uint64_t *out = payload;
    out[one.kind - 1] = one.hash;
    out[other.kind - 1] = other.hash;
}

void transition_features(const parse_state *s, uint64_t out[TRANSITION_FEATURES])
{
    transition_top_facts(s, features__take, out);
    transition_facts(s, features__take, out);
}

void relation_features(const parse_state *s, uint32_t c, const uint8_t *labels, const uint32_t *given,
                       uint64_t out[RELATION_FEATURES])
{
    uint32_t h = s->nodes[c].head;
    const parse_node *nc = &s->nodes[c], *nh = &s->nodes[h];
    const parse_word *w = s->words, *wc = &w[c], *wh = &w[h], *first = &w[nc->first];
    uint64_t side = c < h, tc = wc->tag, th = wh->tag, both = T2(tc, th) << 1 | side;
    uint64_t grand = nh->head != 0 ? T2(w[nh->head].tag, labels[h]) << 1 | (h < nh->head) : 0;
    uint64_t far = fact_distance(c, h);
    uint64_t *f = out;
    *f++ = fact_hash(1, tc, wc->form);
    *f++ = fact_hash(2, th, wh->form);
    *f++ = fact_hash(3, both << 3 | far, 0);
    *f++ = fact_hash(4, both, wc->form);
    *f++ = fact_hash(5, both, wh->form);
    *f++ = fact_hash(6, both << 11 | grand, 0);
    *f++ = fact_hash(7, HAS(both, nc->has), 0);
    *f++ = fact_hash(8, HAS(both, nh->has), 0);
    *f++ = fact_hash(9, HAS(HAS(both, nc->has), nh->has), 0);
    *f++ = fact_hash(10, both, first->form);
    *f++ = fact_hash(11, (both << 30 | given[h]) << 5 | first->tag, 0);
    *f++ = fact_hash(12, both << 30 | given[h], wh->form);
    *f++ = fact_hash(13, GAP(GAP(both, first->before), w[c + 1].before), 0);
    *f++ = fact_hash(14, both, wc->ending);
    *f++ = fact_hash(15, both << 10 | T2(w[nc->left].tag, w[nc->right].tag), 0);
    *f++ = fact_hash(16, both << 10 | T2(w[c - 1].tag, w[c + 1].tag), 0);
    *f++ = fact_hash(17, both, w[c + 1].form);
    *f++ = fact_hash(18, HAS(both, nc->has), first->form);
    *f++ = fact_hash(19, both << 6 | (uint64_t)wc->shape << 3 | wh->shape, w[nc->left].form);
}
