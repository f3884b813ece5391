/* SPDX-License-Identifier: Apache-2.0
 *
 * referent.h - what a phrase may refer to.
 */
#ifndef SELON_ATTRIBUTION_REFERENT_H
#define SELON_ATTRIBUTION_REFERENT_H

#include "attribution/reading.h"

typedef struct referent {
    uint64_t form;   /* of the head */
    uint64_t sense;  /* below 512: flags of nouns.h, and whether it is a pronoun, a name, capitalised */
    uint64_t ending; /* the last letters of a common noun, 0 for the rest */
} referent;

/* Of the phrase whose head is the token; of the phrase [span), whose head is
 * that of its first chunk. All zero for an empty span. */
referent referent_of_head(const reading *r, uint32_t head);
referent referent_of(const reading *r, range span);

#endif
