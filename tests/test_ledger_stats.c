/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ledger_stats.c - what is counted, and what shows a speaker's gender.
 */
#include "ledger_fixture.h"

#include "ledger/gender.h"
#include "ledger/report.h"

/* ---- gender ---- */

typedef struct gender_case {
    const char *name; /* of the test */
    const char *lang, *speaker, *role;
    const char *text, *mention; /* the first place of these words */
    gender expected;
} gender_case;

static const gender_case gender_cases[] = {
    {"a title before the mention", "fr", "Renaud", NULL, "Selon Mme Renaud, tout va.", "Renaud", SHOWN_WOMAN},
    {"a title within the mention", "fr", "Oden", NULL, "Selon M. Oden, tout va.", "M. Oden", SHOWN_MAN},
    {"an English title", "en", "Kovac", NULL, "Mrs. Kovac said so.", "Kovac", SHOWN_WOMAN},
    {"a title of both", "en", "Kovac", NULL, "Dr Kovac said so.", "Dr Kovac", SHOWN_NOTHING},
    {"a title of several", "fr", "Renaud", NULL, "Selon MM. Renaud et Oden", "Renaud", SHOWN_NOTHING},
    {"a first name", "fr", "Lucie Renaud", NULL, NULL, NULL, SHOWN_WOMAN},
    {"a first name in two parts", "fr", "Jean-Marc Oden", NULL, NULL, NULL, SHOWN_MAN},
    {"a first name of both", "fr", "Dominique Oden", NULL, NULL, NULL, SHOWN_NOTHING},
    {"a first name of both with a pronoun", "fr", "Dominique Oden", NULL, "a-t-elle dit", "elle", SHOWN_WOMAN},
    {"one that is alone may be a surname", "fr", "Martin", NULL, NULL, NULL, SHOWN_NOTHING},
    {"one of a body's name", "fr", "Lucie Association", NULL, NULL, NULL, SHOWN_NOTHING},
    {"the title says more than the name", "fr", "Dominique Oden", NULL, "M. Dominique Oden", "Dominique", SHOWN_MAN},
    {"a role for a woman", "fr", "Oden", "directrice du port", NULL, NULL, SHOWN_WOMAN},
    {"a French role for a man may be a woman's", "fr", "Oden", "directeur du port", NULL, NULL, SHOWN_NOTHING},
    {"a role within a complement", "en", "Oden", "adviser to the spokeswoman", NULL, NULL, SHOWN_NOTHING},
    {"an English role", "en", "Oden", "port spokeswoman", NULL, NULL, SHOWN_WOMAN},
    {"a pronoun", "en", "Oden", NULL, "he said", "he", SHOWN_MAN},
    {"of several", "en", "the engineers", NULL, "they said", "they", SHOWN_NOTHING},
    {"of a thing", "en", "the bank", NULL, "it said", "it", SHOWN_NOTHING},
    {"a French body", "fr", "l'agence", NULL, "a-t-elle dit", "elle", SHOWN_NOTHING},
    {"a French person by role", "fr", "Oden", "maire de Brest", "a-t-il dit", "il", SHOWN_MAN},
    {"another language", "de", "Anna Oden", NULL, "Frau Oden", "Oden", SHOWN_NOTHING},
    {"no language", NULL, "Anna Oden", NULL, NULL, NULL, SHOWN_NOTHING},
    {"nobody", "en", NULL, NULL, NULL, NULL, SHOWN_NOTHING},
};

static void gender_is(void **state)
{
    const gender_case *c = *state;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    assert_non_null(a);
    selon_span mention = {0, 0};
    const char *at = c->mention != NULL ? strstr(c->text, c->mention) : NULL;
    if (at != NULL) mention = (selon_span){(uint32_t)(at - c->text), (uint32_t)(at - c->text + strlen(c->mention))};
    gendered who = {.lang = c->lang,
                    .name = c->speaker,
                    .role = c->role,
                    .text = c->text,
                    .size = c->text != NULL ? strlen(c->text) : 0,
                    .mentions = &mention,
                    .mention_count = at != NULL};
    gender_words *words = gender_words_new(a);
    assert_int_equal(gender_of(words, &who), c->expected);
    assert_int_equal(gender_of(words, &who), c->expected); /* the language is loaded by now */
    arena_free(a);
}

/* ---- counting ---- */

static ledger *fresh(void)
{
    ledger *l;
    remove_ledger(path);
    assert_int_equal(ledger_open(&l, path, &(ledger_options){.write = true, .create = true}, NULL), SELON_OK);
    return l;
}

static uint64_t count_of(const stats_rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->count; i++)
        if (strcmp(rows->rows[i].name, name) == 0) return rows->rows[i].statements;
    return 0;
}

static void counts_are_those_of_find(void **state)
{
    (void)state;
    ledger_stats *s;
    ledger *l = fresh();
    add_piece(l, engine, &bridge, NULL);
    add_piece(l, engine, &ferry, NULL);
    assert_int_equal(ledger_stats_make(&s, l, &(ledger_filter){0}, 0), SELON_OK);
    assert_int_equal(s->statements, atoi(sql_of(path, "select count(*) from statements")));
    assert_int_equal(s->types[SELON_DIRECT], atoi(sql_of(path, "select count(*) from statements where type = 0")));
    assert_int_equal(s->types[SELON_DIRECT] + s->types[SELON_INDIRECT] + s->types[SELON_MIXED], s->statements);
    assert_int_equal(s->texts, 2);
    assert_int_equal(count_of(&s->outlets, "Le Phare") + count_of(&s->outlets, "Courier"), s->statements);
    assert_int_equal(count_of(&s->months, "2025-03"), s->statements);
    assert_int_equal(s->gender_speakers[SHOWN_WOMAN], 2); /* Ana Duarte, Lucie Renaud */
    assert_int_equal(s->gender_speakers[SHOWN_MAN], 1);   /* Paul Ito */
    ledger_stats_free(s);
    assert_int_equal(ledger_stats_make(&s, l, &(ledger_filter){.who = "duarte", .limit = 1}, 1), SELON_OK);
    assert_string_equal(s->speakers.rows[0].name, "Ana Duarte");
    assert_int_equal(s->speakers.all, 1);
    assert_int_equal(s->statements, s->speakers.rows[0].statements);
    ledger_stats_free(s);
    assert_int_equal(ledger_stats_make(&s, l, &(ledger_filter){.who = "nobody at all"}, 0), SELON_OK);
    assert_int_equal(s->statements, 0);
    ledger_stats_free(s);
    assert_int_equal(ledger_stats_make(&s, l, &(ledger_filter){.words = "\"\""}, 0), SELON_OK);
    assert_int_equal(s->statements, 0);
    ledger_stats_free(s);
    ledger_close(l);
}

static void a_copy_counts_for_its_outlet(void **state)
{
    (void)state;
    ledger_stats *s;
    ledger *l = fresh();
    piece copy = bridge, cut = bridge;
    copy.url = "https://echo.example/bridge";
    copy.outlet = "Echo";
    copy.text = BRIDGE " The town waits.";
    cut.url = "https://mirror.example/bridge";
    cut.outlet = "Mirror";
    cut.text = "Mayor Ana Duarte said on Tuesday that the old harbour bridge would stay closed until March." BRIDGE_END;
    add_piece(l, engine, &bridge, NULL);
    add_piece(l, engine, &copy, NULL);
    add_piece(l, engine, &copy, NULL);
    add_piece(l, engine, &cut, NULL);
    check_ledger(path);
    assert_int_equal(ledger_stats_make(&s, l, &(ledger_filter){0}, 0), SELON_OK);
    assert_int_equal(count_of(&s->outlets, "Courier"), count_of(&s->outlets, "Echo"));
    assert_true(count_of(&s->outlets, "Courier") >= 3);
    if (strcmp(sql_of(path, "select count(distinct family) from texts"), "1") == 0)
        assert_int_equal(count_of(&s->outlets, "Mirror"),
                         (int)count_of(&s->outlets, "Courier") - atoi(sql_of(path, "select count(*) from absent")));
    assert_int_equal(s->statements, atoi(sql_of(path, "select count(*) from statements")));
    ledger_stats_free(s);
    ledger_close(l);
}

static int into_nothing(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    (void)size;
    (void)payload;
    return -1;
}

static void a_sink_may_refuse(void **state)
{
    (void)state;
    ledger_stats *s;
    ledger *l = fresh();
    add_piece(l, engine, &bridge, NULL);
    assert_int_equal(ledger_stats_make(&s, l, &(ledger_filter){0}, 0), SELON_OK);
    for (int format = SELON_OUTPUT_JSONL; format <= SELON_OUTPUT_TERMINAL; format++)
        assert_int_equal(
            stats_write(s, &(selon_write_options){.format = (selon_output_format)format}, into_nothing, NULL),
            SELON_ERROR_IO);
    assert_int_equal(stats_write(s, &(selon_write_options){.format = SELON_OUTPUT_BRAT}, into_nothing, NULL),
                     SELON_ERROR_ARGUMENT);
    ledger_stats_free(s);
    ledger_close(l);
}

#define CASES (sizeof gender_cases / sizeof *gender_cases)

int main(void)
{
    static struct CMUnitTest tests[CASES + 3] = {
        cmocka_unit_test(counts_are_those_of_find),
        cmocka_unit_test(a_copy_counts_for_its_outlet),
        cmocka_unit_test(a_sink_may_refuse),
    };
    for (size_t i = 0; i < CASES; i++)
        tests[i + 3] = (struct CMUnitTest){gender_cases[i].name, gender_is, NULL, NULL, (void *)&gender_cases[i]};
    return cmocka_run_group_tests(tests, begin_ledger, end_ledger);
}
