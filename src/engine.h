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
} language;

#define ENGINE_LANGUAGES 8

struct selon_engine {
    arena *arena;
    selon_allocator allocator;
    mapped maps[ENGINE_LANGUAGES]; /* of model files */
    language_identifier *identifier;
    language languages[ENGINE_LANGUAGES];
    size_t language_count;
};

/* The language with this code, or NULL. */
const language *engine_language(const selon_engine *engine, const char *code);

#endif
