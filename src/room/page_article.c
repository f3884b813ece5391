/* SPDX-License-Identifier: Apache-2.0
 *
 * page_article.c - an article as it was published, what is said in it marked,
 * and beside it who says what: a card for each statement, by speaker.
 *
 * A mark in the text leads to its card (#s<id>) and back (#t<id>). Someone who
 * only hears the page has all that the marks show in the cards.
 */
#include "room/inside.h"
#include "room/page.h"
#include "room/pages.h"

/* ---- head ---- */

/* Only an address of the web becomes a link (html_link()); its words are ours. */
static void head__original(const page *p, const char *address)
{
    if (address == NULL || *address == '\0') return;
    word_text t = phrases_find(p->words, "original");
    put(p, "<li>");
    html_link(p->w, address, arena_strndup(p->q->arena, t.text, t.size));
    put(p, "</li>\n");
}

static void head__versions(const page *p, const view_article *v)
{
    if (v->version_count < 2) return;
    put(p, "<nav class=\"versions\" aria-label=\"%w\">\n<ol>\n", "versions");
    for (size_t i = 0; i < v->version_count; i++) {
        const view_version *one = &v->versions[i];
        put(p, "<li><a href=\"?version=%i\"%r>%w %i", one->id, one->shown ? " aria-current=\"true\"" : "", "version",
            (uint64_t)(i + 1));
        if (one->published != NULL || one->added != NULL) {
            put(p, ", ");
            put_date(p, one->published != NULL ? one->published : one->added);
        }
        put(p, "</a></li>\n");
    }
    put(p, "</ol>\n</nav>\n");
}

/* A reader has just rejected a statement, and may have meant another. */
static void article__rejected(const page *p)
{
    const char *undo = request_value(p->q, "undo");
    if (undo == NULL || strspn(undo, "0123456789") != strlen(undo) || !p->q->room->writable) return;
    put(p, "<form class=\"note\" method=\"post\" action=\"/corrections/%s/withdrawal\" role=\"status\">\n", undo);
    put_csrf(p);
    put(p, "<p>%w <button class=\"link\">%w</button></p>\n</form>\n", "rejected-note", "act-withdraw");
}

static void article__head(const page *p, const view_article *v, bool title_in_text)
{
    const view_place *place = &v->place;
    put(p, "<header class=\"article-head\">\n<ul class=\"kicker\">\n");
    if (place->outlet != NULL) {
        bool leads = request_is_line(place->outlet) && !p->reading;
        put(p, "<li class=\"outlet\">");
        if (leads) put(p, "<a href=\"/search?outlet=");
        if (leads) put_encoded(p, place->outlet);
        put(p, leads ? "\"><bdi>%s</bdi></a></li>\n" : "<bdi>%s</bdi></li>\n", place->outlet);
    }
    if (place->published != NULL) {
        put(p, "<li>");
        put_date(p, place->published);
        put(p, "</li>\n");
    }
    if (place->author != NULL) put(p, "<li><bdi>%s</bdi></li>\n", place->author);
    head__original(p, place->address);
    put(p, "</ul>\n");
    if (!title_in_text) {
        put(p, "<h1 dir=\"auto\"");
        if (v->lang != NULL) put(p, " lang=\"%s\"", v->lang);
        if (place->title != NULL)
            put(p, ">%s</h1>\n", place->title);
        else
            put(p, ">%w</h1>\n", "untitled");
    }
    put(p, "<p class=\"counts\"><a href=\"#speakers\">");
    put_count(p, "statements", (uint64_t)v->statements.count);
    put(p, "</a> · ");
    put_count(p, "speakers", (uint64_t)v->speaker_count);
    put(p, "</p>\n");
    head__versions(p, v);
    article__rejected(p);
    if (!place->current) put(p, "<p class=\"note\">%w</p>\n", "old-version");
    if (v->statements.count > 0) put_legend(p);
    put(p, "</header>\n");
}

/* ---- cards ---- */

/* The statements by speaker, and the echoes by statement: those of the one with
 * number k (0: nobody is known) are dealt[first[k]] up to dealt[first[k + 1]],
 * those of statement i echoes[i] up to echoes[i + 1]. */
typedef struct panel {
    const view_article *v;
    size_t *first, *dealt, *echoes;
    size_t *numbers; /* by statement: as the text has it; 0: it is not there */
} panel;

static size_t statement__speaker(const view_article *v, size_t i)
{
    size_t speaker = v->statements.items[i].speaker;
    return speaker < v->speaker_count ? speaker + 1 : 0;
}

/* By counting; echoes are in the order of the statements already. */
static panel panel__deal(arena *a, const view_article *v)
{
    size_t count = v->statements.count, echo = 0;
    panel d = {v, ARENA_ZARRAY(a, size_t, v->speaker_count + 3), ARENA_ARRAY(a, size_t, count),
               ARENA_ARRAY(a, size_t, count + 1), ARENA_ZARRAY(a, size_t, count)};
    for (size_t i = 0; i < count; i++) d.first[statement__speaker(v, i) + 2]++;
    for (size_t k = 2; k < v->speaker_count + 3; k++) d.first[k] += d.first[k - 1];
    for (size_t i = 0; i < count; i++) d.dealt[d.first[statement__speaker(v, i) + 1]++] = i;
    for (size_t i = 0; i < count; i++) {
        d.echoes[i] = echo;
        while (echo < v->echo_count && v->echoes[echo].statement == v->statements.items[i].id) echo++;
    }
    d.echoes[count] = echo;
    for (size_t i = 0, number = 0; i < count; i++)
        if (v->statements.items[i].content_count > 0) d.numbers[i] = ++number;
    return d;
}

static void echo__line(const page *p, const view_echo *e)
{
    put(p, "<li><a href=\"/articles/%i#s%i\">", e->article, e->other);
    put_title(p, e->title, NULL);
    put(p, "</a> <span class=\"quiet\">");
    if (e->outlet != NULL) put(p, "<bdi>%s</bdi>, ", e->outlet);
    put_day(p, e->day);
    put(p, " · ");
    put_person(p, 0, e->name);
    put(p, " · ");
    put_type(p, e->type);
    if (e->changes > 0) {
        put(p, " · <strong>");
        put_count(p, "changed-words", e->changes);
        put(p, "</strong>");
    }
    put(p, "</span></li>\n");
}

/* The same words elsewhere. */
static void card__echoes(const page *p, const panel *panel, size_t statement)
{
    const view_article *v = panel->v;
    size_t first = panel->echoes[statement], end = panel->echoes[statement + 1];
    uint64_t id = v->statements.items[statement].id;
    if (first == end) return;
    put(p, "<details class=\"echoes\">\n<summary>");
    put_count(p, "same-words", (uint64_t)(end - first));
    put(p, "</summary>\n<ul>\n");
    for (size_t i = first; i < end; i++) echo__line(p, &v->echoes[i]);
    put(p, "</ul>\n<p><a href=\"/statements/%i/same\">%w</a></p>\n</details>\n", id, "see-differences");
}

static void card__attribution(const page *p, const view_statement *st)
{
    static const char *const classes[] = {"source", "cue"};
    const selon_span spans[] = {st->source, st->cue};
    bool any = false;
    if (st->text == NULL) return;
    for (int i = 0; i < 2; i++) {
        if (span_empty(spans[i])) continue;
        put(p, any ? " · " : "<p class=\"attribution\">");
        put(p, "<span class=\"%r\"><bdi>", classes[i]);
        put_part(p, st, spans[i]);
        put(p, "</bdi></span>");
        any = true;
    }
    if (any) put(p, "</p>\n");
}

static void card__words(const page *p, const view_article *v, const view_statement *st, size_t number)
{
    put(p, "<p class=\"words\" dir=\"auto\"");
    if (v->lang != NULL) put(p, " lang=\"%s\"", v->lang);
    if (st->content_count == 0) {
        put(p, "><span class=\"quiet\">%w</span></p>\n", v->text == NULL ? "no-text" : "not-here");
        return;
    }
    put(p, "><a href=\"#t%i\"><span class=\"nth\">%i</span> <q class=\"said %r\">", st->id, (uint64_t)number,
        jsonl_type(st->type));
    put_content(p, st);
    put(p, "</q></a></p>\n");
}

static void panel__card(const page *p, const panel *d, size_t i)
{
    const view_statement *st = &d->v->statements.items[i];
    put(p, "<li id=\"s%i\" class=\"card\" data-s=\"%i\" data-k=\"%i\">\n", st->id, st->id,
        (uint64_t)statement__speaker(d->v, i));
    card__words(p, d->v, st, d->numbers[i]);
    card__attribution(p, st);
    put_facts(p, st);
    if (d->v->id != 0) {
        card__echoes(p, d, i);
        put_actions(p, st, false);
    }
    put(p, "</li>\n");
}

static void panel__speaker(const page *p, const panel *d, size_t k)
{
    const view_speaker *who = k > 0 ? &d->v->speakers[k - 1] : NULL;
    size_t first = d->first[k], end = d->first[k + 1];
    uint64_t number = k;
    if (first == end) return;
    put(p, "<section class=\"speaker\" data-k=\"%i\" aria-labelledby=\"k%i\">\n<div class=\"who\">\n<h3 id=\"k%i\">",
        number, number, number);
    put_person(p, who != NULL ? who->person : 0, who != NULL ? who->name : NULL);
    put(p, "</h3>\n");
    if (who != NULL && who->role != NULL) put(p, "<p class=\"role\"><bdi>%s</bdi></p>\n", who->role);
    put(p, "<p class=\"count\">");
    put_count(p, "statements", (uint64_t)(end - first));
    put(p,
        "</p>\n<button type=\"button\" class=\"only\" hidden aria-pressed=\"false\" data-only=\"%i\" "
        "aria-describedby=\"k%i\">%w</button>\n</div>\n<ol>\n",
        number, number, "only");
    for (size_t i = first; i < end; i++) panel__card(p, d, d->dealt[i]);
    put(p, "</ol>\n</section>\n");
}

/* They can be taken back where they lead. */
static void panel__rejected(const page *p, const view_article *v)
{
    if (v->rejected_count == 0) return;
    put(p, "<details class=\"more\">\n<summary>");
    put_count(p, "rejected-here", (uint64_t)v->rejected_count);
    put(p, "</summary>\n<ul>\n");
    for (size_t i = 0; i < v->rejected_count; i++) {
        const view_rejected *one = &v->rejected[i];
        put(p, "<li dir=\"auto\"><a href=\"/statements/%i/correct\">", one->statement);
        if (one->words != NULL)
            put(p, "<q>%s</q>", one->words);
        else
            put(p, "%w", "another-statement");
        put(p, "</a>, ");
        put_date(p, one->at);
        if (one->reader != NULL) put(p, ", <bdi>%s</bdi>", one->reader);
        put(p, "</li>\n");
    }
    put(p, "</ul>\n</details>\n");
}

static void put_panel(const page *p, const view_article *v)
{
    panel d = panel__deal(p->q->arena, v);
    put(p,
        "<aside id=\"speakers\" tabindex=\"-1\" aria-labelledby=\"speakers-title\">\n"
        "<h2 id=\"speakers-title\">%w</h2>\n",
        "speakers-title");
    if (v->statements.count == 0) put(p, "<p class=\"quiet\">%w</p>\n", "none-found");
    for (size_t k = 1; k <= v->speaker_count; k++) panel__speaker(p, &d, k);
    panel__speaker(p, &d, 0);
    panel__rejected(p, v);
    if (v->id != 0 && v->text != NULL && v->place.current && p->q->room->writable)
        put(p, "<p class=\"actions\"><a href=\"/articles/%i/missing\" data-missing>%w</a></p>\n", v->id,
            "missing-link");
    put(p, "</aside>\n");
}

/* ---- the page ---- */

static marked article__marked(const view_article *v)
{
    return (marked){.text = v->text,
                    .size = v->text_size,
                    .title = v->place.title,
                    .paragraphs = v->paragraphs,
                    .paragraph_count = v->paragraph_count,
                    .statements = &v->statements,
                    .speakers = v->speakers,
                    .speaker_count = v->speaker_count};
}

void put_article(const page *p, const view_article *v)
{
    marked m = article__marked(v);
    selon_span title;
    bool title_in_text = marked_has_title(p, &m, &title);
    put(p, "<div class=\"sheet\">\n<div class=\"column\">\n");
    article__head(p, v, title_in_text);
    put(p, "<article aria-label=\"%w\"", "article");
    if (v->lang != NULL) put(p, " lang=\"%s\"", v->lang);
    put(p, " data-title=\"%s\" data-outlet=\"%s\" data-date=\"%s\">\n", v->place.title, v->place.outlet,
        v->place.published);
    p->w->counted = true; /* ids are the ledger's, and long */
    if (v->text != NULL)
        put_marked(p, &m);
    else
        put(p, "<p class=\"quiet\">%w</p>\n", "no-text");
    put(p, "</article>\n</div>\n");
    put_panel(p, v);
    put(p, "</div>\n");
}

/* The title as it is known, else the text's first line where that is one. */
static const char *article__title(writer *w, const request *q, const view_article *v)
{
    marked m = article__marked(v);
    page before = {.w = w, .q = q};
    selon_span title;
    if (v->place.title != NULL || !marked_has_title(&before, &m, &title)) return v->place.title;
    return arena_strndup(q->arena, v->text + title.start, title.end - title.start);
}

void page_article(writer *w, const request *q, const void *view)
{
    const view_article *v = view;
    page p = frame_begin(w, q,
                         &(frame){.title = article__title(w, q, v), .title_word = "untitled", .class = "article-page"});
    put_article(&p, v);
    frame_end(&p);
}
