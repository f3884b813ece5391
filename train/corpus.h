/* SPDX-License-Identifier: Apache-2.0
 *
 * corpus.h - gold documents for training and measuring: JSON lines with
 * "id", "lang", "text", "statements" (source, cue, content in code points).
 */
#ifndef SELON_TRAIN_CORPUS_H
#define SELON_TRAIN_CORPUS_H

#include "attribution/reading.h"
#include "syntax/tagger.h"

typedef struct gold_statement {
    range source, cue; /* tokens; empty: none */
    range addressee, via, time;
    range content[24];
    unsigned content_count;
} gold_statement;

typedef struct pipeline {
    char code[4];
    arena *arena;
    vocabulary *words;
    writing *writing;
    tagger *tagger;
    timex_lexicon *times;
    attributor *attributor;
} pipeline;

typedef struct gold_document {
    const pipeline *pipeline;
    char *bytes, *id;
    arena *arena;
    text *text;
    timex_list times;
    gold_statement *statements;
    size_t statement_count;
    bool has_circumstances; /* addressee, via and time are annotated */
} gold_document;

typedef struct corpus {
    gold_document *documents;
    size_t count;
} corpus;

/* Opens a language's stages from the built-in data, without attribution
 * weights. Exits with a message when something is missing: this is a tool. */
pipeline *pipeline_open(const char *code);

/* Appends the documents of a file. */
void corpus_add(corpus *c, const pipeline *p, const char *path);

/* Code points before byte `offset`. */
size_t document_code_point(const gold_document *d, uint32_t offset);

#endif
