/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_pieces_model.c - any bytes as a vocabulary of pieces: refused, or any
 * word is cut into pieces that it has, the same each time, and their rows are
 * numbers.
 *
 * The checksum would refuse nearly all inputs before anything else is looked
 * at, so each input is tried as it is, with a header that fits it, and as
 * changes to a tiny vocabulary: of three bytes each, the first two say where,
 * the third what stands there. The words are the input's bytes, too.
 */
#undef NDEBUG
#include <assert.h>
#include <math.h>
#include <string.h>

#include "../tests/tiny_transformer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_word(const pieces *p, const char *word, size_t size, bool behind_space)
{
    uint32_t out[PIECES_WORD + 2], fewer[PIECES_WORD + 2];
    float row[TRANSFORMER_WIDTH];
    size_t count = pieces_cut(p, word, size, behind_space, out, PIECES_WORD + 2);
    assert(count > 0 && count <= PIECES_WORD + 1 && count <= size + 1);
    for (size_t i = 0; i < count; i++) {
        pieces_row(p, out[i], row);
        for (size_t k = 0; k < pieces_width(p); k++) assert(isfinite(row[k]));
    }
    size_t most = size % (PIECES_WORD + 2), cut = pieces_cut(p, word, size, behind_space, fewer, most);
    assert(cut == (count < most ? count : most) && memcmp(out, fewer, cut * sizeof *out) == 0);
}

static void check(arena *a, const uint8_t *bytes, size_t size, const uint8_t *words, size_t words_size)
{
    int error = 1;
    pieces *p = pieces_load(a, bytes, size, &error);
    assert(error == (p != NULL ? SELON_OK : SELON_ERROR_DATA));
    if (p == NULL) return;
    check_word(p, "", 0, false);
    for (size_t at = 0, n; at < words_size; at += n) {
        n = 1 + words[at] % 120u;
        if (n > words_size - at) n = words_size - at;
        check_word(p, (const char *)words + at, n, at % 2 == 0);
    }
    check_word(p, "abracadabra", 11, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    small_piece known[] = {{"a", -3},
                           {"ab", -4},
                           {"abra", -5},
                           {"\xE2\x96\x81", -2},
                           {"\xE2\x96\x81"
                            "ab",
                            -6},
                           {"\xC3\xA9", -7}};
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 12);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        check(a, data, size, data, size);
        uint8_t *bytes = arena_alloc(a, size + SMALL_VOCABULARY);
        if (size > 0) memcpy(bytes, data, size);
        check(a, bytes, small_vouch(bytes, size, "SelonPcs"), data, size);
        size_t tiny = small_vocabulary_make(bytes, known, sizeof known / sizeof *known);
        for (size_t i = 0; i + 2 < size; i += 3) bytes[(data[i] + 256u * data[i + 1]) % tiny] = data[i + 2];
        check(a, bytes, small_vouch(bytes, tiny, "SelonPcs"), data, size);
    }
    arena_free(a);
    return 0;
}
