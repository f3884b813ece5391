/* SPDX-License-Identifier: Apache-2.0
 *
 * census_names.c - who has a name with some words in it. The census has a line
 * for each word of each name, in order: the lines of the word that the fewest
 * names have are gone through, and the names there have to have the others, too.
 */
#include <string.h>

#include "ledger/words.h"
#include "room/census.h"
#include "room/views.h"

#define LINES_MOST 20000 /* that are gone through: so many names have no word that anybody looks for alone */
#define WORDS_MOST 16    /* that are looked for; a name has fewer */

uint32_t census_first_name(const census *c, const char *word)
{
    uint32_t low = 0, high = c->name_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(c->names[middle].word, word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first line of a word that comes after this one, which ends with a letter or a digit: a space is before those. */
static uint32_t names__end(const census *c, const char *word)
{
    char after[WORD_MOST + 2];
    size_t size = strlen(word);
    memcpy(after, word, size);
    after[size] = ' ' + 1;
    after[size + 1] = '\0';
    return census_first_name(c, after);
}

static bool name__has(const char *name, const char *word)
{
    word_cursor own = words_of(name, strlen(name));
    while (words_next(&own))
        if (strcmp(own.folded, word) == 0) return true;
    return false;
}

typedef struct asked_words {
    char words[WORDS_MOST][WORD_MOST + 1];
    size_t count;
    uint32_t from, to; /* lines of the one that the fewest have */
} asked_words;

static void asked__parse(asked_words *w, const census *c, const char *text)
{
    word_cursor word = words_of(text, strlen(text));
    w->count = 0;
    while (words_next(&word)) {
        uint32_t from = census_first_name(c, word.folded), to = names__end(c, word.folded);
        if (w->count == 0 || to - from < w->to - w->from) {
            w->from = from;
            w->to = to;
        }
        if (w->count < WORDS_MOST) memcpy(w->words[w->count++], word.folded, word.folded_size + 1);
    }
}

static bool asked__all(const asked_words *w, const char *name)
{
    for (size_t i = 0; w->count > 1 && i < w->count; i++)
        if (!name__has(name, w->words[i])) return false;
    return true;
}

size_t census_find_people(const census *c, const char *words, uint64_t *ids, size_t most)
{
    asked_words w;
    uint32_t statements[CENSUS_FOUND];
    size_t count = 0;
    asked__parse(&w, c, words);
    if (most > CENSUS_FOUND) most = CENSUS_FOUND;
    if (most == 0 || w.count == 0) return 0;
    if (w.to - w.from > LINES_MOST) w.to = w.from + LINES_MOST;
    for (uint32_t i = w.from; i < w.to; i++) {
        const census_name *n = &c->names[i];
        size_t at = 0, known = 0;
        if (n->sort == SUGGEST_OUTLET || (count == most && n->statements <= statements[count - 1])) continue;
        while (known < count && ids[known] != n->id) known++;
        if (known < count || !asked__all(&w, n->name)) continue;
        while (at < count && statements[at] >= n->statements) at++;
        if (count < most) count++;
        memmove(&ids[at + 1], &ids[at], (count - 1 - at) * sizeof *ids);
        memmove(&statements[at + 1], &statements[at], (count - 1 - at) * sizeof *statements);
        ids[at] = n->id;
        statements[at] = n->statements;
    }
    return count;
}
