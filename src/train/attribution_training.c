/* SPDX-License-Identifier: Apache-2.0
 *
 * attribution_training.c - see attribution_training.h.
 */
#include "train/attribution_training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train/confidence_training.h"
#include "train/gold_choice.h"

/* ---- what was found to make good weights; change them here ---- */

#define LOG2_SIZE 19
#define SIZE (1u << LOG2_SIZE)
#define RESTARTS 10
/* For the confidence map the articles are divided, and the weights learnt without each part. */
#define PARTS 5
#define PART_RESTARTS 2
/* Circumstances are rare: one that is there counts more than one that is not. */
#define CIRCUMSTANCE_WEIGHT 2.5f
#define EPOCHS 3
#define RATE 0.04f
/* What the sums of squares begin with: a feature that was seen once or twice moves its weight little. */
#define SQUARES 1.0f

#define SEED 20261122 /* and what the caller adds to it */

typedef struct instance {
    uint32_t language, gold, count;
    float weight;
    uint32_t *at;     /* features, all candidates in a row */
    uint32_t *bounds; /* count + 1 */
} instance;

/* The weights of a language, or those that all share, and what fitting them
 * several times needs. */
typedef struct table {
    float *w, *squares;
    float *start, *start_squares; /* where each time begins */
    float *sum;                   /* of the weights, after each time */
} table;

typedef struct trainer {
    run *run;
    const corpus *corpus;
    const attribution_source *sources;
    size_t source_count;
    pipeline *pipelines[ATTRIBUTION_LANGUAGES];
    unsigned language_count, language; /* the one being read */
    const gold_document *document;
    bool round_two;
    instance *instances;
    size_t instance_count, instance_room;
    size_t seen[DECISIONS], reachable[DECISIONS];
    table tables[ATTRIBUTION_LANGUAGES], shared;
    int8_t *quantised[ATTRIBUTION_LANGUAGES];
    float scale[ATTRIBUTION_LANGUAGES];
    uint64_t seed, random;
    float copies_of_document, recall_of_document;
    unsigned left_out; /* this part of the documents; PARTS for none */
    unsigned restarts;
    confidence_examples examples;
} trainer;

/* ---- instances ---- */

static void record(trainer *t, const choice *c, size_t gold)
{
    if (t->instance_count == t->instance_room) {
        instance *old = t->instances;
        t->instance_room = t->instance_room ? t->instance_room * 2 : 4096;
        t->instances = run_alloc(t->run, t->instance_room, sizeof *t->instances);
        if (old != NULL) memcpy(t->instances, old, t->instance_count * sizeof *old);
        run_free(t->run, old);
    }
    size_t total = 0;
    for (size_t i = 0; i < c->count; i++) total += c->kept->count[i];
    instance *n = &t->instances[t->instance_count++];
    uint32_t *memory = run_alloc(t->run, total + c->count + 1, sizeof *memory);
    *n = (instance){t->language, (uint32_t)gold, (uint32_t)c->count, t->copies_of_document, memory, memory + total};
    size_t at = 0;
    for (size_t i = 0; i < c->count; i++) {
        n->bounds[i] = (uint32_t)at;
        for (uint32_t k = 0; k < c->kept->count[i]; k++) n->at[at++] = c->kept->hash[i][k] & (SIZE - 1);
    }
    n->bounds[c->count] = (uint32_t)at;
}

static size_t observe(void *payload, const choice *c)
{
    trainer *t = payload;
    if (c->decision == DECIDE_QUOTED) {
        size_t right = gold_quoted(t->document, c);
        if (t->round_two) record(t, c, right);
        return right;
    }
    const gold_statement *g = gold_of_cue(t->document, c->cue);
    size_t gold = SIZE_MAX;
    if (c->decision == DECIDE_GLANCE) { /* learnt from all, and never the last word while training */
        record(t, c, g != NULL);
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
    /* Circumstances and kinds are learnt with the sources and contents that are chosen, not the right ones: a
     * circumstance may have to be cut out of them. */
    bool late = c->decision >= DECIDE_ADDRESSEE, circumstance = late && c->decision <= DECIDE_TIME;
    if (g == NULL || (late && !t->round_two)) return SIZE_MAX;
    gold = gold_choice(t->document, g, c);
    t->seen[c->decision]++;
    if (gold == SIZE_MAX) return gold;
    t->reachable[c->decision]++;
    float weight = t->copies_of_document;
    if (circumstance && gold != 0) t->copies_of_document *= CIRCUMSTANCE_WEIGHT;
    record(t, c, gold);
    t->copies_of_document = weight;
    return t->round_two && !late ? SIZE_MAX : gold; /* for the others it is the second time */
}

typedef void document_visit(trainer *t, const attribution_source *from, const gold_document *d);

/* For the choices in it. */
static void document_learn(trainer *t, const attribution_source *from, const gold_document *d)
{
    attribution_list out = {0};
    attributor *at = t->pipelines[t->language]->attributor;
    t->copies_of_document = from->copies;
    t->recall_of_document = from->recall;
    t->document = d;
    at->observer = observe;
    at->observer_payload = t;
    attributor_run(at, t->run->scratch, d->text, &d->times, &out);
    at->observer = NULL;
}

/* As a document that the weights have not seen. */
static void document_try(trainer *t, const attribution_source *from, const gold_document *d)
{
    attribution_list out = {0};
    if (from->confidence <= 0) return;
    attributor_run(t->pipelines[t->language]->attributor, t->run->scratch, d->text, &d->times, &out);
    confidence_examples_add(t->run, &t->examples, d, &out, t->language, from->confidence);
}

static void document_read(trainer *t, const attribution_source *from, const gold_document *d, document_visit *visit)
{
    run *r = t->run;
    selon_allocator allocator = *arena_allocator(r->arena);
    r->scratch = arena_new(&allocator, 1 << 16); /* freed by run_end() where we do not come back here */
    if (r->scratch == NULL || setjmp(*arena_escape(r->scratch)) != 0) longjmp(*arena_escape(r->arena), RUN_MEMORY);
    visit(t, from, d);
    arena_free(r->scratch);
    r->scratch = NULL;
}

/* Reads the documents, or only those that are left out. */
static void documents_read(trainer *t, bool left_out, document_visit *visit)
{
    for (size_t s = 0; s < t->source_count; s++) {
        const attribution_source *from = &t->sources[s];
        for (t->language = 0; t->pipelines[t->language] != from->pipeline;) t->language++;
        for (size_t i = from->first; i < from->end; i++) {
            run_advance(t->run, 1);
            pipeline *p = from->pipeline; /* with a network that has not seen it */
            if (p->part_count > 0) p->attributor->network = p->parts[(i - from->first) % p->part_count];
            if (((i - from->first) % PARTS == t->left_out) == left_out)
                document_read(t, from, &t->corpus->documents[i], visit);
        }
    }
}

static const char *stage_name(const trainer *t, const char *whole, const char *part)
{
    return t->left_out == PARTS ? whole : part;
}

/* Keeps the choices of all documents that are not left out. */
static void collect(trainer *t)
{
    run_stage(t->run,
              t->round_two ? stage_name(t, "attribution, reading again", "confidence, reading again")
                           : stage_name(t, "attribution, reading", "confidence, reading"),
              1, t->corpus->count);
    documents_read(t, false, document_learn);
}

/* ---- fitting ---- */

static float weight_of(const trainer *t, uint32_t language, uint32_t f)
{
    return t->shared.w[f] + t->tables[language].w[f];
}

static void step(float *w, float *square, float gradient)
{
    *square += gradient * gradient;
    *w -= RATE * gradient / sqrtf(*square + SQUARES);
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
            step(&t->shared.w[f], &t->shared.squares[f], gradient);
            step(&t->tables[n->language].w[f], &t->tables[n->language].squares[f], gradient);
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

/* Also where an epoch is passed over: the next one goes on from this order. */
static void shuffle(trainer *t)
{
    for (size_t i = t->instance_count; i > 1; i--) {
        size_t j = next_random(t) % i;
        instance swap = t->instances[i - 1];
        t->instances[i - 1] = t->instances[j];
        t->instances[j] = swap;
    }
}

static table *table_at(trainer *t, unsigned i)
{
    return i == t->language_count ? &t->shared : &t->tables[i];
}

static void trainer__state(run_io *io, void *what)
{
    trainer *t = what;
    for (unsigned l = 0; l <= t->language_count; l++) {
        table *b = table_at(t, l);
        float *const all[] = {b->w, b->squares, b->start, b->start_squares, b->sum};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) run_state(io, all[i], SIZE * sizeof(float));
    }
    confidence_examples *e = &t->examples;
    e->items = run_state_array(io, e->items, &e->count, sizeof *e->items);
    e->room = e->count;
}

static void fit_once(trainer *t)
{
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        double loss = 0;
        shuffle(t);
        if (!run_epoch_begin(t->run, trainer__state, t)) continue;
        for (size_t i = 0; i < t->instance_count; i++) {
            loss += fit_one(t, &t->instances[i]);
            run_advance(t->run, 1);
        }
        run_figure(t->run, t->instance_count > 0 ? loss / (double)t->instance_count : 0, "loss a choice");
        run_epoch_end(t->run, trainer__state, t);
    }
}

static void floats_copy(float *to, const float *from)
{
    memcpy(to, from, SIZE * sizeof *to);
}

static void instances_drop(trainer *t)
{
    for (size_t i = 0; i < t->instance_count; i++) run_free(t->run, t->instances[i].at);
    t->instance_count = 0;
}

/* Fits the weights several times, each from the same start with the choices
 * in another order, and takes the mean: what is left of the order's influence
 * is small. */
static void fit(trainer *t)
{
    run_stage(t->run,
              t->round_two ? stage_name(t, "attribution, cues", "confidence, cues")
                           : stage_name(t, "attribution, spans", "confidence, spans"),
              t->restarts * EPOCHS, t->instance_count);
    for (unsigned l = 0; l <= t->language_count; l++) {
        table *b = table_at(t, l);
        floats_copy(b->start, b->w);
        floats_copy(b->start_squares, b->squares);
        memset(b->sum, 0, SIZE * sizeof *b->sum);
    }
    for (unsigned restart = 0; restart < t->restarts; restart++) {
        for (unsigned l = 0; l <= t->language_count; l++) {
            table *b = table_at(t, l);
            floats_copy(b->w, b->start);
            floats_copy(b->squares, b->start_squares);
        }
        fit_once(t);
        for (unsigned l = 0; l <= t->language_count; l++) {
            table *b = table_at(t, l);
            for (uint32_t f = 0; f < SIZE; f++) b->sum[f] += b->w[f] / (float)t->restarts;
        }
    }
    for (unsigned l = 0; l <= t->language_count; l++) floats_copy(table_at(t, l)->w, table_at(t, l)->sum);
    instances_drop(t);
}

/* Where a checkpoint is in the second round, the first round's weights are
 * what that round starts with. */
static void first_round_recall(trainer *t)
{
    if (!run_is_past(t->run)) return;
    run_look_ahead(t->run, trainer__state, t);
    for (unsigned l = 0; l <= t->language_count; l++) {
        floats_copy(table_at(t, l)->w, table_at(t, l)->start);
        floats_copy(table_at(t, l)->squares, table_at(t, l)->start_squares);
    }
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
    t->pipelines[language]->attributor->model = (linear_model){
        .weights = t->quantised[language], .mask = SIZE - 1, .scale = t->scale[language]};
}

/* ---- all of it ---- */

static void table_new(run *r, table *b)
{
    float **const all[] = {&b->w, &b->squares, &b->start, &b->start_squares, &b->sum};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) *all[i] = run_alloc(r, SIZE, sizeof(float));
}

static void table_free(run *r, table *b)
{
    float *const all[] = {b->w, b->squares, b->start, b->start_squares, b->sum};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) run_free(r, all[i]);
}

static void trainer_languages(trainer *t)
{
    table_new(t->run, &t->shared);
    for (size_t s = 0; s < t->source_count; s++) {
        unsigned l = 0;
        while (l < t->language_count && t->pipelines[l] != t->sources[s].pipeline) l++;
        if (l < t->language_count) continue;
        if (l == ATTRIBUTION_LANGUAGES)
            run_fail(t->run, "at most %d languages can be trained together", ATTRIBUTION_LANGUAGES);
        t->pipelines[t->language_count++] = t->sources[s].pipeline;
        table_new(t->run, &t->tables[l]);
        t->quantised[l] = run_alloc(t->run, SIZE, 1);
    }
}

static void trainer_write(trainer *t, unsigned language, attribution_weights *out)
{
    confidence_map map = confidence_map_fit(t->run, &t->examples, language);
    size_t more = map.known ? CONFIDENCE_BYTES : 0, size = LINEAR_HEADER + SIZE + more;
    uint8_t *bytes = arena_alloc(t->run->arena, size);
    memcpy(bytes + LINEAR_HEADER, t->quantised[language], SIZE);
    if (map.known) confidence_map_write(bytes + LINEAR_HEADER + SIZE, &map);
    linear_model_header(bytes, LOG2_SIZE, t->scale[language], (const int8_t *)bytes + LINEAR_HEADER, more);
    *out = (attribution_weights){t->pipelines[language], bytes, size};
    if (attributor_weights_load(t->pipelines[language]->attributor, bytes, size) != SELON_OK)
        run_fail(t->run, "the new weights cannot be used");
    table_free(t->run, &t->tables[language]);
    run_free(t->run, t->quantised[language]);
}

/* Begins without any weights. */
static void trainer_clear(trainer *t)
{
    for (unsigned l = 0; l <= t->language_count; l++) {
        table *b = table_at(t, l);
        memset(b->w, 0, SIZE * sizeof *b->w);
        memset(b->squares, 0, SIZE * sizeof *b->squares);
    }
    for (unsigned l = 0; l < t->language_count; l++) t->pipelines[l]->attributor->model = (linear_model){0};
    memset(t->seen, 0, sizeof t->seen);
    t->random = t->seed;
    t->round_two = false;
}

/* Learns weights from the documents that are not left out; false where they
 * have nothing to learn from. */
static bool learn(trainer *t, unsigned left_out, unsigned restarts)
{
    t->left_out = left_out;
    t->restarts = restarts;
    trainer_clear(t);
    collect(t);
    if (t->seen[DECIDE_CUE] == 0) {
        instances_drop(t);
        return false;
    }
    fit(t);
    first_round_recall(t);
    for (unsigned l = 0; l < t->language_count; l++) quantise(t, l);
    t->round_two = true;
    collect(t);
    fit(t);
    for (unsigned l = 0; l < t->language_count; l++) quantise(t, l);
    return true;
}

/* How sure of themselves weights are, and how right, where they have seen
 * nothing. A checkpoint that is farther on has the examples. */
static void learn_without(trainer *t, unsigned part)
{
    if (!learn(t, part, PART_RESTARTS) || run_is_past(t->run)) return;
    run_stage(t->run, "confidence, trying", 1, t->corpus->count);
    documents_read(t, true, document_try);
}

unsigned attribution_train(run *r, const corpus *c, const attribution_source *sources, size_t source_count,
                           uint64_t seed, attribution_weights out[ATTRIBUTION_LANGUAGES])
{
    trainer *t = ARENA_NEW(r->arena, trainer);
    *t = (trainer){.run = r, .corpus = c, .sources = sources, .source_count = source_count};
    t->seed = SEED + (seed - 1) != 0 ? SEED + (seed - 1) : 1;
    trainer_languages(t);
    bool wanted = false;
    for (size_t s = 0; s < source_count; s++) wanted |= sources[s].confidence > 0;
    for (unsigned part = 0; wanted && part < PARTS; part++) learn_without(t, part);
    if (!learn(t, PARTS, RESTARTS))
        run_fail(r,
                 "no annotated cue is a word of cues.txt: nothing can be learnt; add the verbs of the annotated cues "
                 "to the language's cues.txt");
    for (unsigned l = 0; l < t->language_count; l++) trainer_write(t, l, &out[l]);
    table_free(r, &t->shared);
    run_free(r, t->instances);
    run_free(r, t->examples.items);
    return t->language_count;
}
