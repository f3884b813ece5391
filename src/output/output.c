/* SPDX-License-Identifier: Apache-2.0
 *
 * output.c - selon_document_write(): picks the format and runs it.
 *
 * The writer lives in an arena of its own, of the document's allocator, so that
 * a document can be written without being changed. Whatever goes wrong in a
 * format comes back here through that arena's escape.
 */
#include "output/output.h"

#include "document.h"

static void (*const formats[])(writer *w) = {
    [SELON_OUTPUT_JSONL] = jsonl_write, [SELON_OUTPUT_CSV] = csv_write,   [SELON_OUTPUT_TERMINAL] = terminal_write,
    [SELON_OUTPUT_HTML] = html_write,   [SELON_OUTPUT_BRAT] = brat_write,
};

static writer *writer__new(arena *a, const selon_document *doc, const selon_write_options *options)
{
    writer *w = arena_alloc(a, sizeof *w);
    w->doc = doc;
    w->text = selon_document_text(doc, &w->size);
    w->options = options != NULL ? *options : (selon_write_options){0};
    w->arena = a;
    w->store = resource_store_new(a, NULL);
    w->used = 0;
    w->unnumbered = w->counted = false;
    labels_load(&w->labels, w->store, selon_document_language(doc), doc->labels, doc->labels_size);
    return w;
}

int selon_document_write(const selon_document *doc, const selon_write_options *options, selon_sink sink, void *payload)
{
    size_t format = options != NULL ? (size_t)options->format : SELON_OUTPUT_JSONL;
    if (doc == NULL || sink == NULL || format >= sizeof formats / sizeof *formats) return SELON_ERROR_ARGUMENT;

    arena *a = arena_new(arena_allocator(doc->arena), sizeof(writer) + 4096);
    if (a == NULL) return SELON_ERROR_MEMORY;
    int escaped = setjmp(*arena_escape(a));
    if (escaped != 0) {
        arena_free(a);
        return escaped == 1 ? SELON_ERROR_MEMORY : SELON_ERROR_IO;
    }
    writer *w = writer__new(a, doc, options);
    w->sink = sink;
    w->payload = payload;
    formats[format](w);
    writer_flush(w);
    arena_free(a);
    return SELON_OK;
}
