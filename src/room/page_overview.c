/* SPDX-License-Identifier: Apache-2.0
 *
 * page_overview.c - the room's first page.
 */
#include "output/html.h"
#include "room/pages.h"

void page_overview(writer *w, const request *q, const void *view)
{
    const view_overview *v = view;
    writer_puts(w, "<!doctype html>\n<html lang=\"");
    html_string(w, q->ui);
    writer_puts(w, "\"><meta charset=\"utf-8\"><title>Selon</title>\n<h1>Selon</h1>\n<p>");
    writer_number(w, v->statements);
    writer_puts(w, "</p>\n</html>\n");
}
