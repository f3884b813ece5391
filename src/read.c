/* SPDX-License-Identifier: Apache-2.0
 *
 * read.c - one call: bytes in, a document with its statements out.
 *
 *     article_read -> which language -> text_analyse -> tagger_run, sentence
 *     by sentence -> timex_find -> attributor_run -> speakers_resolve ->
 *     statements_make
 *
 * All of it happens in one arena, the document's. When memory runs out in any
 * stage, the arena jumps back here and goes as a whole.
 */
#include "document.h"
#include "engine.h"
#include "input/language.h"
#include "resolve/dates.h"
#include "statement.h"

#define DEFAULT_LIMIT ((size_t)256 << 20)

/* An article of n bytes needs about ARENA_FACTOR * n bytes of arena. A first
 * chunk of that size spares the arena from growing; a very large one would
 * ask the system for much at once, and growing costs such an article little. */
#define ARENA_FACTOR 24
#define ARENA_LEAST ((size_t)16 << 10)
#define ARENA_MOST ((size_t)32 << 20)

selon_read_options selon_read_options_default(void)
{
    return (selon_read_options){.format = SELON_INPUT_AUTO};
}

static bool options__are_good(const selon_read_options *options)
{
    civil_date date;
    if (options->format < SELON_INPUT_AUTO || options->format > SELON_INPUT_HTML) return false;
    if (!(options->min_confidence >= 0 && options->min_confidence <= 1)) return false;
    if (options->date != NULL && !civil_date_parse(options->date, &date)) return false;
    return options->fallback_date == NULL || civil_date_parse(options->fallback_date, &date);
}

/* "FR-be" -> "fr": the primary subtag of a language tag, in the arena. */
static const char *language_code(arena *a, const char *tag)
{
    char code[4];
    size_t n = 0;
    for (; n < 3 && ((tag[n] >= 'a' && tag[n] <= 'z') || (tag[n] >= 'A' && tag[n] <= 'Z')); n++)
        code[n] = (char)(tag[n] | 0x20);
    return arena_strndup(a, code, n);
}

/* The language to read the article in; NULL, with a warning, when there are
 * no data for it. What the caller says holds. What the page says of itself is
 * often its template's, so there the text has the last word. */
static const language *document__choose_language(selon_document *doc, const selon_engine *engine, const char *given)
{
    article *art = &doc->article;
    if (given != NULL) {
        art->language = language_code(doc->arena, given);
        const language *l = engine_language(engine, art->language);
        if (l == NULL) article_warn(art, "no data for the language that was asked for: no statements were looked for");
        return l;
    }
    const char *page = art->language != NULL ? language_code(doc->arena, art->language) : NULL;
    art->language = language_identify(engine->identifier, art->text, art->size, page, NULL);
    if (art->language == NULL) {
        article_warn(art, "the language could not be told: no statements were looked for");
        return NULL;
    }
    const language *l = engine_language(engine, art->language);
    if (l == NULL) article_warn(art, "no data for the article's language: no statements were looked for");
    return l;
}

/* All stages between an article and its statements. */
static void document__find_statements(selon_document *doc, const language *l, double min_confidence)
{
    arena *a = doc->arena;
    timex_list times = {0};
    attribution_list found = {0};
    speaker_list speakers = {0};
    text *t = text_analyse(a, l->writing, doc->article.text, doc->article.size);
    doc->text = t;
    doc->labels = l->labels;
    doc->labels_size = l->labels_size;
    doc->reader = l;
    for (uint32_t i = 0; i < t->sentence_count; i++)
        tagger_run(l->tagger, t, t->sentences[i].first, t->sentences[i].end);
    attributor_prepare(l->attributor, t);
    timex_find(a, l->times, t, &times);
    attributor_run(l->attributor, a, t, &times, &found);
    speakers_resolve(a, l->people, t, &found, &speakers);
    statements_make(doc, &found, &speakers, &times, min_confidence);
}

static int document__read(selon_document *doc, const selon_engine *engine, const void *bytes, size_t size,
                          const selon_read_options *options)
{
    int error = article_read(doc->arena, bytes, size, options, &doc->article);
    if (error != SELON_OK) return error;
    document_index(doc);
    if (doc->article.size == 0) return SELON_OK;
    const language *l = document__choose_language(doc, engine, options->language);
    if (l != NULL) document__find_statements(doc, l, options->min_confidence);
    return SELON_OK;
}

static size_t arena__first(size_t size)
{
    if (size > ARENA_MOST / ARENA_FACTOR) return ARENA_MOST;
    return size * ARENA_FACTOR + ARENA_LEAST;
}

int selon_read(selon_document **out, const selon_engine *engine, const void *bytes, size_t size,
               const selon_read_options *options)
{
    selon_read_options settled = options != NULL ? *options : selon_read_options_default();
    *out = NULL;
    if (engine == NULL || (bytes == NULL && size > 0) || !options__are_good(&settled)) return SELON_ERROR_ARGUMENT;
    if (settled.max_bytes == 0) settled.max_bytes = DEFAULT_LIMIT;
    if (size > settled.max_bytes) return SELON_ERROR_LIMIT;
    arena *a = arena_new(arena_allocator(engine->arena), arena__first(size));
    if (a == NULL) return SELON_ERROR_MEMORY;
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return SELON_ERROR_MEMORY;
    }
    selon_document *doc = ARENA_NEW(a, selon_document);
    doc->arena = a;
    int error = document__read(doc, engine, bytes != NULL ? bytes : "", size, &settled);
    if (error != SELON_OK) {
        arena_free(a);
        return error;
    }
    *out = doc;
    return SELON_OK;
}
