/* SPDX-License-Identifier: Apache-2.0
 *
 * stats.h - how many statements, by speaker, outlet, month, type; and how many
 * of those quoted are women, how many men.
 */
#ifndef SELON_LEDGER_STATS_H
#define SELON_LEDGER_STATS_H

#include "ledger/gender.h"
#include "ledger/ledger.h"

typedef struct stats_row {
    const char *name;
    uint64_t statements;
    uint64_t
        person;    /* who a speaker is over all articles (entity.h); 0: it cannot be told, a name is what is counted */
    uint64_t row;  /* of a speaker that is a name: its id in names; of an outlet: in outlets */
    gender gender; /* of a speaker */
} stats_row;

typedef struct stats_rows {
    stats_row *rows; /* the most frequent first; months in order */
    size_t count;    /* as many as were asked for */
    size_t all;      /* how many there are */
} stats_rows;

typedef struct ledger_stats {
    arena *arena; /* holds this structure too */
    uint64_t statements, texts;
    uint64_t types[SELON_MIXED + 1], kinds[SELON_THOUGHT + 1];
    uint64_t negated, undated, unattributed;
    stats_rows speakers, outlets, months;
    uint64_t gender_statements[GENDERS]; /* of statements whose speaker is known */
    uint64_t gender_speakers[GENDERS];   /* of speakers, each counted once in the whole ledger */
} ledger_stats;

/* Counts the statements that the filter lets through (its limit and its order
 * do not matter), in one pass. A statement of an agency's text is one statement,
 * in each outlet that had it. `most`: rows of speakers and outlets, 0 for all. */
int ledger_stats_make(ledger_stats **out, ledger *l, const ledger_filter *filter, size_t most);
void ledger_stats_free(ledger_stats *s);

#endif
