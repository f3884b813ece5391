/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_resource.c - any bytes as a text resource: every field lies inside the
 * input, is trimmed and holds no tab or line end, lines are numbered upwards,
 * and the words it names come back from a vocabulary under their numbers.
 */
#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "model/resource.h"
#include "model/vocabulary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void field__check(const char *data, size_t size, const char *text, size_t length)
{
    assert(text >= data && text + length <= data + size);
    assert(memchr(text, '\t', length) == NULL && memchr(text, '\n', length) == NULL);
    if (length > 0) assert(text[0] != ' ' && text[0] != '\r' && text[length - 1] != ' ' && text[length - 1] != '\r');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 12);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return 0;
    }
    vocabulary *v = size % 16 == 0 ? vocabulary_new(a) : NULL; /* half a megabyte of zeros: not every time */
    resource_reader reader = resource_read(data, size);
    const resource_line *line;
    size_t last = 0;
    while ((line = resource_next(&reader)) != NULL) {
        assert(line->number > last && line->count >= 1 && line->count <= RESOURCE_FIELDS);
        last = line->number;
        assert(resource_in(line, "") == (line->section_size == 0));
        for (size_t i = 0; i < line->count; i++) {
            field__check(bytes, size, line->field[i].text, line->field[i].size);
            double number = resource_number(line, i, 0.0);
            (void)number;
            if (v == NULL) continue;
            uint32_t word = vocabulary_intern(v, line->field[i].text, line->field[i].size);
            assert(word > 0 && word < vocabulary_size(v));
            assert(vocabulary_find(v, hash_form(line->field[i].text, line->field[i].size)) == word);
        }
    }
    arena_free(a);
    return 0;
}
