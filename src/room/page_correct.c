/* SPDX-License-Identifier: Apache-2.0
 *
 * page_correct.c - the form in which a reader says what is wrong with a
 * statement. Words are given as they stand in the text; where that is, the room
 * finds itself.
 */
#include <stdio.h>

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

static void field__span(const page *p, const view_statement *st, const char *name, const char *label, selon_span span,
                        const char *typed)
{
    put(p,
        "<p class=\"field\"><label for=\"f-%r\">%w</label>\n<input type=\"text\" id=\"f-%r\" name=\"%r\" "
        "autocomplete=\"off\" value=\"",
        name, label, name, name);
    if (typed != NULL)
        put(p, "%v", typed);
    else if (!span_empty(span) && span.end <= st->text_size)
        line__put(p, st->text + span.start, st->text + span.end);
    put(p, "\"></p>\n");
}

/* A line a piece; white space within one is a space. */
static void field__content(const page *p, const view_statement *st, const char *typed)
{
    put(p,
        "<p class=\"field\"><label for=\"f-content\">%w</label>\n<textarea id=\"f-content\" name=\"content\" "
        "rows=\"4\" "
        "aria-describedby=\"f-content-help\">\n",
        "field-content");
    if (typed != NULL) put(p, "%v", typed);
    for (size_t i = 0; typed == NULL && i < st->content_count; i++) {
        if (i > 0) put(p, "\n");
        line__put(p, st->text + st->content[i].start, st->text + st->content[i].end);
    }
    put(p, "</textarea></p>\n<p id=\"f-content-help\" class=\"quiet\">%w</p>\n", "content-help");
}

static void correct__words(const page *p, const view_correcting *v)
{
    const view_statement *st = &v->statement;
    if (st->text == NULL) {
        put(p, "<p class=\"quiet\">%w</p>\n", "no-text");
        return;
    }
    field__content(p, st, v->typed[FORM_CONTENT]);
    put(p, "<div class=\"fields\">\n");
    field__span(p, st, "source", "field-source", st->source, v->typed[FORM_SOURCE]);
    field__span(p, st, "cue", "field-cue", st->cue, v->typed[FORM_CUE]);
    field__span(p, st, "addressee", "field-addressee", st->addressee, v->typed[FORM_ADDRESSEE]);
    field__span(p, st, "via", "field-via", st->via, v->typed[FORM_VIA]);
    put(p, "</div>\n");
}

/* What was typed, or what is. */
static const char *correct__value(const view_correcting *v, form_field field, const char *now)
{
    return v->typed[field] != NULL ? v->typed[field] : now;
}

static void correct__form(const page *p, const view_correcting *v)
{
    const view_statement *st = &v->statement;
    const char *negated = correct__value(v, FORM_NEGATED, st->negated ? "1" : "");
    put(p, "<form class=\"read-form\" method=\"post\" action=\"/statements/%i/corrections\">\n", st->id);
    put_csrf(p);
    put(p, "<input type=\"hidden\" name=\"base\" value=\"%v\">\n", form_base(p->q->arena, st));
    put(p, "<div class=\"fields\">\n");
    put_field(p, "text", "speaker", "field-who", correct__value(v, FORM_SPEAKER, st->name));
    put_field(p, "text", "role", "field-role", correct__value(v, FORM_ROLE, st->role));
    put_select(p, "type", "type", "type", types, correct__value(v, FORM_TYPE, jsonl_type(st->type)));
    put_select(p, "kind", "kind", "kind", kinds, correct__value(v, FORM_KIND, jsonl_kind(st->kind)));
    put(p,
        "</div>\n<p class=\"field\"><label class=\"check\"><input type=\"checkbox\" name=\"negated\" value=\"1\"%r> "
        "%w</label></p>\n",
        *negated != '\0' ? " checked"
                         : ""
                           "",
        "field-negated");
    correct__words(p, v);
    put_field(p, "text", "reader", "field-reader", v->reader);
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
    put(p, "</ul>\n");
    if (v->older > 0) {
        put(p, "<p class=\"quiet\">");
        put_count(p, "acts-older", (uint64_t)v->older);
        put(p, "</p>\n");
    }
    put(p, "</section>\n");
}

/* It is shown nowhere else any more. */
static void correct__rejected(const page *p, const view_correcting *v)
{
    put(p, "<p class=\"note\">%w</p>\n", "rejected-note");
    if (v->rejected_words != NULL) put(p, "<blockquote dir=\"auto\">%s</blockquote>\n", v->rejected_words);
    if (v->writable) correct__acts(p, v);
}

void page_correct(writer *w, const request *q, const void *view)
{
    const view_correcting *v = view;
    page p = frame_begin(w, q, &(frame){.title_word = "correct-title", .class = "correct-page"});
    put(&p, "<h1>%w</h1>\n<p class=\"lead\">%w</p>\n", "correct-title", "correct-lead");
    if (v->rejected) {
        correct__rejected(&p, v);
        frame_end(&p);
        return;
    }
    if (v->problem != NULL) put_problem(&p, v->problem);
    put(&p, "<ul class=\"hits\">\n");
    put_hit(&p, &v->statement, 2, false);
    put(&p, "</ul>\n");
    if (v->writable) {
        correct__form(&p, v);
        correct__acts(&p, v);
    } else {
        put(&p, "<p class=\"note\">%w</p>\n", "cannot-correct");
    }
    frame_end(&p);
}
