/* SPDX-License-Identifier: Apache-2.0
 *
 * page_one.c - one statement, and all that say the same words: who had them
 * first, who carried them, and word by word what differs.
 */
#include "room/page.h"
#include "room/pages.h"

/* ---- what differs ---- */

static void piece__write(const page *p, const same_piece *piece)
{
    if (!piece->joined) put(p, " ");
    switch (piece->kind) {
    case SAME_CHANGED:
        if (piece->was != NULL) put(p, "<del><span class=\"unseen\">%w</span>%s</del>", "instead-of", piece->was);
        if (piece->was != NULL && piece->words != NULL) put(p, " ");
        if (piece->words != NULL) put(p, "<ins><span class=\"unseen\">%w</span>%s</ins>", "now", piece->words);
        break;
    case SAME_OTHER:
    case SAME_BESIDE:
        if (piece->words != NULL) put(p, "<span class=\"beside\">%s</span>", piece->words);
        break;
    default: put(p, "%s", piece->words); break;
    }
}

static void member__places(const page *p, const same_member *m)
{
    put(p, "<ul class=\"places\">\n");
    for (size_t i = 0; i < m->appearance_count; i++) {
        const ledger_appearance *a = &m->appearances[i];
        put(p, "<li>");
        if (a->outlet != NULL) put(p, "<bdi class=\"outlet\">%s</bdi> ", a->outlet);
        put_date(p, a->published);
        if (a->title != NULL) {
            put(p, " ");
            html_link(p->w, a->address, a->title);
        }
        put(p, "</li>\n");
    }
    put(p, "</ul>\n");
}

static void member__write(const page *p, const same_member *m, uint64_t asked)
{
    put(p, "<li id=\"s%i\" class=\"card\" data-s=\"%i\"%r>\n<h3>", m->id, m->id,
        m->id == asked ? " aria-current=\"true\"" : "");
    put_person(p, 0, m->speaker);
    put(p, " <span class=\"quiet\">");
    put_day(p, m->day);
    put(p, " · ");
    put_type(p, m->type);
    put(p, "</span></h3>\n<p class=\"wording\" dir=\"auto\"");
    if (m->lang != NULL) put(p, " lang=\"%s\"", m->lang);
    put(p, ">");
    if (m->piece_count == 0) put(p, "<span class=\"quiet\">%w</span>", "no-text");
    for (size_t i = 0; i < m->piece_count; i++) piece__write(p, &m->pieces[i]);
    put(p, "</p>\n<p class=\"quiet\">");
    if (m->changes > 0)
        put_count(p, "changed-words", m->changes);
    else if (m->beside != 0)
        put(p, "%w", "same-wording");
    else
        put(p, "%w", "first-wording");
    if (m->differently) put(p, " · <strong>%w</strong>", "differently");
    put(p, "</p>\n");
    member__places(p, m);
    put(p, "<p class=\"actions\"><a href=\"/statements/%i\">%w</a></p>\n</li>\n", m->id, "in-article");
}

void page_one(writer *w, const request *q, const void *view)
{
    const view_one *v = view;
    page p = frame_begin(w, q, &(frame){.title = v->statement.name, .title_word = "statement", .class = "one-page"});
    put(&p, "<h1>%w</h1>\n<ul class=\"hits\">\n", "same-title");
    put_hit(&p, &v->statement, 2, false);
    put(&p, "</ul>\n");
    if (v->group == NULL || v->group->count < 2) {
        put(&p, "<p class=\"quiet\">%w</p>\n", "nobody-repeats");
    } else {
        put(&p, "<section class=\"wordings\" aria-labelledby=\"wordings\">\n<h2 id=\"wordings\">");
        put_count(&p, "wordings", (uint64_t)v->group->count);
        put(&p, "</h2>\n<p class=\"quiet\">%w <del>%w</del> <ins>%w</ins></p>\n<ol class=\"cards\">\n", "wordings-key",
            "wordings-was", "wordings-now");
        for (size_t i = 0; i < v->group->count; i++) member__write(&p, &v->group->members[i], v->statement.id);
        put(&p, "</ol>\n</section>\n");
    }
    frame_end(&p);
}
