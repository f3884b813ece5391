/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ledger_who.c - names and roles understood, speakers joined, corrections.
 */
#include "ledger_fixture.h"

#include "ledger/person.h"
#include "ledger/role.h"
#include "ledger/transcription.h"
#include "ledger/who.h"

static namebook *book;
static int begin(void **state)
{
    selon_allocator allocator = allocator_default();
    book = namebook_new(&allocator);
    return book == NULL ? -1 : begin_ledger(state);
}

static int end(void **state)
{
    namebook_free(book);
    return end_ledger(state);
}

static arena *new_arena(void)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 65536);
    assert_non_null(a);
    if (setjmp(*arena_escape(a)) != 0) fail_msg("not enough memory");
    return a;
}

/* ---- spellings ---- */

static void test_spellings(void **state)
{
    (void)state;
    static const struct {
        const char *x, *y;
        alike expected;
    } cases[] = {
        {"valtarov", "valtarov", ALIKE_YES},    {"valtarov", "valtaroff", ALIKE_YES},
        {"poutchine", "puchin", ALIKE_YES},     {"khrouchtchine", "khrushchin", ALIKE_YES},
        {"tchernenko", "chernenko", ALIKE_YES}, {"jirovine", "zhirovin", ALIKE_YES},
        {"zeletsky", "zeletskyy", ALIKE_YES},   {"moller", "moeller", ALIKE_YES},
        {"salem", "salam", ALIKE_LOOSELY},      {"kovac", "novak", ALIKE_NOT},
        {"berthier", "berthet", ALIKE_NOT},     {"duarte", "lopes", ALIKE_NOT},
        {"martin", "marchand", ALIKE_NOT},      {"", "a", ALIKE_NOT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *x = cases[i].x, *y = cases[i].y;
        char xs[WORD_MOST + 1], ys[WORD_MOST + 1];
        alike one = transcription_alike(book, x, strlen(x), y, strlen(y));
        if (one != cases[i].expected) fail_msg("%s, %s: %d", x, y, one);
        assert_int_equal(transcription_alike(book, y, strlen(y), x, strlen(x)), one);
        /* What is alike is found. */
        transcription_skeleton(x, strlen(x), xs);
        transcription_skeleton(y, strlen(y), ys);
        if (one == ALIKE_YES && strcmp(xs, ys) != 0) fail_msg("%s is %s, %s is %s", x, xs, y, ys);
    }
}

static void test_any_bytes_are_a_name(void **state)
{
    (void)state;
    arena *a = new_arena();
    person_name *n = ARENA_NEW(a, person_name), *other = ARENA_NEW(a, person_name);
    struct role r;
    int64_t keys[PERSON_KEYS];
    person_parse(book, a, "Ana Duarte", other);
    unsigned seed = 7;
    for (int i = 0; i < 3000; i++) {
        char text[200];
        size_t size = 0;
        static const char *const pieces[] = {"A",
                                             "b",
                                             "-",
                                             "'",
                                             ".",
                                             " ",
                                             "(",
                                             ")",
                                             "III",
                                             "\xC3\xA9",
                                             "\xE2\x80\x99",
                                             "de",
                                             "Mme",
                                             "\xFF",
                                             "JR",
                                             "x",
                                             "\xCC\x81",
                                             "\xE4\xB8\xAD",
                                             "&",
                                             "the"};
        for (int k = 0; k < 24; k++) {
            seed = seed * 1103515245u + 12345u;
            const char *piece = pieces[seed / 65536 % (sizeof pieces / sizeof *pieces)];
            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        text[size] = '\0';
        person_parse(book, a, text, n);
        assert_true(n->count <= PERSON_TOKENS && (n->count > 0 || n->sort == PERSON_NOBODY));
        assert_true(person_keys(book, n, keys) <= PERSON_KEYS);
        assert_int_equal(person_match(book, n, other), person_match(book, other, n));
        if (n->sort == PERSON_FULL) assert_int_equal(person_match(book, n, n), NAME_EXACT);
        role_parse(book, a, text, &r);
        assert_true(role_compare(book, &r, &r) != ROLE_CONFLICT);
    }
    arena_free(a);
}

/* ---- names ---- */

static void test_what_names_are(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        person_sort sort;
    } cases[] = {
        {"Ana Duarte", PERSON_FULL},
        {"Ana de la Duarte", PERSON_FULL},
        {"J. Duarte", PERSON_FULL},
        {"Mme Duarte", PERSON_BARE},
        {"Duarte", PERSON_BARE},
        {"O'Dwyer", PERSON_BARE},
        {"le maire", PERSON_NOBODY},
        {"un t\xC3\xA9moin", PERSON_NOBODY},
        {"the report", PERSON_NOBODY},
        {"Duarte and Ito", PERSON_NOBODY},
        {"l'OMC", BODY_INITIALS},
        {"O.M.C.", BODY_INITIALS},
        {"la Banque de Tarlande", BODY_NAMED},
        {"the Moorland Trust", BODY_NAMED},
        {"France", BODY_NAMED},
        {"la police de Sarl\xC3\xA8ve", BODY_OF_PLACE},
        {"le minist\xC3\xA8re de la Sant\xC3\xA9", BODY_OF_KIND},
        {"the Interior Ministry", BODY_OF_KIND},
        {"la police", PERSON_NOBODY},
        {"", PERSON_NOBODY},
    };
    arena *a = new_arena();
    person_name *n = ARENA_NEW(a, person_name);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        person_parse(book, a, cases[i].name, n);
        if (n->sort != cases[i].sort) fail_msg("%s: %d", cases[i].name, n->sort);
    }
    arena_free(a);
}

static void test_names_compared(void **state)
{
    (void)state;
    static const struct {
        const char *x, *y;
        name_match expected;
    } cases[] = {
        {"Jean-Marie Orlac", "Jean Marie Orlac", NAME_EXACT},
        {"\xC3\x89lodie B\xC3\xA9ranger", "ELODIE BERANGER", NAME_EXACT},
        {"Dr Ana Duarte", "Ana Duarte", NAME_EXACT},
        {"John F. Marlowe", "John Marlowe", NAME_MIDDLE},
        {"John F. Marlowe", "John G. Marlowe", NAME_OTHER},
        {"Sergue\xC3\xAF Valtarov", "Sergey Valtarov", NAME_SPELLING},
        {"Orsany Viktor", "Viktor Orsany", NAME_SPELLING},
        {"Bill Hartwick", "William Hartwick", NAME_PART},
        {"Claire Roux", "Claire Roux-Santos", NAME_PART},
        {"J. Corvalan", "Jacques Corvalan", NAME_INITIAL},
        {"Corvalan", "Jacques Corvalan", NAME_BARE},
        {"Corvalan", "Corvalan", NAME_OTHER},
        {"Jean Roux", "Jeanne Roux", NAME_OTHER},
        {"Pascal Roux", "Pascale Roux", NAME_OTHER},
        {"Jean Roux p\xC3\xA8re", "Jean Roux fils", NAME_OTHER},
        {"Charles III", "Charles IV", NAME_OTHER},
        {"Ana Duarte", "the Duarte Foundation", NAME_OTHER},
        {"the Interior Ministry", "the Ministry of the Interior", NAME_EXACT},
        {"la Banque de Tarlande", "la Banque de Mirande", NAME_OTHER},
    };
    arena *a = new_arena();
    person_name *x = ARENA_NEW(a, person_name), *y = ARENA_NEW(a, person_name);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        person_parse(book, a, cases[i].x, x);
        person_parse(book, a, cases[i].y, y);
        name_match m = person_match(book, x, y);
        if (m != cases[i].expected) fail_msg("%s, %s: %d", cases[i].x, cases[i].y, m);
        assert_int_equal(person_match(book, y, x), m);
    }
    arena_free(a);
}

static void test_roles_compared(void **state)
{
    (void)state;
    static const struct {
        const char *x, *y;
        role_match expected;
    } cases[] = {
        {"ministre de la Sant\xC3\xA9", "health minister", ROLE_SAME},
        {"mayor of Tarlac", "maire de Tarlac", ROLE_SURE},
        {"mayor of Tarlac", "mayor of Mirande", ROLE_CONFLICT},
        {"health minister", "finance minister", ROLE_FITS},
        {"mayor", "senator", ROLE_FITS},
        {"former mayor", "mayor", ROLE_SAME},
        {"lawyer", "mayor", ROLE_FAR},
        {"footballer", "minister", ROLE_CONFLICT},
        {"French minister", "Polish minister", ROLE_CONFLICT},
        {"Rival", "minister", ROLE_UNKNOWN},
        {NULL, "minister", ROLE_UNKNOWN},
    };
    arena *a = new_arena();
    struct role x, y;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        role_parse(book, a, cases[i].x, &x);
        role_parse(book, a, cases[i].y, &y);
        role_match m = role_compare(book, &x, &y);
        if (m != cases[i].expected) fail_msg("%s, %s: %d", cases[i].x, cases[i].y, m);
        assert_int_equal(role_compare(book, &y, &x), m);
    }
    arena_free(a);
}

/* ---- in a ledger ---- */

static const piece one = {"https://a.example/1", "Courier", "2025-03-04", "Bridge",
                          "Mayor Ana Duarte said on Tuesday that the harbour bridge would stay closed until March."};
static const piece two = {
    "https://b.example/2", "Sentinel", "2025-03-05", "Taxes",
    "Ana Duarte, mayor of the town, said that taxes would rise. Paul Ito said that he disagreed."};
static const piece three = {"https://c.example/3", "Phare", "2025-03-06", "Foot",
                            "La footballeuse Ana Duarte a d\xC3\xA9"
                            "clar\xC3\xA9 que le match serait difficile."};

static ledger *open_ledger(void)
{
    ledger *l;
    ledger_words why;
    ledger_options options = {.write = true, .create = true};
    assert_int_equal(ledger_open(&l, path, &options, &why), SELON_OK);
    return l;
}

static ledger *filled(void)
{
    ledger *l = open_ledger();
    add_piece(l, engine, &one, NULL);
    add_piece(l, engine, &two, NULL);
    add_piece(l, engine, &three, NULL);
    return l;
}

/* Who speaks in each text, in order: "1,1,2,3". */
static const char *identities(void)
{
    return sql_of(path,
                  "select group_concat(coalesce(i.entity, '-')) from (select k.id from speakers k order by k.id) k "
                  "left join identities i on i.speaker = k.id");
}

static const char *all_of_it(void)
{
    return sql_of(path,
                  "select (select group_concat(speaker || ':' || entity || ':' || statements) from (select * from "
                  "identities order by speaker)) || ' ' || (select group_concat(entity || ':' || sort || ':' || value "
                  "|| ':' || speakers || ':' || statements) from (select * from traits order by 1, 2, 3)) || ' ' || "
                  "(select group_concat(key || ':' || entity) from (select * from entity_keys order by 1, 2))");
}

static void check_who(void)
{
    check_ledger(path);
    assert_string_equal(sql_of(path,
                               "select count(*) from entities e where not exists (select 1 from identities i where "
                               "i.entity = e.id) and not exists (select 1 from authorities a where a.entity = e.id)"),
                        "0");
    assert_string_equal(sql_of(path,
                               "select count(*) from traits t where speakers <> 0 and sort = 0 and speakers <> (select "
                               "count(*) from identities i join speakers k on k.id = i.speaker where i.entity = "
                               "t.entity and k.name = t.value)"),
                        "0");
}

static void test_joined(void **state)
{
    (void)state;
    ledger_close(filled());
    check_who();
    assert_string_equal(identities(), "1,1,2,3");
}

static void test_rebuilt_is_the_same(void **state)
{
    (void)state;
    char before[4096];
    ledger *l = filled();
    ledger_close(l);
    snprintf(before, sizeof before, "%s", all_of_it());
    l = open_ledger();
    assert_int_equal(ledger_rejoin(l), SELON_OK);
    ledger_close(l);
    check_who();
    assert_string_equal(all_of_it(), before);
}

static void test_merge_lasts(void **state)
{
    (void)state;
    ledger *l = filled();
    uint64_t ids[] = {3, 1};
    assert_int_equal(ledger_merge(l, ids, 2), SELON_OK);
    ledger_close(l);
    check_who();
    assert_string_equal(identities(), "3,3,2,3");
    l = open_ledger();
    assert_int_equal(ledger_rejoin(l), SELON_OK);
    assert_int_equal(ledger_merge(l, (uint64_t[]){3, 1}, 2), SELON_ERROR_ARGUMENT); /* 1 is gone */
    ledger_close(l);
    check_who();
    assert_string_equal(identities(), "3,3,2,3");
}

static void test_split_lasts(void **state)
{
    (void)state;
    ledger *l = filled();
    uint64_t made, moved;
    const char *nobody[] = {"Zo\xC3\xA9 Nobody"}, *all[] = {"ANA DUARTE"}, *second[] = {"2"};
    assert_int_equal(ledger_split(l, 1, nobody, 1, &made, &moved), SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_split(l, 1, all, 1, &made, &moved), SELON_ERROR_ARGUMENT); /* nothing would be left */
    assert_int_equal(ledger_split(l, 9, second, 1, &made, &moved), SELON_ERROR_ARGUMENT);
    assert_int_equal(ledger_split(l, 1, second, 1, &made, &moved), SELON_OK);
    assert_int_equal(made, 4);
    assert_int_equal(moved, 1);
    ledger_close(l);
    check_who();
    assert_string_equal(identities(), "1,4,2,3");
    l = open_ledger();
    assert_int_equal(ledger_rejoin(l), SELON_OK);
    ledger_close(l);
    check_who();
    assert_string_equal(identities(), "1,4,2,3");
}

static int count_people(const ledger_person *p, void *payload)
{
    unsigned *sum = payload;
    *sum = *sum * 10 + (unsigned)p->id;
    return 0;
}

static void test_found_by_name(void **state)
{
    (void)state;
    ledger *l = filled();
    static const struct {
        const char *name;
        unsigned ids; /* in order, as digits */
    } cases[] = {{"Ana Duarte", 13}, {"ana duarte", 13}, {"Duarte", 13}, {"duarte", 13}, {"Paul Ito", 2},
                 {"2", 2},           {"Ann Duarte", 0},  {"Nobody", 0},  {"\"';--", 0},  {"", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned found = 0;
        assert_int_equal(ledger_who(l, cases[i].name, 0, count_people, &found), SELON_OK);
        if (found != cases[i].ids) fail_msg("%s: %u", cases[i].name, found);
    }
    ledger_close(l);
}

/* ---- an authority ---- */

static int import_line(ledger *l, const char *line)
{
    assert_int_equal(ledger_begin(l), SELON_OK);
    int error = ledger_authority_line(l, line, strlen(line));
    if (error == SELON_OK) assert_int_equal(ledger_commit(l), SELON_OK);
    if (error != SELON_OK) ledger_rollback(l);
    return error;
}

static void test_authority(void **state)
{
    (void)state;
    ledger *l = filled();
    static const char line[] =
        "{\"id\": \"Q1\", \"type\": \"person\", \"labels\": {\"en\": \"Ana Duarte\"}, \"aliases\": "
        "{\"en\": [\"A. M. Duarte\", {\"value\": \"Anita Duarte\"}]}, \"descriptions\": {\"en\": "
        "\"mayor\"}}";
    for (int i = 0; i < 2; i++) {
        assert_int_equal(import_line(l, line), SELON_OK);
        assert_int_equal(ledger_rejoin(l), SELON_OK);
    }
    ledger_close(l);
    check_who();
    assert_string_equal(identities(), "4,4,2,3");
    assert_string_equal(sql_of(path, "select count(*) from authorities"), "1");
    l = open_ledger();
    unsigned found = 0;
    assert_int_equal(ledger_who(l, "Anita Duarte", 0, count_people, &found), SELON_OK);
    assert_int_equal(found, 4);
    ledger_close(l);
}

static void test_bad_authority(void **state)
{
    (void)state;
    ledger *l = filled();
    static const char *const lines[] = {"",
                                        "no",
                                        "[]",
                                        "1",
                                        "{}",
                                        "{\"id\": \"\"}",
                                        "{\"id\": 3, \"labels\": {\"en\": \"A\"}}",
                                        "{\"id\": \"Q1\"}",
                                        "{\"id\": \"Q1\", \"labels\": []}",
                                        "{\"id\": \"Q1\", \"labels\": {}}",
                                        "{\"id\": \"Q1\", \"id\": \"Q2\"}"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (import_line(l, lines[i]) != SELON_ERROR_INPUT) fail_msg("%s", lines[i]);
    ledger_close(l);
    assert_string_equal(sql_of(path, "select count(*) from authorities"), "0");
}

/* ---- without memory ---- */

static int do_look(ledger *l, void *payload)
{
    (void)payload;
    unsigned found = 0;
    return ledger_who(l, "Duarte", 0, count_people, &found);
}

static int do_find(ledger *l, void *payload)
{
    (void)payload;
    ledger_cursor *c = NULL;
    int error = ledger_cursor_open(&c, l, &(ledger_filter){.who = "Ana Duarte"});
    ledger_cursor_close(c);
    return error;
}

static int do_merge(ledger *l, void *payload)
{
    (void)payload;
    return ledger_merge(l, (uint64_t[]){1, 3}, 2);
}

static int do_split(ledger *l, void *payload)
{
    (void)payload;
    uint64_t made, moved;
    return ledger_split(l, 1, (const char *[]){"2"}, 1, &made, &moved);
}

static int do_rejoin(ledger *l, void *payload)
{
    (void)payload;
    return ledger_rejoin(l);
}

static int do_authority(ledger *l, void *payload)
{
    (void)payload;
    static const char line[] = "{\"id\": \"Q1\", \"labels\": {\"en\": \"Ana Duarte\"}}";
    int error = ledger_begin(l);
    if (error == SELON_OK) error = ledger_authority_line(l, line, strlen(line));
    ledger_rollback(l);
    return error;
}

static void test_without_memory(void **state)
{
    (void)state;
    static const ledger_deed deeds[] = {do_look, do_find, do_authority, do_rejoin, do_merge, do_split};
    ledger_close(filled());
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        refuse_each(deeds[i], NULL, all_of_it);
        check_who();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_any_bytes_are_a_name),
        cmocka_unit_test(test_what_names_are),
        cmocka_unit_test(test_names_compared),
        cmocka_unit_test(test_roles_compared),
        cmocka_unit_test_teardown(test_joined, clean_ledger),
        cmocka_unit_test_teardown(test_rebuilt_is_the_same, clean_ledger),
        cmocka_unit_test_teardown(test_merge_lasts, clean_ledger),
        cmocka_unit_test_teardown(test_split_lasts, clean_ledger),
        cmocka_unit_test_teardown(test_found_by_name, clean_ledger),
        cmocka_unit_test_teardown(test_authority, clean_ledger),
        cmocka_unit_test_teardown(test_bad_authority, clean_ledger),
        cmocka_unit_test_teardown(test_without_memory, clean_ledger),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
