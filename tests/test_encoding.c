/* SPDX-License-Identifier: Apache-2.0
 *
 * test_encoding.c - input/encoding: what the bytes are taken for, what becomes
 * of broken ones, and who is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "input/article.h"

/* A sized literal: NUL bytes count. */
#define BYTES(literal) literal, sizeof(literal) - 1

typedef struct conversion {
    const char *name;
    const char *bytes;
    size_t size;
    const char *declared;
    bool html;
    const char *expected;
    size_t expected_size;
    int warnings;
} conversion;

static arena *fresh(void)
{
    selon_allocator allocator = allocator_default();
    return arena_new(&allocator, 4096);
}

static int count_warnings(const article *art)
{
    int n = 0;
    while (n < ARTICLE_WARNINGS && art->warnings[n] != NULL) n++;
    return n;
}

static const conversion conversions[] = {
    {"an empty input", BYTES(""), NULL, false, BYTES(""), 0},
    {"ASCII", BYTES("plain words"), NULL, false, BYTES("plain words"), 0},
    {"valid UTF-8", BYTES("\xC3\xA9t\xC3\xA9"), NULL, false, BYTES("\xC3\xA9t\xC3\xA9"), 0},
    {"a UTF-8 mark stays",
     BYTES("\xEF\xBB\xBF"
           "abc"),
     NULL, false,
     BYTES("\xEF\xBB\xBF"
           "abc"),
     0},
    {"NUL bytes stay", BYTES("a\0b"), NULL, false, BYTES("a\0b"), 0},
    {"a few NUL bytes are not UTF-16", BYTES("ab\0cdefgh"), NULL, false, BYTES("ab\0cdefgh"), 0},
    {"UTF-16LE with a mark",
     BYTES("\xFF\xFE"
           "A\0\xE9\0"),
     NULL, false, BYTES("A\xC3\xA9"), 0},
    {"UTF-16BE with a mark",
     BYTES("\xFE\xFF"
           "\0A\0\xE9"),
     NULL, false, BYTES("A\xC3\xA9"), 0},
    {"UTF-32LE with a mark",
     BYTES("\xFF\xFE\0\0"
           "A\0\0\0\x00\xF6\x01\0"),
     NULL, false, BYTES("A\xF0\x9F\x98\x80"), 0},
    {"UTF-32BE with a mark",
     BYTES("\0\0\xFE\xFF"
           "\0\0\0A"),
     NULL, false, BYTES("A"), 0},
    {"UTF-16LE without a mark", BYTES("L\0e\0 \0m\0a\0i\0r\0e\0 \0\xE0\0"), NULL, false, BYTES("Le maire \xC3\xA0"), 0},
    {"UTF-16BE without a mark", BYTES("\0L\0e\0 \0m\0a\0i\0r\0e\0 \0\xE0"), NULL, false, BYTES("Le maire \xC3\xA0"), 0},
    {"UTF-16 declared", BYTES("\x19\x20\x42\x30"), "utf-16le", false, BYTES("\xE2\x80\x99\xE3\x81\x82"), 0},
    {"a surrogate pair", BYTES("\xFF\xFE\x3D\xD8\x00\xDE"), NULL, false, BYTES("\xF0\x9F\x98\x80"), 0},
    {"half a surrogate pair",
     BYTES("\xFF\xFE\x3D\xD8"
           "A\0"),
     NULL, false,
     BYTES("\xEF\xBF\xBD"
           "A"),
     1},
    {"half a surrogate pair at the end",
     BYTES("\xFF\xFE"
           "A\0\x3D\xD8"),
     NULL, false, BYTES("A\xEF\xBF\xBD"), 1},
    {"an odd byte after UTF-16",
     BYTES("\xFF\xFE"
           "A\0B"),
     NULL, false, BYTES("A\xEF\xBF\xBD"), 1},
    {"beyond the last code point", BYTES("\0\0\xFE\xFF\x00\x11\x00\x00"), NULL, false, BYTES("\xEF\xBF\xBD"), 1},
    {"only a mark", BYTES("\xFF\xFE"), NULL, false, BYTES(""), 0},
    {"Windows-1252 undeclared", BYTES("\x93t\xEAtu\x94 \x80"), NULL, false,
     BYTES("\xE2\x80\x9Ct\xC3\xAAtu\xE2\x80\x9D \xE2\x82\xAC"), 0},
    {"Latin-1 declared means Windows-1252", BYTES("d\x92\xE9t\xE9"), "ISO-8859-1", false,
     BYTES("d\xE2\x80\x99\xC3\xA9t\xC3\xA9"), 0},
    {"a hole in Windows-1252", BYTES("a\x81z\xE9"), "windows-1252", false, BYTES("a\xEF\xBF\xBDz\xC3\xA9"), 1},
    {"ISO-8859-15 declared", BYTES("\xA4 \xBD"), "ISO-8859-15", false, BYTES("\xE2\x82\xAC \xC5\x93"), 0},
    {"KOI8-R declared", BYTES("\xCD\xC9\xD2"), "koi8-r", false, BYTES("\xD0\xBC\xD0\xB8\xD1\x80"), 0},
    {"Shift_JIS declared", BYTES("\x82\xA0"), "Shift_JIS", false, BYTES("\xE3\x81\x82"), 0},
    {"half a Shift_JIS character", BYTES("ab\x82"), "Shift_JIS", false, BYTES("ab\xEF\xBF\xBD"), 1},
    {"a charset that does not exist", BYTES("\xE9t\xE9"), "x-nothing-99", false, BYTES("\xC3\xA9t\xC3\xA9"), 1},
    {"a charset that is an instruction", BYTES("\xE9t\xE9"), "//TRANSLIT", false, BYTES("\xC3\xA9t\xC3\xA9"), 0},
    {"declared Latin-1, but UTF-8", BYTES("\xC3\xA9t\xC3\xA9"), "iso-8859-1", false, BYTES("\xC3\xA9t\xC3\xA9"), 1},
    {"declared ISO-8859-15, but UTF-8", BYTES("\xC3\xA9t\xC3\xA9"), "iso-8859-15", false, BYTES("\xC3\xA9t\xC3\xA9"),
     1},
    {"declared UTF-8, but Latin-1", BYTES("\xE9t\xE9 \xE0"), "utf-8", false, BYTES("\xC3\xA9t\xC3\xA9 \xC3\xA0"), 1},
    {"declared ASCII, and it is", BYTES("abc"), "us-ascii", false, BYTES("abc"), 0},
    {"half a code point at the end", BYTES("abc\xC3"), NULL, false, BYTES("abc\xEF\xBF\xBD"), 1},
    {"two thirds of one at the end", BYTES("abc\xE2\x80"), NULL, false, BYTES("abc\xEF\xBF\xBD"), 1},
    {"one fault in UTF-8", BYTES("\xC3\xA9 \xC3\xA8 \xFF \xC3\xA0"), NULL, false,
     BYTES("\xC3\xA9 \xC3\xA8 \xEF\xBF\xBD \xC3\xA0"), 1},
    {"an overlong sequence", BYTES("\xC3\xA9\xC3\xA9\xC3\xA9 \xC0\xAF"), NULL, false,
     BYTES("\xC3\xA9\xC3\xA9\xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD"), 1},
    {"a page's <meta charset>", BYTES("<meta charset=iso-8859-15>\xA4"), NULL, true,
     BYTES("<meta charset=iso-8859-15>\xE2\x82\xAC"), 0},
    {"a page's http-equiv", BYTES("<META http-equiv='Content-Type' content='text/html; charset=ISO-8859-15'>\xA4"),
     NULL, true, BYTES("<META http-equiv='Content-Type' content='text/html; charset=ISO-8859-15'>\xE2\x82\xAC"), 0},
    {"a page's XML declaration", BYTES("<?xml version='1.0' encoding=\"ISO-8859-15\"?><html>\xA4"), NULL, true,
     BYTES("<?xml version='1.0' encoding=\"ISO-8859-15\"?><html>\xE2\x82\xAC"), 0},
    {"the header wins over the page", BYTES("<meta charset=iso-8859-15>\xA4"), "iso-8859-1", true,
     BYTES("<meta charset=iso-8859-15>\xC2\xA4"), 0},
    {"a declaration in a comment", BYTES("<!-- <meta charset=iso-8859-15> -->\xA4"), NULL, true,
     BYTES("<!-- <meta charset=iso-8859-15> -->\xC2\xA4"), 0},
    {"a declaration in plain text", BYTES("<meta charset=iso-8859-15>\xA4"), NULL, false,
     BYTES("<meta charset=iso-8859-15>\xC2\xA4"), 0},
    {"a page that says UTF-16 and is ASCII", BYTES("<meta charset=utf-16>abc"), NULL, true,
     BYTES("<meta charset=utf-16>abc"), 0},
};

static void test_conversion(void **state)
{
    const conversion *c = *state;
    arena *a = fresh();
    article art = {0};
    const char *out = NULL;
    size_t size = 0;
    assert_int_equal(encoding_to_utf8(a, c->bytes, c->size, c->declared, c->html, &out, &size, &art), SELON_OK);
    assert_int_equal(size, c->expected_size);
    assert_memory_equal(out, c->expected, size);
    assert_int_equal(count_warnings(&art), c->warnings);
    arena_free(a);
}

static void test_valid_input_is_not_copied(void **state)
{
    (void)state;
    arena *a = fresh();
    article art = {0};
    const char *text = "d\xC3\xA9j\xC3\xA0 vu", *out;
    size_t size;
    assert_int_equal(encoding_to_utf8(a, text, strlen(text), NULL, false, &out, &size, &art), SELON_OK);
    assert_ptr_equal(out, text);
    arena_free(a);
}

/* Every byte string comes out as valid UTF-8 under every label. */
static void test_all_bytes_under_all_labels(void **state)
{
    static const char *const labels[] = {NULL,        "utf-8", "utf-16",  "utf-16be",    "utf-32",
                                         "latin1",    "ascii", "gb18030", "iso-2022-jp", "euc-kr",
                                         "iso8859-3", "utf-7", "big5",    "shift_jis"};
    char bytes[517];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(i * 167 + i / 256);
    for (size_t l = 0; l < sizeof labels / sizeof *labels; l++) {
        arena *a = fresh();
        article art = {0};
        const char *out;
        size_t size;
        assert_int_equal(encoding_to_utf8(a, bytes, sizeof bytes, labels[l], false, &out, &size, &art), SELON_OK);
        assert_int_equal(utf8_validate(out, size), size);
        assert_true(count_warnings(&art) > 0);
        arena_free(a);
    }
}

int main(void)
{
    enum { N = sizeof conversions / sizeof *conversions };
    struct CMUnitTest tests[N + 2] = {
        cmocka_unit_test(test_valid_input_is_not_copied),
        cmocka_unit_test(test_all_bytes_under_all_labels),
    };
    for (size_t i = 0; i < N; i++)
        tests[i + 2] = (struct CMUnitTest){conversions[i].name, test_conversion, NULL, NULL,
                                           (void *)(uintptr_t)&conversions[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
