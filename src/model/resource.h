/* SPDX-License-Identifier: Apache-2.0
 *
 * resource.h - language data: where it comes from and how its lines read.
 *
 * Languages are data. A language is a set of resources named "xx/NAME.txt"
 * (text, from lang/xx/) and "xx/NAME.bin" (weights, from models/). They come
 * from memory that the caller gives, from a folder, or from the copy built
 * into the library, whichever has the name first. A language that a model file
 * has is all from there.
 *
 * A text resource is lines of tab-separated fields in sections:
 *
 *     # a comment (at the start of a line only)
 *     [section]
 *     field<TAB>field<TAB>...
 *
 * Empty lines mean nothing. Fields have no quoting; they are trimmed of
 * spaces. A line before any section is in section "".
 */
#ifndef SELON_MODEL_RESOURCE_H
#define SELON_MODEL_RESOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/model_file.h"

#define RESOURCE_FIELDS 64

typedef struct resource_line {
    const char *section; /* NUL-terminated, no brackets; of the reader */
    size_t section_size;
    struct {
        const char *text; /* not NUL-terminated */
        size_t size;
    } field[RESOURCE_FIELDS];
    size_t count;  /* of fields */
    size_t number; /* of the line, from 1 */
} resource_line;

typedef struct resource_reader {
    const char *at, *end;
    resource_line line;
} resource_reader;

/* Begins reading a text resource. */
resource_reader resource_read(const void *bytes, size_t size);

/* Moves to the next line of fields; NULL at the end. */
const resource_line *resource_next(resource_reader *reader);

/* Is the current section `name`? Is field i `text`? */
bool resource_in(const resource_line *line, const char *name);
bool resource_is(const resource_line *line, size_t field, const char *text);

/* Field i as a number; `otherwise` where it is missing or none. */
double resource_number(const resource_line *line, size_t field, double otherwise);

/* ---- finding them ---- */

typedef struct resource_store resource_store;

/* A store over what the options name; strings are borrowed. */
resource_store *resource_store_new(arena *a, const selon_engine_options *options);

/* From now on the model file, borrowed, has all there is of its language.
 * `origin` is its name for messages, borrowed. */
void resource_store_add_model(resource_store *store, const model_file *model, const char *origin);

/* The name of the model file that the language is from; NULL: from none. */
const char *resource_store_origin(const resource_store *store, const char *language);

/* The bytes of "LANG/NAME"; *size receives their number. NULL when there is
 * none (*error = SELON_OK) or it cannot be read (*error = SELON_ERROR_IO).
 * The bytes live as long as the arena, or as what the caller gave. */
const void *resource_find(resource_store *store, const char *language, const char *name, size_t *size, int *error);

/* What is built in: a table ended by a NULL name (made by the build). */
extern const selon_resource resource_builtin[];

#endif
