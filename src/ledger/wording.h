/* SPDX-License-Identifier: Apache-2.0
 *
 * wording.h - a statement's words, as quotations are compared by them.
 *
 * A wording is the folded words of a statement's content in order, each with
 * what it weighs: about the bits that meeting it in a text is worth (less seven),
 * so that sharing "gamble" says much, "people" little and "the" nothing but
 * where it stands between others.
 *
 *     "We won't gamble with people's lives"
 *      we will not gamble with people s lives
 *       1   1   1    10    1     2    1   4
 *
 * The weights are data of the language, "xx/same.txt", and not counts of the
 * ledger, so that a pair of statements compares alike whatever else is in the
 * ledger and whichever came first. The file also knows other ways to write the
 * same words (won't), and formulas that everybody uses ("no comment"), whose
 * words weigh nothing. A language without the file has words of grammar (short
 * ones) and others.
 */
#ifndef SELON_LEDGER_WORDING_H
#define SELON_LEDGER_WORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "ledger/words.h"
#include "selon.h"

#define WORDING_MOST 4096 /* words of one statement; further ones are left out */
#define WEIGHT_RARE 10
#define WEIGHT_CONTENT 3 /* from here on a word is not one of grammar */
#define WEIGHT_NAME 2    /* at most, of names */

enum {
    SAID_QUOTED = 1,   /* it is in quotation marks */
    SAID_NEGATION = 2, /* not, never, no */
    SAID_GAP = 4,      /* something is openly left out before it: an ellipsis, the cue */
    SAID_FORMULA = 8,
    SAID_STOP = 16, /* a sentence ends before it */
    SAID_NAME = 32, /* a capital within a sentence: a name tells the topic, not the wording */
};

typedef struct said_word {
    uint32_t stem, form; /* hashes, folded */
    uint32_t start, end; /* in the text; those that stand for one word together have its place */
    uint8_t weight, flags;
} said_word;

typedef struct wording {
    said_word *words;
    size_t count;
    unsigned weight; /* of all words */
} wording;

/* What makes wordings on one thread: the languages met so far. */
typedef struct wordings wordings;

/* `stems` is borrowed. NULL without memory. */
wordings *wordings_new(const selon_allocator *allocator, stemmers *stems);
void wordings_free(wordings *w);

/* The places a wording is made of: `content` without `holes`, which are the
 * contents of statements within (what A says that B said is B's wording). Both
 * are in order of nothing. */
typedef struct wording_source {
    const char *text;
    const char *lang; /* or NULL */
    selon_type type;
    const selon_span *content, *holes;
    size_t content_count, hole_count;
} wording_source;

/* False without memory (or the arena jumps). Time grows with the bytes of the
 * content and not with those of the text. */
bool wording_make(wordings *w, arena *a, const wording_source *from, wording *out);

#endif
