/* SPDX-License-Identifier: Apache-2.0
 *
 * html.c - an HTML page as an article. The work is done in the steps that
 * page.h draws; here they are put in a row.
 */
#include <string.h>
#include <strings.h>

#include "input/page.h"

#define SNIFF 1024

static bool tag_name_ends(char c)
{
    return c == '>' || c == '/' || c == ' ' || (c >= '\t' && c <= '\r');
}

/* Does a tag stand at `at` that begins pages? */
static bool sniff__tag(const char *at, const char *end)
{
    static const char *const names[] = {"html", "head", "body", "title", "meta", "article", "main",  "section", "div",
                                        "p",    "h1",   "h2",   "table", "link", "script",  "style", "header",  "span"};
    size_t left = (size_t)(end - at) - 1;
    at++;
    if (left >= 8 && strncasecmp(at, "!doctype", 8) == 0) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (left > n && strncasecmp(at, names[i], n) == 0 && tag_name_ends(at[n])) return true;
    }
    return false;
}

/* A page begins with a tag, perhaps after comments and an XML declaration;
 * text that merely contains one does not. */
bool html_sniff(const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + (size < SNIFF ? size : SNIFF);
    if (end - at >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    for (;;) {
        while (at < end && (*at == ' ' || (*at >= '\t' && *at <= '\r'))) at++;
        if (at == end || *at != '<') return false;
        bool comment = end - at >= 4 && memcmp(at, "<!--", 4) == 0;
        if (!comment && !(end - at >= 5 && memcmp(at, "<?xml", 5) == 0)) return sniff__tag(at, end);
        while (at < end && !(*at == '>' && (!comment || memcmp(at - 2, "--", 2) == 0))) at++;
        if (at == end) return comment; /* a long comment before anything else: plain text has none */
        at++;
    }
}

/* A copy in the arena; NULL stays NULL. *failed is set without memory. */
static const char *copy_of(arena *a, const char *text, bool *failed)
{
    if (text == NULL) return NULL;
    size_t size = strlen(text) + 1;
    char *copy = arena_try_alloc(a, size);
    if (copy == NULL)
        *failed = true;
    else
        memcpy(copy, text, size);
    return copy;
}

/* The title without the site's name at its end ("... | The Courier"). */
static void title__strip(metadata *m)
{
    char *title = m->field[FIELD_TITLE].text;
    const char *site = m->field[FIELD_OUTLET].text;
    if (title == NULL || site == NULL) return;
    size_t n = strlen(title), k = strlen(site);
    if (n <= k + 3 || strcasecmp(title + n - k, site) != 0) return;
    size_t cut = n - k;
    while (cut > 0 && title[cut - 1] == ' ') cut--;
    if (cut == n - k || cut == 0) return;
    static const char *const marks[] = {"|", "-", ":", "\xE2\x80\x93", "\xE2\x80\x94", "\xC2\xB7", "\xC2\xBB"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        if (cut <= size || memcmp(title + cut - size, marks[i], size) != 0) continue;
        cut -= size;
        while (cut > 0 && title[cut - 1] == ' ') cut--;
        if (cut > 0) title[cut] = '\0';
        return;
    }
}

static int page__to_article(arena *a, page *p, const buffer *text, article *out)
{
    bool failed = text->failed;
    metadata *m = &p->metadata;
    char *copy = failed ? NULL : arena_try_alloc(a, text->size + 1);
    if (copy == NULL) return SELON_ERROR_MEMORY;
    if (text->size > 0) memcpy(copy, text->bytes, text->size);
    copy[text->size] = '\0';
    out->text = copy;
    out->size = text->size;
    out->title = copy_of(a, m->field[FIELD_TITLE].text, &failed);
    out->author = copy_of(a, m->field[FIELD_AUTHOR].text, &failed);
    out->date = copy_of(a, m->field[FIELD_DATE].text, &failed);
    out->outlet = copy_of(a, m->field[FIELD_OUTLET].text, &failed);
    out->url = copy_of(a, m->field[FIELD_URL].text, &failed);
    out->language = copy_of(a, m->field[FIELD_LANGUAGE].text, &failed);
    return failed ? SELON_ERROR_MEMORY : SELON_OK;
}

/* The headline in the page, where the metadata have none better. */
static void page__offer_headline(page *p)
{
    for (size_t i = 0; i < page_block_count(p); i++) {
        const block *b = &page_blocks(p)[i];
        if (page_elements(p)[b->element].tag != TAG_H1 || b->links * 2 >= b->size) continue;
        metadata_offer(&p->metadata, FIELD_TITLE, RANK_ELEMENT, p->text.bytes + b->start, b->size);
        return;
    }
}

int html_read(arena *a, const char *utf8, size_t size, article *out)
{
    page p;
    buffer text = buffer_new(arena_allocator(a));
    page_begin(&p, arena_allocator(a));
    int error = page_failed(&p) ? SELON_ERROR_MEMORY : page_feed(&p, utf8, size);
    if (error == SELON_OK) {
        page__offer_headline(&p);
        title__strip(&p.metadata);
        page_body(&p, &text);
        error = page_failed(&p) ? SELON_ERROR_MEMORY : page__to_article(a, &p, &text, out);
    }
    buffer_release(&text);
    page_release(&p);
    return error;
}
