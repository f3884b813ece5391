/* SPDX-License-Identifier: Apache-2.0
 *
 * pick.h - the statements that a filter lets through, counted.
 */
#ifndef SELON_ROOM_PICK_H
#define SELON_ROOM_PICK_H

#include "room/bits.h"
#include "room/census.h"
#include "room/request.h"

/* A few as a list, many as a set. */
typedef struct pick {
    const census *census;
    const uint32_t *rows; /* indexes of census rows; or NULL: */
    const uint64_t *bits; /* a set of places in time */
    uint32_t count;
    bool all; /* of the ledger */
} pick;

#define PICK_LIST 8192 /* rows; more are a set */

/* Those that the filter asks for, and, where `person` is not 0, that this one has said. Sorting and limit do not
 * matter. 0, or a status. */
int pick_make(pick *out, request *q, const census *c, const ledger_filter *filter, uint64_t person);

/* All of them, in no order. */
const census_row **pick_rows(arena *a, const pick *k);

/* Where a page begins: after the statement with this key in the order of the sort. */
typedef struct pick_mark {
    bool set;
    int64_t key;
    uint32_t id;
} pick_mark;

/* The first `most` statements after the mark, in order, into `out`; returns how many. */
size_t pick_page(const pick *k, ledger_sort sort, const pick_mark *after, const census_row **out, size_t most);
int64_t pick_key(const census_row *row, ledger_sort sort);

/* ---- for pick_make() and pick_page(): pick_bits.c ---- */

#define OUTLETS_ASKED 64 /* spellings of one outlet */

/* What is asked of a row, besides words. */
typedef struct sieve {
    const census *c;
    const ledger_filter *filter;
    uint32_t outlets[OUTLETS_ASKED];
    size_t outlet_count;
    int lang; /* -1: any; -2: one that no statement has */
    uint32_t person;
    unsigned confidence;
} sieve;

bool sieve_lets(const sieve *s, const census_row *row);
bool sieve_lets_days(const sieve *s, const census_row *row);
bool sieve_lets_place(const sieve *s, const census_row *row);
bool sieve_lets_one_place(const sieve *s, const census_place *p);

/* Leaves in the set what the sieve lets through. */
void sieve_bits(const sieve *s, arena *a, uint64_t *bits);

size_t pick_page_of_bits(const pick *k, ledger_sort sort, const pick_mark *after, const census_row **out, size_t most);

/* Does the row come after the mark? */
bool pick_is_after(const pick_mark *after, const census_row *row, ledger_sort sort);

/* ---- counting: pick_count.c ---- */

/* How often each key occurs: an open-addressed table in the arena. */
typedef struct tally_item {
    uint32_t key, count;
} tally_item;

typedef struct tally {
    arena *arena;
    tally_item *items;
    uint32_t count, room; /* different keys; a power of two */
} room_tally;

room_tally tally_new(arena *a);
bool tally_add(room_tally *t, uint32_t key); /* true: for the first time */
bool tally_add_some(room_tally *t, uint32_t key, uint32_t times);

/* The `most` that occur most often become the items, in order; returns how many. The table is none any more. */
uint32_t tally_rank(room_tally *t, uint32_t most);

/* Puts one among the best, which are in order; returns how many there are, at most `most`. */
uint32_t tally_best(tally_item *best, uint32_t count, uint32_t most, tally_item one);

/* A speaker as a key: the person, or the name with a bit that says so. 0: nobody. */
#define SPEAKER_NAME 0x80000000u
uint32_t pick_speaker(const census_row *row);

/* The outlets of a row's places, each once, at most `most`. */
size_t pick_outlets(const census *c, const census_row *row, uint32_t *out, size_t most);

#endif
