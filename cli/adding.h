/* SPDX-License-Identifier: Apache-2.0
 *
 * adding.h - what `selon add` and `selon watch` are at, for the files that do it.
 */
#ifndef SELON_CLI_ADDING_H
#define SELON_CLI_ADDING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gauge.h"
#include "job.h"
#include "ledger/ledger.h"
#include "option.h"
#include "settings.h"

#define HELD_MOST 8

typedef struct adding {
    settings settings;
    const char *path;
    bool no_text, verbose, watching;
    double every; /* seconds from one round of watching to the next */
    double wait, pause;
    ledger *ledger;
    struct ledger *memory; /* the same, for reading: what was fetched before */
    selon_engine *engine;
    /* Makers that no thread uses now. */
    pthread_mutex_t lock;
    ledger_maker *makers[JOBS_LIMIT];
    size_t maker_count;
    /* Jobs that are done and wait to be written together. */
    job *held[HELD_MOST];
    size_t held_count;
    uint64_t held_bytes;
    double held_since;
    /* The batch that is open. */
    bool open;
    size_t waiting; /* articles in it */
    double opened, batch_seconds;
    made lines; /* what --verbose will tell of it */
    uint64_t batch[LEDGER_OUTCOMES], batch_statements;
    /* All that is on the disk. */
    uint64_t done[LEDGER_OUTCOMES], statements, bytes, seen, failed;
    uint64_t blank, foreign; /* pages left out: without text, in languages without data */
    bool broken;             /* the ledger takes no more */
    gauge gauge;
} adding;

/* Parses argv, over the defaults that are there. Returns true to go on, else
 * *status is what to exit with (--help was printed, or a mistake was). */
bool adding_parse(adding *g, int argc, char **argv, int *status);

#endif
