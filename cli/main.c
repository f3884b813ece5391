/* SPDX-License-Identifier: Apache-2.0
 *
 * main.c - the selon command: finds the subcommand and runs it. A new one is
 * a line in `commands`.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "add.h"
#include "correction.h"
#include "export.h"
#include "find.h"
#include "help.h"
#include "model.h"
#include "problem.h"
#include "read.h"
#include "reread.h"
#include "salvage.h"
#include "same.h"
#include "score.h"
#include "selon.h"
#include "serve.h"
#include "settings.h"
#include "stats.h"
#include "train.h"
#include "who.h"

typedef struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} command;

static const command commands[] = {
    {"read", command_read, help_read},
    {"add", command_add, help_add},
    {"watch", command_watch, help_watch},
    {"find", command_find, help_find},
    {"stats", command_stats, help_stats},
    {"same", command_same, help_same},
    {"export", command_export, help_export},
    {"reread", command_reread, help_reread},
    {"salvage", command_salvage, help_salvage},
#if SELON_ROOM
    {"serve", command_serve, help_serve},
#endif
    {"score", command_score, help_score},
    {"train", command_train, help_train},
    {"model", command_model, help_model},
    {"who", command_who, help_who},
    {"merge", command_merge, help_merge},
    {"split", command_split, help_split},
    {"authority", command_authority, help_authority},
    {"correct", command_correct, help_correct},
};
#define COMMANDS (sizeof commands / sizeof *commands)

static const command *command__find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

static int print(const char *text)
{
    fputs(text, stdout);
    if (fflush(stdout) == 0 && !ferror(stdout)) return STATUS_GOOD;
    problem_print(NULL, "cannot write the standard output");
    return STATUS_FAILED;
}

static int no_command(const char *name)
{
    problem p;
    if (access(name, F_OK) == 0) /* the commonest slip */
        problem_set(&p, "there is no command \"%.100s\"; to read that file: selon read %.100s", name, name);
    else
        problem_set(&p, "there is no command \"%.100s\"; see selon --help", name);
    problem_print(NULL, p.text);
    return STATUS_USAGE;
}

static int command_help(int argc, char **argv)
{
    if (argc < 2) return print(help_selon);
    const command *c = command__find(argv[1]);
    return c != NULL ? print(c->help) : no_command(argv[1]);
}

/* When we are started with a standard descriptor closed, the next file opened
 * would get its number, and results would be written to it. */
static void occupy_standard_descriptors(void)
{
    int descriptor;
    do descriptor = open("/dev/null", O_RDONLY);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor > STDERR_FILENO) close(descriptor);
}

int main(int argc, char **argv)
{
    occupy_standard_descriptors();
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* counted under a lock of all threads, and nobody asks */
    if (argc < 2) {
        fputs(help_selon, stderr);
        return STATUS_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return print(help_selon);
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        char line[64];
        snprintf(line, sizeof line, "selon %s\n", selon_version());
        return print(line);
    }
    if (strcmp(name, "help") == 0) return command_help(argc - 1, argv + 1);
    const command *c = command__find(name);
    return c != NULL ? c->run(argc - 1, argv + 1) : no_command(name);
}
