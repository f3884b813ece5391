/* SPDX-License-Identifier: Apache-2.0
 *
 * counted.h - what the statements that were picked are: by type, speaker,
 * outlet, language, month. Counting goes through all of them, so the answers to
 * the last questions are kept, as long as their census lives.
 */
#ifndef SELON_ROOM_COUNTED_H
#define SELON_ROOM_COUNTED_H

#include "room/pick.h"

#define COUNTED_TOP 20
#define COUNTED_MONTHS 1200 /* those beyond are left out */

typedef struct counted_month {
    int32_t month; /* YYYYMM */
    uint32_t types[3];
} counted_month;

typedef struct counted {
    uint32_t count;
    uint32_t types[4], kinds[4], langs[256];
    tally_item speakers[COUNTED_TOP], outlets[COUNTED_TOP]; /* most statements first */
    uint32_t speaker_count, outlet_count;                   /* of those; `..._all`: different ones */
    uint32_t speaker_all, outlet_all;
    uint32_t people, articles; /* that have any */
    bool genders_known;
    uint32_t gender_statements[GENDERS], gender_speakers[GENDERS];
    uint32_t month_count;
    counted_month months[COUNTED_MONTHS]; /* in order */
} counted;

/* Counts, or remembers; in the request's arena. `filter` and `person` are what was picked by. */
const counted *counted_make(request *q, const pick *k, const ledger_filter *filter, uint64_t person);

/* Of many: counted_bits.c. */
void counted_bits(arena *a, const pick *k, const census_genders *g, counted *out);

/* The cache of a census; NULL without memory, which is no harm. */
typedef struct counted_cache counted_cache;
counted_cache *counted_cache_new(void);
void counted_cache_free(counted_cache *c);

#endif
