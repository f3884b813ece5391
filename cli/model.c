/* SPDX-License-Identifier: Apache-2.0
 *
 * model.c - `selon model show | unpack | pack`.
 *
 * A word list is changed without training: unpack the model, edit, pack it.
 */
#include "model.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "help.h"
#include "language_files.h"
#include "settings.h"

typedef struct model_wishes {
    const char *language, *output;
    char **arguments;
    int count;
} model_wishes;

static int usage(const char *text)
{
    problem_print(NULL, text);
    fputs("Try 'selon help model'.\n", stderr);
    return STATUS_USAGE;
}

static int failed(const problem *p)
{
    problem_print(NULL, p->text);
    return STATUS_FAILED;
}

/* ---- show ---- */

static int model_show(const model_wishes *w)
{
    problem p = {""};
    language_files f = {0};
    size_t total = 0;
    if (w->count != 1) return usage("model show takes one model: a file, or a built-in language's code");
    if (!language_files_add_named(&f, w->arguments[0], &p)) {
        language_files_release(&f);
        return failed(&p);
    }
    printf("language %s, made by selon %s\n", f.language, f.made_by);
    for (size_t i = 0; i < f.count; i++) {
        printf("%-20s %9zu\n", f.items[i].name, f.items[i].size);
        total += f.items[i].size;
    }
    printf("%-20s %9zu\n", "all", total);
    language_files_release(&f);
    return fflush(stdout) == 0 ? STATUS_GOOD : STATUS_FAILED;
}

/* ---- unpack ---- */

static bool unpack_one(const language_file *file, const char *folder, problem *p)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, file->name) >= sizeof path)
        return problem_set(p, "%.300s: the name is too long", folder);
    FILE *out = fopen(path, "wb");
    bool good = out != NULL && fwrite(file->bytes, 1, file->size, out) == file->size;
    if (out != NULL) good &= fclose(out) == 0;
    return good || problem_set(p, "%.300s: cannot be written: %s", path, strerror(errno));
}

static int model_unpack(const model_wishes *w)
{
    problem p = {""};
    language_files f = {0};
    if (w->count != 1 || w->output == NULL)
        return usage("model unpack takes one model, and with -o the folder for its files");
    bool good = language_files_add_named(&f, w->arguments[0], &p);
    if (good && mkdir(w->output, 0777) != 0 && errno != EEXIST)
        good = problem_set(&p, "%.300s: the folder cannot be made: %s", w->output, strerror(errno));
    for (size_t i = 0; good && i < f.count; i++) good = unpack_one(&f.items[i], w->output, &p);
    language_files_release(&f);
    return good ? STATUS_GOOD : failed(&p);
}

/* ---- pack ---- */

static int model_pack(const model_wishes *w)
{
    problem p = {""};
    language_files f = {0};
    if (w->count < 1 || w->output == NULL || w->language == NULL)
        return usage("model pack takes --lang, folders with the language's files, and with -o the file to write");
    if (!model_language_is_good(w->language)) return usage("--lang takes two or three small letters, as es");
    bool good = true;
    for (int i = 0; good && i < w->count; i++) good = language_files_add_folder(&f, w->arguments[i], &p);
    snprintf(f.language, sizeof f.language, "%s", w->language);
    if (good && f.count == 0) good = problem_set(&p, "there are no .txt and .bin files in %.300s", w->arguments[0]);
    good = good && language_files_write(&f, w->output, &p);
    language_files_release(&f);
    return good ? STATUS_GOOD : failed(&p);
}

/* ---- the command ---- */

static int wishes__parse(model_wishes *out, int argc, char **argv)
{
    static const struct option options[] = {{"lang", required_argument, NULL, 'l'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    problem p;
    *out = (model_wishes){0};
    opterr = 0;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, ":ho:", options, NULL)) != -1;) {
        if (option == 'h') {
            fputs(help_model, stdout);
            return fflush(stdout) == 0 ? STATUS_GOOD : STATUS_FAILED;
        }
        if (option == 'l') out->language = optarg;
        if (option == 'o') out->output = optarg;
        if (option == ':') problem_set(&p, "%.100s needs a value", argv[optind - 1]);
        if (option == '?') problem_set(&p, "unknown or ambiguous option %.100s", argv[optind - 1]);
        if (option == ':' || option == '?') return usage(p.text);
    }
    out->arguments = argv + optind;
    out->count = argc - optind;
    return -1;
}

int command_model(int argc, char **argv)
{
    model_wishes w;
    int status = wishes__parse(&w, argc, argv);
    if (status >= 0) return status;
    if (w.count == 0) return usage("model takes show, unpack or pack");
    const char *what = *w.arguments++;
    w.count--;
    if (strcmp(what, "show") == 0) return model_show(&w);
    if (strcmp(what, "unpack") == 0) return model_unpack(&w);
    if (strcmp(what, "pack") == 0) return model_pack(&w);
    return usage("model takes show, unpack or pack");
}
