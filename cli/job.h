/* SPDX-License-Identifier: Apache-2.0
 *
 * job.h - one document on its way from an input to a result in memory.
 *
 *     load (file, address, line of JSON) -> selon_read -> selon_document_write
 */
#ifndef SELON_CLI_JOB_H
#define SELON_CLI_JOB_H

#include "problem.h"
#include "selon.h"
#include "settings.h"

typedef enum job_kind {
    JOB_FILE,
    JOB_ADDRESS,
    JOB_RECORD,  /* `line` holds one line of JSON */
    JOB_REFUSED, /* nothing to do: only its problem is to be told, in its turn */
} job_kind;

/* Bytes that a writer has made. */
typedef struct made {
    char *bytes;
    size_t size, capacity;
} made;

typedef struct job {
    job_kind kind;
    const char *target; /* the file or address; borrowed */
    size_t line_number; /* in it; 0 for the whole */
    char *line;         /* owned */
    size_t line_size;
    /* The results. */
    problem problem;     /* empty: it went well */
    char warnings[1024]; /* one a line */
    char *id;
    made result, text; /* `text`: of the document, for brat */
} job;

/* NULL without memory. */
job *job_new(job_kind kind, const char *target);
void job_free(job *j);

/* Reads the document and writes its result. Any number of threads may do so
 * with one engine. */
void job_do(job *j, const settings *s, const selon_engine *engine);

/* "news.jsonl:12" into `out`; returns it. */
const char *job_name(const job *j, char *out, size_t size);

#endif
