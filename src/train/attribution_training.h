/* SPDX-License-Identifier: Apache-2.0
 *
 * attribution_training.h - learns the weights of attribution/ ("xx/attribution.bin")
 * from gold statements, for several languages at once.
 *
 * The attributor itself runs over the gold documents with an observer that
 * sees every choice's candidates and names the right one. Choices become
 * instances; conditional logistic regression is fitted to them by AdaGrad.
 * A feature has a weight that all languages share and one of its own
 * language, whose sum is the language's weight (Daume III, "Frustratingly
 * easy domain adaptation", ACL 2007): what does not depend on the language is
 * learned from both, and what does is corrected.
 *
 * Two rounds: first sources, contents and their ends are learned where a cue
 * is right; then the attributor makes these choices itself, and the
 * acceptance of cues, the circumstances and the kind are learned on top of
 * what it chose. The first choices are learned once more with them: features
 * share places in the table of weights (model/linear.h), and what is learned
 * alone last spoils what was learned before.
 *
 * Before that, the same is done a few times with a part of the documents left
 * out, each part once, and fewer orders of the data. What these weights find
 * in the documents that they have not seen tells how sure the final ones may
 * be: the confidence map is fitted to it (confidence_training.h).
 *
 * Deterministic: one seed, one thread.
 */
#ifndef SELON_TRAIN_ATTRIBUTION_TRAINING_H
#define SELON_TRAIN_ATTRIBUTION_TRAINING_H

#include "train/gold.h"
#include "train/run.h"

#define ATTRIBUTION_LANGUAGES 4

/* Some documents of a corpus, all of one pipeline. */
typedef struct attribution_source {
    pipeline *pipeline;
    size_t first, end;
    float copies;     /* how often each choice counts */
    float recall;     /* how much more right cues count than wrong ones */
    float confidence; /* how much its statements count for the confidence map; 0 for all: none is learnt */
} attribution_source;

/* A file's bytes, in the run's arena. */
typedef struct attribution_weights {
    const pipeline *pipeline;
    const unsigned char *bytes;
    size_t size;
} attribution_weights;

/* The order of the sources is part of what the result depends on. Returns the
 * number of languages; out[i] is in order of their first source. The pipelines
 * have the weights then. */
unsigned attribution_train(run *r, const corpus *c, const attribution_source *sources, size_t source_count,
                           uint64_t seed, attribution_weights out[ATTRIBUTION_LANGUAGES]);

#endif
