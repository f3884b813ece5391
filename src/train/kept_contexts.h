/* SPDX-License-Identifier: Apache-2.0
 *
 * kept_contexts.h - what a transformer said of stretches of text, so that training,
 * which reads the same documents a dozen times, asks it once.
 */
#ifndef SELON_TRAIN_KEPT_CONTEXTS_H
#define SELON_TRAIN_KEPT_CONTEXTS_H

#include "attribution/reading.h"
#include "train/gold.h"

/* From now on the pipeline's attributor keeps them, in the run's arena, for
 * texts that live as long as the run. */
void kept_contexts_use(run *r, pipeline *p);

#endif
