/* SPDX-License-Identifier: Apache-2.0
 *
 * fetched.h - what a ledger remembers of addresses that were fetched, so that
 * the next time only what is new is asked for.
 */
#ifndef SELON_LEDGER_FETCHED_H
#define SELON_LEDGER_FETCHED_H

#include "ledger/ledger.h"

#define FETCHED_ETAG 256
#define FETCHED_MODIFIED 64

typedef struct ledger_fetched {
    bool known;
    char etag[FETCHED_ETAG];         /* "" for none */
    char modified[FETCHED_MODIFIED]; /* Last-Modified; "" for none */
    uint64_t mark;                   /* of what the feed said of it; 0 for none */
} ledger_fetched;

int ledger_fetched_get(ledger *l, const char *address, ledger_fetched *out);

/* In the transaction that is open. */
int ledger_fetched_put(ledger *l, const char *address, const ledger_fetched *f);

#endif
