/* SPDX-License-Identifier: Apache-2.0
 *
 * annotated.c - see annotated.h. JSON is checked to be JSON and brat's files
 * to make sense; what is in a JSON object is the taker's matter.
 */
#include "annotated.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "input/brat.h"
#include "jsonl.h"
#include "problem.h"
#include "stream.h"

#define LINE_LIMIT ((size_t)1 << 30)
#define ORIGIN_SIZE 1100

static bool told(const char *origin, const problem *p)
{
    problem_print(origin, p->text);
    return false;
}

/* ---- JSON lines ---- */

static bool line__read(const char *line, size_t size, const char *origin, annotated_take take, void *payload)
{
    json_error_t error;
    problem p;
    json_t *document = json_loadb(line, size, JSON_ALLOW_NUL, &error);
    if (document == NULL) {
        problem_set(&p, "is not JSON: %s (column %d)", error.text, error.column);
        return told(origin, &p);
    }
    bool good = take(document, origin, payload);
    json_decref(document);
    return good;
}

static bool lines__read(stream *in, const char *name, annotated_take take, void *payload)
{
    char origin[ORIGIN_SIZE], *line;
    size_t size;
    problem p = {""};
    for (size_t number = 1;; number++) {
        line_status status = stream_next_line(in, LINE_LIMIT, &line, &size, &p);
        if (status == LINE_END) return true;
        snprintf(origin, sizeof origin, "%.1000s:%zu", name, number);
        if (status == LINE_TOO_LONG) problem_set(&p, "the line is longer than 1 GiB");
        if (status != LINE_OK) return told(origin, &p);
        bool good = record_line_is_empty(line, size) || line__read(line, size, origin, take, payload);
        free(line);
        if (!good) return false;
    }
}

/* ---- a folder of brat's files ---- */

static int is_annotation(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return size > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + size - 4, ".ann") == 0;
}

static int name_order(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* alphasort() asks the locale */
}

/* The whole file, to be freed; NULL when it cannot be read, which was told. */
static char *file__read(const char *path, size_t *size)
{
    problem p = {""};
    stream *in = stream_open(path, &p);
    char *bytes = in != NULL ? stream_read_all(in, LINE_LIMIT, size, &p) : NULL;
    stream_close(in);
    if (bytes == NULL) told(path, &p);
    return bytes;
}

static bool document__take(const char *id, const char *text_path, const char *ann_path, annotated_take take,
                           void *payload)
{
    size_t text_size, ann_size;
    char *text = file__read(text_path, &text_size), *ann = text != NULL ? file__read(ann_path, &ann_size) : NULL;
    if (ann == NULL) return free(text), false;
    json_t *document;
    selon_allocator allocator = allocator_default();
    brat_problem found;
    problem p = {""};
    int error = brat_read(&document, id, text, text_size, ann, ann_size, &allocator, &found);
    bool good = error == SELON_OK && take(document, ann_path, payload);
    if (error == SELON_ERROR_INPUT && found.line > 0)
        problem_set(&p, "line %zu: %s", found.line, found.text);
    else if (error != SELON_OK)
        problem_set(&p, "%s", error == SELON_ERROR_INPUT ? found.text : selon_error_message(error));
    if (error != SELON_OK) told(error == SELON_ERROR_INPUT && found.line == 0 ? text_path : ann_path, &p);
    json_decref(document);
    free(text);
    free(ann);
    return good;
}

static bool folder__read(const char *path, annotated_take take, void *payload)
{
    struct dirent **entries;
    problem p;
    int count = scandir(path, &entries, is_annotation, name_order);
    if (count < 0) {
        problem_set(&p, "the folder cannot be read: %s", strerror(errno));
        return told(path, &p);
    }
    bool good = count > 0;
    if (!good) told(path, (problem_set(&p, "there are no .ann files in the folder"), &p));
    for (int i = 0; i < count; i++) {
        char id[256], ann_path[ORIGIN_SIZE], text_path[ORIGIN_SIZE];
        snprintf(id, sizeof id, "%.*s", (int)strlen(entries[i]->d_name) - 4, entries[i]->d_name);
        snprintf(ann_path, sizeof ann_path, "%.800s/%s.ann", path, id);
        snprintf(text_path, sizeof text_path, "%.800s/%s.txt", path, id);
        good = good && document__take(id, text_path, ann_path, take, payload);
        free(entries[i]);
    }
    free(entries);
    return good;
}

bool annotated_read(const char *path, annotated_take take, void *payload)
{
    struct stat what;
    if (stat(path, &what) == 0 && S_ISDIR(what.st_mode)) return folder__read(path, take, payload);
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    problem p = {""};
    stream *in = stream_open(path, &p);
    if (in == NULL) return told(name, &p);
    bool good = lines__read(in, name, take, payload);
    stream_close(in);
    return good;
}
