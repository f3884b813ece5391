/* SPDX-License-Identifier: Apache-2.0
 *
 * score_set.h - the inside of score/: documents to compare, as they were
 * given.
 */
#ifndef SELON_SCORE_SET_H
#define SELON_SCORE_SET_H

#include "base/arena.h"
#include "score/score.h"

typedef enum score_role {
    SCORE_SOURCE,
    SCORE_CUE,
    SCORE_CONTENT,
    SCORE_ADDRESSEE,
    SCORE_VIA,
    SCORE_TIME,
    SCORE_ROLES,
} score_role;

/* The first three are what every statement is made of. */
#define SCORE_PARTS 3

extern const char *const score_role_names[SCORE_ROLES];

typedef struct score_spans {
    selon_span *items; /* code points */
    size_t count;
} score_spans;

typedef struct score_statement {
    score_spans spans[SCORE_ROLES];
    const char *type, *kind; /* NULL for none */
    const char *speaker;     /* the name; NULL or "" for none */
    size_t speaker_size;
} score_statement;

typedef struct score_document {
    const char *origin;
    const char *id;   /* for people */
    const char *key;  /* for comparing: 1 is not "1" */
    const char *text; /* UTF-8; NULL for none */
    size_t text_size;
    score_statement *statements;
    size_t statement_count;
} score_document;

const selon_allocator *score_set_allocator(const score_set *s);

/* The i-th document, in the order in which their ids came first; NULL past
 * the last. */
const score_document *score_set_at(const score_set *s, size_t i);

/* The document with this key, or NULL. */
const score_document *score_set_find(const score_set *s, const char *key);

/* Sets the problem; returns SELON_ERROR_INPUT. */
__attribute__((format(printf, 3, 4))) int score_problem_set(score_problem *p, const char *origin, const char *format,
                                                            ...);

#endif
