/* SPDX-License-Identifier: Apache-2.0
 *
 * json_search.c - what was found, as JSON.
 */
#include "room/json.h"

static void json__query(writer *w, const view_query *q)
{
    const struct {
        const char *name, *value;
    } all[] = {{"who", q->who},
               {"role", q->role},
               {"outlet", q->outlet},
               {"about", q->about},
               {"addressee", q->addressee},
               {"since", q->since},
               {"until", q->until},
               {"published-since", q->published_since},
               {"published-until", q->published_until},
               {"lang", q->lang},
               {"sort", q->sort},
               {"min-confidence", q->min_confidence}};
    const struct {
        const char *name;
        const char *const *values;
    } lists[] = {{"type", q->types}, {"kind", q->kinds}};
    writer_puts(w, "{\"q\": ");
    if (q->q != NULL)
        jsonl_string(w, q->q, strlen(q->q));
    else
        writer_puts(w, "null");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) jsonl_member(w, all[i].name, all[i].value);
    json_id(w, "person", q->person);
    for (size_t i = 0; i < 2; i++) {
        json_key(w, lists[i].name);
        writer_putc(w, '[');
        for (size_t k = 0; k < 3 && lists[i].values[k] != NULL; k++) {
            if (k > 0) writer_puts(w, ", ");
            jsonl_string(w, lists[i].values[k], strlen(lists[i].values[k]));
        }
        writer_putc(w, ']');
    }
    writer_putc(w, '}');
}

static void json__facet(writer *w, const view_facet *f)
{
    writer_puts(w, "{\"name\": ");
    jsonl_string(w, f->name, strlen(f->name));
    json_bool(w, "more", f->more);
    json_key(w, "values");
    writer_putc(w, '[');
    for (size_t i = 0; i < f->count; i++) {
        const view_count *c = &f->items[i];
        writer_puts(w, i > 0 ? ", {\"count\": " : "{\"count\": ");
        writer_number(w, c->count);
        jsonl_member(w, "value", c->value);
        jsonl_member(w, "label", c->label);
        json_id(w, "person", c->id);
        writer_putc(w, '}');
    }
    writer_puts(w, "]}");
}

void json_found(writer *w, const view_search *v)
{
    writer_puts(w, "{\"query\": ");
    json__query(w, &v->query);
    json_number(w, "total", v->total);
    json_bool(w, "at_least", v->at_least);
    json_key(w, "statements");
    json_statements(w, &v->hits);
    json_key(w, "facets");
    writer_putc(w, '[');
    for (size_t i = 0; i < v->facet_count; i++) {
        if (i > 0) writer_puts(w, ", ");
        json__facet(w, &v->facets[i]);
    }
    writer_putc(w, ']');
    jsonl_member(w, "next", v->next);
    writer_putc(w, '}');
}

void json_search(writer *w, const request *q, const void *view)
{
    (void)q;
    json_found(w, view);
    writer_putc(w, '\n');
}
