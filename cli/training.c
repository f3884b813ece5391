/* SPDX-License-Identifier: Apache-2.0
 *
 * training.c - see training.h.
 */
#include "training.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "annotated.h"
#include "base/hash.h"
#include "model/resource.h"
#include "stream.h"
#include "train/attribution_training.h"
#include "train/parser_training.h"
#include "train/tagger_training.h"

#define TREEBANK_MOST ((size_t)1 << 30)

/* Set by a signal; looked at while training. */
static volatile sig_atomic_t interrupted;

void training_interrupt(int signal_number)
{
    interrupted = signal_number;
}

/* ---- data ---- */

static bool name_is_conllu(const char *name)
{
    size_t n = strlen(name);
    if (n > 3 && strcmp(name + n - 3, ".gz") == 0) n -= 3;
    return n > 7 && strncmp(name + n - 7, ".conllu", 7) == 0;
}

/* Room for one more article; false, told, without memory. */
static bool articles__grow(training *t)
{
    if (t->article_count < t->article_room) return true;
    size_t room = t->article_room > 0 ? t->article_room * 2 : 64;
    article *grown = realloc(t->articles, room * sizeof *grown);
    if (grown == NULL) {
        problem_print(NULL, "not enough memory");
        return false;
    }
    t->articles = grown;
    t->article_room = room;
    return true;
}

static bool article__take(const json_t *document, const char *origin, void *payload)
{
    training *t = payload;
    if (!articles__grow(t)) return false;
    article *a = &t->articles[t->article_count];
    a->origin = strdup(origin);
    if (a->origin == NULL) {
        problem_print(NULL, "not enough memory");
        return false;
    }
    a->document = json_incref((json_t *)(uintptr_t)document);
    t->article_count++;
    return true;
}

static bool treebank__add(training *t, const char *path)
{
    problem p = {""};
    treebank b = {.name = strdup(path)};
    stream *in = b.name != NULL ? stream_open(path, &p) : NULL;
    if (in != NULL) b.bytes = stream_read_all(in, TREEBANK_MOST, &b.size, &p);
    stream_close(in);
    if (b.bytes == NULL) {
        problem_print(path, p.text[0] != '\0' ? p.text : "not enough memory");
        free(b.name);
        return false;
    }
    t->treebanks[t->treebank_count++] = b;
    return true;
}

bool training_add(training *t, const char *path, const char *language, float copies, float recall)
{
    if (t->source_count == TRAINING_SOURCES || t->treebank_count == TRAINING_SOURCES) {
        problem_print(path, "this is too many inputs; join files, or put them into one folder");
        return false;
    }
    if (name_is_conllu(path)) return treebank__add(t, path);
    article_source s = {.copies = copies, .recall = recall, .first = t->article_count};
    snprintf(s.language, sizeof s.language, "%s", language);
    bool good = annotated_read(path, article__take, t);
    s.end = t->article_count;
    t->sources[t->source_count++] = s;
    return good;
}

void training_release(training *t)
{
    for (size_t i = 0; i < t->article_count; i++) {
        json_decref(t->articles[i].document);
        free(t->articles[i].origin);
    }
    free(t->articles);
    for (size_t i = 0; i < t->treebank_count; i++) {
        free(t->treebanks[i].name);
        free(t->treebanks[i].bytes);
    }
    language_files_release(&t->files);
}

/* ---- what decides the result ---- */

static uint64_t joined(uint64_t h, const void *bytes, size_t size)
{
    return hash_mix(hash_join(h, hash_bytes(bytes, size)));
}

static uint64_t training__fingerprint(const training *t)
{
    const char *version = selon_version();
    uint32_t features = ATTRIBUTION_VERSION;
    uint64_t h = joined(joined(t->seed, version, strlen(version)), &features, sizeof features);
    for (size_t i = 0; i < t->files.count; i++) {
        h = joined(h, t->files.items[i].name, strlen(t->files.items[i].name));
        h = joined(h, t->files.items[i].bytes, t->files.items[i].size);
    }
    for (size_t i = 0; i < t->treebank_count; i++) h = joined(h, t->treebanks[i].bytes, t->treebanks[i].size);
    for (size_t i = 0; i < t->source_count; i++) {
        const article_source *s = &t->sources[i];
        h = joined(h, s->language, sizeof s->language);
        h = joined(joined(h, &s->copies, sizeof s->copies), &s->recall, sizeof s->recall);
        for (size_t k = s->first; k < s->end; k++) {
            char *line = json_dumps(t->articles[k].document, JSON_COMPACT | JSON_SORT_KEYS);
            h = joined(h, line != NULL ? line : "", line != NULL ? strlen(line) : 0);
            free(line);
        }
    }
    return h;
}

/* ---- the parts ---- */

/* Puts weights among the files; they are then what the next part builds on. */
static void training__set(training *t, const char *name, const void *bytes, size_t size)
{
    problem p = {""};
    if (!language_files_set(&t->files, name, bytes, size, &p)) run_fail(&t->run, "%s", p.text);
}

static resource_store *training__store(training *t)
{
    selon_resource *all = ARENA_ARRAY(t->run.arena, selon_resource, MODEL_SECTIONS_MOST);
    language_files_resources(&t->files, all);
    selon_engine_options options = {.resources = all, .resource_count = t->files.count};
    return resource_store_new(t->run.arena, &options);
}

static void training__tagger(training *t, const writing *w, const gold_corpus *corpus)
{
    tagger_settings set = tagger_settings_default();
    tagger_materials m = {.writing = w, .corpus = corpus};
    size_t size;
    set.seed = t->seed;
    const void *bytes = run_kept(&t->run, "tagger.bin", &size);
    if (bytes == NULL) bytes = tagger_train(&t->run, &m, &set, &size, NULL);
    run_keep(&t->run, "tagger.bin", bytes, size);
    training__set(t, "tagger.bin", bytes, size);
}

static void training__parser(training *t, const writing *w, vocabulary *words, const gold_corpus *corpus)
{
    parser_settings set = parser_settings_default();
    parser_lessons lessons = {0};
    const language_file *f = language_files_find(&t->files, "tagger.bin");
    size_t size;
    int error;
    uint64_t chance = set.seed = t->seed;
    const void *bytes = run_kept(&t->run, "parser.bin", &size);
    if (bytes == NULL) {
        const tagger *g = tagger_load(t->run.arena, words, f->bytes, f->size, &error);
        if (g == NULL) run_fail(&t->run, "the new tagger cannot be used");
        parser_lessons_add_all(&t->run, &lessons, w, g, corpus, &set, &chance);
        if (lessons.count == 0) return; /* tags without trees */
        bytes = parser_train(&t->run, &lessons, &set, chance, &size);
    }
    run_keep(&t->run, "parser.bin", bytes, size);
    training__set(t, "parser.bin", bytes, size);
}

static void training__syntax(training *t)
{
    gold_corpus corpus = {0};
    const language_file *f = language_files_find(&t->files, "text.txt");
    vocabulary *words = vocabulary_new(t->run.arena);
    int error;
    const writing *w = writing_load(t->run.arena, words, f->bytes, f->size, &error);
    if (w == NULL) run_fail(&t->run, "text.txt is malformed");
    for (size_t i = 0; i < t->treebank_count; i++)
        conllu_read(&t->run, t->treebanks[i].name, t->treebanks[i].bytes, t->treebanks[i].size, &corpus);
    if (corpus.skipped > 0) {
        char words_of_it[100];
        snprintf(words_of_it, sizeof words_of_it,
                 "warning: %zu sentences were left out: their words are not in their text", corpus.skipped);
        problem_print(NULL, words_of_it);
    }
    if (corpus.count == 0) run_fail(&t->run, "%s: there are no sentences", t->treebanks[0].name);
    training__tagger(t, w, &corpus);
    training__parser(t, w, words, &corpus);
}

static pipeline *training__pipeline(training *t, pipeline **opened, const char *code)
{
    size_t i = 0;
    for (; i < ATTRIBUTION_LANGUAGES && opened[i] != NULL; i++)
        if (strcmp(opened[i]->code, code) == 0) return opened[i];
    if (i == ATTRIBUTION_LANGUAGES)
        run_fail(&t->run, "at most %d languages can be trained together", ATTRIBUTION_LANGUAGES);
    bool own = strcmp(code, t->files.language) == 0;
    return opened[i] = pipeline_open(&t->run, own ? training__store(t) : resource_store_new(t->run.arena, NULL), code);
}

static void training__attribution(training *t)
{
    run *r = &t->run;
    corpus *all = ARENA_NEW(r->arena, corpus);
    pipeline *opened[ATTRIBUTION_LANGUAGES] = {0};
    attribution_source *sources = ARENA_ZARRAY(r->arena, attribution_source, t->source_count);
    attribution_weights made[ATTRIBUTION_LANGUAGES];
    for (size_t i = 0; i < t->source_count; i++) {
        const article_source *s = &t->sources[i];
        sources[i] = (attribution_source){
            training__pipeline(t, opened, s->language), s->first, s->end, s->copies, s->recall, 1};
        for (size_t k = s->first; k < s->end; k++)
            corpus_add(r, all, sources[i].pipeline, t->articles[k].document, t->articles[k].origin);
    }
    unsigned count = attribution_train(r, all, sources, t->source_count, t->seed, made);
    for (unsigned i = 0; i < count; i++)
        if (strcmp(made[i].pipeline->code, t->files.language) == 0) {
            language_files_remove_attribution(&t->files); /* the base's, learnt from other data */
            training__set(t, "attribution.bin", made[i].bytes, made[i].size);
        }
}

/* ---- the run ---- */

static bool training__tell(void *payload, const run_progress *now)
{
    progress_tell(payload, now);
    return interrupted == 0;
}

static void training__do(training *t)
{
    run_begin(&t->run);
    if (t->treebank_count > 0) training__syntax(t);
    if (language_files_find(&t->files, "tagger.bin") == NULL)
        run_fail(&t->run, "there is no tagger: give treebanks (.conllu) among the data, or a --base to take it from");
    if (t->article_count > 0) training__attribution(t);
    if (language_files_find(&t->files, "attribution.bin") == NULL)
        run_fail(&t->run,
                 "there are no weights of attribution: give articles with statements (a folder of brat's files, "
                 "JSON lines) among the data, or a --base to take them from");
}

int training_run(training *t, const char *checkpoint, bool resume)
{
    selon_allocator memory = allocator_default();
    t->run = (run){.arena = arena_new(&memory, 1 << 20),
                   .tell = training__tell,
                   .payload = &t->progress,
                   .checkpoint = checkpoint,
                   .resume = resume};
    if (t->run.arena == NULL) return RUN_MEMORY;
    t->run.fingerprint = training__fingerprint(t);
    int ending = setjmp(*arena_escape(t->run.arena));
    if (ending == 0) training__do(t);
    progress_end(&t->progress);
    run_end(&t->run);
    arena_free(t->run.arena);
    return ending;
}
