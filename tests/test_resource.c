/* SPDX-License-Identifier: Apache-2.0
 *
 * test_resource.c - model/resource and model/vocabulary: how the lines of
 * language data read, where data come from, and the numbering of words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hash.h"
#include "model/resource.h"
#include "model/vocabulary.h"

static bool field_is(const resource_line *line, size_t i, const char *expected)
{
    return resource_is(line, i, expected);
}

static void test_sections_and_fields(void **state)
{
    (void)state;
    static const char data[] = "# comment\n"
                               "before\n"
                               "\n"
                               "[months]\n"
                               "janvier\t1\n"
                               "  février \t 2 \r\n"
                               "[ ]\n"
                               "[]\n"
                               "a # b\tc";
    resource_reader reader = resource_read(data, sizeof data - 1);
    const resource_line *line = resource_next(&reader);
    assert_non_null(line);
    assert_true(resource_in(line, ""));
    assert_int_equal(line->number, 2);
    assert_int_equal(line->count, 1);
    assert_true(field_is(line, 0, "before"));

    line = resource_next(&reader);
    assert_true(resource_in(line, "months"));
    assert_false(resource_in(line, "month"));
    assert_false(resource_in(line, "months "));
    assert_int_equal(line->count, 2);
    assert_true(field_is(line, 0, "janvier"));
    assert_true(field_is(line, 1, "1"));
    assert_false(field_is(line, 2, ""));

    line = resource_next(&reader);
    assert_int_equal(line->number, 6);
    assert_true(field_is(line, 0, "février"));
    assert_true(field_is(line, 1, "2"));

    line = resource_next(&reader);
    assert_true(resource_in(line, ""));
    assert_true(field_is(line, 0, "a # b"));
    assert_true(field_is(line, 1, "c"));
    assert_null(resource_next(&reader));
    assert_null(resource_next(&reader));
}

static void test_empty_fields(void **state)
{
    (void)state;
    static const char data[] = "a\t\tc\t";
    resource_reader reader = resource_read(data, sizeof data - 1);
    const resource_line *line = resource_next(&reader);
    assert_int_equal(line->count, 4);
    assert_true(field_is(line, 1, ""));
    assert_true(field_is(line, 2, "c"));
    assert_true(field_is(line, 3, ""));
}

static void test_too_many_fields(void **state)
{
    (void)state;
    char data[RESOURCE_FIELDS * 2 + 16] = "";
    for (int i = 0; i < RESOURCE_FIELDS; i++) strcat(data, i % 2 == 0 ? "a\t" : "b\t");
    strcat(data, "x\ty\nnext");
    resource_reader reader = resource_read(data, strlen(data));
    const resource_line *line = resource_next(&reader);
    assert_int_equal(line->count, RESOURCE_FIELDS);
    assert_true(field_is(line, RESOURCE_FIELDS - 1, "b"));
    line = resource_next(&reader);
    assert_true(field_is(line, 0, "next"));
}

static void test_empty_input(void **state)
{
    (void)state;
    static const char *const empty[] = {"", "\n", "\n\n\n", "#", "# only a comment", "[section]", "   \r\n", "[", "]"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        resource_reader reader = resource_read(empty[i], strlen(empty[i]));
        const resource_line *line = resource_next(&reader);
        if (strchr("[]", empty[i][0]) != NULL && strlen(empty[i]) == 1)
            assert_true(field_is(line, 0, empty[i])); /* half a bracket is a word */
        else
            assert_null(line);
    }
    resource_reader reader = resource_read(NULL, 0);
    assert_null(resource_next(&reader));
}

static void test_section_alone_in_brackets(void **state)
{
    (void)state;
    static const char data[] = "[a]b\n[c]\nd\n";
    resource_reader reader = resource_read(data, sizeof data - 1);
    const resource_line *line = resource_next(&reader);
    assert_true(resource_in(line, ""));
    assert_true(field_is(line, 0, "[a]b"));
    line = resource_next(&reader);
    assert_true(resource_in(line, "c"));
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"1", 1},      {"-2.5", -2.5}, {"0.125", 0.125},     {"+3", 3},     {"1e3", 1000},   {"0.97", 0.97},
                 {"", -99},     {"x", -99},     {"1x", -99},          {"1 2", -99},  {"0,5", -99},    {"1.2.3", -99},
                 {".5", 0.5},   {"1e", -99},    {"-", -99},           {".", -99},    {"1e-3", 0.001}, {"1e+2", 100},
                 {"3.", 3},     {"1e-9", 1e-9}, {"-0.1e-5", -0.1e-5}, {"0x10", -99}, {"nan", -99},    {"inf", -99},
                 {"1e-9999", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line_text[100];
        int size = snprintf(line_text, sizeof line_text, "n\t%s\n", cases[i].text);
        resource_reader reader = resource_read(line_text, (size_t)size);
        const resource_line *line = resource_next(&reader);
        double got = resource_number(line, 1, -99);
        if (got != cases[i].value) fail_msg("\"%s\" reads as %g", cases[i].text, got);
        assert_true(resource_number(line, 2, -99) == -99);
    }
}

static void test_long_number_is_none(void **state)
{
    (void)state;
    char data[200];
    memset(data, '1', sizeof data);
    resource_reader reader = resource_read(data, sizeof data);
    assert_true(resource_number(resource_next(&reader), 0, -1) == -1);
}

/* ---- where they come from ---- */

typedef struct place {
    arena *arena;
    char folder[64];
} place;

static int place_set_up(void **state)
{
    place *p = calloc(1, sizeof *p);
    selon_allocator allocator = allocator_default();
    p->arena = arena_new(&allocator, 1024);
    strcpy(p->folder, "/tmp/selon-resource-XXXXXX");
    if (mkdtemp(p->folder) == NULL) return -1;
    char path[128];
    snprintf(path, sizeof path, "%s/fr", p->folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/fr/folder.txt", p->folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/fr/loop.txt", p->folder);
    if (symlink("loop.txt", path) != 0) return -1;
    snprintf(path, sizeof path, "%s/fr/time.txt", p->folder);
    FILE *f = fopen(path, "wb");
    fputs("from the folder", f);
    fclose(f);
    snprintf(path, sizeof path, "%s/fr/empty.txt", p->folder);
    fclose(fopen(path, "wb"));
    *state = p;
    return 0;
}

static int place_tear_down(void **state)
{
    place *p = *state;
    static const char *const names[] = {"fr/time.txt", "fr/empty.txt", "fr/loop.txt"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", p->folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/fr/folder.txt", p->folder);
    rmdir(path);
    snprintf(path, sizeof path, "%s/fr", p->folder);
    rmdir(path);
    rmdir(p->folder);
    arena_free(p->arena);
    free(p);
    return 0;
}

static const selon_resource given[] = {
    {"fr/time.txt", "given", 5},
    {"en/time.txt", "given too", 9},
};

static void test_given_wins_over_folder(void **state)
{
    place *p = *state;
    selon_engine_options options = {.data_folder = p->folder, .resources = given, .resource_count = 2};
    resource_store *store = resource_store_new(p->arena, &options);
    size_t size;
    int error;
    const char *bytes = resource_find(store, "fr", "time.txt", &size, &error);
    assert_int_equal(error, SELON_OK);
    assert_int_equal(size, 5);
    assert_memory_equal(bytes, "given", 5);
    bytes = resource_find(store, "en", "time.txt", &size, &error);
    assert_memory_equal(bytes, "given too", 9);
}

static void test_count_bounds_what_is_given(void **state)
{
    place *p = *state;
    selon_engine_options options = {.resources = given, .resource_count = 1};
    resource_store *store = resource_store_new(p->arena, &options);
    size_t size;
    int error;
    assert_null(resource_find(store, "en", "time.txt", &size, &error));
    assert_int_equal(error, SELON_OK);
    assert_int_equal(size, 0);
}

static void test_folder(void **state)
{
    place *p = *state;
    selon_engine_options options = {.data_folder = p->folder};
    resource_store *store = resource_store_new(p->arena, &options);
    size_t size;
    int error;
    const char *bytes = resource_find(store, "fr", "time.txt", &size, &error);
    assert_int_equal(error, SELON_OK);
    assert_int_equal(size, strlen("from the folder"));
    assert_string_equal(bytes, "from the folder");
    bytes = resource_find(store, "fr", "empty.txt", &size, &error);
    assert_non_null(bytes);
    assert_int_equal(size, 0);
    assert_int_equal(error, SELON_OK);
}

static void test_folder_without_the_file(void **state)
{
    place *p = *state;
    selon_engine_options options = {.data_folder = p->folder};
    resource_store *store = resource_store_new(p->arena, &options);
    size_t size;
    int error;
    assert_null(resource_find(store, "fr", "none.txt", &size, &error));
    assert_int_equal(error, SELON_OK);
    assert_null(resource_find(store, "xx", "time.txt", &size, &error));
    assert_int_equal(error, SELON_OK);
}

static void test_folder_that_cannot_be_read(void **state)
{
    place *p = *state;
    selon_engine_options options = {.data_folder = p->folder};
    resource_store *store = resource_store_new(p->arena, &options);
    size_t size;
    int error;
    assert_null(resource_find(store, "fr", "folder.txt", &size, &error)); /* a folder with a file's name */
    assert_int_equal(error, SELON_ERROR_IO);
    assert_null(resource_find(store, "fr", "loop.txt", &size, &error)); /* a link to itself */
    assert_int_equal(error, SELON_ERROR_IO);

    char *far = malloc(10000);
    memset(far, 'a', 9999);
    far[9999] = '\0';
    options.data_folder = far;
    store = resource_store_new(p->arena, &options);
    assert_null(resource_find(store, "fr", "time.txt", &size, &error));
    assert_int_equal(error, SELON_ERROR_IO);
    free(far);
}

static void *refuse(size_t size, void *payload)
{
    const size_t *limit = payload;
    return size > *limit ? NULL : malloc(size);
}

static void test_file_without_memory(void **state)
{
    place *p = *state;
    size_t limit = 4096;
    selon_allocator allocator = allocator_default();
    allocator.allocate = refuse;
    allocator.payload = &limit;
    arena *a = arena_new(&allocator, 1024);
    selon_engine_options options = {.data_folder = p->folder};
    resource_store *store = resource_store_new(a, &options);
    while (arena_try_alloc(a, 16) != NULL) limit = 0; /* uses the first chunk up */
    size_t size;
    int error;
    assert_null(resource_find(store, "fr", "time.txt", &size, &error));
    assert_int_equal(error, SELON_ERROR_MEMORY);
    arena_free(a);
}

static void test_builtin(void **state)
{
    place *p = *state;
    resource_store *store = resource_store_new(p->arena, NULL);
    for (size_t i = 0; resource_builtin[i].name != NULL; i++) {
        char language[8];
        const char *slash = strchr(resource_builtin[i].name, '/');
        assert_non_null(slash);
        snprintf(language, sizeof language, "%.*s", (int)(slash - resource_builtin[i].name), resource_builtin[i].name);
        size_t size;
        int error;
        const void *bytes = resource_find(store, language, slash + 1, &size, &error);
        assert_ptr_equal(bytes, resource_builtin[i].bytes);
        assert_int_equal(size, resource_builtin[i].size);
        assert_true(size > 0);
    }
    size_t size;
    int error;
    assert_null(resource_find(store, "zz", "text.txt", &size, &error));
    assert_int_equal(error, SELON_OK);
}

/* ---- words ---- */

static void test_vocabulary(void **state)
{
    place *p = *state;
    vocabulary *v = vocabulary_new(p->arena);
    assert_int_equal(vocabulary_size(v), 1);
    uint32_t dire = vocabulary_intern(v, "dire", 4);
    assert_int_equal(dire, 1);
    assert_int_equal(vocabulary_intern(v, "DIRE", 4), dire);
    assert_int_equal(vocabulary_intern(v, "dit", 3), 2);
    assert_int_equal(vocabulary_find(v, hash_form("Dire", 4)), dire);
    assert_int_equal(vocabulary_find(v, hash_form("nier", 4)), 0);
    assert_int_equal(vocabulary_size(v), 3);
    assert_int_equal(vocabulary_intern(v, "l\u2019", 4), vocabulary_intern(v, "l'", 2));
}

static void test_vocabulary_grows(void **state)
{
    place *p = *state;
    enum { COUNT = 60000 };
    vocabulary *v = vocabulary_new(p->arena);
    char word[16];
    for (uint32_t i = 0; i < COUNT; i++) {
        int size = snprintf(word, sizeof word, "w%u", (unsigned)i);
        assert_int_equal(vocabulary_intern(v, word, (size_t)size), i + 1);
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        int size = snprintf(word, sizeof word, "W%u", (unsigned)i);
        assert_int_equal(vocabulary_find(v, hash_form(word, (size_t)size)), i + 1);
    }
    assert_int_equal(vocabulary_size(v), COUNT + 1);
}

typedef struct known {
    uint32_t count, word, at;
} known;

static void known_see(void *payload, uint32_t word, uint32_t at)
{
    *(known *)payload = (known){((known *)payload)->count + 1, word, at};
}

/* A list's words are found by their places in it, but for those that were there before. */
static void test_vocabulary_takes_a_list(void **state)
{
    place *p = *state;
    enum { COUNT = 5000 };
    static uint64_t forms[COUNT];
    static unsigned char list[COUNT * 8];
    vocabulary *v = vocabulary_new(p->arena);
    uint64_t form = 0;
    for (uint32_t i = 0; i < COUNT; i++) {
        form += i % 50 == 49 ? UINT64_MAX / COUNT * 40 : 1 + i % 3; /* fifty in a heap, then far on */
        forms[i] = form - 1;
        for (unsigned k = 0; k < 8; k++) list[i * 8 + k] = (unsigned char)(forms[i] >> 8 * k);
    }
    assert_true(forms[0] == 0);
    uint32_t early = vocabulary_intern_form(v, forms[7]), other = vocabulary_intern_form(v, 12345678901);
    uint32_t first = vocabulary_add_list(v, list, COUNT);
    assert_int_equal(first, 3);
    assert_int_equal(vocabulary_size(v), 3 + COUNT);
    known seen = {0};
    vocabulary_list_known(v, known_see, &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.word, early);
    assert_int_equal(seen.at, 7);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_int_equal(vocabulary_find(v, forms[i]), i == 7 ? early : first + i);
        assert_int_equal(vocabulary_intern_form(v, forms[i]), i == 7 ? early : first + i);
        assert_int_equal(vocabulary_find(v, forms[i] + 5000), 0);
    }
    assert_int_equal(vocabulary_find(v, 12345678901), other);
    assert_int_equal(vocabulary_find(v, UINT64_MAX), 0);
    for (uint32_t i = 0; i < COUNT; i++) /* more words may come */
        assert_int_equal(vocabulary_intern_form(v, UINT64_MAX - i), first + COUNT + i);
    assert_int_equal(vocabulary_add_list(v, list, COUNT), 0); /* but no other list */
}

static void test_word_table(void **state)
{
    place *p = *state;
    WORD_TABLE(uint8_t) months = {0};
    assert_int_equal(WORD_GET(&months, 7), 0);
    WORD_SET(p->arena, &months, 7, 3);
    WORD_SET(p->arena, &months, 5000, 9);
    assert_int_equal(WORD_GET(&months, 7), 3);
    assert_int_equal(WORD_GET(&months, 8), 0);
    assert_int_equal(WORD_GET(&months, 5000), 9);
    assert_int_equal(WORD_GET(&months, UINT32_MAX), 0);
    assert_null(WORD_AT(&months, UINT32_MAX));
    assert_int_equal(*WORD_AT(&months, 5000), 9);
}

/* What is beyond a line's last field would be lost without a word. */
static void test_own_lines_are_read_whole(void **state)
{
    place *p = *state;
    static const char *const names[][2] = {{"fr", "people.txt"},  {"fr", "cues.txt"},   {"fr", "time.txt"},
                                           {"fr", "grammar.txt"}, {"en", "people.txt"}, {"en", "cues.txt"},
                                           {"en", "time.txt"},    {"en", "grammar.txt"}};
    resource_store *store = resource_store_new(p->arena, NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size;
        int error;
        const void *bytes = resource_find(store, names[i][0], names[i][1], &size, &error);
        assert_non_null(bytes);
        resource_reader reader = resource_read(bytes, size);
        const resource_line *line;
        while ((line = resource_next(&reader)) != NULL) {
            const char *last = line->field[line->count - 1].text + line->field[line->count - 1].size;
            assert_true(last == (const char *)bytes + size || *last != '\t');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sections_and_fields),
        cmocka_unit_test(test_empty_fields),
        cmocka_unit_test(test_too_many_fields),
        cmocka_unit_test_setup_teardown(test_own_lines_are_read_whole, place_set_up, place_tear_down),
        cmocka_unit_test(test_empty_input),
        cmocka_unit_test(test_section_alone_in_brackets),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_long_number_is_none),
        cmocka_unit_test_setup_teardown(test_given_wins_over_folder, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_count_bounds_what_is_given, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_folder, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_folder_without_the_file, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_folder_that_cannot_be_read, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_file_without_memory, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_builtin, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_vocabulary, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_vocabulary_grows, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_vocabulary_takes_a_list, place_set_up, place_tear_down),
        cmocka_unit_test_setup_teardown(test_word_table, place_set_up, place_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
