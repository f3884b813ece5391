/* SPDX-License-Identifier: Apache-2.0
 *
 * documents.h - documents made by hand, for tests of what comes after reading.
 *
 * A text is cut up simply: a paragraph ends at a line end, a sentence at a
 * full stop before a space. Spans are named by their words.
 */
#ifndef SELON_TESTS_DOCUMENTS_H
#define SELON_TESTS_DOCUMENTS_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

/* A sink that keeps what it is given, and refuses once it has `limit` bytes. */
typedef struct collected {
    char *bytes;
    size_t size, capacity, limit;
    size_t calls, calls_refused;
} collected;

static inline int collect(const void *bytes, size_t size, void *payload)
{
    collected *c = payload;
    c->calls++;
    if (c->limit > 0 && c->size + size > c->limit) {
        c->calls_refused++;
        return 1;
    }
    if (c->size + size >= c->capacity) {
        c->capacity = (c->size + size + 1) * 2;
        c->bytes = realloc(c->bytes, c->capacity);
        if (c->bytes == NULL) abort();
    }
    memcpy(c->bytes + c->size, bytes, size);
    c->size += size;
    c->bytes[c->size] = '\0';
    return 0;
}

/* The document in a format; free() the bytes. */
static inline collected written(const selon_document *doc, selon_write_options options)
{
    collected c = {0};
    if (selon_document_write(doc, &options, collect, &c) != SELON_OK) abort();
    if (c.bytes == NULL) c.bytes = calloc(1, 1);
    return c;
}

/* An empty document over `size` bytes of text, without sentences. */
static inline selon_document *made_document(const char *bytes, size_t size, const selon_allocator *allocator)
{
    selon_allocator standard = allocator_default();
    arena *a = arena_new(allocator ? allocator : &standard, 4096);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) abort();
    selon_document *doc = ARENA_NEW(a, selon_document);
    doc->arena = a;
    doc->article.text = arena_strndup(a, bytes, size);
    doc->article.size = size;
    document_index(doc);
    return doc;
}

/* Cuts the text up; a sentence is one token. */
static inline void made_sentences(selon_document *doc)
{
    if (setjmp(*arena_escape(doc->arena)) != 0) abort();
    text *t = ARENA_NEW(doc->arena, text);
    const char *bytes = doc->article.text;
    size_t size = doc->article.size, at = 0;
    t->tokens = ARENA_ZARRAY(doc->arena, token, size + 1);
    t->sentences = ARENA_ZARRAY(doc->arena, sentence, size + 1);
    t->paragraphs = ARENA_ZARRAY(doc->arena, paragraph, size + 1);
    t->bytes = bytes;
    t->size = (uint32_t)size;
    while (at < size) {
        while (at < size && (bytes[at] == '\n' || bytes[at] == ' ')) at++;
        if (at == size) break;
        paragraph *p = &t->paragraphs[t->paragraph_count++];
        p->first = t->token_count;
        for (size_t start = at; at < size && bytes[start] != '\n'; start = at) {
            while (at < size && bytes[at] != '\n' && !(bytes[at] == ' ' && at > start && bytes[at - 1] == '.')) at++;
            t->tokens[t->token_count] = (token){.start = (uint32_t)start, .end = (uint32_t)at, .quotation = -1};
            t->sentences[t->sentence_count++] = (sentence){.first = t->token_count, .end = t->token_count + 1};
            t->token_count++;
            while (at < size && bytes[at] == ' ') at++;
        }
        p->end = t->token_count;
    }
    doc->text = t;
}

/* Where `words` are in the text, from `from` on. */
static inline selon_span made_span(const selon_document *doc, const char *words, size_t from)
{
    if (words == NULL) return (selon_span){0, 0};
    size_t size = strlen(words), at = from;
    while (at + size <= doc->article.size && memcmp(doc->article.text + at, words, size) != 0) at++;
    if (at + size > doc->article.size) abort();
    return (selon_span){(uint32_t)at, (uint32_t)(at + size)};
}

static inline void made_room(selon_document *doc, size_t statements, size_t speakers)
{
    if (setjmp(*arena_escape(doc->arena)) != 0) abort();
    doc->statements = ARENA_ZARRAY(doc->arena, selon_statement, statements);
    doc->speakers = ARENA_ZARRAY(doc->arena, selon_speaker, speakers);
}

/* Adds a statement; `first` are words that begin the search of its parts. */
static inline selon_statement *made_statement(selon_document *doc, const char *first, const char *source,
                                              const char *cue, const char *content, const char *more)
{
    if (setjmp(*arena_escape(doc->arena)) != 0) abort();
    size_t from = first ? made_span(doc, first, 0).start : 0;
    selon_span *spans = ARENA_ZARRAY(doc->arena, selon_span, 2);
    selon_statement *st = &doc->statements[doc->statement_count++];
    st->id = (uint32_t)doc->statement_count;
    st->source = made_span(doc, source, from);
    st->cue = made_span(doc, cue, from);
    spans[0] = made_span(doc, content, from);
    spans[1] = made_span(doc, more, spans[0].end);
    st->content = spans;
    st->content_count = more ? 2 : 1;
    st->speaker = st->parent = SELON_NONE;
    st->confidence = 0.9f;
    return st;
}

static inline selon_speaker *made_speaker(selon_document *doc, const char *name, const char *role)
{
    if (setjmp(*arena_escape(doc->arena)) != 0) abort();
    selon_span *mention = ARENA_ZARRAY(doc->arena, selon_span, 1);
    selon_speaker *speaker = &doc->speakers[doc->speaker_count++];
    const char *found = strstr(doc->article.text, name);
    speaker->id = (uint32_t)doc->speaker_count;
    speaker->name = name;
    speaker->role = role;
    if (found != NULL) {
        mention->start = (uint32_t)(found - doc->article.text);
        mention->end = mention->start + (uint32_t)strlen(name);
        speaker->mentions = mention;
        speaker->mention_count = 1;
    }
    return speaker;
}

/* An article in French with every kind of part, a statement inside another, a
 * content in two pieces, one without a source, one without a cue. */
static inline selon_document *made_french(const selon_allocator *allocator)
{
    static const char bytes[] =
        "Pont de l'Arve : Anna Keller promet une réouverture « avant Noël »\n\n"
        "Le 11 novembre, la maire de Valbrune, Anna Keller, a dit au Courrier des Vals que le vieux pont "
        "« rouvrira avant Noël ». « Les travaux ont pris du retard, a-t-elle reconnu mardi, mais le budget tient. »\n\n"
        "Selon un rapport de la préfecture, la circulation avait baissé d'un tiers. Le syndicat des transporteurs "
        "affirme que Mme Keller a annoncé la date sans consulter personne et qu'elle n'a pas dit "
        "qui paierait.\n\n"
        "Le chef de chantier, Paul Ménard, 🏗️ ne cache pas son inquiétude : « On verra bien. »\n\n"
        "« Une honte », résume-t-on sur place.";
    selon_document *doc = made_document(bytes, sizeof bytes - 1, allocator);
    article *art = &doc->article;
    art->id = "pont";
    art->language = "fr";
    art->title = "Pont de l'Arve : Anna Keller promet une réouverture « avant Noël »";
    art->author = "Lucie Perrin";
    art->date = "2025-11-14";
    art->outlet = "Le Courrier des Vals";
    art->url = "https://courrier.example/pont?a=1&b=2";
    made_sentences(doc);
    made_room(doc, 9, 4);
    made_speaker(doc, "Anna Keller", "maire de Valbrune");
    made_speaker(doc, "un rapport de la préfecture", NULL);
    made_speaker(doc, "Le syndicat des transporteurs", NULL);
    made_speaker(doc, "Paul Ménard", "chef de chantier");

    selon_statement *st = made_statement(doc, NULL, "Anna Keller", "promet", "une réouverture « avant Noël »", NULL);
    st->speaker = 0;
    st->type = SELON_MIXED;
    st = made_statement(doc, "Le 11", "la maire de Valbrune, Anna Keller", "a dit",
                        "que le vieux pont « rouvrira avant Noël »", NULL);
    st->speaker = 0;
    st->type = SELON_MIXED;
    st->via = made_span(doc, "Courrier des Vals", 0);
    st->time = made_span(doc, "Le 11 novembre", 0);
    st->time_value = "2025-11-11";
    st->confidence = 0.97f;
    st = made_statement(doc, "« Les", "elle", "a-t-elle reconnu", "« Les travaux ont pris du retard",
                        "mais le budget tient. »");
    st->speaker = 0;
    st->time = made_span(doc, "mardi", 0);
    st->time_value = "2025-11-11";
    st->confidence = 0.985f;
    st = made_statement(doc, "Selon", "un rapport de la préfecture", "Selon", "la circulation avait baissé d'un tiers",
                        NULL);
    st->speaker = 1;
    st->type = SELON_INDIRECT;
    st->kind = SELON_WROTE;
    st = made_statement(doc, "Le syndicat", "Le syndicat des transporteurs", "affirme",
                        "que Mme Keller a annoncé la date sans consulter personne et qu'elle n'a pas dit qui paierait",
                        NULL);
    st->speaker = 2;
    st->type = SELON_INDIRECT;
    st = made_statement(doc, "Mme Keller", "Mme Keller", "a annoncé", "la date", NULL);
    st->speaker = 0;
    st->type = SELON_INDIRECT;
    st->parent = 4;
    st = made_statement(doc, "qu'elle", "elle", "n'a pas dit", "qui paierait", NULL);
    st->speaker = 0;
    st->type = SELON_INDIRECT;
    st->parent = 4;
    st->negated = true;
    st->confidence = 0.412f;
    st = made_statement(doc, "Le chef", "Le chef de chantier, Paul Ménard", NULL, "« On verra bien. »", NULL);
    st->speaker = 3;
    st->kind = SELON_THOUGHT;
    st = made_statement(doc, "« Une", NULL, "résume-t-on", "« Une honte »", NULL);
    st->confidence = 1.0f;
    return doc;
}

/* Everything that could hurt a reader of the output: markup, controls, NUL, turned
 * writing, broken UTF-8 in what the caller said, spans at the text's ends, contents
 * that cross, a span over a line end, a cell that is a formula. */
static inline selon_document *made_nasty(const selon_allocator *allocator)
{
    static const char bytes[] = "=cmd|'/C calc'!A0 </mark><script>alert(1)</script> \x1b[31mred\x1b[0m \0 nul\n"
                                "\xE2\x80\xAE"
                                "evil \"quoted\", & \xC2\x9B"
                                "2J \xE2\x80\xA8 line\r\n-->]]>'end'";
    selon_document *doc = made_document(bytes, sizeof bytes - 1, allocator);
    article *art = &doc->article;
    art->id = "a\"b\\c\n\x01";
    art->language = "x\"><script>alert(2)</script>";
    art->title = "";
    art->outlet = "@outlet\xFF<b>";
    art->url = "javascript:alert(3)";
    art->warnings[0] = "<i>warned</i>";
    made_room(doc, 4, 2);
    made_speaker(doc, "<img src=x onerror=alert(4)>", "\xE2\x80\xAE\x1b]0;title\x07")->mention_count = 0;
    uint32_t size = (uint32_t)doc->article.size;
    const selon_span contents[4][2] = {
        {{0, 40}, {50, size}}, {{20, 60}, {0, 0}}, {{30, 70}, {0, 0}}, {{0, size}, {0, 0}}};
    for (int i = 0; i < 4; i++) {
        selon_statement *st = made_statement(doc, NULL, i == 1 ? "script" : NULL, i == 2 ? "-->" : NULL, "=cmd", NULL);
        memcpy((selon_span *)(uintptr_t)st->content, contents[i], sizeof contents[i]);
        st->content_count = i == 0 ? 2 : 1;
        st->speaker = i == 3 ? SELON_NONE : 0;
        st->parent = i == 1 ? 3 : SELON_NONE;
    }
    doc->statements[0].confidence = (float)NAN;
    doc->statements[1].confidence = 7;
    doc->statements[2].confidence = -1;
    return doc;
}

/* `count` statements, each "A says b. " with a speaker to ten of them. */
static inline selon_document *made_many(size_t count, const selon_allocator *allocator)
{
    static const char one[] = "A says \xC3\xA9. ";
    const uint32_t step = sizeof one - 1;
    char *bytes = malloc(count * step + 1);
    if (bytes == NULL) abort();
    for (size_t i = 0; i < count; i++) memcpy(bytes + i * step, one, step);
    selon_document *doc = made_document(bytes, count * step, allocator);
    free(bytes);
    made_sentences(doc);
    made_room(doc, count, count / 10 + 1);
    for (size_t i = 0; i < count / 10 + 1; i++) doc->speakers[i] = (selon_speaker){.id = (uint32_t)i + 1, .name = "A"};
    if (setjmp(*arena_escape(doc->arena)) != 0) abort();
    selon_span *contents = ARENA_ARRAY(doc->arena, selon_span, count);
    for (uint32_t i = 0; i < count; i++) {
        contents[i] = (selon_span){i * step + 7, i * step + 9};
        doc->statements[i] = (selon_statement){.id = i + 1,
                                               .source = {i * step, i * step + 1},
                                               .cue = {i * step + 2, i * step + 6},
                                               .content = &contents[i],
                                               .content_count = 1,
                                               .speaker = i / 10,
                                               .parent = SELON_NONE,
                                               .confidence = 0.5f};
    }
    doc->statement_count = count;
    doc->speaker_count = count / 10 + 1;
    return doc;
}

#endif
