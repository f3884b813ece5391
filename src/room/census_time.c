/* SPDX-License-Identifier: Apache-2.0
 *
 * census_time.c - the rows of a census in the order of their days, as columns.
 *
 * What somebody asks for without a word is often most of a ledger: all since a
 * day, all that is direct. Then going from row to row is what takes the time. So
 * there is a second order of the rows, by day, in which days are a stretch and
 * months are stretches; what has few values is a set of bits; and what stands in
 * one text on one day is one run, counted at once.
 */
#include <stdlib.h>
#include <string.h>

#include "room/census.h"
#include "room/pick.h"

#define DIGITS 65536 /* a day is sorted by its two halves */
#define STANDS_MOST 8

/* ---- the order ---- */

static uint32_t day__digit(const census *c, uint32_t row, unsigned shift)
{
    return (uint32_t)c->rows[row].day >> shift & (DIGITS - 1);
}

/* Rows of the same digit stay as they are. `from` NULL: as the rows are. */
static void time__sort(const census *c, const uint32_t *from, uint32_t *to, unsigned shift, uint32_t *starts)
{
    memset(starts, 0, (DIGITS + 1) * sizeof *starts);
    for (uint32_t i = 0; i < c->count; i++) starts[day__digit(c, i, shift) + 1]++;
    for (uint32_t d = 0; d < DIGITS; d++) starts[d + 1] += starts[d];
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t row = from != NULL ? from[i] : i;
        to[starts[day__digit(c, row, shift)]++] = row;
    }
}

static int time__order(census *c)
{
    census_time *t = &c->time;
    t->rows = ARENA_ARRAY(c->arena, uint32_t, (size_t)c->count + 1);
    t->places = ARENA_ARRAY(c->arena, uint32_t, (size_t)c->count + 1);
    uint32_t *starts = malloc((DIGITS + 1) * sizeof *starts);
    if (starts == NULL) return SELON_ERROR_MEMORY;
    time__sort(c, NULL, t->places, 0, starts);
    time__sort(c, t->places, t->rows, 16, starts);
    free(starts);
    for (uint32_t i = 0; i < c->count; i++) t->places[t->rows[i]] = i;
    while (t->dated < c->count && c->rows[t->rows[t->dated]].day == 0) t->dated++;
    return SELON_OK;
}

static void time__months(census *c)
{
    census_time *t = &c->time;
    int32_t month = 0;
    VEC(census_month) months = {0};
    for (uint32_t i = t->dated; i < c->count; i++) {
        int32_t own = c->rows[t->rows[i]].day / 100;
        if (own != month) VEC_PUSH(c->arena, &months, ((census_month){own, i}));
        month = own;
    }
    t->month_count = (uint32_t)months.count;
    VEC_PUSH(c->arena, &months, ((census_month){0, c->count}));
    t->months = months.items;
}

/* ---- sets ---- */

static void set__add(census *c, uint64_t **set, uint32_t at)
{
    if (*set == NULL) *set = ARENA_ZARRAY(c->arena, uint64_t, bits_words(c->count));
    bits_put(*set, at);
}

static void time__sets(census *c)
{
    census_time *t = &c->time;
    t->langs = ARENA_ZARRAY(c->arena, uint64_t *, LANGS_MOST + 1);
    t->confidences = ARENA_ARRAY(c->arena, uint16_t, (size_t)c->count + 1);
    VEC(uint32_t) spans = {0};
    VEC(uint32_t) lacks = {0};
    for (uint32_t i = 0; i < c->count; i++) {
        const census_row *row = &c->rows[t->rows[i]];
        set__add(c, &t->types[row->type], i);
        set__add(c, &t->kinds[row->kind], i);
        set__add(c, &t->langs[row->lang], i);
        if (row->marks & ROW_ABSENT) VEC_PUSH(c->arena, &lacks, i);
        t->confidences[i] = row->confidence;
        if (row->day_end != 0) VEC_PUSH(c->arena, &spans, i);
    }
    t->spans = spans.items;
    t->span_count = (uint32_t)spans.count;
    t->lacks = lacks.items;
    t->lack_count = (uint32_t)lacks.count;
}

/* ---- speakers ---- */

static int tally__order(const void *a, const void *b)
{
    const tally_item *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

static uint32_t *speaker__place(const census *c, uint32_t *numbers, uint32_t key)
{
    return key & SPEAKER_NAME ? &numbers[c->person_most + 1 + (key & ~SPEAKER_NAME)] : &numbers[key];
}

/* Who says most has the least number: those that are counted all the time stand together. */
static int time__speakers(census *c)
{
    census_time *t = &c->time;
    size_t most = (size_t)c->person_most + c->name_most + 2;
    t->speaker = ARENA_ARRAY(c->arena, uint32_t, (size_t)c->count + 1);
    uint32_t *numbers = calloc(most, sizeof *numbers);
    if (numbers == NULL) return SELON_ERROR_MEMORY;
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t key = pick_speaker(&c->rows[i]);
        if (key != 0) t->speaker_count += (*speaker__place(c, numbers, key))++ == 0;
    }
    t->speakers = arena_try_alloc(c->arena, ((size_t)t->speaker_count + 1) * sizeof *t->speakers);
    tally_item *items = malloc(((size_t)t->speaker_count + 1) * sizeof *items);
    uint32_t count = 0;
    for (uint32_t i = 0; items != NULL && i < most; i++)
        if (numbers[i] > 0)
            items[count++] = (tally_item){i > c->person_most ? (i - c->person_most - 1) | SPEAKER_NAME : i, numbers[i]};
    if (items != NULL && t->speakers != NULL) {
        if (count > 0) qsort(items, count, sizeof *items, tally__order);
        t->speakers[0] = 0;
        for (uint32_t i = 0; i < count; i++) {
            t->speakers[i + 1] = items[i].key;
            *speaker__place(c, numbers, items[i].key) = i + 1;
        }
        for (uint32_t i = 0; i < c->count; i++) {
            uint32_t key = pick_speaker(&c->rows[t->rows[i]]);
            t->speaker[i] = key != 0 ? *speaker__place(c, numbers, key) : 0;
        }
    }
    bool good = items != NULL && t->speakers != NULL;
    free(items);
    free(numbers);
    return good ? SELON_OK : SELON_ERROR_MEMORY;
}

/* ---- runs ---- */

typedef VEC(census_stand) stands;

/* Each outlet of a text's places counts once. */
static void stands__add(census *c, stands *to, const census_text *of)
{
    for (uint32_t i = of->first; i < of->end; i++) {
        uint32_t outlet = c->places[i].outlet;
        for (uint32_t k = of->first; k < i && outlet != 0; k++)
            if (c->places[k].outlet == outlet) outlet = 0;
        VEC_PUSH(c->arena, to, ((census_stand){outlet, c->places[i].article}));
    }
    VEC_PUSH(c->arena, to, ((census_stand){0, RUN_MANY}));
}

static census_run run__of(census *c, uint32_t from, uint32_t text, stands *many)
{
    const census_text *of = &c->texts[text];
    if (of->end == of->first + 1 && !of->lacks)
        return (census_run){from, text, c->places[of->first].outlet, c->places[of->first].article};
    bool few = of->end - of->first <= STANDS_MOST;
    census_run run = {from, text, few ? (uint32_t)many->count : RUN_MANY, RUN_MANY};
    if (few) stands__add(c, many, of);
    return run;
}

static void time__runs(census *c)
{
    census_time *t = &c->time;
    uint32_t count = 0, last = UINT32_MAX;
    for (uint32_t i = 0; i < c->count; i++) {
        count += c->rows[t->rows[i]].text != last;
        last = c->rows[t->rows[i]].text;
    }
    t->runs = ARENA_ARRAY(c->arena, census_run, (size_t)count + 1);
    last = UINT32_MAX;
    stands many = {0};
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t text = c->rows[t->rows[i]].text;
        if (text != last) t->runs[t->run_count++] = run__of(c, i, text, &many);
        last = text;
    }
    t->runs[t->run_count] = (census_run){.from = c->count, .article = RUN_MANY};
    t->stands = many.items;
}

int census_by_time(census *c)
{
    for (uint32_t i = 0; i < c->absence_count; i++) {
        const census_row *row = census_find(c, c->absences[i].statement);
        if (row == NULL) continue;
        c->rows[row - c->rows].marks |= ROW_ABSENT;
        c->texts[row->text].lacks = true;
    }
    int error = time__order(c);
    if (error != SELON_OK) return error;
    time__months(c);
    time__sets(c);
    time__runs(c);
    return time__speakers(c);
}
