/* SPDX-License-Identifier: Apache-2.0
 *
 * test_network.c - model/network and attribution/encoder: what a small network
 * says against the same computed plainly here, the same numbers on all sorts of
 * machines, and which bytes are refused.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attribution/attributor.h"
#include "base/hash.h"
#include "model/resource.h"
#include "selon.h"
#include "tiny_language.h"

#define WORDS 23
#define W TINY_WIDTH

typedef struct fixture {
    arena *arena;
    unsigned char bytes[TINY_ENCODER + 8192];
    size_t size;
    network *network;
    network_room *room;
    uint64_t signs[WORDS][SIGNS];
} fixture;

static network *load(fixture *f, const void *bytes, size_t size)
{
    int error = -1;
    network *n = encoder_load(f->arena, bytes, size, &error);
    assert_int_equal(error, n != NULL ? SELON_OK : SELON_ERROR_DATA);
    return n;
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    selon_allocator allocator = allocator_default();
    if (f == NULL || (f->arena = arena_new(&allocator, 1 << 16)) == NULL) return 1;
    f->size = tiny_encoder_make(f->bytes, 2);
    f->network = load(f, f->bytes, f->size);
    f->room = network_room_new(f->arena, f->network);
    for (unsigned i = 0; i < WORDS; i++)
        for (unsigned s = 0; s < SIGNS; s++)
            f->signs[i][s] = s < 2 ? hash_form("mayor", 5 - i % 3) : i * 7 % encoder_rows[s];
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    arena_free(f->arena);
    free(f);
    return 0;
}

static void add(const network *n, const uint64_t *signs, unsigned from, unsigned to, float *sum)
{
    uint32_t rows[SIGNS];
    network_expect(n, signs);
    network_rows(n, signs, from, to, rows);
    network_add(n, rows, from, to, sum, sum);
}

static float run(fixture *f, network *n, unsigned count, float (*roles)[NETWORK_ROLES])
{
    for (unsigned i = 0; i < count; i++) {
        float *sum = network_word(f->room, i);
        network_bias(n, sum);
        add(n, f->signs[i], 0, SIGNS, sum);
    }
    return network_run(n, f->room, count, count / 2, count / 2 + 1, roles);
}

/* ---- the same once more, as network.h describes it ---- */

typedef struct plain {
    const unsigned char *at;
} plain;

static float take_float(plain *p)
{
    uint32_t n = p->at[0] | (uint32_t)p->at[1] << 8 | (uint32_t)p->at[2] << 16 | (uint32_t)p->at[3] << 24;
    float f;
    memcpy(&f, &n, sizeof f);
    p->at += 4;
    return f;
}

/* Inputs as whole steps: of their largest, or of 2 / 127 where they have a sign. */
static void cut_to_steps(const float *x, unsigned count, bool sign, float *out)
{
    float most = 0;
    for (unsigned i = 0; i < count; i++) most = fmaxf(most, x[i]);
    for (unsigned i = 0; i < count; i++)
        out[i] = sign       ? floorf((x[i] + 1) * 63.5f + 0.5f) / 63.5f - 1
                 : most > 0 ? floorf(x[i] * (127 / most) + 0.5f) * (most / 127)
                            : 0;
}

/* y = M x + bias, for `count` words. */
static void take_matrix(plain *p, unsigned out, unsigned in, bool sign, const float *inputs, unsigned count, float *y)
{
    float x[WORDS * 3 * W];
    for (unsigned w = 0; w < count; w++) cut_to_steps(inputs + w * in, in, sign, x + w * in);
    const unsigned char *steps = p->at, *items = steps + out * 4, *biases = items + (out * in + 3) / 4 * 4;
    for (unsigned o = 0; o < out; o++) {
        float step = take_float(&(plain){steps + o * 4}), bias = take_float(&(plain){biases + o * 4});
        for (unsigned w = 0; w < count; w++) {
            double sum = 0;
            for (unsigned i = 0; i < in; i++) sum += (double)(int8_t)items[o * in + i] * (double)x[w * in + i];
            y[w * out + o] = (float)(sum * (double)step) + bias;
        }
    }
    p->at = biases + out * 4;
}

static float squashed(float x)
{
    return x / (1 + fabsf(x));
}

static void add_positive(float *h, const float *x, unsigned count)
{
    for (unsigned i = 0; i < count; i++) h[i] += x[i] > 0 ? x[i] : 0;
}

static void plain_layer(plain *p, float *h, unsigned count)
{
    float wide[WORDS * 4 * W], states[WORDS * 2 * W], out[WORDS * W];
    take_matrix(p, 4 * W, W, false, h, count, wide);
    for (unsigned k = 0; k < 2 * W; k++) {
        float state = 0;
        for (unsigned n = 0; n < count; n++) {
            unsigned i = k < W ? n : count - 1 - n;
            float gate = 0.5f + 0.5f * squashed(wide[i * 4 * W + k]);
            state += gate * (squashed(wide[i * 4 * W + 2 * W + k]) - state);
            states[i * 2 * W + k] = state;
        }
    }
    take_matrix(p, W, 2 * W, true, states, count, out);
    add_positive(h, out, count * W);
}

static float plain_run(fixture *f, unsigned count, float (*roles)[NETWORK_ROLES])
{
    float h[WORDS * W], parts[WORDS * 3 * W], near[WORDS * W] = {0}, scores[WORDS * NETWORK_ROLES];
    float seen[3 * W] = {0}, hidden[NETWORK_HIDDEN], cue;
    size_t layers = 2 * (4 * W * 4 + 4 * W * W + 4 * W * 4 + W * 4 + 2 * W * W + W * 4);
    size_t ends = (NETWORK_ROLES * 8 + NETWORK_ROLES * W) + (NETWORK_HIDDEN * 8 + NETWORK_HIDDEN * 3 * W) +
                  (8 + NETWORK_HIDDEN);
    plain p = {f->bytes + f->size - ends - layers - (3 * W * 8 + 3 * W * W)};
    for (unsigned i = 0; i < count; i++) {
        network_bias(f->network, h + i * W);
        add(f->network, f->signs[i], 0, SIGNS, h + i * W);
        for (unsigned k = 0; k < W; k++) h[i * W + k] = h[i * W + k] > 0 ? h[i * W + k] : 0;
    }
    take_matrix(&p, 3 * W, W, false, h, count, parts);
    for (unsigned i = 0; i < count; i++)
        for (unsigned k = 0; k < W; k++) {
            near[i * W + k] = parts[i * 3 * W + W + k];
            if (i > 0) near[i * W + k] += parts[(i - 1) * 3 * W + k];
            if (i + 1 < count) near[i * W + k] += parts[(i + 1) * 3 * W + 2 * W + k];
        }
    add_positive(h, near, count * W);
    plain_layer(&p, h, count);
    plain_layer(&p, h, count);
    take_matrix(&p, NETWORK_ROLES, W, false, h, count, scores);
    for (unsigned i = 0; i < count; i++) {
        float total = 0;
        for (unsigned k = 0; k < NETWORK_ROLES; k++) total += expf(scores[i * NETWORK_ROLES + k]);
        for (unsigned k = 0; k < NETWORK_ROLES; k++) roles[i][k] = expf(scores[i * NETWORK_ROLES + k]) / total;
    }
    for (unsigned k = 0; k < W; k++) {
        seen[k] = h[count / 2 * W + k];
        for (unsigned i = 0; i < count; i++) {
            seen[W + k] = fmaxf(seen[W + k], h[i * W + k]);
            seen[2 * W + k] += h[i * W + k] / (float)count;
        }
    }
    take_matrix(&p, NETWORK_HIDDEN, 3 * W, false, seen, 1, hidden);
    for (unsigned k = 0; k < NETWORK_HIDDEN; k++) hidden[k] = hidden[k] > 0 ? hidden[k] : 0;
    take_matrix(&p, 1, NETWORK_HIDDEN, false, hidden, 1, &cue);
    assert_ptr_equal(p.at, f->bytes + f->size);
    return cue;
}

static void test_says_what_the_method_says(void **state)
{
    fixture *f = *state;
    for (unsigned count = 1; count <= WORDS; count++) {
        float roles[WORDS][NETWORK_ROLES], right[WORDS][NETWORK_ROLES];
        float cue = run(f, f->network, count, roles), wanted = plain_run(f, count, right);
        assert_true(fabsf(cue - wanted) < 0.02f * fabsf(wanted) + 0.05f);
        for (unsigned i = 0; i < count; i++)
            for (unsigned k = 0; k < NETWORK_ROLES; k++) assert_true(fabsf(roles[i][k] - right[i][k]) < 0.03f);
    }
}

/* Two networks of the same file run alike on `count` words, to the bit. */
static void assert_alike(fixture *f, network *one, network *other, unsigned count)
{
    float roles[WORDS][NETWORK_ROLES], others[WORDS][NETWORK_ROLES];
    float cue = run(f, one, count, roles), other_cue = run(f, other, count, others);
    assert_memory_equal(&cue, &other_cue, sizeof cue);
    assert_memory_equal(roles, others, count * sizeof *roles);
}

static void test_is_the_same_on_all_machines(void **state)
{
    fixture *f = *state;
    network *plain = load(f, f->bytes, f->size), *avx2 = load(f, f->bytes, f->size);
    network_be_plain(plain);
    network_be_avx2(avx2);
    for (unsigned count = 1; count <= WORDS; count++) {
        assert_alike(f, f->network, plain, count);
        assert_alike(f, f->network, avx2, count);
    }
}

/* Widths and numbers as they are in use, which are others than the tiny network's. */
static void test_shipped_are_the_same_on_all_machines(void **state)
{
    fixture *f = *state;
    network_room *room = f->room;
    unsigned tried = 0;
    for (const selon_resource *r = resource_builtin; r->name != NULL; r++) {
        if (strstr(r->name, "/encoder.bin") == NULL) continue;
        network *wide = load(f, r->bytes, r->size), *plain = load(f, r->bytes, r->size),
                *avx2 = load(f, r->bytes, r->size);
        network_be_plain(plain);
        network_be_avx2(avx2);
        f->room = network_room_new(f->arena, wide);
        uint64_t any = 1;
        for (unsigned turn = 0; turn < 200; turn++) {
            for (unsigned i = 0; i < WORDS; i++)
                for (unsigned s = 0; s < SIGNS; s++)
                    f->signs[i][s] = s < 2 ? (any = hash_mix(any + 1)) : (any = hash_mix(any + 1)) % encoder_rows[s];
            assert_alike(f, wide, plain, 1 + turn % WORDS);
            assert_alike(f, wide, avx2, 1 + turn % WORDS);
        }
        tried++;
    }
    f->room = room;
    assert_true(tried >= 2);
}

static void test_log_odds(void **state)
{
    fixture *f = *state;
    network *plain = load(f, f->bytes, f->size), *avx2 = load(f, f->bytes, f->size);
    network_be_plain(plain);
    network_be_avx2(avx2);
    float p[64 * NETWORK_STRIDE], odds[64 * NETWORK_STRIDE], others[64 * NETWORK_STRIDE];
    const size_t count = sizeof p / sizeof *p;
    for (size_t i = 0; i < count; i++) p[i] = (float)i / (float)(count - 1);
    for (size_t i = 0; i < 40; i++) p[i] = ldexpf(1, -(int)i);
    network_log_odds(f->network, p, odds, count);
    for (size_t i = 0; i < count; i++) {
        double right = log(((double)p[i] + 1e-6) / (1 - (double)p[i] + 1e-6)), most = (double)NETWORK_LOG_ODDS_MOST;
        right = right > most ? most : right < -most ? -most : right;
        assert_true(fabs((double)odds[i] - right) < 3e-5);
    }
    network_log_odds(plain, p, others, count);
    assert_memory_equal(odds, others, sizeof odds);
    network_log_odds(avx2, p, others, count);
    assert_memory_equal(odds, others, sizeof odds);
}

/* Many words at once as one after the other; a sign that there is no row for is row 0's. */
static void test_adds_many_words(void **state)
{
    fixture *f = *state;
    float base[WORDS * W], sums[WORDS * W], one[W];
    network *networks[] = {f->network, load(f, f->bytes, f->size), load(f, f->bytes, f->size)};
    network_be_plain(networks[1]);
    network_be_avx2(networks[2]);
    for (unsigned i = 0; i < WORDS * W; i++) base[i] = (float)(i % 11) - 5;
    f->signs[3][SIGN_TREE] = UINT64_MAX;
    for (unsigned k = 0; k < 3; k++) {
        network_add_all(networks[k], f->signs[0], SIGN_DISTANCE, WORDS, base, sums);
        for (unsigned i = 0; i < WORDS; i++) {
            memcpy(one, base + i * W, sizeof one);
            add(networks[k], f->signs[i], SIGN_DISTANCE, SIGNS, one);
            assert_memory_equal(one, sums + i * W, sizeof one);
        }
    }
    f->signs[3][SIGN_TREE] = 3 * 7 % encoder_rows[SIGN_TREE];
}

/* A word that is not known is row 0's, one that is has its own. */
static void test_words_are_looked_up(void **state)
{
    fixture *f = *state;
    float known[W] = {0}, unknown[W] = {0}, other[W] = {0};
    uint64_t signs[SIGNS] = {hash_form("Mayor", 5)};
    add(f->network, signs, SIGN_WORD, SIGN_WORD + 1, known);
    signs[0] = hash_form("bridge", 6);
    add(f->network, signs, SIGN_WORD, SIGN_WORD + 1, unknown);
    signs[0] = hash_form("said", 4);
    add(f->network, signs, SIGN_WORD, SIGN_WORD + 1, other);
    assert_memory_not_equal(known, unknown, sizeof known);
    assert_memory_not_equal(known, other, sizeof known);
    for (unsigned k = 0; k < W; k++)
        assert_true(unknown[k] == 0.01f * (float)(int8_t)(unsigned char)(k * 29 % 255 - 127));
}

static void test_refuses_what_is_cut_or_changed(void **state)
{
    fixture *f = *state;
    unsigned char *copy = malloc(f->size + 1);
    assert_non_null(copy);
    for (size_t size = 0; size < f->size; size += size < 200 ? 1 : 97) assert_null(load(f, f->bytes, size));
    for (size_t at = 0; at < f->size; at += at < 200 ? 1 : 61) {
        memcpy(copy, f->bytes, f->size);
        copy[at] ^= 0x10;
        assert_null(load(f, copy, f->size));
    }
    memcpy(copy, f->bytes, f->size);
    copy[f->size] = 0;
    assert_null(load(f, copy, f->size + 1));
    assert_null(load(f, copy, tiny_vouch_encoder(copy, f->size + 1)));
    free(copy);
}

/* With a good checksum, numbers that make no sense. */
static void test_refuses_what_makes_no_sense(void **state)
{
    fixture *f = *state;
    const struct {
        size_t at;
        uint32_t value;
    } changes[] = {{24, 0},  {24, 8},          {24, 24},          {24, 4096},       {28, 5}, {32, 11},
                   {32, 13}, {36, 1},          {36, 3},           {36, 1 << 20},    {40, 0}, {40, UINT32_MAX},
                   {48, 23}, {88, UINT32_MAX}, {104, 0x7f800000}, {104, 0x7fc00000}};
    unsigned char *copy = malloc(f->size);
    assert_non_null(copy);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        memcpy(copy, f->bytes, f->size);
        tiny_put(copy + changes[i].at, changes[i].value, 4);
        if (memcmp(copy, f->bytes, f->size) == 0) continue;
        assert_null(load(f, copy, tiny_vouch_encoder(copy, f->size)));
    }
    free(copy);
}

/* The built-in languages have networks, and reading with and without differs. */
static void test_engine_reads_with_and_without(void **state)
{
    static const char text[] =
        "\"The bridge will open in May,\" Mayor Jane Roe told reporters. She promised lower tolls.";
    (void)state;
    float confidence[2];
    for (int fast = 0; fast < 2; fast++) {
        selon_engine *engine;
        selon_document *doc;
        selon_engine_options options = {.fast = fast};
        selon_read_options how = selon_read_options_default();
        how.language = "en";
        assert_int_equal(selon_engine_open(&engine, &options), SELON_OK);
        assert_int_equal(selon_read(&doc, engine, text, sizeof text - 1, &how), SELON_OK);
        assert_true(selon_document_statement_count(doc) >= 1);
        confidence[fast] = selon_document_statement(doc, 0)->confidence;
        selon_document_free(doc);
        selon_engine_close(engine);
    }
    assert_true(confidence[0] != confidence[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_says_what_the_method_says),
        cmocka_unit_test(test_is_the_same_on_all_machines),
        cmocka_unit_test(test_shipped_are_the_same_on_all_machines),
        cmocka_unit_test(test_log_odds),
        cmocka_unit_test(test_adds_many_words),
        cmocka_unit_test(test_words_are_looked_up),
        cmocka_unit_test(test_refuses_what_is_cut_or_changed),
        cmocka_unit_test(test_refuses_what_makes_no_sense),
        cmocka_unit_test(test_engine_reads_with_and_without),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
