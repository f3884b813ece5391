/* SPDX-License-Identifier: Apache-2.0
 *
 * gold.h - gold documents for training and measuring: JSON objects with "id",
 * "text", "statements" (source, cue, content ... in code points), as
 * docs/format.md has them, and the stages that they are read with.
 */
#ifndef SELON_TRAIN_GOLD_H
#define SELON_TRAIN_GOLD_H

#include <jansson.h>

#include "attribution/reading.h"
#include "model/resource.h"
#include "syntax/tagger.h"
#include "train/run.h"

#define GOLD_NO_KIND 255

typedef struct gold_statement {
    range source, cue; /* tokens; empty: none */
    range addressee, via, time;
    range content[24];
    unsigned content_count;
    uint8_t kind; /* selon_kind, or GOLD_NO_KIND */
} gold_statement;

#define PIPELINE_PARTS 8

typedef struct pipeline {
    char code[4];
    vocabulary *words;
    writing *writing;
    tagger *tagger;
    timex_lexicon *times;
    attributor *attributor;
    /* Networks that have not seen every document of each source: part i not those whose number leaves i when divided by
     * part_count. */
    const network *parts[PIPELINE_PARTS];
    unsigned part_count;
} pipeline;

typedef struct gold_document {
    const pipeline *pipeline;
    const char *bytes, *id;
    text *text;
    timex_list times;
    gold_statement *statements;
    size_t statement_count;
    bool has_circumstances; /* addressee, via and time are annotated */
} gold_document;

typedef struct corpus {
    gold_document *documents;
    size_t count, capacity;
} corpus;

/* Reads the transformer and the language's pieces, where there are any: for networks that want a context. */
void pipeline_add_context(run *r, pipeline *p, resource_store *store);

/* Opens a language's stages up to attribution, which gets no weights. Ends the
 * run when something is missing or malformed. */
pipeline *pipeline_open(run *r, resource_store *store, const char *code);

/* Adds "xx/encoder.bin" of one more part. The bytes are borrowed. */
void pipeline_add_part(run *r, pipeline *p, const void *bytes, size_t size);

/* Appends a document; what is wrong with it ends the run with "origin: ...". */
void corpus_add(run *r, corpus *c, const pipeline *p, const json_t *json, const char *origin);

/* Code points before byte `offset`. */
size_t document_code_point(const gold_document *d, uint32_t offset);

#endif
