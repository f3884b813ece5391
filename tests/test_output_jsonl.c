/* SPDX-License-Identifier: Apache-2.0
 *
 * test_output_jsonl.c - writing documents as JSON lines: keys, values, offsets
 * in both units, escapes, confidence, and the schema.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/utf8.h"
#include "documents.h"

static json_t *parsed(const collected *c)
{
    assert_true(c->size > 0);
    assert_ptr_equal(memchr(c->bytes, '\n', c->size), c->bytes + c->size - 1);
    assert_int_equal(utf8_validate(c->bytes, c->size), c->size);
    json_t *json = json_loadb(c->bytes, c->size, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    return json;
}

static const char *const json_keys[] = {"schema", "id",  "lang", "title",      "date",
                                        "outlet", "url", "text", "statements", "speakers"};
static const char *const statement_keys[] = {"id",     "type", "kind",    "negated", "confidence",
                                             "source", "cue",  "content", "speaker", "addressee",
                                             "via",    "time", "parent"};

static void assert_keys(json_t *object, const char *const *keys, size_t count)
{
    const char *key;
    json_t *value;
    size_t i = 0;
    json_object_foreach(object, key, value)
    {
        assert_true(i < count);
        assert_string_equal(key, keys[i++]);
    }
    assert_int_equal(i, count);
}

static void test_json_keys(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = written(doc, (selon_write_options){0});
    json_t *json = parsed(&c);
    assert_keys(json, json_keys, 10);
    assert_keys(json_array_get(json_object_get(json, "statements"), 0), statement_keys, 13);
    json_decref(json);
    free(c.bytes);
    selon_document_free(doc);
}

static void test_json_values(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = written(doc, (selon_write_options){0});
    assert_memory_equal(c.bytes, "{\"schema\": 1, \"id\": \"pont\", \"lang\": \"fr\", ", 42);
    assert_non_null(strstr(c.bytes, "{\"id\": 2, \"type\": \"mixed\", \"kind\": \"said\", \"negated\": false, "
                                    "\"confidence\": 0.97, \"source\": {\"start\": 84, \"end\": 117, \"text\": "
                                    "\"la maire de Valbrune, Anna Keller\"}"));
    assert_non_null(strstr(c.bytes, "\"time\": {\"start\": 68, \"end\": 82, \"text\": \"Le 11 novembre\", "
                                    "\"value\": \"2025-11-11\"}, \"parent\": null}"));
    assert_non_null(strstr(c.bytes, "\"negated\": true, \"confidence\": 0.412"));
    assert_non_null(strstr(c.bytes, "\"parent\": 5}"));
    assert_non_null(strstr(c.bytes, "\"confidence\": 1.00, \"source\": null"));
    assert_non_null(strstr(c.bytes, "\"speaker\": null"));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_json_empty(void **state)
{
    (void)state;
    selon_document *doc = made_document("", 0, NULL);
    collected c = {0};
    assert_int_equal(selon_document_write(doc, NULL, collect, &c), SELON_OK);
    assert_string_equal(c.bytes, "{\"schema\": 1, \"id\": null, \"lang\": null, \"title\": null, \"date\": null, "
                                 "\"outlet\": null, \"url\": null, \"text\": \"\", \"statements\": [], "
                                 "\"speakers\": []}\n");
    free(c.bytes);
    selon_document_free(doc);
}

/* Counts the spans below `value` and looks each up in the text. */
static size_t check_spans(json_t *value, const char *whole, size_t size, bool bytes)
{
    size_t count = 0, i;
    const char *key;
    json_t *item;
    if (json_is_object(value) && json_object_get(value, "start") != NULL) {
        size_t start = (size_t)json_integer_value(json_object_get(value, "start"));
        size_t end = (size_t)json_integer_value(json_object_get(value, "end"));
        json_t *words = json_object_get(value, "text");
        size_t from = start, to = end;
        if (!bytes) {
            for (from = 0; utf8_count(whole, from) < start || ((unsigned char)whole[from] & 0xC0) == 0x80;) from++;
            for (to = from; to < size && (utf8_count(whole, to) < end || ((unsigned char)whole[to] & 0xC0) == 0x80);)
                to++;
        }
        assert_int_equal(json_string_length(words), to - from);
        assert_memory_equal(json_string_value(words), whole + from, to - from);
        return 1;
    }
    json_object_foreach(value, key, item) count += check_spans(item, whole, size, bytes);
    json_array_foreach(value, i, item) count += check_spans(item, whole, size, bytes);
    return count;
}

static void check_offsets(selon_document *doc, bool bytes, size_t expected)
{
    collected c = written(doc, (selon_write_options){.byte_offsets = bytes});
    json_t *json = parsed(&c), *offsets = json_object_get(json, "offsets");
    size_t size;
    const char *whole = selon_document_text(doc, &size);
    assert_int_equal(json_string_length(json_object_get(json, "text")), size);
    assert_memory_equal(json_string_value(json_object_get(json, "text")), whole, size);
    if (bytes)
        assert_string_equal(json_string_value(offsets), "bytes");
    else
        assert_null(offsets);
    assert_int_equal(check_spans(json, whole, size, bytes), expected);
    json_decref(json);
    free(c.bytes);
    selon_document_free(doc);
}

static void test_json_code_points(void **state)
{
    (void)state;
    check_offsets(made_french(NULL), false, 33);
}

static void test_json_bytes(void **state)
{
    (void)state;
    check_offsets(made_french(NULL), true, 33);
}

static void test_json_nasty_code_points(void **state)
{
    (void)state;
    check_offsets(made_nasty(NULL), false, 7);
}

static void test_json_nasty_bytes(void **state)
{
    (void)state;
    check_offsets(made_nasty(NULL), true, 7);
}

static void test_json_escapes(void **state)
{
    (void)state;
    static const char bytes[] =
        "\"\\/\b\f\n\r\t\v\x01\x1f\x7f\0\xC2\x85\xC2\x9F\xC2\xA0\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAE\xC3\xA9";
    selon_document *doc = made_document(bytes, sizeof bytes - 1, NULL);
    doc->article.title = "broken \xFF\xC3 \xED\xA0\x80!";
    collected c = written(doc, (selon_write_options){0});
    assert_non_null(strstr(c.bytes,
                           "\"text\": \"\\\"\\\\/\\b\\f\\n\\r\\t\\u000b\\u0001\\u001f\\u007f\\u0000\\u0085\\u009f"
                           "\xC2\xA0\\u2028\\u2029\xE2\x80\xAE\xC3\xA9\""));
    assert_non_null(strstr(c.bytes, "broken \xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD"));
    json_decref(parsed(&c));
    free(c.bytes);
    selon_document_free(doc);
}

static void check_confidence(float value, const char *expected)
{
    selon_document *doc = made_document("a", 1, NULL);
    char wanted[64];
    made_room(doc, 1, 0);
    made_statement(doc, NULL, NULL, NULL, "a", NULL)->confidence = value;
    collected c = written(doc, (selon_write_options){0});
    snprintf(wanted, sizeof wanted, "\"confidence\": %s, ", expected);
    assert_non_null(strstr(c.bytes, wanted));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_json_confidence(void **state)
{
    (void)state;
    check_confidence(0, "0.00");
    check_confidence(1, "1.00");
    check_confidence(0.5f, "0.50");
    check_confidence(0.123f, "0.123");
    check_confidence(0.0004f, "0.00");
    check_confidence(0.0006f, "0.001");
    check_confidence(0.9999f, "1.00");
    check_confidence(-3, "0.00");
    check_confidence(3, "1.00");
    check_confidence((float)NAN, "0.00");
    check_confidence((float)INFINITY, "1.00");
}

/* Pipes what was written through tests/validate.py; its exit status. */
static int validated(const char *bytes, size_t size)
{
    FILE *f = popen("python3 " SOURCE_ROOT "/tests/validate.py " SOURCE_ROOT "/docs/selon-1.schema.json >&2", "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    return pclose(f);
}

static void test_schema_holds(void **state)
{
    (void)state;
    selon_document *docs[] = {made_french(NULL), made_nasty(NULL), made_many(50, NULL), made_document("", 0, NULL)};
    collected all = {0};
    for (size_t i = 0; i < 4; i++) {
        selon_write_options options = {.byte_offsets = false};
        assert_int_equal(selon_document_write(docs[i], &options, collect, &all), SELON_OK);
        options.byte_offsets = true;
        assert_int_equal(selon_document_write(docs[i], &options, collect, &all), SELON_OK);
        selon_document_free(docs[i]);
    }
    assert_int_equal(validated(all.bytes, all.size), 0);
    free(all.bytes);
}

/* The validation itself must be able to say no. */
static void test_schema_refuses(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = written(doc, (selon_write_options){0});
    static const char *const changes[][2] = {
        {"\"kind\": \"said\"", "\"kind\": \"sang\""}, {"\"schema\": 1", "\"schema\": 2"},
        {"\"start\": 84", "\"start\": 85"},           {"\"negated\"", "\"denied_\""},
        {"\"parent\": 5", "\"parent\": 0"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *found = strstr(c.bytes, changes[i][0]);
        assert_non_null(found);
        memcpy(found, changes[i][1], strlen(changes[i][1]));
        assert_int_not_equal(validated(c.bytes, c.size), 0);
        memcpy(found, changes[i][0], strlen(changes[i][0]));
    }
    assert_int_equal(validated(c.bytes, c.size), 0);
    free(c.bytes);
    selon_document_free(doc);
}

/* The example in the documentation is one that the schema and the text agree with. */
static void test_schema_documented(void **state)
{
    (void)state;
    assert_int_equal(system("grep '^{\"schema\"' " SOURCE_ROOT "/docs/format.md >/dev/null"), 0);
    assert_int_equal(system("grep '^{\"schema\"' " SOURCE_ROOT "/docs/format.md | python3 " SOURCE_ROOT
                            "/tests/validate.py " SOURCE_ROOT "/docs/selon-1.schema.json >&2"),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_keys),        cmocka_unit_test(test_json_values),
        cmocka_unit_test(test_json_empty),       cmocka_unit_test(test_json_code_points),
        cmocka_unit_test(test_json_bytes),       cmocka_unit_test(test_json_nasty_code_points),
        cmocka_unit_test(test_json_nasty_bytes), cmocka_unit_test(test_json_escapes),
        cmocka_unit_test(test_json_confidence),  cmocka_unit_test(test_schema_holds),
        cmocka_unit_test(test_schema_refuses),   cmocka_unit_test(test_schema_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
