/* SPDX-License-Identifier: Apache-2.0
 *
 * grammar.c - see grammar.h.
 *
 * Most sections are lists of words; that of adverbials has phrases, their words
 * joined by underscores. They are few, so those that begin with the same word
 * are a list that is walked.
 */
#include "syntax/grammar.h"

#include <string.h>

#include "syntax/tag.h"

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
    "own_clitic",
    "progressive",
    "own_marker",
    "anybody",
};

#define ADVERBIALS (-2) /* a section of phrases, not of words */

static int section_class(const resource_line *line)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (resource_in(line, NAMES[i])) return (int)i;
    return resource_in(line, "adverbial") ? ADVERBIALS : -1;
}

static void grammar__word(grammar *g, vocabulary *v, const char *p, size_t size, uint32_t class)
{
    uint32_t word = vocabulary_intern(v, p, size);
    uint32_t classes = WORD_GET(&g->classes, word) | class;
    WORD_SET(g->arena, &g->classes, word, classes);
}

static bool grammar__adverbial(grammar *g, vocabulary *v, const char *p, const char *end)
{
    adverbial a = {0};
    while (p < end) {
        const char *stop = memchr(p, '_', (size_t)(end - p));
        if (stop == NULL) stop = end;
        if (a.count == ADVERBIAL_WORDS || g->adverbials.count > UINT16_MAX) return false;
        a.words[a.count++] = vocabulary_intern(v, p, (size_t)(stop - p));
        p = stop < end ? stop + 1 : end;
    }
    if (a.count == 0) return false;
    a.next = WORD_GET(&g->first, a.words[0]);
    uint16_t own = (uint16_t)g->adverbials.count;
    VEC_PUSH(g->arena, &g->adverbials, a);
    WORD_SET(g->arena, &g->first, a.words[0], own);
    return true;
}

/* A line of words, or of adverbials, separated by spaces. */
static bool grammar__line(grammar *g, vocabulary *v, const resource_line *line, int class)
{
    const char *p = line->field[0].text, *end = p + line->field[0].size;
    while (p < end) {
        const char *stop = memchr(p, ' ', (size_t)(end - p));
        if (stop == NULL) stop = end;
        if (stop > p && class == ADVERBIALS && !grammar__adverbial(g, v, p, stop)) return false;
        if (stop > p && class != ADVERBIALS) grammar__word(g, v, p, (size_t)(stop - p), (uint32_t)1 << class);
        p = stop < end ? stop + 1 : end;
    }
    return true;
}

grammar *grammar_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error)
{
    grammar *g = ARENA_NEW(a, grammar);
    g->arena = a;
    VEC_PUSH(a, &g->adverbials, (adverbial){0});
    resource_reader reader = resource_read(bytes, size);
    const resource_line *line;
    while ((line = resource_next(&reader)) != NULL) {
        int class = section_class(line);
        if (class == -1 || !grammar__line(g, v, line, class)) {
            *error = SELON_ERROR_DATA;
            return NULL;
        }
    }
    *error = SELON_OK;
    return g;
}

/* How many words the longest adverbial has that begins at token `i`. */
static uint32_t grammar__adverbial_at(const grammar *g, const token *k, uint32_t left)
{
    uint32_t longest = 0;
    for (uint16_t at = WORD_GET(&g->first, k->word); at != 0; at = g->adverbials.items[at].next) {
        const adverbial *a = &g->adverbials.items[at];
        uint32_t n = 1;
        while (n < a->count && n < left && k[n].word == a->words[n]) n++;
        if (n == a->count && n > longest) longest = n;
    }
    return longest;
}

void grammar_tag_adverbials(const grammar *g, text *t)
{
    for (uint32_t i = 0; i < t->token_count; i++) {
        uint32_t n = grammar__adverbial_at(g, &t->tokens[i], t->token_count - i);
        for (uint32_t end = i + n; i < end; i++) {
            t->tokens[i].own_tag = t->tokens[i].tag;
            t->tokens[i].tag = TAG_ADV;
        }
        if (n > 0) i--;
    }
}
