/* SPDX-License-Identifier: Apache-2.0
 *
 * mark_store.c - the marks (marks.h) of a ledger.
 *
 * A statement leaves some five marks, which are hashes: written one by one, each
 * would change another page of the file, and a transaction nearly all of them.
 * So there are two tables:
 *
 *     mark_runs   what was entered lately, a row for each transaction
 *     marks       what was entered before, in 65,536 buckets by the mark's upper half
 *
 * Who writes has the runs in memory, too (`young`). When they are YOUNG_MOST
 * entries, all go into the buckets in one pass and the runs begin anew: a bucket
 * is written once in some 100,000 statements, however large the ledger.
 *
 *     run     a statement after the other: how far its number is from that of the one before, as
 *             a zigzag; how many marks it has here * 4 + entered - 1; the marks without their lowest
 *             four bits, two of them in seven bytes. In runs of older schemas (form 1) marks of four
 *             bytes each, or (form 0) entries of nine: the mark, the statement, its `entered`
 *     bucket  entries of six bytes: the mark's lower half; statement * 4 + entered - 1
 *
 * all numbers little-endian, the first two of a run's statement in LEB128 (pack.h). Sketches of texts (copy.h) are kept in the same
 * way, by hashes of shingles: in runs of form 2 and in the 65,536 buckets behind those of statements. A text is then what is
 * called a statement here.
 *
 * Most marks that are looked for are nobody's. Of a bucket that was read once it is remembered which parts of the hashes occur in
 * it, so that it need not be read again for others; what is taken out of it stays
 * there, and does no harm.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "ledger/inside.h"
#include "ledger/marks.h"

#define ENTRY 6
#define OLD_RUN_ENTRY 9
#define MARK_NIBBLES 7
#define MARK_ZEROS 4 /* bits, of 32 */
#define RUN_ENTRY 14 /* the most that a mark takes in one: two numbers of up to five bytes, and itself */
#define BUCKETS 65536
#define RUNS_MOST 256 /* more become one */
#define PART_BITS 9
#define NONE UINT32_MAX

typedef struct young_mark {
    uint32_t mark, statement;
    uint32_t before; /* one that was entered earlier and has the same place in `last`, or NONE */
    uint8_t entered; /* 0: it was taken out */
} young_mark;

typedef struct mark_parts {
    uint64_t read[(1 << 16) / 64];               /* buckets */
    uint64_t here[(1 << (16 + PART_BITS)) / 64]; /* by the first bits of the mark */
} mark_parts;

static const uint32_t young_most[MARK_KINDS] = {[MARKS_OF_STATEMENTS] = 1 << 19, [MARKS_OF_TEXTS] = 1 << 18};
static const int run_form[MARK_KINDS] = {[MARKS_OF_STATEMENTS] = 3, [MARKS_OF_TEXTS] = 2};

struct mark_store {
    mark_kind kind;
    bool loaded;            /* `young` has what the runs have */
    bool anew;              /* what is in the runs does not hold any more */
    young_mark *young;      /* in the order of adding */
    uint32_t count, room;   /* of them */
    uint32_t written, runs; /* how many of them are in how many runs */
    uint32_t *last;         /* as many as `room`, by a hash of the mark */
    mark_parts *parts;      /* NULL: there are no buckets */
};

static int no_memory(ledger *l)
{
    return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
}

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

/* ---- what no statement has ---- */

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

/* Is it known that the bucket does not have it? */
static bool mark__is_nobodys(const struct mark_store *m, uint32_t mark)
{
    return m->parts == NULL || (bit__is(m->parts->read, mark >> 16) && !bit__is(m->parts->here, mark__part(mark)));
}

static void bucket__note(struct mark_store *m, uint32_t bucket, const uint8_t *entries, size_t size)
{
    for (size_t at = 0; at + ENTRY <= size; at += ENTRY)
        bit__set(m->parts->here, mark__part(bucket << 16 | number__get(entries + at, 2)));
    bit__set(m->parts->read, bucket);
}

static int store__note_buckets(ledger *l, struct mark_store *m)
{
    if (m->parts != NULL) return SELON_OK;
    m->parts = l->allocator.allocate(sizeof *m->parts, l->allocator.payload);
    if (m->parts == NULL) return no_memory(l);
    memset(m->parts, 0, sizeof *m->parts);
    return SELON_OK;
}

/* ---- young ones ---- */

static uint32_t *young__last(const struct mark_store *m, uint32_t mark)
{
    return &m->last[mark >> MARK_ZEROS & (m->room - 1)]; /* a mark is a hash, but for its lowest bits */
}

static void young__enter(struct mark_store *m, uint32_t at)
{
    uint32_t *last = young__last(m, m->young[at].mark);
    m->young[at].before = *last;
    *last = at;
}

static int young__grow(ledger *l, struct mark_store *m)
{
    uint32_t room = m->room > 0 ? m->room * 2 : 1 << 10;
    young_mark *young = l->allocator.reallocate(m->young, room * sizeof *young, l->allocator.payload);
    if (young == NULL) return no_memory(l);
    m->young = young;
    uint32_t *last = l->allocator.reallocate(m->last, room * sizeof *last, l->allocator.payload);
    if (last == NULL) return no_memory(l);
    m->last = last;
    m->room = room;
    memset(last, 0xFF, room * sizeof *last);
    for (uint32_t i = 0; i < m->count; i++) young__enter(m, i);
    return SELON_OK;
}

static int young__add(ledger *l, struct mark_store *m, uint32_t mark, mark_entry entry)
{
    int error = m->count == m->room ? young__grow(l, m) : SELON_OK;
    if (error != SELON_OK) return error;
    m->young[m->count] = (young_mark){mark, entry.statement, NONE, entry.entered};
    young__enter(m, m->count++);
    return SELON_OK;
}

static void young__clear(struct mark_store *m)
{
    if (m->room > 0) memset(m->last, 0xFF, m->room * sizeof *m->last);
    m->count = m->written = m->runs = 0;
    m->anew = false;
}

/* Those of a mark, behind the `count` that the list has; false without memory. */
static bool young__find(const struct mark_store *m, arena *a, uint32_t mark, mark_list *out)
{
    size_t count = 0, at = out->count;
    if (m->count == 0) return true;
    for (uint32_t i = *young__last(m, mark); i != NONE; i = m->young[i].before)
        count += m->young[i].mark == mark && m->young[i].entered > 0;
    if (count == 0) return true;
    mark_entry *items = arena_try_alloc(a, (at + count) * sizeof *items);
    if (items == NULL) return false;
    if (at > 0) memcpy(items, out->items, at * sizeof *items);
    *out = (mark_list){items, at + count};
    for (uint32_t i = *young__last(m, mark); i != NONE; i = m->young[i].before)
        if (m->young[i].mark == mark && m->young[i].entered > 0)
            items[at + --count] = (mark_entry){m->young[i].statement, m->young[i].entered};
    return true;
}

static int run__read_old(const uint8_t *entries, size_t size, mark_take take, void *payload)
{
    int error = SELON_OK;
    for (size_t at = 0; at + OLD_RUN_ENTRY <= size && error == SELON_OK; at += OLD_RUN_ENTRY) {
        mark_entry e = {number__get(entries + at + 4, 4), entries[at + 8]};
        if (e.statement >= MARK_STATEMENT_END || e.entered > MARK_ENTERED_MOST) continue; /* nobody has written that */
        error = take(number__get(entries + at, 4) & MARK_BITS, e, payload);
    }
    return error;
}

/* A number in LEB128, at most five bytes; false at the end. */
static bool run__number(const uint8_t **at, const uint8_t *end, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; *at < end && shift < 35; shift += 7) {
        uint8_t byte = *(*at)++;
        *out |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return true;
    }
    return false;
}

/* Of marks without their lowest four bits, which are 0, two take seven bytes. */
static size_t marks__bytes(uint64_t count)
{
    return (size_t)(count * MARK_NIBBLES + 1) / 2;
}

static uint32_t mark__get(const uint8_t *at, uint64_t which)
{
    uint32_t mark = 0;
    for (uint64_t k = 0, n = which * MARK_NIBBLES; k < MARK_NIBBLES; k++, n++)
        mark |= (uint32_t)(at[n / 2] >> (n % 2 * 4) & 0xF) << (4 * k + 4);
    return mark;
}

/* Where there are zeros. */
static void mark__put(uint8_t *at, uint64_t which, uint32_t mark)
{
    for (uint64_t k = 0, n = which * MARK_NIBBLES; k < MARK_NIBBLES; k++, n++)
        at[n / 2] |= (uint8_t)((mark >> (4 * k + 4) & 0xF) << (n % 2 * 4));
}

/* As far as it is one. */
static int run__read(const uint8_t *at, size_t size, bool packed, mark_take take, void *payload)
{
    const uint8_t *end = at + size;
    int64_t statement = 0;
    uint64_t step, what;
    int error = SELON_OK;
    while (error == SELON_OK && run__number(&at, end, &step) && run__number(&at, end, &what)) {
        uint64_t count = what / 4;
        size_t bytes = packed ? marks__bytes(count) : (size_t)count * 4;
        statement += step % 2 != 0 ? -(int64_t)(step / 2) - 1 : (int64_t)(step / 2);
        if (statement < 0 || statement >= MARK_STATEMENT_END || bytes > (size_t)(end - at)) break;
        mark_entry e = {(uint32_t)statement, (uint8_t)(what % 4 + 1)};
        for (uint64_t i = 0; i < count && error == SELON_OK; i++)
            error = take(packed ? mark__get(at, i) : number__get(at + 4 * i, 4) & MARK_BITS, e, payload);
        at += bytes;
    }
    return error;
}

/* SQLite gives NULL for an empty one. */
static const uint8_t *column__bytes(sqlite3_stmt *s, int column, size_t *size)
{
    static const uint8_t NOTHING[1] = {0};
    const void *blob = sqlite3_column_blob(s, column);
    *size = blob != NULL ? (size_t)sqlite3_column_bytes(s, column) : 0;
    return blob != NULL ? blob : NOTHING;
}

int marks_read_run(sqlite3_stmt *row, mark_take take, void *payload)
{
    size_t size;
    const uint8_t *bytes = column__bytes(row, 1, &size);
    int form = sqlite3_column_int(row, 2);
    return form == 0 ? run__read_old(bytes, size, take, payload) : run__read(bytes, size, form > 1, take, payload);
}

int marks_read_bucket(sqlite3_stmt *row, mark_take take, void *payload)
{
    size_t size;
    int error = SELON_OK;
    const uint8_t *bytes = column__bytes(row, 1, &size);
    uint32_t upper = (uint32_t)(sqlite3_column_int64(row, 0) % BUCKETS) << 16;
    for (size_t at = 0; at + ENTRY <= size && error == SELON_OK; at += ENTRY) {
        uint32_t what = number__get(bytes + at + 2, 4);
        error = take(upper | (number__get(bytes + at, 2) & MARK_BITS), (mark_entry){what / 4, (uint8_t)(what % 4 + 1)},
                     payload);
    }
    return error;
}

typedef struct young_taking {
    ledger *l;
    struct mark_store *m;
} young_taking;

static int young__take(uint32_t mark, mark_entry entry, void *payload)
{
    const young_taking *t = payload;
    return young__add(t->l, t->m, mark, entry);
}

static int store__load_runs(ledger *l, struct mark_store *m)
{
    young_taking taking = {l, m};
    young__clear(m);
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARK_RUNS);
    if (s == NULL) return l->error;
    sqlite3_bind_int(s, 1, m->kind == MARKS_OF_TEXTS);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) {
        int error = marks_read_run(s, young__take, &taking);
        if (error != SELON_OK) {
            sqlite3_reset(s);
            return error;
        }
        m->runs++;
    }
    m->written = m->count;
    return row;
}

static int64_t bucket__row(const struct mark_store *m, uint32_t bucket)
{
    return (int64_t)bucket + (m->kind == MARKS_OF_TEXTS ? BUCKETS : 0);
}

/* The ledger's store, with what the runs have. */
static int store__load(ledger *l, mark_kind kind, struct mark_store **out)
{
    struct mark_store *m = *out = l->mark_stores[kind];
    if (m == NULL) {
        m = *out = l->mark_stores[kind] = l->allocator.allocate(sizeof *m, l->allocator.payload);
        if (m == NULL) return no_memory(l);
        memset(m, 0, sizeof *m);
        m->kind = kind;
    }
    if (m->loaded) return SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARKS_ANY);
    if (s != NULL) sqlite3_bind_int64(s, 1, bucket__row(m, 0));
    int row = s != NULL ? ledger_sql_row(l, s) : l->error, error = row < 0 ? row : SELON_OK;
    if (row == 1) {
        sqlite3_reset(s);
        error = store__note_buckets(l, m);
    }
    if (error == SELON_OK) error = store__load_runs(l, m);
    m->loaded = error == SELON_OK;
    return error;
}

/* ---- writing ---- */

static uint8_t *run__put_number(uint8_t *at, uint64_t n)
{
    for (; n >= 0x80; n >>= 7) *at++ = (uint8_t)(n | 0x80);
    *at++ = (uint8_t)n;
    return at;
}

/* One statement's next marks as they are in a run; *i moves behind them. */
static uint8_t *run__put(const struct mark_store *m, uint32_t *i, int64_t before, uint8_t *at)
{
    const young_mark *first = &m->young[*i];
    uint32_t end = *i, live = 0;
    for (; end < m->count; end++) {
        const young_mark *y = &m->young[end];
        if (y->entered != 0 && (y->statement != first->statement || y->entered != first->entered)) break;
        live += y->entered != 0;
    }
    int64_t step = (int64_t)first->statement - before;
    at = run__put_number(at, step < 0 ? (uint64_t)(-step) * 2 - 1 : (uint64_t)step * 2);
    at = run__put_number(at, (uint64_t)live * 4 + first->entered - 1);
    uint64_t put = 0;
    memset(at, 0, marks__bytes(live));
    for (; *i < end; ++*i)
        if (m->young[*i].entered != 0) mark__put(at, put++, m->young[*i].mark);
    return at + marks__bytes(live);
}

/* The live young entries from one on, as a run. */
static int run__write(ledger *l, struct mark_store *m, uint32_t from)
{
    int64_t before = 0;
    if (from == m->count) return SELON_OK;
    uint8_t *bytes = l->allocator.allocate((size_t)(m->count - from) * RUN_ENTRY, l->allocator.payload);
    if (bytes == NULL) return no_memory(l);
    uint8_t *at = bytes;
    for (uint32_t i = from; i < m->count;) {
        if (m->young[i].entered == 0) {
            i++;
            continue;
        }
        uint32_t statement = m->young[i].statement;
        at = run__put(m, &i, before, at);
        before = statement;
    }
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARK_RUN_ADD);
    if (s != NULL) sqlite3_bind_blob64(s, 1, bytes, (size_t)(at - bytes), SQLITE_STATIC);
    if (s != NULL) sqlite3_bind_int(s, 2, run_form[m->kind]);
    int error = s != NULL ? ledger_sql_do(l, s) : l->error;
    l->allocator.release(bytes, l->allocator.payload);
    m->written = m->count;
    m->runs++;
    return error;
}

static int young__compare(const void *a, const void *b)
{
    const young_mark *x = a, *y = b;
    if (x->mark >> 16 != y->mark >> 16) return x->mark < y->mark ? -1 : 1;
    return (x->before > y->before) - (x->before < y->before);
}

/* The young entries of one bucket, in the order of adding; returns how many. */
static uint32_t bucket__take(struct mark_store *m, uint32_t from, uint8_t *bytes, size_t *size)
{
    uint32_t bucket = m->young[from].mark >> 16, at = from;
    *size = 0;
    for (; at < m->count && m->young[at].mark >> 16 == bucket; at++) {
        const young_mark *y = &m->young[at];
        if (y->entered == 0) continue;
        number__put(bytes + *size, y->mark & 0xFFFF, 2);
        number__put(bytes + *size + 2, y->statement * 4 + y->entered - 1, 4);
        *size += ENTRY;
        if (m->parts != NULL) bit__set(m->parts->here, mark__part(y->mark));
    }
    return at - from;
}

static int bucket__append(ledger *l, int64_t bucket, const uint8_t *bytes, size_t size)
{
    sqlite3_stmt *s = size > 0 ? ledger_sql_get(l, SQL_MARKS_APPEND) : NULL;
    if (s == NULL) return size > 0 ? l->error : SELON_OK;
    sqlite3_bind_int64(s, 1, bucket);
    sqlite3_bind_blob64(s, 2, bytes, size, SQLITE_STATIC);
    return ledger_sql_do(l, s);
}

static int runs__drop(ledger *l, struct mark_store *m)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARK_RUNS_DROP);
    if (s == NULL) return l->error;
    sqlite3_bind_int(s, 1, m->kind == MARKS_OF_TEXTS);
    return ledger_sql_do(l, s);
}

/* All young entries into the buckets. */
static int young__settle(ledger *l, struct mark_store *m)
{
    size_t size;
    uint8_t *bytes = l->allocator.allocate((size_t)m->count * ENTRY + 1, l->allocator.payload);
    if (bytes == NULL) return no_memory(l);
    for (uint32_t i = 0; i < m->count; i++) m->young[i].before = i;
    qsort(m->young, m->count, sizeof *m->young, young__compare);
    int error = store__note_buckets(l, m);
    if (error == SELON_OK) error = runs__drop(l, m);
    for (uint32_t i = 0; i < m->count && error == SELON_OK;) {
        uint32_t bucket = m->young[i].mark >> 16;
        i += bucket__take(m, i, bytes, &size);
        error = bucket__append(l, bucket__row(m, bucket), bytes, size);
    }
    l->allocator.release(bytes, l->allocator.payload);
    young__clear(m);
    return error;
}

int marks_settle(ledger *l)
{
    struct mark_store *m;
    int error = SELON_OK;
    for (int kind = 0; kind < MARK_KINDS && error == SELON_OK; kind++) {
        error = store__load(l, (mark_kind)kind, &m);
        if (error == SELON_OK && m->count > 0) error = young__settle(l, m);
    }
    return error;
}

static int store__commit(ledger *l, struct mark_store *m)
{
    if (m == NULL || !m->loaded || (m->written == m->count && !m->anew)) return SELON_OK;
    if (m->count >= young_most[m->kind]) return young__settle(l, m);
    if (!m->anew && m->runs < RUNS_MOST) return run__write(l, m, m->written);
    int error = runs__drop(l, m);
    m->runs = 0;
    m->anew = false;
    return error == SELON_OK ? run__write(l, m, 0) : error;
}

int marks_commit(ledger *l)
{
    int error = SELON_OK;
    for (int kind = 0; kind < MARK_KINDS && error == SELON_OK; kind++) error = store__commit(l, l->mark_stores[kind]);
    return error;
}

int marks_join(ledger *l)
{
    struct mark_store *m;
    int error = SELON_OK;
    for (int kind = 0; kind < MARK_KINDS && error == SELON_OK; kind++) {
        error = store__load(l, (mark_kind)kind, &m);
        if (error == SELON_OK && m->runs > 1) m->anew = true;
    }
    return error;
}

void marks_forget(ledger *l)
{
    for (int kind = 0; kind < MARK_KINDS; kind++) {
        struct mark_store *m = l->mark_stores[kind];
        if (m == NULL) continue;
        if (m->young != NULL) l->allocator.release(m->young, l->allocator.payload);
        if (m->last != NULL) l->allocator.release(m->last, l->allocator.payload);
        if (m->parts != NULL) l->allocator.release(m->parts, l->allocator.payload);
        l->allocator.release(m, l->allocator.payload);
        l->mark_stores[kind] = NULL;
    }
}

/* ---- asking ---- */

static bool entry__is_of(const uint8_t *entry, uint32_t mark)
{
    return (number__get(entry, 2) & MARK_BITS) == (mark & 0xFFFF);
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
    for (size_t at = 0; at + ENTRY <= size; at += ENTRY) {
        if (!entry__is_of(entries + at, mark)) continue;
        uint32_t what = number__get(entries + at + 2, 4);
        items[out->count++] = (mark_entry){what / 4, (uint8_t)(what % 4 + 1)};
    }
    return true;
}

static int bucket__ask(ledger *l, struct mark_store *m, arena *a, uint32_t mark, mark_list *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_MARKS_GET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, bucket__row(m, mark >> 16));
    int row = ledger_sql_row(l, s);
    if (row == 0) bucket__note(m, mark >> 16, NULL, 0);
    if (row != 1) return row;
    const void *bytes = sqlite3_column_blob(s, 0);
    size_t size = bytes != NULL ? (size_t)sqlite3_column_bytes(s, 0) : 0;
    bucket__note(m, mark >> 16, bytes, size);
    bool good = bucket__find(a, mark, bytes, size, out);
    sqlite3_reset(s);
    return good ? SELON_OK : no_memory(l);
}

int marks_find(ledger *l, mark_kind kind, arena *a, uint32_t mark, mark_list *out)
{
    struct mark_store *m;
    *out = (mark_list){0};
    int error = store__load(l, kind, &m);
    if (error == SELON_OK && !mark__is_nobodys(m, mark)) error = bucket__ask(l, m, a, mark, out);
    if (error != SELON_OK) return error;
    return young__find(m, a, mark, out) ? SELON_OK : no_memory(l);
}

int marks_add(ledger *l, mark_kind kind, uint32_t mark, mark_entry entry)
{
    struct mark_store *m;
    int error = store__load(l, kind, &m);
    return error == SELON_OK ? young__add(l, m, mark, entry) : error;
}

/* ---- taking out ---- */

static bool young__remove(struct mark_store *m, uint32_t mark, int64_t statement)
{
    if (m->count == 0) return false;
    for (uint32_t i = *young__last(m, mark); i != NONE; i = m->young[i].before) {
        young_mark *y = &m->young[i];
        if (y->mark != mark || y->statement != statement || y->entered == 0) continue;
        y->entered = 0;
        m->anew |= i < m->written;
        return true;
    }
    return false;
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
    if (copy == NULL) return no_memory(l);
    *out = copy;
    *size = had;
    return SELON_OK;
}

int marks_remove(ledger *l, arena *a, uint32_t mark, int64_t statement)
{
    struct mark_store *m;
    uint8_t *entries;
    size_t size, kept = 0;
    int error = store__load(l, MARKS_OF_STATEMENTS, &m);
    if (error != SELON_OK || young__remove(m, mark, statement)) return error;
    if (mark__is_nobodys(m, mark)) return SELON_OK;
    if ((error = bucket__read(l, a, mark, &entries, &size)) != SELON_OK) return error;
    for (size_t at = 0; at < size; at += ENTRY) {
        if (entry__is_of(entries + at, mark) && number__get(entries + at + 2, 4) / 4 == statement) continue;
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

int marks_remove_all(ledger *l)
{
    struct mark_store *m = l->mark_stores[MARKS_OF_STATEMENTS];
    if (m != NULL) young__clear(m); /* what is remembered of the buckets does no harm */
    return ledger_run(l, "delete from marks where bucket < 65536; delete from mark_runs where form < 2;");
}
