/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.h - the engine's inside: one `language` a language with data.
 *
 * Training tools and tests use language_*() to run the stages one by one;
 * everyone else uses selon.h.
 */
#ifndef SELON_ENGINE_H
#define SELON_ENGINE_H

#include "attribution/attributor.h"
#include "base/arena.h"
#include "input/language.h"
#include "model/mapped.h"
#include "model/vocabulary.h"
#include "resolve/speakers.h"
#include "syntax/parser.h"
#include "syntax/tagger.h"
#include "text/text.h"
#include "text/timex.h"

#define LANGUAGE_FILES 16

typedef struct language {
    char code[4];
    vocabulary *words;
    writing *writing;
    tagger *tagger;
    parser *parser; /* NULL where the language has none */
    timex_lexicon *times;
    person_lexicon *people;
    attributor *attributor;
    const void *labels; /* "labels.txt", the words of the output; NULL for none */
    size_t labels_size;
    struct {
        const void *bytes;
        size_t size;
    } files[LANGUAGE_FILES]; /* what it was made of */
    size_t file_count;
} language;

#define ENGINE_LANGUAGES 8

struct selon_engine {
    arena *arena;
    selon_allocator allocator;
    mapped maps[ENGINE_LANGUAGES]; /* of model files */
    language_identifier *identifier;
    transformer *transformer; /* NULL: no language wants one */
    language languages[ENGINE_LANGUAGES];
    size_t language_count;
};

/* Names what reads a language: our version, and a hash of its data and weights,
 * as "0.1.0 en-1f2e3d4c5b6a"; without data (NULL) the version alone. The same
 * name reads the same text alike. It takes a millisecond: to be kept. */
#define READER_NAME 64
void reader_name(const language *l, char out[READER_NAME]);

/* The language with this code, or NULL. */
const language *engine_language(const selon_engine *engine, const char *code);

#endif
