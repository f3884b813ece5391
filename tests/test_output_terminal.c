/* SPDX-License-Identifier: Apache-2.0
 *
 * test_output_terminal.c - what people see: the layout, its width, and that
 * nothing in an article can act on the terminal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "documents.h"
#include "output/wrap.h"

static collected shown(const selon_document *doc, unsigned width, bool colour)
{
    return written(doc, (selon_write_options){.format = SELON_OUTPUT_TERMINAL, .width = width, .colour = colour});
}

static void test_layout(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = shown(doc, 0, false);
    assert_non_null(strstr(c.bytes, "Anna Keller, maire de Valbrune\n"
                                    "  1\xC2\xA0 dit · mixte · 90\xC2\xA0%\n"
                                    "     Pont de l'Arve : [Anna Keller] <promet> {une réouverture « avant Noël »}\n"
                                    "  2\xC2\xA0 dit · mixte · 2025-11-11 · via Courrier des Vals · 97\xC2\xA0%\n"
                                    "     Le 11 novembre, [la maire de Valbrune, Anna Keller], <a dit> au Courrier\n"
                                    "     des Vals {que le vieux pont « rouvrira avant Noël »}.\n"
                                    "  3\xC2\xA0 dit · direct · 2025-11-11 · 99\xC2\xA0%\n"
                                    "     {« Les travaux ont pris du retard}, <a-t-[elle] reconnu> mardi, {mais le\n"
                                    "     budget tient. »}\n"
                                    "\n"
                                    "un rapport de la préfecture\n"));
    assert_non_null(strstr(c.bytes, "\nLocuteur inconnu\n  9\xC2\xA0 dit · direct · 99\xC2\xA0%\n"));
    assert_non_null(strstr(c.bytes, " · dans la déclaration 5 · "));
    assert_null(memchr(c.bytes, 0x1b, c.size));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_colour(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = shown(doc, 0, true);
    assert_non_null(strstr(c.bytes, "\x1b[1;36mAnna Keller\x1b[0m \x1b[4;33mpromet\x1b[0m \x1b[32mune réouverture"));
    assert_null(strstr(c.bytes, "[Anna Keller]"));
    free(c.bytes);
    selon_document_free(doc);
}

/* Every line fits; the only controls are line ends and, in colour, whole SGR
 * sequences, all of them off at the end of each line. */
static void check_lines(const collected *c, unsigned width, bool colour)
{
    char line[8192];
    size_t size = 0;
    bool on = false;
    for (const char *at = c->bytes, *end = c->bytes + c->size; at < end; at++) {
        if (*at == 0x1b) {
            assert_true(colour);
            assert_int_equal(*++at, '[');
            on = at[1] != '0';
            while (*++at != 'm') assert_non_null(memchr("0123456789;", *at, 11));
        } else if (*at == '\n') {
            assert_false(on);
            if (text_width(line, size) > width) print_error("[%.*s]\n", (int)size, line);
            assert_true(text_width(line, size) <= width);
            size = 0;
        } else {
            unsigned n;
            char out[STAND_IN];
            assert_int_equal(character_stand_in(utf8_decode(at, end, &n), out), 0);
            assert_true((unsigned char)*at >= 0x20);
            assert_true(size < sizeof line);
            line[size++] = *at;
        }
    }
    assert_int_equal(size, 0);
}

static void check_widths(selon_document *doc)
{
    static const unsigned widths[] = {20, 33, 80, 200};
    for (int i = 0; i < 8; i++) {
        collected c = shown(doc, widths[i / 2], i % 2);
        check_lines(&c, widths[i / 2], i % 2);
        free(c.bytes);
    }
    collected c = shown(doc, 1, false); /* less than can be: as narrow as can be */
    check_lines(&c, 20, false);
    free(c.bytes);
    selon_document_free(doc);
}

/* No line ends inside a guillemet or before a high mark. */
static void test_guillemets_hold(void **state)
{
    (void)state;
    static const char text[] = "Le maire a dit « oui » et « non », puis « peut-être ». Qui le croit ? Personne !";
    for (unsigned width = 20; width < 60; width++) {
        selon_document *doc = made_document(text, sizeof text - 1, NULL);
        made_sentences(doc);
        made_room(doc, 1, 0);
        made_statement(doc, NULL, NULL, "a dit", "« oui »", NULL);
        collected c = shown(doc, width, false);
        assert_non_null(strstr(c.bytes, "« oui »"));
        assert_null(strstr(c.bytes, "«\n"));
        assert_null(strstr(c.bytes, "«{\n"));
        free(c.bytes);
        selon_document_free(doc);
    }
}

static void test_width(void **state)
{
    (void)state;
    check_widths(made_french(NULL));
}

static void test_nasty(void **state)
{
    (void)state;
    selon_document *doc = made_nasty(NULL);
    collected c = shown(doc, 0, false);
    assert_non_null(strstr(c.bytes, "\xE2\x90\x9B[31mred")); /* the escape, as a picture */
    assert_non_null(strstr(c.bytes, "\xE2\x9F\xA8U+202E\xE2\x9F\xA9"
                                    "evil")); /* the override, by name */
    assert_non_null(strstr(c.bytes, "\xE2\x9F\xA8U+009B\xE2\x9F\xA9"
                                    "2J"));
    assert_non_null(strstr(c.bytes, "\xE2\x90\x80")); /* the NUL */
    free(c.bytes);
    check_widths(doc);
}

/* A document whose one content is the text. */
static selon_document *made_content(const char *bytes, size_t size)
{
    selon_document *doc = made_document(bytes, size, NULL);
    made_room(doc, 1, 0);
    selon_statement *st = made_statement(doc, NULL, NULL, NULL, "", NULL);
    *(selon_span *)(uintptr_t)st->content = (selon_span){0, (uint32_t)size};
    return doc;
}

static void check_repeated(const char *what, size_t times)
{
    size_t one = strlen(what);
    char *bytes = malloc(one * times);
    assert_non_null(bytes);
    for (size_t i = 0; i < times; i++) memcpy(bytes + i * one, what, one);
    selon_document *doc = made_content(bytes, one * times);
    collected c = shown(doc, 40, false);
    size_t found = 0;
    for (const char *at = c.bytes; (at = strstr(at, what)) != NULL; at += one) found++;
    assert_int_equal(found, times); /* nothing lost, no character cut */
    free(c.bytes);
    free(bytes);
    check_widths(doc);
}

static void test_endless_word(void **state)
{
    (void)state;
    check_repeated("q", 5000);
}

static void test_wide_characters(void **state)
{
    (void)state;
    check_repeated("漢", 700);
}

static void test_combining_marks(void **state)
{
    (void)state;
    check_repeated("\xCC\x81", 3000);
}

static void test_stand_ins_wrap(void **state)
{
    (void)state;
    selon_document *doc = made_content("\xE2\x80\xAE\xE2\x80\xAE\xE2\x80\xAE\xE2\x80\xAE\xE2\x80\xAE\xE2\x80\xAE", 18);
    check_widths(doc);
}

static void test_text_width(void **state)
{
    (void)state;
    assert_int_equal(text_width("", 0), 0);
    assert_int_equal(text_width("abc", 3), 3);
    assert_int_equal(text_width("é", 2), 1);
    assert_int_equal(text_width("e\xCC\x81", 3), 1);
    assert_int_equal(text_width("漢字", 6), 4);
    assert_int_equal(text_width("\x1b", 1), 1);
    assert_int_equal(text_width("\xE2\x80\xAE", 3), 8);
}

/* A part that is far from the others is shown without all that lies between. */
static void test_gap(void **state)
{
    (void)state;
    char bytes[4000];
    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 7; i < sizeof bytes; i += 8) bytes[i] = ' ';
    memcpy(bytes + 800, "SOURCE ", 7);
    memcpy(bytes + 3200, "CONTENT", 7);
    selon_document *doc = made_document(bytes, sizeof bytes, NULL);
    made_room(doc, 1, 0);
    made_statement(doc, NULL, "SOURCE", NULL, "CONTENT", NULL);
    collected c = shown(doc, 0, false);
    assert_true(c.size < 1000);
    assert_non_null(strstr(c.bytes, "[SOURCE] \xE2\x80\xA6 {CONTENT}"));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_empty(void **state)
{
    (void)state;
    selon_document *doc = made_document("", 0, NULL);
    collected c = shown(doc, 0, false);
    assert_string_equal(c.bytes, "No statement was found in this article.\n\n");
    free(c.bytes);
    selon_document_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_colour),
        cmocka_unit_test(test_guillemets_hold),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_nasty),
        cmocka_unit_test(test_endless_word),
        cmocka_unit_test(test_wide_characters),
        cmocka_unit_test(test_combining_marks),
        cmocka_unit_test(test_stand_ins_wrap),
        cmocka_unit_test(test_text_width),
        cmocka_unit_test(test_gap),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
