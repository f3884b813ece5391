/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger_fixture.h - an engine for all tests of a program, and a ledger for each, at
 * LEDGER, which is to be defined before.
 */
#ifndef SELON_TESTS_LEDGER_FIXTURE_H
#define SELON_TESTS_LEDGER_FIXTURE_H

#include "ledgers.h"

static selon_engine *engine;

static int open_engine(void **state)
{
    (void)state;
    return selon_engine_open(&engine, NULL);
}

static int close_engine(void **state)
{
    (void)state;
    selon_engine_close(engine);
    remove_ledger(LEDGER);
    return 0;
}

#endif
