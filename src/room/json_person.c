/* SPDX-License-Identifier: Apache-2.0
 *
 * json_person.c - people, and names to be completed, as JSON.
 */
#include "room/json.h"

static void json__someone_open(writer *w, const view_someone *p)
{
    writer_puts(w, "{\"id\": ");
    writer_number(w, p->id);
    jsonl_member(w, "sort", p->body ? "body" : "person");
    jsonl_member(w, "name", p->name);
    jsonl_member(w, "role", p->role);
    jsonl_member(w, "ident", p->ident);
    json_number(w, "statements", p->statements);
    json_number(w, "articles", p->articles);
    json_day(w, "first", p->first);
    json_day(w, "last", p->last);
}

static void json__facts(writer *w, const char *key, const view_facts *all)
{
    json_key(w, key);
    writer_putc(w, '[');
    for (size_t i = 0; i < all->count; i++) {
        const view_fact *f = &all->items[i];
        writer_puts(w, i > 0 ? ", {\"text\": " : "{\"text\": ");
        jsonl_string(w, f->text, strlen(f->text));
        json_day(w, "first", f->first);
        json_day(w, "last", f->last);
        json_number(w, "statements", f->statements);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

static void json__claims(writer *w, const view_person *v)
{
    json_key(w, "claims");
    writer_putc(w, '[');
    for (size_t i = 0; i < v->claim_count; i++) {
        const view_claim *c = &v->claims[i];
        writer_puts(w, i > 0 ? ", {\"statement\": " : "{\"statement\": ");
        writer_number(w, c->statement);
        jsonl_member(w, "words", c->words);
        json_day(w, "first", c->first);
        json_day(w, "last", c->last);
        json_number(w, "statements", c->statements);
        json_number(w, "outlets", c->outlets);
        json_number(w, "changes", c->changes);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

void json_person(writer *w, const request *q, const void *view)
{
    const view_person *v = view;
    (void)q;
    json__someone_open(w, &v->who);
    json__facts(w, "names", &v->names);
    json__facts(w, "roles", &v->roles);
    json__facts(w, "outlets", &v->outlets);
    json__facts(w, "addressees", &v->addressees);
    json_key(w, "months");
    json_months(w, &v->months);
    json__claims(w, v);
    json_key(w, "found");
    json_found(w, &v->statements);
    writer_puts(w, "}\n");
}

void json_people(writer *w, const request *q, const void *view)
{
    const view_people *v = view;
    (void)q;
    writer_puts(w, "{\"people\": [");
    for (size_t i = 0; i < v->count; i++) {
        if (i > 0) writer_puts(w, ",\n");
        json__someone_open(w, &v->items[i]);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
    jsonl_member(w, "q", v->q);
    writer_puts(w, "}\n");
}

void json_suggestions(writer *w, const request *q, const void *view)
{
    static const char *const sorts[] = {
        [SUGGEST_PERSON] = "person", [SUGGEST_BODY] = "body", [SUGGEST_OUTLET] = "outlet"};
    const view_suggestions *v = view;
    (void)q;
    writer_puts(w, "{\"suggestions\": [");
    for (size_t i = 0; i < v->count; i++) {
        const view_suggestion *s = &v->items[i];
        writer_puts(w, i > 0 ? ", {\"text\": " : "{\"text\": ");
        jsonl_string(w, s->text, strlen(s->text));
        jsonl_member(w, "sort", sorts[s->sort]);
        jsonl_member(w, "role", s->more);
        json_id(w, "person", s->id);
        json_id(w, "statements", s->statements);
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
    jsonl_member(w, "q", v->q);
    writer_puts(w, "}\n");
}
