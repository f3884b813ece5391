/* SPDX-License-Identifier: Apache-2.0
 *
 * showing.c - see showing.h.
 */
#include "showing.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WAIT_MS 10000

void showing_look_at_terminal(selon_write_options *out, int format, int colour)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    struct winsize window;
    bool terminal = isatty(STDOUT_FILENO) == 1;
    bool bare = (no_colour != NULL && *no_colour != '\0') || term == NULL || strcmp(term, "dumb") == 0;
    out->format = format != FORMAT_AUTO ? (selon_output_format)format
                  : terminal            ? SELON_OUTPUT_TERMINAL
                                        : SELON_OUTPUT_JSONL;
    out->colour = colour == COLOUR_ALWAYS || (colour == COLOUR_AUTO && terminal && !bare);
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0) out->width = window.ws_col;
}

int showing_sink(const void *bytes, size_t size, void *payload)
{
    showing *s = payload;
    return sink_write(&s->sink, bytes, size, &s->unwritten) ? 0 : -1;
}

int showing_written(const showing *s, int error)
{
    if (error == SELON_ERROR_MEMORY) problem_print(NULL, "not enough memory");
    if (error == SELON_ERROR_IO && !s->sink.broken_pipe) problem_print(NULL, s->unwritten.text);
    return error == SELON_OK ? STATUS_GOOD : STATUS_FAILED;
}

int showing_usage(const problem *p, const char *command)
{
    problem_print(NULL, p->text);
    fprintf(stderr, "Try selon help %s.\n", command);
    return STATUS_USAGE;
}

bool showing_parse(const showing_command *c, int argc, char **argv, void *payload, int *status)
{
    problem p = {""};
    int option;
    optind = 1;
    opterr = 0;
    while (p.text[0] == '\0' && (option = getopt_long(argc, argv, c->letters, c->options, NULL)) != -1) {
        if (option == 'h') {
            fputs(c->help, stdout);
            *status = STATUS_GOOD;
            return false;
        }
        if (option == '?')
            problem_set(&p, "what is %.100s? It is unknown, or lacks its value", argv[optind - 1]);
        else
            c->take(payload, option, &p);
    }
    if (p.text[0] == '\0' && argc - optind < 1) problem_set(&p, "%s", c->lacking);
    if (p.text[0] == '\0') return true;
    *status = showing_usage(&p, c->name);
    return false;
}

int showing_run(showing *s, int (*show)(showing *s, void *payload), void *payload)
{
    int status = STATUS_FAILED;
    ledger_words why;
    problem p;
    signal(SIGPIPE, SIG_IGN);
    if (ledger_open(&s->ledger, s->path, &(ledger_options){.wait_ms = WAIT_MS}, &why) != SELON_OK) {
        problem_print(s->path, why.text);
    } else if (!sink_open(&s->sink, NULL, &p)) {
        problem_print(NULL, p.text);
    } else {
        status = show(s, payload);
        if (!sink_close(&s->sink, &p) && status == STATUS_GOOD) {
            problem_print(NULL, p.text);
            status = STATUS_FAILED;
        }
    }
    ledger_close(s->ledger);
    if (s->sink.broken_pipe) { /* end as the shell expects of a program in a pipe */
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return status;
}
