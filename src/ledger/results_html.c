/* SPDX-License-Identifier: Apache-2.0
 *
 * results_html.c - statements that were found, as one page that asks nobody for
 * anything: the head, the style and the marks are those of an article's page
 * (output/html.h). Each statement is an item with a heading of its own, its
 * speaker, so that who hears the page read can go from one to the next.
 */
#include "ledger/results_rows.h"
#include "output/html.h"

void results_html_begin(writer *w, const char *title)
{
    char heading[400] = "";
    size_t size = w->labels.items[LABEL_STATEMENTS].size;
    if (size < sizeof heading) memcpy(heading, w->labels.items[LABEL_STATEMENTS].text, size);
    html_write_head(w, title != NULL && *title != '\0' ? title : heading);
    writer_puts(w, "<body class=\"results\">\n<header>\n<h1 dir=\"auto\">");
    html_label(w, LABEL_STATEMENTS);
    if (title != NULL && *title != '\0') {
        html_label(w, LABEL_COLON);
        writer_puts(w, "<q>");
        html_string(w, title);
        writer_puts(w, "</q>");
    }
    writer_puts(w, "</h1>\n</header>\n<main>\n<ol>\n");
}

static void row__heading(writer *w, const ledger_result *r)
{
    writer_puts(w, "<h2><bdi>");
    if (r->speaker.name != NULL)
        html_string(w, r->speaker.name);
    else
        html_label(w, LABEL_UNKNOWN);
    writer_puts(w, "</bdi>");
    if (r->speaker.role != NULL) {
        writer_puts(w, "<span>, <bdi>");
        html_string(w, r->speaker.role);
        writer_puts(w, "</bdi></span>");
    }
    writer_puts(w, "</h2>\n");
}

static void row__place(writer *w, const ledger_appearance *a)
{
    const char *words = a->title != NULL && *a->title != '\0' ? a->title : a->address;
    const char *facts[] = {a->outlet, a->published};
    bool any = false;
    writer_puts(w, "<li>");
    for (int i = 0; i < 2; i++) {
        if (facts[i] == NULL || *facts[i] == '\0') continue;
        if (any) writer_puts(w, " <span aria-hidden=\"true\">\xC2\xB7</span> ");
        writer_puts(w, "<bdi>");
        html_string(w, facts[i]);
        writer_puts(w, "</bdi>");
        any = true;
    }
    if (any && words != NULL) writer_puts(w, " <span aria-hidden=\"true\">\xC2\xB7</span> ");
    if (words != NULL) html_link(w, a->address, words);
    writer_puts(w, "</li>\n");
}

static void row__sentence(writer *w, const ledger_result *r)
{
    if (r->sentence == NULL) {
        writer_puts(w, "<p class=\"facts\">");
        html_label(w, LABEL_NO_TEXT);
        writer_puts(w, "</p>\n");
        return;
    }
    writer_puts(w, "<div class=\"sentence\"");
    if (r->lang != NULL) {
        writer_puts(w, " lang=\"");
        html_string(w, r->lang);
        writer_putc(w, '"');
    }
    writer_puts(w, ">\n");
    html_write_text(w);
    writer_puts(w, "</div>\n");
}

void results_html_row(writer *w, const ledger_result *r)
{
    const selon_statement *st = selon_document_statement(w->doc, 0);
    writer_puts(w, "<li id=\"s");
    writer_number(w, r->id);
    writer_putc(w, '"');
    html_attribute(w, "value", r->id);
    writer_puts(w, ">\n");
    row__heading(w, r);
    row__sentence(w, r);
    html_write_facts(w, st);
    writer_puts(w, "<ul class=\"places\">\n");
    for (size_t i = 0; i < r->appearance_count; i++) row__place(w, &r->appearances[i]);
    writer_puts(w, "</ul>\n</li>\n");
}

void results_html_end(writer *w, uint64_t count)
{
    writer_puts(w, "</ol>\n");
    if (count == 0) {
        writer_puts(w, "<p>");
        html_label(w, LABEL_NOTHING_FOUND);
        writer_puts(w, "</p>\n");
    }
    writer_puts(w, "</main>\n</body>\n</html>\n");
}
