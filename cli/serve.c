/* SPDX-License-Identifier: Apache-2.0
 *
 * serve.c - `selon serve`: the reading room over a ledger, until it is stopped.
 */
#include "serve.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "help.h"
#include "option.h"
#include "room/room.h"
#include "settings.h"
#include "showing.h"

#define PORT_DEFAULT 8040

typedef struct serving {
    room_options room;
    bool quiet;
} serving;

enum option_id { OPTION_PORT = 256, OPTION_LISTEN, OPTION_LOG_QUERIES };

static const struct option options[] = {
    {"port", required_argument, NULL, OPTION_PORT},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"log-queries", no_argument, NULL, OPTION_LOG_QUERIES},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static bool option__take(void *payload, int option, problem *p)
{
    serving *s = payload;
    double number;
    switch (option) {
    case OPTION_PORT:
        if (!number_parse("--port", optarg, 0, 65535, &number, p)) return false;
        s->room.port = (unsigned)number;
        return true;
    case OPTION_LISTEN: s->room.address = optarg; return true;
    case OPTION_LOG_QUERIES: s->room.log_queries = true; return true;
    case 'q': s->quiet = true; return true;
    default: return problem_set(p, "unexpected option");
    }
}

static void serving__log(const char *line, void *payload)
{
    (void)payload;
    fprintf(stderr, "%s\n", line);
}

/* The signals that end it; all threads have them blocked, this one waits. */
static void serving__wait(const sigset_t *ends)
{
    int which;
    while (sigwait(ends, &which) != 0) continue;
}

static int serving__run(serving *s)
{
    room *r;
    ledger_words why;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (room_open(&r, &s->room, &why) != SELON_OK) {
        problem_print(s->room.ledger, why.text);
        return STATUS_FAILED;
    }
    const char *address = s->room.address != NULL ? s->room.address : "127.0.0.1";
    bool six = strchr(address, ':') != NULL;
    printf("http://%s%s%s:%u/\n", six ? "[" : "", address, six ? "]" : "", room_port(r));
    fflush(stdout);
    serving__wait(&ends);
    room_close(r);
    return STATUS_GOOD;
}

int command_serve(int argc, char **argv)
{
    static const showing_command command = {"serve", help_serve, "name the ledger to show",
                                            "qh",    options,    option__take};
    serving s = {.room = {.port = PORT_DEFAULT}};
    int status;
    if (!showing_parse(&command, argc, argv, &s, &status)) return status;
    s.room.ledger = argv[optind];
    if (!s.quiet) s.room.log = serving__log;
    return serving__run(&s);
}
