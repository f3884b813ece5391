/* SPDX-License-Identifier: Apache-2.0
 *
 * gold_choice.h - which of the candidates that a choice of the attributor has is the
 * one that gold statements have.
 */
#ifndef SELON_TRAIN_GOLD_CHOICE_H
#define SELON_TRAIN_GOLD_CHOICE_H

#include "train/gold.h"

/* The statement with this cue, the shortest if several have it; NULL: none. */
const gold_statement *gold_of_cue(const gold_document *d, const cue *c);

/* The statement's candidate; SIZE_MAX: it is not among them. */
size_t gold_choice(const gold_document *d, const gold_statement *g, const choice *c);

/* A quotation without cue: whose content in the gold is most of it? */
size_t gold_quoted(const gold_document *d, const choice *c);

#endif
