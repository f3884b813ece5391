/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ledger_find.c - queries, filters, and how what was found is written.
 */
#include "ledger_fixture.h"

#include "base/buffer.h"
#include "ledger/query.h"
#include "ledger/results.h"

static ledger *news;
static const piece pieces[] = {
    {"https://courier.example/bridge", "The Courier", "2025-03-04", "Bridge", BRIDGE},
    {"https://phare.example/bac", "Le Phare", "2025-03-07", "Le bac", FERRY},
    {"https://herald.example/9", "Herald", "2025-03-05", "Bridge", BRIDGE},
    {"https://herald.example/10", "Herald", "2025-04-01", "Tram",
     "Minister Paul Keller said that voting on the tram was over. \"The vote is lost,\" wrote Keller's deputy, Ines "
     "Kovac, "
     "in a letter to the council. Tomas Martins thinks that trams are too loud."},
    {"https://courier.example/bridge", "The Courier", "2025-03-06", "Bridge", BRIDGE " \"Wait for us,\" Duarte said."},
};
#define PIECES (sizeof pieces / sizeof *pieces)

static int begin(void **state)
{
    ledger_options options = {.write = true, .create = true};
    if (begin_ledger(state) != 0) return -1;
    if (ledger_open(&news, path, &options, NULL) != SELON_OK) return -1;
    for (size_t i = 0; i < PIECES; i++) add_piece(news, engine, &pieces[i], NULL);
    ledger_close(news);
    return ledger_open(&news, path, &(ledger_options){0}, NULL);
}

static int end(void **state)
{
    ledger_close(news);
    return end_ledger(state);
}

/* ---- finding ---- */

/* The contents of what is found, each with a bar behind it. */
static int take_content(const ledger_result *r, void *payload)
{
    buffer *out = payload;
    assert_non_null(r->sentence);
    assert_true(r->appearance_count > 0);
    for (uint32_t i = 0; i < r->content_count; i++)
        buffer_append(out, r->sentence + r->content[i].start, r->content[i].end - r->content[i].start);
    buffer_putc(out, '|');
    return 0;
}

static char *found(const ledger_filter *filter)
{
    selon_allocator allocator = allocator_default();
    buffer out = buffer_new(&allocator);
    buffer_puts(&out, "");
    int error = ledger_find(news, filter, take_content, &out);
    if (error != SELON_OK) fail_msg("%s", ledger_message(news));
    char *copy = calloc(1, out.size + 1);
    if (out.size > 0) memcpy(copy, out.bytes, out.size);
    buffer_release(&out);
    return copy;
}

static size_t count_found(const ledger_filter *filter)
{
    size_t count = 0;
    char *all = found(filter);
    for (const char *c = all; *c != '\0'; c++) count += *c == '|';
    free(all);
    return count;
}

#define FILTER(...) (&(ledger_filter){__VA_ARGS__})

static void check_found(const ledger_filter *filter, const char *expected)
{
    char *all = found(filter);
    assert_string_equal(all, expected);
    free(all);
}

#define LOST "\"The vote is lost,\"|"
#define VOTING "that voting on the tram was over|"
#define GAMBLE "\"We will not gamble with people's lives,\"|"
#define TEAMS "\xC2\xAB Les \xC3\xA9quipes ont travaill\xC3\xA9 jour et nuit \xC2\xBB|"
#define CLOSED "that the old harbour bridge would stay closed until March|"

static void test_words(void **state)
{
    (void)state;
    check_found(FILTER(.words = "gamble"), GAMBLE);
    check_found(FILTER(.words = "GAMBLE lives"), GAMBLE);
    check_found(FILTER(.words = "gamble bridge"), "");
    check_found(FILTER(.words = "\xC3\xA9quipes"), TEAMS);
    check_found(FILTER(.words = "equipes"), TEAMS);
    check_found(FILTER(.words = "unheard"), "");
}

static void test_stems(void **state)
{
    (void)state;
    assert_int_equal(count_found(FILTER(.words = "votes")), 2); /* the vote, voting */
    check_found(FILTER(.words = "votes", .lang = "fr"), "");
    check_found(FILTER(.words = "\xC3\xA9quipe"), TEAMS);
    check_found(FILTER(.words = "equipe"), TEAMS);
    check_found(FILTER(.words = "travailler"), TEAMS);
    check_found(FILTER(.about = "lifes gambling"), "");
    check_found(FILTER(.about = "gambling"), GAMBLE);
}

static void test_phrases_are_exact(void **state)
{
    (void)state;
    check_found(FILTER(.words = "\"the vote\""), LOST);
    check_found(FILTER(.words = "\"vote the\""), "");
    check_found(FILTER(.words = "\"the votes\""), "");
    check_found(FILTER(.words = "\"votes\""), "");
    check_found(FILTER(.words = "\"vote"), LOST); /* never closed */
    check_found(FILTER(.words = "\xC2\xAB jour et nuit \xC2\xBB"), TEAMS);
    check_found(FILTER(.words = "old-harbour"), CLOSED);
    check_found(FILTER(.words = "harbour-old"), "");
}

static void test_prefixes(void **state)
{
    (void)state;
    check_found(FILTER(.words = "gamb*"), GAMBLE);
    check_found(FILTER(.words = "gambli*"), "");
    check_found(FILTER(.words = "votin*"), VOTING);
    check_found(FILTER(.words = "VOTI* tra*"), VOTING);
}

static void test_apostrophes(void **state)
{
    (void)state;
    check_found(FILTER(.words = "l'\xC3\xA9quipe"), TEAMS);
    check_found(FILTER(.words = "people's"), GAMBLE);
}

static void test_who(void **state)
{
    (void)state;
    check_found(FILTER(.who = "duarte", .words = "gamble"), GAMBLE);
    check_found(FILTER(.who = "ana duarte", .about = "closed"), CLOSED);
    check_found(FILTER(.who = "ito", .words = "gamble"), "");
    assert_int_equal(count_found(FILTER(.who = "Martins")), 1);
    assert_int_equal(count_found(FILTER(.who = "Martin")), 0); /* a name is not stemmed */
    check_found(FILTER(.role = "minister"), VOTING);
    check_found(FILTER(.addressee = "reporters"), GAMBLE);
}

static void test_rows(void **state)
{
    (void)state;
    check_found(FILTER(.kinds = 1u << SELON_WROTE), LOST);
    assert_int_equal(count_found(FILTER(.kinds = 1u << SELON_THOUGHT)), 1);
    check_found(FILTER(.types = 1u << SELON_DIRECT, .about = "vote"), LOST);
    check_found(FILTER(.types = 1u << SELON_INDIRECT, .about = "vote"), VOTING);
    size_t all = count_found(FILTER(.words = NULL));
    assert_true(all > 7);
    size_t french = count_found(FILTER(.lang = "fr")), english = count_found(FILTER(.lang = "en"));
    assert_true(french > 0 && english > 0);
    assert_int_equal(french + english, all);
    assert_true(count_found(FILTER(.min_confidence = 0.99)) < all);
    assert_int_equal(count_found(FILTER(.limit = 3)), 3);
}

static void test_outlets(void **state)
{
    (void)state;
    assert_true(count_found(FILTER(.outlet = "le phare")) > 0);
    assert_int_equal(count_found(FILTER(.outlet = "Phare")), 0);
    check_found(FILTER(.outlet = "HERALD", .words = "gamble"), GAMBLE);      /* a copy */
    check_found(FILTER(.outlet = "Herald", .words = "\"wait for us\""), ""); /* only in the Courier's second version */
    assert_int_equal(count_found(FILTER(.outlet = "The Courier", .words = "wait")), 1);
    check_found(FILTER(.outlet = "Le Phare", .words = "gamble"), "");
}

static void test_days(void **state)
{
    (void)state;
    check_found(FILTER(.since = 20250401, .words = "vote", .sort = LEDGER_OLDEST), VOTING LOST);
    assert_int_equal(count_found(FILTER(.until = 20250303)), 0);
    check_found(FILTER(.published_since = 20250305, .words = "gamble"), GAMBLE); /* in the Herald */
    check_found(FILTER(.published_since = 20250307, .words = "gamble"), "");
    check_found(FILTER(.published_until = 20250304, .words = "gamble"), GAMBLE);
    check_found(
        FILTER(.published_since = 20250305, .published_until = 20250305, .outlet = "The Courier", .words = "gamble"),
        "");
}

static int take_ids(const ledger_result *r, void *payload)
{
    uint64_t *ids = payload;
    ids[++ids[0]] = r->id;
    return ids[0] == 4; /* no more */
}

static void test_order_and_stopping(void **state)
{
    (void)state;
    uint64_t ids[5] = {0};
    assert_int_equal(ledger_find(news, FILTER(.sort = LEDGER_LAST_ADDED), take_ids, ids), SELON_OK);
    assert_int_equal(ids[0], 4);
    for (int i = 1; i < 4; i++) assert_true(ids[i] > ids[i + 1]);
}

static int take_appearances(const ledger_result *r, void *payload)
{
    buffer *out = payload;
    for (size_t i = 0; i < r->appearance_count; i++)
        buffer_printf(out, "%s %s %d|", r->appearances[i].outlet, r->appearances[i].published,
                      r->appearances[i].current);
    return 0;
}

static void test_appearances(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    buffer out = buffer_new(&allocator);
    assert_int_equal(ledger_find(news, FILTER(.words = "gamble"), take_appearances, &out), SELON_OK);
    buffer_putc(&out, '\0');
    assert_string_equal(out.bytes, "The Courier 2025-03-04 0|Herald 2025-03-05 1|The Courier 2025-03-06 1|");
    buffer_release(&out);
}

/* Searching in the midst of adding, or of another search, disturbs neither. */
static int take_and_find(const ledger_result *r, void *payload)
{
    (void)r;
    ++*(size_t *)payload;
    check_found(FILTER(.words = "gamble"), GAMBLE);
    return 0;
}

static void test_finding_within(void **state)
{
    (void)state;
    size_t outer = 0;
    assert_int_equal(ledger_find(news, FILTER(.about = "vote"), take_and_find, &outer), SELON_OK);
    assert_int_equal(outer, 2);

    ledger *l;
    ledger_receipt r;
    ledger_entry *e = entry_of(engine, &(piece){.text = "Tom Bekele said that the orchard was sold."}, NULL);
    assert_int_equal(ledger_open(&l, path, &(ledger_options){.write = true}, NULL), SELON_OK);
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(ledger_add(l, e, &r), SELON_OK);
    outer = 0;
    assert_int_equal(ledger_find(l, FILTER(.words = "orchard"), take_and_find, &outer), SELON_OK);
    assert_int_equal(outer, 1);
    assert_int_equal(count_found(FILTER(.words = "orchard")), 0); /* not committed */
    ledger_rollback(l);
    ledger_close(l);
    ledger_entry_free(e);
}

/* What nobody should type, and what somebody will. */
static void test_nothing_breaks_a_query(void **state)
{
    (void)state;
    static const char *const queries[] = {
        "",
        " ",
        "\"",
        "\"\"",
        "*",
        "AND",
        "OR",
        "NOT gamble",
        "NEAR(a b)",
        "who:duarte",
        "content : gamble",
        "-gamble",
        "^gamble",
        "(((",
        ")",
        "a AND",
        "{who} : x",
        "'; drop table words; --",
        "\\",
        "%",
        "\xFF\xFE",
        "\"a\"b\"c*\"*",
        "gamble*lives",
        "''''",
        "\xE2\x80\x9C",
        "\xCC\x81",
        "\xF0\x9F\x98\x80",
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        count_found(FILTER(.words = queries[i]));
        count_found(FILTER(.who = queries[i], .about = queries[i], .role = queries[i], .addressee = queries[i],
                           .outlet = queries[i], .lang = queries[i]));
    }
    check_found(FILTER(.words = ""), ""); /* asks for nothing in particular, and gets nothing */
    check_found(FILTER(.words = "who:gamble"), "");
}

static void test_long_query(void **state)
{
    (void)state;
    size_t size = 200000;
    char *text = malloc(size + 1);
    for (size_t i = 0; i < size; i++) text[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 26);
    text[size] = '\0';
    assert_int_equal(count_found(FILTER(.words = text)), 0);
    text[0] = '"';
    assert_int_equal(count_found(FILTER(.words = text)), 0);
    free(text);
}

/* ---- writing ---- */

static int sink_buffer(const void *bytes, size_t size, void *payload)
{
    buffer_append(payload, bytes, size);
    return 0;
}

static char *written(selon_output_format format, const ledger_filter *filter)
{
    selon_allocator allocator = allocator_default();
    buffer out = buffer_new(&allocator);
    selon_write_options options = {.format = format, .width = 100};
    uint64_t count;
    results *r = results_new(&options, sink_buffer, &out);
    assert_non_null(r);
    assert_int_equal(ledger_find(news, filter, results_take, r), SELON_OK);
    assert_int_equal(results_end(r, &count), SELON_OK);
    buffer_putc(&out, '\0');
    assert_false(out.failed);
    return out.bytes;
}

static void test_terminal(void **state)
{
    (void)state;
    char *text = written(SELON_OUTPUT_TERMINAL, FILTER(.words = "gamble"));
    assert_non_null(strstr(text, "Ana Duarte, Mayor\n"));
    assert_non_null(strstr(text, "{\"We will not gamble with people's lives,\"} [she] <told> reporters."));
    assert_non_null(strstr(text, "Herald \xC2\xB7 2025-03-05 \xC2\xB7 Bridge \xC2\xB7 https://herald.example/9\n"));
    free(text);
}

static void test_csv(void **state)
{
    (void)state;
    char *text = written(SELON_OUTPUT_CSV, FILTER(.words = "gamble"));
    assert_memory_equal(text, "statement,day,speaker,role,", 27);
    assert_non_null(strstr(text, ",\"Ana Duarte\",\"Mayor\",\"direct\",\"said\",false,"));
    free(text);
    text = written(SELON_OUTPUT_CSV, FILTER(.words = "unheard"));
    assert_null(strstr(strstr(text, "\r\n") + 2, "\r\n")); /* the names of the columns alone */
    free(text);
}

static void test_jsonl(void **state)
{
    (void)state;
    char *text = written(SELON_OUTPUT_JSONL, FILTER(.words = "gamble"));
    assert_non_null(strstr(text,
                           "\"speaker\": \"Ana Duarte\", \"role\": \"Mayor\", \"source\": \"she\", \"cue\": \"told\", "
                           "\"content\": [\"\\\"We will not gamble with people's lives,\\\"\"], "
                           "\"addressee\": \"reporters\""));
    assert_non_null(strstr(text, "{\"current\": true, \"url\": \"https://herald.example/9\", \"outlet\": \"Herald\""));
    assert_string_equal(strchr(text, '\n'), "\n");
    free(text);
}

static int sink_full(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    (void)size;
    (void)payload;
    return -1;
}

static void test_sink_that_refuses(void **state)
{
    (void)state;
    for (int format = SELON_OUTPUT_JSONL; format <= SELON_OUTPUT_TERMINAL; format++) {
        results *r = results_new(&(selon_write_options){.format = (selon_output_format)format}, sink_full, NULL);
        assert_non_null(r);
        assert_int_equal(ledger_find(news, FILTER(.words = NULL), results_take, r), SELON_OK);
        assert_int_equal(results_end(r, NULL), SELON_ERROR_IO);
    }
    assert_null(results_new(&(selon_write_options){.format = SELON_OUTPUT_BRAT}, sink_full, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_phrases_are_exact),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_apostrophes),
        cmocka_unit_test(test_who),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_outlets),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_order_and_stopping),
        cmocka_unit_test(test_appearances),
        cmocka_unit_test(test_finding_within),
        cmocka_unit_test(test_nothing_breaks_a_query),
        cmocka_unit_test(test_long_query),
        cmocka_unit_test(test_terminal),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_jsonl),
        cmocka_unit_test(test_sink_that_refuses),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
