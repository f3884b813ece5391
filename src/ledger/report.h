/* SPDX-License-Identifier: Apache-2.0
 *
 * report.h - something of a ledger written out at once, over the writer that
 * the formats of output/ use.
 */
#ifndef SELON_LEDGER_REPORT_H
#define SELON_LEDGER_REPORT_H

#include "ledger/stats.h"
#include "output/output.h"

/* Calls `write` with a writer whose bytes go to the sink. SELON_OK,
 * SELON_ERROR_MEMORY, or SELON_ERROR_IO when the sink refused. */
int report_write(const selon_write_options *options, selon_sink sink, void *payload,
                 void (*write)(writer *w, const void *what), const void *what);

/* A writer of the arena, whose store has what is built in; its labels are
 * English. */
writer *report_writer(arena *a, const selon_write_options *options, selon_sink sink, void *payload);

/* What was counted, as JSON lines, CSV or for a terminal. */
int stats_write(const ledger_stats *s, const selon_write_options *options, selon_sink sink, void *payload);

#endif
