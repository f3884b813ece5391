/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger_fixture.h - an engine for all tests of a program, and the path of a
 * ledger in a folder of its own: cmocka's group set-up and tear-down, and a
 * set-up that begins a test without a ledger.
 */
#ifndef SELON_TESTS_LEDGER_FIXTURE_H
#define SELON_TESTS_LEDGER_FIXTURE_H

#include "ledgers.h"

static selon_engine *engine;
static char folder[] = "/tmp/selon-ledger-XXXXXX";
static char path[64];

static int begin_ledger(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) return -1;
    snprintf(path, sizeof path, "%s/news.ledger", folder);
    return selon_engine_open(&engine, NULL);
}

static int end_ledger(void **state)
{
    (void)state;
    selon_engine_close(engine);
    remove_ledger(path);
    return rmdir(folder);
}

static inline int clean_ledger(void **state)
{
    (void)state;
    remove_ledger(path);
    return 0;
}

#endif
