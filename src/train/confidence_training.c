/* SPDX-License-Identifier: Apache-2.0
 *
 * confidence_training.c - see confidence_training.h.
 */
#include "train/confidence_training.h"

#include <math.h>
#include <string.h>

#include "score/score_match.h"

/* A map of fewer statements would be chance. */
#define LEAST_EXAMPLES 50
/* The penalties: of the square of a weight's distance to the map that changes nothing. */
#define PENALTY 10.0
#define BIAS_PENALTY 1.0
#define STEPS 50
#define CLOSE 1e-6
/* A step that would go farther is shortened: far from the end the regression's curve leads astray. */
#define FARTHEST 1.0
#define WEIGHT_MOST 50.0

/* ---- examples ---- */

/* Spans of tokens without the marks at their ends, in order and apart. */
static score_spans spans_of(arena *a, const text *t, const range *spans, size_t count)
{
    score_spans out = {ARENA_ARRAY(a, selon_span, count + 1), 0};
    for (size_t i = 0; i < count; i++) {
        range r = spans[i];
        while (r.start < r.end && t->tokens[r.start].kind == TOKEN_PUNCT) r.start++;
        while (r.end > r.start && t->tokens[r.end - 1].kind == TOKEN_PUNCT) r.end--;
        if (r.end > r.start) out.items[out.count++] = (selon_span){r.start, r.end};
    }
    score_spans_sort(&out);
    size_t kept = 0;
    for (size_t i = 0; i < out.count; i++) {
        if (kept == 0 || out.items[kept - 1].end < out.items[i].start)
            out.items[kept++] = out.items[i];
        else if (out.items[kept - 1].end < out.items[i].end)
            out.items[kept - 1].end = out.items[i].end;
    }
    out.count = kept;
    return out;
}

static score_items gold_items(arena *a, const gold_document *d)
{
    score_items out = {ARENA_ZARRAY(a, score_item, d->statement_count + 1), d->statement_count};
    for (size_t i = 0; i < d->statement_count; i++) {
        out.items[i].cue_tokens = spans_of(a, d->text, &d->statements[i].cue, 1);
        out.items[i].content_tokens = spans_of(a, d->text, d->statements[i].content, d->statements[i].content_count);
    }
    return out;
}

static score_items found_items(arena *a, const gold_document *d, const attribution_list *found)
{
    score_items out = {ARENA_ZARRAY(a, score_item, found->count + 1), found->count};
    for (size_t i = 0; i < found->count; i++) {
        out.items[i].cue_tokens = spans_of(a, d->text, &found->items[i].cue, 1);
        out.items[i].content_tokens = spans_of(a, d->text, found->items[i].content, found->items[i].content_count);
    }
    return out;
}

void confidence_examples_add(run *r, confidence_examples *all, const gold_document *d, const attribution_list *found,
                             uint32_t language, float weight)
{
    if (found->count == 0) return; /* nor need there be any room yet */
    if (all->count + found->count > all->room) {
        confidence_example *old = all->items;
        all->room = 2 * (all->count + found->count);
        all->items = run_alloc(r, all->room, sizeof *all->items);
        if (old != NULL) memcpy(all->items, old, all->count * sizeof *old);
        run_free(r, old);
    }
    score_pairs pairs = score_match(r->scratch, gold_items(r->scratch, d), found_items(r->scratch, d, found));
    confidence_example *first = all->items + all->count;
    for (size_t i = 0; i < found->count; i++) {
        first[i] = (confidence_example){.language = language, .weight = weight};
        confidence_signs(&found->items[i], first[i].signs);
    }
    for (size_t i = 0; i < pairs.count; i++) first[pairs.items[i].predicted].right = 1;
    all->count += found->count;
}

/* ---- the regression ---- */

typedef struct regression {
    const confidence_examples *all;
    uint32_t language;
    double weights[CONFIDENCE_SIGNS];
    double gradient[CONFIDENCE_SIGNS];
    double curve[CONFIDENCE_SIGNS][CONFIDENCE_SIGNS]; /* the matrix of second derivatives */
} regression;

/* The weight of the map that changes nothing. */
static double neutral(unsigned i)
{
    return i == CONFIDENCE_ODDS ? 1 : 0;
}

static double chance_of(const regression *g, const confidence_example *e)
{
    double sum = 0;
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) sum += g->weights[i] * (double)e->signs[i];
    return 1 / (1 + exp(-sum));
}

/* Minus the logarithm of how likely what happened is. */
static double loss(const regression *g)
{
    double sum = 0;
    for (size_t n = 0; n < g->all->count; n++) {
        const confidence_example *e = &g->all->items[n];
        if (e->language != g->language) continue;
        double p = chance_of(g, e);
        sum -= (double)e->weight * log((e->right ? p : 1 - p) + 1e-12);
    }
    return sum;
}

static void regression__derive(regression *g)
{
    memset(g->curve, 0, sizeof g->curve);
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) {
        double penalty = i == CONFIDENCE_BIAS ? BIAS_PENALTY : PENALTY;
        g->gradient[i] = penalty * (g->weights[i] - neutral(i));
        g->curve[i][i] = penalty;
    }
    for (size_t n = 0; n < g->all->count; n++) {
        const confidence_example *e = &g->all->items[n];
        if (e->language != g->language) continue;
        double p = chance_of(g, e), w = (double)e->weight;
        for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) {
            if (e->signs[i] == 0) continue;
            double x = (double)e->signs[i];
            g->gradient[i] += w * x * (p - e->right);
            for (unsigned k = 0; k <= i; k++) g->curve[i][k] += w * x * (double)e->signs[k] * p * (1 - p);
        }
    }
}

/* Solves curve * step = gradient by Cholesky's decomposition: the penalties
 * make the matrix positive definite. */
static void regression__solve(regression *g, double step[CONFIDENCE_SIGNS])
{
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++)
        for (unsigned k = 0; k <= i; k++) {
            double sum = g->curve[i][k];
            for (unsigned n = 0; n < k; n++) sum -= g->curve[i][n] * g->curve[k][n];
            g->curve[i][k] = i == k ? sqrt(sum) : sum / g->curve[k][k];
        }
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) {
        step[i] = g->gradient[i];
        for (unsigned n = 0; n < i; n++) step[i] -= g->curve[i][n] * step[n];
        step[i] /= g->curve[i][i];
    }
    for (unsigned i = CONFIDENCE_SIGNS; i-- > 0;) {
        for (unsigned n = i + 1; n < CONFIDENCE_SIGNS; n++) step[i] -= g->curve[n][i] * step[n];
        step[i] /= g->curve[i][i];
    }
}

/* Goes a step; returns how far. */
static double regression__step(regression *g)
{
    double step[CONFIDENCE_SIGNS], far = 0;
    regression__derive(g);
    regression__solve(g, step);
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) far = fmax(far, fabs(step[i]));
    double share = far > FARTHEST ? FARTHEST / far : 1;
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) {
        double w = g->weights[i] - share * step[i];
        g->weights[i] = fmin(fmax(w, -WEIGHT_MOST), WEIGHT_MOST);
    }
    return far;
}

confidence_map confidence_map_fit(run *r, const confidence_examples *all, uint32_t language)
{
    confidence_map out = {0};
    size_t count = 0;
    for (size_t n = 0; n < all->count; n++) count += all->items[n].language == language;
    if (count < LEAST_EXAMPLES) return out;
    regression *g = run_alloc(r, 1, sizeof *g);
    g->all = all;
    g->language = language;
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) g->weights[i] = neutral(i);
    double before = loss(g);
    for (unsigned n = 0; n < STEPS && regression__step(g) > CLOSE; n++) run_advance(r, 0);
    out.known = loss(g) < before; /* false for a number that is none, too */
    for (unsigned i = 0; i < CONFIDENCE_SIGNS && out.known; i++) out.weights[i] = (float)g->weights[i];
    run_free(r, g);
    return out;
}
