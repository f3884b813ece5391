/* SPDX-License-Identifier: Apache-2.0
 *
 * labels.h - the words that people read around an article's own.
 *
 * They are data: "xx/labels.txt", section [labels], one line a label: its key
 * and its text. What a language leaves out is taken from English.
 */
#ifndef SELON_OUTPUT_LABELS_H
#define SELON_OUTPUT_LABELS_H

#include "model/resource.h"

/* X(name, key) */
#define LABELS(X) \
    X(LANGUAGE, "language") \
    X(COLON, "colon") \
    X(PERCENT, "percent") \
    X(SAID, "said") \
    X(WROTE, "wrote") \
    X(THOUGHT, "thought") \
    X(DIRECT, "direct") \
    X(INDIRECT, "indirect") \
    X(MIXED, "mixed") \
    X(NEGATED, "negated") \
    X(SOURCE, "source") \
    X(CUE, "cue") \
    X(CONTENT, "content") \
    X(ADDRESSEE, "addressee") \
    X(VIA, "via") \
    X(INSIDE, "inside") \
    X(CONFIDENCE, "confidence") \
    X(STATEMENT, "statement") \
    X(STATEMENTS, "statements") \
    X(SPEAKERS, "speakers") \
    X(ARTICLE, "article") \
    X(UNKNOWN, "unknown") \
    X(NONE_FOUND, "none-found") \
    X(NOTHING_FOUND, "nothing-found") \
    X(NO_TEXT, "no-text") \
    X(UNTITLED, "untitled") \
    X(ORIGINAL, "original") \
    X(LEGEND, "legend") \
    X(ONLY, "only") \
    X(SKIP, "skip") \
    X(WARNING, "warning")

typedef enum label {
#define X(name, key) LABEL_##name,
    LABELS(X)
#undef X
        LABEL_COUNT
} label;

typedef struct labels {
    struct {
        const char *text; /* not NUL-terminated */
        size_t size;
    } items[LABEL_COUNT];
} labels;

/* Reads labels over those already there. */
void labels_read(labels *out, const void *bytes, size_t size);

/* The labels for `language` (may be NULL), with `given` (may be NULL) before
 * what is built in for it. */
void labels_load(labels *out, resource_store *store, const char *language, const void *given, size_t given_size);

#endif
