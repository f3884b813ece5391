/* SPDX-License-Identifier: Apache-2.0
 *
 * language_files.h - the files that make a language: text resources and
 * weights, whether from the built-in data, a model file or a folder.
 */
#ifndef SELON_CLI_LANGUAGE_FILES_H
#define SELON_CLI_LANGUAGE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "model/model_file.h"
#include "problem.h"
#include "selon.h"

typedef struct language_file {
    char name[MODEL_NAME];
    char resource[MODEL_NAME + 4]; /* "xx/cues.txt" */
    void *bytes;                   /* owned */
    size_t size;
} language_file;

typedef struct language_files {
    char language[4];
    char made_by[17]; /* of a model file */
    size_t count;
    language_file items[MODEL_SECTIONS_MOST]; /* ascending by name */
} language_files;

/* All four add to what is there; a file replaces one of the same name. False
 * with a problem. */

/* The data built in for the language `code`, but for what `--model accurate` alone reads. */
bool language_files_add_builtin(language_files *out, const char *code, problem *p);
/* What is in a model file. */
bool language_files_add_model(language_files *out, const char *path, problem *p);
/* The *.txt and *.bin files of a folder. */
bool language_files_add_folder(language_files *out, const char *folder, problem *p);
/* A copy of these bytes. */
bool language_files_set(language_files *out, const char *name, const void *bytes, size_t size, problem *p);

/* `name` is a built-in language's code, or a model file's path. */
bool language_files_add_named(language_files *out, const char *name, problem *p);

bool language_files_is_builtin(const char *code);

const language_file *language_files_find(const language_files *f, const char *name);
void language_files_remove(language_files *f, const char *name);
/* All that was learnt from statements, and belongs together. */
void language_files_remove_attribution(language_files *f);

/* As resources of the language f->language, into out[MODEL_SECTIONS_MOST]. */
void language_files_resources(language_files *f, selon_resource *out);

/* Writes a model file, after making sure that it can be read with. What was in
 * `path` before stays until all is written. */
bool language_files_write(const language_files *f, const char *path, problem *p);

void language_files_release(language_files *f);

#endif
