/* SPDX-License-Identifier: Apache-2.0
 *
 * walk.h - the rows of a table in a file that is damaged.
 */
#ifndef SELON_LEDGER_WALK_H
#define SELON_LEDGER_WALK_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct walk {
    sqlite3 *db;
    const char *sql; /* "select id, ... from ... where id >= ?1 order by id" */
    sqlite3_stmt *rows;
    int64_t last; /* the id of the row before */
    uint64_t gaps;
} walk;

walk walk_begin(sqlite3 *db, const char *sql);

/* Moves to the next row that can be read; false when there is none. Its columns
 * are those of `rows`. */
bool walk_next(walk *w);
void walk_end(walk *w);

#endif
