/* SPDX-License-Identifier: Apache-2.0
 *
 * article.c - the way in: bytes and options -> article.
 *
 *     bytes --encoding--> UTF-8 --html_sniff--> plain_read | html_read
 *                                                   |
 *                       options, which win <--------+
 *
 * Whether it is HTML is asked twice, of the bytes (a page's own declaration
 * of its charset counts) and of the converted text (a page in UTF-16 shows
 * its tags only then).
 */
#include "input/article.h"

#include <string.h>

#include "base/utf8.h"

#define MAX_BYTES_DEFAULT ((size_t)256 << 20)

void article_warn(article *art, const char *warning)
{
    for (size_t i = 0; i < ARTICLE_WARNINGS; i++) {
        if (art->warnings[i] != NULL && strcmp(art->warnings[i], warning) == 0) return;
        if (art->warnings[i] == NULL) {
            art->warnings[i] = warning;
            return;
        }
    }
}

/* An option's string, if it is given and says something; else what the page
 * said. Options come from outside, so broken UTF-8 is cut off. */
static const char *option_or(arena *a, const char *option, const char *page)
{
    if (option == NULL || *option == '\0') return page;
    return arena_strndup(a, option, utf8_validate(option, strlen(option)));
}

static void article__override(arena *a, const selon_read_options *options, article *art)
{
    art->id = option_or(a, options->id, art->id);
    art->title = option_or(a, options->title, art->title);
    art->date = option_or(a, options->date, art->date);
    art->outlet = option_or(a, options->outlet, art->outlet);
    art->url = option_or(a, options->url, art->url);
    art->language = option_or(a, options->language, art->language);
    if (art->date == NULL) art->date = option_or(a, options->fallback_date, NULL);
    if (art->title == NULL) art->title = option_or(a, options->fallback_title, NULL);
    if (art->author == NULL) art->author = option_or(a, options->fallback_author, NULL);
    if (art->outlet == NULL) art->outlet = option_or(a, options->fallback_outlet, NULL);
}

int article_read(arena *a, const void *bytes, size_t size, const selon_read_options *options, article *out)
{
    static const selon_read_options none;
    if (options == NULL) options = &none;
    memset(out, 0, sizeof *out);
    out->text = "";
    if (size > (options->max_bytes ? options->max_bytes : MAX_BYTES_DEFAULT)) return SELON_ERROR_LIMIT;
    if (size == 0) bytes = "";

    bool html = options->format == SELON_INPUT_HTML || (options->format == SELON_INPUT_AUTO && html_sniff(bytes, size));
    const char *utf8;
    size_t utf8_size;
    int error = encoding_to_utf8(a, bytes, size, options->charset, html, &utf8, &utf8_size, out);
    if (error != SELON_OK) return error;
    if (!html && options->format == SELON_INPUT_AUTO) html = html_sniff(utf8, utf8_size);

    if (html)
        error = html_read(a, utf8, utf8_size, out);
    else if (utf8 != bytes) /* converted: it is in the arena already */
        out->text = utf8, out->size = utf8_size;
    else
        plain_read(a, utf8, utf8_size, out);
    if (error == SELON_OK) article__override(a, options, out);
    return error;
}
