/* SPDX-License-Identifier: Apache-2.0
 *
 * named.h - whom or what a name names. How: named.c.
 */
#ifndef SELON_RESOLVE_NAMED_H
#define SELON_RESOLVE_NAMED_H

#include "resolve/mentions.h"
#include "resolve/people.h"

/* What is known of the first name in token `i`, a set of GENDER_; "Jean-Noël" is as good
 * as "Jean". 0: it is none. */
uint8_t first_name_gender(const person_lexicon *lexicon, const text *t, uint32_t i);

/* One letter and a period, or "J.-P."? */
bool token_is_initial(const token *t);

/* Fills in the run's being and gender; `shouting`: its sentence has (nearly) every
 * word in capitals. A being that is there already stays a person's. */
void name_describe(const person_lexicon *lexicon, const text *text, bool shouting, name_run *run);

#endif
