/* SPDX-License-Identifier: Apache-2.0
 *
 * page_problem.c - what went wrong, as a page.
 */
#include <stdio.h>

#include "room/page.h"
#include "room/pages.h"

/* A problem's code has words of its own, "problem-CODE"; what has none is told by its status alone. */
void page_problem(writer *w, const request *q, const void *view)
{
    const view_problem *v = view;
    char key[64];
    page p = frame_begin(w, q, &(frame){.title_word = "problem", .class = "plain-page"});
    snprintf(key, sizeof key, "problem-%.40s", v->code != NULL ? v->code : "");
    word_text found = phrases_find(p.words, key);
    bool known = found.text != key;
    put(&p, "<h1>%w</h1>\n", known ? key : "problem");
    if (!known) put(&p, "<p class=\"lead\">%w</p>\n", "problem-other");
    if (v->detail != NULL) put(&p, "<p class=\"note\" lang=\"en\">%s</p>\n", v->detail);
    if (v->name != NULL) put(&p, "<p class=\"quiet\">%w <code>%s</code></p>\n", "problem-parameter", v->name);
    put(&p, "<p class=\"quiet\">%w %i</p>\n<p><a href=\"/\">%w</a> · <a href=\"/search\">%w</a></p>\n", "status",
        (uint64_t)v->status, "nav-overview", "nav-search");
    frame_end(&p);
}
