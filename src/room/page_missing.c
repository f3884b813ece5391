/* SPDX-License-Identifier: Apache-2.0
 *
 * page_missing.c - the form in which a reader adds a statement, under the text
 * that its words are from.
 */
#include <stdio.h>

#include "room/missing.h"
#include "room/page.h"

static const char *const types[] = {"direct", "indirect", "mixed", NULL};
static const char *const kinds[] = {"said", "wrote", "thought", NULL};

static void missing__text(const page *p, const view_missing *v)
{
    put(p, "<details class=\"more\" open>\n<summary>");
    put_title(p, v->place.title, v->place.address);
    put(p, "</summary>\n");
    for (size_t i = 0; i < v->paragraph_count; i++) {
        selon_span s = v->paragraphs[i];
        put(p, "<p dir=\"auto\">%s</p>\n", arena_strndup(p->q->arena, v->text + s.start, s.end - s.start));
    }
    put(p, "</details>\n");
}

/* What was typed, when the form comes back. */
static const char *missing__typed(const page *p, const char *name)
{
    return p->q->method == METHOD_POST ? request_field(p->q, name) : NULL;
}

static void missing__content(const page *p)
{
    const char *typed = missing__typed(p, "content");
    put(p,
        "<p class=\"field\"><label for=\"f-content\">%w</label>\n<textarea id=\"f-content\" name=\"content\" "
        "rows=\"4\" "
        "required data-missing aria-describedby=\"f-content-help\">\n",
        "field-content");
    if (typed != NULL) put(p, "%v", typed);
    put(p, "</textarea></p>\n<p id=\"f-content-help\" class=\"quiet\">%w</p>\n", "content-help");
}

static void missing__form(const page *p, const view_missing *v)
{
    static const struct {
        const char *name, *label;
    } parts[] = {
        {"source", "field-source"}, {"cue", "field-cue"}, {"addressee", "field-addressee"}, {"via", "field-via"}};
    put(p, "<form class=\"read-form\" method=\"post\" action=\"/articles/%i/statements\">\n", v->place.article);
    put_csrf(p);
    missing__content(p);
    put(p, "<div class=\"fields\">\n");
    put_field(p, "text", "speaker", "field-who", missing__typed(p, "speaker"));
    put_field(p, "text", "role", "field-role", missing__typed(p, "role"));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        put_field(p, "text", parts[i].name, parts[i].label, missing__typed(p, parts[i].name));
    put_select(p, "type", "type", "type", types, missing__typed(p, "type"));
    put_select(p, "kind", "kind", "kind", kinds, missing__typed(p, "kind"));
    put(p,
        "</div>\n<p class=\"field\"><label class=\"check\"><input type=\"checkbox\" name=\"negated\" value=\"1\"%r> "
        "%w</label></p>\n",
        missing__typed(p, "negated") != NULL ? " checked" : "", "field-negated");
    put_field(p, "text", "reader", "field-reader", missing__typed(p, "reader"));
    put(p, "<p class=\"choices\"><button class=\"main\">%w</button></p>\n</form>\n", "missing-save");
}

void page_missing(writer *w, const request *q, const void *view)
{
    const view_missing *v = view;
    page p = frame_begin(w, q, &(frame){.title_word = "missing-title", .class = "correct-page"});
    put(&p, "<h1>%w</h1>\n<p class=\"lead\">%w</p>\n", "missing-title", "missing-lead");
    if (v->problem != NULL) put_problem(&p, v->problem);
    if (v->text == NULL) {
        put(&p, "<p class=\"note\">%w</p>\n", "no-text");
    } else if (!v->writable) {
        put(&p, "<p class=\"note\">%w</p>\n", "cannot-correct");
    } else {
        missing__text(&p, v);
        missing__form(&p, v);
    }
    frame_end(&p);
}
