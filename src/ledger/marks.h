/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.h - by what a statement finds those with the same words.
 *
 * A mark is two words of content, whichever comes first, at most one other
 * of content apart; of a statement with hardly any words, a rare one alone, too.
 *
 *     gamble people lives whatever cost winter      words of content
 *     gamble+people  gamble+lives  people+lives  people+whatever ...
 *
 * A statement is entered in the ledger under few of its marks, those with the
 * least hashes, and looks for others under all of its own. A hash knows nothing
 * of what stands around, so where two statements share a stretch, what the
 * older was entered under is likely to lie in it, and a word that was put for
 * another costs some marks and not all.
 *
 * A mark that MARK_STATEMENTS have already tells nothing more, and takes no
 * further one. How marks are kept: mark_store.c.
 */
#ifndef SELON_LEDGER_MARKS_H
#define SELON_LEDGER_MARKS_H

#include "ledger/wording.h"

#define MARKS_MOST 512                 /* of one statement */
#define MARK_BITS UINT32_C(0xFFFFFFF0) /* that a mark can have */
#define MARK_STATEMENTS 48

/* The marks, each once, in rising order. The first `entered` of them are those
 * to enter the statement under. */
typedef struct marks {
    uint32_t items[MARKS_MOST];
    size_t count, entered;
} marks;
void marks_of(arena *a, const wording *w, marks *out);

typedef struct ledger ledger;

typedef struct mark_entry {
    uint32_t statement; /* less than MARK_STATEMENT_END */
    uint8_t entered;    /* under how many marks; MARK_ENTERED_MOST: or more */
} mark_entry;

#define MARK_STATEMENT_END ((int64_t)1 << 30)
#define MARK_ENTERED_MOST 4

/* The statements under a mark, in the order of adding. */
typedef struct mark_list {
    mark_entry *items;
    size_t count;
} mark_list;

/* Sketches of texts (copy.h) are kept like marks, apart from them. */
typedef enum mark_kind { MARKS_OF_STATEMENTS, MARKS_OF_TEXTS, MARK_KINDS } mark_kind;
int marks_find(ledger *l, mark_kind kind, arena *a, uint32_t mark, mark_list *out);

/* Enters a statement, or a text; takes a statement out; and all of them. */
int marks_add(ledger *l, mark_kind kind, uint32_t mark, mark_entry entry);
int marks_remove(ledger *l, arena *a, uint32_t mark, int64_t statement);
int marks_remove_all(ledger *l);

/* Puts what was entered lately where the rest is; marks_commit() does when it is
 * much. Within a transaction. */
int marks_settle(ledger *l);
/* Makes one of the runs that transactions have left, when this one ends. */
int marks_join(ledger *l);

/* Before a transaction ends, so that the tables have what was entered; and when
 * what is remembered of them does not hold any more. */
int marks_commit(ledger *l);
void marks_forget(ledger *l);

/* What a row of `mark_runs` (id, entries, form) or of `marks` (bucket, entries) has, entry by entry; until one is not taken
 * with SELON_OK, which is then what they return. */
struct sqlite3_stmt;
typedef int (*mark_take)(uint32_t mark, mark_entry entry, void *payload);
int marks_read_run(struct sqlite3_stmt *row, mark_take take, void *payload);
int marks_read_bucket(struct sqlite3_stmt *row, mark_take take, void *payload);

#endif
