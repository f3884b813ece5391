/* SPDX-License-Identifier: Apache-2.0
 *
 * labels.c - see labels.h.
 *
 * Three layers, each over the one before: the keys themselves, so that a label
 * is never missing; English; the article's language.
 */
#include "output/labels.h"

#include <string.h>

static const char *const keys[LABEL_COUNT] = {
#define X(name, key) key,
    LABELS(X)
#undef X
};

void labels_read(labels *out, const void *bytes, size_t size)
{
    resource_reader reader = resource_read(bytes, size);
    for (const resource_line *line; (line = resource_next(&reader)) != NULL;) {
        if (line->count < 2 || line->field[0].size == 0 || !resource_in(line, "labels")) continue;
        for (int i = 0; i < LABEL_COUNT; i++) {
            if (keys[i][0] != line->field[0].text[0] || !resource_is(line, 0, keys[i])) continue;
            out->items[i].text = line->field[1].text;
            out->items[i].size = line->field[1].size;
        }
    }
}

static void labels__built_in(labels *out, resource_store *store, const char *language)
{
    size_t size;
    int error;
    const void *bytes = resource_find(store, language, "labels.txt", &size, &error);
    if (bytes != NULL) labels_read(out, bytes, size);
}

void labels_load(labels *out, resource_store *store, const char *language, const void *given, size_t given_size)
{
    for (int i = 0; i < LABEL_COUNT; i++) {
        out->items[i].text = keys[i];
        out->items[i].size = strlen(keys[i]);
    }
    labels__built_in(out, store, "en");
    if (given != NULL)
        labels_read(out, given, given_size);
    else if (language != NULL)
        labels__built_in(out, store, language);
}
