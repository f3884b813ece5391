/* SPDX-License-Identifier: Apache-2.0
 *
 * tiny_language.h - the smallest language that an engine opens with, for tests
 * and fuzz targets of model files: each weight file is a header and a line.
 */
#ifndef SELON_TESTS_TINY_LANGUAGE_H
#define SELON_TESTS_TINY_LANGUAGE_H

#include <string.h>

#include "attribution/confidence.h"
#include "attribution/encoder_signs.h"
#include "model/linear.h"
#include "model/model_file.h"
#include "model/network.h"
#include "syntax/features.h"
#include "syntax/parser_model.h"
#include "syntax/tagger_model.h"
#include "syntax/transition.h"

#define TINY_TAGGER (TAGGER_HEADER + TAGGER_LINE)
#define TINY_PARSER (PARSER_HEADER + PARSER_MOVE_LINE + PARSER_LABEL_LINE)
#define TINY_LOG2 6
#define TINY_WEIGHTS (1 << TINY_LOG2)
#define TINY_SECTIONS 9
#define TINY_WIDTH 16
#define TINY_ROWS 384 /* of all tables together, at least */
#define TINY_ENCODER (NETWORK_HEADER + (TINY_ROWS + 50 * TINY_WIDTH) * TINY_WIDTH)

typedef struct tiny_language {
    unsigned char tagger[TINY_TAGGER], parser[TINY_PARSER], attribution[LINEAR_HEADER + TINY_WEIGHTS];
    unsigned char encoder[TINY_ENCODER];
    size_t encoder_size;
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

static inline size_t tiny_vouch_encoder(unsigned char *b, size_t size)
{
    if (size < NETWORK_HEADER) return 0;
    network_header(b, b + NETWORK_HEADER, size - NETWORK_HEADER);
    return size;
}

static inline unsigned char *tiny_put_float(unsigned char *p, float f)
{
    uint32_t n;
    memcpy(&n, &f, sizeof n);
    tiny_put(p, n, 4);
    return p + 4;
}

/* A matrix whose weights go up and down. */
static inline unsigned char *tiny_put_matrix(unsigned char *p, unsigned out, unsigned in)
{
    for (unsigned o = 0; o < out; o++) p = tiny_put_float(p, 0.002f + 0.0002f * (float)(o % 5));
    for (unsigned i = 0; i < out * in; i++) *p++ = (unsigned char)(i * 37 % 251 - 125);
    for (unsigned o = 0; o < out; o++) p = tiny_put_float(p, 0.1f * (float)(o % 7) - 0.3f);
    return p;
}

/* A network of `layers` layers that knows two words and one ending. */
static inline size_t tiny_encoder_make(unsigned char *b, unsigned layers)
{
    unsigned rows[SIGNS], total = 0;
    unsigned char *p = b + NETWORK_HEADER;
    const unsigned head[] = {TINY_WIDTH, layers, SIGNS, 2};
    for (unsigned i = 0; i < 4; i++, p += 4) tiny_put(p, head[i], 4);
    for (unsigned s = 0; s < SIGNS; s++, p += 4) {
        rows[s] = s == SIGN_WORD ? 3 : s == SIGN_ENDING ? 2 : encoder_rows[s];
        total += rows[s];
        tiny_put(p, rows[s], 4);
    }
    const uint64_t hashes[] = {hash_form("mayor", 5) >> 32, hash_form("said", 4) >> 32, hash_form("yor", 3) >> 32};
    tiny_put(p, hashes[0] < hashes[1] ? hashes[0] : hashes[1], 4);
    tiny_put(p + 4, hashes[0] < hashes[1] ? hashes[1] : hashes[0], 4);
    tiny_put(p + 8, hashes[2], 4);
    p += 12;
    for (unsigned s = 0; s < SIGNS; s++) p = tiny_put_float(p, 0.01f);
    for (unsigned i = 0; i < total * TINY_WIDTH; i++) *p++ = (unsigned char)(i * 29 % 255 - 127);
    for (unsigned i = 0; i < TINY_WIDTH; i++) p = tiny_put_float(p, 0.05f * (float)i - 0.3f);
    p = tiny_put_matrix(p, 3 * TINY_WIDTH, TINY_WIDTH);
    for (unsigned l = 0; l < layers; l++) {
        p = tiny_put_matrix(p, 4 * TINY_WIDTH, TINY_WIDTH);
        p = tiny_put_matrix(p, TINY_WIDTH, 2 * TINY_WIDTH);
    }
    p = tiny_put_matrix(p, NETWORK_ROLES, TINY_WIDTH);
    p = tiny_put_matrix(p, NETWORK_HIDDEN, 3 * TINY_WIDTH);
    p = tiny_put_matrix(p, 1, NETWORK_HIDDEN);
    return tiny_vouch_encoder(b, (size_t)(p - b));
}

static inline void tiny_language_make(tiny_language *t)
{
    memset(t, 0, sizeof *t);
    tiny_vouch_tagger(t->tagger, sizeof t->tagger);
    tiny_vouch_parser(t->parser, sizeof t->parser);
    memset(t->attribution + LINEAR_HEADER, 1, TINY_WEIGHTS); /* all is taken */
    tiny_vouch_attribution(t->attribution, sizeof t->attribution);
    t->encoder_size = tiny_encoder_make(t->encoder, 1);
    const model_section all[TINY_SECTIONS] = {
        {"attribution.bin", t->attribution, sizeof t->attribution},
        {"cues.txt", tiny_cues, sizeof tiny_cues - 1},
        {"encoder.bin", t->encoder, t->encoder_size},
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
