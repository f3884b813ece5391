/* SPDX-License-Identifier: Apache-2.0
 *
 * lexis.h - what comparing quotations knows of a language: "xx/same.txt".
 *
 *     [equal]     other ways to write the same words, and the words
 *     [formula]   what everybody says
 *     [function]  words of grammar
 *     [common]    stems and their weight; what is not listed is rare
 *
 * Which words negate is in "xx/grammar.txt", [negation].
 *
 * Phrases are found by their beginnings: the hash of the first word, of the
 * first two ... each is in the table, the last with what the phrase means. A
 * word that begins none costs one look.
 */
#ifndef SELON_LEDGER_LEXIS_H
#define SELON_LEDGER_LEXIS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "ledger/words.h"

typedef struct lexis lexis;

/* A word, by the hash of its folded form; what it stands for by that of its stem. */
typedef struct lexis_word {
    uint32_t form, stem;
    uint8_t weight;
    bool negation;
} lexis_word;

/* Loads the built-in data of a language, or finds none: then words are told by
 * their length. NULL without memory to stem. Lives in the arena. */
lexis *lexis_load(arena *a, stemmers *stems, const char *lang);

/* The cursor's word. False without memory to stem. */
bool lexis_look(lexis *l, const word_cursor *c, lexis_word *out);

/* How many words from `at` on, less than `end`, are another way to write some
 * words: those in *out, *count of them. 0: none. */
size_t lexis_equal(const lexis *l, const lexis_word *at, const lexis_word *end, const lexis_word **out, size_t *count);

/* How many stems from `at` on are a formula; 0: none. The longest counts. */
size_t lexis_formula(const lexis *l, const uint32_t *at, const uint32_t *end);

#endif
