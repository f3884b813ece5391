/* SPDX-License-Identifier: Apache-2.0
 *
 * results.c - see results.h.
 *
 * A result is shown as output/ shows the statements of an article: as a
 * document whose text is the sentence it stands in and which has one statement.
 */
#include "ledger/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "ledger/report.h"
#include "ledger/results_rows.h"
#include "output/wrap.h"

typedef struct results_format {
    void (*begin)(results *out);
    void (*row)(results *out, const ledger_result *r);
    void (*end)(results *out);
} results_format;

struct results {
    writer *w;
    arena *arena;
    const results_format *format;
    const char *title;
    uint64_t count;
    int error;
};

/* ---- JSON lines ---- */

static void json__part(writer *w, const char *key, selon_span s)
{
    writer_puts(w, ", \"");
    writer_puts(w, key);
    writer_puts(w, "\": ");
    if (span_empty(s))
        writer_puts(w, "null");
    else
        jsonl_string(w, w->text + s.start, s.end - s.start);
}

static const char *day__text(char out[48], int32_t day)
{
    if (day <= 0) return NULL;
    snprintf(out, 48, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
    return out;
}

static void json__appearance(writer *w, const ledger_appearance *a)
{
    writer_puts(w, a->current ? "{\"current\": true" : "{\"current\": false");
    jsonl_member(w, "url", a->address);
    jsonl_member(w, "outlet", a->outlet);
    jsonl_member(w, "title", a->title);
    jsonl_member(w, "author", a->author);
    jsonl_member(w, "date", a->published);
    jsonl_member(w, "added", a->added);
    writer_putc(w, '}');
}

static void json__row(results *out, const ledger_result *r)
{
    writer *w = out->w;
    char day[48];
    writer_puts(w, "{\"id\": ");
    writer_number(w, r->id);
    jsonl_member(w, "type", jsonl_type(r->type));
    jsonl_member(w, "kind", jsonl_kind(r->kind));
    writer_puts(w, r->negated ? ", \"negated\": true" : ", \"negated\": false");
    writer_puts(w, ", \"confidence\": ");
    writer_confidence(w, r->confidence);
    jsonl_member(w, "lang", r->lang);
    jsonl_member(w, "day", day__text(day, r->day));
    jsonl_member(w, "speaker", r->speaker.name);
    jsonl_member(w, "role", r->speaker.role);
    json__part(w, "source", r->source);
    json__part(w, "cue", r->cue);
    writer_puts(w, ", \"content\": [");
    for (uint32_t i = 0; i < r->content_count; i++) {
        if (i > 0) writer_puts(w, ", ");
        jsonl_string(w, w->text + r->content[i].start, r->content[i].end - r->content[i].start);
    }
    writer_putc(w, ']');
    json__part(w, "addressee", r->addressee);
    json__part(w, "via", r->via);
    json__part(w, "time", r->time);
    jsonl_member(w, "time_value", r->time_value);
    writer_puts(w, ", \"parent\": ");
    if (r->parent != 0)
        writer_number(w, r->parent);
    else
        writer_puts(w, "null");
    jsonl_member(w, "sentence", r->sentence);
    writer_puts(w, ", \"articles\": [");
    for (size_t i = 0; i < r->appearance_count; i++) {
        if (i > 0) writer_puts(w, ", ");
        json__appearance(w, &r->appearances[i]);
    }
    writer_puts(w, "]}\n");
}

/* ---- CSV ---- */

static void csv__begin(results *out)
{
    writer_puts(out->w, "statement,day,speaker,role,type,kind,negated,confidence,source,cue,content,addressee,via,time,"
                        "time_value,parent,lang,sentence,outlet,date,title,url,articles\r\n");
}

/* The contents as one text, what is left out between them as an ellipsis. */
static void csv__content(writer *w, const ledger_result *r)
{
    VEC(char) all = {0};
    for (uint32_t i = 0; i < r->content_count; i++) {
        size_t size = r->content[i].end - r->content[i].start;
        VEC_RESERVE(w->arena, &all, size + 5);
        if (i > 0) {
            memcpy(all.items + all.count, " \xE2\x80\xA6 ", 5);
            all.count += 5;
        }
        memcpy(all.items + all.count, w->text + r->content[i].start, size);
        all.count += size;
    }
    if (all.count > 0) csv_text(w, all.items, all.count);
    writer_putc(w, ',');
}

static void csv__row(results *out, const ledger_result *r)
{
    writer *w = out->w;
    char day[48];
    const ledger_appearance none = {0}, *first = r->appearance_count > 0 ? &r->appearances[0] : &none;
    writer_number(w, r->id);
    writer_putc(w, ',');
    csv_string(w, day__text(day, r->day));
    csv_string(w, r->speaker.name);
    csv_string(w, r->speaker.role);
    csv_string(w, jsonl_type(r->type));
    csv_string(w, jsonl_kind(r->kind));
    writer_puts(w, r->negated ? "true," : "false,");
    writer_confidence(w, r->confidence);
    writer_putc(w, ',');
    csv_span(w, r->source);
    csv_span(w, r->cue);
    csv__content(w, r);
    csv_span(w, r->addressee);
    csv_span(w, r->via);
    csv_span(w, r->time);
    csv_string(w, r->time_value);
    if (r->parent != 0) writer_number(w, r->parent);
    writer_putc(w, ',');
    csv_string(w, r->lang);
    csv_string(w, r->sentence);
    csv_string(w, first->outlet);
    csv_string(w, first->published);
    csv_string(w, first->title);
    csv_string(w, first->address);
    writer_number(w, r->appearance_count);
    writer_puts(w, "\r\n");
}

/* ---- terminal ---- */

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST 20
#define PLACES_SHOWN 3
#define STYLE_QUIET "2"

static void terminal__place(wrap *p, const ledger_appearance *a)
{
    const char *facts[] = {a->outlet, a->published, a->title, a->address};
    bool first = true;
    wrap_style(p, STYLE_QUIET);
    for (int i = 0; i < 4; i++) {
        if (facts[i] == NULL || *facts[i] == '\0') continue;
        if (!first) wrap_puts(p, " \xC2\xB7 ");
        wrap_puts(p, facts[i]);
        first = false;
    }
    if (!a->current) wrap_puts(p, " \xE2\x80\xA0"); /* a dagger: the article has changed since */
    wrap_line(p);
}

/* The statement, its parts places in the sentence. */
static selon_statement result__statement(const ledger_result *r)
{
    return (selon_statement){.id = (uint32_t)r->id,
                             .type = r->type,
                             .kind = r->kind,
                             .negated = r->negated,
                             .confidence = r->confidence,
                             .source = r->source,
                             .cue = r->cue,
                             .content = r->content,
                             .content_count = r->content_count,
                             .addressee = r->addressee,
                             .via = r->via,
                             .parent = SELON_NONE};
}

static void terminal__row(results *out, const ledger_result *r)
{
    writer *w = out->w;
    char number[32], day[48];
    unsigned width = w->options.width == 0 ? WIDTH_DEFAULT : w->options.width;
    wrap p = wrap_new(w, width < WIDTH_LEAST ? WIDTH_LEAST : width, w->options.colour);
    selon_statement st = result__statement(r);
    st.time_value = day__text(day, r->day);
    part *parts = ARENA_ARRAY(w->arena, part, part_count(&st));
    if (out->count > 0) wrap_line(&p);
    terminal_speaker(&p, r->speaker.name != NULL ? &r->speaker : NULL);
    wrap_indent(&p, 2);
    snprintf(number, sizeof number, "%llu\xC2\xA0 ", (unsigned long long)r->id);
    wrap_puts(&p, number);
    terminal_facts(&p, &st);
    if (r->sentence != NULL) terminal_sentence(&p, &st, parts);
    for (size_t i = 0; i < r->appearance_count && i < PLACES_SHOWN; i++) terminal__place(&p, &r->appearances[i]);
    if (r->appearance_count > PLACES_SHOWN) {
        snprintf(number, sizeof number, "+ %zu", r->appearance_count - PLACES_SHOWN);
        wrap_puts(&p, number);
        wrap_line(&p);
    }
    wrap_indent(&p, 0);
}

/* ---- HTML ---- */

static void html__begin(results *out)
{
    results_html_begin(out->w, out->title);
}

/* The document gets the statement and a title that is none, so that the sentence
 * is not taken for one. */
static void html__row(results *out, const ledger_result *r)
{
    arena *a = out->w->arena;
    selon_document doc = *out->w->doc;
    selon_statement *st = ARENA_NEW(a, selon_statement);
    selon_speaker *speaker = ARENA_NEW(a, selon_speaker);
    *st = result__statement(r);
    *speaker = r->speaker;
    st->time = r->time;
    st->time_value = r->time_value;
    st->speaker = r->speaker.name != NULL ? 0 : SELON_NONE;
    doc.article.title = " ";
    doc.statements = st;
    doc.statement_count = 1;
    doc.speakers = speaker;
    doc.speaker_count = r->speaker.name != NULL;
    out->w->doc = &doc;
    results_html_row(out->w, r);
}

static void html__end(results *out)
{
    results_html_end(out->w, out->count);
}

/* ---- all of them ---- */

static const results_format formats[] = {
    [SELON_OUTPUT_JSONL] = {NULL, json__row, NULL},
    [SELON_OUTPUT_CSV] = {csv__begin, csv__row, NULL},
    [SELON_OUTPUT_TERMINAL] = {NULL, terminal__row, NULL},
    [SELON_OUTPUT_HTML] = {html__begin, html__row, html__end},
};

results *results_new(const selon_write_options *options, selon_sink sink, void *payload)
{
    selon_allocator allocator = allocator_default();
    if ((size_t)options->format >= sizeof formats / sizeof *formats) return NULL;
    results *out = calloc(1, sizeof *out);
    arena *a = out != NULL ? arena_new(&allocator, sizeof(writer) + 4096) : NULL;
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        free(out);
        return NULL;
    }
    out->arena = a;
    out->format = &formats[options->format];
    out->w = report_writer(a, options, sink, payload);
    return out;
}

void results_title(results *out, const char *title)
{
    out->title = title;
}

/* The document that the formats see. */
static void document__around(selon_document *doc, arena *a, const ledger_result *r)
{
    *doc = (selon_document){.arena = a};
    doc->article.text = r->sentence != NULL ? r->sentence : "";
    doc->article.size = r->sentence_size;
}

static int results__write(results *out, const ledger_result *r)
{
    selon_document doc;
    selon_allocator allocator = allocator_default();
    arena *kept = out->w->arena, *a = arena_new(&allocator, 4096);
    if (a == NULL) return SELON_ERROR_MEMORY;
    int escaped = setjmp(*arena_escape(a));
    if (escaped == 0) {
        out->w->arena = a; /* what a row takes goes with it */
        if (out->count == 0 && r == NULL) {
            if (out->format->begin != NULL) out->format->begin(out);
        } else if (r != NULL) {
            document__around(&doc, a, r);
            out->w->doc = &doc;
            out->w->text = doc.article.text;
            out->w->size = doc.article.size;
            out->format->row(out, r);
            out->count++;
        }
        if (r == NULL) writer_flush(out->w);
    }
    out->w->arena = kept;
    out->w->doc = NULL;
    arena_free(a);
    return escaped == 0 ? SELON_OK : escaped == 1 ? SELON_ERROR_MEMORY : SELON_ERROR_IO;
}

int results_take(const ledger_result *r, void *payload)
{
    results *out = payload;
    if (out->error == SELON_OK && out->count == 0) out->error = results__write(out, NULL);
    if (out->error == SELON_OK) out->error = results__write(out, r);
    return out->error;
}

static int results__finish(results *out)
{
    int escaped = setjmp(*arena_escape(out->arena));
    if (escaped != 0) return escaped == 1 ? SELON_ERROR_MEMORY : SELON_ERROR_IO;
    if (out->count == 0 && out->format->begin != NULL) out->format->begin(out);
    if (out->format->end != NULL) out->format->end(out);
    writer_flush(out->w);
    return SELON_OK;
}

int results_end(results *out, uint64_t *count)
{
    int error = out->error == SELON_OK ? results__finish(out) : out->error;
    if (count != NULL) *count = out->count;
    arena_free(out->arena);
    free(out);
    return error;
}
