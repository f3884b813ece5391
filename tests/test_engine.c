/* SPDX-License-Identifier: Apache-2.0
 *
 * test_engine.c - the library through its public header: opening, reading,
 * what a document promises, threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "selon.h"

static const char english[] =
    "Bridge to stay shut, mayor says\n\nMayor Ana Duarte said on Tuesday that the old bridge would stay closed until "
    "March. \"We will not gamble with people's lives,\" she told reporters. According to the engineers, two of its "
    "cables have rusted through; Paul Ito, who built it, denied this last week.\n";
static const char french[] = "La maire, Ana Duarte, a déclaré mardi que le vieux pont resterait fermé jusqu'en mars. "
                             "« Nous ne jouerons pas avec la vie des gens », a-t-elle ajouté. Selon les ingénieurs, "
                             "deux câbles sont rouillés.\n";
static const char german[] =
    "Die Bürgermeisterin sagte am Dienstag, dass die alte Brücke bis März geschlossen bleibe. Zwei ihrer Seile seien "
    "nach Angaben der Ingenieure durchgerostet, und niemand wolle mit dem Leben der Menschen spielen.\n";

static selon_engine *engine; /* of the group; never changes while the tests run */

static int begin(void **state)
{
    (void)state;
    return selon_engine_open(&engine, NULL);
}

static int end(void **state)
{
    (void)state;
    selon_engine_close(engine);
    return 0;
}

static selon_document *read_text(const char *text, const selon_read_options *options)
{
    selon_document *doc;
    assert_int_equal(selon_read(&doc, engine, text, strlen(text), options), SELON_OK);
    assert_non_null(doc);
    return doc;
}

typedef struct made {
    char bytes[1 << 16];
    size_t size;
} made;

static int made_take(const void *bytes, size_t size, void *payload)
{
    made *m = payload;
    if (size > sizeof m->bytes - 1 - m->size) return -1;
    memcpy(m->bytes + m->size, bytes, size);
    m->size += size;
    m->bytes[m->size] = '\0';
    return 0;
}

/* ---- small things ---- */

static void test_version(void **state)
{
    (void)state;
    assert_string_equal(selon_version(), SELON_VERSION);
}

static void test_error_messages(void **state)
{
    (void)state;
    for (int error = SELON_ERROR_IO; error <= SELON_OK; error++)
        for (int other = SELON_ERROR_IO; other < error; other++)
            assert_string_not_equal(selon_error_message(error), selon_error_message(other));
    assert_non_null(selon_error_message(77));
    assert_non_null(selon_error_message(-77));
}

static void test_null_is_closed_and_freed(void **state)
{
    (void)state;
    selon_engine_close(NULL);
    selon_document_free(NULL);
}

static void test_languages(void **state)
{
    (void)state;
    assert_string_equal(selon_engine_language(engine, 0), "en");
    assert_string_equal(selon_engine_language(engine, 1), "fr");
    assert_null(selon_engine_language(engine, 2));
}

/* ---- language data from elsewhere ---- */

static void refuse_engine(const selon_engine_options *options, int expected)
{
    selon_engine *none = engine;
    assert_int_equal(selon_engine_open(&none, options), expected);
    assert_null(none);
}

static void test_folder_missing(void **state)
{
    (void)state;
    refuse_engine(&(selon_engine_options){.data_folder = "/nowhere/at/all"}, SELON_ERROR_IO);
}

static void test_folder_without_languages(void **state)
{
    (void)state;
    char folder[] = "/tmp/selon-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    refuse_engine(&(selon_engine_options){.data_folder = folder}, SELON_ERROR_DATA);
    rmdir(folder);
}

#define FILES 7

/* One language's files, loaded as a program of somebody else's would. */
typedef struct pack {
    selon_resource resources[FILES];
    char names[FILES][32];
} pack;

static void pack_load(pack *p, const char *from, const char *as)
{
    static const char *const names[FILES] = {"text.txt", "grammar.txt", "time.txt",       "people.txt",
                                             "cues.txt", "tagger.bin",  "attribution.bin"};
    char path[512];
    for (size_t i = 0; i < FILES; i++) {
        bool weights = strstr(names[i], ".bin") != NULL;
        snprintf(path, sizeof path, "%s/%s/%s/%s", SOURCE_ROOT, weights ? "models" : "lang", from, names[i]);
        snprintf(p->names[i], sizeof p->names[i], "%s/%s", as, names[i]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        fseek(file, 0, SEEK_END);
        size_t size = (size_t)ftell(file);
        rewind(file);
        char *bytes = malloc(size);
        assert_non_null(bytes);
        assert_int_equal(fread(bytes, 1, size, file), size);
        fclose(file);
        p->resources[i] = (selon_resource){p->names[i], bytes, size};
    }
}

static void pack_free(pack *p)
{
    for (size_t i = 0; i < FILES; i++) free((void *)p->resources[i].bytes);
}

static void test_resources_from_memory(void **state)
{
    (void)state;
    pack p;
    selon_engine *own;
    selon_document *doc;
    pack_load(&p, "fr", "qx"); /* a language of any name */
    selon_engine_options options = {.resources = p.resources, .resource_count = FILES};
    assert_int_equal(selon_engine_open(&own, &options), SELON_OK);
    assert_string_equal(selon_engine_language(own, 0), "qx");
    assert_null(selon_engine_language(own, 1));
    selon_read_options read = selon_read_options_default();
    read.language = "qx";
    assert_int_equal(selon_read(&doc, own, french, strlen(french), &read), SELON_OK);
    assert_true(selon_document_statement_count(doc) >= 2);
    selon_document_free(doc);
    selon_engine_close(own);
    pack_free(&p);
}

static void test_resources_missing_or_broken(void **state)
{
    (void)state;
    pack p;
    pack_load(&p, "en", "en");
    for (size_t i = 0; i < FILES; i++) {
        selon_resource all[FILES];
        memcpy(all, p.resources, sizeof all);
        all[i].name = "en/other"; /* missing: no language at all, or one that lacks something */
        refuse_engine(&(selon_engine_options){.resources = all, .resource_count = FILES}, SELON_ERROR_DATA);
    }
    for (size_t i = FILES - 2; i < FILES; i++) { /* weights cut off, and none at all */
        size_t size = p.resources[i].size;
        for (size_t part = 0; part < 2; part++) {
            p.resources[i].size = size / 2 * part;
            refuse_engine(&(selon_engine_options){.resources = p.resources, .resource_count = FILES}, SELON_ERROR_DATA);
        }
        p.resources[i].size = size;
    }
    pack_free(&p);
}

static void test_engine_arguments(void **state)
{
    (void)state;
    selon_allocator half = {0};
    refuse_engine(&(selon_engine_options){.allocator = &half}, SELON_ERROR_ARGUMENT);
    refuse_engine(&(selon_engine_options){.resource_count = 3}, SELON_ERROR_ARGUMENT);
}

/* ---- reading ---- */

static void refuse_read(const void *bytes, size_t size, const selon_read_options *options, int expected)
{
    selon_document *doc = (selon_document *)engine;
    assert_int_equal(selon_read(&doc, engine, bytes, size, options), expected);
    assert_null(doc);
}

static void test_read_arguments(void **state)
{
    (void)state;
    selon_document *doc = (selon_document *)engine;
    assert_int_equal(selon_read(&doc, NULL, "x", 1, NULL), SELON_ERROR_ARGUMENT);
    assert_null(doc);
    refuse_read(NULL, 1, NULL, SELON_ERROR_ARGUMENT);
    refuse_read("x", 1, &(selon_read_options){.format = (selon_input_format)9}, SELON_ERROR_ARGUMENT);
    refuse_read("x", 1, &(selon_read_options){.min_confidence = -0.1}, SELON_ERROR_ARGUMENT);
    refuse_read("x", 1, &(selon_read_options){.min_confidence = 1.1}, SELON_ERROR_ARGUMENT);
    refuse_read("x", 1, &(selon_read_options){.min_confidence = (double)NAN}, SELON_ERROR_ARGUMENT);
    refuse_read("x", 1, &(selon_read_options){.date = "yesterday"}, SELON_ERROR_ARGUMENT);
}

static void test_limit(void **state)
{
    (void)state;
    selon_read_options options = {.max_bytes = 10};
    refuse_read("hello world", 11, &options, SELON_ERROR_LIMIT);
    selon_document_free(read_text("hello worl", &options));
}

static void test_empty(void **state)
{
    (void)state;
    selon_document *doc;
    size_t size = 9;
    assert_int_equal(selon_read(&doc, engine, NULL, 0, NULL), SELON_OK);
    assert_string_equal(selon_document_text(doc, &size), "");
    assert_int_equal(size, 0);
    assert_int_equal(selon_document_statement_count(doc), 0);
    assert_null(selon_document_statement(doc, 0));
    assert_null(selon_document_speaker(doc, 0));
    assert_null(selon_document_speaker(doc, SELON_NONE));
    assert_int_equal(selon_document_sentence_count(doc), 0);
    assert_int_equal(selon_document_paragraph_count(doc), 0);
    assert_int_equal(selon_document_token_count(doc), 0);
    assert_int_equal(selon_document_code_point(doc, 0), 0);
    selon_document_free(doc);
}

static void test_nothing_of_the_caller_is_kept(void **state)
{
    (void)state;
    static made before, after;
    char *bytes = strdup(english), id[] = "an id", date[] = "2025-11-14", title[] = "A title", outlet[] = "The Post",
         url[] = "http://example.org", language[] = "en";
    selon_read_options options = {
        .id = id, .date = date, .title = title, .outlet = outlet, .url = url, .language = language};
    selon_document *doc = read_text(bytes, &options);
    before.size = after.size = 0;
    assert_int_equal(selon_document_write(doc, NULL, made_take, &before), SELON_OK);
    memset(bytes, 'x', strlen(bytes));
    free(bytes);
    char *const strings[] = {id, date, title, outlet, url, language};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) memset(strings[i], 'x', strlen(strings[i]));
    assert_int_equal(selon_document_write(doc, NULL, made_take, &after), SELON_OK);
    assert_string_equal(before.bytes, after.bytes);
    assert_string_equal(selon_document_text(doc, NULL), english);
    assert_string_equal(selon_document_id(doc), "an id");
    assert_string_equal(selon_document_outlet(doc), "The Post");
    selon_document_free(doc);
}

static void test_language_is_found(void **state)
{
    (void)state;
    selon_document *doc = read_text(english, NULL);
    assert_string_equal(selon_document_language(doc), "en");
    selon_document_free(doc);
    doc = read_text(french, NULL);
    assert_string_equal(selon_document_language(doc), "fr");
    assert_null(selon_document_warning(doc, 0));
    selon_document_free(doc);
}

static void test_language_tags(void **state)
{
    (void)state;
    static const char *const tags[] = {"fr", "FR", "fr-BE", "fr_CA.UTF-8"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        selon_document *doc = read_text(french, &(selon_read_options){.language = tags[i]});
        assert_string_equal(selon_document_language(doc), "fr");
        assert_true(selon_document_statement_count(doc) >= 2);
        selon_document_free(doc);
    }
}

/* The page's template says English, the text is French. */
static void test_text_has_the_last_word_over_the_page(void **state)
{
    (void)state;
    char page[2048];
    snprintf(page, sizeof page, "<!doctype html><html lang=en><body><article><p>%s</p></article></body></html>",
             french);
    selon_document *doc = read_text(page, NULL);
    assert_string_equal(selon_document_language(doc), "fr");
    selon_document_free(doc);
}

static void test_language_without_data(void **state)
{
    (void)state;
    static const char *const languages[] = {NULL, "de"};
    for (size_t i = 0; i < 2; i++) {
        selon_document *doc = read_text(german, &(selon_read_options){.language = languages[i]});
        assert_int_equal(selon_document_statement_count(doc), 0);
        assert_non_null(selon_document_warning(doc, 0));
        assert_string_equal(selon_document_text(doc, NULL), german);
        selon_document_free(doc);
    }
}

/* ---- what a document promises ---- */

static void check_span(const selon_document *doc, selon_span span, bool may_be_empty)
{
    size_t size;
    const char *text = selon_document_text(doc, &size);
    assert_true(span.start <= span.end && span.end <= size);
    if (!may_be_empty) assert_true(span.start < span.end);
    assert_true(((unsigned char)text[span.start] & 0xC0) != 0x80);
    assert_true(((unsigned char)text[span.end] & 0xC0) != 0x80);
}

static size_t statement_first(const selon_statement *st)
{
    size_t first = st->content[0].start;
    if (st->source.start < st->source.end && st->source.start < first) first = st->source.start;
    if (st->cue.start < st->cue.end && st->cue.start < first) first = st->cue.start;
    return first;
}

/* Whoever climbs from parent to parent arrives. */
static void check_climb(const selon_document *doc, size_t i, size_t count)
{
    size_t steps = 0;
    while ((i = selon_document_statement(doc, i)->parent) != SELON_NONE) assert_true(i < count && ++steps < count);
}

static void check_document(const selon_document *doc)
{
    size_t count = selon_document_statement_count(doc), before = 0;
    for (size_t i = 0; i < count; i++) {
        const selon_statement *st = selon_document_statement(doc, i);
        assert_int_equal(st->id, i + 1);
        assert_true(st->confidence >= 0 && st->confidence <= 1);
        assert_true(st->content_count >= 1);
        for (uint32_t k = 0; k < st->content_count; k++) {
            check_span(doc, st->content[k], false);
            if (k > 0) assert_true(st->content[k - 1].end <= st->content[k].start);
        }
        check_span(doc, st->source, true);
        check_span(doc, st->cue, true);
        check_span(doc, st->addressee, true);
        check_span(doc, st->via, true);
        check_span(doc, st->time, true);
        assert_true(statement_first(st) >= before);
        before = statement_first(st);
        check_climb(doc, i, count);
        assert_true(st->speaker == SELON_NONE || selon_document_speaker(doc, st->speaker) != NULL);
    }
    assert_null(selon_document_statement(doc, count));
    for (size_t i = 0; i < selon_document_speaker_count(doc); i++) {
        const selon_speaker *who = selon_document_speaker(doc, i);
        assert_int_equal(who->id, i + 1);
        assert_true(who->name != NULL && *who->name != '\0');
        for (uint32_t k = 0; k < who->mention_count; k++) check_span(doc, who->mentions[k], false);
    }
}

/* A content ends in the verb of the clause that it is in: each of the two holds the other's cue. */
static const char ring[] = "Certains regrettent que le nom « Ondine », arrivé en tête, ait été écarté par le jury. "
                           "Le maire n'a rien dit.";

static void test_ring(void **state)
{
    (void)state;
    selon_document *doc = read_text(ring, NULL);
    check_document(doc);
    selon_document_free(doc);
}

static void test_promises(void **state)
{
    (void)state;
    static const char *const texts[] = {english, french};
    for (size_t i = 0; i < 2; i++) {
        selon_document *doc = read_text(texts[i], NULL);
        assert_true(selon_document_statement_count(doc) >= 3);
        assert_true(selon_document_speaker_count(doc) >= 1);
        assert_true(selon_document_token_count(doc) > 20);
        assert_true(selon_document_sentence_count(doc) >= 3);
        check_document(doc);
        selon_document_free(doc);
    }
}

static void test_threshold(void **state)
{
    (void)state;
    selon_document *all = read_text(english, NULL);
    for (double least = 0.1; least <= 1; least += 0.1) {
        size_t expected = 0;
        for (size_t i = 0; i < selon_document_statement_count(all); i++)
            expected += selon_document_statement(all, i)->confidence >= least;
        selon_document *doc = read_text(english, &(selon_read_options){.min_confidence = least});
        assert_int_equal(selon_document_statement_count(doc), expected);
        check_document(doc);
        selon_document_free(doc);
    }
    selon_document_free(all);
}

/* The value of the first statement's time in `text`, or "". */
static void check_time(const char *text, const char *date, const char *expected)
{
    selon_document *doc = read_text(text, &(selon_read_options){.date = date});
    const char *found = "";
    for (size_t i = 0; i < selon_document_statement_count(doc) && *found == '\0'; i++)
        if (selon_document_statement(doc, i)->time_value != NULL) found = selon_document_statement(doc, i)->time_value;
    assert_string_equal(found, expected);
    selon_document_free(doc);
}

static void test_times_count_from_the_date(void **state)
{
    (void)state;
    check_time("Mayor Ana Duarte said on Tuesday that the bridge would stay closed.", "2025-11-14", "2025-11-11");
    check_time("Mayor Ana Duarte said on Tuesday that the bridge would stay closed.", "2025-11-14T09:30:00Z",
               "2025-11-11");
}

static void test_times_count_from_a_date_in_the_text(void **state)
{
    (void)state;
    check_time("HARBOUR CITY, 14 November 2025\n\nMayor Ana Duarte said yesterday that the bridge would stay closed.",
               NULL, "2025-11-13");
}

static void test_the_same_every_time(void **state)
{
    (void)state;
    static made first, second;
    first.size = second.size = 0;
    for (int i = 0; i < 2; i++) {
        selon_document *doc = read_text(french, NULL);
        assert_int_equal(selon_document_write(doc, NULL, made_take, i == 0 ? &first : &second), SELON_OK);
        selon_document_free(doc);
    }
    assert_string_equal(first.bytes, second.bytes);
}

static int refuse_bytes(const void *bytes, size_t size, void *payload)
{
    (void)bytes;
    (void)size;
    return ++*(int *)payload;
}

static void test_sink_that_refuses(void **state)
{
    (void)state;
    selon_document *doc = read_text(english, NULL);
    for (int format = SELON_OUTPUT_JSONL; format <= SELON_OUTPUT_BRAT; format++) {
        int calls = 0;
        selon_write_options options = {.format = (selon_output_format)format};
        assert_int_equal(selon_document_write(doc, &options, refuse_bytes, &calls), SELON_ERROR_IO);
        assert_int_equal(calls, 1); /* once refused, never asked again */
    }
    selon_document_free(doc);
}

/* ---- threads ---- */

#define THREADS 4
#define ROUNDS 40

/* Reads both articles again and again; returns NULL when all were alike. */
static void *thread_read(void *payload)
{
    static const char *const texts[] = {english, french};
    const made *expected = payload;
    made *m = calloc(1, sizeof *m);
    const char *wrong = m != NULL ? NULL : "memory";
    for (int i = 0; i < ROUNDS && wrong == NULL; i++) {
        selon_document *doc;
        const char *text = texts[i % 2];
        m->size = 0;
        if (selon_read(&doc, engine, text, strlen(text), NULL) != SELON_OK) return "selon_read";
        if (selon_document_write(doc, NULL, made_take, m) != SELON_OK) wrong = "write";
        if (strcmp(m->bytes, expected[i % 2].bytes) != 0) wrong = "differs";
        selon_document_free(doc);
    }
    free(m);
    return (void *)wrong;
}

static void test_threads(void **state)
{
    (void)state;
    static made expected[2];
    static const char *const texts[] = {english, french};
    pthread_t threads[THREADS];
    for (size_t i = 0; i < 2; i++) {
        selon_document *doc = read_text(texts[i], NULL);
        expected[i].size = 0;
        assert_int_equal(selon_document_write(doc, NULL, made_take, &expected[i]), SELON_OK);
        selon_document_free(doc);
    }
    for (size_t i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&threads[i], NULL, thread_read, expected), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
}

/* Found by fuzzing: contents that overlap, or lie beyond the text. */
static void content_is_in_order(const char *bytes, size_t bytes_size, selon_input_format format)
{
    selon_engine *engine;
    selon_document *doc;
    selon_read_options options = {.format = format, .language = "fr"};
    size_t size;
    assert_int_equal(selon_engine_open(&engine, NULL), SELON_OK);
    assert_int_equal(selon_read(&doc, engine, bytes, bytes_size, &options), SELON_OK);
    selon_document_text(doc, &size);
    for (size_t i = 0; i < selon_document_statement_count(doc); i++) {
        const selon_statement *st = selon_document_statement(doc, i);
        for (uint32_t k = 0; k < st->content_count; k++) {
            assert_true(st->content[k].start < st->content[k].end && st->content[k].end <= size);
            assert_true(k == 0 || st->content[k - 1].end <= st->content[k].start);
        }
    }
    selon_document_free(doc);
    selon_engine_close(engine);
}

static void test_nothing_behind_the_source(void **state)
{
    (void)state;
    static const char page[] =
        "'ap\035\303\250s , a assur\303\251  Sol\303\250ne Kerbrds d\303\250\000\000\000\00011ntLe docum";
    content_is_in_order(page, sizeof page - 1, SELON_INPUT_HTML);
}

static void test_content_that_goes_on_twice(void **state)
{
    (void)state;
    static const char text[] = "e pr\303, Hubert Delaunoy, a assur\303\251 que les t\265avdux commenceraient "
                               "av\000\000\000\000\000\000\000\000l'=V\2136\251, \303\251voquantr \302\273,'a-t-il "
                               "averti, a\221outantant\273 es\302. \302\253 Je ne rouvrisai pas "
                               "\377\377\377\377\377\377\377\377\377\377u! pont dont je ne suis sa\221\232\233\226.";
    content_is_in_order(text, sizeof text - 1, SELON_INPUT_TEXT);
}

/* These two words have numbers that follow each other. They are two people all the same. */
static void test_speakers_of_neighbouring_words(void **state)
{
    (void)state;
    static const char article[] = "The president said the bridge was closed. The imam said the road was open.";
    selon_engine *engine;
    selon_document *doc;
    assert_int_equal(selon_engine_open(&engine, NULL), SELON_OK);
    assert_int_equal(selon_read(&doc, engine, article, sizeof article - 1, NULL), SELON_OK);
    assert_int_equal(selon_document_statement_count(doc), 2);
    assert_int_equal(selon_document_speaker_count(doc), 2);
    selon_document_free(doc);
    selon_engine_close(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_speakers_of_neighbouring_words),
        cmocka_unit_test(test_nothing_behind_the_source),
        cmocka_unit_test(test_content_that_goes_on_twice),
        cmocka_unit_test(test_version),
        cmocka_unit_test(test_error_messages),
        cmocka_unit_test(test_null_is_closed_and_freed),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_folder_missing),
        cmocka_unit_test(test_folder_without_languages),
        cmocka_unit_test(test_resources_from_memory),
        cmocka_unit_test(test_resources_missing_or_broken),
        cmocka_unit_test(test_engine_arguments),
        cmocka_unit_test(test_read_arguments),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_nothing_of_the_caller_is_kept),
        cmocka_unit_test(test_language_is_found),
        cmocka_unit_test(test_language_tags),
        cmocka_unit_test(test_text_has_the_last_word_over_the_page),
        cmocka_unit_test(test_language_without_data),
        cmocka_unit_test(test_promises),
        cmocka_unit_test(test_ring),
        cmocka_unit_test(test_threshold),
        cmocka_unit_test(test_times_count_from_the_date),
        cmocka_unit_test(test_times_count_from_a_date_in_the_text),
        cmocka_unit_test(test_the_same_every_time),
        cmocka_unit_test(test_sink_that_refuses),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
