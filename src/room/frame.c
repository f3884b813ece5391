/* SPDX-License-Identifier: Apache-2.0
 *
 * frame.c - what is around every page: head, masthead, foot; see page.h.
 *
 * Language and theme are links that lead back to the same page, so that they
 * work without scripts; a cookie keeps the choice.
 */
#include "room/asset.h"
#include "room/page.h"

/* ---- addresses ---- */

static bool byte__is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
}

void put_encoded(const page *p, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if (*at == ' ') {
            writer_putc(p->w, '+');
        } else if (byte__is_plain(*at)) {
            writer_putc(p->w, (char)*at);
        } else {
            writer_putc(p->w, '%');
            writer_putc(p->w, digits[*at >> 4]);
            writer_putc(p->w, digits[*at & 15]);
        }
    }
}

/* Parameters that say how a page looks, or which part of a list it is, and not what it is about. */
static bool name__is_passing(const char *name)
{
    return strcmp(name, "ui") == 0 || strcmp(name, "theme") == 0 || strcmp(name, "page") == 0;
}

static bool change__drops(const change *c, const parameter *one)
{
    if (*one->value == '\0') return true;
    if (c->place && strcmp(one->name, "page") == 0) return false;
    if (name__is_passing(one->name)) return true;
    return c->drop != NULL && strcmp(c->drop, one->name) == 0 &&
           (c->value == NULL || strcmp(c->value, one->value) == 0);
}

static void address__pair(const page *p, bool *any, const char *name, const char *value)
{
    writer_puts(p->w, *any ? "&amp;" : "?");
    put_encoded(p, name);
    writer_putc(p->w, '=');
    put_encoded(p, value);
    *any = true;
}

/* What a form was sent to is no page: its page is where the form stands. */
static void address__behind(const page *p)
{
    const char *path = p->q->path;
    if (strncmp(path, "/statements/", 12) == 0 && p->q->id != NULL) {
        put(p, "/statements/");
        put_encoded(p, p->q->id);
        put(p, "/correct");
    } else if (strncmp(path, "/articles/", 10) == 0 && p->q->id != NULL) {
        put(p, "/articles/");
        put_encoded(p, p->q->id);
        put(p, "/missing");
    } else if (strcmp(path, "/read") == 0 || strcmp(path, "/articles") == 0) {
        put(p, "/read");
    } else {
        put(p, strcmp(path, "/login") == 0 ? "/login" : "/");
    }
}

/* A path was decoded: what is no plain byte of it is encoded again. */
static void address__path(const page *p)
{
    char one[2] = "";
    if (p->q->method == METHOD_POST) {
        address__behind(p);
        return;
    }
    for (const char *at = p->q->path; *at != '\0'; at++) {
        one[0] = *at;
        if (*at == '/')
            writer_putc(p->w, '/');
        else
            put_encoded(p, one);
    }
}

void put_address(const page *p, const change *c)
{
    bool any = false;
    if (c->path != NULL)
        put(p, "%r", c->path);
    else
        address__path(p);
    for (size_t i = 0; i < p->q->parameters.count; i++) {
        const parameter *one = &p->q->parameters.items[i];
        if (!change__drops(c, one)) address__pair(p, &any, one->name, one->value);
    }
    if (c->name != NULL) address__pair(p, &any, c->name, c->with);
    if (p->anchor != NULL && c->path == NULL) put(p, "%r", p->anchor);
}

void put_hidden(const page *p, const char *const *but)
{
    for (size_t i = 0; i < p->q->parameters.count; i++) {
        const parameter *one = &p->q->parameters.items[i];
        bool left_out = name__is_passing(one->name) || *one->value == '\0';
        for (const char *const *name = but; *name != NULL && !left_out; name++)
            left_out = strcmp(*name, one->name) == 0;
        if (!left_out) put(p, "<input type=\"hidden\" name=\"%v\" value=\"%v\">\n", one->name, one->value);
    }
}

void put_csrf(const page *p)
{
    if (p->q->personal != NULL) *p->q->personal = true;
    if (p->q->csrf != NULL) put(p, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n", p->q->csrf);
}

/* ---- head ---- */

/* What the address says goes before what a cookie has kept; values that are none of these are not taken. */
static const char *request__theme(const request *q)
{
    static const char *const themes[] = {"light", "dark"};
    const char *wanted = request_value(q, "theme");
    if (wanted == NULL) wanted = request_cookie(q, "theme");
    for (size_t i = 0; wanted != NULL && i < 2; i++)
        if (strcmp(themes[i], wanted) == 0) return themes[i];
    return "auto";
}

static void frame__head(const page *p, const frame *f, const char *theme)
{
    put(p,
        "<!DOCTYPE html>\n<html lang=\"%r\" data-theme=\"%r\"%r>\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
        phrases_language(p->words), theme, asset_script != NULL ? " data-scripts" : "");
    if (f->title != NULL)
        put(p, "%s", f->title);
    else
        put(p, "%w", f->title_word);
    put(p,
        " – Selon</title>\n<meta name=\"description\" content=\"%w\">\n<meta name=\"color-scheme\" content=\"%r\">\n"
        "<meta name=\"referrer\" content=\"same-origin\">\n<link rel=\"stylesheet\" href=\"%r\">\n",
        "description", *theme == 'a' ? "light dark" : theme, asset_style);
    if (asset_icon != NULL) put(p, "<link rel=\"icon\" type=\"image/svg+xml\" href=\"%r\">\n", asset_icon);
    if (asset_script != NULL) put(p, "<script type=\"module\" src=\"%r\"></script>\n", asset_script);
    put(p, "</head>\n");
}

/* The words that the scripts need, for they have none of their own. */
static void frame__script_words(const page *p)
{
    static const char *const keys[] = {
        "copy",     "copied",     "copy-failed", "quote-open",     "quote-close",     "suggestions", "no-suggestions",
        "zoom-out", "show-these", "chart-hint",  "direct",         "indirect",        "mixed",       "shown-only",
        "reading",  "read-file",  "file-taken",  "file-too-large", "missing-selected"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) put(p, " data-w-%r=\"%w\"", keys[i], keys[i]);
}

/* ---- masthead ---- */

static void frame__navigation(const page *p, const frame *f)
{
    static const char *const paths[] = {"/", "/search", "/people", "/compare", "/read"};
    static const char *const keys[] = {"nav-overview", "nav-search", "nav-people", "nav-compare", "nav-read"};
    put(p, "<nav class=\"sections\" aria-label=\"%w\">\n<ul>\n", "navigation");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        bool here = f->current != NULL && strcmp(f->current, paths[i]) == 0;
        put(p, "<li><a href=\"%r\"%r>%w</a></li>\n", paths[i], here ? " aria-current=\"page\"" : "", keys[i]);
    }
    put(p, "</ul>\n</nav>\n");
}

/* The page of searches has a box of its own. */
static void frame__search(const page *p, const frame *f)
{
    if (f->current != NULL && strcmp(f->current, "/search") == 0) return;
    put(p,
        "<form class=\"find\" role=\"search\" action=\"/search\" method=\"get\">\n"
        "<label class=\"unseen\" for=\"find\">%w</label>\n"
        "<input type=\"search\" id=\"find\" name=\"q\" placeholder=\"%w\" autocomplete=\"off\" "
        "spellcheck=\"false\" data-suggest>\n<button>%w</button>\n</form>\n",
        "search-label", "search-hint", "search-button");
}

static void frame__switch(const page *p, const char *name, const char *value, bool chosen)
{
    const char *key = *name == 'u'    ? (*value == 'f' ? "ui-fr" : "ui-en")
                      : *value == 'l' ? "theme-light"
                      : *value == 'd' ? "theme-dark"
                                      : "theme-auto";
    put(p, "<li><a href=\"");
    put_address(p, &(change){.name = name, .with = value, .place = true});
    put(p, "\" data-%r=\"%r\"", name, value);
    if (*name == 'u') put(p, " lang=\"%r\" hreflang=\"%r\"", value, value);
    put(p, "%r>%w</a></li>\n", chosen ? " aria-current=\"true\"" : "", key);
}

static void frame__switches(const page *p, const char *theme)
{
    static const char *const languages[] = {"fr", "en"}, *const themes[] = {"auto", "light", "dark"};
    put(p, "<div class=\"switches\">\n<ul aria-label=\"%w\">\n", "language");
    for (size_t i = 0; i < 2; i++)
        frame__switch(p, "ui", languages[i], strcmp(phrases_language(p->words), languages[i]) == 0);
    put(p, "</ul>\n<ul aria-label=\"%w\">\n", "theme");
    for (size_t i = 0; i < 3; i++) frame__switch(p, "theme", themes[i], strcmp(theme, themes[i]) == 0);
    put(p, "</ul>\n</div>\n");
}

page frame_begin(writer *w, const request *q, const frame *f)
{
    page p = {.w = w, .q = q, .words = phrases_of(q->ui)};
    const char *theme = request__theme(q);
    w->arena = q->arena;
    if (w->store == NULL) w->store = resource_store_new(q->arena, NULL);
    labels_load(&w->labels, w->store, phrases_language(p.words), NULL, 0);
    frame__head(&p, f, theme);
    put(&p, "<body class=\"%r\"", f->class);
    frame__script_words(&p);
    put(&p,
        ">\n<a class=\"skip\" href=\"#main\">%w</a>\n<header class=\"masthead\">\n<div class=\"wide\">\n"
        "<p class=\"brand\"><a href=\"/\"><span>Selon</span></a></p>\n",
        "skip");
    frame__search(&p, f);
    frame__switches(&p, theme);
    frame__navigation(&p, f);
    put(&p, "</div>\n</header>\n<main id=\"main\" class=\"wide\" tabindex=\"-1\">\n");
    return p;
}

void frame_end(const page *p)
{
    put(p,
        "</main>\n<footer class=\"foot\">\n<div class=\"wide\">\n<ul>\n<li><a href=\"/help\">%w</a></li>\n"
        "<li><a href=\"/openapi.json\">%w</a></li>\n</ul>\n",
        "nav-help", "nav-api");
    if (p->q->signed_in) {
        put(p, "<form method=\"post\" action=\"/logout\">\n");
        put_csrf(p);
        put(p, "<button class=\"link\">%w</button>\n</form>\n", "sign-out");
    }
    put(p, "</div>\n</footer>\n<div id=\"said\" class=\"unseen\" role=\"status\"></div>\n</body>\n</html>\n");
}
