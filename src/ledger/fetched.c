/* SPDX-License-Identifier: Apache-2.0
 *
 * fetched.c - see fetched.h. A row is written in the transaction of the articles
 * that it stands for: that of a feed when all its items are in.
 */
#include "ledger/fetched.h"

#include <stdio.h>
#include <string.h>

#include "ledger/inside.h"

int ledger_fetched_get(ledger *l, const char *address, ledger_fetched *out)
{
    *out = (ledger_fetched){0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_FETCHED_GET);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, address);
    int row = ledger_sql_row(l, s);
    if (row < 0) return row;
    if (row == 0) return SELON_OK;
    const char *etag = (const char *)sqlite3_column_text(s, 0), *modified = (const char *)sqlite3_column_text(s, 1);
    out->known = true;
    if (etag != NULL && strlen(etag) < FETCHED_ETAG) strcpy(out->etag, etag);
    if (modified != NULL && strlen(modified) < FETCHED_MODIFIED) strcpy(out->modified, modified);
    out->mark = (uint64_t)sqlite3_column_int64(s, 2);
    sqlite3_reset(s);
    return SELON_OK;
}

int ledger_fetched_put(ledger *l, const char *address, const ledger_fetched *f)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_FETCHED_PUT);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, address);
    sql_bind_text(s, 2, f->etag[0] != '\0' ? f->etag : NULL);
    sql_bind_text(s, 3, f->modified[0] != '\0' ? f->modified : NULL);
    if (f->mark != 0) sqlite3_bind_int64(s, 4, (int64_t)f->mark);
    return ledger_sql_do(l, s);
}
