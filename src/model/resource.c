/* SPDX-License-Identifier: Apache-2.0
 *
 * resource.c - see resource.h.
 */
#include "model/resource.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define RESOURCE_LIMIT ((long)64 << 20)

typedef struct store_model {
    const model_file *file;
    const char *origin;
    struct store_model *before;
} store_model;

struct resource_store {
    arena *arena;
    store_model *models; /* the latest first */
    const char *folder;
    const selon_resource *given;
    size_t given_count;
};

resource_reader resource_read(const void *bytes, size_t size)
{
    resource_reader r = {.at = bytes, .end = size > 0 ? (const char *)bytes + size : bytes}; /* NULL has no end */
    r.line.section = "";
    return r;
}

static void trim(const char **text, const char **end)
{
    while (*text < *end && (**text == ' ' || **text == '\r')) ++*text;
    while (*end > *text && ((*end)[-1] == ' ' || (*end)[-1] == '\r')) --*end;
}

static void line__split(resource_line *line, const char *at, const char *end)
{
    line->count = 0;
    while (line->count < RESOURCE_FIELDS) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        const char *stop = tab ? tab : end, *text = at;
        trim(&text, &stop);
        line->field[line->count].text = text;
        line->field[line->count++].size = (size_t)(stop - text);
        if (tab == NULL) break;
        at = tab + 1;
    }
}

const resource_line *resource_next(resource_reader *reader)
{
    resource_line *line = &reader->line;
    while (reader->at < reader->end) {
        const char *at = reader->at;
        const char *newline = memchr(at, '\n', (size_t)(reader->end - at));
        const char *end = newline ? newline : reader->end;
        reader->at = newline ? newline + 1 : reader->end;
        line->number++;
        trim(&at, &end);
        if (at == end || *at == '#') continue;
        if (*at == '[' && end[-1] == ']') {
            line->section = at + 1;
            line->section_size = (size_t)(end - at - 2);
            continue;
        }
        line__split(line, at, end);
        return line;
    }
    return NULL;
}

bool resource_in(const resource_line *line, const char *name)
{
    return strlen(name) == line->section_size && memcmp(line->section, name, line->section_size) == 0;
}

bool resource_is(const resource_line *line, size_t field, const char *text)
{
    return field < line->count && strlen(text) == line->field[field].size &&
           memcmp(line->field[field].text, text, line->field[field].size) == 0;
}

/* strtod() reads what the program's locale calls a number ("0,5"), and a library
 * cannot choose the locale: hence these lines. Up to 15 digits and a power of ten up to 22 are exact in a double: the result is then rounded
 * once, as strtod() rounds. */
static bool number__parse(const char *at, const char *end, double *out)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    double value = 0, scale = 1;
    int digits = 0, exponent = 0;
    bool fraction = false;
    for (; at < end && ((*at >= '0' && *at <= '9') || (*at == '.' && !fraction)); at++) {
        if (*at == '.') {
            fraction = true;
            continue;
        }
        value = value * 10 + (*at - '0');
        exponent -= fraction;
        digits++;
    }
    if (digits == 0) return false;
    if (at < end && (*at == 'e' || *at == 'E')) {
        bool down = ++at < end && *at == '-';
        if (at < end && (*at == '-' || *at == '+')) at++;
        int written = 0;
        const char *first = at;
        for (; at < end && *at >= '0' && *at <= '9' && written < 1000; at++) written = written * 10 + (*at - '0');
        if (at == first) return false;
        exponent += down ? -written : written;
    }
    for (int i = exponent < 0 ? -exponent : exponent; i > 0 && scale <= 1e308; i--) scale *= 10;
    if (value > 0) value = exponent < 0 ? value / scale : value * scale;
    *out = negative ? -value : value;
    return at == end;
}

double resource_number(const resource_line *line, size_t field, double otherwise)
{
    double value;
    if (field >= line->count || line->field[field].size >= 64) return otherwise;
    const char *text = line->field[field].text;
    return number__parse(text, text + line->field[field].size, &value) ? value : otherwise;
}

resource_store *resource_store_new(arena *a, const selon_engine_options *options)
{
    resource_store *store = ARENA_NEW(a, resource_store);
    store->arena = a;
    if (options != NULL) {
        store->folder = options->data_folder;
        store->given = options->resources;
        store->given_count = options->resource_count;
    }
    return store;
}

/* Reads a whole file into the arena; NULL with *error for anything but
 * "there is no such file". */
static const void *file__load(arena *a, const char *path, size_t *size, int *error)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL && (errno == ENOENT || errno == ENOTDIR)) return NULL;
    *error = SELON_ERROR_IO;
    if (f == NULL) return NULL;
    char *bytes = NULL;
    long length;
    if (fseek(f, 0, SEEK_END) == 0 && (length = ftell(f)) >= 0 && length <= RESOURCE_LIMIT &&
        fseek(f, 0, SEEK_SET) == 0) {
        bytes = arena_try_alloc(a, (size_t)length + 1);
        if (bytes == NULL) {
            *error = SELON_ERROR_MEMORY;
        } else if (fread(bytes, 1, (size_t)length, f) == (size_t)length) {
            bytes[length] = '\0';
            *size = (size_t)length;
            *error = SELON_OK;
        } else {
            bytes = NULL;
        }
    }
    fclose(f);
    return bytes;
}

static const selon_resource *table__find(const selon_resource *table, size_t count, const char *name)
{
    for (size_t i = 0; i < count && table[i].name != NULL; i++)
        if (strcmp(table[i].name, name) == 0) return &table[i];
    return NULL;
}

void resource_store_add_model(resource_store *store, const model_file *model, const char *origin)
{
    store_model *m = ARENA_NEW(store->arena, store_model);
    *m = (store_model){model, origin, store->models};
    store->models = m;
}

static const store_model *store__model(const resource_store *store, const char *language)
{
    const store_model *m = store->models;
    while (m != NULL && strcmp(m->file->language, language) != 0) m = m->before;
    return m;
}

const char *resource_store_origin(const resource_store *store, const char *language)
{
    const store_model *m = store__model(store, language);
    return m != NULL ? m->origin : NULL;
}

const void *resource_find(resource_store *store, const char *language, const char *name, size_t *size, int *error)
{
    char full[256], path[4096];
    *error = SELON_OK;
    *size = 0;
    const store_model *model = store__model(store, language);
    if (model != NULL) {
        const model_section *section = model_file_find(model->file, name);
        if (section != NULL) *size = section->size;
        return section != NULL ? section->bytes : NULL;
    }
    snprintf(full, sizeof full, "%s/%s", language, name);
    const selon_resource *found = table__find(store->given, store->given_count, full);
    if (found == NULL && store->folder != NULL) {
        if ((size_t)snprintf(path, sizeof path, "%s/%s", store->folder, full) >= sizeof path) {
            *error = SELON_ERROR_IO;
            return NULL;
        }
        return file__load(store->arena, path, size, error);
    }
    if (found == NULL && store->given == NULL) found = table__find(resource_builtin, SIZE_MAX, full);
    if (found == NULL) return NULL;
    *size = found->size;
    return found->bytes;
}
