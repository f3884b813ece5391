/* SPDX-License-Identifier: Apache-2.0
 *
 * query.h - what people type into a search, understood.
 *
 *     budget          the word, and those with the same stem (budgets)
 *     "old bridge"    exactly these words, in this order
 *     muni*           words that begin so
 *     porte-parole    what is written together is looked for together
 *
 * All of it must be there. Case and accents do not count; every other mark only
 * parts words. So everything that can be typed is a query, and none is an
 * error: the worst is one without words, which asks for nothing.
 */
#ifndef SELON_LEDGER_QUERY_H
#define SELON_LEDGER_QUERY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "ledger/ledger.h"

/* What is beyond is left out. */
#define QUERY_CLAUSES 32
#define CLAUSE_WORDS 32

typedef struct query_clause {
    const char *words[CLAUSE_WORDS]; /* folded; more than one: a phrase */
    const char *lower;               /* of a single word, with accents */
    size_t word_count;
    bool exact;  /* in quotation marks */
    bool prefix; /* the last word is only a beginning */
} query_clause;

typedef struct query {
    query_clause *clauses;
    size_t count;
} query;

void query_parse(arena *a, const char *text, size_t size, query *out);

/* Where a query's words are looked for. */
typedef enum query_field { QUERY_ANYWHERE, QUERY_CONTENT, QUERY_WHO, QUERY_ROLE, QUERY_ADDRESSEE } query_field;

/* Appends the query as FTS5 understands it, to be bound to MATCH. `lang`
 * (may be NULL) is the one whose stems count. */
int query_match(ledger *l, arena *a, const query *q, query_field field, const char *lang, buffer *out);

#endif
