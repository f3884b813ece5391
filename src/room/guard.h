/* SPDX-License-Identifier: Apache-2.0
 *
 * guard.h - who may ask for what.
 *
 * In this order: is the request meant for us (its Host), does it come from
 * another site's page (Origin, Sec-Fetch-Site), has somebody signed in, does a
 * change carry the token of our own form.
 */
#ifndef SELON_ROOM_GUARD_H
#define SELON_ROOM_GUARD_H

#include "room/answer.h"
#include "room/request.h"
#include "room/session.h"

/* May a request with this Host be answered? An address is always one of ours, since no name stands between; a name is
 * only if it is "localhost" or one of `names` (NULL-ended, may be NULL). */
bool guard_host_is_ours(const char *host, const char *const *names);

/* Does `origin` ("http://localhost:8040") name the host that was asked? */
bool guard_origin_is(const char *origin, const char *host);

/* Looks at all of it. 0, or a status, with q->problem set; of a page that needs signing in, the answer is a way there
 * and the status SIGN_IN. Sets what pages need: csrf, signed_in, and the cookie of a browser that has none. */
#define GUARD_SIGN_IN 1
int guard_enter(request *q, const route *r, answer *out);

/* What can be said before anything of the body has come: does it come from elsewhere, has somebody signed in? 0, or a
 * status with the problem set. The arena may jump. */
int guard_admit(request *q, const route *r);

/* What each cookie ends with: "; Secure" where browsers come by HTTPS. */
const char *guard_cookie_end(const request *q);

/* Each a route_do. */
int guard_sign_in(request *q, struct answer *out);
int guard_sign_out(request *q, struct answer *out);
int guard_session(request *q, struct answer *out); /* the token, for programs */

#endif
