/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_tagger_model.c - any bytes as a tagger's weights: refused, or the
 * tagger gives every token a tag that exists, the same each time.
 *
 * The checksum would refuse nearly all inputs before anything else is looked
 * at, so each input is tried as it is and with the fields that vouch for it
 * put right, the sizes among them.
 */
#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "model/resource.h"
#include "syntax/features.h"
#include "syntax/tagger.h"
#include "syntax/tagger_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char sample[] = "The mayor said: “It’s 5 % — or 1,000 & more (Ägypten)!” ALPHA beta";

static void put64(unsigned char *p, uint64_t value)
{
    for (int i = 0; i < 8; i++) p[i] = (unsigned char)(value >> 8 * i);
}

/* Makes the header describe the bytes; returns how many of them it describes,
 * 0 when they are too few. */
static size_t vouch(unsigned char *bytes, size_t size)
{
    if (size < TAGGER_HEADER + TAGGER_LINE) return 0;
    size_t words = bytes[28] % 8;
    if (size < TAGGER_HEADER + TAGGER_LINE + words * 12) words = 0;
    size_t lines = (size - TAGGER_HEADER - words * 12) / TAGGER_LINE;
    size = TAGGER_HEADER + lines * TAGGER_LINE + words * 12;
    memcpy(bytes, TAGGER_MAGIC, 8);
    put64(bytes + 8, TAGGER_VERSION | (uint64_t)FEATURES_VERSION << 32);
    put64(bytes + 16, tagger_tags_hash());
    put64(bytes + 24, lines | (uint64_t)words << 32);
    put64(bytes + TAGGER_CHECKSUM_AT, tagger_checksum(bytes, size));
    return size;
}

static void check(arena *a, const unsigned char *bytes, size_t size)
{
    int error = 1;
    vocabulary *v = vocabulary_new(a);
    tagger *g = tagger_load(a, v, bytes, size, &error);
    assert(error == (g != NULL ? SELON_OK : SELON_ERROR_DATA));
    if (g == NULL) return;
    writing *w = writing_load(a, v, "", 0, &error);
    if (w == NULL) return;
    text *t = text_analyse(a, w, sample, sizeof sample - 1);
    uint8_t *before = ARENA_ARRAY(a, uint8_t, t->token_count);
    for (int round = 0; round < 2; round++) {
        tagger_run(g, t, 0, t->token_count);
        for (uint32_t i = 0; i < t->token_count; i++) {
            assert(t->tokens[i].tag > TAG_NONE && t->tokens[i].tag < TAG_COUNT);
            assert(round == 0 || t->tokens[i].tag == before[i]);
            before[i] = t->tokens[i].tag;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 12);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        check(a, data, size);
        unsigned char *vouched = arena_alloc(a, size);
        if (size > 0) memcpy(vouched, data, size);
        check(a, vouched, vouch(vouched, size));
    }
    arena_free(a);
    return 0;
}
