/* SPDX-License-Identifier: Apache-2.0
 *
 * test_linear.c - model/linear: what a model's file says comes back, whatever
 * is not such a file is refused, and a score is the sum of its weights.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/linear.h"
#include "model/resource.h"

#define LOG2 6
#define WEIGHTS (1 << LOG2)
#define FILE_SIZE (LINEAR_HEADER + WEIGHTS)

static void make_file(uint8_t file[FILE_SIZE], float scale)
{
    for (int i = 0; i < WEIGHTS; i++) file[LINEAR_HEADER + i] = (uint8_t)(i * 37 - 128);
    linear_model_header(file, LOG2, scale, (const int8_t *)file + LINEAR_HEADER, 0);
}

static void test_round_trip(void **state)
{
    (void)state;
    uint8_t file[FILE_SIZE];
    make_file(file, 0.25f);
    linear_model m;
    assert_int_equal(linear_model_load(&m, file, sizeof file), SELON_OK);
    assert_int_equal(m.mask, WEIGHTS - 1);
    assert_true(m.scale == 0.25f);
    assert_ptr_equal(m.weights, file + LINEAR_HEADER); /* borrowed */
}

/* What follows the weights comes back as well, and is vouched for. */
static void test_more_behind_the_weights(void **state)
{
    (void)state;
    enum { MORE = 12 };
    uint8_t file[FILE_SIZE + MORE];
    make_file(file, 1);
    for (unsigned i = 0; i < MORE; i++) file[FILE_SIZE + i] = (uint8_t)i;
    linear_model_header(file, LOG2, 1, (const int8_t *)file + LINEAR_HEADER, MORE);
    linear_model m;
    assert_int_equal(file[8], 2); /* a program that does not know of it refuses the file */
    assert_int_equal(linear_model_load(&m, file, sizeof file), SELON_OK);
    assert_int_equal(m.mask, WEIGHTS - 1);
    assert_ptr_equal(m.more, file + FILE_SIZE);
    assert_int_equal(m.more_size, MORE);
    for (size_t size = 0; size < sizeof file; size++)
        assert_int_equal(linear_model_load(&m, file, size), SELON_ERROR_DATA);
    for (size_t i = 0; i < sizeof file; i++) {
        if (i >= 16 && i < 20) continue; /* the scale */
        for (int bit = 0; bit < 8; bit++) {
            file[i] ^= (uint8_t)(1 << bit);
            assert_int_equal(linear_model_load(&m, file, sizeof file), SELON_ERROR_DATA);
            assert_null(m.more);
            file[i] ^= (uint8_t)(1 << bit);
        }
    }
}

/* More than is ever behind the weights, though the file has it all. */
static void test_too_much_behind_the_weights(void **state)
{
    (void)state;
    uint8_t *file = calloc(1, FILE_SIZE + LINEAR_MORE_MOST + 1);
    assert_non_null(file);
    make_file(file, 1);
    linear_model m;
    for (size_t more = LINEAR_MORE_MOST; more <= LINEAR_MORE_MOST + 1; more++) {
        linear_model_header(file, LOG2, 1, (const int8_t *)file + LINEAR_HEADER, more);
        assert_int_equal(linear_model_load(&m, file, FILE_SIZE + more),
                         more == LINEAR_MORE_MOST ? SELON_OK : SELON_ERROR_DATA);
    }
    free(file);
}

static void test_header_is_little_endian(void **state)
{
    (void)state;
    static const uint8_t BEGINNING[24] = {'S', 'E', 'L',  'O', 'N', 'L', 'I', 'N', 1,    0,
                                          0,   0,   LOG2, 0,   0,   0,   0,   0,   0x80, 0x3E};
    uint8_t file[FILE_SIZE];
    make_file(file, 0.25f); /* 0x3E800000 */
    assert_memory_equal(file, BEGINNING, sizeof BEGINNING);
}

static void test_truncated(void **state)
{
    (void)state;
    uint8_t file[FILE_SIZE + 1] = {0};
    make_file(file, 1);
    linear_model m;
    for (size_t size = 0; size <= FILE_SIZE + 1; size++) {
        uint8_t *copy = malloc(size ? size : 1); /* of its own, so that a sanitizer sees what is read beyond */
        memcpy(copy, file, size);
        assert_int_equal(linear_model_load(&m, copy, size), size == FILE_SIZE ? SELON_OK : SELON_ERROR_DATA);
        if (size != FILE_SIZE) assert_null(m.weights);
        free(copy);
    }
}

/* Every bit is vouched for but the four bytes of the scale. */
static void test_every_bit_changed(void **state)
{
    (void)state;
    uint8_t file[FILE_SIZE];
    make_file(file, 1);
    linear_model m;
    for (size_t i = 0; i < sizeof file; i++) {
        if (i >= 16 && i < 20) continue;
        for (int bit = 0; bit < 8; bit++) {
            file[i] ^= (uint8_t)(1 << bit);
            assert_int_equal(linear_model_load(&m, file, sizeof file), SELON_ERROR_DATA);
            assert_null(m.weights);
            file[i] ^= (uint8_t)(1 << bit);
        }
    }
}

static void test_scales_refused(void **state)
{
    (void)state;
    static const uint32_t BITS[] = {
        0, 0x80000000, 0xBF800000 /* -1 */, 0x7F800000 /* inf */, 0x7FC00000 /* nan */, 0x447A0000 /* 1000 */};
    uint8_t file[FILE_SIZE];
    linear_model m;
    for (size_t i = 0; i < sizeof BITS / sizeof *BITS; i++) {
        float scale;
        memcpy(&scale, &BITS[i], sizeof scale);
        make_file(file, scale);
        assert_int_equal(linear_model_load(&m, file, sizeof file), SELON_ERROR_DATA);
    }
}

static void test_sizes_refused(void **state)
{
    (void)state;
    static const uint8_t LOGS[] = {23, 31, 32, 63, 64, 255};
    uint8_t file[FILE_SIZE];
    linear_model m;
    for (size_t i = 0; i < sizeof LOGS; i++) {
        make_file(file, 1);
        file[12] = LOGS[i];
        assert_int_equal(linear_model_load(&m, file, sizeof file), SELON_ERROR_DATA);
    }
}

static void test_score(void **state)
{
    (void)state;
    uint8_t file[FILE_SIZE];
    make_file(file, 0.5f);
    linear_model m;
    assert_int_equal(linear_model_load(&m, file, sizeof file), SELON_OK);
    features f;
    features_clear(&f);
    assert_true(linear_score(&m, &f) == 0.0f);
    int sum = 0;
    for (uint32_t i = 0; i < 20; i++) {
        feature_add(&f, i, 7 * i);
        sum += (int8_t)file[LINEAR_HEADER + feature_hash(&f.items[i]) % WEIGHTS]; /* beyond the table wraps */
    }
    assert_true(linear_score(&m, &f) == 0.5f * (float)sum);
    assert_true(linear_score(&(linear_model){0}, &f) == 0.0f);
}

/* Of any number of features, at once or one by one: the same sum. The file ends
 * with its weights, so that nothing behind them may be looked at. */
static void test_score_at_once(void **state)
{
    (void)state;
    uint8_t *file = malloc(FILE_SIZE);
    assert_non_null(file);
    make_file(file, 0.25f);
    for (uint32_t i = 0; i < WEIGHTS; i++) file[LINEAR_HEADER + i] = (uint8_t)(i * 37 + 5);
    linear_model_header(file, LOG2, 0.25f, (int8_t *)file + LINEAR_HEADER, 0);
    linear_model m;
    assert_int_equal(linear_model_load(&m, file, FILE_SIZE), SELON_OK);
    linear_model plain = m;
    plain.wide = false;
    for (uint32_t count = 0; count <= FEATURES_MAX; count++) {
        features f;
        features_clear(&f);
        for (uint32_t i = 0; i < count; i++) feature_add(&f, i % 7, hash_join(count, i));
        assert_true(linear_score(&m, &f) == linear_score(&plain, &f));
    }
    free(file);
}

static void test_renamed(void **state)
{
    (void)state;
    features f;
    features_clear(&f);
    feature_add(&f, 3, 12345);
    feature_add(&f, 1003, 12345);
    feature_rename(&f.items[0], 1000);
    assert_int_equal(feature_hash(&f.items[0]), feature_hash(&f.items[1]));
}

static void test_features(void **state)
{
    (void)state;
    features f, g;
    features_clear(&f);
    features_clear(&g);
    feature_add(&f, 1, 2);
    feature_add(&f, 2, 1);
    feature_add(&f, 1, 3);
    feature_add(&g, 1, 2);
    assert_int_equal(features_count(&f), 3);
    assert_int_equal(feature_hash(&f.items[0]), feature_hash(&g.items[0]));
    assert_int_not_equal(feature_hash(&f.items[0]), feature_hash(&f.items[1]));
    assert_int_not_equal(feature_hash(&f.items[0]), feature_hash(&f.items[2]));
    while (!features_are_full(&f)) feature_add(&f, 9, 1);
    assert_int_equal(features_count(&f), FEATURES_MAX);
    features_clear(&f);
    assert_int_equal(features_count(&f), 0);
}

/* The weights that the library comes with. */
static void test_built_in(void **state)
{
    static const char *const CODES[] = {"fr", "en"};
    (void)state;
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 12);
    assert_non_null(a);
    if (setjmp(*arena_escape(a)) != 0) abort();
    resource_store *store = resource_store_new(a, NULL);
    for (size_t i = 0; i < 2; i++) {
        size_t size;
        int error;
        linear_model m;
        const void *bytes = resource_find(store, CODES[i], "attribution.bin", &size, &error);
        assert_non_null(bytes);
        assert_int_equal(linear_model_load(&m, bytes, size), SELON_OK);
        bool all_zero = true;
        for (uint32_t k = 0; k <= m.mask; k++) all_zero &= m.weights[k] == 0;
        assert_false(all_zero);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_header_is_little_endian),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_every_bit_changed),
        cmocka_unit_test(test_scales_refused),
        cmocka_unit_test(test_sizes_refused),
        cmocka_unit_test(test_score),
        cmocka_unit_test(test_score_at_once),
        cmocka_unit_test(test_renamed),
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_built_in),
        cmocka_unit_test(test_more_behind_the_weights),
        cmocka_unit_test(test_too_much_behind_the_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
