/* SPDX-License-Identifier: Apache-2.0
 *
 * walk.c - see walk.h.
 *
 * Rows lie in pages in the order of their ids, so a damaged page is a range of
 * ids. Where a row cannot be read, the next one that can is looked for by ids
 * ever farther on, and then between the last that failed and the first that
 * did not: a page costs some forty tries, however many rows were in it.
 */
#include "ledger/walk.h"

#include <stddef.h>

#define STEP_MOST ((int64_t)1 << 40)

walk walk_begin(sqlite3 *db, const char *sql)
{
    return (walk){.db = db, .sql = sql};
}

void walk_end(walk *w)
{
    sqlite3_finalize(w->rows);
    w->rows = NULL;
}

/* Begins at the first row from this id on: SQLITE_ROW, SQLITE_DONE or an error. */
static int walk__open(walk *w, int64_t id)
{
    walk_end(w);
    int code = sqlite3_prepare_v2(w->db, w->sql, -1, &w->rows, NULL);
    if (code != SQLITE_OK) return code;
    sqlite3_bind_int64(w->rows, 1, id);
    code = sqlite3_step(w->rows);
    /* A page whose ids are out of order is as good as none. */
    return code == SQLITE_ROW && sqlite3_column_int64(w->rows, 0) < id ? SQLITE_CORRUPT : code;
}

static bool code__is_good(int code)
{
    return code == SQLITE_ROW || code == SQLITE_DONE;
}

/* Past what cannot be read. */
static int walk__leap(walk *w)
{
    int64_t low = w->last + 1, step = 1;
    while (step <= STEP_MOST && !code__is_good(walk__open(w, low + step))) step *= 2;
    if (step > STEP_MOST) return SQLITE_DONE;
    int64_t high = low + step;
    low += step / 2;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (code__is_good(walk__open(w, middle)))
            high = middle;
        else
            low = middle;
    }
    return walk__open(w, high);
}

bool walk_next(walk *w)
{
    int code = w->rows == NULL ? walk__open(w, w->last + 1) : sqlite3_step(w->rows);
    if (code == SQLITE_ROW && sqlite3_column_int64(w->rows, 0) <= w->last) code = SQLITE_CORRUPT;
    while (!code__is_good(code)) {
        if (code == SQLITE_NOMEM || code == SQLITE_ERROR) return false; /* no memory; no such table */
        w->gaps++;
        int64_t before = w->last;
        code = walk__leap(w);
        if (!code__is_good(code)) w->last = before + 1;
    }
    if (code == SQLITE_ROW) w->last = sqlite3_column_int64(w->rows, 0);
    return code == SQLITE_ROW;
}
