/* SPDX-License-Identifier: Apache-2.0
 *
 * test_score.c - the inside of score/: edges, tokens, names; and no memory.
 * What the figures are is tested through the command (tests/scoring.py).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "score/score.h"
#include "score/score_match.h"

static arena *new_arena(void)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 12);
    assert_non_null(a);
    return a;
}

/* ---- contents trimmed ---- */

typedef struct trim_case {
    const char *name, *text, *left; /* what is left of the whole text, as a content */
} trim_case;

static const trim_case trim_cases[] = {
    {"nothing to trim", "yes", "yes"},
    {"marks and spaces", " « yes ». ", "yes"},
    {"symbols", "$yes+", "yes"},
    {"a currency that is no edge", "€5", "€5"},
    {"soft hyphen", "\u00adyes\u00ad", "yes"},
    {"only edges", "... – «»", ""},
    {"that", "that he left", "he left"},
    {"que", "Que tout aille bien.", "tout aille bien"},
    {"elided", "qu’il parte", "il parte"},
    {"elided and spaced", "d' en parler", "en parler"},
    {"long s", "\u017fi tout va", "tout va"},
    {"dotless i", "\u0131f so", "so"},
    {"dotted capital", "\u0130F so", "so"},
    {"only one of them", "that if so", "if so"},
    {"marks behind it", "that “so”", "so"},
    {"marks before it", "“that so”", "so"},
    {"a longer word", "thatch burns", "thatch burns"},
    {"alone", "that", "that"},
    {"before a mark", "that, he left", "that, he left"},
    {"before marks only", "that …", "that"},
    {"accented", "À partir", "partir"},
    {"decomposed", "a\u0300 partir", "a\u0300 partir"},
};

static void test_trim(void **state)
{
    const trim_case *k = *state;
    arena *a = new_arena();
    const score_text *t = score_text_new(a, score_words_load(a), k->text, strlen(k->text));
    selon_span left = score_text_trim_content(t, (selon_span){0, t->size});
    size_t start = t->byte_of[left.start], size = t->byte_of[left.end] - start;
    assert_int_equal(size, strlen(k->left));
    assert_memory_equal(k->text + start, k->left, size);
    arena_free(a);
}

/* ---- tokens ---- */

typedef struct token_case {
    const char *text, *tokens; /* with a bar after each */
} token_case;

static const token_case token_cases[] = {
    {"", ""},
    {"one two", "one|two|"},
    {"l'an d’or", "l'|an|d’|or|"},
    {"ans' x", "ans|'|x|"},
    {"a_b 10.5%", "a_b|10|.|5|%|"},
    {"e\u0301a", "e|\u0301|a|"},
    {" \u00a0«\u2028x»", "«|x|»|"},
    {"x''y", "x|'|'|y|"},
    {"\u6f22\u5b57\u2160", "\u6f22\u5b57\u2160|"},
};

static void test_tokens(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof token_cases / sizeof *token_cases; i++) {
        const token_case *k = &token_cases[i];
        arena *a = new_arena();
        const score_text *t = score_text_new(a, score_words_load(a), k->text, strlen(k->text));
        char got[200] = "";
        for (uint32_t at = 0; at < t->size; at++) {
            bool in_token = t->token_from[at] < t->token_to[at + 1];
            if (in_token) strncat(got, k->text + t->byte_of[at], t->byte_of[at + 1] - t->byte_of[at]);
            if (in_token && t->token_from[at] < t->token_from[at + 1]) strcat(got, "|");
        }
        assert_string_equal(got, k->tokens);
        arena_free(a);
    }
}

/* ---- names ---- */

typedef struct name_case {
    const char *one, *other;
    bool agree;
} name_case;

static const name_case name_cases[] = {
    {"Ada Orme", "ada orme", true},
    {"Ada Orme", "Orme", true},
    {"Ada Orme", "dame", false},
    {"Ada Orme", "me", false},
    {"Ada Orme", "Ada", false},
    {"M. Éric Brûlé", "eric BRULE", true},
    {"M. le président Roux", "Roux", true},
    {"le maire", "la maire", true},
    {"The General Orme", "Orme", true},
    {"Le", "la", false},
    {"Groß", "GROSS", true},
    {"O'Neil", "O NEIL", true},
    {"E\u0301ric", "Éric", true},
    {"...", "–", true},
    {"...", "Orme", false},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof name_cases / sizeof *name_cases; i++) {
        const name_case *k = &name_cases[i];
        arena *a = new_arena();
        const score_words *words = score_words_load(a);
        const char *one = score_name_fold(a, words, k->one, strlen(k->one));
        const char *other = score_name_fold(a, words, k->other, strlen(k->other));
        if (score_name_agrees(one, other) != k->agree || score_name_agrees(other, one) != k->agree)
            fail_msg("\"%s\" and \"%s\"", k->one, k->other);
        arena_free(a);
    }
}

/* ---- pairs ---- */

/* Each statement is one letter in each of cue and content: its place in a text of single letters. */
static score_items letters(arena *a, const score_text *t, const char *cues, const char *contents)
{
    size_t n = strlen(cues);
    score_statement *statements = ARENA_ZARRAY(a, score_statement, n);
    for (size_t i = 0; i < n; i++) {
        selon_span *spans = ARENA_ARRAY(a, selon_span, 2);
        uint32_t cue = (uint32_t)(cues[i] - 'a') * 2, content = (uint32_t)(contents[i] - 'a') * 2;
        spans[0] = (selon_span){cue, cue + 1};
        spans[1] = (selon_span){content, content + 1};
        if (cues[i] != '-') statements[i].spans[SCORE_CUE] = (score_spans){&spans[0], 1};
        if (contents[i] != '-') statements[i].spans[SCORE_CONTENT] = (score_spans){&spans[1], 1};
    }
    score_document d = {.statements = statements, .statement_count = n};
    return score_items_new(a, t, &d, NULL);
}

static void check_pairs(const char *gold_cues, const char *gold_contents, const char *cues, const char *contents,
                        const char *expected)
{
    arena *a = new_arena();
    static const char text[] = "q w r y u p f g h j k z";
    const score_text *t = score_text_new(a, score_words_load(a), text, strlen(text));
    score_pairs pairs = score_match(a, letters(a, t, gold_cues, gold_contents), letters(a, t, cues, contents));
    char got[100] = "";
    for (size_t i = 0; i < pairs.count; i++) {
        char pair[] = {(char)('0' + pairs.items[i].gold), (char)('0' + pairs.items[i].predicted), ' ', '\0'};
        strcat(got, pair);
    }
    assert_string_equal(got, expected);
    arena_free(a);
}

static void test_pairs(void **state)
{
    (void)state;
    check_pairs("a", "b", "a", "b", "00 ");
    check_pairs("a", "b", "c", "d", "");
    check_pairs("-", "-", "-", "-", "");
    check_pairs("ab", "cd", "ba", "dc", "01 10 ");
    check_pairs("a", "b", "aa", "cb", "01 ");        /* the better content */
    check_pairs("a", "b", "ca", "bd", "01 ");        /* a cue before a content */
    check_pairs("aa", "bb", "aaa", "bbb", "00 11 "); /* equals in order */
    check_pairs("ab", "cc", "b-", "cc", "10 01 ");   /* the best first */
}

/* ---- no memory ---- */

typedef struct meter {
    size_t left, live;
} meter;

static void *meter_reallocate(void *old, size_t size, void *payload)
{
    meter *m = payload;
    if (m->left == 0) return NULL;
    m->left--;
    m->live += old == NULL;
    return realloc(old, size);
}

static void *meter_allocate(size_t size, void *payload)
{
    return meter_reallocate(NULL, size, payload);
}

static void meter_release(void *pointer, void *payload)
{
    meter *m = payload;
    m->live -= pointer != NULL;
    free(pointer);
}

static int sink(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    *(size_t *)payload += size;
    return 0;
}

static int score_once(const selon_allocator *allocator, const json_t *document, size_t *written)
{
    score_set *s = score_set_new(allocator);
    if (s == NULL) return SELON_ERROR_MEMORY;
    bool replaced;
    score_problem problem;
    score_options options = {.errors = 3};
    int error = SELON_OK;
    for (int i = 0; i < 70 && error == SELON_OK; i++) { /* the table of ids grows */
        char id[8];
        snprintf(id, sizeof id, "%d", i);
        json_t *copy = json_copy((json_t *)document);
        json_object_set_new(copy, "id", json_string(id));
        error = score_set_add(s, copy, "a:1", &replaced, &problem);
        json_decref(copy);
    }
    if (error == SELON_OK) error = score_write(s, s, &options, sink, written, &problem);
    score_set_free(s);
    return error;
}

static void test_no_memory(void **state)
{
    (void)state;
    static const char line[] = "{\"text\": \"Ada said that it rains.\", \"statements\": [{\"cue\": {\"start\": 4, "
                               "\"end\": 8}, \"content\": [{\"start\": 9, \"end\": 22}], \"speaker\": \"Ada\"}, {}]}";
    json_t *document = json_loads(line, 0, NULL);
    assert_non_null(document);
    size_t written = 0, refused = 0;
    int error = SELON_ERROR_MEMORY;
    for (size_t allowed = 0; error == SELON_ERROR_MEMORY; allowed++, refused++) {
        meter m = {.left = allowed};
        selon_allocator allocator = {meter_allocate, meter_reallocate, meter_release, &m};
        assert_int_equal(written, 0);
        error = score_once(&allocator, document, &written);
        assert_int_equal(m.live, 0);
    }
    assert_int_equal(error, SELON_OK);
    assert_true(refused > 20 && written > 0);
    json_decref(document);
}

int main(void)
{
    size_t count = sizeof trim_cases / sizeof *trim_cases;
    static struct CMUnitTest tests[sizeof trim_cases / sizeof *trim_cases + 4];
    for (size_t i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){trim_cases[i].name, test_trim, NULL, NULL, (void *)(uintptr_t)&trim_cases[i]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_tokens);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_names);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_pairs);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_no_memory);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
