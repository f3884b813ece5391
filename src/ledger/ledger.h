/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger.h - years of statements in one SQLite file.
 *
 * What the command and the server need of a ledger:
 *
 *     selon_document -> ledger_entry_new (any thread) -> ledger_add (one writer) -> file
 *     file -> ledger_find -> results -> results_write
 *
 * Making an entry is the work: compression, folding, shingles. It needs no
 * ledger, so all cores can do it; what is left to the one that writes is rows.
 *
 * Everything between ledger_begin() and ledger_commit() is in the file or is
 * not. Readers are never blocked and never see half of it (SQLite's write-ahead
 * log). A second writer waits as long as it was told to, then gives up with
 * LEDGER_BUSY. The tables are docs/ledger.md's.
 *
 * Functions return SELON_OK or an error of selon.h; ledger_message() then has it
 * in words.
 */
#ifndef SELON_LEDGER_LEDGER_H
#define SELON_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "selon.h"

typedef struct ledger ledger;

/* Those of selon.h, by the names they have here. */
typedef enum ledger_error {
    LEDGER_BUSY = SELON_ERROR_BUSY,
    LEDGER_FOREIGN = SELON_ERROR_FOREIGN,
    LEDGER_NEWER = SELON_ERROR_NEWER,
    LEDGER_DAMAGED = SELON_ERROR_DAMAGED,
    LEDGER_FULL = SELON_ERROR_FULL,
    LEDGER_READ_ONLY = SELON_ERROR_READ_ONLY,
    LEDGER_MISSING = SELON_ERROR_MISSING,
} ledger_error;

typedef struct ledger_words {
    char text[256];
} ledger_words;

typedef struct ledger_options {
    bool write;                       /* else nothing in the file is changed */
    bool create;                      /* make it, where there is none */
    unsigned wait_ms;                 /* how long to wait for another writer */
    const char *vfs;                  /* SQLite's name of the file system to use; NULL for the default */
    const selon_allocator *allocator; /* NULL: malloc() and free(). SQLite, zstd and Snowball have their own */
} ledger_options;

/* Opens a ledger; one of an older schema is brought up to date, when it is
 * opened for writing. `why` (may be NULL) tells what is wrong. */
int ledger_open(ledger **out, const char *path, const ledger_options *options, ledger_words *why);

/* Closes it; NULL is allowed. What was not committed is gone. */
void ledger_close(ledger *l);

/* What went wrong last, for people. */
const char *ledger_message(const ledger *l);

/* The version of the schema that this program writes. */
int ledger_schema(void);

/* ---- adding: entry.c, add.c ---- */

/* What one thread needs to make entries. */
typedef struct ledger_maker ledger_maker;
ledger_maker *ledger_maker_new(const selon_allocator *allocator); /* NULL without memory; NULL for malloc() */
void ledger_maker_free(ledger_maker *m);

/* Where an article came from: the address of the page itself, or where it was
 * found ("file:///..."), which is then only its name and may be NULL. */
typedef struct ledger_origin {
    const char *address;
    bool found; /* `address` says where it was found */
} ledger_origin;

typedef struct ledger_entry ledger_entry;

/* Makes an entry of a document and takes the document over, also when it
 * fails. `without_text`: only the text's hash is kept. */
int ledger_entry_new(ledger_entry **out, ledger_maker *m, selon_document *doc, const ledger_origin *origin,
                     bool without_text);
/* The same, but the document stays the caller's, for longer than the entry. */
int ledger_entry_borrow(ledger_entry **out, ledger_maker *m, const selon_document *doc, const ledger_origin *origin);
void ledger_entry_free(ledger_entry *e);

typedef enum ledger_outcome {
    LEDGER_ADDED,     /* a new article */
    LEDGER_CHANGED,   /* a new version of a known one */
    LEDGER_COPIED,    /* a known text, whole or nearly, in one place more */
    LEDGER_UNCHANGED, /* all of it is there */
    LEDGER_OUTCOMES
} ledger_outcome;

typedef struct ledger_receipt {
    ledger_outcome outcome;
    uint64_t article;
    uint32_t statements; /* new ones */
} ledger_receipt;

int ledger_begin(ledger *l);
int ledger_add(ledger *l, const ledger_entry *e, ledger_receipt *out);
int ledger_commit(ledger *l);
/* Undoes all since ledger_begin(); after a failed add or commit, too. */
void ledger_rollback(ledger *l);

/* After adding, outside of a transaction: gives back the room that the file does not need, if it has grown much since
 * it was opened. What cannot be done is left for another time. */
void ledger_tidy(ledger *l);

/* ---- finding: find.c ---- */

typedef enum ledger_sort {
    LEDGER_NEWEST,
    LEDGER_OLDEST,
    LEDGER_SUREST,
    LEDGER_LAST_ADDED,
    LEDGER_FIRST_ADDED, /* needs no memory to sort in */
    LEDGER_BY_TEXT,     /* the statements of a text after each other */
} ledger_sort;

/* Of which articles: those that say what is right of the whole of them, to learn
 * from (correction.h). A later text of a family counts only if it has no statement
 * in common with an earlier one. */
typedef enum ledger_gold {
    LEDGER_GOLD_ANY,       /* all articles */
    LEDGER_GOLD_CHECKED,   /* a reader has checked the article */
    LEDGER_GOLD_CORRECTED, /* or corrected something in it */
} ledger_gold;

/* Which statements; all of it must hold. NULL and 0 ask for
 * nothing. The texts are queries as query.h has them, but for `outlet`, which
 * is a name, and `lang`, a code. Days are YYYYMMDD. */
typedef struct ledger_filter {
    const char *words;     /* anywhere in the statement */
    const char *about;     /* in what was said */
    const char *who;       /* in the speaker's name */
    const char *role;      /* in the speaker's role */
    const char *addressee; /* in the person addressed */
    const char *outlet, *lang;
    int32_t since, until;                     /* when it was said; else the article's date */
    int32_t published_since, published_until; /* an article that has it */
    unsigned types, kinds;                    /* bits: 1 << selon_type, 1 << selon_kind; 0: any */
    double min_confidence;
    uint64_t statement; /* this one alone; 0: any */
    ledger_gold gold;
    ledger_sort sort;
    uint64_t limit;
} ledger_filter;

/* Where a statement stands: one version of one article. */
typedef struct ledger_appearance {
    const char *address, *outlet, *title, *author, *published; /* or NULL */
    const char *added;                                         /* when, as "2025-11-14T09:30:00Z" */
    bool current;                                              /* the article's last version */
    uint64_t text;                                             /* that stood there */
    uint64_t article;
} ledger_appearance;

/* A statement that was found; all of it borrowed until the callback returns. */
typedef struct ledger_result {
    uint64_t id;     /* the same as long as the ledger lives */
    uint64_t parent; /* 0: none */
    selon_type type;
    selon_kind kind;
    bool negated;
    float confidence;
    selon_speaker speaker; /* name NULL: not known; without mentions */
    const char *time_value;
    int32_t day, day_end; /* 0: not known */
    const char *lang;
    /* The sentences it stands in, and its parts as spans of them; NULL where
     * the ledger keeps no text. */
    const char *sentence;
    uint32_t sentence_size;
    selon_span cue, source, addressee, via, time;
    const selon_span *content;
    uint32_t content_count;
    /* The whole text, and its parts as spans of it (pack.h); NULL, too. */
    uint64_t text_id;
    const char *text;
    uint32_t text_size;
    const struct places *places;
    const ledger_appearance *appearances; /* first published first */
    size_t appearance_count;
} ledger_result;

/* Returns 0, or anything else to stop. */
typedef int (*ledger_take)(const ledger_result *r, void *payload);

/* Calls `take` for each statement. SELON_OK also when it was stopped. */
int ledger_find(ledger *l, const ledger_filter *filter, ledger_take take, void *payload);

/* The same, one by one. While a cursor is open the ledger is as it was when it
 * was opened, and nothing can be written over this `ledger`. `filter` is
 * borrowed until the cursor is closed. */
typedef struct ledger_cursor ledger_cursor;
int ledger_cursor_open(ledger_cursor **out, ledger *l, const ledger_filter *filter);

/* The next one, borrowed until the next call; *out is NULL after the last. */
int ledger_cursor_next(ledger_cursor *c, const ledger_result **out);
void ledger_cursor_close(ledger_cursor *c); /* NULL is allowed */

/* ---- what is in it ---- */

typedef struct ledger_totals {
    uint64_t articles, versions, texts, statements;
} ledger_totals;

int ledger_count(ledger *l, ledger_totals *out);

#endif
