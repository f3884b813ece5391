/* SPDX-License-Identifier: Apache-2.0
 *
 * salvaging.h - between salvage.c, which copies rows, and salvage_file.c, which
 * makes a damaged file one that rows can be read from.
 */
#ifndef SELON_LEDGER_SALVAGING_H
#define SELON_LEDGER_SALVAGING_H

#include "ledger/inside.h"
#include "ledger/salvage.h"

typedef struct salvaging {
    ledger *to;
    sqlite3 *from;
    salvage_tell tell;
    void *payload;
    salvage_count *count;
    int64_t engine; /* NOBODY's */
    bool replaced;  /* it has got another first page */
} salvaging;

/* Opens the damaged ledger, with a new first page if need be. */
int salvaging_open(salvaging *g, const char *path, const char *spare, ledger_words *why);

/* Makes a database, `rows`, of the rows that the file's pages have. */
int salvaging_carve(salvaging *g, const char *path, const char *rows);

/* Does a step with that database in place of the damaged one. */
int salvaging_from_rows(salvaging *g, const char *rows, int (*step)(salvaging *g));

/* A query's one number; -1 where it cannot be read. */
int64_t sql_number(sqlite3 *db, const char *sql);

#endif
