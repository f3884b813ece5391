/* SPDX-License-Identifier: Apache-2.0
 *
 * timex.h - finds date and time expressions and reads what they say.
 *
 * This half only reads the words ("three days ago" -> unit day, offset -3;
 * "le 13 novembre" -> month 11, day 13). What calendar date that is depends
 * on a reference date and is computed by resolve/dates.h. The split lets
 * attribution/ use the spans of expressions without knowing any date.
 *
 * Words (months, weekdays, units, deictics, parts of the day) and patterns
 * come from "xx/time.txt".
 */
#ifndef SELON_TEXT_TIMEX_H
#define SELON_TEXT_TIMEX_H

#include "text/text.h"

typedef struct timex_lexicon timex_lexicon;

typedef enum timex_kind {
    TIMEX_DATE, /* absolute or to be completed: "13 novembre", "mardi", "2024" */
    TIMEX_TIME, /* with an hour or a part of the day: "hier soir", "à 15 h" */
    TIMEX_DURATION,
    TIMEX_SET,   /* "chaque mardi", "every week" */
    TIMEX_VAGUE, /* a time with no date: "tout au long du conflit", "after the vote" */
} timex_kind;

typedef struct timex {
    range tokens; /* article or preposition included where it belongs: "le 13 novembre", "last week" */
    uint8_t kind; /* timex_kind */
    /* What was read; the meaning of the members is in timex.c and is
     * understood by resolve/dates.c. 0 (or INT32_MIN for `offset`) when the
     * expression does not say. */
    int32_t year, month, day, weekday; /* weekday 1 = Monday */
    int32_t hour, minute;              /* -1 when not said */
    int32_t offset;                    /* in `unit`s from the reference */
    uint8_t unit;                      /* timex_unit */
    uint8_t direction;                 /* timex_direction */
    uint8_t part;                      /* timex_part: morning, evening, early, late */
} timex;

typedef struct timex_list {
    timex *items;
    size_t count, capacity;
} timex_list;

timex_lexicon *timex_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error);

/* Finds the expressions of the whole text, in order, not overlapping. */
void timex_find(arena *a, const timex_lexicon *lexicon, const text *t, timex_list *out);

#endif
