/* SPDX-License-Identifier: Apache-2.0
 *
 * salvage_file.c - see salvaging.h and salvage.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/carve.h"
#include "ledger/salvaging.h"

#define PAGE_LEAST 512
#define PAGE_MOST 65536

/* ---- the damaged one's side ---- */

int64_t sql_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;
    int64_t out = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        out = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return out;
}

static bool from__connect(salvaging *g, const char *name, int flags)
{
    if (sqlite3_open_v2(name, &g->from, SQLITE_OPEN_READONLY | flags, NULL) != SQLITE_OK) return false;
    sqlite3_db_config(g->from, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(g->from, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_exec(g->from, "pragma cell_size_check = on", NULL, NULL, NULL);
    sqlite3_busy_timeout(g->from, 5000);
    return true;
}

/* Without a log beside it the file is opened as one that nobody changes, which
 * leaves no files beside it. */
static bool from__open(salvaging *g, const char *path)
{
    char *alone = ledger_unchanging(path);
    bool good = alone != NULL ? from__connect(g, alone, SQLITE_OPEN_URI) : from__connect(g, path, 0);
    sqlite3_free(alone);
    return good;
}

/* Copies the file with another first page: that of `to`, for as many pages. */
static bool file__with_first_page(const salvaging *g, const char *path, const char *spare)
{
    unsigned char page[PAGE_MOST] = {0};
    char bytes[4096];
    size_t size = 0, least = 0, n;
    long length = 0;
    FILE *in = fopen(sqlite3_db_filename(g->to->db, "main"), "rb"), *out = fopen(spare, "wb");
    bool good = in != NULL && out != NULL && fread(page, 1, PAGE_LEAST, in) == PAGE_LEAST;
    if (good) {
        size = (size_t)page[16] << 8 | page[17];
        if (size == 1) size = PAGE_MOST;
        good = size >= PAGE_LEAST && fread(page + PAGE_LEAST, 1, size - PAGE_LEAST, in) == size - PAGE_LEAST;
    }
    if (good && fseek(in, 0, SEEK_END) == 0) least = (size_t)ftell(in);
    if (in != NULL) fclose(in);
    in = good ? fopen(path, "rb") : NULL;
    good = in != NULL && fseek(in, 0, SEEK_END) == 0 && (length = ftell(in)) > (long)size &&
           fseek(in, (long)size, SEEK_SET) == 0;
    uint32_t pages = good ? (uint32_t)((uint64_t)((size_t)length > least ? (size_t)length : least) / size) : 0;
    for (int i = 0; i < 4; i++) {
        page[28 + i] = (unsigned char)(pages >> (24 - 8 * i)); /* as many as there are, */
        page[32 + i] = page[36 + i] = 0;                       /* none of them free, */
        page[92 + i] = page[24 + i];                           /* and that is so */
    }
    page[18] = page[19] = 1; /* without a log */
    good = good && fwrite(page, 1, size, out) == size;
    while (good && (n = fread(bytes, 1, sizeof bytes, in)) > 0) good = fwrite(bytes, 1, n, out) == n;
    memset(bytes, 0, sizeof bytes); /* where it was cut off, as many pages as tables begin in */
    for (size_t at = good ? (size_t)ftell(out) : least; at < least && good; at += n) {
        n = least - at < sizeof bytes ? least - at : sizeof bytes;
        good = fwrite(bytes, 1, n, out) == n;
    }
    if (in != NULL) fclose(in);
    if (out != NULL && fclose(out) != 0) good = false;
    return good;
}

int salvaging_open(salvaging *g, const char *path, const char *spare, ledger_words *why)
{
    int64_t application = -1, version = -1;
    if (access(path, R_OK) != 0) {
        snprintf(why->text, sizeof why->text, "cannot be opened: %s", strerror(errno));
        return errno == ENOENT ? LEDGER_MISSING : SELON_ERROR_IO;
    }
    if (from__open(g, path)) {
        application = sql_number(g->from, "pragma application_id");
        version = sql_number(g->from, "pragma user_version");
    }
    bool readable = application >= 0 &&
                    sql_number(g->from, "select count(*) from sqlite_schema where name = 'texts'") == 1;
    if (readable && application == sql_number(g->to->db, "pragma application_id")) {
        if (version <= schema_version()) return SELON_OK;
        snprintf(why->text, sizeof why->text, "was written by a newer version of Selon (schema %d, this one knows %d)",
                 (int)version, schema_version());
        return LEDGER_NEWER;
    }
    if (application > 0 && application != sql_number(g->to->db, "pragma application_id") &&
        sql_number(g->from, "select count(*) from sqlite_schema") >= 0) {
        snprintf(why->text, sizeof why->text, "is another program's database");
        return LEDGER_FOREIGN;
    }
    sqlite3_close(g->from);
    g->from = NULL;
    g->replaced = true;
    if (file__with_first_page(g, path, spare) && from__open(g, spare) &&
        sql_number(g->from, "select count(*) from sqlite_schema where name = 'texts'") == 1)
        return SELON_OK;
    snprintf(why->text, sizeof why->text, "nothing of a ledger was found in it");
    return LEDGER_FOREIGN;
}

/* ---- without the pages above the rows ---- */

/* A table of the ledger, known by what its rows look like. */
typedef struct looks {
    const char *table, *columns;
    const char *types; /* of the values: i, t, b; capitals may be null; the id is written as null, n */
} looks;

static const looks tables[] = {
    {"texts", "id, family, hash, size, body, lang, read_date, engine", "nibiBTTi"},
    {"articles", "id, address, outlet", "nTI"},
    {"versions", "id, article, text, title, author, published, added", "niiTTTt"},
    {"speakers", "id, text, name, role, mentions", "niiIb"},
    {"statements", "id, text, speaker, type, kind, negated, confidence, day, day_end, said, parent, key, places",
     "niIiiiiIITIib"},
};
#define TABLES (sizeof tables / sizeof *tables)

typedef struct carving {
    sqlite3 *db;
    sqlite3_stmt *inserts[TABLES];
    bool failed;
} carving;

static bool value__looks(const carved_value *v, char type)
{
    switch (type) {
    case 'n': return v->type == SQLITE_NULL;
    case 'i': return v->type == SQLITE_INTEGER;
    case 'I': return v->type == SQLITE_INTEGER || v->type == SQLITE_NULL;
    case 't': return v->type == SQLITE_TEXT;
    case 'T': return v->type == SQLITE_TEXT || v->type == SQLITE_NULL;
    case 'b': return v->type == SQLITE_BLOB;
    default: return v->type == SQLITE_BLOB || v->type == SQLITE_NULL;
    }
}

static bool carving__take(int64_t id, const carved_value *values, size_t count, void *payload)
{
    carving *c = payload;
    for (size_t i = 0; i < TABLES; i++) {
        size_t k = 0;
        if (strlen(tables[i].types) != count) continue;
        while (k < count && value__looks(&values[k], tables[i].types[k])) k++;
        if (k < count) continue;
        sqlite3_stmt *s = c->inserts[i];
        sqlite3_bind_int64(s, 1, id);
        for (k = 1; k < count; k++) {
            const carved_value *v = &values[k];
            if (v->type == SQLITE_INTEGER) sqlite3_bind_int64(s, (int)k + 1, v->number);
            if (v->type == SQLITE_TEXT)
                sqlite3_bind_text64(s, (int)k + 1, v->bytes, v->size, SQLITE_STATIC, SQLITE_UTF8);
            if (v->type == SQLITE_BLOB) sqlite3_bind_blob64(s, (int)k + 1, v->bytes, v->size, SQLITE_STATIC);
        }
        int code = sqlite3_step(s);
        c->failed |= code != SQLITE_DONE && code != SQLITE_CONSTRAINT;
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
        return !c->failed;
    }
    return true;
}

static bool carving__prepare(carving *c)
{
    char sql[400];
    bool good = sqlite3_exec(c->db, "pragma journal_mode = off; pragma synchronous = off; begin", NULL, NULL, NULL) ==
                SQLITE_OK;
    for (size_t i = 0; i < TABLES && good; i++) {
        /* The first column is the id; the others have no type, and take what comes. */
        sqlite3_snprintf((int)sizeof sql, sql, "create table %s (id integer primary key%s)", tables[i].table,
                         tables[i].columns + 2);
        good = sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK;
        size_t used = strlen(
            sqlite3_snprintf((int)sizeof sql, sql, "insert or ignore into %s values (?", tables[i].table));
        for (size_t k = 1; tables[i].types[k] != '\0'; k++)
            used += strlen(sqlite3_snprintf((int)(sizeof sql - used), sql + used, ", ?"));
        sqlite3_snprintf((int)(sizeof sql - used), sql + used, ")");
        good = good && sqlite3_prepare_v2(c->db, sql, -1, &c->inserts[i], NULL) == SQLITE_OK;
    }
    return good;
}

int salvaging_carve(salvaging *g, const char *path, const char *rows)
{
    carving c = {0};
    unlink(rows);
    int64_t page = sql_number(g->to->db, "pragma page_size"); /* all ledgers have the same */
    bool good = sqlite3_open_v2(rows, &c.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK &&
                page > 0 && carving__prepare(&c) && carve_file(path, (size_t)page, carving__take, &c) && !c.failed &&
                sqlite3_exec(c.db, "commit", NULL, NULL, NULL) == SQLITE_OK;
    for (size_t i = 0; i < TABLES; i++) sqlite3_finalize(c.inserts[i]);
    sqlite3_close(c.db);
    return good ? SELON_OK : ledger_fail(g->to, SELON_ERROR_IO, "the rows that were found cannot be kept in %s", rows);
}

int salvaging_from_rows(salvaging *g, const char *rows, int (*step)(salvaging *g))
{
    sqlite3 *from = g->from;
    g->from = NULL;
    int error = from__connect(g, rows, 0) ? step(g) : ledger_fail(g->to, SELON_ERROR_IO, "%s cannot be read", rows);
    sqlite3_close(g->from);
    g->from = from;
    return error;
}
