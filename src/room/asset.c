/* SPDX-License-Identifier: Apache-2.0
 *
 * asset.c - see asset.h.
 */
#include "room/asset.h"

#include <string.h>

const asset *asset_find(const char *path)
{
    for (const asset *a = asset_table; a->path != NULL; a++)
        if (strcmp(a->path, path) == 0) return a;
    return NULL;
}
