/* SPDX-License-Identifier: Apache-2.0
 *
 * reading.h - the inside of attribution/: one text being read for statements.
 *
 * The method. Words of the cue lexicon (lexicon.h) propose cues; for each,
 * four small choices are made by one linear model (model/linear.h):
 *
 *     source.c         which noun phrase, or none, is the source?
 *     content.c        where does the content begin, on which side of the cue?
 *     content_edge.c   where does it end?
 *     acceptance.c     knowing these: is this an attribution at all?
 *
 * Before them a network reads the sentence with the cue marked (encoder.c); what
 * it says of each word is among the features of all four, where there is one,
 * and what it is sure of is a candidate of the first three.
 *
 * Each choice sees its candidates as features: tags, links between phrases,
 * punctuation, quotation marks, the lexicon's frames, a few words. Most of
 * them do not know the language, so that one can teach another
 * (train/attribution_training.c). Then quotations that no cue claimed are tied
 * to a speaker or left alone (quoted.c). Of each statement that is accepted,
 * the cue's first and last word are chosen (extent.c) and the circumstances
 * read: addressee, relay, time (circumstance.c).
 */
#ifndef SELON_ATTRIBUTION_READING_H
#define SELON_ATTRIBUTION_READING_H

#include "attribution/attribution.h"
#include "attribution/attributor.h"
#include "attribution/confidence.h"
#include "attribution/lexicon.h"
#include "model/linear.h"
#include "model/network.h"
#include "model/pieces.h"
#include "model/transformer.h"
#include "syntax/chunk.h"
#include "syntax/grammar.h"
#include "syntax/parser.h"
#include "syntax/tree.h"

/* How a cue word stands in its sentence. */
typedef enum cue_shape {
    SHAPE_FINITE = 1,
    SHAPE_INFINITIVE,
    SHAPE_PARTICIPLE, /* a participle without auxiliary: "revendiqué par" */
    SHAPE_GERUND,
    SHAPE_NOUN,
    SHAPE_ADJECTIVE,
    SHAPE_ACCORDING,
    SHAPE_COLON,
    SHAPE_DASH,
    SHAPE_AS, /* "comme le rappelle X", "as X said" */
} cue_shape;

typedef struct cue {
    const cue_entry *entry; /* NULL for a colon */
    uint32_t head;          /* token */
    uint32_t start, end;    /* the verb group, tokens */
    uint8_t shape;
    uint8_t plural; /* of the verb: 1 plural, 2 singular, 0 unknown */
    bool passive, reflexive, negated, perfect;
    uint32_t subject; /* an inverted clitic subject inside the group, else UINT32_MAX */
} cue;

typedef enum decision {
    DECIDE_SOURCE,
    DECIDE_CONTENT,
    DECIDE_END,
    DECIDE_START,
    DECIDE_CUE,
    DECIDE_RAISED, /* does the cue's subject belong to the content: "X is expected to win"? */
    DECIDE_GLANCE, /* is it worth while to look for a source and a content? */
    DECIDE_QUOTED, /* a quotation that no cue claimed: left, goes on, stands alone */
    DECIDE_ADDRESSEE,
    DECIDE_VIA,
    DECIDE_TIME,
    DECIDE_EXTENT, /* the cue's words */
    DECIDE_KIND,   /* these five are learnt in the trainer's second round */
    DECISIONS,
} decision;

/* What is kept of the candidates' features while training. */
typedef struct kept_features {
    uint32_t count[CANDIDATES_MAX];
    uint32_t hash[CANDIDATES_MAX][FEATURES_MAX];
} kept_features;

/* The candidates of one decision. Candidate 0 of SOURCE, CONTENT and CUE is
 * "none". */
typedef struct choice {
    decision decision;
    const cue *cue;
    size_t count;
    range span[CANDIDATES_MAX];
    range second[CANDIDATES_MAX]; /* content on both sides: the left part */
    uint8_t kind[CANDIDATES_MAX];
    float score[CANDIDATES_MAX];
    features features; /* of the last candidate */
    const linear_model *model;
    kept_features *kept; /* NULL while reading */
    float probability;   /* of what was chosen */
} choice;

/* For training: says which candidate is right; SIZE_MAX lets the model choose. */
typedef size_t (*choice_observer)(void *payload, const choice *c);

struct reading;

struct attributor {
    const cue_lexicon *lexicon;
    const grammar *grammar;
    const parser *parser;     /* NULL: no dependencies */
    const noun_senses *nouns; /* NULL: of none is known what it stands for */
    linear_model model;
    const network *network;         /* NULL: the encoder says nothing */
    const transformer *transformer; /* NULL, or what reads the context that the network wants */
    const pieces *pieces;
    bool patient; /* looks at every word of the lexicon twice, however unlikely it is a cue */
    confidence_map confidence;
    choice_observer observer;
    void *observer_payload;
    void (*look)(void *payload, struct reading *r, const cue *q); /* for training: sees each cue that is read */
    void *look_payload;
    /* For training: room for the contexts of the stretch; are they there already? */
    bool (*keep)(void *payload, const struct reading *r, float **words);
    void *keep_payload;
};

/* What the choices ask of a token again and again, found once. */
typedef struct token_sign {
    uint32_t grammar; /* classes of function words */
    uint16_t class;   /* token_class() */
    uint8_t between;  /* token_between() */
} token_sign;

/* Its tag, mark and quotation role as one number. */
static inline uint16_t token_class(const token *k)
{
    return (uint16_t)(k->tag + 32u * k->punct + 1024u * k->quote_role);
}

/* What a token means to two phrases that it stands between. */
enum {
    BETWEEN_COMMA = 1,
    BETWEEN_FINITE = 2,
    BETWEEN_QUOTE = 4,
    BETWEEN_RELATIVE = 8,
    BETWEEN_STOP = 16, /* a colon or semicolon */
    BETWEEN_COLON = 32,
};

static inline uint8_t token_between(const token *k)
{
    uint8_t is = k->punct == PUNCT_COMMA ? BETWEEN_COMMA : 0;
    if (tag_is_finite(k->tag)) is |= BETWEEN_FINITE;
    if (k->quote_role != QUOTE_NO) is |= BETWEEN_QUOTE;
    if (k->tag == TAG_RELATIVE) is |= BETWEEN_RELATIVE;
    if (k->punct == PUNCT_COLON || k->punct == PUNCT_SEMICOLON) is |= BETWEEN_STOP;
    if (k->punct == PUNCT_COLON) is |= BETWEEN_COLON;
    return is;
}

typedef struct reading {
    const attributor *attributor;
    arena *arena;
    const text *text;
    const timex_list *times;
    uint32_t *time_of; /* by token: index + 1 of the expression that covers it */
    attribution_list *out;
    bool has_turns;      /* several paragraphs begin with a name and a colon */
    size_t sentence_out; /* the first statement of the current sentence */
    /* the current sentence */
    uint32_t first, end;
    chunk_list chunks;
    uint32_t *chunk_of; /* by token - first: the first chunk that ends after the token */
    token_sign *signs;  /* of the last stretch that was read: */
    uint32_t signs_first, signs_count;
    bool has_quotes; /* a quotation mark or quoted words */
    choice *choice;
    bool has_tree; /* of the current sentence; made when a cue is likely */
    tree tree;
    arc *arcs;
    struct encoder_room *encoder;    /* NULL until it is wanted */
    struct context_room *context;    /* the same */
    const struct encoding *encoding; /* of the cue that is being read, or NULL */
} reading;

/* A longer sentence is read in pieces. */
#define STRETCH_TOKENS 320

/* Content starts. */
typedef enum content_kind {
    CONTENT_NONE = 0,
    CONTENT_CLAUSE, /* complementizer + clause */
    CONTENT_QUESTION,
    CONTENT_QUOTE,       /* an opening mark */
    CONTENT_COLON,       /* what follows a colon, not quoted */
    CONTENT_INFINITIVE,  /* (marker +) infinitive */
    CONTENT_PHRASE,      /* a noun phrase */
    CONTENT_BARE,        /* a clause without complementizer */
    CONTENT_PREPOSITION, /* preposition + noun phrase */
    CONTENT_GERUND,
    CONTENT_PREDICATE, /* an adjective or participle */
    CONTENT_FRAGMENT,  /* an opening mark before words that are no sentence */
    CONTENT_LEFT_QUOTE,
    CONTENT_LEFT_CLAUSE,
    CONTENT_SUBJECT, /* of a passive */
    CONTENT_BOTH,    /* left clause or quote, and on after the cue */
    CONTENT_REST,    /* what follows the source of "according to" */
} content_kind;

/* A statement being made from a cue. */
typedef struct proposal {
    cue cue;
    range source;
    uint8_t source_kind; /* source_kind */
    float source_probability;
    uint8_t content_kind;
    float content_probability;
    float end_probability;
    range content[3]; /* token ranges, not yet cut into sentences */
    unsigned content_count;
    range antecedent;
    int32_t shared; /* the statement whose source this shares, or -1 */
} proposal;

typedef enum source_kind {
    SOURCE_NONE = 0,
    SOURCE_CLITIC,
    SOURCE_LEFT,     /* the phrase that ends before the cue */
    SOURCE_LEFT_FAR, /* an earlier one in the sentence */
    SOURCE_RIGHT,    /* right after the cue */
    SOURCE_AGENT,    /* "par X", "by X" */
    SOURCE_SHARED,   /* the source of an earlier statement of the sentence */
    SOURCE_GENITIVE, /* "l'annonce de X", "X's claim" */
    SOURCE_RELATIVE,
    SOURCE_PHRASE, /* a phrase of the dependency tree */
    SOURCE_HEARD,  /* "a-t-on appris de X": whom nobody in particular has it from */
} source_kind;

/* cue.c: proposes the cue at token i; false when there is none. */
bool cue_propose(const reading *r, uint32_t i, cue *out);
/* cue.c: a first look at a proposed cue; false when it is all but certain that it is none. */
bool cue_is_likely(reading *r, const cue *c);
/* cue.c: accepts or rejects; returns the probability that it is a cue. */
float cue_accept(reading *r, const proposal *p, bool *accepted);

/* source.c, content.c: fill in the proposal. */
void source_choose(reading *r, proposal *p);
/* Adds the cue's subject to its content where it belongs there. */
void source_raise(reading *r, proposal *p);
void content_choose(reading *r, proposal *p);

/* extent.c: the cue's first and last word, once its head, source and content are known. */
void extent_choose(reading *r, proposal *p);

/* circumstance.c */
void circumstance_find(reading *r, const proposal *p, attribution *st);

/* kind.c: a selon_kind, when all else is known. */
uint8_t kind_choose(reading *r, const proposal *p, const attribution *st);

/* quoted.c: after all cues: direct speech that goes on, quotations without cue. */
void quoted_finish(reading *r);

/* reading.c: helpers */
static inline const token *reading_token(const reading *r, uint32_t i)
{
    return &r->text->tokens[i];
}
/* Outside the stretch whose signs are known; apart, since the code of features is long enough. */
uint32_t reading_grammar_outside(const reading *r, uint32_t i);
uint64_t reading_token_class_outside(const reading *r, uint32_t i);
static inline uint32_t reading_grammar(const reading *r, uint32_t i)
{
    uint32_t at = i - r->signs_first;
    return at < r->signs_count ? r->signs[at].grammar : reading_grammar_outside(r, i);
}
/* Tag, mark and quotation role of token i as one number, for features; 9999
 * outside the stretch that is read. */
static inline uint64_t reading_token_class(const reading *r, uint32_t i)
{
    uint32_t at = i - r->signs_first;
    return at < r->signs_count ? r->signs[at].class : reading_token_class_outside(r, i);
}
/* The word of the cue lexicon at token i, or NULL. */
static inline const cue_word *reading_cue_word(const reading *r, uint32_t i)
{
    return cue_lexicon_word(r->attributor->lexicon, r->text->tokens[i].word);
}
/* Index of the first chunk that ends after token i; chunks.count when none. */
static inline size_t reading_chunk_from(const reading *r, uint32_t i)
{
    if (i < r->first) return 0;
    if (i >= r->end) return r->chunks.count;
    return r->chunk_of[i - r->first];
}
/* What stands in [from, to), which ends in the stretch: BETWEEN_. */
static inline unsigned reading_between(const reading *r, uint32_t from, uint32_t to)
{
    unsigned seen = 0;
    for (; from < to && from < r->signs_first; from++) seen |= token_between(reading_token(r, from));
    for (; from < to; from++) seen |= r->signs[from - r->signs_first].between;
    return seen;
}
/* Begins a choice. */
static inline choice *choice_begin(reading *r, decision d, const cue *q)
{
    choice *c = r->choice;
    c->decision = d;
    c->cue = q;
    c->count = 0;
    return c;
}
/* The last candidate has all of its features. */
void choice_settle(choice *c);
/* Adds a candidate; NULL when there is no room. Its features are added before
 * the next one is. */
static inline features *choice_add(choice *c, range span, uint8_t kind)
{
    if (c->count == CANDIDATES_MAX) return NULL;
    if (c->count > 0) choice_settle(c);
    c->span[c->count] = span;
    c->second[c->count] = (range){0, 0};
    c->kind[c->count++] = kind;
    features_clear(&c->features);
    return &c->features;
}
/* The choice made. */
size_t choice_make(reading *r, choice *c);

#endif
