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

/* A statement with what was said about it: the view of the form. */
typedef struct view_correcting {
    view_statement statement; /* its text: the sentences */
    view_act acts[ACTS_SHOWN];
    size_t act_count;
    bool writable;
} view_correcting;

int view_correcting_make(request *q, const void **view);
void page_correct(writer *w, const request *q, const void *view);

/* POST /statements/{id}/corrections, and /corrections/{id}/withdrawal: the form's fields. Each a route_do. */
int correcting_answer(request *q, struct answer *out);
int correcting_withdraw(request *q, struct answer *out);

#endif
