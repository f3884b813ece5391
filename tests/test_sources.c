/* SPDX-License-Identifier: Apache-2.0
 *
 * test_sources.c - what archives, feeds and robots.txt are read by: dates, links,
 * rules, and every allocation refused once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cli/robots.h"
#include "base/arena.h"
#include "input/feed.h"
#include "input/warc.h"
#include "ledger/fetched.h"
#include "purse.h"

#define NOW ((time_t)1763107200) /* 2025-11-14 08:00 */

/* ---- dates of feeds ---- */

typedef struct date_case {
    const char *given, *expected; /* NULL: none */
} date_case;

static const date_case dates[] = {
    {"Fri, 14 Nov 2025 09:30:00 +0100", "2025-11-14T08:30:00Z"},
    {"14 Nov 2025 09:30 GMT", "2025-11-14T09:30:00Z"},
    {"Fri, 14 Nov 25 09:30:00 EST", "2025-11-14T14:30:00Z"},
    {"Friday, 14-Nov-25 09:30:00 UTC", "2025-11-14T09:30:00Z"},
    {"Mon, 3 March 2025 7:05:09 Z", "2025-03-03T07:05:09Z"},
    {"Sat, 01 Mar 2025 00:30:00 +0200", "2025-02-28T22:30:00Z"},
    {"Thu, 29 Feb 2024 23:59:60 +0000", "2024-03-01T00:00:00Z"},
    {"2025-11-14T09:30:00+01:00", "2025-11-14T08:30:00Z"},
    {"2025-11-14T09:30:00.123Z", "2025-11-14T09:30:00Z"},
    {"2025-11-14 09:30", "2025-11-14T09:30:00Z"},
    {" \n2025-11-14\n", "2025-11-14"},
    {"31 Dec 2024 23:30:00 -0100", "2025-01-01T00:30:00Z"},
    {"Sat, 15 Nov 2025 23:00:00 GMT", "2025-11-15T23:00:00Z"}, /* a clock that is ahead */
    {"1900-01-01", "1900-01-01"},
    {"Mon, 01 Jan 1900 00:30:00 +0100", "1899-12-31T23:30:00Z"},
    {"1012-11-14T22:30:00.25-05:00", "1012-11-15T03:30:00Z"},
    {"9999-12-31T23:59:59-10:00", NULL},
    {"Thu, 01 Jan 1970 00:00:00 GMT", NULL},
    {"1969-12-31T19:00:00-05:00", NULL},
    {"1970-01-01", NULL},
    {"2099-01-01T00:00:00Z", NULL},
    {"2025-02-29", NULL},
    {"2025-13-01", NULL},
    {"0000-00-00T00:00:00Z", NULL},
    {"14 Brumaire 2025", NULL},
    {"2025-11-14T25:00:00Z", NULL},
    {"yesterday", NULL},
    {"", NULL},
};

static void test_dates(void **state)
{
    (void)state;
    char out[32];
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        bool found = feed_date(dates[i].given, NOW, out);
        if (!found) strcpy(out, "none");
        const char *expected = dates[i].expected != NULL ? dates[i].expected : "none";
        if (strcmp(out, expected) != 0) fail_msg("%s: got %s, expected %s", dates[i].given, out, expected);
    }
}

/* ---- robots.txt ---- */

typedef struct robots_case {
    const char *text, *path;
    bool allowed;
} robots_case;

static const robots_case rules[] = {
    {"", "/a", true},
    {"User-agent: *\nDisallow:", "/a", true},
    {"User-agent: *\nDisallow: /", "/a", false},
    {"user-agent:*\r\ndisallow:/a\r\n", "/ab?c", false},
    {"User-agent: *\nDisallow: /a # not this\n", "/b", true},
    {"User-agent: other\nDisallow: /", "/a", true},
    {"User-agent: *\nDisallow: /\n\nUser-agent: Selon/2.0\nDisallow: /b", "/a", true},
    {"User-agent: selonium\nDisallow: /", "/a", true},
    {"User-agent: other\nUser-agent: selon\nDisallow: /a", "/a", false},
    {"User-agent: selon\nDisallow: /a\nUser-agent: other\nDisallow: /b", "/b", true},
    {"User-agent: selon\nDisallow: /a\nUser-agent: other\nUser-agent: selon\nDisallow: /b", "/b", false},
    {"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
    {"User-agent: *\nAllow: /a\nDisallow: /a", "/a", true},
    {"User-agent: *\nDisallow: /*.php$", "/x/y.php", false},
    {"User-agent: *\nDisallow: /*.php$", "/x/y.php?z", true},
    {"User-agent: *\nDisallow: /a*b*c", "/a-b-b-c-d", false},
    {"User-agent: *\nDisallow: /a*b*c", "/a-c-b", true},
    {"User-agent: *\nDisallow: /$", "/", false},
    {"User-agent: *\nDisallow: /$", "/a", true},
    {"User-agent: *\nDisallow: /caf\xC3\xA9", "/caf%c3%a9/x", false},
    {"User-agent: *\nDisallow: /%7Eann", "/~ann", false},
    {"\xEF\xBB\xBFUser-agent: *\nDisallow: /", "/a", false},
    {"<html>not found</html>", "/a", true},
};

static void test_robots(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        robots *r = robots_parse(rules[i].text, strlen(rules[i].text), "selon");
        assert_non_null(r);
        if (robots_allow(r, rules[i].path) != rules[i].allowed) fail_msg("%s: %s", rules[i].text, rules[i].path);
        robots_free(r);
    }
    assert_true(robots_allow(NULL, "/a"));
}

static void test_robots_delay(void **state)
{
    (void)state;
    static const char text[] = "User-agent: *\nCrawl-delay: 9\nUser-agent: selon\nCrawl-delay: 2.5\n";
    robots *r = robots_parse(text, sizeof text - 1, "selon");
    assert_true(robots_delay(r) > 2.49 && robots_delay(r) < 2.51);
    robots_free(r);
    r = robots_parse(text, sizeof text - 1, "other");
    assert_true(robots_delay(r) > 8.99 && robots_delay(r) < 9.01);
    robots_free(r);
}

/* Patterns made to be slow to match. */
static void test_robots_of_stars(void **state)
{
    (void)state;
    static char text[400000], path[20001];
    size_t size = (size_t)sprintf(text, "User-agent: *\n");
    while (size < sizeof text - 100) size += (size_t)sprintf(text + size, "Disallow: /*a*a*a*a*a*a*a*a*b\n");
    memset(path, 'a', sizeof path - 1);
    path[0] = '/';
    robots *r = robots_parse(text, size, "selon");
    for (int i = 0; i < 3; i++) assert_true(robots_allow(r, path));
    robots_free(r);
}

/* ---- feeds ---- */

static const char feed[] =
    "<rss xmlns:dc='d' xmlns:media='m'><channel><title>The  "
    "<![CDATA[<b>Courier</b>]]></title><image><title>Logo</title>"
    "</image><item><media:title>Not this</media:title><title>Bridge &amp;lt; sea</title><link> /a b?c </link>"
    "<pubDate>14 Nov 2025</pubDate><dc:creator>Ana\n Ito</dc:creator><description>short</description></item>"
    "<item><link>mailto:x@y</link><guid>http://x.example/1</guid></item></channel></rss>";

typedef struct expectation {
    size_t items;
} expectation;

static int check_item(const feed_item *item, void *payload)
{
    expectation *e = payload;
    if (e->items++ == 0) {
        assert_string_equal(item->outlet, "The Courier");
        assert_string_equal(item->title, "Bridge &lt; sea");
        assert_string_equal(item->author, "Ana Ito");
        assert_string_equal(item->date, "2025-11-14");
        assert_string_equal(item->content, "short");
        assert_string_equal(item->link, "https://x.example/a%20b?c");
    } else {
        assert_null(item->link);
        assert_string_equal(item->id, "http://x.example/1");
        assert_null(item->date);
    }
    return 0;
}

static void test_feed(void **state)
{
    (void)state;
    expectation e = {0};
    selon_allocator allocator = allocator_default();
    assert_int_equal(feed_read(feed, sizeof feed - 1, "https://x.example/feed/", NOW, &allocator, check_item, &e),
                     FEED_GOOD);
    assert_int_equal(e.items, 2);
    assert_true(feed_sniff(feed, sizeof feed - 1));
    assert_true(feed_sniff("\xEF\xBB\xBF <?xml version='1.0'?><!-- x --><feed xmlns='a'>", 50));
    assert_false(feed_sniff("<feedback>", 10));
    assert_false(feed_sniff("<!-- <rss> -->", 14));
}

/* ---- every allocation refused once ---- */

static int count_item(const feed_item *item, void *payload)
{
    (void)item;
    ++*(size_t *)payload;
    return 0;
}

static void test_feed_without_memory(void **state)
{
    (void)state;
    feed_status status = FEED_MEMORY;
    for (size_t n = 0; status != FEED_GOOD; n++) {
        purse p = {.left = n};
        size_t items = 0;
        selon_allocator allocator = purse_allocator(&p);
        status = feed_read(feed, sizeof feed - 1, "https://x.example/feed/", NOW, &allocator, count_item, &items);
        assert_int_equal(p.lent, 0);
        if (status != FEED_GOOD) assert_int_equal(status, FEED_MEMORY);
        assert_true(n < 1000);
    }
}

#define ANSWER \
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"utf-8\"\r\nTransfer-Encoding: " \
    "chunked\r\n\r\n5\r\n<p>Hi\r\n0\r\n\r\n"

static size_t archive_make(char *out, size_t size)
{
    return (size_t)snprintf(out, size,
                            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\n"
                            "WARC-Date: 2025-11-14T09:30:00Z\r\nContent-Length: %zu\r\n\r\n" ANSWER "\r\n\r\n",
                            sizeof ANSWER - 1);
}

typedef struct supply {
    const char *bytes;
    size_t left;
} supply;

static long supply_read(void *to, size_t room, void *payload)
{
    supply *s = payload;
    size_t n = s->left < room ? s->left : room;
    memcpy(to, s->bytes, n);
    s->bytes += n;
    s->left -= n;
    return (long)n;
}

static long supply_fail(void *to, size_t room, void *payload)
{
    (void)to, (void)room, (void)payload;
    return -1;
}

static void test_archive_without_memory(void **state)
{
    (void)state;
    char archive[1000];
    size_t size = archive_make(archive, sizeof archive);
    bool done = false;
    for (size_t n = 0; !done; n++) {
        purse p = {.left = n};
        supply s = {archive, size};
        selon_allocator allocator = purse_allocator(&p);
        unpack_source source = {supply_read, NULL, &s};
        warc_page page;
        warc_reader *r = warc_reader_new(&allocator, &source, 1000);
        if (r != NULL) {
            warc_status status = warc_next(r, &page);
            done = status == WARC_PAGE;
            if (!done) assert_int_equal(status, WARC_MEMORY);
            if (done) assert_string_equal(page.bytes, "<p>Hi");
            if (done) assert_string_equal(page.charset, "utf-8");
            if (done) assert_string_equal(page.date, "2025-11-14T09:30:00Z");
        }
        warc_reader_free(r);
        assert_int_equal(p.lent, 0);
        assert_true(n < 100);
    }
}

static void test_archive_that_cannot_be_read(void **state)
{
    (void)state;
    selon_allocator allocator = allocator_default();
    unpack_source source = {supply_fail, NULL, NULL};
    warc_page page;
    warc_reader *r = warc_reader_new(&allocator, &source, 1000);
    assert_int_equal(warc_next(r, &page), WARC_FAILED);
    warc_reader_free(r);
}

static void test_archive_sniff(void **state)
{
    (void)state;
    assert_true(warc_sniff("WARC/1.1\r\n", 10));
    assert_false(warc_sniff("WARD/1.1\r\n", 10));
    assert_false(warc_sniff("WA", 2));
    assert_false(warc_sniff("\x1F\x8B\x08\x00", 4));
    assert_false(warc_sniff("", 0));
}

/* ---- what is remembered of addresses ---- */

static void test_fetched(void **state)
{
    (void)state;
    ledger *l;
    ledger_options options = {.write = true, .create = true};
    ledger_fetched got,
        odd = {.etag = "W/\"'); drop table texts;\"", .modified = "Fri, 14 Nov 2025 09:30:00 GMT", .mark = UINT64_MAX};
    assert_int_equal(ledger_open(&l, ":memory:", &options, NULL), SELON_OK);
    assert_int_equal(ledger_fetched_get(l, "https://x.example/", &got), SELON_OK);
    assert_false(got.known);
    for (int commit = 0; commit < 2; commit++) {
        assert_int_equal(ledger_begin(l), SELON_OK);
        assert_int_equal(ledger_fetched_put(l, "https://x.example/", &odd), SELON_OK);
        if (commit)
            assert_int_equal(ledger_commit(l), SELON_OK);
        else
            ledger_rollback(l);
        assert_int_equal(ledger_fetched_get(l, "https://x.example/", &got), SELON_OK);
        assert_int_equal(got.known, commit);
    }
    assert_string_equal(got.etag, odd.etag);
    assert_string_equal(got.modified, odd.modified);
    assert_true(got.mark == odd.mark);
    odd = (ledger_fetched){.mark = 7};
    assert_int_equal(ledger_begin(l), SELON_OK);
    assert_int_equal(ledger_fetched_put(l, "https://x.example/", &odd), SELON_OK);
    assert_int_equal(ledger_commit(l), SELON_OK);
    assert_int_equal(ledger_fetched_get(l, "https://x.example/", &got), SELON_OK);
    assert_true(got.etag[0] == '\0' && got.modified[0] == '\0' && got.mark == 7);
    ledger_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_robots),
        cmocka_unit_test(test_robots_delay),
        cmocka_unit_test(test_robots_of_stars),
        cmocka_unit_test(test_feed),
        cmocka_unit_test(test_feed_without_memory),
        cmocka_unit_test(test_archive_without_memory),
        cmocka_unit_test(test_archive_that_cannot_be_read),
        cmocka_unit_test(test_archive_sniff),
        cmocka_unit_test(test_fetched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
