/* SPDX-License-Identifier: Apache-2.0
 *
 * salvage.c - see salvage.h.
 *
 * Table by table, row by row (walk.h), in the order in which rows point at each
 * other, and whatever points at a row that was lost is lost, or points at
 * nothing, as the table has it. A text is known to be whole by its hash; of
 * the other rows SQLite says whether their page is one, and what is in them is
 * looked at.
 *
 * What can be made again is not taken: the index, the sketches of texts that
 * are there, who is who. Without a first page SQLite knows no tables at all;
 * but all ledgers of a schema have theirs in the same places, so the first page
 * of a new one is put before the rest, in a copy.
 */
#include "ledger/salvaging.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sha256.h"
#include "ledger/adding.h"
#include "ledger/group.h"
#include "ledger/marks.h"
#include "ledger/walk.h"
#include "ledger/who.h"

#define NOBODY "salvaged"

/* ---- the new one's side ---- */

static int to__prepare(salvaging *g, const char *sql, sqlite3_stmt **out)
{
    return sqlite3_prepare_v2(g->to->db, sql, -1, out, NULL) == SQLITE_OK ? SELON_OK : ledger_fail_sql(g->to);
}

/* Steps; *taken: a row was written. A row that the table refuses (damage that
 * looked like a row) is none. */
static int to__step(salvaging *g, sqlite3_stmt *s, bool *taken)
{
    int code = sqlite3_step(s);
    *taken = code == SQLITE_DONE && sqlite3_changes(g->to->db) > 0;
    int error = code == SQLITE_DONE || code == SQLITE_CONSTRAINT ? SELON_OK : ledger_fail_sql(g->to);
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return error;
}

/* What the values of a row must be like to be taken; NULL: anything. */
typedef bool (*row_check)(salvaging *g, sqlite3_stmt *row);

/* Copies what can be read of a table; `insert` takes the values of `select`, in
 * their order. */
static int copy__table(salvaging *g, const char *select, const char *insert, row_check check, uint64_t *taken)
{
    walk w = walk_begin(g->from, select);
    sqlite3_stmt *s;
    int error = to__prepare(g, insert, &s);
    while (error == SELON_OK && walk_next(&w)) {
        bool good;
        if (check != NULL && !check(g, w.rows)) continue;
        for (int i = 0; i < sqlite3_column_count(w.rows); i++)
            sqlite3_bind_value(s, i + 1, sqlite3_column_value(w.rows, i));
        error = to__step(g, s, &good);
        if (taken != NULL) *taken += good;
    }
    g->count->gaps += w.gaps;
    walk_end(&w);
    sqlite3_finalize(s);
    return error;
}

/* ---- texts ---- */

/* Is it the text that was written? *text is NULL for one that was not kept. */
static bool row__text(salvaging *g, arena *a, sqlite3_stmt *row, int64_t *family, const char **text, size_t *size)
{
    kept_text first = {0};
    uint8_t hash[SHA256_SIZE];
    char *bytes;
    int64_t id = sqlite3_column_int64(row, 0), length = sqlite3_column_int64(row, 3);
    blob body = {sqlite3_column_blob(row, 4), (size_t)sqlite3_column_bytes(row, 4)};
    *family = sqlite3_column_int64(row, 1);
    *text = NULL;
    *size = (size_t)length;
    if (sqlite3_column_bytes(row, 2) != TEXT_HASH_SIZE || length < 0 || length > UINT32_MAX || *family > id)
        return false;
    if (*family != id && ledger_text(g->to, a, *family, &first) != SELON_OK) first = (kept_text){0};
    if (body.bytes == NULL) {
        if (first.id == 0) *family = id;
        return sqlite3_column_type(row, 4) == SQLITE_NULL;
    }
    /* Where the first is not kept it was compressed without it; where that is lost, only what was can be read. */
    if (first.id == 0) *family = id;
    if (body_expand(g->to->squeezer, a, body, *size, first.text, first.size, &bytes) != SELON_OK) return false;
    sha256(bytes, *size, hash);
    *text = bytes;
    return memcmp(hash, sqlite3_column_blob(row, 2), TEXT_HASH_SIZE) == 0;
}

static int text__sketch(salvaging *g, arena *a, int64_t id, const char *text, size_t size)
{
    uint32_t sketch[SKETCH_SIZE];
    shingles all = shingles_of(a, text, size);
    size_t count = all.count >= SHINGLES_LEAST ? shingles_sketch(&all, sketch, SKETCH_SIZE) : 0;
    return sketch_add(g->to, sketch, count, id);
}

/* One text. */
static int copy__text(salvaging *g, sqlite3_stmt *row, sqlite3_stmt *insert)
{
    const char *text;
    int64_t family;
    size_t size;
    bool taken = false;
    arena *a = arena_new(&g->to->allocator, 65536);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return ledger_fail(g->to, SELON_ERROR_MEMORY, "not enough memory");
    }
    int error = SELON_OK;
    if (row__text(g, a, row, &family, &text, &size)) {
        for (int i = 0; i < 7; i++) sqlite3_bind_value(insert, i + 1, sqlite3_column_value(row, i));
        sqlite3_bind_int64(insert, 2, family);
        sqlite3_bind_int64(insert, 8, g->engine);
        error = to__step(g, insert, &taken);
        g->count->texts += taken;
    }
    if (taken && text != NULL && error == SELON_OK)
        error = text__sketch(g, a, sqlite3_column_int64(row, 0), text, size);
    arena_free(a);
    return error;
}

static int copy__texts(salvaging *g)
{
    walk w = walk_begin(g->from,
                        "select id, family, hash, size, body, lang, read_date from texts where id >= ?1 order by id");
    sqlite3_stmt *s;
    int error = to__prepare(g,
                            "insert or ignore into texts (id, family, hash, size, body, lang, read_date, engine) "
                            "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                            &s);
    while (error == SELON_OK && walk_next(&w)) error = copy__text(g, w.rows, s);
    g->count->gaps += w.gaps;
    walk_end(&w);
    sqlite3_finalize(s);
    return error;
}

/* ---- articles ---- */

static int copy__versions(salvaging *g)
{
    walk w = walk_begin(g->from, "select id, article, text, title, author, published, added from versions "
                                 "where id >= ?1 order by id");
    sqlite3_stmt *place = NULL, *insert = NULL, *address = NULL, *told = NULL;
    int error = to__prepare(g, "insert or ignore into articles (id) values (?1)", &place);
    if (error == SELON_OK)
        error = to__prepare(g,
                            "insert or ignore into versions (id, article, text, title, author, published, added) "
                            "select ?1, ?2, t.id, ?4, ?5, ?6, coalesce(?7, '') from texts t where t.id = ?3",
                            &insert);
    if (error == SELON_OK) error = to__prepare(g, "select address from articles where id = ?1", &address);
    if (error == SELON_OK) error = to__prepare(g, "insert or ignore into temp.told values (?1)", &told);
    while (error == SELON_OK && walk_next(&w)) {
        bool kept;
        sqlite3_bind_int64(told, 1, sqlite3_column_int64(w.rows, 0));
        error = to__step(g, told, &kept);
        if (error != SELON_OK || !kept) continue; /* it was there before, in the tables */
        sqlite3_bind_int64(place, 1, sqlite3_column_int64(w.rows, 1));
        error = to__step(g, place, &kept);
        for (int i = 0; i < 7; i++) sqlite3_bind_value(insert, i + 1, sqlite3_column_value(w.rows, i));
        if (error == SELON_OK) error = to__step(g, insert, &kept);
        if (error != SELON_OK) break;
        g->count->versions += kept;
        g->count->lost += !kept;
        sqlite3_bind_int64(address, 1, sqlite3_column_int64(w.rows, 1));
        bool known = sqlite3_step(address) == SQLITE_ROW;
        if (g->tell != NULL)
            g->tell(known ? (const char *)sqlite3_column_text(address, 0) : NULL,
                    (const char *)sqlite3_column_text(w.rows, 3), kept, g->payload);
        sqlite3_reset(address);
    }
    g->count->gaps += w.gaps;
    walk_end(&w);
    sqlite3_finalize(place);
    sqlite3_finalize(insert);
    sqlite3_finalize(address);
    sqlite3_finalize(told);
    return error;
}

/* ---- statements ---- */

/* The size of the text that column 1 of a row names; -1: it is not there. */
static int64_t row__text_size(salvaging *g, sqlite3_stmt *row)
{
    sqlite3_stmt *s = ledger_sql_get(g->to, SQL_TEXT_SIZE);
    if (s == NULL) return -1;
    sqlite3_bind_int64(s, 1, sqlite3_column_int64(row, 1));
    int64_t size = ledger_sql_row(g->to, s) == 1 ? sqlite3_column_int64(s, 0) : -1;
    sqlite3_reset(s);
    return size;
}

static bool row__speaker(salvaging *g, sqlite3_stmt *row)
{
    selon_span *spans;
    uint32_t count;
    int64_t size = row__text_size(g, row);
    arena *a = size >= 0 ? arena_new(&g->to->allocator, 4096) : NULL;
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return false;
    }
    blob b = {sqlite3_column_blob(row, 4), (size_t)sqlite3_column_bytes(row, 4)};
    bool good = spans_unpack(a, b, (size_t)size, &spans, &count);
    arena_free(a);
    return good;
}

static bool row__statement(salvaging *g, sqlite3_stmt *row)
{
    places p;
    int64_t size = row__text_size(g, row);
    arena *a = size >= 0 ? arena_new(&g->to->allocator, 4096) : NULL;
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return false;
    }
    blob b = {sqlite3_column_blob(row, 12), (size_t)sqlite3_column_bytes(row, 12)};
    int type = sqlite3_column_int(row, 3), kind = sqlite3_column_int(row, 4), sure = sqlite3_column_int(row, 6);
    bool good = type >= SELON_DIRECT && type <= SELON_MIXED && kind >= SELON_SAID && kind <= SELON_THOUGHT &&
                sure >= 0 && sure <= 1000 && places_unpack(a, b, (size_t)size, &p) && p.sentence.start < p.sentence.end;
    arena_free(a);
    return good;
}

static int copy__statements(salvaging *g)
{
    int error = copy__table(
        g, "select id, text, name, role, mentions from speakers where id >= ?1 order by id",
        "insert or ignore into speakers (id, text, name, role, mentions) select ?1, t.id, n.id, "
        "(select id from roles where id = ?4), ?5 from texts t, names n where t.id = ?2 and n.id = ?3",
        row__speaker, NULL);
    if (error != SELON_OK) return error;
    return copy__table(
        g,
        "select id, text, speaker, type, kind, negated, confidence, day, day_end, said, parent, key, places "
        "from statements where id >= ?1 order by id",
        "insert or ignore into statements (id, text, speaker, type, kind, negated, confidence, day, day_end, said, "
        "parent, "
        "key, places) select ?1, t.id, (select id from speakers where id = ?3 and text = ?2), ?4, ?5, ?6, ?7, ?8, ?9, "
        "?10, "
        "?11, ?12, ?13 from texts t where t.id = ?2",
        row__statement, &g->count->statements);
}

/* The words of each statement, into the index. */
static int index__statements(salvaging *g)
{
    ledger *l = g->to;
    last_text last = {0};
    sqlite3_stmt *s;
    int row = 0, error = to__prepare(g, "select id from statements order by id", &s);
    while (error == SELON_OK && (row = sqlite3_step(s)) == SQLITE_ROW) {
        entry_words words[5];
        int64_t id = sqlite3_column_int64(s, 0);
        arena *a = arena_new(&l->allocator, 16384);
        if (a == NULL || setjmp(*arena_escape(a)) != 0) {
            if (a != NULL) arena_free(a);
            error = ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
            break;
        }
        error = statement_words(l, a, &last, id, words);
        sqlite3_stmt *add = error == SELON_OK ? ledger_sql_get(l, SQL_WORDS_ADD) : NULL;
        if (add != NULL) {
            sqlite3_bind_int64(add, 1, id);
            for (int i = 0; i < 5; i++) sql_bind_text_size(add, i + 2, words[i].text, words[i].size);
            error = ledger_sql_do(l, add);
        } else if (error == SELON_OK) {
            error = l->error;
        }
        arena_free(a);
    }
    if (error == SELON_OK && row != SQLITE_DONE) error = ledger_fail_sql(l);
    last_text_release(&last);
    sqlite3_finalize(s);
    return error;
}

/* ---- what is left ---- */

/* Ids of rows that were lost are not used again. */
static int copy__sequence(salvaging *g)
{
    sqlite3_stmt *s, *set;
    int error = to__prepare(
        g, "update sqlite_sequence set seq = max(seq, ?2) where name = ?1 and ?2 < 9007199254740992", &set);
    if (error == SELON_OK &&
        sqlite3_prepare_v2(
            g->from, "select name, seq from sqlite_sequence where name in ('statements', 'entities', 'corrections')",
            -1, &s, NULL) == SQLITE_OK) {
        while (error == SELON_OK && sqlite3_step(s) == SQLITE_ROW) {
            bool taken;
            sqlite3_bind_value(set, 1, sqlite3_column_value(s, 0));
            sqlite3_bind_int64(set, 2, sqlite3_column_int64(s, 1));
            error = to__step(g, set, &taken);
        }
        sqlite3_finalize(s);
    }
    sqlite3_finalize(set);
    return error;
}

static int to__mend(salvaging *g)
{
    return ledger_run(
        g->to, "update statements set parent = null where parent not in (select id from statements);"
               "delete from speakers where not exists (select 1 from statements s where s.text = speakers.text "
               "and s.speaker = speakers.id) and not exists (select 1 from overruled o where o.speaker = speakers.id);"
               "delete from articles where not exists (select 1 from versions v where v.article = articles.id);"
               "create temp table placeless as select id, (select coalesce(max(id), 0) from articles) + "
               "row_number() over (order by id) as article from texts where id not in (select text from versions);"
               "insert into articles (id) select article from temp.placeless;"
               "insert into versions (article, text, added) select article, id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now') "
               "from temp.placeless;"
               "drop table temp.placeless;"
               "delete from engines where not exists (select 1 from texts t where t.engine = engines.id);"
               "delete from names where id not in (select name from speakers) "
               "and id not in (select name from variants);"
               "delete from roles where id not in (select role from speakers where role is not null);"
               "delete from outlets where not exists (select 1 from articles a where a.outlet = outlets.id);"
               "insert or ignore into days select distinct day, text from statements where day is not null");
}

/* Rows without an id, as far as they can be read from either end. */
static int copy__pairs(salvaging *g, const char *const selects[2], const char *insert)
{
    sqlite3_stmt *s;
    int error = to__prepare(g, insert, &s), code = SQLITE_CORRUPT;
    for (int i = 0; i < 2 && error == SELON_OK && code != SQLITE_DONE; i++) {
        sqlite3_stmt *rows;
        bool taken;
        code = sqlite3_prepare_v2(g->from, selects[i], -1, &rows, NULL);
        while (error == SELON_OK && rows != NULL && (code = sqlite3_step(rows)) == SQLITE_ROW) {
            for (int k = 0; k < sqlite3_column_count(rows); k++)
                sqlite3_bind_value(s, k + 1, sqlite3_column_value(rows, k));
            error = to__step(g, s, &taken);
        }
        g->count->gaps += code != SQLITE_DONE;
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(s);
    return error;
}

/* Who is who: what people have said about it, and who was which number, which
 * ledger_rejoin() goes by. */
static int copy__entities(salvaging *g)
{
    static const char *const pins[] = {"select hash, name, entity from pins",
                                       "select hash, name, entity from pins order by hash desc, name desc"};
    static const char *const variants[] = {"select speaker, name from variants",
                                           "select speaker, name from variants order by speaker desc, name desc"};
    static const char *const words[] = {
        "select entity, sort, lang, text from authority_words",
        "select entity, sort, lang, text from authority_words order by entity desc, sort desc, lang desc, text desc"};
    int error = copy__table(g, "select id, body from entities where id >= ?1 order by id",
                            "insert or ignore into entities (id, body) values (?1, ?2)", NULL, NULL);
    if (error == SELON_OK)
        error = copy__table(
            g, "select entity, ident from authorities where entity >= ?1 order by entity",
            "insert or ignore into authorities (entity, ident) select e.id, ?2 from entities e where e.id = ?1", NULL,
            NULL);
    if (error == SELON_OK)
        error = copy__table(
            g, "select speaker, entity, day, statements, place from identities where speaker >= ?1 order by speaker",
            "insert or ignore into identities (speaker, entity, day, statements, place) "
            "select k.id, e.id, ?3, ?4, ?5 from speakers k, entities e where k.id = ?1 and e.id = ?2",
            NULL, NULL);
    if (error == SELON_OK)
        error = copy__pairs(g, pins, "insert or ignore into pins (hash, name, entity) values (?1, ?2, ?3)");
    if (error == SELON_OK)
        error = copy__pairs(g, variants,
                            "insert or ignore into variants (speaker, name) select k.id, n.id "
                            "from speakers k, names n where k.id = ?1 and n.id = ?2");
    if (error == SELON_OK)
        error = copy__pairs(g, words,
                            "insert or ignore into authority_words (entity, sort, lang, text) "
                            "select a.entity, ?2, ?3, ?4 from authorities a where a.entity = ?1");
    return error;
}

/* What readers have said, and what the machine says where they say otherwise. */
static int copy__corrections(salvaging *g)
{
    static const char *const checked[] = {"select hash, at, reader from checked",
                                          "select hash, at, reader from checked order by hash desc"};
    int error = copy__table(
        g, "select id, type, kind, negated, name, role, said, places from answers where id >= ?1 order by id",
        "insert or ignore into answers (id, type, kind, negated, name, role, said, places) "
        "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        NULL, NULL);
    if (error == SELON_OK)
        error = copy__table(
            g,
            "select id, hash, statement, sort, fields, was, answer, at, reader, withdrawn from corrections "
            "where id >= ?1 order by id",
            "insert or ignore into corrections (id, hash, statement, sort, fields, was, answer, at, reader, withdrawn) "
            "values (?1, ?2, ?3, ?4, ?5, (select id from answers where id = ?6), "
            "(select id from answers where id = ?7), ?8, ?9, ?10)",
            NULL, NULL);
    if (error == SELON_OK)
        error = copy__pairs(g, checked, "insert or ignore into checked (hash, at, reader) values (?1, ?2, ?3)");
    if (error != SELON_OK) return error;
    return copy__table(
        g,
        "select statement, home, text, speaker, type, kind, negated, confidence, day, day_end, said, parent, key, "
        "places, absent from overruled where statement >= ?1 order by statement",
        "insert or ignore into overruled (statement, home, text, speaker, type, kind, negated, confidence, day, "
        "day_end, said, parent, key, places, absent) select ?1, h.id, (select id from texts where id = ?3), "
        "(select id from speakers where id = ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15 "
        "from texts h where h.id = ?2",
        NULL, NULL);
}

/* A text's mark, if the text is there and was not kept. */
static int sketch__take(uint32_t mark, mark_entry entry, void *payload)
{
    salvaging *g = payload;
    sqlite3_stmt *s = ledger_sql_get(g->to, SQL_TEXT_IS_KEPT);
    if (s == NULL) return g->to->error;
    sqlite3_bind_int64(s, 1, entry.statement);
    int row = ledger_sql_row(g->to, s);
    bool without = row == 1 && sqlite3_column_int(s, 0) == 0;
    if (row == 1) sqlite3_reset(s);
    if (row < 0 || !without) return row < 0 ? row : SELON_OK;
    return marks_add(g->to, MARKS_OF_TEXTS, mark, entry);
}

/* Schemas up to 3 had a table for them. */
static int copy__old_sketches(salvaging *g)
{
    int error = SELON_OK, code = SQLITE_CORRUPT;
    sqlite3_stmt *rows = NULL;
    if (sql_number(g->from, "select count(*) from sqlite_schema where name = 'sketches'") != 1) return SELON_OK;
    if (sqlite3_prepare_v2(g->from, "select hash, text from sketches order by text", -1, &rows, NULL) == SQLITE_OK)
        while (error == SELON_OK && (code = sqlite3_step(rows)) == SQLITE_ROW)
            error = sketch__take(sketch_mark((uint32_t)sqlite3_column_int64(rows, 0)),
                                 (mark_entry){(uint32_t)sqlite3_column_int64(rows, 1), 1}, g);
    g->count->gaps += code != SQLITE_DONE;
    sqlite3_finalize(rows);
    return error;
}

static int copy__sketches(salvaging *g, const char *select, int (*read)(sqlite3_stmt *, mark_take, void *))
{
    int error = SELON_OK;
    walk w = walk_begin(g->from, select);
    while (error == SELON_OK && walk_next(&w)) error = read(w.rows, sketch__take, g);
    g->count->gaps += w.gaps;
    walk_end(&w);
    return error;
}

/* Texts that were not kept have nothing to make these from. */
static int copy__of_textless(salvaging *g)
{
    static const char *const absent[] = {"select statement, text from absent",
                                         "select statement, text from absent order by statement desc, text desc"};
    int error = copy__pairs(
        g, absent,
        "insert or ignore into absent (statement, text) select s.id, t.id from statements s, texts t "
        "where s.id = ?1 and t.id = ?2");
    if (error == SELON_OK) error = copy__old_sketches(g);
    if (error == SELON_OK)
        error = copy__sketches(g, "select bucket, entries from marks where bucket >= max(?1, 65536) order by bucket",
                               marks_read_bucket);
    if (error == SELON_OK)
        error = copy__sketches(g, "select id, entries, form from mark_runs where id >= ?1 and form = 2 order by id",
                               marks_read_run);
    return error;
}

/* Whose texts those are that have been salvaged. */
static int salvage__engine(salvaging *g)
{
    return row_id(g->to, SQL_ENGINE_ID, SQL_ENGINE_ADD, NOBODY, &g->engine);
}

/* Names by their index, which is a copy of them. */
static int copy__names_by_index(salvaging *g)
{
    static const char *const selects[][2] = {
        {"select id, name from outlets indexed by sqlite_autoindex_outlets_1 order by name",
         "select id, name from outlets indexed by sqlite_autoindex_outlets_1 order by name desc"},
        {"select id, name from names indexed by sqlite_autoindex_names_1 order by name",
         "select id, name from names indexed by sqlite_autoindex_names_1 order by name desc"},
        {"select id, name from roles indexed by sqlite_autoindex_roles_1 order by name",
         "select id, name from roles indexed by sqlite_autoindex_roles_1 order by name desc"},
    };
    static const char *const inserts[] = {"insert or ignore into outlets (id, name) values (?1, ?2)",
                                          "insert or ignore into names (id, name) values (?1, ?2)",
                                          "insert or ignore into roles (id, name) values (?1, ?2)"};
    int error = SELON_OK;
    for (int i = 0; i < 3 && error == SELON_OK; i++) error = copy__pairs(g, selects[i], inserts[i]);
    return error;
}

static int salvage__names(salvaging *g)
{
    static const char *const names[][2] = {
        {"select id, name from outlets where id >= ?1 order by id",
         "insert or ignore into outlets (id, name) values (?1, ?2)"},
        {"select id, name from names where id >= ?1 order by id",
         "insert or ignore into names (id, name) values (?1, ?2)"},
        {"select id, name from roles where id >= ?1 order by id",
         "insert or ignore into roles (id, name) values (?1, ?2)"},
    };
    uint64_t gaps = g->count->gaps;
    int error = SELON_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names && error == SELON_OK; i++)
        error = copy__table(g, names[i][0], names[i][1], NULL, NULL);
    return error == SELON_OK && g->count->gaps > gaps ? copy__names_by_index(g) : error;
}

static int salvage__articles(salvaging *g)
{
    return copy__table(g, "select id, address, outlet from articles where id >= ?1 order by id",
                       "insert or ignore into articles (id, address, outlet) values (?1, ?2, "
                       "(select id from outlets where id = ?3))",
                       NULL, NULL);
}

/* All rows but the versions, which tell what is lost. */
static int salvage__rows(salvaging *g)
{
    int error = copy__texts(g);
    if (error == SELON_OK) error = salvage__articles(g);
    return error == SELON_OK ? copy__statements(g) : error;
}

/* ---- all of it ---- */

static int salvage__all(salvaging *g, const char *path, const char *rows)
{
    bool tables_there = g->from != NULL, carved = false;
    int error = salvage__engine(g);
    if (error == SELON_OK) error = ledger_run(g->to, "create temp table told (id integer primary key)");
    if (error == SELON_OK && tables_there) error = salvage__names(g);
    if (error == SELON_OK && tables_there) error = salvage__rows(g);
    if (error == SELON_OK && (g->count->gaps > 0 || !tables_there)) {
        error = salvaging_carve(g, path, rows);
        carved = true;
        if (error == SELON_OK) error = salvaging_from_rows(g, rows, salvage__rows);
    }
    if (error == SELON_OK && tables_there) error = copy__versions(g);
    if (error == SELON_OK && !carved && g->count->gaps > 0) {
        error = salvaging_carve(g, path, rows);
        carved = true;
    }
    if (error == SELON_OK && carved) error = salvaging_from_rows(g, rows, copy__versions);
    if (error == SELON_OK && tables_there) error = copy__of_textless(g);
    if (error == SELON_OK && tables_there) error = copy__entities(g);
    if (error == SELON_OK && tables_there) error = copy__corrections(g);
    if (error == SELON_OK) error = to__mend(g);
    if (error == SELON_OK) error = schema_hashes(g->to);
    if (error == SELON_OK && tables_there) error = copy__sequence(g);
    if (error == SELON_OK) error = ledger_run(g->to, "drop table temp.told");
    if (error == SELON_OK) error = index__statements(g);
    return error == SELON_OK ? group_rebuild(g->to) : error;
}

static int salvage__run(salvaging *g, const char *path, const char *rows, ledger_words *why)
{
    ledger *l = g->to;
    int error = ledger_begin(l);
    if (error == SELON_OK) error = salvage__all(g, path, rows);
    if (error == SELON_OK) {
        int64_t articles = sql_number(l->db, "select count(*) from articles");
        g->count->articles = articles > 0 ? (uint64_t)articles : 0;
        g->count->versions = (uint64_t)sql_number(l->db, "select count(*) from versions");
        error = ledger_commit(l);
        if (error == SELON_OK) error = ledger_rejoin(l); /* a transaction of its own */
    }
    if (error != SELON_OK) {
        *why = l->message;
        ledger_rollback(l);
    }
    return error;
}

int ledger_salvage(ledger *to, const char *path, const char *spare, salvage_tell tell, void *payload,
                   salvage_count *count, ledger_words *why)
{
    salvaging g = {.to = to, .tell = tell, .payload = payload, .count = count};
    *count = (salvage_count){0};
    snprintf(why->text, sizeof why->text, "not enough memory");
    char *rows = malloc(strlen(spare) + 8);
    if (rows == NULL) return SELON_ERROR_MEMORY;
    sprintf(rows, "%s-rows", spare);
    sqlite3_exec(to->db, "pragma wal_checkpoint(truncate)", NULL, NULL, NULL); /* so that the file has its first page */
    int error = salvaging_open(&g, path, spare, why);
    if (error == SELON_OK) error = salvage__run(&g, path, rows, why);
    sqlite3_close(g.from);
    unlink(spare);
    unlink(rows);
    free(rows);
    if (error == SELON_OK && count->texts == 0 && (count->gaps > 0 || count->lost > 0 || g.replaced)) {
        snprintf(why->text, sizeof why->text,
                 count->lost > 0 ? "no text in it can be read" : "nothing of a ledger was found in it");
        return LEDGER_DAMAGED;
    }
    return error;
}
