/* SPDX-License-Identifier: Apache-2.0
 *
 * train_parser.c - makes "xx/parser.bin" from treebanks.
 *
 *     train_parser --writing lang/fr/text.txt --out models/fr/parser.bin [options]
 *                  (--tagger TAGGER.bin [--train TREEBANK.conllu]... [--dev TREEBANK.conllu]...)...
 *
 * The treebanks' sentences are cut by our own tokenizer and tagged by the tagger
 * named before them. The trees are laid over our tokens (conllu.c). Some
 * sentences are read a second time in capitals or Like a Headline.
 *
 * Moves are learnt with a dynamic oracle (Goldberg and Nivre, 2013): at every
 * state, on the right way or off it, those moves are right that lose fewest of
 * the gold arcs still to be had. From the second epoch on the parser follows
 * its own choices, so it learns to make the best of its mistakes. Relations are
 * learnt on the trees that it builds. Both are the classifier of sparse.c.
 *
 *     treebank -> tokens + predicted tags + trees -> features -> epochs -> the
 *              most useful rows -> epochs -> mean weights, as bytes -> file
 *
 * Everything is decided by --seed; the same input makes the same file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "parser_scores.h"
#include "sparse.h"
#include "syntax/parser.h"
#include "syntax/parser_model.h"
#include "syntax/tag.h"
#include "syntax/tagger.h"
#include "syntax/tagger_model.h"
#include "syntax/transition.h"

typedef struct settings {
    const char *writing, *out;
    unsigned move_lines, label_lines, epochs, last_epochs, least_feature;
    double rate, label_rate, reach, copies, explore;
    uint64_t seed;
} settings;

/* A sentence to learn from; words are numbered as in the state, from 1. */
typedef struct lesson {
    parse_word *words; /* count + 4 */
    uint32_t count;
    uint16_t *gold;   /* heads, 0 for the root's */
    uint16_t *oracle; /* the same, made projective */
    uint8_t *relations;
} lesson;

typedef struct lessons {
    lesson *items;
    size_t count, capacity;
    size_t skipped;
} lessons;

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

/* A sentence as our tokens, tagged; NULL when it has no tree. */
static text *sentence_read(arena *a, const writing *w, const tagger *g, const gold_sentence *s, int how,
                           uint32_t **heads, uint8_t **relations)
{
    text *t = text_analyse(a, w, how == CASE_AS_IS ? s->text : conllu_recased(a, s, how), s->size);
    if (t->token_count == 0) return NULL;
    tagger_run(g, t, 0, t->token_count);
    *heads = ARENA_ARRAY(a, uint32_t, t->token_count);
    *relations = ARENA_ARRAY(a, uint8_t, t->token_count);
    return conllu_align_tree(a, s, t, *heads, *relations) ? t : NULL;
}

static void lessons_add(arena *a, lessons *out, const writing *w, const tagger *g, const gold_sentence *s, int how)
{
    static parse_state state;
    uint32_t *heads, at = 0;
    uint8_t *relations;
    text *t = sentence_read(a, w, g, s, how, &heads, &relations);
    if (t != NULL) transition_begin(&state, t, &at, t->token_count);
    if (t == NULL || at < t->token_count || state.count == 0) {
        out->skipped++;
        return;
    }
    uint32_t *number = ARENA_ZARRAY(a, uint32_t, t->token_count), n = state.count;
    lesson l = {ARENA_ARRAY(a, parse_word, n + 4), n, ARENA_ZARRAY(a, uint16_t, n + 1),
                ARENA_ZARRAY(a, uint16_t, n + 1), ARENA_ZARRAY(a, uint8_t, n + 1)};
    memcpy(l.words, state.words, (n + 4) * sizeof l.words[0]);
    for (uint32_t i = 1; i <= n; i++) number[state.words[i].token] = i;
    for (uint32_t i = 1; i <= n; i++) {
        uint32_t head = heads[state.words[i].token];
        l.gold[i] = (uint16_t)(head == CONLLU_NO_HEAD ? 0 : number[head]);
        l.relations[i] = relations[state.words[i].token];
    }
    memcpy(l.oracle, l.gold, (n + 1) * sizeof l.gold[0]);
    heads_make_projective(l.oracle, n);
    VEC_PUSH(a, out, l);
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

static void lesson_moves(const lesson *l, parse_state *s, sparse *moves, int how, const settings *set, uint64_t *chance)
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
                bool own = (good >> given & 1) != 0 || (how == FOLLOW_OWN && sparse_chance(chance, set->explore));
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
        size_t j = (size_t)(sparse_random(state) % i), x = order[i - 1];
        order[i - 1] = order[j];
        order[j] = x;
    }
}

static void train(const settings *set, const lessons *all, sparse *moves, sparse *labels, uint64_t *chance)
{
    static parse_state s;
    size_t *order = sparse_allocated(all->count, sizeof *order);
    for (size_t i = 0; i < all->count; i++) {
        order[i] = i;
        lesson_moves(&all->items[i], &s, moves, COUNT, set, chance);
    }
    sparse_open(moves, set->least_feature);
    for (int round = 0; round < 2; round++) {
        if (round > 0) sparse_place(moves);
        for (unsigned e = 0; e < (round > 0 ? set->last_epochs : set->epochs); e++) {
            shuffle(order, all->count, chance);
            for (size_t i = 0; i < all->count; i++)
                lesson_moves(&all->items[order[i]], &s, moves, e > 0 ? FOLLOW_OWN : FOLLOW_GOLD, set, chance);
        }
        sparse_average(moves);
    }
    for (size_t i = 0; i < all->count; i++) {
        lesson_build(&all->items[i], &s, moves);
        lesson_labels(&all->items[i], &s, labels, true);
    }
    sparse_open(labels, set->least_feature);
    for (int round = 0; round < 2; round++) {
        if (round > 0) sparse_place(labels);
        for (unsigned e = 0; e < (round > 0 ? set->last_epochs : set->epochs); e++) {
            shuffle(order, all->count, chance);
            for (size_t i = 0; i < all->count; i++) {
                lesson_build(&all->items[order[i]], &s, moves);
                lesson_labels(&all->items[order[i]], &s, labels, false);
            }
        }
        sparse_average(labels);
    }
    free(order);
}

/* ---- the file ---- */

static void put(unsigned char *p, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) p[i] = (unsigned char)(value >> 8 * i);
}

static unsigned char *model_make(const settings *set, const sparse *moves, const sparse *labels, size_t *size)
{
    size_t move_bytes = (size_t)set->move_lines * PARSER_MOVE_LINE;
    *size = PARSER_HEADER + move_bytes + (size_t)set->label_lines * PARSER_LABEL_LINE;
    unsigned char *b = sparse_allocated(*size, 1), *p = b + PARSER_HEADER;
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

/* ---- the command ---- */

static void *file_bytes(arena *a, const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) sparse_fail("cannot read", path);
    fseek(f, 0, SEEK_END);
    long length = ftell(f);
    rewind(f);
    if (length < 0) sparse_fail("cannot read", path);
    char *bytes = arena_alloc(a, (size_t)length + 1);
    *size = fread(bytes, 1, (size_t)length, f);
    fclose(f);
    return bytes;
}

static bool settings_take(settings *set, const char *name, const char *value)
{
    const struct {
        const char *name;
        unsigned *whole;
        double *real;
    } known[] = {
        {"move-lines", &set->move_lines, NULL},
        {"label-lines", &set->label_lines, NULL},
        {"epochs", &set->epochs, NULL},
        {"last-epochs", &set->last_epochs, NULL},
        {"least-feature", &set->least_feature, NULL},
        {"rate", NULL, &set->rate},
        {"label-rate", NULL, &set->label_rate},
        {"reach", NULL, &set->reach},
        {"copies", NULL, &set->copies},
        {"explore", NULL, &set->explore},
    };
    if (strcmp(name, "writing") == 0) return set->writing = value, true;
    if (strcmp(name, "out") == 0) return set->out = value, true;
    if (strcmp(name, "seed") == 0) return set->seed = strtoull(value, NULL, 10), true;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(name, known[i].name) != 0) continue;
        if (known[i].whole != NULL)
            *known[i].whole = (unsigned)strtoul(value, NULL, 10);
        else
            *known[i].real = strtod(value, NULL);
        return true;
    }
    return false;
}

typedef struct materials {
    arena *arena;
    vocabulary *words;
    writing *writing;
    lessons lessons;
    dev_set dev;
} materials;

/* The treebanks, each with the tagger named before it. */
static void materials_read(materials *m, const settings *set, int argc, char **argv, uint64_t *chance)
{
    tagger *g = NULL;
    int error;
    size_t size;
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        bool dev = strcmp(name, "--dev") == 0;
        if (strcmp(name, "--tagger") == 0) {
            void *bytes = file_bytes(m->arena, value, &size);
            g = tagger_load(m->arena, m->words, bytes, size, &error);
            if (g == NULL) sparse_fail("not a tagger", value);
        } else if (dev || strcmp(name, "--train") == 0) {
            gold_corpus corpus = {0};
            if (g == NULL) sparse_fail("no --tagger before", value);
            if (!conllu_read(m->arena, value, &corpus)) sparse_fail("cannot read", value);
            for (size_t k = 0; dev && k < corpus.count; k++) {
                dev_sentence s = {0};
                s.text = sentence_read(m->arena, m->writing, g, &corpus.items[k], CASE_AS_IS, &s.heads, &s.relations);
                if (s.text != NULL) VEC_PUSH(m->arena, &m->dev, s);
            }
            for (size_t k = 0; !dev && k < corpus.count; k++)
                for (int how = CASE_AS_IS; how <= CASE_FIRST; how++)
                    if (how == CASE_AS_IS || sparse_chance(chance, set->copies))
                        lessons_add(m->arena, &m->lessons, m->writing, g, &corpus.items[k], how);
        }
    }
}

int main(int argc, char **argv)
{
    settings set = {.move_lines = 96000,
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
    selon_allocator memory = allocator_default();
    for (int i = 1; i < argc; i += 2) {
        const char *name = argv[i];
        bool file = strcmp(name, "--tagger") == 0 || strcmp(name, "--train") == 0 || strcmp(name, "--dev") == 0;
        if (i + 1 >= argc || strncmp(name, "--", 2) != 0 || (!file && !settings_take(&set, name + 2, argv[i + 1])))
            sparse_fail("no such option", name);
    }
    if (set.writing == NULL || set.out == NULL) sparse_fail("--writing and --out are needed", NULL);
    if (set.move_lines == 0 || set.move_lines > PARSER_LINES_MOST || set.label_lines == 0 ||
        set.label_lines > PARSER_LINES_MOST)
        sparse_fail("--move-lines or --label-lines out of range", NULL);
    arena *a = arena_new(&memory, 1 << 24);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) sparse_fail("out of memory", NULL);

    int error;
    size_t size;
    uint64_t chance = set.seed;
    materials m = {.arena = a, .words = vocabulary_new(a)};
    void *bytes = file_bytes(a, set.writing, &size);
    m.writing = writing_load(a, m.words, bytes, size, &error);
    if (m.writing == NULL) sparse_fail("not a text.txt", set.writing);
    materials_read(&m, &set, argc, argv, &chance);
    fprintf(stderr, "sentences: %zu (skipped: %zu)\n", m.lessons.count, m.lessons.skipped);

    sparse moves = sparse_new(MOVE_COUNT, PARSER_MOVE_BITS, set.move_lines, set.rate);
    sparse labels = sparse_new(PARSER_LABELS, PARSER_LABEL_BITS, set.label_lines, set.label_rate);
    train(&set, &m.lessons, &moves, &labels, &chance);
    unsigned char *model = model_make(&set, &moves, &labels, &size);
    FILE *f = fopen(set.out, "wb");
    if (f == NULL || fwrite(model, 1, size, f) != size || fclose(f) != 0) sparse_fail("cannot write", set.out);
    parser *p = parser_load(a, model, size, &error);
    if (p == NULL) sparse_fail("the parser refuses the model", NULL);
    printf("%s: %zu bytes\n", set.out, size);
    if (m.dev.count > 0) parser_scores_print(a, p, &m.dev);
    free(model);
    sparse_free(&moves);
    sparse_free(&labels);
    arena_free(a);
    return 0;
}
