/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ledger.c - opening ledgers, and what adding does to them.
 */
#include "ledger_fixture.h"

#include <sys/stat.h>

#define PAGE 16384 /* of the files */

static ledger *open_writer(void)
{
    ledger *l;
    ledger_words why;
    ledger_options options = {.write = true, .create = true, .wait_ms = 0};
    int error = ledger_open(&l, path, &options, &why);
    if (error != SELON_OK) print_message("%s\n", why.text);
    assert_int_equal(error, SELON_OK);
    return l;
}

static void check_totals(ledger *l, uint64_t articles, uint64_t versions, uint64_t texts)
{
    ledger_totals t;
    assert_int_equal(ledger_count(l, &t), SELON_OK);
    assert_int_equal(t.articles, articles);
    assert_int_equal(t.versions, versions);
    assert_int_equal(t.texts, texts);
}

/* ---- adding ---- */

static void test_add(void **state)
{
    (void)state;
    ledger *l = open_writer();
    ledger_receipt one = add_piece(l, engine, &bridge, NULL), two = add_piece(l, engine, &ferry, NULL);
    assert_int_equal(one.outcome, LEDGER_ADDED);
    assert_int_equal(two.outcome, LEDGER_ADDED);
    assert_true(one.statements >= 3 && two.statements >= 2 && one.article != two.article);
    check_totals(l, 2, 2, 2);
    ledger_close(l);
    check_ledger(path);
    assert_string_equal(sql_of(path, "select address from articles where id = 1"), bridge.url);
    assert_string_equal(sql_of(path, "select group_concat(lang) from texts"), "en,fr");
    assert_string_equal(sql_of(path, "select n.name from statements s join speakers k on k.id = s.speaker "
                                     "join names n on n.id = k.name where s.id = 1"),
                        "Ana Duarte");
    /* "on Tuesday" of an article of 4 March 2025, a Tuesday; the article's day where nothing is said. */
    assert_string_equal(sql_of(path, "select day from statements where id = 1"), "20250304");
    assert_string_equal(sql_of(path, "select count(*) from words where words match 'who: duarte AND content: gamble'"),
                        "1");
    assert_string_equal(sql_of(path, "select count(*) from words where words match 'equipes'"), "1");
    assert_string_equal(sql_of(path, "select group_concat(stem) from forms where form = '+es' and lang = 'en'"),
                        "cabl");
}

static void test_again_changes_nothing(void **state)
{
    (void)state;
    ledger *l = open_writer();
    add_piece(l, engine, &bridge, NULL);
    add_piece(l, engine, &ferry, NULL);
    for (int i = 0; i < 3; i++) {
        ledger_receipt r = add_piece(l, engine, i == 1 ? &ferry : &bridge, NULL);
        assert_int_equal(r.outcome, LEDGER_UNCHANGED);
        assert_int_equal(r.statements, 0);
        assert_int_equal(r.article, i == 1 ? 2 : 1);
    }
    /* Other ways to write its address. */
    piece same = bridge;
    same.url = "HTTPS://Courier.example:443/bridge#top";
    assert_int_equal(add_piece(l, engine, &same, NULL).outcome, LEDGER_UNCHANGED);
    check_totals(l, 2, 2, 2);
    ledger_close(l);
    check_ledger(path);
}

static void test_new_version(void **state)
{
    (void)state;
    ledger *l = open_writer();
    piece later = bridge;
    later.date = "2025-03-05";
    later.text = "Mayor Ana Duarte said on Tuesday that the old harbour bridge would stay closed until May. \"We will "
                 "not gamble with people's lives,\" she told reporters." BRIDGE_END;
    uint32_t before = add_piece(l, engine, &bridge, NULL).statements;
    ledger_receipt r = add_piece(l, engine, &later, NULL);
    assert_int_equal(r.outcome, LEDGER_CHANGED);
    assert_int_equal(r.statements, 1); /* May, not March; the others are the same */
    assert_true(before > 1);
    assert_int_equal(add_piece(l, engine, &later, NULL).outcome, LEDGER_UNCHANGED);
    assert_int_equal(add_piece(l, engine, &bridge, NULL).outcome, LEDGER_UNCHANGED);
    check_totals(l, 1, 2, 2);
    ledger_close(l);
    check_ledger(path);
    assert_string_equal(sql_of(path, "select group_concat(published) from versions"), "2025-03-04,2025-03-05");
    assert_string_equal(sql_of(path, "select group_concat(statement || ':' || text) from absent"), "1:2");
    assert_string_equal(sql_of(path, "select count(distinct family) from texts"), "1");
}

static void test_new_title_is_a_version(void **state)
{
    (void)state;
    ledger *l = open_writer();
    piece later = bridge;
    later.title = "Bridge stays shut";
    add_piece(l, engine, &bridge, NULL);
    ledger_receipt r = add_piece(l, engine, &later, NULL);
    assert_int_equal(r.outcome, LEDGER_CHANGED);
    assert_int_equal(r.statements, 0);
    check_totals(l, 1, 2, 1);
    ledger_close(l);
    check_ledger(path);
}

static void test_another_text_at_the_address(void **state)
{
    (void)state;
    ledger *l = open_writer();
    piece later = bridge;
    later.text = FERRY;
    add_piece(l, engine, &bridge, NULL);
    assert_int_equal(add_piece(l, engine, &later, NULL).outcome, LEDGER_CHANGED);
    check_totals(l, 1, 2, 2);
    ledger_close(l);
    check_ledger(path);
    assert_string_equal(sql_of(path, "select count(distinct family) from texts"), "2");
}

static void test_copies(void **state)
{
    (void)state;
    ledger *l = open_writer();
    piece copy = bridge, nearly = bridge;
    copy.url = "https://herald.example/1";
    copy.outlet = "Herald";
    nearly.url = "https://gazette.example/2";
    nearly.outlet = "Gazette";
    nearly.text = "HARBOUR \xE2\x80\x94 " BRIDGE;
    add_piece(l, engine, &bridge, NULL);
    ledger_receipt one = add_piece(l, engine, &copy, NULL), two = add_piece(l, engine, &nearly, NULL);
    assert_int_equal(one.outcome, LEDGER_COPIED);
    assert_int_equal(two.outcome, LEDGER_COPIED);
    assert_int_equal(one.statements, 0);
    assert_int_equal(two.statements, 0);
    check_totals(l, 3, 3, 2);
    ledger_close(l);
    check_ledger(path);
    assert_string_equal(sql_of(path, "select group_concat(name) from outlets"), "Courier,Herald,Gazette");
    assert_string_equal(sql_of(path, "select (select length(body) from texts where id = 2) * 4 < "
                                     "(select length(body) from texts where id = 1)"),
                        "1");
}

static void test_files_are_known_by_text(void **state)
{
    (void)state;
    ledger *l = open_writer();
    piece p = {NULL, NULL, NULL, NULL, BRIDGE};
    assert_int_equal(add_piece(l, engine, &p, "file:///a.txt").outcome, LEDGER_ADDED);
    assert_int_equal(add_piece(l, engine, &p, "file:///b.txt").outcome, LEDGER_UNCHANGED);
    assert_int_equal(add_piece(l, engine, &p, NULL).outcome, LEDGER_UNCHANGED);
    p.outlet = "Herald"; /* in an outlet, which is news */
    assert_int_equal(add_piece(l, engine, &p, "file:///herald/b.txt").outcome, LEDGER_COPIED);
    assert_int_equal(add_piece(l, engine, &p, NULL).outcome, LEDGER_UNCHANGED);
    p.outlet = "Gazette";
    assert_int_equal(add_piece(l, engine, &p, NULL).outcome, LEDGER_COPIED);
    assert_int_equal(add_piece(l, engine, &p, NULL).outcome, LEDGER_UNCHANGED);
    p.outlet = NULL;
    p.text = FERRY;
    assert_int_equal(add_piece(l, engine, &p, "file:///a.txt").outcome, LEDGER_CHANGED);
    check_totals(l, 3, 4, 2);
    ledger_close(l);
    check_ledger(path);
}

static void test_short_texts_are_not_near(void **state)
{
    (void)state;
    ledger *l = open_writer();
    piece one = {"https://a.example/1", NULL, NULL, NULL, "Rain is coming."}, two = one;
    two.url = "https://a.example/2";
    two.text = "Rain is going.";
    add_piece(l, engine, &one, NULL);
    assert_int_equal(add_piece(l, engine, &two, NULL).outcome, LEDGER_ADDED);
    ledger_close(l);
    check_ledger(path);
}

static void test_sql_in_every_field(void **state)
{
    (void)state;
    static const char evil[] = "x'); drop table statements; --\"";
    ledger *l = open_writer();
    piece p = {evil, evil, "2025-03-04", evil,
               "Robert'); drop table texts; -- said that \"'; delete from words; --\"."};
    assert_int_equal(add_piece(l, engine, &p, NULL).outcome, LEDGER_ADDED);
    assert_int_equal(add_piece(l, engine, &p, NULL).outcome, LEDGER_UNCHANGED);
    check_totals(l, 1, 1, 1);
    ledger_close(l);
    check_ledger(path);
    assert_string_equal(sql_of(path, "select address from articles"), evil);
    assert_string_equal(sql_of(path, "select title from versions"), evil);
    assert_string_equal(sql_of(path, "select name from outlets"), evil);
}

static void test_without_text(void **state)
{
    (void)state;
    ledger *l = open_writer();
    ledger_entry *e;
    ledger_maker *m = ledger_maker_new(NULL);
    ledger_receipt r;
    assert_int_equal(ledger_entry_new(&e, m, read_piece(engine, &bridge), &(ledger_origin){0}, true), SELON_OK);
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(ledger_add(l, e, &r), SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    ledger_entry_free(e);
    ledger_maker_free(m);
    assert_int_equal(r.outcome, LEDGER_ADDED);
    piece nearly = bridge; /* is still seen to be a near-copy */
    nearly.url = "https://gazette.example/2";
    nearly.text = BRIDGE " The end.";
    assert_int_equal(add_piece(l, engine, &nearly, NULL).outcome, LEDGER_COPIED);
    assert_int_equal(add_piece(l, engine, &bridge, NULL).outcome, LEDGER_UNCHANGED);
    ledger_close(l);
    check_ledger(path);
    assert_string_equal(sql_of(path, "select body from texts where id = 1"), "(null)");
}

/* What FTS5 has gathered is written when the transaction ends, and not for each statement or speaker before (inside.h). */
static void test_a_transaction_is_one_segment(void **state)
{
    (void)state;
    piece p = {
        "https://courier.example/many", "Courier", "2025-03-04", "Many",
        "\"The old harbour bridge stays closed,\" said Mayor Ana Duarte. \"Nobody asked the ferrymen,\" said Tom "
        "Bekele, a "
        "pilot. \"Winter comes early,\" said Rosa Lindqvist. \"Boats need a harbour,\" said Paul Ito. \"We shall "
        "see,\" said "
        "Mayor Ana Duarte. \"Prices will rise in April,\" said Ines Kovac. \"The market was full,\" said Marc Oden."};
    ledger *l = open_writer();
    ledger_receipt r;
    ledger_entry *entries[] = {entry_of(engine, &p, NULL), entry_of(engine, &bridge, NULL),
                               entry_of(engine, &ferry, NULL)};
    assert_int_equal(ledger_begin(l), SELON_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(ledger_add(l, entries[i], &r), SELON_OK);
        ledger_entry_free(entries[i]);
    }
    assert_int_equal(ledger_commit(l), SELON_OK);
    ledger_close(l);
    assert_string_equal(sql_of(path, "select count(*) > 8 from statements"), "1");
    assert_string_equal(sql_of(path, "select count(distinct segid) from words_idx"), "1");
}

/* What the text is not kept of is told from its copies as others are: from 70 % on, more or less. */
static void test_copies_without_text(void **state)
{
    static const char *const dates[] = {"4 March", "11 March"};
    enum { PAIRS = 40, WORDS = 120 };
    static const struct {
        unsigned dates, least, most; /* how many pairs are copies */
    } cases[] = {{1, PAIRS, PAIRS}, {3, PAIRS * 9 / 10, PAIRS}, {6, 0, PAIRS / 4}, {12, 0, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned copies = 0;
        ledger *l = open_writer();
        ledger_maker *m = ledger_maker_new(NULL);
        for (unsigned k = 0; k < PAIRS * 2; k++) {
            char text[4096] = "", url[40];
            for (unsigned w = 0; w < WORDS; w++) {
                size_t used = strlen(text);
                if (w % (WORDS / cases[i].dates) == 7)
                    snprintf(text + used, sizeof text - used, "%s ", dates[k % 2]);
                else
                    snprintf(text + used, sizeof text - used, "w%ux%u ", k / 2, w);
            }
            snprintf(url, sizeof url, "https://x.example/%u", k);
            piece p = {url, NULL, NULL, "T", text};
            ledger_entry *e;
            ledger_receipt r;
            assert_int_equal(ledger_entry_new(&e, m, read_piece(engine, &p), &(ledger_origin){0}, true), SELON_OK);
            assert_int_equal(ledger_begin(l), SELON_OK);
            assert_int_equal(ledger_add(l, e, &r), SELON_OK);
            assert_int_equal(ledger_commit(l), SELON_OK);
            ledger_entry_free(e);
            copies += r.outcome == LEDGER_COPIED;
        }
        ledger_maker_free(m);
        ledger_close(l);
        if (copies < cases[i].least || copies > cases[i].most) fail_msg("%u dates: %u copies", cases[i].dates, copies);
        remove_ledger(path);
    }
}

static void test_rollback(void **state)
{
    (void)state;
    ledger *l = open_writer();
    ledger_receipt r;
    ledger_entry *e = entry_of(engine, &bridge, NULL);
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(ledger_add(l, e, &r), SELON_OK);
    ledger_rollback(l);
    check_totals(l, 0, 0, 0);
    ledger_entry_free(e);
    /* The numbers that its outlet and names had are another's now. */
    assert_int_equal(add_piece(l, engine, &ferry, NULL).outcome, LEDGER_ADDED);
    assert_int_equal(add_piece(l, engine, &bridge, NULL).outcome, LEDGER_ADDED);
    ledger_close(l);
    check_ledger(path);
    assert_string_equal(sql_of(path, "select count(*) > 0 from forms"), "1");
    assert_string_equal(sql_of(path, "select o.name from articles a join outlets o on o.id = a.outlet "
                                     "where a.address = 'https://courier.example/bridge'"),
                        "Courier");
    assert_string_equal(sql_of(path,
                               "select count(*) from words w join statements s on s.id = w.rowid join speakers k "
                               "on k.id = s.speaker join names n on n.id = k.name join texts t on t.id = s.text "
                               "where words match 'who: duarte' and (n.name not like '%Duarte%' or t.lang <> 'en')"),
                        "0");
}

/* ---- readers and writers ---- */

static void test_readers_see_what_is_committed(void **state)
{
    (void)state;
    ledger *writer = open_writer(), *reader;
    add_piece(writer, engine, &bridge, NULL);
    ledger_options options = {0};
    assert_int_equal(ledger_open(&reader, path, &options, NULL), SELON_OK);
    ledger_entry *e = entry_of(engine, &ferry, NULL);
    ledger_receipt r;
    assert_int_equal(ledger_begin(writer), SELON_OK);
    assert_int_equal(ledger_add(writer, e, &r), SELON_OK);
    check_totals(reader, 1, 1, 1);
    assert_int_equal(ledger_commit(writer), SELON_OK);
    check_totals(reader, 2, 2, 2);
    assert_int_equal(ledger_begin(reader), LEDGER_READ_ONLY);
    ledger_entry_free(e);
    ledger_close(reader);
    ledger_close(writer);
}

static void test_second_writer_says_so(void **state)
{
    (void)state;
    ledger *one = open_writer(), *two = open_writer();
    assert_int_equal(ledger_begin(one), SELON_OK);
    assert_int_equal(ledger_begin(two), LEDGER_BUSY);
    assert_non_null(strstr(ledger_message(two), "another program"));
    ledger_rollback(two);
    assert_int_equal(ledger_commit(one), SELON_OK);
    assert_int_equal(add_piece(two, engine, &bridge, NULL).outcome, LEDGER_ADDED);
    assert_int_equal(add_piece(one, engine, &bridge, NULL).outcome, LEDGER_UNCHANGED);
    ledger_close(one);
    ledger_close(two);
    check_ledger(path);
}

/* ---- files that are no ledgers ---- */

static void check_refused(bool write, int expected, const char *words)
{
    ledger *l = (ledger *)&path;
    ledger_words why = {""};
    ledger_options options = {.write = write, .create = write};
    assert_int_equal(ledger_open(&l, path, &options, &why), expected);
    assert_null(l);
    if (strstr(why.text, words) == NULL) fail_msg("\"%s\" does not say \"%s\"", why.text, words);
}

static void make_file(const char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static void run_sql(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void test_missing(void **state)
{
    (void)state;
    check_refused(false, LEDGER_MISSING, "no such");
    assert_int_equal(access(path, F_OK), -1);
}

static void test_no_database(void **state)
{
    (void)state;
    char bytes[5000];
    memset(bytes, 'x', sizeof bytes);
    make_file(bytes, sizeof bytes);
    check_refused(true, LEDGER_FOREIGN, "no ledger");
    check_refused(false, LEDGER_FOREIGN, "no ledger");
    char back[sizeof bytes + 1];
    FILE *f = fopen(path, "rb");
    assert_int_equal(fread(back, 1, sizeof back, f), sizeof bytes);
    fclose(f);
    assert_memory_equal(back, bytes, sizeof bytes);
}

static void test_foreign_database(void **state)
{
    (void)state;
    run_sql("create table statements (mine); insert into statements values (1)");
    check_refused(true, LEDGER_FOREIGN, "another program");
    check_refused(false, LEDGER_FOREIGN, "another program");
    assert_string_equal(sql_of(path, "select count(*) from sqlite_schema"), "1");
}

static void test_newer(void **state)
{
    (void)state;
    ledger_close(open_writer());
    run_sql("pragma user_version = 9999");
    check_refused(true, LEDGER_NEWER, "9999");
    check_refused(false, LEDGER_NEWER, "newer version of Selon");
}

static void test_empty_file(void **state)
{
    (void)state;
    make_file("", 0);
    check_refused(false, LEDGER_FOREIGN, "empty");
    ledger *l = open_writer(); /* as mktemp makes them */
    check_totals(l, 0, 0, 0);
    ledger_close(l);
}

static void test_folder(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path, 0700), 0);
    check_refused(true, SELON_ERROR_IO, "is a folder, no ledger");
    assert_int_equal(rmdir(path), 0);
}

/* Each page in turn overwritten: opening and adding may fail, never crash, and
 * what is there is not taken for something else. */
static void test_damaged(void **state)
{
    (void)state;
    static char whole[1 << 20], bytes[sizeof whole];
    ledger *l = open_writer();
    add_piece(l, engine, &bridge, NULL);
    ledger_close(l);
    FILE *f = fopen(path, "rb");
    size_t size = fread(whole, 1, sizeof whole, f), told = 0;
    fclose(f);
    assert_true(size > 65536 && size < sizeof whole);
    for (size_t page = 0; page * PAGE < size; page++) {
        remove_ledger(path);
        memcpy(bytes, whole, size);
        for (size_t i = page == 0 ? 100 : 0; i < PAGE; i++) bytes[page * PAGE + i] ^= (char)(i * 7 + 1);
        make_file(bytes, size);
        ledger_options options = {.write = true};
        ledger_words why;
        int error = ledger_open(&l, path, &options, &why);
        if (error == SELON_OK) {
            ledger_receipt r;
            ledger_entry *e = entry_of(engine, &bridge, NULL);
            error = ledger_begin(l);
            if (error == SELON_OK) error = ledger_add(l, e, &r);
            ledger_rollback(l);
            ledger_entry_free(e);
            ledger_close(l);
        }
        told += error == LEDGER_DAMAGED;
        assert_true(error != SELON_ERROR_MEMORY);
    }
    assert_true(told > 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, clean_ledger)
    const struct CMUnitTest tests[] = {
        TEST(test_add),
        TEST(test_again_changes_nothing),
        TEST(test_new_version),
        TEST(test_new_title_is_a_version),
        TEST(test_another_text_at_the_address),
        TEST(test_copies),
        TEST(test_files_are_known_by_text),
        TEST(test_short_texts_are_not_near),
        TEST(test_sql_in_every_field),
        TEST(test_without_text),
        TEST(test_a_transaction_is_one_segment),
        TEST(test_copies_without_text),
        TEST(test_rollback),
        TEST(test_readers_see_what_is_committed),
        TEST(test_second_writer_says_so),
        TEST(test_missing),
        TEST(test_no_database),
        TEST(test_foreign_database),
        TEST(test_newer),
        TEST(test_empty_file),
        TEST(test_folder),
        TEST(test_damaged),
    };
    return cmocka_run_group_tests(tests, begin_ledger, end_ledger);
}
