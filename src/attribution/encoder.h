/* SPDX-License-Identifier: Apache-2.0
 *
 * encoder.h - a small recurrent network that reads a sentence with one cue in
 * mind, and says of each word what it is to that cue.
 *
 * The method. The linear model (reading.h) sees its candidates one by one. The
 * encoder sees the sentence: for each word, how likely it is that it begins or
 * goes on with the cue's source, its content, or the cue itself, or is of its
 * addressee, relay or time; and for the cue, how likely it is one. What it says becomes features of the linear
 * model's candidates, so that both decide together ("stacking": Wolpert,
 * "Stacked generalization", Neural Networks 5, 1992). Marking the predicate and
 * labelling the words is how semantic roles are found (Zhou & Xu, "End-to-end
 * learning of semantic role labeling using recurrent neural networks", ACL 2015).
 *
 * What a word brings: its form, its last three letters, its tag, its relation
 * and where its head is, its marks and capitals, whether it is quoted, whether
 * it is a word of the cue lexicon, and how it lies to the cue: how far, and in
 * the tree. Each is a row of a table; the rows are added (model/network.h has
 * the rest). train/train_encoder.py learns tables and matrices.
 */
#ifndef SELON_ATTRIBUTION_ENCODER_H
#define SELON_ATTRIBUTION_ENCODER_H

#include "attribution/encoder_signs.h"
#include "attribution/reading.h"

/* The words that are read around a cue. */
#define ENCODER_WINDOW 112

/* From where on something that the encoder says becomes a candidate. */
#define ENCODER_LIKELY 0.2f

/* What a word may be to the cue. */
enum { ENCODED_SOURCE, ENCODED_CONTENT, ENCODED_ROLES };
enum { ENCODED_ADDRESSEE, ENCODED_VIA, ENCODED_TIME, ENCODED_CIRCUMSTANCES };

/* What the network says of the words around one cue. */
typedef struct encoding {
    range window;
    float cue;                                         /* log-odds that it is one */
    float begin[ENCODED_ROLES][ENCODER_WINDOW];        /* probability that the role begins here */
    float inside[ENCODED_ROLES][ENCODER_WINDOW];       /* that it is here, beginning or not */
    float sum[ENCODED_ROLES][ENCODER_WINDOW + 1];      /* of the log-odds of all words before */
    float mass[ENCODED_ROLES][ENCODER_WINDOW + 1];     /* of the probabilities of all words before */
    float most[ENCODED_ROLES];                         /* the largest of inside[] */
    range best[ENCODED_ROLES];                         /* the likeliest first word and what goes on from it */
    float held[ENCODED_CIRCUMSTANCES][ENCODER_WINDOW]; /* probability that the word is an addressee's, ... */
    float held_most[ENCODED_CIRCUMSTANCES];
    float cue_begin[ENCODER_WINDOW], cue_inside[ENCODER_WINDOW]; /* that the cue begins here, that it is here */
    float left, right; /* how many words of content on either side of the cue */
} encoding;

typedef struct encoder_room encoder_room;

/* The words around the cue. */
range encoder_window(const reading *r, const cue *q);

/* The signs of a word that do not depend on the cue. */
void encoder_signs_of_word(const reading *r, uint32_t i, uint64_t signs[SIGNS]);
/* And those that do; for all words of the window. */
void encoder_signs_of_cue(const reading *r, const cue *q, range window, uint64_t (*signs)[SIGNS]);

/* Reads the cue's sentence: r->encoding. Nothing where there is no network. */
void encoder_read(reading *r, const cue *q);

/* Features of candidates, from r->encoding; nothing where that is NULL.
 * `kind` goes with each. */
/* Of the last candidate; a subject that is raised belongs to the content. */
void encoder_features_of_source(const reading *r, const choice *c, uint64_t kind, features *f);
void encoder_features_of_start(const reading *r, uint32_t i, range left, uint64_t kind, features *f);
/* The likeliest first word of the content; UINT32_MAX where it is not likely, and without a network. */
uint32_t encoder_start(const reading *r);
/* One past the likeliest last word of the content that begins at `start`, up to `limit`; UINT32_MAX without a network. */
uint32_t encoder_end(const reading *r, uint32_t start, uint32_t limit);
/* The content [start, b), where it could go on to `limit`; `best_end` is encoder_end(), the same for every b. */
void encoder_features_of_end(const reading *r, range span, uint32_t limit, uint32_t best_end, uint64_t kind,
                             features *f);
/* The content [i, left.end). */
void encoder_features_of_left(const reading *r, range span, uint32_t first, uint64_t kind, features *f);
/* An addressee, a relay or a time; an empty span: none. */
void encoder_features_of_circumstance(const reading *r, range span, unsigned which, features *f);
/* The cue's words. */
void encoder_features_of_extent(const reading *r, range span, features *f);
void encoder_features_of_cue(const reading *r, const proposal *p, features *f);

#endif
