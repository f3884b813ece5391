/* SPDX-License-Identifier: Apache-2.0
 *
 * language.c - function words, telling letters, scripts.
 *
 * Half of the words of any running text are some hundred function words, and
 * each language has its own. So a text is evidence, in bits, for language L:
 *
 *     E(L) = sum over words w that L lists  log2(frequency of w in L / floor)
 *          + sum over the first letters     weights of the runs that L lists
 *          + PRIOR if the page says L
 *
 * where `floor` is the frequency that a word has in a language that does not
 * list it. The language with most evidence wins, if there is enough of it: a
 * text in a language without data has some accidental hits ("a", "o", "de"),
 * but far fewer bits a word. A headline may hold no function word at all; the
 * letters speak then ("th", "ck", "é"), and where they are silent too, the
 * page is believed.
 *
 * Before that, the letters' script: if most are Cyrillic, Arabic, Han, ... the
 * script names the language.
 *
 * Only a sample is read: the beginning and some pieces evenly spread over the
 * rest, so the time does not grow with the text. Most articles need even less:
 * a first glance reads the words of four short pieces, and where each of them
 * says the same language and all of them together say it clearly, that is it.
 *
 * Most runs of letters, and half of the words, are in no list. A table of bits,
 * small enough to stay in the nearest cache, knows which may be.
 */
#include "input/language.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "model/resource.h"
#include "model/vocabulary.h"

#define LANGUAGES 48
#define CODE_SIZE 8
#define FLOOR 0.02 /* per thousand words */
#define PIECE_LETTERS 6
#define WORD_BYTES 64
#define LISTED_BITS 16384
#define SAMPLE_FIRST 6144
#define SAMPLE_PIECE 1024
#define SAMPLE_PIECES 4
#define GLANCE_PIECE 192
#define GLANCE_PIECES 4
#define GLANCE_WORD 2.6f    /* bits a word that a glance asks for */
#define GLANCE_MARGIN 40.0f /* bits that the best must have before the second; it must have 3/2 of its bits too */
#define LETTER_WORDS 60     /* words whose letters are looked at */
#define PRIOR 5.0f          /* bits for what the page says */
#define ENOUGH_WORD 1.3f    /* bits a word that a language's own texts have */
#define ENOUGH 4.0f         /* bits that a text must have at all */

/* What a word or a run of letters says: a list, as languages share words. */
typedef struct hint {
    struct hint *next;
    float bits;
    uint8_t language;
} hint;

typedef struct script {
    uint32_t first, last;
    uint8_t language;
} script;

struct language_identifier {
    arena *arena;
    char codes[LANGUAGES][CODE_SIZE];
    uint8_t count;
    vocabulary *words; /* runs of letters too; their hashes are marked */
    WORD_TABLE(hint *) hints;
    VEC(script) scripts;
    uint64_t listed[LISTED_BITS / 64]; /* for a key in `words`, the bit of its low bits is set */
};

typedef struct evidence {
    float bits[LANGUAGES];
    uint32_t script_letters[LANGUAGES];
    uint32_t letters, words;
} evidence;

language_identifier *language_identifier_new(arena *a)
{
    language_identifier *id = ARENA_NEW(a, language_identifier);
    id->arena = a;
    id->words = vocabulary_new(a);
    return id;
}

/* ---- loading ---- */

/* The number of a language; LANGUAGES when there is no room or no such code. */
static uint8_t identifier__language(language_identifier *id, const char *code, size_t size)
{
    if (size < 2 || size >= CODE_SIZE) return LANGUAGES;
    for (uint8_t i = 0; i < id->count; i++)
        if (strlen(id->codes[i]) == size && memcmp(id->codes[i], code, size) == 0) return i;
    if (id->count == LANGUAGES) return LANGUAGES;
    memcpy(id->codes[id->count], code, size);
    return id->count++;
}

/* The key of a run of letters, given their hash: not that of a word. */
static uint64_t run__key(uint64_t hash)
{
    return hash_mix(hash ^ UINT64_C(0x5bd1e995));
}

static void identifier__add(language_identifier *id, uint64_t key, uint8_t language, float bits)
{
    uint32_t word = vocabulary_intern_form(id->words, key);
    id->listed[key % LISTED_BITS / 64] |= UINT64_C(1) << key % 64;
    hint *h = ARENA_NEW(id->arena, hint);
    h->next = WORD_GET(&id->hints, word);
    h->language = language;
    h->bits = bits;
    WORD_SET(id->arena, &id->hints, word, h);
}

static int identifier__load_script(language_identifier *id, const resource_line *line)
{
    char number[2][12];
    uint32_t value[2];
    if (line->count != 3) return SELON_ERROR_DATA;
    for (int i = 0; i < 2; i++) {
        char *stop;
        if (line->field[i].size == 0 || line->field[i].size >= sizeof *number) return SELON_ERROR_DATA;
        memcpy(number[i], line->field[i].text, line->field[i].size);
        number[i][line->field[i].size] = '\0';
        value[i] = (uint32_t)strtoul(number[i], &stop, 16);
        if (*stop != '\0') return SELON_ERROR_DATA;
    }
    uint8_t language = identifier__language(id, line->field[2].text, line->field[2].size);
    if (language == LANGUAGES) return SELON_ERROR_DATA;
    VEC_PUSH(id->arena, &id->scripts, ((script){value[0], value[1], language}));
    return SELON_OK;
}

static int identifier__load_line(language_identifier *id, const resource_line *line)
{
    const char *section = line->section, *code = memchr(section, ' ', line->section_size);
    if (resource_in(line, "scripts")) return identifier__load_script(id, line);
    if (code == NULL || line->count != 2) return SELON_ERROR_DATA;
    size_t kind = (size_t)(code - section);
    uint8_t language = identifier__language(id, code + 1, line->section_size - kind - 1);
    double value = resource_number(line, 1, -1);
    const char *text = line->field[0].text;
    size_t size = line->field[0].size;
    if (language == LANGUAGES || !(value > 0 && value <= 1000)) return SELON_ERROR_DATA;
    if (utf8_validate(text, size) != size) return SELON_ERROR_DATA;
    if (kind == 5 && memcmp(section, "words", 5) == 0)
        identifier__add(id, hash_form(text, size), language, value > FLOOR ? (float)log2(value / FLOOR) : 0);
    else if (kind == 7 && memcmp(section, "letters", 7) == 0 && utf8_count(text, size) <= PIECE_LETTERS)
        identifier__add(id, run__key(hash_bytes(text, size)), language, (float)value);
    else
        return SELON_ERROR_DATA;
    return SELON_OK;
}

int language_identifier_load(language_identifier *id, const void *bytes, size_t size)
{
    resource_reader reader = resource_read(bytes, size);
    const resource_line *line;
    while ((line = resource_next(&reader)) != NULL) {
        int error = identifier__load_line(id, line);
        if (error != SELON_OK) return error;
    }
    return SELON_OK;
}

/* ---- looking ---- */

static inline void evidence__look_up(evidence *e, const language_identifier *id, uint64_t key)
{
    if ((id->listed[key % LISTED_BITS / 64] >> key % 64 & 1) == 0) return;
    uint32_t word = vocabulary_find(id->words, key);
    if (word == 0) return;
    for (const hint *h = WORD_GET(&id->hints, word); h != NULL; h = h->next) e->bits[h->language] += h->bits;
}

/* The runs of letters of one word, given in lower case between two "_". */
static void evidence__letters(evidence *e, const language_identifier *id, const char *word, size_t size)
{
    for (size_t start = 0; start < size; start++) {
        if (((unsigned char)word[start] & 0xC0) == 0x80) continue;
        uint64_t h = HASH_SEED;
        unsigned letters = 0;
        for (size_t i = start; i < size && letters < PIECE_LETTERS;) {
            do h = hash_byte(h, (unsigned char)word[i++]);
            while (i < size && ((unsigned char)word[i] & 0xC0) == 0x80);
            letters++;
            if (!(letters == 1 && word[start] == '_')) evidence__look_up(e, id, run__key(hash_mix(h)));
        }
    }
}

static bool is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == 0x2019;
}

static void evidence__script(evidence *e, const language_identifier *id, uint32_t cp)
{
    e->letters++;
    if (cp < 0x370) return;
    for (size_t i = 0; i < id->scripts.count; i++)
        if (cp >= id->scripts.items[i].first && cp <= id->scripts.items[i].last)
            e->script_letters[id->scripts.items[i].language]++; /* a letter may speak for several */
}

/* A word being read: in lower case, behind a "_", with the hash of its form so far. */
typedef struct word_reader {
    char bytes[WORD_BYTES + 8];
    size_t size;
    uint64_t hash;
} word_reader;

static void word__begin(word_reader *w)
{
    w->bytes[0] = '_';
    w->size = 1;
    w->hash = HASH_SEED;
}

static inline void word__add(word_reader *w, uint32_t cp)
{
    if (w->size >= WORD_BYTES) return;
    unsigned n = 1;
    if (cp < 0x80)
        w->bytes[w->size] = (char)cp;
    else
        n = utf8_encode(cp, w->bytes + w->size);
    if (cp == 0x2BC) /* hash_form() takes it for an apostrophe */
        w->hash = hash_byte(w->hash, '\'');
    else
        for (unsigned i = 0; i < n; i++) w->hash = hash_byte(w->hash, (unsigned char)w->bytes[w->size + i]);
    w->size += n;
}

static void evidence__word(evidence *e, const language_identifier *id, word_reader *w)
{
    e->words++;
    evidence__look_up(e, id, hash_mix(w->hash));
    if (e->words > LETTER_WORDS) return;
    w->bytes[w->size++] = '_';
    evidence__letters(e, id, w->bytes, w->size);
}

/* Reads the words of a piece of the text. */
static void evidence__read(evidence *e, const language_identifier *id, const char *at, const char *end)
{
    word_reader word;
    word__begin(&word);
    while (at < end) {
        unsigned n;
        unsigned char small = (unsigned char)(*at | 0x20);
        if (small >= 'a' && small <= 'z' && at + 1 < end) { /* most are */
            at++;
            e->letters++;
            if (word.size < WORD_BYTES) {
                word.bytes[word.size++] = (char)small;
                word.hash = hash_byte(word.hash, small);
            }
            continue;
        }
        uint32_t cp = utf8_decode(at, end, &n);
        at += n;
        bool apostrophe = is_apostrophe(cp) && word.size > 1;
        bool is_letter = apostrophe || char_is_letter(cp);
        if (is_letter && !apostrophe) evidence__script(e, id, cp);
        if (is_letter) word__add(&word, apostrophe ? '\'' : char_lower(cp));
        if (word.size > 1 && (!is_letter || apostrophe || at == end)) {
            evidence__word(e, id, &word);
            word__begin(&word);
        }
    }
}

/* From `from` to `to`, in whole code points. */
static void evidence__read_piece(evidence *e, const language_identifier *id, const char *text, size_t from, size_t to)
{
    while (from < to && ((unsigned char)text[from] & 0xC0) == 0x80) from++;
    while (to > from && ((unsigned char)text[to] & 0xC0) == 0x80) to--;
    evidence__read(e, id, text + from, text + to);
}

static void evidence__sample(evidence *e, const language_identifier *id, const char *text, size_t size)
{
    size_t first = size < SAMPLE_FIRST ? size : SAMPLE_FIRST;
    while (first < size && ((unsigned char)text[first] & 0xC0) == 0x80) first++;
    evidence__read(e, id, text, text + first);
    size_t rest = size - first;
    if (rest <= SAMPLE_PIECES * (size_t)SAMPLE_PIECE) {
        evidence__read(e, id, text + first, text + size);
        return;
    }
    for (size_t i = 0; i < SAMPLE_PIECES; i++) {
        size_t from = first + rest / SAMPLE_PIECES * i;
        evidence__read_piece(e, id, text, from, from + SAMPLE_PIECE);
    }
}

/* The language with most evidence, and the one after it. */
static void evidence__best(const evidence *e, uint8_t count, uint8_t *best, uint8_t *second)
{
    *best = *second = 0;
    for (uint8_t i = 1; i < count; i++)
        if (e->bits[i] > e->bits[*best]) *best = i;
    for (uint8_t i = 0; i < count; i++)
        if (i != *best && (*second == *best || e->bits[i] > e->bits[*second])) *second = i;
}

/* Reads short pieces spread over the text; are they sure of its language? The
 * letters of words are left alone here. */
static bool evidence__glance(evidence *e, const language_identifier *id, const char *text, size_t size)
{
    uint8_t best, second, first_best = 0;
    if (size < 2 * GLANCE_PIECE * GLANCE_PIECES) return false;
    for (size_t i = 0; i < GLANCE_PIECES; i++) {
        evidence piece = {.words = LETTER_WORDS};
        size_t from = size / GLANCE_PIECES * i;
        evidence__read_piece(&piece, id, text, from, from + GLANCE_PIECE);
        evidence__best(&piece, id->count, &best, &second);
        if (i == 0) first_best = best;
        if (best != first_best || piece.bits[best] <= 0) return false;
        for (uint8_t l = 0; l < id->count; l++) {
            if (piece.script_letters[l] > 0) return false;
            e->bits[l] += piece.bits[l];
        }
        e->words += piece.words - LETTER_WORDS;
        e->letters += piece.letters;
    }
    evidence__best(e, id->count, &best, &second);
    float bits = e->bits[best], others = e->bits[second];
    return bits >= GLANCE_WORD * (float)e->words && bits >= others + GLANCE_MARGIN && bits >= others * 1.5f;
}

/* ---- deciding ---- */

/* The language that the script names; NULL when it does not. Scripts mix:
 * Japanese has Han letters, Ukrainian Russian ones. So of those with a
 * twentieth of the letters, the first in the data wins. */
static const char *identifier__by_script(const language_identifier *id, const evidence *e)
{
    uint32_t most = 0;
    for (uint8_t i = 0; i < id->count; i++) most = e->script_letters[i] > most ? e->script_letters[i] : most;
    if (most == 0 || most * 3 < e->letters) return NULL;
    for (size_t i = 0; i < id->scripts.count; i++) {
        uint8_t language = id->scripts.items[i].language;
        if (e->script_letters[language] * 20 >= e->letters) return id->codes[language];
    }
    return NULL;
}

const char *language_identify(const language_identifier *id, const char *text, size_t size, const char *declared,
                              double *confidence)
{
    evidence e = {0};
    double unused;
    if (confidence == NULL) confidence = &unused;
    *confidence = 0;
    if (!evidence__glance(&e, id, text, size)) {
        e = (evidence){0};
        evidence__sample(&e, id, text, size);
    }
    const char *by_script = identifier__by_script(id, &e);
    if (by_script != NULL) {
        *confidence = 1;
        return by_script;
    }
    uint8_t best, second;
    for (uint8_t i = 0; i < id->count; i++)
        if (declared != NULL && strcmp(id->codes[i], declared) == 0) e.bits[i] += PRIOR;
    evidence__best(&e, id->count, &best, &second);
    float bits = id->count > 0 ? e.bits[best] : 0, others = id->count > 1 ? e.bits[second] : 0;
    /* Of long texts an average is asked, of short ones a sum. */
    float wanted = ENOUGH_WORD * (float)e.words;
    if (wanted < ENOUGH) wanted = ENOUGH;
    if (e.words < 8) wanted = ENOUGH;
    if (bits < wanted) return e.words < 8 ? declared : NULL;
    *confidence = 1 / (1 + exp2(-(double)(bits - others) / 3));
    return id->codes[best];
}
