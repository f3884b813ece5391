/* SPDX-License-Identifier: Apache-2.0
 *
 * view_reading.c - a text read now, as a view. All of it is the document's,
 * which lives until the request has been answered.
 */
#include "room/view_reading.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "ledger/entry.h"
#include "room/inside.h"
#include "room/locate.h"

static view_statement reading__statement(const selon_document *doc, const selon_statement *st)
{
    const selon_speaker *who = selon_document_speaker(doc, st->speaker);
    const selon_statement *parent = selon_document_statement(doc, st->parent);
    view_statement v = {.id = st->id,
                        .parent = parent != NULL ? parent->id : 0,
                        .type = st->type,
                        .kind = st->kind,
                        .negated = st->negated,
                        .confidence = st->confidence,
                        .name = who != NULL ? who->name : NULL,
                        .role = who != NULL ? who->role : NULL,
                        .speaker = who != NULL ? st->speaker : VIEW_NONE - 1,
                        .time_value = st->time_value,
                        .lang = selon_document_language(doc),
                        .source = st->source,
                        .cue = st->cue,
                        .addressee = st->addressee,
                        .via = st->via,
                        .time = st->time,
                        .content = st->content,
                        .content_count = st->content_count};
    const char *date = selon_document_date(doc);
    if (!value_days(st->time_value != NULL ? st->time_value : date, &v.day, &v.day_end)) v.day = v.day_end = 0;
    if (v.day_end == v.day) v.day_end = 0;
    v.text = selon_document_text(doc, &v.text_size);
    return v;
}

static void reading__statements(request *q, const selon_document *doc, view_reading *out)
{
    size_t count = selon_document_statement_count(doc);
    view_statement *items = ARENA_ARRAY(q->arena, view_statement, count + 1);
    size_t speakers = selon_document_speaker_count(doc);
    view_speaker *who = ARENA_ZARRAY(q->arena, view_speaker, speakers + 1);
    for (size_t i = 0; i < speakers; i++) {
        const selon_speaker *s = selon_document_speaker(doc, i);
        who[i] = (view_speaker){.name = s->name, .role = s->role};
    }
    for (size_t i = 0; i < count; i++) {
        const selon_statement *st = selon_document_statement(doc, i);
        items[i] = reading__statement(doc, st);
        if (st->speaker < speakers) who[st->speaker].statements++;
    }
    out->statements = (view_statements){items, count};
    out->speakers = who;
    out->speaker_count = speakers;
}

static void reading__warnings(request *q, const selon_document *doc, view_reading *out)
{
    while (selon_document_warning(doc, out->warning_count) != NULL) out->warning_count++;
    const char **warnings = ARENA_ARRAY(q->arena, const char *, out->warning_count + 1);
    for (size_t i = 0; i < out->warning_count; i++) warnings[i] = selon_document_warning(doc, i);
    out->warnings = warnings;
}

/* Can a form bring the bytes back? */
static bool given__is_lost(const given_text *given)
{
    bool utf8 = given->charset == NULL || strcasecmp(given->charset, "utf-8") == 0, ascii = true;
    const char *at = given->bytes, *end = at + given->size;
    for (unsigned n; at < end; at += n) {
        uint32_t cp = utf8_decode(at, end, &n);
        if (cp == 0 || (cp == 0xFFFD && n == 1)) return true;
        ascii &= cp < 0x80;
    }
    return !utf8 && !ascii;
}

static view_given reading__given(request *q, const given_text *given, const selon_document *doc)
{
    view_given v = {.address = given->asked,
                    .title = given->title,
                    .author = given->author,
                    .date = given->date,
                    .outlet = given->outlet,
                    .lang = given->lang};
    if (given->fetched) {
        char *seen = arena_alloc(q->arena, READING_SEEN);
        reading_seen(doc, seen);
        v.seen = seen;
        return v;
    }
    v.lost = given__is_lost(given);
    if (v.lost) return v;
    v.text = arena_strndup(q->arena, given->bytes, given->size);
    if (given->format != SELON_INPUT_AUTO) v.format = given->format == SELON_INPUT_HTML ? "html" : "text";
    return v;
}

void view_reading_fill(request *q, const given_text *given, const selon_document *doc, view_reading *out)
{
    *out = (view_reading){.read = true,
                          .given = reading__given(q, given, doc),
                          .address = selon_document_url(doc) != NULL ? selon_document_url(doc) : given->address,
                          .title = selon_document_title(doc),
                          .author = selon_document_author(doc),
                          .date = selon_document_date(doc),
                          .outlet = selon_document_outlet(doc),
                          .lang = selon_document_language(doc),
                          .writable = q->room->writable};
    out->text = selon_document_text(doc, &out->text_size);
    out->paragraphs = locate_paragraphs(q->arena, out->text, out->text_size, &out->paragraph_count);
    reading__statements(q, doc, out);
    reading__warnings(q, doc, out);
}

int view_reading_make(struct request *q, const void **view)
{
    view_reading *v = ARENA_NEW(q->arena, view_reading);
    v->writable = q->room->writable;
    *view = v;
    return 0;
}
