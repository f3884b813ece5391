/* SPDX-License-Identifier: Apache-2.0
 *
 * page_overview.c - the ledger at a glance: how much is in it, who is quoted
 * most, how often, how, and where.
 */
#include <stdio.h>

#include "room/page.h"
#include "room/pages.h"

static void overview__totals(const page *p, const view_overview *v)
{
    static const char *const keys[] = {"total-articles", "total-statements", "total-people"};
    const uint64_t numbers[] = {v->articles, v->statements, v->people};
    put(p, "<dl class=\"totals-line\">\n");
    for (int i = 0; i < 3; i++) put(p, "<div><dt>%w</dt><dd>%n</dd></div>\n", keys[i], numbers[i]);
    put(p, "</dl>\n");
}

typedef struct row {
    const char *key; /* of a word; NULL: the name */
    const char *name, *parameter, *value;
    uint64_t person, number, other;
} row;

/* A table with bars; `other` NULL: one column of numbers. */
static void table__begin(const page *p, const char *caption, const char *column, const char *number, const char *other)
{
    put(p,
        "<table class=\"ranking\">\n<caption>%w</caption>\n<thead><tr><th scope=\"col\">%w</th><th "
        "scope=\"col\">%w</th>",
        caption, column, number);
    if (other != NULL) put(p, "<th scope=\"col\">%w</th>", other);
    put(p, "<td></td></tr></thead>\n<tbody>\n");
}

static void table__row(const page *p, const row *r, uint64_t most, bool other)
{
    put(p, "<tr><th scope=\"row\">");
    if (r->person != 0 && r->name != NULL) {
        char path[48];
        snprintf(path, sizeof path, "/people/%llu", (unsigned long long)r->person);
        put(p, "<a href=\"");
        put_address(p, &(change){.path = path, .drop = "who"});
        put(p, "\"><bdi>%s</bdi></a>", r->name);
    } else if (r->parameter != NULL && !request_is_line(r->value)) {
        put(p, "<bdi>%s</bdi>", r->value);
    } else if (r->parameter != NULL) {
        put(p, "<a href=\"");
        put_address(p, &(change){.path = "/search", .drop = r->parameter, .name = r->parameter, .with = r->value});
        put(p, "\">");
        if (r->key != NULL)
            put(p, "%w</a>", r->key);
        else
            put(p, "<bdi>%s</bdi></a>", r->name);
    } else {
        put(p, "%w", r->key);
    }
    put(p, "</th><td>%n</td>", r->number);
    if (other) put(p, "<td>%n</td>", r->other);
    put(p, "<td class=\"drawn\">");
    put_bar(p, r->number, most);
    put(p, "</td></tr>\n");
}

static void table__end(const page *p)
{
    put(p, "</tbody>\n</table>\n");
}

static void overview__ranking(const page *p, const view_ranked *items, size_t count, const char *title,
                              const char *column, const char *parameter)
{
    uint64_t most = count > 0 ? items[0].statements : 0;
    put(p, "<section class=\"block\">\n<h2>%w</h2>\n", title);
    if (count == 0) put(p, "<p class=\"quiet\">%w</p>\n", "nothing-here");
    if (count > 0) {
        table__begin(p, title, column, "statements-column", NULL);
        for (size_t i = 0; i < count; i++)
            table__row(p,
                       &(row){.name = items[i].name,
                              .parameter = parameter,
                              .value = items[i].name,
                              .person = items[i].person,
                              .number = items[i].statements},
                       most, false);
        table__end(p);
    }
    put(p, "</section>\n");
}

static void overview__types(const page *p, const view_overview *v)
{
    uint64_t most = 0;
    put(p, "<section class=\"block\">\n<h2>%w</h2>\n", "by-type");
    table__begin(p, "by-type", "type", "statements-column", NULL);
    for (int i = SELON_DIRECT; i <= SELON_MIXED; i++) most = v->types[i] > most ? v->types[i] : most;
    for (int i = SELON_DIRECT; i <= SELON_MIXED; i++) {
        const char *key = jsonl_type((unsigned)i);
        table__row(p, &(row){.key = key, .parameter = "type", .value = key, .number = v->types[i]}, most, false);
    }
    table__end(p);
    put(p, "</section>\n");
}

static void overview__genders(const page *p, const view_overview *v)
{
    static const gender order[] = {SHOWN_WOMAN, SHOWN_MAN, SHOWN_NOTHING};
    static const char *const keys[] = {"women", "men", "not-shown"};
    uint64_t most = 0;
    put(p, "<section class=\"block\">\n<h2>%w</h2>\n", "by-gender");
    if (!v->genders_known) {
        put(p, "<p class=\"quiet\">%w</p>\n</section>\n", "genders-later");
        return;
    }
    table__begin(p, "by-gender", "gender-column", "statements-column", "speakers-column");
    for (int i = 0; i < GENDERS; i++) most = v->gender_statements[i] > most ? v->gender_statements[i] : most;
    for (int i = 0; i < 3; i++)
        table__row(
            p, &(row){.key = keys[i], .number = v->gender_statements[order[i]], .other = v->gender_speakers[order[i]]},
            most, true);
    table__end(p);
    put(p, "<p class=\"quiet\">%w</p>\n</section>\n", "genders-help");
}

static void overview__filter(const page *p, const view_query *query)
{
    static const char *const shown[] = {"about", "outlet", "since", "until", NULL};
    put(p, "<details class=\"more\"%r>\n<summary>%w</summary>\n<form class=\"filter\" method=\"get\" action=\"/\">\n",
        query->about != NULL || query->outlet != NULL || query->since != NULL || query->until != NULL ? " open" : "",
        "narrow");
    put_field(p, "text", "about", "field-about", query->about);
    put_field(p, "text", "outlet", "field-outlet", query->outlet);
    put_field(p, "date", "since", "field-since", query->since);
    put_field(p, "date", "until", "field-until", query->until);
    put_hidden(p, shown);
    put(p, "<p class=\"field\"><button class=\"main\">%w</button></p>\n</form>\n</details>\n", "filter-button");
}

void page_overview(writer *w, const request *q, const void *view)
{
    const view_overview *v = view;
    page p = frame_begin(w, q, &(frame){.current = "/", .title_word = "nav-overview", .class = "overview-page"});
    put(&p, "<h1>%w</h1>\n<p class=\"lead\">%w</p>\n", "overview-title", "overview-lead");
    overview__totals(&p, v);
    overview__filter(&p, &v->query);
    put_chosen(&p, v->query.person_name);
    put(&p, "<section class=\"when\" aria-labelledby=\"when\">\n<h2 id=\"when\">%w</h2>\n", "over-time");
    put_months(&p, &v->months, "months-caption");
    put(&p, "</section>\n<div class=\"blocks\">\n");
    overview__ranking(&p, v->speakers, v->speaker_count, "most-quoted", "name-column", "who");
    overview__ranking(&p, v->outlets, v->outlet_count, "by-outlet", "outlet-column", "outlet");
    overview__types(&p, v);
    overview__genders(&p, v);
    put(&p, "</div>\n");
    frame_end(&p);
}
