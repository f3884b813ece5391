/* SPDX-License-Identifier: Apache-2.0
 *
 * job.h - one document on its way from an input to a result in memory.
 *
 *     load (file, address, line of JSON, page of an archive) -> selon_read -> selon_document_write
 *                                                     \-> or what `use` does
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
    JOB_PAGE,    /* `line` holds a page, `told` what is known of it */
    JOB_NOTE,    /* nothing to do: only its visit is to be remembered, in its turn */
    JOB_REFUSED, /* nothing to do: only its problem is to be told, in its turn */
} job_kind;

/* Bytes that a writer has made. */
typedef struct made {
    char *bytes;
    size_t size, capacity;
} made;

/* A sink that appends to a `made`. */
int made_take(const void *bytes, size_t size, void *payload);

/* What is known of a page from where it was found; all owned, or NULL. */
typedef struct page_told {
    char *url, *charset;
    selon_input_format format;
    char *date, *title, *author, *outlet; /* where the page has none */
} page_told;

typedef struct job job;
typedef struct visit visit; /* harvest.h */

/* Does something else with the document than writing it, and takes it over.
 * False with the job's problem set. */
typedef bool (*job_use)(job *j, selon_document *doc, void *payload);

struct job {
    job_kind kind;
    char *target; /* the file or address; owned */
    job_use use;  /* NULL: the document is written to `result` */
    void *use_payload;
    void *product;      /* of `use` */
    size_t line_number; /* in it; 0 for the whole */
    char *line;         /* owned */
    size_t line_size;
    page_told told;
    visit *visit;        /* owned, or NULL */
    uint64_t input_size; /* of a page: bytes of the archive since the last one */
    /* The results. */
    problem problem;     /* empty: it went well */
    char warnings[1024]; /* one a line */
    char *id;
    enum { PASSED_NOT, PASSED_BLANK, PASSED_LANGUAGE } passed; /* why a page is no article to keep */
    bool id_given;                                             /* by the input, not made up from its name or line */
    made result, text;                                         /* `text`: of the document, for brat */
};

/* NULL without memory. */
job *job_new(job_kind kind, const char *target);
void job_free(job *j);

/* Reads the document and writes its result. Any number of threads may do so
 * with one engine. */
void job_do(job *j, const settings *s, const selon_engine *engine);

/* "news.jsonl:12" into `out`; returns it. */
const char *job_name(const job *j, char *out, size_t size);

/* Prints the job's warnings, unless `quiet`, and its problem. */
void job_tell(const job *j, bool quiet);

#endif
