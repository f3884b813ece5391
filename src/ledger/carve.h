/* SPDX-License-Identifier: Apache-2.0
 *
 * carve.h - the rows of a ledger's file without the tables they are in.
 */
#ifndef SELON_LEDGER_CARVE_H
#define SELON_LEDGER_CARVE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"

#define CARVE_VALUES 16

typedef struct carved_value {
    int type;       /* SQLITE_NULL, SQLITE_INTEGER, SQLITE_TEXT, SQLITE_BLOB */
    int64_t number; /* of an integer */
    const char *bytes;
    size_t size;
} carved_value;

/* Called for each row of each page that is a table's: its id, its values.
 * Returns false to stop. */
typedef bool (*carve_take)(int64_t id, const carved_value *values, size_t count, void *payload);

/* Goes through the file's pages. False when it cannot be read at all or memory
 * is out. */
bool carve_file(const char *path, size_t page_size, carve_take take, void *payload);

/* The same of a stream that can be sought in; it stays open. */
bool carve_stream(FILE *file, size_t page_size, carve_take take, void *payload);

#endif
