/* SPDX-License-Identifier: Apache-2.0
 *
 * timex_index.c - enters patterns in the lists of the words they begin with.
 *
 * Matching must not try every pattern at every token. So the nodes of each
 * compiled pattern are walked from its first to those that consume a token
 * before any other does: the pattern can only begin with what they take, a
 * word, all words of a class, or a number, and it is entered in the list of
 * each. The walk goes one token further to note what can come second, which
 * spares most of the tries that are left. A pattern that could begin with
 * anything, or match nothing at all, is refused.
 */
#include "text/timex_grammar.h"

typedef struct start_index {
    arena *arena;
    timex_lexicon *lexicon;
    unsigned depth;
    bool failed;
} start_index;

/* What a walk over the nodes that come first has found: the ways a pattern
 * can begin, or (with `follow` set) what can come second. */
typedef struct opening {
    uint32_t start; /* of the pattern */
    timex_follow second;
    timex_follow *follow;
    unsigned steps;
} opening;

static void follow__add(timex_follow *f, uint32_t entry)
{
    f->words[entry / 64 % FOLLOW_SIZE] |= UINT64_C(1) << entry % 64;
}

static void follow__merge(timex_follow *f, const timex_follow *more)
{
    f->nothing |= more->nothing;
    f->number |= more->number;
    f->roman |= more->roman;
    f->any |= more->any;
    for (int i = 0; i < FOLLOW_SIZE; i++) f->words[i] |= more->words[i];
}

static void index__link(start_index *x, uint32_t entry, const opening *o)
{
    timex_lexicon *lexicon = x->lexicon;
    timex_entry *e = &lexicon->entries.items[entry];
    if (o->follow != NULL) {
        if (entry == 0)
            o->follow->number = true;
        else
            follow__add(o->follow, entry);
        return;
    }
    if (e->last_link != 0 && lexicon->links.items[e->last_link].start == o->start) {
        follow__merge(&lexicon->links.items[e->last_link].follow, &o->second);
        return;
    }
    VEC_PUSH(x->arena, &lexicon->links, (timex_link){.start = o->start, .follow = o->second});
    uint32_t link = (uint32_t)lexicon->links.count - 1;
    if (e->last_link != 0)
        lexicon->links.items[e->last_link].next = link;
    else
        e->first_link = link;
    e->last_link = link;
}

static void index__link_class(start_index *x, timex_class class, const opening *o)
{
    for (uint32_t i = 1; i < x->lexicon->entries.count; i++)
        if (x->lexicon->entries.items[i].classes >> class & 1) index__link(x, i, o);
}

/* Enters all tokens that `node` takes. */
static void index__enter(start_index *x, const timex_node *node, const opening *o)
{
    switch ((timex_op)node->op) {
    case OP_WORD:
    case OP_MARK: index__link(x, (uint32_t)(node->op == OP_WORD ? node->value : node->entry), o); return;
    case OP_CLASS: index__link_class(x, (timex_class)node->value, o); return;
    case OP_TIME_UNIT: index__link_class(x, CLASS_UNIT, o); return;
    case OP_NUMBER:
    case OP_HOUR:
    case OP_MINUTE:
    case OP_MONTH_NUMBER: index__link_class(x, CLASS_NUMBER, o); break;
    case OP_DAY: index__link_class(x, CLASS_ORDINAL, o); break;
    case OP_YEAR:
    case OP_ANY_YEAR:
    case OP_CLOCK:
    case OP_DATE:
    case OP_DECADE:
    case OP_DECADES: break;
    case OP_CENTURY:
        if (o->follow != NULL)
            o->follow->roman = true;
        else
            x->failed = true;
        break;
    default:
        if (o->follow != NULL)
            o->follow->any = true;
        else
            x->failed = true; /* would have to be tried everywhere */
        return;
    }
    index__link(x, 0, o);
}

/* Visits the nodes at or behind `at` that consume before any other does. */
static void index__first(start_index *x, uint32_t at, opening *o)
{
    while (!x->failed) {
        const timex_node node = x->lexicon->nodes.items[at];
        if (++o->steps > TIMEX_NODE_LIMIT || (node.op == OP_ACCEPT && o->follow == NULL)) {
            x->failed = true; /* a pattern that matches nothing at all */
        } else if (node.op == OP_ACCEPT) {
            o->follow->nothing = true;
            return;
        } else if (node.op >= OP_FIRST_CONSUMING && o->follow != NULL) {
            index__enter(x, &node, o);
            return;
        } else if (node.op >= OP_FIRST_CONSUMING) {
            o->second = (timex_follow){0};
            opening behind = {.follow = &o->second, .steps = o->steps};
            index__first(x, node.next, &behind);
            o->steps = behind.steps;
            if (!x->failed) index__enter(x, &node, o);
            return;
        } else if (node.op == OP_SPLIT) {
            if (++x->depth > 8 * TIMEX_DEPTH_LIMIT) x->failed = true;
            index__first(x, node.next, o);
            x->depth--;
            at = node.other;
        } else {
            at = node.next;
        }
    }
}

bool timex_index(arena *a, timex_lexicon *lexicon, const uint32_t *starts, size_t count)
{
    start_index x = {.arena = a, .lexicon = lexicon};
    for (size_t i = 0; i < count && !x.failed; i++) {
        opening o = {.start = starts[i]};
        index__first(&x, o.start, &o);
    }
    return !x.failed;
}
