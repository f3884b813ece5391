/* SPDX-License-Identifier: Apache-2.0
 *
 * features.h - what the tagger looks at, shared by training and tagging.
 */
#ifndef SELON_SYNTAX_FEATURES_H
#define SELON_SYNTAX_FEATURES_H

#include "syntax/tag.h"
#include "text/text.h"

/* Changes whenever a feature does: weights made for others are refused. */
#define FEATURES_VERSION 1

#define FEATURES_STATIC 18 /* of the words alone */
#define FEATURES_HISTORY 9 /* of the tags given so far, too */
#define FEATURES_COUNT (FEATURES_STATIC + FEATURES_HISTORY)

/* How many tokens a token's features see on each side. */
#define FEATURES_REACH 2

/* What the dictionary says of a word: bit t is set when the word may be tag
 * t; WORD_CERTAIN when it is nothing else, and the tagger need not look. */
#define WORD_CERTAIN (UINT32_C(1) << 31)
#define WORD_TAGS ((UINT32_C(1) << TAG_COUNT) - 2)

/* One token as the features see it. A window of 2 * FEATURES_REACH + 1 of
 * them moves along the sentence. */
typedef struct lens {
    uint64_t form;      /* the word; for a number, its pattern */
    uint64_t group;     /* what the dictionary says, or, of other words, the ending and the case */
    uint64_t ending[4]; /* the last 1 to 4 letters, lower case */
    uint64_t shape;     /* case, kind, place */
    uint32_t entry;     /* the dictionary's, 0 for none */
} lens;

/* The tags to the left. */
typedef struct history {
    uint8_t last, before; /* tags of the two tokens before; TAG_NONE at the start */
    uint8_t verb;         /* the latest verb or auxiliary in this clause, or TAG_NONE */
    uint8_t distance;     /* how many words ago, 3 for more */
    uint64_t verb_form;   /* which word it was */
} history;

/* Is the token a mark that only ever is punctuation? The others, such as "%",
 * "&" and "/", may stand for words. */
static inline bool features_is_plain_mark(const token *k)
{
    return k->kind == TOKEN_PUNCT && k->punct != PUNCT_MARK && k->punct != PUNCT_SLASH;
}

/* Are most words of the sentence [first, end) capitalised, as in a headline?
 * Case then says nothing. */
bool features_title_case(const text *t, uint32_t first, uint32_t end);

/* How token i of the sentence that begins at `first` looks. */
void features_look(lens *out, const text *t, uint32_t i, uint32_t first, uint32_t entry, bool title_case);

/* What lies before and after a sentence. */
void features_look_outside(lens *out);

/* The hashes of the features of window[FEATURES_REACH]. */
void features_static(const lens *window, uint64_t out[FEATURES_STATIC]);
void features_history(const lens *window, const history *past, uint64_t out[FEATURES_HISTORY]);

/* Moves on: `now` was tagged `given`. */
void history_push(history *past, const lens *now, uint8_t given);

#endif
