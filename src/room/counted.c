/* SPDX-License-Identifier: Apache-2.0
 *
 * counted.c - see counted.h.
 */
#include "room/counted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define KEPT 64
#define KEY_MOST 1024
#define COUNT_LEAST 2000 /* fewer are counted faster than they are remembered */
#define OUTLETS_A_ROW 16

/* ---- what is kept ---- */

typedef struct kept {
    char key[KEY_MOST];
    uint64_t used;
    counted value;
} kept;

struct counted_cache {
    pthread_mutex_t lock;
    uint64_t asked;
    kept *items[KEPT];
};

counted_cache *counted_cache_new(void)
{
    counted_cache *c = calloc(1, sizeof *c);
    if (c != NULL) pthread_mutex_init(&c->lock, NULL);
    return c;
}

void counted_cache_free(counted_cache *c)
{
    if (c == NULL) return;
    for (size_t i = 0; i < KEPT; i++) free(c->items[i]);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

static bool cache__find(counted_cache *c, const char *key, counted *out)
{
    bool found = false;
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < KEPT && !found; i++) {
        kept *k = c->items[i];
        found = k != NULL && strcmp(k->key, key) == 0;
        if (!found) continue;
        k->used = ++c->asked;
        *out = k->value;
    }
    pthread_mutex_unlock(&c->lock);
    return found;
}

static void cache__put(counted_cache *c, const char *key, const counted *value)
{
    pthread_mutex_lock(&c->lock);
    kept **place = &c->items[0];
    for (size_t i = 1; i < KEPT && *place != NULL; i++)
        if (c->items[i] == NULL || c->items[i]->used < (*place)->used) place = &c->items[i];
    if (*place == NULL) *place = malloc(sizeof **place);
    if (*place != NULL) {
        snprintf((*place)->key, KEY_MOST, "%s", key);
        (*place)->used = ++c->asked;
        (*place)->value = *value;
    }
    pthread_mutex_unlock(&c->lock);
}

/* All that was asked for, as one string; false when it is too long to be kept. */
static bool key__write(char out[KEY_MOST], const ledger_filter *f, uint64_t person, bool genders)
{
    static const char gap[] = "\x1f";
#define OR_NOTHING(s) ((s) != NULL ? (s) : "")
    int size = snprintf(
        out, KEY_MOST, "%s%s%s%s%s%s%s%s%s%s%s%s%s%s%d %d %d %d %u %u %.3f %llu %d", OR_NOTHING(f->words), gap,
        OR_NOTHING(f->about), gap, OR_NOTHING(f->who), gap, OR_NOTHING(f->role), gap, OR_NOTHING(f->addressee), gap,
        OR_NOTHING(f->outlet), gap, OR_NOTHING(f->lang), gap, (int)f->since, (int)f->until, (int)f->published_since,
        (int)f->published_until, f->types, f->kinds, f->min_confidence, (unsigned long long)person, genders);
#undef OR_NOTHING
    return size > 0 && size < KEY_MOST;
}

/* ---- counting ---- */

static int month__order(const void *a, const void *b)
{
    const counted_month *x = a, *y = b;
    return (x->month > y->month) - (x->month < y->month);
}

/* Most rows are of the month of the row before. */
static void counted__month(counted *out, const census_row *row, uint32_t *last)
{
    int32_t month = row->day / 100;
    if (row->day == 0 || row->type > SELON_MIXED) return;
    if (*last >= out->month_count || out->months[*last].month != month) {
        for (*last = 0; *last < out->month_count && out->months[*last].month != month; ++*last) continue;
        if (*last == COUNTED_MONTHS) return;
        if (*last == out->month_count) out->months[out->month_count++] = (counted_month){.month = month};
    }
    out->months[*last].types[row->type]++;
}

static uint32_t counted__rank(room_tally *t, tally_item *out, uint32_t *all)
{
    *all = t->count;
    uint32_t count = tally_rank(t, COUNTED_TOP);
    memcpy(out, t->items, count * sizeof *out);
    return count;
}

/* Where all statements are asked for, the census knows. */
static void counted__articles(room_tally *articles, const census *c, const census_row *row)
{
    const census_text *text = &c->texts[row->text];
    for (uint32_t i = text->first; i < text->end; i++)
        if (!census_is_absent(c, row, c->places[i].text)) tally_add(articles, c->places[i].article);
}

static void counted__rows(request *q, const pick *k, const census_genders *g, counted *out)
{
    room_tally speakers = tally_new(q->arena), outlets = tally_new(q->arena), articles = tally_new(q->arena);
    uint32_t month = 0, found[OUTLETS_A_ROW];
    for (uint32_t i = 0; i < k->count; i++) {
        const census_row *row = pick_row(k, i);
        uint32_t speaker = pick_speaker(row);
        out->types[row->type]++;
        out->kinds[row->kind]++;
        out->langs[row->lang]++;
        counted__month(out, row, &month);
        bool first = speaker != 0 && tally_add(&speakers, speaker);
        out->people += first && row->person != 0;
        if (k->rows != NULL) counted__articles(&articles, k->census, row);
        if (speaker != 0 && g != NULL) {
            uint8_t gender = row->person != 0 ? g->people[row->person] : g->names[row->name];
            out->gender_statements[gender]++;
            out->gender_speakers[gender] += first;
        }
        size_t count = pick_outlets(k->census, row, found, OUTLETS_A_ROW);
        for (size_t o = 0; o < count; o++) tally_add(&outlets, found[o]);
    }
    out->articles = k->rows != NULL ? articles.count : (uint32_t)k->census->totals.articles;
    out->speaker_count = counted__rank(&speakers, out->speakers, &out->speaker_all);
    out->outlet_count = counted__rank(&outlets, out->outlets, &out->outlet_all);
    qsort(out->months, out->month_count, sizeof *out->months, month__order);
}

const counted *counted_make(request *q, const pick *k, const ledger_filter *filter, uint64_t person)
{
    char key[KEY_MOST];
    const census_genders *g = atomic_load(&k->census->genders);
    counted_cache *cache = k->count >= COUNT_LEAST ? k->census->cache : NULL;
    counted *out = ARENA_NEW(q->arena, counted);
    if (cache != NULL && !key__write(key, filter, person, g != NULL)) cache = NULL;
    if (cache != NULL && cache__find(cache, key, out)) return out;
    out->count = k->count;
    out->genders_known = g != NULL;
    counted__rows(q, k, g, out);
    if (cache != NULL) cache__put(cache, key, out);
    return out;
}
