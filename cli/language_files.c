/* SPDX-License-Identifier: Apache-2.0
 *
 * language_files.c - see language_files.h.
 */
#include "language_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "model/mapped.h"
#include "model/resource.h"
#include "stream.h"

/* What only `--model accurate` reads is not taken from the built-in data: it would
 * make a model file larger than one may be. */
static const char *const builtin_only[] = {"attribution-accurate.bin", "encoder-accurate.bin", "pieces.bin"};
#define BUILTIN_ONLY (sizeof builtin_only / sizeof builtin_only[0])

const language_file *language_files_find(const language_files *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i].name, name) == 0) return &f->items[i];
    return NULL;
}

void language_files_remove(language_files *f, const char *name)
{
    const language_file *found = language_files_find(f, name);
    if (found == NULL) return;
    size_t i = (size_t)(found - f->items);
    free(f->items[i].bytes);
    memmove(&f->items[i], &f->items[i + 1], (f->count - i - 1) * sizeof f->items[0]);
    f->count--;
}

void language_files_remove_attribution(language_files *f)
{
    static const char *const names[] = {"attribution.bin", "attribution-fast.bin", "encoder.bin"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) language_files_remove(f, names[i]);
    for (size_t i = 0; i < BUILTIN_ONLY; i++) language_files_remove(f, builtin_only[i]);
}

void language_files_release(language_files *f)
{
    for (size_t i = 0; i < f->count; i++) free(f->items[i].bytes);
    f->count = 0;
}

bool language_files_set(language_files *out, const char *name, const void *bytes, size_t size, problem *p)
{
    if (!model_name_is_good(name))
        return problem_set(p, "\"%.60s\" cannot be in a model file: its name has other letters than a-z, 0-9, . - _",
                           name);
    language_files_remove(out, name);
    if (out->count == MODEL_SECTIONS_MOST)
        return problem_set(p, "a model file has at most %d sections", MODEL_SECTIONS_MOST);
    void *copy = malloc(size + 1);
    if (copy == NULL) return problem_memory(p);
    if (size > 0) memcpy(copy, bytes, size);
    size_t at = 0;
    while (at < out->count && strcmp(out->items[at].name, name) < 0) at++;
    memmove(&out->items[at + 1], &out->items[at], (out->count - at) * sizeof out->items[0]);
    out->items[at] = (language_file){.bytes = copy, .size = size};
    snprintf(out->items[at].name, sizeof out->items[at].name, "%s", name);
    out->count++;
    return true;
}

/* ---- where files come from ---- */

bool language_files_is_builtin(const char *code)
{
    size_t n = strlen(code);
    if (!model_language_is_good(code)) return false;
    for (const selon_resource *r = resource_builtin; r->name != NULL; r++)
        if (strncmp(r->name, code, n) == 0 && strcmp(r->name + n, "/text.txt") == 0) return true;
    return false;
}

static bool name__is_builtin_only(const char *name)
{
    for (size_t i = 0; i < BUILTIN_ONLY; i++)
        if (strcmp(name, builtin_only[i]) == 0) return true;
    return false;
}

bool language_files_add_builtin(language_files *out, const char *code, problem *p)
{
    size_t n = strlen(code);
    for (const selon_resource *r = resource_builtin; r->name != NULL; r++)
        if (strncmp(r->name, code, n) == 0 && r->name[n] == '/' && !name__is_builtin_only(r->name + n + 1) &&
            !language_files_set(out, r->name + n + 1, r->bytes, r->size, p))
            return false;
    snprintf(out->language, sizeof out->language, "%s", code);
    snprintf(out->made_by, sizeof out->made_by, "%s", selon_version());
    return true;
}

bool language_files_add_model(language_files *out, const char *path, problem *p)
{
    mapped map;
    model_file m;
    model_problem found;
    selon_allocator memory = allocator_default();
    int error = mapped_open(&map, path, MODEL_BYTES_MOST, &memory);
    if (error == SELON_ERROR_LIMIT) return problem_set(p, "%.300s: is no model file: it is larger than 8 MiB", path);
    if (error == SELON_ERROR_IO) return problem_set(p, "%.300s: cannot be read: %s", path, strerror(errno));
    if (error != SELON_OK) return problem_memory(p);
    bool good = model_file_open(&m, map.bytes, map.size, &found) == SELON_OK;
    if (!good) problem_set(p, "%.200s: %s", path, found.text);
    for (size_t i = 0; good && i < m.count; i++)
        good = language_files_set(out, m.sections[i].name, m.sections[i].bytes, m.sections[i].size, p);
    if (good) memcpy(out->language, m.language, sizeof out->language);
    if (good) memcpy(out->made_by, m.made_by, sizeof out->made_by);
    mapped_close(&map, &memory);
    return good;
}

bool language_files_add_named(language_files *out, const char *name, problem *p)
{
    return language_files_is_builtin(name) ? language_files_add_builtin(out, name, p)
                                           : language_files_add_model(out, name, p);
}

static bool folder__take(language_files *out, const char *folder, const char *name, problem *p)
{
    char path[4096];
    size_t size, n = strlen(name);
    if (n < 5 || name[0] == '.' || (strcmp(name + n - 4, ".txt") != 0 && strcmp(name + n - 4, ".bin") != 0))
        return true;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return problem_set(p, "%.300s: the name is too long", folder);
    stream *in = stream_open(path, p);
    char *bytes = in != NULL ? stream_read_all(in, MODEL_BYTES_MOST, &size, p) : NULL;
    stream_close(in);
    bool good = bytes != NULL && language_files_set(out, name, bytes, size, p);
    free(bytes);
    if (!good) {
        problem why = *p;
        problem_set(p, "%.200s: %.300s", path, why.text);
    }
    return good;
}

bool language_files_add_folder(language_files *out, const char *folder, problem *p)
{
    DIR *d = opendir(folder);
    if (d == NULL) return problem_set(p, "%.300s: the folder cannot be read: %s", folder, strerror(errno));
    bool good = true;
    for (const struct dirent *entry; good && (entry = readdir(d)) != NULL;)
        good = folder__take(out, folder, entry->d_name, p);
    closedir(d);
    return good;
}

/* ---- where they go ---- */

void language_files_resources(language_files *f, selon_resource *out)
{
    for (size_t i = 0; i < f->count; i++) {
        language_file *it = &f->items[i];
        snprintf(it->resource, sizeof it->resource, "%s/%s", f->language, it->name);
        out[i] = (selon_resource){it->resource, it->bytes, it->size};
    }
}

/* Can an engine be opened with it? */
static bool model__is_usable(const char *path, const void *bytes, size_t size, problem *p)
{
    char why[400];
    selon_resource model = {path, bytes, size};
    selon_engine_options options = {.models = &model, .model_count = 1, .problem = why, .problem_size = sizeof why};
    selon_engine *engine;
    int error = selon_engine_open(&engine, &options);
    selon_engine_close(engine);
    if (error == SELON_OK) return true;
    return problem_set(p, "%s; nothing was written", why[0] != '\0' ? why : selon_error_message(error));
}

static bool file__write(const char *path, const void *bytes, size_t size, problem *p)
{
    char beside[4096];
    if ((size_t)snprintf(beside, sizeof beside, "%s.new", path) >= sizeof beside)
        return problem_set(p, "%.300s: the name is too long", path);
    FILE *f = fopen(beside, "wb");
    bool good = f != NULL && fwrite(bytes, 1, size, f) == size;
    if (f != NULL) good &= fflush(f) == 0 && fsync(fileno(f)) == 0;
    if (f != NULL) good &= fclose(f) == 0;
    if (good && rename(beside, path) == 0) return true;
    int why = errno;
    if (f != NULL) remove(beside);
    return problem_set(p, "%.300s: cannot be written: %s", path, strerror(why));
}

bool language_files_write(const language_files *f, const char *path, problem *p)
{
    model_section sections[MODEL_SECTIONS_MOST];
    for (size_t i = 0; i < f->count; i++)
        sections[i] = (model_section){f->items[i].name, f->items[i].bytes, f->items[i].size};
    size_t size = model_file_size(sections, f->count);
    if (size > MODEL_BYTES_MOST)
        return problem_set(p, "the model file would have %zu bytes; at most 8 MiB are allowed", size);
    unsigned char *bytes = malloc(size);
    if (bytes == NULL) return problem_memory(p);
    model_file_write(bytes, f->language, sections, f->count);
    bool good = model__is_usable(path, bytes, size, p) && file__write(path, bytes, size, p);
    free(bytes);
    return good;
}
