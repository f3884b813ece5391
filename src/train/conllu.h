/* SPDX-License-Identifier: Apache-2.0
 *
 * conllu.h - reads treebanks in CoNLL-U as texts whose bytes have tags and trees.
 */
#ifndef SELON_TRAIN_CONLLU_H
#define SELON_TRAIN_CONLLU_H

#include "base/arena.h"
#include "text/text.h"
#include "train/run.h"

/* A piece of a sentence with a tag: a word, or words written as one ("du"). */
typedef struct gold_word {
    uint32_t start, end; /* bytes of the sentence's text */
    uint8_t tag;
    uint8_t relation; /* syntax/relation.h */
    uint32_t head;    /* word, or CONLLU_NO_HEAD for the root */
} gold_word;

#define CONLLU_NO_HEAD UINT32_MAX

typedef struct gold_sentence {
    const char *text; /* NUL-terminated */
    uint32_t size;
    gold_word *words;
    uint32_t count;
    bool flat; /* not all heads are told: it has no tree */
} gold_sentence;

typedef struct gold_corpus {
    gold_sentence *items;
    size_t count, capacity;
    size_t skipped; /* sentences whose words are not in their text */
} gold_corpus;

/* Appends the sentences of a file's bytes, into the run's arena. What makes no
 * sense ends the run with "name:line: ...". */
void conllu_read(run *r, const char *name, const char *bytes, size_t size, gold_corpus *out);

/* The gold tag of each token of `t`, which is made of the sentence's text, to
 * tags[0 .. token_count). */
void conllu_align(const gold_sentence *s, const text *t, uint8_t *tags);

/* The gold tree over the tokens of `t` that are no plain marks, to heads[0 ..
 * token_count) (CONLLU_NO_HEAD for the root and for marks) and relations[].
 * False when there is none: no token is left, or the words that share a token
 * do not hang together. */
bool conllu_align_tree(arena *a, const gold_sentence *s, const text *t, uint32_t *heads, uint8_t *relations);

/* A copy of the sentence's text in another case. Letters whose other case has
 * another length in bytes stay, so that offsets hold. */
enum { CASE_AS_IS, CASE_UPPER, CASE_TITLE, CASE_FIRST };
char *conllu_recased(arena *a, const gold_sentence *s, int how);

#endif
