/* SPDX-License-Identifier: Apache-2.0
 *
 * adding.h - the steps of adding an entry that reading a text again takes, too.
 */
#ifndef SELON_LEDGER_ADDING_H
#define SELON_LEDGER_ADDING_H

#include "ledger/entity.h"
#include "ledger/entry.h"
#include "ledger/inside.h"

/* A statement of the family, by its key; is it in the text at hand? */
typedef struct relative {
    int64_t id, key;
    bool here;
} relative;

/* A statement that the machine would find under this key, though the tables have it
 * under another, or (`gone`) not at all; or one that only readers have (`made`), which is
 * looked for in the text itself: ruling.h. */
typedef struct ruled_relative {
    int64_t id, key;
    bool gone, made, here;
    int64_t text; /* of one that was made, with its places */
    blob packed;
} ruled_relative;

typedef struct ruled_relatives {
    ruled_relative *items; /* by key */
    size_t count;
} ruled_relatives;

#define OUTLET_OF_ARTICLE (-1)

typedef struct adding {
    ledger *l;
    const ledger_entry *e;
    arena *arena;
    ledger_receipt *receipt;
    int64_t text, family; /* ids */
    int64_t outlet;       /* of a new article; OUTLET_OF_ARTICLE: it was there, and has one or not */
    VEC(relative) family_statements;
    ruled_relatives ruled;
    shingles shingles;          /* the entry's, settled; when it was compared */
    VEC(join_speaker) speakers; /* that were written, to be joined */
} adding;

/* ---- adding_family.c ---- */

/* Sets g->family, or leaves it 0. `previous`: the text that the place had last. */
int adding_find_family(adding *g, int64_t previous);
/* Leaves the text's sketch; of one that is not kept more, to tell copies by. */
int adding_sketch(adding *g);
/* The same of a text whose sketch is at hand. */
int sketch_add(ledger *l, const uint32_t *sketch, size_t count, int64_t text);

/* ---- add.c ---- */

/* The rows of a speaker. */
typedef struct speaker_row {
    int64_t id, name, role; /* role 0: none */
} speaker_row;

/* A statement to be written. */
typedef struct new_statement {
    const entry_statement *es;
    int64_t id, speaker, parent; /* 0: none */
} new_statement;

/* The id that the next statement gets. */
int adding_next_id(ledger *l, int64_t *out);

/* Writes the document's speaker `i`; statements, with their words and days; a statement's words; a text's day, 0: none. */
int adding_speaker(adding *g, size_t i, speaker_row *out);
int adding_statements(adding *g, const new_statement *rows, size_t count);
int adding_words(ledger *l, const entry_statement *es, int64_t id);
int adding_day(adding *g, int32_t day);

/* Writes the forms of the entry's words. */
int adding_forms(adding *g);

#endif
