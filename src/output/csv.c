/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.c - one row a statement, RFC 4180: commas, CRLF, quotation marks doubled.
 *
 * Spreadsheets run a cell that begins with "=", "+", "-" or "@" as a formula,
 * quoted or not, and an article's words are anybody's words. Such a cell is
 * written with an apostrophe before it, which a spreadsheet takes as "this is
 * text". Whoever needs the exact words has the offsets, and JSON. A NUL byte,
 * which most readers of CSV stop at, becomes U+FFFD.
 */
#include "base/utf8.h"
#include "output/output.h"

static const char header[] = "document,url,outlet,date,lang,statement,type,kind,negated,confidence,speaker,role,"
                             "source,cue,content,addressee,via,time,time_value,parent,"
                             "source_start,source_end,cue_start,cue_end,content_offsets\r\n";

/* Would a spreadsheet read more into a cell that begins so than text? */
static bool cell__is_formula(const char *bytes, size_t size)
{
    if (size == 0) return false;
    unsigned n;
    switch (utf8_decode(bytes, bytes + size, &n)) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xFF1D: /* the full-width forms of the first four */
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20: return true;
    default: return false;
    }
}

/* The inside of a quoted cell. */
static void cell__bytes(writer *w, const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + size, *plain = at;
    while (at < end) {
        unsigned n = 1;
        if ((unsigned char)*at >= 0x80) {
            bool broken = utf8_decode(at, end, &n) == 0xFFFD && n == 1;
            if (!broken) {
                at += n;
                continue;
            }
        } else if (*at != '"' && *at != '\0') {
            at++;
            continue;
        }
        writer_bytes(w, plain, (size_t)(at - plain));
        writer_puts(w, *at == '"' ? "\"\"" : "\xEF\xBF\xBD");
        plain = at += n;
    }
    writer_bytes(w, plain, (size_t)(at - plain));
}

/* Words: always quoted, as the article's words nearly always need it. */
void csv_text(writer *w, const char *bytes, size_t size)
{
    if (size == 0) return;
    writer_puts(w, cell__is_formula(bytes, size) ? "\"'" : "\"");
    cell__bytes(w, bytes, size);
    writer_putc(w, '"');
}

void csv_string(writer *w, const char *string)
{
    if (string != NULL) csv_text(w, string, strlen(string));
    writer_putc(w, ',');
}

void csv_span(writer *w, selon_span span)
{
    if (!span_empty(span)) csv_text(w, w->text + span.start, span.end - span.start);
    writer_putc(w, ',');
}

static void cell__content(writer *w, const selon_statement *st)
{
    for (size_t i = 0; i < st->content_count; i++) {
        const char *bytes = w->text + st->content[i].start;
        size_t size = st->content[i].end - st->content[i].start;
        if (i == 0)
            writer_puts(w, cell__is_formula(bytes, size) ? "\"'" : "\"");
        else
            writer_puts(w, spans_touch(w, st->content[i - 1], st->content[i]) ? " " : " \xE2\x80\xA6 ");
        cell__bytes(w, bytes, size);
    }
    if (st->content_count > 0) writer_putc(w, '"');
    writer_putc(w, ',');
}

static void cell__offsets(writer *w, selon_span span)
{
    if (!span_empty(span)) writer_number(w, writer_offset(w, span.start));
    writer_putc(w, ',');
    if (!span_empty(span)) writer_number(w, writer_offset(w, span.end));
    writer_putc(w, ',');
}

/* "12..34 50..60": two points, since "12-34" is a date to a spreadsheet. */
static void cell__content_offsets(writer *w, const selon_statement *st)
{
    for (size_t i = 0; i < st->content_count; i++) {
        if (i > 0) writer_putc(w, ' ');
        writer_number(w, writer_offset(w, st->content[i].start));
        writer_puts(w, "..");
        writer_number(w, writer_offset(w, st->content[i].end));
    }
}

static void row__write(writer *w, const selon_statement *st)
{
    const selon_document *doc = w->doc;
    const selon_speaker *speaker = selon_document_speaker(doc, st->speaker);
    const selon_statement *parent = selon_document_statement(doc, st->parent);
    csv_string(w, selon_document_id(doc));
    csv_string(w, selon_document_url(doc));
    csv_string(w, selon_document_outlet(doc));
    csv_string(w, selon_document_date(doc));
    csv_string(w, selon_document_language(doc));
    writer_number(w, st->id);
    writer_putc(w, ',');
    writer_puts(w, jsonl_type(st->type));
    writer_putc(w, ',');
    writer_puts(w, jsonl_kind(st->kind));
    writer_putc(w, ',');
    writer_puts(w, st->negated ? "true," : "false,");
    writer_confidence(w, st->confidence);
    writer_putc(w, ',');
    csv_string(w, speaker != NULL ? speaker->name : NULL);
    csv_string(w, speaker != NULL ? speaker->role : NULL);
    csv_span(w, st->source);
    csv_span(w, st->cue);
    cell__content(w, st);
    csv_span(w, st->addressee);
    csv_span(w, st->via);
    csv_span(w, st->time);
    csv_string(w, st->time_value);
    if (parent != NULL) writer_number(w, parent->id);
    writer_putc(w, ',');
    cell__offsets(w, st->source);
    cell__offsets(w, st->cue);
    cell__content_offsets(w, st);
    writer_puts(w, "\r\n");
}

void csv_write(writer *w)
{
    if (w->options.header) writer_puts(w, header);
    for (size_t i = 0; i < selon_document_statement_count(w->doc); i++)
        row__write(w, selon_document_statement(w->doc, i));
}
