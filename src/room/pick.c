/* SPDX-License-Identifier: Apache-2.0
 *
 * pick.c - see pick.h.
 *
 * Words are the index's: it gives the ids of statements that have them all. What
 * else is asked for is looked up in the census, so that nothing is read from the
 * file for what is only counted.
 */
#include "room/pick.h"

#include <string.h>

#include "ledger/filter.h"
#include "room/matched.h"
#include "room/view.h"

/* ---- one row ---- */

bool sieve_lets_one_place(const sieve *s, const census_place *p)
{
    const ledger_filter *f = s->filter;
    bool good = f->outlet == NULL;
    for (size_t k = 0; k < s->outlet_count && !good; k++) good = s->outlets[k] == p->outlet;
    if (f->published_since != 0) good = good && p->day >= f->published_since;
    if (f->published_until != 0) good = good && p->day != 0 && p->day <= f->published_until;
    return good;
}

bool sieve_lets_place(const sieve *s, const census_row *row)
{
    const ledger_filter *f = s->filter;
    const census_text *text = &s->c->texts[row->text];
    if (f->outlet == NULL && f->published_since == 0 && f->published_until == 0) return true;
    for (uint32_t i = text->first; i < text->end; i++)
        if (sieve_lets_one_place(s, &s->c->places[i]) && !census_is_absent(s->c, row, s->c->places[i].text))
            return true;
    return false;
}

bool sieve_lets_days(const sieve *s, const census_row *row)
{
    const ledger_filter *f = s->filter;
    int32_t last = row->day_end != 0 ? row->day_end : row->day;
    if (f->since != 0 && last < f->since) return false;
    return f->until == 0 || (row->day != 0 && row->day <= f->until);
}

bool sieve_lets(const sieve *s, const census_row *row)
{
    const ledger_filter *f = s->filter;
    if (f->types != 0 && !(f->types & 1u << row->type)) return false;
    if (f->kinds != 0 && !(f->kinds & 1u << row->kind)) return false;
    if (s->lang != -1 && row->lang != s->lang) return false;
    if (s->person != 0 && row->person != s->person) return false;
    if (row->confidence < s->confidence) return false;
    return sieve_lets_days(s, row) && sieve_lets_place(s, row);
}

/* ---- what is asked for ---- */

static int sieve__outlets(sieve *s, request *q)
{
    const char *name = s->filter->outlet;
    if (name == NULL) return 0;
    const char *wanted = words_fold(q->arena, name, strlen(name), NULL);
    sqlite3_stmt *all = view_sql(q, "select id, name from outlets");
    if (all == NULL) return view_fail(q, q->ledger->error);
    int row;
    while ((row = view_row(q, all)) == 1) {
        const char *known = (const char *)sqlite3_column_text(all, 1);
        if (known == NULL || s->outlet_count == OUTLETS_ASKED) continue;
        if (strcmp(words_fold(q->arena, known, strlen(known), NULL), wanted) == 0)
            s->outlets[s->outlet_count++] = (uint32_t)sqlite3_column_int64(all, 0);
    }
    return row < 0 ? view_fail(q, row) : 0;
}

static int sieve__make(sieve *s, request *q, const census *c, const ledger_filter *filter, uint64_t person)
{
    *s = (sieve){.c = c, .filter = filter, .lang = -1};
    s->confidence = (unsigned)(filter->min_confidence * 1000 + 0.5);
    s->person = person < UINT32_MAX ? (uint32_t)person : UINT32_MAX;
    if (filter->lang != NULL) {
        s->lang = -2;
        for (uint32_t i = 0; i < c->lang_count; i++)
            if (strcmp(c->langs[i], filter->lang) == 0) s->lang = (int)i;
    }
    return sieve__outlets(s, q);
}

static bool sieve__lets_all(const sieve *s)
{
    const ledger_filter *f = s->filter;
    return f->types == 0 && f->kinds == 0 && s->lang == -1 && s->person == 0 && s->confidence == 0 && f->since == 0 &&
           f->until == 0 && f->outlet == NULL && f->published_since == 0 && f->published_until == 0;
}

/* ---- what is looked through ---- */

typedef struct chosen {
    const census *c;
    arena *arena;
    VEC(uint32_t) rows;
    uint64_t *bits; /* NULL: there are few so far */
} chosen;

static uint64_t *bits__new(arena *a, const census *c)
{
    return ARENA_ZARRAY(a, uint64_t, bits_words(c->count));
}

static void chosen__add(chosen *out, uint32_t row)
{
    const uint32_t *places = out->c->time.places;
    if (out->bits == NULL && out->rows.count < PICK_LIST) {
        VEC_PUSH(out->arena, &out->rows, row);
        return;
    }
    if (out->bits == NULL) {
        out->bits = bits__new(out->arena, out->c);
        for (size_t i = 0; i < out->rows.count; i++) bits_put(out->bits, places[out->rows.items[i]]);
    }
    bits_put(out->bits, places[row]);
}

/* The row with this id, which is none of those before `at`; where there is none, the next one's. Where no statement
 * is missing the numbers say where it is. */
static uint32_t rows__find(const census *c, uint32_t at, uint64_t id)
{
    uint64_t guess = at < c->count && id >= c->rows[at].id ? at + (id - c->rows[at].id) : c->count;
    if (guess < c->count && c->rows[guess].id == id) return (uint32_t)guess;
    uint32_t low = at, high = guess < c->count ? (uint32_t)guess : c->count; /* a row's number is at most so far off */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Both go upwards. Whether somebody still waits is asked by SQLite itself, now and then (work.c). */
static int pick__by_words(chosen *out, request *q, const sieve *s, const char *match)
{
    const census *c = s->c;
    out->bits = matched_find(c->matched, q->arena, match);
    if (out->bits != NULL) return 0;
    sqlite3_stmt *found = view_sql(q, "select rowid from words where words match ?1 order by rowid");
    if (found == NULL) return view_fail(q, q->ledger->error);
    sql_bind_text(found, 1, match);
    int row;
    uint32_t at = 0;
    while ((row = ledger_sql_row(q->ledger, found)) == 1) {
        uint64_t id = (uint64_t)sqlite3_column_int64(found, 0);
        at = rows__find(c, at, id);
        if (at < c->count && c->rows[at].id == id) chosen__add(out, at);
    }
    if (row < 0) return view_fail(q, row);
    if (out->bits != NULL) matched_put(c->matched, match, out->bits);
    return 0;
}

static void pick__by_person(chosen *out, const sieve *s)
{
    const census *c = s->c;
    if (s->person > c->person_most) return;
    for (uint32_t i = c->person_first[s->person]; i < c->person_first[s->person + 1]; i++)
        chosen__add(out, c->person_rows[i]);
}

/* The least row that any of the outlets has next; UINT32_MAX: none has one. All that have it go on. */
static uint32_t outlets__next(const sieve *s, uint32_t *at)
{
    const census *c = s->c;
    uint32_t least = UINT32_MAX;
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < s->outlet_count; k++) {
            bool more = s->outlets[k] <= c->outlet_most && at[k] < c->outlet_first[s->outlets[k] + 1];
            uint32_t row = more ? c->outlet_rows[at[k]] : UINT32_MAX;
            if (pass == 0 && row < least) least = row;
            if (pass == 1 && more && row == least) at[k]++;
        }
    return least;
}

/* Each outlet's rows are in order; those of two spellings of one name may share some. */
static void pick__by_outlet(chosen *out, const sieve *s)
{
    uint32_t at[OUTLETS_ASKED], row;
    for (size_t k = 0; k < s->outlet_count; k++)
        at[k] = s->outlets[k] <= s->c->outlet_most ? s->c->outlet_first[s->outlets[k]] : 0;
    while ((row = outlets__next(s, at)) != UINT32_MAX) chosen__add(out, row);
}

static void pick__by_all(chosen *out)
{
    out->bits = bits__new(out->arena, out->c);
    bits_fill(out->bits, 0, out->c->count);
}

/* ---- what goes through ---- */

static void pick__list(pick *out, chosen *from, const sieve *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < from->rows.count; i++)
        if (sieve_lets(s, &s->c->rows[from->rows.items[i]])) from->rows.items[kept++] = from->rows.items[i];
    out->count = (uint32_t)kept;
    if (kept > 0) out->rows = from->rows.items;
}

/* A list again, where few are left. */
static void pick__bits(pick *out, const chosen *from, const sieve *s)
{
    const census *c = s->c;
    uint32_t at = 0, place, count = 0;
    sieve_bits(s, from->arena, from->bits);
    out->count = bits_count(from->bits, 0, c->count);
    out->bits = out->count > PICK_LIST ? from->bits : NULL;
    if (out->bits != NULL || out->count == 0) return;
    uint32_t *rows = ARENA_ARRAY(from->arena, uint32_t, out->count);
    while (bits_next(from->bits, &at, c->count, &place)) rows[count++] = c->time.rows[place];
    out->rows = rows;
}

int pick_make(pick *out, request *q, const census *c, const ledger_filter *filter, uint64_t person)
{
    sieve s;
    const char *match;
    bool nothing;
    static const uint32_t none[1];
    chosen rows = {.c = c, .arena = q->arena};
    *out = (pick){.census = c, .rows = none};
    int status = sieve__make(&s, q, c, filter, person);
    if (status != 0) return status;
    int error = selection_match(q->ledger, q->arena, filter, &match, &nothing);
    if (error != SELON_OK) return view_fail(q, error);
    if (nothing) return 0;
    out->all = match == NULL && sieve__lets_all(&s);
    if (match != NULL)
        status = pick__by_words(&rows, q, &s, match);
    else if (s.person != 0)
        pick__by_person(&rows, &s);
    else if (filter->outlet != NULL)
        pick__by_outlet(&rows, &s);
    else
        pick__by_all(&rows);
    if (rows.bits != NULL)
        pick__bits(out, &rows, &s);
    else
        pick__list(out, &rows, &s);
    return status;
}

const census_row **pick_rows(arena *a, const pick *k)
{
    const census_row **rows = ARENA_ARRAY(a, const census_row *, (size_t)k->count + 1);
    uint32_t at = 0, place, count = 0;
    for (uint32_t i = 0; k->bits == NULL && i < k->count; i++) rows[i] = &k->census->rows[k->rows[i]];
    while (k->bits != NULL && bits_next(k->bits, &at, k->census->count, &place))
        rows[count++] = &k->census->rows[k->census->time.rows[place]];
    return rows;
}

/* ---- in order ---- */

/* What comes first has the greatest key; of two with the same, the greater id (the lesser, where the oldest is first). */
int64_t pick_key(const census_row *row, ledger_sort sort)
{
    switch (sort) {
    case LEDGER_OLDEST: return row->day != 0 ? -(int64_t)row->day : INT64_MIN / 2;
    case LEDGER_SUREST: return row->confidence;
    case LEDGER_LAST_ADDED: return 0;
    default: return row->day;
    }
}

static bool item__before(int64_t key, uint32_t id, int64_t other_key, uint32_t other, ledger_sort sort)
{
    if (key != other_key) return key > other_key;
    return sort == LEDGER_OLDEST ? id < other : id > other;
}

static bool row__before(const census_row *a, const census_row *b, ledger_sort sort)
{
    return item__before(pick_key(a, sort), a->id, pick_key(b, sort), b->id, sort);
}

bool pick_is_after(const pick_mark *after, const census_row *row, ledger_sort sort)
{
    return !after->set || item__before(after->key, after->id, pick_key(row, sort), row->id, sort);
}

/* The best so far are kept in order; most rows fail against the last of them. */
size_t pick_page(const pick *k, ledger_sort sort, const pick_mark *after, const census_row **out, size_t most)
{
    size_t count = 0;
    if (k->bits != NULL) return pick_page_of_bits(k, sort, after, out, most);
    for (uint32_t i = 0; i < k->count; i++) {
        const census_row *row = &k->census->rows[k->rows[i]];
        if (count == most && !row__before(row, out[count - 1], sort)) continue;
        if (!pick_is_after(after, row, sort)) continue;
        size_t at = count < most ? count++ : count - 1;
        for (; at > 0 && row__before(row, out[at - 1], sort); at--) out[at] = out[at - 1];
        out[at] = row;
    }
    return count;
}
