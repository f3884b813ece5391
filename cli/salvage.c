/* SPDX-License-Identifier: Apache-2.0
 *
 * salvage.c - `selon salvage`: what can be read of a damaged ledger goes into a
 * new one, and its texts are read again, which finds the statements that were lost.
 */
#include "salvage.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help.h"
#include "ledger/salvage.h"
#include "reread.h"
#include "showing.h"

typedef struct salvaging {
    const char *path, *to;
    bool verbose, quiet, no_reread;
} salvaging;

/* A line for each version; control characters would let an article write to the
 * terminal. */
static void salvaging__tell(const char *address, const char *title, bool kept, void *payload)
{
    const salvaging *g = payload;
    if (g->quiet || (kept && !g->verbose)) return;
    printf("%s\t", kept ? "kept" : "lost");
    const char *parts[] = {address != NULL ? address : "-", title != NULL ? title : "-"};
    for (int i = 0; i < 2; i++) {
        for (const char *c = parts[i]; *c != '\0'; c++)
            putchar((unsigned char)*c < ' ' || *c == 0x7F || (unsigned char)*c == 0xC2 ? '?' : *c);
        putchar(i == 0 ? '\t' : '\n');
    }
}

static int salvaging__reread(const salvaging *g)
{
    char *path = strdup(g->to), command[] = "reread", quiet[] = "-q";
    char *argv[] = {command, quiet, path, NULL};
    if (path == NULL) return STATUS_FAILED;
    int status = command_reread(3, argv);
    free(path);
    return status;
}

static int salvaging__take(const salvaging *g, ledger *to)
{
    salvage_count count;
    ledger_words why = {""};
    size_t size = strlen(g->to) + 16;
    char *spare = malloc(size);
    if (spare == NULL) {
        problem_print(NULL, "not enough memory");
        return STATUS_FAILED;
    }
    snprintf(spare, size, "%s.salvage", g->to);
    salvaging payload = *g;
    int error = ledger_salvage(to, g->path, spare, salvaging__tell, &payload, &count, &why);
    free(spare);
    if (error != SELON_OK) {
        problem_print(g->path, why.text);
        return STATUS_FAILED;
    }
    if (!g->quiet) {
        printf("%llu articles with %llu texts can be read, and %llu of their statements; they are in %s now\n",
               (unsigned long long)count.articles, (unsigned long long)count.texts,
               (unsigned long long)count.statements, g->to);
        if (count.lost > 0)
            printf("%llu versions of articles are lost with their texts\n", (unsigned long long)count.lost);
        printf(count.gaps > 0 ? "%llu places of the file cannot be read\n" : "all of the file could be read\n",
               (unsigned long long)count.gaps);
    }
    return STATUS_GOOD;
}

/* A new ledger that there was nothing to put into. */
static void salvaging__remove(const salvaging *g)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    size_t size = strlen(g->to) + 16;
    char *name = malloc(size);
    for (int i = 0; name != NULL && i < 4; i++) {
        snprintf(name, size, "%s%s", g->to, ends[i]);
        unlink(name);
    }
    free(name);
}

static int salvaging__run(const salvaging *g)
{
    ledger *to;
    ledger_words why;
    if (access(g->to, F_OK) == 0) {
        problem_print(g->to, "is there already; name one that is not");
        return STATUS_FAILED;
    }
    if (access(g->path, F_OK) != 0) {
        problem_print(g->path, "there is no such ledger");
        return STATUS_FAILED;
    }
    ledger_options create = {.write = true, .create = true};
    if (ledger_open(&to, g->to, &create, &why) != SELON_OK) {
        problem_print(g->to, why.text);
        salvaging__remove(g);
        return STATUS_FAILED;
    }
    int status = salvaging__take(g, to);
    ledger_close(to);
    if (status != STATUS_GOOD) salvaging__remove(g);
    if (status == STATUS_GOOD && !g->no_reread) status = salvaging__reread(g);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        problem_print(NULL, "cannot write the standard output");
        status = STATUS_FAILED;
    }
    return status;
}

enum option_id { OPTION_NO_REREAD = 256 };

static const struct option options[] = {
    {"no-reread", no_argument, NULL, OPTION_NO_REREAD},
    {"verbose", no_argument, NULL, 'v'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

int command_salvage(int argc, char **argv)
{
    salvaging g = {0};
    problem p = {""};
    int option;
    optind = 1;
    opterr = 0;
    while (p.text[0] == '\0' && (option = getopt_long(argc, argv, "vqh", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help_salvage, stdout);
            return STATUS_GOOD;
        }
        g.verbose |= option == 'v';
        g.quiet |= option == 'q';
        g.no_reread |= option == OPTION_NO_REREAD;
        if (option == '?') problem_set(&p, "what is %.100s? It is unknown, or lacks its value", argv[optind - 1]);
    }
    if (p.text[0] == '\0' && argc - optind != 2) problem_set(&p, "name the damaged ledger, and the new one to make");
    if (p.text[0] != '\0') return showing_usage(&p, "salvage");
    g.path = argv[optind];
    g.to = argv[optind + 1];
    return salvaging__run(&g);
}
