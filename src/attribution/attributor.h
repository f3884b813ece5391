/* SPDX-License-Identifier: Apache-2.0
 *
 * attributor.h - finds the statements of a tagged text.
 */
#ifndef SELON_ATTRIBUTION_ATTRIBUTOR_H
#define SELON_ATTRIBUTION_ATTRIBUTOR_H

#include "attribution/attribution.h"

typedef struct attributor attributor;

/* Reads "xx/cues.txt" and the weights "xx/attribution.bin" (NULL for none). */
attributor *attributor_load(arena *a, vocabulary *v, const void *cues, size_t cues_size, const void *weights,
                            size_t weights_size, int *error);

/* Appends the statements of the text, in order, to `out`. */
void attributor_run(const attributor *t, arena *a, const text *x, const timex_list *times, attribution_list *out);

#endif
