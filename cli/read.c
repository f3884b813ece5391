/* SPDX-License-Identifier: Apache-2.0
 *
 * read.c - `selon read`: inputs become jobs, a pool does them, and their
 * results and messages go out in order.
 *
 *     inputs -> [lines of JSON lines] -> jobs -> pool -> sink, standard error
 *
 * An input that fails is told of and counted; the others do not notice. Only
 * an output that takes no more bytes ends the work early.
 */
#include "read.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch.h"
#include "intake.h"
#include "job.h"
#include "pool.h"
#include "settings.h"
#include "sink.h"

typedef struct reading {
    settings settings;
    selon_engine *engine;
    sink sink;
    size_t failed;
    bool begun;        /* something is in the one output already */
    problem unwritten; /* why the output takes no more; empty: it does */
} reading;

/* ---- results going out; one thread at a time ---- */

static const char *format__extension(selon_output_format format)
{
    switch (format) {
    case SELON_OUTPUT_JSONL: return "jsonl";
    case SELON_OUTPUT_CSV: return "csv";
    case SELON_OUTPUT_HTML: return "html";
    case SELON_OUTPUT_BRAT: return "ann";
    case SELON_OUTPUT_TERMINAL: break;
    }
    return "txt";
}

static bool reading__write_files(reading *r, const job *j)
{
    char name[200];
    const settings *s = &r->settings;
    return sink_name(&r->sink, j->id, name, &r->unwritten) &&
           sink_write_file(&r->sink, name, format__extension(s->format), j->result.bytes, j->result.size,
                           &r->unwritten) &&
           (s->format != SELON_OUTPUT_BRAT ||
            sink_write_file(&r->sink, name, "txt", j->text.bytes, j->text.size, &r->unwritten));
}

/* Appends to the one output. Every CSV result begins with the row of column
 * names, since nobody knows beforehand which will be the first: the others
 * lose it here. */
static bool reading__append(reading *r, const job *j)
{
    const char *bytes = j->result.bytes;
    size_t size = j->result.size;
    const char *newline = size > 0 ? memchr(bytes, '\n', size) : NULL;
    if (r->settings.format == SELON_OUTPUT_CSV && r->begun && newline != NULL) {
        size -= (size_t)(newline + 1 - bytes);
        bytes = newline + 1;
    }
    if (r->settings.format == SELON_OUTPUT_TERMINAL && r->begun && !sink_write(&r->sink, "\n", 1, &r->unwritten))
        return false;
    r->begun = true;
    return sink_write(&r->sink, bytes, size, &r->unwritten);
}

static bool reading__emit(void *job_, void *payload)
{
    reading *r = payload;
    job *j = job_;
    bool good = true;
    job_tell(j, r->settings.quiet);
    if (j->problem.text[0] != '\0')
        r->failed++;
    else
        good = r->sink.descriptor < 0 ? reading__write_files(r, j) : reading__append(r, j);
    job_free(j);
    return good;
}

static void reading__work(void *j, void *payload)
{
    const reading *r = payload;
    job_do(j, &r->settings, r->engine);
}

static void reading__discard(void *j, void *payload)
{
    (void)payload;
    job_free(j);
}

/* ---- the command ---- */

static int reading__run(reading *r)
{
    problem p = {""};
    pool_calls calls = {reading__work, reading__emit, reading__discard, r};
    if (!sink_open(&r->sink, r->settings.output, &p)) {
        problem_print(NULL, p.text);
        return STATUS_FAILED;
    }
    intake in = {.settings = &r->settings, .pool = pool_new(r->settings.jobs, &calls)};
    if (in.pool == NULL) {
        problem_memory(&in.starved);
    } else {
        for (size_t i = 0; i < r->settings.input_count && intake_submit(&in, r->settings.inputs[i]); i++) continue;
        pool_finish(in.pool);
    }
    bool closed = sink_close(&r->sink, &p);
    if (r->unwritten.text[0] != '\0' && !r->sink.broken_pipe) problem_print(NULL, r->unwritten.text);
    if (in.starved.text[0] != '\0') problem_print(NULL, in.starved.text);
    if (!closed) problem_print(NULL, p.text);
    bool good = r->failed == 0 && closed && r->unwritten.text[0] == '\0' && in.starved.text[0] == '\0';
    return good ? STATUS_GOOD : STATUS_FAILED;
}

int command_read(int argc, char **argv)
{
    reading r = {0};
    int status;
    if (!settings_parse(&r.settings, argc, argv, &status)) return status;
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is a failed write */
    if (!fetch_begin()) {
        problem_print(NULL, "not enough memory");
        return STATUS_FAILED;
    }
    if (intake_open_engine(&r.engine, &r.settings, &status)) status = reading__run(&r);
    selon_engine_close(r.engine);
    fetch_end();
    if (r.sink.broken_pipe) { /* end as the shell expects of a program in a pipe */
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return status;
}
