/* SPDX-License-Identifier: Apache-2.0
 *
 * test_parser.c - syntax/parser, syntax/transition and syntax/tree: what the
 * built-in models make of sentences, what must hold of any tree, what a model
 * made by hand must give, and which bytes are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine.h"
#include "model/resource.h"
#include "syntax/parser.h"
#include "syntax/parser_model.h"
#include "syntax/tag.h"
#include "syntax/tagger.h"
#include "syntax/tagger_model.h"
#include "syntax/transition.h"
#include "syntax/tree.h"

typedef struct fixture {
    arena *arena;
    struct {
        const unsigned char *model;
        size_t size;
        writing *writing;
        tagger *tagger;
        parser *parser;
    } of[2];
} fixture;

enum { FR, EN };
static const char *const codes[] = {"fr", "en"};

static arena *new_arena(void)
{
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 16);
    assert_non_null(a);
    if (setjmp(*arena_escape(a)) != 0) abort();
    return a;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->arena = new_arena();
    resource_store *store = resource_store_new(f->arena, NULL);
    for (int l = FR; l <= EN; l++) {
        int error;
        size_t size;
        vocabulary *words = vocabulary_new(f->arena);
        const void *bytes = resource_find(store, codes[l], "text.txt", &size, &error);
        f->of[l].writing = writing_load(f->arena, words, bytes, size, &error);
        assert_non_null(f->of[l].writing);
        bytes = resource_find(store, codes[l], "tagger.bin", &size, &error);
        f->of[l].tagger = tagger_load(f->arena, words, bytes, size, &error);
        assert_non_null(f->of[l].tagger);
        f->of[l].model = resource_find(store, codes[l], "parser.bin", &f->of[l].size, &error);
        f->of[l].parser = parser_load(f->arena, f->of[l].model, f->of[l].size, &error);
        assert_non_null(f->of[l].parser);
        assert_int_equal(error, SELON_OK);
    }
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    arena_free(f->arena);
    free(f);
    return 0;
}

/* A text parsed as one sentence. */
typedef struct reading {
    text *text;
    arc *arcs;
    tree tree;
} reading;

static reading read_sized(const fixture *f, int l, const char *bytes, size_t size)
{
    reading r = {text_analyse(f->arena, f->of[l].writing, bytes, size), NULL, {0}};
    tagger_run(f->of[l].tagger, r.text, 0, r.text->token_count);
    r.arcs = ARENA_ARRAY(f->arena, arc, r.text->token_count);
    parser_parse(f->of[l].parser, r.text, 0, r.text->token_count, r.arcs);
    tree_build(f->arena, &r.tree, r.arcs, 0, r.text->token_count);
    return r;
}

static reading read_text(const fixture *f, int l, const char *bytes)
{
    return read_sized(f, l, bytes, strlen(bytes));
}

/* ---- what the built-in models make of sentences ---- */

static uint32_t token_of(const text *t, const char *word)
{
    size_t n = strlen(word);
    for (uint32_t i = 0; i < t->token_count; i++) {
        const token *k = &t->tokens[i];
        if (k->end - k->start == n && memcmp(t->bytes + k->start, word, n) == 0) return i;
    }
    fail_msg("no token %s in: %s", word, t->bytes);
    return 0;
}

typedef struct expected {
    const char *word, *head; /* head NULL: the root */
    uint8_t label;
} expected;

static void expect_arcs(const fixture *f, int l, const char *sentence, const expected *list)
{
    reading r = read_text(f, l, sentence);
    for (; list->word != NULL; list++) {
        arc given = r.arcs[token_of(r.text, list->word)];
        uint32_t head = list->head != NULL ? token_of(r.text, list->head) : ARC_NO_HEAD;
        if (given.label != list->label)
            fail_msg("%s is %s and not %s in: %s", list->word, relation_name(given.label), relation_name(list->label),
                     sentence);
        if (given.head != head)
            fail_msg("%s hangs on token %u, not %s: %s", list->word, given.head, list->head, sentence);
    }
}

#define EXPECT(l, sentence, ...) expect_arcs(*state, l, sentence, (const expected[]){__VA_ARGS__, {NULL, NULL, 0}})

static void test_french_statement(void **state)
{
    EXPECT(FR, "Le ministre a annoncé que la gare fermera en juin.", {"ministre", "annoncé", REL_NSUBJ},
           {"annoncé", NULL, REL_ROOT}, {"fermera", "annoncé", REL_CCOMP}, {"que", "fermera", REL_MARK},
           {"gare", "fermera", REL_NSUBJ}, {"juin", "fermera", REL_OBL});
}

static void test_french_infinitive(void **state)
{
    EXPECT(FR, "La mairie souhaite construire une piscine.", {"mairie", "souhaite", REL_NSUBJ},
           {"construire", "souhaite", REL_XCOMP}, {"piscine", "construire", REL_OBJ});
}

static void test_french_relative(void **state)
{
    EXPECT(FR, "Le maire qui dirige la ville a quitté son parti.", {"dirige", "maire", REL_ACL_RELCL},
           {"qui", "dirige", REL_NSUBJ}, {"ville", "dirige", REL_OBJ}, {"maire", "quitté", REL_NSUBJ},
           {"parti", "quitté", REL_OBJ});
}

static void test_french_passive(void **state)
{
    EXPECT(FR, "Le projet a été présenté par la directrice.", {"projet", "présenté", REL_NSUBJ},
           {"directrice", "présenté", REL_OBL_AGENT}, {"par", "directrice", REL_CASE});
}

static void test_english_statement(void **state)
{
    EXPECT(EN, "The minister said that the station would close in June.", {"minister", "said", REL_NSUBJ},
           {"said", NULL, REL_ROOT}, {"close", "said", REL_CCOMP}, {"that", "close", REL_MARK},
           {"station", "close", REL_NSUBJ}, {"June", "close", REL_OBL});
}

static void test_english_infinitive(void **state)
{
    EXPECT(EN, "The council wants to build a pool.", {"council", "wants", REL_NSUBJ}, {"build", "wants", REL_XCOMP},
           {"pool", "build", REL_OBJ});
}

static void test_english_relative(void **state)
{
    EXPECT(EN, "The mayor who runs the town has left his party.", {"runs", "mayor", REL_ACL_RELCL},
           {"who", "runs", REL_NSUBJ}, {"town", "runs", REL_OBJ}, {"mayor", "left", REL_NSUBJ},
           {"party", "left", REL_OBJ});
}

static void test_english_agent(void **state)
{
    EXPECT(EN, "The plan was presented by the director.", {"plan", "presented", REL_NSUBJ},
           {"director", "presented", REL_OBL_AGENT}, {"by", "director", REL_CASE});
}

/* Quotation marks of any style, and capitals, give the same tree. */
static void expect_same_tree(const fixture *f, int l, const char *one, const char *other)
{
    reading a = read_text(f, l, one), b = read_text(f, l, other);
    assert_int_equal(a.text->token_count, b.text->token_count);
    for (uint32_t i = 0; i < a.text->token_count; i++) {
        if (a.arcs[i].head != b.arcs[i].head || a.arcs[i].label != b.arcs[i].label)
            fail_msg("token %u differs: %s / %s", i, one, other);
    }
}

static void test_kinds_of_marks_read_alike(void **state)
{
    expect_same_tree(*state, FR, "« Nous allons gagner », a dit le maire.", "\"Nous allons gagner\", a dit le maire.");
    expect_same_tree(*state, FR, "« Nous allons gagner », a dit le maire.", "“Nous allons gagner”, a dit le maire.");
    expect_same_tree(*state, EN, "“We will win,” the mayor said.", "\"We will win,\" the mayor said.");
    expect_same_tree(*state, EN, "He waited… and left.", "He waited... and left.");
}

static void test_capitals(void **state)
{
    EXPECT(FR, "LE MINISTRE ANNONCE UNE RÉFORME", {"MINISTRE", "ANNONCE", REL_NSUBJ}, {"RÉFORME", "ANNONCE", REL_OBJ});
    EXPECT(EN, "The Minister Announced a Reform", {"Minister", "Announced", REL_NSUBJ},
           {"Reform", "Announced", REL_OBJ});
}

static void test_the_engine_has_parsers(void **state)
{
    (void)state;
    selon_engine *engine;
    assert_int_equal(selon_engine_open(&engine, NULL), SELON_OK);
    for (int l = FR; l <= EN; l++) assert_non_null(engine_language(engine, codes[l])->parser);
    selon_engine_close(engine);
}

/* ---- what holds of every tree ---- */

static void expect_tree(const reading *r)
{
    uint32_t n = r->text->token_count, roots = 0;
    const tree *t = &r->tree;
    if (n == 0) return;
    for (uint32_t i = 0; i < n; i++) {
        const arc *x = &r->arcs[i];
        roots += x->head == ARC_NO_HEAD;
        assert_true(x->head == ARC_NO_HEAD || x->head < n);
        assert_true(x->label > REL_NONE && x->label < REL_COUNT);
        assert_int_equal(x->head == ARC_NO_HEAD, x->label == REL_ROOT);
        if (x->head == ARC_NO_HEAD) continue;
        range own = tree_span(t, i), whole = tree_span(t, x->head);
        assert_true(own.start <= i && i < own.end);
        assert_true(own.start >= whole.start && own.end <= whole.end);
        assert_false(tree_is_below(t, x->head, i)); /* projective: the head is on one side */
    }
    uint32_t *sizes = calloc(n, sizeof *sizes); /* tokens below each, by climbing; chains are short enough here */
    for (uint32_t i = 0; n < 5000 && i < n; i++)
        for (uint32_t at = i; at != ARC_NO_HEAD; at = tree_head(t, at)) sizes[at]++;
    for (uint32_t i = 0; n < 5000 && i < n; i++)
        assert_int_equal(tree_span(t, i).end - tree_span(t, i).start, sizes[i]);
    free(sizes);
    assert_int_equal(roots, 1);
    assert_int_equal(tree_span(t, t->root).start, 0);
    assert_int_equal(tree_span(t, t->root).end, n);
}

/* No subtree begins or ends with a comma or a quotation mark but the root's
 * and those of marks. */
static void expect_marks_outside(const reading *r)
{
    for (uint32_t i = 0; i < r->text->token_count; i++) {
        range span = tree_span(&r->tree, i);
        if (i == r->tree.root || transition_is_mark(&r->text->tokens[i])) continue;
        assert_false(transition_is_mark(&r->text->tokens[span.start]));
        assert_false(transition_is_mark(&r->text->tokens[span.end - 1]));
    }
}

static void test_odd_texts_are_trees(void **state)
{
    static const char *const odd[] = {
        "",
        ".",
        "Oui",
        "« » « » !!! …",
        "“ ( [ a , b ; c : d — e",
        ", , , mot , , ,",
        "5 % & / + 10 000 € § x",
        "Que qui que dont que où que quand",
        "said said said said that that that that",
        "the , big ; old : grey — station",
        "Jean, Paul, Marie et (selon eux) « Luc » – dit-il –, n'iront pas.",
    };
    const fixture *f = *state;
    for (int l = FR; l <= EN; l++) {
        for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
            reading r = read_text(f, l, odd[i]);
            expect_tree(&r);
            if (r.text->token_count > 1) expect_marks_outside(&r);
        }
    }
}

static void test_only_the_range_is_parsed(void **state)
{
    const fixture *f = *state;
    reading r = read_text(f, EN, "He left. She said that it rained. Good.");
    uint32_t first = token_of(r.text, "She"), end = token_of(r.text, "rained") + 2;
    arc out[16];
    memset(out, 0xee, sizeof out);
    parser_parse(f->of[EN].parser, r.text, first, first, out);
    assert_int_equal(out[0].label, 0xee);
    parser_parse(f->of[EN].parser, r.text, first, end, out);
    assert_int_equal(out[0].head, token_of(r.text, "said"));
    assert_int_equal(out[end - first].label, 0xee);
    reading alone = read_text(f, EN, "She said that it rained.");
    for (uint32_t i = 0; i < end - first; i++) {
        assert_int_equal(out[i].label, alone.arcs[i].label);
        assert_true(out[i].head == ARC_NO_HEAD || out[i].head - first == alone.arcs[i].head);
    }
}

/* `times` times the same words: one tree, whatever the length. */
static void expect_long_tree(const fixture *f, const char *part, size_t times)
{
    size_t n = strlen(part);
    char *bytes = arena_alloc(f->arena, n * times + 1);
    for (size_t i = 0; i < times; i++) memcpy(bytes + n * i, part, n);
    bytes[n * times] = '\0';
    reading r = read_sized(f, EN, bytes, n * times);
    expect_tree(&r);
}

static void test_long_sentences_are_trees(void **state)
{
    expect_long_tree(*state, "word ", TRANSITION_WORDS - 1);
    expect_long_tree(*state, "word ", TRANSITION_WORDS);
    expect_long_tree(*state, "word ", TRANSITION_WORDS + 1);
    expect_long_tree(*state, "word ", 2 * TRANSITION_WORDS);
    expect_long_tree(*state, "word, ", 2 * TRANSITION_WORDS + 1);
    expect_long_tree(*state, "and the mayor said that ", 20000);
    expect_long_tree(*state, "\" ", 100000);
    expect_long_tree(*state, "( the man ", 20000);
}

/* ---- the tree ---- */

static void test_tree_helpers(void **state)
{
    const fixture *f = *state;
    reading r = read_text(f, EN, "The minister said that the old station would close.");
    const tree *t = &r.tree;
    uint32_t said = token_of(r.text, "said"), close = token_of(r.text, "close");
    assert_int_equal(t->root, said);
    assert_int_equal(tree_child_with(t, said, REL_CCOMP), close);
    assert_int_equal(tree_child_with(t, said, REL_IOBJ), TREE_NONE);
    assert_int_equal(tree_governor(t, r.text, token_of(r.text, "old")), close);
    assert_int_equal(tree_governor(t, r.text, close), said);
    assert_int_equal(tree_governor(t, r.text, said), TREE_NONE);
    assert_int_equal(tree_span(t, close).start, token_of(r.text, "that"));
    assert_int_equal(tree_span(t, close).end, close + 1);
    assert_true(tree_is_below(t, token_of(r.text, "station"), close));
    assert_false(tree_is_below(t, said, close));
    uint32_t before = 0, children = 0;
    for (uint32_t c = tree_child(t, said); c != TREE_NONE; c = tree_next(t, c), children++) {
        assert_int_equal(tree_head(t, c), said);
        assert_true(c > before);
        before = c;
    }
    assert_int_equal(children, 3); /* minister, close, the full stop */
}

static void test_tree_of_a_chain(void **state)
{
    const fixture *f = *state;
    enum { LENGTH = 300000 };
    arc *arcs = ARENA_ARRAY(f->arena, arc, LENGTH);
    tree t = {0};
    for (uint32_t i = 0; i < LENGTH; i++) arcs[i] = (arc){i > 0 ? 100 + i - 1 : ARC_NO_HEAD, REL_NMOD};
    tree_build(f->arena, &t, arcs, 100, 100 + LENGTH);
    for (uint32_t i = 0; i < LENGTH; i++) {
        assert_int_equal(tree_span(&t, 100 + i).start, 100 + i);
        assert_int_equal(tree_span(&t, 100 + i).end, 100 + LENGTH);
    }
    tree_build(f->arena, &t, arcs, 100, 100); /* used again, for nothing */
    assert_int_equal(t.root, TREE_NONE);
}

static void test_arcs_that_are_no_tree(void **state)
{
    const fixture *f = *state;
    const arc arcs[] = {{1, REL_DET}, {0, REL_DET}, {ARC_NO_HEAD, REL_ROOT}, {7, REL_OBJ}, {2, REL_OBJ}};
    tree t = {0};
    tree_build(f->arena, &t, arcs, 0, 5);
    assert_int_equal(t.root, 2);
    assert_int_equal(tree_span(&t, 2).start, 2);
    assert_int_equal(tree_span(&t, 2).end, 5);
    assert_int_equal(tree_span(&t, 0).end, 1);
    assert_int_equal(tree_span(&t, 3).end, 4);
}

/* ---- a model made by hand ---- */

enum { SMALL_SIZE = PARSER_HEADER + 2 * PARSER_MOVE_LINE + 2 * PARSER_LABEL_LINE };

static void put(unsigned char *p, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) p[i] = (unsigned char)(value >> 8 * i);
}

static void seal(unsigned char *model, size_t size)
{
    put(model + PARSER_CHECKSUM_AT, tagger_checksum(model, size), 8);
}

/* Empty rows. */
static void small_model(unsigned char model[SMALL_SIZE])
{
    memset(model, 0, SMALL_SIZE);
    memcpy(model, PARSER_MAGIC, 8);
    put(model + 8, PARSER_VERSION, 4);
    put(model + 12, TRANSITION_VERSION, 4);
    put(model + 16, parser_names_hash(), 8);
    put(model + 24, 2, 4);
    put(model + 28, 2, 4);
    seal(model, SMALL_SIZE);
}

static parser *load_small(const fixture *f, unsigned char *model)
{
    int error;
    seal(model, SMALL_SIZE);
    parser *p = parser_load(f->arena, model, SMALL_SIZE, &error);
    assert_non_null(p);
    return p;
}

/* "alpha beta": one of two is the root. The weights of a fact of the first
 * choice decide, in either place of its line. */
static void test_weights_choose_moves(void **state)
{
    const fixture *f = *state;
    unsigned char model[SMALL_SIZE];
    uint64_t features[TRANSITION_FEATURES];
    parse_state s;
    uint32_t at = 0;
    arc arcs[2];
    text *t = text_analyse(f->arena, f->of[EN].writing, "alpha beta", 10);
    t->tokens[0].tag = t->tokens[1].tag = TAG_NOUN;
    transition_begin(&s, t, &at, 2);
    assert_int_equal(at, 2);
    transition_apply(&s, MOVE_SHIFT);
    transition_features(&s, features);
    for (unsigned place = 0; place < 2; place++) {
        for (unsigned m = MOVE_SHIFT; m <= MOVE_LEFT; m++) {
            small_model(model);
            unsigned char *row = model + PARSER_HEADER + PARSER_MOVE_LINE * parser_line(features[0], 2) + 4 * place;
            row[m] = 255;
            row[3] = (unsigned char)parser_mark(features[0], PARSER_MOVE_BITS);
            parser_parse(load_small(f, model), t, 0, 2, arcs);
            assert_int_equal(arcs[0].head, m == MOVE_LEFT ? 1 : ARC_NO_HEAD);
            assert_int_equal(arcs[1].head, m == MOVE_LEFT ? ARC_NO_HEAD : 0);
        }
    }
}

static void test_weights_choose_relations(void **state)
{
    const fixture *f = *state;
    unsigned char model[SMALL_SIZE];
    uint64_t features[RELATION_FEATURES];
    static const uint8_t labels[TRANSITION_WORDS + 4];
    static const uint32_t given[TRANSITION_WORDS + 4];
    parse_state s;
    uint32_t at = 0;
    arc arcs[2];
    text *t = text_analyse(f->arena, f->of[EN].writing, "alpha beta", 10);
    t->tokens[0].tag = t->tokens[1].tag = TAG_NOUN;
    transition_begin(&s, t, &at, 2);
    transition_apply(&s, MOVE_SHIFT);
    transition_apply(&s, MOVE_SHIFT);
    transition_apply(&s, MOVE_RIGHT);
    relation_features(&s, 2, labels, given, features);
    for (unsigned r = REL_NONE + 1; r < PARSER_LABELS; r++) {
        small_model(model);
        unsigned char *row = model + PARSER_HEADER + 2 * PARSER_MOVE_LINE +
                             PARSER_LABEL_LINE * parser_line(features[1], 2) + (r % 2) * PARSER_LABEL_ROW;
        row[r] = 255;
        put(row + PARSER_LABEL_MARK, parser_mark(features[1], PARSER_LABEL_BITS), 2);
        parser_parse(load_small(f, model), t, 0, 2, arcs);
        assert_int_equal(arcs[0].label, REL_ROOT);
        assert_int_equal(arcs[1].label, r);
    }
}

static void test_bytes_need_no_alignment(void **state)
{
    const fixture *f = *state;
    reading r = read_text(f, EN, "The spokesman for the zoo refused to say when it would open.");
    unsigned char *moved = malloc(f->of[EN].size + 1);
    memcpy(moved + 1, f->of[EN].model, f->of[EN].size);
    int error;
    parser *p = parser_load(f->arena, moved + 1, f->of[EN].size, &error);
    assert_non_null(p);
    arc out[32];
    parser_parse(p, r.text, 0, r.text->token_count, out);
    for (uint32_t i = 0; i < r.text->token_count; i++) assert_int_equal(out[i].head, r.arcs[i].head);
    free(moved);
}

/* ---- what is refused ---- */

static void expect_refused(const fixture *f, const unsigned char *model, size_t size)
{
    int error = SELON_OK;
    unsigned char *copy = malloc(size ? size : 1); /* so that a sanitizer sees a read beyond */
    if (size > 0) memcpy(copy, model, size);
    assert_null(parser_load(f->arena, copy, size, &error));
    assert_int_equal(error, SELON_ERROR_DATA);
    free(copy);
}

static void test_truncated_is_refused(void **state)
{
    const fixture *f = *state;
    unsigned char model[SMALL_SIZE + 1] = {0};
    small_model(model);
    for (size_t size = 0; size < SMALL_SIZE; size++) expect_refused(f, model, size);
    expect_refused(f, model, SMALL_SIZE + 1);
    expect_refused(f, f->of[FR].model, f->of[FR].size / 2);
    int error = SELON_OK;
    assert_null(parser_load(f->arena, NULL, 0, &error));
    assert_int_equal(error, SELON_ERROR_DATA);
}

static void test_every_flipped_bit_is_refused(void **state)
{
    unsigned char model[SMALL_SIZE];
    small_model(model);
    for (size_t i = 0; i < sizeof model * 8; i++) {
        model[i / 8] ^= (unsigned char)(1u << i % 8);
        expect_refused(*state, model, sizeof model);
        model[i / 8] ^= (unsigned char)(1u << i % 8);
    }
}

/* With a good checksum: wrong all the same. */
static void expect_refused_field(const fixture *f, size_t at, uint64_t value, int size)
{
    unsigned char model[SMALL_SIZE];
    small_model(model);
    put(model + at, value, size);
    seal(model, sizeof model);
    expect_refused(f, model, sizeof model);
}

static void test_foreign_is_refused(void **state)
{
    expect_refused_field(*state, 0, 'X', 1);
    expect_refused_field(*state, 8, PARSER_VERSION + 1, 4);
    expect_refused_field(*state, 12, TRANSITION_VERSION + 1, 4);
    expect_refused_field(*state, 16, parser_names_hash() + 1, 8);
}

static void test_sizes_that_lie_are_refused(void **state)
{
    expect_refused_field(*state, 24, 0, 4);
    expect_refused_field(*state, 24, 3, 4);
    expect_refused_field(*state, 24, UINT32_MAX, 4);
    expect_refused_field(*state, 28, 0, 4);
    expect_refused_field(*state, 28, 3, 4);
    expect_refused_field(*state, 28, UINT32_MAX, 4);
}

static void test_names_differ(void **state)
{
    (void)state;
    for (unsigned r = 0; r < REL_COUNT; r++)
        for (unsigned q = 0; q < r; q++) assert_string_not_equal(relation_name(r), relation_name(q));
    assert_string_equal(relation_name(REL_COUNT), relation_name(REL_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_french_statement),
        cmocka_unit_test(test_french_infinitive),
        cmocka_unit_test(test_french_relative),
        cmocka_unit_test(test_french_passive),
        cmocka_unit_test(test_english_statement),
        cmocka_unit_test(test_english_infinitive),
        cmocka_unit_test(test_english_relative),
        cmocka_unit_test(test_english_agent),
        cmocka_unit_test(test_kinds_of_marks_read_alike),
        cmocka_unit_test(test_capitals),
        cmocka_unit_test(test_the_engine_has_parsers),
        cmocka_unit_test(test_odd_texts_are_trees),
        cmocka_unit_test(test_only_the_range_is_parsed),
        cmocka_unit_test(test_long_sentences_are_trees),
        cmocka_unit_test(test_tree_helpers),
        cmocka_unit_test(test_tree_of_a_chain),
        cmocka_unit_test(test_arcs_that_are_no_tree),
        cmocka_unit_test(test_weights_choose_moves),
        cmocka_unit_test(test_weights_choose_relations),
        cmocka_unit_test(test_bytes_need_no_alignment),
        cmocka_unit_test(test_truncated_is_refused),
        cmocka_unit_test(test_every_flipped_bit_is_refused),
        cmocka_unit_test(test_foreign_is_refused),
        cmocka_unit_test(test_sizes_that_lie_are_refused),
        cmocka_unit_test(test_names_differ),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
