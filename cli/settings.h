/* SPDX-License-Identifier: Apache-2.0
 *
 * settings.h - the command line of `selon read`, understood.
 */
#ifndef SELON_CLI_SETTINGS_H
#define SELON_CLI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "problem.h"
#include "selon.h"

/* What the command ends with. */
enum {
    STATUS_GOOD = 0,
    STATUS_FAILED = 1, /* an input could not be read, or a result not written */
    STATUS_USAGE = 2,  /* the command line makes no sense */
};

typedef enum source_kind {
    SOURCE_AUTO, /* by name and content */
    SOURCE_TEXT,
    SOURCE_HTML,
    SOURCE_JSONL,
    SOURCE_WARC,
    SOURCE_FEED,
} source_kind;

#define MODELS_MOST 8

typedef struct settings {
    source_kind from;
    selon_output_format format;
    const char *language; /* NULL: find out */
    const char *date, *title, *outlet, *url, *data;
    const char *models[MODELS_MOST]; /* model files */
    size_t model_count;
    bool fast;          /* the smaller weights */
    bool accurate;      /* those that want a transformer */
    const char *output; /* NULL: the standard output */
    double min_confidence, timeout;
    size_t max_size;
    bool max_size_given;
    unsigned jobs, width;
    bool byte_offsets, colour, quiet;
    char **inputs; /* borrowed from argv */
    size_t input_count;
} settings;

/* Parses argv. Returns true to go on, else *status is what to exit with
 * (--help was printed, or a mistake was). */
bool settings_parse(settings *out, int argc, char **argv, int *status);

/* --model VALUE: a file, or "standard", "accurate" or "fast" for the built-in weights. */
bool settings_add_model(settings *s, const char *value, problem *p);

/* Is this input JSON lines, by --from or by its name? */
bool settings_is_jsonl(const settings *s, const char *input);

#endif
