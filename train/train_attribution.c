/* SPDX-License-Identifier: Apache-2.0
 *
 * train_attribution.c - learns the weights of attribution/ from gold
 * statements, for several languages at once.
 *
 *     train_attribution OUT-FOLDER LANG=FILE[*WEIGHT[*RECALL]]...
 *
 * WEIGHT counts a file's choices more than once; RECALL counts its right cues
 * more than its wrong ones, which moves the balance of recall and precision.
 *
 * The attributor itself runs over the gold documents with an observer that
 * sees every choice's candidates and names the right one. Choices become
 * instances; conditional logistic regression is fitted to them by AdaGrad.
 * A feature has a weight that all languages share and one of its own
 * language, whose sum is the language's weight (Daume III, "Frustratingly
 * easy domain adaptation", ACL 2007): what does not depend on the language is
 * learned from both, and what does is corrected.
 *
 * Two rounds: first sources, contents and their ends are learned where a cue
 * is right; then the attributor makes these choices itself and the
 * acceptance of cues is learned on top of what it chose.
 *
 * Deterministic: one seed, one thread.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"

#define LOG2_SIZE 19
#define SIZE (1u << LOG2_SIZE)
#define LANGUAGES 4
#define RESTARTS 10
/* Circumstances are rare: one that is there counts more than one that is not. */
#define CIRCUMSTANCE_WEIGHT 3
#define EPOCHS 5
#define RATE 0.03f

typedef struct instance {
    uint32_t language, gold, count;
    float weight;
    uint32_t *at;     /* features, all candidates in a row */
    uint32_t *bounds; /* count + 1 */
} instance;

typedef struct trainer {
    pipeline *pipelines[LANGUAGES];
    float *copies, *recall;            /* by document */
    unsigned language_count, language; /* the one being read */
    corpus corpus;
    const gold_document *document;
    bool round_two;
    instance *instances;
    size_t instance_count, instance_room;
    size_t seen[DECISIONS], reachable[DECISIONS];
    float *shared, *own[LANGUAGES], *square_shared, *square_own[LANGUAGES];
    int8_t *quantised[LANGUAGES];
    float scale[LANGUAGES];
    uint64_t random;
    float copies_of_document, recall_of_document;
} trainer;

/* ---- gold ---- */

static bool is_edge(const gold_document *d, uint32_t i)
{
    return d->text->tokens[i].kind == TOKEN_PUNCT;
}

static range trimmed(const gold_document *d, range r)
{
    while (r.start < r.end && is_edge(d, r.start)) r.start++;
    while (r.end > r.start && is_edge(d, r.end - 1)) r.end--;
    return r;
}

static bool same(const gold_document *d, range a, range b)
{
    a = trimmed(d, a);
    b = trimmed(d, b);
    return a.start == b.start && a.end == b.end;
}

static const gold_statement *gold_of(const gold_document *d, const cue *c)
{
    const gold_statement *best = NULL;
    for (size_t i = 0; i < d->statement_count; i++) {
        const gold_statement *g = &d->statements[i];
        if (g->cue.start > c->head || g->cue.end <= c->head || g->content_count == 0) continue;
        if (best == NULL || g->cue.end - g->cue.start < best->cue.end - best->cue.start) best = g;
    }
    return best;
}

static size_t gold_source(const gold_document *d, const gold_statement *g, const choice *c)
{
    if (g->source.end == g->source.start) return 0;
    for (size_t i = 1; i < c->count; i++)
        if (same(d, c->span[i], g->source)) return i;
    return SIZE_MAX;
}

/* Addressee, relay or time: the candidate with the gold span. */
static size_t gold_circumstance(const gold_document *d, const gold_statement *g, const choice *c)
{
    range span = c->decision == DECIDE_TIME ? g->time : c->decision == DECIDE_VIA ? g->via : g->addressee;
    if (!d->has_circumstances) return SIZE_MAX;
    if (span.end == span.start) return 0;
    for (size_t i = 1; i < c->count; i++)
        if (same(d, c->span[i], span)) return i;
    return SIZE_MAX;
}

static uint32_t sentence_end(const gold_document *d, uint32_t i)
{
    return d->text->sentences[d->text->sentence_of[i]].end;
}

/* Does a candidate that starts at `at` begin the gold span? A complementizer,
 * preposition or mark may stand before. */
static bool begins(const gold_document *d, range span, uint32_t at, uint8_t kind)
{
    uint32_t first = trimmed(d, span).start;
    if (at == span.start || at == first) return true;
    bool opener = kind == CONTENT_CLAUSE || kind == CONTENT_QUESTION || kind == CONTENT_INFINITIVE ||
                  kind == CONTENT_PREPOSITION || kind == CONTENT_QUOTE || kind == CONTENT_FRAGMENT ||
                  kind == CONTENT_REST || kind == CONTENT_COLON;
    return opener && (at + 1 == span.start || at + 1 == first || (kind == CONTENT_CLAUSE && at + 2 == first));
}

static size_t gold_content(const gold_document *d, const gold_statement *g, const choice *c)
{
    uint32_t cue = c->cue->start, end = sentence_end(d, c->cue->head);
    const range *left = NULL, *right = NULL;
    for (unsigned i = 0; i < g->content_count; i++) {
        if (g->content[i].end <= cue + 1)
            left = &g->content[i];
        else if (right == NULL && g->content[i].start >= cue && g->content[i].start < end)
            right = &g->content[i];
    }
    for (size_t i = 1; i < c->count; i++) {
        uint8_t kind = c->kind[i];
        bool left_fits = left != NULL && trimmed(d, c->second[i]).end == trimmed(d, *left).end;
        bool left_kind = kind == CONTENT_LEFT_QUOTE || kind == CONTENT_LEFT_CLAUSE;
        if (left_kind && left_fits && right == NULL) {
            /* of the two left kinds, the one whose start is nearer */
            uint32_t start = trimmed(d, c->second[i]).start, gold = trimmed(d, *left).start;
            bool clause_next = i + 1 < c->count && c->kind[i + 1] == CONTENT_LEFT_CLAUSE && kind == CONTENT_LEFT_QUOTE;
            if (!(clause_next && gold < start)) return i;
        }
        if (kind == CONTENT_BOTH && left_fits && right != NULL) return i;
        if (kind == CONTENT_SUBJECT && left != NULL && right == NULL && same(d, c->second[i], *left)) return i;
        bool right_kind = !left_kind && kind != CONTENT_BOTH && kind != CONTENT_SUBJECT;
        if (right_kind && right != NULL && begins(d, *right, c->span[i].start, kind) &&
            (left == NULL || kind == CONTENT_REST))
            return i;
    }
    if (left != NULL && right != NULL) /* an odd split: take the right part */
        for (size_t i = 1; i < c->count; i++)
            if (c->kind[i] < CONTENT_LEFT_QUOTE && begins(d, *right, c->span[i].start, c->kind[i])) return i;
    return SIZE_MAX;
}

static size_t gold_start(const gold_document *d, const gold_statement *g, const choice *c)
{
    for (unsigned n = 0; n < g->content_count; n++) {
        if (trimmed(d, g->content[n]).end != trimmed(d, c->span[0]).end) continue;
        for (size_t i = 0; i < c->count; i++)
            if (trimmed(d, c->span[i]).start == trimmed(d, g->content[n]).start) return i;
    }
    return SIZE_MAX;
}

static size_t gold_end(const gold_document *d, const gold_statement *g, const choice *c)
{
    uint32_t start = c->span[0].start;
    for (unsigned n = 0; n < g->content_count; n++) {
        range span = g->content[n];
        if (!(span.start <= start + 2 && start < span.end)) continue;
        for (size_t i = 0; i < c->count; i++)
            if (trimmed(d, c->span[i]).end == trimmed(d, span).end) return i;
    }
    return SIZE_MAX;
}

/* ---- instances ---- */

static void record(trainer *t, const choice *c, size_t gold)
{
    if (t->instance_count == t->instance_room) {
        t->instance_room = t->instance_room ? t->instance_room * 2 : 4096;
        t->instances = realloc(t->instances, t->instance_room * sizeof *t->instances);
    }
    instance *n = &t->instances[t->instance_count++];
    size_t total = 0;
    for (size_t i = 0; i < c->count; i++) total += c->features[i].count;
    *n = (instance){t->language,           (uint32_t)gold,    (uint32_t)c->count,
                    t->copies_of_document, malloc(total * 4), malloc((c->count + 1) * 4)};
    size_t at = 0;
    for (size_t i = 0; i < c->count; i++) {
        n->bounds[i] = (uint32_t)at;
        for (uint32_t k = 0; k < c->features[i].count; k++) n->at[at++] = c->features[i].at[k] & (SIZE - 1);
    }
    n->bounds[c->count] = (uint32_t)at;
}

static size_t observe(void *payload, const choice *c)
{
    trainer *t = payload;
    const gold_statement *g = gold_of(t->document, c->cue);
    size_t gold = SIZE_MAX;
    if (c->decision == DECIDE_GLANCE) { /* learnt from all, and never the last word while training */
        if (!t->round_two) record(t, c, g != NULL);
        return 1;
    }
    if (c->decision == DECIDE_CUE) {
        gold = g != NULL;
        float weight = t->copies_of_document;
        if (gold) t->copies_of_document *= t->recall_of_document;
        if (t->round_two) record(t, c, gold);
        t->copies_of_document = weight;
        t->seen[DECIDE_CUE] += gold;
        return gold;
    }
    if (g == NULL || t->round_two) return SIZE_MAX;
    if (c->decision == DECIDE_SOURCE) gold = gold_source(t->document, g, c);
    if (c->decision == DECIDE_CONTENT) gold = gold_content(t->document, g, c);
    if (c->decision == DECIDE_START) gold = gold_start(t->document, g, c);
    if (c->decision == DECIDE_END) gold = gold_end(t->document, g, c);
    if (c->decision >= DECIDE_ADDRESSEE) gold = gold_circumstance(t->document, g, c);
    t->seen[c->decision]++;
    if (gold == SIZE_MAX) return gold;
    t->reachable[c->decision]++;
    float weight = t->copies_of_document;
    if (c->decision >= DECIDE_ADDRESSEE && gold != 0) t->copies_of_document *= CIRCUMSTANCE_WEIGHT;
    record(t, c, gold);
    t->copies_of_document = weight;
    return gold;
}

static void collect(trainer *t)
{
    selon_allocator allocator = allocator_default();
    for (size_t i = 0; i < t->corpus.count; i++) {
        t->document = &t->corpus.documents[i];
        for (t->language = 0; t->pipelines[t->language] != t->document->pipeline;) t->language++;
        t->copies_of_document = t->copies[i];
        t->recall_of_document = t->recall[i];
        arena *a = arena_new(&allocator, 1 << 16);
        if (setjmp(*arena_escape(a)) != 0) exit(1);
        attribution_list out = {0};
        attributor *at = t->document->pipeline->attributor;
        at->observer = observe;
        at->observer_payload = t;
        attributor_run(at, a, t->document->text, &t->document->times, &out);
        arena_free(a);
    }
}

/* ---- fitting ---- */

static float weight_of(const trainer *t, uint32_t language, uint32_t f)
{
    return t->shared[f] + t->own[language][f];
}

static void step(float *w, float *square, float gradient)
{
    *square += gradient * gradient;
    *w -= RATE * gradient / (sqrtf(*square) + 1e-6f);
}

static double fit_one(trainer *t, const instance *n)
{
    float score[CANDIDATES_MAX], best = -1e30f, total = 0;
    for (uint32_t i = 0; i < n->count; i++) {
        score[i] = 0;
        for (uint32_t k = n->bounds[i]; k < n->bounds[i + 1]; k++) score[i] += weight_of(t, n->language, n->at[k]);
        if (score[i] > best) best = score[i];
    }
    for (uint32_t i = 0; i < n->count; i++) total += score[i] = expf(score[i] - best);
    for (uint32_t i = 0; i < n->count; i++) {
        float gradient = (score[i] / total - (i == n->gold)) * n->weight;
        if (fabsf(gradient) < 1e-4f) continue;
        for (uint32_t k = n->bounds[i]; k < n->bounds[i + 1]; k++) {
            uint32_t f = n->at[k];
            step(&t->shared[f], &t->square_shared[f], gradient);
            step(&t->own[n->language][f], &t->square_own[n->language][f], gradient);
        }
    }
    return -log(score[n->gold] / total + 1e-12);
}

static uint64_t next_random(trainer *t)
{
    t->random ^= t->random << 13;
    t->random ^= t->random >> 7;
    return t->random ^= t->random << 17;
}

static void shuffle(trainer *t)
{
    for (size_t i = t->instance_count; i > 1; i--) {
        size_t j = next_random(t) % i;
        instance swap = t->instances[i - 1];
        t->instances[i - 1] = t->instances[j];
        t->instances[j] = swap;
    }
}

/* The tables of weights: one a language and the shared one. */
static float *table_of(trainer *t, unsigned i, bool squares)
{
    if (i == t->language_count) return squares ? t->square_shared : t->shared;
    return squares ? t->square_own[i] : t->own[i];
}

static void fit_once(trainer *t)
{
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        double loss = 0;
        shuffle(t);
        for (size_t i = 0; i < t->instance_count; i++) loss += fit_one(t, &t->instances[i]);
        fprintf(stderr, "  epoch %d: %zu choices, loss %.4f\n", epoch + 1, t->instance_count,
                loss / (double)t->instance_count);
    }
}

/* Fits the weights several times, each from the same start with the choices
 * in another order, and takes the mean: what is left of the order's influence
 * is small. */
static void fit(trainer *t)
{
    float *start[LANGUAGES + 1], *squares[LANGUAGES + 1], *sum[LANGUAGES + 1];
    for (unsigned l = 0; l <= t->language_count; l++) {
        start[l] = malloc(SIZE * sizeof(float));
        squares[l] = malloc(SIZE * sizeof(float));
        sum[l] = calloc(SIZE, sizeof(float));
        memcpy(squares[l], table_of(t, l, true), SIZE * sizeof(float));
        memcpy(start[l], table_of(t, l, false), SIZE * sizeof(float));
    }
    for (int restart = 0; restart < RESTARTS; restart++) {
        for (unsigned l = 0; l <= t->language_count; l++) {
            memcpy(table_of(t, l, false), start[l], SIZE * sizeof(float));
            memcpy(table_of(t, l, true), squares[l], SIZE * sizeof(float));
        }
        fit_once(t);
        for (unsigned l = 0; l <= t->language_count; l++)
            for (uint32_t f = 0; f < SIZE; f++) sum[l][f] += table_of(t, l, false)[f] / RESTARTS;
    }
    for (unsigned l = 0; l <= t->language_count; l++) {
        memcpy(table_of(t, l, false), sum[l], SIZE * sizeof(float));
        free(start[l]);
        free(squares[l]);
        free(sum[l]);
    }
    for (size_t i = 0; i < t->instance_count; i++) {
        free(t->instances[i].at);
        free(t->instances[i].bounds);
    }
    t->instance_count = 0;
}

static void quantise(trainer *t, unsigned language)
{
    float largest = 1e-6f;
    for (uint32_t f = 0; f < SIZE; f++)
        if (fabsf(weight_of(t, language, f)) > largest) largest = fabsf(weight_of(t, language, f));
    if (largest > 4) largest = 4;
    t->scale[language] = largest / 127;
    for (uint32_t f = 0; f < SIZE; f++) {
        float w = weight_of(t, language, f) / t->scale[language];
        t->quantised[language][f] = (int8_t)lrintf(w > 127 ? 127 : w < -127 ? -127 : w);
    }
    t->pipelines[language]->attributor->model = (linear_model){t->quantised[language], SIZE - 1, t->scale[language]};
}

static void save(const trainer *t, unsigned language, const char *folder)
{
    char path[4096];
    uint8_t header[LINEAR_HEADER];
    snprintf(path, sizeof path, "%s/%s/attribution.bin", folder, t->pipelines[language]->code);
    FILE *f = fopen(path, "wb");
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    linear_model_header(header, LOG2_SIZE, t->scale[language], t->quantised[language]);
    fwrite(header, 1, sizeof header, f);
    fwrite(t->quantised[language], 1, SIZE, f);
    if (fclose(f) != 0) exit(1);
    fprintf(stderr, "wrote %s\n", path);
}

/* ---- command line ---- */

static void add_file(trainer *t, const char *argument)
{
    char code[4] = {0}, path[4096];
    const char *equals = strchr(argument, '='), *star = strchr(argument, '*');
    char *more = NULL;
    if (equals == NULL || equals - argument > 3) exit(2);
    memcpy(code, argument, (size_t)(equals - argument));
    snprintf(path, sizeof path, "%.*s", (int)((star ? star : argument + strlen(argument)) - equals - 1), equals + 1);
    unsigned l = 0;
    while (l < t->language_count && strcmp(t->pipelines[l]->code, code) != 0) l++;
    if (l == t->language_count) {
        t->pipelines[t->language_count++] = pipeline_open(code);
        t->own[l] = calloc(SIZE, sizeof(float));
        t->square_own[l] = calloc(SIZE, sizeof(float));
        t->quantised[l] = calloc(SIZE, 1);
    }
    float copies = star ? strtof(star + 1, &more) : 1;
    float recall = more != NULL && *more == '*' ? strtof(more + 1, NULL) : 1;
    size_t first = t->corpus.count;
    corpus_add(&t->corpus, t->pipelines[l], path);
    t->copies = realloc(t->copies, t->corpus.count * sizeof(float));
    t->recall = realloc(t->recall, t->corpus.count * sizeof(float));
    for (size_t i = first; i < t->corpus.count; i++) t->copies[i] = copies, t->recall[i] = recall;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: train_attribution OUT-FOLDER LANG=FILE[*WEIGHT[*RECALL]]...\n");
        return 2;
    }
    trainer *t = calloc(1, sizeof *t);
    t->random = 20261122;
    t->shared = calloc(SIZE, sizeof(float));
    t->square_shared = calloc(SIZE, sizeof(float));
    for (int i = 2; i < argc; i++) add_file(t, argv[i]);
    fprintf(stderr, "%zu documents\n", t->corpus.count);
    collect(t);
    fprintf(stderr, "gold cues proposed %zu; reachable: source %zu/%zu, content %zu/%zu, end %zu/%zu\n",
            t->seen[DECIDE_CUE], t->reachable[DECIDE_SOURCE], t->seen[DECIDE_SOURCE], t->reachable[DECIDE_CONTENT],
            t->seen[DECIDE_CONTENT], t->reachable[DECIDE_END], t->seen[DECIDE_END]);
    fit(t);
    for (unsigned l = 0; l < t->language_count; l++) quantise(t, l);
    t->round_two = true;
    collect(t);
    fit(t);
    for (unsigned l = 0; l < t->language_count; l++) {
        quantise(t, l);
        save(t, l, argv[1]);
    }
    return 0;
}
