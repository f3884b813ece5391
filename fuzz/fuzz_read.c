/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_read.c - any bytes through the whole library, and out in a format.
 *
 * The first byte chooses the options, the number of bytes the format, the rest
 * is the article. What selon.h promises of a document is asserted.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "selon.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

static void check_span(const selon_document *doc, selon_span span)
{
    size_t size;
    const char *text = selon_document_text(doc, &size);
    REQUIRE(span.start <= span.end && span.end <= size);
    REQUIRE(((unsigned char)text[span.start] & 0xC0) != 0x80 && ((unsigned char)text[span.end] & 0xC0) != 0x80);
    REQUIRE(selon_document_code_point(doc, span.start) == utf8_count(text, span.start));
}

static void check_statement(const selon_document *doc, size_t i, size_t count)
{
    const selon_statement *st = selon_document_statement(doc, i);
    REQUIRE(st->id == i + 1 && st->confidence >= 0 && st->confidence <= 1 && st->content_count >= 1);
    for (uint32_t k = 0; k < st->content_count; k++) {
        check_span(doc, st->content[k]);
        REQUIRE(st->content[k].start < st->content[k].end);
        REQUIRE(k == 0 || st->content[k - 1].end <= st->content[k].start);
    }
    check_span(doc, st->source);
    check_span(doc, st->cue);
    check_span(doc, st->addressee);
    check_span(doc, st->via);
    check_span(doc, st->time);
    size_t steps = 0;
    for (uint32_t up = st->parent; up != SELON_NONE; up = selon_document_statement(doc, up)->parent)
        REQUIRE(up < count && ++steps < count);
    REQUIRE(st->speaker == SELON_NONE || st->speaker < selon_document_speaker_count(doc));
}

static int check_bytes(const void *bytes, size_t size, void *payload)
{
    size_t *total = payload;
    REQUIRE(bytes != NULL || size == 0);
    *total += size;
    return 0;
}

static void check_document(const selon_document *doc, selon_output_format format)
{
    size_t size, count = selon_document_statement_count(doc);
    const char *text = selon_document_text(doc, &size);
    REQUIRE(text[size] == '\0' && utf8_validate(text, size) == size);
    for (size_t i = 0; i < count; i++) check_statement(doc, i, count);
    for (size_t i = 0; i < selon_document_speaker_count(doc); i++) {
        const selon_speaker *who = selon_document_speaker(doc, i);
        REQUIRE(who->id == i + 1 && who->name != NULL);
        for (uint32_t k = 0; k < who->mention_count; k++) check_span(doc, who->mentions[k]);
    }
    size_t total = 0;
    selon_write_options options = {.format = format, .header = true, .colour = true};
    REQUIRE(selon_document_write(doc, &options, check_bytes, &total) == SELON_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static selon_engine *engine; /* kept between runs; the fuzzer has one thread */
    if (engine == NULL) REQUIRE(selon_engine_open(&engine, NULL) == SELON_OK);
    if (size == 0) return 0;
    selon_read_options options = selon_read_options_default();
    options.format = (selon_input_format)(data[0] % 3);
    options.language = data[0] & 4 ? "fr" : data[0] & 8 ? "en" : NULL;
    options.date = data[0] & 16 ? "2025-11-14" : NULL;
    options.min_confidence = data[0] & 32 ? 0.5 : 0;
    selon_document *doc;
    REQUIRE(selon_read(&doc, engine, data + 1, size - 1, &options) == SELON_OK);
    check_document(doc, (selon_output_format)(size % 5));
    selon_document_free(doc);
    return 0;
}
