/* SPDX-License-Identifier: Apache-2.0
 *
 * dependency.h - what the dependency tree of a sentence says, as numbers for
 * features: how two words hang together, which phrase begins at a word and
 * on what it hangs.
 */
#ifndef SELON_ATTRIBUTION_DEPENDENCY_H
#define SELON_ATTRIBUTION_DEPENDENCY_H

#include "attribution/reading.h"

/* The way through the tree from one token to another: the relations up to the
 * word that is above both, and down from there. 0 when the way is long, or
 * there is no tree. */
uint64_t dependency_path(const reading *r, uint32_t from, uint32_t to);

/* The head of the largest phrase that begins at token i and does not hold
 * `outside`. */
uint32_t dependency_top(const reading *r, uint32_t i, uint32_t outside);

/* The relation of a token and where the word above it stands: before, in or
 * behind the tokens of `inside`, or in those of the cue. */
uint64_t dependency_hold(const reading *r, uint32_t token, range inside, const cue *q);

/* The relations of a token's dependents, each by one bit. */
uint64_t dependency_children(const reading *r, uint32_t token);

/* One past the last token of a token's phrase, punctuation at its end left
 * out. */
uint32_t dependency_end(const reading *r, uint32_t token);

#endif
