/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ledger_growth.c - what adding costs grows with the text and no faster.
 *
 * Counted, not timed: the steps of SQLite's virtual machine and the bytes that
 * are held at most, for texts of a shape that is hard on some part (one speaker
 * with thousands of statements, thousands with the same family name or first
 * name, statements that are nearly alike), once and four times as long.
 */
#include "ledger_fixture.h"

#include "ledger/inside.h"

#define SHORT 300
#define TIMES 4
#define STEPS_A_CALL 50

/* ---- memory that counts ---- */

static struct {
    size_t held, most;
} memory;

typedef union block {
    size_t size;
    max_align_t align;
} block;

static void *count_reallocate(void *old, size_t size, void *payload)
{
    (void)payload;
    block *b = old != NULL ? (block *)old - 1 : NULL;
    size_t had = b != NULL ? b->size : 0;
    if ((b = realloc(b, sizeof *b + size)) == NULL) return NULL;
    b->size = size;
    memory.held += size - had;
    if (memory.held > memory.most) memory.most = memory.held;
    return b + 1;
}

static void *count_allocate(size_t size, void *payload)
{
    return count_reallocate(NULL, size, payload);
}

static void count_release(void *old, void *payload)
{
    (void)payload;
    if (old == NULL) return;
    memory.held -= ((block *)old - 1)->size;
    free((block *)old - 1);
}

static const selon_allocator counting = {count_allocate, count_reallocate, count_release, NULL};

/* ---- a text of a shape ---- */

/* `count` times the unit; a % is four letters, which are others each time. */
static char *text_of(const char *unit, size_t count)
{
    char *text = malloc(count * (strlen(unit) + 8) + 1), *at = text;
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        for (const char *c = unit; *c != '\0'; c++) {
            if (*c != '%') {
                *at++ = *c;
                continue;
            }
            for (size_t k = 0, n = i; k < 4; k++, n /= 26) *at++ = (char)('a' + n % 26);
        }
    *at = '\0';
    return text;
}

typedef struct cost {
    size_t steps, bytes, statements;
} cost;

static int count_steps(void *steps)
{
    *(size_t *)steps += STEPS_A_CALL;
    return 0;
}

/* Of adding such a text to an empty ledger. */
static cost cost_of(const char *unit, size_t count)
{
    cost c = {0};
    ledger *l;
    ledger_receipt r = {0};
    char *text = text_of(unit, count);
    piece p = {"https://courier.example/1", "Courier", "2025-03-04", "One", text};
    remove_ledger(path);
    ledger_entry *e = entry_of(engine, &p, NULL);
    assert_int_equal(
        ledger_open(&l, path, &(ledger_options){.write = true, .create = true, .allocator = &counting}, NULL),
        SELON_OK);
    assert_int_equal(ledger_begin(l), SELON_OK);
    memory.most = memory.held;
    size_t before = memory.held;
    sqlite3_progress_handler(l->db, STEPS_A_CALL, count_steps, &c.steps);
    assert_int_equal(ledger_add(l, e, &r), SELON_OK);
    sqlite3_progress_handler(l->db, 0, NULL, NULL);
    c.bytes = memory.most - before;
    c.statements = r.statements;
    assert_int_equal(ledger_commit(l), SELON_OK);
    ledger_close(l);
    ledger_entry_free(e);
    free(text);
    return c;
}

static void check_growth(const char *unit)
{
    cost one = cost_of(unit, SHORT), many = cost_of(unit, SHORT * TIMES);
    print_message("# %zu statements: %zu steps, %zu bytes; %zu: %zu steps, %zu bytes\n", one.statements, one.steps,
                  one.bytes, many.statements, many.steps, many.bytes);
    assert_true(one.statements >= 1);
    assert_true(many.steps <= one.steps * (TIMES + 2) + 100000);
    assert_true(many.bytes <= one.bytes * (TIMES + 2) + 1000000);
    assert_true(many.steps <= 4000 * (many.statements + 100));
    assert_true(many.bytes <= 32768 * (many.statements + 100) + 32000000);
}

static void test_one_speaker(void **state)
{
    (void)state;
    check_growth("Ana Duarte said \"x\". ");
}

static void test_without_sentences(void **state)
{
    (void)state;
    check_growth("Ana Duarte said \"x\"");
}

static void test_family_names(void **state)
{
    (void)state;
    check_growth("Ana D% said \"x\". ");
}

static void test_first_names(void **state)
{
    (void)state;
    check_growth("A% Duarte said \"x\". ");
}

static void test_roles(void **state)
{
    (void)state;
    check_growth("A% Duarte, mayor of T%, said \"x\". ");
}

static void test_like_statements(void **state)
{
    (void)state;
    check_growth("\"We will not gamble with the % lives of people in winter,\" Ana Duarte said. ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_speaker),  cmocka_unit_test(test_without_sentences),
        cmocka_unit_test(test_family_names), cmocka_unit_test(test_first_names),
        cmocka_unit_test(test_roles),        cmocka_unit_test(test_like_statements),
    };
    return cmocka_run_group_tests(tests, begin_ledger, end_ledger);
}
