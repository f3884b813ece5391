/* SPDX-License-Identifier: Apache-2.0
 *
 * jsonl.c - see jsonl.h. Members that are not ours are let be: the tool's own
 * output can be its input again.
 */
#include "jsonl.h"

#include <stdio.h>
#include <string.h>

#include "date.h"

bool record_line_is_empty(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') return false;
    return true;
}

/* A member that is a string without NUL, or null, or not there. */
static bool record__string(const record *r, const char *name, const char **out, problem *p)
{
    const json_t *value = json_object_get(r->root, name);
    *out = NULL;
    if (value == NULL || json_is_null(value)) return true;
    if (!json_is_string(value)) return problem_set(p, "\"%s\" is not a string", name);
    *out = json_string_value(value);
    if (strlen(*out) != json_string_length(value)) return problem_set(p, "\"%s\" holds a NUL character", name);
    return true;
}

static bool record__id(record *r, problem *p)
{
    const json_t *value = json_object_get(r->root, "id");
    if (!json_is_integer(value)) return record__string(r, "id", &r->id, p);
    snprintf(r->id_number, sizeof r->id_number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    r->id = r->id_number;
    return true;
}

bool record_parse(record *out, const char *line, size_t size, problem *p)
{
    json_error_t error;
    *out = (record){0};
    out->root = json_loadb(line, size, JSON_ALLOW_NUL, &error);
    if (out->root == NULL) return problem_set(p, "is not JSON: %s (column %d)", error.text, error.column);
    const json_t *text = json_object_get(out->root, "text"); /* NULL too when the root is no object */
    bool good = json_is_string(text) ? true
                                     : problem_set(p, "is not an object with a \"text\" string; see selon help read");
    if (good) {
        out->text = json_string_value(text);
        out->text_size = json_string_length(text);
        good = record__id(out, p) && record__string(out, "lang", &out->lang, p) &&
               record__string(out, "date", &out->date, p) && record__string(out, "title", &out->title, p) &&
               record__string(out, "outlet", &out->outlet, p) && record__string(out, "url", &out->url, p);
        if (good && out->date != NULL && !date_is_valid(out->date))
            good = problem_set(p, "\"date\" is not a date as 2025-11-14");
    }
    if (!good) record_release(out);
    return good;
}

void record_release(record *r)
{
    json_decref(r->root);
    r->root = NULL;
}
