/* SPDX-License-Identifier: Apache-2.0
 *
 * transcription.h - one name in the spellings of several languages: Sergueï,
 * Sergei, Sergey; Khrouchtchev, Khrushchev.
 *
 * Names are found again by a skeleton, which is the same for all spellings and,
 * alas, for some other names; whether two really are spellings of one name is
 * then looked at letter by letter.
 */
#ifndef SELON_LEDGER_TRANSCRIPTION_H
#define SELON_LEDGER_TRANSCRIPTION_H

#include "ledger/namebook.h"

/* Writes the skeleton of a folded word to `out`, at most as long as the word,
 * never empty for a word that is not; returns its length. */
size_t transcription_skeleton(const char *folded, size_t size, char out[WORD_MOST + 1]);

/* Can two folded words be spellings of one name? Equal ones are. Loosely: they
 * are as often two names ("Salem", "Salam"). */
typedef enum alike { ALIKE_NOT, ALIKE_LOOSELY, ALIKE_YES } alike;
alike transcription_alike(const namebook *b, const char *x, size_t x_size, const char *y, size_t y_size);

#endif
