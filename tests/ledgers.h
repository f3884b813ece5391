/* SPDX-License-Identifier: Apache-2.0
 *
 * ledgers.h - what the tests of the ledger share: articles, adding them, and
 * looking into the file by SQL of their own.
 */
#ifndef SELON_TESTS_LEDGERS_H
#define SELON_TESTS_LEDGERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/ledger.h"

typedef struct piece {
    const char *url, *outlet, *date, *title, *text;
} piece;

#define BRIDGE_END \
    " According to the engineers, two of its cables have rusted through; Paul Ito, who built it, denied this."
#define BRIDGE \
    "Mayor Ana Duarte said on Tuesday that the old harbour bridge would stay closed until March. \"We will not " \
    "gamble with people's lives,\" she told reporters." BRIDGE_END
#define FERRY \
    "La directrice du port, Lucie Renaud, a annonc\xC3\xA9 jeudi que le bac reprendrait samedi. \xC2\xAB Les " \
    "\xC3\xA9quipes ont travaill\xC3\xA9 jour et nuit \xC2\xBB, a-t-elle d\xC3\xA9" \
    "clar\xC3\xA9."

static const piece bridge = {"https://courier.example/bridge", "Courier", "2025-03-04", "Bridge", BRIDGE};
static const piece ferry = {"https://phare.example/bac", "Le Phare", "2025-03-07", "Le bac", FERRY};

static inline selon_document *read_piece(const selon_engine *engine, const piece *p)
{
    selon_document *doc;
    selon_read_options options = selon_read_options_default();
    options.url = p->url;
    options.outlet = p->outlet;
    options.date = p->date;
    options.title = p->title;
    options.format = SELON_INPUT_TEXT;
    assert_int_equal(selon_read(&doc, engine, p->text, strlen(p->text), &options), SELON_OK);
    return doc;
}

static inline ledger_entry *entry_of(const selon_engine *engine, const piece *p, const char *place)
{
    ledger_entry *e;
    ledger_origin origin = {place, true};
    ledger_maker *m = ledger_maker_new(NULL);
    assert_non_null(m);
    assert_int_equal(ledger_entry_new(&e, m, read_piece(engine, p), &origin, false), SELON_OK);
    ledger_maker_free(m);
    return e;
}

/* Adds one piece in a transaction of its own. */
static inline ledger_receipt add_piece(ledger *l, const selon_engine *engine, const piece *p, const char *place)
{
    ledger_receipt receipt;
    ledger_entry *e = entry_of(engine, p, place);
    assert_int_equal(ledger_begin(l), SELON_OK);
    int error = ledger_add(l, e, &receipt);
    if (error != SELON_OK) print_message("%s\n", ledger_message(l));
    assert_int_equal(error, SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    ledger_entry_free(e);
    return receipt;
}

/* While a file is held, questions about it are asked over one connection; opening
 * one, and reading the schema, takes longer than most questions. */
static sqlite3 *sql_held;

static inline void sql_hold(const char *path)
{
    assert_null(sql_held);
    assert_int_equal(sqlite3_open_v2(path, &sql_held, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
}

static inline void sql_let_go(void)
{
    sqlite3_close(sql_held);
    sql_held = NULL;
}

/* The first column of the first row of a query of the file, "(null)" for a
 * null, "" for no row. */
static inline const char *sql_of(const char *path, const char *query)
{
    static char out[1 << 16];
    sqlite3 *db = sql_held;
    sqlite3_stmt *s;
    if (db == NULL) assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, query, -1, &s, NULL) != SQLITE_OK) fail_msg("%s: %s", query, sqlite3_errmsg(db));
    out[0] = '\0';
    int step = sqlite3_step(s);
    if (step == SQLITE_ROW) {
        const char *value = (const char *)sqlite3_column_text(s, 0);
        snprintf(out, sizeof out, "%s", value != NULL ? value : "(null)");
    } else if (step != SQLITE_DONE) {
        snprintf(out, sizeof out, "%s", sqlite3_errmsg(db));
    }
    sqlite3_finalize(s);
    if (db != sql_held) sqlite3_close(db);
    return out;
}

/* What must hold of every ledger. */
static inline void check_ledger(const char *path)
{
    assert_string_equal(sql_of(path, "pragma integrity_check"), "ok");
    assert_string_equal(sql_of(path, "pragma foreign_key_check"), "");
    static const char *const none[] = {
        "select count(*) from texts t where not exists (select 1 from versions v where v.text = t.id)",
        "select count(*) from articles a where not exists (select 1 from versions v where v.article = a.id)",
        "select count(*) from texts t join texts f on f.id = t.family where f.family <> f.id",
        ("select count(*) from speakers k where not exists (select 1 from statements s where s.speaker = k.id) "
         "and not exists (select 1 from overruled o where o.speaker = k.id)"),
        ("select count(*) from (select 1 from statements s join texts t on t.id = s.text group by t.family, s.key "
         "having count(*) > 1)"),
        "select count(*) from (select 1 from versions group by article, text, title having count(*) > 1)",
    };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (strcmp(sql_of(path, none[i]), "0") != 0) fail_msg("%s: %s", none[i], sql_of(path, none[i]));
}

static inline void remove_ledger(const char *path)
{
    char name[512];
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

#endif
