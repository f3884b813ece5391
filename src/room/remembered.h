/* SPDX-License-Identifier: Apache-2.0
 *
 * remembered.h - the answers that were given last, as bytes, to be given again.
 *
 * They are of one state of the ledger: with the first question about another one
 * all are forgotten. What is kept is bounded in bytes; the one that was not asked
 * for the longest goes first. All desks share it.
 *
 * Only answers that are the same for everybody may be put here: nothing with a
 * visitor's token in it (`personal` of request.h).
 */
#ifndef SELON_ROOM_REMEMBERED_H
#define SELON_ROOM_REMEMBERED_H

#include "room/answer.h"

typedef struct remembered remembered;

/* NULL without memory, which all of these take for one that keeps nothing. */
remembered *remembered_new(size_t most);
void remembered_free(remembered *m);

/* Sets the answer's type, body, and whether it is compressed; false: it is not there. */
bool remembered_find(remembered *m, uint64_t version, const char *key, answer *out);

/* Keeps a copy. `type` of the answer lives as long as the program. */
void remembered_put(remembered *m, uint64_t version, const char *key, const answer *a);

#endif
