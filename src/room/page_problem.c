/* SPDX-License-Identifier: Apache-2.0
 *
 * page_problem.c - what went wrong, as a page.
 */
#include "output/html.h"
#include "room/pages.h"

void page_problem(writer *w, const request *q, const void *view)
{
    const view_problem *p = view;
    writer_puts(w, "<!doctype html>\n<html lang=\"");
    html_string(w, q->ui);
    writer_puts(w, "\"><meta charset=\"utf-8\"><title>Selon</title>\n<h1>");
    writer_number(w, (size_t)p->status);
    writer_puts(w, "</h1>\n<p>");
    html_string(w, p->detail != NULL ? p->detail : p->code);
    writer_puts(w, "</p>\n</html>\n");
}
