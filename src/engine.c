/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.c - language data, loaded once.
 *
 * An engine is an array of languages. Which there are is itself data: every
 * "xx/text.txt" among the resources, whether they come from memory, from a
 * folder or from the copy built into the library (src/model/resource.h), is a
 * language, and the rest of its folder must then be there too. Its words go
 * into one vocabulary, the tagger's last, and nothing changes after
 * selon_engine_open() has returned; that is why any number of threads may read
 * with one engine. Model files (model/model_file.h) each have a language whole,
 * which then comes from nowhere else.
 */
#include "engine.h"

#include <dirent.h>
#include <errno.h>
#include <libxml/parser.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "model/linear.h"

#define LANGUAGE_MARK "text.txt" /* the file whose presence makes a language */
#define NEIGHBOURS "other"       /* the folder of what tells languages without data */

const char *selon_version(void)
{
    return SELON_VERSION;
}

const char *selon_error_message(int error)
{
    switch (error) {
    case SELON_OK: return "no error";
    case SELON_ERROR_MEMORY: return "not enough memory";
    case SELON_ERROR_ARGUMENT: return "an argument makes no sense";
    case SELON_ERROR_DATA: return "language data or weights are missing or malformed";
    case SELON_ERROR_INPUT: return "the input cannot be read as what it was said to be";
    case SELON_ERROR_LIMIT: return "the input is larger than the limit";
    case SELON_ERROR_IO: return "a file could not be read, or the output takes no more";
    case SELON_ERROR_BUSY: return "another program is writing to the ledger";
    case SELON_ERROR_FOREIGN: return "the file is no ledger";
    case SELON_ERROR_NEWER: return "the ledger was written by a newer version";
    case SELON_ERROR_DAMAGED: return "the ledger is damaged";
    case SELON_ERROR_FULL: return "the disk is full";
    case SELON_ERROR_READ_ONLY: return "the ledger may not be written to";
    case SELON_ERROR_MISSING: return "there is no such ledger";
    default: return "unknown error";
    }
}

/* ---- what is being opened ---- */

typedef struct opening {
    selon_engine *engine;
    const selon_engine_options *options; /* NULL: the defaults */
    resource_store *store;
    const char *code, *name; /* the resource that is being loaded */
    int error;
} opening;

/* Says in the options' buffer what is wrong; returns `error`. */
__attribute__((format(printf, 3, 4))) static int problem_say(const selon_engine_options *options, int error,
                                                             const char *format, ...)
{
    va_list arguments;
    if (options == NULL || options->problem == NULL || options->problem_size == 0) return error;
    va_start(arguments, format);
    vsnprintf(options->problem, options->problem_size, format, arguments);
    va_end(arguments);
    return error;
}

/* The resource could not be loaded, for o->error. */
static int opening__refuse(const opening *o)
{
    const char *origin = resource_store_origin(o->store, o->code), *folder = NULL;
    const char *what = o->error == SELON_ERROR_IO ? "cannot be read" : "is malformed, or of another version of Selon";
    size_t size;
    int error;
    if (o->error == SELON_ERROR_MEMORY) return o->error;
    if (o->error == SELON_ERROR_DATA && resource_find(o->store, o->code, o->name, &size, &error) == NULL)
        what = "is missing";
    if (o->options != NULL) folder = o->options->data_folder;
    if (origin != NULL) return problem_say(o->options, o->error, "%s: section %s %s", origin, o->name, what);
    return problem_say(o->options, o->error, "%s%s%s/%s: %s", folder ? folder : "", folder ? "/" : "", o->code, o->name,
                       what);
}

/* ---- which languages there are ---- */

typedef struct code_list {
    char codes[ENGINE_LANGUAGES][4];
    size_t count;
    bool full; /* one more was there */
} code_list;

static bool code__is_one(const char *name, size_t size)
{
    if (size < 2 || size > 3) return false;
    for (size_t i = 0; i < size; i++)
        if (name[i] < 'a' || name[i] > 'z') return false;
    return true;
}

/* Adds a code in alphabetical order, once. */
static void codes__add(code_list *list, const char *name, size_t size)
{
    char code[4] = "";
    if (!code__is_one(name, size)) return;
    memcpy(code, name, size);
    size_t at = 0;
    while (at < list->count && strcmp(list->codes[at], code) < 0) at++;
    if (at < list->count && strcmp(list->codes[at], code) == 0) return;
    list->full |= list->count == ENGINE_LANGUAGES;
    if (list->full) return;
    memmove(list->codes + at + 1, list->codes + at, (list->count - at) * sizeof *list->codes);
    memcpy(list->codes[at], code, sizeof code);
    list->count++;
}

static void codes__add_table(code_list *list, const selon_resource *table, size_t count)
{
    for (size_t i = 0; i < count && table[i].name != NULL; i++) {
        const char *slash = strchr(table[i].name, '/');
        if (slash != NULL && strcmp(slash + 1, LANGUAGE_MARK) == 0)
            codes__add(list, table[i].name, (size_t)(slash - table[i].name));
    }
}

/* Every folder is a candidate; the mark is looked for when it is loaded. */
static int codes__add_folder(code_list *list, const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) return SELON_ERROR_IO;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        codes__add(list, entry->d_name, strlen(entry->d_name));
    closedir(folder);
    return SELON_OK;
}

static int codes__collect(code_list *list, const selon_engine_options *options)
{
    *list = (code_list){0};
    if (options != NULL && options->resources != NULL)
        codes__add_table(list, options->resources, options->resource_count);
    if (options != NULL && options->data_folder != NULL) return codes__add_folder(list, options->data_folder);
    if (options == NULL || options->resources == NULL) codes__add_table(list, resource_builtin, SIZE_MAX);
    return SELON_OK;
}

/* ---- model files ---- */

static int model__add(opening *o, code_list *codes, const void *bytes, size_t size, const char *origin)
{
    model_problem problem = {""};
    model_file *m = ARENA_NEW(o->engine->arena, model_file);
    int error = model_file_open(m, bytes, size, &problem);
    if (error != SELON_OK) return problem_say(o->options, error, "%s: %s", origin, problem.text);
    if (strcmp(m->language, NEIGHBOURS) == 0 || model_file_find(m, LANGUAGE_MARK) == NULL)
        return problem_say(o->options, SELON_ERROR_DATA, "%s: has no section %s", origin, LANGUAGE_MARK);
    resource_store_add_model(o->store, m, origin);
    codes__add(codes, m->language, strlen(m->language));
    return SELON_OK;
}

static int model__map(opening *o, code_list *codes, const char *path, mapped *map)
{
    int error = mapped_open(map, path, MODEL_BYTES_MOST, &o->engine->allocator);
    if (error == SELON_ERROR_IO) return problem_say(o->options, error, "%s: cannot be read: %s", path, strerror(errno));
    if (error == SELON_ERROR_LIMIT)
        return problem_say(o->options, error, "%s: is no model file of Selon: it is larger than 8 MiB", path);
    if (error != SELON_OK) return error;
    return model__add(o, codes, map->bytes, map->size, arena_strndup(o->engine->arena, path, strlen(path)));
}

static int models__open(opening *o, code_list *codes)
{
    const selon_engine_options *options = o->options;
    int error = SELON_OK;
    if (options == NULL) return SELON_OK;
    if (options->model_path_count > ENGINE_LANGUAGES)
        return problem_say(options, SELON_ERROR_LIMIT, "at most %d model files can be used together", ENGINE_LANGUAGES);
    for (size_t i = 0; i < options->model_count && error == SELON_OK; i++)
        error = model__add(o, codes, options->models[i].bytes, options->models[i].size, options->models[i].name);
    for (size_t i = 0; i < options->model_path_count && error == SELON_OK; i++)
        error = model__map(o, codes, options->model_paths[i], &o->engine->maps[i]);
    return error;
}

/* ---- loading one ---- */

/* A resource; NULL when it is not there, or cannot be read (o->error). */
static const void *language__want(opening *o, language *l, const char *name, size_t *size)
{
    o->code = l->code;
    o->name = name;
    const void *bytes = resource_find(o->store, l->code, name, size, &o->error);
    if (bytes != NULL && l->file_count < LANGUAGE_FILES) {
        l->files[l->file_count].bytes = bytes;
        l->files[l->file_count++].size = *size;
    }
    return bytes;
}

/* A resource the language cannot do without. */
static const void *language__need(opening *o, language *l, const char *name, size_t *size)
{
    const void *bytes = language__want(o, l, name, size);
    if (bytes == NULL && o->error == SELON_OK) o->error = SELON_ERROR_DATA;
    return bytes;
}

/* The transformer is one for all languages, and read once. Its bytes are one of
 * each language's files, which name what reads it. */
static bool language__load_context(language *l, opening *o, attributor_resources *files)
{
    size_t size;
    const void *bytes = language__need(o, l, "pieces.bin", &size);
    if (bytes != NULL) files->pieces = pieces_load(o->engine->arena, bytes, size, &o->error);
    if (o->error != SELON_OK) return false;
    o->code = NEIGHBOURS;
    o->name = "transformer.bin";
    bytes = resource_find(o->store, o->code, o->name, &size, &o->error);
    if (bytes == NULL && o->error == SELON_OK) o->error = SELON_ERROR_DATA;
    if (bytes != NULL && o->engine->transformer == NULL)
        o->engine->transformer = transformer_load(o->engine->arena, bytes, size, &o->error);
    if (o->error != SELON_OK) return false;
    if (l->file_count < LANGUAGE_FILES) {
        l->files[l->file_count].bytes = bytes;
        l->files[l->file_count++].size = size;
    }
    files->transformer = o->engine->transformer;
    files->patient = true;
    return true;
}

/* The sets of weights of a language, the first wanted one that it has. */
static const struct {
    const char *weights, *encoder;
} weight_sets[] = {{"attribution-accurate.bin", "encoder-accurate.bin"},
                   {"attribution-fast.bin", NULL},
                   {"attribution.bin", "encoder.bin"}};
enum { WEIGHTS_ACCURATE, WEIGHTS_FAST, WEIGHTS };

/* The weights' bytes, and which they are; NULL where there are none. */
static const void *language__want_weights(language *l, opening *o, unsigned *set, size_t *size)
{
    const selon_engine_options *wanted = o->options;
    const void *weights = NULL;
    for (unsigned i = 0; i < WEIGHTS && weights == NULL && o->error == SELON_OK && wanted != NULL; i++)
        if (i == WEIGHTS_ACCURATE ? wanted->accurate : wanted->fast)
            weights = language__want(o, l, weight_sets[ *set = i].weights, size);
    if (weights == NULL && o->error == SELON_OK)
        weights = language__need(o, l, weight_sets[ *set = WEIGHTS].weights, size);
    return weights;
}

static bool language__load_network(language *l, opening *o, attributor_resources *files, unsigned set)
{
    size_t size;
    const char *name = weight_sets[set].encoder;
    const void *bytes = name != NULL ? language__want(o, l, name, &size) : NULL;
    if (bytes != NULL) files->network = encoder_load(o->engine->arena, bytes, size, &o->error);
    if (o->error != SELON_OK) return false;
    if (files->network == NULL || network_context(files->network) == 0) return true;
    if (!language__load_context(l, o, files)) return false;
    if (!encoder_suits(files->network, files->transformer, files->pieces)) o->error = SELON_ERROR_DATA;
    return o->error == SELON_OK;
}

static bool language__load_attributor(language *l, opening *o)
{
    attributor_resources files = {0};
    size_t weights_size;
    unsigned set = WEIGHTS;
    files.grammar = language__need(o, l, "grammar.txt", &files.grammar_size);
    if (files.grammar == NULL) return false;
    const void *weights = language__want_weights(l, o, &set, &weights_size);
    if (weights == NULL || !language__load_network(l, o, &files, set)) return false;
    files.cues = language__need(o, l, "cues.txt", &files.cues_size);
    if (files.cues == NULL) return false;
    files.parser = l->parser;
    files.nouns = person_nouns(o->engine->arena, l->people);
    l->attributor = attributor_load(o->engine->arena, l->words, &files, &o->error);
    if (l->attributor == NULL) return false;
    o->code = l->code;
    o->name = weight_sets[set].weights; /* for the message */
    o->error = attributor_weights_load(l->attributor, weights, weights_size);
    return o->error == SELON_OK;
}

/* The tagger's many words come last: those of the other files then have low
 * numbers, and tables of them are short and stay in the cache. */
static bool language__load(language *l, opening *o)
{
    size_t size;
    const void *bytes;
    arena *a = o->engine->arena;
    l->words = vocabulary_new(a);
    if ((bytes = language__need(o, l, LANGUAGE_MARK, &size)) == NULL ||
        (l->writing = writing_load(a, l->words, bytes, size, &o->error)) == NULL)
        return false;
    if ((bytes = language__need(o, l, "time.txt", &size)) == NULL ||
        (l->times = timex_load(a, l->words, bytes, size, &o->error)) == NULL)
        return false;
    if ((bytes = language__need(o, l, "people.txt", &size)) == NULL ||
        (l->people = person_load(a, l->words, bytes, size, &o->error)) == NULL)
        return false;
    bytes = language__want(o, l, "parser.bin", &size);
    if (o->error != SELON_OK || (bytes != NULL && (l->parser = parser_load(a, bytes, size, &o->error)) == NULL))
        return false;
    l->labels = language__want(o, l, "labels.txt", &l->labels_size);
    if (o->error != SELON_OK || !language__load_attributor(l, o)) return false;
    return (bytes = language__need(o, l, "tagger.bin", &size)) != NULL &&
           (l->tagger = tagger_load(a, l->words, bytes, size, &o->error)) != NULL;
}

/* Eight bytes at a time: weights are megabytes. */
static uint64_t file__hash(const void *bytes, size_t size)
{
    uint64_t hash = HASH_SEED ^ size, word;
    size_t at = 0;
    for (; at + sizeof word <= size; at += sizeof word) {
        memcpy(&word, (const char *)bytes + at, sizeof word);
        hash = hash_mix(hash ^ word);
    }
    return hash_join(hash, hash_bytes((const char *)bytes + at, size - at));
}

void reader_name(const language *l, char out[READER_NAME])
{
    uint64_t hash = HASH_SEED;
    if (l == NULL) {
        snprintf(out, READER_NAME, "%s", selon_version());
        return;
    }
    for (size_t i = 0; i < l->file_count; i++)
        if (l->files[i].bytes != l->labels) /* which only the output needs */
            hash = hash_mix(hash_join(hash, file__hash(l->files[i].bytes, l->files[i].size)));
    snprintf(out, READER_NAME, "%s %s-%012llx", selon_version(), l->code, (unsigned long long)(hash >> 16));
}

/* ---- the engine ---- */

/* What tells the languages apart, from each one's folder and the neighbours'. */
static int engine__load_identifier(selon_engine *engine, opening *o)
{
    engine->identifier = language_identifier_new(engine->arena);
    for (size_t i = 0; i <= engine->language_count; i++) {
        size_t size;
        o->code = i < engine->language_count ? engine->languages[i].code : NEIGHBOURS;
        o->name = "identify.txt";
        const void *bytes = resource_find(o->store, o->code, o->name, &size, &o->error);
        if (bytes != NULL) o->error = language_identifier_load(engine->identifier, bytes, size);
        if (o->error != SELON_OK) return opening__refuse(o);
    }
    return SELON_OK;
}

static int engine__load(selon_engine *engine, const selon_engine_options *options)
{
    code_list codes;
    opening o = {.engine = engine, .options = options, .store = resource_store_new(engine->arena, options)};
    int error = codes__collect(&codes, options);
    if (error == SELON_ERROR_IO)
        problem_say(options, error, "%s: the folder cannot be read: %s", options->data_folder, strerror(errno));
    if (error == SELON_OK) error = models__open(&o, &codes);
    if (error != SELON_OK) return error;
    if (codes.full)
        return problem_say(options, SELON_ERROR_LIMIT, "there is room for %d languages and no more", ENGINE_LANGUAGES);
    for (size_t i = 0; i < codes.count; i++) {
        language *l = &engine->languages[engine->language_count];
        memcpy(l->code, codes.codes[i], sizeof l->code);
        l->file_count = 0;
        size_t size;
        const void *mark = language__want(&o, l, LANGUAGE_MARK, &size);
        if (mark == NULL && o.error == SELON_OK) continue;
        if (mark == NULL || !language__load(l, &o)) {
            if (o.error == SELON_OK) o.error = SELON_ERROR_DATA;
            return opening__refuse(&o);
        }
        engine->language_count++;
    }
    if (engine->language_count == 0)
        return problem_say(options, SELON_ERROR_DATA, "there are no languages: no folder has a %s", LANGUAGE_MARK);
    return engine__load_identifier(engine, &o);
}

static bool options__are_good(const selon_engine_options *options)
{
    if (options == NULL) return true;
    return (options->resources != NULL || options->resource_count == 0) &&
           (options->models != NULL || options->model_count == 0) &&
           (options->model_paths != NULL || options->model_path_count == 0);
}

int selon_engine_open(selon_engine **out, const selon_engine_options *options)
{
    selon_allocator allocator = options != NULL && options->allocator != NULL ? *options->allocator
                                                                              : allocator_default();
    *out = NULL;
    problem_say(options, SELON_OK, "%s", "");
    if (allocator.allocate == NULL || allocator.reallocate == NULL || allocator.release == NULL ||
        !options__are_good(options))
        return SELON_ERROR_ARGUMENT;
    xmlInitParser(); /* which libxml2 would do in whatever thread comes first, or in two at once */
    arena *a = arena_new(&allocator, (size_t)1 << 20);
    selon_engine *volatile made = NULL;
    if (a == NULL) return SELON_ERROR_MEMORY;
    if (setjmp(*arena_escape(a)) != 0) {
        if (made == NULL) arena_free(a);
        selon_engine_close(made);
        return SELON_ERROR_MEMORY;
    }
    selon_engine *engine = ARENA_NEW(a, selon_engine);
    engine->arena = a;
    engine->allocator = allocator;
    made = engine;
    int error = engine__load(engine, options);
    if (error != SELON_OK) {
        selon_engine_close(engine);
        return error;
    }
    *out = engine;
    return SELON_OK;
}

void selon_engine_close(selon_engine *engine)
{
    if (engine == NULL) return;
    selon_allocator allocator = engine->allocator;
    for (size_t i = 0; i < ENGINE_LANGUAGES; i++) mapped_close(&engine->maps[i], &allocator);
    arena_free(engine->arena);
}

const char *selon_engine_language(const selon_engine *engine, size_t i)
{
    return i < engine->language_count ? engine->languages[i].code : NULL;
}

const language *engine_language(const selon_engine *engine, const char *code)
{
    for (size_t i = 0; i < engine->language_count; i++)
        if (strcmp(engine->languages[i].code, code) == 0) return &engine->languages[i];
    return NULL;
}
