/* SPDX-License-Identifier: Apache-2.0
 *
 * output.h - what the formats share: where bytes go, and the words around them.
 *
 * A format is one function, listed in output.c, that walks the document with
 * nothing but selon.h and writes with a writer:
 *
 *     document -> format -> writer (16 KiB) -> sink
 *
 * Nothing here returns an error. When the sink refuses bytes or memory runs
 * out, the writer jumps out of the format, to selon_document_write(); so a
 * format keeps nothing but memory of the writer's arena.
 */
#ifndef SELON_OUTPUT_OUTPUT_H
#define SELON_OUTPUT_OUTPUT_H

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "model/resource.h"
#include "output/labels.h"
#include "selon.h"

#define WRITER_SIZE 16384

typedef struct writer {
    const selon_document *doc;
    const char *text; /* the document's */
    size_t size;
    selon_write_options options;
    arena *arena;          /* for the time of writing */
    resource_store *store; /* what is built in */
    labels labels;
    bool unnumbered; /* of marked text: statements have no numbers, and nothing leads to them */
    bool counted;    /* of marked text: the numbers that are read count from 1 and are no ids */
    selon_sink sink;
    void *payload;
    size_t used;
    char bytes[WRITER_SIZE];
} writer;

/* The formats. */
void jsonl_write(writer *w);
void csv_write(writer *w);
void terminal_write(writer *w);
void html_write(writer *w);
void brat_write(writer *w);

/* ---- writing: writer.c ---- */

/* Hands what is buffered to the sink. */
void writer_flush(writer *w);

void writer_bytes(writer *w, const char *bytes, size_t size);
static inline void writer_puts(writer *w, const char *string)
{
    size_t size = strlen(string); /* of a literal it is known when this is compiled */
    if (size > WRITER_SIZE - w->used) {
        writer_bytes(w, string, size);
        return;
    }
    memcpy(w->bytes + w->used, string, size);
    w->used += size;
}
void writer_number(writer *w, size_t number);
/* A probability with two or three decimals, "0.97": the same in any locale. */
void writer_confidence(writer *w, float confidence);

static inline void writer_putc(writer *w, char c)
{
    if (w->used == WRITER_SIZE) writer_flush(w);
    w->bytes[w->used++] = c;
}

/* An offset as the options want it. */
size_t writer_offset(const writer *w, size_t offset);

/* The confidence in whole parts of `whole`: 0..whole. */
unsigned confidence_of(float confidence, unsigned whole);
/* In per cent, for people: at most 99, since nothing that was learnt is certain. */
unsigned confidence_percent(float confidence);

/* Is there nothing but white space between two spans? Then nothing was left out. */
bool spans_touch(const writer *w, selon_span before, selon_span after);

static inline bool span_empty(selon_span span)
{
    return span.start >= span.end;
}

/* What the machine-read formats call a selon_type and a selon_kind: jsonl.c. */
const char *jsonl_type(unsigned type);
const char *jsonl_kind(unsigned kind);

/* A string of JSON, with its quotation marks; a member, after a comma, whose
 * value is a string, or null: jsonl.c. */
void jsonl_string(writer *w, const char *bytes, size_t size);
void jsonl_member(writer *w, const char *key, const char *value);

/* A cell of CSV, with its quotation marks; nothing for no bytes: csv.c. */
void csv_text(writer *w, const char *bytes, size_t size);
/* The same of a string, which may be NULL, or a span, and the comma behind it. */
void csv_string(writer *w, const char *string);
void csv_span(writer *w, selon_span span);

/* ---- characters that could mislead or harm: writer.c ---- */

/* What a page or a terminal shows instead of code point `cp`: a visible stand-in
 * for control characters and for those that turn the direction of writing
 * ("U+202E" in brackets), in `out`, which has room for STAND_IN bytes; returns
 * its length, or 0 when the character may stand as it is. Spaces, tabs and line
 * ends may. */
#define STAND_IN 16
size_t character_stand_in(uint32_t cp, char out[STAND_IN]);

/* ---- the parts of a statement, in text order: writer.c ---- */

typedef enum part_role { ROLE_CONTENT = 0, ROLE_CUE, ROLE_SOURCE, ROLE_COUNT } part_role;

typedef struct part {
    selon_span span;
    uint32_t statement; /* index */
    part_role role;
} part;

/* Writes the parts of statement `i` to `out`, which has room for part_count();
 * returns their number. Ordered by start; what contains comes before what is
 * contained. */
size_t part_count(const selon_statement *st);
size_t parts_of(const selon_statement *st, uint32_t i, part *out);

/* Does `a` come before `b` in that order? */
bool part_before(const part *a, const part *b);

#endif
