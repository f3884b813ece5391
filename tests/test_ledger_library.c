/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ledger_library.c - the ledger as selon.h has it.
 */
#include "ledger_fixture.h"
#include "purse.h"

static purse counting = {.left = NEVER};

static selon_ledger *fresh(void)
{
    selon_ledger *l;
    selon_allocator allocator = purse_allocator(&counting);
    remove_ledger(path);
    assert_int_equal(
        selon_ledger_open(&l, path, &(selon_ledger_options){.write = true, .create = true, .allocator = &allocator}),
        SELON_OK);
    return l;
}

static selon_receipt add(selon_ledger *l, const piece *p)
{
    selon_receipt receipt;
    selon_document *doc = read_piece(engine, p);
    assert_int_equal(selon_ledger_add(l, doc, NULL, &receipt), SELON_OK);
    assert_true(selon_document_statement_count(doc) > 0); /* it is still ours */
    selon_document_free(doc);
    return receipt;
}

static unsigned count(selon_ledger *l, const selon_ledger_filter *f)
{
    selon_cursor *c;
    const selon_found *found;
    unsigned n = 0;
    assert_int_equal(selon_ledger_find(&c, l, f), SELON_OK);
    while (selon_cursor_next(c, &found) == SELON_OK && found != NULL) n++;
    assert_int_equal(selon_cursor_next(c, &found), SELON_OK); /* past the end there is nothing */
    assert_null(found);
    selon_cursor_close(c);
    return n;
}

static void adding_and_finding(void **state)
{
    (void)state;
    selon_cursor *c;
    const selon_found *f;
    selon_ledger *l = fresh();
    selon_receipt receipt = add(l, &bridge);
    assert_int_equal(receipt.outcome, SELON_ADDED);
    assert_int_equal(receipt.article, 1);
    assert_true(receipt.statements >= 2);
    assert_int_equal(add(l, &bridge).outcome, SELON_UNCHANGED);
    assert_int_equal(add(l, &ferry).outcome, SELON_ADDED);
    assert_int_equal(selon_ledger_find(&c, l, &(selon_ledger_filter){.who = "duarte", .about = "gamble"}), SELON_OK);
    assert_int_equal(selon_cursor_next(c, &f), SELON_OK);
    assert_non_null(f);
    assert_string_equal(f->speaker, "Ana Duarte");
    assert_int_equal(f->type, SELON_DIRECT);
    assert_string_equal(f->language, "en");
    assert_int_equal(f->day, 20250304);
    assert_int_equal(strlen(f->sentence), f->sentence_size);
    assert_int_equal(f->content_count, 1);
    assert_memory_equal(f->sentence + f->cue.start, "told", 4);
    assert_int_equal(f->place_count, 1);
    assert_string_equal(f->places[0].outlet, "Courier");
    assert_string_equal(f->places[0].address, "https://courier.example/bridge");
    assert_true(f->places[0].current);
    selon_cursor_close(c);
    assert_int_equal(count(l, NULL), atoi(sql_of(path, "select count(*) from statements")));
    assert_int_equal(count(l, &(selon_ledger_filter){.sort = SELON_OLDEST, .limit = 1}), 1);
    assert_int_equal(count(l, &(selon_ledger_filter){.language = "fr"}),
                     atoi(sql_of(path, "select count(*) from statements where text = 2")));
    selon_ledger_close(l);
    assert_int_equal(counting.lent, 0);
    check_ledger(path);
}

static void transactions(void **state)
{
    (void)state;
    selon_ledger *l = fresh();
    assert_int_equal(selon_ledger_commit(l), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_ledger_begin(l), SELON_OK);
    assert_int_equal(selon_ledger_begin(l), SELON_ERROR_ARGUMENT);
    add(l, &bridge);
    selon_ledger_rollback(l);
    selon_ledger_rollback(l); /* nothing more to undo */
    assert_string_equal(sql_of(path, "select count(*) from articles"), "0");
    assert_int_equal(selon_ledger_begin(l), SELON_OK);
    add(l, &bridge);
    add(l, &ferry);
    assert_string_equal(sql_of(path, "select count(*) from articles"), "0"); /* seen by nobody yet */
    assert_int_equal(selon_ledger_commit(l), SELON_OK);
    assert_string_equal(sql_of(path, "select count(*) from articles"), "2");
    assert_int_equal(selon_ledger_begin(l), SELON_OK);
    add(l, &(piece){"https://x.example/3", "X", "2025-03-08", "T", "Ana Duarte said that it rains."});
    selon_ledger_close(l); /* what was not committed is gone */
    assert_string_equal(sql_of(path, "select count(*) from articles"), "2");
    assert_int_equal(counting.lent, 0);
}

static void a_cursor_shows_one_moment(void **state)
{
    (void)state;
    selon_cursor *c;
    const selon_found *f;
    selon_ledger *l = fresh(), *other;
    add(l, &bridge);
    unsigned before = count(l, NULL), seen = 0;
    assert_int_equal(selon_ledger_find(&c, l, NULL), SELON_OK);
    assert_int_equal(selon_cursor_next(c, &f), SELON_OK);
    seen += f != NULL;
    /* Nothing is written beside a cursor of one's own; somebody else may. */
    assert_int_equal(selon_ledger_begin(l), SELON_ERROR_ARGUMENT);
    assert_true(strlen(selon_ledger_problem(l)) > 0);
    assert_int_equal(selon_ledger_open(&other, path, &(selon_ledger_options){.write = true}), SELON_OK);
    add(other, &ferry);
    selon_ledger_close(other);
    while (selon_cursor_next(c, &f) == SELON_OK && f != NULL) seen++;
    assert_int_equal(seen, before);
    selon_cursor_close(c);
    assert_true(count(l, NULL) > before);
    add(l, &ferry);
    selon_ledger_close(l);
    assert_int_equal(counting.lent, 0);
}

static void two_cursors_at_once(void **state)
{
    (void)state;
    selon_cursor *a, *b;
    const selon_found *x, *y;
    selon_ledger *l = fresh();
    add(l, &bridge);
    assert_int_equal(selon_ledger_find(&a, l, NULL), SELON_OK);
    assert_int_equal(selon_ledger_find(&b, l, NULL), SELON_OK);
    assert_int_equal(selon_cursor_next(a, &x), SELON_OK);
    assert_int_equal(selon_cursor_next(b, &y), SELON_OK);
    assert_int_equal(x->id, y->id);
    selon_cursor_close(a);
    assert_int_equal(selon_cursor_next(b, &y), SELON_OK);
    assert_non_null(y);
    selon_cursor_close(b);
    selon_ledger_close(l);
    assert_int_equal(counting.lent, 0);
}

static void a_second_writer_is_told(void **state)
{
    (void)state;
    selon_ledger *l = fresh(), *other;
    selon_document *doc = read_piece(engine, &bridge);
    assert_int_equal(selon_ledger_begin(l), SELON_OK);
    assert_int_equal(selon_ledger_open(&other, path, &(selon_ledger_options){.write = true}), SELON_OK);
    assert_int_equal(selon_ledger_add(other, doc, NULL, NULL), SELON_ERROR_BUSY);
    assert_int_equal(count(other, NULL), 0); /* reading is never in the way */
    assert_int_equal(selon_ledger_commit(l), SELON_OK);
    assert_int_equal(selon_ledger_add(other, doc, NULL, NULL), SELON_OK);
    selon_ledger_close(other);
    selon_ledger_close(l);
    selon_document_free(doc);
}

static void what_cannot_be_opened(void **state)
{
    (void)state;
    selon_ledger *l;
    char problem[200];
    selon_ledger_options o = {.problem = problem, .problem_size = sizeof problem};
    remove_ledger(path);
    assert_int_equal(selon_ledger_open(&l, path, &o), SELON_ERROR_MISSING);
    assert_null(l);
    assert_string_equal(problem, "there is no such ledger");
    assert_int_equal(selon_ledger_open(&l, path, NULL), SELON_ERROR_MISSING);
    o.create = true; /* which means nothing without `write` */
    assert_int_equal(selon_ledger_open(&l, path, &o), SELON_ERROR_MISSING);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++) fputs("Dear diary, ", file);
    fclose(file);
    assert_int_equal(selon_ledger_open(&l, path, &o), SELON_ERROR_FOREIGN);
    assert_true(strlen(problem) > 0);
    remove_ledger(path);
    assert_int_equal(selon_ledger_open(&l, NULL, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_ledger_open(NULL, path, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_ledger_open(&l, path, &(selon_ledger_options){.allocator = &(selon_allocator){0}}),
                     SELON_ERROR_ARGUMENT);
    for (int error = SELON_ERROR_MISSING; error <= SELON_ERROR_BUSY; error++)
        assert_string_not_equal(selon_error_message(error), selon_error_message(1));
}

static void only_to_read(void **state)
{
    (void)state;
    selon_ledger *l = fresh();
    add(l, &bridge);
    selon_ledger_close(l);
    assert_int_equal(selon_ledger_open(&l, path, NULL), SELON_OK);
    selon_document *doc = read_piece(engine, &ferry);
    assert_int_equal(selon_ledger_add(l, doc, NULL, NULL), SELON_ERROR_READ_ONLY);
    assert_int_equal(selon_ledger_begin(l), SELON_ERROR_READ_ONLY);
    assert_true(count(l, NULL) > 0);
    selon_document_free(doc);
    selon_ledger_close(l);
}

static void arguments_without_sense(void **state)
{
    (void)state;
    selon_cursor *c;
    const selon_found *f;
    selon_ledger *l = fresh();
    assert_int_equal(selon_ledger_add(l, NULL, NULL, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_ledger_add(NULL, NULL, NULL, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_ledger_find(&c, l, &(selon_ledger_filter){.sort = (selon_sort)99}), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_ledger_find(&c, l, &(selon_ledger_filter){.min_confidence = 2}), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_ledger_find(&c, NULL, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_ledger_find(NULL, l, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_cursor_next(NULL, &f), SELON_ERROR_ARGUMENT);
    assert_string_equal(selon_ledger_problem(NULL), "");
    selon_cursor_close(NULL);
    selon_ledger_close(NULL);
    selon_ledger_rollback(NULL);
    selon_ledger_close(l);
    assert_int_equal(counting.lent, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adding_and_finding),
        cmocka_unit_test(transactions),
        cmocka_unit_test(a_cursor_shows_one_moment),
        cmocka_unit_test(two_cursors_at_once),
        cmocka_unit_test(a_second_writer_is_told),
        cmocka_unit_test(what_cannot_be_opened),
        cmocka_unit_test(only_to_read),
        cmocka_unit_test(arguments_without_sense),
    };
    return cmocka_run_group_tests(tests, begin_ledger, end_ledger);
}
