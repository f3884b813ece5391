/* SPDX-License-Identifier: Apache-2.0
 *
 * openapi.c - the description of the API, which is built in: web/room/openapi.json.
 */
#include "room/openapi.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "room/asset.h"

int openapi_answer(request *q, struct answer *out)
{
    const asset *a = asset_find("/openapi.json");
    if (a == NULL) return request_fail(q, 404, "not-found", NULL, NULL);
    out->gzip = answer_may_gzip(q);
    out->fixed = out->gzip ? a->packed : a->bytes;
    out->fixed_size = out->gzip ? a->packed_size : a->size;
    uint64_t hash = hash_bytes(out->fixed, out->fixed_size);
    snprintf(out->etag, sizeof out->etag, "\"%016llx\"", (unsigned long long)hash);
    out->type = "application/json";
    out->cache = "public, no-cache";
    out->status = 200;
    if (!answer_is_known(q, out->etag)) return 0;
    out->status = 304;
    out->gzip = false;
    out->fixed = "";
    out->fixed_size = 0;
    return 0;
}
