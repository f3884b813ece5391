/* SPDX-License-Identifier: Apache-2.0
 *
 * test_chunk.c - syntax/chunk: base noun phrases over tags given by hand, so
 * that no tagger's mistake shows.
 *
 * A row has a text, the tags of its tokens (n noun, N proper noun, p pronoun,
 * r relative, d determiner, a adjective, v adverb, # number, i preposition,
 * & conjunction, ' particle, . punctuation, F finite verb, A finite auxiliary,
 * P past participle, G gerund, I infinitive, s subordinator) and the chunks:
 * each its link ("!" when a preposition governs it), its words with the head in
 * <>, and its flags (P pronoun, N name, R relative, A article, # number, C
 * inverted clitic).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "model/resource.h"
#include "syntax/chunk.h"

typedef enum lang { FR, EN } lang;

typedef struct row {
    lang lang;
    const char *text, *tags, *expected;
} row;

static const row ROWS[] = {
    /* phrases */
    {FR, "le maire", "dn", "break:le <maire>/A"},
    {FR, "le maire parle", "dnF", "break:le <maire>/A"},
    {FR, "le petit maire", "dan", "break:le petit <maire>/A"},
    {FR, "le maire adjoint", "dna", "break:le <maire> adjoint/A"},
    {FR, "les trois très grandes villes", "d#van", "break:les trois très grandes <villes>/A"},
    {FR, "Jean Roux", "NN", "break:<Jean> Roux/N"},
    {FR, "le ministre Jean Roux", "dnNN", "break:le <ministre> Jean Roux/NA"},
    {EN, "the tax plan", "dnn", "break:the tax <plan>/A"},
    {EN, "a 10-year-old boy", "dan", "break:a 10-year-old <boy>/A"},
    {EN, "the wounded man", "dPn", "break:the wounded <man>/A"},
    {EN, "rising prices", "Gn", "break:rising <prices>/"},
    {EN, "has wounded men", "APn", "break:<men>/"},
    {EN, "has badly wounded men", "AvPn", "break:<men>/"},
    {FR, "les deux partent", "d#F", "break:les <deux>/A#"},
    {FR, "10 000 sont venus", "#AP", "break:<10 000>/#"},
    {FR, "l'un part", "dpF", "break:l' <un>/A"},
    {FR, "a également accusé Paris", "AvPN", "break:<Paris>/N"},
    {EN, "very quickly", "vv", ""},
    {EN, "green and blue", "a&a", ""},
    /* pronouns */
    {FR, "il part", "pF", "break:<il>/P"},
    {FR, "dit-il", "F.p", "break:<il>/PC"},
    {FR, "a-t-elle dit", "A.pP", "break:<elle>/PC"},
    {FR, "il le dit", "ppF", "break:<il>/P"},
    {FR, "elle lui parle", "ppF", "break:<elle>/P"},
    {FR, "nous partons", "pF", "break:<nous>/P"},
    {FR, "il nous voit", "ppF", "break:<il>/P"},
    {FR, "il ne nous voit pas", "pvpFv", "break:<il>/P"},
    {FR, "nous nous voyons", "ppF", "break:<nous>/P"},
    {FR, "ce que nous voyons", "prpF", "break:<ce>/P | adjacent:<que>/PR | adjacent:<nous>/P"},
    {FR, "l'homme qui part", "dnrF", "break:l' <homme>/A | adjacent:<qui>/PR"},
    {EN, "the man who left", "dnrF", "break:the <man>/A | adjacent:<who>/PR"},
    {EN, "he said", "pF", "break:<he>/P"},
    /* links */
    {FR, "le chef de la police", "dnidn", "break:le <chef>/A | genitive!:la <police>/A"},
    {FR, "le chef du parti", "dnin", "break:le <chef>/A | genitive!:<parti>/"},
    {EN, "the head of the police", "dnidn", "break:the <head>/A | genitive!:the <police>/A"},
    {EN, "the mayor's aide", "dn'n", "break:the <mayor>/A | genitive:<aide>/"},
    {EN, "Ann Reed’s aide", "NN'n", "break:<Ann> Reed/N | genitive:<aide>/"},
    {FR, "le maire à Brûlis", "dniN", "break:le <maire>/A | preposition!:<Brûlis>/N"},
    {FR, "le maire et le préfet", "dn&dn", "break:le <maire>/A | and:le <préfet>/A"},
    {FR, "le maire, Jean Roux", "dn.NN", "break:le <maire>/A | comma:<Jean> Roux/N"},
    {FR, "le maire, et Jean", "dn.&N", "break:le <maire>/A | comma-and:<Jean>/N"},
    {FR, "le maire, à Brûlis", "dn.iN", "break:le <maire>/A | comma-preposition!:<Brûlis>/N"},
    {FR, "le maire (Parti rouge)", "dn.Na.", "break:le <maire>/A | bracket:<Parti> rouge/N"},
    {FR, "le mouvement « Brûlis debout »", "dn.Nv.", "break:le <mouvement>/A | quote:<Brûlis>/N"},
    {FR, "un rapport établi par Roux", "dnPiN", "break:un <rapport>/A | participle!:<Roux>/N"},
    {FR, "un rapport, établi par Roux", "dn.PiN", "break:un <rapport>/A | break!:<Roux>/N"},
    {FR, "le maire voit Roux", "dnFN", "break:le <maire>/A | break:<Roux>/N"},
    {FR, "le maire dit que Roux part", "dnFsNF", "break:le <maire>/A | break:<Roux>/N"},
    {FR, "à Brûlis", "iN", "break!:<Brûlis>/N"},
    {EN, "Reed, of Overby", "N.iN", "break:<Reed>/N | comma-preposition!:<Overby>/N"},
    {EN, "the mayor said of Reed", "dnFiN", "break:the <mayor>/A | break!:<Reed>/N"},
    {FR, "", "", ""},
};
#define ROW_COUNT (sizeof ROWS / sizeof *ROWS)

static arena *shared;
static struct {
    const writing *writing;
    const grammar *grammar;
} languages[2];

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
    static const char *const CODES[] = {"fr", "en"};
    (void)state;
    shared = new_arena();
    resource_store *store = resource_store_new(shared, NULL);
    for (int l = FR; l <= EN; l++) {
        int error;
        size_t size;
        vocabulary *v = vocabulary_new(shared);
        const void *bytes = resource_find(store, CODES[l], "text.txt", &size, &error);
        languages[l].writing = writing_load(shared, v, bytes, size, &error);
        bytes = resource_find(store, CODES[l], "grammar.txt", &size, &error);
        languages[l].grammar = grammar_load(shared, v, bytes, size, &error);
        assert_non_null(languages[l].grammar);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(shared);
    return 0;
}

static uint8_t tag_of(char letter)
{
    static const struct {
        char letter;
        uint8_t tag;
    } TAGS[] = {{'n', TAG_NOUN},
                {'N', TAG_PROPN},
                {'p', TAG_PRON},
                {'r', TAG_RELATIVE},
                {'d', TAG_DET},
                {'a', TAG_ADJ},
                {'v', TAG_ADV},
                {'#', TAG_NUM},
                {'i', TAG_ADP},
                {'&', TAG_CCONJ},
                {'\'', TAG_PART},
                {'.', TAG_PUNCT},
                {'F', TAG_VERB_FINITE},
                {'A', TAG_AUX_FINITE},
                {'P', TAG_VERB_PARTICIPLE},
                {'G', TAG_VERB_GERUND},
                {'I', TAG_VERB_INFINITIVE},
                {'s', TAG_SCONJ}};
    for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++)
        if (TAGS[i].letter == letter) return TAGS[i].tag;
    fail_msg("no tag %c", letter);
    return TAG_NONE;
}

/* What holds of all chunks; NULL or what does not. */
static const char *check(const text *t, uint32_t first, const chunk_list *list)
{
    uint32_t last = 0;
    for (size_t i = 0; i < list->count; i++) {
        const chunk *c = &list->items[i];
        if (c->start < last || c->end <= c->start || c->end > t->token_count) return "order";
        if (c->head < c->start || c->head >= c->end) return "head";
        if (c->link > LINK_PARTICIPLE || (i == 0 && c->link != LINK_BREAK)) return "link";
        if ((c->link == LINK_ADJACENT) != (i > 0 && c->start == last)) return "adjacent";
        if (c->start > first && t->tokens[c->start - 1].tag == TAG_ADP && !c->governed) return "governed";
        last = c->end;
    }
    return NULL;
}

static void append(char *out, size_t room, const char *bytes, size_t size)
{
    size_t used = strlen(out);
    assert_true(used + size < room);
    memcpy(out + used, bytes, size);
    out[used + size] = '\0';
}

static void write_chunk(char *out, size_t room, const text *t, const chunk *c)
{
    static const char *const LINKS[] = {"break",     "adjacent", "genitive", "preposition",       "and",       "comma",
                                        "comma-and", "bracket",  "quote",    "comma-preposition", "participle"};
    static const char FLAGS[] = "PNRA#C";
    append(out, room, LINKS[c->link], strlen(LINKS[c->link]));
    append(out, room, c->governed ? "!:" : ":", c->governed ? 2 : 1);
    for (uint32_t i = c->start; i < c->end; i++) {
        if (i > c->start) append(out, room, " ", 1);
        if (i == c->head) append(out, room, "<", 1);
        append(out, room, t->bytes + t->tokens[i].start, t->tokens[i].end - t->tokens[i].start);
        if (i == c->head) append(out, room, ">", 1);
    }
    append(out, room, "/", 1);
    for (size_t i = 0; FLAGS[i] != '\0'; i++)
        if (c->flags & 1u << i) append(out, room, &FLAGS[i], 1);
}

static void test_row(void **state)
{
    const row *r = *state;
    arena *a = new_arena();
    text *t = text_analyse(a, languages[r->lang].writing, r->text, strlen(r->text));
    assert_int_equal(t->token_count, strlen(r->tags));
    for (uint32_t i = 0; i < t->token_count; i++) t->tokens[i].tag = tag_of(r->tags[i]);
    chunk_list list = {0};
    chunk_find(a, languages[r->lang].grammar, t, 0, t->token_count, &list);
    char found[512] = "";
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0) append(found, sizeof found, " | ", 3);
        write_chunk(found, sizeof found, t, &list.items[i]);
    }
    assert_string_equal(found, r->expected);
    assert_null(check(t, 0, &list));
    arena_free(a);
}

/* Whatever the tags, over every part of the text: the invariants hold, and
 * nothing before `first` or after `end` is taken. */
static void test_any_tags(void **state)
{
    static const char TEXT[] = "l'un des deux maires (dit-il) : « 10 000 “non” », et le chef de la police nous a parlé";
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 4000; round++) {
        arena *a = new_arena();
        text *t = text_analyse(a, languages[round & 1].writing, TEXT, sizeof TEXT - 1);
        for (uint32_t i = 0; i < t->token_count; i++) {
            seed = seed * 1664525u + 1013904223u;
            t->tokens[i].tag = (uint8_t)((seed >> 16) % TAG_COUNT);
        }
        uint32_t first = (seed >> 8) % t->token_count, end = first + (seed >> 20) % (t->token_count - first + 1);
        chunk_list list = {0};
        chunk_find(a, languages[round & 1].grammar, t, first, end, &list);
        const char *wrong = check(t, first, &list);
        if (wrong != NULL) fail_msg("round %d: %s", round, wrong);
        if (list.count > 0) {
            assert_true(list.items[0].start >= first);
            assert_true(list.items[list.count - 1].end <= end);
        }
        arena_free(a);
    }
}

/* Seconds to find the chunks of `n` tokens of repeated tags. */
static double time_of(const char *tags, uint32_t n)
{
    arena *a = new_arena();
    char *bytes = arena_alloc(a, 2 * (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++) memcpy(bytes + 2 * (size_t)i, "a ", 3);
    text *t = text_analyse(a, languages[EN].writing, bytes, 2 * (size_t)n);
    for (uint32_t i = 0; i < n; i++) t->tokens[i].tag = tag_of(tags[i % strlen(tags)]);
    chunk_list list = {0};
    clock_t begun = clock();
    chunk_find(a, languages[EN].grammar, t, 0, n, &list);
    clock_t ended = clock();
    assert_null(check(t, 0, &list));
    arena_free(a);
    return (double)(ended - begun) / CLOCKS_PER_SEC;
}

/* One sentence of a million tokens takes no more than 24 times what an eighth
 * of it takes (a quadratic step would make it 64); under 20 ms is well. */
static void test_linear(void **state)
{
    static const char *const TAGS[] = {"n", "d", "a", "v",  "P", "vP", "vvvvP", "#",
                                       "i", "&", "p", "an", "G", "in", "PF"};
    (void)state;
    for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) {
        double small = 1e9, large = 1e9;
        for (int round = 0; round < 3 && !(large < 0.02 || large < 24 * small); round++) {
            double s = time_of(TAGS[i], 125000), l = time_of(TAGS[i], 1000000);
            small = s < small ? s : small;
            large = l < large ? l : large;
        }
        if (!(large < 0.02 || large < 24 * small)) fail_msg("%s: %.4f s, then %.4f s", TAGS[i], small, large);
    }
}

int main(void)
{
    static struct CMUnitTest tests[ROW_COUNT + 2];
    static char names[ROW_COUNT][96];
    for (size_t i = 0; i < ROW_COUNT; i++) {
        snprintf(names[i], sizeof names[i], "%s %.80s", ROWS[i].lang == FR ? "fr" : "en", ROWS[i].text);
        tests[i] = (struct CMUnitTest){.name = names[i], .test_func = test_row, .initial_state = (void *)&ROWS[i]};
    }
    tests[ROW_COUNT] = (struct CMUnitTest)cmocka_unit_test(test_any_tags);
    tests[ROW_COUNT + 1] = (struct CMUnitTest)cmocka_unit_test(test_linear);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
