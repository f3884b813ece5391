/* SPDX-License-Identifier: Apache-2.0
 *
 * intake.h - inputs become jobs of a pool: a file, a page from the web, each
 * line of a file of JSON lines, each page of a web archive, each file of a
 * folder.
 */
#ifndef SELON_CLI_INTAKE_H
#define SELON_CLI_INTAKE_H

#include <pthread.h>
#include <stdint.h>

#include "job.h"
#include "pool.h"
#include "settings.h"

typedef struct intake {
    const settings *settings;
    pool *pool;
    struct harvest *harvest; /* what is on the web goes there, and feeds; NULL: pages are fetched as they come */
    pthread_mutex_t *lock;   /* of the pool, where several threads submit; or NULL */
    const char *except;      /* a file that is no input: the ledger; NULL: none */
    bool folders;            /* folders and archives are gone through; else they are inputs that cannot be read */
    job_use use;             /* of the jobs */
    void *use_payload;
    problem starved; /* no memory for more jobs */
    size_t left_out; /* files of folders that are of no kind that we read */
} intake;

/* Submits all jobs of one input; false when the pool takes no more. */
bool intake_submit(intake *in, const char *target);

/* Hands a job to the pool; false when that takes no more. */
bool intake_start(intake *in, job *j);

/* Submits a job that only tells, in its turn, why there is none. */
bool intake_refuse(intake *in, const char *target, size_t line_number, const problem *why);

/* The bytes of an input's files; 0 when that cannot be known. */
uint64_t intake_size(const char *target);

/* Opens the engine that the settings ask for and looks whether it knows their
 * language. False with *status, after saying why. */
bool intake_open_engine(selon_engine **out, const settings *s, int *status);

#endif
