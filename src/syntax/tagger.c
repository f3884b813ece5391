/* SPDX-License-Identifier: Apache-2.0
 *
 * tagger.c - a part of speech for every token, greedily, from left to right.
 *
 * For each token the tagger adds up, tag by tag, the weights of the token's
 * features (features.c) and takes the tag with the largest sum:
 *
 *     tag = argmax over y of  sum over features f of  w[f][y]
 *
 * Features look at the tags already given, so a decision cannot wait: that is
 * the price of greed. It is small, because the words to the right are looked
 * at too, and training makes its own decisions while it learns, so it learns
 * to live with its mistakes.
 *
 * Two things make it fast. Words that are always the same part of speech
 * ("the", commas) come from the dictionary without any sum, about every other
 * token. And a row of weights is 24 bytes, so adding one is three additions
 * of vectors. A row is found by the feature's hash: its top half chooses a
 * line of 64 bytes, one cache line, that holds two rows, and its low 16 bits
 * must equal the mark of one of them. A feature that has no row adds nothing.
 *
 *     hash  [ line ......................... mark ]
 *              |                              |
 *              v                              v
 *           [ 24 weights, mark | 24 weights, mark ]
 *
 * Only differences between tags count, so each row was shifted by a constant
 * to make its least weight 0: weights are unsigned bytes (training:
 * train/tagger_training.c).
 *
 * The file comes from outside, so tagger_load() checks all of it once; after
 * that nothing it says can lead a read out of bounds.
 */
#include "syntax/tagger.h"

#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "syntax/features.h"
#include "syntax/sums.h"
#include "syntax/tagger_model.h"

struct tagger {
    const unsigned char *lines;
    uint32_t line_count;
    const unsigned char *entries; /* of the vocabulary's words from `first` on */
    uint32_t first, count;
    WORD_TABLE(uint32_t) dictionary; /* of those before: words of other files, too */
};

/* ---- the file ---- */

uint64_t tagger_checksum(const unsigned char *bytes, size_t size)
{
    uint64_t h = HASH_SEED ^ size;
    size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        h ^= i == TAGGER_CHECKSUM_AT ? 0 : bytes_le64(bytes + i);
        h = (h << 29 | h >> 35) * UINT64_C(0x9e3779b97f4a7c15);
    }
    for (; i < size; i++) h = (h ^ bytes[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return hash_mix(h);
}

uint64_t tagger_tags_hash(void)
{
    uint64_t h = HASH_SEED;
    for (int t = 0; t < TAG_COUNT; t++) {
        const char *name = tag_name((tag)t);
        h = hash_mix(h * UINT64_C(0x9e3779b97f4a7c15) + hash_bytes(name, strlen(name)));
    }
    return h;
}

/* Does the header describe a model for us, of just this size? */
static bool model__header_holds(const unsigned char *b, size_t size)
{
    if (size < TAGGER_HEADER || memcmp(b, TAGGER_MAGIC, 8) != 0) return false;
    if (bytes_le32(b + 8) != TAGGER_VERSION || bytes_le32(b + 12) != FEATURES_VERSION) return false;
    if (bytes_le64(b + 16) != tagger_tags_hash()) return false;
    uint32_t lines = bytes_le32(b + 24), words = bytes_le32(b + 28);
    if (lines == 0 || lines > TAGGER_LINES_MOST || words > TAGGER_WORDS_MOST) return false;
    if (size != TAGGER_HEADER + (size_t)lines * TAGGER_LINE + (size_t)words * 12) return false;
    return bytes_le64(b + TAGGER_CHECKSUM_AT) == tagger_checksum(b, size);
}

/* Ascending words, each with tags that exist; a certain one with just one. */
static bool model__dictionary_holds(const unsigned char *forms, const unsigned char *entries, uint32_t words)
{
    for (uint32_t i = 0; i < words; i++) {
        if (i > 0 && bytes_le64(forms + 8 * (size_t)i) <= bytes_le64(forms + 8 * (size_t)i - 8)) return false;
        uint32_t entry = bytes_le32(entries + 4 * (size_t)i), tags = entry & WORD_TAGS;
        if ((entry & ~(WORD_TAGS | WORD_CERTAIN)) != 0 || tags == 0) return false;
        if ((entry & WORD_CERTAIN) != 0 && (tags & (tags - 1)) != 0) return false;
    }
    return true;
}

typedef struct dictionary_loading {
    tagger *tagger;
    arena *arena;
} dictionary_loading;

static void dictionary__take_known(void *payload, uint32_t word, uint32_t at)
{
    dictionary_loading *l = payload;
    WORD_SET(l->arena, &l->tagger->dictionary, word, bytes_le32(l->tagger->entries + 4 * (size_t)at));
}

/* The file's words become the vocabulary's as they are; those that it had before
 * keep their numbers, and so do all where it has such words already. */
static void dictionary__load(tagger *g, arena *a, vocabulary *v, const unsigned char *forms,
                             const unsigned char *entries, uint32_t words)
{
    g->first = vocabulary_add_list(v, forms, words);
    g->entries = entries;
    g->count = g->first != 0 ? words : 0;
    if (g->first != 0) vocabulary_list_known(v, dictionary__take_known, &(dictionary_loading){g, a});
    for (uint32_t i = 0; g->first == 0 && i < words; i++) {
        uint32_t word = vocabulary_intern_form(v, bytes_le64(forms + 8 * (size_t)i));
        WORD_SET(a, &g->dictionary, word, bytes_le32(entries + 4 * (size_t)i));
    }
}

tagger *tagger_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error)
{
    const unsigned char *b = bytes;
    *error = SELON_ERROR_DATA;
    if (b == NULL || !model__header_holds(b, size)) return NULL;
    tagger *g = ARENA_NEW(a, tagger);
    g->line_count = bytes_le32(b + 24);
    g->lines = b + TAGGER_HEADER;
    uint32_t words = bytes_le32(b + 28);
    const unsigned char *forms = g->lines + (size_t)g->line_count * TAGGER_LINE;
    const unsigned char *entries = forms + 8 * (size_t)words;
    if (!model__dictionary_holds(forms, entries, words)) return NULL;
    dictionary__load(g, a, v, forms, entries, words);
    *error = SELON_OK;
    return g;
}

/* ---- sums ---- */

/* What a feature without a row adds. */
static const unsigned char no_row[TAGGER_ROW];

/* A feature on its way: where its row would be, which is asked for at once, and
 * the row's mark. */
typedef struct lookup {
    const unsigned char *line;
    uint32_t mark;
} lookup;

static inline void tagger__ask(const tagger *g, const uint64_t *features, int count, lookup *out)
{
    for (int i = 0; i < count; i++) {
        out[i].line = g->lines + (size_t)TAGGER_LINE * tagger_line(features[i], g->line_count);
        out[i].mark = tagger_mark(features[i]);
#if defined(__GNUC__)
        __builtin_prefetch(out[i].line);
#endif
    }
}

static inline const unsigned char *lookup__row(const lookup *l)
{
    const unsigned char *second = l->line + TAGGER_ROW;
    unsigned one = l->line[TAGGER_MARK] | (unsigned)l->line[TAGGER_MARK + 1] << 8;
    unsigned two = second[TAGGER_MARK] | (unsigned)second[TAGGER_MARK + 1] << 8;
    const unsigned char *row = one == l->mark ? l->line : no_row;
    return two == l->mark ? second : row;
}

/* Hashes the features that need no tags and asks for their rows. */
static inline void tagger__prepare(const tagger *g, const lens *window, lookup rows[FEATURES_COUNT])
{
    uint64_t features[FEATURES_STATIC];
    features_static(window, features);
    tagger__ask(g, features, FEATURES_STATIC, rows);
}

/* The tag of a token whose static features are there. */
static inline uint8_t tagger__decide(const tagger *g, const lens *window, const history *past,
                                     lookup rows[FEATURES_COUNT])
{
    uint64_t features[FEATURES_HISTORY];
    features_history(window, past, features);
    tagger__ask(g, features, FEATURES_HISTORY, rows + FEATURES_STATIC);
    sums s = {0};
    for (int i = 0; i < FEATURES_COUNT; i++) sums_add(&s, lookup__row(&rows[i]));
    return (uint8_t)sums_best(&s, TAG_COUNT);
}

/* ---- a sentence ---- */

static inline uint32_t tagger__entry(const tagger *g, const token *k)
{
    if (k->word - g->first < g->count) return bytes_le32(g->entries + 4 * (size_t)(k->word - g->first));
    return WORD_GET(&g->dictionary, k->word);
}

/* The tag of a token that needs no sums, or TAG_NONE. */
static inline uint8_t certain_tag(const token *k, uint32_t entry)
{
    if (features_is_plain_mark(k)) return TAG_PUNCT;
    if ((entry & WORD_CERTAIN) == 0) return TAG_NONE;
    return (uint8_t)__builtin_ctz(entry & WORD_TAGS);
}

/* Room for the looks of a stretch of tokens; when it is full, the last ones
 * move to its front. */
enum { ROOM = 64, WIDTH = 2 * FEATURES_REACH + 1 };

/* Words are looked at REACH + 1 tokens ahead, and the features that need no
 * tags are hashed one token ahead, so that their weights are on their way from
 * memory when they are wanted. */
void tagger_run(const tagger *g, text *t, uint32_t first, uint32_t end)
{
    lens room[ROOM];
    lookup rows[2][FEATURES_COUNT]; /* of token i in rows[i % 2] */
    history past = {0};
    bool title_case = features_title_case(t, first, end);
    uint32_t used = 0;
    while (used < FEATURES_REACH) features_look_outside(&room[used++]);
    for (uint32_t next = first; next < end + FEATURES_REACH + 1; next++) {
        if (used == ROOM) {
            memmove(room, room + ROOM - WIDTH, WIDTH * sizeof room[0]);
            used = WIDTH;
        }
        if (next < end)
            features_look(&room[used++], t, next, first, tagger__entry(g, &t->tokens[next]), title_case);
        else
            features_look_outside(&room[used++]);
        if (next < first + FEATURES_REACH) continue;
        uint32_t soon = next - FEATURES_REACH;
        const lens *window = &room[used - WIDTH]; /* around `soon` */
        if (soon < end) {
            t->tokens[soon].tag = certain_tag(&t->tokens[soon], window[FEATURES_REACH].entry);
            if (t->tokens[soon].tag == TAG_NONE) tagger__prepare(g, window, rows[soon % 2]);
        }
        if (soon == first) continue;
        token *now = &t->tokens[soon - 1];
        if (now->tag == TAG_NONE) now->tag = tagger__decide(g, window - 1, &past, rows[(soon - 1) % 2]);
        history_push(&past, &window[FEATURES_REACH - 1], now->tag);
    }
}
