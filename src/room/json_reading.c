/* SPDX-License-Identifier: Apache-2.0
 *
 * json_reading.c - a text read now, as JSON: whole, or a line for the article
 * and one for each statement.
 */
#include "ledger/ledger.h"
#include "room/json.h"

static void json__known(writer *w, const view_reading *v)
{
    jsonl_member(w, "url", v->address);
    jsonl_member(w, "title", v->title);
    jsonl_member(w, "author", v->author);
    jsonl_member(w, "date", v->date);
    jsonl_member(w, "outlet", v->outlet);
    jsonl_member(w, "lang", v->lang);
    json_key(w, "text");
    jsonl_string(w, v->text, v->text_size);
    json_key(w, "speakers");
    json_speakers(w, v->speakers, v->speaker_count);
    json_key(w, "warnings");
    writer_putc(w, '[');
    for (size_t i = 0; i < v->warning_count; i++) {
        if (i > 0) writer_puts(w, ", ");
        jsonl_string(w, v->warnings[i], strlen(v->warnings[i]));
    }
    writer_putc(w, ']');
}

void json_reading(writer *w, const request *q, const void *view)
{
    const view_reading *v = view;
    (void)q;
    writer_puts(w, "{\"kept\": false");
    json__known(w, v);
    json_key(w, "statements");
    json_statements(w, &v->statements);
    writer_puts(w, "}\n");
}

void json_reading_lines(writer *w, const request *q, const void *view)
{
    const view_reading *v = view;
    json_counter c = {0};
    (void)q;
    writer_puts(w, "{\"event\": \"article\"");
    json__known(w, v);
    writer_puts(w, "}\n");
    for (size_t i = 0; i < v->statements.count; i++) {
        writer_puts(w, "{\"event\": \"statement\", \"statement\": ");
        json_statement_of(w, &v->statements.items[i], &c);
        writer_puts(w, "}\n");
    }
}

void json_reading_problem(writer *w, const request *q, const view_problem *p)
{
    (void)q;
    writer_puts(w, "{\"event\": \"problem\"");
    json_number(w, "status", (uint64_t)p->status);
    jsonl_member(w, "code", p->code);
    jsonl_member(w, "detail", p->detail);
    jsonl_member(w, "parameter", p->name);
    writer_puts(w, "}\n");
}

void json_reading_end(writer *w, size_t texts, size_t statements)
{
    writer_puts(w, "{\"event\": \"end\"");
    json_number(w, "texts", texts);
    json_number(w, "statements", statements);
    writer_puts(w, "}\n");
}

void json_kept(writer *w, const request *q, const void *view)
{
    static const char *const outcomes[] = {[LEDGER_ADDED] = "added",
                                           [LEDGER_CHANGED] = "changed",
                                           [LEDGER_COPIED] = "copied",
                                           [LEDGER_UNCHANGED] = "unchanged"};
    const view_kept *v = view;
    (void)q;
    writer_puts(w, "{\"article\": ");
    writer_number(w, v->article);
    jsonl_member(w, "outcome", outcomes[v->outcome]);
    json_number(w, "statements", v->statements);
    writer_puts(w, "}\n");
}
