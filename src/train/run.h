/* SPDX-License-Identifier: Apache-2.0
 *
 * run.h - one run of training: its memory, its progress, its checkpoint.
 *
 * Memory. Training has tables that grow, are thrown away and made anew, so it
 * does not keep them in an arena: run_alloc() and run_free() are malloc() and
 * free() with two differences. A failed allocation jumps to the arena's escape
 * (base/arena.h), and run_end() frees whatever is left, so that no error path
 * has to.
 *
 * Endings. The escape is reached with a run_ending: no memory (1, as arenas
 * have it), something wrong with the data (run->problem says what), or the
 * caller's wish to stop.
 *
 * Epochs and the checkpoint. Training is long and deterministic: a number of
 * epochs, each of which changes a known state. Every epoch is written as
 *
 *     if (run_epoch_begin(run, visit, what)) {
 *         ... one epoch ...
 *         run_epoch_end(run, visit, what);
 *     }
 *
 * where visit() hands every array of the state to run_state(). With a path for
 * a checkpoint, run_epoch_end() writes the number of epochs and the state into
 * that file; where this takes long, not after each epoch, so that it costs no
 * more than a tenth of the time. A run that resumes does all that leads up to
 * the first epoch again, passes over the epochs that the checkpoint has, and
 * with the last of these reads the state back: from there it goes on as if it
 * had never stopped, and makes the same bytes. Between epochs that are passed
 * over, run_is_past() tells that work on the state may be left out. What a
 * finished part of the training has made (a tagger, before the parser's
 * training begins) is given to run_keep(), and is then in the checkpoint, too.
 */
#ifndef SELON_TRAIN_RUN_H
#define SELON_TRAIN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

enum run_ending {
    RUN_MEMORY = 1, /* an allocation failed */
    RUN_FAILED,     /* see run->problem */
    RUN_STOPPED,    /* tell() returned false */
};

typedef struct run_progress {
    const char *stage;      /* "tagger", ... */
    unsigned epoch, epochs; /* of the stage, from 1 */
    size_t done, total;     /* of the stage, in examples */
    bool epoch_over;
    double figure; /* when an epoch is over: how good it was, in the stage's own terms */
    const char *figure_is;
} run_progress;

typedef struct run_block run_block;
typedef struct run_result run_result;

typedef struct run {
    arena *arena;
    run_block *blocks;
    struct arena *scratch; /* one that is in use; NULL, or freed by run_end() */
    char problem[512];
    /* Called often; returns false to stop the run. NULL: nobody listens. */
    bool (*tell)(void *payload, const run_progress *progress);
    void *payload;
    run_progress progress;
    /* NULL: none is kept. The fingerprint is of all that decides the result;
     * a checkpoint of another is refused. */
    const char *checkpoint;
    uint64_t fingerprint;
    bool resume;
    FILE *file; /* the checkpoint that is being read */
    uint32_t epochs_kept, epochs_begun;
    double next_write; /* when a checkpoint may be written again */
    long state_at;     /* where in `file` the state begins */
    run_result *results;
} run;

/* Hands the arrays of `what` to run_state(), always the same ones in the same
 * order. */
typedef struct run_io run_io;
typedef void run_visit(run_io *io, void *what);

/* Begins: with `resume`, opens the checkpoint and checks all of it. The other
 * members were set by the caller; the arena's escape must be set. */
void run_begin(run *r);

/* Closes and frees what is left; after an escape, too. The arena stays. */
void run_end(run *r);

/* Zeroed memory; does not return without it. */
void *run_alloc(run *r, size_t count, size_t size);
void run_free(run *r, void *p);

/* Ends the run by the escape with a problem. */
_Noreturn void run_fail(run *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- progress ---- */

/* Begins a stage of so many epochs over so many examples. */
void run_stage(run *r, const char *name, unsigned epochs, size_t examples);
/* So many more examples are done. */
void run_advance(run *r, size_t examples);
/* What the current epoch came to; told when it ends. */
void run_figure(run *r, double figure, const char *is);

/* ---- epochs ---- */

bool run_epoch_begin(run *r, run_visit *visit, void *what);
void run_epoch_end(run *r, run_visit *visit, void *what);

/* Has the checkpoint more epochs than were begun? */
bool run_is_past(const run *r);

/* Reads the state although its epoch is still to come, where run_is_past(). */
void run_look_ahead(run *r, run_visit *visit, void *what);

/* A value of the state. */
void run_state(run_io *io, void *bytes, size_t size);
/* An array of run_alloc() (or NULL) with *count items. It is made anew where
 * the checkpoint has another number of them. */
void *run_state_array(run_io *io, void *array, size_t *count, size_t size);

/* Keeps what a part of the training has made, borrowed, for checkpoints. */
void run_keep(run *r, const char *name, const void *bytes, size_t size);

/* What the checkpoint has of that name, in the run's arena, or NULL: then that
 * part is to be trained. Asked once, before it would begin. */
const void *run_kept(run *r, const char *name, size_t *size);

/* ---- random numbers ---- */

/* SplitMix64. */
uint64_t run_random(uint64_t *state);
bool run_chance(uint64_t *state, double chance);

#endif
