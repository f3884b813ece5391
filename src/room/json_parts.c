/* SPDX-License-Identifier: Apache-2.0
 *
 * json_parts.c - what several answers of the API have in common.
 *
 * Spans are places in the text they stand beside, in Unicode code points, as
 * everywhere in Selon's JSON. They are counted on from the last place, back or
 * forth; in a long text from the nearest of the marks that were left on the way,
 * so that a place costs at most a block, however far it is from the last.
 */
#include <stdio.h>

#include "base/utf8.h"
#include "room/json.h"

void json_key(writer *w, const char *key)
{
    writer_puts(w, ", \"");
    writer_puts(w, key);
    writer_puts(w, "\": ");
}

void json_number(writer *w, const char *key, uint64_t number)
{
    json_key(w, key);
    writer_number(w, number);
}

void json_id(writer *w, const char *key, uint64_t id)
{
    json_key(w, key);
    if (id != 0)
        writer_number(w, id);
    else
        writer_puts(w, "null");
}

void json_bool(writer *w, const char *key, bool value)
{
    json_key(w, key);
    writer_puts(w, value ? "true" : "false");
}

void json_day(writer *w, const char *key, int32_t day)
{
    char text[48];
    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
    jsonl_member(w, key, day > 0 ? text : NULL);
}

void json_month(writer *w, const char *key, int32_t month)
{
    char text[48];
    snprintf(text, sizeof text, "%04d-%02d", (int)(month / 100), (int)(month % 100));
    jsonl_member(w, key, month > 0 ? text : NULL);
}

/* ---- places in a text ---- */

#define BLOCK 4096 /* bytes from mark to mark */

static void counter__begin(json_counter *c, writer *w, const view_statement *st)
{
    if (c->text == st->text && c->size == st->text_size) return;
    *c = (json_counter){.text = st->text, .size = st->text_size};
    if (c->size > BLOCK) c->marks = ARENA_ZARRAY(w->arena, uint32_t, c->size / BLOCK + 1);
}

static size_t counter__at(json_counter *c, size_t byte)
{
    size_t block = byte / BLOCK, from = c->byte / BLOCK;
    if (c->marks == NULL || block == from) {
        /* On from the last place, or back. */
        if (byte >= c->byte)
            c->points += utf8_count(c->text + c->byte, byte - c->byte);
        else
            c->points -= utf8_count(c->text + byte, c->byte - byte);
        c->byte = byte;
        return c->points;
    }
    for (; c->marked < block; c->marked++)
        c->marks[c->marked + 1] = c->marks[c->marked] + (uint32_t)utf8_count(c->text + c->marked * BLOCK, BLOCK);
    c->points = c->marks[block] + utf8_count(c->text + block * BLOCK, byte - block * BLOCK);
    c->byte = byte;
    return c->points;
}

static void json__span(writer *w, json_counter *c, selon_span s)
{
    writer_puts(w, "{\"start\": ");
    writer_number(w, counter__at(c, s.start));
    json_number(w, "end", counter__at(c, s.end));
    json_key(w, "text");
    jsonl_string(w, c->text + s.start, s.end - s.start);
    writer_putc(w, '}');
}

static void json__part(writer *w, json_counter *c, const char *key, selon_span s)
{
    json_key(w, key);
    if (c->text == NULL || span_empty(s))
        writer_puts(w, "null");
    else
        json__span(w, c, s);
}

void json_place(writer *w, const view_place *p)
{
    writer_puts(w, "{\"article\": ");
    writer_number(w, p->article);
    jsonl_member(w, "url", p->address);
    jsonl_member(w, "outlet", p->outlet);
    jsonl_member(w, "title", p->title);
    jsonl_member(w, "author", p->author);
    jsonl_member(w, "date", p->published);
    jsonl_member(w, "added", p->added);
    json_bool(w, "current", p->current);
    writer_putc(w, '}');
}

/* ---- a statement ---- */

static void json__parts(writer *w, const view_statement *st, json_counter *c)
{
    counter__begin(c, w, st);
    json__part(w, c, "source", st->source);
    json__part(w, c, "cue", st->cue);
    json_key(w, "content");
    writer_putc(w, '[');
    for (size_t i = 0; i < st->content_count && st->text != NULL; i++) {
        if (i > 0) writer_puts(w, ", ");
        json__span(w, c, st->content[i]);
    }
    writer_putc(w, ']');
    json__part(w, c, "addressee", st->addressee);
    json__part(w, c, "via", st->via);
    json__part(w, c, "time", st->time);
}

void json_statement(writer *w, const view_statement *st)
{
    json_counter c = {0};
    json_statement_of(w, st, &c);
}

void json_statement_of(writer *w, const view_statement *st, json_counter *c)
{
    writer_puts(w, "{\"id\": ");
    writer_number(w, st->id);
    jsonl_member(w, "type", jsonl_type(st->type));
    jsonl_member(w, "kind", jsonl_kind(st->kind));
    json_bool(w, "negated", st->negated);
    json_key(w, "confidence");
    writer_confidence(w, st->confidence);
    jsonl_member(w, "lang", st->lang);
    json_day(w, "day", st->day);
    json_day(w, "day_end", st->day_end);
    jsonl_member(w, "time_value", st->time_value);
    jsonl_member(w, "speaker", st->name);
    jsonl_member(w, "role", st->role);
    json_id(w, "person", st->person);
    json_id(w, "parent", st->parent);
    json__parts(w, st, c);
    if (st->speaker == VIEW_NONE) { /* not in an article, whose text stands once */
        json_key(w, "sentence");
        if (st->text != NULL)
            jsonl_string(w, st->text, st->text_size);
        else
            writer_puts(w, "null");
    }
    json_number(w, "repeats", st->repeats);
    json_bool(w, "corrected", st->corrected);
    json_key(w, "places");
    writer_putc(w, '[');
    for (size_t i = 0; i < st->places.count; i++) {
        if (i > 0) writer_puts(w, ", ");
        json_place(w, &st->places.items[i]);
    }
    writer_puts(w, "]}");
}

void json_statements(writer *w, const view_statements *all)
{
    json_counter c = {0};
    writer_putc(w, '[');
    for (size_t i = 0; i < all->count; i++) {
        if (i > 0) writer_puts(w, ",\n");
        json_statement_of(w, &all->items[i], &c);
    }
    writer_putc(w, ']');
}

void json_speakers(writer *w, const view_speaker *speakers, size_t count)
{
    writer_putc(w, '[');
    for (size_t i = 0; i < count; i++) {
        writer_puts(w, i > 0 ? ", {\"index\": " : "{\"index\": ");
        writer_number(w, i);
        jsonl_member(w, "name", speakers[i].name);
        jsonl_member(w, "role", speakers[i].role);
        json_id(w, "person", speakers[i].person);
        json_number(w, "statements", speakers[i].statements);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

void json_months(writer *w, const view_months *months)
{
    writer_putc(w, '[');
    for (size_t i = 0; i < months->count; i++) {
        const view_month *m = &months->items[i];
        writer_puts(w, i > 0 ? ", {\"statements\": " : "{\"statements\": ");
        writer_number(w, m->statements);
        json_month(w, "month", m->month);
        json_number(w, "direct", m->types[SELON_DIRECT]);
        json_number(w, "indirect", m->types[SELON_INDIRECT]);
        json_number(w, "mixed", m->types[SELON_MIXED]);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

/* ---- what went wrong: RFC 9457 ---- */

void json_problem(writer *w, const request *q, const void *view)
{
    static const struct {
        int status;
        const char *title;
    } titles[] = {{400, "Bad Request"},
                  {401, "Unauthorized"},
                  {403, "Forbidden"},
                  {404, "Not Found"},
                  {405, "Method Not Allowed"},
                  {413, "Content Too Large"},
                  {414, "URI Too Long"},
                  {415, "Unsupported Media Type"},
                  {421, "Misdirected Request"},
                  {422, "Unprocessable Content"},
                  {429, "Too Many Requests"},
                  {500, "Internal Server Error"},
                  {409, "Conflict"},
                  {502, "Bad Gateway"},
                  {503, "Service Unavailable"},
                  {507, "Insufficient Storage"}};
    const view_problem *p = view;
    const char *title = "Error";
    (void)q;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == p->status) title = titles[i].title;
    writer_puts(w, "{\"type\": \"about:blank\"");
    jsonl_member(w, "title", title);
    json_number(w, "status", (uint64_t)p->status);
    jsonl_member(w, "code", p->code);
    if (p->detail != NULL) jsonl_member(w, "detail", p->detail);
    if (p->name != NULL) jsonl_member(w, "parameter", p->name);
    writer_puts(w, "}\n");
}
