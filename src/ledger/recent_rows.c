/* SPDX-License-Identifier: Apache-2.0
 *
 * recent_rows.c - the ids of names, roles, outlets and engines that were asked
 * for last.
 *
 * The same outlet, role or person comes again and again. A string has one place
 * by its hash, and gives way to the next that has it, too; long ones are not kept.
 */
#include <string.h>

#include "base/hash.h"
#include "ledger/inside.h"

#define PLACES 16384
#define NAME_MOST 52

typedef struct recent_row {
    int64_t id; /* 0: none */
    uint16_t sort;
    char name[NAME_MOST + 2];
} recent_row;

struct recent_rows {
    recent_row items[PLACES];
};

static recent_row *row__place(const ledger *l, ledger_sql sort, const char *name, size_t size)
{
    uint64_t hash = hash_mix(hash_join(hash_bytes(name, size), (uint64_t)sort));
    return &l->recent_rows->items[hash % PLACES];
}

int64_t recent_row_get(const ledger *l, ledger_sql sort, const char *name)
{
    size_t size = strlen(name);
    if (l->recent_rows == NULL || size > NAME_MOST) return 0;
    const recent_row *r = row__place(l, sort, name, size);
    return r->id != 0 && r->sort == sort && strcmp(r->name, name) == 0 ? r->id : 0;
}

void recent_row_keep(ledger *l, ledger_sql sort, const char *name, int64_t id)
{
    size_t size = strlen(name);
    if (size > NAME_MOST) return;
    if (l->recent_rows == NULL) {
        l->recent_rows = l->allocator.allocate(sizeof *l->recent_rows, l->allocator.payload);
        if (l->recent_rows == NULL) return; /* it goes without */
        memset(l->recent_rows, 0, sizeof *l->recent_rows);
    }
    recent_row *r = row__place(l, sort, name, size);
    r->id = id;
    r->sort = (uint16_t)sort;
    memcpy(r->name, name, size + 1);
}

void recent_rows_free(ledger *l)
{
    if (l->recent_rows != NULL) l->allocator.release(l->recent_rows, l->allocator.payload);
    l->recent_rows = NULL;
}
