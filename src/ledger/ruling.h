/* SPDX-License-Identifier: Apache-2.0
 *
 * ruling.h - what all corrections of a text come to, in the tables.
 *
 * For each text there is what the machine says and what readers say, and the
 * tables have what comes of both. The machine's rows that are not in the tables
 * as they were are in `overruled`, with those that the machine never had, so
 * that either state can be made of the other:
 *
 *     ruling_lift   the tables have what the machine said: before the text is read again
 *     ruling_lay    the tables have what readers say, where they say something
 *
 * Both are one function, which brings the rows that there are to those that
 * there should be and writes only what differs.
 */
#ifndef SELON_LEDGER_RULING_H
#define SELON_LEDGER_RULING_H

#include "ledger/adding.h"
#include "ledger/correction.h"
#include "ledger/inside.h"
#include "ledger/pack.h"

/* Within a transaction; the arena may jump. */
int ruling_lift(ledger *l, arena *a, int64_t text);
int ruling_lay(ledger *l, arena *a, int64_t text);

/* All texts of a family. ruling_lay_family() is told the last statement's number of
 * before the reading: one that is newer and can only be what a correction is about
 * gets that statement's number. */
int ruling_lift_family(ledger *l, arena *a, int64_t family, int64_t *last);
int ruling_lay_family(ledger *l, arena *a, int64_t family, int64_t last);

/* The spans of an answer as the tables have them, with the sentences around them;
 * `before` are the sentences that the machine found, or none. */
blob answer_pack(arena *a, const ledger_answer *from, const kept_text *text, selon_span before);
/* The other way; false when the blob is damaged. */
bool answer_unpack(arena *a, blob packed, size_t text_size, ledger_answer *out, selon_span *sentence);

/* ---- for adding: a new text of the family reads as the machine reads ---- */

/* For a family, to which the text `bytes` is added. */
int ruled_relatives_get(ledger *l, arena *a, int64_t family, const char *bytes, size_t size, ruled_relatives *out);
/* The one with this key, which is then here; NULL: none. */
ruled_relative *ruled_relatives_take(ruled_relatives *all, int64_t key);
/* Is this statement here under its machine's key? */
bool ruled_relatives_have(const ruled_relatives *all, int64_t id);
/* Notes of the rejected ones that are not here that a new text has not got them. */
int ruled_relatives_absent(ledger *l, const ruled_relatives *all, int64_t text);

#endif
