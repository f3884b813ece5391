/* SPDX-License-Identifier: Apache-2.0
 *
 * json_overview.c - the ledger at a glance, as JSON.
 */
#include "room/json.h"

static const char *const words_of_gender[] = {
    [SHOWN_NOTHING] = "unknown", [SHOWN_WOMAN] = "women", [SHOWN_MAN] = "men"};

static void json__counts(writer *w, const char *key, const uint64_t *counts, size_t count,
                         const char *(*word)(unsigned))
{
    json_key(w, key);
    for (size_t i = 0; i < count; i++) {
        writer_puts(w, i > 0 ? ", \"" : "{\"");
        writer_puts(w, word((unsigned)i));
        writer_puts(w, "\": ");
        writer_number(w, counts[i]);
    }
    writer_putc(w, '}');
}

static const char *gender__word(unsigned g)
{
    return words_of_gender[g];
}

static void json__ranked(writer *w, const char *key, const view_ranked *items, size_t count, bool speakers,
                         bool genders)
{
    json_key(w, key);
    writer_putc(w, '[');
    for (size_t i = 0; i < count; i++) {
        writer_puts(w, i > 0 ? ", {\"statements\": " : "{\"statements\": ");
        writer_number(w, items[i].statements);
        jsonl_member(w, "name", items[i].name);
        if (speakers) json_id(w, "person", items[i].person);
        if (speakers) {
            static const char *const one[] = {
                [SHOWN_NOTHING] = "unknown", [SHOWN_WOMAN] = "woman", [SHOWN_MAN] = "man"};
            jsonl_member(w, "gender", genders ? one[items[i].gender] : NULL);
        }
        writer_putc(w, '}');
    }
    writer_putc(w, ']');
}

void json_overview(writer *w, const request *q, const void *view)
{
    const view_overview *v = view;
    (void)q;
    writer_puts(w, "{\"statements\": ");
    writer_number(w, v->statements);
    json_number(w, "articles", v->articles);
    json_number(w, "people", v->people);
    json_key(w, "ledger");
    writer_puts(w, "{\"articles\": ");
    writer_number(w, v->ledger_articles);
    json_number(w, "texts", v->ledger_texts);
    json_number(w, "people", v->ledger_people);
    writer_putc(w, '}');
    json__counts(w, "types", v->types, SELON_MIXED + 1, jsonl_type);
    json__counts(w, "kinds", v->kinds, SELON_THOUGHT + 1, jsonl_kind);
    json__ranked(w, "speakers", v->speakers, v->speaker_count, true, v->genders_known);
    json__ranked(w, "outlets", v->outlets, v->outlet_count, false, false);
    json_key(w, "months");
    json_months(w, &v->months);
    json_key(w, "genders");
    if (v->genders_known) {
        writer_puts(w, "{\"known\": true");
        json__counts(w, "statements", v->gender_statements, GENDERS, gender__word);
        json__counts(w, "speakers", v->gender_speakers, GENDERS, gender__word);
        writer_putc(w, '}');
    } else {
        writer_puts(w, "null");
    }
    writer_puts(w, "}\n");
}
