/* SPDX-License-Identifier: Apache-2.0
 *
 * page_text.c - an article's text, or a sentence of one, with what is said in
 * it marked. The marks are those of `selon read --format html`: a view is laid
 * out as the document that output/html_text.c writes.
 */
#include "document.h"
#include "room/page.h"

/* Paragraphs as the document's text has them: each the range of a token. */
static text *document__paragraphs(arena *a, const marked *m)
{
    text *t = ARENA_NEW(a, text);
    t->tokens = ARENA_ZARRAY(a, token, m->paragraph_count);
    t->paragraphs = ARENA_ZARRAY(a, paragraph, m->paragraph_count);
    t->paragraph_count = (uint32_t)m->paragraph_count;
    for (uint32_t i = 0; i < t->paragraph_count; i++) {
        t->tokens[i].start = m->paragraphs[i].start;
        t->tokens[i].end = m->paragraphs[i].end;
        t->paragraphs[i].first = i;
        t->paragraphs[i].end = i + 1;
    }
    return t;
}

static selon_statement statement__of(const view_statement *st, size_t speakers)
{
    return (selon_statement){.id = (uint32_t)st->id,
                             .type = st->type,
                             .kind = st->kind,
                             .source = st->source,
                             .cue = st->cue,
                             .content = st->content,
                             .content_count = (uint32_t)st->content_count,
                             .speaker = st->speaker < speakers ? (uint32_t)st->speaker : SELON_NONE,
                             .parent = SELON_NONE};
}

/* Statements that are not in this version of the article have no place to be marked at. */
static selon_document *document__of(const page *p, const marked *m)
{
    arena *a = p->q->arena;
    selon_document *doc = ARENA_NEW(a, selon_document);
    doc->arena = a;
    doc->article.text = m->text;
    doc->article.size = (uint32_t)m->size;
    doc->article.title = m->title;
    doc->text = m->paragraph_count > 0 ? document__paragraphs(a, m) : NULL;
    doc->statements = ARENA_ZARRAY(a, selon_statement, m->statements->count);
    for (size_t i = 0; i < m->statements->count; i++)
        if (m->statements->items[i].content_count > 0)
            doc->statements[doc->statement_count++] = statement__of(&m->statements->items[i], m->speaker_count);
    selon_speaker *speakers = ARENA_ZARRAY(a, selon_speaker, m->speaker_count);
    for (size_t i = 0; i < m->speaker_count; i++) {
        speakers[i].name = m->speakers[i].name;
        speakers[i].role = m->speakers[i].role;
    }
    doc->speakers = speakers;
    doc->speaker_count = m->speaker_count;
    return doc;
}

static void marked__show(const page *p, const marked *m)
{
    p->w->doc = document__of(p, m);
    p->w->text = m->text;
    p->w->size = m->size;
}

bool marked_has_title(const page *p, const marked *m, selon_span *title)
{
    if (m->text == NULL) return false;
    marked__show(p, m);
    return html_title_in_text(p->w, title);
}

void put_marked(const page *p, const marked *m)
{
    marked__show(p, m);
    html_write_text(p->w);
}

/* ---- sentences ---- */

#define SENTENCE_SHOWN 4000 /* bytes; there are texts without any full stop */
#define SENTENCE_BEFORE 400 /* of these before the first part */
#define CONTENT_SHOWN 1500
#define PART_SHOWN 300

/* The place of the character that byte `at` is of. */
static size_t text__border(const char *text, size_t size, size_t at)
{
    if (at >= size) return size;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80) at--;
    return at;
}

static selon_span span__shifted(selon_span s, size_t from, size_t to)
{
    if (s.start < from || s.end > to || s.start >= s.end) return (selon_span){0, 0};
    return (selon_span){s.start - (uint32_t)from, s.end - (uint32_t)from};
}

/* What is shown of a sentence beyond measure: around its first parts. */
static void statement__cut(const page *p, view_statement *st)
{
    size_t first = st->content_count > 0 ? st->content[0].start : 0;
    if (st->source.start < st->source.end && st->source.start < first) first = st->source.start;
    size_t from = text__border(st->text, st->text_size, first > SENTENCE_BEFORE ? first - SENTENCE_BEFORE : 0);
    size_t to = text__border(st->text, st->text_size, from + SENTENCE_SHOWN);
    selon_span *content = ARENA_ARRAY(p->q->arena, selon_span, st->content_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < st->content_count; i++) {
        selon_span one = st->content[i];
        if (one.start < to && one.end > to) one.end = (uint32_t)to;
        one = span__shifted(one, from, to);
        if (one.start < one.end) content[count++] = one;
    }
    st->content = content;
    st->content_count = count;
    st->source = span__shifted(st->source, from, to);
    st->cue = span__shifted(st->cue, from, to);
    st->text = arena_strndup(p->q->arena, st->text + from, to - from);
    st->text_size = to - from;
}

void put_sentence(const page *p, const view_statement *st)
{
    if (st->text == NULL) {
        put(p, "<p class=\"quiet\">%w</p>\n", "no-text");
        return;
    }
    view_speaker speaker = {.name = st->name};
    view_statement one = *st;
    bool cut = st->text_size > SENTENCE_SHOWN;
    if (cut) statement__cut(p, &one);
    one.speaker = st->name != NULL ? 0 : VIEW_NONE;
    /* A title that is none, so that the sentence is not taken for one. */
    marked m = {.text = one.text,
                .size = one.text_size,
                .title = " ",
                .statements = &(view_statements){&one, 1},
                .speakers = &speaker,
                .speaker_count = st->name != NULL};
    put(p, "<div class=\"sentence\"");
    if (st->lang != NULL) put(p, " lang=\"%s\"", st->lang);
    put(p, ">\n");
    p->w->unnumbered = true;
    put_marked(p, &m);
    p->w->unnumbered = false;
    put(p, cut ? "<p>[…]</p>\n</div>\n" : "</div>\n");
}

void put_part(const page *p, const view_statement *st, selon_span part)
{
    size_t size = part.end - part.start, shown = text__border(st->text + part.start, size, PART_SHOWN);
    html_escape(p->w, st->text + part.start, shown);
    if (shown < size) writer_puts(p->w, " […]");
}

void put_content(const page *p, const view_statement *st)
{
    size_t left = CONTENT_SHOWN;
    if (st->text == NULL) {
        put(p, "<span class=\"quiet\">%w</span>", "no-text");
        return;
    }
    p->w->text = st->text;
    p->w->size = st->text_size;
    for (size_t i = 0; i < st->content_count; i++) {
        selon_span span = st->content[i];
        size_t size = span.end - span.start;
        if (i > 0) writer_puts(p->w, spans_touch(p->w, st->content[i - 1], span) ? " " : " … ");
        if (size > left) {
            html_escape(p->w, st->text + span.start, text__border(st->text + span.start, size, left));
            writer_puts(p->w, " […]");
            return;
        }
        html_escape(p->w, st->text + span.start, size);
        left -= size;
    }
}

/* ---- the key ---- */

void put_legend(const page *p)
{
    static const char *const classes[] = {"source", "cue", "content direct", "content indirect", "content mixed"};
    static const char *const keys[] = {"source", "cue", "content-direct", "content-indirect", "content-mixed"};
    put(p, "<ul class=\"legend\" aria-label=\"%w\">\n", "legend");
    for (size_t i = 0; i < 5; i++) put(p, "<li><mark class=\"%r\">%w</mark></li>\n", classes[i], keys[i]);
    put(p, "</ul>\n");
}
