/* SPDX-License-Identifier: Apache-2.0
 *
 * html.c - one page that holds the article and everything that was said in it.
 *
 * The page asks nobody for anything: style and script (web/marks.css,
 * page.css, page.js) are inside it, and its security policy allows exactly those two, by their
 * hashes, and no other. So words of the article that got past html_escape()
 * would still not run. Without the script the page is complete; the script adds
 * the filter by speaker and lights up the parts of a statement together.
 */
#include "output/html.h"

#include "base/utf8.h"

/* ---- escaping ---------------------------------------------------------- */

static const char *html__entity(uint32_t cp)
{
    switch (cp) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void html_escape(writer *w, const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + size, *plain = at;
    while (at < end) {
        char shown[STAND_IN];
        unsigned n;
        uint32_t cp = utf8_decode(at, end, &n);
        const char *entity = html__entity(cp);
        size_t shown_size = entity == NULL ? character_stand_in(cp, shown) : 0;
        bool broken = cp == 0xFFFD && n == 1;
        if (entity == NULL && shown_size == 0 && !broken) {
            at += n;
            continue;
        }
        writer_bytes(w, plain, (size_t)(at - plain));
        if (entity != NULL)
            writer_puts(w, entity);
        else if (broken)
            writer_puts(w, "\xEF\xBF\xBD");
        else
            writer_bytes(w, shown, shown_size);
        plain = at += n;
    }
    writer_bytes(w, plain, (size_t)(at - plain));
}

void html_string(writer *w, const char *string)
{
    html_escape(w, string, strlen(string));
}

void html_span(writer *w, selon_span span)
{
    html_escape(w, w->text + span.start, span.end - span.start);
}

void html_label(writer *w, label l)
{
    html_escape(w, w->labels.items[l].text, w->labels.items[l].size);
}

void html_attribute(writer *w, const char *name, size_t number)
{
    writer_putc(w, ' ');
    writer_puts(w, name);
    writer_puts(w, "=\"");
    writer_number(w, number);
    writer_putc(w, '"');
}

size_t html_speaker(const writer *w, const selon_statement *st)
{
    return st->speaker < selon_document_speaker_count(w->doc) ? (size_t)st->speaker + 1 : 0;
}

/* ---- paragraphs -------------------------------------------------------- */

#define HEADLINE_MAX 200 /* bytes */

static bool byte_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Where the paragraph that begins at `at` ends, and the next one may begin. */
static uint32_t paragraphs__end(paragraphs *p)
{
    const writer *w = p->w;
    size_t count = selon_document_paragraph_count(w->doc);
    if (count == 0) {
        const char *newline = memchr(w->text + p->at, '\n', w->size - p->at);
        return newline != NULL ? (uint32_t)(newline - w->text) : (uint32_t)w->size;
    }
    while (p->next < count) {
        uint32_t start = selon_document_paragraph(w->doc, p->next++).start;
        if (start > p->at) return start;
    }
    return (uint32_t)w->size;
}

bool paragraphs_next(paragraphs *p, selon_span *out)
{
    const writer *w = p->w;
    while (p->at < w->size && byte_is_space(w->text[p->at])) p->at++;
    if (p->at >= w->size) return false;
    out->start = p->at;
    out->end = p->at = paragraphs__end(p);
    while (out->end > out->start && byte_is_space(w->text[out->end - 1])) out->end--;
    return true;
}

/* Without a known title, a short first paragraph that no mark ends is one. */
static bool reads_as_headline(const writer *w, selon_span first)
{
    if (first.end - first.start > HEADLINE_MAX) return false;
    char last = w->text[first.end - 1];
    return memchr(".,;:", last, 4) == NULL;
}

bool html_title_in_text(const writer *w, selon_span *out)
{
    const char *title = selon_document_title(w->doc);
    paragraphs all = {.w = w};
    selon_span next;
    if (!paragraphs_next(&all, out)) return false;
    if (title == NULL || *title == '\0') return reads_as_headline(w, *out) && paragraphs_next(&all, &next);
    return strlen(title) == out->end - out->start && memcmp(title, w->text + out->start, out->end - out->start) == 0;
}

/* ---- the page ---------------------------------------------------------- */

static void page__resource(writer *w, const char *name)
{
    size_t size;
    int error;
    const void *bytes = resource_find(w->store, "page", name, &size, &error);
    if (bytes != NULL) writer_bytes(w, bytes, size);
}

static void page__hash(writer *w, const char *name)
{
    size_t size;
    int error;
    const void *bytes = resource_find(w->store, "page", "hashes.txt", &size, &error);
    resource_reader reader = resource_read(bytes, size);
    for (const resource_line *line; (line = resource_next(&reader)) != NULL;) {
        if (!resource_is(line, 0, name) || line->count < 2) continue;
        writer_putc(w, '\'');
        writer_bytes(w, line->field[1].text, line->field[1].size);
        writer_putc(w, '\'');
    }
}

/* The article's title, or what stands for it. */
static void page__title(writer *w)
{
    const char *title = selon_document_title(w->doc);
    selon_span first;
    if (html_title_in_text(w, &first)) {
        html_span(w, first);
        return;
    }
    if (title == NULL || *title == '\0') title = selon_document_id(w->doc);
    if (title != NULL && *title != '\0')
        html_string(w, title);
    else
        html_label(w, LABEL_UNTITLED);
}

void html_write_head(writer *w, const char *title)
{
    writer_puts(w, "<!DOCTYPE html>\n<html lang=\"");
    html_label(w, LABEL_LANGUAGE);
    writer_puts(w, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    page__hash(w, "style");
    writer_puts(w, "; script-src ");
    page__hash(w, "script");
    writer_puts(w, "; base-uri 'none'; form-action 'none'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"referrer\" content=\"no-referrer\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"Selon ");
    html_string(w, SELON_VERSION);
    writer_puts(w, "\">\n<title>");
    if (title != NULL)
        html_string(w, title);
    else
        page__title(w);
    writer_puts(w, "</title>\n<style>");
    page__resource(w, "marks.css");
    page__resource(w, "page.css");
    writer_puts(w, "</style>\n</head>\n");
}

static void page__fact(writer *w, const char *class, const char *fact)
{
    if (fact == NULL || *fact == '\0') return;
    writer_puts(w, "<li class=\"");
    writer_puts(w, class);
    writer_puts(w, "\"><bdi>");
    html_string(w, fact);
    writer_puts(w, "</bdi></li>\n");
}

/* Only an address of the web becomes a link: others might do something. */
static bool address__is_web(const char *url)
{
    return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

static void page__address(writer *w)
{
    const char *url = selon_document_url(w->doc);
    if (url == NULL || *url == '\0') return;
    if (!address__is_web(url)) {
        page__fact(w, "address", url);
        return;
    }
    writer_puts(w, "<li class=\"address\"><a rel=\"noopener noreferrer\" href=\"");
    html_string(w, url);
    writer_puts(w, "\">");
    html_label(w, LABEL_ORIGINAL);
    writer_puts(w, "</a></li>\n");
}

void html_link(writer *w, const char *address, const char *words)
{
    bool web = address != NULL && address__is_web(address);
    if (web) {
        writer_puts(w, "<a rel=\"noopener noreferrer\" href=\"");
        html_string(w, address);
        writer_puts(w, "\">");
    }
    writer_puts(w, "<bdi>");
    html_string(w, words);
    writer_puts(w, web ? "</bdi></a>" : "</bdi>");
}

static void page__count(writer *w, label l, size_t count)
{
    writer_puts(w, "<li><a href=\"#speakers\">");
    html_label(w, l);
    html_label(w, LABEL_COLON);
    writer_number(w, count);
    writer_puts(w, "</a></li>\n");
}

static void page__legend(writer *w)
{
    static const char *const classes[] = {"source", "cue", "content"};
    static const label words[] = {LABEL_SOURCE, LABEL_CUE, LABEL_CONTENT};
    writer_puts(w, "<ul class=\"legend\" aria-label=\"");
    html_label(w, LABEL_LEGEND);
    writer_puts(w, "\">\n");
    for (int i = 0; i < 3; i++) {
        writer_puts(w, "<li><mark class=\"");
        writer_puts(w, classes[i]);
        writer_puts(w, "\">");
        html_label(w, words[i]);
        writer_puts(w, "</mark></li>\n");
    }
    writer_puts(w, "</ul>\n");
}

static void page__warnings(writer *w)
{
    const char *warning;
    for (size_t i = 0; (warning = selon_document_warning(w->doc, i)) != NULL; i++) {
        writer_puts(w, "<p class=\"warning\" role=\"note\"><strong>");
        html_label(w, LABEL_WARNING);
        html_label(w, LABEL_COLON);
        writer_puts(w, "</strong><span lang=\"en\">");
        html_string(w, warning);
        writer_puts(w, "</span></p>\n");
    }
}

/* lang="..." of the article's own words. */
static void page__article_language(writer *w)
{
    const char *language = selon_document_language(w->doc);
    if (language == NULL || *language == '\0') return;
    writer_puts(w, " lang=\"");
    html_string(w, language);
    writer_putc(w, '"');
}

static void page__header(writer *w)
{
    const selon_document *doc = w->doc;
    size_t statements = selon_document_statement_count(doc);
    writer_puts(w, "<header>\n");
    writer_puts(w, "<ul class=\"facts\">\n");
    page__fact(w, "outlet", selon_document_outlet(doc));
    page__fact(w, "author", selon_document_author(doc));
    page__fact(w, "date", selon_document_date(doc));
    page__address(w);
    writer_puts(w, "</ul>\n");
    selon_span first;
    if (!html_title_in_text(w, &first)) {
        writer_puts(w, "<h1 dir=\"auto\"");
        page__article_language(w);
        writer_putc(w, '>');
        page__title(w);
        writer_puts(w, "</h1>\n");
    }
    writer_puts(w, "<ul class=\"counts\">\n");
    page__count(w, LABEL_STATEMENTS, statements);
    page__count(w, LABEL_SPEAKERS, selon_document_speaker_count(doc));
    writer_puts(w, "</ul>\n");
    if (statements > 0) page__legend(w);
    page__warnings(w);
    writer_puts(w, "</header>\n");
}

void html_write(writer *w)
{
    html_write_head(w, NULL);
    writer_puts(w, "<body>\n<a class=\"skip\" href=\"#speakers\">");
    html_label(w, LABEL_SKIP);
    writer_puts(w, "</a>\n");
    page__header(w);
    writer_puts(w, "<main>\n<article aria-label=\"");
    html_label(w, LABEL_ARTICLE);
    writer_putc(w, '"');
    page__article_language(w);
    writer_puts(w, ">\n");
    html_write_text(w);
    writer_puts(w, "</article>\n</main>\n");
    html_write_panel(w);
    writer_puts(w, "<script>");
    page__resource(w, "page.js");
    writer_puts(w, "</script>\n</body>\n</html>\n");
}
