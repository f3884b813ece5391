/* SPDX-License-Identifier: Apache-2.0
 *
 * correct.c - `selon merge`, `selon split` and `selon authority`: a person, or a
 * list that somebody made, says who is who.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help.h"
#include "ledger/who.h"
#include "option.h"
#include "settings.h"
#include "stream.h"
#include "who.h"

#define WAIT_MS 60000
#define IDS_MOST 1000
#define LINES_AT_ONCE 5000 /* of an authority, in a transaction */

static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

/* Reads the options, of which there are none; false to end with *status. */
static bool arguments__parse(int argc, char **argv, int least, const char *help, const char *missing, int *status)
{
    int option;
    optind = 1;
    opterr = 0;
    *status = STATUS_GOOD;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        problem p;
        if (option == 'h') return fputs(help, stdout) < 0;
        problem_set(&p, "what is %.100s? It is unknown", argv[optind - 1]);
        problem_print(NULL, p.text);
        *status = STATUS_USAGE;
        return false;
    }
    if (argc - optind >= least) return true;
    problem_print(NULL, missing);
    *status = STATUS_USAGE;
    return false;
}

static ledger *correct__open(const char *path)
{
    ledger *l;
    ledger_words why;
    if (ledger_open(&l, path, &(ledger_options){.write = true, .wait_ms = WAIT_MS}, &why) == SELON_OK) return l;
    problem_print(path, why.text);
    return NULL;
}

static bool id__parse(const char *text, uint64_t *out)
{
    size_t size = strlen(text);
    problem p;
    if (size > 0 && size < 19 && strspn(text, "0123456789") == size) {
        *out = strtoull(text, NULL, 10);
        return true;
    }
    problem_set(&p, "\"%.100s\" is no number of a person; selon who shows them", text);
    problem_print(NULL, p.text);
    return false;
}

/* Ends a command that has changed something. */
static int correct__end(ledger *l, const char *path, int error)
{
    if (error != SELON_OK) problem_print(path, ledger_message(l));
    ledger_close(l);
    return error == SELON_OK ? STATUS_GOOD : STATUS_FAILED;
}

int command_merge(int argc, char **argv)
{
    uint64_t ids[IDS_MOST];
    int status;
    if (!arguments__parse(argc, argv, 3, help_merge, "name the ledger and the numbers of two or more who are one",
                          &status))
        return status;
    int count = argc - optind - 1;
    if (count > IDS_MOST) count = IDS_MOST;
    for (int i = 0; i < count; i++)
        if (!id__parse(argv[optind + 1 + i], &ids[i])) return STATUS_USAGE;
    ledger *l = correct__open(argv[optind]);
    if (l == NULL) return STATUS_FAILED;
    return correct__end(l, argv[optind], ledger_merge(l, ids, (size_t)count));
}

int command_split(int argc, char **argv)
{
    uint64_t id, made, moved;
    int status;
    if (!arguments__parse(argc, argv, 3, help_split,
                          "name the ledger, the number of one, and the speakers or names that are another", &status))
        return status;
    if (!id__parse(argv[optind + 1], &id)) return STATUS_USAGE;
    ledger *l = correct__open(argv[optind]);
    if (l == NULL) return STATUS_FAILED;
    int error = ledger_split(l, id, (const char *const *)argv + optind + 2, (size_t)(argc - optind - 2), &made, &moved);
    if (error == SELON_OK)
        printf("%llu is now another one, %llu %s\n", (unsigned long long)made, (unsigned long long)moved,
               moved == 1 ? "speaker" : "speakers");
    return correct__end(l, argv[optind], error);
}

/* ---- a name authority ---- */

typedef struct authority_import {
    ledger *l;
    const char *path;    /* of the list */
    uint64_t taken, bad; /* lines */
    unsigned open;       /* lines in the transaction */
} authority_import;

static bool import__line(authority_import *m, const char *line, size_t size, uint64_t number)
{
    problem p;
    if (size == 0) return true;
    int error = m->open == 0 ? ledger_begin(m->l) : SELON_OK;
    if (error == SELON_OK) error = ledger_authority_line(m->l, line, size);
    if (error == SELON_ERROR_INPUT) {
        problem_set(&p, "line %llu: %.300s; it was left out", (unsigned long long)number, ledger_message(m->l));
        problem_print(m->path, p.text);
        m->bad++;
    } else if (error != SELON_OK) {
        return false;
    } else {
        m->taken++;
    }
    if (++m->open < LINES_AT_ONCE) return true;
    m->open = 0;
    return ledger_commit(m->l) == SELON_OK;
}

static bool import__lines(authority_import *m, stream *from, problem *p)
{
    for (uint64_t number = 1;; number++) {
        char *line;
        size_t size;
        line_status status = stream_next_line(from, DEFAULT_SIZE, &line, &size, p);
        if (status == LINE_END) return true;
        if (status == LINE_FAILED) return false;
        if (status == LINE_TOO_LONG) {
            problem_print(m->path, "a line is too long; it was left out");
            m->bad++;
            continue;
        }
        bool good = import__line(m, line, size, number);
        free(line);
        if (!good) return problem_set(p, "%s", ledger_message(m->l));
    }
}

int command_authority(int argc, char **argv)
{
    authority_import m = {0};
    problem p;
    int status;
    if (!arguments__parse(argc, argv, 2, help_authority, "name the ledger and the file of names", &status))
        return status;
    const char *path = argv[optind];
    m.path = argv[optind + 1];
    stream *from = stream_open(m.path, &p);
    if (from == NULL) {
        problem_print(m.path, p.text);
        return STATUS_FAILED;
    }
    m.l = correct__open(path);
    bool good = m.l != NULL && import__lines(&m, from, &p);
    stream_close(from);
    if (m.l == NULL) return STATUS_FAILED;
    if (!good) {
        problem_print(path, p.text);
        ledger_close(m.l);
        return STATUS_FAILED;
    }
    int error = m.open > 0 ? ledger_commit(m.l) : SELON_OK;
    if (error == SELON_OK) error = ledger_rejoin(m.l);
    if (error == SELON_OK) printf("%llu names taken\n", (unsigned long long)m.taken);
    status = correct__end(m.l, path, error);
    return m.bad > 0 && status == STATUS_GOOD ? STATUS_FAILED : status;
}
