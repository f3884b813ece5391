/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_ledger.c - how long searches of a ledger take.
 *
 *     bench_ledger LEDGER ROUNDS < QUERIES
 *
 * A line of QUERIES is a name and words with a tab between, either may be
 * empty: asked for are the newest 20 statements. Or it is "@" and a name: asked for
 * is what is known of who is called so. Each is asked once to warm up, then ROUNDS
 * times. Prints the number of searches, their median, 99th percentile and
 * longest in milliseconds, and the results in all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger/ledger.h"
#include "ledger/who.h"

#define QUERIES_MOST 10000

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int take(const ledger_result *r, void *payload)
{
    *(size_t *)payload += r->sentence != NULL;
    return 0;
}

static int take_person(const ledger_person *p, void *payload)
{
    *(uint64_t *)payload = p->id;
    return 1;
}

/* The page of the first who is called so. */
static double ask_page(ledger *l, const char *name, size_t *results)
{
    uint64_t id = 0;
    double begun = now();
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 65536);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) exit(1);
    int error = ledger_who(l, name, 1, take_person, &id);
    who_page page;
    if (error == SELON_OK && id != 0) error = ledger_page(l, a, &(ledger_person){.id = id}, false, &page);
    if (error != SELON_OK) {
        fprintf(stderr, "bench_ledger: %s\n", ledger_message(l));
        exit(1);
    }
    if (id != 0) *results += page.names.count + page.roles.count + page.outlets.count;
    arena_free(a);
    return now() - begun;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double ask(ledger *l, const char *line, size_t *results)
{
    char who[512];
    if (*line == '@') return ask_page(l, line + 1, results);
    const char *tab = strchr(line, '\t');
    size_t size = tab != NULL ? (size_t)(tab - line) : 0;
    snprintf(who, sizeof who, "%.*s", (int)size, line);
    ledger_filter filter = {.limit = 20};
    if (*who != '\0') filter.who = who;
    if (tab != NULL && tab[1] != '\0') filter.about = tab + 1;
    double begun = now();
    if (ledger_find(l, &filter, take, results) != SELON_OK) {
        fprintf(stderr, "bench_ledger: %s\n", ledger_message(l));
        exit(1);
    }
    return now() - begun;
}

int main(int argc, char **argv)
{
    static char *lines[QUERIES_MOST];
    char line[1024];
    size_t count = 0, done = 0, results = 0;
    ledger *l;
    ledger_words why;
    if (argc != 3) return 2;
    if (ledger_open(&l, argv[1], &(ledger_options){0}, &why) != SELON_OK) {
        fprintf(stderr, "bench_ledger: %s\n", why.text);
        return 1;
    }
    while (count < QUERIES_MOST && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if ((lines[count] = strdup(line)) != NULL) count++;
    }
    int rounds = atoi(argv[2]);
    double *times = calloc(count * (size_t)rounds + 1, sizeof *times);
    if (times == NULL || count == 0 || rounds < 1) return 1;
    for (size_t i = 0; i < count; i++) ask(l, lines[i], &results);
    results = 0;
    for (int round = 0; round < rounds; round++)
        for (size_t i = 0; i < count; i++) times[done++] = ask(l, lines[i], &results);
    qsort(times, done, sizeof *times, compare);
    printf("%zu %.3f %.3f %.3f %zu\n", done, times[done / 2], times[done * 99 / 100], times[done - 1], results);
    for (size_t i = 0; i < count; i++) free(lines[i]);
    free(times);
    ledger_close(l);
    return 0;
}
