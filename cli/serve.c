/* SPDX-License-Identifier: Apache-2.0
 *
 * serve.c - `selon serve`: the reading room over a ledger, until it is stopped.
 */
#include "serve.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "help.h"
#include "intake.h"
#include "option.h"
#include "room/password.h"
#include "room/proxy.h"
#include "room/room.h"
#include "settings.h"
#include "showing.h"

#define PORT_DEFAULT 8040
#define NAMES_MOST 16
#define LINE_MOST 1024
#define TOKEN_LEAST 16
#define PASSWORD_LEAST 8

typedef struct serving {
    room_options room;
    settings settings; /* models, to read with what is given */
    const char *names[NAMES_MOST + 1];
    size_t name_count;
    const char *proxies[NAMES_MOST + 1];
    size_t proxy_count;
    const char *token_file, *password_file;
    char token[LINE_MOST], password[LINE_MOST];
    bool quiet;
} serving;

enum option_id {
    OPTION_PORT = 256,
    OPTION_LISTEN,
    OPTION_HOST,
    OPTION_TOKEN,
    OPTION_PASSWORD,
    OPTION_FETCH_PRIVATE,
    OPTION_PROXY,
    OPTION_SECURE,
    OPTION_LOG_QUERIES,
    OPTION_MODEL
};

static const struct option options[] = {
    {"port", required_argument, NULL, OPTION_PORT},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"host", required_argument, NULL, OPTION_HOST},
    {"token-file", required_argument, NULL, OPTION_TOKEN},
    {"password-file", required_argument, NULL, OPTION_PASSWORD},
    {"trusted-proxy", required_argument, NULL, OPTION_PROXY},
    {"secure-cookies", no_argument, NULL, OPTION_SECURE},
    {"fetch-private", no_argument, NULL, OPTION_FETCH_PRIVATE},
    {"log-queries", no_argument, NULL, OPTION_LOG_QUERIES},
    {"model", required_argument, NULL, OPTION_MODEL},
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
    case OPTION_HOST:
        if (s->name_count == NAMES_MOST) return problem_set(p, "--host: at most %d names", NAMES_MOST);
        s->names[s->name_count++] = optarg;
        return true;
    case OPTION_TOKEN: s->token_file = optarg; return true;
    case OPTION_PASSWORD: s->password_file = optarg; return true;
    case OPTION_PROXY:
        if (s->proxy_count == NAMES_MOST) return problem_set(p, "--trusted-proxy: at most %d addresses", NAMES_MOST);
        if (!proxy_is_address(optarg))
            return problem_set(p, "--trusted-proxy: \"%.100s\" is no address, as 127.0.0.1", optarg);
        s->proxies[s->proxy_count++] = optarg;
        return true;
    case OPTION_SECURE: s->room.secure_cookies = true; return true;
    case OPTION_FETCH_PRIVATE: s->room.fetch_private = true; return true;
    case OPTION_LOG_QUERIES: s->room.log_queries = true; return true;
    case OPTION_MODEL: return settings_add_model(&s->settings, optarg, p);
    case 'q': s->quiet = true; return true;
    default: return problem_set(p, "unexpected option");
    }
}

/* ---- secrets ---- */

/* The first line of a file, without what ends it. */
static bool line__read(FILE *file, char out[LINE_MOST])
{
    if (fgets(out, LINE_MOST, file) == NULL) return false;
    size_t size = strcspn(out, "\r\n");
    bool whole = out[size] != '\0' || feof(file);
    out[size] = '\0';
    return whole && size > 0;
}

static bool secret__read(const char *path, char out[LINE_MOST], problem *p)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) return problem_set(p, "cannot read %.200s: %s", path, strerror(errno));
    bool good = line__read(file, out);
    fclose(file);
    return good || problem_set(p, "%.200s must hold one line", path);
}

static bool secrets__read(serving *s, problem *p)
{
    if (s->token_file != NULL) {
        if (!secret__read(s->token_file, s->token, p)) return false;
        if (strlen(s->token) < TOKEN_LEAST)
            return problem_set(p, "the token in %.200s is too short: at least %d characters, from a random source",
                               s->token_file, TOKEN_LEAST);
        s->room.token = s->token;
    }
    if (s->password_file != NULL) {
        if (!secret__read(s->password_file, s->password, p)) return false;
        if (!password_is_hash(s->password))
            return problem_set(p, "%.200s holds no hash; make it with: selon serve --hash-password > FILE",
                               s->password_file);
        s->room.password_hash = s->password;
    }
    if (!room_is_loopback(s->room.address) && s->room.token == NULL && s->room.password_hash == NULL)
        return problem_set(p,
                           "--listen %.100s would show the ledger to others: it needs --token-file or --password-file",
                           s->room.address);
    return true;
}

/* A line typed without being shown, or read from a pipe. */
static int command_hash_password(void)
{
    char password[LINE_MOST], hash[PASSWORD_HASH];
    struct termios before, hidden;
    bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        hidden = before;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        fputs("Password: ", stderr);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool good = line__read(stdin, password);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputs("\n", stderr);
    }
    if (!good || strlen(password) < PASSWORD_LEAST) {
        problem_print(NULL, "the password must be one line of at least 8 bytes");
        return STATUS_FAILED;
    }
    if (!password_hash(password, hash)) {
        problem_print(NULL, "the password cannot be hashed: not enough memory");
        return STATUS_FAILED;
    }
    puts(hash);
    return fflush(stdout) == 0 ? STATUS_GOOD : STATUS_FAILED;
}

/* ---- serving ---- */

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
    ledger_words why = {.text = ""};
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* a lock that all threads share, for numbers that nobody asks for */
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

/* An engine of other weights than the built-in standard ones; else the room opens one where it is needed. A model that
 * cannot be used is told before anything is served. */
static bool serving__open_engine(const serving *s, selon_engine **out, int *status)
{
    *out = NULL;
    if (!s->settings.fast && !s->settings.accurate && s->settings.model_count == 0) return true;
    return intake_open_engine(out, &s->settings, status);
}

int command_serve(int argc, char **argv)
{
    static const showing_command command = {"serve", help_serve, "name the ledger to show",
                                            "qh",    options,    option__take};
    serving s = {.room = {.port = PORT_DEFAULT}};
    selon_engine *engine;
    problem p;
    int status;
    if (argc == 2 && strcmp(argv[1], "--hash-password") == 0) return command_hash_password();
    if (!showing_parse(&command, argc, argv, &s, &status)) return status;
    if (!secrets__read(&s, &p)) return showing_usage(&p, "serve");
    s.room.ledger = argv[optind];
    if (s.name_count > 0) s.room.names = s.names;
    if (s.proxy_count > 0) s.room.proxies = s.proxies;
    if (!s.quiet) s.room.log = serving__log;
    if (!serving__open_engine(&s, &engine, &status)) return STATUS_FAILED;
    s.room.engine = engine;
    status = serving__run(&s);
    selon_engine_close(engine);
    return status;
}
