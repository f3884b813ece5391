/* SPDX-License-Identifier: Apache-2.0
 *
 * matched.h - the statements that have some words, where they are many: as long
 * as a census lives, the last few such sets are kept. Who looks at another page of
 * them, narrows them or sorts them otherwise does not look for the words again.
 */
#ifndef SELON_ROOM_MATCHED_H
#define SELON_ROOM_MATCHED_H

#include "base/arena.h"

typedef struct matched matched;

/* For sets of so many words of bits each. NULL without memory, which is no harm: nothing is kept then. */
matched *matched_new(size_t words);
void matched_free(matched *m);

/* A copy in the arena, which may jump; NULL: it is not kept. `match` is the expression that was looked for. */
uint64_t *matched_find(matched *m, arena *a, const char *match);
void matched_put(matched *m, const char *match, const uint64_t *bits);

#endif
