/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_html.c - a page, in valid UTF-8 or made so. The text that comes out is
 * valid UTF-8 without NUL bytes, without white space at its ends or three line
 * ends in a row, and metadata are what they claim to be.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "input/article.h"

static void check(bool fine)
{
    if (!fine) abort();
}

static void check_text(const article *art)
{
    check(strlen(art->text) == art->size);
    check(utf8_validate(art->text, art->size) == art->size);
    check(strstr(art->text, "\n\n\n") == NULL);
    if (art->size == 0) return;
    check(art->text[0] != ' ' && art->text[0] != '\n');
    check(art->text[art->size - 1] != ' ' && art->text[art->size - 1] != '\n');
}

static void check_metadata(const article *art)
{
    const char *fields[] = {art->title, art->author, art->date, art->outlet, art->url, art->language};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        check(fields[i] == NULL ||
              (*fields[i] != '\0' && utf8_validate(fields[i], strlen(fields[i])) == strlen(fields[i])));
    check(art->date == NULL || (strlen(art->date) >= 10 && art->date[4] == '-' && art->date[7] == '-'));
    check(art->language == NULL || strlen(art->language) == 2 || strlen(art->language) == 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        article art;
        selon_read_options options = {.format = SELON_INPUT_HTML, .charset = "utf-8"};
        check(article_read(a, data, size, &options, &art) == SELON_OK);
        check_text(&art);
        check_metadata(&art);
    }
    arena_free(a);
    return 0;
}
