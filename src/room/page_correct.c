/* SPDX-License-Identifier: Apache-2.0
 *
 * page_correct.c - the form in which a reader says what is wrong with a
 * statement. Words are given as they stand in the text; where that is, the room
 * finds itself.
 */
#include "room/correcting.h"
#include "room/page.h"

static const char *const types[] = {"direct", "indirect", "mixed", NULL};
static const char *const kinds[] = {"said", "wrote", "thought", NULL};

/* Text as one line: white space is a space. */
static void line__put(const page *p, const char *at, const char *end)
{
    while (at < end) {
        const char *word = at;
        while (at < end && !(*at >= '\t' && *at <= '\r')) at++;
        put_value(p, word, (size_t)(at - word));
        while (at < end && *at >= '\t' && *at <= '\r') at++;
        if (at < end) put(p, " ");
    }
}

static void field__span(const page *p, const view_statement *st, const char *name, const char *label, selon_span span)
{
    put(p,
        "<p class=\"field\"><label for=\"f-%r\">%w</label>\n<input type=\"text\" id=\"f-%r\" name=\"%r\" "
        "autocomplete=\"off\" value=\"",
        name, label, name, name);
    if (!span_empty(span) && span.end <= st->text_size) line__put(p, st->text + span.start, st->text + span.end);
    put(p, "\"></p>\n");
}

/* A line a piece; white space within one is a space. */
static void field__content(const page *p, const view_statement *st)
{
    put(p,
        "<p class=\"field\"><label for=\"f-content\">%w</label>\n<textarea id=\"f-content\" name=\"content\" "
        "rows=\"4\" "
        "aria-describedby=\"f-content-help\">\n",
        "field-content");
    for (size_t i = 0; i < st->content_count; i++) {
        if (i > 0) put(p, "\n");
        line__put(p, st->text + st->content[i].start, st->text + st->content[i].end);
    }
    put(p, "</textarea></p>\n<p id=\"f-content-help\" class=\"quiet\">%w</p>\n", "content-help");
}

static void correct__words(const page *p, const view_statement *st)
{
    if (st->text == NULL) {
        put(p, "<p class=\"quiet\">%w</p>\n", "no-text");
        return;
    }
    field__content(p, st);
    put(p, "<div class=\"fields\">\n");
    field__span(p, st, "source", "field-source", st->source);
    field__span(p, st, "cue", "field-cue", st->cue);
    field__span(p, st, "addressee", "field-addressee", st->addressee);
    field__span(p, st, "via", "field-via", st->via);
    put(p, "</div>\n");
}

static void correct__form(const page *p, const view_statement *st)
{
    put(p, "<form class=\"read-form\" method=\"post\" action=\"/statements/%i/corrections\">\n", st->id);
    put_csrf(p);
    put(p, "<div class=\"fields\">\n");
    put_field(p, "text", "speaker", "field-who", st->name);
    put_field(p, "text", "role", "field-role", st->role);
    put_select(p, "type", "type", "type", types, jsonl_type(st->type));
    put_select(p, "kind", "kind", "kind", kinds, jsonl_kind(st->kind));
    put(p,
        "</div>\n<p class=\"field\"><label class=\"check\"><input type=\"checkbox\" name=\"negated\" value=\"1\"%r> "
        "%w</label></p>\n",
        st->negated ? " checked" : "", "field-negated");
    correct__words(p, st);
    put_field(p, "text", "reader", "field-reader", NULL);
    put(p,
        "<p class=\"choices\"><button class=\"main\" name=\"act\" value=\"change\">%w</button>\n"
        "<button name=\"act\" value=\"confirm\">%w</button>\n<button name=\"act\" value=\"reject\">%w</button></p>\n"
        "</form>\n",
        "correct-save", "correct-confirm", "correct-reject");
}

static void correct__acts(const page *p, const view_correcting *v)
{
    static const char *const keys[] = {"act-change", "act-reject", "act-add", "act-confirm", "act-check"};
    if (v->act_count == 0) return;
    put(p, "<section class=\"acts\" aria-labelledby=\"acts\">\n<h2 id=\"acts\">%w</h2>\n<ul>\n", "acts");
    for (size_t i = 0; i < v->act_count; i++) {
        const view_act *act = &v->acts[i];
        put(p, "<li><form method=\"post\" action=\"/corrections/%i/withdrawal\">\n", act->id);
        put_csrf(p);
        put(p, "<p>%w, ", keys[act->sort]);
        put_date(p, act->at);
        if (act->reader[0] != '\0') put(p, ", <bdi>%s</bdi>", act->reader);
        put(p, " <button class=\"link\">%w</button></p></form></li>\n", "act-withdraw");
    }
    put(p, "</ul>\n</section>\n");
}

void page_correct(writer *w, const request *q, const void *view)
{
    const view_correcting *v = view;
    page p = frame_begin(w, q, &(frame){.title_word = "correct-title", .class = "correct-page"});
    put(&p, "<h1>%w</h1>\n<p class=\"lead\">%w</p>\n<ul class=\"hits\">\n", "correct-title", "correct-lead");
    put_hit(&p, &v->statement, 2, false);
    put(&p, "</ul>\n");
    if (v->writable) {
        correct__form(&p, &v->statement);
        correct__acts(&p, v);
    } else {
        put(&p, "<p class=\"note\">%w</p>\n", "cannot-correct");
    }
    frame_end(&p);
}
