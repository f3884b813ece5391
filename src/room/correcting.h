/* SPDX-License-Identifier: Apache-2.0
 *
 * correcting.h - a reader says what is wrong with a statement, in a form.
 */
#ifndef SELON_ROOM_CORRECTING_H
#define SELON_ROOM_CORRECTING_H

#include "ledger/correction.h"
#include "output/output.h"
#include "room/request.h"

struct answer;

#define ACTS_SHOWN 40

/* A correction that stands. */
typedef struct view_act {
    uint64_t id;
    correction_sort sort;
    char at[32], reader[84]; /* "" for nobody */
} view_act;

typedef enum form_field {
    FORM_SPEAKER,
    FORM_ROLE,
    FORM_TYPE,
    FORM_KIND,
    FORM_NEGATED,
    FORM_CONTENT,
    FORM_SOURCE,
    FORM_CUE,
    FORM_ADDRESSEE,
    FORM_VIA,
    FORM_FIELDS
} form_field;

/* A statement with what was said about it: the view of the form. */
typedef struct view_correcting {
    view_statement statement;  /* its text: the sentences */
    view_act acts[ACTS_SHOWN]; /* the newest first */
    size_t act_count;
    size_t older;  /* acts that are not among them */
    bool rejected; /* there is no statement */
    uint64_t rejected_text;
    selon_span rejected_span;
    const char *rejected_words; /* the first that were said; NULL: not known any more */
    bool writable;
    /* Of a form that was refused: */
    const view_problem *problem;    /* why; NULL: none was */
    const char *typed[FORM_FIELDS]; /* what its reader has touched; NULL: as it is */
    const char *reader;
} view_correcting;

int view_correcting_make(request *q, const void **view);
void page_correct(writer *w, const request *q, const void *view);

/* ---- correcting_form.c ---- */

/* Words, white space as single spaces: what a form brings back. */
const char *form_words(const char *text, size_t size, arena *a);
/* What a form of this statement is made from: its field `base`. */
const char *form_base(arena *a, const view_statement *st);
/* Was the form made from something else? One that does not say what from is not. */
bool form_is_stale(const request *q, const view_statement *now);
/* What was typed into the form that was sent. */
void form_take(const request *q, view_correcting *v);

/* POST /statements/{id}/corrections, and /corrections/{id}/withdrawal: the form's fields. Each a route_do. */
int correcting_answer(request *q, struct answer *out);
int correcting_withdraw(request *q, struct answer *out);

#endif
