/* SPDX-License-Identifier: Apache-2.0
 *
 * timex_grammar.h - the pattern language of "xx/time.txt", as compiled.
 *
 * Shared by timex_read.c and timex_index.c (compile) and timex.c (matches). The file has these
 * sections, definitions before the patterns that use them:
 *
 *     [options]
 *     order      dmy                  order of day and month in 12/03/2024
 *     [words]
 *     CLASS      VALUE   word ...     month, weekday, unit, part, season, number, ordinal, stop;
 *                                     "month:capital" only counts with a capital first letter,
 *                                     "month:lower" with one only at a sentence's start or after a number
 *     [suffixes]
 *     KIND       text ...             what follows digits in one token: ordinal ("1er"), clock ("7h44"),
 *                                     am, pm ("3pm"), decade ("1990s"), century ("XIXe", "19th")
 *     [define]
 *     NAME       pattern
 *     [find]
 *     pattern
 *
 * A pattern is a regular expression over tokens, its elements separated by
 * spaces:
 *
 *     word         that word (or punctuation mark), whatever its case
 *     ( a | b )    either        x ?   x or nothing
 *     @name        a pattern defined above
 *     <month>      a word of the class; its value is stored. <weekday>, <unit>, <part>, <season>, <number>
 *                  (digits or words, added up into `count`), and <timeunit>: a unit below the day
 *     <year> <day> <mon> <hour> <minute> <clock> <date> <decade> <decades> <century> <anyyear>
 *                  numbers that can be that; stored
 *     <noun>       any word that is none of the class "stop"; <small>: one without a capital
 *     <clause>     all up to, without, the next comma, at most CLAUSE_LIMIT tokens
 *     #x           x (which is one element), but its value is not stored; a line that began with
 *                  it would be a comment, so there it is written ( #x )
 *     '( ')        a bracket
 *     ~x           not x (which is one element): looks, consumes nothing
 *     <start>      only at the start of a sentence, or after a mark
 *     ^  $         the expression begins, ends here; what is outside is context
 *     {a=b c}      stores: any number of FIELD=VALUE, separated by spaces
 *
 * Patterns have no repetition without bound and definitions see only those
 * above them, so the compiled program is a graph without cycles, and trying
 * it at a token takes a bounded number of steps.
 */
#ifndef SELON_TEXT_TIMEX_GRAMMAR_H
#define SELON_TEXT_TIMEX_GRAMMAR_H

#include "text/timex.h"

enum { CLAUSE_LIMIT = 24, TIMEX_NODE_LIMIT = 60000, TIMEX_DEPTH_LIMIT = 100, TIMEX_SUFFIX_LIMIT = 32 };

typedef enum timex_class {
    CLASS_MONTH,
    CLASS_WEEKDAY,
    CLASS_UNIT,
    CLASS_PART,
    CLASS_SEASON,
    CLASS_NUMBER,
    CLASS_ORDINAL,
    CLASS_STOP,
    CLASS_COUNT,
} timex_class;

typedef enum timex_op {
    OP_ACCEPT,
    OP_SPLIT, /* to `next` and to `other` */
    OP_SET,   /* field `field` = `value` */
    OP_NOT,   /* fails if the token matches node `other` */
    OP_START, /* zero width, like the next two */
    OP_BEGIN,
    OP_END,
    OP_FIRST_CONSUMING,
    OP_WORD = OP_FIRST_CONSUMING, /* `value`: its entry in the lexicon */
    OP_MARK,                      /* `value`: a character of ASCII punctuation */
    OP_CLASS,                     /* `value`: timex_class */
    OP_TIME_UNIT,
    OP_NUMBER,
    OP_YEAR,
    OP_ANY_YEAR,
    OP_DAY,
    OP_MONTH_NUMBER,
    OP_HOUR,
    OP_MINUTE,
    OP_CLOCK,
    OP_DATE,
    OP_DECADE,
    OP_DECADES,
    OP_CENTURY,
    OP_NOUN,
    OP_SMALL,
    OP_CLAUSE,
} timex_op;

typedef enum timex_field {
    FIELD_YEAR,
    FIELD_MONTH,
    FIELD_DAY,
    FIELD_WEEKDAY,
    FIELD_HOUR,
    FIELD_MINUTE,
    FIELD_OFFSET,
    FIELD_UNIT,
    FIELD_DIRECTION,
    FIELD_PART,
    FIELD_SEASON,
    FIELD_FROM,  /* 1: counts from the expression before */
    FIELD_KIND,  /* timex_kind + 1 */
    FIELD_COUNT, /* what <number> adds up */
    FIELD_SIGN,  /* offset = sign * count */
    FIELD_HALF,  /* of the day: 1 am, 2 pm */
    FIELD_LIMIT,
} timex_field;

typedef struct timex_node {
    uint8_t op, field;
    bool silent;    /* takes a token and does not store its value */
    uint16_t entry; /* OP_MARK: its entry, as the word that it is */
    int32_t value;
    uint32_t next, other;
} timex_node;

enum { ENTRY_CAPITAL = 1, ENTRY_LOWER = 2 };

/* Which tokens can be the second of a match. Words are a set of
 * 64 * FOLLOW_SIZE bits by entry number, in which different entries may share
 * a bit: it is only there to save trying. */
enum { FOLLOW_SIZE = 4 };

typedef struct timex_follow {
    bool nothing; /* a match may be a single token */
    bool number;  /* a token that begins with a digit */
    bool roman;   /* one that begins like a Roman number */
    bool any;
    uint64_t words[FOLLOW_SIZE];
} timex_follow;

/* What is known of a word of the file. */
typedef struct timex_entry {
    uint32_t classes; /* bits of timex_class */
    uint32_t flags;
    int16_t value[CLASS_COUNT];
    uint32_t first_link, last_link; /* patterns that can begin with it; 0 for none */
} timex_entry;

/* A list of patterns, by entry. */
typedef struct timex_link {
    uint32_t start; /* node */
    uint32_t next;  /* link; 0 ends */
    timex_follow follow;
} timex_link;

typedef enum suffix_kind {
    SUFFIX_ORDINAL,
    SUFFIX_CLOCK,
    SUFFIX_AM,
    SUFFIX_PM,
    SUFFIX_DECADE,
    SUFFIX_CENTURY,
    SUFFIX_KINDS,
} suffix_kind;

typedef struct timex_suffix {
    const char *text;
    uint8_t size, kind;
} timex_suffix;

struct timex_lexicon {
    WORD_TABLE(uint16_t) entry_of; /* from the vocabulary to `entries`; 0 for none */
    VEC(timex_entry) entries;      /* [0] stands for all tokens that begin with a digit */
    VEC(timex_node) nodes;
    VEC(timex_link) links;
    timex_suffix suffixes[TIMEX_SUFFIX_LIMIT];
    size_t suffix_count;
    bool month_first; /* 12/03/2024 is December 3rd */
};

/* Enters the patterns that begin at the nodes `starts` in the lists of the
 * words they can begin with. False where one could begin anywhere. */
bool timex_index(arena *a, timex_lexicon *lexicon, const uint32_t *starts, size_t count);

#endif
