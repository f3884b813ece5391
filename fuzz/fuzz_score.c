/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_score.c - two JSON documents, one a line, scored against each other.
 *
 * What is good enough for a gold document is scored against itself, too:
 * nothing of it may be missed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "score/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool set__add(score_set *set, const uint8_t *line, size_t size)
{
    bool replaced;
    json_error_t error;
    score_problem problem;
    json_t *document = json_loadb((const char *)line, size, JSON_ALLOW_NUL, &error);
    if (document == NULL) return false;
    int result = score_set_add(set, document, "a:1", &replaced, &problem);
    json_decref(document);
    if ((result == SELON_ERROR_INPUT) != (problem.text[0] != '\0')) abort();
    return result == SELON_OK;
}

static int sink(const void *bytes, size_t size, void *payload)
{
    static const char full[] = "\nfound              P 100.0%  R 100.0%  F1 100.0%\n";
    static const char none[] = ", 0 gold statements, 0 predicted\n";
    char *report = strndup(bytes, size);
    bool *perfect = payload;
    /* A statement without tokens is found by nothing, so only those reports tell that list what was missed. */
    if (perfect != NULL)
        *perfect = report != NULL && (strstr(report, full) || strstr(report, none) || strstr(report, "\nmissed "));
    free(report);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    selon_allocator allocator = allocator_default();
    score_set *gold = score_set_new(&allocator), *predicted = score_set_new(&allocator);
    const uint8_t *newline = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t first = newline != NULL ? (size_t)(newline - data) : size;
    score_problem problem;
    score_options options = {.errors = 10};
    bool perfect = false;
    if (gold == NULL || predicted == NULL) abort();
    if (set__add(gold, data, first)) {
        if (newline != NULL) set__add(predicted, newline + 1, size - first - 1);
        score_write(gold, predicted, &options, sink, NULL, &problem);
        options.json = true;
        score_write(gold, predicted, &options, sink, NULL, &problem);
        options.json = false;
        if (score_write(gold, gold, &options, sink, &perfect, &problem) == SELON_OK && !perfect) abort();
    }
    score_set_free(gold);
    score_set_free(predicted);
    return 0;
}
