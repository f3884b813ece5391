/* SPDX-License-Identifier: Apache-2.0
 *
 * rows.c - rows that are known by a string: names, roles, outlets, engines, articles.
 *
 * There are as many names as a third of the statements, and an index over them would have each of them twice. So
 * names, roles and addresses are found by a hash, in one table for all of them:
 *
 *     string -> hash of 24 bits -> ids in `hashes` -> the row that has this very string
 *
 * Which sort of row it is goes into the hash. What has the hash by chance has another string: of ten million rows one
 * that is asked for, every other time. Outlets and engines
 * are few and have an index of their own.
 */
#include <string.h>

#include "base/hash.h"
#include "ledger/inside.h"

#define ROW_HASH_BITS 24

int64_t row_hash(row_sort sort, const char *string)
{
    uint64_t hash = hash_mix(hash_join(hash_bytes(string, strlen(string)), (uint64_t)sort));
    return (int64_t)(hash >> (64 - ROW_HASH_BITS)) - ((int64_t)1 << (ROW_HASH_BITS - 1)); /* three bytes in the file */
}

/* 0: it has an index. */
static row_sort sort_of(ledger_sql find)
{
    return find == SQL_NAME_ID ? ROW_NAME : find == SQL_ROLE_ID ? ROW_ROLE : 0;
}

int row_note(ledger *l, row_sort sort, const char *string, int64_t id)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_HASH_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, row_hash(sort, string));
    sqlite3_bind_int64(s, 2, id);
    return ledger_sql_do(l, s);
}

static int row__find(ledger *l, ledger_sql find, const char *name, int64_t *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, find);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, name);
    if (sort_of(find) != 0) sqlite3_bind_int64(s, 2, row_hash(sort_of(find), name));
    int row = ledger_sql_row(l, s);
    if (row != 1) return row;
    *out = sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return SELON_OK;
}

static int row__add(ledger *l, ledger_sql find, ledger_sql add, const char *name, int64_t *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, add);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, name);
    int error = ledger_sql_do(l, s);
    if (error != SELON_OK) return error;
    *out = sqlite3_last_insert_rowid(l->db);
    return sort_of(find) != 0 ? row_note(l, sort_of(find), name, *out) : SELON_OK;
}

int row_id(ledger *l, ledger_sql find, ledger_sql add, const char *name, int64_t *out)
{
    *out = 0;
    if (name == NULL || *name == '\0' || (*out = recent_row_get(l, find, name)) != 0) return SELON_OK;
    int error = row__find(l, find, name, out);
    if (error == SELON_OK && *out == 0) error = row__add(l, find, add, name, out);
    if (error == SELON_OK) recent_row_keep(l, find, name, *out);
    return error;
}

int row_language(ledger *l, const char *lang)
{
    if (lang == NULL || recent_row_get(l, SQL_LANGUAGE_ADD, lang) != 0) return SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_LANGUAGE_ADD);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, lang);
    int error = ledger_sql_do(l, s);
    if (error == SELON_OK) recent_row_keep(l, SQL_LANGUAGE_ADD, lang, 1);
    return error;
}
