/* SPDX-License-Identifier: Apache-2.0
 *
 * counted_bits.c - counting many statements. See counted.h.
 *
 * What has few values is a set, and two sets are counted 64 at a time. Speakers
 * are numbers, the most frequent ones first, so that most of what is counted
 * stands in a few pages of memory. Outlets and articles are counted by runs of one
 * text.
 */
#include "room/counted.h"

/* ---- months ---- */

static void months__count(const census_time *t, const uint64_t *bits, counted *out)
{
    for (uint32_t m = 0; m < t->month_count && out->month_count < COUNTED_MONTHS; m++) {
        uint32_t from = t->months[m].from, to = t->months[m + 1].from, any = 0;
        counted_month *month = &out->months[out->month_count];
        if (!bits_any(bits, from, to)) continue;
        *month = (counted_month){.month = t->months[m].month};
        for (int type = 0; type <= SELON_MIXED; type++)
            any += month->types[type] = bits_count_both(bits, t->types[type], from, to);
        out->month_count += any > 0;
    }
}

/* ---- speakers ---- */

static void speakers__rank(const pick *k, const census_genders *g, const uint32_t *counts, counted *out)
{
    const census_time *t = &k->census->time;
    for (uint32_t i = 1; i <= t->speaker_count; i++) {
        if (counts[i] == 0) continue;
        out->speaker_all++;
        out->people += !(t->speakers[i] & SPEAKER_NAME);
        if (out->speaker_count < COUNTED_TOP || counts[i] >= out->speakers[COUNTED_TOP - 1].count)
            out->speaker_count = tally_best(out->speakers, out->speaker_count, COUNTED_TOP,
                                            (tally_item){t->speakers[i], counts[i]});
        if (g == NULL) continue;
        out->gender_statements[g->speakers[i]] += counts[i];
        out->gender_speakers[g->speakers[i]]++;
    }
}

static void speakers__count(arena *a, const pick *k, const census_genders *g, counted *out)
{
    const census_time *t = &k->census->time;
    uint32_t *counts = ARENA_ZARRAY(a, uint32_t, (size_t)t->speaker_count + 1);
    for (size_t w = 0; w < bits_words(k->census->count); w++) {
        const uint32_t *speaker = &t->speaker[w * 64];
        if (k->bits[w] == UINT64_MAX)
            for (int i = 0; i < 64; i++) counts[speaker[i]]++;
        else
            for (uint64_t left = k->bits[w]; left != 0; left &= left - 1) counts[speaker[__builtin_ctzll(left)]]++;
    }
    speakers__rank(k, g, counts, out);
}

/* ---- outlets and articles ---- */

typedef struct places_count {
    const pick *pick;
    counted *out;
    uint32_t *outlets, *seen; /* by outlet; the last step that has seen it */
    uint64_t *articles;
    uint32_t step, lack; /* lack: index of the next of those that lack a place */
} places_count;

static void places__article(places_count *n, uint32_t article)
{
    n->out->articles += !bits_has(n->articles, article);
    bits_put(n->articles, article);
}

/* So many statements that stand at all places of their text; or one, `row`, that does not. */
static void places__text(places_count *n, uint32_t index, uint32_t times, const census_row *row)
{
    const census *c = n->pick->census;
    const census_text *text = &c->texts[index];
    n->step++;
    for (uint32_t i = text->first; i < text->end; i++) {
        const census_place *p = &c->places[i];
        if (row != NULL && census_is_absent(c, row, p->text)) continue;
        places__article(n, p->article);
        if (p->outlet != 0 && n->seen[p->outlet] != n->step) n->outlets[p->outlet] += times;
        n->seen[p->outlet] = n->step;
    }
}

/* Those of a run that lack a place are counted one by one; returns how many. */
static uint32_t places__lacking(places_count *n, const census_run *run)
{
    const census *c = n->pick->census;
    const census_time *t = &c->time;
    uint32_t count = 0;
    for (; n->lack < t->lack_count && t->lacks[n->lack] < run[1].from; n->lack++) {
        if (!bits_has(n->pick->bits, t->lacks[n->lack])) continue;
        places__text(n, run->text, 1, &c->rows[t->rows[t->lacks[n->lack]]]);
        count++;
    }
    return count;
}

static void places__run(places_count *n, const census_run *run)
{
    uint32_t times = bits_count(n->pick->bits, run->from, run[1].from);
    if (run->article != RUN_MANY) {
        if (times == 0) return;
        places__article(n, run->article);
        n->outlets[run->outlet] += times;
        return;
    }
    times -= places__lacking(n, run);
    if (times == 0) return;
    if (run->outlet == RUN_MANY) {
        places__text(n, run->text, times, NULL);
        return;
    }
    for (const census_stand *s = &n->pick->census->time.stands[run->outlet]; s->article != RUN_MANY; s++) {
        places__article(n, s->article);
        n->outlets[s->outlet] += times;
    }
}

static void places__count(arena *a, const pick *k, counted *out)
{
    const census *c = k->census;
    places_count n = {.pick = k, .out = out};
    n.outlets = ARENA_ZARRAY(a, uint32_t, (size_t)c->outlet_most + 1);
    n.seen = ARENA_ZARRAY(a, uint32_t, (size_t)c->outlet_most + 1);
    n.articles = ARENA_ZARRAY(a, uint64_t, bits_words(c->article_most));
    for (uint32_t r = 0; r < c->time.run_count; r++) places__run(&n, &c->time.runs[r]);
    for (uint32_t o = 1; o <= c->outlet_most; o++) {
        if (n.outlets[o] == 0) continue;
        out->outlet_all++;
        out->outlet_count = tally_best(out->outlets, out->outlet_count, COUNTED_TOP, (tally_item){o, n.outlets[o]});
    }
}

/* ---- all of it ---- */

void counted_bits(arena *a, const pick *k, const census_genders *g, counted *out)
{
    const census *c = k->census;
    const census_time *t = &c->time;
    for (int i = 0; i < 4; i++) {
        out->types[i] = bits_count_both(k->bits, t->types[i], 0, c->count);
        out->kinds[i] = bits_count_both(k->bits, t->kinds[i], 0, c->count);
    }
    for (uint32_t i = 0; i < c->lang_count; i++) out->langs[i] = bits_count_both(k->bits, t->langs[i], 0, c->count);
    months__count(t, k->bits, out);
    speakers__count(a, k, g, out);
    places__count(a, k, out);
    if (k->all) out->articles = (uint32_t)c->totals.articles;
}
