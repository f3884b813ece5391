/* SPDX-License-Identifier: Apache-2.0
 *
 * asset.c - see asset.h. A browser keeps what it has got for good, since the
 * name of what has changed is another one.
 */
#include "room/asset.h"

#include <stdio.h>
#include <string.h>

#include "room/answer.h"

const asset *asset_find(const char *path)
{
    for (const asset *a = asset_table; a->path != NULL; a++)
        if (strcmp(a->path, path) == 0) return a;
    return NULL;
}

int asset_answer(request *q, struct answer *out)
{
    const asset *a = asset_find(q->path);
    if (a == NULL || a->type == NULL) return request_fail(q, 404, "not-found", NULL, NULL);
    out->status = 200;
    out->type = a->type;
    out->cache = "public, max-age=31536000, immutable";
    out->gzip = answer_may_gzip(q) && a->packed_size < a->size;
    out->fixed = out->gzip ? a->packed : a->bytes;
    out->fixed_size = out->gzip ? a->packed_size : a->size;
    return 0;
}
