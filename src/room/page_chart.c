/* SPDX-License-Identifier: Apache-2.0
 *
 * page_chart.c - numbers as tables, each with the bars beside them; web/room
 * draws charts from the tables, so that both show the same.
 *
 * Bars are drawings (SVG), since the pages' security policy lets no element
 * have a style of its own.
 */
#include "room/page.h"

void put_bar(const page *p, uint64_t part, uint64_t whole)
{
    uint64_t thousandths = whole > 0 ? part * 1000 / whole : 0;
    if (part > 0 && thousandths < 8) thousandths = 8; /* something to see */
    put(p,
        "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" "
        "focusable=\"false\">"
        "<rect width=\"%i\" height=\"10\"/></svg>",
        thousandths);
}

static uint64_t months__most(const view_months *months)
{
    uint64_t most = 0;
    for (size_t i = 0; i < months->count; i++)
        if (months->items[i].statements > most) most = months->items[i].statements;
    return most;
}

static void months__row(const page *p, const view_month *m, uint64_t most)
{
    put(p, "<tr data-month=\"%i\"><th scope=\"row\">", (uint64_t)m->month);
    put_month(p, m->month);
    put(p, "</th><td>%n</td><td>%n</td><td>%n</td><td>%n</td><td class=\"drawn\">", m->statements,
        m->types[SELON_DIRECT], m->types[SELON_INDIRECT], m->types[SELON_MIXED]);
    put_bar(p, m->statements, most);
    put(p, "</td></tr>\n");
}

void put_months(const page *p, const view_months *months, const char *caption)
{
    uint64_t most = months__most(months);
    if (months->count == 0) {
        put(p, "<p class=\"quiet\">%w</p>\n", "no-dates");
        return;
    }
    put(p,
        "<div class=\"chart\" data-chart=\"months\">\n<div class=\"plot\"></div>\n<div class=\"table-frame\" "
        "tabindex=\"0\" role=\"region\" "
        "aria-label=\"%w\">\n"
        "<table>\n<caption>%w</caption>\n<thead><tr><th scope=\"col\">%w</th><th scope=\"col\">%w</th>"
        "<th scope=\"col\">%w</th><th scope=\"col\">%w</th><th scope=\"col\">%w</th>"
        "<td></td></tr></thead>\n<tbody>\n",
        caption, caption, "month-column", "statements-column", "direct", "indirect", "mixed");
    for (size_t i = 0; i < months->count; i++) months__row(p, &months->items[i], most);
    put(p, "</tbody>\n</table>\n</div>\n</div>\n");
}
