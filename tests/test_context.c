/* SPDX-License-Identifier: Apache-2.0
 *
 * test_context.c - attribution/context: a network that wants to know what words
 * mean where they stand, and an engine whose language has one: what it reads,
 * from many threads and without memory, and what it refuses.
 */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "attribution/attributor.h"
#include "purse.h"
#include "selon.h"
#include "tiny_transformer.h"

#define H SMALL_WIDTH

static small_piece known[] = {{"t", -5}, {"the", -2}, {"ma", -4}, {"yor", -4}, {"\xE2\x96\x81", -3},
                              {"a", -3}, {"i", -4}};
#define KNOWN (sizeof known / sizeof *known)

static int setup(void **state)
{
    selon_allocator allocator = allocator_default();
    return (*state = arena_new(&allocator, 1 << 16)) == NULL;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static float input(unsigned i, unsigned turn)
{
    return (float)(hash_mix(i + 1000 * turn) % 2001) / 1000 - 1;
}

/* ---- a network with a context ---- */

static void test_network_adds_a_context(void **state)
{
    arena *memory = *state;
    unsigned char bytes[TINY_ENCODER + 8192];
    size_t plain_size = tiny_encoder_make(bytes, 2), size = small_context_add(bytes, plain_size, 2);
    float context[3 * H], sums[3][3 * TINY_WIDTH];
    network *all[3];
    int error;
    for (unsigned i = 0; i < 3 * H; i++) context[i] = input(i, 5);
    for (unsigned k = 0; k < 3; k++) {
        assert_non_null(all[k] = encoder_load(memory, bytes, size, &error));
        assert_int_equal(network_context(all[k]), H);
        for (unsigned i = 0; i < 3 * TINY_WIDTH; i++) sums[k][i] = input(i, 6);
        if (k == 1) network_be_plain(all[k]);
        if (k == 2) network_be_avx2(all[k]);
        network_add_context(all[k], context, 3, sums[k]);
    }
    assert_memory_equal(sums[0], sums[1], sizeof sums[0]);
    assert_memory_equal(sums[0], sums[2], sizeof sums[0]);
    for (unsigned i = 0; i < 3 * TINY_WIDTH; i++) {
        unsigned o = i % TINY_WIDTH;
        double right = (double)input(i, 6);
        for (unsigned d = 0; d < H; d++)
            right += (double)(0.002f + 0.0002f * (float)(o % 5)) * ((int)((o * H + d) * 37 % 251) - 125) *
                     (double)context[i / TINY_WIDTH * H + d];
        assert_true(fabs((double)sums[0][i] - right) < 1e-4);
    }
    tiny_put(bytes + 12, NETWORK_CONTEXT + 1, 4);
    assert_null(encoder_load(memory, bytes, size, &error));
    tiny_put(bytes + 12, 0, 4);
    assert_null(encoder_load(memory, bytes, size, &error));
    tiny_put(bytes + 12, H + 16, 4);
    assert_null(encoder_load(memory, bytes, size, &error));
}

/* ---- an engine ---- */

typedef struct accurate {
    tiny_language language;
    unsigned char encoder[TINY_ENCODER + 8192], transformer[SMALL_TRANSFORMER], pieces[SMALL_VOCABULARY];
    char names[TINY_SECTIONS][32];
    selon_resource table[TINY_SECTIONS + 4];
    selon_engine_options options;
} accurate;

/* A language with weights that want a transformer. */
static accurate *accurate_make(void)
{
    accurate *a = calloc(1, sizeof *a);
    assert_non_null(a);
    tiny_language_make(&a->language);
    size_t encoder = small_context_add(a->encoder, tiny_encoder_make(a->encoder, 1), 1);
    for (unsigned i = 0; i < TINY_SECTIONS; i++) {
        const model_section *s = &a->language.sections[i];
        snprintf(a->names[i], sizeof a->names[i], "xx/%s", s->name);
        a->table[i] = (selon_resource){a->names[i], s->bytes, s->size};
    }
    selon_resource *rest = a->table + TINY_SECTIONS;
    rest[0] = (selon_resource){"xx/attribution-accurate.bin", a->language.attribution, sizeof a->language.attribution};
    rest[1] = (selon_resource){"xx/encoder-accurate.bin", a->encoder, encoder};
    rest[2] = (selon_resource){"xx/pieces.bin", a->pieces, small_vocabulary_make(a->pieces, known, KNOWN)};
    rest[3] = (selon_resource){"other/transformer.bin", a->transformer, small_transformer_make(a->transformer)};
    a->options = (selon_engine_options){.resources = a->table, .resource_count = TINY_SECTIONS + 4, .accurate = true};
    return a;
}

/* Sentences of more words than there are places, one that is a single long word, and a
 * word with a blank in it. */
static const char article[] =
    "The mayor of the old town said that the bridge would stay shut until the end of March, and that no one would "
    "go over it before 10\xC2\xA0"
    "000 bolts had been looked at.\n\nThe mayor said antidisestablishmentarianism"
    "antidisestablishmentarianismantidisestablishmentarianismantidisestablishmentarianism is a word.\n";

static int read_article(const selon_engine *engine, float *confidence, size_t *count)
{
    selon_document *doc;
    selon_read_options how = selon_read_options_default();
    how.language = "xx";
    int error = selon_read(&doc, engine, article, sizeof article - 1, &how);
    if (error != SELON_OK) return error;
    *count = selon_document_statement_count(doc);
    *confidence = *count > 0 ? selon_document_statement(doc, 0)->confidence : -1;
    selon_document_free(doc);
    return SELON_OK;
}

static void test_engine_reads_with_a_context(void **state)
{
    (void)state;
    accurate *a = accurate_make();
    selon_engine *engine;
    float confidence, again;
    size_t count, others;
    assert_int_equal(selon_engine_open(&engine, &a->options), SELON_OK);
    assert_int_equal(read_article(engine, &confidence, &count), SELON_OK);
    assert_true(count > 0 && isfinite(confidence));
    assert_int_equal(read_article(engine, &again, &others), SELON_OK);
    assert_int_equal(count, others);
    assert_true(confidence == again);
    selon_engine_close(engine);
    free(a);
}

typedef struct reader {
    const selon_engine *engine;
    float confidence;
    size_t count;
    int error;
} reader;

static void *read_in_thread(void *payload)
{
    reader *r = payload;
    for (unsigned i = 0; i < 20 && r->error == SELON_OK; i++)
        r->error = read_article(r->engine, &r->confidence, &r->count);
    return NULL;
}

static void test_threads_share_an_engine(void **state)
{
    (void)state;
    accurate *a = accurate_make();
    selon_engine *engine;
    pthread_t threads[4];
    reader readers[4] = {{0}};
    assert_int_equal(selon_engine_open(&engine, &a->options), SELON_OK);
    for (unsigned i = 0; i < 4; i++) {
        readers[i].engine = engine;
        assert_int_equal(pthread_create(&threads[i], NULL, read_in_thread, &readers[i]), 0);
    }
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(readers[i].error, SELON_OK);
        assert_int_equal(readers[i].count, readers[0].count);
        assert_true(readers[i].confidence == readers[0].confidence);
    }
    selon_engine_close(engine);
    free(a);
}

/* Pieces or a transformer that are missing, malformed or of another width. */
static void test_engine_refuses_what_does_not_suit(void **state)
{
    (void)state;
    accurate *a = accurate_make();
    selon_engine *engine;
    unsigned char *mine = a->encoder;
    for (unsigned k = 2; k < 4; k++) {
        selon_resource *r = &a->table[TINY_SECTIONS + k], right = *r;
        r->size--;
        assert_int_equal(selon_engine_open(&engine, &a->options), SELON_ERROR_DATA);
        r->name = "xx/nothing.bin";
        assert_int_equal(selon_engine_open(&engine, &a->options), SELON_ERROR_DATA);
        *r = right;
    }
    /* The context's 32 numbers as 16: half of the matrix, and the other half left out. */
    size_t size = tiny_encoder_make(mine, 1), whole = small_context_add(mine, size, 1), half = (size_t)TINY_WIDTH * 16;
    size_t at = 0;
    while (memcmp(mine + at, (const unsigned char[]){131, 168, 205, 242, 23, 60}, 6) != 0 && at < size) at++;
    assert_true(at < size);
    memmove(mine + at + half, mine + at + 2 * half, whole - at - 2 * half);
    tiny_vouch_encoder(mine, whole - half);
    tiny_put(mine + 12, 16, 4);
    a->table[TINY_SECTIONS + 1].size = whole - half;
    assert_int_equal(selon_engine_open(&engine, &a->options), SELON_ERROR_DATA);
    a->options.accurate = false; /* which leaves all of these alone */
    assert_int_equal(selon_engine_open(&engine, &a->options), SELON_OK);
    selon_engine_close(engine);
    free(a);
}

static void test_survives_without_memory(void **state)
{
    (void)state;
    accurate *a = accurate_make();
    purse p = {0};
    selon_allocator allocator = purse_allocator(&p);
    a->options.allocator = &allocator;
    for (int opened = SELON_ERROR_MEMORY, n = 0; opened != SELON_OK; n++) {
        selon_engine *engine;
        p.left = (size_t)n;
        opened = selon_engine_open(&engine, &a->options);
        if (opened == SELON_OK) {
            float confidence;
            size_t count, held = p.lent;
            int error = SELON_ERROR_MEMORY;
            for (size_t m = 0; error != SELON_OK; m++) {
                p.left = m;
                error = read_article(engine, &confidence, &count);
                assert_true(error == SELON_OK || error == SELON_ERROR_MEMORY);
                assert_int_equal(p.lent, held);
            }
            selon_engine_close(engine);
        } else {
            assert_int_equal(opened, SELON_ERROR_MEMORY);
        }
        assert_int_equal(p.lent, 0);
    }
    free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_network_adds_a_context),  cmocka_unit_test(test_engine_reads_with_a_context),
        cmocka_unit_test(test_threads_share_an_engine), cmocka_unit_test(test_engine_refuses_what_does_not_suit),
        cmocka_unit_test(test_survives_without_memory),
    };
    return cmocka_run_group_tests_name("context", tests, setup, teardown);
}
