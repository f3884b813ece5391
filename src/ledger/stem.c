/* SPDX-License-Identifier: Apache-2.0
 *
 * stem.c - Snowball's stemmers, opened when a language is first met. See words.h.
 *
 * A text's words are mostly those of the text before, so stems are remembered: a
 * table in which a word has one place, and takes it from whoever was there.
 */
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "ledger/words.h"

#define LANGUAGES 8
#define KNOWN_LOG 15
#define KNOWN_SIZE 23 /* longer stems are not remembered */

typedef struct known_stem {
    uint64_t word; /* the hash of it and its language; 0: nobody */
    uint8_t size;
    char stem[KNOWN_SIZE];
} known_stem;

struct stemmers {
    struct {
        char code[4];
        struct sb_stemmer *stemmer; /* NULL: Snowball has none */
    } items[LANGUAGES];
    size_t count;
    known_stem *known; /* made when first needed; NULL without memory, too */
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
    free(s->known);
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

/* Where the word's stem is, or may be put; NULL without memory. */
static known_stem *stemmers__known(stemmers *s, const char *language, const char *lower, size_t size, uint64_t *hash)
{
    *hash = hash_mix(hash_join(hash_bytes(lower, size), hash_bytes(language, strlen(language)))) | 1;
    if (s->known == NULL) s->known = calloc((size_t)1 << KNOWN_LOG, sizeof *s->known);
    return s->known != NULL ? &s->known[*hash >> (64 - KNOWN_LOG)] : NULL;
}

static size_t stemmer__stem(struct sb_stemmer *stemmer, const char *lower, size_t size, char out[WORD_MOST + 1])
{
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

size_t stem_of(stemmers *s, const char *language, const char *lower, size_t size, char out[WORD_MOST + 1])
{
    struct sb_stemmer *stemmer = stemmers__find(s, language);
    uint64_t hash;
    known_stem *known = stemmer != NULL ? stemmers__known(s, language, lower, size, &hash) : NULL;
    if (known != NULL && known->word == hash) {
        memcpy(out, known->stem, known->size);
        out[known->size] = '\0';
        return known->size;
    }
    size_t found = stemmer__stem(stemmer, lower, size, out);
    if (known != NULL && found <= KNOWN_SIZE) {
        known->word = hash;
        known->size = (uint8_t)found;
        memcpy(known->stem, out, found);
    }
    return found;
}
