/* SPDX-License-Identifier: Apache-2.0
 *
 * entry.h - an article ready to be written: all that can be made of it without
 * a ledger.
 */
#ifndef SELON_LEDGER_ENTRY_H
#define SELON_LEDGER_ENTRY_H

#include "ledger/copy.h"
#include "ledger/ledger.h"
#include "ledger/pack.h"
#include "ledger/wording.h"

#define TEXT_HASH_SIZE 16

/* What the search finds a statement by; see words.h. */
typedef struct entry_words {
    const char *text; /* folded words, apart by spaces; may be "" */
    size_t size;
} entry_words;

typedef struct entry_statement {
    const selon_statement *st; /* the document's */
    int64_t key;               /* the same for the same statement of another version; 48 bits */
    int32_t day, day_end;      /* YYYYMMDD; 0: not known, the same day */
    blob places;
    entry_words content, who, role, addressee, via;
    wording wording;
} entry_statement;

typedef struct entry_form {
    const char *form, *stem;
    bool irregular; /* the stemmer makes another stem of the form, which has lost its accents */
    uint64_t hash;  /* of both and the language */
} entry_form;

struct ledger_entry {
    arena *arena; /* holds this structure too */
    const selon_document *doc;
    bool borrowed;       /* the document is somebody else's */
    const char *address; /* or NULL */
    bool found;          /* the address is only where it was found */
    bool without_text;
    const char *reader; /* what read it */
    const char *text;
    size_t size;
    uint8_t hash[TEXT_HASH_SIZE];
    blob body;
    shingles shingles;
    uint32_t sketch[SKETCH_SIZE];
    size_t sketch_size; /* 0: too short for one */
    entry_statement *statements;
    size_t statement_count;
    blob *mentions; /* of each speaker */
    entry_form *forms;
    size_t form_count;
};

/* An entry of a text that the ledger has, read again: without what only a new
 * one needs. Takes the document over, too. */
int ledger_entry_again(ledger_entry **out, ledger_maker *m, selon_document *doc);

/* The key of a statement with these words; `time` counts those with the same. */
int64_t statement_key(const entry_words *content, const entry_words *source, selon_kind kind, uint64_t time);

/* A statement's contents as one run of folded words, in the arena. */
entry_words entry_fold_content(arena *a, const char *text, const selon_span *content, uint32_t count);

/* The words that a statement's row is in the index under: content, who, role,
 * addressee, via; made again from the row and, where it is kept, its text. */
struct last_text;
struct kept_text;
int statement_words(ledger *l, arena *a, struct last_text *last, int64_t id, entry_words out[5]);
void row_words(arena *a, const struct kept_text *t, const places *p, const char *name, const char *role,
               entry_words out[5]);

/* The days that a TIMEX3 value stands for, as YYYYMMDD; false for those that
 * stand for none. */
bool value_days(const char *value, int32_t *first, int32_t *last);

/* "HTTP://Example.org:80/a#b" -> "http://example.org/a", in the arena. Other
 * than web addresses stay as they are. */
const char *address_normal(arena *a, const char *address);

#endif
