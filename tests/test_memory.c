/* SPDX-License-Identifier: Apache-2.0
 *
 * test_memory.c - every allocation fails once.
 *
 * The allocator of purse.h refuses the n-th request. Each test runs an operation
 * for n = 1, 2, 3, ... until it succeeds: every time before, it must report
 * SELON_ERROR_MEMORY, make nothing, and give back all it took; and it must
 * work again right after.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "purse.h"

static selon_engine *open_engine(purse *p)
{
    selon_allocator allocator = purse_allocator(p);
    selon_engine_options options = {.allocator = &allocator};
    selon_engine *engine;
    p->left = NEVER;
    assert_int_equal(selon_engine_open(&engine, &options), SELON_OK);
    return engine;
}

static void test_open(void **state)
{
    (void)state;
    purse p = {0};
    selon_allocator allocator = purse_allocator(&p);
    selon_engine_options options = {.allocator = &allocator};
    int error = SELON_ERROR_MEMORY;
    size_t n = 0;
    for (; error != SELON_OK; n++) {
        selon_engine *engine = (selon_engine *)&p;
        p.left = n;
        error = selon_engine_open(&engine, &options);
        if (error == SELON_OK) {
            selon_engine_close(engine);
        } else {
            assert_int_equal(error, SELON_ERROR_MEMORY);
            assert_null(engine);
        }
        assert_int_equal(p.lent, 0);
    }
    assert_true(n > 2); /* the arena and its first chunk at least can fail */
}

static const char english[] =
    "Bridge to stay shut, mayor says\n\nMayor Ana Duarte said on Tuesday that the old bridge would stay closed until "
    "March. \"We will not gamble with people's lives,\" she told reporters. According to the engineers, two of its "
    "cables have rusted through; Paul Ito, who built it, denied this last week.\n";
static const char french[] =
    "La maire, Ana Duarte, a d\xC3\xA9"
    "clar\xC3\xA9 mardi que le vieux pont resterait ferm\xC3\xA9 jusqu'en mars. "
    "\xC2\xAB Nous ne jouerons pas avec la vie des gens \xC2\xBB, a-t-elle ajout\xC3\xA9. Selon les "
    "ing\xC3\xA9nieurs, deux c\xC3\xA2"
    "bles sont rouill\xC3\xA9s.\n";
static const char page[] =
    "<!doctype html><html lang=en><head><title>Bridge</title><meta property='og:site_name' content='The Post'>"
    "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2025-11-14\","
    "\"author\":{\"name\":\"B. Writer\"}}</script></head><body><article><h1>Bridge shut</h1>"
    "<p>Mayor Ana Duarte said on Tuesday that the bridge would stay closed until March.</p>"
    "<p>&quot;We will not gamble,&quot; she told reporters. According to Paul Ito, it has rusted.</p>"
    "</article></body></html>";
static const char latin[] = "La maire a d\xE9"
                            "clar\xE9 que le pont \xE9tait ferm\xE9. Selon elle, les c\xE2"
                            "bles sont rouill\xE9s.";

/* Reads until no request is refused; returns how many had to be granted.
 * The longer the article is, the more: `times` copies of it are read. */
static size_t read_with_failures(const char *bytes, size_t size, unsigned times)
{
    purse p = {0};
    selon_engine *engine = open_engine(&p);
    size_t held = p.lent, n = 0;
    char *all = malloc(size * times);
    assert_non_null(all);
    for (unsigned i = 0; i < times; i++) memcpy(all + i * size, bytes, size);
    selon_read_options options = selon_read_options_default();
    options.id = "a";
    options.title = "A title";
    for (int error = SELON_ERROR_MEMORY; error != SELON_OK; n++) {
        selon_document *doc = (selon_document *)&p;
        p.left = n;
        error = selon_read(&doc, engine, all, size * times, &options);
        if (error == SELON_OK) {
            assert_true(selon_document_statement_count(doc) > 0);
            selon_document_free(doc);
        } else {
            assert_int_equal(error, SELON_ERROR_MEMORY);
            assert_null(doc);
        }
        assert_int_equal(p.lent, held);
    }
    free(all);
    selon_engine_close(engine);
    assert_int_equal(p.lent, 0);
    return n - 1;
}

static void test_read_english(void **state)
{
    (void)state;
    assert_true(read_with_failures(english, sizeof english - 1, 1) >= 2);
}

static void test_read_french(void **state)
{
    (void)state;
    assert_true(read_with_failures(french, sizeof french - 1, 1) >= 2);
}

static void test_read_page(void **state)
{
    (void)state;
    assert_true(read_with_failures(page, sizeof page - 1, 1) >= 2);
}

static void test_read_latin(void **state)
{
    (void)state;
    assert_true(read_with_failures(latin, sizeof latin - 1, 1) >= 2);
}

/* Too large for the first chunk: the arena must grow, and fail, in the middle. */
static void test_read_large(void **state)
{
    (void)state;
    assert_true(read_with_failures(english, sizeof english - 1, SANITIZED ? 1000 : 8000) >= 3);
}

static int count_bytes(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    *(size_t *)payload += size;
    return 0;
}

/* Writing asks for memory too, of the engine's allocator. */
static void write_with_failures(selon_output_format format)
{
    purse p = {0};
    selon_engine *engine = open_engine(&p);
    selon_document *doc;
    assert_int_equal(selon_read(&doc, engine, english, sizeof english - 1, NULL), SELON_OK);
    size_t held = p.lent, written = 0;
    selon_write_options options = {.format = format, .colour = true, .header = true};
    int error = SELON_ERROR_MEMORY;
    for (size_t n = 0; error != SELON_OK; n++) {
        written = 0;
        p.left = n;
        error = selon_document_write(doc, &options, count_bytes, &written);
        if (error != SELON_OK) assert_int_equal(error, SELON_ERROR_MEMORY);
        assert_true(p.lent >= held); /* what it keeps in the document's arena goes with the document */
    }
    assert_true(written > 0);
    p.left = NEVER;
    selon_document_free(doc);
    selon_engine_close(engine);
    assert_int_equal(p.lent, 0);
}

static void test_write_jsonl(void **state)
{
    (void)state;
    write_with_failures(SELON_OUTPUT_JSONL);
}

static void test_write_csv(void **state)
{
    (void)state;
    write_with_failures(SELON_OUTPUT_CSV);
}

static void test_write_terminal(void **state)
{
    (void)state;
    write_with_failures(SELON_OUTPUT_TERMINAL);
}

static void test_write_html(void **state)
{
    (void)state;
    write_with_failures(SELON_OUTPUT_HTML);
}

static void test_write_brat(void **state)
{
    (void)state;
    write_with_failures(SELON_OUTPUT_BRAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),        cmocka_unit_test(test_read_english), cmocka_unit_test(test_read_french),
        cmocka_unit_test(test_read_page),   cmocka_unit_test(test_read_latin),   cmocka_unit_test(test_read_large),
        cmocka_unit_test(test_write_jsonl), cmocka_unit_test(test_write_csv),    cmocka_unit_test(test_write_terminal),
        cmocka_unit_test(test_write_html),  cmocka_unit_test(test_write_brat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
