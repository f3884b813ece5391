/* SPDX-License-Identifier: Apache-2.0
 *
 * find.c - statements that a filter asks for.
 *
 * The filter becomes one query: all its words one expression for the index,
 * which intersects them before a single row is read, the rest conditions on
 * the rows. The SQL is put together of constants; values are bound.
 *
 *     words MATCH '...'  ->  statements by rowid  ->  conditions  ->  order, limit
 *
 * Only for those that come out the text is expanded and the places it appeared
 * in are looked up. All of it is one read transaction, so that a writer's work
 * in between is seen whole or not at all.
 */
#include <stdio.h>
#include <string.h>

#include "ledger/inside.h"
#include "ledger/query.h"

#define BINDS 16

/* SQL with its values, growing. */
typedef struct finding {
    ledger *l;
    arena *arena; /* of the query; each result has one of its own */
    const ledger_filter *filter;
    buffer sql;
    struct {
        const char *text; /* NULL: the number */
        int64_t number;
    } binds[BINDS];
    int bind_count;
    bool nothing; /* it is known that nothing can be found */
} finding;

static void finding__text(finding *f, const char *value)
{
    f->binds[f->bind_count++].text = value;
}

static void finding__number(finding *f, int64_t value)
{
    f->binds[f->bind_count].text = NULL;
    f->binds[f->bind_count++].number = value;
}

/* ---- the index ---- */

static int match__field(finding *f, const char *text, query_field field, buffer *match)
{
    query q;
    if (text == NULL) return SELON_OK;
    query_parse(f->arena, text, strlen(text), &q);
    if (q.count == 0) f->nothing = true; /* marks alone are no words to be found */
    return query_match(f->l, f->arena, &q, field, f->filter->lang, match);
}

/* The expression of all the filter's words; NULL for none. */
static int finding__match(finding *f, const char **out)
{
    const ledger_filter *filter = f->filter;
    buffer match = buffer_new(&f->l->allocator);
    int error = match__field(f, filter->words, QUERY_ANYWHERE, &match);
    if (error == SELON_OK) error = match__field(f, filter->about, QUERY_CONTENT, &match);
    if (error == SELON_OK) error = match__field(f, filter->who, QUERY_WHO, &match);
    if (error == SELON_OK) error = match__field(f, filter->role, QUERY_ROLE, &match);
    if (error == SELON_OK) error = match__field(f, filter->addressee, QUERY_ADDRESSEE, &match);
    char *copy = error == SELON_OK ? arena_try_alloc(f->arena, match.size + 1) : NULL;
    if (error == SELON_OK && copy == NULL) error = ledger_fail(f->l, SELON_ERROR_MEMORY, "not enough memory");
    if (copy != NULL && match.size > 0) memcpy(copy, match.bytes, match.size);
    if (copy != NULL) copy[match.size] = '\0';
    *out = match.size > 0 ? copy : NULL;
    buffer_release(&match);
    return error;
}

/* ---- the conditions ---- */

/* The ids of the outlets with this name, as a JSON list. Spellings that differ
 * in case, accents or marks are the same. */
static int finding__outlets(finding *f, const char *name, char **out)
{
    const char *wanted = words_fold(f->arena, name, strlen(name), NULL);
    size_t used = 1, room = 64;
    char *list = *out = arena_alloc(f->arena, room);
    sqlite3_stmt *s = ledger_sql_get(f->l, SQL_OUTLETS);
    if (s == NULL) return f->l->error;
    int row;
    list[0] = '[';
    while ((row = ledger_sql_row(f->l, s)) == 1) {
        const char *known = (const char *)sqlite3_column_text(s, 1);
        if (known == NULL || strcmp(words_fold(f->arena, known, strlen(known), NULL), wanted) != 0) continue;
        list = arena_grow(f->arena, list, room, room + 24);
        room += 24;
        used += (size_t)snprintf(list + used, 24, "%s%lld", used > 1 ? "," : "", (long long)sqlite3_column_int64(s, 0));
    }
    f->nothing |= used == 1;
    list[used] = ']';
    list[used + 1] = '\0';
    *out = list;
    return row;
}

/* "2025-11-14" of 20251114, in the arena. */
static const char *day__text(arena *a, int32_t day)
{
    char text[48];
    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
    return arena_strndup(a, text, strlen(text));
}

/* A version that has the statement, from one of these outlets, of these days. */
static int finding__place(finding *f)
{
    const ledger_filter *filter = f->filter;
    char *outlets;
    if (filter->outlet == NULL && filter->published_since == 0 && filter->published_until == 0) return SELON_OK;
    buffer_puts(
        &f->sql,
        " and exists (select 1 from texts x join versions v on v.text = x.id join articles a on a.id = v.article "
        "where x.id in (select t.family union all select id from texts where family = t.family and family <> id) "
        "and x.id >= s.text and not exists (select 1 from absent z where z.statement = s.id and z.text = x.id)");
    if (filter->outlet != NULL) {
        int error = finding__outlets(f, filter->outlet, &outlets);
        if (error != SELON_OK) return error;
        buffer_puts(&f->sql, " and a.outlet in (select value from json_each(?))");
        finding__text(f, outlets);
    }
    if (filter->published_since != 0) {
        buffer_puts(&f->sql, " and v.published >= ?");
        finding__text(f, day__text(f->arena, filter->published_since));
    }
    if (filter->published_until != 0) {
        buffer_puts(&f->sql, " and substr(v.published, 1, 10) <= ?");
        finding__text(f, day__text(f->arena, filter->published_until));
    }
    buffer_putc(&f->sql, ')');
    return SELON_OK;
}

/* A month that a statement is of overlaps the days asked for. No value is of
 * more than a year, which lets the index on the first day leave out most. */
static void finding__days(finding *f)
{
    const ledger_filter *filter = f->filter;
    if (filter->since != 0) {
        buffer_puts(&f->sql, " and coalesce(s.day_end, s.day) >= ? and s.day >= ?");
        finding__number(f, filter->since);
        finding__number(f, filter->since - 10000);
    }
    if (filter->until != 0) {
        buffer_puts(&f->sql, " and s.day <= ?");
        finding__number(f, filter->until);
    }
}

static int finding__sql(finding *f, const char *match)
{
    static const char *const orders[] = {
        [LEDGER_NEWEST] = " order by s.day desc, s.id desc",
        [LEDGER_OLDEST] = " order by s.day is null, s.day, s.id",
        [LEDGER_SUREST] = " order by s.confidence desc, s.id desc",
        [LEDGER_LAST_ADDED] = " order by s.id desc",
    };
    const ledger_filter *filter = f->filter;
    buffer_puts(&f->sql,
                "select s.id, s.text, s.type, s.kind, s.negated, s.confidence, s.day, s.day_end, s.said, s.parent, "
                "s.places, n.name, r.name, t.lang, t.family, k.id from ");
    if (match != NULL) buffer_puts(&f->sql, "words cross join ");
    buffer_puts(&f->sql, "statements s join texts t on t.id = s.text left join speakers k on k.id = s.speaker "
                         "left join names n on n.id = k.name left join roles r on r.id = k.role where ");
    buffer_puts(&f->sql, match != NULL ? "words match ? and s.id = words.rowid" : "1");
    if (match != NULL) finding__text(f, match);
    if (filter->types != 0) {
        buffer_puts(&f->sql, " and (1 << s.type) & ?");
        finding__number(f, filter->types);
    }
    if (filter->kinds != 0) {
        buffer_puts(&f->sql, " and (1 << s.kind) & ?");
        finding__number(f, filter->kinds);
    }
    if (filter->min_confidence > 0) {
        buffer_puts(&f->sql, " and s.confidence >= ?");
        finding__number(f, (int64_t)(filter->min_confidence * 1000 + 0.5));
    }
    if (filter->lang != NULL) {
        buffer_puts(&f->sql, " and t.lang = ?");
        finding__text(f, filter->lang);
    }
    finding__days(f);
    int error = finding__place(f);
    buffer_puts(&f->sql, orders[filter->sort]);
    if (filter->limit > 0 && filter->limit < INT64_MAX) {
        buffer_puts(&f->sql, " limit ?");
        finding__number(f, (int64_t)filter->limit);
    }
    return error;
}

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

static int result__appearances(ledger *l, arena *a, ledger_result *r, int64_t family, int64_t text)
{
    VEC(ledger_appearance) all = {0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_APPEARANCES);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, family);
    sqlite3_bind_int64(s, 2, text);
    sqlite3_bind_int64(s, 3, (int64_t)r->id);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) {
        ledger_appearance at = {.current = sqlite3_column_int(s, 6) != 0};
        const char **texts[] = {&at.address, &at.outlet, &at.title, &at.author, &at.published, &at.added};
        bool good = true;
        for (int i = 0; i < 6; i++) good = good && column__copy(a, s, i, texts[i]);
        if (!good) {
            sqlite3_reset(s);
            return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        }
        VEC_PUSH(a, &all, at);
    }
    r->appearances = all.items;
    r->appearance_count = all.count;
    return row;
}

static selon_span span__within(selon_span s, selon_span sentence)
{
    if (s.start < sentence.start || s.end > sentence.end || s.start >= s.end) return (selon_span){0, 0};
    return (selon_span){s.start - sentence.start, s.end - sentence.start};
}

/* The sentences, and the parts as places in them. What lies outside of them (a
 * date two paragraphs before) is left out. */
static int result__places(ledger *l, arena *a, ledger_result *r, int64_t text_id, blob b)
{
    kept_text text;
    places p;
    int error = ledger_text(l, a, text_id, &text);
    if (error != SELON_OK || text.text == NULL) return error;
    if (!places_unpack(a, b, text.size, &p) || p.sentence.start >= p.sentence.end)
        return ledger_fail(l, LEDGER_DAMAGED, "is damaged: statement %llu", (unsigned long long)r->id);
    r->sentence_size = p.sentence.end - p.sentence.start;
    r->sentence = arena_strndup(a, text.text + p.sentence.start, r->sentence_size);
    r->cue = span__within(p.cue, p.sentence);
    r->source = span__within(p.source, p.sentence);
    r->addressee = span__within(p.addressee, p.sentence);
    r->via = span__within(p.via, p.sentence);
    r->time = span__within(p.time, p.sentence);
    selon_span *content = ARENA_ARRAY(a, selon_span, p.content_count + 1);
    for (uint32_t i = 0; i < p.content_count; i++) {
        selon_span s = span__within(p.content[i], p.sentence);
        if (s.start < s.end) content[r->content_count++] = s;
    }
    r->content = content;
    return SELON_OK;
}

static int result__make(ledger *l, arena *a, sqlite3_stmt *s, ledger_result *r)
{
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
    int error = result__places(l, a, r, text, (blob){bytes, size});
    return error == SELON_OK ? result__appearances(l, a, r, family, text) : error;
}

/* Makes one result in an arena of its own and hands it on. *stop: no more. */
static int result__give(ledger *l, sqlite3_stmt *s, ledger_take take, void *payload, bool *stop)
{
    ledger_result r;
    arena *a = arena_new(&l->allocator, 16384);
    if (a == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_reset(l->sql[i]);
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    int error = result__make(l, a, s, &r);
    if (error == SELON_OK) *stop = take(&r, payload) != 0;
    arena_free(a);
    return error;
}

static int finding__run(finding *f, ledger_take take, void *payload)
{
    ledger *l = f->l;
    sqlite3_stmt *s;
    if (f->sql.failed) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (sqlite3_prepare_v2(l->db, f->sql.bytes, (int)f->sql.size, &s, NULL) != SQLITE_OK) return ledger_fail_sql(l);
    for (int i = 0; i < f->bind_count; i++) {
        if (f->binds[i].text != NULL)
            sql_bind_text(s, i + 1, f->binds[i].text);
        else
            sqlite3_bind_int64(s, i + 1, f->binds[i].number);
    }
    int row = 0, error = SELON_OK;
    bool stop = false;
    while (!stop && error == SELON_OK && (row = ledger_sql_row(l, s)) == 1)
        error = result__give(l, s, take, payload, &stop);
    sqlite3_finalize(s);
    return error != SELON_OK ? error : row < 0 ? row : SELON_OK;
}

static int finding__do(finding *f, ledger_take take, void *payload)
{
    const char *match;
    int error = finding__match(f, &match);
    if (error == SELON_OK) error = finding__sql(f, match);
    return error == SELON_OK && !f->nothing ? finding__run(f, take, payload) : error;
}

int ledger_find(ledger *l, const ledger_filter *filter, ledger_take take, void *payload)
{
    arena *a = arena_new(&l->allocator, 16384);
    if (a == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    finding *volatile f = NULL;
    bool alone = sqlite3_get_autocommit(l->db) != 0; /* else it is within a transaction already */
    int error = alone ? ledger_run(l, "begin") : SELON_OK;
    if (error != SELON_OK) {
        arena_free(a);
        return error;
    }
    if (setjmp(*arena_escape(a)) == 0) {
        f = ARENA_NEW(a, finding);
        *f = (finding){.l = l, .arena = a, .filter = filter, .sql = buffer_new(&l->allocator)};
        error = finding__do(f, take, payload);
    } else {
        error = ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    if (f != NULL) buffer_release(&((finding *)f)->sql);
    arena_free(a);
    if (alone) ledger_rollback(l); /* nothing was written */
    return error;
}
