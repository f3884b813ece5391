/* SPDX-License-Identifier: Apache-2.0
 *
 * group.h - the same words again: statements with the same words, across articles.
 *
 *     wording (wording.h) -> marks -> candidates (marks.h) -> alignment (align.h) -> link -> group
 *
 * A link is two statements of different texts that say the same words: whole,
 * shortened, a little changed, inside a longer one, direct here and indirect
 * there. A group is all that hang together by links. How much must be shared
 * depends on who is said to have said it: little for one person, more where a
 * name is missing, and nearly everything where the names differ.
 *
 * Whether two that are compared are linked depends on nothing but them. Whether
 * they are compared depends a little on the order of adding, by what keeps the
 * work for a statement constant: the newer one looks for what few marks the
 * older was entered under; of the statements with the same mark the first
 * MARK_STATEMENTS are known, of the candidates GROUP_CANDIDATES are compared,
 * those that share most marks; and a statement that only repeats another's words
 * is found through that one.
 */
#ifndef SELON_LEDGER_GROUP_H
#define SELON_LEDGER_GROUP_H

#include "ledger/align.h"
#include "ledger/ledger.h"

#define GROUP_CANDIDATES 12
#define GROUP_TEXT ((size_t)4 << 20) /* larger texts take no part: each comparison would expand them */

/* A statement as grouping sees it. */
typedef struct utterance {
    int64_t id, text;
    const char *speaker; /* or NULL */
    const char *bytes;   /* of the text; NULL where it is not kept */
    wording wording;
} utterance;

/* Reads one from the ledger; without bytes and words where the text is not kept or
 * too large, and where there is no such statement. */
int utterance_read(ledger *l, arena *a, int64_t id, utterance *out);

/* Links a statement that is new in the ledger with those before it. Within a
 * transaction; so are the next three. */
int group_add(ledger *l, const utterance *u);

/* Takes a statement out of its group, which may fall apart. To be called
 * while the statement's row and text are still there. */
int group_remove(ledger *l, int64_t statement);

/* Compares a statement whose row was written or changed otherwise, as if it were
 * new. */
int group_renew(ledger *l, int64_t statement);

/* Makes all groups anew, in the order of the statements' ids. */
int group_rebuild(ledger *l);

/* ---- recent_wordings.c ---- */

/* A statement's text, speaker and words, if they are remembered; borrowed until the
 * next is kept. */
bool recent_wording_get(const ledger *l, int64_t id, utterance *out);
void recent_wording_keep(ledger *l, const utterance *u);
/* Its row changes, or that of its speaker; those of all may have changed. */
void recent_wording_drop(ledger *l, int64_t id);
void recent_wordings_free(ledger *l);

/* Are two speakers the same, as far as their names tell? */
speakers speakers_of(const char *one, const char *other);

/* Lays two utterances side by side, the same whichever is first. */
void utterances_align(arena *a, const utterance *one, const utterance *other, alignment *out);

#endif
