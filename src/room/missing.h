/* SPDX-License-Identifier: Apache-2.0
 *
 * missing.h - a reader adds a statement that the machine has missed.
 */
#ifndef SELON_ROOM_MISSING_H
#define SELON_ROOM_MISSING_H

#include "output/output.h"
#include "room/request.h"

struct answer;

/* The form, with what was typed into it when it was refused. */
typedef struct view_missing {
    view_place place;
    const char *text; /* NULL: not kept, and nothing can be added */
    size_t text_size;
    const selon_span *paragraphs;
    size_t paragraph_count;
    bool writable;
    const view_problem *problem; /* NULL: none */
} view_missing;

/* GET /articles/{id}/missing */
int view_missing_make(request *q, const void **view);
void page_missing(writer *w, const request *q, const void *view);

/* POST /articles/{id}/statements: the form's fields. */
int missing_answer(request *q, struct answer *out);

/* An article's text by its last version, in the arena: its number, its bytes (NULL where they are not kept). 0, or a
 * status. `place`, which may be NULL, receives where it stands. */
int missing_text(request *q, uint64_t article, view_place *place, uint64_t *text, const char **bytes, size_t *size);

#endif
