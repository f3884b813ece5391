/* SPDX-License-Identifier: Apache-2.0
 *
 * page_compare.c - two outlets, or two people, on a topic: what both report, and
 * what one does and the other does not.
 */
#include "room/page.h"
#include "room/pages.h"

static void compare__form(const page *p, const view_compare *v)
{
    static const char *const ways[] = {"outlet", "who", NULL};
    static const char *const shown[] = {"by", "left", "right", "about", "since", "until", NULL};
    put(p, "<form class=\"filter\" method=\"get\" action=\"/compare\">\n");
    put_select(p, "by", "compare-by", "compare-by", ways, v->by != NULL ? v->by : "outlet");
    put_field(p, "text", "left", "compare-left", v->left);
    put_field(p, "text", "right", "compare-right", v->right);
    put_field(p, "text", "about", "field-about", v->about);
    put_field(p, "date", "since", "field-since", v->since);
    put_field(p, "date", "until", "field-until", v->until);
    put_hidden(p, shown);
    put(p, "<p class=\"field\"><button class=\"main\">%w</button></p>\n</form>\n", "compare-button");
}

static void shared__row(const page *p, const view_shared *s)
{
    put(p, "<li class=\"pair\">\n<ul class=\"hits\">\n");
    put_hit(p, &s->left, 3, false);
    put(p, "</ul>\n<ul class=\"hits\">\n");
    if (s->left.id == s->right.id)
        put(p, "<li class=\"quiet\">%w</li>\n", "same-statement");
    else
        put_hit(p, &s->right, 3, false);
    put(p, "</ul>\n");
    if (s->changes > 0) {
        put(p, "<p class=\"difference\"><a href=\"/statements/%i/same\"><strong>", s->left.id);
        put_count(p, "changed-words", s->changes);
        put(p, "</strong></a></p>\n");
    }
    put(p, "</li>\n");
}

static void compare__side(const page *p, const view_statements *all, const char *name, const char *id)
{
    put(p, "<section class=\"side\" aria-labelledby=\"%r\">\n<h2 id=\"%r\">", id, id);
    put_word_with(p, "only-in", name);
    put(p, "</h2>\n");
    if (all->count == 0) put(p, "<p class=\"quiet\">%w</p>\n", "nothing-alone");
    put(p, "<ul class=\"hits\">\n");
    for (size_t i = 0; i < all->count; i++) put_hit(p, &all->items[i], 3, false);
    put(p, "</ul>\n</section>\n");
}

static void compare__result(const page *p, const view_compare *v)
{
    put(p,
        "<table class=\"totals\">\n<caption>%w</caption>\n<thead><tr><th scope=\"col\">%w</th><th scope=\"col\">%w</th>"
        "<td></td></tr></thead>\n<tbody>\n",
        "compare-totals", "name-column", "statements-column");
    const char *const names[] = {v->left, v->right};
    const uint64_t totals[] = {v->left_total, v->right_total};
    uint64_t most = totals[0] > totals[1] ? totals[0] : totals[1];
    for (int i = 0; i < 2; i++) {
        put(p, "<tr><th scope=\"row\"><bdi>%s</bdi></th><td>%n</td><td class=\"drawn\">", names[i], totals[i]);
        put_bar(p, totals[i], most);
        put(p, "</td></tr>\n");
    }
    put(p, "</tbody>\n</table>\n<section aria-labelledby=\"both\">\n<h2 id=\"both\">");
    put_count(p, "in-both", (uint64_t)v->shared_count);
    put(p, "</h2>\n");
    if (v->shared_count == 0) put(p, "<p class=\"quiet\">%w</p>\n", "nothing-shared");
    put(p, "<ol class=\"pairs\">\n");
    for (size_t i = 0; i < v->shared_count; i++) shared__row(p, &v->shared[i]);
    put(p, "</ol>\n</section>\n<div class=\"sides\">\n");
    compare__side(p, &v->only_left, v->left, "only-left");
    compare__side(p, &v->only_right, v->right, "only-right");
    put(p, "</div>\n");
    if (v->more) put(p, "<p class=\"note\">%w</p>\n", "compare-more");
}

void page_compare(writer *w, const request *q, const void *view)
{
    const view_compare *v = view;
    page p = frame_begin(w, q, &(frame){.current = "/compare", .title_word = "nav-compare", .class = "compare-page"});
    put(&p, "<h1>%w</h1>\n<p class=\"lead\">%w</p>\n", "nav-compare", "compare-lead");
    compare__form(&p, v);
    if (v->by != NULL && v->left != NULL && v->right != NULL) compare__result(&p, v);
    frame_end(&p);
}
