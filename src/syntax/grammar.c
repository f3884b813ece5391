/* SPDX-License-Identifier: Apache-2.0
 *
 * grammar.c - see grammar.h.
 */
#include "syntax/grammar.h"

#include <string.h>

static const char *const NAMES[] = {
    "complementizer",
    "question",
    "negation",
    "genitive",
    "agent",
    "to",
    "infinitive_marker",
    "relay",
    "object_clitic",
    "reflexive",
    "subject_pronoun",
    "relative",
    "and",
    "but",
    "be",
    "have",
    "as",
    "possessive",
    "gerund_marker",
    "article",
    "cue_article",
    "modal",
    "preverbal",
};

static int section_class(const resource_line *line)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (resource_in(line, NAMES[i])) return (int)i;
    return -1;
}

static void grammar__words(grammar *g, vocabulary *v, const resource_line *line, uint32_t class)
{
    const char *p = line->field[0].text, *end = p + line->field[0].size;
    while (p < end) {
        const char *stop = memchr(p, ' ', (size_t)(end - p));
        if (stop == NULL) stop = end;
        if (stop > p) {
            uint32_t word = vocabulary_intern(v, p, (size_t)(stop - p));
            uint32_t classes = WORD_GET(&g->classes, word) | class;
            WORD_SET(g->arena, &g->classes, word, classes);
        }
        p = stop < end ? stop + 1 : end;
    }
}

grammar *grammar_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error)
{
    grammar *g = ARENA_NEW(a, grammar);
    g->arena = a;
    resource_reader reader = resource_read(bytes, size);
    const resource_line *line;
    while ((line = resource_next(&reader)) != NULL) {
        int class = section_class(line);
        if (class < 0) {
            *error = SELON_ERROR_DATA;
            return NULL;
        }
        grammar__words(g, v, line, (uint32_t)1 << class);
    }
    *error = SELON_OK;
    return g;
}
