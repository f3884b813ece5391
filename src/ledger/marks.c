/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.c - see marks.h.
 */
#include "ledger/marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "ledger/inside.h"

#define DISTANCE 2
#define ENTRY 7
#define PAIR_WEIGHT 10 /* the least of two words together */
#define WORD_WEIGHT 6  /* the least of one alone, */
#define FEW_WORDS 3    /* where there are no more than so many */
#define ENTERED 6      /* the least, or one for so many words of content: */
#define WORDS_A_MARK 2

/* ---- of a wording ---- */

/* The words of content; only as many as can make a difference. */
static size_t words__content(const wording *w, const said_word **out, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < w->count && count < room; i++)
        if (w->words[i].weight >= WEIGHT_CONTENT) out[count++] = &w->words[i];
    return count;
}

static int mark__compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t mark_of(const said_word *x, const said_word *y)
{
    uint32_t low = x->stem < y->stem ? x->stem : y->stem, high = x->stem < y->stem ? y->stem : x->stem;
    return (uint32_t)(hash_mix(hash_join(low, high)) >> 32);
}

void marks_of(arena *a, const wording *w, marks *out)
{
    size_t room = MARKS_MOST / DISTANCE, made = 0;
    const said_word **words = ARENA_ARRAY(a, const said_word *, room);
    size_t count = words__content(w, words, room);
    for (size_t i = 0; i < count; i++) {
        if (count <= FEW_WORDS && words[i]->weight >= WORD_WEIGHT) out->items[made++] = mark_of(words[i], words[i]);
        for (size_t k = i + 1; k < count && k <= i + DISTANCE; k++)
            if (words[i]->stem != words[k]->stem && words[i]->weight + words[k]->weight >= PAIR_WEIGHT)
                out->items[made++] = mark_of(words[i], words[k]);
    }
    if (made > 0) qsort(out->items, made, sizeof *out->items, mark__compare);
    out->count = 0;
    for (size_t i = 0; i < made; i++)
        if (i == 0 || out->items[i] != out->items[out->count - 1]) out->items[out->count++] = out->items[i];
    size_t wanted = count <= FEW_WORDS ? out->count : count / WORDS_A_MARK;
    if (wanted < ENTERED) wanted = ENTERED;
    out->entered = wanted < out->count ? wanted : out->count;
}

/* ---- in the ledger ---- */

static uint32_t number__get(const uint8_t *at, int bytes)
{
    uint32_t n = 0;
    for (int i = 0; i < bytes; i++) n |= (uint32_t)at[i] << (8 * i);
    return n;
}

static void number__put(uint8_t *at, uint32_t n, int bytes)
{
    for (int i = 0; i < bytes; i++) at[i] = (uint8_t)(n >> (8 * i));
}

/* The entries of a mark's bucket. */
static int bucket__read(ledger *l, arena *a, uint32_t mark, uint8_t **out, size_t *size)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARKS_GET);
    *size = 0;
    *out = NULL;
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, mark >> 16);
    int row = ledger_sql_row(l, s);
    if (row != 1) return row;
    const void *bytes = sqlite3_column_blob(s, 0);
    size_t had = bytes != NULL ? (size_t)sqlite3_column_bytes(s, 0) / ENTRY * ENTRY : 0;
    uint8_t *copy = arena_try_alloc(a, had + 1);
    if (copy != NULL && had > 0) memcpy(copy, bytes, had);
    sqlite3_reset(s);
    if (copy == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    *out = copy;
    *size = had;
    return SELON_OK;
}

static bool entry__is_of(const uint8_t *entry, uint32_t mark)
{
    return number__get(entry, 2) == (mark & 0xFFFF);
}

/* The entries of a mark in a bucket's bytes; false without memory. */
static bool bucket__find(arena *a, uint32_t mark, const uint8_t *entries, size_t size, mark_list *out)
{
    size_t count = 0;
    for (size_t at = 0; at + ENTRY <= size; at += ENTRY) count += entry__is_of(entries + at, mark);
    if (count == 0) return true;
    mark_entry *items = arena_try_alloc(a, count * sizeof *items);
    if (items == NULL) return false;
    out->items = items;
    for (size_t at = 0; at + ENTRY <= size; at += ENTRY)
        if (entry__is_of(entries + at, mark))
            items[out->count++] = (mark_entry){number__get(entries + at + 2, 4), entries[at + 6]};
    return true;
}

/* ---- what no statement has ---- */

/* Most marks that are looked for are nobody's. Of a bucket that was read once it
 * is remembered which parts of the hashes in it occur, so that it need not be
 * read again for others. What is taken out of it stays, and does no harm. */
#define PART_BITS 9

struct mark_parts {
    int64_t version;                              /* of the file, when the first was read; another program changes it */
    uint64_t read[(1 << 16) / 64];                /* by bucket */
    uint64_t parts[(1 << (16 + PART_BITS)) / 64]; /* by the first bits of the mark */
};

static bool bit__is(const uint64_t *bits, uint32_t at)
{
    return (bits[at / 64] >> (at % 64) & 1) != 0;
}

static void bit__set(uint64_t *bits, uint32_t at)
{
    bits[at / 64] |= (uint64_t)1 << (at % 64);
}

static uint32_t mark__part(uint32_t mark)
{
    return mark >> (16 - PART_BITS);
}

static bool mark__is_nobodys(const ledger *l, uint32_t mark)
{
    return l->mark_parts != NULL && bit__is(l->mark_parts->read, mark >> 16) &&
           !bit__is(l->mark_parts->parts, mark__part(mark));
}

static void bucket__note(ledger *l, uint32_t bucket, const uint8_t *entries, size_t size)
{
    struct mark_parts *p = l->mark_parts;
    if (p == NULL) return;
    for (size_t at = 0; at + ENTRY <= size; at += ENTRY)
        bit__set(p->parts, mark__part(bucket << 16 | number__get(entries + at, 2)));
    bit__set(p->read, bucket);
}

int marks_begin(ledger *l)
{
    int64_t version;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_DATA_VERSION);
    if (s == NULL) return l->error;
    int row = ledger_sql_row(l, s);
    if (row < 0) return row;
    version = sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    if (l->mark_parts != NULL && l->mark_parts->version == version) return SELON_OK;
    marks_forget(l);
    l->mark_parts = l->allocator.allocate(sizeof *l->mark_parts, l->allocator.payload);
    if (l->mark_parts == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    memset(l->mark_parts, 0, sizeof *l->mark_parts);
    l->mark_parts->version = version;
    return SELON_OK;
}

void marks_forget(ledger *l)
{
    if (l->mark_parts != NULL) l->allocator.release(l->mark_parts, l->allocator.payload);
    l->mark_parts = NULL;
}

int marks_find(ledger *l, arena *a, uint32_t mark, mark_list *out)
{
    *out = (mark_list){0};
    if (mark__is_nobodys(l, mark)) return SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARKS_GET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, mark >> 16);
    int row = ledger_sql_row(l, s);
    if (row == 0) bucket__note(l, mark >> 16, NULL, 0);
    if (row != 1) return row;
    const void *bytes = sqlite3_column_blob(s, 0);
    size_t size = bytes != NULL ? (size_t)sqlite3_column_bytes(s, 0) : 0;
    bucket__note(l, mark >> 16, bytes, size);
    bool good = bucket__find(a, mark, bytes, size, out);
    sqlite3_reset(s);
    return good ? SELON_OK : ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
}

int marks_add(ledger *l, uint32_t mark, mark_entry entry)
{
    uint8_t bytes[ENTRY];
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARKS_ADD);
    if (s == NULL) return l->error;
    if (l->mark_parts != NULL) bit__set(l->mark_parts->parts, mark__part(mark));
    number__put(bytes, mark & 0xFFFF, 2);
    number__put(bytes + 2, entry.statement, 4);
    bytes[6] = entry.entered;
    sqlite3_bind_int64(s, 1, mark >> 16);
    sqlite3_bind_blob(s, 2, bytes, ENTRY, SQLITE_TRANSIENT);
    return ledger_sql_do(l, s);
}

int marks_remove(ledger *l, arena *a, uint32_t mark, int64_t statement)
{
    uint8_t *entries;
    size_t size, kept = 0;
    int error = bucket__read(l, a, mark, &entries, &size);
    if (error != SELON_OK) return error;
    for (size_t at = 0; at < size; at += ENTRY) {
        if (entry__is_of(entries + at, mark) && number__get(entries + at + 2, 4) == statement) continue;
        memmove(entries + kept, entries + at, ENTRY);
        kept += ENTRY;
    }
    if (kept == size) return SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARKS_SET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, mark >> 16);
    sqlite3_bind_blob64(s, 2, entries, kept, SQLITE_STATIC);
    return ledger_sql_do(l, s);
}
