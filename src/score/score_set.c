/* SPDX-License-Identifier: Apache-2.0
 *
 * score_set.c - documents to compare, out of JSON objects.
 *
 * What is needed of each object is checked and copied into the set's arena;
 * members that are not named here are let be. A span is an object with
 * "start" and "end"; each role holds one, an array of them, or none (null, or
 * not there). Documents are found by their ids through a table with open
 * addressing, which is at most half full.
 */
#include "score/score_set.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

const char *const score_role_names[SCORE_ROLES] = {"source", "cue", "content", "addressee", "via", "time"};

struct score_set {
    arena *arena;
    VEC(score_document) documents;
    uint32_t *table; /* index + 1 of a document; 0: free */
    size_t table_size;
};

int score_problem_set(score_problem *p, const char *origin, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = snprintf(p->text, sizeof p->text, "%.250s: ", origin);
    vsnprintf(p->text + n, sizeof p->text - (size_t)n, format, arguments);
    va_end(arguments);
    return SELON_ERROR_INPUT;
}

score_set *score_set_new(const selon_allocator *allocator)
{
    arena *a = arena_new(allocator, 1 << 16);
    if (a == NULL) return NULL;
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return NULL;
    }
    score_set *s = ARENA_NEW(a, score_set);
    s->arena = a;
    s->table_size = 64;
    s->table = ARENA_ZARRAY(a, uint32_t, s->table_size);
    return s;
}

void score_set_free(score_set *s)
{
    if (s != NULL) arena_free(s->arena);
}

const selon_allocator *score_set_allocator(const score_set *s)
{
    return arena_allocator(s->arena);
}

const score_document *score_set_at(const score_set *s, size_t i)
{
    return i < s->documents.count ? &s->documents.items[i] : NULL;
}

/* ---- by id ---- */

/* The place of a key in the table: its document's, or a free one. */
static uint32_t *set__place(const score_set *s, const char *key)
{
    size_t i = hash_mix(hash_bytes(key, strlen(key))) & (s->table_size - 1);
    while (s->table[i] != 0 && strcmp(s->documents.items[s->table[i] - 1].key, key) != 0)
        i = (i + 1) & (s->table_size - 1);
    return &s->table[i];
}

const score_document *score_set_find(const score_set *s, const char *key)
{
    uint32_t found = *set__place(s, key);
    return found != 0 ? &s->documents.items[found - 1] : NULL;
}

static void set__grow(score_set *s)
{
    s->table = ARENA_ZARRAY(s->arena, uint32_t, s->table_size * 2);
    s->table_size *= 2;
    for (size_t i = 0; i < s->documents.count; i++) *set__place(s, s->documents.items[i].key) = (uint32_t)i + 1;
}

static void set__put(score_set *s, const score_document *d, bool *replaced)
{
    if ((s->documents.count + 1) * 2 > s->table_size) set__grow(s);
    uint32_t *place = set__place(s, d->key);
    *replaced = *place != 0;
    if (*place != 0) {
        s->documents.items[*place - 1] = *d;
        return;
    }
    VEC_PUSH(s->arena, &s->documents, *d);
    *place = (uint32_t)s->documents.count;
}

/* ---- out of JSON ---- */

typedef struct taker {
    arena *arena;
    score_document *document;
    size_t statement; /* 1 for the first; 0: not in a statement */
    score_problem *problem;
} taker;

static bool taker__refuse(const taker *t, const char *what, const char *name)
{
    if (t->statement == 0)
        score_problem_set(t->problem, t->document->origin, what, name);
    else {
        char words[120];
        snprintf(words, sizeof words, what, name);
        score_problem_set(t->problem, t->document->origin, "statement %zu: %s", t->statement, words);
    }
    return false;
}

/* A string without NUL, NULL for null or nothing. */
static bool taker__string(const taker *t, const json_t *value, const char *name, const char **out)
{
    *out = NULL;
    if (value == NULL || json_is_null(value)) return true;
    if (!json_is_string(value)) return taker__refuse(t, "\"%s\" is not a string", name);
    size_t size = json_string_length(value);
    *out = arena_strndup(t->arena, json_string_value(value), size);
    return strlen(*out) == size || taker__refuse(t, "\"%s\" holds a NUL character", name);
}

static bool taker__span(const taker *t, const json_t *value, const char *name, selon_span *out)
{
    const json_t *start = json_object_get(value, "start"), *end = json_object_get(value, "end");
    if (!json_is_integer(start) || !json_is_integer(end))
        return taker__refuse(t, "\"%s\" is not a span with a whole \"start\" and \"end\"", name);
    json_int_t from = json_integer_value(start), to = json_integer_value(end);
    if (from < 0 || to < from || to >= UINT32_MAX)
        return taker__refuse(t, "the offsets of \"%s\" are negative, too large, or end before they start", name);
    *out = (selon_span){(uint32_t)from, (uint32_t)to};
    return true;
}

static bool taker__spans(const taker *t, const json_t *value, const char *name, score_spans *out)
{
    *out = (score_spans){0};
    if (value == NULL || json_is_null(value)) return true;
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    out->items = ARENA_ARRAY(t->arena, selon_span, count);
    for (out->count = 0; out->count < count; out->count++) {
        const json_t *item = json_is_array(value) ? json_array_get(value, out->count) : value;
        if (!taker__span(t, item, name, &out->items[out->count])) return false;
    }
    return true;
}

static bool taker__speaker(const taker *t, const json_t *value, score_statement *out)
{
    if (json_is_object(value)) value = json_object_get(value, "name");
    if (!taker__string(t, value, "speaker", &out->speaker)) return false;
    out->speaker_size = out->speaker != NULL ? strlen(out->speaker) : 0;
    return true;
}

static bool taker__statement(const taker *t, const json_t *value, score_statement *out)
{
    if (!json_is_object(value)) return taker__refuse(t, "is not an object%s", "");
    for (size_t i = 0; i < SCORE_ROLES; i++)
        if (!taker__spans(t, json_object_get(value, score_role_names[i]), score_role_names[i], &out->spans[i]))
            return false;
    return taker__string(t, json_object_get(value, "type"), "type", &out->type) &&
           taker__string(t, json_object_get(value, "kind"), "kind", &out->kind) &&
           taker__speaker(t, json_object_get(value, "speaker"), out);
}

static bool taker__id(taker *t, const json_t *value)
{
    score_document *d = t->document;
    char number[32];
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        d->key = d->id = arena_strndup(t->arena, number, strlen(number));
        return true;
    }
    if (!json_is_string(value)) return taker__refuse(t, "there is no \"%s\" that is a string or a whole number", "id");
    if (!taker__string(t, value, "id", &d->id)) return false;
    size_t size = strlen(d->id);
    char *key = arena_alloc(t->arena, size + 2);
    key[0] = '"';
    memcpy(key + 1, d->id, size + 1);
    d->key = key;
    return true;
}

static bool taker__document(taker *t, const json_t *value)
{
    score_document *d = t->document;
    if (!json_is_object(value)) return taker__refuse(t, "is not a JSON object%s", "");
    if (!taker__id(t, json_object_get(value, "id"))) return false;
    const json_t *offsets = json_object_get(value, "offsets");
    if (json_is_string(offsets) && strcmp(json_string_value(offsets), "bytes") == 0)
        return taker__refuse(t, "its offsets count %s, not code points", "bytes");
    const json_t *text = json_object_get(value, "text");
    if (json_is_string(text)) {
        d->text_size = json_string_length(text);
        d->text = arena_strndup(t->arena, json_string_value(text), d->text_size);
    }
    const json_t *statements = json_object_get(value, "statements");
    if (!json_is_array(statements)) return taker__refuse(t, "there is no array of \"%s\"", "statements");
    d->statement_count = json_array_size(statements);
    d->statements = ARENA_ZARRAY(t->arena, score_statement, d->statement_count);
    for (size_t i = 0; i < d->statement_count; i++) {
        t->statement = i + 1;
        if (!taker__statement(t, json_array_get(statements, i), &d->statements[i])) return false;
    }
    return true;
}

int score_set_add(score_set *s, const json_t *document, const char *origin, bool *replaced, score_problem *problem)
{
    *replaced = false;
    problem->text[0] = '\0';
    if (setjmp(*arena_escape(s->arena)) != 0) return SELON_ERROR_MEMORY;
    if (s->documents.count >= UINT32_MAX / 4) return SELON_ERROR_LIMIT;
    score_document d = {.origin = arena_strndup(s->arena, origin, strlen(origin))};
    taker t = {.arena = s->arena, .document = &d, .problem = problem};
    if (!taker__document(&t, document)) return SELON_ERROR_INPUT;
    set__put(s, &d, replaced);
    return SELON_OK;
}
