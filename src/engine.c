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
 * with one engine.
 */
#include "engine.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

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
    default: return "unknown error";
    }
}

/* ---- which languages there are ---- */

typedef struct code_list {
    char codes[ENGINE_LANGUAGES][4];
    size_t count;
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
    if (list->count == ENGINE_LANGUAGES) return;
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

/* ---- loading one ---- */

/* A resource the language cannot do without. */
static const void *language__need(resource_store *store, const char *code, const char *name, size_t *size, int *error)
{
    const void *bytes = resource_find(store, code, name, size, error);
    if (bytes == NULL && *error == SELON_OK) *error = SELON_ERROR_DATA;
    return bytes;
}

/* One that it can: *bytes is NULL when it is not there. False when it cannot
 * be read. */
static bool language__want(resource_store *store, const char *code, const char *name, const void **bytes, size_t *size,
                           int *error)
{
    *bytes = resource_find(store, code, name, size, error);
    return *bytes != NULL || *error == SELON_OK;
}

static bool language__load_attributor(language *l, arena *a, resource_store *store, int *error)
{
    attributor_resources files;
    files.grammar = language__need(store, l->code, "grammar.txt", &files.grammar_size, error);
    if (files.grammar == NULL) return false;
    files.cues = language__need(store, l->code, "cues.txt", &files.cues_size, error);
    if (files.cues == NULL) return false;
    files.parser = l->parser;
    files.weights = language__need(store, l->code, "attribution.bin", &files.weights_size, error);
    if (files.weights == NULL) return false;
    l->attributor = attributor_load(a, l->words, &files, error);
    return l->attributor != NULL;
}

/* The tagger's many words come last: those of the other files then have low
 * numbers, and tables of them are short and stay in the cache. */
static bool language__load(language *l, arena *a, resource_store *store, int *error)
{
    size_t size;
    const void *bytes;
    l->words = vocabulary_new(a);
    if ((bytes = language__need(store, l->code, LANGUAGE_MARK, &size, error)) == NULL ||
        (l->writing = writing_load(a, l->words, bytes, size, error)) == NULL)
        return false;
    if ((bytes = language__need(store, l->code, "time.txt", &size, error)) == NULL ||
        (l->times = timex_load(a, l->words, bytes, size, error)) == NULL)
        return false;
    if ((bytes = language__need(store, l->code, "people.txt", &size, error)) == NULL ||
        (l->people = person_load(a, l->words, bytes, size, error)) == NULL)
        return false;
    if (!language__want(store, l->code, "parser.bin", &bytes, &size, error)) return false;
    if (bytes != NULL && (l->parser = parser_load(a, bytes, size, error)) == NULL) return false;
    if (!language__want(store, l->code, "labels.txt", &l->labels, &l->labels_size, error) ||
        !language__load_attributor(l, a, store, error))
        return false;
    return (bytes = language__need(store, l->code, "tagger.bin", &size, error)) != NULL &&
           (l->tagger = tagger_load(a, l->words, bytes, size, error)) != NULL;
}

/* ---- the engine ---- */

/* What tells the languages apart, from each one's folder and the neighbours'. */
static int engine__load_identifier(selon_engine *engine, resource_store *store)
{
    engine->identifier = language_identifier_new(engine->arena);
    for (size_t i = 0; i <= engine->language_count; i++) {
        size_t size;
        const void *bytes;
        int error;
        const char *folder = i < engine->language_count ? engine->languages[i].code : NEIGHBOURS;
        if (!language__want(store, folder, "identify.txt", &bytes, &size, &error)) return error;
        error = bytes != NULL ? language_identifier_load(engine->identifier, bytes, size) : SELON_OK;
        if (error != SELON_OK) return error;
    }
    return SELON_OK;
}

static int engine__load(selon_engine *engine, const selon_engine_options *options)
{
    code_list codes;
    int error = codes__collect(&codes, options);
    if (error != SELON_OK) return error;
    resource_store *store = resource_store_new(engine->arena, options);
    for (size_t i = 0; i < codes.count; i++) {
        size_t size;
        const void *mark = resource_find(store, codes.codes[i], LANGUAGE_MARK, &size, &error);
        if (mark == NULL && error != SELON_OK) return error;
        if (mark == NULL) continue;
        language *l = &engine->languages[engine->language_count];
        memcpy(l->code, codes.codes[i], sizeof l->code);
        if (!language__load(l, engine->arena, store, &error)) return error != SELON_OK ? error : SELON_ERROR_DATA;
        engine->language_count++;
    }
    if (engine->language_count == 0) return SELON_ERROR_DATA;
    return engine__load_identifier(engine, store);
}

int selon_engine_open(selon_engine **out, const selon_engine_options *options)
{
    selon_allocator allocator = options != NULL && options->allocator != NULL ? *options->allocator
                                                                              : allocator_default();
    *out = NULL;
    if (allocator.allocate == NULL || allocator.reallocate == NULL || allocator.release == NULL)
        return SELON_ERROR_ARGUMENT;
    if (options != NULL && options->resources == NULL && options->resource_count > 0) return SELON_ERROR_ARGUMENT;
    arena *a = arena_new(&allocator, (size_t)1 << 20);
    if (a == NULL) return SELON_ERROR_MEMORY;
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return SELON_ERROR_MEMORY;
    }
    selon_engine *engine = ARENA_NEW(a, selon_engine);
    engine->arena = a;
    int error = engine__load(engine, options);
    if (error != SELON_OK) {
        arena_free(a);
        return error;
    }
    *out = engine;
    return SELON_OK;
}

void selon_engine_close(selon_engine *engine)
{
    if (engine != NULL) arena_free(engine->arena);
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
