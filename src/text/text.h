/* SPDX-License-Identifier: Apache-2.0
 *
 * text.h - an article's text as tokens, sentences, paragraphs and quotations.
 *
 *     bytes -> paragraphs -> tokens -> quotations -> sentences
 *
 * Every token, sentence and quotation is a range of bytes of the text or of
 * tokens, so offsets lead back to the input. token.c and word.c cut tokens, quote.c
 * pairs quotation marks, sentence.c ends sentences, and text_analyse() below
 * runs the three. The tags are filled in later, by syntax/.
 */
#ifndef SELON_TEXT_TEXT_H
#define SELON_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/resource.h"
#include "model/vocabulary.h"

/* What a token is made of. */
typedef enum token_kind {
    TOKEN_WORD,   /* letters, with inner hyphens and apostrophes, also "U.S." */
    TOKEN_NUMBER, /* digits, with inner points, commas, spaces between groups: "10 000", "2,1", "7h44" */
    TOKEN_PUNCT,
    TOKEN_OTHER, /* symbols that are no punctuation of ours, controls */
} token_kind;

/* Which mark a TOKEN_PUNCT is. */
typedef enum punct {
    PUNCT_NONE = 0,
    PUNCT_PERIOD,
    PUNCT_QUESTION,
    PUNCT_EXCLAMATION,
    PUNCT_ELLIPSIS,
    PUNCT_COMMA,
    PUNCT_SEMICOLON,
    PUNCT_COLON,
    PUNCT_DASH,   /* en, em, or a hyphen that stands alone */
    PUNCT_HYPHEN, /* a hyphen between parts that were cut: "dit-il" */
    PUNCT_OPEN_BRACKET,
    PUNCT_CLOSE_BRACKET,
    PUNCT_QUOTE, /* any quotation mark; token.quote_role says which */
    PUNCT_SLASH,
    PUNCT_BULLET, /* a list's mark at the start of a line */
    PUNCT_MARK,   /* others */
} punct;

typedef enum quote_role { QUOTE_NO = 0, QUOTE_OPEN, QUOTE_CLOSE } quote_role;

/* Flags of a token. */
enum {
    TOKEN_CAPITAL = 1 << 0,      /* the first letter is upper case */
    TOKEN_ALL_CAPITALS = 1 << 1, /* two letters or more, all upper case */
    TOKEN_GLUED = 1 << 2,        /* no white space before it */
    TOKEN_ABBREVIATION = 1 << 3, /* ends in a period that belongs to it */
    TOKEN_CLITIC = 1 << 4,       /* "l'", "qu'", "-il", "n't", "'s" */
    TOKEN_PARAGRAPH = 1 << 5,    /* the first of its paragraph */
    TOKEN_SENTENCE = 1 << 6,     /* the first of its sentence */
    TOKEN_DIGITS = 1 << 7,       /* has a digit */
};

typedef struct token {
    uint32_t start, end; /* bytes */
    uint64_t form;       /* hash_form() of the bytes */
    uint32_t word;       /* its number in the vocabulary, 0 for none */
    int32_t quotation;   /* innermost quotation it lies in (its marks too), -1 for none */
    uint8_t kind;        /* token_kind */
    uint8_t punct;       /* punct */
    uint8_t quote_role;  /* quote_role */
    uint8_t flags;
    uint8_t tag;     /* part of speech; syntax/tag.h */
    uint8_t own_tag; /* of a word within an adverbial ("de son côté"), which is tagged an adverb: what it is itself */
    uint8_t pad[2];
} token;

/* A range of tokens, half-open. */
typedef struct range {
    uint32_t start, end;
} range;

typedef struct sentence {
    uint32_t first, end; /* tokens, half-open */
    uint32_t paragraph;
    bool headline; /* a title or heading: the whole paragraph, no full stop */
} sentence;

typedef struct paragraph {
    uint32_t first, end;                   /* tokens */
    uint32_t first_sentence, sentence_end; /* sentences */
} paragraph;

typedef struct quotation {
    uint32_t open, close; /* tokens of the marks; close == SELON_NONE-like
                             UINT32_MAX when it was left unclosed */
    uint32_t end;         /* one past the last token it covers */
    int32_t outer;        /* the quotation it is nested in, or -1 */
    uint32_t mark;        /* the opening mark's code point */
} quotation;

/* How deep quotations nest; what is deeper is not paired. */
#define QUOTATION_DEPTH 8

typedef struct text {
    arena *arena;
    const char *bytes; /* valid UTF-8, NUL-terminated */
    uint32_t size;
    token *tokens;
    uint32_t token_count;
    sentence *sentences;
    uint32_t sentence_count;
    paragraph *paragraphs;
    uint32_t paragraph_count;
    quotation *quotations;
    uint32_t quotation_count;
    uint32_t *sentence_of; /* by token */
} text;

/* What a language says about its writing: abbreviations, elisions, clitics.
 * Loaded from "xx/text.txt". */
typedef struct writing writing;

/* Parses a language's text.txt. Returns NULL with *error = SELON_ERROR_DATA
 * when it is malformed. */
writing *writing_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error);

/* Cuts `bytes` (valid UTF-8, NUL-terminated, fewer than 2^32) up. Never
 * fails but for memory, which is the arena's matter. token.word is looked up
 * in the vocabulary that `w` was loaded with. */
text *text_analyse(arena *a, const writing *w, const char *bytes, size_t size);

/* The steps, in order, for text_analyse(). */
void text_tokenize(text *t, const writing *w);
void text_pair_quotes(text *t);
void text_split_sentences(text *t, const writing *w);

/* What writing knows of a token's word. */
enum {
    WRITING_ABBREVIATION = 1 << 0, /* "art", "env": a period after it ends no sentence ... */
    WRITING_TITLE = 1 << 1,        /* ... "M", "Dr": nor does one before a capital */
    WRITING_ELISION = 1 << 2,      /* "l", "qu": cut off after the apostrophe */
    WRITING_CLITIC = 1 << 3,       /* "il", "t": cut off before the hyphen */
    WRITING_WHOLE = 1 << 4,        /* "aujourd'hui", "rendez-vous": never cut */
    WRITING_SUFFIX = 1 << 5,       /* "n't", "'s", "'ll": cut off at the end */
    WRITING_NUMBERED = 1 << 7,     /* an abbreviation only before a number: "no", "art" */
    WRITING_STARTER = 1 << 6,      /* "The", "Il": capitalised after an abbreviation, it begins a sentence */
};
unsigned writing_class(const writing *w, uint32_t word);

#endif
