/* SPDX-License-Identifier: Apache-2.0
 *
 * phrases.c - see phrases.h.
 *
 * The files are read once, when the first page is written, into a table for
 * each language that is sorted by key. It is the process's: what is in it never
 * changes and points into the program itself.
 */
#include "room/phrases.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "model/resource.h"
#include "room/asset.h"

#define WORDS_MAX 400

typedef struct word {
    word_text key, one, many;
} word;

struct phrases {
    const char *language;
    const char *path;
    word items[WORDS_MAX];
    size_t count;
    bool zero_is_plural;
};

static struct phrases tables[] = {{.language = "en", .path = "words/en.txt"},
                                  {.language = "fr", .path = "words/fr.txt"}};
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static int text__compare(word_text a, const char *key, size_t size)
{
    int order = memcmp(a.text, key, a.size < size ? a.size : size);
    return order != 0 ? order : (a.size > size) - (a.size < size);
}

static int word__compare(const void *a, const void *b)
{
    const word *one = a, *other = b;
    return text__compare(one->key, other->key.text, other->key.size);
}

static word_text line__field(const resource_line *line, size_t i)
{
    return (word_text){line->field[i].text, line->field[i].size};
}

static void table__read(struct phrases *t)
{
    const asset *file = asset_find(t->path);
    if (file == NULL) return;
    resource_reader reader = resource_read(file->bytes, file->size);
    for (const resource_line *line; (line = resource_next(&reader)) != NULL;) {
        if (resource_in(line, "plural")) {
            t->zero_is_plural = resource_is(line, 0, "zero-is-plural");
            continue;
        }
        if (line->count < 2 || t->count == WORDS_MAX) continue;
        t->items[t->count++] = (word){line__field(line, 0), line__field(line, 1),
                                      line__field(line, line->count > 2 ? 2 : 1)};
    }
    qsort(t->items, t->count, sizeof *t->items, word__compare);
}

static void tables__read(void)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) table__read(&tables[i]);
}

const phrases *phrases_of(const char *language)
{
    pthread_once(&tables_once, tables__read);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (language != NULL && strcmp(tables[i].language, language) == 0) return &tables[i];
    return &tables[0];
}

const char *phrases_language(const phrases *w)
{
    return w->language;
}

static const word *phrases__look(const phrases *w, const char *key)
{
    size_t low = 0, high = w->count, size = strlen(key);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text__compare(w->items[middle].key, key, size);
        if (order == 0) return &w->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

word_text phrases_find(const phrases *w, const char *key)
{
    const word *found = phrases__look(w, key);
    return found != NULL ? found->one : (word_text){key, strlen(key)};
}

word_text phrases_find_for(const phrases *w, const char *key, uint64_t number)
{
    const word *found = phrases__look(w, key);
    bool many = number > 1 || (number == 0 && w->zero_is_plural);
    if (found == NULL) return (word_text){key, strlen(key)};
    return many ? found->many : found->one;
}
