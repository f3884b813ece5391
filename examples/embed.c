/* SPDX-License-Identifier: Apache-2.0
 *
 * embed.c - Selon in a program: all of selon.h in a page.
 *
 *     cc embed.c $(pkg-config --cflags --libs selon) -o embed && ./embed
 *
 * It reads an article from memory, prints who said what, then the same as a
 * line of JSON.
 */
#include <selon.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char article[] =
    "Mayor Ana Duarte said on Tuesday that the old harbour bridge would stay closed until March.\n"
    "\n"
    "\"We will not gamble with people's lives,\" Duarte told reporters. According to the engineers, two of its "
    "cables have rusted through.\n";

/* The allocator is optional: this one counts what is lent out. */
static void *counting_allocate(size_t size, void *payload)
{
    ++*(size_t *)payload;
    return malloc(size);
}

static void *counting_reallocate(void *old, size_t size, void *payload)
{
    if (old == NULL) ++*(size_t *)payload;
    return realloc(old, size);
}

static void counting_release(void *pointer, void *payload)
{
    if (pointer != NULL) --*(size_t *)payload;
    free(pointer);
}

/* A sink takes the bytes that selon_document_write() makes. */
static int to_stdout(const void *bytes, size_t size, void *payload)
{
    (void)payload;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : -1;
}

static void print_span(const char *label, const selon_document *doc, selon_span span)
{
    if (span.start == span.end) return; /* nothing there */
    printf("  %-10s %.*s (characters %zu to %zu)\n", label, (int)(span.end - span.start),
           selon_document_text(doc, NULL) + span.start, selon_document_code_point(doc, span.start),
           selon_document_code_point(doc, span.end));
}

static void print_statement(const selon_document *doc, const selon_statement *st)
{
    static const char *const types[] = {"direct", "indirect", "mixed"}, *const kinds[] = {"said", "wrote", "thought"};
    const selon_speaker *who = selon_document_speaker(doc, st->speaker); /* NULL for SELON_NONE */
    printf("%u. %s%s%s%s, %s, %s%s, certain to %.0f %%\n", st->id, who ? who->name : "somebody",
           who && who->role ? " (" : "", who && who->role ? who->role : "", who && who->role ? ")" : "",
           types[st->type], st->negated ? "not " : "", kinds[st->kind], 100.0 * st->confidence);
    print_span("source", doc, st->source);
    print_span("cue", doc, st->cue);
    for (uint32_t i = 0; i < st->content_count; i++) print_span("content", doc, st->content[i]);
    print_span("addressee", doc, st->addressee);
    print_span("via", doc, st->via);
    print_span("time", doc, st->time);
    if (st->time_value != NULL) printf("  %-10s %s\n", "date", st->time_value);
    if (st->parent != SELON_NONE) printf("  %-10s %u\n", "within", selon_document_statement(doc, st->parent)->id);
}

static void print_document(const selon_document *doc)
{
    const char *warning, *date = selon_document_date(doc), *language = selon_document_language(doc);
    for (size_t i = 0; (warning = selon_document_warning(doc, i)) != NULL; i++) printf("warning: %s\n", warning);
    printf("%s: %s, %s, %zu paragraphs, %zu sentences, %zu tokens\n", selon_document_id(doc), language ? language : "?",
           date ? date : "no date", selon_document_paragraph_count(doc), selon_document_sentence_count(doc),
           selon_document_token_count(doc));
    for (size_t i = 0; i < selon_document_statement_count(doc); i++)
        print_statement(doc, selon_document_statement(doc, i));
    for (size_t i = 0; i < selon_document_speaker_count(doc); i++) {
        const selon_speaker *who = selon_document_speaker(doc, i);
        printf("speaker %u: %s, mentioned %u times\n", who->id, who->name, who->mention_count);
        for (uint32_t k = 0; k < who->mention_count; k++) print_span("mention", doc, who->mentions[k]);
    }
}

static int read_article(const selon_engine *engine)
{
    selon_read_options options = selon_read_options_default();
    options.id = "bridge";
    options.date = "2025-11-14";
    options.outlet = "The Harbour Post";

    selon_document *doc;
    int error = selon_read(&doc, engine, article, strlen(article), &options);
    if (error != SELON_OK) return error;
    print_document(doc);

    selon_write_options write = {.format = SELON_OUTPUT_JSONL};
    error = selon_document_write(doc, &write, to_stdout, NULL);
    selon_document_free(doc); /* all that it lent ends here */
    return error;
}

int main(int argc, char **argv)
{
    size_t lent = 0;
    selon_allocator allocator = {counting_allocate, counting_reallocate, counting_release, &lent};
    selon_engine_options options = {
        .data_folder = argc > 1 ? argv[1] : NULL, /* NULL: the data built into the library */
        .allocator = &allocator,
    };

    selon_engine *engine; /* may be shared by any number of threads */
    int error = selon_engine_open(&engine, &options);
    if (error == SELON_OK) {
        const char *code;
        printf("selon %s, languages:", selon_version());
        for (size_t i = 0; (code = selon_engine_language(engine, i)) != NULL; i++) printf(" %s", code);
        printf("\n");
        error = read_article(engine);
        selon_engine_close(engine);
    }
    if (error != SELON_OK) fprintf(stderr, "embed: %s\n", selon_error_message(error));
    printf("allocations still lent: %zu\n", lent);
    return error == SELON_OK && lent == 0 ? 0 : 1;
}
