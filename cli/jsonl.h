/* SPDX-License-Identifier: Apache-2.0
 *
 * jsonl.h - one line of JSON lines input: an article and what is known of it.
 */
#ifndef SELON_CLI_JSONL_H
#define SELON_CLI_JSONL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "problem.h"

typedef struct record {
    json_t *root; /* owns the strings below */
    const char *text;
    size_t text_size;                               /* the text may hold NUL */
    const char *lang, *date, *title, *outlet, *url; /* or NULL */
    char id_number[32];
    const char *id; /* or NULL */
} record;

/* Is a line empty, so that there is nothing to parse? */
bool record_line_is_empty(const char *line, size_t size);

/* Parses one line. False with a problem for what is no such record. */
bool record_parse(record *out, const char *line, size_t size, problem *p);

void record_release(record *r);

#endif
