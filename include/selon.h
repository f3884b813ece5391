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
 *     time, and so does a ledger with its cursors.
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
    /* Of ledgers: */
    SELON_ERROR_BUSY = -32,      /* somebody else is writing to it */
    SELON_ERROR_FOREIGN = -33,   /* a file that is no ledger */
    SELON_ERROR_NEWER = -34,     /* written by a newer version of Selon */
    SELON_ERROR_DAMAGED = -35,   /* bytes in it are not what was written */
    SELON_ERROR_FULL = -36,      /* no room on the disk */
    SELON_ERROR_READ_ONLY = -37, /* it may not be written to */
    SELON_ERROR_MISSING = -38,   /* no such file */
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
    /* Read with the smaller weights of a language that has them: nearly
     * twice as fast, a few statements in a hundred less right (docs/accuracy.md). */
    bool fast;
    /* Read with a pretrained transformer where a language has weights for it:
     * more statements right, at a hundredth of the speed (docs/accuracy.md).
     * Wins over `fast`. */
    bool accurate;
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

/* ---- The ledger --------------------------------------------------------
 *
 * Years of statements in one SQLite file (docs/ledger.md); examples/ledger.c is
 * a whole program.
 *
 *     selon_ledger *ledger;
 *     selon_ledger_open(&ledger, "news.ledger", &(selon_ledger_options){.write = true, .create = true});
 *     selon_ledger_add(ledger, doc, NULL, NULL);      // a document that selon_read() made
 *
 *     selon_cursor *cursor;
 *     const selon_found *found;
 *     selon_ledger_find(&cursor, ledger, &(selon_ledger_filter){.who = "duarte", .about = "bridge"});
 *     while (selon_cursor_next(cursor, &found) == SELON_OK && found != NULL)
 *         printf("%s: %s\n", found->speaker, found->sentence);
 *     selon_cursor_close(cursor);
 *     selon_ledger_close(ledger);
 *
 * Threads and programs. A selon_ledger, with its cursors, belongs to one thread
 * at a time; a program may open the same file as often as it likes, once a
 * thread. Any number may read while one writes. A second one that writes waits
 * (`wait_ms`), then gets SELON_ERROR_BUSY. Who reads sees whole transactions: a
 * cursor shows the ledger as it was when it was opened. Of one selon_ledger
 * nothing can be written while a cursor of it is open.
 *
 * What was committed is on the disk, whatever happens then. */

typedef struct selon_ledger selon_ledger;

typedef struct selon_ledger_options {
    bool write;       /* else nothing in the file is changed */
    bool create;      /* make it, where there is none */
    unsigned wait_ms; /* how long to wait for another writer; 0: not at all */
    /* NULL for malloc(), realloc() and free(). Copied. SQLite, zstd and Snowball
     * have memory of their own. */
    const selon_allocator *allocator;
    /* When opening fails, receives a sentence for people. NULL: not wanted. */
    char *problem;
    size_t problem_size;
} selon_ledger_options;

/* Opens a ledger; one of an older schema is brought up to date when it is opened
 * for writing.
 *   out      close it with selon_ledger_close()
 *   options  NULL: to read
 * Returns SELON_OK, SELON_ERROR_MEMORY, SELON_ERROR_ARGUMENT, SELON_ERROR_IO or
 * an error of ledgers. A file that is no ledger is left as it is. */
SELON_API int selon_ledger_open(selon_ledger **out, const char *path, const selon_ledger_options *options);

/* Closes it, after its cursors; NULL is allowed. What was not committed is gone. */
SELON_API void selon_ledger_close(selon_ledger *ledger);

/* What went wrong last, for people; "" when nothing has. Borrowed until the next
 * call. */
SELON_API const char *selon_ledger_problem(const selon_ledger *ledger);

typedef enum selon_outcome {
    SELON_ADDED = 0, /* a new article */
    SELON_CHANGED,   /* a new version of a known one */
    SELON_COPIED,    /* a known text, whole or nearly, in one place more */
    SELON_UNCHANGED, /* all of it is there */
} selon_outcome;

typedef struct selon_receipt {
    selon_outcome outcome;
    uint64_t article;    /* its number in the ledger */
    uint32_t statements; /* new ones */
} selon_receipt;

/* Adds a document; it stays the caller's. The article is known by the document's
 * address (selon_read_options.url); where there is none, by `place`, the name of
 * where it was found (as "file:///news/1.txt"; may be NULL), and by its text.
 *   receipt  what came of it; may be NULL
 * Outside of a transaction it is one of its own. Within one, after a failure, all
 * of the transaction is undone and over. Returns SELON_OK, SELON_ERROR_MEMORY,
 * SELON_ERROR_IO or an error of ledgers. */
SELON_API int selon_ledger_add(selon_ledger *ledger, const selon_document *doc, const char *place,
                               selon_receipt *receipt);

/* Between these all is written together or not at all, and much faster than one
 * by one. Other writers wait meanwhile. */
SELON_API int selon_ledger_begin(selon_ledger *ledger);
SELON_API int selon_ledger_commit(selon_ledger *ledger);
SELON_API void selon_ledger_rollback(selon_ledger *ledger);

typedef enum selon_sort {
    SELON_NEWEST = 0, /* said last first */
    SELON_OLDEST,
    SELON_SUREST,
    SELON_LAST_ADDED,
    SELON_FIRST_ADDED, /* in the order of the numbers: the way through a whole ledger, without sorting */
} selon_sort;

/* Which statements; all of it must hold, NULL and 0 ask for nothing. `words` to
 * `addressee` are words that must all be there, with their relatives
 * ("vote" finds "votes"), "two words" in quotation marks for these in a row,
 * "vot*" for words that begin so. No text is an error. Days are YYYYMMDD. */
typedef struct selon_ledger_filter {
    const char *words;     /* anywhere in the statement */
    const char *about;     /* in what was said */
    const char *who;       /* in the speaker's name */
    const char *role;      /* in the speaker's role */
    const char *addressee; /* in the person addressed */
    const char *outlet;    /* its name, in any case and with or without accents */
    const char *language;  /* an ISO 639-1 code */
    int32_t since, until;  /* when it was said; else the article's date */
    int32_t published_since, published_until;
    unsigned types, kinds; /* bits: 1u << SELON_DIRECT ...; 0 for any */
    double min_confidence;
    selon_sort sort;
    uint64_t limit; /* 0: none */
} selon_ledger_filter;

/* Where a statement stands: one version of one article. NULL: not known. */
typedef struct selon_place {
    const char *address, *outlet, *title, *author, *published;
    const char *added; /* when it came into the ledger, as "2025-11-14T09:30:00Z" */
    bool current;      /* it is the article's last version */
} selon_place;

/* A statement that was found; all of it borrowed until the cursor moves. Spans
 * are half-open, in bytes of `sentence`; empty: not there, or outside of it. */
typedef struct selon_found {
    uint64_t id;     /* the same as long as the ledger lives */
    uint64_t parent; /* the statement in whose content it lies; 0: none */
    selon_type type;
    selon_kind kind;
    bool negated;
    float confidence;
    const char *speaker, *role; /* or NULL */
    const char *time_value;     /* TIMEX3, or NULL */
    int32_t day, day_end;       /* YYYYMMDD; 0: not known, the same day */
    const char *language;       /* or NULL */
    const char *sentence;       /* the sentences it stands in; NULL where the text is not kept */
    size_t sentence_size;
    selon_span source, cue, addressee, via, time;
    const selon_span *content;
    uint32_t content_count;
    const selon_place *places; /* first published first */
    size_t place_count;
} selon_found;

typedef struct selon_cursor selon_cursor;

/* Begins a search. `filter` and its strings are borrowed until the cursor is
 * closed; NULL: all statements. */
SELON_API int selon_ledger_find(selon_cursor **out, selon_ledger *ledger, const selon_ledger_filter *filter);

/* Moves on; *found is NULL after the last. */
SELON_API int selon_cursor_next(selon_cursor *cursor, const selon_found **found);
SELON_API void selon_cursor_close(selon_cursor *cursor); /* NULL is allowed */

#ifdef __cplusplus
}
#endif
#endif
