/* SPDX-License-Identifier: Apache-2.0
 *
 * parser_training.c - see parser_training.h.
 */
#include "train/parser_training.h"

#include <string.h>

#include "syntax/parser_model.h"
#include "syntax/tag.h"
#include "syntax/tagger_model.h"
#include "syntax/transition.h"
#include "train/sparse.h"

/* What it takes to make good parsers of treebanks; change them here. */
parser_settings parser_settings_default(void)
{
    return (parser_settings){.move_lines = 65536,
                             .label_lines = 11000,
                             .epochs = 6,
                             .last_epochs = 8,
                             .least_feature = 2,
                             .rate = 0.1,
                             .label_rate = 0.1,
                             .reach = 8,
                             .copies = 0.04,
                             .explore = 0.9,
                             .seed = 1};
}

/* A sentence to learn from; words are numbered as in the state, from 1. */
struct parser_lesson {
    parse_word *words; /* count + 4 */
    uint32_t count;
    uint16_t *gold;   /* heads, 0 for the root's */
    uint16_t *oracle; /* the same, made projective */
    uint8_t *relations;
};

typedef struct parser_lesson lesson;

/* ---- reading ---- */

/* Does the arc to `c` cover a word that does not depend on its head? */
static bool arc_is_crossed(const uint16_t *heads, uint32_t c)
{
    uint32_t h = heads[c], from = c < h ? c : h, to = c < h ? h : c;
    if (h == 0) return false;
    for (uint32_t i = from + 1; i < to; i++) {
        uint32_t up = i;
        while (up != 0 && up != h) up = heads[up];
        if (up != h) return true;
    }
    return false;
}

/* Lifts arcs that are crossed, the shortest first, until none is. */
static void heads_make_projective(uint16_t *heads, uint32_t count)
{
    for (;;) {
        uint32_t worst = 0, length = UINT32_MAX;
        for (uint32_t c = 1; c <= count; c++) {
            uint32_t l = heads[c] > c ? heads[c] - c : c - heads[c];
            if (heads[c] != 0 && heads[heads[c]] != 0 && l < length && arc_is_crossed(heads, c)) {
                worst = c;
                length = l;
            }
        }
        if (worst == 0) return;
        heads[worst] = heads[heads[worst]];
    }
}

text *parser_sentence(arena *a, const writing *w, const tagger *g, const gold_sentence *s, int how, uint32_t **heads,
                      uint8_t **relations)
{
    text *t = text_analyse(a, w, how == CASE_AS_IS ? s->text : conllu_recased(a, s, how), s->size);
    if (t->token_count == 0) return NULL;
    tagger_run(g, t, 0, t->token_count);
    *heads = ARENA_ARRAY(a, uint32_t, t->token_count);
    *relations = ARENA_ARRAY(a, uint8_t, t->token_count);
    return conllu_align_tree(a, s, t, *heads, *relations) ? t : NULL;
}

static void lessons_push(arena *a, parser_lessons *out, const parse_state *state, const text *t, const uint32_t *heads,
                         const uint8_t *relations)
{
    uint32_t *number = ARENA_ZARRAY(a, uint32_t, t->token_count), n = state->count;
    lesson l = {ARENA_ARRAY(a, parse_word, n + 4), n, ARENA_ZARRAY(a, uint16_t, n + 1),
                ARENA_ZARRAY(a, uint16_t, n + 1), ARENA_ZARRAY(a, uint8_t, n + 1)};
    memcpy(l.words, state->words, (n + 4) * sizeof l.words[0]);
    for (uint32_t i = 1; i <= n; i++) number[state->words[i].token] = i;
    for (uint32_t i = 1; i <= n; i++) {
        uint32_t head = heads[state->words[i].token];
        l.gold[i] = (uint16_t)(head == CONLLU_NO_HEAD ? 0 : number[head]);
        l.relations[i] = relations[state->words[i].token];
    }
    memcpy(l.oracle, l.gold, (n + 1) * sizeof l.gold[0]);
    heads_make_projective(l.oracle, n);
    VEC_PUSH(a, out, l);
}

void parser_lessons_add(run *r, parser_lessons *out, const writing *w, const tagger *g, const gold_sentence *s, int how)
{
    arena *a = r->arena;
    parse_state *state = run_alloc(r, 1, sizeof *state);
    uint32_t *heads, at = 0;
    uint8_t *relations;
    text *t = parser_sentence(a, w, g, s, how, &heads, &relations);
    if (t != NULL) transition_begin(state, t, &at, t->token_count);
    if (t != NULL && at >= t->token_count && state->count > 0)
        lessons_push(a, out, state, t, heads, relations);
    else
        out->skipped++;
    run_free(r, state);
}

void parser_lessons_add_all(run *r, parser_lessons *out, const writing *w, const tagger *g, const gold_corpus *c,
                            const parser_settings *set, uint64_t *chance)
{
    for (size_t k = 0; k < c->count; k++)
        for (int how = CASE_AS_IS; how <= CASE_FIRST; how++)
            if (how == CASE_AS_IS || run_chance(chance, set->copies))
                parser_lessons_add(r, out, w, g, &c->items[k], how);
}

static void lesson_begin(const lesson *l, parse_state *s)
{
    s->count = l->count;
    memcpy(s->words, l->words, (l->count + 4) * sizeof l->words[0]);
    transition_restart(s);
}

/* ---- the oracle ---- */

/* How many gold arcs each move loses that could still be had. An arc is lost
 * when one of its ends leaves, or goes on the stack above a word it was to
 * meet. The root's head counts as a word to come. */
static void oracle_costs(const lesson *l, const parse_state *s, unsigned cost[MOVE_COUNT])
{
    const uint16_t *gold = l->oracle, *stack = s->stack + 3;
    uint32_t b = s->next;
    cost[MOVE_SHIFT] = cost[MOVE_LEFT] = cost[MOVE_RIGHT] = 0;
    if (b <= s->count) {
        for (uint32_t d = 0; d < s->depth; d++) {
            cost[MOVE_SHIFT] += gold[stack[d]] == b;
            cost[MOVE_SHIFT] += d + 1 < s->depth && gold[b] == stack[d];
        }
    }
    if (s->depth == 0) return;
    uint32_t top = stack[s->depth - 1];
    unsigned below = 0, later = 0; /* dependents of the top among the words to come */
    for (uint32_t i = b; i <= s->count; i++) later += gold[i] == top;
    below = s->depth > 1 && gold[top] == stack[s->depth - 2];
    bool ahead = gold[top] == 0 || gold[top] > b;
    cost[MOVE_LEFT] = later + below + ahead;
    cost[MOVE_RIGHT] = later + (ahead || gold[top] == b);
}

static uint32_t moves_allowed(const parse_state *s)
{
    uint32_t allowed = 0;
    for (int m = 0; m < MOVE_COUNT; m++) allowed |= (uint32_t)transition_allows(s, m) << m;
    return allowed;
}

/* The allowed moves that lose least. */
static uint32_t moves_good(const lesson *l, const parse_state *s, uint32_t allowed)
{
    unsigned cost[MOVE_COUNT], least = UINT32_MAX;
    uint32_t good = 0;
    oracle_costs(l, s, cost);
    for (int m = 0; m < MOVE_COUNT; m++)
        if ((allowed >> m & 1) != 0 && cost[m] < least) least = cost[m];
    for (int m = 0; m < MOVE_COUNT; m++)
        if ((allowed >> m & 1) != 0 && cost[m] == least) good |= UINT32_C(1) << m;
    return good;
}

/* ---- learning ---- */

enum { COUNT, FOLLOW_GOLD, FOLLOW_OWN };

static void lesson_moves(const lesson *l, parse_state *s, sparse *moves, int how, const parser_settings *set,
                         uint64_t *chance)
{
    uint64_t features[TRANSITION_FEATURES];
    lesson_begin(l, s);
    while (!transition_is_over(s)) {
        uint32_t allowed = moves_allowed(s), good = moves_good(l, s, allowed);
        unsigned m = (unsigned)__builtin_ctz(good), given;
        if ((allowed & (allowed - 1)) != 0) {
            transition_features(s, features);
            if (how == COUNT) {
                sparse_count(moves, features, TRANSITION_FEATURES);
            } else {
                given = sparse_step(moves, features, TRANSITION_FEATURES, allowed, good);
                bool own = (good >> given & 1) != 0 || (how == FOLLOW_OWN && run_chance(chance, set->explore));
                if (own) m = given;
            }
        }
        transition_apply(s, (int)m);
    }
}

/* The tree that the weights give. */
static void lesson_build(const lesson *l, parse_state *s, const sparse *moves)
{
    uint64_t features[TRANSITION_FEATURES];
    lesson_begin(l, s);
    while (!transition_is_over(s)) {
        uint32_t allowed = moves_allowed(s);
        unsigned m = (unsigned)__builtin_ctz(allowed);
        if ((allowed & (allowed - 1)) != 0) {
            transition_features(s, features);
            m = sparse_choose(moves, features, TRANSITION_FEATURES, allowed);
        }
        transition_apply(s, (int)m);
    }
}

#define LABELS_ALLOWED ((UINT32_C(1) << PARSER_LABELS) - 2)

static void lesson_labels(const lesson *l, parse_state *s, sparse *labels, bool counting)
{
    uint64_t features[RELATION_FEATURES];
    uint8_t given[TRANSITION_WORDS + 4] = {0};
    uint32_t siblings[TRANSITION_WORDS + 4] = {0};
    for (uint32_t c = 1; c <= s->count; c++) {
        uint32_t head = s->nodes[c].head;
        given[c] = REL_ROOT;
        if (head == 0) continue;
        relation_features(s, c, given, siblings, features);
        uint8_t gold = l->relations[c];
        given[c] = gold < PARSER_LABELS ? gold : REL_OTHER;
        if (counting)
            sparse_count(labels, features, RELATION_FEATURES);
        else if (head == l->gold[c] && gold < PARSER_LABELS)
            given[c] = (uint8_t)sparse_step(labels, features, RELATION_FEATURES, LABELS_ALLOWED, UINT32_C(1) << gold);
        else
            given[c] = (uint8_t)sparse_choose(labels, features, RELATION_FEATURES, LABELS_ALLOWED);
        siblings[head] |= relation_bit(given[c]);
    }
}

static void shuffle(size_t *order, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)(run_random(state) % i), x = order[i - 1];
        order[i - 1] = order[j];
        order[j] = x;
    }
}

/* All that training changes, in one place for the checkpoint. */
typedef struct schooling {
    const parser_settings *set;
    const parser_lessons *all;
    run *run;
    sparse moves, labels;
    parse_state *state;
    size_t *order;
    uint64_t chance;
} schooling;

static void schooling__state(run_io *io, void *what)
{
    schooling *t = what;
    size_t count = t->all->count;
    sparse_state(io, &t->moves);
    sparse_state(io, &t->labels);
    t->order = run_state_array(io, t->order, &count, sizeof *t->order);
    run_state(io, &t->chance, sizeof t->chance);
}

static void epoch_of_moves(schooling *t, bool first)
{
    if (!run_epoch_begin(t->run, schooling__state, t)) return;
    shuffle(t->order, t->all->count, &t->chance);
    for (size_t i = 0; i < t->all->count; i++) {
        lesson_moves(&t->all->items[t->order[i]], t->state, &t->moves, first ? FOLLOW_GOLD : FOLLOW_OWN, t->set,
                     &t->chance);
        run_advance(t->run, 1);
    }
    run_figure(t->run, (double)t->moves.steps, "steps");
    run_epoch_end(t->run, schooling__state, t);
}

static void epoch_of_labels(schooling *t)
{
    if (!run_epoch_begin(t->run, schooling__state, t)) return;
    shuffle(t->order, t->all->count, &t->chance);
    for (size_t i = 0; i < t->all->count; i++) {
        const lesson *l = &t->all->items[t->order[i]];
        lesson_build(l, t->state, &t->moves);
        lesson_labels(l, t->state, &t->labels, false);
        run_advance(t->run, 1);
    }
    run_figure(t->run, (double)t->labels.steps, "steps");
    run_epoch_end(t->run, schooling__state, t);
}

/* Two rounds: with all features, then with those that have a place. */
static void learn(schooling *t, const char *name, sparse *s, bool labels)
{
    const parser_settings *set = t->set;
    run_stage(t->run, name, set->epochs + set->last_epochs, t->all->count);
    for (int round = 0; round < 2; round++) {
        if (round > 0 && !run_is_past(t->run)) sparse_place(s);
        for (unsigned e = 0; e < (round > 0 ? set->last_epochs : set->epochs); e++) {
            if (labels)
                epoch_of_labels(t);
            else
                epoch_of_moves(t, e == 0);
        }
        if (!run_is_past(t->run)) sparse_average(s);
    }
}

static void train(schooling *t)
{
    for (size_t i = 0; i < t->all->count; i++) {
        t->order[i] = i;
        lesson_moves(&t->all->items[i], t->state, &t->moves, COUNT, t->set, &t->chance);
    }
    sparse_open(&t->moves, t->set->least_feature);
    learn(t, "parser, moves", &t->moves, false);
    run_look_ahead(t->run, schooling__state, t); /* the moves, where only labels are still to be learnt */
    for (size_t i = 0; i < t->all->count; i++) {
        lesson_build(&t->all->items[i], t->state, &t->moves);
        lesson_labels(&t->all->items[i], t->state, &t->labels, true);
    }
    sparse_open(&t->labels, t->set->least_feature);
    learn(t, "parser, relations", &t->labels, true);
}

/* ---- the file ---- */

static void put(unsigned char *p, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) p[i] = (unsigned char)(value >> 8 * i);
}

static unsigned char *model_make(arena *a, const parser_settings *set, const sparse *moves, const sparse *labels,
                                 size_t *size)
{
    size_t move_bytes = (size_t)set->move_lines * PARSER_MOVE_LINE;
    *size = PARSER_HEADER + move_bytes + (size_t)set->label_lines * PARSER_LABEL_LINE;
    unsigned char *b = arena_zalloc(a, *size), *p = b + PARSER_HEADER;
    memcpy(b, PARSER_MAGIC, 8);
    put(b + 8, PARSER_VERSION, 4);
    put(b + 12, TRANSITION_VERSION, 4);
    put(b + 16, parser_names_hash(), 8);
    put(b + 24, set->move_lines, 4);
    put(b + 28, set->label_lines, 4);
    for (uint32_t i = 0; i < set->move_lines * 2; i++, p += PARSER_MOVE_ROW)
        if (sparse_bytes(moves, i, 0, set->reach, p)) p[3] = (unsigned char)moves->marks[i];
    for (uint32_t i = 0; i < set->label_lines * 2; i++, p += PARSER_LABEL_ROW)
        if (sparse_bytes(labels, i, 1, set->reach, p)) put(p + PARSER_LABEL_MARK, labels->marks[i], 2);
    put(b + PARSER_CHECKSUM_AT, tagger_checksum(b, *size), 8);
    return b;
}

const unsigned char *parser_train(run *r, const parser_lessons *all, const parser_settings *set, uint64_t chance,
                                  size_t *size)
{
    schooling *t = ARENA_NEW(r->arena, schooling);
    t->set = set;
    t->all = all;
    t->run = r;
    t->chance = chance;
    t->moves = sparse_new(r, MOVE_COUNT, PARSER_MOVE_BITS, set->move_lines, set->rate);
    t->labels = sparse_new(r, PARSER_LABELS, PARSER_LABEL_BITS, set->label_lines, set->label_rate);
    t->state = run_alloc(r, 1, sizeof *t->state);
    t->order = run_alloc(r, all->count, sizeof *t->order);
    train(t);
    const unsigned char *model = model_make(r->arena, set, &t->moves, &t->labels, size);
    run_free(r, t->order);
    run_free(r, t->state);
    sparse_free(&t->moves);
    sparse_free(&t->labels);
    return model;
}
