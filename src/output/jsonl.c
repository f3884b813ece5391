/* SPDX-License-Identifier: Apache-2.0
 *
 * jsonl.c - one JSON object a document, on one line.
 *
 * Programs depend on this form: docs/format.md tells it, docs/selon-1.schema.json
 * checks it, SELON_SCHEMA_VERSION numbers it. A line is a line to everybody:
 * what any reader may take for a line end (U+0085, U+2028, U+2029) is escaped
 * like the control characters.
 */
#include <stdio.h>

#include "base/utf8.h"
#include "output/output.h"

/* Is the byte itself in a JSON string? Those above 0x7F are looked at closer. */
static inline bool byte_plain(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

static void json__escape(writer *w, uint32_t cp)
{
    static const char letters[] = "btn\0fr"; /* from U+0008 */
    char hex[8];
    if (cp == '"' || cp == '\\') {
        writer_putc(w, '\\');
        writer_putc(w, (char)cp);
    } else if (cp >= 8 && cp <= 13 && letters[cp - 8] != '\0') {
        writer_putc(w, '\\');
        writer_putc(w, letters[cp - 8]);
    } else {
        snprintf(hex, sizeof hex, "\\u%04x", (unsigned)cp);
        writer_puts(w, hex);
    }
}

void jsonl_string(writer *w, const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + size, *plain = at;
    writer_putc(w, '"');
    while (at < end) {
        if (byte_plain((unsigned char)*at)) {
            at++;
            continue;
        }
        unsigned n;
        uint32_t cp = utf8_decode(at, end, &n);
        bool broken = cp == 0xFFFD && n == 1;
        if (cp >= 0xA0 && cp != 0x2028 && cp != 0x2029 && !broken) {
            at += n;
            continue;
        }
        writer_bytes(w, plain, (size_t)(at - plain));
        if (broken)
            writer_puts(w, "\xEF\xBF\xBD");
        else
            json__escape(w, cp);
        plain = at += n;
    }
    writer_bytes(w, plain, (size_t)(at - plain));
    writer_putc(w, '"');
}

const char *jsonl_type(unsigned type)
{
    static const char *const types[] = {"direct", "indirect", "mixed"};
    return types[type];
}

const char *jsonl_kind(unsigned kind)
{
    static const char *const kinds[] = {"said", "wrote", "thought"};
    return kinds[kind];
}

void jsonl_member(writer *w, const char *key, const char *value)
{
    writer_puts(w, ", \"");
    writer_puts(w, key);
    writer_puts(w, "\": ");
    if (value != NULL)
        jsonl_string(w, value, strlen(value));
    else
        writer_puts(w, "null");
}

/* A span without its closing brace. */
static void json__span_open(writer *w, selon_span span)
{
    writer_puts(w, "{\"start\": ");
    writer_number(w, writer_offset(w, span.start));
    writer_puts(w, ", \"end\": ");
    writer_number(w, writer_offset(w, span.end));
    writer_puts(w, ", \"text\": ");
    jsonl_string(w, w->text + span.start, span.end - span.start);
}

static void json__spans(writer *w, const selon_span *spans, size_t count)
{
    writer_putc(w, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) writer_puts(w, ", ");
        json__span_open(w, spans[i]);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

/* `key` ends with what precedes the value. */
static void json__span_or_null(writer *w, const char *key, selon_span span)
{
    writer_puts(w, key);
    if (span_empty(span)) {
        writer_puts(w, "null");
        return;
    }
    json__span_open(w, span);
    writer_putc(w, '}');
}

/* A speaker without its closing brace. */
static void json__speaker_open(writer *w, const selon_speaker *speaker)
{
    writer_puts(w, "{\"id\": ");
    writer_number(w, speaker->id);
    jsonl_member(w, "name", speaker->name);
    jsonl_member(w, "role", speaker->role);
}

static void json__time(writer *w, const selon_statement *st)
{
    writer_puts(w, ", \"time\": ");
    if (span_empty(st->time)) {
        writer_puts(w, "null");
        return;
    }
    json__span_open(w, st->time);
    jsonl_member(w, "value", st->time_value);
    writer_putc(w, '}');
}

static void json__statement(writer *w, const selon_statement *st)
{
    const selon_speaker *speaker = selon_document_speaker(w->doc, st->speaker);
    const selon_statement *parent = selon_document_statement(w->doc, st->parent);
    writer_puts(w, "{\"id\": ");
    writer_number(w, st->id);
    jsonl_member(w, "type", jsonl_type(st->type));
    jsonl_member(w, "kind", jsonl_kind(st->kind));
    writer_puts(w, st->negated ? ", \"negated\": true" : ", \"negated\": false");
    writer_puts(w, ", \"confidence\": ");
    writer_confidence(w, st->confidence);
    json__span_or_null(w, ", \"source\": ", st->source);
    json__span_or_null(w, ", \"cue\": ", st->cue);
    writer_puts(w, ", \"content\": ");
    json__spans(w, st->content, st->content_count);
    writer_puts(w, ", \"speaker\": ");
    if (speaker != NULL) {
        json__speaker_open(w, speaker);
        writer_putc(w, '}');
    } else {
        writer_puts(w, "null");
    }
    json__span_or_null(w, ", \"addressee\": ", st->addressee);
    json__span_or_null(w, ", \"via\": ", st->via);
    json__time(w, st);
    writer_puts(w, ", \"parent\": ");
    if (parent != NULL)
        writer_number(w, parent->id);
    else
        writer_puts(w, "null");
    writer_putc(w, '}');
}

void jsonl_write(writer *w)
{
    const selon_document *doc = w->doc;
    writer_puts(w, "{\"schema\": ");
    writer_number(w, SELON_SCHEMA_VERSION);
    if (w->options.byte_offsets) writer_puts(w, ", \"offsets\": \"bytes\"");
    jsonl_member(w, "id", selon_document_id(doc));
    jsonl_member(w, "lang", selon_document_language(doc));
    jsonl_member(w, "title", selon_document_title(doc));
    jsonl_member(w, "date", selon_document_date(doc));
    jsonl_member(w, "outlet", selon_document_outlet(doc));
    jsonl_member(w, "url", selon_document_url(doc));
    writer_puts(w, ", \"text\": ");
    jsonl_string(w, w->text, w->size);

    writer_puts(w, ", \"statements\": [");
    for (size_t i = 0; i < selon_document_statement_count(doc); i++) {
        if (i > 0) writer_puts(w, ", ");
        json__statement(w, selon_document_statement(doc, i));
    }
    writer_puts(w, "], \"speakers\": [");
    for (size_t i = 0; i < selon_document_speaker_count(doc); i++) {
        const selon_speaker *speaker = selon_document_speaker(doc, i);
        if (i > 0) writer_puts(w, ", ");
        json__speaker_open(w, speaker);
        writer_puts(w, ", \"mentions\": ");
        json__spans(w, speaker->mentions, speaker->mention_count);
        writer_putc(w, '}');
    }
    writer_puts(w, "]}\n");
}
