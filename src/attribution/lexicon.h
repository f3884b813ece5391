/* SPDX-License-Identifier: Apache-2.0
 *
 * lexicon.h - the words that signal attributions, read from "xx/cues.txt".
 *
 * An entry is a verb, noun, adjective or phrase with its kind and its frames:
 * the ways in which it takes content. The format is described at the head of
 * lang/fr/cues.txt.
 */
#ifndef SELON_ATTRIBUTION_LEXICON_H
#define SELON_ATTRIBUTION_LEXICON_H

#include "model/resource.h"
#include "model/vocabulary.h"
#include "text/text.h"

enum {
    FRAME_QUOTE = 1 << 0,     /* introduces direct speech */
    FRAME_WEAKQUOTE = 1 << 1, /* a cue only with direct speech */
    FRAME_CLAUSE = 1 << 2,    /* a clause with a complementizer */
    FRAME_BARE = 1 << 3,      /* a clause without */
    FRAME_QUESTION = 1 << 4,
    FRAME_INF = 1 << 5,
    FRAME_INF_DE = 1 << 6,
    FRAME_INF_A = 1 << 7,
    FRAME_OBJ = 1 << 8,
    FRAME_OBJ_PREP = 1 << 9, /* entry.prepositions lists them */
    FRAME_GERUND = 1 << 10,
    FRAME_TO = 1 << 11, /* the object is the addressee */
    FRAME_PREDICATE = 1 << 12,
    FRAME_REFLEXIVE = 1 << 13,
    FRAME_PASSIVE = 1 << 14,
    FRAME_WEAK = 1 << 15,
    FRAME_DOCUMENT = 1 << 16, /* a noun that can be a source or a relay */
    FRAME_CHANNEL = 1 << 17,
    FRAME_ACCORDING = 1 << 18,
    FRAME_WEAKACCORDING = 1 << 19,
    FRAME_HEAD = 1 << 21, /* a verb that is a cue only in its phrases */
    FRAME_OF = 1 << 20,   /* noun: its genitive is the source or the content */
};

typedef enum cue_class { CUE_VERB = 1, CUE_NOUN, CUE_ADJECTIVE, CUE_PHRASE, CUE_OUTLET } cue_class;

typedef enum cue_form {
    FORM_NONE = 0,
    FORM_INFINITIVE,
    FORM_PARTICIPLE,
    FORM_GERUND,
    FORM_FINITE,
    FORM_BARE, /* infinitive and finite: "say" */
    FORM_PAST, /* past tense and participle: "claimed" */
} cue_form;

#define CUE_PREPOSITIONS 8
#define PHRASE_WORDS 8

typedef struct cue_entry {
    uint64_t lemma; /* hash_form() */
    uint32_t frames;
    uint8_t class; /* cue_class */
    uint8_t kind;  /* selon_kind */
    uint8_t preposition_count;
    uint32_t prepositions[CUE_PREPOSITIONS]; /* words, of obj:P; two-word prepositions by their first */
    uint32_t words[PHRASE_WORDS];            /* of a phrase (a verb phrase: after its verb) */
    uint8_t word_count;
    uint16_t next; /* the next phrase that begins alike, 0 for none */
} cue_entry;

/* What relays news. Agencies are spoken to more often than they are relays. */
enum { OUTLET_ANY = 1, OUTLET_AGENCY = 8 };

/* What a word can be: indices into entries, 0 for none. */
typedef struct cue_word {
    uint16_t verb, noun, adjective, phrase;
    uint8_t form;   /* cue_form, of the verb */
    uint8_t plural; /* 1: the form is plural, 2: singular, 0: not known */
    uint8_t outlet; /* OUTLET_ANY, OUTLET_AGENCY or 0 */
} cue_word;

typedef struct cue_lexicon {
    cue_entry *entries; /* entries[0] is any verb that the lexicon lacks */
    uint32_t entry_count;
    WORD_TABLE(cue_word) words;
} cue_lexicon;

cue_lexicon *cue_lexicon_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error);

static inline const cue_word *cue_lexicon_word(const cue_lexicon *l, uint32_t word)
{
    return WORD_AT(&l->words, word);
}

#endif
