/* SPDX-License-Identifier: Apache-2.0
 *
 * test_brat.c - annotations of the brat tool as input: what was read and
 * written comes back the same; hand-made files; broken ones; no memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "annotated.h"
#include "documents.h"
#include "input/brat.h"

#define ROOM 600

static annotated_case cases[ROOM];

/* ---- there and back ---- */

/* "Anna Keller, mayor": what a note can tell of a speaker. */
static void speaker_words(const json_t *speaker, char *out, size_t size)
{
    const char *name = json_string_value(json_object_get(speaker, "name"));
    const char *role = json_string_value(json_object_get(speaker, "role"));
    snprintf(out, size, "%s%s%s", name != NULL ? name : "?", role != NULL ? ", " : "", role != NULL ? role : "");
}

static void check_speaker(const json_t *written_, const json_t *back)
{
    char one[500], other[500];
    assert_int_equal(json_is_null(written_), json_is_null(back));
    speaker_words(written_, one, sizeof one);
    speaker_words(back, other, sizeof other);
    assert_string_equal(one, other);
}

static void check_statement(const json_t *one, const json_t *other)
{
    static const char *const same[] = {"id",      "type",      "kind", "negated", "source", "cue",
                                       "content", "addressee", "via",  "time",    "parent"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        if (json_equal(json_object_get(one, same[i]), json_object_get(other, same[i]))) continue;
        print_error("%s\n", json_dumps(one, JSON_ENSURE_ASCII));
        print_error("%s\n", json_dumps(other, JSON_ENSURE_ASCII));
        fail_msg("%s differs", same[i]);
    }
    check_speaker(json_object_get(one, "speaker"), json_object_get(other, "speaker"));
}

/* Reads, writes brat and JSON, reads brat, and compares. Returns the number of
 * statements. */
static size_t there_and_back(const selon_engine *engine, const char *text, size_t size, const char *language)
{
    selon_read_options options = selon_read_options_default();
    options.language = language;
    options.format = SELON_INPUT_TEXT;
    options.date = "2025-11-14";
    selon_document *doc;
    assert_int_equal(selon_read(&doc, engine, text, size, &options), SELON_OK);
    collected ann = written(doc, (selon_write_options){.format = SELON_OUTPUT_BRAT});
    collected line = written(doc, (selon_write_options){.format = SELON_OUTPUT_JSONL});
    json_t *expected = json_loadb(line.bytes, line.size, JSON_ALLOW_NUL, NULL), *back;
    selon_allocator allocator = allocator_default();
    brat_problem problem;
    assert_int_equal(brat_read(&back, "a", text, size, ann.bytes, ann.size, &allocator, &problem), SELON_OK);
    assert_string_equal(json_string_value(json_object_get(back, "id")), "a");
    assert_true(json_equal(json_object_get(expected, "text"), json_object_get(back, "text")));
    const json_t *ones = json_object_get(expected, "statements"), *others = json_object_get(back, "statements");
    size_t count = json_array_size(ones);
    assert_int_equal(json_array_size(others), count);
    for (size_t i = 0; i < count; i++) check_statement(json_array_get(ones, i), json_array_get(others, i));
    json_decref(expected);
    json_decref(back);
    free(ann.bytes);
    free(line.bytes);
    selon_document_free(doc);
    return count;
}

static void test_there_and_back(void **state)
{
    size_t statements = 0;
    size_t n = annotated_read(SOURCE_ROOT "/tests/constructions/fr.txt", true, cases, ROOM);
    n += annotated_read(SOURCE_ROOT "/tests/constructions/en.txt", false, cases + n, ROOM - n);
    for (size_t i = 0; i < n; i++)
        statements += there_and_back(*state, cases[i].text, cases[i].size, cases[i].french ? "fr" : "en");
    assert_true(statements > n / 2);
}

/* Lines broken for their length, and statements inside each other. */
static void test_there_and_back_over_lines(void **state)
{
    static const char text[] = "The mayor of Ostry, Ana\nDuarte, told the Ostry\nCourier on Tuesday that the\nharbour "
                               "bridge would stay\nclosed until March.\n\n"
                               "\"We will not gamble with\nlives,\" she said. \"Two cables\nhave rusted. They must\n"
                               "go.\" The union says that the\nengineers announced a delay\nof two weeks.\n";
    assert_true(there_and_back(*state, text, strlen(text), "en") >= 4);
}

static int open_engine(void **state)
{
    return selon_engine_open((selon_engine **)state, NULL);
}

static int close_engine(void **state)
{
    selon_engine_close(*state);
    return 0;
}

/* ---- by hand ---- */

#define TEXT "É. Roux said so. He\nsaid it\nagain.\nTwice."

static json_t *read_good(const char *ann)
{
    json_t *out;
    selon_allocator allocator = allocator_default();
    brat_problem problem;
    int error = brat_read(&out, "a", TEXT, strlen(TEXT), ann, strlen(ann), &allocator, &problem);
    if (error != SELON_OK) fail_msg("line %zu: %s", problem.line, problem.text);
    return out;
}

static void check(const char *ann, const char *expected)
{
    json_t *document = read_good(ann);
    char *got = json_dumps(json_object_get(document, "statements"), JSON_SORT_KEYS | JSON_COMPACT);
    assert_string_equal(got, expected);
    free(got);
    json_decref(document);
}

#define NO_PARTS "\"addressee\":null,"
#define ABSENT "\"source\":null,\"speaker\":null,\"time\":null,\"type\":null,\"via\":null}"

static void test_only_a_content(void **state)
{
    (void)state;
    check("", "[]");
    check("T7\tContent 13 15\tso",
          "[{" NO_PARTS "\"content\":[{\"end\":15,\"start\":13,\"text\":\"so\"}],\"cue\":null,\"id\":1,\"kind\":null,"
          "\"negated\":false,\"parent\":null," ABSENT "]");
}

static void test_all_parts(void **state)
{
    (void)state;
    check("R1\tSaidBy Arg1:T1 Arg2:T2\n" /* before what it ties; and the next is drawn the other way */
          "R2\tSignalledBy Arg1:T3 Arg2:T1\r\n"
          "T1\tContent 13 15\tso\nT2\tSource 0 7\tÉ. Roux\nT3\tCue 8 12\tsaid\r\nT4\tTime 17 19\tHe\n"
          "R3\tSaidAt Arg1:T1 Arg2:T4\nA1\tType T1 Indirect\r\nM2\tKind T1 Wrote\nA3\tNegated T1\n"
          "A4\tConfidence T1 0.9\n#1\tAnnotatorNotes T2\tÉmile Roux, maire, Ostry\n#2\tAnnotatorNotes T4\t2025-11\n",
          "[{" NO_PARTS "\"content\":[{\"end\":15,\"start\":13,\"text\":\"so\"}],"
          "\"cue\":{\"end\":12,\"start\":8,\"text\":\"said\"},\"id\":1,\"kind\":\"wrote\",\"negated\":true,"
          "\"parent\":null,\"source\":{\"end\":7,\"start\":0,\"text\":\"É. Roux\"},"
          "\"speaker\":{\"name\":\"Émile Roux\",\"role\":\"maire, Ostry\"},"
          "\"time\":{\"end\":19,\"start\":17,\"text\":\"He\",\"value\":\"2025-11\"},\"type\":\"indirect\",\"via\":null}"
          "]");
}

static void test_speaker_without_source(void **state)
{
    (void)state;
    json_t *document = read_good("T1\tContent 13 15\tso\n#1\tAnnotatorNotes T1\tRoux\n");
    const json_t *st = json_array_get(json_object_get(document, "statements"), 0);
    assert_string_equal(json_string_value(json_object_get(json_object_get(st, "speaker"), "name")), "Roux");
    assert_true(json_is_null(json_object_get(json_object_get(st, "speaker"), "role")));
    json_decref(document);
}

/* By what comes first in the text; parents are known by the new numbers. */
static void test_order_and_parents(void **state)
{
    (void)state;
    json_t *document = read_good("T1\tContent 25 27\tit\nT2\tContent 13 15\tso\nT3\tSource 0 7\tÉ. Roux\n"
                                 "R1\tInside Arg1:T1 Arg2:T2\nR2\tSaidBy Arg1:T2 Arg2:T3\n");
    const json_t *statements = json_object_get(document, "statements");
    const json_t *first = json_array_get(statements, 0), *second = json_array_get(statements, 1);
    assert_true(json_is_object(json_object_get(first, "source")) && json_is_null(json_object_get(first, "parent")));
    assert_int_equal(json_integer_value(json_object_get(second, "parent")), 1);
    json_decref(document);
}

/* The content's pieces as "0-3 5-9". */
static void check_pieces(const char *offsets, const char *expected)
{
    char ann[100], got[100] = "";
    snprintf(ann, sizeof ann, "T1\tContent %s\twords\n", offsets);
    json_t *document = read_good(ann);
    const json_t *content = json_object_get(json_array_get(json_object_get(document, "statements"), 0), "content");
    for (size_t i = 0; i < json_array_size(content); i++) {
        const json_t *span = json_array_get(content, i);
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%d-%d", i > 0 ? " " : "",
                 (int)json_integer_value(json_object_get(span, "start")),
                 (int)json_integer_value(json_object_get(span, "end")));
    }
    assert_string_equal(got, expected);
    json_decref(document);
}

static void test_pieces(void **state)
{
    (void)state;
    check_pieces("17 19;20 27", "17-27");       /* a line broken for its length */
    check_pieces("17 19;20 27;28 34", "17-34"); /* and another */
    check_pieces("28 34;35 41", "28-34 35-41"); /* a sentence ends there */
    check_pieces("0 7;13 15", "0-7 13-15");     /* no line end between */
    check_pieces("13 15;0 7", "0-7 13-15");     /* in any order */
    check_pieces("0 7;5 15", "0-15");           /* over each other */
    check_pieces("0 7;7 15", "0-15");           /* end to end */
}

static void test_what_is_not_ours(void **state)
{
    (void)state;
    static const char others[] = "\nT1\tPerson 0 7\tRoux\nT2\tOrganisation 99 120\tnowhere\nE1\tSay:T9 Who:T8\n"
                                 "R1\tKnows Arg1:T1 Arg2:T77\n*\tEquiv T1 T3\nN1\tReference T1 Wiki:1\tRoux\n"
                                 "A1\tMood T1 Glad\n#1\tOther T66\tx\n#2\tAnnotatorNotes E1\tx\n";
    check(others, "[]");
}

/* ---- broken ---- */

typedef struct broken_case {
    const char *ann;
    size_t line;
    const char *message;
} broken_case;

#define CONTENT "T1\tContent 13 15\tso\n"

static const broken_case broken_cases[] = {
    {"T1\n", 1, "nothing follows"},
    {"Tx\tContent 13 15\tso", 1, "not T and a number"},
    {"T9999999999999999999\tContent 13 15\tso", 1, "not T and a number"},
    {"T1\tContent\tso", 1, "no offsets"},
    {"T1\tContent 13\tso", 1, "two numbers"},
    {"T1\tContent 13 -5\tso", 1, "two numbers"},
    {"T1\tContent 13 15;\tso", 0, NULL},
    {"T1\tContent 13 15 16\tso", 1, "two numbers"},
    {"T1\tContent 15 15\tso", 1, "no stretch"},
    {"T1\tContent 15 13\tso", 1, "no stretch"},
    {"T1\tContent 13 42\tso", 1, "no stretch of a text of 41"},
    {"T1\tContent 13 999999999999\tso", 1, "no stretch"},
    {CONTENT "T1\tCue 8 12\tsaid\n", 2, "in line 1 already"},
    {CONTENT "\nR1\tSaidBy Arg1:T1 Arg2:T2\n", 3, "no entity \"T2\""},
    {CONTENT "R1\tSaidBy\n", 2, "no entity \"\""},
    {CONTENT "R1\tSaidBy Arg1:T1 Arg2:T1\n", 2, "from a Content to a Source"},
    {CONTENT "T2\tCue 8 12\tsaid\nR1\tSaidBy Arg1:T1 Arg2:T2\n", 3, "from a Content to a Source"},
    {CONTENT "R1\tInside Arg1:T1 Arg2:T1\n", 2, "from a Content to another"},
    {CONTENT "A1\tType T1 Strange\n", 2, "Direct, Indirect, Mixed"},
    {CONTENT "A1\tKind T1\n", 2, "Said, Wrote, Thought"},
    {CONTENT "A1\tNegated T5\n", 2, "no entity \"T5\""},
    {CONTENT "#1\tAnnotatorNotes T5\tx\n", 2, "no entity \"T5\""},
    {CONTENT "T2\tCue 8 12\t\xFF\n", 2, "not UTF-8"},
};

static void test_broken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken_cases / sizeof *broken_cases; i++) {
        const broken_case *k = &broken_cases[i];
        json_t *out;
        selon_allocator allocator = allocator_default();
        brat_problem problem;
        int error = brat_read(&out, "a", TEXT, strlen(TEXT), k->ann, strlen(k->ann), &allocator, &problem);
        json_decref(out);
        assert_int_equal(error, k->message != NULL ? SELON_ERROR_INPUT : SELON_OK);
        if (k->message == NULL) continue;
        if (problem.line != k->line || strstr(problem.text, k->message) == NULL)
            fail_msg("%s: line %zu: %s", k->ann, problem.line, problem.text);
    }
}

static void test_broken_text(void **state)
{
    (void)state;
    json_t *out;
    selon_allocator allocator = allocator_default();
    brat_problem problem;
    assert_int_equal(brat_read(&out, "a", "\xC3(", 2, "", 0, &allocator, &problem), SELON_ERROR_INPUT);
    assert_null(out);
    assert_int_equal(problem.line, 0);
    assert_non_null(strstr(problem.text, "not UTF-8"));
}

static void test_empty_text(void **state)
{
    (void)state;
    json_t *out;
    selon_allocator allocator = allocator_default();
    brat_problem problem;
    assert_int_equal(brat_read(&out, "a", NULL, 0, NULL, 0, &allocator, &problem), SELON_OK);
    assert_string_equal(json_string_value(json_object_get(out, "text")), "");
    json_decref(out);
}

/* ---- no memory ---- */

static void *refuse_after(size_t size, void *payload)
{
    size_t *left = payload;
    return *left > 0 && (*left)-- > 0 ? malloc(size) : NULL;
}

static void *refuse_growth(void *old, size_t size, void *payload)
{
    size_t *left = payload;
    return *left > 0 && (*left)-- > 0 ? realloc(old, size) : NULL;
}

static void release(void *pointer, void *payload)
{
    (void)payload;
    free(pointer);
}

static void test_no_memory(void **state)
{
    (void)state;
    static char text[200000];
    memset(text, 'a', sizeof text);
    size_t refused = 0;
    int error = SELON_ERROR_MEMORY;
    for (size_t allowed = 0; error == SELON_ERROR_MEMORY; allowed++, refused += error == SELON_ERROR_MEMORY) {
        size_t left = allowed;
        selon_allocator allocator = {refuse_after, refuse_growth, release, &left};
        json_t *out;
        brat_problem problem;
        error = brat_read(&out, "a", text, sizeof text, CONTENT, strlen(CONTENT), &allocator, &problem);
        assert_int_equal(out == NULL, error != SELON_OK);
        json_decref(out);
    }
    assert_int_equal(error, SELON_OK);
    assert_true(refused >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_there_and_back_over_lines),
        cmocka_unit_test(test_only_a_content),
        cmocka_unit_test(test_all_parts),
        cmocka_unit_test(test_speaker_without_source),
        cmocka_unit_test(test_order_and_parents),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_what_is_not_ours),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_broken_text),
        cmocka_unit_test(test_empty_text),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, open_engine, close_engine);
}
