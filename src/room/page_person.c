/* SPDX-License-Identifier: Apache-2.0
 *
 * page_person.c - a person or a body over all articles, and the list of them.
 */
#include <stdio.h>

#include "room/page.h"
#include "room/pages.h"

/* ---- what is known ---- */

static void facts__span(const page *p, const view_fact *f)
{
    if (f->first == 0) return;
    put(p, " <span class=\"quiet\">");
    put_days(p, f->first, f->last);
    put(p, "</span>");
}

/* `parameter`: of the statements below, which one of these narrows; or NULL. */
static void facts__list(const page *p, const view_facts *facts, const char *title, const char *parameter)
{
    uint64_t most = facts->count > 0 ? facts->items[0].statements : 0;
    if (facts->count == 0) return;
    put(p, "<section class=\"known\">\n<h2>%w</h2>\n<table>\n<tbody>\n", title);
    for (size_t i = 0; i < facts->count; i++) {
        const view_fact *f = &facts->items[i];
        put(p, "<tr><th scope=\"row\">");
        bool leads = parameter != NULL && request_is_line(f->text);
        if (leads) {
            put(p, "<a href=\"");
            put_address(p, &(change){.drop = parameter, .name = parameter, .with = f->text});
            put(p, "\">");
        }
        put(p, "<bdi>%s</bdi>%r", f->text, leads ? "</a>" : "");
        facts__span(p, f);
        put(p, "</th><td>%n</td><td class=\"drawn\">", f->statements);
        put_bar(p, f->statements, most);
        put(p, "</td></tr>\n");
    }
    if (facts->more) put(p, "<tr><td colspan=\"3\" class=\"quiet\">…</td></tr>\n");
    put(p, "</tbody>\n</table>\n");
    if (facts->of > 0) {
        put(p, "<p class=\"quiet\">");
        put_count(p, "addressees-of", facts->of);
        put(p, "</p>\n");
    }
    put(p, "</section>\n");
}

static void person__head(const page *p, const view_person *v)
{
    put(p, "<header class=\"person-head\">\n<p class=\"kicker\">%w</p>\n<h1><bdi>%s</bdi></h1>\n",
        v->who.body ? "a-body" : "a-person", v->who.name);
    if (v->who.role != NULL) put(p, "<p class=\"role\"><bdi>%s</bdi></p>\n", v->who.role);
    put(p, "<p class=\"counts\">");
    put(p, "<a href=\"#statements\">");
    put_count(p, "statements", v->who.statements);
    put(p, "</a> · ");
    put_count(p, "articles", v->who.articles);
    if (v->who.first != 0) {
        put(p, " · ");
        put_days(p, v->who.first, v->who.last);
    }
    if (v->who.ident != NULL) put(p, " · %w <bdi>%s</bdi>", "authority", v->who.ident);
    put(p, "</p>\n</header>\n");
}

static void person__claims(const page *p, const view_person *v)
{
    if (v->claim_count == 0) return;
    put(p, "<section class=\"claims\">\n<h2>%w</h2>\n<p class=\"quiet\">%w</p>\n<ul>\n", "claims", "claims-help");
    for (size_t i = 0; i < v->claim_count; i++) {
        const view_claim *c = &v->claims[i];
        put(p, "<li><a class=\"words\" dir=\"auto\" href=\"/statements/%i/same\">%s</a>\n<p class=\"quiet\">",
            c->statement, c->words);
        put_days(p, c->first, c->last);
        put(p, " · ");
        put_count(p, "times", (uint64_t)c->statements);
        put(p, " · ");
        put_count(p, "outlets", (uint64_t)c->outlets);
        if (c->changes > 0) {
            put(p, " · <strong>");
            put_count(p, "changed-words", c->changes);
            put(p, "</strong>");
        }
        put(p, "</p></li>\n");
    }
    put(p, "</ul>\n</section>\n");
}

static void person__filter(const page *p, const view_query *query)
{
    static const char *const shown[] = {"about", "outlet", "addressee", "since", "until", "sort", NULL};
    static const char *const sorts[] = {"", "oldest", "confidence", NULL};
    char action[64];
    snprintf(action, sizeof action, "/people/%s", p->q->id != NULL ? p->q->id : "");
    put(p, "<form class=\"filter\" method=\"get\" action=\"%s#statements\">\n", action);
    put_field(p, "text", "about", "field-about", query->about);
    put_field(p, "text", "outlet", "field-outlet", query->outlet);
    put_field(p, "text", "addressee", "field-addressee", query->addressee);
    put_field(p, "date", "since", "field-since", query->since);
    put_field(p, "date", "until", "field-until", query->until);
    put_select(p, "sort", "field-sort", "sort", sorts, query->sort);
    put_hidden(p, shown);
    put(p, "<p class=\"field\"><button class=\"main\">%w</button></p>\n</form>\n", "filter-button");
}

void page_person(writer *w, const request *q, const void *view)
{
    const view_person *v = view;
    page p = frame_begin(
        w, q, &(frame){.current = "/people", .title = v->who.name, .title_word = "a-person", .class = "person-page"});
    p.anchor = "#statements";
    person__head(&p, v);
    put(&p, "<section class=\"when\" aria-labelledby=\"when\">\n<h2 id=\"when\">%w</h2>\n", "over-time");
    put_months(&p, &v->months, "months-caption");
    put(&p, "</section>\n<div class=\"about-one\">\n");
    facts__list(&p, &v->roles, "roles", NULL);
    facts__list(&p, &v->names, "names", NULL);
    facts__list(&p, &v->addressees, "addressees", "addressee");
    facts__list(&p, &v->outlets, "relaying-outlets", "outlet");
    put(&p, "</div>\n");
    person__claims(&p, v);
    put(&p, "<section id=\"statements\" aria-labelledby=\"statements-title\">\n<h2 id=\"statements-title\">%w</h2>\n",
        "statements-title");
    person__filter(&p, &v->statements.query);
    put_chosen(&p, NULL);
    put(&p, "<div class=\"found\">\n<div class=\"results\">\n");
    put_hits(&p, &v->statements, 3);
    put(&p, "</div>\n");
    if (v->statements.facet_count > 0) put_facets(&p, &v->statements);
    put(&p, "</div>\n</section>\n");
    frame_end(&p);
}

/* ---- the list ---- */

static void people__row(const page *p, const view_someone *one, uint64_t most)
{
    put(p, "<tr><th scope=\"row\"><a href=\"/people/%i\"><bdi>%s</bdi></a>", one->id, one->name);
    if (one->role != NULL) put(p, " <span class=\"role\"><bdi>%s</bdi></span>", one->role);
    put(p, "</th><td>%n</td><td>%n</td><td class=\"drawn\">", one->statements, one->articles);
    put_bar(p, one->statements, most);
    put(p, "</td></tr>\n");
}

void page_people(writer *w, const request *q, const void *view)
{
    const view_people *v = view;
    page p = frame_begin(w, q, &(frame){.current = "/people", .title_word = "nav-people", .class = "people-page"});
    uint64_t most = 0;
    for (size_t i = 0; i < v->count; i++)
        if (v->items[i].statements > most) most = v->items[i].statements;
    put(&p,
        "<h1>%w</h1>\n<form class=\"search-form\" action=\"/people\" method=\"get\">\n<div class=\"search-line\">\n"
        "<label for=\"f-q\">%w</label>\n<input type=\"search\" id=\"f-q\" name=\"q\" value=\"%v\" autocomplete=\"off\" "
        "spellcheck=\"false\" data-suggest=\"people\">\n<button class=\"main\">%w</button>\n</div>\n</form>\n",
        "nav-people", "field-name", v->q, "search-button");
    if (v->count == 0) {
        put(&p, "<p class=\"quiet\">%w</p>\n", "nobody-found");
    } else {
        put(&p,
            "<table class=\"ranking\">\n<caption>%w</caption>\n<thead><tr><th scope=\"col\">%w</th><th "
            "scope=\"col\">%w</th>"
            "<th scope=\"col\">%w</th><td></td></tr></thead>\n<tbody>\n",
            v->q != NULL ? "people-found" : "people-most", "name-column", "statements-column", "articles-column");
        for (size_t i = 0; i < v->count; i++) people__row(&p, &v->items[i], most);
        put(&p, "</tbody>\n</table>\n");
    }
    frame_end(&p);
}
