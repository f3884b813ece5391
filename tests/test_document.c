/* SPDX-License-Identifier: Apache-2.0
 *
 * test_document.c - what selon.h says of a document, and the offset index.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "documents.h"

static void test_nothing_known(void **state)
{
    (void)state;
    selon_document *doc = made_document("", 0, NULL);
    size_t size = 7;
    assert_string_equal(selon_document_text(doc, &size), "");
    assert_int_equal(size, 0);
    assert_non_null(selon_document_text(doc, NULL));
    assert_null(selon_document_id(doc));
    assert_null(selon_document_language(doc));
    assert_null(selon_document_title(doc));
    assert_null(selon_document_author(doc));
    assert_null(selon_document_date(doc));
    assert_null(selon_document_outlet(doc));
    assert_null(selon_document_url(doc));
    assert_null(selon_document_warning(doc, 0));
    assert_int_equal(selon_document_statement_count(doc), 0);
    assert_null(selon_document_statement(doc, 0));
    assert_int_equal(selon_document_speaker_count(doc), 0);
    assert_null(selon_document_speaker(doc, SELON_NONE));
    assert_int_equal(selon_document_token_count(doc), 0);
    assert_int_equal(selon_document_sentence_count(doc), 0);
    assert_int_equal(selon_document_paragraph_count(doc), 0);
    assert_int_equal(selon_document_sentence(doc, 0).end, 0);
    assert_int_equal(selon_document_paragraph(doc, 0).end, 0);
    assert_int_equal(selon_document_code_point(doc, 0), 0);
    assert_int_equal(selon_document_code_point(doc, 99), 0);
    selon_document_free(doc);
}

static void test_all_known(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    assert_string_equal(selon_document_id(doc), "pont");
    assert_string_equal(selon_document_language(doc), "fr");
    assert_memory_equal(selon_document_title(doc), "Pont de l'Arve", 14);
    assert_string_equal(selon_document_author(doc), "Lucie Perrin");
    assert_string_equal(selon_document_date(doc), "2025-11-14");
    assert_string_equal(selon_document_outlet(doc), "Le Courrier des Vals");
    assert_memory_equal(selon_document_url(doc), "https://", 8);
    assert_int_equal(selon_document_statement_count(doc), 9);
    assert_int_equal(selon_document_statement(doc, 8)->id, 9);
    assert_null(selon_document_statement(doc, 9));
    assert_null(selon_document_statement(doc, SELON_NONE));
    assert_int_equal(selon_document_speaker_count(doc), 4);
    assert_string_equal(selon_document_speaker(doc, 3)->name, "Paul Ménard");
    assert_null(selon_document_speaker(doc, 4));
    selon_document_free(doc);
}

static void test_warnings(void **state)
{
    (void)state;
    selon_document *doc = made_document("a", 1, NULL);
    for (int i = 0; i < ARTICLE_WARNINGS; i++) doc->article.warnings[i] = "something";
    for (size_t i = 0; i < ARTICLE_WARNINGS; i++) assert_string_equal(selon_document_warning(doc, i), "something");
    assert_null(selon_document_warning(doc, ARTICLE_WARNINGS));
    selon_document_free(doc);
}

static void test_sentences_and_paragraphs(void **state)
{
    (void)state;
    selon_document *doc = made_document("One. Two\n\nThree.", 16, NULL);
    made_sentences(doc);
    assert_int_equal(selon_document_token_count(doc), 3);
    assert_int_equal(selon_document_sentence_count(doc), 3);
    assert_int_equal(selon_document_sentence(doc, 1).start, 5);
    assert_int_equal(selon_document_sentence(doc, 1).end, 8);
    assert_int_equal(selon_document_sentence(doc, 3).end, 0);
    assert_int_equal(selon_document_paragraph_count(doc), 2);
    assert_int_equal(selon_document_paragraph(doc, 0).end, 8);
    assert_int_equal(selon_document_paragraph(doc, 1).start, 10);
    assert_int_equal(selon_document_paragraph(doc, 1).end, 16);
    selon_document_free(doc);
}

static void test_free_nothing(void **state)
{
    (void)state;
    selon_document_free(NULL);
}

/* Every offset of texts around the index's stride, with characters of all lengths. */
static void test_code_points(void **state)
{
    (void)state;
    static const char pattern[] = "aé€😀";
    for (size_t size = 0; size < 3 * OFFSET_STRIDE + 3; size += size % 7 + 1) {
        char bytes[3 * OFFSET_STRIDE + 16];
        for (size_t i = 0; i < size; i++) bytes[i] = pattern[i % 10];
        selon_document *doc = made_document(bytes, size, NULL);
        for (size_t at = 0; at <= size; at++)
            assert_int_equal(selon_document_code_point(doc, at), utf8_count(bytes, at));
        assert_int_equal(selon_document_code_point(doc, size + 1000), utf8_count(bytes, size));
        selon_document_free(doc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_known), cmocka_unit_test(test_all_known),
        cmocka_unit_test(test_warnings),      cmocka_unit_test(test_sentences_and_paragraphs),
        cmocka_unit_test(test_free_nothing),  cmocka_unit_test(test_code_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
