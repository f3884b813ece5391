/* SPDX-License-Identifier: Apache-2.0
 *
 * lexis.c - see lexis.h.
 *
 * All is one table of numbers by hash. What a number is about (a weight, a
 * phrase) is mixed into the hash.
 */
#include "ledger/lexis.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "ledger/wording.h"
#include "model/resource.h"

#define PHRASE_WORDS 16
#define SHORT_WORD 3 /* bytes; in a language without data it is one of grammar */
#define WEIGHT_UNKNOWN 6
#define WEIGHT_NUMBER 4

typedef enum about { ABOUT_COMMON = 1, ABOUT_FUNCTION, ABOUT_NEGATION, ABOUT_EQUAL, ABOUT_FORMULA } about;

/* Of a phrase: it goes on; or the number of its meaning, from 2 on. */
enum { PHRASE_GOES_ON = 1, PHRASE_MEANS = 2 };

typedef struct slot {
    uint64_t key; /* 0: free */
    uint32_t value;
} slot;

typedef struct meaning {
    lexis_word *words;
    size_t count;
} meaning;

/* Words met lately, by the hash of what they look like; stemming is most of the work. */
#define LATELY 16384
typedef struct met_word {
    uint64_t lower; /* 0: none */
    lexis_word word;
} met_word;

struct lexis {
    arena *arena;
    met_word *lately;
    stemmers *stems;
    const char *lang;
    slot *slots;
    size_t room, used;
    VEC(meaning) meanings;
    bool known, failed, loaded;
};

/* ---- the table ---- */

static uint64_t key_of(about what, uint64_t hash)
{
    uint64_t key = hash_mix(hash_join(hash, (uint64_t)what));
    return key != 0 ? key : 1;
}

static slot *lexis__slot(const lexis *l, uint64_t key)
{
    size_t at = key & (l->room - 1);
    while (l->slots[at].key != 0 && l->slots[at].key != key) at = (at + 1) & (l->room - 1);
    return &l->slots[at];
}

static uint32_t lexis__get(const lexis *l, about what, uint64_t hash)
{
    return lexis__slot(l, key_of(what, hash))->value;
}

static void lexis__grow(lexis *l)
{
    slot *old = l->slots;
    size_t room = l->room;
    l->room = room * 2;
    l->slots = ARENA_ZARRAY(l->arena, slot, l->room);
    for (size_t i = 0; i < room; i++)
        if (old[i].key != 0) *lexis__slot(l, old[i].key) = old[i];
}

/* The greater of two values stays. */
static void lexis__put(lexis *l, about what, uint64_t hash, uint32_t value)
{
    if (l->used * 2 >= l->room) lexis__grow(l);
    uint64_t key = key_of(what, hash);
    slot *s = lexis__slot(l, key);
    l->used += s->key == 0;
    s->key = key;
    if (s->value < value) s->value = value;
}

/* ---- words ---- */

static bool is_number(const word_cursor *c)
{
    for (unsigned i = 0; i < c->folded_size; i++)
        if (c->folded[i] < '0' || c->folded[i] > '9') return false;
    return true;
}

static bool lexis__look(lexis *l, const word_cursor *c, lexis_word *out)
{
    char stem[WORD_MOST + 1];
    out->form = out->stem = (uint32_t)hash_mix(hash_bytes(c->folded, c->folded_size));
    out->weight = 1;
    out->negation = false;
    if (is_number(c)) {
        out->weight = WEIGHT_NUMBER;
        return true;
    }
    if (!l->known && c->folded_size <= SHORT_WORD) return true;
    if (l->known) {
        out->negation = lexis__get(l, ABOUT_NEGATION, out->form) != 0;
        if (lexis__get(l, ABOUT_FUNCTION, out->form) != 0 || c->folded_size == 1) return true;
    }
    size_t size = stem_of(l->stems, l->lang, c->lower, c->lower_size, stem);
    if (size == SIZE_MAX) return false;
    if (size > 0) out->stem = (uint32_t)hash_mix(hash_bytes(stem, size));
    uint32_t weight = lexis__get(l, ABOUT_COMMON, out->stem);
    out->weight = out->negation ? 1 : !l->known ? WEIGHT_UNKNOWN : weight != 0 ? (uint8_t)weight : WEIGHT_RARE;
    return true;
}

bool lexis_look(lexis *l, const word_cursor *c, lexis_word *out)
{
    uint64_t lower = hash_mix(hash_bytes(c->lower, c->lower_size));
    met_word *met = &l->lately[lower % LATELY];
    if (met->lower != lower || lower == 0) {
        if (!lexis__look(l, c, &met->word)) return false;
        met->lower = l->loaded ? lower : 0; /* until then weights are not known */
    }
    *out = met->word;
    return true;
}

/* ---- phrases ---- */

static uint64_t phrase_join(uint64_t hash, uint32_t word)
{
    return hash_mix(hash_join(hash, word));
}

size_t lexis_equal(const lexis *l, const lexis_word *at, const lexis_word *end, const lexis_word **out, size_t *count)
{
    uint64_t hash = HASH_SEED;
    size_t found = 0;
    for (size_t i = 0; at + i < end && i < PHRASE_WORDS; i++) {
        hash = phrase_join(hash, at[i].form);
        uint32_t value = lexis__get(l, ABOUT_EQUAL, hash);
        if (value == 0) break;
        if (value < PHRASE_MEANS || value - PHRASE_MEANS >= l->meanings.count) continue;
        const meaning *m = &l->meanings.items[value - PHRASE_MEANS];
        found = i + 1;
        *out = m->words;
        *count = m->count;
    }
    return found;
}

size_t lexis_formula(const lexis *l, const uint32_t *at, const uint32_t *end)
{
    uint64_t hash = HASH_SEED;
    size_t found = 0;
    for (size_t i = 0; at + i < end && i < PHRASE_WORDS; i++) {
        hash = phrase_join(hash, at[i]);
        uint32_t value = lexis__get(l, ABOUT_FORMULA, hash);
        if (value == 0) break;
        if (value >= PHRASE_MEANS) found = i + 1;
    }
    return found;
}

/* ---- loading ---- */

/* The words of a field, at most PHRASE_WORDS. */
static size_t lexis__words(lexis *l, const char *text, size_t size, lexis_word out[PHRASE_WORDS])
{
    size_t count = 0;
    word_cursor c = words_of(text, size);
    while (count < PHRASE_WORDS && words_next(&c))
        if (!lexis_look(l, &c, &out[count++])) l->failed = true;
    return count;
}

static void lexis__equal_line(lexis *l, const resource_line *line)
{
    lexis_word from[PHRASE_WORDS] = {0}, to[PHRASE_WORDS];
    size_t count = lexis__words(l, line->field[0].text, line->field[0].size, from);
    meaning m = {NULL, line->count > 1 ? lexis__words(l, line->field[1].text, line->field[1].size, to) : 0};
    if (count == 0) return;
    m.words = ARENA_ZARRAY(l->arena, lexis_word, m.count + 1);
    if (m.count > 0) memcpy(m.words, to, m.count * sizeof *to);
    VEC_PUSH(l->arena, &l->meanings, m);
    uint64_t hash = HASH_SEED;
    for (size_t i = 0; i < count; i++) {
        hash = phrase_join(hash, from[i].form);
        lexis__put(l, ABOUT_EQUAL, hash,
                   i + 1 < count ? PHRASE_GOES_ON : PHRASE_MEANS + (uint32_t)l->meanings.count - 1);
    }
}

/* A formula's words may be written in other ways, too: it is kept as they all
 * are read. */
static void lexis__formula_line(lexis *l, const resource_line *line)
{
    lexis_word words[PHRASE_WORDS] = {0};
    size_t count = lexis__words(l, line->field[0].text, line->field[0].size, words);
    uint32_t stems[PHRASE_WORDS];
    size_t stem_count = 0;
    for (size_t i = 0; i < count;) {
        const lexis_word *to = &words[i];
        size_t to_count = 1, taken = lexis_equal(l, words + i, words + count, &to, &to_count);
        for (size_t k = 0; k < to_count && stem_count < PHRASE_WORDS; k++) stems[stem_count++] = to[k].stem;
        i += taken > 0 ? taken : 1;
    }
    uint64_t hash = HASH_SEED;
    for (size_t i = 0; i < stem_count; i++) {
        hash = phrase_join(hash, stems[i]);
        lexis__put(l, ABOUT_FORMULA, hash, i + 1 < stem_count ? PHRASE_GOES_ON : PHRASE_MEANS);
    }
}

/* A list of words separated by spaces. */
static void lexis__list_line(lexis *l, const resource_line *line, about what)
{
    for (size_t i = 0; i < line->count; i++) {
        word_cursor c = words_of(line->field[i].text, line->field[i].size);
        while (words_next(&c)) lexis__put(l, what, (uint32_t)hash_mix(hash_bytes(c.folded, c.folded_size)), 1);
    }
}

/* The stem as it is listed: it is not stemmed again. */
static void lexis__common_line(lexis *l, const resource_line *line)
{
    word_cursor c = words_of(line->field[0].text, line->field[0].size);
    double weight = resource_number(line, 1, 1);
    if (words_next(&c) && weight >= 1 && weight <= WEIGHT_RARE)
        lexis__put(l, ABOUT_COMMON, (uint32_t)hash_mix(hash_bytes(c.folded, c.folded_size)), (uint32_t)weight);
}

typedef enum pass { PASS_WORDS, PASS_EQUAL, PASS_FORMULA } pass;

/* The sections build on each other, whatever their order in the file. */
static void lexis__pass(lexis *l, const void *bytes, size_t size, pass which)
{
    resource_reader reader = resource_read(bytes, size);
    for (const resource_line *line; (line = resource_next(&reader)) != NULL;) {
        if (line->count == 0) continue;
        if (which == PASS_WORDS && resource_in(line, "function")) lexis__list_line(l, line, ABOUT_FUNCTION);
        if (which == PASS_WORDS && resource_in(line, "common")) lexis__common_line(l, line);
        if (which == PASS_WORDS && resource_in(line, "negation")) lexis__list_line(l, line, ABOUT_NEGATION);
        if (which == PASS_EQUAL && resource_in(line, "equal")) lexis__equal_line(l, line);
        if (which == PASS_FORMULA && resource_in(line, "formula")) lexis__formula_line(l, line);
    }
}

lexis *lexis_load(arena *a, stemmers *stems, const char *lang)
{
    lexis *l = ARENA_NEW(a, lexis);
    *l = (lexis){.arena = a, .stems = stems, .lang = lang, .room = 64};
    l->slots = ARENA_ZARRAY(a, slot, l->room);
    l->lately = ARENA_ZARRAY(a, met_word, LATELY);
    l->loaded = lang == NULL;
    if (lang == NULL) return l;
    size_t size, grammar_size;
    int error;
    resource_store *store = resource_store_new(a, NULL);
    const void *bytes = resource_find(store, lang, "same.txt", &size, &error);
    const void *grammar = resource_find(store, lang, "grammar.txt", &grammar_size, &error);
    l->loaded = bytes == NULL;
    if (bytes == NULL) return l;
    l->known = true;
    if (grammar != NULL) lexis__pass(l, grammar, grammar_size, PASS_WORDS);
    for (int i = PASS_WORDS; i <= PASS_FORMULA; i++) lexis__pass(l, bytes, size, (pass)i);
    l->loaded = true;
    return l->failed ? NULL : l;
}
