/* SPDX-License-Identifier: Apache-2.0
 *
 * annotated.h - texts annotated in line, as the files of tests/constructions/.
 *
 * The format is that of the project's corpus (train/corpus.py tells all):
 * `=== NAME DATE` begins a case, {ROLE NUMBER,...:words} marks a part of the
 * statements with these numbers, `@NUMBER TYPE KIND [negated] | SPEAKER`
 * follows the text, a line a statement. A line `%known-failure` says that the
 * case is not yet read right. What does not fit ends the program.
 */
#ifndef SELON_TESTS_ANNOTATED_H
#define SELON_TESTS_ANNOTATED_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "selon.h"

#define CASE_TEXT 2048
#define CASE_STATEMENTS 8
#define CASE_SPANS 8

typedef struct expected_statement {
    bool given;
    selon_type type;
    bool negated;
    selon_span source, cue;
    selon_span content[CASE_SPANS];
    unsigned content_count;
} expected_statement;

typedef struct annotated_case {
    char name[64], date[16];
    bool french, known_failure;
    char text[CASE_TEXT];
    size_t size;
    expected_statement statements[CASE_STATEMENTS + 1]; /* by number, from 1 */
} annotated_case;

static inline void annotated__refuse(const annotated_case *c, const char *what)
{
    fprintf(stderr, "%s: %s\n", c->name, what);
    exit(1);
}

/* Ends the annotation `role` of the statements in `numbers` ("1,2"). */
static inline void annotated__span(annotated_case *c, char role, const char *numbers, selon_span span)
{
    for (const char *p = numbers; *p >= '0' && *p <= '9'; p += p[1] == ',' ? 2 : 1) {
        if (*p < '1' || *p > '0' + CASE_STATEMENTS) annotated__refuse(c, "statement number");
        expected_statement *e = &c->statements[*p - '0'];
        selon_span *single = role == 'S' ? &e->source : role == 'Q' ? &e->cue : NULL;
        if (role == 'C') {
            if (e->content_count == CASE_SPANS) annotated__refuse(c, "too many spans");
            e->content[e->content_count++] = span;
        } else if (single != NULL) {
            if (single->end > 0) annotated__refuse(c, "two spans of a role");
            *single = span;
        } else if (strchr("AVT", role) == NULL) {
            annotated__refuse(c, "unknown role");
        }
    }
}

/* Takes the annotations out of the marked text. */
static inline void annotated__strip(annotated_case *c, const char *marked)
{
    struct {
        char role;
        const char *numbers;
        uint32_t start;
    } stack[16];
    unsigned depth = 0;
    for (const char *p = marked; *p != '\0'; p++) {
        if (*p == '{') {
            size_t digits = strspn(p + 2, "0123456789,");
            if (depth == 16 || digits == 0 || p[2 + digits] != ':') annotated__refuse(c, "stray brace");
            stack[depth].role = p[1];
            stack[depth].numbers = p + 2;
            stack[depth++].start = (uint32_t)c->size;
            p += 2 + digits;
        } else if (*p == '}') {
            if (depth-- == 0) annotated__refuse(c, "stray brace");
            annotated__span(c, stack[depth].role, stack[depth].numbers,
                            (selon_span){stack[depth].start, (uint32_t)c->size});
        } else {
            c->text[c->size++] = *p;
        }
    }
    if (depth > 0) annotated__refuse(c, "unclosed annotation");
    while (c->size > 0 && c->text[c->size - 1] == '\n') c->size--;
    c->text[c->size++] = '\n';
    c->text[c->size] = '\0';
}

static inline void annotated__statement(annotated_case *c, const char *line)
{
    int number, at = 0;
    char type[16], kind[16];
    if (sscanf(line, "@%d %15s %15s%n", &number, type, kind, &at) != 3 || number < 1 || number > CASE_STATEMENTS ||
        strchr(line, '|') == NULL)
        annotated__refuse(c, "malformed statement");
    expected_statement *e = &c->statements[number];
    if (e->given) annotated__refuse(c, "a statement twice");
    e->given = true;
    e->negated = strncmp(line + at, " negated ", 9) == 0;
    if (strcmp(type, "direct") == 0)
        e->type = SELON_DIRECT;
    else if (strcmp(type, "indirect") == 0)
        e->type = SELON_INDIRECT;
    else if (strcmp(type, "mixed") == 0)
        e->type = SELON_MIXED;
    else
        annotated__refuse(c, "unknown type");
}

static inline void annotated__finish(annotated_case *c, const char *marked)
{
    annotated__strip(c, marked);
    for (int i = 1; i <= CASE_STATEMENTS; i++)
        if (c->statements[i].given != (c->statements[i].content_count > 0))
            annotated__refuse(c, "statement and marks differ");
}

/* Reads a file's cases into `out`, which has room for `room`. Returns how many. */
static inline size_t annotated_read(const char *path, bool french, annotated_case *out, size_t room)
{
    FILE *f = fopen(path, "r");
    char line[CASE_TEXT], marked[2 * CASE_TEXT] = "";
    size_t count = 0;
    annotated_case *c = NULL;
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof line, f) != NULL) {
        if (strncmp(line, "=== ", 4) == 0) {
            if (c != NULL) annotated__finish(c, marked);
            if (count == room) exit(1);
            c = &out[count++];
            *c = (annotated_case){.french = french};
            marked[0] = '\0';
            if (sscanf(line, "=== %63s %15s", c->name, c->date) != 2) annotated__refuse(c, line);
        } else if (c != NULL && strcmp(line, "%known-failure\n") == 0) {
            c->known_failure = true;
        } else if (c != NULL && line[0] == '@') {
            annotated__statement(c, line);
        } else if (c != NULL) {
            if (strlen(marked) + strlen(line) >= CASE_TEXT) annotated__refuse(c, "too long");
            strcat(marked, line);
        }
    }
    if (c != NULL) annotated__finish(c, marked);
    fclose(f);
    return count;
}

#endif
