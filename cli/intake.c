/* SPDX-License-Identifier: Apache-2.0
 *
 * intake.c - see intake.h.
 *
 * A folder is gone through in the order of names, its folders too. What is
 * hidden (".git"), and links to folders, which can go round in circles, are
 * passed over; so are files whose names do not end as articles' names do.
 */
#include "intake.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"
#include "fetch.h"
#include "harvest.h"
#include "name.h"
#include "stream.h"

/* ---- jobs ---- */

bool intake_start(intake *in, job *j)
{
    j->use = in->use;
    j->use_payload = in->use_payload;
    if (in->lock != NULL) pthread_mutex_lock(in->lock);
    bool more = pool_submit(in->pool, j);
    if (in->lock != NULL) pthread_mutex_unlock(in->lock);
    return more;
}

bool intake_refuse(intake *in, const char *target, size_t line_number, const problem *why)
{
    job *j = job_new(JOB_REFUSED, target);
    if (j == NULL) return problem_memory(&in->starved);
    j->line_number = line_number;
    j->problem = *why;
    return intake_start(in, j);
}

static bool intake__job(intake *in, job_kind kind, const char *target, size_t line_number, char *line, size_t size)
{
    job *j = job_new(kind, target);
    if (j == NULL) {
        free(line);
        return problem_memory(&in->starved);
    }
    j->line_number = line_number;
    j->line = line;
    j->line_size = size;
    return intake_start(in, j);
}

/* ---- JSON lines ---- */

/* Cuts a stream of JSON lines up. */
static bool intake__lines(intake *in, const char *target, stream *from)
{
    size_t limit = in->settings->max_size, size;
    char words[32], *line;
    problem p = {""};
    for (size_t number = 1;; number++) {
        line_status status = stream_next_line(from, limit, &line, &size, &p);
        if (status == LINE_END) return true;
        if (status == LINE_FAILED) return intake_refuse(in, target, 0, &p);
        if (status == LINE_TOO_LONG) {
            problem_set(&p, "the line is longer than %s; allow more with --max-size", size_words(words, limit));
            if (!intake_refuse(in, target, number, &p)) return false;
            continue;
        }
        size_t mark = number == 1 && size >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        if (mark > 0) memmove(line, line + mark, size - mark + 1); /* a byte-order mark is no part of the JSON */
        size -= mark;
        if (size == 0)
            free(line);
        else if (!intake__job(in, JOB_RECORD, target, number, line, size))
            return false;
    }
}

static bool intake__jsonl(intake *in, const char *target)
{
    problem p = {""};
    answer fetched = {0};
    stream *from = NULL;
    const settings *s = in->settings;
    if (!name_is_address(target))
        from = stream_open(target, &p);
    else if (fetch_page(&fetched, target, s->timeout, s->max_size, &p))
        from = stream_of_memory(fetched.bytes, fetched.size, &p);
    bool good = from != NULL ? intake__lines(in, target, from) : intake_refuse(in, target, 0, &p);
    stream_close(from);
    answer_release(&fetched);
    return good;
}

/* ---- folders ---- */

static int entry__is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Is it, links followed, of this kind? */
static bool path__is(const char *path, mode_t kind)
{
    struct stat st;
    return stat(path, &st) == 0 && (st.st_mode & S_IFMT) == kind;
}

static bool path__is_link(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* What is done with each file of a folder; false to stop. */
typedef bool (*folder_visit)(const char *path, void *payload);

static int entry__compare(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Visits the files of a folder and its folders. `unread` is called for a folder
 * that cannot be read. */
static bool folder__walk(const char *path, folder_visit visit, folder_visit unread, void *payload)
{
    struct dirent **entries;
    int count = scandir(path, &entries, entry__is_shown, entry__compare);
    bool more = true;
    if (count < 0) return unread(path, payload);
    for (int i = 0; i < count; i++) {
        bool slash = *path != '\0' && path[strlen(path) - 1] != '/';
        size_t room = strlen(path) + strlen(entries[i]->d_name) + 2;
        char *inner = malloc(room);
        if (inner == NULL && more) {
            errno = ENOMEM;
            more = unread(path, payload);
        } else if (more) {
            snprintf(inner, room, "%s%s%s", path, slash ? "/" : "", entries[i]->d_name);
            if (path__is(inner, S_IFREG))
                more = visit(inner, payload);
            else if (path__is(inner, S_IFDIR) && !path__is_link(inner))
                more = folder__walk(inner, visit, unread, payload);
        }
        free(inner);
        free(entries[i]);
    }
    free(entries);
    return more;
}

/* Is it the ledger, by whatever name? */
static bool intake__is_ledger(const intake *in, const char *target)
{
    struct stat one, other;
    return in->except != NULL && stat(target, &one) == 0 && stat(in->except, &other) == 0 &&
           one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

static bool intake__submit_file(intake *in, const char *target)
{
    if (in->folders && archive_is_one(in->settings, target)) return archive_submit(in, target);
    if (settings_is_jsonl(in->settings, target)) return intake__jsonl(in, target);
    if (in->harvest != NULL && name_is_address(target)) return harvest_add(in->harvest, target);
    if (in->harvest != NULL && harvest_is_file(in->settings, target)) return harvest_add_file(in->harvest, target);
    return intake__job(in, name_is_address(target) ? JOB_ADDRESS : JOB_FILE, target, 0, NULL, 0);
}

static bool intake__visit(const char *path, void *payload)
{
    intake *in = payload;
    if (intake__is_ledger(in, path)) return true;
    if (name_is_article(path) || name_is_archive(path) || (in->harvest != NULL && name_is_feed(path)))
        return intake__submit_file(in, path);
    in->left_out++;
    return true;
}

static bool intake__unread(const char *path, void *payload)
{
    problem p;
    problem_set(&p, "the folder cannot be read: %s", strerror(errno));
    return intake_refuse(payload, path, 0, &p);
}

bool intake_submit(intake *in, const char *target)
{
    if (in->folders && path__is(target, S_IFDIR)) return folder__walk(target, intake__visit, intake__unread, in);
    problem p = {""};
    if (intake__is_ledger(in, target)) {
        problem_set(&p, "is the ledger itself, and no article");
        return intake_refuse(in, target, 0, &p);
    }
    return intake__submit_file(in, target);
}

/* ---- sizes ---- */

static bool size__visit(const char *path, void *payload)
{
    uint64_t *total = payload;
    struct stat st;
    if ((name_is_article(path) || name_is_archive(path)) && stat(path, &st) == 0 && S_ISREG(st.st_mode))
        *total += (uint64_t)st.st_size;
    return true;
}

static bool size__unread(const char *path, void *payload)
{
    (void)path;
    (void)payload;
    return true;
}

uint64_t intake_size(const char *target)
{
    uint64_t total = 0;
    struct stat st;
    if (path__is(target, S_IFDIR))
        folder__walk(target, size__visit, size__unread, &total);
    else if (stat(target, &st) == 0 && S_ISREG(st.st_mode))
        total = (uint64_t)st.st_size;
    return total;
}

/* ---- the engine ---- */

/* A language that is asked for by name is one there is data for. */
static bool engine__knows(const selon_engine *engine, const char *wanted)
{
    char known[128] = "";
    const char *code;
    if (wanted == NULL) return true;
    for (size_t i = 0; (code = selon_engine_language(engine, i)) != NULL; i++) {
        if (strcmp(code, wanted) == 0) return true;
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s, ", code);
    }
    problem p;
    problem_set(&p, "--lang takes one of %sauto; not \"%.100s\"", known, wanted);
    problem_print(NULL, p.text);
    return false;
}

bool intake_open_engine(selon_engine **out, const settings *s, int *status)
{
    problem p = {""};
    selon_engine_options options = {.data_folder = s->data,
                                    .model_paths = s->models,
                                    .model_path_count = s->model_count,
                                    .fast = s->fast,
                                    .accurate = s->accurate,
                                    .problem = p.text,
                                    .problem_size = sizeof p.text};
    int error = selon_engine_open(out, &options);
    *status = error == SELON_OK ? STATUS_USAGE : STATUS_FAILED;
    if (error == SELON_OK) return engine__knows(*out, s->language);
    if (p.text[0] != '\0') problem_print(NULL, p.text);
    bool data = s->data != NULL && (error == SELON_ERROR_IO || error == SELON_ERROR_DATA) && s->model_count == 0;
    if (data)
        problem_print(s->data, "the language data cannot be used; --data takes a folder like the built-in one");
    else if (p.text[0] == '\0')
        problem_print(NULL, selon_error_message(error));
    return false;
}
