/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger.c - opening and closing, and what goes wrong.
 *
 * Who opens a file must know first that it is a ledger: SQLite's header has a
 * place for the kind of file (application_id) and one for the schema's version
 * (user_version). A file without bytes, or a database without tables, becomes a
 * ledger if we may write; whatever else is not ours is left as it is.
 *
 * Commits wait until the disk has them (synchronous = FULL): an article that
 * was reported as added survives the machine's going out, not only ours.
 */
#include "ledger/ledger.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/entity.h"
#include "ledger/group.h"
#include "ledger/inside.h"
#include "ledger/marks.h"

#define APPLICATION_ID 0x53656C6E /* "Seln" */

/* ---- what went wrong ---- */

int ledger_fail(ledger *l, int error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(l->message.text, sizeof l->message.text, format, arguments);
    va_end(arguments);
    return l->error = error;
}

int ledger_fail_sql(ledger *l)
{
    int code = sqlite3_errcode(l->db), extended = sqlite3_extended_errcode(l->db);
    switch (code) {
    case SQLITE_NOMEM: return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ledger_fail(l, LEDGER_BUSY, "another program is writing to it; try again when it is done");
    case SQLITE_FULL: return ledger_fail(l, LEDGER_FULL, "the disk is full; make room and run it again");
    case SQLITE_READONLY:
        return ledger_fail(l, LEDGER_READ_ONLY,
                           l->write ? "it may not be written to"
                                    : "has changes beside it (-wal) that only who may write there can read");
    case SQLITE_NOTADB: return ledger_fail(l, LEDGER_FOREIGN, "is no ledger; it was left as it is");
    case SQLITE_CORRUPT: return ledger_fail(l, LEDGER_DAMAGED, "is damaged (%s)", sqlite3_errmsg(l->db));
    case SQLITE_CANTOPEN:
        return ledger_fail(l, SELON_ERROR_IO, "cannot be opened: %s", strerror(sqlite3_system_errno(l->db)));
    case SQLITE_IOERR:
        return extended == SQLITE_IOERR_NOMEM
                   ? ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory")
                   : ledger_fail(l, SELON_ERROR_IO, "cannot be read or written (%s)", sqlite3_errstr(extended));
    case SQLITE_ERROR: /* a table that is not there: an unreleased version's, or somebody has dropped it */
        return ledger_fail(l, LEDGER_DAMAGED,
                           "has not this version's tables (%s); selon salvage makes a whole one of it",
                           sqlite3_errmsg(l->db));
    default: return ledger_fail(l, SELON_ERROR_IO, "%s", sqlite3_errmsg(l->db));
    }
}

const char *ledger_message(const ledger *l)
{
    return l->message.text;
}

/* ---- SQL ---- */

sqlite3_stmt *ledger_sql_get(ledger *l, ledger_sql which)
{
    static const char *const texts[SQL_COUNT_OF] = {
#define X(name, sql) sql,
        LEDGER_SQL(X)
#undef X
    };
    if (l->sql[which] == NULL &&
        sqlite3_prepare_v3(l->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, &l->sql[which], NULL) != SQLITE_OK) {
        ledger_fail_sql(l);
        return NULL;
    }
    return l->sql[which];
}

int ledger_sql_row(ledger *l, sqlite3_stmt *s)
{
    int code = sqlite3_step(s), error = SELON_OK;
    if (code == SQLITE_ROW) return 1;
    if (code != SQLITE_DONE) error = ledger_fail_sql(l);
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return error;
}

int ledger_sql_do(ledger *l, sqlite3_stmt *s)
{
    int row = ledger_sql_row(l, s);
    if (row == 1) {
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    return row < 0 ? row : SELON_OK;
}

void sql_bind_text_size(sqlite3_stmt *s, int at, const char *text, size_t size)
{
    if (text == NULL)
        sqlite3_bind_null(s, at);
    else
        sqlite3_bind_text64(s, at, text, size, SQLITE_STATIC, SQLITE_UTF8);
}

void sql_bind_text(sqlite3_stmt *s, int at, const char *text)
{
    sql_bind_text_size(s, at, text, text != NULL ? strlen(text) : 0);
}

void sql_bind_id(sqlite3_stmt *s, int at, int64_t id)
{
    if (id == 0)
        sqlite3_bind_null(s, at);
    else
        sqlite3_bind_int64(s, at, id);
}

int ledger_run(ledger *l, const char *sql)
{
    return sqlite3_exec(l->db, sql, NULL, NULL, NULL) == SQLITE_OK ? SELON_OK : ledger_fail_sql(l);
}

int ledger_number(ledger *l, const char *sql, int64_t *out)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(l->db, sql, -1, &s, NULL) != SQLITE_OK) return ledger_fail_sql(l);
    int row = ledger_sql_row(l, s);
    if (row == 1) *out = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return row < 0 ? row : SELON_OK;
}

/* ---- opening ---- */

char *ledger_unchanging(const char *path)
{
    static const char hex[] = "0123456789ABCDEF";
    struct stat log;
    char *name = sqlite3_malloc64(strlen(path) * 3 + 32);
    if (name == NULL) return NULL;
    sprintf(name, "%s-wal", path);
    if (stat(name, &log) == 0 && log.st_size > 0) {
        sqlite3_free(name);
        return NULL;
    }
    size_t size = (size_t)sprintf(name, "file:");
    for (const char *c = path; *c != '\0'; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '/';
        if (plain) {
            name[size++] = *c;
        } else {
            name[size++] = '%';
            name[size++] = hex[(unsigned char)*c >> 4];
            name[size++] = hex[(unsigned char)*c & 15];
        }
    }
    strcpy(name + size, "?immutable=1");
    return name;
}

static int ledger__connect(ledger *l, const char *path, const ledger_options *o, int uri)
{
    int flags = !o->write   ? SQLITE_OPEN_READONLY
                : o->create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                            : SQLITE_OPEN_READWRITE;
    /* A ledger is one thread's at a time, so SQLite need not lock what it does. */
    int code = sqlite3_open_v2(path, &l->db, flags | uri | SQLITE_OPEN_NOMUTEX, o->vfs);
    if (l->db == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (code != SQLITE_OK) {
        if (sqlite3_system_errno(l->db) == ENOENT && !o->create)
            return ledger_fail(l, LEDGER_MISSING, "there is no such ledger");
        return ledger_fail_sql(l);
    }
    l->wait_ms = (int)(o->wait_ms < INT32_MAX ? o->wait_ms : INT32_MAX);
    sqlite3_busy_timeout(l->db, l->wait_ms);
    sqlite3_db_config(l->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(l->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return ledger_run(l, "pragma cell_size_check = on; pragma synchronous = full;"
                         "pragma page_size = 16384;"         /* of a new one: texts fill large pages better */
                         "pragma wal_autocheckpoint = 4096;" /* pages: those that change often are copied once */
                         "pragma cache_size = -" LEDGER_CACHE_KIB);
}

/* Makes the tables, unless another program has done so while we waited. */
static int ledger__make(ledger *l)
{
    int64_t version = 0;
    int error = ledger_run(l, "begin immediate");
    if (error != SELON_OK) return error;
    error = ledger_number(l, "pragma user_version", &version);
    if (error == SELON_OK && version < schema_version()) {
        error = schema_make(l, (int)version);
        if (error == SELON_OK) error = ledger_run(l, "pragma application_id = 1399155822");
    }
    if (error == SELON_OK) error = ledger_run(l, "commit");
    if (error != SELON_OK) sqlite3_exec(l->db, "rollback", NULL, NULL, NULL);
    return error;
}

_Static_assert(APPLICATION_ID == 1399155822, "the pragma in ledger__make");

/* Is it a ledger that this program understands, or to become one? */
static int ledger__look(ledger *l, const ledger_options *o)
{
    int64_t application = 0, version = 0, tables = 0;
    int error = ledger_number(l, "pragma application_id", &application);
    if (error == SELON_OK) error = ledger_number(l, "pragma user_version", &version);
    if (error == SELON_OK) error = ledger_number(l, "select count(*) from sqlite_schema", &tables);
    if (error != SELON_OK) return error;
    bool fresh = application == 0 && version == 0 && tables == 0;
    if (!fresh && application != APPLICATION_ID)
        return ledger_fail(l, LEDGER_FOREIGN, "is another program's database; it was left as it is");
    if (version > schema_version())
        return ledger_fail(l, LEDGER_NEWER, "was written by a newer version of Selon (schema %d, this one knows %d)",
                           (int)version, schema_version());
    if (version == schema_version()) return SELON_OK;
    if (!o->write)
        return fresh ? ledger_fail(l, LEDGER_FOREIGN, "is no ledger: it is empty")
                     : ledger_fail(l, LEDGER_READ_ONLY, "has an older schema; add to it once to bring it up to date");
    if (fresh && !o->create) return ledger_fail(l, LEDGER_FOREIGN, "is no ledger: it is empty");
    error = ledger_run(l, "pragma journal_mode = wal");
    if (error == SELON_OK) error = ledger__make(l);
    if (error == SELON_OK && fresh) sqlite3_exec(l->db, "vacuum", NULL, NULL, NULL); /* tidy.c; it may fail */
    return error;
}

/* A folder would be a disk that fails, and a pipe would be waited for. */
static int ledger__look_at_path(ledger *l, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) return SELON_OK;
    return ledger_fail(l, SELON_ERROR_IO, S_ISDIR(st.st_mode) ? "is a folder, no ledger" : "is no file, so no ledger");
}

static int ledger__reach(ledger *l, const char *path, const ledger_options *o, int uri)
{
    int error = ledger__connect(l, path, o, uri);
    return error == SELON_OK ? ledger__look(l, o) : error;
}

/* Readers, too, need files beside the ledger: whoever reads tells writers so.
 * Where we may make none, as on a read-only disk, it is read as one that nobody
 * changes. */
static int ledger__reach_readonly(ledger *l, const char *path, const ledger_options *o)
{
    int code = sqlite3_errcode(l->db);
    if (code != SQLITE_READONLY && code != SQLITE_CANTOPEN) return l->error;
    char *uri = ledger_unchanging(path);
    if (uri == NULL) return l->error;
    sqlite3_close(l->db);
    l->db = NULL;
    int error = ledger__reach(l, uri, o, SQLITE_OPEN_URI);
    sqlite3_free(uri);
    return error;
}

int ledger_open(ledger **out, const char *path, const ledger_options *options, ledger_words *why)
{
    *out = NULL;
    if (why != NULL) strcpy(why->text, "not enough memory");
    selon_allocator allocator = options->allocator != NULL ? *options->allocator : allocator_default();
    ledger *l = allocator.allocate(sizeof *l, allocator.payload);
    if (l == NULL) return SELON_ERROR_MEMORY;
    *l = (ledger){.allocator = allocator};
    l->write = options->write;
    int error = ledger__look_at_path(l, path);
    if (error == SELON_OK) error = ledger__reach(l, path, options, 0);
    if (error != SELON_OK && !l->write && l->db != NULL) error = ledger__reach_readonly(l, path, options);
    if (error == SELON_OK && l->write) error = ledger_number(l, "pragma page_count", &l->pages);
    if (error == SELON_OK && l->stemmers == NULL) l->stemmers = stemmers_new(); /* a step of the schema may have */
    if (error == SELON_OK && ((l->squeezer = squeezer_new()) == NULL || l->stemmers == NULL))
        error = ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (error != SELON_OK) {
        if (why != NULL) *why = l->message;
        ledger_close(l);
        return error;
    }
    *out = l;
    return SELON_OK;
}

/* The id of a text that is gone may be another's; what was known of `forms` may
 * have gone with the rest. */
static void ledger__forget(ledger *l)
{
    known_forget(l);
    marks_forget(l);
    recent_texts_free(l);
    recent_wordings_free(l);
    recent_rows_free(l);
    if (l->known_forms != NULL) l->allocator.release(l->known_forms, l->allocator.payload);
    l->known_forms = NULL;
    l->known_count = 0;
}

void ledger_close(ledger *l)
{
    if (l == NULL) return;
    for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_finalize(l->sql[i]);
    ledger__forget(l);
    joiner_free(l);
    sqlite3_close(l->db);
    squeezer_free(l->squeezer);
    wordings_free(l->wordings);
    stemmers_free(l->stemmers);
    selon_allocator allocator = l->allocator;
    allocator.release(l, allocator.payload);
}

int ledger_schema(void)
{
    return schema_version();
}

/* ---- transactions ---- */

static int ledger__do(ledger *l, ledger_sql which)
{
    sqlite3_stmt *s = ledger_sql_get(l, which);
    return s != NULL ? ledger_sql_do(l, s) : l->error;
}

/* What is remembered of the tables holds as long as no other program has changed them. */
static int ledger__remember(ledger *l)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_DATA_VERSION);
    int row = s != NULL ? ledger_sql_row(l, s) : l->error;
    if (row < 0) return row;
    int64_t version = sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    if (l->version != version) ledger__forget(l);
    l->version = version;
    return SELON_OK;
}

int ledger_begin(ledger *l)
{
    if (!l->write) return ledger_fail(l, LEDGER_READ_ONLY, "was opened for reading only");
    if (l->readers > 0) return ledger_fail(l, SELON_ERROR_ARGUMENT, "is being read; close the cursor first");
    int error = ledger__do(l, SQL_BEGIN);
    return error == SELON_OK ? ledger__remember(l) : error;
}

int ledger_commit(ledger *l)
{
    int error = marks_commit(l);
    return error == SELON_OK ? ledger__do(l, SQL_COMMIT) : error;
}

void ledger_rollback(ledger *l)
{
    ledger_words message = l->message;
    for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_reset(l->sql[i]);
    joiner_reset(l);
    if (!sqlite3_get_autocommit(l->db)) ledger__do(l, SQL_ROLLBACK); /* some failures have undone it already */
    ledger__forget(l);
    l->message = message;
}

int ledger_work(ledger *l, ledger_task task, void *payload)
{
    bool own = sqlite3_get_autocommit(l->db) != 0; /* else somebody has begun who will commit */
    int error = own ? ledger_begin(l) : SELON_OK;
    if (error != SELON_OK) return error;
    arena *a = arena_new(&l->allocator, 65536);
    if (a == NULL || setjmp(*arena_escape(a)) != 0)
        error = ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    else
        error = task(l, a, payload);
    if (error == SELON_OK && own) error = ledger_commit(l);
    if (error != SELON_OK) ledger_rollback(l);
    if (a != NULL) arena_free(a);
    return error;
}

int ledger_begin_reading(ledger *l)
{
    bool alone = l->readers == 0 && sqlite3_get_autocommit(l->db) != 0; /* else it is within a transaction already */
    int error = alone ? ledger_run(l, "begin") : SELON_OK;
    if (error == SELON_OK && (alone || l->readers > 0)) l->readers++;
    return error;
}

void ledger_end_reading(ledger *l)
{
    if (l->readers == 0 || --l->readers > 0) return;
    ledger_words message = l->message;
    for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_reset(l->sql[i]);
    if (!sqlite3_get_autocommit(l->db)) sqlite3_exec(l->db, "rollback", NULL, NULL, NULL); /* nothing was written */
    l->message = message;
}

int ledger_count(ledger *l, ledger_totals *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_COUNT);
    if (s == NULL) return l->error;
    int row = ledger_sql_row(l, s);
    if (row < 0) return row;
    out->articles = (uint64_t)sqlite3_column_int64(s, 0);
    out->versions = (uint64_t)sqlite3_column_int64(s, 1);
    out->texts = (uint64_t)sqlite3_column_int64(s, 2);
    out->statements = (uint64_t)sqlite3_column_int64(s, 3);
    sqlite3_reset(s);
    return SELON_OK;
}

/* ---- texts ---- */

/* A row of `texts`, with its body in the arena. */
typedef struct text_row {
    int64_t family, size;
    blob body; /* no bytes: not kept */
    char lang[16];
} text_row;

static int text_row__get(ledger *l, arena *a, int64_t id, text_row *out)
{
    *out = (text_row){0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_TEXT_GET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, id);
    int row = ledger_sql_row(l, s);
    if (row < 0) return row;
    if (row == 0) return ledger_fail(l, LEDGER_DAMAGED, "is damaged: text %lld is missing", (long long)id);
    out->family = sqlite3_column_int64(s, 0);
    out->size = sqlite3_column_int64(s, 1);
    const void *bytes = sqlite3_column_blob(s, 2);
    size_t size = (size_t)sqlite3_column_bytes(s, 2);
    const char *lang = (const char *)sqlite3_column_text(s, 3);
    if (lang != NULL) snprintf(out->lang, sizeof out->lang, "%s", lang);
    void *copy = bytes != NULL ? arena_try_alloc(a, size) : NULL; /* which does not jump out of the row */
    if (copy != NULL) memcpy(copy, bytes, size);
    out->body = (blob){copy, size};
    sqlite3_reset(s);
    if (bytes != NULL && copy == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    return SELON_OK;
}

static int text__expand(ledger *l, arena *a, int64_t id, const text_row *row, const kept_text *first, kept_text *out)
{
    char *text;
    *out = (kept_text){.id = id, .family = row->family};
    if (row->lang[0] != '\0') out->lang = arena_strndup(a, row->lang, strlen(row->lang));
    if (row->body.bytes == NULL) return SELON_OK;
    if (row->size < 0 || row->size > UINT32_MAX)
        return ledger_fail(l, LEDGER_DAMAGED, "is damaged: text %lld", (long long)id);
    int error = body_expand(l->squeezer, a, row->body, (size_t)row->size, first->text, first->size, &text);
    if (error == SELON_ERROR_DATA) return ledger_fail(l, LEDGER_DAMAGED, "is damaged: text %lld", (long long)id);
    if (error != SELON_OK) return ledger_fail(l, error, "not enough memory");
    out->text = text;
    out->size = (size_t)row->size;
    return SELON_OK;
}

int ledger_text(ledger *l, arena *a, int64_t id, kept_text *out)
{
    text_row row, first_row;
    kept_text first = {0};
    *out = (kept_text){0};
    int error = text_row__get(l, a, id, &row);
    if (error == SELON_OK && row.family != id && row.body.bytes != NULL) {
        error = text_row__get(l, a, row.family, &first_row);
        if (error == SELON_OK) error = text__expand(l, a, row.family, &first_row, &(kept_text){0}, &first);
    }
    return error == SELON_OK ? text__expand(l, a, id, &row, &first, out) : error;
}

int last_text_get(ledger *l, last_text *t, int64_t id)
{
    if (t->arena != NULL && t->text.id == id) return SELON_OK;
    last_text_release(t);
    t->arena = arena_new(&l->allocator, 16384);
    if (t->arena == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (setjmp(*arena_escape(t->arena)) != 0) {
        t->text = (kept_text){0};
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    return ledger_text(l, t->arena, id, &t->text);
}

void last_text_release(last_text *t)
{
    if (t->arena != NULL) arena_free(t->arena);
    *t = (last_text){0};
}
