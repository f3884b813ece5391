/* SPDX-License-Identifier: Apache-2.0
 *
 * test_transformer.c - model/transformer and model/pieces: what a small
 * transformer says against the same computed plainly here, the same numbers on
 * all sorts of machines, how words are cut, and which bytes are refused.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "model/resource.h"
#include "selon.h"
#include "tiny_transformer.h"

#define MARK "\xE2\x96\x81"
#define H SMALL_WIDTH

typedef struct fixture {
    arena *arena;
    unsigned char transformer[SMALL_TRANSFORMER], pieces[SMALL_VOCABULARY];
    size_t transformer_size, pieces_size;
    pieces *vocabulary;
} fixture;

static small_piece known[] = {
    {"un", -2}, {"u", -6},     {"n", -6},          {"do", -5},       {"undo", -9},
    {"it", -3}, {"undoi", -3}, {"t", -9},          {"\xC3\xA9", -4}, {"t\xC3\xA9", -5},
    {"e", -5},  {MARK, -3},    {MARK "un", -2.5f}, {"a", -1},        {"\xF0\x9F\x8C\x8D", -8},
};
#define KNOWN (sizeof known / sizeof *known)

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    selon_allocator allocator = allocator_default();
    int error;
    if (f == NULL || (f->arena = arena_new(&allocator, 1 << 16)) == NULL) return 1;
    f->transformer_size = small_transformer_make(f->transformer);
    f->pieces_size = small_vocabulary_make(f->pieces, known, KNOWN);
    f->vocabulary = pieces_load(f->arena, f->pieces, f->pieces_size, &error);
    *state = f;
    return f->vocabulary == NULL;
}

static int teardown(void **state)
{
    fixture *f = *state;
    arena_free(f->arena);
    free(f);
    return 0;
}

/* ---- pieces ---- */

static uint32_t number_of(const char *text)
{
    for (uint32_t i = 0; i < KNOWN; i++)
        if (strcmp(known[i].text, text) == 0) return i + PIECES_SPECIAL;
    return PIECE_UNKNOWN;
}

/* `wanted`: pieces with '|' between them, '?' for the unknown one. */
static void assert_cut(const fixture *f, const char *word, bool behind_space, const char *wanted)
{
    uint32_t out[PIECES_WORD + 1];
    size_t count = pieces_cut(f->vocabulary, word, strlen(word), behind_space, out, PIECES_WORD + 1), at = 0;
    char text[64];
    for (const char *p = wanted; *p != '\0'; at++) {
        size_t n = strcspn(p, "|");
        memcpy(text, p, n);
        text[n] = '\0';
        assert_true(at < count);
        assert_int_equal(out[at], number_of(text));
        p += n + (p[n] == '|');
    }
    assert_int_equal(count, at);
}

static void test_likeliest_cut(void **state)
{
    const fixture *f = *state;
    assert_cut(f, "undo", false, "un|do");      /* -7; the longest is -9 */
    assert_cut(f, "undoit", false, "un|do|it"); /* -10; the longest first would be -12 */
    assert_cut(f, "undoi", false, "undoi");
    assert_cut(f, "undo", true, MARK "un|do");
    assert_cut(f, "do", true, MARK "|do");
    assert_cut(f, "", true, MARK);
    assert_cut(f, "", false, "?");
}

static void test_characters_of_many_bytes(void **state)
{
    const fixture *f = *state;
    assert_cut(f, "t\xC3\xA9", false, "t\xC3\xA9");
    assert_cut(f, "\xC3\xA9t\xC3\xA9", false, "\xC3\xA9|t\xC3\xA9");
    assert_cut(f,
               "\xF0\x9F\x8C\x8D"
               "a",
               true, MARK "|\xF0\x9F\x8C\x8D|a");
    assert_cut(f, "\xF0\x9F\x8C\x8E", false, "?"); /* one character, one unknown piece */
    assert_cut(f,
               "a\xC3\xA8"
               "a",
               false, "a|?|a");
    assert_cut(f, "a a", false, "a|?|a");
    assert_cut(f,
               "a\xC2\xA0"
               "a",
               false, "a|?|a");
    assert_cut(f, "\xA9\xA9", false, "?"); /* what follows no first byte */
}

static void test_long_words(void **state)
{
    const fixture *f = *state;
    char word[2 * PIECES_WORD];
    uint32_t out[PIECES_WORD + 8], fewer[3] = {0, 0, 77};
    memset(word, 'a', sizeof word);
    assert_int_equal(pieces_cut(f->vocabulary, word, sizeof word, false, out, PIECES_WORD + 8), PIECES_WORD);
    assert_int_equal(pieces_cut(f->vocabulary, word, sizeof word, true, out, PIECES_WORD + 8), PIECES_WORD + 1);
    for (unsigned i = 0; i <= PIECES_WORD; i++) assert_int_equal(out[i], number_of(i == 0 ? MARK : "a"));
    assert_int_equal(pieces_cut(f->vocabulary, "undoit", 6, false, fewer, 2), 2);
    assert_int_equal(fewer[0], number_of("un"));
    assert_int_equal(fewer[1], number_of("do"));
    assert_int_equal(fewer[2], 77);
    assert_int_equal(pieces_cut(f->vocabulary, "undoit", 6, false, fewer, 0), 0);
    assert_int_equal(pieces_cut(f->vocabulary, "", 0, false, fewer, 0), 0);
}

static float float_at(const unsigned char *p)
{
    uint32_t n = bytes_le32(p);
    float f;
    memcpy(&f, &n, sizeof f);
    return f;
}

static void test_rows(void **state)
{
    const fixture *f = *state;
    const uint32_t count = KNOWN + PIECES_SPECIAL;
    const unsigned char *steps = f->pieces + 40 + KNOWN * 12, *many = steps + (size_t)count * 4,
                        *halves = many + (count + 3) / 4 * 4;
    float row[H];
    assert_int_equal(pieces_width(f->vocabulary), H);
    for (uint32_t i = 0; i < count; i++) {
        pieces_row(f->vocabulary, i, row);
        for (uint32_t k = 0; k < H; k++) {
            int half = halves[i * (H / 2) + k / 2] >> (k % 2 * 4) & 15;
            assert_true(row[k] == float_at(steps + (size_t)i * 4) * (float)(int8_t)many[i] * (float)(half - 8));
        }
    }
}

/* ---- the transformer once more, as transformer.h describes it ---- */

static double plain_float(const unsigned char **p)
{
    *p += 4;
    return (double)float_at(*p - 4);
}

static void plain_norm(const unsigned char **p, double *rows, unsigned count, double epsilon)
{
    const unsigned char *gain = *p, *shift = gain + (size_t)H * 4;
    *p += (size_t)H * 8;
    for (unsigned i = 0; i < count; i++, rows += H) {
        double mean = 0, variance = 0;
        for (unsigned k = 0; k < H; k++) mean += rows[k] / H;
        for (unsigned k = 0; k < H; k++) variance += (rows[k] - mean) * (rows[k] - mean) / H;
        for (unsigned k = 0; k < H; k++)
            rows[k] = (rows[k] - mean) / sqrt(variance + epsilon) * (double)float_at(gain + (size_t)k * 4) +
                      (double)float_at(shift + (size_t)k * 4);
    }
}

/* 32 inputs as whole steps of their largest. */
static void plain_cut(const double *x, double *out)
{
    double most = 0;
    for (unsigned k = 0; k < 32; k++) most = fmax(most, fabs(x[k]));
    for (unsigned k = 0; k < 32; k++) out[k] = most > 0 ? floor(x[k] * (127 / most) + 0.5) * (most / 127) : 0;
}

static void plain_matrix(const unsigned char **p, unsigned out, unsigned in, const double *rows, unsigned count,
                         double *y, bool add)
{
    const unsigned char *steps = *p, *many = steps + (size_t)out * 4, *halves = many + out * in / 32,
                        *bias = halves + (size_t)out * in / 2;
    double cut[SMALL_INNER];
    for (unsigned i = 0; i < count; i++) {
        for (unsigned k = 0; k < in; k += 32) plain_cut(rows + i * in + k, cut + k);
        for (unsigned o = 0; o < out; o++) {
            double sum = (double)float_at(bias + (size_t)o * 4), step = (double)float_at(steps + (size_t)o * 4);
            for (unsigned k = 0; k < in; k++)
                sum += cut[k] * step * (int8_t)many[(o * in + k) / 32] *
                       ((halves[(o * in + k) / 2] >> (k % 2 * 4) & 15) - 8);
            y[i * out + o] = sum + (add ? y[i * out + o] : 0);
        }
    }
    *p = bias + (size_t)out * 4;
}

static void plain_attend(const double *q, const double *k, const double *v, unsigned count, double *seen)
{
    const unsigned size = H / SMALL_HEADS;
    for (unsigned from = 0; from < H; from += size)
        for (unsigned i = 0; i < count; i++) {
            double looks[SMALL_PLACES], sum = 0;
            for (unsigned j = 0; j < count; j++) {
                double x = 0;
                for (unsigned d = from; d < from + size; d++) x += q[i * H + d] * k[j * H + d];
                sum += looks[j] = exp(x / sqrt(size));
            }
            for (unsigned d = from; d < from + size; d++) {
                seen[i * H + d] = 0;
                for (unsigned j = 0; j < count; j++) seen[i * H + d] += looks[j] / sum * v[j * H + d];
            }
        }
}

static void plain_run(const fixture *f, double *rows, unsigned count)
{
    const unsigned char *p = f->transformer + 44, *steps, *items;
    double epsilon = plain_float(&p), q[SMALL_PLACES * H], k[SMALL_PLACES * H], v[SMALL_PLACES * H],
           seen[SMALL_PLACES * H], inner[SMALL_PLACES * SMALL_INNER];
    steps = p;
    items = p + (size_t)SMALL_PLACES * 4;
    for (unsigned i = 0; i < count * H; i++)
        rows[i] += (double)float_at(steps + (size_t)(i / H) * 4) * (int8_t)items[i];
    p = items + (size_t)SMALL_PLACES * H;
    plain_norm(&p, rows, count, epsilon);
    for (unsigned l = 0; l < SMALL_LAYERS; l++) {
        plain_matrix(&p, H, H, rows, count, q, false);
        plain_matrix(&p, H, H, rows, count, k, false);
        plain_matrix(&p, H, H, rows, count, v, false);
        plain_attend(q, k, v, count, seen);
        const unsigned char *rest = p + H * 4 + H + H * H / 2 + H * 4, *norms = rest;
        plain_matrix(&p, H, H, seen, count, rows, true);
        assert_ptr_equal(p, rest);
        norms += (SMALL_INNER * 8 + SMALL_INNER + SMALL_INNER * H / 2) + (H * 8 + 2 * H + SMALL_INNER * H / 2);
        plain_norm(&norms, rows, count, epsilon);
        plain_matrix(&p, SMALL_INNER, H, rows, count, inner, false);
        for (unsigned i = 0; i < count * SMALL_INNER; i++) inner[i] *= 0.5 * erfc(-inner[i] / sqrt(2));
        plain_matrix(&p, H, SMALL_INNER, inner, count, rows, true);
        plain_norm(&norms, rows, count, epsilon);
        p = norms;
    }
    assert_ptr_equal(p, f->transformer + f->transformer_size);
}

static transformer *load(const fixture *f, const void *bytes, size_t size)
{
    int error = -1;
    transformer *t = transformer_load(f->arena, bytes, size, &error);
    assert_int_equal(error, t != NULL ? SELON_OK : SELON_ERROR_DATA);
    return t;
}

static float input(unsigned i, unsigned turn)
{
    return (float)(hash_mix(i + 1000 * turn) % 2001) / 1000 - 1;
}

/* Inputs are cut to steps, and what lies between two of them may fall to
 * either: so a number may be a little off, but most are not. */
static void test_says_what_the_method_says(void **state)
{
    const fixture *f = *state;
    transformer *t = load(f, f->transformer, f->transformer_size);
    assert_int_equal(transformer_width(t), H);
    assert_int_equal(transformer_places(t), SMALL_PLACES);
    transformer_room *room = transformer_room_new(f->arena, t);
    double off = 0, wide = 0;
    for (unsigned turn = 0; turn < 40; turn++) {
        unsigned count = 1 + turn % SMALL_PLACES;
        double right[SMALL_PLACES * H];
        for (unsigned i = 0; i < count * H; i++) right[i] = (double)(transformer_piece(room, 0)[i] = input(i, turn));
        transformer_run(t, room, count);
        plain_run(f, right, count);
        for (unsigned i = 0; i < count * H; i++) {
            double by = fabs((double)transformer_piece(room, i / H)[i % H] - right[i]);
            assert_true(by < 0.1);
            off += by;
            wide += fabs(right[i]);
        }
    }
    assert_true(off < 0.003 * wide);
    transformer_run(t, room, 0); /* nothing to read */
}

/* ---- machines ---- */

static void assert_alike(const fixture *f, const void *bytes, size_t size, const unsigned *counts, unsigned turns)
{
    transformer *t = load(f, bytes, size), *others[] = {load(f, bytes, size), load(f, bytes, size)};
    assert_non_null(t);
    transformer_be_plain(others[0]);
    transformer_be_avx2(others[1]);
    transformer_room *room = transformer_room_new(f->arena, t), *other = transformer_room_new(f->arena, t);
    for (unsigned turn = 0; turn < turns; turn++) {
        const size_t all = counts[turn] * transformer_width(t);
        for (unsigned i = 0; i < all; i++) transformer_piece(room, 0)[i] = input(i, turn);
        transformer_run(t, room, counts[turn]);
        for (unsigned k = 0; k < 2; k++) {
            for (unsigned i = 0; i < all; i++) transformer_piece(other, 0)[i] = input(i, turn);
            transformer_run(others[k], other, counts[turn]);
            assert_memory_equal(transformer_piece(room, 0), transformer_piece(other, 0), all * sizeof(float));
        }
        for (unsigned i = 0; i < all; i++) assert_true(isfinite(transformer_piece(room, 0)[i]));
    }
}

static void test_is_the_same_on_all_machines(void **state)
{
    const fixture *f = *state;
    const unsigned counts[] = {1, 2, 3, 4, 5, 6, 7, 8};
    assert_alike(f, f->transformer, f->transformer_size, counts, 8);
}

/* The one that is in use is wider; its places are not all tried, the last ones are. */
static void test_shipped_is_the_same_on_all_machines(void **state)
{
    const unsigned counts[] = {1, 2, 7, 8, 17, TRANSFORMER_PIECES};
    for (const selon_resource *r = resource_builtin; r->name != NULL; r++)
        if (strcmp(r->name, "other/transformer.bin") == 0)
            assert_alike(*state, r->bytes, r->size, counts, SANITIZED ? 5 : 6);
}

/* Gains of nearly nothing and of a million, steps and epsilon likewise: what
 * comes out is a number, and the same everywhere. */
static void test_extremes_are_numbers(void **state)
{
    const fixture *f = *state;
    const size_t gain = 48 + SMALL_PLACES * 4 + SMALL_PLACES * H, query = gain + (size_t)H * 8;
    const float tiny[] = {0, 1e-45f, 1e-38f, 1e-36f, 1e-20f, 0.78f, -0.78f};
    const unsigned counts[] = {1, 5, 8};
    unsigned char *copy = malloc(f->transformer_size);
    assert_non_null(copy);
    for (unsigned i = 0; i < sizeof tiny / sizeof *tiny; i++)
        for (unsigned large = 0; large < 3; large++) {
            memcpy(copy, f->transformer, f->transformer_size);
            tiny_put_float(copy + 44, large == 2 ? 1e-45f : 1e-5f);
            for (size_t k = 0; k < H; k++) {
                tiny_put_float(copy + gain + k * 4, large == 1 ? (k % 2 ? 999999.0f : -999999.0f) : tiny[i]);
                tiny_put_float(copy + gain + (size_t)H * 4 + k * 4, 0);
                tiny_put_float(copy + query + k * 4, tiny[i]);
            }
            assert_alike(f, copy, small_vouch(copy, f->transformer_size, "SelonTrf"), counts, 3);
        }
    free(copy);
}

/* ---- what is refused ---- */

/* Of as many bytes as there are, so that a sanitizer sees what is read behind them. */
static bool is_taken(const fixture *f, const void *bytes, size_t size, bool is_pieces)
{
    int error = -1;
    void *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    void *made = is_pieces ? (void *)pieces_load(f->arena, copy, size, &error)
                           : (void *)transformer_load(f->arena, copy, size, &error);
    assert_int_equal(error, made != NULL ? SELON_OK : SELON_ERROR_DATA);
    free(copy);
    return made != NULL;
}

static void refuse_cut_and_changed(const fixture *f, const unsigned char *bytes, size_t size, bool is_pieces)
{
    const char *magic = is_pieces ? "SelonPcs" : "SelonTrf";
    unsigned char *copy = malloc(size + 4);
    assert_non_null(copy);
    assert_true(is_taken(f, bytes, size, is_pieces));
    for (size_t to = 0; to < size; to += to < 200 ? 1 : 4) {
        memcpy(copy, bytes, to);
        assert_false(is_taken(f, copy, to, is_pieces));
        assert_false(is_taken(f, copy, small_vouch(copy, to, magic), is_pieces));
    }
    for (size_t at = 0; at < size; at += at < 64 ? 1 : 61) {
        memcpy(copy, bytes, size);
        copy[at] ^= 0x10;
        assert_false(is_taken(f, copy, size, is_pieces));
    }
    memcpy(copy, bytes, size);
    memset(copy + size, 0, 4);
    for (size_t more = 1; more <= 4; more++) {
        assert_false(is_taken(f, copy, size + more, is_pieces));
        assert_false(is_taken(f, copy, small_vouch(copy, size + more, magic), is_pieces));
    }
    free(copy);
}

static void test_refuses_what_is_cut_or_changed(void **state)
{
    const fixture *f = *state;
    refuse_cut_and_changed(f, f->transformer, f->transformer_size, false);
    refuse_cut_and_changed(f, f->pieces, f->pieces_size, true);
}

typedef struct change {
    size_t at;
    uint32_t value;
} change;

static void refuse_changes(const fixture *f, const unsigned char *bytes, size_t size, bool is_pieces,
                           const change *changes, size_t count)
{
    unsigned char copy[SMALL_TRANSFORMER];
    for (size_t i = 0; i < count; i++) {
        memcpy(copy, bytes, size);
        tiny_put(copy + changes[i].at, changes[i].value, 4);
        assert_false(is_taken(f, copy, small_vouch(copy, size, is_pieces ? "SelonPcs" : "SelonTrf"), is_pieces));
    }
}

static void test_refuses_what_makes_no_sense(void **state)
{
    const fixture *f = *state;
    const size_t places = 48, query = places + SMALL_PLACES * 4 + SMALL_PLACES * H + (size_t)H * 8;
    const change in_transformer[] = {
        {24, 0},
        {24, 16},
        {24, 33},
        {24, 544},
        {24, UINT32_MAX},
        {28, 0},
        {28, 3},
        {28, 4},
        {28, UINT32_MAX},
        {28, 1u << 28},
        {32, 0},
        {32, 48},
        {32, 2080},
        {32, 1u << 31},
        {36, 1},
        {36, 3},
        {36, 13},
        {36, UINT32_MAX},
        {40, 0},
        {40, 1},
        {40, 2},
        {40, 7},
        {40, 257},
        {40, UINT32_MAX},
        {44, 0},
        {44, 0x80000000},
        {44, 0xBF800000},
        {44, 0x7F800000},
        {44, 0x7FC00000},
        {places, 0x7F800000},
        {places, 0x49742410},
        {query, 0x49742400},
        {query, 0xC9742400},
        {query, 0xFFC00000},
    };
    const change in_pieces[] = {
        {24, 0},
        {24, 16},
        {24, 64},
        {24, 544},
        {24, UINT32_MAX},
        {28, 0},
        {28, 2},
        {28, 3},
        {28, 17},
        {28, 19},
        {28, (1u << 20) + 1},
        {28, UINT32_MAX},
        {32, 0},
        {36, 0x7F800000},
        {36, 0x7FC00000},
        {44, UINT32_MAX},
        {40 + KNOWN * 8, 0x7FC00000},
        {40 + KNOWN * 12, 0x7F800000},
    };
    refuse_changes(f, f->transformer, f->transformer_size, false, in_transformer,
                   sizeof in_transformer / sizeof *in_transformer);
    refuse_changes(f, f->pieces, f->pieces_size, true, in_pieces, sizeof in_pieces / sizeof *in_pieces);
}

/* Of the right length all the same: fewer places, which leave no room for a word
 * between what a sentence begins and ends with; and a scale that would lead to
 * what is no number, of a step and of many steps that may each be. */
static void test_refuses_what_would_lead_astray(void **state)
{
    const fixture *f = *state;
    const size_t places = 48, rows = places + SMALL_PLACES * 4, behind = rows + SMALL_PLACES * H,
                 query = behind + (size_t)H * 8;
    unsigned char copy[SMALL_TRANSFORMER];
    for (unsigned few = 2; few <= 3; few++) {
        memcpy(copy, f->transformer, places + few * 4);
        tiny_put(copy + 40, few, 4);
        memcpy(copy + places + few * 4, f->transformer + rows, few * H);
        memcpy(copy + places + few * (4 + H), f->transformer + behind, f->transformer_size - behind);
        size_t size = f->transformer_size - (SMALL_PLACES - few) * (4 + H);
        assert_int_equal(is_taken(f, copy, small_vouch(copy, size, "SelonTrf"), false), few == 3);
    }
    for (unsigned many = 2; many <= 3; many++) {
        memcpy(copy, f->transformer, f->transformer_size);
        tiny_put_float(copy + query, 50);
        copy[query + H * 4] = (unsigned char)many;
        assert_int_equal(is_taken(f, copy, small_vouch(copy, f->transformer_size, "SelonTrf"), false), many == 2);
    }
}

/* The head of a file: another version, and a number of its own where there is none. */
static void test_refuses_other_heads(void **state)
{
    const fixture *f = *state;
    unsigned char copy[SMALL_TRANSFORMER];
    for (size_t at = 8; at < 16; at += 4) {
        memcpy(copy, f->transformer, f->transformer_size);
        copy[at] ^= 3;
        assert_false(is_taken(f, copy, f->transformer_size, false));
        memcpy(copy, f->pieces, f->pieces_size);
        copy[at] ^= 3;
        assert_false(is_taken(f, copy, f->pieces_size, true));
    }
    assert_false(is_taken(f, f->transformer, f->transformer_size, true));
    assert_false(is_taken(f, f->pieces, f->pieces_size, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_likeliest_cut),
        cmocka_unit_test(test_characters_of_many_bytes),
        cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_says_what_the_method_says),
        cmocka_unit_test(test_is_the_same_on_all_machines),
        cmocka_unit_test(test_shipped_is_the_same_on_all_machines),
        cmocka_unit_test(test_extremes_are_numbers),
        cmocka_unit_test(test_refuses_what_is_cut_or_changed),
        cmocka_unit_test(test_refuses_what_makes_no_sense),
        cmocka_unit_test(test_refuses_what_would_lead_astray),
        cmocka_unit_test(test_refuses_other_heads),
    };
    return cmocka_run_group_tests_name("transformer", tests, setup, teardown);
}
