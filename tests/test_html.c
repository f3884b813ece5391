/* SPDX-License-Identifier: Apache-2.0
 *
 * test_html.c - input/html: pages of many makes to their articles.
 *
 * tests/pages/NAME.html are pages as different publishing systems write them;
 * NAME.expected holds the metadata, a line each ("-" for none), an empty line,
 * and the whole text. The text must be equal to the letter, so a menu, a
 * comment or a script that leaks fails as surely as a lost paragraph.
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

#include "base/buffer.h"
#include "base/utf8.h"
#include "input/article.h"

static arena *fresh(void)
{
    selon_allocator allocator = allocator_default();
    return arena_new(&allocator, 4096);
}

static article read_html(arena *a, const char *bytes, size_t size)
{
    article art;
    selon_read_options options = {.format = SELON_INPUT_HTML};
    assert_int_equal(article_read(a, bytes, size, &options, &art), SELON_OK);
    assert_int_equal(strlen(art.text), art.size); /* no NUL gets through */
    assert_int_equal(utf8_validate(art.text, art.size), art.size);
    return art;
}

/* ---- whole pages ---- */

static const char *const pages[] = {
    "en-body-only", "en-component-blocks", "en-front-clutter", "en-live-blog",     "en-mediawiki",
    "en-microdata", "en-opengraph-divs",   "fr-aspnet-form",   "fr-br-paragraphs", "fr-interview",
    "fr-jsonld",    "fr-table-layout",     "fr-wordpress",
};

static char *load(const char *name, const char *suffix, size_t *size)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/pages/%s%s", SOURCE_ROOT, name, suffix);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *bytes = malloc(1 << 20);
    *size = fread(bytes, 1, (1 << 20) - 1, f);
    bytes[*size] = '\0';
    fclose(f);
    return bytes;
}

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static void test_page(void **state)
{
    const char *name = *state;
    size_t size, expected_size;
    char *html = load(name, ".html", &size), *expected = load(name, ".expected", &expected_size);
    arena *a = fresh();
    article art;
    assert_int_equal(article_read(a, html, size, NULL, &art), SELON_OK);
    selon_allocator allocator = allocator_default();
    buffer got = buffer_new(&allocator);
    buffer_printf(&got, "title: %s\nauthor: %s\ndate: %s\noutlet: %s\nurl: %s\nlanguage: %s\n\n%s\n",
                  or_dash(art.title), or_dash(art.author), or_dash(art.date), or_dash(art.outlet), or_dash(art.url),
                  or_dash(art.language), art.text);
    buffer_putc(&got, '\0');
    assert_string_equal(got.bytes, expected);
    buffer_release(&got);
    arena_free(a);
    free(html);
    free(expected);
}

/* ---- small pieces ---- */

typedef struct piece {
    const char *name, *html, *text;
} piece;

static const piece pieces[] = {
    {"nothing", "", ""},
    {"only tags", "<html><head></head><body><div></div></body></html>", ""},
    {"text without a tag", "Just text.", "Just text."},
    {"white space collapses", "<p> a \n\t b  </p>", "a b"},
    {"inline tags do not break words", "<p><b>in</b>vi<i>si</i>b<a href=x>le</a> <span>ink</span></p>",
     "invisible ink"},
    {"block tags do", "<div>One line.</div><div>Another.</div>", "One line.\n\nAnother."},
    {"a line break", "<p>One<br>two</p>", "One\ntwo"},
    {"two line breaks", "<p>One.<br> <br/>Two.</p>", "One.\n\nTwo."},
    {"entities", "<p>&eacute;&#233;&#xE9; &amp;amp; &lt;b&gt; &rsquo;&nbsp;!</p>",
     "\xC3\xA9\xC3\xA9\xC3\xA9 &amp; <b> \xE2\x80\x99\xC2\xA0!"},
    {"an entity nobody knows", "<p>a &unknownthing; b &</p>", "a &unknownthing; b &"},
    {"an ampersand in text", "<p>Marks & Sons, R&D</p>", "Marks & Sons, R&D"},
    {"soft hyphens go", "<p>gou&shy;ver&shy;ne&shy;ment</p>", "gouvernement"},
    {"<q> has marks", "<p>Il dit <q>non</q>.</p>", "Il dit \xE2\x80\x9Cnon\xE2\x80\x9D."},
    {"<q> around marks has none more", "<p>Il dit <q>\xC2\xAB non \xC2\xBB</q>.</p>", "Il dit \xC2\xAB non \xC2\xBB."},
    {"<q> in <q>", "<p><q>He said <q>no</q></q></p>", "\xE2\x80\x9CHe said \xE2\x80\x9Cno\xE2\x80\x9D\xE2\x80\x9D"},
    {"an empty <q>", "<p>a<q></q> b</p>", "a b"},
    {"a comment", "<p>a<!-- <p>hidden</p> -->b</p>", "ab"},
    {"a comment that never ends", "<p>a <!-- b</p><p>c</p>", "a\n\nc"},
    {"a script", "<p>a</p><script>if (a < b) { '</p>' }</script><p>b</p>", "a\n\nb"},
    {"a script that never ends", "<p>a</p><script>alert('x')", "a"},
    {"a style", "<style>p > a { color: red }</style><p>a</p>", "a"},
    {"a CDATA section", "<p>a</p><![CDATA[ x ]]><p>b</p>", "a\n\nb"},
    {"a less-than sign", "<p>2 < 3 and 4<5 <> 6 << 7</p>", "2 < 3 and 4<5 <> 6 << 7"},
    {"unclosed tags", "<div><p>One <b>two<p>Three<li>Four", "One two\n\nThree\n\nFour"},
    {"stray end tags", "</div></b>One</i></p></section> two", "One two"},
    {"crossed tags", "<p><b>One <i>two</b> three</i></p>", "One two three"},
    {"a tag that never ends", "<p>One</p><p class=x", "One"},
    {"a quotation mark that never closes", "<p title=\"x>One</p><p>Two</p>", "One\n\nTwo"},
    {"a > in an attribute", "<p title='a > b'>One</p>", "One"},
    {"upper case", "<P>One<BR>Two</P>", "One\nTwo"},
    {"preformatted", "<pre>One\nTwo\n\nThree</pre>", "One\nTwo\n\nThree"},
    {"a tag nobody knows in a line", "<p>One<o:p></o:p> t<x-y>w</x-y>o</p>", "One two"},
    {"a tag nobody knows around blocks", "<x-page><p>One.</p><x-ad></x-ad><p>Two.</p></x-page>", "One.\n\nTwo."},
    {"list items", "<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"},
    {"a hidden word", "<p>One <span class=\"sr-only\">(new window)</span>two</p>", "One two"},
    {"a button in a line", "<p>One <button>Play</button>two.</p>", "One two."},
    {"svg text", "<p>One<svg><title>Icon</title><text>x</text></svg></p>", "One"},
    {"a NUL byte inside", "<p>a&#0;b</p>", "ab"},
};

static void test_piece(void **state)
{
    const piece *p = *state;
    arena *a = fresh();
    article art = read_html(a, p->html, strlen(p->html));
    assert_string_equal(art.text, p->text);
    arena_free(a);
}

/* ---- metadata ---- */

typedef struct date_case {
    const char *given, *date;
} date_case;

static const date_case dates[] = {
    {"2025-11-14", "2025-11-14"},
    {"2025-11-14T10:00", "2025-11-14T10:00"},
    {"2025-11-14 10:00:05", "2025-11-14T10:00:05"},
    {"2025-11-14T10:00:05.123Z", "2025-11-14T10:00:05.123Z"},
    {"2025-11-14T10:00:05+0100", "2025-11-14T10:00:05+0100"},
    {"2025-11-14T10:00:05+01:00[Europe/Paris]", "2025-11-14T10:00:05+01:00"},
    {"2025/11/14", "2025-11-14"},
    {"20251114", "2025-11-14"},
    {"Fri, 14 Nov 2025 10:00:00 GMT", "2025-11-14"},
    {"4 Mar 2025 08:00 +0100", "2025-03-04"},
    {"2024-02-29", "2024-02-29"},
    {"2025-02-29", NULL},
    {"2025-13-01", NULL},
    {"2025-00-10", NULL},
    {"0000-01-01", NULL},
    {"yesterday", NULL},
    {"14/11/2025", NULL}, /* nobody can tell the day from the month */
    {"1731542400", NULL},
    {"", NULL},
};

static void test_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        char html[256];
        snprintf(html, sizeof html, "<meta name=date content='%s'><p>Text.</p>", dates[i].given);
        arena *a = fresh();
        article art = read_html(a, html, strlen(html));
        if (dates[i].date != NULL)
            assert_string_equal(or_dash(art.date), dates[i].date);
        else
            assert_null(art.date);
        arena_free(a);
    }
}

static void test_unsound_metadata_give_way(void **state)
{
    (void)state;
    static const char html[] =
        "<html lang='klingon-x'><link rel=canonical href='/relative'><meta property='og:url' "
        "content='https://a.example/1'>"
        "<meta property='article:published_time' content='soon'><time datetime='2025-01-02'>2 Jan</time>"
        "<meta property='og:locale' content='fr_CA'><meta property='article:author' content='https://b.example/me'>"
        "<meta name=author content=' Jeanne  Lorrain '><title>T</title><p>Texte.</p>";
    arena *a = fresh();
    article art = read_html(a, html, strlen(html));
    assert_string_equal(art.url, "https://a.example/1");
    assert_string_equal(art.date, "2025-01-02");
    assert_string_equal(art.language, "fr");
    assert_string_equal(art.author, "Jeanne Lorrain");
    assert_string_equal(art.title, "T");
    arena_free(a);
}

static void test_json_ld_oddities(void **state)
{
    (void)state;
    static const struct {
        const char *json, *title, *author, *outlet;
    } cases[] = {
        {"{\"@type\":\"Article\",\"headline\":\"A\nB\"}", "A B", NULL, NULL}, /* a raw line end */
        {"<!-- {\"@type\":\"NewsArticle\",\"headline\":\"A\"} -->", "A", NULL, NULL},
        {"//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"A\"}\n//]]>", "A", NULL, NULL},
        {"{\"@type\":\"NewsArticle\",\"headline\":\"A\",}", NULL, NULL, NULL},
        {"{\"@type\":\"NewsArticle\",\"headline\":\"A &amp; B &#039;c&#x27;\"}", "A & B 'c'", NULL, NULL},
        {"{\"@type\":\"Product\",\"headline\":\"A\",\"author\":\"N. Nobody\"}", NULL, NULL, NULL},
        {"{\"@type\":\"NewsArticle\",\"headline\":7,\"author\":[1,null,{\"name\":\"Bo Ek\"},\"Al Ty\"]}", NULL,
         "Bo Ek, Al Ty", NULL},
        {"[[[{\"@type\":\"NewsArticle\",\"headline\":\"deep\"}]]]", NULL, NULL, NULL},
        {"[{\"@graph\":[{\"@type\":\"BlogPosting\",\"headline\":\"A\",\"publisher\":{\"@id\":\"#o\"}},"
         "{\"@type\":\"Organization\",\"@id\":\"#o\",\"name\":\"Org\"}]}]",
         "A", NULL, "Org"},
        {"{\"@type\":\"NewsArticle\",\"publisher\":{\"@id\":\"#missing\"}}", NULL, NULL, NULL},
        {"{\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"NewsArticle\",\"headline\":\"A\"}}", "A", NULL, NULL},
        {"}{", NULL, NULL, NULL},
        {"", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char html[512];
        snprintf(html, sizeof html, "<script type='application/ld+json'>%s</script><p>Text.</p>", cases[i].json);
        arena *a = fresh();
        article art = read_html(a, html, strlen(html));
        assert_string_equal(or_dash(art.title), or_dash(cases[i].title));
        assert_string_equal(or_dash(art.author), or_dash(cases[i].author));
        assert_string_equal(or_dash(art.outlet), or_dash(cases[i].outlet));
        arena_free(a);
    }
}

/* ---- bad input ---- */

/* `head`, `count` times `unit`, `tail`. */
static char *repeat(const char *head, const char *unit, size_t count, const char *tail, size_t *size)
{
    size_t h = strlen(head), u = strlen(unit), t = strlen(tail);
    char *bytes = malloc(h + u * count + t + 1), *at = bytes;
    assert_non_null(bytes);
    memcpy(at, head, h);
    for (at += h; count > 0; count--, at += u) memcpy(at, unit, u);
    memcpy(at, tail, t + 1);
    *size = h + u * (size_t)((at - bytes - h) / (u ? u : 1)) + t;
    return bytes;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct hostile {
    const char *name, *head, *unit;
    size_t count;
    const char *tail;
    const char *contains; /* the text must; NULL: only that it comes back */
} hostile;

static const hostile hostiles[] = {
    {"10,000 nested <div>s", "<p>Before.</p>", "<div>", 10000, "Within the last of them.", "Within the last of them."},
    {"10,000 nested <div>s, closed, with text after", "", "<div>in</div><div>", 10000, "</div><p>The end.</p>",
     "The end."},
    {"100,000 nested <b>s", "<p>", "<b>", 100000, "bold</b></p><p>The end.</p>", "bold\n\nThe end."},
    {"stray end tags below unclosed ones", "", "<div></b></p>", 100000, "<p>The end.</p>", "The end."},
    {"a million quotation marks", "<p>", "\"", 1000000, "</p>", "\"\"\"\""},
    {"a million entities", "<p>", "&quot;", 1000000, "</p>", "\"\"\"\""},
    {"a million ampersands", "<p>", "&", 1000000, " end</p>", "& end"},
    {"a million less-than signs", "<p>", "<", 1000000, " end</p>", "< end"},
    {"a huge attribute", "<p title=\"", "attribute ", 400000, "\">Text.</p>", "Text."},
    {"100,000 attributes", "<p ", "abc='1' ", 100000, ">Text.</p>", "Text."},
    {"a huge tag name", "<p>Text.</p><", "name", 400000, "><p>More.</p>", "Text.\n\nMore."},
    {"unclosed comments", "<p>", "<!--", 300000, "--><p>Text.</p>", "Text."},
    {"unclosed quotation marks in tags", "<p>Text.</p>", "<a b=\"'", 150000, "", NULL},
    {"100,000 <q>s", "<p>", "<q>", 100000, "Text.</p>", "Text."},
    {"100,000 paragraphs without an end", "", "<p>abc", 100000, "", "abc\n\nabc"},
    {"100,000 declarations", "", "<!x [<?y>", 100000, "<p>Text.</p>", "Text."},
    {"nested tables", "", "<table><tr><td>", 20000, "Text.", "Text."},
    {"a million characters without white space", "<p>", "abcdefgh&amp;\xC3\xA9", 70000, "</p>",
     "abcdefgh&\xC3\xA9"
     "abc"},
};

static void test_hostile(void **state)
{
    const hostile *h = *state;
    size_t size;
    char *html = repeat(h->head, h->unit, h->count, h->tail, &size);
    arena *a = fresh();
    double start = seconds();
    article art = read_html(a, html, size);
    assert_true(seconds() - start < 20); /* quadratic would be minutes; generous for sanitizers */
    if (h->contains != NULL) assert_non_null(strstr(art.text, h->contains));
    arena_free(a);
    free(html);
}

static void test_nul_bytes_are_left_out(void **state)
{
    (void)state;
    static const char html[] = "<p>One\0 two</p>\0<p\0>Three</p>";
    arena *a = fresh();
    article art = read_html(a, html, sizeof html - 1);
    assert_string_equal(art.text, "One two\n\nThree");
    arena_free(a);
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    size_t size;
    char *html = load("fr-jsonld", ".html", &size);
    for (size_t n = 0; n < size; n += 7) {
        char *piece = malloc(n + 1); /* its own block, so that a sanitizer sees the end */
        memcpy(piece, html, n);
        arena *a = fresh();
        read_html(a, piece, n);
        arena_free(a);
        free(piece);
    }
    free(html);
}

/* ---- memory ---- */

typedef struct meter {
    long budget, live;
} meter;

static void *meter__allocate(size_t size, void *payload)
{
    meter *m = payload;
    if (m->budget-- <= 0) return NULL;
    m->live++;
    return malloc(size);
}

static void *meter__reallocate(void *old, size_t size, void *payload)
{
    meter *m = payload;
    if (m->budget-- <= 0) return NULL;
    if (old == NULL) m->live++;
    return realloc(old, size);
}

static void meter__release(void *pointer, void *payload)
{
    if (pointer != NULL) ((meter *)payload)->live--;
    free(pointer);
}

/* Reads with an allocator that refuses after `budget` calls; 1 when memory ran
 * out. */
static int read_with_budget(const char *html, size_t size, meter *m)
{
    selon_allocator allocator = {meter__allocate, meter__reallocate, meter__release, m};
    arena *volatile a = arena_new(&allocator, 1024);
    volatile int out_of_memory = 1;
    if (a == NULL) return 1;
    if (setjmp(*arena_escape(a)) == 0) {
        article art;
        int error = article_read(a, html, size, NULL, &art);
        assert_true(error == SELON_OK || error == SELON_ERROR_MEMORY);
        out_of_memory = error != SELON_OK;
    }
    arena_free(a);
    return out_of_memory;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    static const char *const names[] = {"fr-jsonld", "en-opengraph-divs"};
    for (size_t i = 0; i < 2; i++) {
        size_t size;
        char *html = load(names[i], ".html", &size);
        long budget = 0;
        for (int failed = 1; failed; budget++) {
            meter m = {budget, 0};
            failed = read_with_budget(html, size, &m);
            assert_int_equal(m.live, 0);
            assert_true(budget < 1000);
        }
        assert_true(budget > 20);
        free(html);
    }
}

int main(void)
{
    enum {
        PAGES = sizeof pages / sizeof *pages,
        PIECES = sizeof pieces / sizeof *pieces,
        HOSTILES = sizeof hostiles / sizeof *hostiles,
        OTHERS = 6,
    };
    struct CMUnitTest tests[OTHERS + PAGES + PIECES + HOSTILES] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_unsound_metadata_give_way),
        cmocka_unit_test(test_json_ld_oddities),
        cmocka_unit_test(test_nul_bytes_are_left_out),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    struct CMUnitTest *next = tests + OTHERS;
    for (size_t i = 0; i < PAGES; i++)
        *next++ = (struct CMUnitTest){pages[i], test_page, NULL, NULL, (void *)(uintptr_t)pages[i]};
    for (size_t i = 0; i < PIECES; i++)
        *next++ = (struct CMUnitTest){pieces[i].name, test_piece, NULL, NULL, (void *)(uintptr_t)&pieces[i]};
    for (size_t i = 0; i < HOSTILES; i++)
        *next++ = (struct CMUnitTest){hostiles[i].name, test_hostile, NULL, NULL, (void *)(uintptr_t)&hostiles[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
