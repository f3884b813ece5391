/* SPDX-License-Identifier: Apache-2.0
 *
 * page_search.c - statements that are looked for. All that was asked stands in
 * the address, so a page can be kept, sent and gone back to.
 */
#include "room/page.h"
#include "room/pages.h"

static const char *const sorts[] = {"", "oldest", "confidence", NULL};
static const char *const types[] = {"", "direct", "indirect", "mixed", NULL};
static const char *const kinds[] = {"", "said", "wrote", "thought", NULL};
static const char *const languages[] = {"", "fr", "en", NULL};

static void search__fields(const page *p, const view_query *v)
{
    put_field(p, "text", "about", "field-about", v->about);
    put_field(p, "text", "who", "field-who", v->who);
    put_field(p, "text", "role", "field-role", v->role);
    put_field(p, "text", "addressee", "field-addressee", v->addressee);
    put_field(p, "text", "outlet", "field-outlet", v->outlet);
    put_field(p, "date", "since", "field-since", v->since);
    put_field(p, "date", "until", "field-until", v->until);
    put_select(p, "type", "type", "type", types, v->types[0]);
    put_select(p, "kind", "kind", "kind", kinds, v->kinds[0]);
    put_select(p, "lang", "field-lang", "lang", languages, v->lang);
    put_select(p, "sort", "field-sort", "sort", sorts, v->sort);
}

/* Fields that hold one value stand for all that the address may have; a second type is kept as it is. */
static void search__form(const page *p, const view_search *s)
{
    static const char *const shown[] = {"q",     "who",  "role", "outlet", "about", "addressee", "since",
                                        "until", "type", "kind", "lang",   "sort",  NULL};
    put(p,
        "<form class=\"search-form\" role=\"search\" action=\"/search\" method=\"get\">\n<div class=\"search-line\">\n"
        "<label for=\"f-q\">%w</label>\n<input type=\"search\" id=\"f-q\" name=\"q\" value=\"%v\" autocomplete=\"off\" "
        "spellcheck=\"false\" aria-describedby=\"f-q-help\" data-suggest>\n<button class=\"main\">%w</button>\n</div>\n"
        "<p id=\"f-q-help\" class=\"quiet\">%w</p>\n<details class=\"more\">\n<summary>%w</summary>\n"
        "<div class=\"fields\">\n",
        "field-q", s->query.q, "search-button", "query-help", "more-fields");
    search__fields(p, &s->query);
    put(p, "</div>\n</details>\n");
    put_hidden(p, shown);
    put(p, "</form>\n");
}

void page_search(writer *w, const request *q, const void *view)
{
    const view_search *s = view;
    page p = frame_begin(
        w, q, &(frame){.current = "/search", .title = s->query.q, .title_word = "nav-search", .class = "search-page"});
    put(&p, "<h1>%w</h1>\n", "nav-search");
    search__form(&p, s);
    put_chosen(&p, s->query.person_name);
    put(&p,
        "<div class=\"found\">\n<section class=\"results\" aria-labelledby=\"total\">\n<h2 class=\"unseen\">%w</h2>\n",
        "results");
    put_hits(&p, s, 3);
    put(&p, "</section>\n");
    put_facets(&p, s);
    put(&p, "</div>\n");
    frame_end(&p);
}
