/* SPDX-License-Identifier: Apache-2.0
 *
 * documents.h - documents made by hand, for tests of what comes after reading.
 *
 * A text is cut up simply: a paragraph ends at a line end, a sentence at a
 * full stop before a space. Spans are named by their words.
 */
#ifndef SELON_TESTS_DOCUMENTS_H
#define SELON_TESTS_DOCUMENTS_H

#include <stdlib.h>
#include <string.h>

#include "document.h"

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
    const char *found = words ? strstr(doc->article.text + from, words) : NULL;
    if (found == NULL) {
        if (words != NULL) abort();
        return (selon_span){0, 0};
    }
    uint32_t start = (uint32_t)(found - doc->article.text);
    return (selon_span){start, start + (uint32_t)strlen(words)};
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

#endif
