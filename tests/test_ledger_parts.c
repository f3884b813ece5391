/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ledger_parts.c - what a ledger is made of, without a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "ledger/body.h"
#include "ledger/copy.h"
#include "ledger/entry.h"
#include "ledger/words.h"

static arena *new_arena(void)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    assert_non_null(a);
    assert_int_equal(setjmp(*arena_escape(a)), 0);
    return a;
}

/* ---- SHA-256 ---- */

static void check_hash(const char *bytes, size_t size, const char *expected)
{
    uint8_t hash[SHA256_SIZE];
    char hex[2 * SHA256_SIZE + 1];
    sha256(bytes, size, hash);
    for (size_t i = 0; i < SHA256_SIZE; i++) snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    assert_string_equal(hex, expected);
}

static void test_sha256(void **state)
{
    (void)state;
    char many[119];
    memset(many, 'a', sizeof many);
    check_hash("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_hash("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    /* Around the lengths at which the last block changes. */
    check_hash(many, 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    check_hash(many, 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
    check_hash(many, 119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb");
}

/* ---- words ---- */

static void check_fold(const char *text, const char *expected)
{
    arena *a = new_arena();
    size_t size;
    const char *folded = words_fold(a, text, strlen(text), &size);
    assert_string_equal(folded, expected);
    assert_int_equal(size, strlen(expected));
    arena_free(a);
}

static void test_fold(void **state)
{
    (void)state;
    check_fold("", "");
    check_fold(" ,.- ", "");
    check_fold("L'\xC3\x89lys\xC3\xA9"
               "e, aujourd\xE2\x80\x99hui",
               "l elysee aujourd hui");
    check_fold("\xC5\x92uvre c\xC5\x93ur Stra\xC3\x9F"
               "e",
               "oeuvre coeur strasse");
    check_fold("Re\xC2\xADtraite", "retraite"); /* a soft hyphen */
    check_fold("e\xCC\x81t\xC3\xA9", "ete");    /* a combining accent, and a letter that has it */
    check_fold("le \xE1\xA4\xA4 la", "le la");  /* a vowel sign with nothing to stand on is no word */
    check_fold("3,5 %", "3 5");
    check_fold("\xD0\x9C\xD0\x9E\xD0\xA1\xD0\x9A\xD0\x92\xD0\x90", "\xD0\xBC\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0");
    check_fold("\xCC\x81 a", "a"); /* nothing but an accent */
    check_fold("a\xFFz", "a z");   /* a broken byte parts words */
}

/* Each byte of ASCII, at each place among eight: letters and digits are of the word, all others part it. */
static void test_fold_each_byte(void **state)
{
    (void)state;
    for (int byte = 1; byte < 0x80; byte++) {
        for (size_t before = 0; before < 18; before++) {
            char text[40] = "", expected[40] = "", part[2] = {(char)tolower(byte), '\0'};
            snprintf(text, sizeof text, "%.*s%cZ19zAa Q", (int)before, "B0yaAzZ9mNoPqRsTuV", byte);
            snprintf(expected, sizeof expected, "%.*s%sz19zaa q", (int)before, "b0yaazz9mnopqrstuv",
                     isalnum(byte) ? part
                     : before > 0  ? " "
                                   : "");
            check_fold(text, expected);
        }
    }
}

static void test_fold_cuts_long_words(void **state)
{
    (void)state;
    arena *a = new_arena();
    char text[1000];
    size_t size;
    memset(text, 'x', sizeof text);
    words_fold(a, text, sizeof text, &size);
    assert_int_equal(size, WORD_MOST);
    arena_free(a);
}

static void check_stem(const char *language, const char *word, const char *expected)
{
    char stem[WORD_MOST + 1];
    stemmers *s = stemmers_new();
    assert_int_equal(stem_of(s, language, word, strlen(word), stem), strlen(expected));
    assert_string_equal(stem, expected);
    stemmers_free(s);
}

static void test_stems(void **state)
{
    (void)state;
    check_stem("fr",
               "d\xC3\xA9"
               "clar\xC3\xA9"
               "es",
               "declar");
    check_stem("fr",
               "d\xC3\xA9"
               "clare",
               "declar");
    check_stem("en", "cables", "cabl");
    check_stem("en", "closed", "close");
    check_stem("xx", "cables", "cables"); /* no such stemmer */
    check_stem(NULL, "\xC3\xA9t\xC3\xA9", "ete");
    check_stem("a-long-name", "word", "word");
}

/* ---- places ---- */

static void check_span(selon_span got, uint32_t start, uint32_t end)
{
    assert_int_equal(got.start, start);
    assert_int_equal(got.end, end);
}

static void test_places(void **state)
{
    (void)state;
    arena *a = new_arena();
    selon_span content[] = {{5, 9}, {300, 70000}};
    places p = {.sentence = {0, 70001},
                .cue = {100, 104},
                .source = {90, 99},
                .time = {1, 2},
                .content = content,
                .content_count = 2},
           back;
    blob b = places_pack(a, &p);
    assert_true(places_unpack(a, b, 70001, &back));
    check_span(back.sentence, 0, 70001);
    check_span(back.cue, 100, 104);
    check_span(back.source, 90, 99);
    check_span(back.addressee, 0, 0);
    check_span(back.via, 0, 0);
    check_span(back.time, 1, 2);
    assert_int_equal(back.content_count, 2);
    check_span(back.content[0], 5, 9);
    check_span(back.content[1], 300, 70000);
    /* In a shorter text they would lie outside; cut anywhere, or with more behind, the blob is damaged. */
    assert_false(places_unpack(a, b, 70000, &back));
    for (size_t n = 0; n < b.size; n++) assert_false(places_unpack(a, (blob){b.bytes, n}, 70001, &back));
    uint8_t more[64] = {0};
    memcpy(more, b.bytes, b.size);
    assert_false(places_unpack(a, (blob){more, b.size + 1}, 70001, &back));
    arena_free(a);
}

/* What is not there takes no room; blobs of schemas 1 and 2, in which it has two zeros, are read, too. */
static void test_places_of_before(void **state)
{
    static const uint8_t old[] = {20, 60, 2, 4, 40, 5, 0, 0, 0, 0, 0, 0, 1, 19, 9};
    (void)state;
    arena *a = new_arena();
    places back;
    selon_span content = {21, 30};
    assert_true(places_unpack(a, (blob){old, sizeof old}, 70, &back));
    check_span(back.sentence, 10, 70);
    check_span(back.cue, 11, 15);
    check_span(back.source, 31, 36);
    check_span(back.time, 0, 0);
    assert_int_equal(back.content_count, 1);
    check_span(back.content[0], 21, 30);
    places p = {.sentence = {10, 70}, .cue = {11, 15}, .source = {31, 36}, .content = &content, .content_count = 1};
    blob now = places_pack(a, &p);
    assert_int_equal(now.size, sizeof old - 6);
    assert_true(places_unpack(a, now, 70, &back));
    check_span(back.source, 31, 36);
    check_span(back.addressee, 0, 0);
    check_span(back.content[0], 21, 30);
    /* One of which nobody knows the spans is damaged. */
    assert_false(places_unpack(a, (blob){(const uint8_t[]){129, 1, 20, 60}, 4}, 70, &back));
    arena_free(a);
}

static void test_mentions(void **state)
{
    (void)state;
    arena *a = new_arena();
    selon_span spans[] = {{7, 9}, {3, 4}, {1u << 31, (1u << 31) + 5}}, *back;
    uint32_t count;
    blob b = spans_pack(a, spans, 3);
    assert_true(spans_unpack(a, b, UINT32_MAX, &back, &count));
    assert_int_equal(count, 3);
    for (int i = 0; i < 3; i++) check_span(back[i], spans[i].start, spans[i].end);
    assert_true(spans_unpack(a, (blob){b.bytes, 0}, 0, &back, &count));
    assert_int_equal(count, 0);
    arena_free(a);
}

/* ---- texts ---- */

static void test_body(void **state)
{
    (void)state;
    arena *a = new_arena();
    squeezer *s = squeezer_new();
    static const char first[] =
        "The harbour board met on Tuesday and heard from nobody at all about the crane that had sunk.";
    static const char second[] =
        "The harbour board met on Friday and heard from nobody at all about the crane that had sunk.";
    blob alone, after;
    char *text;
    assert_int_equal(body_squeeze(s, a, second, sizeof second - 1, NULL, 0, &alone), SELON_OK);
    assert_int_equal(body_squeeze(s, a, second, sizeof second - 1, first, sizeof first - 1, &after), SELON_OK);
    assert_true(after.size * 2 < alone.size);
    assert_int_equal(body_expand(s, a, after, sizeof second - 1, first, sizeof first - 1, &text), SELON_OK);
    assert_string_equal(text, second);
    assert_int_equal(body_expand(s, a, alone, sizeof second - 1, NULL, 0, &text), SELON_OK);
    assert_string_equal(text, second);
    /* Another length, another prefix, a changed byte: the checksum finds them. */
    assert_int_equal(body_expand(s, a, alone, sizeof second, NULL, 0, &text), SELON_ERROR_DATA);
    assert_int_equal(body_expand(s, a, after, sizeof second - 1, second, sizeof second - 1, &text), SELON_ERROR_DATA);
    uint8_t *bytes = arena_alloc(a, alone.size);
    for (size_t i = 0; i < alone.size; i++) {
        memcpy(bytes, alone.bytes, alone.size);
        bytes[i] ^= 0x10;
        int error = body_expand(s, a, (blob){bytes, alone.size}, sizeof second - 1, NULL, 0, &text);
        assert_true(error == SELON_ERROR_DATA || (error == SELON_OK && strcmp(text, second) == 0));
    }
    assert_int_equal(body_squeeze(s, a, "", 0, NULL, 0, &alone), SELON_OK);
    assert_int_equal(body_expand(s, a, alone, 0, NULL, 0, &text), SELON_OK);
    assert_string_equal(text, "");
    squeezer_free(s);
    arena_free(a);
}

static double alike(const char *one, const char *two)
{
    arena *a = new_arena();
    shingles x = shingles_of(a, one, strlen(one)), y = shingles_of(a, two, strlen(two));
    shingles_settle(a, &x);
    shingles_settle(a, &y);
    double result = shingles_alike(&x, &y);
    assert_true(result == shingles_alike(&y, &x));
    arena_free(a);
    return result;
}

static void test_alike(void **state)
{
    (void)state;
    assert_true(alike("a b c d e f g", "a b c d e f g") == 1);
    assert_true(alike("A, b! C d e f g", "a b \xC3\xA7 d e f g") == 1); /* marks, case and accents do not count */
    assert_true(alike("a b c d e f", "g h i j k l") == 0);
    assert_true(alike("a b c d", "a b c d") == 0); /* shorter than a shingle */
    /* Two of the four shingles are in both: abcde, bcdef against bcdef, cdefg and abcde. */
    assert_true(alike("a b c d e f", "a b c d e f g h") == 0.5);
}

/* ---- days ---- */

static void test_days(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        int32_t first, last;
    } cases[] = {
        {"2025", 20250101, 20251231},
        {"2025-11", 20251101, 20251130},
        {"2024-02", 20240201, 20240229},
        {"2025-11-14", 20251114, 20251114},
        {"2025-11-14T09:30:00Z", 20251114, 20251114},
        {"2025-11-14TEV", 20251114, 20251114},
        {"2025-W46", 20251110, 20251116},
        {"2025-W01", 20241230, 20250105}, /* begins in the year before */
        {"2020-W53", 20201228, 20210103}, /* ends in the year after */
        {"2021-W01", 20210104, 20210110},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t first = 0, last = 0;
        assert_true(value_days(cases[i].value, &first, &last));
        assert_int_equal(first, cases[i].first);
        assert_int_equal(last, cases[i].last);
    }
    static const char *const none[] = {"",          "P3D",   "PAST_REF", "2025-13", "2025-02-29", "2025-W54",
                                       "2025-11-1", "20-11", "0000",     "2025x",   "2025-11-14x"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        int32_t first, last;
        assert_false(value_days(none[i], &first, &last));
    }
    int32_t first, last;
    assert_false(value_days(NULL, &first, &last));
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"https://example.org/A?b=C#d", "https://example.org/A?b=C"},
        {"HTTPS://Example.ORG:443/A", "https://example.org/A"},
        {"http://example.org:80", "http://example.org"},
        {"http://example.org:8080/", "http://example.org:8080/"},
        {"https://example.org:80/", "https://example.org:80/"},
        {"https://:443", "https://:443"},
        {"file:///a#B", "file:///a#B"},
        {"x", "x"},
        {"", ""},
    };
    arena *a = new_arena();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(address_normal(a, cases[i][0]), cases[i][1]);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256),
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_cuts_long_words),
        cmocka_unit_test(test_fold_each_byte),
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_places_of_before),
        cmocka_unit_test(test_mentions),
        cmocka_unit_test(test_body),
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
