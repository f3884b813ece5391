/* SPDX-License-Identifier: Apache-2.0
 *
 * learner.c - see learner.h and the head of train_tagger.h.
 *
 * Features are kept by their whole hash in a table with open addressing; those
 * that have weights have a row in three arrays: the weights, the sums of
 * squared gradients (AdaGrad), and what is needed for the mean of the weights
 * over all steps. The mean of w over T steps is the last w less the sum, over
 * all changes, of (number of the step / T) * change, so one array is enough.
 */
#include "train/learner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "syntax/tagger_model.h"

/* ---- the dictionary ---- */

typedef struct reading {
    uint64_t form;
    uint8_t tag;
} reading;

static int reading__compare(const void *x, const void *y)
{
    const reading *a = x, *b = y;
    if (a->form != b->form) return a->form < b->form ? -1 : 1;
    return (int)a->tag - (int)b->tag;
}

/* Numbers are known by their pattern, plain marks by themselves. */
static bool dictionary_takes(const token *k)
{
    return k->kind != TOKEN_NUMBER && !features_is_plain_mark(k);
}

/* What a word with these counts by tag may be. A tag seen once in a hundred
 * times or less is a mistake more often than a reading. */
static uint32_t entry_of(const tagger_settings *set, const uint32_t counts[TAG_COUNT])
{
    uint32_t total = 0, best = 0, entry = 0;
    for (int t = 0; t < TAG_COUNT; t++) {
        total += counts[t];
        if (counts[t] > best) best = counts[t];
    }
    if (total < set->least_word) return 0;
    for (int t = 1; t < TAG_COUNT; t++)
        if (counts[t] * 100 > total) entry |= UINT32_C(1) << t;
    if (total >= set->certain_count && best >= set->certain_share * total && (entry & (entry - 1)) == 0)
        entry |= WORD_CERTAIN;
    return entry;
}

static void dictionary_add(dictionary *d, uint64_t form, uint32_t entry, uint32_t seen, uint32_t listed)
{
    if (entry == 0) return;
    d->forms[d->count] = form;
    d->seen[d->count] = seen;
    d->listed[d->count] = listed;
    d->entries[d->count++] = entry;
}

/* A word seen too rarely is what the lexicon says it is, and what it was seen
 * as. */
static uint32_t entry_of_both(const tagger_settings *set, const uint32_t counts[TAG_COUNT], uint32_t seen,
                              uint32_t listed)
{
    uint32_t entry = entry_of(set, counts);
    if (listed == 0 || seen >= set->trust_count) return entry;
    for (int t = 1; t < TAG_COUNT; t++)
        if (counts[t] != 0) listed |= UINT32_C(1) << t;
    return listed;
}

dictionary dictionary_make(run *r, const tagger_settings *set, const samples *s, const lexicon *listed)
{
    size_t tokens = 0, n = 0, j = 0;
    for (size_t i = 0; i < s->count; i++) tokens += s->items[i].end - s->items[i].first;
    reading *all = run_alloc(r, tokens, sizeof *all);
    for (size_t i = 0; i < s->count; i++)
        for (uint32_t k = s->items[i].first; k < s->items[i].end; k++)
            if (dictionary_takes(&s->items[i].text->tokens[k]))
                all[n++] = (reading){s->items[i].text->tokens[k].form, s->items[i].tags[k]};
    qsort(all, n, sizeof *all, reading__compare);
    size_t most = n + listed->count;
    dictionary d = {run_alloc(r, most, sizeof *d.forms), run_alloc(r, most, sizeof *d.entries),
                    run_alloc(r, most, sizeof *d.seen), run_alloc(r, most, sizeof *d.listed), 0};
    for (size_t i = 0; i < n;) {
        uint32_t counts[TAG_COUNT] = {0}, entry = 0;
        uint64_t form = all[i].form;
        size_t from = i;
        for (; i < n && all[i].form == form; i++) counts[all[i].tag]++;
        for (; j < listed->count && listed->items[j].form < form; j++)
            dictionary_add(&d, listed->items[j].form, listed->items[j].entry, 0, listed->items[j].entry);
        if (j < listed->count && listed->items[j].form == form) entry = listed->items[j++].entry;
        uint32_t seen = (uint32_t)(i - from);
        dictionary_add(&d, form, entry_of_both(set, counts, seen, entry), seen, entry);
    }
    for (; j < listed->count; j++)
        dictionary_add(&d, listed->items[j].form, listed->items[j].entry, 0, listed->items[j].entry);
    run_free(r, all);
    return d;
}

/* Where the word is, or d->count. */
static uint32_t dictionary_place(const dictionary *d, uint64_t form)
{
    uint32_t low = 0, high = d->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (d->forms[middle] < form)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->count && d->forms[low] == form ? low : d->count;
}

uint32_t dictionary_find(const dictionary *d, uint64_t form)
{
    uint32_t place = dictionary_place(d, form);
    return place < d->count ? d->entries[place] : 0;
}

/* ---- the learner ---- */

static size_t learner__slot(const learner *l, uint64_t key)
{
    size_t i = (size_t)hash_mix(key) & l->mask;
    while (l->keys[i] != 0 && l->keys[i] != key) i = (i + 1) & l->mask;
    return i;
}

static void learner__grow(learner *l)
{
    learner old = *l;
    l->mask = old.mask ? old.mask * 2 + 1 : (1u << 20) - 1;
    l->keys = run_alloc(l->run, l->mask + 1, sizeof *l->keys);
    l->counts = run_alloc(l->run, l->mask + 1, sizeof *l->counts);
    for (size_t i = 0; old.keys != NULL && i <= old.mask; i++) {
        if (old.keys[i] == 0) continue;
        size_t at = learner__slot(l, old.keys[i]);
        l->keys[at] = old.keys[i];
        l->counts[at] = old.counts[i];
    }
    run_free(l->run, old.keys);
    run_free(l->run, old.counts);
}

static void learner_count(learner *l, uint64_t key)
{
    if (key == 0) key = 1;
    if (l->used * 2 >= l->mask) learner__grow(l);
    size_t at = learner__slot(l, key);
    l->used += l->keys[at] == 0;
    l->keys[at] = key;
    l->counts[at]++;
}

/* Gives a row to each feature counted often enough. */
static void learner_choose(learner *l, unsigned least)
{
    run_free(l->run, l->slots);
    l->slots = run_alloc(l->run, l->mask + 1, sizeof *l->slots);
    for (size_t i = 0; i <= l->mask; i++) l->slots[i] = l->counts[i] >= least ? 0 : UINT32_MAX;
}

/* Begins anew, with the features that have a row. */
static void learner_open(learner *l)
{
    run_free(l->run, l->w);
    run_free(l->run, l->squares);
    run_free(l->run, l->drift);
    l->steps = 0;
    l->rows = 0;
    for (size_t i = 0; i <= l->mask; i++)
        if (l->slots[i] != UINT32_MAX) l->slots[i] = l->rows++;
    l->w = run_alloc(l->run, (size_t)l->rows * TAG_COUNT, sizeof *l->w);
    l->squares = run_alloc(l->run, (size_t)l->rows * TAG_COUNT, sizeof *l->squares);
    l->drift = run_alloc(l->run, (size_t)l->rows * TAG_COUNT, sizeof *l->drift);
}

static uint32_t learner_row(const learner *l, uint64_t key)
{
    if (key == 0) key = 1;
    size_t at = learner__slot(l, key);
    return l->keys[at] == 0 ? UINT32_MAX : l->slots[at];
}

/* One step towards the tags in `gold` (bit t for tag t; 0: no step), however
 * the model shares it out among them; returns the tag the model gave before. */
static uint8_t learner_step(learner *l, const uint64_t features[FEATURES_COUNT], uint32_t gold)
{
    uint32_t rows[FEATURES_COUNT];
    int n = 0, best = 1;
    float sum[TAG_COUNT] = {0}, total = 0;
    for (int i = 0; i < FEATURES_COUNT; i++) {
        uint32_t row = learner_row(l, features[i]);
        if (row == UINT32_MAX) continue;
        rows[n++] = row;
        for (int t = 0; t < TAG_COUNT; t++) sum[t] += l->w[(size_t)row * TAG_COUNT + t];
    }
    for (int t = 1; t < TAG_COUNT; t++)
        if (sum[t] > sum[best]) best = t;
    float p[TAG_COUNT] = {0};
    if (gold == 0) return (uint8_t)best;
    float wanted = 1e-30f;
    for (int t = 1; t < TAG_COUNT; t++) {
        total += p[t] = expf(sum[t] - sum[best]);
        if ((gold >> t & 1) != 0) wanted += p[t];
    }
    bool one = (gold & (gold - 1)) == 0;
    l->steps++;
    for (int t = 1; t < TAG_COUNT; t++) {
        float aim = (gold >> t & 1) == 0 ? 0 : one ? 1 : p[t] / wanted;
        float gradient = p[t] / total - aim;
        if (fabsf(gradient) < 1e-3f) continue;
        for (int i = 0; i < n; i++) {
            size_t at = (size_t)rows[i] * TAG_COUNT + (size_t)t;
            l->squares[at] += gradient * gradient;
            float change = (float)-l->set->rate * gradient / sqrtf(l->squares[at] + 0.1f);
            l->w[at] += change;
            l->drift[at] += (double)l->steps * change;
        }
    }
    return (uint8_t)best;
}

/* Shall a word seen so often be unknown this time? */
static bool learner__forgets(learner *l, uint32_t seen)
{
    double forget = l->set->forget_word;
    return forget > 0 && run_chance(&l->chance, forget / (forget + seen));
}

/* How a sentence is read: its features are counted along the given tags, words
 * as they are or some of them forgotten; it is tagged; it is learnt from. */
enum { READ_COUNT, READ_COUNT_FORGETTING, READ_TAG, READ_LEARN };

typedef struct tally {
    size_t right, tokens;
} tally;

/* How the tokens of the sentence look, from looks[FEATURES_REACH] on. */
static void learner__look(learner *l, const dictionary *d, const sample *s, bool forgetting, lens *looks)
{
    uint32_t n = s->end - s->first;
    bool title_case = features_title_case(s->text, s->first, s->end);
    for (uint32_t i = 0; i < FEATURES_REACH; i++) {
        features_look_outside(&looks[i]);
        features_look_outside(&looks[n + FEATURES_REACH + i]);
    }
    for (uint32_t i = 0; i < n; i++) {
        const token *k = &s->text->tokens[s->first + i];
        uint32_t place = dictionary_takes(k) ? dictionary_place(d, k->form) : d->count;
        bool known = place < d->count;
        bool forgotten = known && forgetting && learner__forgets(l, d->seen[place]);
        lens *look = &looks[i + FEATURES_REACH];
        uint32_t entry = forgotten ? d->listed[place] : known ? d->entries[place] : 0;
        features_look(look, s->text, s->first + i, s->first, entry, title_case);
        if (forgotten) look->form = run_random(&l->chance);
    }
}

/* The tag of a token that the tagger would have to decide. */
static uint8_t learner__decide(learner *l, const sample *s, uint32_t i, const uint64_t features[FEATURES_COUNT],
                               uint32_t may, int how)
{
    if (how == READ_TAG) return learner_step(l, features, 0);
    if (how == READ_LEARN) return learner_step(l, features, may);
    for (int f = 0; may != 0 && f < FEATURES_COUNT; f++) learner_count(l, features[f]);
    return s->tags != NULL ? s->tags[i] : s->guessed[i];
}

static void learner_read(learner *l, const dictionary *d, const sample *s, int how, tally *score)
{
    uint32_t n = s->end - s->first;
    lens *looks = run_alloc(l->run, n + 2 * FEATURES_REACH, sizeof *looks);
    learner__look(l, d, s, how == READ_COUNT_FORGETTING || how == READ_LEARN, looks);
    history past = {0};
    for (uint32_t i = 0; i < n; i++) {
        const token *k = &s->text->tokens[s->first + i];
        const lens *now = &looks[i + FEATURES_REACH];
        uint32_t may = s->tags != NULL ? UINT32_C(1) << s->tags[s->first + i] : s->may[s->first + i];
        uint8_t given;
        if (features_is_plain_mark(k)) {
            given = TAG_PUNCT;
        } else if ((now->entry & WORD_CERTAIN) != 0) {
            given = (uint8_t)__builtin_ctz(now->entry & WORD_TAGS);
        } else {
            uint64_t features[FEATURES_COUNT];
            features_static(&looks[i], features);
            features_history(&looks[i], &past, features + FEATURES_STATIC);
            given = learner__decide(l, s, s->first + i, features, may, how);
        }
        if (how == READ_TAG) s->guessed[s->first + i] = given;
        score->right += (may >> given & 1) != 0;
        score->tokens += may != 0;
        history_push(&past, now, given);
    }
    run_free(l->run, looks);
}

/* ---- rows for the file ---- */

typedef struct ranked {
    double use;
    uint64_t key;
    uint32_t row;
} ranked;

static int ranked__compare(const void *x, const void *y)
{
    const ranked *a = x, *b = y;
    if (a->use != b->use) return a->use > b->use ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static ranked *learner_rank(const learner *l, const tagger_settings *set)
{
    ranked *order = run_alloc(l->run, l->rows, sizeof *order);
    for (size_t i = 0; i <= l->mask; i++) {
        if (l->keys[i] == 0 || l->slots[i] == UINT32_MAX) continue;
        const float *w = l->w + (size_t)l->slots[i] * TAG_COUNT;
        float least = INFINITY, most = -INFINITY;
        for (int t = 1; t < TAG_COUNT; t++) {
            least = fminf(least, w[t]);
            most = fmaxf(most, w[t]);
        }
        double use = pow(l->counts[i], set->usefulness) * (double)(most - least);
        order[l->slots[i]] = (ranked){use, l->keys[i], l->slots[i]};
    }
    qsort(order, l->rows, sizeof *order, ranked__compare);
    return order;
}

/* Leaves only the rows that get one of `per_line` places in their line, the
 * most useful first; the others are forgotten. */
static void learner_thin(learner *l, const tagger_settings *set, unsigned per_line)
{
    ranked *order = learner_rank(l, set);
    unsigned char *taken = run_alloc(l->run, set->lines, 1);
    for (uint32_t i = 0; i < l->rows; i++) {
        size_t at = learner__slot(l, order[i].key);
        unsigned char *places = &taken[tagger_line(order[i].key, set->lines)];
        if (*places < per_line)
            ++*places;
        else
            l->slots[at] = UINT32_MAX;
    }
    run_free(l->run, taken);
    run_free(l->run, order);
}

/* What an epoch changes and needs, for a checkpoint. */
static void learner__state(run_io *io, void *what)
{
    learner *l = what;
    size_t keys = l->keys != NULL ? l->mask + 1 : 0, counts = keys, slots = l->slots != NULL ? keys : 0;
    size_t cells = l->w != NULL ? (size_t)l->rows * TAG_COUNT : 0, squares = cells, drift = cells;
    l->keys = run_state_array(io, l->keys, &keys, sizeof *l->keys);
    l->counts = run_state_array(io, l->counts, &counts, sizeof *l->counts);
    l->slots = run_state_array(io, l->slots, &slots, sizeof *l->slots);
    l->w = run_state_array(io, l->w, &cells, sizeof *l->w);
    l->squares = run_state_array(io, l->squares, &squares, sizeof *l->squares);
    l->drift = run_state_array(io, l->drift, &drift, sizeof *l->drift);
    l->mask = keys - 1;
    l->rows = (uint32_t)(cells / TAG_COUNT);
    run_state(io, &l->used, sizeof l->used);
    run_state(io, &l->steps, sizeof l->steps);
    run_state(io, &l->chance, sizeof l->chance);
}

static void learner_epoch(learner *l, const dictionary *d, samples *s, uint64_t *state)
{
    tally score = {0};
    for (size_t i = s->count; i > 1; i--) {
        size_t j = (size_t)(run_random(state) % i);
        sample x = s->items[i - 1];
        s->items[i - 1] = s->items[j];
        s->items[j] = x;
    }
    if (!run_epoch_begin(l->run, learner__state, l)) return;
    for (size_t i = 0; i < s->count; i++) {
        learner_read(l, d, &s->items[i], READ_LEARN, &score);
        run_advance(l->run, 1);
    }
    run_figure(l->run, score.tokens > 0 ? 100.0 * (double)score.right / (double)score.tokens : 0,
               "% of the training words right");
    run_epoch_end(l->run, learner__state, l);
}

/* Counts the features of the samples and chooses which have a row. */
static void learner_survey(learner *l, const tagger_settings *set, const dictionary *d, const samples *s)
{
    tally none = {0};
    for (int how = READ_COUNT; how <= READ_COUNT_FORGETTING; how++)
        for (size_t i = 0; i < s->count; i++) learner_read(l, d, &s->items[i], how, &none);
    learner_choose(l, set->least_feature);
}

#define FIRST_EPOCHS 3

/* Tags the text that is tagged in part, having learnt a little from the rest,
 * and counts its features along these tags. */
static void learner_guess(learner *l, const tagger_settings *set, const dictionary *d, samples *s,
                          const samples *partial, uint64_t *state)
{
    tally score = {0};
    if (!run_is_past(l->run)) learner_open(l);
    run_stage(l->run, "tagger, at first", FIRST_EPOCHS, s->count);
    for (unsigned epoch = 0; epoch < FIRST_EPOCHS; epoch++) learner_epoch(l, d, s, state);
    if (run_is_past(l->run)) return;
    for (size_t i = 0; i < partial->count; i++) learner_read(l, d, &partial->items[i], READ_TAG, &score);
    learner_survey(l, set, d, partial);
}

/* The mean of the weights over all steps; then the rows that matter least go. */
static void learner_settle(learner *l, const tagger_settings *set, unsigned per_line)
{
    for (size_t i = 0; i < (size_t)l->rows * TAG_COUNT; i++)
        l->w[i] -= (float)(l->drift[i] / (double)(l->steps ? l->steps : 1));
    learner_thin(l, set, per_line);
}

/* Trains `rounds` times. After a round the rows that matter least go, and the
 * next round learns with what is left: at first more rows stay than the file
 * has places for, at last just those. */
void learner_train(learner *l, const tagger_settings *set, const dictionary *d, samples *s, const samples *partial,
                   uint64_t *state)
{
    learner_survey(l, set, d, s);
    if (partial->count > 0) learner_guess(l, set, d, s, partial, state);
    samples all = {run_alloc(l->run, s->count + partial->count, sizeof *all.items), s->count + partial->count, 0};
    memcpy(all.items, s->items, s->count * sizeof *s->items);
    if (partial->count > 0) memcpy(all.items + s->count, partial->items, partial->count * sizeof *s->items);
    run_stage(l->run, "tagger", set->rounds * set->epochs, all.count);
    for (unsigned round = set->rounds; round > 0; round--) {
        if (!run_is_past(l->run)) learner_open(l);
        for (unsigned epoch = 0; epoch < set->epochs; epoch++) learner_epoch(l, d, &all, state);
        if (!run_is_past(l->run)) learner_settle(l, set, 2 * (round > 1 ? round - 1 : 1));
    }
    run_free(l->run, all.items);
}

learner learner_new(run *r, const tagger_settings *set)
{
    learner l = {.run = r, .set = set, .chance = ~set->seed};
    learner__grow(&l);
    return l;
}

void learner_free(learner *l)
{
    run_free(l->run, l->keys);
    run_free(l->run, l->slots);
    run_free(l->run, l->counts);
    run_free(l->run, l->w);
    run_free(l->run, l->squares);
    run_free(l->run, l->drift);
}

void dictionary_free(run *r, dictionary *d)
{
    run_free(r, d->forms);
    run_free(r, d->entries);
    run_free(r, d->seen);
    run_free(r, d->listed);
}
