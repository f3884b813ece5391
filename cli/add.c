/* SPDX-License-Identifier: Apache-2.0
 *
 * add.c - `selon add`: articles into a ledger; `selon watch`: the same every ten
 * minutes.
 *
 *     inputs -> jobs -> pool: read, make an entry (all cores) -> ledger (one at a time)
 *
 * Articles are written in batches, each one transaction; what is told of an
 * article is told when its batch is on the disk. They go into the ledger some at
 * a time: between two articles a thread reads others, and what SQLite needs at
 * hand would be far away again. A problem with an article is
 * told and counted, and the others go on; a problem with the ledger ends the
 * work, since it would meet every article: what was reported stays, and the same
 * command again goes on where it stopped.
 */
#include "add.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "adding.h"
#include "fetch.h"
#include "harvest.h"
#include "intake.h"
#include "name.h"

#define BATCH_ARTICLES 500             /* in a second */
#define BATCH_LEAST 2.0                /* seconds; */
#define BATCH_MOST 10.0                /* more in a large ledger, so that */
#define BATCH_COMMITS 10.0             /* a commit takes no more than one part of so many */
#define HELD_BYTES ((uint64_t)1 << 20) /* articles wait for others to be written with until they are so large, */
#define HELD_SECONDS 0.5               /* or so old */
#define KEPT_MEMORY (1 << 20) /* bytes that a thread does not give back, to take them again for the next article */
#define WAIT_SECONDS 60.0
#define PAUSE_SECONDS 1.0
#define EVERY_SECONDS 600.0

static atomic_int interrupted; /* set by a signal, and looked at by all threads */

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

/* ---- an article on its way in; many threads ---- */

static ledger_maker *adding__take_maker(adding *g)
{
    ledger_maker *m = NULL;
    pthread_mutex_lock(&g->lock);
    if (g->maker_count > 0) m = g->makers[--g->maker_count];
    pthread_mutex_unlock(&g->lock);
    return m != NULL ? m : ledger_maker_new(NULL);
}

static void adding__give_maker(adding *g, ledger_maker *m)
{
    pthread_mutex_lock(&g->lock);
    bool room = g->maker_count < JOBS_LIMIT;
    if (room) g->makers[g->maker_count++] = m;
    pthread_mutex_unlock(&g->lock);
    if (!room) ledger_maker_free(m);
}

/* "file:///folder/a%20b.txt#id": what was found where. NULL for what has no such
 * name: the standard input, a line that does not say which it is. */
static char *job__place(const job *j)
{
    static const char hex[] = "0123456789ABCDEF";
    bool web = name_is_address(j->target); /* an item of a feed without an address of its own */
    if (j->kind == JOB_ADDRESS || strcmp(j->target, "-") == 0 || (j->kind == JOB_RECORD && !j->id_given)) return NULL;
    char *full = web ? NULL : realpath(j->target, NULL);
    const char *parts[] = {full != NULL ? full : j->target, j->id_given ? j->id : NULL};
    char *out = malloc(16 + 3 * (strlen(parts[0]) + (parts[1] != NULL ? strlen(parts[1]) : 0)));
    size_t size = 0;
    if (out != NULL) size = (size_t)sprintf(out, web ? "feed:" : "file://");
    for (int i = 0; out != NULL && i < 2 && parts[i] != NULL; i++) {
        if (i > 0) out[size++] = '#';
        for (const char *c = parts[i]; *c != '\0'; c++) {
            bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                         strchr(web && i == 0 ? "0123456789/-._~:?&=%" : "0123456789/-._~", *c) != NULL;
            if (plain) {
                out[size++] = *c;
            } else {
                out[size++] = '%';
                out[size++] = hex[(unsigned char)*c >> 4];
                out[size++] = hex[(unsigned char)*c & 15];
            }
        }
    }
    if (out != NULL) out[size] = '\0';
    free(full);
    return out;
}

static bool text__is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] > ' ') return false;
    return true;
}

static bool adding__can_read(const adding *g, const char *language)
{
    const char *code;
    for (size_t i = 0; language != NULL && (code = selon_engine_language(g->engine, i)) != NULL; i++)
        if (strcmp(code, language) == 0) return true;
    return false;
}

/* An archive has pages of all kinds: those that cannot be articles for us are
 * no failures, only left out. */
static bool adding__pass(const adding *g, job *j, const selon_document *doc, bool blank)
{
    if (j->kind != JOB_PAGE) return false;
    j->passed = blank                                                ? PASSED_BLANK
                : !adding__can_read(g, selon_document_language(doc)) ? PASSED_LANGUAGE
                                                                     : PASSED_NOT;
    return j->passed != PASSED_NOT;
}

/* What the pool's workers do with a document instead of writing it. */
static bool adding__use(job *j, selon_document *doc, void *payload)
{
    adding *g = payload;
    size_t size;
    const char *text = selon_document_text(doc, &size);
    bool blank = text__is_blank(text, size);
    if (adding__pass(g, j, doc, blank)) {
        selon_document_free(doc);
        return true;
    }
    if (blank) {
        selon_document_free(doc);
        return problem_set(&j->problem, "holds no text; nothing was added");
    }
    ledger_maker *m = adding__take_maker(g);
    if (m == NULL) {
        selon_document_free(doc);
        return problem_memory(&j->problem);
    }
    char *place = job__place(j);
    ledger_origin origin = {place, true};
    ledger_entry *entry;
    int error = ledger_entry_new(&entry, m, doc, &origin, g->no_text);
    j->product = entry;
    free(place);
    adding__give_maker(g, m);
    return error == SELON_OK ? true : problem_memory(&j->problem);
}

static void adding__work(void *j, void *payload)
{
    const adding *g = payload;
    if (!interrupted) job_do(j, &g->settings, g->engine);
}

/* ---- into the ledger; one thread at a time ---- */

static void adding__fail(adding *g)
{
    char words[400];
    gauge_clear(&g->gauge);
    snprintf(words, sizeof words, "%s", ledger_message(g->ledger));
    problem_print(g->path, words);
    if (g->waiting > 0) {
        snprintf(words, sizeof words, "the last %zu articles were not added; run the same command again to go on",
                 g->waiting);
        problem_print(g->path, words);
    }
    ledger_rollback(g->ledger);
    g->broken = true;
    g->open = false;
}

static bool adding__commit(adding *g)
{
    if (!g->open) return true;
    double begun = gauge_seconds(&g->gauge);
    if (ledger_commit(g->ledger) != SELON_OK) {
        adding__fail(g);
        return false;
    }
    double wanted = BATCH_COMMITS * (gauge_seconds(&g->gauge) - begun);
    g->batch_seconds = wanted < BATCH_LEAST ? BATCH_LEAST : wanted > BATCH_MOST ? BATCH_MOST : wanted;
    for (int i = 0; i < LEDGER_OUTCOMES; i++) g->done[i] += g->batch[i];
    g->statements += g->batch_statements;
    if (g->lines.size > 0) {
        gauge_clear(&g->gauge);
        fwrite(g->lines.bytes, 1, g->lines.size, stdout);
        fflush(stdout);
    }
    memset(g->batch, 0, sizeof g->batch);
    g->batch_statements = 0;
    g->lines.size = 0;
    g->waiting = 0;
    g->open = false;
    return true;
}

static void adding__note(adding *g, const job *j, const ledger_receipt *r)
{
    static const char *const words[] = {"added", "changed", "copied", "unchanged"};
    char name[1100], shown[4 * sizeof name + 32], line[sizeof shown + 64];
    g->batch[r->outcome]++;
    g->batch_statements += r->statements;
    g->waiting++;
    if (!g->verbose) return;
    if (j->kind == JOB_PAGE && j->told.url != NULL)
        snprintf(name, sizeof name, "%s", j->told.url);
    else
        job_name(j, name, sizeof name);
    int size = snprintf(line, sizeof line, "%s\t%u\t%s\n", words[r->outcome], r->statements,
                        name_shown(name, shown, sizeof shown));
    made_take(line, (size_t)size, &g->lines);
}

/* Opens a batch, if none is. */
static bool adding__begin(adding *g)
{
    if (g->open) return true;
    if (ledger_begin(g->ledger) != SELON_OK) {
        adding__fail(g);
        return false;
    }
    g->open = true;
    g->opened = gauge_seconds(&g->gauge);
    return true;
}

static bool adding__write(adding *g, const job *j)
{
    ledger_receipt receipt;
    if (!adding__begin(g)) return false;
    if (ledger_add(g->ledger, j->product, &receipt) != SELON_OK) {
        g->waiting++;
        adding__fail(g);
        return false;
    }
    adding__note(g, j, &receipt);
    double seconds = g->batch_seconds > BATCH_LEAST ? g->batch_seconds : BATCH_LEAST;
    bool full = (double)g->waiting >= BATCH_ARTICLES * seconds || gauge_seconds(&g->gauge) - g->opened >= seconds;
    return !full || adding__commit(g);
}

static uint64_t job__size(const job *j)
{
    return j->kind == JOB_PAGE     ? j->input_size
           : j->kind == JOB_RECORD ? j->line_size + 1
           : j->kind == JOB_FILE   ? intake_size(j->target)
                                   : 0;
}

/* The feed of a job that is not told of any more. */
static void job__leave(job *j)
{
    if (j->visit != NULL) outing_leave(j->visit->outing);
}

/* Remembers an address that was fetched, in the transaction of what it gave. */
static bool adding__remember(adding *g, const char *address, const ledger_fetched *got)
{
    if (address == NULL) return true;
    if (adding__begin(g) && ledger_fetched_put(g->ledger, address, got) == SELON_OK) return true;
    if (!g->broken) adding__fail(g);
    return false;
}

/* What came of fetching an address. The feed it belongs to is remembered when
 * this was the last of its items, unless one failed. */
static bool adding__visited(adding *g, const job *j)
{
    visit *v = j->visit;
    if (v == NULL) return true;
    bool bad = j->problem.text[0] != '\0', good = true;
    g->batch[LEDGER_UNCHANGED] += v->unchanged;
    if (!bad || v->settled) good = adding__remember(g, v->address, &v->got);
    outing *o = v->outing;
    v->outing = NULL;
    if (o == NULL) return good;
    o->failed |= bad && !v->settled;
    if (o->pending == 1 && good && !o->failed) good = adding__remember(g, o->address, &o->got);
    outing_leave(o);
    return good;
}

static bool adding__take(adding *g, job *j)
{
    bool good = !interrupted;
    /* Among a hundred thousand pages of an archive, warnings are noise. */
    bool quiet = g->settings.quiet || (j->kind == JOB_PAGE && !g->verbose);
    if (j->problem.text[0] != '\0' || (j->warnings[0] != '\0' && !quiet)) gauge_clear(&g->gauge);
    if (j->passed == PASSED_NOT) job_tell(j, quiet);
    g->blank += j->passed == PASSED_BLANK;
    g->foreign += j->passed == PASSED_LANGUAGE;
    if (j->problem.text[0] != '\0')
        g->failed++;
    else if (good && j->product != NULL)
        good = adding__write(g, j);
    if (good) good = adding__visited(g, j);
    g->seen += j->kind != JOB_NOTE;
    g->bytes += job__size(j);
    gauge_tell(&g->gauge, g->seen, g->bytes);
    ledger_entry_free(j->product);
    job__leave(j);
    job_free(j);
    return good;
}

static void adding__discard(void *job_, void *payload)
{
    job *j = job_;
    (void)payload;
    ledger_entry_free(j->product);
    job__leave(j);
    job_free(j);
}

/* Writes those that wait; false when the work has to end. */
static bool adding__take_held(adding *g)
{
    bool good = true;
    for (size_t i = 0; i < g->held_count; i++) {
        if (good)
            good = adding__take(g, g->held[i]);
        else
            adding__discard(g->held[i], g);
    }
    g->held_count = 0;
    g->held_bytes = 0;
    return good;
}

static bool adding__emit(void *job_, void *payload)
{
    adding *g = payload;
    job *j = job_;
    double now = gauge_seconds(&g->gauge);
    if (g->held_count == 0) g->held_since = now;
    g->held[g->held_count++] = j;
    g->held_bytes += job__size(j);
    bool wait = g->held_count < HELD_MOST && g->held_bytes < HELD_BYTES && now - g->held_since < HELD_SECONDS;
    return (wait && !interrupted) || adding__take_held(g);
}

/* ---- the command ---- */

static void plural(char *out, size_t size, const char *join, uint64_t count, const char *one, const char *many)
{
    size_t used = strlen(out);
    if (count > 0 || *join == '\0')
        snprintf(out + used, size - used, "%s%llu %s", join, (unsigned long long)count, count == 1 ? one : many);
}

static void adding__summary(const adding *g)
{
    char line[512] = "";
    plural(line, sizeof line, "", g->done[LEDGER_ADDED], "article added", "articles added");
    plural(line, sizeof line, ", ", g->done[LEDGER_CHANGED], "changed", "changed");
    plural(line, sizeof line, ", ", g->done[LEDGER_COPIED], "copy of a known text", "copies of known texts");
    plural(line, sizeof line, ", ", g->done[LEDGER_UNCHANGED], "there already", "there already");
    plural(line, sizeof line, ", ", g->failed, "failed", "failed");
    plural(line, sizeof line, "; ", g->statements, "new statement", "new statements");
    if (!g->settings.quiet) printf("%s\n", line);
}

/* The pages of archives and feeds that did not become articles. */
static void adding__tell_passed(const adding *g)
{
    char line[256] = "";
    plural(line, sizeof line, "; ", g->blank, "page without text", "pages without text");
    plural(line, sizeof line, "; ", g->foreign, "page in a language without data", "pages in languages without data");
    if (line[0] != '\0' && !g->settings.quiet) fprintf(stderr, "selon: left out: %s\n", line + 2);
}

static bool adding__submit(adding *g, intake *in)
{
    for (size_t i = 0; i < g->settings.input_count && !interrupted; i++)
        if (!intake_submit(in, g->settings.inputs[i])) return false;
    return !interrupted;
}

/* What a round of watching brought, if anything, with the time. */
static void adding__summary_of_round(const adding *g)
{
    char when[32];
    time_t now = time(NULL);
    struct tm parts;
    uint64_t news = g->done[LEDGER_ADDED] + g->done[LEDGER_CHANGED] + g->done[LEDGER_COPIED] + g->failed;
    if ((news == 0 && !g->verbose) || g->settings.quiet || gmtime_r(&now, &parts) == NULL) return;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ ", &parts);
    fputs(when, stdout);
    adding__summary(g);
}

static int adding__run(adding *g)
{
    pool_calls calls = {adding__work, adding__emit, adding__discard, g};
    uint64_t total = 0;
    for (size_t i = 0; i < g->settings.input_count; i++) total += intake_size(g->settings.inputs[i]);
    g->gauge = gauge_new(total, g->settings.quiet);
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    intake in = {.settings = &g->settings,
                 .pool = pool_new(g->settings.jobs, &calls),
                 .lock = &lock,
                 .except = g->path,
                 .folders = true,
                 .use = adding__use,
                 .use_payload = g};
    if (in.pool == NULL) {
        problem_memory(&in.starved);
    } else {
        in.harvest = harvest_new(&in, g->memory, g->pause, &interrupted);
        if (in.harvest == NULL) problem_memory(&in.starved);
        if (in.harvest != NULL && adding__submit(g, &in)) harvest_run(in.harvest);
        if (pool_finish(in.pool)) adding__take_held(g);
        harvest_free(in.harvest);
    }
    if (!g->broken && adding__commit(g) && !interrupted) ledger_tidy(g->ledger);
    gauge_clear(&g->gauge);
    if (in.starved.text[0] != '\0') problem_print(NULL, in.starved.text);
    if (in.left_out > 0 && !g->settings.quiet)
        fprintf(stderr, "selon: %zu files of the folders were left out: they are no .txt, .html or .jsonl\n",
                in.left_out);
    adding__tell_passed(g);
    if (interrupted && !g->watching)
        problem_print(NULL, "stopped; what was added stays, and the same command again goes on");
    if (g->watching)
        adding__summary_of_round(g);
    else
        adding__summary(g);
    bool told = fflush(stdout) == 0 && !ferror(stdout);
    if (!told) problem_print(NULL, "cannot write the standard output");
    return told && g->failed == 0 && !g->broken && !interrupted && in.starved.text[0] == '\0' ? STATUS_GOOD
                                                                                              : STATUS_FAILED;
}

static bool adding__open(adding *g)
{
    ledger_words why;
    ledger_options open = {.write = true, .create = true, .wait_ms = (unsigned)(g->wait * 1000)};
    ledger_options read = {.wait_ms = open.wait_ms};
    if (ledger_open(&g->ledger, g->path, &open, &why) == SELON_OK &&
        ledger_open(&g->memory, g->path, &read, &why) == SELON_OK)
        return true;
    problem_print(g->path, why.text);
    return false;
}

static void adding__forget(adding *g)
{
    memset(g->done, 0, sizeof g->done);
    g->statements = g->bytes = g->seen = g->failed = g->blank = g->foreign = 0;
    g->broken = false;
}

/* Goes round until a signal comes. What fails in one round, a feed or a ledger
 * that another program writes to, may succeed in the next; it was told. */
static int adding__watch(adding *g)
{
    while (!interrupted && !ferror(stdout)) {
        adding__forget(g);
        adding__run(g);
        double until = g->every;
        while (!interrupted && gauge_seconds(&g->gauge) < until) {
            struct timespec nap = {0, 100000000};
            nanosleep(&nap, NULL);
        }
    }
    return ferror(stdout) ? STATUS_FAILED : STATUS_GOOD;
}

/* An article's memory is taken on one thread and given back on another: glibc would return it to the system each time. */
static void keep_memory(void)
{
#ifdef M_TRIM_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, KEPT_MEMORY);
    mallopt(M_TRIM_THRESHOLD, KEPT_MEMORY);
#endif
}

static int command__run(int argc, char **argv, bool watching)
{
    adding g = {.watching = watching,
                .every = EVERY_SECONDS,
                .settings = {.timeout = DEFAULT_TIMEOUT, .max_size = DEFAULT_SIZE, .jobs = option_cores()},
                .wait = WAIT_SECONDS,
                .pause = PAUSE_SECONDS,
                .lock = PTHREAD_MUTEX_INITIALIZER};
    int status = STATUS_FAILED;
    if (!adding_parse(&g, argc, argv, &status)) return status;
    keep_memory();
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (!fetch_begin()) {
        problem_print(NULL, "not enough memory");
        return STATUS_FAILED;
    }
    if (intake_open_engine(&g.engine, &g.settings, &status)) {
        status = STATUS_FAILED;
        if (adding__open(&g)) status = watching ? adding__watch(&g) : adding__run(&g);
    }
    ledger_close(g.memory);
    ledger_close(g.ledger);
    for (size_t i = 0; i < g.maker_count; i++) ledger_maker_free(g.makers[i]);
    free(g.lines.bytes);
    selon_engine_close(g.engine);
    fetch_end();
    return status;
}

int command_add(int argc, char **argv)
{
    return command__run(argc, argv, false);
}

int command_watch(int argc, char **argv)
{
    return command__run(argc, argv, true);
}
