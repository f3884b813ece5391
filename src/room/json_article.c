/* SPDX-License-Identifier: Apache-2.0
 *
 * json_article.c - an article as JSON.
 */
#include "room/json.h"

static void json__versions(writer *w, const view_article *v)
{
    json_key(w, "versions");
    writer_putc(w, '[');
    for (size_t i = 0; i < v->version_count; i++) {
        const view_version *one = &v->versions[i];
        writer_puts(w, i > 0 ? ", {\"id\": " : "{\"id\": ");
        writer_number(w, one->id);
        jsonl_member(w, "title", one->title);
        jsonl_member(w, "date", one->published);
        jsonl_member(w, "added", one->added);
        json_bool(w, "shown", one->shown);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

static void json__echoes(writer *w, const view_article *v)
{
    json_key(w, "echoes");
    writer_putc(w, '[');
    for (size_t i = 0; i < v->echo_count; i++) {
        const view_echo *e = &v->echoes[i];
        writer_puts(w, i > 0 ? ", {\"statement\": " : "{\"statement\": ");
        writer_number(w, e->statement);
        json_number(w, "other", e->other);
        json_number(w, "changes", e->changes);
        json_day(w, "day", e->day);
        jsonl_member(w, "speaker", e->name);
        jsonl_member(w, "outlet", e->outlet);
        json_number(w, "article", e->article);
        jsonl_member(w, "title", e->title);
        jsonl_member(w, "type", jsonl_type(e->type));
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

void json_article(writer *w, const request *q, const void *view)
{
    const view_article *v = view;
    (void)q;
    writer_puts(w, "{\"id\": ");
    writer_number(w, v->id);
    json_key(w, "place");
    json_place(w, &v->place);
    jsonl_member(w, "lang", v->lang);
    json_key(w, "text");
    if (v->text != NULL)
        jsonl_string(w, v->text, v->text_size);
    else
        writer_puts(w, "null");
    json_key(w, "statements");
    json_statements(w, &v->statements);
    json_key(w, "speakers");
    json_speakers(w, v->speakers, v->speaker_count);
    json__versions(w, v);
    json__echoes(w, v);
    writer_puts(w, "}\n");
}
