/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_transformer_model.c - any bytes as a transformer's weights: refused, or
 * it makes numbers of any pieces, the same on all sorts of machines.
 *
 * The checksum would refuse nearly all inputs before anything else is looked
 * at, so each input is tried as it is, with a header that fits it, and as
 * changes to a tiny transformer: of three bytes each, the first two say where,
 * the third what stands there.
 */
#undef NDEBUG
#include <assert.h>
#include <math.h>
#include <string.h>

#include "../tests/tiny_transformer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static transformer *load(arena *a, const uint8_t *bytes, size_t size)
{
    int error = 1;
    transformer *t = transformer_load(a, bytes, size, &error);
    assert(error == (t != NULL ? SELON_OK : SELON_ERROR_DATA));
    return t;
}

/* What `count` pieces come to, in the room. */
static void run(const transformer *t, transformer_room *room, size_t count, const uint8_t *bytes)
{
    const size_t width = transformer_width(t);
    for (size_t i = 0; i < count * width; i++) {
        float by = bytes[0] % 4 == 0 ? 1e8f : bytes[0] % 4 == 1 ? 1e-38f : 0.01f;
        transformer_piece(room, 0)[i] = by * (float)(int8_t)bytes[i % 64];
    }
    transformer_run(t, room, count);
}

static void check(arena *a, const uint8_t *bytes, size_t size)
{
    transformer *t = load(a, bytes, size);
    if (t == NULL) return;
    transformer_room *room = transformer_room_new(a, t), *other = transformer_room_new(a, t);
    size_t count = 1 + bytes[size / 2] % 20, total;
    if (count > transformer_places(t)) count = transformer_places(t);
    total = count * transformer_width(t);
    run(t, room, count, bytes + size - 64);
    for (size_t i = 0; i < total; i++) assert(isfinite(transformer_piece(room, 0)[i]));
    for (int plain = 0; plain < 2; plain++) {
        if (plain) transformer_be_plain(t);
        if (!plain && !transformer_be_avx2(t)) continue;
        run(t, other, count, bytes + size - 64);
        assert(memcmp(transformer_piece(room, 0), transformer_piece(other, 0), total * sizeof(float)) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 12);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        check(a, data, size);
        uint8_t *bytes = arena_alloc(a, size + SMALL_TRANSFORMER);
        if (size > 0) memcpy(bytes, data, size);
        check(a, bytes, small_vouch(bytes, size, "SelonTrf"));
        size_t tiny = small_transformer_make(bytes);
        for (size_t i = 0; i + 2 < size; i += 3) bytes[(data[i] + 256u * data[i + 1]) % tiny] = data[i + 2];
        check(a, bytes, small_vouch(bytes, tiny, "SelonTrf"));
    }
    arena_free(a);
    return 0;
}
