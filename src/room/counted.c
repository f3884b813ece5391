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

static uint32_t counted__rank(room_tally *t, tally_item *out)
{
    uint32_t count = tally_rank(t, COUNTED_TOP);
    memcpy(out, t->items, count * sizeof *out);
    return count;
}

/* What is counted while going along the rows. Most rows have the text of the row before, and so its places. */
typedef struct counting {
    const pick *pick;
    const census_genders *genders;
    room_tally speakers, outlets;
    uint64_t *articles; /* a set */
    uint32_t month;     /* index of the last row's */
    uint32_t text;      /* of the last row, and one; 0: none */
    uint32_t found[OUTLETS_A_ROW];
    size_t found_count;
    uint32_t run; /* rows that stand in the outlets found, not yet counted there */
} counting;

static void counting__article(counting *n, counted *out, uint32_t article)
{
    out->articles += !bits_has(n->articles, article);
    bits_put(n->articles, article);
}

static void counting__flush(counting *n)
{
    for (size_t o = 0; n->run > 0 && o < n->found_count; o++) tally_add_some(&n->outlets, n->found[o], n->run);
    n->run = 0;
}

static void counting__places(counting *n, const census_row *row, counted *out)
{
    const census *c = n->pick->census;
    const census_text *text = &c->texts[row->text];
    if (n->text != row->text + 1 || text->lacks) {
        counting__flush(n);
        n->text = row->text + 1;
        n->found_count = pick_outlets(c, row, n->found, OUTLETS_A_ROW);
        for (uint32_t i = text->first; i < text->end; i++)
            if (!census_is_absent(c, row, c->places[i].text)) counting__article(n, out, c->places[i].article);
    }
    n->run++;
}

static void counting__speaker(counting *n, const census_row *row, counted *out)
{
    uint32_t speaker = pick_speaker(row);
    if (speaker == 0) return;
    bool first = tally_add(&n->speakers, speaker);
    out->speaker_all += first;
    out->people += first && row->person != 0;
    if (n->genders == NULL) return;
    uint8_t gender = row->person != 0 ? n->genders->people[row->person] : n->genders->names[row->name];
    out->gender_statements[gender]++;
    out->gender_speakers[gender] += first;
}

static void counted__rows(request *q, const pick *k, const census_genders *g, counted *out)
{
    counting *n = ARENA_NEW(q->arena, counting);
    *n = (counting){.pick = k, .genders = g, .speakers = tally_new(q->arena), .outlets = tally_new(q->arena)};
    n->articles = ARENA_ZARRAY(q->arena, uint64_t, bits_words(k->census->article_most));
    for (uint32_t i = 0; i < k->count; i++) {
        const census_row *row = &k->census->rows[k->rows[i]];
        out->types[row->type]++;
        out->kinds[row->kind]++;
        out->langs[row->lang]++;
        counted__month(out, row, &n->month);
        counting__speaker(n, row, out);
        counting__places(n, row, out);
    }
    counting__flush(n);
    if (k->all) out->articles = (uint32_t)k->census->totals.articles;
    out->outlet_all = n->outlets.count;
    out->outlet_count = counted__rank(&n->outlets, out->outlets);
    out->speaker_count = counted__rank(&n->speakers, out->speakers);
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
    if (k->bits != NULL)
        counted_bits(q->arena, k, g, out);
    else
        counted__rows(q, k, g, out);
    if (cache != NULL) cache__put(cache, key, out);
    return out;
}
