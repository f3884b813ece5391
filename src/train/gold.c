/* SPDX-License-Identifier: Apache-2.0
 *
 * gold.c - see gold.h.
 */
#include "train/gold.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "resolve/speakers.h"
#include "train/kept_contexts.h"

/* ---- a language's stages ---- */

static const void *data_of(run *r, resource_store *store, const char *code, const char *name, size_t *size, bool needed)
{
    int error;
    const void *bytes = resource_find(store, code, name, size, &error);
    if (bytes == NULL && (needed || error != SELON_OK))
        run_fail(r, "%s/%s: there is no such language data", code, name);
    return bytes;
}

static void *loaded(run *r, const char *code, const char *name, void *part)
{
    if (part == NULL) run_fail(r, "%s/%s: is malformed, or of another version of Selon", code, name);
    return part;
}

pipeline *pipeline_open(run *r, resource_store *store, const char *code)
{
    arena *a = r->arena;
    pipeline *p = ARENA_NEW(a, pipeline);
    size_t size;
    int error;
    snprintf(p->code, sizeof p->code, "%s", code);
    p->words = vocabulary_new(a);
    const void *bytes = data_of(r, store, code, "text.txt", &size, true);
    p->writing = loaded(r, code, "text.txt", writing_load(a, p->words, bytes, size, &error));
    bytes = data_of(r, store, code, "tagger.bin", &size, true);
    p->tagger = loaded(r, code, "tagger.bin", tagger_load(a, p->words, bytes, size, &error));
    bytes = data_of(r, store, code, "time.txt", &size, false);
    if (bytes != NULL) p->times = loaded(r, code, "time.txt", timex_load(a, p->words, bytes, size, &error));
    attributor_resources files = {0};
    files.grammar = data_of(r, store, code, "grammar.txt", &files.grammar_size, true);
    files.cues = data_of(r, store, code, "cues.txt", &files.cues_size, true);
    bytes = data_of(r, store, code, "people.txt", &size, false);
    if (bytes != NULL)
        files.nouns = person_nouns(a, loaded(r, code, "people.txt", person_load(a, p->words, bytes, size, &error)));
    bytes = data_of(r, store, code, "parser.bin", &size, false);
    if (bytes != NULL) files.parser = loaded(r, code, "parser.bin", parser_load(a, bytes, size, &error));
    p->attributor = loaded(r, code, "cues.txt", attributor_load(a, p->words, &files, &error));
    return p;
}

void pipeline_add_context(run *r, pipeline *p, resource_store *store)
{
    size_t size;
    int error;
    const void *bytes = data_of(r, store, "other", "transformer.bin", &size, false);
    if (bytes == NULL) return;
    p->attributor->transformer = loaded(r, "other", "transformer.bin", transformer_load(r->arena, bytes, size, &error));
    bytes = data_of(r, store, p->code, "pieces.bin", &size, false);
    if (bytes == NULL) return;
    p->attributor->pieces = loaded(r, p->code, "pieces.bin", pieces_load(r->arena, bytes, size, &error));
}

void pipeline_add_part(run *r, pipeline *p, const void *bytes, size_t size)
{
    int error;
    if (p->part_count == PIPELINE_PARTS) run_fail(r, "%s: there is room for %d parts", p->code, PIPELINE_PARTS);
    const network *n = loaded(r, p->code, "encoder.bin", encoder_load(r->arena, bytes, size, &error));
    if (!encoder_suits(n, p->attributor->transformer, p->attributor->pieces))
        run_fail(r, "%s/encoder.bin: wants a transformer that is not there", p->code);
    if (network_context(n) > 0 && !p->attributor->patient) kept_contexts_use(r, p);
    p->attributor->patient |= network_context(n) > 0;
    p->parts[p->part_count++] = n;
}

/* ---- spans ---- */

/* What a document is read with: where its code points are, and how to name it
 * in a message. */
typedef struct reader {
    run *run;
    const char *origin;
    const text *text;
    uint32_t *bytes; /* of each code point */
    size_t count;
    size_t statement; /* its number, from 1 */
} reader;

static void reader__index(reader *p, const char *s, size_t size)
{
    p->bytes = run_alloc(p->run, size + 2, sizeof *p->bytes);
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)s[i] & 0xC0) != 0x80) p->bytes[p->count++] = (uint32_t)i;
    p->bytes[p->count] = (uint32_t)size;
}

/* The tokens that a span of code points touches. Of several pieces (an array)
 * none: they cannot be found, either. */
static range reader__tokens(const reader *p, const json_t *span, const char *part)
{
    range r = {0, 0};
    if (span == NULL || json_is_null(span) || json_is_array(span)) return r;
    json_int_t start = json_integer_value(json_object_get(span, "start"));
    json_int_t end = json_integer_value(json_object_get(span, "end"));
    if (!json_is_integer(json_object_get(span, "start")) || !json_is_integer(json_object_get(span, "end")))
        run_fail(p->run, "%s: statement %zu: the %s has no start and end", p->origin, p->statement, part);
    if (start < 0 || start > end || (size_t)end > p->count)
        run_fail(p->run, "%s: statement %zu: the %s does not lie in the text", p->origin, p->statement, part);
    if (start == end) return r;
    uint32_t from = p->bytes[start], to = p->bytes[end];
    uint32_t low = 0, high = p->text->token_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (p->text->tokens[middle].end <= from)
            low = middle + 1;
        else
            high = middle;
    }
    r.start = r.end = low;
    while (r.end < p->text->token_count && p->text->tokens[r.end].start < to) r.end++;
    return r;
}

static uint8_t kind_of(const json_t *kind)
{
    static const char *const names[] = {[SELON_SAID] = "said", [SELON_WROTE] = "wrote", [SELON_THOUGHT] = "thought"};
    for (uint8_t k = 0; json_is_string(kind) && k < sizeof names / sizeof *names; k++)
        if (strcmp(json_string_value(kind), names[k]) == 0) return k;
    return GOLD_NO_KIND;
}

static void reader__statement(const reader *p, gold_statement *g, const json_t *st)
{
    if (!json_is_object(st)) run_fail(p->run, "%s: statement %zu is no object", p->origin, p->statement);
    g->source = reader__tokens(p, json_object_get(st, "source"), "source");
    g->cue = reader__tokens(p, json_object_get(st, "cue"), "cue");
    g->addressee = reader__tokens(p, json_object_get(st, "addressee"), "addressee");
    g->via = reader__tokens(p, json_object_get(st, "via"), "via");
    g->time = reader__tokens(p, json_object_get(st, "time"), "time");
    g->kind = kind_of(json_object_get(st, "kind"));
    json_t *content = json_object_get(st, "content"), *span;
    size_t i;
    json_array_foreach(content, i, span)
    {
        if (g->content_count == sizeof g->content / sizeof *g->content) break;
        range r = reader__tokens(p, span, "content");
        if (r.end > r.start) g->content[g->content_count++] = r;
    }
}

/* ---- documents ---- */

static void document__analyse(gold_document *d, arena *a, const pipeline *p, size_t size)
{
    d->text = text_analyse(a, p->writing, d->bytes, size);
    for (uint32_t i = 0; i < d->text->sentence_count; i++)
        tagger_run(p->tagger, d->text, d->text->sentences[i].first, d->text->sentences[i].end);
    attributor_prepare(p->attributor, d->text);
    if (p->times != NULL) timex_find(a, p->times, d->text, &d->times);
}

void corpus_add(run *r, corpus *c, const pipeline *p, const json_t *json, const char *origin)
{
    const json_t *words = json_object_get(json, "text"), *id = json_object_get(json, "id"), *st;
    const json_t *statements = json_object_get(json, "statements");
    if (!json_is_string(words)) run_fail(r, "%s: the document has no \"text\"", origin);
    if (!json_is_array(statements)) run_fail(r, "%s: the document has no \"statements\"", origin);
    gold_document d = {.pipeline = p};
    size_t size = json_string_length(words), i;
    if (size > UINT32_MAX / 2) run_fail(r, "%s: the text is too long", origin);
    d.bytes = arena_strndup(r->arena, json_string_value(words), size);
    d.id = json_is_string(id) ? arena_strndup(r->arena, json_string_value(id), json_string_length(id)) : "";
    document__analyse(&d, r->arena, p, size);
    reader by = {.run = r, .origin = origin, .text = d.text};
    reader__index(&by, d.bytes, size);
    d.statements = ARENA_ZARRAY(r->arena, gold_statement, json_array_size(statements) + 1);
    json_array_foreach(statements, i, st)
    {
        by.statement = i + 1;
        reader__statement(&by, &d.statements[d.statement_count++], st);
        d.has_circumstances |= json_object_get(st, "addressee") != NULL;
    }
    run_free(r, by.bytes);
    if (c->count == c->capacity) {
        size_t more = c->capacity != 0 ? c->capacity * 2 : 64;
        c->documents = arena_grow(r->arena, c->documents, c->capacity * sizeof d, more * sizeof d);
        c->capacity = more;
    }
    c->documents[c->count++] = d;
}

size_t document_code_point(const gold_document *d, uint32_t offset)
{
    return utf8_count(d->bytes, offset);
}
