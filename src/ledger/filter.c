/* SPDX-License-Identifier: Apache-2.0
 *
 * filter.c - which statements, as one query.
 *
 * All the filter's words become one expression for the index, which intersects
 * them before a single row is read; the rest are conditions on the rows. The
 * SQL is put together of constants; values are bound.
 *
 *     words MATCH '...'  ->  statements by rowid  ->  conditions  ->  order, limit
 */
#include <stdio.h>
#include <string.h>

#include "ledger/entity.h"
#include "ledger/filter.h"
#include "ledger/query.h"

static void selection__text(selection *f, const char *value)
{
    f->binds[f->bind_count++].text = value;
}

static void selection__number(selection *f, int64_t value)
{
    f->binds[f->bind_count].text = NULL;
    f->binds[f->bind_count++].number = value;
}

/* ---- the index ---- */

static int match__field(selection *f, const char *text, query_field field, buffer *match)
{
    query q;
    if (text == NULL) return SELON_OK;
    query_parse(f->arena, text, strlen(text), &q);
    if (q.count == 0) f->nothing = true; /* marks alone are no words to be found */
    return query_match(f->l, f->arena, &q, field, f->filter->lang, match);
}

/* Is it a name as it is typed, without marks that ask for a phrase or a beginning? */
static bool query__is_plain(const query *q)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->clauses[i].exact || q->clauses[i].prefix) return false;
    return q->count > 0;
}

/* A speaker's name: its words, or, where one person alone is meant, any of that
 * person's names. */
static int match__who(selection *f, const char *text, buffer *match)
{
    query q;
    const char *names[OTHER_NAMES];
    size_t count = 0;
    if (text == NULL) return SELON_OK;
    query_parse(f->arena, text, strlen(text), &q);
    int error = query__is_plain(&q) ? who_names(f->l, f->arena, text, names, &count) : SELON_OK;
    if (error != SELON_OK || count == 0) return error != SELON_OK ? error : match__field(f, text, QUERY_WHO, match);
    if (match->size > 0) buffer_puts(match, " AND ");
    buffer_puts(match, "((");
    for (size_t i = 0; i < q.count; i++) {
        buffer_puts(match, i > 0 ? " AND {who} : \"" : "{who} : \"");
        for (size_t k = 0; k < q.clauses[i].word_count; k++) {
            if (k > 0) buffer_putc(match, ' ');
            buffer_puts(match, q.clauses[i].words[k]);
        }
        buffer_putc(match, '"');
    }
    buffer_putc(match, ')');
    for (size_t i = 0; i < count; i++) {
        buffer_puts(match, " OR {who} : \"");
        buffer_puts(match, names[i]);
        buffer_putc(match, '"');
    }
    buffer_putc(match, ')');
    return SELON_OK;
}

/* The expression of all the filter's words; NULL for none. */
static int selection__match(selection *f, const char **out)
{
    const ledger_filter *filter = f->filter;
    buffer match = buffer_new(&f->l->allocator);
    int error = match__field(f, filter->words, QUERY_ANYWHERE, &match);
    if (error == SELON_OK) error = match__field(f, filter->about, QUERY_CONTENT, &match);
    if (error == SELON_OK) error = match__who(f, filter->who, &match);
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
static int selection__outlets(selection *f, const char *name, char **out)
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
static int selection__place(selection *f)
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
        int error = selection__outlets(f, filter->outlet, &outlets);
        if (error != SELON_OK) return error;
        buffer_puts(&f->sql, " and a.outlet in (select value from json_each(?))");
        selection__text(f, outlets);
    }
    if (filter->published_since != 0) {
        buffer_puts(&f->sql, " and v.published >= ?");
        selection__text(f, day__text(f->arena, filter->published_since));
    }
    if (filter->published_until != 0) {
        buffer_puts(&f->sql, " and substr(v.published, 1, 10) <= ?");
        selection__text(f, day__text(f->arena, filter->published_until));
    }
    buffer_putc(&f->sql, ')');
    return SELON_OK;
}

/* A month that a statement is of overlaps the days asked for. No value is of
 * more than a year, which lets `days` leave out most, where they lead to the statements. */
static void selection__days(selection *f, bool led)
{
    const ledger_filter *filter = f->filter;
    if (filter->since != 0) {
        buffer_puts(&f->sql, " and coalesce(s.day_end, s.day) >= ?");
        buffer_puts(&f->sql, led ? " and d.day >= ?" : " and s.day >= ?");
        selection__number(f, filter->since);
        selection__number(f, filter->since - 10000);
    }
    if (filter->until != 0) {
        buffer_puts(&f->sql, led ? " and d.day <= ?" : " and s.day <= ?");
        selection__number(f, filter->until);
    }
}

static void selection__order(selection *f, bool matched, bool led)
{
    static const char *const orders[] = {
        [LEDGER_NEWEST] = " order by s.day desc, s.id desc",
        [LEDGER_OLDEST] = " order by s.day is null, s.day, s.id",
        [LEDGER_SUREST] = " order by s.confidence desc, s.id desc",
        [LEDGER_LAST_ADDED] = " order by s.id desc",
        [LEDGER_FIRST_ADDED] = " order by s.id",
        [LEDGER_BY_TEXT] = " order by s.text, s.id",
    };
    static const char *const led_orders[] = {
        [LEDGER_NEWEST] = " order by d.day desc, s.id desc", [LEDGER_OLDEST] = " order by d.day, s.id"};
    ledger_sort sort = f->filter->sort;
    if (sort == LEDGER_FIRST_ADDED && matched)
        buffer_puts(&f->sql, " order by words.rowid"); /* the index gives its rows in this order by itself */
    else                                               /* so do the days, but for those of one day */
        buffer_puts(&f->sql, led && (sort == LEDGER_NEWEST || sort == LEDGER_OLDEST) ? led_orders[sort] : orders[sort]);
    if (f->filter->limit > 0 && f->filter->limit < INT64_MAX) {
        buffer_puts(&f->sql, " limit ?");
        selection__number(f, (int64_t)f->filter->limit);
    }
}

const char *gold_texts(ledger_gold gold)
{
    static const char *const sql[] = {
        [LEDGER_GOLD_ANY] = "1",
        [LEDGER_GOLD_CHECKED] = "t.id in (select g.id from texts g join checked k on k.hash = g.hash)",
        [LEDGER_GOLD_CORRECTED] = ("t.id in (select g.id from texts g where g.hash in (select hash from checked "
                                   "union select hash from corrections where withdrawn is null))"),
    };
    return sql[gold];
}

static void selection__properties(selection *f)
{
    const ledger_filter *filter = f->filter;
    if (filter->types != 0) {
        buffer_puts(&f->sql, " and (1 << s.type) & ?");
        selection__number(f, filter->types);
    }
    if (filter->kinds != 0) {
        buffer_puts(&f->sql, " and (1 << s.kind) & ?");
        selection__number(f, filter->kinds);
    }
    if (filter->min_confidence > 0) {
        buffer_puts(&f->sql, " and s.confidence >= ?");
        selection__number(f, (int64_t)(filter->min_confidence * 1000 + 0.5));
    }
    if (filter->statement != 0) {
        buffer_puts(&f->sql, " and s.id = ?");
        selection__number(f, (int64_t)filter->statement);
    }
    if (filter->lang != NULL) {
        buffer_puts(&f->sql, " and t.lang = ?");
        selection__text(f, filter->lang);
    }
    if (filter->gold != LEDGER_GOLD_ANY) {
        buffer_puts(&f->sql, " and ");
        buffer_puts(&f->sql, gold_texts(filter->gold));
        buffer_puts(&f->sql, " and not " GOLD_INHERITS);
    }
}

static int selection__sql(selection *f, const char *match, const char *columns)
{
    bool led = match == NULL && f->filter->statement == 0 && (f->filter->since != 0 || f->filter->until != 0);
    buffer_puts(&f->sql, "select ");
    buffer_puts(&f->sql, columns);
    buffer_puts(&f->sql, match != NULL ? " from words cross join " : led ? " from days d cross join " : " from ");
    buffer_puts(&f->sql, "statements s join texts t on t.id = s.text left join speakers k on k.id = s.speaker "
                         "left join names n on n.id = k.name left join roles r on r.id = k.role where ");
    buffer_puts(&f->sql, match != NULL ? "words match ? and s.id = words.rowid"
                         : led         ? "s.text = d.text and s.day = d.day"
                                       : "1");
    if (match != NULL) selection__text(f, match);
    selection__properties(f);
    selection__days(f, led);
    int error = selection__place(f);
    selection__order(f, match != NULL, led);
    return error;
}

int selection_make(selection *f, ledger *l, arena *a, const ledger_filter *filter, const char *columns)
{
    const char *match;
    f->l = l;
    f->arena = a;
    f->filter = filter;
    f->sql = buffer_new(&l->allocator);
    int error = selection__match(f, &match);
    return error == SELON_OK ? selection__sql(f, match, columns) : error;
}

int selection_match(ledger *l, arena *a, const ledger_filter *filter, const char **out, bool *nothing)
{
    selection f = {.l = l, .arena = a, .filter = filter};
    int error = selection__match(&f, out);
    *nothing = f.nothing;
    return error;
}

int selection_prepare(const selection *f, sqlite3_stmt **out)
{
    ledger *l = f->l;
    *out = NULL;
    if (f->sql.failed) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (sqlite3_prepare_v2(l->db, f->sql.bytes, (int)f->sql.size, out, NULL) != SQLITE_OK) return ledger_fail_sql(l);
    for (int i = 0; i < f->bind_count; i++) {
        if (f->binds[i].text != NULL)
            sql_bind_text(*out, i + 1, f->binds[i].text);
        else
            sqlite3_bind_int64(*out, i + 1, f->binds[i].number);
    }
    return SELON_OK;
}
