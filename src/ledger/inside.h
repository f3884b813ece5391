/* SPDX-License-Identifier: Apache-2.0
 *
 * inside.h - a ledger as the files of src/ledger/ see it: the connection, its
 * prepared statements, and short ways to use them.
 *
 * A statement of SQL is prepared once and kept. Values are always bound, never
 * pasted into SQL, and the text of a statement is always a constant of the
 * program, or put together of such.
 */
#ifndef SELON_LEDGER_INSIDE_H
#define SELON_LEDGER_INSIDE_H

#include <sqlite3.h>

#include "base/arena.h"
#include "ledger/body.h"
#include "ledger/ledger.h"
#include "ledger/wording.h"
#include "ledger/words.h"

#define LEDGER_CACHE_KIB "32768"
#define STATEMENT_COLUMNS "text, speaker, type, kind, negated, confidence, day, day_end, said, parent, key, places"

/* A form as the table has it: a + stands for the stem that it begins with. */
#define FORM_SHORT(form, stem) \
    "iif(substr(" form ", 1, length(" stem ")) = " stem ", '+' || substr(" form ", length(" stem ") + 1), " form ")"

/* What corrections ask of it: correction.c, ruling.c. */
#define RULING_SQL(X) \
    X(RULED_TEXT, "select family, hash, read_date from texts where id = ?1") \
    X(RULED_ROWS, "select id, " STATEMENT_COLUMNS " from statements where text = ?1 order by id") \
    X(RULED_ROW, "select id, " STATEMENT_COLUMNS " from statements where id = ?1") \
    X(OVERRULED_OF, "select statement, " STATEMENT_COLUMNS ", absent from overruled where home = ?1 order by 1") \
    X(OVERRULED_DROP, "delete from overruled where home = ?1") \
    X(OVERRULED_ADD, "insert or replace into overruled (home, statement, absent, " STATEMENT_COLUMNS ") " \
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)") \
    X(RULED_ADD, "insert into statements (id, " STATEMENT_COLUMNS ") " \
                 "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)") \
    X(RULED_SET, "update statements set text = ?2, speaker = ?3, type = ?4, kind = ?5, negated = ?6, " \
                 "confidence = ?7, day = ?8, day_end = ?9, said = ?10, parent = ?11, key = ?12, places = ?13 " \
                 "where id = ?1") \
    X(RULED_ORPHANS, "update statements set parent = null where parent = ?1 and text <> ?2") \
    X(RULED_RENAME, "update statements set id = ?2 where id = ?1") \
    X(RULED_RENAME_PARENT, "update statements set parent = ?2 where parent = ?1") \
    X(RULED_RENAME_ABSENT, "update or ignore absent set statement = ?2 where statement = ?1") \
    X(ABSENT_LIST, "select json_group_array(text) from absent where statement = ?1") \
    X(ABSENT_RESTORE, "insert or ignore into absent (statement, text) " \
                      "select ?1, t.id from json_each(?2) j join texts t on t.id = j.value") \
    X(RULED_ACTS, "select c.statement, c.id, c.sort, c.fields, c.withdrawn is not null, a.type, a.kind, a.negated, " \
                  "a.name, a.role, a.said, a.places, w.type, w.kind, w.negated, w.name, w.role, w.said, w.places " \
                  "from corrections c left join answers a on a.id = c.answer left join answers w on w.id = c.was " \
                  "where c.hash = ?1 order by c.statement, c.id") \
    X(CHECK_OF, "select k.at, k.reader from texts t left join checked k on k.hash = t.hash where t.id = ?1") \
    X(STATEMENT_NUMBER, "select max(coalesce((select seq from sqlite_sequence where name = 'statements'), 0), " \
                        "coalesce((select max(statement) from corrections), 0)) + 1") \
    X(CHECKED_GET, "select at, reader from checked where hash = ?1") \
    X(RULED_SPEAKERS, \
      "select k.id, n.name, r.name from speakers k join names n on n.id = k.name " \
      "left join roles r on r.id = k.role where k.text = ?1 and k.id in (select speaker from statements " \
      "where text = ?1 union select speaker from overruled where home = ?1) order by k.id") \
    X(IDENTITY_DROP, "delete from identities where speaker = ?1") \
    X(KEY_TAKEN, "select 1 from statements s where s.key = ?1 and s.id <> ?2 and s.text in (select ?3 union all " \
                 "select id from texts where family = ?3 and family <> id) union all select 1 from overruled o " \
                 "where o.key = ?1 and o.statement <> ?2 and o.home in (select ?3 union all select id from texts " \
                 "where family = ?3 and family <> id) limit 1") \
    X(FAMILY_OVERRULED, "select o.statement, o.key, s.id is null, s.text, s.places from overruled o " \
                        "left join statements s on s.id = o.statement where o.key is not s.key and o.home in " \
                        "(select ?1 union all select id from texts where family = ?1 and family <> id)") \
    X(OVERRULED_ABSENT, "update overruled set absent = json_insert(coalesce(absent, '[]'), '$[#]', ?2) " \
                        "where statement = ?1") \
    X(FAMILY_CORRECTED, \
      "select t.id from texts t where t.id in (select ?1 union all select id from texts " \
      "where family = ?1 and family <> id) and (exists (select 1 from corrections c " \
      "where c.hash = t.hash) or exists (select 1 from checked k where k.hash = t.hash)) order by 1") \
    X(STATEMENT_LAST, "select coalesce((select seq from sqlite_sequence where name = 'statements'), 0)") \
    X(ANSWER_ADD, "insert into answers (type, kind, negated, name, role, said, places) " \
                  "values (?1, ?2, ?3, ?4, ?5, ?6, ?7)") \
    X(CORRECTION_ADD, "insert into corrections (hash, statement, sort, fields, was, answer, at, reader) " \
                      "values ((select hash from texts where id = ?1), ?2, ?3, ?4, ?5, ?6, " \
                      "strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?7)") \
    X(CORRECTION_GET, "select t.id, c.withdrawn is not null, c.sort from corrections c left join texts t " \
                      "on t.hash = c.hash where c.id = ?1") \
    X(CORRECTION_WITHDRAW, "update corrections set withdrawn = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') where id = ?1") \
    X(CHECK_ADD, "insert or replace into checked (hash, at, reader) " \
                 "values ((select hash from texts where id = ?1), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?2)") \
    X(CHECK_DROP, "delete from checked where hash = (select hash from texts where id = ?1)") \
    X(CHECKS_WITHDRAW, "update corrections set withdrawn = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') where sort = ?2 " \
                       "and withdrawn is null and hash = (select hash from texts where id = ?1)") \
    X(TEXT_AT, "select v.text from hashes h cross join articles a on a.id = h.id join versions v on v.article = a.id " \
               "where h.hash = ?2 and a.address = ?1 order by v.id desc limit 1")

/* X(NAME, "sql"): what adding and reading ask of the file. A statement that writes several rows and may stop at one of
 * them, as one of several values or with a trigger, begins a savepoint, for which FTS5 writes all that it has gathered:
 * what is done for each statement or speaker writes one row. */
#define LEDGER_SQL(X) \
    X(BEGIN, "begin immediate") \
    X(COMMIT, "commit") \
    X(ROLLBACK, "rollback") \
    X(TEXT_BY_HASH, "select id from texts where hash = ?1") \
    X(TEXT_GET, "select family, size, body, lang from texts where id = ?1") \
    X(TEXT_ADD, "insert into texts (family, hash, size, body, lang, read_date, engine) " \
                "values (coalesce(?1, (select coalesce(max(id), 0) + 1 from texts)), ?2, ?3, ?4, ?5, ?6, ?7)") \
    X(ARTICLE_BY_ADDRESS, "select a.id from hashes h cross join articles a on a.id = h.id " \
                          "where h.hash = ?2 and a.address = ?1") \
    X(ARTICLE_ADD, "insert into articles (address, outlet) values (?1, ?2)") \
    X(ARTICLE_SET_OUTLET, "update articles set outlet = ?2 where id = ?1 and outlet is null") \
    X(VERSION_WITH_TEXT, "select 1 from versions where article = ?1 and text = ?2 and title is ?3") \
    X(VERSION_LAST_TEXT, "select text from versions where article = ?1 order by id desc limit 1") \
    X(VERSION_IN_OUTLET, "select v.article from versions v join articles a on a.id = v.article " \
                         "where v.text = ?1 and (?2 is null or a.outlet is ?2) limit 1") \
    X(VERSION_ADD, "insert into versions (article, text, title, author, published, added) " \
                   "values (?1, ?2, ?3, ?4, ?5, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))") \
    X(FAMILY_STATEMENTS, "select id, key from statements where text = ?1 union all select s.id, s.key from texts t " \
                         "join statements s on s.text = t.id where t.family = ?1 and t.family <> t.id") \
    X(DAY_ADD, "insert or ignore into days (day, text) values (?1, ?2)") \
    X(ABSENT_ADD, "insert or ignore into absent (statement, text) values (?1, ?2)") \
    X(OUTLET_ID, "select id from outlets where name = ?1") \
    X(OUTLET_ADD, "insert into outlets (name) values (?1)") \
    X(HASH_ADD, "insert or ignore into hashes (hash, id) values (?1, ?2)") \
    X(NAME_ID, "select n.id from hashes h cross join names n on n.id = h.id where h.hash = ?2 and n.name = ?1") \
    X(NAME_ADD, "insert into names (name) values (?1)") \
    X(ROLE_ID, "select r.id from hashes h cross join roles r on r.id = h.id where h.hash = ?2 and r.name = ?1") \
    X(ROLE_ADD, "insert into roles (name) values (?1)") \
    X(ENGINE_ID, "select id from engines where name = ?1") \
    X(ENGINE_ADD, "insert into engines (name) values (?1)") \
    X(SPEAKER_ADD, "insert into speakers (text, name, role, mentions) values (?1, ?2, ?3, ?4)") \
    X(STATEMENT_ADD, "insert into statements (id, " STATEMENT_COLUMNS ") " \
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)") \
    X(WORDS_ADD, "insert into words (rowid, content, who, role, addressee, via) values (?1, ?2, ?3, ?4, ?5, ?6)") \
    X(FORM_ADD, "insert or ignore into forms (form, lang, stem, irregular) " \
                "values (iif(?4, ?1, " FORM_SHORT("?1", "?3") "), ?2, ?3, ?4)") \
    X(STEMS_OF_FORM, "select stem from forms where form = ?1 and irregular <> 0 and (?2 is null or lang = ?2)") \
    X(FORM_HAS, "select stem from forms where stem = ?1 and lang = ?2 and form in (?3, " FORM_SHORT("?3", "?1") ")") \
    X(FORMS_OF_STEM, "select iif(substr(form, 1, 1) = '+', stem || substr(form, 2), form) from forms " \
                     "where stem = ?1 and (?2 is null or lang = ?2)") \
    X(LANGUAGES, "select lang from languages where ?1 is null or lang = ?1") \
    X(LANGUAGE_ADD, "insert or ignore into languages (lang) values (?1)") \
    X(OUTLETS, "select id, name from outlets") \
    X(APPEARANCES, "select a.address, o.name, v.title, v.author, v.published, v.added, " \
                   "v.id = (select max(id) from versions where article = v.article), x.id, a.id " \
                   "from texts x join versions v on v.text = x.id join articles a on a.id = v.article " \
                   "left join outlets o on o.id = a.outlet where x.id in (select ?1 union all select id from texts " \
                   "where family = ?1 and family <> id) and x.id >= ?2 and not exists (select 1 from absent z " \
                   "where z.statement = ?3 and z.text = x.id) order by v.published is null, v.published, v.id") \
    X(FAMILY_OUTLETS, "select x.id, a.outlet from texts x join versions v on v.text = x.id join articles a " \
                      "on a.id = v.article where a.outlet is not null and x.id in (select ?1 union all " \
                      "select id from texts where family = ?1 and family <> id) group by 1, 2 order by 1") \
    X(ABSENT_OF, "select text from absent where statement = ?1") \
    X(SPEAKER_GET, "select n.name, r.name, k.mentions from speakers k join names n on n.id = k.name " \
                   "left join roles r on r.id = k.role where k.id = ?1") \
    X(NAME_GET, "select name from names where id = ?1") \
    X(ENTITY_NAME, "select n.name from traits t join names n on n.id = t.value where t.entity = ?1 and t.sort = 0 " \
                   "order by t.statements desc, t.value limit 1") \
    X(OUTLET_GET, "select name from outlets where id = ?1") \
    X(FAMILY_NEXT, "select id from texts where id > ?1 and family = id order by id limit 1") \
    X(FAMILY_TEXTS, "select t.id, t.lang, e.name, t.body is not null from texts t join engines e on e.id = t.engine " \
                    "where t.id in (select ?1 union all select id from texts where family = ?1 and family <> id) " \
                    "order by t.id") \
    X(TEXT_IS_KEPT, "select body is not null from texts where id = ?1") \
    X(TEXT_SIZE, "select size from texts where id = ?1") \
    X(TEXT_DATE, "select read_date from texts where id = ?1") \
    X(TEXT_READ, "update texts set engine = ?2, lang = coalesce(?3, lang) where id = ?1") \
    X(OLD_STATEMENTS, "select id, key, text, speaker, places from statements where text = ?1") \
    X(ABSENT_DROP, "delete from absent where statement = ?1") \
    X(SPEAKER_OF, "select k.id, n.name, r.name, k.mentions from speakers k join names n on n.id = k.name " \
                  "left join roles r on r.id = k.role where k.id = ?1 and k.text = ?2") \
    X(SPEAKER_DROP, "delete from speakers where id = ?1 and text = ?2") \
    X(STATEMENT_WORDS, "select s.text, s.places, n.name, r.name from statements s left join speakers k " \
                       "on k.id = s.speaker left join names n on n.id = k.name left join roles r on r.id = k.role " \
                       "where s.id = ?1") \
    X(STATEMENT_SET, "update statements set text = ?1, type = ?2, kind = ?3, negated = ?4, confidence = ?5, " \
                     "day = ?6, day_end = ?7, said = ?8, key = ?9, places = ?10 where id = ?11 and " \
                     "(text, type, kind, negated, confidence, day, day_end, said, key, places) is not " \
                     "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)") \
    X(STATEMENT_TIE, "update statements set speaker = ?2, parent = ?3 where id = ?1 and " \
                     "(speaker, parent) is not (?2, ?3)") \
    X(STATEMENT_DROP, "delete from statements where id = ?1") \
    X(WORDS_DROP, "insert into words (words, rowid, content, who, role, addressee, via) " \
                  "values ('delete', ?1, ?2, ?3, ?4, ?5, ?6)") \
    X(UTTERANCE, "select s.text, s.type, s.places, n.name, t.size, t.body is not null from statements s " \
                 "join texts t on t.id = s.text left join speakers k on k.id = s.speaker " \
                 "left join names n on n.id = k.name where s.id = ?1") \
    X(UTTERANCE_HOLES, "select places from statements where +text = ?1 and parent = ?2") \
    X(MARKS_GET, "select entries from marks where bucket = ?1") \
    X(MARKS_ANY, "select 1 from marks where bucket >= ?1 and bucket < ?1 + 65536 limit 1") \
    X(MARKS_SET, "update marks set entries = ?2 where bucket = ?1") \
    X(MARKS_APPEND, "insert into marks (bucket, entries) values (?1, ?2) on conflict (bucket) do update " \
                    "set entries = cast(entries || excluded.entries as blob)") \
    X(MARK_RUNS, "select id, entries, form from mark_runs where (form = 2) = ?1 order by id") \
    X(MARK_RUNS_DROP, "delete from mark_runs where (form = 2) = ?1") \
    X(MARK_RUN_ADD, "insert into mark_runs (entries, form) values (?1, ?2)") \
    X(DATA_VERSION, "pragma data_version") \
    X(LINK_ADD, "insert into links (one, other, changes) values (?1, ?2, ?3) on conflict (one, other) do update " \
                "set changes = excluded.changes") \
    X(LINKS_REMOVE, "delete from links where one = ?1 or other = ?1") \
    X(GROUP_OF, "select leader from grouped where statement = ?1") \
    X(GROUP_SET, "insert into grouped (statement, leader) values (?1, ?2) on conflict (statement) do update " \
                 "set leader = excluded.leader") \
    X(GROUP_MERGE, "update grouped set leader = ?1 where leader = ?2") \
    X(GROUP_MEMBERS, "select statement from grouped where leader = ?1 order by statement") \
    X(GROUP_CLEAR, "delete from grouped where leader = ?1") \
    X(GROUPS, "select leader from grouped group by leader order by count(*) desc, min(statement)") \
    X(GROUPS_CHANGED, "select leader from grouped where leader in (select g.leader from links k join grouped g " \
                      "on g.statement = k.one where k.changes > 0) group by leader " \
                      "order by count(*) desc, min(statement)") \
    X(LINKS_CHANGED, "select other from links where one = ?1 and changes > 0 union all " \
                     "select one from links where other = ?1 and changes > 0") \
    X(LINKS_OF, "select other, changes from links where one = ?1 union all " \
                "select one, changes from links where other = ?1") \
    X(MEMBER, "select s.text, t.family, s.type, s.day, n.name, r.name, t.lang from statements s " \
              "join texts t on t.id = s.text left join speakers k on k.id = s.speaker " \
              "left join names n on n.id = k.name left join roles r on r.id = k.role where s.id = ?1") \
    X(TEXT_STATEMENTS, "select id from statements where text = ?1 order by id") \
    X(TEXT_NEXT, "select id from texts where id > ?1 order by id limit 1") \
    X(FETCHED_GET, "select etag, modified, mark from fetched where address = ?1") \
    X(FETCHED_PUT, "insert or replace into fetched (address, etag, modified, mark, at) " \
                   "values (?1, ?2, ?3, ?4, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))") \
    X(COUNT, "select (select count(*) from articles), (select count(*) from versions), " \
             "(select count(*) from texts), (select count(*) from statements)") \
    RULING_SQL(X)

typedef enum ledger_sql {
#define X(name, sql) SQL_##name,
    LEDGER_SQL(X)
#undef X
        SQL_COUNT_OF
} ledger_sql;

struct joiner;       /* entity.h */
struct recent_texts; /* below */
struct mark_store;   /* mark_store.c */
struct recent_wordings;
struct recent_rows; /* below */

struct ledger {
    sqlite3 *db;
    sqlite3_stmt *sql[SQL_COUNT_OF];
    selon_allocator allocator;
    bool write;
    int wait_ms;      /* for another writer */
    int64_t pages;    /* when it was opened, or tidied up: tidy.c */
    int64_t version;  /* of the file, at the last transaction: another program changes it */
    unsigned readers; /* that share the open read transaction */
    squeezer *squeezer;
    stemmers *stemmers;
    wordings *wordings; /* NULL until statements are compared */
    /* Hashes of rows that `forms` is known to have: an open-addressed set. */
    uint64_t *known_forms;
    size_t known_count;
    struct joiner *joiner;       /* NULL until it is needed */
    struct recent_texts *recent; /* NULL until it is needed */
    struct recent_wordings *recent_wordings;
    struct recent_rows *recent_rows;
    struct mark_store *mark_stores[2]; /* by mark_kind; NULL: nothing is known */
    ledger_words message;
    int error; /* that the message is about */
};

/* Writes ledger_message(); returns `error`. */
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
int ledger_fail(ledger *l, int error, const char *format, ...);

/* What SQLite says last, as one of our errors, with its message set. */
int ledger_fail_sql(ledger *l);

/* The prepared statement, reset and without values; NULL after a failure. */
sqlite3_stmt *ledger_sql_get(ledger *l, ledger_sql which);

/* Steps a statement that returns no row, and resets it. */
int ledger_sql_do(ledger *l, sqlite3_stmt *s);

/* Steps to the next row: 1, or 0 at the end (reset then), or an error (too). */
int ledger_sql_row(ledger *l, sqlite3_stmt *s);

/* Binding, and reading; NULL is null. What is bound lives until the reset. */
void sql_bind_text(sqlite3_stmt *s, int at, const char *text);
void sql_bind_text_size(sqlite3_stmt *s, int at, const char *text, size_t size);
void sql_bind_id(sqlite3_stmt *s, int at, int64_t id); /* 0 is null */

/* Runs constant SQL that returns nothing. */
int ledger_run(ledger *l, const char *sql);

/* The one number that constant SQL gives. */
int ledger_number(ledger *l, const char *sql, int64_t *out);

/* The URI that opens a file as one that nobody changes, which needs no other
 * files beside it; for sqlite3_free(). NULL without memory, and while a log of
 * changes lies beside it. */
char *ledger_unchanging(const char *path);

/* What is read in between is the ledger as it was at the beginning. Several may
 * be within each other; within a transaction for writing they are part of it. */
int ledger_begin_reading(ledger *l);
void ledger_end_reading(ledger *l);

/* The text with this id, expanded into the arena. *out is NULL where the ledger
 * does not keep it. */
typedef struct kept_text {
    const char *text;
    size_t size;
    int64_t id, family;
    const char *lang;
} kept_text;
int ledger_text(ledger *l, arena *a, int64_t id, kept_text *out);

/* The text that was asked for last, kept: statements of one text mostly come
 * one after another, and a text with very many of them is expanded once. */
typedef struct last_text {
    arena *arena;
    kept_text text;
} last_text;
int last_text_get(ledger *l, last_text *t, int64_t id);
void last_text_release(last_text *t);

/* ---- recent.c ---- */

/* The same as ledger_text(), for those who come back to few texts again and again:
 * those asked for last stay expanded. Borrowed until the next call. */
int recent_texts_get(ledger *l, arena *a, int64_t id, kept_text *out);
void recent_texts_free(ledger *l);

/* ---- recent_rows.c ---- */

/* The id of a row that is known by its name, if it was asked for lately; 0: not known.
 * `sort`: the query that finds such rows. */
int64_t recent_row_get(const ledger *l, ledger_sql sort, const char *name);
void recent_row_keep(ledger *l, ledger_sql sort, const char *name, int64_t id);
void recent_rows_free(ledger *l);

/* ---- rows.c ---- */

/* Of what a string is: names, roles and addresses are found by hashes of 24 bits, in the table `hashes`. */
typedef enum row_sort { ROW_NAME = 1, ROW_ROLE, ROW_ADDRESS } row_sort;
int64_t row_hash(row_sort sort, const char *string);

/* Notes that the row with this id has the string. */
int row_note(ledger *l, row_sort sort, const char *string, int64_t id);

/* The id of the row with this name, made if there is none. `find`: SQL_NAME_ID, SQL_ROLE_ID, SQL_OUTLET_ID or
 * SQL_ENGINE_ID. */
int row_id(ledger *l, ledger_sql find, ledger_sql add, const char *name, int64_t *out);

/* Notes that there are texts in a language; NULL: in none. */
int row_language(ledger *l, const char *lang);

/* ---- find.c ---- */

/* Where a statement of a text of this family stands, first published first. */
int ledger_appearances(ledger *l, arena *a, int64_t statement, int64_t family, int64_t text,
                       const ledger_appearance **out, size_t *count);

/* ---- schema.c ---- */

/* Makes or updates the tables, in the transaction that is open. */
int schema_make(ledger *l, int from);
/* Fills `hashes` and `languages` from the tables. */
int schema_hashes(ledger *l);
int schema_version(void);

/* Does something in an arena, which may jump, and in a transaction: one of its own, or the one that somebody has begun.
 * A failure undoes all of it. */
typedef int (*ledger_task)(ledger *l, arena *a, void *payload);
int ledger_work(ledger *l, ledger_task task, void *payload);

#endif
