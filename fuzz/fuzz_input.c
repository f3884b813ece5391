/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_input.c - an article of whatever kind, and its language. The text is
 * valid UTF-8; plain text in valid UTF-8 comes back to the byte; the language
 * is one that the data know, or the one declared.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "input/article.h"
#include "input/language.h"
#include "model/resource.h"

static void check(bool fine)
{
    if (!fine) abort();
}

static language_identifier *identifier_load(arena *a)
{
    static const char *const names[] = {"fr", "en", "other"};
    resource_store *store = resource_store_new(a, NULL);
    language_identifier *id = language_identifier_new(a);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size;
        int error;
        const void *bytes = resource_find(store, names[i], "identify.txt", &size, &error);
        check(bytes != NULL && language_identifier_load(id, bytes, size) == SELON_OK);
    }
    return id;
}

/* The input as language data. */
static void check_data(arena *a, const uint8_t *data, size_t size, const article *art)
{
    language_identifier *given = language_identifier_new(a);
    double confidence = 0;
    if (language_identifier_load(given, data, size) == SELON_OK)
        language_identify(given, art->text, art->size, NULL, &confidence);
    check(confidence >= 0 && confidence <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static arena *kept;
    static language_identifier *id;
    selon_allocator allocator = allocator_default();
    if (kept == NULL) {
        kept = arena_new(&allocator, 1 << 16);
        check(kept != NULL);
        if (setjmp(*arena_escape(kept)) != 0) abort();
        id = identifier_load(kept);
    }
    arena *a = arena_new(&allocator, 4096);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        article art;
        double confidence;
        check(article_read(a, data, size, NULL, &art) == SELON_OK);
        check(utf8_validate(art.text, art.size) == art.size && art.text[art.size] == '\0');
        selon_read_options plain = {.format = SELON_INPUT_TEXT};
        if (memchr(data, 0, size) == NULL && utf8_validate((const char *)data, size) == size) {
            check(article_read(a, data, size, &plain, &art) == SELON_OK);
            check(art.size == size && memcmp(art.text, data, size) == 0 && art.warnings[0] == NULL);
        }
        const char *code = language_identify(id, art.text, art.size, art.language, &confidence);
        check(confidence >= 0 && confidence <= 1);
        check(code == NULL || code == art.language || strlen(code) == 2);
        if (size > 0 && data[0] == '[') check_data(a, data, size, &art);
    }
    arena_free(a);
    return 0;
}
