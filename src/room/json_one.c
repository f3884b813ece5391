/* SPDX-License-Identifier: Apache-2.0
 *
 * json_one.c - a statement, with those that say the same words, as JSON.
 */
#include "room/json.h"

static void json__piece(writer *w, const same_piece *p)
{
    static const char *const kinds[] = {
        [SAME_KEPT] = "kept", [SAME_CHANGED] = "changed", [SAME_OTHER] = "other", [SAME_BESIDE] = "beside"};
    writer_puts(w, "{\"kind\": \"");
    writer_puts(w, kinds[p->kind]);
    writer_putc(w, '"');
    jsonl_member(w, "words", p->words);
    jsonl_member(w, "was", p->was);
    json_bool(w, "joined", p->joined);
    writer_putc(w, '}');
}

static void json__member(writer *w, const same_member *m)
{
    writer_puts(w, "{\"id\": ");
    writer_number(w, m->id);
    json_id(w, "beside", m->beside);
    jsonl_member(w, "type", jsonl_type(m->type));
    json_day(w, "day", m->day);
    jsonl_member(w, "lang", m->lang);
    jsonl_member(w, "speaker", m->speaker);
    jsonl_member(w, "role", m->role);
    json_bool(w, "differently", m->differently);
    json_number(w, "changes", m->changes);
    json_key(w, "pieces");
    writer_putc(w, '[');
    for (size_t i = 0; i < m->piece_count; i++) {
        if (i > 0) writer_puts(w, ", ");
        json__piece(w, &m->pieces[i]);
    }
    writer_putc(w, ']');
    json_key(w, "places");
    writer_putc(w, '[');
    for (size_t i = 0; i < m->appearance_count; i++) {
        const ledger_appearance *a = &m->appearances[i];
        view_place place = {.article = a->article,
                            .address = a->address,
                            .outlet = a->outlet,
                            .title = a->title,
                            .author = a->author,
                            .published = a->published,
                            .added = a->added,
                            .current = a->current};
        if (i > 0) writer_puts(w, ", ");
        json_place(w, &place);
    }
    writer_puts(w, "]}");
}

void json_one(writer *w, const request *q, const void *view)
{
    const view_one *v = view;
    (void)q;
    writer_puts(w, "{\"statement\": ");
    json_statement(w, &v->statement);
    json_key(w, "group");
    if (v->group == NULL) {
        writer_puts(w, "null}\n");
        return;
    }
    writer_puts(w, "{\"id\": ");
    writer_number(w, v->group->id);
    json_number(w, "outlets", v->group->outlets);
    json_number(w, "changes", v->group->changes);
    json_key(w, "members");
    writer_putc(w, '[');
    for (size_t i = 0; i < v->group->count; i++) {
        if (i > 0) writer_puts(w, ",\n");
        json__member(w, &v->group->members[i]);
    }
    writer_puts(w, "]}}\n");
}
