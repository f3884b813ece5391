/* SPDX-License-Identifier: Apache-2.0
 *
 * attribution.h - the statements of a text, as ranges of tokens.
 */
#ifndef SELON_ATTRIBUTION_ATTRIBUTION_H
#define SELON_ATTRIBUTION_ATTRIBUTION_H

#include "base/arena.h"
#include "text/text.h"
#include "text/timex.h"

/* What the confidence map looks at besides the model's probability
 * (attribution/confidence.h). */
typedef struct attribution_evidence {
    uint8_t shape;  /* cue_shape; 0: a quotation without cue */
    uint8_t source; /* source_kind */
    bool weak;      /* the lexicon has the cue's word as one that is seldom a cue */
} attribution_evidence;

/* One attribution relation. A range with start == end is "none". */
typedef struct attribution {
    uint8_t type; /* selon_type */
    uint8_t kind; /* selon_kind */
    bool negated;
    float confidence; /* that it is found: see attribution/confidence.h */
    attribution_evidence evidence;
    range source, cue;
    range *content; /* in text order, each within one sentence; at least one */
    uint32_t content_count;
    range addressee, via, time;
    int32_t parent;  /* index in the list, or -1 */
    int32_t speaker; /* set by resolve/speakers.h: index, or -1 */
    /* The tokens that name whom the statement is attributed to where `source`
     * is none but the context says it (a quoted fragment after a speaker's
     * statement, a passive's agent elsewhere): index of the attribution whose
     * speaker it shares, or -1. */
    int32_t same_speaker_as;
    range antecedent; /* for a relative "qui"/"who" source or a participle: the
                         noun phrase it stands for; none when unknown */
} attribution;

typedef struct attribution_list {
    attribution *items; /* in order of the first token */
    size_t count, capacity;
} attribution_list;

#endif
