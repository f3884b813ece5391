/* SPDX-License-Identifier: Apache-2.0
 *
 * stem.c - Snowball's stemmers, opened when a language is first met. See words.h.
 */
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/words.h"

#define LANGUAGES 8

struct stemmers {
    struct {
        char code[4];
        struct sb_stemmer *stemmer; /* NULL: Snowball has none */
    } items[LANGUAGES];
    size_t count;
};

stemmers *stemmers_new(void)
{
    return calloc(1, sizeof(stemmers));
}

void stemmers_free(stemmers *s)
{
    if (s == NULL) return;
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].stemmer != NULL) sb_stemmer_delete(s->items[i].stemmer);
    free(s);
}

/* Snowball names its algorithms by language, "fr" and "en" among the names. */
static struct sb_stemmer *stemmers__find(stemmers *s, const char *language)
{
    if (language == NULL || strlen(language) >= sizeof s->items->code) return NULL;
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->items[i].code, language) == 0) return s->items[i].stemmer;
    if (s->count == LANGUAGES) return NULL;
    struct sb_stemmer *made = sb_stemmer_new(language, "UTF_8");
    strcpy(s->items[s->count].code, language);
    return s->items[s->count++].stemmer = made;
}

size_t stem_of(stemmers *s, const char *language, const char *lower, size_t size, char out[WORD_MOST + 1])
{
    struct sb_stemmer *stemmer = stemmers__find(s, language);
    const char *stem = lower;
    size_t stem_size = size;
    if (stemmer != NULL) {
        stem = (const char *)sb_stemmer_stem(stemmer, (const unsigned char *)lower, (int)size);
        if (stem == NULL) return SIZE_MAX;
        stem_size = (size_t)sb_stemmer_length(stemmer);
    }
    word_cursor c = words_of(stem, stem_size);
    if (!words_next(&c)) c.folded_size = 0;
    memcpy(out, c.folded, c.folded_size);
    out[c.folded_size] = '\0';
    return c.folded_size;
}
