/* SPDX-License-Identifier: Apache-2.0
 *
 * reread.h - the kept texts read again, with a newer engine.
 *
 *     stale_family_next -> its texts -> selon_read, ledger_entry_again (any thread)
 *         -> rereading_begin, rereading_text ..., rereading_end (in order, within a transaction)
 *
 * A statement that is the same keeps its id: one with the same words of content
 * and source (its key), or, in the same text, with the same cue and a content
 * that overlaps (its edges have moved). The others go, and new ones come. A
 * text's engine says what read it last, so work that was cut off goes on where it
 * stopped.
 */
#ifndef SELON_LEDGER_REREAD_H
#define SELON_LEDGER_REREAD_H

#include "ledger/entry.h"
#include "ledger/inside.h"

typedef enum family_state {
    FAMILY_STALE,
    FAMILY_CURRENT,    /* this engine read it */
    FAMILY_TEXTLESS,   /* one of its texts at least was not kept */
    FAMILY_UNREADABLE, /* the engine has no data for its language */
} family_state;

typedef struct stale_family {
    int64_t id;
    family_state state;
    int64_t *texts; /* in order; in the arena */
    size_t count;
} stale_family;

/* What the engine's languages are known by. */
typedef struct reader_names reader_names;
reader_names *reader_names_new(arena *a, const selon_engine *engine);

/* The next family after this id; 1, or 0 when there is none, or an error. `all`:
 * those that this engine has read are stale, too. */
int stale_family_next(ledger *l, arena *a, reader_names *names, bool all, int64_t after, stale_family *out);

/* A text and what it is to be read with, in the arena; the options borrow. */
typedef struct stale_text {
    kept_text text;
    selon_read_options options;
} stale_text;
int stale_text_get(ledger *l, arena *a, int64_t id, stale_text *out);

typedef struct reread_count {
    uint64_t texts, same, changed, added, gone; /* statements, but for the texts */
} reread_count;

typedef struct rereading rereading;

/* Within a transaction. LEDGER_BUSY when the family's texts are others by now. */
int rereading_begin(rereading **out, ledger *l, int64_t family, const int64_t *texts, size_t count);
int rereading_text(rereading *g, int64_t text, const ledger_entry *e);
int rereading_end(rereading *g, reread_count *count);
void rereading_free(rereading *g); /* NULL is allowed */

#endif
