/* SPDX-License-Identifier: Apache-2.0
 *
 * test_output.c - writing documents: CSV, brat; refusing sinks, failing
 * allocations, a million statements. JSON lines, the terminal and the page
 * have files of their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "documents.h"
#include "output/labels.h"

#define FORMATS 5

/* ---- CSV --------------------------------------------------------------- */

#define COLUMNS 25

/* Reads one row as RFC 4180 has it; the number of cells. */
static size_t csv_row(const char **at, const char *end, char cells[][512])
{
    size_t count = 0;
    for (bool more = true; more; count++) {
        size_t size = 0;
        bool quoted = *at < end && **at == '"';
        assert_true(count < COLUMNS);
        for (*at += quoted; *at < end; ++*at) {
            if (quoted && **at == '"') {
                if ((*at)[1] != '"') break;
                ++*at;
            } else if (!quoted && (**at == ',' || **at == '\r')) {
                break;
            }
            if (size < 511) cells[count][size++] = **at;
        }
        *at += quoted;
        cells[count][size] = '\0';
        more = *at < end && **at == ',';
        if (!more) assert_memory_equal(*at, "\r\n", 2);
        *at += more ? 1 : 2;
    }
    return count;
}

static void test_csv_rows(void **state)
{
    (void)state;
    static const char *const names[COLUMNS] = {
        "document",   "url",       "outlet",     "date",           "lang",       "statement", "type",
        "kind",       "negated",   "confidence", "speaker",        "role",       "source",    "cue",
        "content",    "addressee", "via",        "time",           "time_value", "parent",    "source_start",
        "source_end", "cue_start", "cue_end",    "content_offsets"};
    selon_document *doc = made_french(NULL);
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_CSV, .header = true});
    static char cells[COLUMNS][512];
    const char *at = c.bytes, *end = c.bytes + c.size;
    assert_int_equal(csv_row(&at, end, cells), COLUMNS);
    for (int i = 0; i < COLUMNS; i++) assert_string_equal(cells[i], names[i]);
    for (int i = 0; i < 3; i++) assert_int_equal(csv_row(&at, end, cells), COLUMNS);
    assert_string_equal(cells[5], "3");
    assert_string_equal(cells[9], "0.985");
    assert_string_equal(cells[12], "elle");
    assert_string_equal(cells[14], "« Les travaux ont pris du retard … mais le budget tient. »");
    assert_string_equal(cells[18], "2025-11-11");
    assert_string_equal(cells[20], "227");
    assert_string_equal(cells[24], "189..221 247..270");
    size_t rows = 3;
    for (; at < end; rows++) assert_int_equal(csv_row(&at, end, cells), COLUMNS);
    assert_int_equal(rows, 9);
    assert_string_equal(cells[10], "");
    free(c.bytes);
    selon_document_free(doc);
}

/* Pieces are joined by an ellipsis only where words lie between them. */
static void test_csv_pieces(void **state)
{
    (void)state;
    static const char text[] = "\"One. Two.\" she said. \"Three.\"";
    const selon_span pieces[3] = {{0, 5}, {6, 11}, {22, 30}};
    selon_document *doc = made_document(text, sizeof text - 1, NULL);
    made_room(doc, 1, 0);
    doc->statement_count = 1;
    selon_statement *st = &doc->statements[0];
    st->id = 1;
    st->speaker = st->parent = SELON_NONE;
    st->content = pieces;
    st->content_count = 3;
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_CSV});
    static char cells[COLUMNS][512];
    const char *at = c.bytes;
    assert_int_equal(csv_row(&at, c.bytes + c.size, cells), COLUMNS);
    assert_string_equal(cells[14], "\"One. Two.\" … \"Three.\"");
    free(c.bytes);
    selon_document_free(doc);
}

static void test_csv_no_header(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_CSV});
    assert_memory_equal(c.bytes, "\"pont\",", 7);
    free(c.bytes);
    selon_document_free(doc);
    doc = made_document("", 0, NULL);
    c = written(doc, (selon_write_options){.format = SELON_OUTPUT_CSV});
    assert_int_equal(c.size, 0);
    free(c.bytes);
    selon_document_free(doc);
}

static void test_csv_byte_offsets(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_CSV, .byte_offsets = true});
    char wanted[64];
    snprintf(wanted, sizeof wanted, ",%u..%u\r\n", doc->statements[1].content[0].start,
             doc->statements[1].content[0].end);
    assert_non_null(strstr(c.bytes, wanted));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_csv_nasty(void **state)
{
    (void)state;
    selon_document *doc = made_nasty(NULL);
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_CSV});
    static char cells[COLUMNS][512];
    const char *at = c.bytes, *end = c.bytes + c.size;
    assert_null(memchr(c.bytes, '\0', c.size));
    assert_int_equal(utf8_validate(c.bytes, c.size), c.size);
    size_t rows = 0;
    for (; at < end; rows++) {
        assert_int_equal(csv_row(&at, end, cells), COLUMNS);
        assert_string_equal(cells[0], "a\"b\\c\n\x01");
        assert_memory_equal(cells[2], "'@outlet", 8);
        if (rows == 0) assert_memory_equal(cells[14], "'=cmd|'/C calc'", 15);
        if (rows == 2) assert_string_equal(cells[13], "'-->");
    }
    assert_int_equal(rows, 4);
    free(c.bytes);
    selon_document_free(doc);
}

static void test_csv_formulas(void **state)
{
    (void)state;
    static const char *const begins[] = {
        "=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        char id[16], wanted[16];
        selon_document *doc = made_document("a", 1, NULL);
        made_room(doc, 1, 0);
        made_statement(doc, NULL, NULL, NULL, "a", NULL);
        snprintf(id, sizeof id, "%s1", begins[i]);
        snprintf(wanted, sizeof wanted, "\"'%s1\",", begins[i]);
        doc->article.id = id;
        collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_CSV});
        assert_memory_equal(c.bytes, wanted, strlen(wanted));
        free(c.bytes);
        selon_document_free(doc);
    }
}

/* ---- brat -------------------------------------------------------------- */

/* The bytes of code point `n` of the text. */
static size_t byte_of(const char *whole, size_t size, size_t n)
{
    size_t at = 0;
    while (at < size && (utf8_count(whole, at) < n || ((unsigned char)whole[at] & 0xC0) == 0x80)) at++;
    return at;
}

/* Every line is of a known kind, and every T line says what the text says. */
static size_t check_brat(selon_document *doc, collected *c)
{
    size_t size, entities = 0;
    const char *whole = selon_document_text(doc, &size);
    for (const char *line = c->bytes, *end; line < c->bytes + c->size; line = end + 1) {
        end = memchr(line, '\n', (size_t)(c->bytes + c->size - line));
        assert_non_null(end);
        assert_non_null(memchr("TRA#", *line, 4));
        if (*line != 'T') continue;
        assert_int_equal(strtoul(line + 1, NULL, 10), ++entities);
        const char *spans = (const char *)memchr(line, '\t', (size_t)(end - line)) + 1;
        const char *words = (const char *)memchr(spans, '\t', (size_t)(end - spans)) + 1;
        spans = (const char *)memchr(spans, ' ', (size_t)(words - spans)) + 1;
        while (spans < words) {
            char *next;
            size_t from = strtoul(spans, &next, 10), to = strtoul(next, &next, 10);
            size_t start = byte_of(whole, size, from), stop = byte_of(whole, size, to);
            assert_true(start < stop);
            assert_memory_equal(words, whole + start, stop - start);
            words += stop - start;
            spans = next + 1;
            if (*next == ';') assert_int_equal(*words++, ' ');
            if (*next == '\t') break;
        }
        assert_ptr_equal(words, end);
    }
    return entities;
}

static void test_brat(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_BRAT, .byte_offsets = true});
    assert_int_equal(check_brat(doc, &c), 28);
    assert_non_null(strstr(c.bytes,
                           "T9\tContent 189 221;247 270\t« Les travaux ont pris du retard mais le budget tient. »\n"
                           "A7\tType T9 Direct\nA8\tKind T9 Said\nA9\tConfidence T9 1.0\n"));
    assert_non_null(strstr(c.bytes, "\nA21\tNegated T22\nA22\tConfidence T22 0.4\n"));
    assert_non_null(
        strstr(c.bytes, "\tSaidBy Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T2\tAnna Keller, maire de Valbrune\n"));
    assert_non_null(strstr(c.bytes, "\tRelayedBy Arg1:T4 Arg2:T7\n"));
    assert_non_null(strstr(c.bytes, "\tInside Arg1:T22 Arg2:T16\n"));
    free(c.bytes);
    selon_document_free(doc);
}

static void test_brat_nasty(void **state)
{
    (void)state;
    selon_document *doc = made_nasty(NULL);
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_BRAT});
    assert_int_equal(check_brat(doc, &c), 6);
    free(c.bytes);
    selon_document_free(doc);
}

static void test_brat_only_line_ends(void **state)
{
    (void)state;
    selon_document *doc = made_document("\n\n\n", 3, NULL);
    made_room(doc, 1, 0);
    made_statement(doc, NULL, NULL, NULL, "\n", NULL);
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_BRAT});
    assert_int_equal(c.size, 0);
    free(c.bytes);
    selon_document_free(doc);
}

/* ---- all formats ------------------------------------------------------- */

static void test_arguments(void **state)
{
    (void)state;
    selon_document *doc = made_document("a", 1, NULL);
    collected c = {0};
    selon_write_options options = {.format = (selon_output_format)FORMATS};
    assert_int_equal(selon_document_write(NULL, NULL, collect, &c), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_document_write(doc, NULL, NULL, NULL), SELON_ERROR_ARGUMENT);
    assert_int_equal(selon_document_write(doc, &options, collect, &c), SELON_ERROR_ARGUMENT);
    options.format = (selon_output_format)-1;
    assert_int_equal(selon_document_write(doc, &options, collect, &c), SELON_ERROR_ARGUMENT);
    assert_int_equal(c.size, 0);
    selon_document_free(doc);
}

/* The sink refuses at every place it could; after that it is left alone. */
static void test_sink_refuses(void **state)
{
    (void)state;
    selon_document *doc = made_many(400, NULL);
    for (int format = 0; format < FORMATS; format++) {
        selon_write_options options = {.format = (selon_output_format)format, .colour = true, .header = true};
        collected whole = written(doc, options);
        assert_true(whole.calls > 2);
        for (size_t limit = 1; limit < whole.size; limit += whole.size / 40) {
            collected c = {.limit = limit};
            assert_int_equal(selon_document_write(doc, &options, collect, &c), SELON_ERROR_IO);
            assert_int_equal(c.calls_refused, 1);
            if (c.size > 0) assert_memory_equal(c.bytes, whole.bytes, c.size);
            free(c.bytes);
        }
        free(whole.bytes);
    }
    selon_document_free(doc);
}

typedef struct failing {
    size_t left;
    size_t alive;
} failing;

static void *failing_allocate(size_t size, void *payload)
{
    failing *f = payload;
    if (f->left == 0) return NULL;
    f->left--;
    f->alive++;
    return malloc(size);
}

static void *failing_reallocate(void *old, size_t size, void *payload)
{
    failing *f = payload;
    if (f->left == 0) return NULL;
    f->left--;
    if (old == NULL) f->alive++;
    return realloc(old, size);
}

static void failing_release(void *pointer, void *payload)
{
    ((failing *)payload)->alive--;
    free(pointer);
}

/* Every allocation fails once, in every format, and nothing is lost. */
static void test_memory_fails(void **state)
{
    (void)state;
    failing f = {.left = SIZE_MAX};
    selon_allocator allocator = {failing_allocate, failing_reallocate, failing_release, &f};
    selon_document *doc = made_many(5000, &allocator);
    size_t before = f.alive;
    for (int format = 0; format < FORMATS; format++) {
        int result = SELON_ERROR_MEMORY;
        size_t failures = 0;
        for (; result != SELON_OK; failures++) {
            selon_write_options options = {.format = (selon_output_format)format};
            collected c = {0};
            f.left = failures;
            result = selon_document_write(doc, &options, collect, &c);
            free(c.bytes);
            assert_int_equal(f.alive, before);
            if (result != SELON_OK) assert_int_equal(result, SELON_ERROR_MEMORY);
        }
        assert_true(failures > 2 && failures < 100);
    }
    f.left = SIZE_MAX;
    selon_document_free(doc);
    assert_int_equal(f.alive, 0);
}

static void test_nothing_in_it(void **state)
{
    (void)state;
    selon_document *docs[] = {made_document("", 0, NULL), made_document("Only words.", 11, NULL),
                              made_document("\n \n", 3, NULL)};
    made_sentences(docs[1]);
    docs[1]->article.title = "";
    for (int i = 0; i < 3; i++) {
        for (int format = 0; format < FORMATS; format++) {
            collected c = written(docs[i], (selon_write_options){.format = (selon_output_format)format});
            bool rows = format == SELON_OUTPUT_CSV || format == SELON_OUTPUT_BRAT;
            assert_int_equal(c.size == 0, rows);
            free(c.bytes);
        }
        selon_document_free(docs[i]);
    }
}

/* A statement over the whole text, all parts of it the same span. */
static void test_spans_at_the_ends(void **state)
{
    (void)state;
    selon_document *doc = made_document("éa", 3, NULL);
    made_sentences(doc);
    made_room(doc, 1, 0);
    selon_statement *st = made_statement(doc, NULL, "éa", "éa", "éa", NULL);
    st->addressee = st->via = st->time = st->source;
    for (int format = 0; format < FORMATS; format++) {
        collected c = written(doc, (selon_write_options){.format = (selon_output_format)format});
        assert_non_null(strstr(c.bytes, "éa"));
        free(c.bytes);
    }
    selon_document_free(doc);
}

static int count_bytes(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    *(size_t *)payload += size;
    return 0;
}

static void test_a_million(void **state)
{
    (void)state;
    const size_t count = SANITIZED ? 100000 : 1000000;
    selon_document *doc = made_many(count, NULL);
    for (int format = 0; format < FORMATS; format++) {
        size_t size = 0;
        selon_write_options options = {.format = (selon_output_format)format};
        assert_int_equal(selon_document_write(doc, &options, count_bytes, &size), SELON_OK);
        assert_true(size > 50 * count);
    }
    selon_document_free(doc);
}

/* A sentence that never ends, full of statements: what is shown of each is bounded. */
static void test_one_long_sentence(void **state)
{
    (void)state;
    const size_t count = 20000;
    selon_document *doc = made_many(count, NULL);
    doc->text = NULL;
    size_t size = 0;
    selon_write_options options = {.format = SELON_OUTPUT_TERMINAL};
    assert_int_equal(selon_document_write(doc, &options, count_bytes, &size), SELON_OK);
    assert_true(size < count * 1000);
    selon_document_free(doc);
}

/* ---- labels ------------------------------------------------------------ */

static const void *built_in(const char *name, size_t *size)
{
    for (const selon_resource *r = resource_builtin; r->name != NULL; r++) {
        if (strcmp(r->name, name) != 0) continue;
        *size = r->size;
        return r->bytes;
    }
    return NULL;
}

/* No language that has labels leaves one out. */
static void check_labels(const char *name)
{
    size_t size = 0;
    labels all = {0};
    const void *bytes = built_in(name, &size);
    assert_non_null(bytes);
    labels_read(&all, bytes, size);
    for (int i = 0; i < LABEL_COUNT; i++) {
        if (all.items[i].text == NULL) print_error("%s lacks label %d\n", name, i);
        assert_true(all.items[i].size > 0);
    }
}

static void test_labels_english(void **state)
{
    (void)state;
    check_labels("en/labels.txt");
}

static void test_labels_french(void **state)
{
    (void)state;
    check_labels("fr/labels.txt");
}

/* The engine's labels come first, English fills what they leave out. */
static void test_labels_given(void **state)
{
    (void)state;
    selon_document *doc = made_french(NULL);
    doc->labels = "[labels]\nstatements\tDichos\n";
    doc->labels_size = strlen(doc->labels);
    collected c = written(doc, (selon_write_options){.format = SELON_OUTPUT_TERMINAL});
    assert_non_null(strstr(c.bytes, "Dichos:"));
    assert_non_null(strstr(c.bytes, "Unknown speaker"));
    free(c.bytes);
    doc->labels = NULL;
    doc->article.language = "xx";
    c = written(doc, (selon_write_options){.format = SELON_OUTPUT_TERMINAL});
    assert_non_null(strstr(c.bytes, "Statements:"));
    free(c.bytes);
    doc->article.language = "fr";
    c = written(doc, (selon_write_options){.format = SELON_OUTPUT_TERMINAL});
    assert_non_null(strstr(c.bytes, "Locuteur inconnu"));
    free(c.bytes);
    selon_document_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_rows),
        cmocka_unit_test(test_csv_pieces),
        cmocka_unit_test(test_csv_no_header),
        cmocka_unit_test(test_csv_byte_offsets),
        cmocka_unit_test(test_csv_nasty),
        cmocka_unit_test(test_csv_formulas),
        cmocka_unit_test(test_brat),
        cmocka_unit_test(test_brat_nasty),
        cmocka_unit_test(test_brat_only_line_ends),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_sink_refuses),
        cmocka_unit_test(test_memory_fails),
        cmocka_unit_test(test_nothing_in_it),
        cmocka_unit_test(test_spans_at_the_ends),
        cmocka_unit_test(test_a_million),
        cmocka_unit_test(test_one_long_sentence),
        cmocka_unit_test(test_labels_english),
        cmocka_unit_test(test_labels_french),
        cmocka_unit_test(test_labels_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
