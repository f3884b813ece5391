/* SPDX-License-Identifier: Apache-2.0
 *
 * test_model_file.c - model files: what is packed comes back, byte for byte;
 * whatever is changed or missing is refused with words; an engine reads with
 * them, from memory and from files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "attribution/attributor.h"
#include "model/mapped.h"
#include "model/model_file.h"
#include "purse.h"
#include "selon.h"
#include "tiny_language.h"

typedef struct fixture {
    tiny_language tiny;
    unsigned char *bytes;
    size_t size;
} fixture;

static unsigned char *packed(const char *language, const model_section *sections, size_t count, size_t *size)
{
    *size = model_file_size(sections, count);
    unsigned char *bytes = malloc(*size);
    assert_non_null(bytes);
    model_file_write(bytes, language, sections, count);
    return bytes;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    tiny_language_make(&f->tiny);
    f->bytes = packed("zz", f->tiny.sections, TINY_SECTIONS, &f->size);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    free(f->bytes);
    free(f);
    return 0;
}

/* Opens a copy that ends where its memory ends, so that a byte read beyond it
 * is found out by the sanitizer. */
static int try_open(const unsigned char *bytes, size_t size, model_problem *problem)
{
    unsigned char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    if (size > 0) memcpy(copy, bytes, size);
    model_file m;
    problem->text[0] = '\0';
    int error = model_file_open(&m, copy, size, problem);
    assert_true(error == SELON_OK || (error == SELON_ERROR_DATA && m.count == 0 && problem->text[0] != '\0'));
    free(copy);
    return error;
}

static void refused(const unsigned char *bytes, size_t size, const char *words)
{
    model_problem problem;
    assert_int_equal(try_open(bytes, size, &problem), SELON_ERROR_DATA);
    if (strstr(problem.text, words) == NULL) fail_msg("\"%s\" is not in \"%s\"", words, problem.text);
}

/* ---- the file ---- */

static void test_round_trip(void **state)
{
    fixture *f = *state;
    model_file m;
    model_problem problem;
    assert_int_equal(model_file_open(&m, f->bytes, f->size, &problem), SELON_OK);
    assert_string_equal(m.language, "zz");
    assert_string_equal(m.made_by, selon_version());
    assert_int_equal(m.count, TINY_SECTIONS);
    for (size_t i = 0; i < m.count; i++) {
        const model_section *s = model_file_find(&m, f->tiny.sections[i].name);
        assert_non_null(s);
        assert_int_equal(s->size, f->tiny.sections[i].size);
        if (s->size > 0) assert_memory_equal(s->bytes, f->tiny.sections[i].bytes, s->size);
        assert_int_equal(((const unsigned char *)s->bytes - f->bytes) % 64, 0);
        assert_int_equal(((const unsigned char *)s->bytes)[s->size], 0); /* texts end with a NUL */
    }
    assert_null(model_file_find(&m, "none.txt"));
}

/* The layout of model_file.h, byte by byte: it does not depend on the machine. */
static void test_layout(void **state)
{
    (void)state;
    const model_section one = {"a.txt", "hey", 3};
    size_t size;
    unsigned char *b = packed("fr", &one, 1, &size);
    assert_int_equal(size, 64 + 64 + 64);
    assert_memory_equal(b, "SelonMod\1\0\0\0\1\0\0\0\300\0\0\0\0\0\0\0", 24);
    assert_memory_equal(b + 32, "fr\0\0", 4);
    assert_int_equal(b[36], ATTRIBUTION_VERSION);
    assert_memory_equal(b + 64, "a.txt\0", 6);
    assert_memory_equal(b + 96, "\200\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0", 16);
    assert_memory_equal(b + 128, "hey\0", 4);
    free(b);
}

static void test_no_byte_changes_unseen(void **state)
{
    fixture *f = *state;
    model_problem problem;
    for (size_t i = 0; i < f->size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            f->bytes[i] ^= (unsigned char)(1 << bit);
            assert_int_equal(try_open(f->bytes, f->size, &problem), SELON_ERROR_DATA);
            f->bytes[i] ^= (unsigned char)(1 << bit);
        }
    }
    assert_int_equal(try_open(f->bytes, f->size, &problem), SELON_OK);
}

static void test_every_truncation(void **state)
{
    fixture *f = *state;
    for (size_t size = 0; size < f->size; size++) refused(f->bytes, size, size < 8 ? "no model file" : "cut off");
}

static void test_something_behind(void **state)
{
    fixture *f = *state;
    unsigned char *longer = calloc(1, f->size + 64);
    memcpy(longer, f->bytes, f->size);
    refused(longer, f->size + 1, "damaged");
    refused(longer, f->size + 64, "damaged");
    free(longer);
}

static void test_newer_format(void **state)
{
    fixture *f = *state;
    f->bytes[8] = MODEL_VERSION + 1;
    refused(f->bytes, f->size, "newer");
}

/* Makes the header's checksum right again: a file that was written so. */
static void vouch(unsigned char *b, size_t count)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ (MODEL_HEADER + count * MODEL_ENTRY);
    for (size_t i = 0; i < MODEL_HEADER + count * MODEL_ENTRY; i += 8) {
        uint64_t word = 0;
        for (int k = 0; k < 8 && i != 24; k++) word |= (uint64_t)b[i + (size_t)k] << 8 * k;
        h ^= word;
        h = (h << 29 | h >> 35) * UINT64_C(0x9e3779b97f4a7c15);
    }
    tiny_put(b + 24, hash_mix(h), 8);
}

static void test_other_features(void **state)
{
    fixture *f = *state;
    f->bytes[36] = ATTRIBUTION_VERSION + 1;
    vouch(f->bytes, TINY_SECTIONS);
    refused(f->bytes, f->size, "train it again");
}

/* Headers and tables with a right checksum that make no sense. */
static void test_crafted_tables(void **state)
{
    fixture *f = *state;
    static const struct {
        size_t at;
        uint64_t value;
        int size;
    } changes[] = {
        {12, 0, 4},           {12, 33, 4},       {12, UINT32_MAX, 4}, {16, 0, 8},          {16, UINT64_MAX, 8},
        {32, 0, 4},           {32, 0x41, 4},     {40, 0x01, 1},       {56, 1, 8},          {64, 0, 8},
        {64, 0x2f2e2e, 3},    {95, 0x61, 1},     {96, 0, 8},          {96, UINT64_MAX, 8}, {96, 577, 8},
        {104, UINT64_MAX, 8}, {104, 1 << 20, 8}, {104, 95, 8},        {112, 0, 8},         {120, 1, 8},
        {96, 0x240, 8},       {160, 0x3c0, 8},   {168, 1, 8},         {128, 0x41, 1},      {64, 0x7a, 1},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        unsigned char *b = malloc(f->size);
        model_problem problem;
        memcpy(b, f->bytes, f->size);
        tiny_put(b + changes[i].at, changes[i].value, changes[i].size);
        if (memcmp(b, f->bytes, f->size) != 0) {
            vouch(b, TINY_SECTIONS);
            assert_int_equal(try_open(b, f->size, &problem), SELON_ERROR_DATA);
        }
        free(b);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_true(model_name_is_good("cues.txt") && model_name_is_good("a-b_c.9"));
    assert_false(model_name_is_good("") || model_name_is_good(".x") || model_name_is_good("a/b"));
    assert_false(model_name_is_good("A") || model_name_is_good("abcdefghijklmnopqrstuvwxyzabcdef"));
    assert_true(model_language_is_good("fr") && model_language_is_good("oci"));
    assert_false(model_language_is_good("f") || model_language_is_good("FR") || model_language_is_good("abcd"));
}

/* ---- the engine ---- */

static const char article[] = "The mayor said that the bridge fell. According to Mr. Ito, it rusted.\n";

static int open_with(selon_engine **engine, const selon_resource *models, size_t count,
                     char *problem, // NOLINT(readability-non-const-parameter): the engine writes there
                     size_t size)
{
    selon_engine_options options = {.models = models, .model_count = count, .problem = problem, .problem_size = size};
    return selon_engine_open(engine, &options);
}

static void test_engine_reads_with_a_model(void **state)
{
    fixture *f = *state;
    selon_engine *engine;
    selon_document *doc;
    char problem[256] = "x";
    const selon_resource model = {"tiny.selon", f->bytes, f->size};
    assert_int_equal(open_with(&engine, &model, 1, problem, sizeof problem), SELON_OK);
    assert_string_equal(problem, "");
    assert_string_equal(selon_engine_language(engine, 0), "en"); /* added to the built-in ones */
    assert_string_equal(selon_engine_language(engine, 2), "zz");
    selon_read_options options = selon_read_options_default();
    options.language = "zz";
    assert_int_equal(selon_read(&doc, engine, article, sizeof article - 1, &options), SELON_OK);
    assert_null(selon_document_warning(doc, 0));
    assert_int_equal(selon_document_sentence_count(doc), 2); /* "Mr." is in its text.txt */
    selon_document_free(doc);
    selon_engine_close(engine);
}

/* A model takes the whole place of a built-in language; the last one counts. */
static void test_model_replaces_a_language(void **state)
{
    fixture *f = *state;
    selon_engine *engine;
    selon_document *doc;
    size_t size;
    unsigned char *french = packed("fr", f->tiny.sections, TINY_SECTIONS, &size);
    unsigned char *broken = packed("fr", f->tiny.sections + 7, 1, &size);
    const selon_resource models[] = {{"broken.selon", broken, size},
                                     {"fr.selon", french, model_file_size(f->tiny.sections, TINY_SECTIONS)}};
    assert_int_equal(open_with(&engine, models, 2, NULL, 0), SELON_OK);
    assert_null(selon_engine_language(engine, 2));
    static const char text[] = "Le maire a dit que le pont tombe.";
    selon_read_options options = selon_read_options_default();
    options.language = "fr";
    assert_int_equal(selon_read(&doc, engine, text, sizeof text - 1, &options), SELON_OK);
    assert_int_equal(selon_document_statement_count(doc), 0); /* it knows no French */
    selon_document_free(doc);
    selon_engine_close(engine);
    free(french);
    free(broken);
}

/* Without one of its files, or with one that makes no sense. */
static void test_sections_that_are_missing_or_broken(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < TINY_SECTIONS; i++) {
        for (int broken = 0; broken < 2; broken++) {
            bool weights = strstr(f->tiny.sections[i].name, ".bin") != NULL;
            bool optional = strcmp(f->tiny.sections[i].name, "parser.bin") == 0 ||
                            strcmp(f->tiny.sections[i].name, "encoder.bin") == 0;
            if ((broken && !weights) || (!broken && optional)) continue;
            model_section sections[TINY_SECTIONS];
            memcpy(sections, f->tiny.sections, sizeof sections);
            if (broken)
                sections[i].size--;
            else
                memmove(sections + i, sections + i + 1, (TINY_SECTIONS - i - 1) * sizeof *sections);
            size_t size;
            unsigned char *bytes = packed("zz", sections, TINY_SECTIONS - !broken, &size);
            const selon_resource model = {"tiny.selon", bytes, size};
            selon_engine *engine = (selon_engine *)f;
            char problem[256];
            assert_int_equal(open_with(&engine, &model, 1, problem, sizeof problem), SELON_ERROR_DATA);
            assert_null(engine);
            assert_non_null(strstr(problem, "tiny.selon"));
            assert_non_null(strstr(problem, f->tiny.sections[i].name));
            free(bytes);
        }
    }
}

static void test_problem_names_the_file(void **state)
{
    fixture *f = *state;
    selon_engine *engine;
    char problem[256], small[8];
    const selon_resource model = {"cut.selon", f->bytes, f->size - 1};
    assert_int_equal(open_with(&engine, &model, 1, problem, sizeof problem), SELON_ERROR_DATA);
    assert_non_null(strstr(problem, "cut.selon"));
    assert_int_equal(open_with(&engine, &model, 1, small, sizeof small), SELON_ERROR_DATA);
    assert_string_equal(small, "cut.sel");
    assert_int_equal(open_with(&engine, &model, 1, NULL, 0), SELON_ERROR_DATA);
    assert_int_equal(open_with(&engine, NULL, 1, problem, sizeof problem), SELON_ERROR_ARGUMENT);
}

static void test_too_many(void **state)
{
    fixture *f = *state;
    selon_engine *engine;
    char problem[256];
    selon_resource models[7];
    for (size_t i = 0; i < 7; i++) {
        size_t size;
        char code[] = {'x', (char)('a' + i), '\0'};
        unsigned char *bytes = packed(code, f->tiny.sections, TINY_SECTIONS, &size);
        models[i] = (selon_resource){"x.selon", bytes, size};
    }
    assert_int_equal(open_with(&engine, models, 6, problem, sizeof problem), SELON_OK);
    selon_engine_close(engine);
    assert_int_equal(open_with(&engine, models, 7, problem, sizeof problem), SELON_ERROR_LIMIT);
    assert_string_not_equal(problem, "");
    for (size_t i = 0; i < 7; i++) free((void *)(uintptr_t)models[i].bytes);
    const char *const paths[9] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    selon_engine_options options = {.model_paths = paths, .model_path_count = 9};
    assert_int_equal(selon_engine_open(&engine, &options), SELON_ERROR_LIMIT);
}

/* ---- files ---- */

static void test_engine_maps_a_file(void **state)
{
    fixture *f = *state;
    char path[] = "/tmp/selon-test-XXXXXX", problem[256];
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, f->bytes, f->size) == (ssize_t)f->size);
    close(file);
    const char *const paths[] = {path};
    selon_engine_options options = {
        .model_paths = paths, .model_path_count = 1, .problem = problem, .problem_size = sizeof problem};
    selon_engine *engine;
    assert_int_equal(selon_engine_open(&engine, &options), SELON_OK);
    assert_string_equal(selon_engine_language(engine, 2), "zz");
    assert_int_equal(unlink(path), 0); /* the mapping stays */
    selon_document *doc;
    selon_read_options how = selon_read_options_default();
    how.language = "zz";
    assert_int_equal(selon_read(&doc, engine, article, sizeof article - 1, &how), SELON_OK);
    selon_document_free(doc);
    selon_engine_close(engine);
    assert_int_equal(selon_engine_open(&engine, &options), SELON_ERROR_IO);
    assert_non_null(strstr(problem, path));
}

/* What cannot be mapped is read: a pipe. */
static void test_mapped_reads_a_pipe(void **state)
{
    (void)state;
    int ends[2];
    char path[32];
    mapped m;
    selon_allocator memory = allocator_default();
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "hello", 5), 5);
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    assert_int_equal(mapped_open(&m, path, 100, &memory), SELON_OK);
    assert_false(m.is_map);
    assert_int_equal(m.size, 5);
    assert_memory_equal(m.bytes, "hello", 5);
    mapped_close(&m, &memory);
    assert_null(m.bytes);
    close(ends[0]);
}

static void test_mapped_limit(void **state)
{
    (void)state;
    mapped m;
    selon_allocator memory = allocator_default();
    assert_int_equal(mapped_open(&m, "/dev/zero", 1000, &memory), SELON_ERROR_LIMIT);
    assert_null(m.bytes);
    assert_int_equal(mapped_open(&m, "/dev/null", 1000, &memory), SELON_OK);
    assert_int_equal(m.size, 0);
    mapped_close(&m, &memory);
    assert_int_equal(mapped_open(&m, "/", 1000, &memory), SELON_ERROR_IO);
    assert_int_equal(mapped_open(&m, "/nowhere/at/all", 1000, &memory), SELON_ERROR_IO);
}

/* ---- memory ---- */

static void test_every_allocation_fails_once(void **state)
{
    fixture *f = *state;
    char path[] = "/tmp/selon-test-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, f->bytes, f->size) == (ssize_t)f->size);
    close(file);
    const char *const paths[] = {path, "/dev/null"};
    const selon_resource model = {"tiny.selon", f->bytes, f->size};
    for (size_t with_empty = 0; with_empty < 2; with_empty++) {
        int error = SELON_ERROR_MEMORY;
        for (size_t n = 0; error == SELON_ERROR_MEMORY; n++) {
            purse p = {.left = n};
            selon_allocator allocator = purse_allocator(&p);
            selon_engine_options options = {.models = &model,
                                            .model_count = 1,
                                            .model_paths = paths,
                                            .model_path_count = 1 + with_empty,
                                            .allocator = &allocator};
            selon_engine *engine;
            error = selon_engine_open(&engine, &options);
            selon_engine_close(engine);
            assert_int_equal(p.lent, 0);
        }
        assert_int_equal(error, with_empty ? SELON_ERROR_DATA : SELON_OK);
    }
    unlink(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_round_trip),
        TEST(test_layout),
        TEST(test_no_byte_changes_unseen),
        TEST(test_every_truncation),
        TEST(test_something_behind),
        TEST(test_newer_format),
        TEST(test_other_features),
        TEST(test_crafted_tables),
        TEST(test_names),
        TEST(test_engine_reads_with_a_model),
        TEST(test_model_replaces_a_language),
        TEST(test_sections_that_are_missing_or_broken),
        TEST(test_problem_names_the_file),
        TEST(test_too_many),
        TEST(test_engine_maps_a_file),
        TEST(test_mapped_reads_a_pipe),
        TEST(test_mapped_limit),
        TEST(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
