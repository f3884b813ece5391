/* SPDX-License-Identifier: Apache-2.0
 *
 * align.h - two wordings laid side by side.
 *
 * The best local alignment (Smith and Waterman's, with Gotoh's gaps): the two
 * stretches, one of each wording, whose words match best in order,
 *
 *     we will   not  gamble with people's lives whatever the cost
 *        |       |     |     |     |       |
 *     would     not  gamble with  the    lives  of people here
 *
 *     score = sum of weights of equal stems - gaps - words that stand for others
 *
 * where a gap costs much to begin and little to go on, so that a quotation with
 * its middle cut out is still one. Behind the ends of the best stretch, where
 * both have a word or two left, these stand for each other, too: "people's
 * lives" and "people's money" differ in their last word.
 *
 * Wordings that are the same word for word are laid so. Of other long ones only
 * ALIGN_MOST words take part, those of the window that shares most with the
 * other; so the time is that of the words, and a constant.
 */
#ifndef SELON_LEDGER_ALIGN_H
#define SELON_LEDGER_ALIGN_H

#include "ledger/wording.h"

#define ALIGN_MOST 256
#define ALIGN_NONE UINT32_MAX

/* A word of each, or of one of them (ALIGN_NONE: no such). */
typedef struct align_pair {
    uint32_t a, b;
} align_pair;

typedef struct alignment {
    const align_pair *pairs; /* in order; none where nothing matches */
    size_t count;
    unsigned shared; /* the weight of the words that match */
    unsigned run;    /* the weight of the weightiest run of forms that match without a break */
    unsigned apart;  /* the weight of words of the stretches that do not match */
} alignment;

void align(arena *a, const wording *one, const wording *other, alignment *out);

/* Does a pair match: are its stems equal? */
bool align_matches(const wording *one, const wording *other, align_pair p);

/* Who said them, as far as names tell. */
typedef enum speakers { SPEAKERS_UNKNOWN, SPEAKERS_SAME, SPEAKERS_DIFFERENT } speakers;

/* Are they the same words? */
bool align_same(const wording *one, const wording *other, const alignment *al, speakers who);

/* How many words differ that both have in quotation marks, where neither says
 * that it left something out. */
unsigned align_changes(const wording *one, const wording *other, const alignment *al);

/* Is this pair one of them? */
bool align_changed(const wording *one, const wording *other, const alignment *al, size_t pair);

#endif
