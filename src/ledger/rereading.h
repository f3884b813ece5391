/* SPDX-License-Identifier: Apache-2.0
 *
 * rereading.h - a family while it is read again: shared by reread.c, which reads
 * and writes rows, and reread_match.c, which says which statement is which.
 */
#ifndef SELON_LEDGER_REREADING_H
#define SELON_LEDGER_REREADING_H

#include "ledger/adding.h"
#include "ledger/reread.h"

typedef struct old_statement {
    int64_t id, key, text, speaker;
    selon_span cue, content; /* `content`: from the first piece to the last */
    entry_words words[5];    /* that the index has */
    bool taken, ungrouped;
} old_statement;

struct rereading {
    ledger *l;
    arena *arena; /* holds this structure too */
    int64_t family;
    const int64_t *texts;
    size_t text_count;
    old_statement *old; /* by key, then id */
    size_t old_count;
    VEC(relative) made;   /* of the texts so far */
    VEC(int64_t) regroup; /* statements */
    VEC(int64_t) rejoin;  /* texts */
    reread_count count;
    last_text last;
    int64_t newest; /* statement, of before */
};

/* A text at hand: what its statements turn out to be. */
typedef struct sitting {
    rereading *g;
    adding add;
    old_statement **was; /* by the entry's statements; NULL: it is new, or an earlier text has it */
    bool *here;          /* it is in this text first */
    bool *anew;          /* its row was written, or was another */
    int64_t *ids;
    int64_t *speakers; /* rows, by the document's speakers */
} sitting;

/* ---- reread_match.c ---- */

/* Says which of the old statements each of the text at hand is. */
void sitting_match(sitting *s);

#endif
