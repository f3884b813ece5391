/* SPDX-License-Identifier: Apache-2.0
 *
 * results.h - statements that were found, written out.
 */
#ifndef SELON_LEDGER_RESULTS_H
#define SELON_LEDGER_RESULTS_H

#include "ledger/ledger.h"

typedef struct results results;

/* JSON lines, CSV, terminal and HTML; NULL without memory, or for another format.
 * What is written depends on the format and the options alone, not on time. */
results *results_new(const selon_write_options *options, selon_sink sink, void *payload);

/* What was asked for, to stand above a page; borrowed until results_end(). */
void results_title(results *out, const char *title);

/* One more; a ledger_take, `out` the results. */
int results_take(const ledger_result *r, void *out);

/* Writes what there is to write at the end, frees it. SELON_OK, or what went
 * wrong: SELON_ERROR_MEMORY, SELON_ERROR_IO when the sink refused. `count`
 * (may be NULL): how many there were. */
int results_end(results *out, uint64_t *count);

#endif
