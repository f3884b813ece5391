/* SPDX-License-Identifier: Apache-2.0
 *
 * export_json_ld.c - statements as linked data, one a line within one object.
 *
 * A W3C annotation says of a place in a resource something; the place is told
 * twice, by its words (TextQuoteSelector, with what stands before and behind)
 * and by its position (TextPositionSelector). Positions count code points, as
 * the recommendation asks for (Web Annotation Data Model, 4.2.5), and are of the
 * article's text as Selon keeps it, not of the page it was on; so the words are
 * what finds the place in the page.
 */
#include <stdio.h>

#include "ledger/export_forms.h"

#define AROUND 32 /* code points before and behind a quotation */

/* A statement's or a text's IRI, as a JSON string. */
static void iri__number(writer *w, const char *base, uint64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    size_t size = strlen(base);
    char *iri = arena_alloc(w->arena, size + sizeof digits);
    memcpy(iri, base, size);
    memcpy(iri + size, digits + at, sizeof digits - at);
    jsonl_string(w, iri, size + sizeof digits - at);
}

static void iri__statement(const export_text *t, size_t i)
{
    iri__number(t->w, t->options->base != NULL ? t->options->base : EXPORT_BASE, t->statements[i].id);
}

static void line__begin(const export_text *t, size_t i)
{
    writer_puts(t->w, t->first && i == 0 ? "\n" : ",\n");
}

/* ---- annotations ---- */

void annotations_begin(writer *w, const export_options *options)
{
    writer_puts(w, "{\"@context\": \"http://www.w3.org/ns/anno.jsonld\", \"id\": ");
    const char *base = options->base != NULL ? options->base : EXPORT_BASE;
    char *id = arena_alloc(w->arena, strlen(base) + 5);
    memcpy(id, base, strlen(base));
    memcpy(id + strlen(base), "page", 5);
    jsonl_string(w, id, strlen(id));
    writer_puts(w, ", \"type\": \"AnnotationPage\", \"items\": [");
}

/* So many code points back from `at`, or on. */
static uint32_t text__back(const writer *w, uint32_t at)
{
    for (unsigned n = 0; n < AROUND && at > 0; n++) do
            at--;
        while (at > 0 && ((unsigned char)w->text[at] & 0xC0) == 0x80);
    return at;
}

static uint32_t text__on(const writer *w, uint32_t at)
{
    for (unsigned n = 0; n < AROUND && at < w->size; n++) do
            at++;
        while (at < w->size && ((unsigned char)w->text[at] & 0xC0) == 0x80);
    return at;
}

static void annotation__words(writer *w, const char *key, uint32_t start, uint32_t end)
{
    writer_puts(w, key);
    jsonl_string(w, w->text + start, end - start);
}

static void annotation__target(const export_text *t, selon_span s)
{
    writer *w = t->w;
    writer_puts(w, "{\"source\": ");
    if (t->address != NULL)
        jsonl_string(w, t->address, strlen(t->address));
    else
        iri__number(w, "urn:selon:text:", t->text);
    annotation__words(w, ", \"selector\": [{\"type\": \"TextQuoteSelector\", \"exact\": ", s.start, s.end);
    annotation__words(w, ", \"prefix\": ", text__back(w, s.start), s.start);
    annotation__words(w, ", \"suffix\": ", s.end, text__on(w, s.end));
    writer_puts(w, "}, {\"type\": \"TextPositionSelector\", \"start\": ");
    writer_number(w, selon_document_code_point(w->doc, s.start));
    writer_puts(w, ", \"end\": ");
    writer_number(w, selon_document_code_point(w->doc, s.end));
    writer_puts(w, "}]}");
}

static void annotation__body(writer *w, const char *purpose, const char *value)
{
    writer_puts(w, "{\"type\": \"TextualBody\", \"purpose\": \"");
    writer_puts(w, purpose);
    writer_puts(w, "\", \"format\": \"text/plain\"");
    jsonl_member(w, "value", value);
    writer_putc(w, '}');
}

static void annotation__bodies(writer *w, const selon_statement *st)
{
    const selon_speaker *speaker = selon_document_speaker(w->doc, st->speaker);
    writer_puts(w, ", \"body\": [");
    if (speaker != NULL) {
        annotation__body(w, "identifying", speaker->name);
        writer_puts(w, ", ");
    }
    if (speaker != NULL && speaker->role != NULL) {
        annotation__body(w, "describing", speaker->role);
        writer_puts(w, ", ");
    }
    annotation__body(w, "classifying", jsonl_type(st->type));
    writer_puts(w, ", ");
    annotation__body(w, "classifying", jsonl_kind(st->kind));
    writer_putc(w, ']');
}

void annotations_text(const export_text *t)
{
    writer *w = t->w;
    const selon_statement *st;
    for (size_t i = 0; (st = selon_document_statement(w->doc, i)) != NULL; i++) {
        line__begin(t, i);
        writer_puts(w, "{\"id\": ");
        iri__statement(t, i);
        writer_puts(w, ", \"type\": \"Annotation\", \"motivation\": \"describing\"");
        annotation__bodies(w, st);
        writer_puts(w, ", \"target\": [");
        for (uint32_t k = 0; k < st->content_count; k++) {
            if (k > 0) writer_puts(w, ", ");
            annotation__target(t, st->content[k]);
        }
        writer_puts(w, "]}");
    }
}

/* ---- quotations ---- */

void quotations_begin(writer *w, const export_options *options)
{
    (void)options;
    writer_puts(w, "{\"@context\": \"https://schema.org\", \"@graph\": [");
}

/* The pieces as one string. */
static void quotation__text(writer *w, const selon_statement *st)
{
    VEC(char) all = {0};
    for (uint32_t i = 0; i < st->content_count; i++) {
        size_t size = st->content[i].end - st->content[i].start;
        bool touch = i > 0 && spans_touch(w, st->content[i - 1], st->content[i]);
        const char *between = i == 0 ? "" : touch ? " " : " \xE2\x80\xA6 ";
        VEC_RESERVE(w->arena, &all, size + strlen(between) + 1);
        memcpy(all.items + all.count, between, strlen(between));
        all.count += strlen(between);
        memcpy(all.items + all.count, w->text + st->content[i].start, size);
        all.count += size;
    }
    writer_puts(w, ", \"text\": ");
    jsonl_string(w, all.items != NULL ? all.items : "", all.count);
}

static void quotation__member(writer *w, const char *key, const char *value)
{
    if (value != NULL && *value != '\0') jsonl_member(w, key, value);
}

static void quotation__creator(const export_text *t, const selon_statement *st)
{
    writer *w = t->w;
    const selon_speaker *speaker = selon_document_speaker(w->doc, st->speaker);
    if (speaker == NULL) return;
    being_shown b = t->beings[st->speaker];
    writer_puts(w, ", \"creator\": {");
    if (b != BEING_NOT_SHOWN) {
        writer_puts(w, b == BEING_SHOWN_PERSON ? "\"@type\": \"Person\", " : "\"@type\": \"Organization\", ");
    }
    writer_puts(w, "\"name\": ");
    jsonl_string(w, speaker->name, strlen(speaker->name));
    if (b == BEING_SHOWN_PERSON) quotation__member(w, "jobTitle", speaker->role);
    writer_putc(w, '}');
}

static void quotation__articles(writer *w, const exported *e)
{
    writer_puts(w, ", \"isPartOf\": [");
    for (size_t i = 0; i < e->appearance_count; i++) {
        const ledger_appearance *a = &e->appearances[i];
        writer_puts(w, i > 0 ? ", {\"@type\": \"NewsArticle\"" : "{\"@type\": \"NewsArticle\"");
        quotation__member(w, "url", a->address);
        quotation__member(w, "headline", a->title);
        quotation__member(w, "datePublished", a->published);
        if (a->outlet != NULL) {
            writer_puts(w, ", \"publisher\": {\"@type\": \"Organization\"");
            jsonl_member(w, "name", a->outlet);
            writer_putc(w, '}');
        }
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

void quotations_text(const export_text *t)
{
    writer *w = t->w;
    const selon_statement *st;
    for (size_t i = 0; (st = selon_document_statement(w->doc, i)) != NULL; i++) {
        const exported *e = &t->statements[i];
        char day[16] = "";
        line__begin(t, i);
        writer_puts(w, "{\"@type\": \"Quotation\", \"@id\": ");
        iri__statement(t, i);
        quotation__text(w, st);
        quotation__member(w, "inLanguage", selon_document_language(w->doc));
        if (e->day > 0 && e->day < 99991232)
            snprintf(day, sizeof day, "%04u-%02u-%02u", (unsigned)e->day / 10000, (unsigned)e->day / 100 % 100,
                     (unsigned)e->day % 100);
        quotation__member(w, "dateCreated", day);
        quotation__creator(t, st);
        quotation__articles(w, e);
        writer_putc(w, '}');
    }
}

void json_ld_end(writer *w, const export_options *options)
{
    (void)options;
    writer_puts(w, "\n]}\n");
}
