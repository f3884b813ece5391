/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_text.c - any valid UTF-8 cut up in French or English: the properties
 * of tests/text_properties.h hold. The first byte chooses the language. Where
 * the bytes are not valid, the part before the first that is not is taken.
 */
#undef NDEBUG
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "../tests/text_properties.h"
#include "base/utf8.h"
#include "model/resource.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The built-in languages, read once. */
static const writing *writing_of(unsigned language)
{
    static const char *const CODES[] = {"fr", "en"};
    static const writing *writings[2];
    static arena *kept; /* so that it is no leak */
    if (writings[language] != NULL) return writings[language];
    selon_allocator memory = allocator_default();
    if (kept == NULL) kept = arena_new(&memory, 1 << 20);
    assert(kept != NULL);
    if (setjmp(*arena_escape(kept)) != 0) abort();
    size_t bytes_size;
    int error;
    const void *bytes = resource_find(resource_store_new(kept, NULL), CODES[language], "text.txt", &bytes_size, &error);
    writings[language] = writing_load(kept, vocabulary_new(kept), bytes, bytes_size, &error);
    assert(writings[language] != NULL);
    return writings[language];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    const writing *w = writing_of(data[0] & 1);
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 14);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        const char *bytes = (const char *)data + 1;
        size_t valid = utf8_validate(bytes, size - 1);
        text *t = text_analyse(a, w, arena_strndup(a, bytes, valid), valid);
        const char *wrong = text_check(t);
        if (wrong != NULL) {
            fprintf(stderr, "does not hold: %s\n", wrong);
            abort();
        }
    }
    arena_free(a);
    return 0;
}
