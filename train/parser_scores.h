/* SPDX-License-Identifier: Apache-2.0
 *
 * parser_scores.h - how good a parser is, and how fast.
 */
#ifndef SELON_TRAIN_PARSER_SCORES_H
#define SELON_TRAIN_PARSER_SCORES_H

#include "syntax/parser.h"

/* A tagged sentence, all of its text, with the gold tree (conllu_align_tree). */
typedef struct dev_sentence {
    text *text;
    uint32_t *heads;
    uint8_t *relations;
} dev_sentence;

typedef struct dev_set {
    dev_sentence *items;
    size_t count, capacity;
} dev_set;

void parser_scores_print(arena *a, const parser *p, const dev_set *dev);

#endif
