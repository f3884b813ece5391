/* SPDX-License-Identifier: Apache-2.0
 *
 * salvage.h - what can still be read of a damaged ledger, into a new one.
 */
#ifndef SELON_LEDGER_SALVAGE_H
#define SELON_LEDGER_SALVAGE_H

#include "ledger/ledger.h"

typedef struct salvage_count {
    uint64_t texts, articles, versions, statements; /* that are in the new one */
    uint64_t lost;                                  /* versions that are known, but whose text is not there */
    uint64_t gaps;                                  /* places of the file that could not be read */
} salvage_count;

/* Told of each version: where it stood (may be NULL), its title (may be NULL),
 * whether it is in the new one. */
typedef void (*salvage_tell)(const char *address, const char *title, bool kept, void *payload);

/* Reads the ledger at `path`, which is not changed, into `to`, which has nothing
 * in it yet. A text is taken only where its bytes are those that were written.
 * `spare`: a name for a file that may be needed for a while. Statements keep
 * their ids. All texts count as read by nobody, so that reading them again
 * finds the statements that were lost. `why` says what is wrong when it fails. */
int ledger_salvage(ledger *to, const char *path, const char *spare, salvage_tell tell, void *payload,
                   salvage_count *count, ledger_words *why);

#endif
