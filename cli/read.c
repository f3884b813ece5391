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
#include "job.h"
#include "name.h"
#include "pool.h"
#include "settings.h"
#include "sink.h"
#include "stream.h"

typedef struct reading {
    settings settings;
    selon_engine *engine;
    sink sink;
    pool *pool;
    size_t failed;
    bool begun;        /* something is in the one output already */
    problem unwritten; /* why the output takes no more; empty: it does */
    problem starved;   /* no memory for more jobs */
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

static void job__tell(const job *j, bool quiet)
{
    char name[1100], warning[sizeof j->warnings + 16];
    job_name(j, name, sizeof name);
    for (const char *at = j->warnings; !quiet && *at != '\0';) {
        size_t n = strcspn(at, "\n");
        snprintf(warning, sizeof warning, "warning: %.*s", (int)n, at);
        problem_print(name, warning);
        at += n + (at[n] == '\n');
    }
    if (j->problem.text[0] != '\0') problem_print(name, j->problem.text);
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
    job__tell(j, r->settings.quiet);
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

/* ---- inputs becoming jobs ---- */

/* A job that only tells, in its turn, why there is none. */
static bool reading__refuse(reading *r, const char *target, size_t line_number, const problem *why)
{
    job *j = job_new(JOB_REFUSED, target);
    if (j == NULL) {
        problem_memory(&r->starved);
        return false;
    }
    j->line_number = line_number;
    j->problem = *why;
    return pool_submit(r->pool, j);
}

static bool reading__submit(reading *r, job_kind kind, const char *target, size_t line_number, char *line, size_t size)
{
    job *j = job_new(kind, target);
    if (j == NULL) {
        free(line);
        problem_memory(&r->starved);
        return false;
    }
    j->line_number = line_number;
    j->line = line;
    j->line_size = size;
    return pool_submit(r->pool, j);
}

/* Cuts a stream of JSON lines up; false when the pool takes no more. */
static bool reading__submit_lines(reading *r, const char *target, stream *in)
{
    size_t limit = r->settings.max_size, size;
    char words[32], *line;
    problem p = {""};
    for (size_t number = 1;; number++) {
        line_status status = stream_next_line(in, limit, &line, &size, &p);
        if (status == LINE_END) return true;
        if (status == LINE_FAILED) return reading__refuse(r, target, 0, &p);
        if (status == LINE_TOO_LONG) {
            problem_set(&p, "the line is longer than %s; allow more with --max-size", size_words(words, limit));
            if (!reading__refuse(r, target, number, &p)) return false;
            continue;
        }
        size_t mark = number == 1 && size >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        if (mark > 0) memmove(line, line + mark, size - mark + 1); /* a byte-order mark is no part of the JSON */
        size -= mark;
        if (size == 0)
            free(line);
        else if (!reading__submit(r, JOB_RECORD, target, number, line, size))
            return false;
    }
}

static bool reading__submit_jsonl(reading *r, const char *target)
{
    problem p = {""};
    answer fetched = {0};
    stream *in = NULL;
    const settings *s = &r->settings;
    if (!name_is_address(target))
        in = stream_open(target, &p);
    else if (fetch_page(&fetched, target, s->timeout, s->max_size, &p))
        in = stream_of_memory(fetched.bytes, fetched.size, &p);
    bool good = in != NULL ? reading__submit_lines(r, target, in) : reading__refuse(r, target, 0, &p);
    stream_close(in);
    answer_release(&fetched);
    return good;
}

static void reading__submit_all(reading *r)
{
    const settings *s = &r->settings;
    bool more = true;
    for (size_t i = 0; i < s->input_count && more; i++) {
        const char *target = s->inputs[i];
        if (settings_is_jsonl(s, target))
            more = reading__submit_jsonl(r, target);
        else
            more = reading__submit(r, name_is_address(target) ? JOB_ADDRESS : JOB_FILE, target, 0, NULL, 0);
    }
}

/* ---- the command ---- */

static bool reading__open_engine(reading *r)
{
    problem p = {""};
    const settings *s = &r->settings;
    selon_engine_options options = {.data_folder = s->data,
                                    .model_paths = s->models,
                                    .model_path_count = s->model_count,
                                    .problem = p.text,
                                    .problem_size = sizeof p.text};
    int error = selon_engine_open(&r->engine, &options);
    if (error == SELON_OK) return true;
    if (p.text[0] != '\0') problem_print(NULL, p.text);
    bool data = s->data != NULL && (error == SELON_ERROR_IO || error == SELON_ERROR_DATA) && s->model_count == 0;
    if (data)
        problem_print(s->data, "the language data cannot be used; --data takes a folder like the built-in one");
    else if (p.text[0] == '\0')
        problem_print(NULL, selon_error_message(error));
    return false;
}

/* A language that is asked for by name is one there is data for. */
static bool reading__check_language(const reading *r)
{
    char known[128] = "";
    const char *code, *wanted = r->settings.language;
    if (wanted == NULL) return true;
    for (size_t i = 0; (code = selon_engine_language(r->engine, i)) != NULL; i++) {
        if (strcmp(code, wanted) == 0) return true;
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s, ", code);
    }
    problem p;
    problem_set(&p, "--lang takes one of %sauto; not \"%.100s\"", known, wanted);
    problem_print(NULL, p.text);
    return false;
}

static int reading__run(reading *r)
{
    problem p = {""};
    pool_calls calls = {reading__work, reading__emit, reading__discard, r};
    if (!sink_open(&r->sink, r->settings.output, &p)) {
        problem_print(NULL, p.text);
        return STATUS_FAILED;
    }
    r->pool = pool_new(r->settings.jobs, &calls);
    if (r->pool == NULL) {
        problem_memory(&r->starved);
    } else {
        reading__submit_all(r);
        pool_finish(r->pool);
    }
    bool closed = sink_close(&r->sink, &p);
    if (r->unwritten.text[0] != '\0' && !r->sink.broken_pipe) problem_print(NULL, r->unwritten.text);
    if (r->starved.text[0] != '\0') problem_print(NULL, r->starved.text);
    if (!closed) problem_print(NULL, p.text);
    bool good = r->failed == 0 && closed && r->unwritten.text[0] == '\0' && r->starved.text[0] == '\0';
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
    status = STATUS_FAILED;
    if (reading__open_engine(&r)) status = reading__check_language(&r) ? reading__run(&r) : STATUS_USAGE;
    selon_engine_close(r.engine);
    fetch_end();
    if (r.sink.broken_pipe) { /* end as the shell expects of a program in a pipe */
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return status;
}
