/* SPDX-License-Identifier: Apache-2.0
 *
 * page_plain.c - pages of few words: signing in, how to use the room.
 */
#include <stdio.h>

#include "room/page.h"
#include "room/pages.h"

/* `view` is a view_problem, of a sign-in that failed, or NULL. */
void page_login(writer *w, const request *q, const void *view)
{
    const view_problem *failed = view;
    page p = frame_begin(w, q, &(frame){.title_word = "sign-in", .class = "plain-page"});
    const char *back = request_field(q, "next"); /* of one that failed */
    if (back == NULL) back = request_value(q, "next");
    put(&p, "<h1>%w</h1>\n<p class=\"lead\">%w</p>\n", "sign-in", "sign-in-lead");
    if (failed != NULL && failed->status != 0) put(&p, "<p class=\"note\" role=\"alert\">%w</p>\n", "sign-in-failed");
    put(&p, "<form class=\"login\" method=\"post\" action=\"/login\">\n");
    put_csrf(&p);
    if (back != NULL) put(&p, "<input type=\"hidden\" name=\"next\" value=\"%v\">\n", back);
    put(&p,
        "<p class=\"field\"><label for=\"f-password\">%w</label>\n<input type=\"password\" id=\"f-password\" "
        "name=\"password\" required autocomplete=\"current-password\"></p>\n<p><button class=\"main\">%w</button></p>\n"
        "</form>\n",
        "password", "sign-in");
    frame_end(&p);
}

/* ---- help ---- */

static void help__list(const page *p, const char *title, const char *prefix, size_t count)
{
    char key[64];
    put(p, "<section>\n<h2>%w</h2>\n<dl class=\"help\">\n", title);
    for (size_t i = 1; i <= count; i++) {
        snprintf(key, sizeof key, "%s-%zu-name", prefix, i);
        put(p, "<div><dt>%w</dt>", key);
        snprintf(key, sizeof key, "%s-%zu", prefix, i);
        put(p, "<dd>%w</dd></div>\n", key);
    }
    put(p, "</dl>\n</section>\n");
}

#define KEYS 8
#define PAGES 6
#define SEARCHES 3

void page_help(writer *w, const request *q, const void *view)
{
    (void)view;
    page p = frame_begin(w, q, &(frame){.title_word = "nav-help", .class = "plain-page"});
    put(&p, "<h1>%w</h1>\n<p class=\"lead\">%w</p>\n", "nav-help", "help-lead");
    put_legend(&p);
    help__list(&p, "help-pages", "help-page", PAGES);
    help__list(&p, "help-searching", "help-search", SEARCHES);
    help__list(&p, "help-keys", "help-key", KEYS);
    put(&p, "<p><button type=\"button\" id=\"keys-switch\" hidden aria-pressed=\"true\">%w</button></p>\n", "keys-on");
    frame_end(&p);
}
