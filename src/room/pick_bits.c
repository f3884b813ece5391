/* SPDX-License-Identifier: Apache-2.0
 *
 * pick_bits.c - many statements: what a filter leaves of a set of them, and a
 * page of what is left. See pick.h.
 *
 * The set is in the order of the days (census_time.c): days are a stretch of it,
 * types, kinds and languages are sets as well, and a page of the newest is what
 * stands last.
 */
#include <string.h>

#include "room/pick.h"

#define LONGEST_SPAN 10000 /* a year, as days are written: no time that a text names is longer (timex) */

/* ---- the sieve ---- */

static void bits__and(uint64_t *bits, const uint64_t *other, size_t words)
{
    for (size_t w = 0; w < words; w++) bits[w] &= other != NULL ? other[w] : 0;
}

/* Those in any of the sets that were asked for, by number. */
static void bits__any(uint64_t *bits, uint64_t *const sets[4], unsigned asked, size_t words)
{
    for (size_t w = 0; asked != 0 && w < words; w++) {
        uint64_t any = 0;
        for (unsigned k = 0; k < 4; k++)
            if (sets[k] != NULL && asked & 1u << k) any |= sets[k][w];
        bits[w] &= any;
    }
}

static void bits__sure(const sieve *s, uint64_t *bits, size_t words)
{
    const uint16_t *all = s->c->time.confidences;
    for (size_t w = 0; s->confidence > 0 && w < words; w++) {
        if (bits[w] == 0) continue;
        uint32_t from = (uint32_t)(w * 64), count = s->c->count - from < 64 ? s->c->count - from : 64;
        uint64_t sure = 0;
        for (uint32_t i = 0; i < count; i++) sure |= (uint64_t)(all[from + i] >= s->confidence) << i;
        bits[w] &= sure;
    }
}

static void bits__of_person(const sieve *s, arena *a, uint64_t *bits, size_t words)
{
    const census *c = s->c;
    if (s->person == 0) return;
    uint64_t *own = ARENA_ZARRAY(a, uint64_t, words);
    for (uint32_t i = s->person <= c->person_most ? c->person_first[s->person] : 0;
         s->person <= c->person_most && i < c->person_first[s->person + 1]; i++)
        bits_put(own, c->time.places[c->person_rows[i]]);
    bits__and(bits, own, words);
}

/* The first place of that day or a later one. */
static uint32_t time__first(const census *c, int32_t day)
{
    uint32_t low = c->time.dated, high = c->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->rows[c->time.rows[middle]].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t spans__first(const census_time *t, uint32_t place)
{
    uint32_t low = 0, high = t->span_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (t->spans[middle] < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What is of several days may begin before the stretch, a year at most. */
static void bits__days(const sieve *s, arena *a, uint64_t *bits)
{
    const ledger_filter *f = s->filter;
    const census *c = s->c;
    const census_time *t = &c->time;
    if (f->since == 0 && f->until == 0) return;
    uint32_t from = f->since != 0 ? time__first(c, f->since) : t->dated;
    uint32_t to = f->until != 0 ? time__first(c, f->until + 1) : c->count;
    uint32_t begin = f->since != 0 ? time__first(c, f->since - LONGEST_SPAN) : from;
    uint32_t *kept = ARENA_ARRAY(a, uint32_t, (size_t)t->span_count + 1), count = 0;
    for (uint32_t i = spans__first(t, begin); i < t->span_count && t->spans[i] < from; i++)
        if (bits_has(bits, t->spans[i]) && sieve_lets_days(s, &c->rows[t->rows[t->spans[i]]]))
            kept[count++] = t->spans[i];
    bits_clear(bits, 0, from);
    bits_clear(bits, to, c->count);
    for (uint32_t i = 0; i < count; i++) bits_put(bits, kept[i]);
}

/* The texts that stand in a place that was asked for; whether all of their statements do is another question. */
static const uint64_t *sieve__texts(const sieve *s, arena *a)
{
    const census *c = s->c;
    uint64_t *good = ARENA_ZARRAY(a, uint64_t, bits_words(c->text_count));
    for (uint32_t i = 0; i < c->text_count; i++)
        for (uint32_t p = c->texts[i].first; p < c->texts[i].end; p++)
            if (sieve_lets_one_place(s, &c->places[p])) {
                bits_put(good, i);
                break;
            }
    return good;
}

static void bits__places(const sieve *s, arena *a, uint64_t *bits)
{
    const census *c = s->c;
    const census_time *t = &c->time;
    const ledger_filter *f = s->filter;
    if (f->outlet == NULL && f->published_since == 0 && f->published_until == 0) return;
    const uint64_t *good = sieve__texts(s, a);
    for (uint32_t r = 0; r < t->run_count; r++)
        if (!bits_has(good, t->runs[r].text)) bits_clear(bits, t->runs[r].from, t->runs[r + 1].from);
    for (uint32_t i = 0; i < t->lack_count; i++) {
        uint32_t place = t->lacks[i];
        if (bits_has(bits, place) && !sieve_lets_place(s, &c->rows[t->rows[place]])) bits_drop(bits, place);
    }
}

void sieve_bits(const sieve *s, arena *a, uint64_t *bits)
{
    const census_time *t = &s->c->time;
    size_t words = bits_words(s->c->count);
    bits__any(bits, t->types, s->filter->types, words);
    bits__any(bits, t->kinds, s->filter->kinds, words);
    if (s->lang != -1) bits__and(bits, s->lang >= 0 ? t->langs[s->lang] : NULL, words);
    bits__days(s, a, bits);
    bits__of_person(s, a, bits, words);
    bits__sure(s, bits, words);
    bits__places(s, a, bits);
}

/* ---- a page ---- */

/* All rows in the order of a sort; not of LEDGER_SUREST. */
static uint32_t sequence__row(const census *c, ledger_sort sort, uint32_t n)
{
    const census_time *t = &c->time;
    uint32_t dated = c->count - t->dated;
    if (sort == LEDGER_LAST_ADDED) return c->count - 1 - n;
    if (sort == LEDGER_OLDEST) return t->rows[n < dated ? t->dated + n : n - dated];
    return t->rows[c->count - 1 - n];
}

/* How many rows of the sequence come before the page. */
static uint32_t sequence__first(const census *c, ledger_sort sort, const pick_mark *after)
{
    uint32_t low = 0, high = c->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (pick_is_after(after, &c->rows[sequence__row(c, sort, middle)], sort))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static size_t page__of_sequence(const pick *k, ledger_sort sort, const pick_mark *after, const census_row **out,
                                size_t most)
{
    const census *c = k->census;
    size_t count = 0;
    for (uint32_t n = sequence__first(c, sort, after); n < c->count && count < most; n++) {
        uint32_t row = sequence__row(c, sort, n);
        if (bits_has(k->bits, c->time.places[row])) out[count++] = &c->rows[row];
    }
    return count;
}

/* The newest are looked at first: where several are equally sure they mostly are those with the greatest ids. */
static size_t page__surest(const pick *k, const pick_mark *after, const census_row **out, size_t most)
{
    const census *c = k->census;
    const census_time *t = &c->time;
    size_t count = 0;
    for (size_t w = bits_words(c->count); w > 0; w--)
        for (uint64_t left = k->bits[w - 1]; left != 0;) {
            uint32_t bit = 63 - (uint32_t)__builtin_clzll(left), place = (uint32_t)((w - 1) * 64) + bit;
            left &= ~(UINT64_C(1) << bit);
            const census_row *last = count == most ? out[count - 1] : NULL, *row = &c->rows[t->rows[place]];
            if (last != NULL &&
                (t->confidences[place] < last->confidence || (t->confidences[place] == last->confidence && row < last)))
                continue;
            if (!pick_is_after(after, row, LEDGER_SUREST)) continue;
            size_t at = count < most ? count++ : count - 1;
            for (; at > 0 && (out[at - 1]->confidence < row->confidence ||
                              (out[at - 1]->confidence == row->confidence && out[at - 1] < row));
                 at--)
                out[at] = out[at - 1];
            out[at] = row;
        }
    return count;
}

size_t pick_page_of_bits(const pick *k, ledger_sort sort, const pick_mark *after, const census_row **out, size_t most)
{
    if (most == 0) return 0;
    return sort == LEDGER_SUREST ? page__surest(k, after, out, most) : page__of_sequence(k, sort, after, out, most);
}
