/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_model.c - model files: any bytes as one, and one whose sections are any
 * bytes.
 *
 * First the input is a model file as it is: refused, or its sections lie in it,
 * apart and in order, and written again they make the same file. Then the first
 * byte chooses a section of a tiny language, and the rest of the input is what
 * is in it, with the header of weights put right: the engine refuses the
 * language, saying why, or reads an article with it, whose statements lie in
 * the text.
 */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>

#include "../tests/tiny_language.h"
#include "model/model_file.h"
#include "pool.h"
#include "selon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char article[] = "The mayor, Ana Duarte, said on Tuesday that the bridge fell. “It rusted,” she "
                              "said.\n\nAccording to Mr. Ito, 5 % — "
                              "or 1,000 — of a cable (Ägypten) held; he denied it.\n";

static void check_file(const uint8_t *data, size_t size)
{
    model_file m;
    model_problem problem = {""};
    int error = model_file_open(&m, data, size, &problem);
    assert(error == SELON_OK || (error == SELON_ERROR_DATA && m.count == 0 && problem.text[0] != '\0'));
    if (error != SELON_OK) return;
    const uint8_t *at = data;
    for (size_t i = 0; i < m.count; i++) {
        const uint8_t *bytes = m.sections[i].bytes;
        assert(bytes >= at && m.sections[i].size < (size_t)(data + size - bytes));
        assert(model_name_is_good(m.sections[i].name) && model_file_find(&m, m.sections[i].name) == &m.sections[i]);
        at = bytes + m.sections[i].size;
    }
    assert(model_file_size(m.sections, m.count) == size);
    unsigned char *again = malloc(size);
    if (again == NULL) return;
    model_file_write(again, m.language, m.sections, m.count);
    if (memcmp(again + 40, data + 40, 16) == 0) assert(memcmp(again, data, size) == 0);
    free(again);
}

static void check_span(selon_span s, size_t size)
{
    assert(s.start <= s.end && s.end <= size);
}

static void check_reading(const selon_engine *engine)
{
    selon_document *doc;
    selon_read_options options = selon_read_options_default();
    options.language = "zz";
    options.date = "2025-11-14";
    if (selon_read(&doc, engine, article, sizeof article - 1, &options) != SELON_OK) return;
    size_t size;
    selon_document_text(doc, &size);
    for (size_t i = 0; i < selon_document_statement_count(doc); i++) {
        const selon_statement *st = selon_document_statement(doc, i);
        assert(st->content_count > 0 && st->confidence >= 0 && st->confidence <= 1);
        check_span(st->source, size);
        check_span(st->cue, size);
        for (uint32_t k = 0; k < st->content_count; k++) check_span(st->content[k], size);
    }
    selon_document_free(doc);
}

/* Opens an engine with this language only. */
static void check_language(const model_section *sections)
{
    size_t size = model_file_size(sections, TINY_SECTIONS);
    unsigned char *bytes = malloc(size);
    if (bytes == NULL) return;
    model_file_write(bytes, "zz", sections, TINY_SECTIONS);
    check_file(bytes, size);
    char problem[300];
    selon_allocator allocator = pool_allocator();
    const selon_resource none = {NULL, NULL, 0}, model = {"fuzz.selon", bytes, size};
    selon_engine_options options = {.resources = &none,
                                    .models = &model,
                                    .model_count = 1,
                                    .problem = problem,
                                    .problem_size = sizeof problem,
                                    .allocator = &allocator};
    selon_engine *engine;
    int error = selon_engine_open(&engine, &options);
    assert(error == SELON_OK || error == SELON_ERROR_MEMORY ||
           (error == SELON_ERROR_DATA && strstr(problem, "fuzz.selon: ") == problem));
    if (error == SELON_OK) check_reading(engine);
    selon_engine_close(engine);
    assert(pool_living() == 0);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tiny_language tiny;
    check_file(data, size);
    if (size < 1) return 0;
    tiny_language_make(&tiny);
    model_section *one = &tiny.sections[data[0] % TINY_SECTIONS];
    unsigned char *bytes = malloc(size);
    if (bytes == NULL) return 0;
    memcpy(bytes, data + 1, size - 1);
    one->bytes = bytes;
    one->size = size - 1;
    if ((data[0] & 0x80) != 0) { /* as it is */
    } else if (strcmp(one->name, "tagger.bin") == 0) {
        one->size = tiny_vouch_tagger(bytes, size - 1);
    } else if (strcmp(one->name, "parser.bin") == 0) {
        one->size = tiny_vouch_parser(bytes, size - 1);
    } else if (strcmp(one->name, "attribution.bin") == 0) {
        one->size = tiny_vouch_attribution(bytes, size - 1);
    } else if (strcmp(one->name, "encoder.bin") == 0) {
        one->size = tiny_vouch_encoder(bytes, size - 1);
    }
    check_language(tiny.sections);
    free(bytes);
    return 0;
}
