/* SPDX-License-Identifier: Apache-2.0
 *
 * writing.c - how a language writes: a class for each word that matters to
 * cutting tokens and ending sentences, read from "xx/text.txt".
 */
#include "text/writing.h"

#include <string.h>

static const struct {
    const char *section;
    uint8_t class;
} SECTIONS[] = {
    {"abbreviation", WRITING_ABBREVIATION},
    {"title", WRITING_TITLE},
    {"elision", WRITING_ELISION},
    {"clitic", WRITING_CLITIC},
    {"whole", WRITING_WHOLE},
    {"suffix", WRITING_SUFFIX},
    {"starter", WRITING_STARTER},
};

static bool writing__number_option(writing *w, const resource_line *line)
{
    if (!resource_in(line, "number")) return false;
    if (resource_is(line, 0, "group") && resource_is(line, 1, "space")) w->groups_by_space = true;
    return true;
}

static int writing__line(writing *w, const resource_line *line)
{
    if (writing__number_option(w, line)) return SELON_OK;
    for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++) {
        if (!resource_in(line, SECTIONS[i].section)) continue;
        uint32_t word = vocabulary_intern(w->words, line->field[0].text, line->field[0].size);
        uint8_t class = WORD_GET(&w->classes, word) | SECTIONS[i].class;
        if (resource_is(line, 1, "number")) class |= WRITING_NUMBERED;
        WORD_SET(w->arena, &w->classes, word, class);
        size_t longest = line->field[0].size * 3; /* typographic apostrophes and hyphens have three bytes */
        if (longest > w->longest) w->longest = (uint32_t)longest;
        return SELON_OK;
    }
    return SELON_ERROR_DATA;
}

writing *writing_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error)
{
    writing *w = ARENA_NEW(a, writing);
    w->arena = a;
    w->words = v;
    resource_reader reader = resource_read(bytes, size);
    const resource_line *line;
    while ((line = resource_next(&reader)) != NULL) {
        *error = writing__line(w, line);
        if (*error != SELON_OK) return NULL;
    }
    *error = SELON_OK;
    return w;
}

unsigned writing_class(const writing *w, uint32_t word)
{
    return WORD_GET(&w->classes, word);
}
