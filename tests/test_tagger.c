/* SPDX-License-Identifier: Apache-2.0
 *
 * test_tagger.c - syntax/tag and syntax/tagger: what the built-in models make
 * of sentences, what a model made by hand must give, and which bytes are
 * refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "model/resource.h"
#include "syntax/features.h"
#include "syntax/tagger.h"
#include "syntax/tagger_model.h"

typedef struct fixture {
    arena *arena;
    struct {
        const unsigned char *model;
        size_t size;
        vocabulary *words;
        writing *writing;
        tagger *tagger;
    } of[2]; /* French, English */
} fixture;

enum { FR, EN };
static const char *const codes[] = {"fr", "en"};

static arena *new_arena(void)
{
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 16);
    assert_non_null(a);
    if (setjmp(*arena_escape(a)) != 0) abort();
    return a;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->arena = new_arena();
    resource_store *store = resource_store_new(f->arena, NULL);
    for (int l = FR; l <= EN; l++) {
        int error;
        size_t size;
        f->of[l].words = vocabulary_new(f->arena);
        const void *bytes = resource_find(store, codes[l], "text.txt", &size, &error);
        f->of[l].writing = writing_load(f->arena, f->of[l].words, bytes, size, &error);
        assert_non_null(f->of[l].writing);
        f->of[l].model = resource_find(store, codes[l], "tagger.bin", &f->of[l].size, &error);
        assert_non_null(f->of[l].model);
        f->of[l].tagger = tagger_load(f->arena, f->of[l].words, f->of[l].model, f->of[l].size, &error);
        assert_non_null(f->of[l].tagger);
        assert_int_equal(error, SELON_OK);
    }
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    arena_free(f->arena);
    free(f);
    return 0;
}

static text *read_with(const fixture *f, int l, const tagger *g, const char *bytes)
{
    text *t = text_analyse(f->arena, f->of[l].writing, bytes, strlen(bytes));
    for (uint32_t i = 0; i < t->sentence_count; i++) tagger_run(g, t, t->sentences[i].first, t->sentences[i].end);
    return t;
}

/* The tag of the first token that is `word`. */
static uint8_t tag_of(const text *t, const char *word)
{
    size_t n = strlen(word);
    for (uint32_t i = 0; i < t->token_count; i++) {
        const token *k = &t->tokens[i];
        if (k->end - k->start == n && memcmp(t->bytes + k->start, word, n) == 0) return k->tag;
    }
    fail_msg("no token %s in: %s", word, t->bytes);
    return TAG_NONE;
}

static void expect_tags(const fixture *f, int l, const char *sentence, const char *const *words, const uint8_t *tags)
{
    text *t = read_with(f, l, f->of[l].tagger, sentence);
    for (; *words != NULL; words++, tags++) {
        uint8_t given = tag_of(t, *words);
        if (given != *tags) fail_msg("%s is %s and not %s in: %s", *words, tag_name(given), tag_name(*tags), sentence);
    }
}

#define EXPECT(l, sentence, words, ...) \
    expect_tags(*state, l, sentence, (const char *const[]){UNPACK words, NULL}, (const uint8_t[]){__VA_ARGS__})
#define UNPACK(...) __VA_ARGS__

/* ---- names ---- */

static void test_names_differ(void **state)
{
    (void)state;
    for (int i = 0; i < TAG_COUNT; i++) {
        assert_true(strlen(tag_name((tag)i)) > 0);
        for (int j = 0; j < i; j++) assert_string_not_equal(tag_name((tag)i), tag_name((tag)j));
    }
    assert_string_equal(tag_name((tag)TAG_COUNT), tag_name(TAG_NONE));
}

/* ---- the built-in models ---- */

static void test_french_statement(void **state)
{
    EXPECT(FR, "Le maire a annoncé que la piscine fermera en juillet.",
           ("Le", "maire", "a", "annoncé", "que", "fermera", "en", "."), TAG_DET, TAG_NOUN, TAG_AUX_FINITE,
           TAG_VERB_PARTICIPLE, TAG_SCONJ, TAG_VERB_FINITE, TAG_ADP, TAG_PUNCT);
}

static void test_french_inversion(void **state)
{
    EXPECT(FR, "« Nous partirons demain », explique-t-il.", ("Nous", "partirons", "explique", "il"), TAG_PRON,
           TAG_VERB_FINITE, TAG_VERB_FINITE, TAG_PRON);
}

/* Verbs that the treebanks lack, or have as nouns: the lexicon and the cues of
 * annotated articles teach them. */
static void test_french_verbs_of_news(void **state)
{
    static const struct {
        const char *sentence, *verb;
    } cases[] = {
        {"« Ici, tout le monde est parti », soupire Mado Kervern, fleuriste.", "soupire"},
        {"« On a tout essayé », résume Paul Duvivier.", "résume"},
        {"« Rien ne bouge », sanglote la boulangère.", "sanglote"},
        {"« C'est non », fulmine Odile Marsan.", "fulmine"},
        {"Le syndicat revendique, de son côté, trois mille adhérents.", "revendique"},
        {"La coopérative évoque, elle, une panne.", "évoque"},
        {"Le club dément toute dette.", "dément"},
        {"Elle redoute que le pont ne ferme.", "redoute"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const words[] = {cases[i].verb, NULL};
        expect_tags(*state, FR, cases[i].sentence, words, (const uint8_t[]){TAG_VERB_FINITE});
    }
}

static void test_french_nouns_like_verbs(void **state)
{
    EXPECT(FR, "Le juge a lu le résumé de la demande, sans un souffle.", ("juge", "résumé", "demande", "souffle"),
           TAG_NOUN, TAG_NOUN, TAG_NOUN, TAG_NOUN);
}

static void test_french_relative(void **state)
{
    EXPECT(FR, "La ministre, qui refuse de répondre, a quitté la salle dont elle a la clé.",
           ("qui", "refuse", "répondre", "quitté", "dont"), TAG_RELATIVE, TAG_VERB_FINITE, TAG_VERB_INFINITIVE,
           TAG_VERB_PARTICIPLE, TAG_RELATIVE);
}

static void test_french_according_to(void **state)
{
    EXPECT(FR, "Selon Odile Vartan, la porte-parole du syndicat, la grève durera.",
           ("Selon", "Odile", "Vartan", "du", "grève"), TAG_ADP, TAG_PROPN, TAG_PROPN, TAG_ADP, TAG_NOUN);
}

static void test_french_gerund(void **state)
{
    EXPECT(FR, "Il a quitté la réunion en affirmant que tout va bien.", ("Il", "affirmant", "va", "bien"), TAG_PRON,
           TAG_VERB_GERUND, TAG_VERB_FINITE, TAG_ADV);
}

static void test_english_statement(void **state)
{
    EXPECT(EN, "The mayor said that the pool will close in July.",
           ("The", "mayor", "said", "will", "close", "in", "July", "."), TAG_DET, TAG_NOUN, TAG_VERB_FINITE,
           TAG_AUX_FINITE, TAG_VERB_INFINITIVE, TAG_ADP, TAG_PROPN, TAG_PUNCT);
}

static void test_english_participle(void **state)
{
    EXPECT(EN, "The report, which was published on Monday, has not been seen by anyone.",
           ("which", "was", "published", "not", "been", "seen"), TAG_RELATIVE, TAG_AUX_FINITE, TAG_VERB_PARTICIPLE,
           TAG_PART, TAG_AUX_PARTICIPLE, TAG_VERB_PARTICIPLE);
}

static void test_english_clitics(void **state)
{
    EXPECT(EN, "She doesn't want to leave, he added.", ("She", "does", "n't", "want", "to", "leave", "added"), TAG_PRON,
           TAG_AUX_FINITE, TAG_PART, TAG_VERB_INFINITIVE, TAG_PART, TAG_VERB_INFINITIVE, TAG_VERB_FINITE);
}

static void test_english_names(void **state)
{
    EXPECT(EN, "According to Ingrid Halloway, a lawyer in Leeds, nobody is winning.",
           ("Ingrid", "Halloway", "lawyer", "Leeds", "winning"), TAG_PROPN, TAG_PROPN, TAG_NOUN, TAG_PROPN,
           TAG_VERB_GERUND);
}

static void test_sentence_start_is_no_name(void **state)
{
    EXPECT(FR, "Plusieurs témoins parlent.", ("Plusieurs", "témoins"), TAG_DET, TAG_NOUN);
    EXPECT(EN, "Several officials disagree.", ("Several", "officials"), TAG_ADJ, TAG_NOUN);
}

static void test_capitals_read_like_small_letters(void **state)
{
    EXPECT(FR, "LE MINISTRE A DIT QUE LA LOI EST BONNE.", ("MINISTRE", "A", "DIT", "LOI"), TAG_NOUN, TAG_AUX_FINITE,
           TAG_VERB_PARTICIPLE, TAG_NOUN);
    EXPECT(EN, "THE MINISTER SAID THAT THE LAW IS GOOD.", ("SAID", "THAT", "LAW", "IS"), TAG_VERB_FINITE, TAG_SCONJ,
           TAG_NOUN, TAG_AUX_FINITE);
}

/* The same words between other marks have the same tags. */
static void test_kinds_of_marks_read_alike(void **state)
{
    const fixture *f = *state;
    static const char *const variants[] = {
        "“Nobody’s leaving the city,” Halloway said — twice.",
        "\"Nobody's leaving the city,\" Halloway said – twice.",
        "«Nobody’s leaving the city,» Halloway said — twice.",
    };
    const text *first = read_with(f, EN, f->of[EN].tagger, variants[0]);
    for (size_t v = 1; v < sizeof variants / sizeof variants[0]; v++) {
        const text *other = read_with(f, EN, f->of[EN].tagger, variants[v]);
        assert_int_equal(other->token_count, first->token_count);
        for (uint32_t i = 0; i < first->token_count; i++) assert_int_equal(other->tokens[i].tag, first->tokens[i].tag);
    }
}

static void test_every_token_gets_a_tag(void **state)
{
    const fixture *f = *state;
    static const char odd[] = "§ 12 % ½ 😀 a/b x_y #z @w € 5$ & ' - … ·\n\nÉÀ ß ſ ﬁ Ω жизнь 東京 1 000,50";
    for (int l = FR; l <= EN; l++) {
        const text *t = read_with(f, l, f->of[l].tagger, odd);
        assert_true(t->token_count > 20);
        for (uint32_t i = 0; i < t->token_count; i++) {
            assert_true(t->tokens[i].tag > TAG_NONE);
            assert_true(t->tokens[i].tag < TAG_COUNT);
        }
    }
}

static void test_only_the_range_is_tagged(void **state)
{
    const fixture *f = *state;
    text *t = text_analyse(f->arena, f->of[EN].writing, "One two three four five.", 24);
    tagger_run(f->of[EN].tagger, t, 2, 2);
    for (uint32_t i = 0; i < t->token_count; i++) assert_int_equal(t->tokens[i].tag, TAG_NONE);
    tagger_run(f->of[EN].tagger, t, 1, 3);
    for (uint32_t i = 0; i < t->token_count; i++) assert_int_equal(t->tokens[i].tag != TAG_NONE, i == 1 || i == 2);
}

/* A sentence far longer than the tagger's window gives what its parts give
 * where nothing beyond the window's reach differs. */
static void test_long_sentences(void **state)
{
    const fixture *f = *state;
    enum { TIMES = 20000 };
    static const char part[] = "and the mayor said that ";
    size_t n = sizeof part - 1;
    char *bytes = arena_alloc(f->arena, n * TIMES + 1);
    for (int i = 0; i < TIMES; i++) memcpy(bytes + n * (size_t)i, part, n);
    bytes[n * TIMES] = '\0';
    text *t = text_analyse(f->arena, f->of[EN].writing, bytes, n * TIMES);
    assert_int_equal(t->token_count, 5 * TIMES);
    tagger_run(f->of[EN].tagger, t, 0, t->token_count);
    for (uint32_t i = 50; i + 50 < t->token_count; i++) assert_int_equal(t->tokens[i].tag, t->tokens[i + 5].tag);
    assert_int_equal(t->tokens[53].tag, TAG_VERB_FINITE);
}

static void test_bytes_need_no_alignment(void **state)
{
    const fixture *f = *state;
    static const char sentence[] = "The spokesman for the zoo refused to say when it would open.";
    const text *expected = read_with(f, EN, f->of[EN].tagger, sentence);
    unsigned char *moved = malloc(f->of[EN].size + 1);
    memcpy(moved + 1, f->of[EN].model, f->of[EN].size);
    int error;
    tagger *g = tagger_load(f->arena, f->of[EN].words, moved + 1, f->of[EN].size, &error);
    assert_non_null(g);
    const text *t = read_with(f, EN, g, sentence);
    for (uint32_t i = 0; i < t->token_count; i++) assert_int_equal(t->tokens[i].tag, expected->tokens[i].tag);
    free(moved);
}

/* ---- a model made by hand ---- */

static void put(unsigned char *p, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) p[i] = (unsigned char)(value >> 8 * i);
}

enum { SMALL_WORDS = 2, SMALL_SIZE = TAGGER_HEADER + TAGGER_LINE + SMALL_WORDS * 12 };

static void seal(unsigned char *model, size_t size)
{
    put(model + TAGGER_CHECKSUM_AT, tagger_checksum(model, size), 8);
}

/* One line of empty rows; "alpha" is certainly an adverb, "beta" a noun or an
 * adjective. */
static void small_model(unsigned char model[SMALL_SIZE])
{
    memset(model, 0, SMALL_SIZE);
    memcpy(model, TAGGER_MAGIC, 8);
    put(model + 8, TAGGER_VERSION, 4);
    put(model + 12, FEATURES_VERSION, 4);
    put(model + 16, tagger_tags_hash(), 8);
    put(model + 24, 1, 4);
    put(model + 28, SMALL_WORDS, 4);
    uint64_t alpha = hash_form("alpha", 5), beta = hash_form("beta", 4);
    uint32_t entries[2] = {WORD_CERTAIN | 1u << TAG_ADV, 1u << TAG_NOUN | 1u << TAG_ADJ};
    int first = alpha < beta ? 0 : 1;
    unsigned char *forms = model + TAGGER_HEADER + TAGGER_LINE;
    put(forms + 8 * first, alpha, 8);
    put(forms + 8 * (1 - first), beta, 8);
    put(forms + 16 + 4 * first, entries[0], 4);
    put(forms + 16 + 4 * (1 - first), entries[1], 4);
    seal(model, SMALL_SIZE);
}

static tagger *load_small(const fixture *f, const unsigned char *model, size_t size, int *error)
{
    return tagger_load(f->arena, f->of[EN].words, model, size, error);
}

/* Weights of one feature decide, in either place of the line, and every tag
 * can win. */
static void test_weights_decide(void **state)
{
    const fixture *f = *state;
    unsigned char model[SMALL_SIZE];
    int error;
    text *t = text_analyse(f->arena, f->of[EN].writing, "gamma", 5);
    lens window[2 * FEATURES_REACH + 1];
    for (size_t i = 0; i < sizeof window / sizeof window[0]; i++) features_look_outside(&window[i]);
    features_look(&window[FEATURES_REACH], t, 0, 0, 0, features_title_case(t, 0, 1));
    uint64_t features[FEATURES_STATIC];
    features_static(window, features);
    for (int y = TAG_NONE + 1; y < TAG_COUNT; y++) {
        small_model(model);
        unsigned char *row = model + TAGGER_HEADER + (y % 2) * TAGGER_ROW;
        memset(row + 1, 3, TAG_COUNT - 1);
        row[y] = 255;
        put(row + TAGGER_MARK, tagger_mark(features[0]), 2);
        seal(model, sizeof model);
        tagger *g = load_small(f, model, sizeof model, &error);
        assert_non_null(g);
        tagger_run(g, t, 0, 1);
        assert_int_equal(t->tokens[0].tag, y);
    }
}

static void test_certain_words_need_no_weights(void **state)
{
    const fixture *f = *state;
    unsigned char model[SMALL_SIZE];
    int error;
    small_model(model);
    tagger *g = load_small(f, model, sizeof model, &error);
    assert_non_null(g);
    text *t = read_with(f, EN, g, "alpha, Alpha");
    assert_int_equal(t->token_count, 3);
    assert_int_equal(t->tokens[0].tag, TAG_ADV);
    assert_int_equal(t->tokens[1].tag, TAG_PUNCT);
    assert_int_equal(t->tokens[2].tag, TAG_ADV);
}

/* ---- what is refused ---- */

static void expect_refused(const fixture *f, const unsigned char *model, size_t size)
{
    int error = SELON_OK;
    unsigned char *copy = malloc(size ? size : 1); /* so that a sanitizer sees a read beyond */
    if (size > 0) memcpy(copy, model, size);
    assert_null(load_small(f, copy, size, &error));
    assert_int_equal(error, SELON_ERROR_DATA);
    free(copy);
}

static void test_truncated_is_refused(void **state)
{
    const fixture *f = *state;
    unsigned char model[SMALL_SIZE + 1] = {0};
    small_model(model);
    for (size_t size = 0; size < SMALL_SIZE; size++) expect_refused(f, model, size);
    expect_refused(f, model, SMALL_SIZE + 1);
    expect_refused(f, f->of[FR].model, f->of[FR].size / 2);
    int error = SELON_OK;
    assert_null(load_small(f, NULL, 0, &error));
    assert_int_equal(error, SELON_ERROR_DATA);
}

static void test_every_flipped_bit_is_refused(void **state)
{
    const fixture *f = *state;
    unsigned char model[SMALL_SIZE];
    small_model(model);
    for (size_t i = 0; i < sizeof model * 8; i++) {
        model[i / 8] ^= (unsigned char)(1u << i % 8);
        expect_refused(f, model, sizeof model);
        model[i / 8] ^= (unsigned char)(1u << i % 8);
    }
}

/* With a good checksum: wrong all the same. */
static void expect_refused_field(const fixture *f, size_t at, uint64_t value, int size)
{
    unsigned char model[SMALL_SIZE];
    small_model(model);
    put(model + at, value, size);
    seal(model, sizeof model);
    expect_refused(f, model, sizeof model);
}

static void test_foreign_is_refused(void **state)
{
    const fixture *f = *state;
    expect_refused_field(f, 0, 'X', 1);
    expect_refused_field(f, 8, TAGGER_VERSION + 1, 4);
    expect_refused_field(f, 12, FEATURES_VERSION + 1, 4);
    expect_refused_field(f, 16, tagger_tags_hash() + 1, 8);
}

static void test_sizes_that_lie_are_refused(void **state)
{
    const fixture *f = *state;
    expect_refused_field(f, 24, 0, 4);
    expect_refused_field(f, 24, 2, 4);
    expect_refused_field(f, 24, UINT32_MAX, 4);
    expect_refused_field(f, 28, SMALL_WORDS + 1, 4);
    expect_refused_field(f, 28, UINT32_MAX, 4);
}

static void test_bad_dictionary_is_refused(void **state)
{
    const fixture *f = *state;
    size_t forms = TAGGER_HEADER + TAGGER_LINE, entries = forms + 8 * SMALL_WORDS;
    expect_refused_field(f, forms, UINT64_MAX, 8);                         /* not ascending */
    expect_refused_field(f, entries, 0, 4);                                /* a word that is nothing */
    expect_refused_field(f, entries, 1u << TAG_COUNT, 4);                  /* no such tag */
    expect_refused_field(f, entries, WORD_CERTAIN, 4);                     /* certain of nothing */
    expect_refused_field(f, entries, WORD_CERTAIN | 1u << 2 | 1u << 3, 4); /* certain of two */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_differ),
        cmocka_unit_test(test_french_statement),
        cmocka_unit_test(test_french_inversion),
        cmocka_unit_test(test_french_verbs_of_news),
        cmocka_unit_test(test_french_nouns_like_verbs),
        cmocka_unit_test(test_french_relative),
        cmocka_unit_test(test_french_according_to),
        cmocka_unit_test(test_french_gerund),
        cmocka_unit_test(test_english_statement),
        cmocka_unit_test(test_english_participle),
        cmocka_unit_test(test_english_clitics),
        cmocka_unit_test(test_english_names),
        cmocka_unit_test(test_sentence_start_is_no_name),
        cmocka_unit_test(test_capitals_read_like_small_letters),
        cmocka_unit_test(test_kinds_of_marks_read_alike),
        cmocka_unit_test(test_every_token_gets_a_tag),
        cmocka_unit_test(test_only_the_range_is_tagged),
        cmocka_unit_test(test_long_sentences),
        cmocka_unit_test(test_bytes_need_no_alignment),
        cmocka_unit_test(test_weights_decide),
        cmocka_unit_test(test_certain_words_need_no_weights),
        cmocka_unit_test(test_truncated_is_refused),
        cmocka_unit_test(test_every_flipped_bit_is_refused),
        cmocka_unit_test(test_foreign_is_refused),
        cmocka_unit_test(test_sizes_that_lie_are_refused),
        cmocka_unit_test(test_bad_dictionary_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
