/* SPDX-License-Identifier: Apache-2.0
 *
 * page_hits.c - statements that were found: see page.h.
 */
#include <stdio.h>

#include "room/page.h"

/* ---- one ---- */

#define PLACES_SHOWN 4

static void hit__place(const page *p, const view_place *place, uint64_t statement)
{
    put(p, "<li>");
    if (place->outlet != NULL) put(p, "<bdi class=\"outlet\">%s</bdi> ", place->outlet);
    put_date(p, place->published);
    put(p, " <a href=\"/articles/%i#s%i\">", place->article, statement);
    put_title(p, place->title, place->address);
    put(p, "</a></li>\n");
}

void put_hit(const page *p, const view_statement *st, unsigned heading, bool anchor)
{
    uint64_t level = heading;
    put(p, "<li class=\"hit\" data-s=\"%i\"", st->id);
    if (anchor) put(p, " id=\"s%i\"", st->id);
    put(p, ">\n<h%i class=\"hit-who\">", level);
    put_person(p, st->person, st->name);
    if (st->role != NULL) put(p, "<span class=\"role\">, <bdi>%s</bdi></span>", st->role);
    put(p, "</h%i>\n", level);
    put_sentence(p, st);
    put_facts(p, st);
    put(p, "<ul class=\"places\">\n");
    for (size_t i = 0; i < st->places.count && i < PLACES_SHOWN; i++) hit__place(p, &st->places.items[i], st->id);
    if (st->places.count > PLACES_SHOWN) {
        put(p, "<li class=\"quiet\">");
        put_count(p, "more-places", (uint64_t)(st->places.count - PLACES_SHOWN));
        put(p, "</li>\n");
    }
    put(p, "</ul>\n");
    put_actions(p, st, true);
    put(p, "</li>\n");
}

/* ---- a page of them ---- */

/* The address with another place in the list: `page` was dropped with the old one. */
static void hits__next(const page *p, const view_search *s)
{
    bool later = request_value(p->q, "page") != NULL;
    if (!later && s->next == NULL) return;
    put(p, "<nav class=\"pager\" aria-label=\"%w\">\n", "pages");
    if (later) {
        put(p, "<a href=\"");
        put_address(p, &(change){0});
        put(p, "\">%w</a>\n", "first-page");
    }
    if (s->next != NULL) {
        put(p, "<a rel=\"next\" href=\"");
        put_address(p, &(change){.name = "page", .with = s->next});
        put(p, "\">%w</a>\n", "next-page");
    }
    put(p, "</nav>\n");
}

/* Does choosing one of its values change anything? */
static bool facet__narrows(const view_search *s, const view_facet *f)
{
    if (s->query.person != 0 && strcmp(f->name, "who") == 0) return false;
    return f->count > 1 || (f->count == 1 && (f->items[0].count < s->total || s->at_least));
}

static bool search__narrows(const view_search *s)
{
    for (size_t i = 0; i < s->facet_count; i++)
        if (facet__narrows(s, &s->facets[i])) return true;
    return false;
}

void put_hits(const page *p, const view_search *s, unsigned heading)
{
    put(p, "<p class=\"total\" id=\"total\">");
    if (s->at_least) put(p, "%w ", "more-than");
    put_count(p, "found", s->total);
    if (search__narrows(s)) put(p, " <a class=\"to-facets\" href=\"#facets\">%w</a>", "facets");
    put(p, "</p>\n");
    if (s->hits.count == 0) {
        put(p, "<p class=\"quiet\">%w</p>\n", "nothing-found-help");
        return;
    }
    put(p, "<ol class=\"hits\">\n");
    for (size_t i = 0; i < s->hits.count; i++) put_hit(p, &s->hits.items[i], heading, true);
    put(p, "</ol>\n");
    hits__next(p, s);
}

/* ---- facets ---- */

/* Values whose words are data: types, kinds, languages. */
static void facet__label(const page *p, const view_facet *f, const view_count *c)
{
    char key[64];
    int year, month;
    if (strcmp(f->name, "month") == 0 && sscanf(c->value, "%4d-%2d", &year, &month) == 2 && month >= 1 && month <= 12) {
        put_month(p, (int32_t)(year * 100 + month));
    } else if (strcmp(f->name, "type") == 0 || strcmp(f->name, "kind") == 0) {
        put(p, "%w", c->value);
    } else if (strcmp(f->name, "lang") == 0) {
        snprintf(key, sizeof key, "lang-%.8s", c->value);
        word_text t = phrases_find(p->words, key);
        bool known = t.size != strlen(key) || memcmp(t.text, key, t.size) != 0;
        put(p, known ? "%w" : "%s", known ? key : c->value);
    } else {
        put(p, "<bdi>%s</bdi>", c->label != NULL ? c->label : c->value);
    }
}

static void facet__address(const page *p, const view_facet *f, const view_count *c)
{
    char id[24];
    bool several = strcmp(f->name, "type") == 0 || strcmp(f->name, "kind") == 0;
    if (c->id != 0) {
        snprintf(id, sizeof id, "%llu", (unsigned long long)c->id);
        put_address(p, &(change){.drop = "person", .name = "person", .with = id});
    } else {
        put_address(p,
                    &(change){.drop = f->name, .value = several ? c->value : NULL, .name = f->name, .with = c->value});
    }
}

static bool facet__is_chosen(const page *p, const view_facet *f, const view_count *c)
{
    for (size_t i = 0; i < p->q->parameters.count; i++) {
        const parameter *one = &p->q->parameters.items[i];
        if (strcmp(one->name, f->name) == 0 && strcmp(one->value, c->value) == 0) return true;
    }
    return false;
}

static void facet__write(const page *p, const view_facet *f)
{
    char key[64];
    snprintf(key, sizeof key, "facet-%s", f->name);
    put(p, "<section class=\"facet\">\n<h3>%w</h3>\n<ul>\n", key);
    for (size_t i = 0; i < f->count; i++) {
        const view_count *c = &f->items[i];
        bool leads = c->id != 0 || request_is_line(c->value);
        if (facet__is_chosen(p, f, c)) continue;
        put(p, leads ? "<li><a href=\"" : "<li>");
        if (leads) facet__address(p, f, c);
        if (leads) put(p, "\">");
        facet__label(p, f, c);
        put(p, leads ? "</a> " : " ");
        put(p, "<span class=\"number-of\">%n</span></li>\n", c->count);
    }
    if (f->more) put(p, "<li class=\"quiet\">…</li>\n");
    put(p, "</ul>\n</section>\n");
}

void put_facets(const page *p, const view_search *s)
{
    bool any = false;
    for (size_t i = 0; i < s->facet_count; i++) {
        if (!facet__narrows(s, &s->facets[i])) continue;
        if (!any) put(p, "<nav class=\"facets\" id=\"facets\" aria-label=\"%w\">\n<h2>%w</h2>\n", "facets", "facets");
        any = true;
        facet__write(p, &s->facets[i]);
    }
    if (any) put(p, "</nav>\n");
}

/* ---- what was chosen ---- */

/* The parameters of a search, each with a word of its own: "asked-NAME". */
static const char *const asked[] = {
    "q",     "who",  "person", "role", "outlet",         "about",           "addressee",       "since", "until",
    "month", "lang", "type",   "kind", "min-confidence", "published-since", "published-until", NULL};

void put_chosen(const page *p, const char *person)
{
    bool any = false;
    char key[64];
    for (size_t i = 0; i < p->q->parameters.count; i++) {
        const parameter *one = &p->q->parameters.items[i];
        const char *const *name = asked;
        while (*name != NULL && strcmp(*name, one->name) != 0) name++;
        if (*name == NULL || *one->value == '\0') continue;
        bool named = person != NULL && strcmp(*name, "person") == 0;
        if (!any) put(p, "<ul class=\"chosen\" aria-label=\"%w\">\n", "chosen");
        any = true;
        snprintf(key, sizeof key, "asked-%s", *name);
        put(p, "<li><a href=\"");
        put_address(p, &(change){.drop = one->name, .value = one->value});
        put(p, "\"><span class=\"unseen\">%w </span>%w <bdi>%s</bdi> <span aria-hidden=\"true\">×</span></a></li>\n",
            "take-away", named ? "asked-who" : key, named ? person : one->value);
    }
    if (any) put(p, "</ul>\n");
}
