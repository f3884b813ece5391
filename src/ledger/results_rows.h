/* SPDX-License-Identifier: Apache-2.0
 *
 * results_rows.h - the page of statements that were found: results_html.c, for
 * results.c. The writer's document has the sentence and the one statement.
 */
#ifndef SELON_LEDGER_RESULTS_ROWS_H
#define SELON_LEDGER_RESULTS_ROWS_H

#include "ledger/ledger.h"
#include "output/output.h"

void results_html_begin(writer *w, const char *title);
void results_html_row(writer *w, const ledger_result *r);
void results_html_end(writer *w, uint64_t count);

#endif
