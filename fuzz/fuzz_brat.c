/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_brat.c - brat's annotations of a text: before the first NUL the text,
 * behind it the annotations.
 *
 * What is read can be scored, and agrees with itself: every span lies in the
 * text, with the words that are there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "input/brat.h"
#include "score/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_span(const json_t *span, const char *text, size_t size)
{
    size_t start = (size_t)json_integer_value(json_object_get(span, "start"));
    size_t end = (size_t)json_integer_value(json_object_get(span, "end"));
    const json_t *words = json_object_get(span, "text");
    size_t at = 0, from = size + 1, position = 0;
    for (unsigned n; at < size && position < end; at += n, position++) {
        if (position == start) from = at;
        utf8_decode(text + at, text + size, &n);
    }
    if (start >= end || position < end || at - from != json_string_length(words)) abort();
    if (memcmp(text + from, json_string_value(words), at - from) != 0) abort();
}

static void check_statement(json_t *statement, size_t number, size_t count, const char *text, size_t size)
{
    const char *name;
    json_t *value;
    if (json_integer_value(json_object_get(statement, "id")) != (json_int_t)number) abort();
    json_int_t parent = json_integer_value(json_object_get(statement, "parent"));
    if (parent < 0 || parent > (json_int_t)count || parent == (json_int_t)number) abort();
    json_object_foreach(statement, name, value)
    {
        if (json_object_get(value, "start") != NULL) check_span(value, text, size);
    }
    const json_t *content = json_object_get(statement, "content");
    if (json_array_size(content) == 0) abort();
    for (size_t i = 0; i < json_array_size(content); i++) check_span(json_array_get(content, i), text, size);
}

static int sink(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    *(size_t *)payload += size;
    return 0;
}

static void check_score(const json_t *document)
{
    selon_allocator allocator = allocator_default();
    score_set *s = score_set_new(&allocator);
    score_problem problem;
    bool replaced;
    size_t written = 0;
    int error = s != NULL ? score_set_add(s, document, "a", &replaced, &problem) : SELON_ERROR_MEMORY;
    if (error == SELON_OK) error = score_write(s, s, &(score_options){0}, sink, &written, &problem);
    /* A note may hold a NUL, which a name may not. */
    if (error == SELON_ERROR_INPUT && strstr(problem.text, "NUL") == NULL) abort();
    score_set_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nul = size > 0 ? memchr(data, '\0', size) : NULL;
    size_t text_size = nul != NULL ? (size_t)(nul - data) : 0;
    const char *text = (const char *)data, *ann = nul != NULL ? (const char *)nul + 1 : text;
    selon_allocator allocator = allocator_default();
    json_t *document;
    brat_problem problem;
    int error = brat_read(&document, "a", text, text_size, ann, (size_t)((const char *)data + size - ann), &allocator,
                          &problem);
    if ((error == SELON_OK) != (document != NULL) || (error == SELON_ERROR_INPUT) != (problem.text[0] != '\0')) abort();
    json_t *statements = json_object_get(document, "statements");
    for (size_t i = 0; i < json_array_size(statements); i++)
        check_statement(json_array_get(statements, i), i + 1, json_array_size(statements), text, text_size);
    if (document != NULL) check_score(document);
    json_decref(document);
    return 0;
}
