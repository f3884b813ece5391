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

typedef enum timex_unit {
    TIMEX_NO_UNIT = 0,
    TIMEX_MINUTE,
    TIMEX_HOUR,
    TIMEX_DAY,
    TIMEX_WEEKEND,
    TIMEX_WEEK,
    TIMEX_MONTH,
    TIMEX_QUARTER,
    TIMEX_SEASON,
    TIMEX_YEAR,
    TIMEX_DECADE,
    TIMEX_CENTURY,
} timex_unit;

/* On which side of the reference a weekday, day or month without year lies. */
typedef enum timex_direction {
    TIMEX_ANY = 0, /* not said: what news mean by a bare "mardi", "le 13 novembre" */
    TIMEX_PAST,    /* "mardi dernier": before it */
    TIMEX_FUTURE,  /* "mardi prochain", "d'ici à vendredi": after it */
    TIMEX_NEAR,    /* "ce mardi": the nearest, either side */
} timex_direction;

typedef enum timex_part {
    TIMEX_NO_PART = 0,
    TIMEX_MORNING,
    TIMEX_MIDDAY,
    TIMEX_AFTERNOON,
    TIMEX_EVENING,
    TIMEX_NIGHT,
    TIMEX_START, /* "début mars" */
    TIMEX_MIDDLE,
    TIMEX_END,
} timex_part;

typedef enum timex_season {
    TIMEX_NO_SEASON = 0,
    TIMEX_SPRING,
    TIMEX_SUMMER,
    TIMEX_AUTUMN,
    TIMEX_WINTER,
} timex_season;

#define TIMEX_NO_OFFSET INT32_MIN

typedef struct timex {
    range tokens; /* article or preposition included where it belongs: "le 13 novembre", "last week" */
    /* What was read; the pattern language in timex_grammar.h sets it and
     * resolve/dates.c understands it. Numbers are 0 when the expression does
     * not say; the others have their own mark. */
    int32_t year; /* with unit decade or century: its first year; below 100 with unit decade: "les années 90" */
    int32_t month, day, weekday; /* weekday 1 = Monday */
    int32_t hour, minute;        /* -1 when not said */
    int32_t offset;              /* in `unit`s from the reference; TIMEX_NO_OFFSET when not said */
    int32_t count;               /* of `unit`s, for durations */
    uint8_t kind;                /* timex_kind */
    uint8_t unit;                /* timex_unit */
    uint8_t direction;           /* timex_direction */
    uint8_t part;                /* timex_part */
    uint8_t season;              /* timex_season */
    bool from_previous;          /* counts from the expression before it: "le lendemain", "three days later" */
} timex;

typedef struct timex_list {
    timex *items;
    size_t count, capacity;
} timex_list;

timex_lexicon *timex_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error);

/* Finds the expressions of the whole text, in order, not overlapping. */
void timex_find(arena *a, const timex_lexicon *lexicon, const text *t, timex_list *out);

#endif
