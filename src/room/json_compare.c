/* SPDX-License-Identifier: Apache-2.0
 *
 * json_compare.c - two sides, and the ledger at a glance, as JSON.
 */
#include "room/json.h"

static void json__shared(writer *w, const view_shared *s)
{
    writer_puts(w, "{\"changes\": ");
    writer_number(w, s->changes);
    json_key(w, "left");
    json_statement(w, &s->left);
    json_key(w, "right");
    json_statement(w, &s->right);
    writer_putc(w, '}');
}

void json_compare(writer *w, const request *q, const void *view)
{
    const view_compare *v = view;
    (void)q;
    writer_puts(w, "{\"more\": ");
    writer_puts(w, v->more ? "true" : "false");
    jsonl_member(w, "by", v->by);
    jsonl_member(w, "left", v->left);
    jsonl_member(w, "right", v->right);
    jsonl_member(w, "about", v->about);
    jsonl_member(w, "since", v->since);
    jsonl_member(w, "until", v->until);
    json_number(w, "left_total", v->left_total);
    json_number(w, "right_total", v->right_total);
    json_number(w, "shared_total", v->shared_total);
    json_key(w, "shared");
    writer_putc(w, '[');
    for (size_t i = 0; i < v->shared_count; i++) {
        if (i > 0) writer_puts(w, ",\n");
        json__shared(w, &v->shared[i]);
    }
    writer_putc(w, ']');
    json_key(w, "only_left");
    json_statements(w, &v->only_left);
    json_key(w, "only_right");
    json_statements(w, &v->only_right);
    writer_puts(w, "}\n");
}
