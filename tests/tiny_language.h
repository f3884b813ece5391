/* SPDX-License-Identifier: Apache-2.0
 *
 * tiny_language.h - the smallest language that an engine opens with, for tests
 * and fuzz targets of model files: each weight file is a header and a line.
 */
#ifndef SELON_TESTS_TINY_LANGUAGE_H
#define SELON_TESTS_TINY_LANGUAGE_H

#include <string.h>

#include "attribution/confidence.h"
#include "model/linear.h"
#include "model/model_file.h"
#include "syntax/features.h"
#include "syntax/parser_model.h"
#include "syntax/tagger_model.h"
#include "syntax/transition.h"

#define TINY_TAGGER (TAGGER_HEADER + TAGGER_LINE)
#define TINY_PARSER (PARSER_HEADER + PARSER_MOVE_LINE + PARSER_LABEL_LINE)
#define TINY_LOG2 6
#define TINY_WEIGHTS (1 << TINY_LOG2)
#define TINY_SECTIONS 8

typedef struct tiny_language {
    unsigned char tagger[TINY_TAGGER], parser[TINY_PARSER], attribution[LINEAR_HEADER + TINY_WEIGHTS];
    model_section sections[TINY_SECTIONS]; /* ascending by name */
} tiny_language;

static const char tiny_cues[] =
    "[verb]\nsay\t-\tsaid\tquote clause\tsay:I said:F3s\n[phrase]\naccording to\tsaid\taccording\tobj\n";
static const char tiny_grammar[] = "[complementizer]\nthat\n[article]\nthe a\n";
static const char tiny_text[] = "[abbreviation]\nmr\n";

static inline void tiny_put(unsigned char *p, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) p[i] = (unsigned char)(value >> 8 * i);
}

/* Make the headers of weights describe `size` bytes, as far as they can;
 * return how many they describe, 0 when these are too few. */
static inline size_t tiny_vouch_tagger(unsigned char *b, size_t size)
{
    if (size < TINY_TAGGER) return 0;
    size_t words = b[28] % 8;
    if (size < TAGGER_HEADER + TAGGER_LINE + words * 12) words = 0;
    size_t lines = (size - TAGGER_HEADER - words * 12) / TAGGER_LINE;
    size = TAGGER_HEADER + lines * TAGGER_LINE + words * 12;
    memcpy(b, TAGGER_MAGIC, 8);
    tiny_put(b + 8, TAGGER_VERSION | (uint64_t)FEATURES_VERSION << 32, 8);
    tiny_put(b + 16, tagger_tags_hash(), 8);
    tiny_put(b + 24, lines | (uint64_t)words << 32, 8);
    tiny_put(b + TAGGER_CHECKSUM_AT, tagger_checksum(b, size), 8);
    return size;
}

static inline size_t tiny_vouch_parser(unsigned char *b, size_t size)
{
    if (size < TINY_PARSER) return 0;
    size_t moves = (size - PARSER_HEADER - PARSER_LABEL_LINE) / PARSER_MOVE_LINE;
    size = PARSER_HEADER + PARSER_LABEL_LINE + moves * PARSER_MOVE_LINE;
    memcpy(b, PARSER_MAGIC, 8);
    tiny_put(b + 8, PARSER_VERSION | (uint64_t)TRANSITION_VERSION << 32, 8);
    tiny_put(b + 16, parser_names_hash(), 8);
    tiny_put(b + 24, moves | (uint64_t)1 << 32, 8);
    tiny_put(b + PARSER_CHECKSUM_AT, tagger_checksum(b, size), 8);
    return size;
}

static inline size_t tiny_vouch_attribution(unsigned char *b, size_t size)
{
    unsigned log2_size = 0;
    if (size < LINEAR_HEADER + 1) return 0;
    while (log2_size < TINY_LOG2 && ((size_t)2 << log2_size) <= size - LINEAR_HEADER) log2_size++;
    size_t weights = (size_t)1 << log2_size, more = size - LINEAR_HEADER - weights;
    more = more < CONFIDENCE_BYTES ? 0 : CONFIDENCE_BYTES;
    linear_model_header(b, log2_size, 0.01f, (const int8_t *)b + LINEAR_HEADER, more);
    return LINEAR_HEADER + weights + more;
}

static inline void tiny_language_make(tiny_language *t)
{
    memset(t, 0, sizeof *t);
    tiny_vouch_tagger(t->tagger, sizeof t->tagger);
    tiny_vouch_parser(t->parser, sizeof t->parser);
    memset(t->attribution + LINEAR_HEADER, 1, TINY_WEIGHTS); /* all is taken */
    tiny_vouch_attribution(t->attribution, sizeof t->attribution);
    const model_section all[TINY_SECTIONS] = {
        {"attribution.bin", t->attribution, sizeof t->attribution},
        {"cues.txt", tiny_cues, sizeof tiny_cues - 1},
        {"grammar.txt", tiny_grammar, sizeof tiny_grammar - 1},
        {"parser.bin", t->parser, sizeof t->parser},
        {"people.txt", "", 0},
        {"tagger.bin", t->tagger, sizeof t->tagger},
        {"text.txt", tiny_text, sizeof tiny_text - 1},
        {"time.txt", "", 0},
    };
    memcpy(t->sections, all, sizeof all);
}

#endif
