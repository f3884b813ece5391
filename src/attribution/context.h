/* SPDX-License-Identifier: Apache-2.0
 *
 * context.h - what each word of a sentence means where it stands.
 *
 * The method. A pretrained transformer (model/transformer.h) reads the sentence in
 * pieces of words; a word is the mean of its pieces, brought to a mean of zero and
 * a variance of one. The transformer has read billions of words in a hundred
 * languages, where gold statements are few thousands: so what it says of a word
 * that no gold statement has is worth much. It is not learnt any further; the
 * encoder (encoder.h) learns what to make of it. Features from a transformer that
 * stays as it is, beneath a recurrent network, were found to be nearly as good as
 * changing it (Devlin et al., "BERT", NAACL 2019, section 5.3).
 *
 * A sentence of more pieces than the transformer has places for is read in parts.
 */
#ifndef SELON_ATTRIBUTION_CONTEXT_H
#define SELON_ATTRIBUTION_CONTEXT_H

#include "attribution/reading.h"

typedef struct context_room context_room;

/* Of each token of the stretch that is being read, transformer_width() numbers,
 * one token after the other; NULL where there is no transformer. They hold until
 * the next stretch. */
const float *context_read(reading *r);

#endif
