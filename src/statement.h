/* SPDX-License-Identifier: Apache-2.0
 *
 * statement.h - from what the stages found, as tokens, to what selon.h gives
 * out, as bytes.
 */
#ifndef SELON_STATEMENT_H
#define SELON_STATEMENT_H

#include "attribution/attribution.h"
#include "document.h"
#include "resolve/speakers.h"
#include "text/timex.h"

/* Fills the document's statements and speakers: those of at least
 * `min_confidence`, in order of their first character, numbered from 1, with
 * parents and speakers that point among them. */
void statements_make(selon_document *doc, const attribution_list *found, const speaker_list *speakers,
                     const timex_list *times, double min_confidence);

#endif
