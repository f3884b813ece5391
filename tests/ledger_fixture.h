/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger_fixture.h - an engine for all tests of a program, and the path of a
 * ledger in a folder of its own: cmocka's group set-up and tear-down, and a
 * set-up that begins a test without a ledger.
 */
#ifndef SELON_TESTS_LEDGER_FIXTURE_H
#define SELON_TESTS_LEDGER_FIXTURE_H

#include "ledgers.h"
#include "purse.h"

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

/* What a test does with the ledger: SELON_OK, or why it could not. */
typedef int (*ledger_deed)(ledger *l, void *payload);

/* Refuses each allocation of a deed once, over and over from the first, until none is left to be refused: it is said
 * so each time, and the ledger is as before, as `state` tells it. In the end it is done. */
static inline void refuse_each(ledger_deed deed, void *payload, const char *(*state)(void))
{
    purse some = {.left = NEVER};
    selon_allocator allocator = purse_allocator(&some);
    ledger_options options = {.write = true, .allocator = &allocator};
    char *before = strdup(state());
    int error = SELON_ERROR_MEMORY;
    assert_non_null(before);
    for (size_t n = 0; error != SELON_OK; n++) {
        ledger *l;
        assert_true(n < 20000);
        assert_int_equal(ledger_open(&l, path, &options, NULL), SELON_OK);
        some.left = n;
        error = deed(l, payload);
        some.left = NEVER;
        ledger_close(l);
        assert_int_equal(some.lent, 0);
        if (error == SELON_OK) break;
        assert_int_equal(error, SELON_ERROR_MEMORY);
        assert_string_equal(state(), before);
    }
    free(before);
}

#endif
