/* SPDX-License-Identifier: Apache-2.0
 *
 * brat.h - statements annotated with the brat tool, as JSON.
 *
 * The annotations are those that output/brat.c writes and docs/format.md
 * describes: a Content for each statement, relations from it to its Source,
 * Cue, Addressee, Via and Time, attributes Type, Kind and Negated, notes for
 * the speaker and the date. Whatever else is in the file (other entities and
 * relations, events, normalisations) is let be.
 */
#ifndef SELON_INPUT_BRAT_H
#define SELON_INPUT_BRAT_H

#include <jansson.h>
#include <stddef.h>

#include "selon.h"

typedef struct brat_problem {
    size_t line; /* of the annotations, from 1; 0: the text */
    char text[160];
} brat_problem;

/* Makes an object {"id", "text", "statements"} as docs/format.md has it, of
 * which what the annotations do not tell is left out. Free it with
 * json_decref().
 *   id     the document's
 *   text   the .txt file: UTF-8, which all offsets point into as code points
 *   ann    the .ann file
 * Returns SELON_OK, SELON_ERROR_INPUT with a problem, or SELON_ERROR_MEMORY. */
int brat_read(json_t **out, const char *id, const char *text, size_t text_size, const char *ann, size_t ann_size,
              const selon_allocator *allocator, brat_problem *problem);

#endif
