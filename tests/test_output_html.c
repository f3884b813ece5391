/* SPDX-License-Identifier: Apache-2.0
 *
 * test_output_html.c - the page: it nests, it says all of the text, it leads
 * from each statement to its words and back, and no article can act in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "documents.h"

static collected page(const selon_document *doc)
{
    return written(doc, (selon_write_options){.format = SELON_OUTPUT_HTML});
}

static size_t occurrences(const char *in, const char *what)
{
    size_t count = 0;
    for (const char *at = in; (at = strstr(at, what)) != NULL; at += strlen(what)) count++;
    return count;
}

/* Walks the tags: each of a known element, each closed in order. */
static void check_nesting(const collected *c)
{
    static const char known[] =
        " html head meta title style script body a header ul li h1 h2 h3 p mark bdi main article aside "
        "section div ol span strong button ";
    char stack[64][16];
    size_t depth = 0;
    for (const char *at = c->bytes; (at = strchr(at, '<')) != NULL;) {
        char name[16], wanted[20];
        size_t n = 0;
        bool closing = *++at == '/';
        at += closing;
        if (*at == '!') continue;
        while (n < 15 && ((*at >= 'a' && *at <= 'z') || (*at >= '1' && *at <= '3'))) name[n++] = *at++;
        name[n] = '\0';
        snprintf(wanted, sizeof wanted, " %s ", name);
        if (n == 0 || strstr(known, wanted) == NULL) print_error("element [%s] at [%.60s]\n", name, at);
        assert_true(n > 0 && strstr(known, wanted) != NULL);
        for (bool quoted = false; quoted || *at != '>'; at++) {
            assert_true(*at != '\0');
            if (*at == '"') quoted = !quoted;
        }
        if (strcmp(name, "meta") == 0) continue;
        if (!closing) {
            assert_true(depth < 64);
            strcpy(stack[depth++], name);
            if (strcmp(name, "style") == 0) at = strstr(at, "</style>");
            if (strcmp(name, "script") == 0) at = strstr(at, "</script>");
            assert_non_null(at);
        } else {
            assert_true(depth > 0);
            assert_string_equal(stack[--depth], name);
        }
    }
    assert_int_equal(depth, 0);
}

/* Copies what is not white space, as characters, from the article's element. */
static char *article_words(const collected *c)
{
    static const char *const entities[][2] = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
    const char *at = strchr(strstr(c->bytes, "<article"), '>') + 1, *end = strstr(c->bytes, "</article>");
    char *out = malloc((size_t)(end - at) + 1), *to = out;
    while (at < end) {
        if (strncmp(at, "<a class=\"number\"", 17) == 0) {
            at = strstr(at, "</a>") + 4;
        } else if (*at == '<') {
            at = strchr(at, '>') + 1;
        } else if (*at == '&') {
            size_t i = 0;
            while (i < 5 && strncmp(at, entities[i][0], strlen(entities[i][0])) != 0) i++;
            assert_true(i < 5);
            *to++ = *entities[i][1];
            at += strlen(entities[i][0]);
        } else {
            if (*at != ' ' && *at != '\n' && *at != '\r' && *at != '\t') *to++ = *at;
            at++;
        }
    }
    *to = '\0';
    return out;
}

/* The page as a whole, for any document: nesting, anchors both ways, all of the text. */
static void check_page(const selon_document *doc, bool words)
{
    collected c = page(doc);
    check_nesting(&c);
    assert_int_equal(occurrences(c.bytes, "<script"), 1);
    assert_int_equal(occurrences(c.bytes, "<style"), 1);
    for (size_t i = 0; i < doc->statement_count && i < 40; i++) {
        static const char *const formats[] = {" id=\"t%u\"", " id=\"s%u\"", " href=\"#s%u\" data-s",
                                              "class=\"words\" dir=\"auto\" href=\"#t%u\""};
        for (int k = 0; k < 4; k++) {
            char wanted[64];
            snprintf(wanted, sizeof wanted, formats[k], doc->statements[i].id);
            assert_int_equal(occurrences(c.bytes, wanted), 1);
        }
    }
    if (words) {
        char *found = article_words(&c), *expected = malloc(doc->article.size + 1), *to = expected;
        for (const char *at = doc->article.text; *at != '\0'; at++)
            if (*at != ' ' && *at != '\n' && *at != '\r' && *at != '\t') *to++ = *at;
        *to = '\0';
        assert_string_equal(found, expected);
        free(found);
        free(expected);
    }
    free(c.bytes);
}

static void test_article(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    check_page(doc, true);
    collected c = page(doc);
    assert_non_null(strstr(c.bytes, "<html lang=\"fr\">"));
    assert_non_null(strstr(c.bytes, "<article aria-label=\"Article\" lang=\"fr\">"));
    assert_non_null(strstr(c.bytes,
                           "<mark class=\"cue\" data-s=\"3\" data-k=\"1\">a-t-<mark class=\"source\" data-s=\"3\" "
                           "data-k=\"1\">elle</mark> reconnu</mark>"));
    assert_non_null(strstr(c.bytes, "href=\"https://courrier.example/pont?a=1&amp;b=2\""));
    assert_non_null(strstr(c.bytes, "aria-label=\"Déclaration 9\xC2\xA0:\xC2\xA0Locuteur inconnu\""));
    assert_int_equal(occurrences(c.bytes, "<h1"), 1); /* the title is the text's own first line */
    free(c.bytes);
    selon_document_free(doc);
}

/* A statement inside another's content is marked inside it. */
static void test_inside(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = page(doc);
    const char *outer = strstr(c.bytes, "<mark class=\"content indirect\" data-s=\"5\"");
    const char *inner = strstr(c.bytes, "<mark class=\"content indirect\" data-s=\"6\"");
    assert_non_null(outer);
    assert_true(inner > outer);
    size_t open = 0;
    for (const char *at = outer; at < inner; at++) {
        if (strncmp(at, "<mark", 5) == 0) open++;
        if (strncmp(at, "</mark", 6) == 0) open--;
        assert_true(open > 0);
    }
    free(c.bytes);
    selon_document_free(doc);
}

static void test_self_contained(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    doc->article.url = NULL;
    collected c = page(doc);
    assert_null(strstr(c.bytes, "http:"));
    assert_null(strstr(c.bytes, "https:"));
    assert_null(strstr(c.bytes, "src="));
    assert_null(strstr(c.bytes, "@import"));
    assert_null(strstr(c.bytes, "url("));
    assert_null(strstr(c.bytes, "style=\"")); /* its policy would refuse it */
    assert_int_equal(occurrences(c.bytes, "default-src 'none'; style-src 'sha256-"), 1);
    assert_int_equal(occurrences(c.bytes, "; script-src 'sha256-"), 1);
    assert_null(strstr(c.bytes, "unsafe"));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_heading(void **state)
{
    (void)state;
    static const char *const cases[][4] = {
        /* title, id, heading, text */
        {"A <b> title", "x", "<h1 dir=\"auto\">A &lt;b&gt; title</h1>", "Words."},
        {"", "name", "<h1 dir=\"auto\">name</h1>", "Words."},
        {NULL, NULL, "<h1 dir=\"auto\">Untitled article</h1>", "Words."},
        {NULL, "x", "<h1 dir=\"auto\">Bridge to close</h1>", "Bridge to close\n\nIt closes in May."},
        {NULL, "x", "<title>Bridge to close</title>", "Bridge to close\n\nIt closes in May."},
        {NULL, "name", "<h1 dir=\"auto\">name</h1>", "It closes in May.\n\nThat is so."},
        {NULL, "name", "<h1 dir=\"auto\">name</h1>", "Nothing follows this line"},
        {"Another", "x", "<h1 dir=\"auto\">Another</h1>", "Bridge to close\n\nIt closes in May."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        selon_document *doc = made_document(cases[i][3], strlen(cases[i][3]), NULL);
        doc->article.title = cases[i][0];
        doc->article.id = cases[i][1];
        collected c = page(doc);
        assert_non_null(strstr(c.bytes, cases[i][2]));
        check_nesting(&c);
        free(c.bytes);
        selon_document_free(doc);
    }
}

static void test_nothing_runs(void **state)
{
    (void)state;
    selon_document *doc = made_nasty(NULL);
    check_page(doc, false);
    collected c = page(doc);
    assert_null(strstr(c.bytes, "<script>alert"));
    assert_null(strstr(c.bytes, "<img"));
    assert_null(strstr(c.bytes, "<i>"));
    assert_null(strstr(c.bytes, "href=\"javascript"));
    assert_non_null(strstr(c.bytes, "lang=\"x&quot;&gt;&lt;script&gt;alert(2)"));
    assert_null(memchr(c.bytes, 0x1b, c.size));
    assert_null(memchr(c.bytes, 0, c.size));
    assert_null(strstr(c.bytes, "\xE2\x80\xAE"));
    assert_non_null(strstr(c.bytes, "\xE2\x9F\xA8U+202E\xE2\x9F\xA9"));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        bool link;
    } cases[] = {{"https://a.example/", true},  {"http://a.example/\"x", true}, {"javascript:alert(1)", false},
                 {" https://a.example", false}, {"data:text/html,x", false},    {"HTTPSX://", false},
                 {"//a.example", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        selon_document *doc = made_document("a", 1, NULL);
        doc->article.url = cases[i].url;
        collected c = page(doc);
        assert_int_equal(occurrences(c.bytes, "<a rel=\"noopener noreferrer\""), cases[i].link);
        check_nesting(&c);
        free(c.bytes);
        selon_document_free(doc);
    }
}

/* Spans thrown at random over a text in every order: they cross, repeat, nest. */
static void test_random_spans(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 300; round++) {
        char bytes[240];
#define RANDOM(n) ((seed = seed * 1664525u + 1013904223u) >> 8) % (uint32_t)(n)
        uint32_t size = 20 + RANDOM(200), count = 1 + RANDOM(25);
        for (uint32_t i = 0; i < size; i++) bytes[i] = "abcdefgh <&\"'>.\n "[RANDOM(17)];
        selon_document *doc = made_document(bytes, size, NULL);
        if (round % 2) made_sentences(doc);
        made_room(doc, count, 1);
        made_speaker(doc, "b", NULL);
        for (uint32_t i = 0; i < count; i++) {
            selon_statement *st = made_statement(doc, NULL, NULL, NULL, "", "");
            selon_span *content = (selon_span *)(uintptr_t)st->content;
            uint32_t start = RANDOM(size - 3);
            content[0] = (selon_span){start, start + 1 + RANDOM(size - start - 2)};
            content[1] = (selon_span){content[0].end, content[0].end + 1 + RANDOM(size - content[0].end)};
            st->source = (selon_span){RANDOM(size), size};
            st->cue.start = RANDOM(size);
            st->cue.end = st->cue.start + RANDOM(size - st->cue.start + 1);
            st->speaker = i % 2 ? 0 : SELON_NONE;
        }
        check_page(doc, true);
        selon_document_free(doc);
    }
}

/* Statements in each other's contents, deeper than a page can show. */
static void test_deep(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    char bytes[2 * COUNT + 2];
    memset(bytes, 'a', sizeof bytes);
    selon_document *doc = made_document(bytes, sizeof bytes, NULL);
    made_room(doc, COUNT, 0);
    for (uint32_t i = 0; i < COUNT; i++) {
        selon_statement *st = made_statement(doc, NULL, NULL, NULL, "", NULL);
        *(selon_span *)(uintptr_t)st->content = (selon_span){i, (uint32_t)sizeof bytes - i};
    }
    check_page(doc, true);
    selon_document_free(doc);
}

/* Contents that cross like a staircase: each closes and opens at most a few others. */
static void test_staircase(void **state)
{
    (void)state;
    enum { COUNT = SANITIZED ? 1000 : 5000, LONG = COUNT / 5 };
    static char bytes[COUNT + LONG];
    memset(bytes, 'a', sizeof bytes);
    selon_document *doc = made_document(bytes, sizeof bytes, NULL);
    made_room(doc, COUNT, 0);
    for (uint32_t i = 0; i < COUNT; i++) {
        selon_statement *st = made_statement(doc, NULL, NULL, NULL, "", NULL);
        *(selon_span *)(uintptr_t)st->content = (selon_span){i, i + LONG};
    }
    check_page(doc, true);
    collected c = page(doc);
    assert_true(occurrences(c.bytes, "<mark") < 8 * 2 * COUNT);
    free(c.bytes);
    selon_document_free(doc);
}

static void test_no_statements(void **state)
{
    (void)state;
    selon_document *doc = made_document("One.\n\nTwo.", 10, NULL);
    check_page(doc, true);
    collected c = page(doc);
    assert_non_null(strstr(c.bytes, "No statement was found"));
    assert_non_null(strstr(c.bytes, "<p dir=\"auto\">One.</p>\n<p dir=\"auto\">Two.</p>"));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_no_text(void **state)
{
    (void)state;
    selon_document *doc = made_document("", 0, NULL);
    check_page(doc, true);
    selon_document_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_article),        cmocka_unit_test(test_inside),
        cmocka_unit_test(test_self_contained), cmocka_unit_test(test_heading),
        cmocka_unit_test(test_nothing_runs),   cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_random_spans),   cmocka_unit_test(test_deep),
        cmocka_unit_test(test_staircase),      cmocka_unit_test(test_no_statements),
        cmocka_unit_test(test_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
