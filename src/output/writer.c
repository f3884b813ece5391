/* SPDX-License-Identifier: Apache-2.0
 *
 * writer.c - bytes on their way to the sink, and small things every format
 * needs. See output.h.
 */
#include <stdio.h>

#include "base/utf8.h"
#include "output/output.h"

/* What the writer's arena is left with when the sink refused; memory leaves
 * with 1. */
#define ESCAPE_SINK 2

void writer_flush(writer *w)
{
    size_t size = w->used;
    w->used = 0;
    if (size > 0 && w->sink(w->bytes, size, w->payload) != 0) longjmp(*arena_escape(w->arena), ESCAPE_SINK);
}

void writer_bytes(writer *w, const char *bytes, size_t size)
{
    while (size > 0) {
        if (w->used == WRITER_SIZE) writer_flush(w);
        size_t room = WRITER_SIZE - w->used, n = size < room ? size : room;
        memcpy(w->bytes + w->used, bytes, n);
        w->used += n;
        bytes += n;
        size -= n;
    }
}

void writer_number(writer *w, size_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    writer_bytes(w, digits + at, sizeof digits - at);
}

unsigned confidence_of(float confidence, unsigned whole)
{
    if (!(confidence > 0)) return 0; /* not a number, too */
    return confidence >= 1 ? whole : (unsigned)((double)confidence * whole + 0.5);
}

unsigned confidence_percent(float confidence)
{
    unsigned percent = confidence_of(confidence, 100);
    return percent < 99 ? percent : 99;
}

bool spans_touch(const writer *w, selon_span before, selon_span after)
{
    if (before.end > after.start) return false;
    const char *at = w->text + before.end, *end = w->text + after.start;
    for (unsigned size = 0; at < end; at += size)
        if (char_class_of(utf8_decode(at, end, &size)) != CHAR_SPACE) return false;
    return true;
}

void writer_confidence(writer *w, float confidence)
{
    unsigned thousandths = confidence_of(confidence, 1000);
    writer_putc(w, (char)('0' + thousandths / 1000));
    writer_putc(w, '.');
    writer_putc(w, (char)('0' + thousandths / 100 % 10));
    writer_putc(w, (char)('0' + thousandths / 10 % 10));
    if (thousandths % 10 != 0) writer_putc(w, (char)('0' + thousandths % 10));
}

size_t writer_offset(const writer *w, size_t offset)
{
    return w->options.byte_offsets ? offset : selon_document_code_point(w->doc, offset);
}

size_t character_stand_in(uint32_t cp, char out[STAND_IN])
{
    bool turns = (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
    bool control = cp < 0x20 || (cp >= 0x7F && cp <= 0x9F);
    if ((!turns && !control) || (cp >= '\t' && cp <= '\r') || cp == 0x85) return 0;
    if (cp < 0x20) return utf8_encode(0x2400 + cp, out); /* a picture of the control, "␛" */
    if (cp == 0x7F) return utf8_encode(0x2421, out);
    return (size_t)snprintf(out, STAND_IN, "\xE2\x9F\xA8U+%04X\xE2\x9F\xA9", (unsigned)cp);
}

bool part_before(const part *a, const part *b)
{
    if (a->span.start != b->span.start) return a->span.start < b->span.start;
    if (a->span.end != b->span.end) return a->span.end > b->span.end;
    if (a->statement != b->statement) return a->statement < b->statement;
    return a->role < b->role;
}

size_t part_count(const selon_statement *st)
{
    return (size_t)st->content_count + 2;
}

/* Puts `p` where it belongs among the ordered `count` parts. */
static size_t parts__insert(part *parts, size_t count, part p)
{
    if (span_empty(p.span)) return count;
    size_t at = count;
    for (; at > 0 && part_before(&p, &parts[at - 1]); at--) parts[at] = parts[at - 1];
    parts[at] = p;
    return count + 1;
}

size_t parts_of(const selon_statement *st, uint32_t i, part *out)
{
    size_t count = 0;
    /* The contents are in order already, so inserting them takes no time. */
    for (size_t k = 0; k < st->content_count; k++)
        count = parts__insert(out, count, (part){st->content[k], i, ROLE_CONTENT});
    count = parts__insert(out, count, (part){st->cue, i, ROLE_CUE});
    return parts__insert(out, count, (part){st->source, i, ROLE_SOURCE});
}
