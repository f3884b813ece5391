/* SPDX-License-Identifier: Apache-2.0
 *
 * openapi.h - "/openapi.json".
 */
#ifndef SELON_ROOM_OPENAPI_H
#define SELON_ROOM_OPENAPI_H

#include "room/answer.h"

int openapi_answer(request *q, struct answer *out); /* a route_do */

#endif
