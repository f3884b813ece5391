/* SPDX-License-Identifier: Apache-2.0
 *
 * showing.h - a ledger opened for reading and the standard output, for the
 * commands that show something of it.
 */
#ifndef SELON_CLI_SHOWING_H
#define SELON_CLI_SHOWING_H

#include <getopt.h>

#include "ledger/ledger.h"
#include "settings.h"
#include "sink.h"

typedef struct showing {
    const char *path; /* the ledger's */
    ledger *ledger;
    sink sink;
    problem unwritten;
} showing;

/* The format, the colours and the width, as the terminal, or its absence, has
 * them. `format` -1: the terminal's or JSON lines; `colour` COLOUR_... */
enum { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER, FORMAT_AUTO = -1 };
void showing_look_at_terminal(selon_write_options *out, int format, int colour);

/* Opens both, runs `show`, which returns a status, and closes them. A reader that
 * goes away ends the program as the shell expects it. */
int showing_run(showing *s, int (*show)(showing *s, void *payload), void *payload);

/* A selon_sink; `payload` is the showing. */
int showing_sink(const void *bytes, size_t size, void *payload);

/* The status after writing ended with `error`, which is told. */
int showing_written(const showing *s, int error);

/* What a command line may hold. `take` takes one option into the payload, or sets the problem. */
typedef struct showing_command {
    const char *name, *help;
    const char *lacking; /* what to say where no ledger is named */
    const char *letters;
    const struct option *options;
    bool (*take)(void *payload, int option, problem *p);
} showing_command;

/* Takes all options; optind is at the ledger then. False, with *status, when help was asked for or something is wrong,
 * which is told. */
bool showing_parse(const showing_command *c, int argc, char **argv, void *payload, int *status);

/* Says what the command line lacks, and where more is said. */
int showing_usage(const problem *p, const char *command);

#endif
