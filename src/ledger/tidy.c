/* SPDX-License-Identifier: Apache-2.0
 *
 * tidy.c - the file after much was added to it.
 *
 * Rows that come in any order leave pages that are two thirds full, and each
 * merge of the index leaves pages that nothing is in. One in ten bytes of a
 * ledger that was filled in one go is such room. So when it has grown by half
 * since it was opened, or a quarter of it is empty, the index becomes one piece
 * and SQLite writes all tables anew, one after the other ("vacuum"). That takes
 * a hundredth of the time that adding took. Whoever adds little to much does
 * not pay for it: the next time is when there is half as much again.
 *
 * Both are transactions like any other: killed, or without room on the disk,
 * the ledger stays as it was, and that is no failure. Readers are not disturbed.
 * Tables begin on other pages afterwards, and always on the same ones, since
 * they are made anew before they are filled. So a new ledger is treated alike
 * when it is made (ledger.c): its first page then fits all (salvage_file.c).
 */
#include "ledger/inside.h"

#include "ledger/entity.h"
#include "ledger/marks.h"

#define TIDY_CACHE_KIB "8192" /* twice: the new file has a cache, too */

static bool tidy__is_due(ledger *l)
{
    int64_t pages = 0, idle = 0;
    if (ledger_number(l, "pragma page_count", &pages) != SELON_OK) return false;
    if (ledger_number(l, "pragma freelist_count", &idle) != SELON_OK) return false;
    return pages * 2 >= l->pages * 3 || idle * 4 >= pages;
}

/* Each transaction has left a run of marks, of which the last page is half empty. */
static void tidy__runs(ledger *l)
{
    int error = ledger_begin(l);
    if (error == SELON_OK) error = marks_join(l);
    if (error == SELON_OK) error = ledger_commit(l);
    if (error != SELON_OK) ledger_rollback(l);
}

void ledger_tidy(ledger *l)
{
    if (!l->write || l->readers > 0 || !sqlite3_get_autocommit(l->db)) return;
    ledger_words message = l->message;
    if (tidy__is_due(l)) {
        for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_reset(l->sql[i]);
        joiner_reset(l);
        sqlite3_busy_timeout(l->db, 0); /* who else writes may tidy up */
        tidy__runs(l);
        ledger_run(l, "pragma cache_size = -" TIDY_CACHE_KIB);
        if (ledger_run(l, "insert into words (words) values ('optimize')") == SELON_OK) ledger_run(l, "vacuum");
        ledger_run(l, "pragma wal_checkpoint (truncate)"); /* the log has all of the file */
        ledger_run(l, "pragma cache_size = -" LEDGER_CACHE_KIB);
        sqlite3_busy_timeout(l->db, l->wait_ms);
        ledger_number(l, "pragma page_count", &l->pages);
    }
    l->message = message;
}
