/* SPDX-License-Identifier: Apache-2.0
 *
 * train_tagger.c - makes "xx/tagger.bin" from treebanks.
 *
 *     train_tagger --writing lang/fr/text.txt --out models/fr/tagger.bin
 *                  [--dev DEV.conllu] [--test TEST.conllu] [options] TRAIN.conllu...
 *
 * The treebank's sentences are cut by our own tokenizer, and its tags are laid
 * over our tokens (conllu.c): what is learnt from looks like what will be
 * read. Some sentences are read a second time in capitals or Like a Headline,
 * since treebanks have few of those and news has many.
 *
 * The model is a multinomial logistic regression over the features of
 * src/syntax/features.c,
 *
 *     p(y | x) = exp(sum of w[f][y] for f in x) / (the same, summed over all y)
 *
 * trained by stochastic gradient with AdaGrad's steps, one token at a time,
 * from left to right, the tags to the left being the ones the model itself
 * gives: so it sees its own mistakes while it learns. The weights that are
 * written are the mean over all steps (as in the averaged perceptron), which
 * is steadier than the last ones.
 *
 *     treebank -> tokens + tags -> dictionary -> features seen twice or more
 *              -> epochs of steps -> mean weights -> the most useful rows, as
 *              bytes -> file
 *
 * Rows compete for places: each line of the file has room for two, and those
 * that matter most (how often seen, how far apart their weights) go first.
 * Everything is decided by --seed; the same input makes the same file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "conllu.h"
#include "syntax/features.h"
#include "syntax/tagger.h"
#include "syntax/tagger_model.h"

typedef struct settings {
    const char *writing, *out, *dev, *test;
    unsigned lines, rounds, epochs, least_word, least_feature, certain_count;
    double rate, certain_share, reach, usefulness, copies, forget_word;
    uint64_t seed;
} settings;

/* One sentence of the training text. */
typedef struct sample {
    text *text;
    uint32_t first, end;
    const uint8_t *tags; /* by token of the text */
} sample;

typedef struct samples {
    sample *items;
    size_t count, capacity;
} samples;

static void fail(const char *what, const char *about)
{
    fprintf(stderr, "train_tagger: %s%s%s\n", what, about ? ": " : "", about ? about : "");
    exit(1);
}

static void *allocated(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size);
    if (p == NULL) fail("out of memory", NULL);
    return p;
}

static uint64_t random_next(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return hash_mix(*state);
}

static bool random_chance(uint64_t *state, double chance)
{
    return (double)(random_next(state) >> 11) * 0x1p-53 < chance;
}

/* ---- the text ---- */

enum { CASE_AS_IS, CASE_UPPER, CASE_TITLE, CASE_FIRST };

/* A copy of the sentence in another case. Letters whose other case has
 * another length in bytes stay, so that offsets hold. */
static char *recased(arena *a, const gold_sentence *s, int how)
{
    char *copy = arena_strndup(a, s->text, s->size);
    bool inside = false;
    unsigned words = 0;
    for (uint32_t i = 0; i < s->size;) {
        unsigned n;
        char bytes[4];
        uint32_t cp = utf8_decode(copy + i, copy + s->size, &n);
        bool letter = char_is_letter(cp);
        words += letter && !inside;
        bool raise = how == CASE_UPPER || (how == CASE_TITLE && !inside) || (how == CASE_FIRST && words == 1);
        /* Upper case by search: utf8.h has only the way down. */
        if (letter && raise && cp < 0x180) {
            uint32_t up = cp < 0x80 || (cp >= 0xE0 && cp < 0xFF && cp != 0xF7) ? cp - 32 : cp - 1;
            if (char_lower(up) == cp && up != cp && utf8_encode(up, bytes) == n) memcpy(copy + i, bytes, n);
        }
        inside = letter || (inside && cp == '\'');
        i += n;
    }
    return copy;
}

static void samples_add(arena *a, samples *out, const writing *w, const gold_sentence *s, int how)
{
    const char *bytes = how == CASE_AS_IS ? s->text : recased(a, s, how);
    text *t = text_analyse(a, w, bytes, s->size);
    uint8_t *tags = ARENA_ARRAY(a, uint8_t, t->token_count);
    conllu_align(s, t, tags);
    for (uint32_t i = 0; i < t->sentence_count; i++)
        VEC_PUSH(a, out, ((sample){t, t->sentences[i].first, t->sentences[i].end, tags}));
}

static void samples_of(arena *a, samples *out, const writing *w, const gold_corpus *c, double copies, uint64_t *state)
{
    for (size_t i = 0; i < c->count; i++) {
        samples_add(a, out, w, &c->items[i], CASE_AS_IS);
        for (int how = CASE_UPPER; how <= CASE_FIRST; how++)
            if (random_chance(state, copies)) samples_add(a, out, w, &c->items[i], how);
    }
}

/* ---- the dictionary ---- */

typedef struct dictionary {
    uint64_t *forms; /* ascending */
    uint32_t *entries;
    uint32_t *seen; /* how often */
    uint32_t count;
} dictionary;

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
static uint32_t entry_of(const settings *set, const uint32_t counts[TAG_COUNT])
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

static dictionary dictionary_make(const settings *set, const samples *s)
{
    size_t tokens = 0, n = 0;
    for (size_t i = 0; i < s->count; i++) tokens += s->items[i].end - s->items[i].first;
    reading *all = allocated(tokens, sizeof *all);
    for (size_t i = 0; i < s->count; i++)
        for (uint32_t k = s->items[i].first; k < s->items[i].end; k++)
            if (dictionary_takes(&s->items[i].text->tokens[k]))
                all[n++] = (reading){s->items[i].text->tokens[k].form, s->items[i].tags[k]};
    qsort(all, n, sizeof *all, reading__compare);
    dictionary d = {allocated(n, sizeof *d.forms), allocated(n, sizeof *d.entries), allocated(n, sizeof *d.seen), 0};
    for (size_t i = 0; i < n;) {
        uint32_t counts[TAG_COUNT] = {0};
        uint64_t form = all[i].form;
        size_t from = i;
        for (; i < n && all[i].form == form; i++) counts[all[i].tag]++;
        uint32_t entry = entry_of(set, counts);
        if (entry == 0) continue;
        d.forms[d.count] = form;
        d.seen[d.count] = (uint32_t)(i - from);
        d.entries[d.count++] = entry;
    }
    free(all);
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

static uint32_t dictionary_find(const dictionary *d, uint64_t form)
{
    uint32_t place = dictionary_place(d, form);
    return place < d->count ? d->entries[place] : 0;
}

/* ---- the learner ---- */

typedef struct learner {
    uint64_t *keys; /* open addressing; 0 is empty */
    uint32_t *slots, *counts;
    size_t mask, used;
    uint32_t rows;
    float *w, *squares; /* rows * TAG_COUNT */
    double *drift;      /* sum of step number * change: the mean is w - drift / steps */
    const settings *set;
    uint64_t steps, chance; /* chance: the state of the random numbers */
} learner;

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
    l->keys = allocated(l->mask + 1, sizeof *l->keys);
    l->counts = allocated(l->mask + 1, sizeof *l->counts);
    for (size_t i = 0; old.keys != NULL && i <= old.mask; i++) {
        if (old.keys[i] == 0) continue;
        size_t at = learner__slot(l, old.keys[i]);
        l->keys[at] = old.keys[i];
        l->counts[at] = old.counts[i];
    }
    free(old.keys);
    free(old.counts);
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
    l->slots = allocated(l->mask + 1, sizeof *l->slots);
    for (size_t i = 0; i <= l->mask; i++) l->slots[i] = l->counts[i] >= least ? 0 : UINT32_MAX;
}

/* Begins anew, with the features that have a row. */
static void learner_open(learner *l)
{
    free(l->w);
    free(l->squares);
    free(l->drift);
    l->steps = 0;
    l->rows = 0;
    for (size_t i = 0; i <= l->mask; i++)
        if (l->slots[i] != UINT32_MAX) l->slots[i] = l->rows++;
    l->w = allocated((size_t)l->rows * TAG_COUNT, sizeof *l->w);
    l->squares = allocated((size_t)l->rows * TAG_COUNT, sizeof *l->squares);
    l->drift = allocated((size_t)l->rows * TAG_COUNT, sizeof *l->drift);
}

static uint32_t learner_row(const learner *l, uint64_t key)
{
    if (key == 0) key = 1;
    size_t at = learner__slot(l, key);
    return l->keys[at] == 0 ? UINT32_MAX : l->slots[at];
}

/* One step; returns the tag the model gave before it. */
static uint8_t learner_step(learner *l, const uint64_t features[FEATURES_COUNT], uint8_t gold)
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
    for (int t = 1; t < TAG_COUNT; t++) total += p[t] = expf(sum[t] - sum[best]);
    l->steps++;
    for (int t = 1; t < TAG_COUNT; t++) {
        float gradient = p[t] / total - (t == gold);
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
    return forget > 0 && random_chance(&l->chance, forget / (forget + seen));
}

/* Calls for each token of a sentence that the tagger would have to decide.
 * With `counting`, the features along the gold tags are only counted. Returns
 * how many decisions were right. */
static uint32_t learner_read(learner *l, const dictionary *d, const sample *s, bool counting)
{
    uint32_t n = s->end - s->first, right = 0;
    lens *looks = allocated(n + 2 * FEATURES_REACH, sizeof *looks);
    bool title_case = features_title_case(s->text, s->first, s->end);
    for (uint32_t i = 0; i < FEATURES_REACH; i++) {
        features_look_outside(&looks[i]);
        features_look_outside(&looks[n + FEATURES_REACH + i]);
    }
    for (uint32_t i = 0; i < n; i++) {
        const token *k = &s->text->tokens[s->first + i];
        uint32_t place = dictionary_takes(k) ? dictionary_place(d, k->form) : d->count;
        bool known = place < d->count;
        bool forgotten = known && !counting && learner__forgets(l, d->seen[place]);
        lens *look = &looks[i + FEATURES_REACH];
        features_look(look, s->text, s->first + i, s->first, known && !forgotten ? d->entries[place] : 0, title_case);
        if (forgotten) look->form = random_next(&l->chance);
    }
    history past = {0};
    for (uint32_t i = 0; i < n; i++) {
        const token *k = &s->text->tokens[s->first + i];
        const lens *now = &looks[i + FEATURES_REACH];
        uint8_t gold = s->tags[s->first + i], given = gold;
        if (features_is_plain_mark(k)) {
            given = TAG_PUNCT;
        } else if ((now->entry & WORD_CERTAIN) != 0) {
            given = (uint8_t)__builtin_ctz(now->entry & WORD_TAGS);
        } else {
            uint64_t features[FEATURES_COUNT];
            features_static(&looks[i], features);
            features_history(&looks[i], &past, features + FEATURES_STATIC);
            for (int f = 0; counting && f < FEATURES_COUNT; f++) learner_count(l, features[f]);
            if (!counting) given = learner_step(l, features, gold);
        }
        right += given == gold;
        history_push(&past, now, given);
    }
    free(looks);
    return right;
}

/* ---- the file ---- */

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

static void put(unsigned char *p, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) p[i] = (unsigned char)(value >> 8 * i);
}

/* The weights as bytes: differences from the largest, at most `reach`. */
static void row__write(unsigned char *out, const float *w, double reach, uint16_t mark)
{
    float most = -INFINITY;
    int q[TAG_COUNT], least = 255;
    for (int t = 1; t < TAG_COUNT; t++) most = fmaxf(most, w[t]);
    for (int t = 1; t < TAG_COUNT; t++) {
        q[t] = 255 - (int)lround((double)(most - w[t]) / reach * 255);
        if (q[t] < 0) q[t] = 0;
        if (q[t] < least) least = q[t];
    }
    for (int t = 1; t < TAG_COUNT; t++) out[t] = (unsigned char)(q[t] - least);
    put(out + TAGGER_MARK, mark, 2);
}

static bool row__is_empty(const unsigned char *row)
{
    for (int i = 0; i < TAGGER_ROW; i++)
        if (row[i] != 0) return false;
    return true;
}

static ranked *learner_rank(const learner *l, const settings *set)
{
    ranked *order = allocated(l->rows, sizeof *order);
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
 * most useful first; the others are forgotten. Returns how many are left. */
static uint32_t learner_thin(learner *l, const settings *set, unsigned per_line)
{
    ranked *order = learner_rank(l, set);
    unsigned char *taken = allocated(set->lines, 1);
    uint32_t left = 0;
    for (uint32_t i = 0; i < l->rows; i++) {
        size_t at = learner__slot(l, order[i].key);
        unsigned char *places = &taken[tagger_line(order[i].key, set->lines)];
        if (*places < per_line) {
            ++*places;
            left++;
        } else {
            l->slots[at] = UINT32_MAX;
        }
    }
    free(taken);
    free(order);
    return left;
}

static void learner_epoch(learner *l, const dictionary *d, samples *s, uint64_t *state, unsigned number)
{
    size_t right = 0, tokens = 0;
    for (size_t i = s->count; i > 1; i--) {
        size_t j = (size_t)(random_next(state) % i);
        sample x = s->items[i - 1];
        s->items[i - 1] = s->items[j];
        s->items[j] = x;
    }
    for (size_t i = 0; i < s->count; i++) {
        right += learner_read(l, d, &s->items[i], false);
        tokens += s->items[i].end - s->items[i].first;
    }
    fprintf(stderr, "epoch %u: %.2f %% of the training tokens\n", number, 100.0 * (double)right / (double)tokens);
}

/* Trains `rounds` times. After a round the rows that matter least go, and the
 * next round learns with what is left: at first more rows stay than the file
 * has places for, at last just those. */
static void learner_train(learner *l, const settings *set, const dictionary *d, samples *s, uint64_t *state)
{
    for (size_t i = 0; i < s->count; i++) learner_read(l, d, &s->items[i], true);
    learner_choose(l, set->least_feature);
    for (unsigned round = set->rounds; round > 0; round--) {
        learner_open(l);
        fprintf(stderr, "features: %zu, of which have a row: %u\n", l->used, l->rows);
        for (unsigned epoch = 1; epoch <= set->epochs; epoch++) learner_epoch(l, d, s, state, epoch);
        for (size_t i = 0; i < (size_t)l->rows * TAG_COUNT; i++)
            l->w[i] -= (float)(l->drift[i] / (double)(l->steps ? l->steps : 1));
        learner_thin(l, set, 2 * (round > 1 ? round - 1 : 1));
    }
}

static unsigned char *model_make(const learner *l, const dictionary *d, const settings *set, size_t *size)
{
    size_t lines = (size_t)TAGGER_LINE * set->lines;
    *size = TAGGER_HEADER + lines + (size_t)d->count * 12;
    unsigned char *b = allocated(*size, 1);
    memcpy(b, TAGGER_MAGIC, 8);
    put(b + 8, TAGGER_VERSION, 4);
    put(b + 12, FEATURES_VERSION, 4);
    put(b + 16, tagger_tags_hash(), 8);
    put(b + 24, set->lines, 4);
    put(b + 28, d->count, 4);
    for (size_t i = 0; i <= l->mask; i++) {
        if (l->keys[i] == 0 || l->slots[i] == UINT32_MAX) continue;
        unsigned char *line = b + TAGGER_HEADER + (size_t)TAGGER_LINE * tagger_line(l->keys[i], set->lines);
        unsigned char *row = row__is_empty(line) ? line : line + TAGGER_ROW;
        row__write(row, l->w + (size_t)l->slots[i] * TAG_COUNT, set->reach, tagger_mark(l->keys[i]));
    }
    unsigned char *words = b + TAGGER_HEADER + lines;
    for (uint32_t i = 0; i < d->count; i++) {
        put(words + 8 * (size_t)i, d->forms[i], 8);
        put(words + 8 * (size_t)d->count + 4 * (size_t)i, d->entries[i], 4);
    }
    put(b + TAGGER_CHECKSUM_AT, tagger_checksum(b, *size), 8);
    return b;
}

/* ---- how good it is ---- */

typedef struct scores {
    size_t tokens, right, unknown, unknown_right, decided;
    size_t confusion[TAG_COUNT][TAG_COUNT]; /* gold, given */
    size_t first, first_right;              /* words that begin a sentence */
} scores;

static void scores_print(const scores *s, const char *name, double seconds)
{
    printf("%s: %zu tokens, right %.2f %%; words not in the dictionary: %zu, right %.2f %%; first words right %.2f %%; "
           "%.0f ns a token\n",
           name, s->tokens, 100.0 * (double)s->right / (double)s->tokens, s->unknown,
           100.0 * (double)s->unknown_right / (double)s->unknown, 100.0 * (double)s->first_right / (double)s->first,
           seconds * 1e9 / (double)s->tokens);
    printf("  %-10s %6s %9s %7s  taken for\n", "tag", "gold", "precision", "recall");
    for (int g = 1; g < TAG_COUNT; g++) {
        size_t gold = 0, given = 0;
        for (int t = 0; t < TAG_COUNT; t++) {
            gold += s->confusion[g][t];
            given += s->confusion[t][g];
        }
        if (gold == 0) continue;
        printf("  %-10s %6zu %9.2f %7.2f ", tag_name((tag)g), gold,
               given ? 100.0 * (double)s->confusion[g][g] / (double)given : 0.0,
               100.0 * (double)s->confusion[g][g] / (double)gold);
        for (int t = 0; t < TAG_COUNT; t++)
            if (t != g && s->confusion[g][t] * 100 > gold) printf(" %s %zu", tag_name((tag)t), s->confusion[g][t]);
        printf("\n");
    }
}

static void evaluate(arena *a, const writing *w, const tagger *g, const dictionary *d, const char *path)
{
    gold_corpus corpus = {0};
    samples all = {0};
    uint64_t state = 0;
    if (!conllu_read(a, path, &corpus)) fail("cannot read", path);
    samples_of(a, &all, w, &corpus, 0, &state);
    double seconds = INFINITY; /* the fastest of some rounds */
    for (int round = 0; round < 20; round++) {
        struct timespec before, after;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
        for (size_t i = 0; i < all.count; i++) tagger_run(g, all.items[i].text, all.items[i].first, all.items[i].end);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
        seconds = fmin(seconds, (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec));
    }
    scores *s = allocated(1, sizeof *s);
    for (size_t i = 0; i < all.count; i++) {
        const sample *x = &all.items[i];
        for (uint32_t k = x->first; k < x->end; k++) {
            const token *t = &x->text->tokens[k];
            bool right = t->tag == x->tags[k];
            s->tokens++;
            s->right += right;
            s->confusion[x->tags[k]][t->tag]++;
            s->first += k == x->first;
            s->first_right += k == x->first && right;
            if (t->kind != TOKEN_WORD || dictionary_find(d, t->form) != 0) continue;
            s->unknown++;
            s->unknown_right += right;
        }
    }
    scores_print(s, path, seconds);
    free(s);
}

/* ---- the command ---- */

static void *file_bytes(arena *a, const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) fail("cannot read", path);
    fseek(f, 0, SEEK_END);
    long length = ftell(f);
    rewind(f);
    if (length < 0) fail("cannot read", path);
    char *bytes = arena_alloc(a, (size_t)length + 1);
    *size = fread(bytes, 1, (size_t)length, f);
    fclose(f);
    return bytes;
}

static int settings_read(settings *set, int argc, char **argv)
{
    int i = 1;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        const char *name = argv[i] + 2, *value = argv[i + 1];
        if (strcmp(name, "writing") == 0) set->writing = value;
        else if (strcmp(name, "out") == 0) set->out = value;
        else if (strcmp(name, "dev") == 0) set->dev = value;
        else if (strcmp(name, "test") == 0) set->test = value;
        else if (strcmp(name, "rounds") == 0) set->rounds = (unsigned)atoi(value);
        else if (strcmp(name, "lines") == 0) set->lines = (unsigned)atoi(value);
        else if (strcmp(name, "epochs") == 0) set->epochs = (unsigned)atoi(value);
        else if (strcmp(name, "least-word") == 0) set->least_word = (unsigned)atoi(value);
        else if (strcmp(name, "least-feature") == 0) set->least_feature = (unsigned)atoi(value);
        else if (strcmp(name, "certain-count") == 0) set->certain_count = (unsigned)atoi(value);
        else if (strcmp(name, "certain-share") == 0) set->certain_share = atof(value);
        else if (strcmp(name, "rate") == 0) set->rate = atof(value);
        else if (strcmp(name, "reach") == 0) set->reach = atof(value);
        else if (strcmp(name, "usefulness") == 0) set->usefulness = atof(value);
        else if (strcmp(name, "copies") == 0) set->copies = atof(value);
        else if (strcmp(name, "forget-word") == 0) set->forget_word = atof(value);
        else if (strcmp(name, "seed") == 0) set->seed = strtoull(value, NULL, 10);
        else fail("no such option", argv[i]);
    }
    if (set->writing == NULL || set->out == NULL || i >= argc)
        fail("use", "train_tagger --writing TEXT.txt --out MODEL.bin [--dev FILE] [--test FILE] TRAIN.conllu...");
    if (set->lines == 0 || set->lines > TAGGER_LINES_MOST) fail("--lines out of range", NULL);
    return i;
}

static void write_file(const char *path, const unsigned char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0) fail("cannot write", path);
}

int main(int argc, char **argv)
{
    settings set = {.lines = 21000, .rounds = 3, .epochs = 8, .least_word = 2, .least_feature = 2, .certain_count = 20,
                    .certain_share = 0.995, .rate = 0.2, .reach = 8, .usefulness = 0.5, .copies = 0.04, .forget_word = 1, .seed = 1};
    int i = settings_read(&set, argc, argv);
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 24);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) fail("out of memory", NULL);

    int error;
    size_t size;
    vocabulary *v = vocabulary_new(a);
    void *bytes = file_bytes(a, set.writing, &size);
    writing *w = writing_load(a, v, bytes, size, &error);
    if (w == NULL) fail("not a text.txt", set.writing);
    gold_corpus corpus = {0};
    for (; i < argc; i++)
        if (!conllu_read(a, argv[i], &corpus)) fail("cannot read", argv[i]);
    uint64_t state = set.seed;
    samples all = {0}, plain = {0};
    samples_of(a, &plain, w, &corpus, 0, &state);
    samples_of(a, &all, w, &corpus, set.copies, &state);
    dictionary d = dictionary_make(&set, &plain);
    fprintf(stderr, "sentences: %zu (skipped: %zu), words in the dictionary: %u\n", corpus.count, corpus.skipped, d.count);
    learner l = {.set = &set, .chance = ~set.seed};
    learner__grow(&l);
    learner_train(&l, &set, &d, &all, &state);

    unsigned char *model = model_make(&l, &d, &set, &size);
    write_file(set.out, model, size);
    tagger *g = tagger_load(a, v, model, size, &error);
    if (g == NULL) fail("the tagger refuses the model", NULL);
    printf("%s: %zu bytes\n", set.out, size);
    if (set.dev != NULL) evaluate(a, w, g, &d, set.dev);
    if (set.test != NULL) evaluate(a, w, g, &d, set.test);
    return 0;
}
