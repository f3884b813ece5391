/* SPDX-License-Identifier: Apache-2.0
 *
 * test_statement.c - statements_make(): order, thresholds, parents, speakers
 * and dates, over attributions made by hand on a text of ten-byte words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "statement.h"

#define WORDS 100

typedef struct fixture {
    arena *arena;
    selon_document doc;
    text text;
    token tokens[WORDS];
    attribution items[16];
    range contents[16];
    attribution_list found;
    speaker speaker_items[4];
    speaker_list speakers;
    timex time_items[4];
    timex_list times;
} fixture;

/* Word i is the bytes [10 i, 10 i + 8). */
static void fixture_begin(fixture *f)
{
    selon_allocator allocator = allocator_default();
    memset(f, 0, sizeof *f);
    f->arena = arena_new(&allocator, 4096);
    assert_non_null(f->arena);
    for (uint32_t i = 0; i < WORDS; i++) f->tokens[i] = (token){.start = 10 * i, .end = 10 * i + 8};
    f->text.tokens = f->tokens;
    f->text.token_count = WORDS;
    f->doc.arena = f->arena;
    f->doc.text = &f->text;
    f->found.items = f->items;
    f->speakers.items = f->speaker_items;
    f->times.items = f->time_items;
}

/* An attribution whose content is one word and whose cue is another. */
static attribution *fixture_add(fixture *f, uint32_t content, uint32_t cue, float confidence, int32_t parent,
                                int32_t speaker)
{
    size_t i = f->found.count++;
    f->contents[i] = (range){content, content + 1};
    f->items[i] = (attribution){.confidence = confidence,
                                .cue = {cue, cue + 1},
                                .content = &f->contents[i],
                                .content_count = 1,
                                .parent = parent,
                                .speaker = speaker,
                                .same_speaker_as = -1};
    return &f->items[i];
}

static void fixture_make(fixture *f, double min_confidence)
{
    statements_make(&f->doc, &f->found, &f->speakers, &f->times, min_confidence);
    for (size_t i = 0; i < f->doc.statement_count; i++) assert_int_equal(f->doc.statements[i].id, i + 1);
}

static void test_none(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_make(&f, 0);
    assert_int_equal(f.doc.statement_count, 0);
    assert_int_equal(f.doc.speaker_count, 0);
    arena_free(f.arena);
}

static void test_spans_are_bytes(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    attribution *x = fixture_add(&f, 5, 3, 0.5f, -1, -1);
    x->source = (range){1, 3};
    x->content[0].end = 9;
    x->via = (range){20, 22};
    x->type = SELON_MIXED;
    x->kind = SELON_WROTE;
    x->negated = true;
    fixture_make(&f, 0);
    const selon_statement *st = f.doc.statements;
    assert_int_equal(st->source.start, 10);
    assert_int_equal(st->source.end, 28);
    assert_int_equal(st->content[0].start, 50);
    assert_int_equal(st->content[0].end, 88);
    assert_int_equal(st->via.start, 200);
    assert_int_equal(st->via.end, 218);
    assert_int_equal(st->addressee.start, st->addressee.end);
    assert_int_equal(st->type, SELON_MIXED);
    assert_int_equal(st->kind, SELON_WROTE);
    assert_true(st->negated);
    assert_true(st->confidence == 0.5f);
    assert_true(st->speaker == SELON_NONE && st->parent == SELON_NONE && st->time_value == NULL);
    arena_free(f.arena);
}

static void test_order_is_of_the_first_character(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    static const uint32_t first[] = {70, 10, 40, 40, 90, 20, 60};
    for (size_t i = 0; i < 7; i++) fixture_add(&f, first[i], first[i] + 3, (float)i / 10, -1, -1);
    f.items[4].source = (range){5, 6}; /* its source is first of all */
    fixture_make(&f, 0);
    static const float expected[] = {0.4f, 0.1f, 0.5f, 0.2f, 0.3f, 0.6f, 0.0f};
    assert_int_equal(f.doc.statement_count, 7);
    for (size_t i = 0; i < 7; i++) assert_true(f.doc.statements[i].confidence == expected[i]);
    arena_free(f.arena);
}

static void test_parents_follow_the_order(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_add(&f, 50, 51, 0.9f, 1, -1); /* becomes the second, its parent the first */
    fixture_add(&f, 10, 11, 0.8f, -1, -1);
    fixture_make(&f, 0);
    assert_int_equal(f.doc.statements[1].parent, 0);
    assert_true(f.doc.statements[0].parent == SELON_NONE);
    arena_free(f.arena);
}

static void test_threshold_hands_children_to_ancestors(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_add(&f, 10, 11, 0.9f, -1, -1);
    fixture_add(&f, 20, 21, 0.1f, 0, -1);
    fixture_add(&f, 30, 31, 0.1f, 1, -1);
    fixture_add(&f, 40, 41, 0.9f, 2, -1); /* up over two that are left out */
    fixture_add(&f, 50, 51, 0.1f, -1, -1);
    fixture_add(&f, 60, 61, 0.9f, 4, -1); /* nobody above is kept */
    fixture_make(&f, 0.5);
    assert_int_equal(f.doc.statement_count, 3);
    assert_true(f.doc.statements[0].parent == SELON_NONE);
    assert_int_equal(f.doc.statements[1].parent, 0);
    assert_true(f.doc.statements[2].parent == SELON_NONE);
    arena_free(f.arena);
}

static void test_rings_of_parents_end(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    fixture_add(&f, 10, 11, 0.1f, 1, -1);
    fixture_add(&f, 20, 21, 0.1f, 0, -1);
    fixture_add(&f, 30, 31, 0.9f, 0, -1);
    fixture_add(&f, 40, 41, 0.9f, 3, -1);  /* its own */
    fixture_add(&f, 50, 51, 0.9f, 99, -1); /* of nobody */
    fixture_make(&f, 0.5);
    assert_int_equal(f.doc.statement_count, 3);
    for (size_t i = 0; i < 3; i++) assert_true(f.doc.statements[i].parent == SELON_NONE);
    arena_free(f.arena);
}

static void test_speakers_without_statements_go(void **state)
{
    (void)state;
    fixture f;
    fixture_begin(&f);
    static range mentions[] = {{1, 2}, {3, 5}};
    f.speaker_items[0] = (speaker){"Ana", NULL, mentions, 1};
    f.speaker_items[1] = (speaker){"Paul", "engineer", mentions, 2};
    f.speaker_items[2] = (speaker){"Zoe", NULL, mentions, 1};
    f.speakers.count = 3;
    fixture_add(&f, 10, 11, 0.9f, -1, 2);
    fixture_add(&f, 20, 21, 0.1f, -1, 0);
    fixture_add(&f, 30, 31, 0.9f, -1, 1);
    fixture_add(&f, 40, 41, 0.9f, -1, 77);
    fixture_make(&f, 0.5);
    assert_int_equal(f.doc.speaker_count, 2);
    const selon_speaker *paul = &f.doc.speakers[0];
    assert_string_equal(paul->name, "Paul");
    assert_string_equal(paul->role, "engineer");
    assert_int_equal(paul->id, 1);
    assert_int_equal(paul->mention_count, 2);
    assert_int_equal(paul->mentions[1].start, 30);
    assert_int_equal(paul->mentions[1].end, 48);
    assert_string_equal(f.doc.speakers[1].name, "Zoe");
    assert_int_equal(f.doc.speakers[1].id, 2);
    assert_int_equal(f.doc.statements[0].speaker, 1);
    assert_int_equal(f.doc.statements[1].speaker, 0);
    assert_true(f.doc.statements[2].speaker == SELON_NONE);
    arena_free(f.arena);
}

/* A list in descending order is the sort's whole work; 2^n, 2^n +- 1 entries. */
static void test_sort_of_many(void **state)
{
    (void)state;
    static const size_t counts[] = {2, 3, 63, 64, 65, 1000};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        fixture f;
        fixture_begin(&f);
        size_t n = counts[c];
        f.text.tokens = ARENA_ZARRAY(f.arena, token, n + 1);
        f.found.items = ARENA_ZARRAY(f.arena, attribution, n);
        f.found.count = n;
        range *contents = ARENA_ZARRAY(f.arena, range, n);
        for (uint32_t i = 0; i < n; i++) {
            f.text.tokens[i] = (token){.start = 2 * i, .end = 2 * i + 1};
            contents[i] = (range){(uint32_t)n - 1 - i, (uint32_t)n - i};
            f.found.items[i] = (attribution){.content = &contents[i],
                                             .content_count = 1,
                                             .confidence = 1,
                                             .speaker = -1,
                                             .parent = (int32_t)i - 1}; /* a chain */
        }
        fixture_make(&f, 0);
        assert_int_equal(f.doc.statement_count, n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(f.doc.statements[i].content[0].start, 2 * i);
            assert_int_equal(f.doc.statements[i].parent, i + 1 < n ? i + 1 : SELON_NONE);
        }
        arena_free(f.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_spans_are_bytes),
        cmocka_unit_test(test_order_is_of_the_first_character),
        cmocka_unit_test(test_parents_follow_the_order),
        cmocka_unit_test(test_threshold_hands_children_to_ancestors),
        cmocka_unit_test(test_rings_of_parents_end),
        cmocka_unit_test(test_speakers_without_statements_go),
        cmocka_unit_test(test_sort_of_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
