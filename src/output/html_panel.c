/* SPDX-License-Identifier: Apache-2.0
 *
 * html_panel.c - the speakers, each with what was attributed to them.
 *
 * A statement stands here with its words, so that somebody who reads only the
 * panel, or hears it read, has everything that the marks in the text show. The
 * statements are dealt to their speakers by counting, in the order of the text.
 */
#include "output/html.h"

#define DOT " <span aria-hidden=\"true\">\xC2\xB7</span> "

static void panel__part(writer *w, label l, selon_span span)
{
    if (span_empty(span)) return;
    writer_puts(w, DOT);
    html_label(w, l);
    writer_puts(w, " <bdi>");
    html_span(w, span);
    writer_puts(w, "</bdi>");
}

static void panel__time(writer *w, const selon_statement *st)
{
    if (span_empty(st->time)) return;
    writer_puts(w, DOT "<bdi>");
    html_span(w, st->time);
    writer_puts(w, "</bdi>");
    if (st->time_value == NULL) return;
    writer_puts(w, " (");
    html_string(w, st->time_value);
    writer_putc(w, ')');
}

/* The words of the attribution itself, as written: who, how. */
static void panel__attribution(writer *w, const selon_statement *st)
{
    if (span_empty(st->source) && span_empty(st->cue)) return;
    writer_puts(w, "<p class=\"written\">");
    if (!span_empty(st->source)) {
        writer_puts(w, "<span class=\"source\"><bdi>");
        html_span(w, st->source);
        writer_puts(w, "</bdi></span>");
    }
    if (!span_empty(st->source) && !span_empty(st->cue)) writer_puts(w, DOT);
    if (!span_empty(st->cue)) {
        writer_puts(w, "<span class=\"cue\"><bdi>");
        html_span(w, st->cue);
        writer_puts(w, "</bdi></span>");
    }
    writer_puts(w, "</p>\n");
}

void html_write_facts(writer *w, const selon_statement *st)
{
    const selon_statement *parent = selon_document_statement(w->doc, st->parent);
    writer_puts(w, "<p class=\"facts\">");
    html_label(w, (label)(LABEL_SAID + (int)st->kind));
    writer_puts(w, DOT);
    html_label(w, (label)(LABEL_DIRECT + (int)st->type));
    if (st->negated) {
        writer_puts(w, DOT "<strong>");
        html_label(w, LABEL_NEGATED);
        writer_puts(w, "</strong>");
    }
    panel__time(w, st);
    panel__part(w, LABEL_ADDRESSEE, st->addressee);
    panel__part(w, LABEL_VIA, st->via);
    if (parent != NULL) {
        writer_puts(w, DOT);
        html_label(w, LABEL_INSIDE);
        writer_puts(w, " <a href=\"#s");
        writer_number(w, parent->id);
        writer_puts(w, "\">");
        writer_number(w, parent->id);
        writer_puts(w, "</a>");
    }
    writer_puts(w, DOT);
    html_label(w, LABEL_CONFIDENCE);
    writer_puts(w, "\xC2\xA0");
    writer_number(w, confidence_percent(st->confidence));
    html_label(w, LABEL_PERCENT);
    writer_puts(w, "</p>\n");
}

static void panel__statement(writer *w, const selon_statement *st)
{
    writer_puts(w, "<li id=\"s");
    writer_number(w, st->id);
    writer_putc(w, '"');
    html_attribute(w, "value", st->id);
    html_attribute(w, "data-s", st->id);
    writer_puts(w, ">\n<a class=\"words\" dir=\"auto\" href=\"#t");
    writer_number(w, st->id);
    writer_puts(w, "\">");
    for (size_t i = 0; i < st->content_count; i++) {
        if (i > 0) writer_puts(w, spans_touch(w, st->content[i - 1], st->content[i]) ? " " : " \xE2\x80\xA6 ");
        html_span(w, st->content[i]);
    }
    writer_puts(w, "</a>\n");
    panel__attribution(w, st);
    html_write_facts(w, st);
    writer_puts(w, "</li>\n");
}

static void panel__button(writer *w, size_t k)
{
    writer_puts(w, "<button type=\"button\" hidden aria-pressed=\"false\"");
    html_attribute(w, "data-only", k);
    writer_puts(w, " aria-describedby=\"k");
    writer_number(w, k);
    writer_puts(w, "\">");
    html_label(w, LABEL_ONLY);
    writer_puts(w, "</button>\n");
}

/* The heading of speaker `k` of the page. */
static void panel__heading(writer *w, size_t k, size_t count)
{
    const selon_speaker *speaker = k > 0 ? selon_document_speaker(w->doc, k - 1) : NULL;
    writer_puts(w, "<section class=\"speaker\"");
    html_attribute(w, "data-k", k);
    writer_puts(w, " aria-labelledby=\"k");
    writer_number(w, k);
    writer_puts(w, "\">\n<div class=\"who\">\n<h3 id=\"k");
    writer_number(w, k);
    writer_puts(w, "\"><bdi>");
    if (speaker != NULL)
        html_string(w, speaker->name);
    else
        html_label(w, LABEL_UNKNOWN);
    writer_puts(w, "</bdi></h3>\n");
    if (speaker != NULL && speaker->role != NULL) {
        writer_puts(w, "<p class=\"role\"><bdi>");
        html_string(w, speaker->role);
        writer_puts(w, "</bdi></p>\n");
    }
    writer_puts(w, "<p class=\"count\">");
    html_label(w, LABEL_STATEMENTS);
    html_label(w, LABEL_COLON);
    writer_number(w, count);
    writer_puts(w, "</p>\n");
    panel__button(w, k);
    writer_puts(w, "</div>\n<ol>\n");
}

static void panel__speaker(writer *w, size_t k, const uint32_t *statements, size_t count)
{
    if (count == 0) return;
    panel__heading(w, k, count);
    for (size_t i = 0; i < count; i++) panel__statement(w, selon_document_statement(w->doc, statements[i]));
    writer_puts(w, "</ol>\n</section>\n");
}

/* Deals the statements out: those of speaker k are dealt[first[k]] up to
 * dealt[first[k + 1]]. */
static void panel__deal(writer *w, size_t speakers, size_t *first, uint32_t *dealt)
{
    size_t count = selon_document_statement_count(w->doc);
    for (size_t i = 0; i < count; i++) first[html_speaker(w, selon_document_statement(w->doc, i)) + 2]++;
    for (size_t k = 2; k < speakers + 2; k++) first[k] += first[k - 1];
    for (size_t i = 0; i < count; i++)
        dealt[first[html_speaker(w, selon_document_statement(w->doc, i)) + 1]++] = (uint32_t)i;
}

void html_write_panel(writer *w)
{
    size_t speakers = selon_document_speaker_count(w->doc) + 1, count = selon_document_statement_count(w->doc);
    size_t *first = ARENA_ZARRAY(w->arena, size_t, speakers + 2);
    uint32_t *dealt = ARENA_ARRAY(w->arena, uint32_t, count);
    panel__deal(w, speakers, first, dealt);
    writer_puts(w, "<aside id=\"speakers\" tabindex=\"-1\" aria-labelledby=\"speakers-title\">\n"
                   "<h2 id=\"speakers-title\">");
    html_label(w, LABEL_SPEAKERS);
    writer_puts(w, "</h2>\n<p id=\"status\" role=\"status\"></p>\n");
    if (count == 0) {
        writer_puts(w, "<p>");
        html_label(w, LABEL_NONE_FOUND);
        writer_puts(w, "</p>\n");
    }
    for (size_t k = 1; k < speakers; k++) panel__speaker(w, k, dealt + first[k], first[k + 1] - first[k]);
    panel__speaker(w, 0, dealt + first[0], first[1] - first[0]);
    writer_puts(w, "</aside>\n");
}
