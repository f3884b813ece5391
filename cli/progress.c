/* SPDX-License-Identifier: Apache-2.0
 *
 * progress.c - see progress.h. The time left is of the stage, as if its rest
 * went as fast as what is done of it.
 */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TELL_SECONDS 0.2

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void progress_begin(progress *p, bool quiet)
{
    *p = (progress){.quiet = quiet, .terminal = isatty(STDERR_FILENO) != 0};
}

void progress_end(progress *p)
{
    if (p->line_open) fputc('\n', stderr);
    p->line_open = false;
}

/* "1 h 5 min left", or nothing when it is too early to tell. */
static const char *time_left(char out[48], const progress *p, const run_progress *is, double now)
{
    size_t done = is->done > p->begun_done ? is->done - p->begun_done : 0;
    out[0] = '\0';
    if (done == 0 || is->done >= is->total || now - p->begun < 0.5) return out;
    double seconds = (now - p->begun) / (double)done * (double)(is->total - is->done);
    if (seconds < 100)
        snprintf(out, 48, ", %.0f s left", seconds);
    else if (seconds < 6000)
        snprintf(out, 48, ", %.0f min left", seconds / 60);
    else
        snprintf(out, 48, ", %.0f h %.0f min left", (seconds - (double)((long)seconds % 3600)) / 3600,
                 (double)((long)seconds % 3600) / 60);
    return out;
}

static void line__print(progress *p, const run_progress *is, double now)
{
    char left[48], line[200];
    double share = is->total > 0 ? 100.0 * (double)is->done / (double)is->total : 100;
    time_left(left, p, is, now);
    if (is->epoch_over)
        snprintf(line, sizeof line, "%s: epoch %u of %u, %.4g %s%s", is->stage, is->epoch, is->epochs, is->figure,
                 is->figure_is, left);
    else
        snprintf(line, sizeof line, "%s: epoch %u of %u, %.0f %%%s", is->stage, is->epoch > 0 ? is->epoch : 1,
                 is->epochs, share, left);
    if (p->terminal)
        fprintf(stderr, "\r%.78s\033[K", line);
    else
        fprintf(stderr, "%s\n", line);
    p->line_open = p->terminal;
    p->told = now;
}

void progress_tell(progress *p, const run_progress *is)
{
    double now = now_seconds();
    if (p->quiet) return;
    if (p->stage == NULL || strcmp(p->stage, is->stage) != 0) {
        progress_end(p);
        p->stage = is->stage;
        p->begun = now;
        p->begun_done = is->done;
    }
    if (is->epoch_over || (p->terminal && now - p->told >= TELL_SECONDS)) line__print(p, is, now);
}
