/* SPDX-License-Identifier: Apache-2.0
 *
 * test_confidence.c - attribution/confidence and train/confidence_training:
 * a map comes back from its bytes, what is none is refused, it changes the
 * number and nothing else, and one that is learnt makes sure what is right as
 * often as it says.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attribution/reading.h"
#include "selon.h"
#include "tiny_language.h"
#include "train/confidence_training.h"

static attribution statement(float confidence, uint8_t shape)
{
    attribution st = {.type = SELON_INDIRECT, .confidence = confidence, .source = {0, 1}};
    st.evidence.shape = shape;
    st.evidence.source = SOURCE_LEFT;
    return st;
}

/* ---- bytes ---- */

static void test_round_trip(void **state)
{
    (void)state;
    confidence_map m = {.known = true}, back;
    uint8_t bytes[CONFIDENCE_BYTES];
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) m.weights[i] = (float)i / 8 - 1;
    confidence_map_write(bytes, &m);
    assert_int_equal(confidence_map_load(&back, bytes, sizeof bytes), SELON_OK);
    assert_true(back.known);
    assert_memory_equal(back.weights, m.weights, sizeof m.weights);
    static const uint8_t MINUS_ONE[4] = {0, 0, 0x80, 0xBF}; /* whatever the machine */
    assert_memory_equal(bytes, MINUS_ONE, 4);
}

static void test_no_bytes_are_no_map(void **state)
{
    (void)state;
    confidence_map m;
    assert_int_equal(confidence_map_load(&m, NULL, 0), SELON_OK);
    assert_false(m.known);
    for (unsigned i = 0; i <= 10; i++) {
        attribution st = statement((float)i / 10, SHAPE_FINITE);
        assert_true(confidence_of_statement(&m, &st) == st.confidence);
    }
}

static void test_other_sizes_refused(void **state)
{
    (void)state;
    static const uint8_t bytes[2 * CONFIDENCE_BYTES] = {0};
    confidence_map m;
    for (size_t size = 1; size <= sizeof bytes; size++) {
        int result = confidence_map_load(&m, bytes, size);
        assert_int_equal(result, size == CONFIDENCE_BYTES ? SELON_OK : SELON_ERROR_DATA);
        assert_int_equal(m.known, result == SELON_OK);
    }
}

static void test_weights_refused(void **state)
{
    (void)state;
    static const uint32_t BITS[] = {0x7F800000 /* inf */, 0xFF800000, 0x7FC00000 /* nan */, 0x42C80000 /* 100 */,
                                    0xC2C80000};
    uint8_t bytes[CONFIDENCE_BYTES];
    for (size_t i = 0; i < sizeof BITS / sizeof *BITS; i++) {
        for (size_t at = 0; at < CONFIDENCE_BYTES; at += 4) {
            confidence_map m = {0};
            confidence_map_write(bytes, &m);
            for (unsigned n = 0; n < 4; n++) bytes[at + n] = (uint8_t)(BITS[i] >> 8 * n);
            assert_int_equal(confidence_map_load(&m, bytes, sizeof bytes), SELON_ERROR_DATA);
            assert_false(m.known);
        }
    }
}

/* ---- what it makes of a statement ---- */

/* The map whose weight of the log-odds is 1, and all others 0, changes nothing. */
static void test_neutral_map(void **state)
{
    (void)state;
    confidence_map m = {.known = true};
    m.weights[CONFIDENCE_ODDS] = 1;
    for (unsigned i = 1; i < 100; i++) {
        attribution st = statement((float)i / 100, (uint8_t)(i % CONFIDENCE_SHAPES));
        assert_true(fabsf(confidence_of_statement(&m, &st) - st.confidence) < 1e-5f);
    }
}

static void test_signs_of_a_statement(void **state)
{
    (void)state;
    float signs[CONFIDENCE_SIGNS];
    attribution st = statement(0.9f, SHAPE_NOUN);
    st.type = SELON_MIXED;
    st.source = (range){3, 3};
    st.evidence.weak = true;
    confidence_signs(&st, signs);
    assert_true(signs[CONFIDENCE_BIAS] == 1 && fabsf(signs[CONFIDENCE_ODDS] - logf(9)) < 1e-5f);
    assert_true(signs[CONFIDENCE_BEND] > 1.19f && signs[CONFIDENCE_BEND] < 1.2f && signs[CONFIDENCE_BEND + 1] == 0);
    assert_true(signs[CONFIDENCE_MIXED] == 1 && signs[CONFIDENCE_DIRECT] == 0);
    assert_true(signs[CONFIDENCE_NO_SOURCE] == 1 && signs[CONFIDENCE_WEAK] == 1);
    for (unsigned i = 0; i < CONFIDENCE_SHAPES; i++) assert_true(signs[CONFIDENCE_SHAPE + i] == (i == SHAPE_NOUN));
    for (unsigned i = 0; i < CONFIDENCE_SOURCES; i++) assert_true(signs[CONFIDENCE_SOURCE + i] == (i == SOURCE_LEFT));
}

/* Whatever stands in a statement and a map, a probability comes out. */
static void test_always_a_probability(void **state)
{
    (void)state;
    static const float odd[] = {0, 1, -1, 2, NAN, INFINITY, -INFINITY, 1e-30f, 0.99999994f};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        for (unsigned shape = 0; shape < 256; shape += 5) {
            attribution st = statement(odd[i], (uint8_t)shape);
            st.evidence.source = (uint8_t)(255 - shape);
            for (int sign = -1; sign <= 1; sign++) {
                confidence_map m = {.known = true};
                for (unsigned k = 0; k < CONFIDENCE_SIGNS; k++) m.weights[k] = 99.0f * (float)sign;
                float p = confidence_of_statement(&m, &st);
                assert_true(p >= 0 && p <= 1);
            }
        }
    }
}

/* ---- in a model ---- */

/* A tiny language's engine, whose weights have these bytes behind them. */
typedef struct opened {
    selon_engine *engine;
    unsigned char *bytes;
    selon_document *doc;
} opened;

static opened tiny_open(const uint8_t *map, size_t size, int expected)
{
    static tiny_language tiny;
    static uint8_t weights[sizeof tiny.attribution + CONFIDENCE_BYTES + 1];
    tiny_language_make(&tiny);
    memcpy(weights, tiny.attribution, sizeof tiny.attribution);
    if (size > 0) memcpy(weights + sizeof tiny.attribution, map, size);
    linear_model_header(weights, TINY_LOG2, 0.01f, (const int8_t *)weights + LINEAR_HEADER, size);
    tiny.sections[0].bytes = weights;
    tiny.sections[0].size = sizeof tiny.attribution + size;
    size_t whole = model_file_size(tiny.sections, TINY_SECTIONS);
    opened o = {.bytes = malloc(whole)};
    assert_non_null(o.bytes);
    model_file_write(o.bytes, "zz", tiny.sections, TINY_SECTIONS);
    char problem[300] = "";
    const selon_resource none = {NULL, NULL, 0}, model = {"tiny.selon", o.bytes, whole};
    selon_engine_options options = {
        .resources = &none, .models = &model, .model_count = 1, .problem = problem, .problem_size = sizeof problem};
    assert_int_equal(selon_engine_open(&o.engine, &options), expected);
    if (expected != SELON_OK) assert_non_null(strstr(problem, "attribution.bin"));
    return o;
}

static void tiny_close(opened *o)
{
    selon_document_free(o->doc);
    selon_engine_close(o->engine);
    free(o->bytes);
}

static opened tiny_read(const uint8_t *map, size_t size)
{
    static const char article[] = "Mr Vale said that the mill burnt. \"It was old\", Ann Ruiz said. \"We go on.\"";
    opened o = tiny_open(map, size, SELON_OK);
    selon_read_options options = {.language = "zz"};
    assert_int_equal(selon_read(&o.doc, o.engine, article, sizeof article - 1, &options), SELON_OK);
    return o;
}

static void check_refused(const uint8_t *map, size_t size)
{
    opened o = tiny_open(map, size, SELON_ERROR_DATA);
    tiny_close(&o);
}

/* The same statements, part for part; another number. */
static void test_only_the_number_changes(void **state)
{
    (void)state;
    confidence_map m = {.known = true};
    m.weights[CONFIDENCE_BIAS] = -90;
    uint8_t bytes[CONFIDENCE_BYTES];
    confidence_map_write(bytes, &m);
    opened plain = tiny_read(NULL, 0), mapped = tiny_read(bytes, sizeof bytes);
    size_t count = selon_document_statement_count(plain.doc);
    assert_true(count > 0);
    assert_int_equal(selon_document_statement_count(mapped.doc), count);
    for (size_t i = 0; i < count; i++) {
        const selon_statement *a = selon_document_statement(plain.doc, i);
        const selon_statement *b = selon_document_statement(mapped.doc, i);
        assert_memory_equal(&a->source, &b->source, sizeof a->source);
        assert_memory_equal(&a->cue, &b->cue, sizeof a->cue);
        assert_int_equal(a->type, b->type);
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->content_count, b->content_count);
        assert_memory_equal(a->content, b->content, a->content_count * sizeof *a->content);
        assert_true(a->confidence > 0.3f && b->confidence < 1e-6f);
    }
    tiny_close(&plain);
    tiny_close(&mapped);
}

static void test_model_with_a_bad_map_refused(void **state)
{
    (void)state;
    uint8_t bytes[CONFIDENCE_BYTES + 1] = {0};
    check_refused(bytes, 1);
    check_refused(bytes, CONFIDENCE_BYTES - 4);
    check_refused(bytes, CONFIDENCE_BYTES + 1);
    memset(bytes, 0xFF, sizeof bytes);
    check_refused(bytes, CONFIDENCE_BYTES);
}

/* ---- learning ---- */

typedef struct fixture {
    run run;
    confidence_examples examples;
    uint64_t chance;
} fixture;

static int fixture_begin(void **state)
{
    static fixture f;
    selon_allocator memory = allocator_default();
    f = (fixture){.run = {.arena = arena_new(&memory, 1 << 12)}, .chance = 7};
    *state = &f;
    if (f.run.arena == NULL || setjmp(*arena_escape(f.run.arena)) != 0) abort();
    f.examples.room = 10000;
    f.examples.items = run_alloc(&f.run, f.examples.room, sizeof *f.examples.items);
    return 0;
}

static int fixture_end(void **state)
{
    fixture *f = *state;
    run_end(&f->run);
    arena_free(f->run.arena);
    return 0;
}

/* The truth of these tests: a statement is right less often than the model
 * says, most of all one by a noun. */
static float truth(float confidence, uint8_t shape)
{
    float odds = 0.6f * logf(confidence / (1 - confidence)) - (shape == SHAPE_NOUN ? 1.2f : 0.2f);
    return 1 / (1 + expf(-odds));
}

static void examples_make(fixture *f, size_t count, uint32_t language)
{
    for (size_t i = 0; i < count; i++) {
        float p = 0.5f + 0.49f * (float)(run_random(&f->chance) % 1000) / 1000;
        uint8_t shape = run_chance(&f->chance, 0.3) ? SHAPE_NOUN : SHAPE_FINITE;
        attribution st = statement(p, shape);
        confidence_example *e = &f->examples.items[f->examples.count++];
        *e = (confidence_example){.weight = 1, .language = language};
        confidence_signs(&st, e->signs);
        e->right = run_chance(&f->chance, (double)truth(p, shape));
    }
}

static void test_learns_how_sure_it_may_be(void **state)
{
    fixture *f = *state;
    examples_make(f, 8000, 0);
    confidence_map m = confidence_map_fit(&f->run, &f->examples, 0);
    assert_true(m.known);
    for (unsigned i = 55; i < 98; i++) {
        for (unsigned n = 0; n < 2; n++) {
            uint8_t shape = n == 0 ? SHAPE_FINITE : SHAPE_NOUN;
            attribution st = statement((float)i / 100, shape);
            float sure = confidence_of_statement(&m, &st), right = truth(st.confidence, shape);
            assert_true(fabsf(sure - right) < 0.04f);
        }
    }
}

static void test_languages_have_their_own(void **state)
{
    fixture *f = *state;
    examples_make(f, 3000, 0);
    for (size_t i = 0; i < 3000; i++) { /* the other language is always right */
        attribution st = statement(0.6f, SHAPE_FINITE);
        confidence_example *e = &f->examples.items[f->examples.count++];
        *e = (confidence_example){.weight = 1, .language = 1, .right = 1};
        confidence_signs(&st, e->signs);
    }
    attribution st = statement(0.6f, SHAPE_FINITE);
    confidence_map first = confidence_map_fit(&f->run, &f->examples, 0);
    confidence_map second = confidence_map_fit(&f->run, &f->examples, 1);
    assert_true(confidence_of_statement(&first, &st) < 0.6f);
    assert_true(confidence_of_statement(&second, &st) > 0.95f);
    assert_false(confidence_map_fit(&f->run, &f->examples, 2).known);
}

static void test_too_few_to_learn_from(void **state)
{
    fixture *f = *state;
    examples_make(f, 49, 0);
    assert_false(confidence_map_fit(&f->run, &f->examples, 0).known);
    examples_make(f, 1, 0);
    confidence_map m = confidence_map_fit(&f->run, &f->examples, 0);
    attribution st = statement(0.9f, SHAPE_FINITE);
    if (m.known) assert_true(fabsf(confidence_of_statement(&m, &st) - 0.9f) < 0.25f); /* drawn to no change */
}

/* A file that counts nothing teaches nothing. */
static void test_no_weight_no_map(void **state)
{
    fixture *f = *state;
    examples_make(f, 1000, 0);
    for (size_t i = 0; i < f->examples.count; i++) f->examples.items[i].weight = 0;
    assert_false(confidence_map_fit(&f->run, &f->examples, 0).known);
}

static void test_same_examples_same_map(void **state)
{
    fixture *f = *state;
    examples_make(f, 2000, 0);
    confidence_map a = confidence_map_fit(&f->run, &f->examples, 0);
    confidence_map b = confidence_map_fit(&f->run, &f->examples, 0);
    assert_memory_equal(a.weights, b.weights, sizeof a.weights);
}

/* Which statements count as right: the cue overlaps a gold one, or half of the
 * words of the contents are shared; a gold statement is found once. */
static void test_what_counts_as_right(void **state)
{
    fixture *f = *state;
    static token tokens[40];
    for (size_t i = 0; i < 40; i++) tokens[i].kind = i == 19 ? TOKEN_PUNCT : TOKEN_WORD;
    text t = {.tokens = tokens, .token_count = 40};
    gold_statement gold[2] = {
        {.cue = {2, 4}, .content = {{5, 10}}, .content_count = 1},
        {.content = {{24, 29}, {10, 20}}, .content_count = 2}, /* not in order, with a mark at the end */
    };
    gold_document d = {.text = &t, .statements = gold, .statement_count = 2};
    static const struct {
        range cue, content;
        uint32_t right;
    } cases[] = {
        {{3, 5}, {30, 31}, 1},   /* the cue overlaps */
        {{35, 36}, {5, 8}, 0},   /* 3 words of 5, but that one is taken by the first, whose cue agrees */
        {{36, 37}, {12, 19}, 1}, /* 7 words of 14 */
        {{37, 38}, {11, 16}, 0},
    };
    range contents[4];
    attribution found[4];
    for (size_t i = 0; i < 4; i++) {
        contents[i] = cases[i].content;
        found[i] = statement(0.9f, SHAPE_FINITE);
        found[i].cue = cases[i].cue;
        found[i].content = &contents[i];
        found[i].content_count = 1;
    }
    selon_allocator memory = allocator_default();
    f->run.scratch = arena_new(&memory, 1 << 12);
    assert_non_null(f->run.scratch);
    if (setjmp(*arena_escape(f->run.scratch)) != 0) abort();
    f->examples.room = 1; /* it grows */
    attribution_list list = {found, 4, 4};
    confidence_examples_add(&f->run, &f->examples, &d, &list, 3, 0.5f);
    assert_int_equal(f->examples.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(f->examples.items[i].right, cases[i].right);
        assert_int_equal(f->examples.items[i].language, 3);
        assert_true(f->examples.items[i].weight == 0.5f);
    }
}

#define LEARNING(name) cmocka_unit_test_setup_teardown(name, fixture_begin, fixture_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_no_bytes_are_no_map),
        cmocka_unit_test(test_other_sizes_refused),
        cmocka_unit_test(test_weights_refused),
        cmocka_unit_test(test_neutral_map),
        cmocka_unit_test(test_signs_of_a_statement),
        cmocka_unit_test(test_always_a_probability),
        cmocka_unit_test(test_only_the_number_changes),
        cmocka_unit_test(test_model_with_a_bad_map_refused),
        LEARNING(test_learns_how_sure_it_may_be),
        LEARNING(test_languages_have_their_own),
        LEARNING(test_too_few_to_learn_from),
        LEARNING(test_no_weight_no_map),
        LEARNING(test_same_examples_same_map),
        LEARNING(test_what_counts_as_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
