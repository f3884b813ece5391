/* SPDX-License-Identifier: Apache-2.0
 *
 * redirect.h - "/statements/ID" leads to the statement in its article.
 */
#ifndef SELON_ROOM_REDIRECT_H
#define SELON_ROOM_REDIRECT_H

#include "room/answer.h"

int redirect_statement(request *q, struct answer *out); /* a route_do */

#endif
