/* SPDX-License-Identifier: Apache-2.0
 *
 * authority.c - names of people and bodies from elsewhere.
 *
 * A line of JSON is one of them:
 *
 *     {"id": "Q1", "type": "person",
 *      "labels": {"en": "Ana Duarte", "fr": "Ana Duarte"},
 *      "aliases": {"en": ["A. M. Duarte"]},
 *      "descriptions": {"en": "mayor of Tarlac", "fr": "maire de Tarlac"}}
 *
 * Texts may also be objects with a "value", as Wikidata's own files have them,
 * where the "type" is "item". What it is, is then told by the description: a
 * person when there is a role in it.
 *
 * It becomes an entity without speakers: its names are names, its descriptions
 * roles, and speakers are weighed against it as against any other.
 */
#include <jansson.h>
#include <string.h>

#include "ledger/entity.h"
#include "ledger/who.h"

#define IDENT_MOST 200
#define TEXT_MOST 500

typedef struct importing {
    ledger *l;
    arena *arena;
    json_t *line;
    int64_t entity;
} importing;

static int import__bad(importing *m, const char *what)
{
    return ledger_fail(m->l, SELON_ERROR_INPUT, "%s", what);
}

/* A text, or the "value" of an object; NULL for anything else. */
static const char *json__text(const json_t *value)
{
    if (json_is_object(value)) value = json_object_get(value, "value");
    const char *text = json_string_value(value);
    if (text == NULL || *text == '\0' || json_string_length(value) > TEXT_MOST) return NULL;
    return strlen(text) == json_string_length(value) ? text : NULL;
}

static int import__word(importing *m, int sort, const char *lang, const json_t *value)
{
    const char *text = json__text(value);
    if (text == NULL) return SELON_OK;
    sqlite3_stmt *s = join_sql_get(m->l, JOIN_AUTHORITY_WORD_ADD);
    if (s == NULL) return m->l->error;
    sqlite3_bind_int64(s, 1, m->entity);
    sqlite3_bind_int(s, 2, sort);
    sql_bind_text(s, 3, lang);
    sql_bind_text(s, 4, text);
    return ledger_sql_do(m->l, s);
}

/* All texts of a member, by language: one, or a list of them. */
static int import__words(importing *m, const char *member, int sort)
{
    const char *lang;
    json_t *value, *item, *all = json_object_get(m->line, member);
    size_t i;
    int error = SELON_OK;
    json_object_foreach(all, lang, value)
    {
        if (!json_is_array(value)) {
            error = import__word(m, sort, lang, value);
        } else {
            json_array_foreach(value, i, item) if (error == SELON_OK) error = import__word(m, sort, lang, item);
        }
        if (error != SELON_OK) return error;
    }
    return error;
}

/* Is it a body? By its type; else by what its descriptions say. */
static bool import__is_body(importing *m)
{
    const char *type = json_string_value(json_object_get(m->line, "type")), *lang;
    json_t *value;
    struct role r;
    if (type != NULL && strcmp(type, "person") == 0) return false;
    if (type != NULL && strcmp(type, "body") == 0) return true;
    json_object_foreach(json_object_get(m->line, "descriptions"), lang, value)
    {
        role_parse(m->l->joiner->book, m->arena, json__text(value), &r);
        if (r.head_count > 0) return false;
    }
    return json_object_size(json_object_get(m->line, "descriptions")) > 0;
}

/* The entity of this id: the one it had before, or a new one. */
static int import__entity(importing *m, const char *ident)
{
    sqlite3_stmt *s = join_sql_get(m->l, JOIN_AUTHORITY_BY_IDENT);
    if (s == NULL) return m->l->error;
    sql_bind_text(s, 1, ident);
    int error = join_number(m->l, s, &m->entity);
    if (error != SELON_OK) return error;
    if (m->entity != 0) {
        if ((s = join_sql_get(m->l, JOIN_AUTHORITY_WORDS_DROP)) == NULL) return m->l->error;
        sqlite3_bind_int64(s, 1, m->entity);
        return ledger_sql_do(m->l, s);
    }
    error = entity_make(m->l, 0, import__is_body(m), &m->entity);
    if (error != SELON_OK || (s = join_sql_get(m->l, JOIN_AUTHORITY_ADD)) == NULL) return m->l->error;
    sqlite3_bind_int64(s, 1, m->entity);
    sql_bind_text(s, 2, ident);
    return ledger_sql_do(m->l, s);
}

static int import__run(importing *m)
{
    if (ledger_joiner(m->l) == NULL) return m->l->error;
    const char *ident = json_string_value(json_object_get(m->line, "id"));
    if (!json_is_object(m->line)) return import__bad(m, "no object of JSON");
    if (ident == NULL || *ident == '\0' || strlen(ident) > IDENT_MOST) return import__bad(m, "no \"id\"");
    if (json_object_size(json_object_get(m->line, "labels")) == 0) return import__bad(m, "no \"labels\"");
    int error = import__entity(m, ident);
    if (error == SELON_OK) error = import__words(m, "labels", 0);
    if (error == SELON_OK) error = import__words(m, "aliases", 1);
    if (error == SELON_OK) error = import__words(m, "descriptions", 2);
    return error == SELON_OK ? entity_refresh(m->l, m->arena, m->entity) : error;
}

int ledger_authority_line(ledger *l, const char *line, size_t size)
{
    json_error_t why;
    json_t *volatile parsed = json_loadb(line, size, JSON_REJECT_DUPLICATES, &why);
    if (parsed == NULL)
        return json_error_code(&why) == json_error_out_of_memory
                   ? ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory")
                   : ledger_fail(l, SELON_ERROR_INPUT, "no JSON: %.120s", why.text);
    int error;
    arena *a = arena_new(&l->allocator, 16384);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        error = ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    } else {
        importing m = {.l = l, .arena = a, .line = parsed};
        error = import__run(&m);
    }
    if (a != NULL) arena_free(a);
    json_decref(parsed);
    return error;
}
