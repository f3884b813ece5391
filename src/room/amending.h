/* SPDX-License-Identifier: Apache-2.0
 *
 * amending.h - corrections by programs: what correcting.h does for forms, as JSON.
 */
#ifndef SELON_ROOM_AMENDING_H
#define SELON_ROOM_AMENDING_H

#include "room/answer.h"

/* Each a route_do: POST /api/v1/statements/{id}/corrections, GET the same, POST /api/v1/corrections/{id}/withdrawal. */
int amending_answer(request *q, struct answer *out);
int amending_list(request *q, struct answer *out);
int amending_withdraw(request *q, struct answer *out);

/* POST /api/v1/articles/{id}/statements: one that was missed. */
int amending_supply(request *q, struct answer *out);

#endif
