/* SPDX-License-Identifier: Apache-2.0
 *
 * tool.c - see tool.h.
 */
#include "tool.h"

#include "attribution/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void tool_fail(const char *what, const char *about)
{
    fprintf(stderr, "train: %s%s%s\n", what, about ? ": " : "", about ? about : "");
    exit(1);
}

static bool epoch_print(void *payload, const run_progress *p)
{
    (void)payload;
    if (p->epoch_over)
        fprintf(stderr, "%s, epoch %u of %u: %.4f %s\n", p->stage, p->epoch, p->epochs, p->figure, p->figure_is);
    return true;
}

void tool_begin(run *r)
{
    selon_allocator memory = allocator_default();
    *r = (run){.arena = arena_new(&memory, 1 << 24), .tell = epoch_print};
    if (r->arena == NULL) tool_fail("out of memory", NULL);
}

const char *tool_file(run *r, const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0) tool_fail("cannot read", path);
    long length = ftell(f);
    rewind(f);
    if (length < 0) tool_fail("cannot read", path);
    char *bytes = arena_alloc(r->arena, (size_t)length + 1);
    *size = fread(bytes, 1, (size_t)length, f);
    bytes[*size] = '\0';
    fclose(f);
    return bytes;
}

void tool_write(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0) tool_fail("cannot write", path);
}

pipeline *tool_pipeline(run *r, const char *code)
{
    resource_store *store = resource_store_new(r->arena, NULL);
    pipeline *p = pipeline_open(r, store, code);
    pipeline_add_context(r, p, store);
    const char *without = getenv("WITHOUT");
    if (without != NULL && strcmp(without, "parser") == 0) p->attributor->parser = NULL;
    return p;
}

void tool_corpus(run *r, corpus *c, const pipeline *p, const char *path)
{
    size_t size;
    const char *bytes = tool_file(r, path, &size), *end = bytes + size;
    char origin[1200];
    for (size_t number = 1; bytes < end; number++) {
        const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
        if (stop == NULL) stop = end;
        json_error_t error;
        snprintf(origin, sizeof origin, "%.1000s:%zu", path, number);
        json_t *json = stop > bytes ? json_loadb(bytes, (size_t)(stop - bytes), JSON_ALLOW_NUL, &error) : NULL;
        if (json == NULL && stop > bytes) tool_fail(error.text, origin);
        if (json != NULL) corpus_add(r, c, p, json, origin);
        json_decref(json);
        bytes = stop + 1;
    }
}

pipeline *tool_reader(run *r, const char *code, const char *weights)
{
    size_t size;
    pipeline *p = tool_pipeline(r, code);
    const void *bytes = tool_file(r, weights, &size);
    if (attributor_weights_load(p->attributor, bytes, size) != SELON_OK) tool_fail("no model", weights);
    return p;
}
