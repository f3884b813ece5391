/* SPDX-License-Identifier: Apache-2.0
 *
 * test_input.c - input/article (what is a page and what is plain text, what
 * the options say, limits) and input/language.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "input/article.h"
#include "input/language.h"
#include "model/resource.h"

#define BYTES(literal) literal, sizeof(literal) - 1

static arena *fresh(void)
{
    selon_allocator allocator = allocator_default();
    return arena_new(&allocator, 4096);
}

/* ---- page or text ---- */

typedef struct sniff_case {
    const char *bytes;
    size_t size;
    bool html;
} sniff_case;

static const sniff_case sniffs[] = {
    {BYTES("<!DOCTYPE html><p>x"), true},
    {BYTES("<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">"), true},
    {BYTES("<html>"), true},
    {BYTES("  \r\n\t<HTML lang=fr>"), true},
    {BYTES("\xEF\xBB\xBF<html>"), true},
    {BYTES("<!-- a comment > with a mark --><html>"), true},
    {BYTES("<?xml version='1.0'?>\n<!DOCTYPE html>"), true},
    {BYTES("<p>x</p>"), true},
    {BYTES("<div\n>x"), true},
    {BYTES("<article/>"), true},
    {BYTES(""), false},
    {BYTES("<"), false},
    {BYTES("Text with a < and a >."), false},
    {BYTES("He wrote <p> in the margin."), false},
    {BYTES("<3 from the whole team"), false},
    {BYTES("<pierre@mail.example> wrote:"), false},
    {BYTES("<pre-war> prices"), false},
    {BYTES("<?xml version='1.0'?><rss version='2.0'>"), false},
    {BYTES("{\"a\": \"<html>\"}"), false},
};

static void test_sniff(void **state)
{
    const sniff_case *c = *state;
    assert_int_equal(html_sniff(c->bytes, c->size), c->html);
}

/* ---- reading ---- */

static article read_as(arena *a, const char *bytes, size_t size, selon_input_format format)
{
    article art;
    selon_read_options options = {.format = format};
    assert_int_equal(article_read(a, bytes, size, &options, &art), SELON_OK);
    return art;
}

static void test_plain_text_is_kept_to_the_byte(void **state)
{
    (void)state;
    static const char text[] =
        "\xEF\xBB\xBF  Two\r\n\r\nlines\t<b>, \0 a NUL,\xE2\x80\xAE a right-to-left override &amp;\n ";
    arena *a = fresh();
    article art = read_as(a, BYTES(text), SELON_INPUT_AUTO);
    assert_int_equal(art.size, sizeof text - 1);
    assert_memory_equal(art.text, text, sizeof text);
    assert_null(art.title);
    assert_null(art.warnings[0]);
    arena_free(a);
}

static void test_empty_input(void **state)
{
    (void)state;
    article art;
    arena *a = fresh();
    assert_int_equal(article_read(a, NULL, 0, NULL, &art), SELON_OK);
    assert_int_equal(art.size, 0);
    assert_string_equal(art.text, "");
    art = read_as(a, "", 0, SELON_INPUT_HTML);
    assert_string_equal(art.text, "");
    arena_free(a);
}

static void test_format_can_be_forced(void **state)
{
    (void)state;
    arena *a = fresh();
    article art = read_as(a, BYTES("<p>One &amp; two</p>"), SELON_INPUT_TEXT);
    assert_string_equal(art.text, "<p>One &amp; two</p>");
    art = read_as(a, BYTES("One &amp; two"), SELON_INPUT_HTML);
    assert_string_equal(art.text, "One & two");
    arena_free(a);
}

static void test_pages_in_other_encodings(void **state)
{
    (void)state;
    arena *a = fresh();
    article art = read_as(a, BYTES("<html><meta charset=iso-8859-15><p>Co\xFBt : 3 \xA4</p>"), SELON_INPUT_AUTO);
    assert_string_equal(art.text, "Co\xC3\xBBt : 3 \xE2\x82\xAC");
    art = read_as(a, BYTES("<html><p>Co\xFBt</p>"), SELON_INPUT_AUTO);
    assert_string_equal(art.text, "Co\xC3\xBBt");
    art = read_as(a, BYTES("\xFF\xFE<\0p\0>\0O\0n\0e\0"), SELON_INPUT_AUTO);
    assert_string_equal(art.text, "One");
    art = read_as(a, BYTES("<\0p\0>\0O\0n\0e\0<\0/\0p\0>\0"), SELON_INPUT_AUTO);
    assert_string_equal(art.text, "One");
    arena_free(a);
}

static void test_options_win_over_the_page(void **state)
{
    (void)state;
    static const char html[] = "<html lang=en><title>Page</title><meta name=date content=2020-01-01><meta "
                               "property='og:site_name' content='Site'>"
                               "<link rel=canonical href='http://p.example/'><p>Text.</p>";
    selon_read_options options = {.id = "i1",
                                  .title = "Given",
                                  .date = "2025-11-14",
                                  .outlet = "Paper",
                                  .url = "http://o.example/",
                                  .language = "fr"};
    article art;
    arena *a = fresh();
    assert_int_equal(article_read(a, BYTES(html), &options, &art), SELON_OK);
    assert_string_equal(art.id, "i1");
    assert_string_equal(art.title, "Given");
    assert_string_equal(art.date, "2025-11-14");
    assert_string_equal(art.outlet, "Paper");
    assert_string_equal(art.url, "http://o.example/");
    assert_string_equal(art.language, "fr");
    options = (selon_read_options){.title = "", .language = NULL};
    assert_int_equal(article_read(a, BYTES(html), &options, &art), SELON_OK);
    assert_string_equal(art.title, "Page");
    assert_string_equal(art.language, "en");
    assert_string_equal(art.date, "2020-01-01");
    assert_null(art.id);
    arena_free(a);
}

static void test_options_with_broken_utf8_are_cut(void **state)
{
    (void)state;
    selon_read_options options = {.title = "Caf\xC3\xA9 \xFF x"};
    article art;
    arena *a = fresh();
    assert_int_equal(article_read(a, BYTES("x"), &options, &art), SELON_OK);
    assert_string_equal(art.title, "Caf\xC3\xA9 ");
    arena_free(a);
}

static void test_limit(void **state)
{
    (void)state;
    selon_read_options options = {.max_bytes = 4};
    article art;
    arena *a = fresh();
    assert_int_equal(article_read(a, BYTES("1234"), &options, &art), SELON_OK);
    assert_int_equal(article_read(a, BYTES("12345"), &options, &art), SELON_ERROR_LIMIT);
    arena_free(a);
}

static void test_warnings_are_told_once_and_fill_up(void **state)
{
    (void)state;
    static const char *const texts[] = {"a", "b", "a", "c", "d", "e"};
    article art = {0};
    for (size_t i = 0; i < 6; i++) article_warn(&art, texts[i]);
    assert_string_equal(art.warnings[0], "a");
    assert_string_equal(art.warnings[1], "b");
    assert_string_equal(art.warnings[2], "c");
    assert_string_equal(art.warnings[3], "d");
}

/* ---- language ---- */

static language_identifier *identifier(arena *a)
{
    static const char *const names[] = {"fr", "en", "other"};
    resource_store *store = resource_store_new(a, NULL);
    language_identifier *id = language_identifier_new(a);
    for (size_t i = 0; i < 3; i++) {
        size_t size;
        int error;
        const void *bytes = resource_find(store, names[i], "identify.txt", &size, &error);
        assert_non_null(bytes);
        assert_int_equal(language_identifier_load(id, bytes, size), SELON_OK);
    }
    return id;
}

typedef struct language_case {
    const char *text, *declared, *code; /* code NULL: unknown */
} language_case;

static const language_case languages[] = {
    {"Le maire a dit que le pont de la vall\xC3\xA9"
     "e serait rouvert avant l\xE2\x80\x99\xC3\xA9t\xC3\xA9.",
     NULL, "fr"},
    {"The mayor said that the bridge would be open again by the summer.", NULL, "en"},
    {"Le maire d\xC3\xA9missionne", NULL, "fr"},
    {"Mayor resigns after bridge collapse", NULL, "en"},
    {"\xC2\xAB Nous ne c\xC3\xA9"
     "derons pas \xC2\xBB, pr\xC3\xA9vient le syndicat",
     NULL, "fr"},
    {"LE MAIRE N\xE2\x80\x99"
     "A PAS R\xC3\x89PONDU AUX QUESTIONS DES HABITANTS",
     NULL, "fr"},
    {"Der B\xC3\xBCrgermeister sagte, die Br\xC3\xBC"
     "cke werde noch vor dem Sommer wieder ge\xC3\xB6"
     "ffnet.",
     NULL, "de"},
    {"El alcalde dijo que el puente se abrir\xC3\xA1 de nuevo antes del verano.", NULL, "es"},
    {"Il sindaco ha detto che il ponte della valle sar\xC3\xA0 riaperto prima dell'estate.", NULL, "it"},
    {"O presidente da c\xC3\xA2mara disse que a ponte n\xC3\xA3o ser\xC3\xA1 reaberta antes do ver\xC3\xA3o.", NULL,
     "pt"},
    {"De burgemeester zei dat de brug voor de zomer weer open zal zijn.", NULL, "nl"},
    {"L'alcalde ha dit que el pont no es tornar\xC3\xA0 a obrir abans de l'estiu, segons el seu portaveu.", NULL, "ca"},
    {"Burmistrz powiedzia\xC5\x82, \xC5\xBC"
     "e most nie zostanie otwarty przed latem.",
     NULL, "pl"},
    {"\xD0\x9C\xD1\x8D\xD1\x80 \xD1\x81\xD0\xBA\xD0\xB0\xD0\xB7\xD0\xB0\xD0\xBB", NULL, "ru"},
    {"\xD9\x82\xD8\xA7\xD9\x84 \xD8\xB1\xD8\xA6\xD9\x8A\xD8\xB3", NULL, "ar"},
    {"\xE5\xB8\x82\xE9\x95\xBF\xE5\xAE\xA3\xE5\xB8\x83\xE8\xBE\x9E\xE8\x81\x8C", NULL, "zh"},
    {"\xE5\xB8\x82\xE9\x95\xB7\xE3\x81\xAF\xE8\xBE\x9E\xE4\xBB\xBB\xE3\x81\x99\xE3\x82\x8B", NULL, "ja"},
    {"Meya wa mji amejiuzulu baada ya daraja kuanguka, alisema msemaji wa serikali jana jioni.", NULL, NULL},
    {"Meya wa mji amejiuzulu baada ya daraja kuanguka, alisema msemaji wa serikali jana jioni.", "fr", NULL},
    {"The mayor said that the bridge would be open again by the summer.", "fr", "en"}, /* the page is wrong */
    {"Budget 2026", "fr", "fr"},                                                       /* too short to tell */
    {"Budget 2026", "tl", "tl"},
    {"", NULL, NULL},
    {"", "en", "en"},
    {"1 234 567 \xE2\x80\x93 89 %", NULL, NULL},
};

static void test_language(void **state)
{
    const language_case *c = *state;
    arena *a = fresh();
    double confidence = -1;
    const char *code = language_identify(identifier(a), c->text, strlen(c->text), c->declared, &confidence);
    assert_string_equal(code != NULL ? code : "unknown", c->code != NULL ? c->code : "unknown");
    assert_true(confidence >= 0 && confidence <= 1);
    arena_free(a);
}

static void test_language_of_a_long_text_is_of_its_most(void **state)
{
    (void)state;
    static const char english[] = "The council said on Monday that it had not been told of the plan. ";
    static const char french[] = "Le conseil a indiqu\xC3\xA9 lundi qu\xE2\x80\x99il n\xE2\x80\x99"
                                 "avait pas \xC3\xA9t\xC3\xA9 inform\xC3\xA9. ";
    size_t n = 0, size = 4 << 20;
    char *text = malloc(size + 128);
    while (n < 1500) memcpy(text + n, english, sizeof english - 1), n += sizeof english - 1;
    while (n < size) memcpy(text + n, french, sizeof french - 1), n += sizeof french - 1;
    arena *a = fresh();
    assert_string_equal(language_identify(identifier(a), text, n, NULL, NULL), "fr");
    arena_free(a);
    free(text);
}

static void test_language_data_that_are_wrong(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "[words fr]\nle",           "[words fr]\nle\tmany",    "[words fr]\nle\t-1",
        "[words fr]\nle\t1\t2",     "[words]\nle\t1",          "le\t1",
        "[words f]\nle\t1",         "[words francais]\nle\t1", "[sounds fr]\nle\t1",
        "[letters fr]\nabcdefg\t1", "[scripts]\n0\tzz\tfr",    "[scripts]\n0400\t04FF",
        "[scripts]\n\t04FF\tru",    "[words fr]\n\xFF\t1",     "[words fr]\nle\tnan",
        "[words fr]\nle\tinf",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        arena *a = fresh();
        language_identifier *id = language_identifier_new(a);
        assert_int_equal(language_identifier_load(id, wrong[i], strlen(wrong[i])), SELON_ERROR_DATA);
        arena_free(a);
    }
}

static void test_language_without_data(void **state)
{
    (void)state;
    arena *a = fresh();
    language_identifier *id = language_identifier_new(a);
    assert_null(
        language_identify(id, BYTES("Le maire a dit que le pont rouvrira avant la fin de la semaine."), NULL, NULL));
    assert_string_equal(language_identify(id, BYTES("Le maire."), "fr", NULL), "fr");
    arena_free(a);
}

int main(void)
{
    enum { SNIFFS = sizeof sniffs / sizeof *sniffs, LANGUAGES = sizeof languages / sizeof *languages, OTHERS = 11 };
    static char names[SNIFFS + LANGUAGES][80];
    struct CMUnitTest tests[OTHERS + SNIFFS + LANGUAGES] = {
        cmocka_unit_test(test_plain_text_is_kept_to_the_byte),
        cmocka_unit_test(test_empty_input),
        cmocka_unit_test(test_format_can_be_forced),
        cmocka_unit_test(test_pages_in_other_encodings),
        cmocka_unit_test(test_options_win_over_the_page),
        cmocka_unit_test(test_options_with_broken_utf8_are_cut),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_warnings_are_told_once_and_fill_up),
        cmocka_unit_test(test_language_of_a_long_text_is_of_its_most),
        cmocka_unit_test(test_language_data_that_are_wrong),
        cmocka_unit_test(test_language_without_data),
    };
    struct CMUnitTest *next = tests + OTHERS;
    for (size_t i = 0; i < SNIFFS; i++) {
        snprintf(names[i], sizeof *names, "sniff %zu: %s", i, sniffs[i].html ? "a page" : "plain text");
        *next++ = (struct CMUnitTest){names[i], test_sniff, NULL, NULL, (void *)(uintptr_t)&sniffs[i]};
    }
    for (size_t i = 0; i < LANGUAGES; i++) {
        const char *code = languages[i].code != NULL ? languages[i].code : "unknown";
        snprintf(names[SNIFFS + i], sizeof *names, "language %zu: %s", i, code);
        *next++ = (struct CMUnitTest){names[SNIFFS + i], test_language, NULL, NULL, (void *)(uintptr_t)&languages[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
