/* SPDX-License-Identifier: Apache-2.0
 *
 * writing.h - the ledger, opened for one request that changes it.
 */
#ifndef SELON_ROOM_WRITING_H
#define SELON_ROOM_WRITING_H

#include "room/request.h"
#include "room/room.h"

/* Opens the ledger as the desk's `writing`. 0, or a status with the problem set: 403, 503, and 409 where another file
 * has its name now, or none. */
int writing_open(request *q);

/* The problem of a change that failed; returns its status. */
int writing_failed(request *q, int error);

/* Remembers which file the ledger is; false where it is not there. */
bool room_know_ledger(room *r);

/* Has the file still the name? */
bool room_has_ledger(const room *r);

#endif
