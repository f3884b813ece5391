/* SPDX-License-Identifier: Apache-2.0
 *
 * page_read.c - a text, a file or an address is read at once and shown as an
 * article is. Nothing of it is kept unless the reader says so, with a second
 * form that carries the text, or its address, again.
 */
#include "room/page.h"
#include "room/pages.h"

static void read__form(const page *p, const view_reading *v)
{
    put(p, "<form class=\"read-form\" method=\"post\" action=\"/read\" enctype=\"application/x-www-form-urlencoded\" "
           "data-read>\n");
    put_csrf(p);
    put(p,
        "<p class=\"field\"><label for=\"f-text\">%w</label>\n<textarea id=\"f-text\" name=\"text\" rows=\"10\" "
        "aria-describedby=\"f-text-help\">\n%v</textarea></p>\n<p id=\"f-text-help\" class=\"quiet\">%w</p>\n",
        "field-text", v->given.text, "read-help");
    /* Without scripts a form of this kind cannot carry a file: the chooser is shown by them, and has no name. */
    put(p,
        "<p class=\"field\" hidden><label for=\"f-files\">%w</label>\n<input type=\"file\" id=\"f-files\" multiple "
        "accept=\".txt,.html,.htm,.md,text/plain,text/html\"></p>\n<ul class=\"files\" hidden></ul>\n",
        "field-files");
    put(p,
        "<p class=\"field\"><label for=\"f-url\">%w</label>\n<input type=\"url\" id=\"f-url\" name=\"url\" "
        "value=\"%v\" "
        "autocomplete=\"off\" inputmode=\"url\"></p>\n<div class=\"fields\">\n",
        "field-url", v->given.address);
    put_field(p, "text", "title", "field-title", v->given.title);
    put_field(p, "text", "outlet", "field-outlet", v->given.outlet);
    put_field(p, "date", "date", "field-date", v->given.date);
    put(p, "</div>\n<p><button class=\"main\">%w</button></p>\n</form>\n", "read-button");
}

static void keep__hidden(const page *p, const char *name, const char *value)
{
    if (value != NULL) put(p, "<input type=\"hidden\" name=\"%r\" value=\"%v\">\n", name, value);
}

/* What the text itself says is not carried: it will say it again. */
static void read__keep(const page *p, const view_reading *v)
{
    const view_given *g = &v->given;
    if (!v->writable || g->lost) {
        put(p, "<p class=\"note\">%w</p>\n", v->writable ? "cannot-carry" : "cannot-keep");
        return;
    }
    if (v->changed) put(p, "<p class=\"note\" role=\"alert\">%w</p>\n", "page-changed");
    put(p, "<form class=\"keep\" method=\"post\" action=\"/articles\">\n<p>%w</p>\n", "keep-help");
    put_csrf(p);
    keep__hidden(p, "text", g->text);
    keep__hidden(p, "format", g->format);
    keep__hidden(p, "seen", g->seen);
    keep__hidden(p, "url", g->address);
    keep__hidden(p, "title", g->title);
    keep__hidden(p, "outlet", g->outlet);
    keep__hidden(p, "author", g->author);
    keep__hidden(p, "date", g->date);
    keep__hidden(p, "lang", g->lang);
    put(p, "<p><button class=\"main\">%w</button></p>\n</form>\n", "keep-button");
}

void page_reading(writer *w, const request *q, const void *view)
{
    const view_reading *v = view;
    page p = frame_begin(w, q, &(frame){.current = "/read", .title_word = "nav-read", .class = "read-page"});
    p.reading = true;
    put(&p, "<h1 class=\"page-title\">%w</h1>\n<p class=\"lead\">%w</p>\n", "nav-read", "read-lead");
    if (!v->read) {
        read__form(&p, v);
        frame_end(&p);
        return;
    }
    read__keep(&p, v);
    for (size_t i = 0; i < v->warning_count; i++) put(&p, "<p class=\"note\" lang=\"en\">%s</p>\n", v->warnings[i]);
    view_article shown = {.place = {.address = v->address,
                                    .outlet = v->outlet,
                                    .title = v->title,
                                    .author = v->author,
                                    .published = v->date,
                                    .current = true},
                          .lang = v->lang,
                          .text = v->text,
                          .text_size = v->text_size,
                          .paragraphs = v->paragraphs,
                          .paragraph_count = v->paragraph_count,
                          .statements = v->statements,
                          .speakers = v->speakers,
                          .speaker_count = v->speaker_count};
    put_article(&p, &shown);
    put(&p, "<details class=\"more\">\n<summary>%w</summary>\n", "read-another");
    read__form(&p, v);
    put(&p, "</details>\n");
    frame_end(&p);
}
