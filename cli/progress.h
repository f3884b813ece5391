/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.h - how far a training is, for people: on a terminal one line that
 * is rewritten, elsewhere a line for each epoch.
 */
#ifndef SELON_CLI_PROGRESS_H
#define SELON_CLI_PROGRESS_H

#include <stdbool.h>

#include "train/run.h"

typedef struct progress {
    bool quiet, terminal;
    const char *stage;  /* the last one told of */
    double begun, told; /* the stage; the last line */
    size_t begun_done;  /* of the stage's examples, when it began or was resumed */
    bool line_open;     /* the cursor is behind an unfinished line */
} progress;

/* To the standard error. */
void progress_begin(progress *p, bool quiet);
void progress_tell(progress *p, const run_progress *now);
/* Ends an unfinished line, before something else is printed. */
void progress_end(progress *p);

#endif
