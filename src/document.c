/* SPDX-License-Identifier: Apache-2.0
 *
 * document.c - the windows of selon.h into a document.
 *
 * Offsets are bytes everywhere inside the library. Code points are counted
 * when somebody asks, with an index: for every OFFSET_STRIDE bytes of the text
 * the number of code points before them. An answer is then one entry and a
 * count over fewer than OFFSET_STRIDE bytes, whatever the text's length.
 */
#include "document.h"

#include "base/utf8.h"

void document_index(selon_document *doc)
{
    const article *art = &doc->article;
    size_t entries = art->size / OFFSET_STRIDE + 1, count = 0;
    doc->code_points = ARENA_ARRAY(doc->arena, uint32_t, entries);
    for (size_t i = 0; i < entries; i++) {
        doc->code_points[i] = (uint32_t)count;
        if (i + 1 < entries) count += utf8_count(art->text + i * OFFSET_STRIDE, OFFSET_STRIDE);
    }
}

void selon_document_free(selon_document *doc)
{
    if (doc != NULL) arena_free(doc->arena);
}

size_t selon_document_code_point(const selon_document *doc, size_t offset)
{
    if (offset > doc->article.size) offset = doc->article.size;
    size_t whole = offset / OFFSET_STRIDE;
    return doc->code_points[whole] + utf8_count(doc->article.text + whole * OFFSET_STRIDE, offset % OFFSET_STRIDE);
}

const char *selon_document_text(const selon_document *doc, size_t *size)
{
    if (size != NULL) *size = doc->article.size;
    return doc->article.text;
}

const char *selon_document_id(const selon_document *doc)
{
    return doc->article.id;
}

const char *selon_document_language(const selon_document *doc)
{
    return doc->article.language;
}

const char *selon_document_title(const selon_document *doc)
{
    return doc->article.title;
}

const char *selon_document_author(const selon_document *doc)
{
    return doc->article.author;
}

const char *selon_document_date(const selon_document *doc)
{
    return doc->article.date;
}

const char *selon_document_outlet(const selon_document *doc)
{
    return doc->article.outlet;
}

const char *selon_document_url(const selon_document *doc)
{
    return doc->article.url;
}

const char *selon_document_warning(const selon_document *doc, size_t i)
{
    return i < ARTICLE_WARNINGS ? doc->article.warnings[i] : NULL;
}

size_t selon_document_statement_count(const selon_document *doc)
{
    return doc->statement_count;
}

const selon_statement *selon_document_statement(const selon_document *doc, size_t i)
{
    return i < doc->statement_count ? &doc->statements[i] : NULL;
}

size_t selon_document_speaker_count(const selon_document *doc)
{
    return doc->speaker_count;
}

const selon_speaker *selon_document_speaker(const selon_document *doc, size_t i)
{
    return i < doc->speaker_count ? &doc->speakers[i] : NULL;
}

size_t selon_document_token_count(const selon_document *doc)
{
    return doc->text ? doc->text->token_count : 0;
}

size_t selon_document_sentence_count(const selon_document *doc)
{
    return doc->text ? doc->text->sentence_count : 0;
}

size_t selon_document_paragraph_count(const selon_document *doc)
{
    return doc->text ? doc->text->paragraph_count : 0;
}

/* The bytes that the tokens `first` to `end` cover. */
static selon_span text__span(const text *t, uint32_t first, uint32_t end)
{
    if (first >= end) return (selon_span){0, 0};
    return (selon_span){t->tokens[first].start, t->tokens[end - 1].end};
}

selon_span selon_document_sentence(const selon_document *doc, size_t i)
{
    if (i >= selon_document_sentence_count(doc)) return (selon_span){0, 0};
    return text__span(doc->text, doc->text->sentences[i].first, doc->text->sentences[i].end);
}

selon_span selon_document_paragraph(const selon_document *doc, size_t i)
{
    if (i >= selon_document_paragraph_count(doc)) return (selon_span){0, 0};
    return text__span(doc->text, doc->text->paragraphs[i].first, doc->text->paragraphs[i].end);
}
