/* SPDX-License-Identifier: Apache-2.0
 *
 * find.c - the statements that a filter asks for (filter.c), one by one.
 *
 * Only for those that come out the text is expanded and the places it appeared
 * in are looked up. All of it is one read transaction, so that a writer's work
 * in between is seen whole or not at all.
 */
#include <stdio.h>
#include <string.h>

#include "ledger/filter.h"
#include "ledger/pack.h"

struct ledger_cursor {
    ledger *l;
    arena *arena; /* holds this structure too */
    selection *selection;
    sqlite3_stmt *rows; /* NULL: there is no more */
    bool reading;
    arena *row; /* of the result that was given last */
    ledger_result result;
    last_text text;
};

/* ---- a result ---- */

/* A column's text, copied: the arena must not jump while a row is held, so
 * false without memory. */
static bool column__copy(arena *a, sqlite3_stmt *s, int column, const char **out)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    *out = NULL;
    if (text == NULL) return sqlite3_column_type(s, column) == SQLITE_NULL;
    size_t size = (size_t)sqlite3_column_bytes(s, column) + 1;
    char *copy = arena_try_alloc(a, size);
    if (copy != NULL) memcpy(copy, text, size);
    *out = copy;
    return copy != NULL;
}

int ledger_appearances(ledger *l, arena *a, int64_t statement, int64_t family, int64_t text,
                       const ledger_appearance **out, size_t *count)
{
    VEC(ledger_appearance) all = {0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_APPEARANCES);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, family);
    sqlite3_bind_int64(s, 2, text);
    sqlite3_bind_int64(s, 3, statement);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) {
        ledger_appearance at = {.current = sqlite3_column_int(s, 6) != 0,
                                .text = (uint64_t)sqlite3_column_int64(s, 7),
                                .article = (uint64_t)sqlite3_column_int64(s, 8)};
        const char **texts[] = {&at.address, &at.outlet, &at.title, &at.author, &at.published, &at.added};
        bool good = true;
        for (int i = 0; i < 6; i++) good = good && column__copy(a, s, i, texts[i]);
        if (!good) {
            sqlite3_reset(s);
            return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        }
        VEC_PUSH(a, &all, at);
    }
    *out = all.items;
    *count = all.count;
    return row;
}

static selon_span span__within(selon_span s, selon_span sentence)
{
    if (s.start < sentence.start || s.end > sentence.end || s.start >= s.end) return (selon_span){0, 0};
    return (selon_span){s.start - sentence.start, s.end - sentence.start};
}

/* The sentences, and the parts as places in them. What lies outside of them (a
 * date two paragraphs before) is left out. */
static int result__places(ledger *l, arena *a, ledger_result *r, const kept_text *text, blob b)
{
    places *p = ARENA_NEW(a, places);
    if (text->text == NULL) return SELON_OK;
    if (!places_unpack(a, b, text->size, p) || p->sentence.start >= p->sentence.end)
        return ledger_fail(l, LEDGER_DAMAGED, "is damaged: statement %llu", (unsigned long long)r->id);
    r->text = text->text;
    r->text_size = (uint32_t)text->size;
    r->places = p;
    r->sentence_size = p->sentence.end - p->sentence.start;
    r->sentence = arena_strndup(a, text->text + p->sentence.start, r->sentence_size);
    r->cue = span__within(p->cue, p->sentence);
    r->source = span__within(p->source, p->sentence);
    r->addressee = span__within(p->addressee, p->sentence);
    r->via = span__within(p->via, p->sentence);
    r->time = span__within(p->time, p->sentence);
    selon_span *content = ARENA_ARRAY(a, selon_span, p->content_count + 1);
    for (uint32_t i = 0; i < p->content_count; i++) {
        selon_span s = span__within(p->content[i], p->sentence);
        if (s.start < s.end) content[r->content_count++] = s;
    }
    r->content = content;
    return SELON_OK;
}

static int result__make(ledger_cursor *c, arena *a, ledger_result *r)
{
    ledger *l = c->l;
    sqlite3_stmt *s = c->rows;
    const char *name;
    *r = (ledger_result){.id = (uint64_t)sqlite3_column_int64(s, 0), .parent = (uint64_t)sqlite3_column_int64(s, 9)};
    int type = sqlite3_column_int(s, 2), kind = sqlite3_column_int(s, 3);
    if (type < SELON_DIRECT || type > SELON_MIXED || kind < SELON_SAID || kind > SELON_THOUGHT)
        return ledger_fail(l, LEDGER_DAMAGED, "is damaged: statement %llu", (unsigned long long)r->id);
    r->type = (selon_type)type;
    r->kind = (selon_kind)kind;
    r->negated = sqlite3_column_int(s, 4) != 0;
    r->confidence = (float)(sqlite3_column_int(s, 5) / 1000.0);
    r->day = sqlite3_column_int(s, 6);
    r->day_end = sqlite3_column_int(s, 7);
    size_t size = (size_t)sqlite3_column_bytes(s, 10);
    void *bytes = arena_try_alloc(a, size + 1);
    const void *packed = sqlite3_column_blob(s, 10);
    if (bytes != NULL && size > 0) memcpy(bytes, packed, size);
    if (bytes == NULL || !column__copy(a, s, 8, &r->time_value) || !column__copy(a, s, 11, &name) ||
        !column__copy(a, s, 12, &r->speaker.role) || !column__copy(a, s, 13, &r->lang))
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    r->speaker.name = name;
    r->speaker.id = (uint32_t)sqlite3_column_int64(s, 15);
    int64_t text = sqlite3_column_int64(s, 1), family = sqlite3_column_int64(s, 14);
    r->text_id = (uint64_t)text;
    int error = last_text_get(l, &c->text, text);
    if (error == SELON_OK) error = result__places(l, a, r, &c->text.text, (blob){bytes, size});
    if (error != SELON_OK) return error;
    return ledger_appearances(l, a, (int64_t)r->id, family, text, &r->appearances, &r->appearance_count);
}

/* ---- one after another ---- */

static int cursor__begin(ledger_cursor *c, const ledger_filter *filter)
{
    static const char columns[] = "s.id, s.text, s.type, s.kind, s.negated, s.confidence, s.day, s.day_end, s.said, "
                                  "s.parent, s.places, n.name, r.name, t.lang, t.family, k.id";
    selection *f = ARENA_NEW(c->arena, selection);
    c->selection = f;
    int error = ledger_begin_reading(c->l);
    if (error != SELON_OK) return error;
    c->reading = true;
    error = selection_make(f, c->l, c->arena, filter, columns);
    return error == SELON_OK && !f->nothing ? selection_prepare(f, &c->rows) : error;
}

int ledger_cursor_open(ledger_cursor **out, ledger *l, const ledger_filter *filter)
{
    *out = NULL;
    arena *a = arena_new(&l->allocator, 16384);
    if (a == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    ledger_cursor *volatile c = NULL;
    int error = SELON_ERROR_MEMORY;
    if (setjmp(*arena_escape(a)) == 0) {
        ledger_cursor *made = ARENA_NEW(a, ledger_cursor);
        made->l = l;
        made->arena = a;
        c = made;
        error = cursor__begin(made, filter);
    } else {
        ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    if (error == SELON_OK) {
        *out = c;
    } else if (c != NULL) {
        ledger_cursor_close(c);
    } else {
        arena_free(a);
    }
    return error;
}

int ledger_cursor_next(ledger_cursor *c, const ledger_result **out)
{
    ledger *l = c->l;
    *out = NULL;
    if (c->row != NULL) arena_free(c->row);
    c->row = NULL;
    int row = c->rows != NULL ? ledger_sql_row(l, c->rows) : 0;
    if (row != 1) {
        sqlite3_finalize(c->rows); /* which stepping would begin again */
        c->rows = NULL;
        return row;
    }
    arena *a = c->row = arena_new(&l->allocator, 16384);
    if (a == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (setjmp(*arena_escape(a)) != 0) {
        for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_reset(l->sql[i]);
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    int error = result__make(c, a, &c->result);
    if (error == SELON_OK) *out = &c->result;
    return error;
}

void ledger_cursor_close(ledger_cursor *c)
{
    if (c == NULL) return;
    sqlite3_finalize(c->rows);
    if (c->selection != NULL) buffer_release(&c->selection->sql);
    if (c->row != NULL) arena_free(c->row);
    last_text_release(&c->text);
    if (c->reading) ledger_end_reading(c->l);
    arena_free(c->arena); /* and the cursor with it */
}

int ledger_find(ledger *l, const ledger_filter *filter, ledger_take take, void *payload)
{
    ledger_cursor *c;
    const ledger_result *r;
    int error = ledger_cursor_open(&c, l, filter);
    while (c != NULL && error == SELON_OK && (error = ledger_cursor_next(c, &r)) == SELON_OK && r != NULL)
        if (take(r, payload) != 0) break;
    ledger_cursor_close(c);
    return error;
}
