/* SPDX-License-Identifier: Apache-2.0
 *
 * writing.h - the ledger, opened for one request that changes it.
 */
#ifndef SELON_ROOM_WRITING_H
#define SELON_ROOM_WRITING_H

#include "ledger/correction.h"
#include "room/request.h"
#include "room/room.h"

/* Opens the ledger as the desk's `writing`. 0, or a status with the problem set: 403, 503, and 409 where another file
 * has its name now, or none. */
int writing_open(request *q);

/* The problem of a change that failed; returns its status. */
int writing_failed(request *q, int error);

/* What a reader may do about a statement. */
typedef enum writing_act { ACT_CHANGE, ACT_REJECT, ACT_CONFIRM, ACTS } writing_act;

writing_act writing_act_named(const char *name); /* ACTS: none is called so */

/* Does it, in the ledger that is open for it: an error of the ledger's. Of a change the fields and what they are. */
int writing_do(request *q, writing_act act, uint64_t statement, unsigned fields, const ledger_answer *is,
               const char *reader, uint64_t *correction);

/* Takes the correction back that the address names, in the ledger that it opens. 0, or a status with the problem set. */
int writing_withdraw(request *q, uint64_t *correction, uint64_t *statement);

/* Remembers which file the ledger is; false where it is not there. */
bool room_know_ledger(room *r);

/* Has the file still the name? */
bool room_has_ledger(const room *r);

#endif
