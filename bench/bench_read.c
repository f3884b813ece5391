/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_read.c - how fast the library reads, without the command around it.
 *
 *     bench_read [--threads N] [--seconds S] [--html] [--lang XX] [--write] FILE
 *
 * FILE holds documents, one after the other, each ended by a form feed (the
 * last one need not be). They are loaded first; then N threads over one engine
 * take them in turn, all of them again and again until S seconds have gone
 * (default 2; 0 reads each once). --write also writes each as JSON lines, into
 * nothing. One JSON object is printed:
 *
 *     bytes, documents, tokens, statements   of all readings together
 *     seconds, cpu_seconds                   from the first to the last: of the clock, and of all processors
 *     open_seconds                           for opening the engine
 *     peak_kib                               most memory in use, the file's bytes included
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "selon.h"

#define THREADS_MAX 64

typedef struct bench {
    const selon_engine *engine;
    const char *bytes;
    const size_t *end; /* one past the last byte of each document */
    size_t documents;
    selon_read_options options;
    bool write;
    double seconds;
    double begun;
    atomic_size_t next;
    atomic_size_t read_bytes, read_documents, tokens, statements;
    atomic_int error;
} bench;

static double clock__read(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double now(void)
{
    return clock__read(CLOCK_MONOTONIC);
}

static int sink__count(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    *(size_t *)payload += size;
    return 0;
}

static int bench__read_one(bench *b, size_t i)
{
    size_t start = i == 0 ? 0 : b->end[i - 1] + 1, size = b->end[i] - start, written = 0;
    selon_document *doc;
    int error = selon_read(&doc, b->engine, b->bytes + start, size, &b->options);
    if (error == SELON_OK && b->write) error = selon_document_write(doc, NULL, sink__count, &written);
    if (error == SELON_OK) {
        atomic_fetch_add(&b->read_bytes, size);
        atomic_fetch_add(&b->read_documents, 1);
        atomic_fetch_add(&b->tokens, selon_document_token_count(doc));
        atomic_fetch_add(&b->statements, selon_document_statement_count(doc));
    }
    selon_document_free(doc);
    return error;
}

static void *bench__work(void *payload)
{
    bench *b = payload;
    while (atomic_load(&b->error) == SELON_OK) {
        size_t turn = atomic_fetch_add(&b->next, 1);
        /* Every document at least once; after that until the time is over. */
        if (turn >= b->documents && now() - b->begun >= b->seconds) break;
        int error = bench__read_one(b, turn % b->documents);
        if (error != SELON_OK) atomic_store(&b->error, error);
    }
    return NULL;
}

/* The high-water mark of this program's memory. getrusage() would count in
 * whatever the process was before it became this program. */
static long peak_kib(void)
{
    long kib = 0;
    char line[128];
    FILE *f = fopen("/proc/self/status", "r");
    if (f == NULL) return 0;
    while (fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0) kib = strtol(line + 6, NULL, 10);
    fclose(f);
    return kib;
}

static char *file__load(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) return NULL;
    char *bytes = NULL;
    long length;
    if (fseek(f, 0, SEEK_END) == 0 && (length = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0) {
        *size = (size_t)length;
        bytes = malloc(*size + 1);
        if (bytes != NULL && fread(bytes, 1, *size, f) != *size) {
            free(bytes);
            bytes = NULL;
        }
    }
    fclose(f);
    return bytes;
}

/* Where each document ends; the caller frees. */
static size_t *documents__split(const char *bytes, size_t size, size_t *count)
{
    size_t feeds = 0;
    for (size_t i = 0; i < size; i++) feeds += bytes[i] == '\f';
    size_t *end = malloc((feeds + 1) * sizeof *end);
    if (end == NULL) return NULL;
    *count = 0;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == '\f') end[(*count)++] = i;
    if (*count == 0 || end[*count - 1] + 1 < size) end[(*count)++] = size;
    return end;
}

static int bench__run(bench *b, unsigned threads)
{
    pthread_t thread[THREADS_MAX];
    unsigned started = 0;
    b->begun = now();
    while (started < threads && pthread_create(&thread[started], NULL, bench__work, b) == 0) started++;
    if (started < threads) atomic_store(&b->error, SELON_ERROR_MEMORY);
    for (unsigned i = 0; i < started; i++) pthread_join(thread[i], NULL);
    return atomic_load(&b->error);
}

static int usage(void)
{
    fputs("usage: bench_read [--threads N] [--seconds S] [--html] [--lang XX] [--write] FILE\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    static bench b = {.seconds = 2};
    unsigned threads = 1;
    const char *path = NULL;
    b.options = selon_read_options_default();
    b.options.format = SELON_INPUT_TEXT;
    b.options.max_bytes = SIZE_MAX;
    b.options.date = "2026-03-12";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
            b.seconds = strtod(argv[++i], NULL);
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            b.options.language = argv[++i];
        else if (strcmp(argv[i], "--html") == 0)
            b.options.format = SELON_INPUT_HTML;
        else if (strcmp(argv[i], "--write") == 0)
            b.write = true;
        else if (argv[i][0] != '-' && path == NULL)
            path = argv[i];
        else
            return usage();
    }
    if (path == NULL || threads < 1 || threads > THREADS_MAX) return usage();

    size_t size;
    char *bytes = file__load(path, &size);
    size_t *end = bytes ? documents__split(bytes, size, &b.documents) : NULL;
    if (end == NULL) {
        fprintf(stderr, "bench_read: %s: %s\n", path, strerror(errno));
        free(bytes);
        return 1;
    }
    selon_engine *engine;
    double opening = now();
    int error = selon_engine_open(&engine, NULL);
    double opened = now(), processor = clock__read(CLOCK_PROCESS_CPUTIME_ID);
    b.engine = engine;
    b.bytes = bytes;
    b.end = end;
    if (error == SELON_OK) error = bench__run(&b, threads);
    double seconds = now() - b.begun;
    processor = clock__read(CLOCK_PROCESS_CPUTIME_ID) - processor;
    selon_engine_close(engine);
    free(end);
    free(bytes);
    if (error != SELON_OK) {
        fprintf(stderr, "bench_read: %s: %s\n", path, selon_error_message(error));
        return 1;
    }
    printf("{\"bytes\": %zu, \"documents\": %zu, \"tokens\": %zu, \"statements\": %zu, \"seconds\": %.6f, "
           "\"cpu_seconds\": %.6f, \"open_seconds\": %.6f, \"peak_kib\": %ld}\n",
           b.read_bytes, b.read_documents, b.tokens, b.statements, seconds, processor, opened - opening, peak_kib());
    return 0;
}
