/* SPDX-License-Identifier: Apache-2.0
 *
 * test_utf8.c - base/utf8 and base/hash: every code point there and back,
 * every kind of broken sequence, character classes, folding, and the hash of
 * a word's form.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/hash.h"
#include "base/utf8.h"

static void test_every_code_point_returns(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        if (cp >= 0xD800 && cp <= 0xDFFF) continue;
        char bytes[4];
        unsigned written = utf8_encode(cp, bytes), read;
        assert_int_equal(written, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
        assert_int_equal(utf8_decode(bytes, bytes + written, &read), cp);
        assert_int_equal(read, written);
        assert_int_equal(utf8_validate(bytes, written), written);
    }
}

static void test_encode_replaces_what_is_none(void **state)
{
    (void)state;
    const uint32_t none[] = {0xD800, 0xDABC, 0xDFFF, 0x110000, UINT32_MAX};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char bytes[4];
        assert_int_equal(utf8_encode(none[i], bytes), 3);
        assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
    }
}

/* A good prefix of `valid` bytes, then something broken. */
typedef struct broken {
    const char *bytes;
    size_t size, valid;
} broken;

static const broken broken_cases[] = {
    {"\x80", 1, 0},                  /* a continuation alone */
    {"a\xBF", 2, 1},                 /* the same after text */
    {"\xC0\xAF", 2, 0},              /* '/' in two bytes: overlong */
    {"\xC1\xBF", 2, 0},              /* overlong */
    {"\xC3", 1, 0},                  /* cut after one of two */
    {"\xC3(", 2, 0},                 /* a letter where a continuation should be */
    {"\xE0\x80\xAF", 3, 0},          /* overlong */
    {"\xE0\x9F\xBF", 3, 0},          /* the last overlong of three */
    {"\xE2\x82", 2, 0},              /* cut after two of three */
    {"\xE2\x82\x28", 3, 0},          /* the third is none */
    {"\xED\xA0\x80", 3, 0},          /* a surrogate */
    {"\xED\xBF\xBF", 3, 0},          /* the last surrogate */
    {"\xF0\x80\x80\xAF", 4, 0},      /* overlong */
    {"\xF0\x8F\xBF\xBF", 4, 0},      /* the last overlong of four */
    {"\xF0\x9F\x98", 3, 0},          /* cut after three of four */
    {"\xF4\x90\x80\x80", 4, 0},      /* U+110000 */
    {"\xF5\x80\x80\x80", 4, 0},      /* beyond */
    {"\xF8\x88\x80\x80\x80", 5, 0},  /* five bytes, as there once were */
    {"\xFE", 1, 0},                  /* never a byte of UTF-8 */
    {"\xFF", 1, 0},                  /* never a byte of UTF-8 */
    {"\xC3\xA9t\xC3\xA9\xE9", 6, 5}, /* Latin-1 after good UTF-8 */
    {"\xE2\x82\xAC\xE2\x82", 5, 3},  /* good, then cut */
    {"abc\0\xFF", 5, 4},             /* NUL is a character like another */
};

static void test_broken_sequences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken_cases / sizeof *broken_cases; i++) {
        const broken *c = &broken_cases[i];
        assert_int_equal(utf8_validate(c->bytes, c->size), c->valid);
        unsigned size;
        const char *at = c->bytes + c->valid;
        assert_int_equal(utf8_decode(at, c->bytes + c->size, &size), 0xFFFD);
        assert_in_range(size, 1, c->size - c->valid);
    }
}

static void test_replacement_character_is_valid(void **state)
{
    (void)state;
    assert_int_equal(utf8_validate("\xEF\xBF\xBD!", 4), 4);
}

static void test_count(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t count;
    } cases[] = {{"", 0}, {"abc", 3}, {"été", 3}, {"« a »", 5}, {"€uro", 4}, {"😀!", 2}, {"e\u0301", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_count(cases[i].bytes, strlen(cases[i].bytes)), cases[i].count);
    assert_int_equal(utf8_count("a\0b", 3), 3);
}

static void test_classes(void **state)
{
    (void)state;
    static const struct {
        uint32_t cp;
        char_class expected;
    } cases[] = {
        {' ', CHAR_SPACE},    {'\n', CHAR_SPACE},   {'\t', CHAR_SPACE},   {0x85, CHAR_SPACE},     {0xA0, CHAR_SPACE},
        {0x202F, CHAR_SPACE}, {0x2009, CHAR_SPACE}, {0x200B, CHAR_SPACE}, {0x2028, CHAR_SPACE},   {0x3000, CHAR_SPACE},
        {'A', CHAR_UPPER},    {'Z', CHAR_UPPER},    {0xC9, CHAR_UPPER},   {0x152, CHAR_UPPER},    {0x410, CHAR_UPPER},
        {'a', CHAR_LOWER},    {0xE9, CHAR_LOWER},   {0x153, CHAR_LOWER},  {0x301, CHAR_LOWER},    {0x5D0, CHAR_LOWER},
        {'0', CHAR_DIGIT},    {'9', CHAR_DIGIT},    {0x663, CHAR_DIGIT},  {0xBD, CHAR_DIGIT},     {0x2160, CHAR_DIGIT},
        {'.', CHAR_PUNCT},    {'$', CHAR_PUNCT},    {0xAB, CHAR_PUNCT},   {0x2019, CHAR_PUNCT},   {0x20AC, CHAR_PUNCT},
        {0, CHAR_OTHER},      {0x1B, CHAR_OTHER},   {0x7F, CHAR_OTHER},   {0xAD, CHAR_OTHER},     {0x202E, CHAR_OTHER},
        {0xFEFF, CHAR_OTHER}, {0x378, CHAR_OTHER},  {0xE000, CHAR_OTHER}, {0x10FFFF, CHAR_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (char_class_of(cases[i].cp) != cases[i].expected)
            fail_msg("U+%04X is in class %d", (unsigned)cases[i].cp, (int)char_class_of(cases[i].cp));
    }
}

static void test_letters(void **state)
{
    (void)state;
    assert_true(char_is_letter('a'));
    assert_true(char_is_letter(0xC9));
    assert_false(char_is_letter('1'));
    assert_false(char_is_letter('-'));
    assert_false(char_is_letter(' '));
}

static void test_lower_and_fold(void **state)
{
    (void)state;
    static const struct {
        uint32_t cp, lower, fold;
    } cases[] = {
        {'A', 'a', 'a'},   {'z', 'z', 'z'},     {'[', '[', '['},       {0xC9, 0xE9, 'e'}, {0xE7, 0xE7, 'c'},
        {0xC5, 0xE5, 'a'}, {0x15E, 0x15F, 's'}, {0x152, 0x153, 0x153}, {0x301, 0x301, 0}, {0x414, 0x434, 0x434},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(char_lower(cases[i].cp), cases[i].lower);
        assert_int_equal(char_fold(cases[i].cp), cases[i].fold);
    }
}

static uint64_t form(const char *word)
{
    return hash_form(word, strlen(word));
}

static void test_form_ignores_case_and_apostrophe(void **state)
{
    (void)state;
    assert_true(form("Été") == form("été"));
    assert_true(form("SELON") == form("selon"));
    assert_true(form("l\u2019") == form("l'"));
    assert_true(form("L\u02BC") == form("l'"));
    assert_true(form("an\u00ADnonce") == form("annonce")); /* a soft hyphen */
}

static void test_form_tells_words_apart(void **state)
{
    (void)state;
    assert_true(form("a") != form("à"));
    assert_true(form("ab") != form("ba"));
    assert_true(form("") != form("a"));
    assert_true(form("dit") != form("dits"));
}

static void test_hash_bytes(void **state)
{
    (void)state;
    assert_true(hash_bytes("abc", 3) == hash_bytes("abcd", 3));
    assert_true(hash_bytes("abc", 3) != hash_bytes("ABC", 3));
    assert_true(hash_bytes("\0", 1) != hash_bytes("\0\0", 2));
    assert_true(hash_bytes("abc", 3) == hash_form("ABC", 3));
    assert_true(hash_join(1, 2) != hash_join(2, 1));
}

/* Short words are what a table is full of: none of them may share a hash, nor
 * all of them a few slots. */
static void test_hash_spreads(void **state)
{
    (void)state;
    enum { SLOTS = 4096 };
    static unsigned used[SLOTS];
    memset(used, 0, sizeof used);
    for (int a = 'a'; a <= 'z'; a++)
        for (int b = 'a'; b <= 'z'; b++)
            for (int c = 'a'; c <= 'z'; c++) {
                char word[3] = {(char)a, (char)b, (char)c};
                used[hash_bytes(word, 3) % SLOTS]++;
            }
    for (size_t i = 0; i < SLOTS; i++) assert_in_range(used[i], 0, 20); /* 4.3 on average */
}

/* ---- the short ways, against utf8proc ---- */

/* The class that a category of utf8proc ("Lu", "Zs") makes. */
static char_class class_of_category(const char *category)
{
    switch (category[0]) {
    case 'L': return category[1] == 'u' || category[1] == 't' ? CHAR_UPPER : CHAR_LOWER;
    case 'M': return CHAR_LOWER;
    case 'N': return CHAR_DIGIT;
    case 'Z': return CHAR_SPACE;
    case 'P':
    case 'S': return CHAR_PUNCT;
    default: return CHAR_OTHER;
    }
}

/* Controls and formats that separate words as white space does. */
static bool separates(uint32_t cp)
{
    return (cp >= '\t' && cp <= '\r') /* tab, line ends, form feed: controls (Cc) */
           || cp == 0x85              /* next line, as old mainframes end one (Cc) */
           || cp == 0x200B;           /* "zero width space": where a line may break (Cf) */
}

/* Every class is that of the category, but for those seven. */
static void test_classes_are_the_categories(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x110000; cp++) {
        char_class expected = class_of_category(utf8proc_category_string((utf8proc_int32_t)cp));
        if (separates(cp)) {
            assert_int_equal(expected, CHAR_OTHER); /* else it were no exception */
            expected = CHAR_SPACE;
        }
        if (char_class_of(cp) != expected) fail_msg("U+%04X: %d, not %d", cp, char_class_of(cp), expected);
        if (cp >= 0x80 && char_class_beyond_ascii(cp) != expected) fail_msg("U+%04X", cp);
        assert_int_equal(char_is_letter(cp), expected == CHAR_UPPER || expected == CHAR_LOWER);
    }
}

static void test_lower_is_utf8proc_s(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x110000; cp++)
        if (char_lower(cp) != (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp)) fail_msg("U+%04X", cp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes_are_the_categories),
        cmocka_unit_test(test_lower_is_utf8proc_s),
        cmocka_unit_test(test_every_code_point_returns),
        cmocka_unit_test(test_encode_replaces_what_is_none),
        cmocka_unit_test(test_broken_sequences),
        cmocka_unit_test(test_replacement_character_is_valid),
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_lower_and_fold),
        cmocka_unit_test(test_form_ignores_case_and_apostrophe),
        cmocka_unit_test(test_form_tells_words_apart),
        cmocka_unit_test(test_hash_bytes),
        cmocka_unit_test(test_hash_spreads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
