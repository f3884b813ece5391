/* SPDX-License-Identifier: Apache-2.0
 *
 * sparse.c - a classifier over hashed features, of which few are kept.
 *
 * A logistic regression over those classes that are allowed,
 *
 *     p(y | x) = exp(sum of w[f][y] for f in x) / (the same, over the allowed)
 *
 * trained by stochastic gradient with AdaGrad's steps. Where several classes
 * are right, it learns that one of them be chosen, whichever it likes best:
 * the gradient is p(y) - p(y | y is right). The weights that are written are
 * the mean over all steps.
 *
 * Training goes twice. First every feature that was seen often enough has
 * weights. Then the features compete for the places of the file: each line has
 * two, and those that matter most (how often seen, how far apart their
 * weights) go first. The second time only they have weights, and a feature is
 * found as the parser finds it: by its line and its mark. Marks are short, so
 * now and then a feature is taken for another; the weights learn to live with
 * that.
 */
#include "train/sparse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "syntax/parser_model.h"

/* ---- finding rows ---- */

static size_t sparse__slot(const sparse *s, uint64_t key)
{
    size_t i = (size_t)hash_mix(key) & s->mask;
    while (s->keys[i] != 0 && s->keys[i] != key) i = (i + 1) & s->mask;
    return i;
}

static void sparse__grow(sparse *s)
{
    sparse old = *s;
    s->mask = old.mask ? old.mask * 2 + 1 : (1u << 20) - 1;
    s->keys = run_alloc(s->run, s->mask + 1, sizeof *s->keys);
    s->counts = run_alloc(s->run, s->mask + 1, sizeof *s->counts);
    for (size_t i = 0; old.keys != NULL && i <= old.mask; i++) {
        if (old.keys[i] == 0) continue;
        size_t at = sparse__slot(s, old.keys[i]);
        s->keys[at] = old.keys[i];
        s->counts[at] = old.counts[i];
    }
    run_free(s->run, old.keys);
    run_free(s->run, old.counts);
}

static uint32_t sparse__row(const sparse *s, uint64_t key)
{
    if (s->marks == NULL) {
        if (key == 0) key = 1;
        size_t at = sparse__slot(s, key);
        return s->keys[at] == 0 ? UINT32_MAX : s->slots[at];
    }
    uint32_t place = 2 * parser_line(key, s->lines), mark = parser_mark(key, s->bits);
    if (s->marks[place + 1] == mark) return place + 1;
    return s->marks[place] == mark ? place : UINT32_MAX;
}

static unsigned sparse__rows(const sparse *s, const uint64_t *features, unsigned count, uint32_t *rows)
{
    unsigned n = 0;
    for (unsigned i = 0; i < count; i++) {
        uint32_t row = sparse__row(s, features[i]);
        if (row != UINT32_MAX) rows[n++] = row;
    }
    return n;
}

/* ---- learning ---- */

sparse sparse_new(run *r, unsigned classes, unsigned bits, uint32_t lines, double rate)
{
    sparse s = {.run = r, .classes = classes, .bits = bits, .lines = lines, .rate = rate, .usefulness = 0.5};
    sparse__grow(&s);
    return s;
}

static void sparse__forget(sparse *s)
{
    run_free(s->run, s->w);
    run_free(s->run, s->squares);
    run_free(s->run, s->drift);
}

void sparse_free(sparse *s)
{
    sparse__forget(s);
    run_free(s->run, s->keys);
    run_free(s->run, s->slots);
    run_free(s->run, s->counts);
    run_free(s->run, s->marks);
}

static void sparse__begin(sparse *s)
{
    sparse__forget(s);
    s->steps = 0;
    s->w = run_alloc(s->run, (size_t)s->rows * s->classes, sizeof *s->w);
    s->squares = run_alloc(s->run, (size_t)s->rows * s->classes, sizeof *s->squares);
    s->drift = run_alloc(s->run, (size_t)s->rows * s->classes, sizeof *s->drift);
}

void sparse_count(sparse *s, const uint64_t *features, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        uint64_t key = features[i] != 0 ? features[i] : 1;
        if (s->used * 2 >= s->mask) sparse__grow(s);
        size_t at = sparse__slot(s, key);
        s->used += s->keys[at] == 0;
        s->keys[at] = key;
        s->counts[at]++;
    }
}

void sparse_open(sparse *s, unsigned least)
{
    s->slots = run_alloc(s->run, s->mask + 1, sizeof *s->slots);
    s->rows = 0;
    for (size_t i = 0; i <= s->mask; i++) s->slots[i] = s->counts[i] >= least ? s->rows++ : UINT32_MAX;
    sparse__begin(s);
}

static unsigned sparse__sum(const sparse *s, const uint32_t *rows, unsigned n, uint32_t allowed, float *sum)
{
    unsigned best = UINT32_MAX;
    memset(sum, 0, s->classes * sizeof *sum);
    for (unsigned i = 0; i < n; i++)
        for (unsigned y = 0; y < s->classes; y++) sum[y] += s->w[(size_t)rows[i] * s->classes + y];
    for (unsigned y = 0; y < s->classes; y++)
        if ((allowed >> y & 1) != 0 && (best == UINT32_MAX || sum[y] > sum[best])) best = y;
    return best;
}

unsigned sparse_choose(const sparse *s, const uint64_t *features, unsigned count, uint32_t allowed)
{
    uint32_t rows[SPARSE_FEATURES_MOST];
    float sum[SPARSE_CLASSES_MOST];
    return sparse__sum(s, rows, sparse__rows(s, features, count, rows), allowed, sum);
}

unsigned sparse_step(sparse *s, const uint64_t *features, unsigned count, uint32_t allowed, uint32_t good)
{
    uint32_t rows[SPARSE_FEATURES_MOST];
    float p[SPARSE_CLASSES_MOST], total = 0, right = 0;
    unsigned n = sparse__rows(s, features, count, rows);
    unsigned best = sparse__sum(s, rows, n, allowed, p);
    float most = p[best];
    for (unsigned y = 0; y < s->classes; y++) {
        p[y] = (allowed >> y & 1) != 0 ? expf(fmaxf(p[y] - most, -60)) : 0;
        total += p[y];
        if ((good >> y & 1) != 0) right += p[y];
    }
    s->steps++;
    if (right <= 0) return best;
    for (unsigned y = 0; y < s->classes; y++) {
        if ((allowed >> y & 1) == 0) continue;
        float gradient = p[y] / total - ((good >> y & 1) != 0 ? p[y] / right : 0);
        if (fabsf(gradient) < 1e-3f) continue;
        for (unsigned i = 0; i < n; i++) {
            size_t at = (size_t)rows[i] * s->classes + y;
            s->squares[at] += gradient * gradient;
            float change = (float)-s->rate * gradient / sqrtf(s->squares[at] + 0.1f);
            s->w[at] += change;
            s->drift[at] += (double)s->steps * change;
        }
    }
    return best;
}

void sparse_average(sparse *s)
{
    for (size_t i = 0; i < (size_t)s->rows * s->classes; i++)
        s->w[i] -= (float)(s->drift[i] / (double)(s->steps ? s->steps : 1));
}

void sparse_state(run_io *io, sparse *s)
{
    size_t marks = s->marks != NULL ? (size_t)s->lines * 2 : 0, cells = s->w != NULL ? (size_t)s->rows * s->classes : 0;
    size_t squares = cells, drift = cells;
    s->marks = run_state_array(io, s->marks, &marks, sizeof *s->marks);
    if (marks == 0) s->marks = NULL;
    s->w = run_state_array(io, s->w, &cells, sizeof *s->w);
    s->squares = run_state_array(io, s->squares, &squares, sizeof *s->squares);
    s->drift = run_state_array(io, s->drift, &drift, sizeof *s->drift);
    s->rows = (uint32_t)(cells / s->classes);
    run_state(io, &s->steps, sizeof s->steps);
}

/* ---- places ---- */

typedef struct ranked {
    double use;
    uint64_t key;
} ranked;

static int ranked__compare(const void *x, const void *y)
{
    const ranked *a = x, *b = y;
    if (a->use != b->use) return a->use > b->use ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static ranked *sparse__rank(const sparse *s)
{
    ranked *order = run_alloc(s->run, s->rows, sizeof *order);
    for (size_t i = 0; i <= s->mask; i++) {
        if (s->keys[i] == 0 || s->slots[i] == UINT32_MAX) continue;
        const float *w = s->w + (size_t)s->slots[i] * s->classes;
        float least = INFINITY, most = -INFINITY;
        for (unsigned y = 0; y < s->classes; y++) {
            least = fminf(least, w[y]);
            most = fmaxf(most, w[y]);
        }
        order[s->slots[i]] = (ranked){pow(s->counts[i], s->usefulness) * (double)(most - least), s->keys[i]};
    }
    qsort(order, s->rows, sizeof *order, ranked__compare);
    return order;
}

void sparse_place(sparse *s)
{
    ranked *order = sparse__rank(s);
    uint32_t *marks = run_alloc(s->run, (size_t)s->lines * 2, sizeof *marks);
    for (uint32_t i = 0; i < s->lines * 2; i++) marks[i] = SPARSE_NO_MARK;
    for (uint32_t i = 0; i < s->rows && order[i].use > 0; i++) {
        uint32_t place = 2 * parser_line(order[i].key, s->lines), mark = parser_mark(order[i].key, s->bits);
        if (marks[place] == mark || marks[place + 1] == mark) continue;
        if (marks[place] != SPARSE_NO_MARK) place++;
        if (marks[place] != SPARSE_NO_MARK) continue;
        marks[place] = mark;
    }
    run_free(s->run, order);
    s->marks = marks;
    s->rows = s->lines * 2;
    sparse__begin(s);
}

bool sparse_bytes(const sparse *s, uint32_t place, unsigned from, double reach, unsigned char *out)
{
    if (s->marks[place] == SPARSE_NO_MARK) return false;
    const float *w = s->w + (size_t)place * s->classes;
    float most = -INFINITY;
    int q[SPARSE_CLASSES_MOST], least = 255;
    for (unsigned y = from; y < s->classes; y++) most = fmaxf(most, w[y]);
    for (unsigned y = from; y < s->classes; y++) {
        q[y] = 255 - (int)lround((double)(most - w[y]) / reach * 255);
        if (q[y] < 0) q[y] = 0;
        if (q[y] < least) least = q[y];
    }
    for (unsigned y = from; y < s->classes; y++) out[y] = (unsigned char)(q[y] - least);
    return true;
}
