/* SPDX-License-Identifier: Apache-2.0
 *
 * reread.c - `selon reread`: a ledger's kept texts read again, by the engine that
 * is there now.
 *
 *     families (a connection of its own, for reading) -> pool: read (all cores) -> ledger (one at a time)
 *
 * A transaction is whole families, a second's worth; what it holds says which
 * engine read it, so the same command goes on where this one was cut off.
 */
#include "reread.h"

#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauge.h"
#include "help.h"
#include "intake.h"
#include "ledger/reread.h"
#include "option.h"
#include "showing.h"

#define BATCH_SECONDS 1.0
#define WAIT_SECONDS 60.0

/* One text on its way. */
typedef struct reread_job {
    arena *arena; /* holds the text, not this structure */
    int64_t family;
    const int64_t *texts; /* of the family */
    size_t index, count;
    stale_text stale;
    ledger_entry *entry;
    problem problem;
} reread_job;

typedef struct again {
    settings settings;
    const char *path;
    bool all;
    double wait;
    ledger *ledger, *reader;
    selon_engine *engine;
    /* Makers that no thread uses now. */
    pthread_mutex_t lock;
    ledger_maker *makers[JOBS_LIMIT];
    size_t maker_count;
    /* The batch that is open. */
    bool open, skipping;
    double opened;
    rereading *family;
    reread_count batch;
    /* All that is on the disk. */
    reread_count done;
    uint64_t current, textless, unreadable, skipped, seen, bytes; /* texts */
    bool broken;
    gauge gauge;
} again;

static atomic_int interrupted; /* set by a signal, and looked at by all threads */

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

/* ---- a text; many threads ---- */

static ledger_maker *again__take_maker(again *g)
{
    ledger_maker *m = NULL;
    pthread_mutex_lock(&g->lock);
    if (g->maker_count > 0) m = g->makers[--g->maker_count];
    pthread_mutex_unlock(&g->lock);
    return m != NULL ? m : ledger_maker_new(NULL);
}

static void again__give_maker(again *g, ledger_maker *m)
{
    pthread_mutex_lock(&g->lock);
    bool room = g->maker_count < JOBS_LIMIT;
    if (room) g->makers[g->maker_count++] = m;
    pthread_mutex_unlock(&g->lock);
    if (!room) ledger_maker_free(m);
}

static void again__work(void *job, void *payload)
{
    again *g = payload;
    reread_job *j = job;
    const kept_text *t = &j->stale.text;
    selon_document *doc;
    size_t size;
    if (interrupted) return;
    int error = selon_read(&doc, g->engine, t->text, t->size, &j->stale.options);
    if (error != SELON_OK) {
        problem_set(&j->problem, "text %lld: %s", (long long)t->id, selon_error_message(error));
        return;
    }
    const char *text = selon_document_text(doc, &size);
    ledger_maker *m = again__take_maker(g);
    if (size != t->size || memcmp(text, t->text, size) != 0) {
        selon_document_free(doc);
        problem_set(&j->problem, "text %lld: is not what is read", (long long)t->id);
    } else if (m == NULL) {
        selon_document_free(doc);
        problem_memory(&j->problem);
    } else if (ledger_entry_again(&j->entry, m, doc) != SELON_OK) {
        problem_memory(&j->problem);
    }
    if (m != NULL) again__give_maker(g, m);
}

static void again__free(reread_job *j)
{
    ledger_entry_free(j->entry);
    arena_free(j->arena);
    free(j);
}

static void again__discard(void *job, void *payload)
{
    (void)payload;
    again__free(job);
}

/* ---- into the ledger; one thread at a time ---- */

static bool again__fail(again *g, const char *words)
{
    gauge_clear(&g->gauge);
    problem_print(g->path, words);
    rereading_free(g->family);
    g->family = NULL;
    ledger_rollback(g->ledger);
    g->broken = true;
    g->open = false;
    return false;
}

static bool again__commit(again *g)
{
    if (!g->open) return true;
    if (ledger_commit(g->ledger) != SELON_OK) return again__fail(g, ledger_message(g->ledger));
    g->done.texts += g->batch.texts;
    g->done.same += g->batch.same;
    g->done.changed += g->batch.changed;
    g->done.added += g->batch.added;
    g->done.gone += g->batch.gone;
    g->batch = (reread_count){0};
    g->open = false;
    return true;
}

static bool again__begin_family(again *g, const reread_job *j)
{
    if (!g->open && ledger_begin(g->ledger) != SELON_OK) return again__fail(g, ledger_message(g->ledger));
    if (!g->open) g->opened = gauge_seconds(&g->gauge);
    g->open = true;
    int error = rereading_begin(&g->family, g->ledger, j->family, j->texts, j->count);
    g->skipping = error == LEDGER_BUSY; /* texts were added to it: the next time */
    if (g->skipping) g->skipped += j->count;
    return error == SELON_OK || g->skipping ? true : again__fail(g, ledger_message(g->ledger));
}

static bool again__end_family(again *g)
{
    int error = g->skipping ? SELON_OK : rereading_end(g->family, &g->batch);
    if (error != SELON_OK) return again__fail(g, ledger_message(g->ledger));
    rereading_free(g->family);
    g->family = NULL;
    return gauge_seconds(&g->gauge) - g->opened < BATCH_SECONDS || again__commit(g);
}

static bool again__write(again *g, const reread_job *j)
{
    if (j->index == 0 && !again__begin_family(g, j)) return false;
    if (!g->skipping && rereading_text(g->family, j->stale.text.id, j->entry) != SELON_OK)
        return again__fail(g, ledger_message(g->ledger));
    return j->index + 1 < j->count || again__end_family(g);
}

static bool again__emit(void *job, void *payload)
{
    again *g = payload;
    reread_job *j = job;
    bool good = true;
    if (j->problem.text[0] != '\0')
        good = again__fail(g, j->problem.text);
    else if (j->entry == NULL) /* interrupted */
        good = false;
    else
        good = again__write(g, j);
    g->bytes += j->stale.text.size;
    gauge_tell(&g->gauge, ++g->seen, g->bytes);
    again__free(j);
    return good;
}

/* ---- the way through the ledger ---- */

/* A job for a text; NULL after a failure, with the reader's message set. */
static reread_job *again__job(again *g, const stale_family *f, size_t index)
{
    selon_allocator allocator = allocator_default();
    reread_job *j = calloc(1, sizeof *j);
    arena *a = j != NULL ? arena_new(&allocator, 4096) : NULL;
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        ledger_fail(g->reader, SELON_ERROR_MEMORY, "not enough memory");
        if (a != NULL) arena_free(a);
        free(j);
        return NULL;
    }
    j->arena = a;
    j->family = f->id;
    j->index = index;
    j->count = f->count;
    if (index == 0) {
        int64_t *texts = ARENA_ARRAY(a, int64_t, f->count + 1);
        memcpy(texts, f->texts, f->count * sizeof *texts);
        j->texts = texts;
    }
    if (stale_text_get(g->reader, a, f->texts[index], &j->stale) == SELON_OK) return j;
    again__free(j);
    return NULL;
}

static bool again__submit_family(again *g, pool *p, const stale_family *f)
{
    for (size_t i = 0; i < f->count; i++) {
        reread_job *j = again__job(g, f, i);
        if (j == NULL) {
            gauge_clear(&g->gauge);
            problem_print(g->path, ledger_message(g->reader));
            g->broken = true;
            return false;
        }
        if (!pool_submit(p, j)) return false;
    }
    return true;
}

/* 1 after a family, 0 at the end, or an error. */
static int again__next(again *g, pool *p, reader_names *names, int64_t *after)
{
    stale_family f;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return ledger_fail(g->reader, SELON_ERROR_MEMORY, "not enough memory");
    }
    int row = stale_family_next(g->reader, a, names, g->all, *after, &f);
    if (row == 1) {
        *after = f.id;
        if (f.state == FAMILY_CURRENT) g->current += f.count;
        if (f.state == FAMILY_TEXTLESS) g->textless += f.count;
        if (f.state == FAMILY_UNREADABLE) g->unreadable += f.count;
        if (f.state == FAMILY_STALE && !again__submit_family(g, p, &f)) row = 0;
    }
    arena_free(a);
    return row;
}

static void again__submit(again *g, pool *p)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    int64_t after = 0;
    int row = 1;
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        problem_print(NULL, "not enough memory");
        g->broken = true;
        return;
    }
    reader_names *names = reader_names_new(a, g->engine);
    while (!interrupted && row == 1) row = again__next(g, p, names, &after);
    if (row < 0) {
        gauge_clear(&g->gauge);
        problem_print(g->path, ledger_message(g->reader));
        g->broken = true;
    }
    arena_free(a);
}

static void again__summary(const again *g)
{
    if (g->settings.quiet) return;
    printf("%llu texts read again: %llu statements are the same, %llu changed, %llu new, %llu gone\n",
           (unsigned long long)g->done.texts, (unsigned long long)g->done.same, (unsigned long long)g->done.changed,
           (unsigned long long)g->done.added, (unsigned long long)g->done.gone);
    if (g->current > 0) printf("%llu texts were up to date\n", (unsigned long long)g->current);
    if (g->textless > 0)
        printf("%llu texts were left as they are: they, or others they were compared with, are not kept\n",
               (unsigned long long)g->textless);
    if (g->unreadable > 0)
        printf("%llu texts were left as they are: there are no data for their languages\n",
               (unsigned long long)g->unreadable);
    if (g->skipped > 0)
        printf("%llu texts were left for the next time: others were added to them meanwhile\n",
               (unsigned long long)g->skipped);
}

static int again__run(again *g)
{
    pool_calls calls = {again__work, again__emit, again__discard, g};
    g->gauge = gauge_new(0, g->settings.quiet);
    pool *p = pool_new(g->settings.jobs, &calls);
    if (p == NULL) {
        problem_print(NULL, "not enough memory");
        return STATUS_FAILED;
    }
    again__submit(g, p);
    pool_finish(p);
    if (g->family != NULL) { /* cut off within a family: its part of the batch cannot stay */
        rereading_free(g->family);
        g->family = NULL;
        ledger_rollback(g->ledger);
        g->open = false;
    }
    if (!g->broken) again__commit(g);
    gauge_clear(&g->gauge);
    if (interrupted) problem_print(NULL, "stopped; the same command goes on with the texts that are left");
    again__summary(g);
    bool told = fflush(stdout) == 0 && !ferror(stdout);
    if (!told) problem_print(NULL, "cannot write the standard output");
    return told && !g->broken && !interrupted ? STATUS_GOOD : STATUS_FAILED;
}

/* ---- the command line ---- */

enum option_id { OPTION_DATA = 256, OPTION_MODEL, OPTION_WAIT, OPTION_ALL };

static const struct option options[] = {
    {"data", required_argument, NULL, OPTION_DATA},
    {"model", required_argument, NULL, OPTION_MODEL},
    {"wait", required_argument, NULL, OPTION_WAIT},
    {"all", no_argument, NULL, OPTION_ALL},
    {"jobs", required_argument, NULL, 'j'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static bool option__take(again *g, int option, problem *p)
{
    settings *s = &g->settings;
    uint64_t number;
    switch (option) {
    case OPTION_DATA: s->data = optarg; return true;
    case OPTION_MODEL: return settings_add_model(s, optarg, p);
    case OPTION_WAIT: return number_parse("--wait", optarg, 0, 86400, &g->wait, p);
    case OPTION_ALL: g->all = true; return true;
    case 'j':
        if (!count_parse("--jobs", optarg, 1, JOBS_LIMIT, &number, p)) return false;
        s->jobs = (unsigned)number;
        return true;
    case 'q': s->quiet = true; return true;
    default: return problem_set(p, "unexpected option");
    }
}

static bool again__parse(again *g, int argc, char **argv, int *status)
{
    problem p = {""};
    int option;
    optind = 1;
    opterr = 0;
    while (p.text[0] == '\0' && (option = getopt_long(argc, argv, "j:qh", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help_reread, stdout);
            *status = STATUS_GOOD;
            return false;
        }
        if (option == '?')
            problem_set(&p, "what is %.100s? It is unknown, or lacks its value", argv[optind - 1]);
        else
            option__take(g, option, &p);
    }
    if (p.text[0] == '\0' && argc - optind != 1) problem_set(&p, "name one ledger");
    if (p.text[0] != '\0') {
        *status = showing_usage(&p, "reread");
        return false;
    }
    g->path = argv[optind];
    return true;
}

static bool again__open(again *g)
{
    ledger_words why;
    ledger_options write = {.write = true, .wait_ms = (unsigned)(g->wait * 1000)};
    ledger_options read = {.wait_ms = write.wait_ms};
    if (ledger_open(&g->ledger, g->path, &write, &why) == SELON_OK &&
        ledger_open(&g->reader, g->path, &read, &why) == SELON_OK)
        return true;
    problem_print(g->path, why.text);
    return false;
}

int command_reread(int argc, char **argv)
{
    again g = {.settings = {.jobs = option_cores()}, .wait = WAIT_SECONDS, .lock = PTHREAD_MUTEX_INITIALIZER};
    int status = STATUS_FAILED;
    if (!again__parse(&g, argc, argv, &status)) return status;
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (intake_open_engine(&g.engine, &g.settings, &status)) {
        status = STATUS_FAILED;
        if (again__open(&g)) status = again__run(&g);
    }
    ledger_close(g.reader);
    ledger_close(g.ledger);
    for (size_t i = 0; i < g.maker_count; i++) ledger_maker_free(g.makers[i]);
    selon_engine_close(g.engine);
    return status;
}
