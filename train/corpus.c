/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus.c - see corpus.h.
 */
#include "corpus.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static _Noreturn void fail(const char *what, const char *which)
{
    fprintf(stderr, "%s: %s\n", which, what);
    exit(1);
}

static const void *data_of(resource_store *store, const char *code, const char *name, size_t *size, bool needed)
{
    int error;
    const void *bytes = resource_find(store, code, name, size, &error);
    if (bytes == NULL && needed) fail("no such language data", name);
    return bytes;
}

pipeline *pipeline_open(const char *code)
{
    pipeline *p = calloc(1, sizeof *p);
    selon_allocator allocator = allocator_default();
    p->arena = arena_new(&allocator, 1 << 20);
    if (setjmp(*arena_escape(p->arena)) != 0) fail("out of memory", code);
    snprintf(p->code, sizeof p->code, "%s", code);
    resource_store *store = resource_store_new(p->arena, NULL);
    size_t size;
    int error;
    p->words = vocabulary_new(p->arena);
    const void *bytes = data_of(store, code, "text.txt", &size, true);
    p->writing = writing_load(p->arena, p->words, bytes, size, &error);
    bytes = data_of(store, code, "tagger.bin", &size, true);
    p->tagger = tagger_load(p->arena, p->words, bytes, size, &error);
    if (p->tagger == NULL) fail("bad model", "tagger.bin");
    bytes = data_of(store, code, "time.txt", &size, false);
    if (bytes != NULL) p->times = timex_load(p->arena, p->words, bytes, size, &error);
    attributor_resources files = {0};
    files.grammar = data_of(store, code, "grammar.txt", &files.grammar_size, true);
    files.cues = data_of(store, code, "cues.txt", &files.cues_size, true);
    bytes = data_of(store, code, "parser.bin", &size, false);
    if (bytes != NULL && (files.parser = parser_load(p->arena, bytes, size, &error)) == NULL) fail("bad model", "parser.bin");
    p->attributor = attributor_load(p->arena, p->words, &files, &error);
    if (p->attributor == NULL) fail("malformed", "cues.txt");
    return p;
}

/* ---- offsets ---- */

typedef struct offsets {
    uint32_t *bytes; /* of each code point */
    size_t count;
} offsets;

static offsets offsets_of(const char *s, size_t size)
{
    offsets o = {malloc((size + 2) * sizeof(uint32_t)), 0};
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)s[i] & 0xC0) != 0x80) o.bytes[o.count++] = (uint32_t)i;
    o.bytes[o.count] = (uint32_t)size;
    return o;
}

/* The tokens that a span of code points touches. */
static range tokens_of(const text *t, const offsets *o, const json_t *span)
{
    range r = {0, 0};
    if (!json_is_object(span)) return r;
    size_t start = (size_t)json_integer_value(json_object_get(span, "start"));
    size_t end = (size_t)json_integer_value(json_object_get(span, "end"));
    if (end > o->count || start >= end) return r;
    uint32_t from = o->bytes[start], to = o->bytes[end];
    uint32_t low = 0, high = t->token_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (t->tokens[middle].end <= from)
            low = middle + 1;
        else
            high = middle;
    }
    r.start = r.end = low;
    while (r.end < t->token_count && t->tokens[r.end].start < to) r.end++;
    return r;
}

static void statement_read(gold_statement *g, const text *t, const offsets *o, const json_t *st)
{
    memset(g, 0, sizeof *g);
    g->source = tokens_of(t, o, json_object_get(st, "source"));
    g->cue = tokens_of(t, o, json_object_get(st, "cue"));
    g->addressee = tokens_of(t, o, json_object_get(st, "addressee"));
    g->via = tokens_of(t, o, json_object_get(st, "via"));
    g->time = tokens_of(t, o, json_object_get(st, "time"));
    json_t *content = json_object_get(st, "content"), *span;
    size_t i;
    json_array_foreach(content, i, span)
    {
        if (g->content_count == 24) break;
        range r = tokens_of(t, o, span);
        if (r.end > r.start) g->content[g->content_count++] = r;
    }
}

static void document_read(gold_document *d, const pipeline *p, json_t *json)
{
    const char *s = json_string_value(json_object_get(json, "text"));
    size_t size = strlen(s);
    selon_allocator allocator = allocator_default();
    d->pipeline = p;
    d->bytes = strdup(s);
    d->id = strdup(json_string_value(json_object_get(json, "id")));
    d->arena = arena_new(&allocator, 1 << 16);
    if (setjmp(*arena_escape(d->arena)) != 0) fail("out of memory", d->id);
    d->text = text_analyse(d->arena, p->writing, d->bytes, size);
    for (uint32_t i = 0; i < d->text->sentence_count; i++)
        tagger_run(p->tagger, d->text, d->text->sentences[i].first, d->text->sentences[i].end);
    if (p->times != NULL) timex_find(d->arena, p->times, d->text, &d->times);
    offsets o = offsets_of(d->bytes, size);
    json_t *statements = json_object_get(json, "statements"), *st;
    d->statements = calloc(json_array_size(statements) + 1, sizeof *d->statements);
    size_t i;
    json_array_foreach(statements, i, st)
    {
        statement_read(&d->statements[d->statement_count++], d->text, &o, st);
        d->has_circumstances |= json_object_get(st, "addressee") != NULL;
    }
    free(o.bytes);
}

void corpus_add(corpus *c, const pipeline *p, const char *path)
{
    FILE *f = fopen(path, "r");
    if (f == NULL) fail("cannot open", path);
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, f) > 0) {
        json_error_t error;
        json_t *json = json_loads(line, 0, &error);
        if (json == NULL) fail(error.text, path);
        c->documents = realloc(c->documents, (c->count + 1) * sizeof *c->documents);
        memset(&c->documents[c->count], 0, sizeof *c->documents);
        document_read(&c->documents[c->count++], p, json);
        json_decref(json);
    }
    free(line);
    fclose(f);
}

size_t document_code_point(const gold_document *d, uint32_t offset)
{
    return utf8_count(d->bytes, offset);
}
