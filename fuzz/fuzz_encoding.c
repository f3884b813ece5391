/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_encoding.c - bytes in any encoding, under any label. The first byte
 * chooses the label. What comes out is valid UTF-8, and valid UTF-8 that
 * nothing was said of comes out as it went in.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "input/article.h"

static void check(bool fine)
{
    if (!fine) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const labels[] = {NULL,     "utf-8",      "utf-16",      "utf-16be",  "utf-32le",
                                         "latin1", "iso8859-15", "iso-2022-jp", "shift_jis", "gb18030",
                                         "utf-7",  "no-such",    "//IGNORE",    "",          "big5"};
    if (size == 0) return 0;
    const char *label = labels[(data[0] & 0x7F) % (sizeof labels / sizeof *labels)], *text = (const char *)data + 1,
               *out = NULL;
    bool html = data[0] & 0x80;
    size_t out_size = 0;
    size--;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        article art = {0};
        check(encoding_to_utf8(a, text, size, label, html, &out, &out_size, &art) == SELON_OK);
        check(utf8_validate(out, out_size) == out_size);
        check(out == text || out[out_size] == '\0');
        bool replaced = art.warnings[0] != NULL;
        if (label == NULL && !html && out == text) check(out_size == size && !replaced);
        if (utf8_validate(text, size) != size) check(out != text);
    }
    arena_free(a);
    return 0;
}
