/* SPDX-License-Identifier: Apache-2.0
 *
 * words.h - text as the ledger's index sees it: words without case and accents.
 *
 * The index and the query cut and fold text by the same function, so what was
 * typed finds what was written: "Élysée", "elysee" and "ELYSEE" are one word,
 * "l'école" is two.
 *
 * Stemming is not done to the index but to the query. The index keeps whole
 * words, which makes phrases and prefixes exact and lets anybody's SQL search
 * it; a table beside it (`forms`) says which words have the same stem in which
 * language, and a query for one looks for all of them.
 */
#ifndef SELON_LEDGER_WORDS_H
#define SELON_LEDGER_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* The most bytes of a folded word; what is longer is cut, here and there alike. */
#define WORD_MOST 64

typedef struct word_cursor {
    const char *at, *end;
    const char *start;          /* of the word in the text */
    char folded[WORD_MOST + 1]; /* lower case, no accents, NUL-terminated */
    char lower[WORD_MOST + 1];  /* lower case, with accents: what stemmers want */
    unsigned folded_size, lower_size;
} word_cursor;

word_cursor words_of(const char *text, size_t size);

/* Moves to the next word, a run of letters and digits; false at the end. */
bool words_next(word_cursor *c);

/* ---- stems ---- */

/* The stemmers of one thread, one a language. */
typedef struct stemmers stemmers;

stemmers *stemmers_new(void); /* NULL without memory */
void stemmers_free(stemmers *s);

/* The stem of a lower-case word in `language` (NULL: not known), folded, in
 * `out`; returns its length. A language without a stemmer leaves the word as
 * it is. SIZE_MAX without memory. */
size_t stem_of(stemmers *s, const char *language, const char *lower, size_t size, char out[WORD_MOST + 1]);

/* Folds a string as words_next() does, its words apart by one space, into the
 * arena; *out_size may be NULL. */
char *words_fold(arena *a, const char *text, size_t size, size_t *out_size);

#endif
