/* SPDX-License-Identifier: Apache-2.0
 *
 * encoder_signs.h - what a word brings to the encoder's network (encoder.h).
 */
#ifndef SELON_ATTRIBUTION_ENCODER_SIGNS_H
#define SELON_ATTRIBUTION_ENCODER_SIGNS_H

/* What a word brings; the numbers of the tables, in the file's order. */
enum {
    SIGN_WORD,   /* hash_form() */
    SIGN_ENDING, /* hash_form() of the last three code points */
    SIGN_TAG,
    SIGN_RELATION,
    SIGN_QUOTED,
    SIGN_PUNCT,
    SIGN_SHAPE,
    SIGN_HEAD,
    SIGN_LEXICON,
    SIGN_DISTANCE, /* these depend on the cue */
    SIGN_TREE,
    SIGN_CUE,
    SIGNS,
};

/* How many values each sign has; 0: any, looked up. */
extern const unsigned encoder_rows[SIGNS];

#endif
