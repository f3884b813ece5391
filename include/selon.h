/* SPDX-License-Identifier: Apache-2.0
 *
 * selon.h - the public face of Selon, all of it.
 *
 * Selon ("according to") reads a news article and writes down who said what:
 * every statement with its source, cue, content, speaker, addressee, relaying
 * outlet and date, each tied to the exact characters that support it.
 *
 * A whole run, without error handling (examples/embed.c has it with):
 *
 *     selon_engine *engine;
 *     selon_engine_open(&engine, NULL);               // built-in language data
 *
 *     selon_read_options options = selon_read_options_default();
 *     options.date = "2025-11-14";
 *
 *     selon_document *doc;
 *     selon_read(&doc, engine, bytes, size, &options);
 *     for (size_t i = 0; i < selon_document_statement_count(doc); i++) {
 *         const selon_statement *st = selon_document_statement(doc, i);
 *         const selon_speaker *who = selon_document_speaker(doc, st->speaker);
 *         printf("%s: ", who ? who->name : "unknown");
 *         for (size_t k = 0; k < st->content_count; k++)
 *             fwrite(text + st->content[k].start, 1,
 *                    st->content[k].end - st->content[k].start, stdout);
 *     }
 *     selon_document_free(doc);
 *     selon_engine_close(engine);
 *
 * Rules that hold for every function here:
 *   - The first parameter of a function that makes something is `out`. It is
 *     set to NULL when the function fails.
 *   - A function that can fail returns SELON_OK (0) or a negative
 *     `selon_error`. The library never prints, never exits, and keeps no
 *     global state; a failed allocation is SELON_ERROR_MEMORY.
 *   - An engine is immutable once it is open: any number of threads may read
 *     with one engine at the same time. A document belongs to one thread at a
 *     time.
 *   - Pointers that a document hands out are borrowed from it and live until
 *     selon_document_free().
 *   - Offsets are bytes of the document's UTF-8 text, half-open;
 *     selon_document_code_point() turns one into code points.
 */
#ifndef SELON_H
#define SELON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SELON_API __attribute__((visibility("default")))
#else
#define SELON_API
#endif

/* The version of the JSON that selon_document_write() makes. */
#define SELON_SCHEMA_VERSION 1

/* ---- Errors ------------------------------------------------------------ */

typedef enum selon_error {
    SELON_OK = 0,
    SELON_ERROR_MEMORY = -1,   /* an allocation failed */
    SELON_ERROR_ARGUMENT = -2, /* the caller passed something that makes no sense */
    SELON_ERROR_DATA = -3,     /* language data or weights are missing or malformed */
    SELON_ERROR_INPUT = -4,    /* the input cannot be read as what it was said to be */
    SELON_ERROR_LIMIT = -5,    /* the input is larger than the options allow */
    SELON_ERROR_IO = -6,       /* a file could not be read, or a sink refused bytes */
} selon_error;

/* A short English description of `error`; a static string, never NULL. */
SELON_API const char *selon_error_message(int error);

/* The library's version, "major.minor.patch"; a static string. */
SELON_API const char *selon_version(void);

/* ---- Engine ------------------------------------------------------------ */

typedef struct selon_engine selon_engine;

/* Where the library gets its memory. Every member must be thread-safe. All
 * three are called with `payload`. `reallocate` takes NULL like realloc(). */
typedef struct selon_allocator {
    void *(*allocate)(size_t size, void *payload);
    void *(*reallocate)(void *old, size_t size, void *payload);
    void (*release)(void *pointer, void *payload);
    void *payload;
} selon_allocator;

/* One file of language data or weights in memory, as "fr/cues.txt". The bytes
 * are borrowed and must outlive the engine. */
typedef struct selon_resource {
    const char *name;
    const void *bytes;
    size_t size;
} selon_resource;

typedef struct selon_engine_options {
    /* A folder laid out like the project's lang/ and models/; NULL for the
     * data built into the library. */
    const char *data_folder;
    /* The same from memory; looked at before `data_folder`. NULL for none. */
    const selon_resource *resources;
    size_t resource_count;
    /* NULL for malloc(), realloc() and free(). Copied. */
    const selon_allocator *allocator;
    /* Model files (docs/model-file.md): each has all that one language needs,
     * and takes the place of what the engine would have for that language
     * otherwise. Of several for one language the last counts. `models` are in
     * memory, borrowed until the engine is closed, with a name for messages;
     * `model_paths` are files, mapped into memory until then: renew one by
     * renaming another over it, and not by writing into it. */
    const selon_resource *models;
    size_t model_count;
    const char *const *model_paths;
    size_t model_path_count;
    /* When opening fails, receives a sentence for people: which file, what is
     * wrong with it, what to do. "" when there is no more to say than
     * selon_error_message() does. NULL: not wanted. */
    char *problem;
    size_t problem_size;
} selon_engine_options;

/* Opens an engine: loads language data and weights.
 *   out      the engine; close it with selon_engine_close()
 *   options  NULL for the built-in data and malloc()
 * Returns SELON_OK, SELON_ERROR_MEMORY, SELON_ERROR_IO (the folder or a model
 * file), SELON_ERROR_DATA (what is in it), SELON_ERROR_ARGUMENT, or
 * SELON_ERROR_LIMIT (more languages or model files than there is room for, or
 * one that is too large). */
SELON_API int selon_engine_open(selon_engine **out, const selon_engine_options *options);

/* Closes an engine; NULL is allowed. Its documents must be freed before. */
SELON_API void selon_engine_close(selon_engine *engine);

/* The ISO 639-1 code of the i-th language the engine has data for, or NULL
 * past the last one. */
SELON_API const char *selon_engine_language(const selon_engine *engine, size_t i);

/* ---- Reading ----------------------------------------------------------- */

typedef struct selon_document selon_document;

typedef enum selon_input_format {
    SELON_INPUT_AUTO = 0, /* HTML when it looks like it, else plain text */
    SELON_INPUT_TEXT,
    SELON_INPUT_HTML,
} selon_input_format;

/* All strings are UTF-8, borrowed for the call, NULL for "not known"; what is
 * given here wins over what the page says of itself. */
typedef struct selon_read_options {
    selon_input_format format;
    const char *language; /* "fr", "en", ...; NULL to find out */
    const char *charset;  /* declared encoding, as from an HTTP header */
    const char *id;       /* the document's identifier in the output */
    const char *date;     /* the article's date, YYYY-MM-DD */
    const char *title;
    const char *outlet;
    const char *url;
    size_t max_bytes;      /* a larger input is SELON_ERROR_LIMIT; 0 for 256 MiB */
    double min_confidence; /* leave out statements below; 0 keeps all */
    /* What is known from elsewhere, as from the feed that named the page: used
     * where the page does not say. */
    const char *fallback_date, *fallback_title, *fallback_author, *fallback_outlet;
} selon_read_options;

/* The defaults: everything unknown, automatic format, no threshold. */
SELON_API selon_read_options selon_read_options_default(void);

/* Reads one article.
 *   out      the document; free it with selon_document_free()
 *   bytes    the article as it came: text or HTML, in any common encoding;
 *            not kept after the call
 *   size     in bytes; 0 is an empty document
 *   options  NULL for the defaults
 * Returns SELON_OK also for an article in a language without data, with no
 * statements and a warning (selon_document_warning()). Fails with
 * SELON_ERROR_MEMORY, SELON_ERROR_LIMIT, SELON_ERROR_ARGUMENT. Time and
 * memory grow linearly with `size`. */
SELON_API int selon_read(selon_document **out, const selon_engine *engine, const void *bytes, size_t size,
                         const selon_read_options *options);

/* Frees a document and all that was borrowed from it; NULL is allowed. */
SELON_API void selon_document_free(selon_document *doc);

/* ---- What a document holds --------------------------------------------- */

/* Half-open, in bytes of selon_document_text(). start == end: nothing there. */
typedef struct selon_span {
    uint32_t start, end;
} selon_span;

typedef enum selon_type { SELON_DIRECT = 0, SELON_INDIRECT, SELON_MIXED } selon_type;
typedef enum selon_kind { SELON_SAID = 0, SELON_WROTE, SELON_THOUGHT } selon_kind;

#define SELON_NONE UINT32_MAX

/* One attribution relation: somebody is presented as holding or expressing
 * something. See docs/format.md for the scheme. */
typedef struct selon_statement {
    uint32_t id;     /* 1 for the document's first */
    selon_type type; /* is the content quoted, not quoted, or partly */
    selon_kind kind;
    bool negated;              /* the cue is negated: "did not say that" */
    float confidence;          /* probability that there is such a statement, 0..1; its edges may be wrong */
    selon_span source;         /* to whom it is attributed, as written; may be empty */
    selon_span cue;            /* the words that signal it; may be empty */
    const selon_span *content; /* in text order, at least one */
    uint32_t content_count;
    uint32_t speaker;       /* index for selon_document_speaker(), or SELON_NONE */
    selon_span addressee;   /* to whom it was said */
    selon_span via;         /* the outlet or document that relays it */
    selon_span time;        /* when it was said */
    const char *time_value; /* ISO 8601 / TIMEX3 value of `time`, or NULL */
    uint32_t parent;        /* index of the statement in whose content the cue
                              lies, or SELON_NONE */
} selon_statement;

/* A source resolved within the article. */
typedef struct selon_speaker {
    uint32_t id;                /* 1 for the first */
    const char *name;           /* the best name or description the text gives */
    const char *role;           /* "ministre des Finances", or NULL */
    const selon_span *mentions; /* in text order */
    uint32_t mention_count;
} selon_speaker;

/* The text that all offsets point into: UTF-8, NUL-terminated; *size (may be
 * NULL) receives its length. For plain-text input in valid UTF-8 it is the
 * input, unchanged. */
SELON_API const char *selon_document_text(const selon_document *doc, size_t *size);

/* What is known of the article; NULL where it is not. */
SELON_API const char *selon_document_id(const selon_document *doc);
SELON_API const char *selon_document_language(const selon_document *doc);
SELON_API const char *selon_document_title(const selon_document *doc);
SELON_API const char *selon_document_author(const selon_document *doc);
SELON_API const char *selon_document_date(const selon_document *doc);
SELON_API const char *selon_document_outlet(const selon_document *doc);
SELON_API const char *selon_document_url(const selon_document *doc);

/* Something the reader should know (broken encoding, unsupported language);
 * NULL past the last one. */
SELON_API const char *selon_document_warning(const selon_document *doc, size_t i);

SELON_API size_t selon_document_statement_count(const selon_document *doc);
/* The i-th statement in order of its first character, or NULL past the last. */
SELON_API const selon_statement *selon_document_statement(const selon_document *doc, size_t i);

SELON_API size_t selon_document_speaker_count(const selon_document *doc);
/* The i-th speaker, or NULL past the last and for SELON_NONE. */
SELON_API const selon_speaker *selon_document_speaker(const selon_document *doc, size_t i);

/* The number of code points before byte `offset` of the text. */
SELON_API size_t selon_document_code_point(const selon_document *doc, size_t offset);

/* The number of tokens, for benchmarks. */
SELON_API size_t selon_document_token_count(const selon_document *doc);

/* The text's sentences, in order; an empty span past the last one. */
SELON_API size_t selon_document_sentence_count(const selon_document *doc);
SELON_API selon_span selon_document_sentence(const selon_document *doc, size_t i);

/* The i-th paragraph (headlines are paragraphs too). */
SELON_API size_t selon_document_paragraph_count(const selon_document *doc);
SELON_API selon_span selon_document_paragraph(const selon_document *doc, size_t i);

/* ---- Writing it out ---------------------------------------------------- */

typedef enum selon_output_format {
    SELON_OUTPUT_JSONL = 0, /* one object and a newline; docs/format.md */
    SELON_OUTPUT_CSV,       /* one row a statement, RFC 4180 */
    SELON_OUTPUT_TERMINAL,  /* for people, with or without colour */
    SELON_OUTPUT_HTML,      /* one self-contained page */
    SELON_OUTPUT_BRAT,      /* brat standoff (.ann) */
} selon_output_format;

typedef struct selon_write_options {
    selon_output_format format;
    bool byte_offsets; /* JSON, CSV: count bytes and not code points */
    bool colour;       /* terminal: ANSI colours */
    bool header;       /* CSV: begin with the row of column names */
    unsigned width;    /* terminal: columns to wrap at; 0 for 80 */
} selon_write_options;

/* Takes `size` bytes; returns 0, or anything else to stop the writing. */
typedef int (*selon_sink)(const void *bytes, size_t size, void *payload);

/* Writes the document. `options` NULL means JSON lines. Returns SELON_OK,
 * SELON_ERROR_MEMORY, SELON_ERROR_ARGUMENT, or SELON_ERROR_IO when the sink
 * refused. */
SELON_API int selon_document_write(const selon_document *doc, const selon_write_options *options, selon_sink sink,
                                   void *payload);

#ifdef __cplusplus
}
#endif
#endif
