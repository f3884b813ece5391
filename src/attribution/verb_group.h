/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_group.h - the words that make up the cue of a verb.
 */
#ifndef SELON_ATTRIBUTION_VERB_GROUP_H
#define SELON_ATTRIBUTION_VERB_GROUP_H

#include "attribution/reading.h"

/* Can token i stand within a verb group: an auxiliary, an adverb, negation, a
 * clitic? */
bool group_has_word(const reading *r, uint32_t i);

/* Does the verb share a cue with its infinitive? */
bool group_is_modal(const reading *r, uint32_t i);

/* Where the group of c->head begins; the same for an auxiliary that a phrase
 * of a few words parts from it; the same with the word that leads a gerund or
 * a comparison. */
uint32_t group_start(const reading *r, const cue *c);
uint32_t group_start_over_phrase(const reading *r, const cue *c, uint32_t start);
uint32_t group_start_with_leader(const reading *r, const cue *c, uint32_t start);
uint32_t group_end(const reading *r, const cue *c);

/* Fills in what the group [c->start, c->end) says: negation, voice, an inverted
 * subject. */
void group_read(const reading *r, cue *c);

#endif
