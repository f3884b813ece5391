/* SPDX-License-Identifier: Apache-2.0
 *
 * test_constructions.c - every construction that the attribution scheme names,
 * in short annotated cases (tests/constructions/), each a test.
 *
 * A case is read right when
 *   - each expected statement is found: its cue overlaps, or half of its
 *     content does
 *   - with the same source, the same content and the same type, and negated
 *     or not, where spans are the same when they are so but for white space
 *     and punctuation
 *   - and no other statement is.
 *
 * A case marked as a known failure is reported as expected to fail while it
 * does. When it is read right, its test fails, so that the mark goes. (It is
 * for this that the program writes TAP itself: cmocka has no such result.)
 */
#include <stdint.h>

#include "annotated.h"

#define ROOM 512

static annotated_case cases[ROOM];

/* ---- spans ---- */

/* Is the byte part of a letter or digit, and no punctuation? The marks of
 * the cases that are not ASCII begin with C2 or E2 80. */
static bool is_word_byte(const char *text, size_t i)
{
    unsigned char c = (unsigned char)text[i];
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    while (((unsigned char)text[i] & 0xC0) == 0x80) i--;
    return (unsigned char)text[i] != 0xC2 && !((unsigned char)text[i] == 0xE2 && (unsigned char)text[i + 1] == 0x80);
}

static size_t overlap(const char *text, const selon_span *a, size_t a_count, const selon_span *b, size_t b_count)
{
    size_t n = 0;
    for (size_t i = 0; i < a_count; i++)
        for (size_t k = 0; k < b_count; k++)
            for (uint32_t at = a[i].start; at < a[i].end; at++)
                n += at >= b[k].start && at < b[k].end && is_word_byte(text, at);
    return n;
}

static bool same(const char *text, const selon_span *a, size_t a_count, const selon_span *b, size_t b_count)
{
    size_t both = overlap(text, a, a_count, b, b_count);
    return both == overlap(text, a, a_count, a, a_count) && both == overlap(text, b, b_count, b, b_count);
}

static bool touch(selon_span a, selon_span b)
{
    return a.start < b.end && b.start < a.end;
}

static bool is_found(const annotated_case *c, const expected_statement *e, const selon_statement *st)
{
    if (touch(e->cue, st->cue)) return true;
    return 2 * overlap(c->text, e->content, e->content_count, st->content, st->content_count) >=
           overlap(c->text, e->content, e->content_count, e->content, e->content_count);
}

/* NULL, or what is wrong with a statement that was found. */
static const char *difference(const annotated_case *c, const expected_statement *e, const selon_statement *st)
{
    if (e->cue.end > 0 && !touch(e->cue, st->cue)) return "cue";
    if (!same(c->text, &e->source, 1, &st->source, 1)) return "source";
    if (!same(c->text, e->content, e->content_count, st->content, st->content_count)) return "content";
    if (e->type != st->type) return "type";
    if (e->negated != st->negated) return "negated";
    return NULL;
}

/* ---- reading a case ---- */

/* The found statement that agrees best with the expected one and is not
 * taken; SIZE_MAX when there is none. */
static size_t best_match(const annotated_case *c, const expected_statement *e, const selon_document *doc,
                         const bool *taken, const char **wrong)
{
    size_t best = SIZE_MAX;
    *wrong = "not found";
    for (size_t i = 0; i < selon_document_statement_count(doc); i++) {
        const selon_statement *st = selon_document_statement(doc, i);
        if (i < ROOM && (taken[i] || !is_found(c, e, st))) continue;
        const char *different = difference(c, e, st);
        if (best == SIZE_MAX || different == NULL) {
            best = i;
            *wrong = different;
        }
        if (different == NULL) break;
    }
    return best;
}

/* NULL when the case is read right; else what is wrong. */
static const char *judge(const annotated_case *c, const selon_document *doc)
{
    bool taken[ROOM] = {false};
    size_t expected = 0;
    for (int i = 1; i <= CASE_STATEMENTS; i++) {
        if (!c->statements[i].given) continue;
        const char *wrong;
        size_t match = best_match(c, &c->statements[i], doc, taken, &wrong);
        if (wrong != NULL) return wrong;
        taken[match] = true;
        expected++;
    }
    return selon_document_statement_count(doc) > expected ? "one too many" : NULL;
}

static void put_span(const char *what, const char *text, selon_span s)
{
    printf("%s[%.*s] ", what, (int)(s.end - s.start), text + s.start);
}

/* What came out, for who mends the rules. */
static void put_found(const annotated_case *c, const selon_document *doc)
{
    static const char *const TYPES[] = {"direct", "indirect", "mixed"};
    for (size_t i = 0; i < selon_document_statement_count(doc); i++) {
        const selon_statement *st = selon_document_statement(doc, i);
        printf("#   %s%s: ", TYPES[st->type], st->negated ? " negated" : "");
        put_span("source ", c->text, st->source);
        put_span("cue ", c->text, st->cue);
        for (uint32_t k = 0; k < st->content_count; k++) put_span("content ", c->text, st->content[k]);
        printf("\n");
    }
}

/* Reads a case and reports it as test `number`. Returns whether it is as
 * expected. */
static bool run(const selon_engine *engine, const annotated_case *c, size_t number)
{
    selon_document *doc;
    selon_read_options options = selon_read_options_default();
    options.format = SELON_INPUT_TEXT;
    options.language = c->french ? "fr" : "en";
    options.date = c->date;
    if (selon_read(&doc, engine, c->text, c->size, &options) != SELON_OK) {
        printf("not ok %zu - %s: selon_read()\n", number, c->name);
        return false;
    }
    size_t size;
    const char *text = selon_document_text(doc, &size);
    bool unchanged = size == c->size && memcmp(text, c->text, size) == 0;
    const char *wrong = unchanged ? judge(c, doc) : "the text is not the input";
    if (wrong == NULL && c->known_failure)
        printf("not ok %zu - %s: read right now, take its mark away\n", number, c->name);
    else if (wrong == NULL)
        printf("ok %zu - %s\n", number, c->name);
    else
        printf("not ok %zu - %s%s: %s\n", number, c->name, c->known_failure ? " # TODO known failure" : "", wrong);
    if (wrong != NULL && unchanged) put_found(c, doc);
    selon_document_free(doc);
    return (wrong != NULL) == c->known_failure;
}

int main(void)
{
    size_t n = annotated_read(SOURCE_ROOT "/tests/constructions/fr.txt", true, cases, ROOM);
    n += annotated_read(SOURCE_ROOT "/tests/constructions/en.txt", false, cases + n, ROOM - n);
    selon_engine *engine;
    if (selon_engine_open(&engine, NULL) != SELON_OK) return 1;
    size_t unexpected = 0;
    printf("1..%zu\n", n);
    for (size_t i = 0; i < n; i++) unexpected += !run(engine, &cases[i], i + 1);
    selon_engine_close(engine);
    return unexpected > 0;
}
