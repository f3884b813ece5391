/* SPDX-License-Identifier: Apache-2.0
 *
 * ruled.h - a text with what the machine and its readers say, while one is made of
 * both: shared by ruling_load.c, which reads it, ruling_fold.c, which decides, and
 * ruling.c, which writes.
 */
#ifndef SELON_LEDGER_RULED_H
#define SELON_LEDGER_RULED_H

#include "ledger/ruling.h"

/* A row of `statements`, there or to be. */
typedef struct ruled_row {
    bool there;
    int type, kind;
    bool negated;
    int64_t text, speaker, confidence, day, day_end, parent, key;
    const char *said;
    blob packed;
    bool named; /* the speaker is `name`, and is still to be found */
    const char *name, *role;
} ruled_row;

typedef struct ruled_act {
    int64_t statement;
    correction_sort sort;
    unsigned fields;
    bool withdrawn;
    ledger_answer *was, *answer; /* or NULL */
    selon_span sentence;         /* around the answer */
} ruled_act;

typedef struct ruled {
    int64_t id;
    ruled_row now, machine, target;
    const char *absent; /* of the machine's row, while it is not there: a list of texts, as JSON */
    const ruled_act *acts;
    size_t act_count;
    bool moved;   /* it holds other words than the machine says, or is there where it was not, or not where it was */
    bool loud;    /* its row changes in what the index or the groups see */
    bool regroup; /* it is to be compared anew */
    places where; /* of the target */
} ruled;

typedef struct ruling {
    ledger *l;
    arena *arena;
    int64_t text, family;
    kept_text kept;
    const uint8_t *hash; /* TEXT_HASH_SIZE bytes */
    const char *date;    /* that the text was read with; or NULL */
    bool lay, checked;
    ruled *rows; /* by id */
    size_t count;
    VEC(ruled_act) acts;   /* by statement */
    VEC(int64_t) speakers; /* whose statements change */
} ruling;

/* ---- ruling_load.c ---- */

/* Reads all there is of a text. */
int ruling_begin(ruling *g, ledger *l, arena *a, int64_t text, bool lay);

ruled *ruling_row(const ruling *g, int64_t id); /* NULL: none */

/* ---- ruling.c ---- */

/* The words that a row is in the index under; *kept is false where there is no text to make them of. */
int ruled_words(ruling *g, int64_t id, const ruled_row *r, entry_words out[5], bool *kept);
/* Puts them into the index, or takes them out. */
int ruled_words_write(ledger *l, ledger_sql which, int64_t id, const entry_words words[5]);

/* Is every piece of the statement in the other text, word for word? */
bool text_has(const kept_text *from, const places *p, const char *bytes, size_t size);

/* ---- ruling_fold.c ---- */

/* Sets each row's target from the machine's row and the acts that stand. */
int ruling_decide(ruling *g);

/* Is this the statement that the acts are about, found at other edges? */
bool acts_mean(const ruled_act *acts, size_t count, const places *p);

#endif
