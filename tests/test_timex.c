/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of text/timex.h: which words are time expressions and which only
 * look like one, and what the pattern language refuses. Values are tested
 * in test_dates.c.
 */
#include "timex_support.h"

#include <time.h>

/* All expressions of a sentence, with their kinds. */
typedef struct row {
    const char *language, *sentence, *expected;
} row;

static const row ROWS[] = {
    {"fr", "Il a été élu par la commune.", ""},
    {"fr", "La planète Mars est rouge.", ""},
    {"fr", "Une sonde est partie vers Mars ce soir.", "ce soir=time"},
    {"fr", "Quelque 2 000 personnes ont défilé.", ""},
    {"fr", "Près de 2000 personnes ont défilé.", ""},
    {"fr", "Elle habite le 13e arrondissement.", ""},
    {"fr", "Elle a relu « 1984 » deux fois.", ""},
    {"fr", "Le thé ou le café, or il pleut.", ""},
    {"fr", "Le second tour est passé.", ""},
    {"fr", "L'affaire de 1200 euros est close.", ""},
    {"fr", "Selon le Journal du Dimanche, la digue tient.", ""},
    {"fr", "Le train a parcouru 300 km.", ""},
    {"fr", "Il mesure 2,1 mètres et pèse 90 kilos.", ""},
    {"fr", "« Lundi, je pars », dit-elle.", "Lundi=date"},
    {"fr", "Moins de quarante-cinq minutes après le départ, la digue a cédé.",
     "Moins de quarante-cinq minutes après le départ=vague"},
    {"fr", "Moins de quarante cinq minutes après le départ, la digue a cédé.",
     "Moins de quarante cinq minutes après le départ=vague"},
    {"fr", "Tout au long du conflit, la digue a tenu.", "Tout au long du conflit=vague"},
    {"fr", "Lors de la dernière réunion du comité de quartier, elle a parlé.",
     "Lors de la dernière réunion du comité de quartier=vague"},
    {"fr", "Durant la campagne municipale, elle a parlé.", "Durant la campagne municipale=vague"},
    {"fr", "Elle a parlé depuis quelques temps.", "depuis quelques temps=vague"},
    {"fr", "Une lettre datée de décembre 1993 le dit.", "décembre 1993=date"},
    {"fr", "Dans une note de 1991, elle le dit.", "1991=date"},
    {"fr", "Un livre (1883) le dit.", "1883=date"},
    {"fr", "Peu avant 14h, la digue a cédé.", "Peu avant 14h=time"},
    {"fr", "La digue a cédé jusqu'à présent.", "jusqu'à présent=vague"},
    {"fr", "Il y a quelque temps, elle a parlé.", "Il y a quelque temps=vague"},
    {"fr", "Elle en a parlé plus tard.", "plus tard=vague"},
    {"fr", "Elle en a parlé hier 14 mars.", "hier 14 mars=date"},
    {"fr", "Les 16 et 17 juin, elle a parlé.", "Les 16 et 17 juin=vague"},
    {"fr", "Tous les jours, elle parle.", "Tous les jours=set"},
    {"fr", "Le 1er janvier 49 av. J.-C., elle parle.", "Le 1er janvier 49 av. J.-C.=vague"},
    {"fr", "Au cours des trois derniers mois, elle a parlé.", "Au cours des trois derniers mois=duration"},
    {"fr", "Elle a parlé. Mardi, elle se taira.", "Mardi=date"},
    {"fr", "Dès 1926, elle parlait.", "Dès 1926=date"},
    {"fr", "À leur retour, ils ont parlé.", "À leur retour=vague"},
    {"en", "You may march with us.", ""},
    {"en", "March with us or may you fall.", ""},
    {"en", "The cat sat in the sun.", ""},
    {"en", "A second chance came.", ""},
    {"en", "Some 2000 people marched.", ""},
    {"en", "The train needs 300 miles of track.", ""},
    {"en", "She read “1984” twice.", ""},
    {"en", "Five of the 12 members voted.", ""},
    {"en", "“On Monday, I leave,” she said.", "On Monday=date"},
    {"en", "Officials said at 9am ET on Wednesday that it held.", "at 9am ET on Wednesday=time"},
    {"en", "Hours after the vote, the dam broke.", "Hours after the vote=vague"},
    {"en", "During the campaign, the dam held.", "During the campaign=vague"},
    {"en", "After the vote, the dam broke.", "After the vote=vague"},
    {"en", "A study (2014) says so.", "2014=date"},
    {"en", "In a report of 2014 she says so.", "2014=date"},
    {"en", "Every week, she speaks.", "Every week=set"},
    {"en", "She spoke recently.", "recently=vague"},
    {"en", "In the early morning, the dam broke.", "In the early morning=time"},
    {"en", "She spoke from 2010 to 2012.", "from 2010 to 2012=vague"},
    {"en", "She spoke in the past few weeks.", "in the past few weeks=vague"},
    {"en", "The dam held for the last three months.", "for the last three months=duration"},
    {"en", "The fall of the wall surprised them.", ""},
    {"en", "She scored 3-2 and won 10 of 12.", ""},
    {"en", "It happened between 2010 and 2012.", "between 2010 and 2012=vague"},
    {"en", "She read verse 3:16 aloud.", ""},
    {"en", "The bus left at 3:16 sharp.", "at 3:16=time"},
    {"fr", "Les ventes de 1989 et 1995 étaient bonnes.", "1989=date"},
    {"fr", "Elle a parlé de 1989 à 1995.", "de 1989 à 1995=vague"},
};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

static language languages[2];

static void test_row(void **state)
{
    static const char *const KINDS[] = {"date", "time", "duration", "set", "vague"};
    const row *r = *state;
    const language *l = &languages[strcmp(r->language, "en") == 0];
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    text *t = text_analyse(a, l->writing, r->sentence, strlen(r->sentence));
    timex_list found = {0};
    timex_find(a, l->lexicon, t, &found);
    char got[512] = "";
    size_t used = 0;
    for (size_t i = 0; i < found.count; i++) {
        const char *start;
        int size = timex_bytes(t, &found.items[i], &start);
        used += (size_t)snprintf(got + used, sizeof got - used, "%s%.*s=%s", i > 0 ? "; " : "", size, start,
                                 KINDS[found.items[i].kind]);
    }
    assert_string_equal(got, r->expected);
    arena_free(a);
}

static void test_members(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    static const char SENTENCE[] = "Le 13 novembre, la digue a tenu deux heures, jusqu'à mardi soir.";
    text *t = text_analyse(a, languages[0].writing, SENTENCE, strlen(SENTENCE));
    timex_list found = {0};
    timex_find(a, languages[0].lexicon, t, &found);
    assert_int_equal(found.count, 2);
    const timex *x = &found.items[0];
    assert_int_equal(x->month, 11);
    assert_int_equal(x->day, 13);
    assert_int_equal(x->year, 0);
    assert_int_equal(x->hour, -1);
    assert_int_equal(x->offset, TIMEX_NO_OFFSET);
    x = &found.items[1];
    assert_int_equal(x->weekday, 2);
    assert_int_equal(x->part, TIMEX_EVENING);
    assert_int_equal(x->direction, TIMEX_FUTURE);
    assert_int_equal(x->kind, TIMEX_TIME);
    arena_free(a);
}

static void test_bad_data(void **state)
{
    (void)state;
    static const char *const BAD[] = {
        "word outside a section",
        "[words]\nmonth\t13\tx",
        "[words]\nmoon\t1\tx",
        "[words]\nmonth:tall\t1\tx",
        "[words]\nunit\tfortnight\tx",
        "[options]\norder\tymd",
        "[suffixes]\nclock\t",
        "[suffixes]\nbell\th",
        "[define]\na",
        "[find]\n@nowhere",
        "[find]\n( a | b",
        "[find]\na )",
        "[find]\n<nothing>",
        "[find]\n{month=13} a",
        "[find]\n{offset=} a",
        "[find]\na {offset=1",
        "[find]\na ?", /* can match nothing */
        "[find]\n{offset=1}",
        "[find]\n<noun> a", /* would be tried at every word */
        "[find]\n<century>",
        "[find]\n~<clause> a",
        "[find]\na\tb",
    };
    selon_allocator allocator = allocator_default();
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        arena *a = arena_new(&allocator, 4096);
        int error = SELON_OK;
        assert_null(timex_load(a, vocabulary_new(a), BAD[i], strlen(BAD[i]), &error));
        assert_int_equal(error, SELON_ERROR_DATA);
        arena_free(a);
    }
}

/* Definitions that double with each line, and brackets without end. */
static void test_exploding_data(void **state)
{
    (void)state;
    static char data[40000];
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    size_t used = (size_t)snprintf(data, sizeof data, "[define]\nd0\ta ?\n");
    for (int i = 1; i < 40; i++)
        used += (size_t)snprintf(data + used, sizeof data - used, "d%d\t@d%d @d%d\n", i, i - 1, i - 1);
    used += (size_t)snprintf(data + used, sizeof data - used, "[find]\na @d39\n");
    int error = SELON_OK;
    assert_null(timex_load(a, vocabulary_new(a), data, used, &error));
    assert_int_equal(error, SELON_ERROR_DATA);
    used = (size_t)snprintf(data, sizeof data, "[find]\n");
    memset(data + used, '(', sizeof data - used);
    assert_null(timex_load(a, vocabulary_new(a), data, sizeof data, &error));
    assert_int_equal(error, SELON_ERROR_DATA);
    arena_free(a);
}

/* The pattern language itself, over words of no language. */
static void test_patterns(void **state)
{
    (void)state;
    static const char DATA[] = "[words]\n"
                               "month:capital\t5\tmox\n"
                               "stop\tsto\n"
                               "[define]\n"
                               "two\t( zig | zag ) {offset=2}\n"
                               "[find]\n"
                               "pre ^ @two $ post\n"
                               "@two zug ? {unit=day}\n"
                               "mux <noun> ~sto\n"
                               "( #<month> ) tail\n"
                               "<start> lead <clause>\n";
    static const struct {
        const char *text, *expected;
        int month, offset;
    } CASES[] = {
        {"pre zig post", "zig", 0, 2},
        {"pre zig other", "zig", 0, 2},
        {"zag zug zug", "zag zug", 0, 2},
        {"Mux nonsense end", "Mux nonsense", 0, 0},
        {"mux nonsense sto", "", 0, 0},
        {"mux sto", "", 0, 0},
        {"mox tail", "", 0, 0},
        {"Mox tail", "Mox tail", 0, 0},
        {"lead a b c, d", "lead a b c", 0, 0},
        {"x lead a b c, d", "", 0, 0},
        {"lead a b c d", "", 0, 0},
    };
    selon_allocator allocator = allocator_default();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        arena *a = arena_new(&allocator, 4096);
        int error;
        vocabulary *v = vocabulary_new(a);
        writing *w = writing_load(a, v, "", 0, &error);
        timex_lexicon *lexicon = timex_load(a, v, DATA, strlen(DATA), &error);
        assert_non_null(lexicon);
        text *t = text_analyse(a, w, CASES[i].text, strlen(CASES[i].text));
        timex_list found = {0};
        timex_find(a, lexicon, t, &found);
        char got[64] = "";
        const char *start = "";
        int size = found.count > 0 ? timex_bytes(t, &found.items[0], &start) : 0;
        snprintf(got, sizeof got, "%.*s", size, start);
        assert_string_equal(got, CASES[i].expected);
        if (CASES[i].offset != 0) assert_int_equal(found.items[0].offset, CASES[i].offset);
        if (found.count > 0) assert_int_equal(found.items[0].month, CASES[i].month);
        arena_free(a);
    }
}

/* Long runs of words that begin or go on with many patterns take time in
 * proportion: four times the text at most some eight times as long. */
static double seconds_for(const language *l, const char *unit, size_t times)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 20);
    size_t n = strlen(unit);
    char *bytes = arena_alloc(a, n * times + 1);
    for (size_t i = 0; i < times; i++) memcpy(bytes + i * n, unit, n);
    bytes[n * times] = '\0';
    text *t = text_analyse(a, l->writing, bytes, n * times);
    timex_list found = {0};
    clock_t before = clock();
    timex_find(a, l->lexicon, t, &found);
    double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
    arena_free(a);
    return seconds;
}

static void test_linear(void **state)
{
    (void)state;
    static const char *const UNITS[] = {"le 13 ",
                                        "au cours de la ",
                                        "mardi ",
                                        "dans la nuit du ",
                                        "après le vote de la ",
                                        "il y a plus de deux ",
                                        "12 ",
                                        "à ",
                                        "début "};
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        double small = seconds_for(&languages[0], UNITS[i], 10000), large = seconds_for(&languages[0], UNITS[i], 40000);
        assert_true(large < 8 * small + 0.05);
    }
}

int main(void)
{
    static struct CMUnitTest tests[ROW_COUNT + 5];
    const struct CMUnitTest others[] = {
        cmocka_unit_test(test_members),  cmocka_unit_test(test_bad_data), cmocka_unit_test(test_exploding_data),
        cmocka_unit_test(test_patterns), cmocka_unit_test(test_linear),
    };
    languages[0] = language_open("fr");
    languages[1] = language_open("en");
    for (size_t i = 0; i < ROW_COUNT; i++)
        tests[i] = (struct CMUnitTest){
            .name = ROWS[i].sentence, .test_func = test_row, .initial_state = (void *)&ROWS[i]};
    memcpy(tests + ROW_COUNT, others, sizeof others);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(languages[0].arena);
    arena_free(languages[1].arena);
    return failed;
}
