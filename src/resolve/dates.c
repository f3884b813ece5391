/* SPDX-License-Identifier: Apache-2.0
 *
 * dates.c - counts calendar dates from what timex.c has read.
 *
 *     timex + reference -> moment (a day, week, month ... of the calendar) -> string
 *
 * An expression is one of four things, asked in this order:
 *
 *   1. complete ("le 13 novembre 2025", "en 2024", "the 1990s"): as it stands;
 *   2. counted from the expression before it ("le lendemain", "two weeks
 *      later"): the last BACK_LIMIT expressions are gone through from left to
 *      right, each either a date of its own or a step from the last;
 *   3. lacking a year or more ("le 13 novembre", "mardi", "in March", "last
 *      summer"): the nearest that fits, on the side of the reference that
 *      news mean (see candidate__better());
 *   4. a shift from the reference ("hier", "three weeks ago", "last month"),
 *      or only an hour or a part of a day, which then is of the day spoken of
 *      shortly before, or else of the reference.
 *
 * Days are counted as whole numbers in the proleptic Gregorian calendar
 * (day 0 is 1970-01-01), so steps over months, leap years and week years are
 * plain arithmetic.
 */
#include "resolve/dates.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    BACK_LIMIT = 16,    /* expressions looked at for context */
    CONTEXT_LIMIT = 60, /* tokens over which "à 15 h" still is of the day named before */
    PAST_DAYS = 183,    /* a date without a year is the past one when that is no further away */
};

typedef struct moment {
    timex_unit unit; /* how exact it is; TIMEX_DAY for days and hours */
    int year, month, day;
    int season; /* timex_season */
    int hour, minute;
    timex_part part;
} moment;

/* ---- the calendar ---- */

static bool year__is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month__length(int year, int month)
{
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && year__is_leap(year) ? 29 : LENGTHS[month - 1];
}

static bool date__exists(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= month__length(year, month);
}

/* Days since 1970-01-01. The year begins in March here, so that the leap day
 * is its last; 400 years are always 146097 days. */
static int64_t days__from_date(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void days__to_date(int64_t days, moment *out)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    out->month = (int)(month < 10 ? month + 3 : month - 9);
    out->year = (int)(year + era * 400 + (out->month <= 2));
}

/* 1 = Monday. 1970-01-01 was a Thursday. */
static int days__weekday(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7) + 1;
}

static int64_t moment__days(const moment *m)
{
    return days__from_date(m->year, m->month, m->day);
}

/* The ISO week: that of its Thursday's year. */
static void days__week(int64_t days, int *year, int *week)
{
    moment thursday;
    int64_t day = days - days__weekday(days) + 4;
    days__to_date(day, &thursday);
    *year = thursday.year;
    *week = (int)((day - days__from_date(thursday.year, 1, 1)) / 7) + 1;
}

/* ---- choosing among candidates ---- */

/* Is a candidate at `distance` from the reference (negative: before it)
 * better than one at `best`? `near_past` is how far back a bare date goes. */
static bool candidate__better(int64_t distance, int64_t best, bool have, timex_direction direction, int64_t near_past)
{
    if (direction == TIMEX_PAST && distance >= 0) return false;
    if (direction == TIMEX_FUTURE && distance <= 0) return false;
    if (!have) return true;
    if (direction == TIMEX_ANY) {
        bool past = distance <= 0 && -distance <= near_past, best_past = best <= 0 && -best <= near_past;
        if (past != best_past) return past;
    }
    return llabs(distance) < llabs(best);
}

/* Month and day without a year. A weekday ("mardi 3 mars") has a say if some
 * year near agrees with it. */
static bool choose__day(const timex *x, const moment *from, moment *out)
{
    int64_t reference = moment__days(from), best = 0;
    for (int pass = x->weekday != 0 ? 0 : 1; pass < 2; pass++) {
        bool have = false;
        for (int year = from->year - 8; year <= from->year + 8; year++) {
            if (!date__exists(year, x->month, x->day)) continue;
            int64_t days = days__from_date(year, x->month, x->day);
            if (pass == 0 && (days__weekday(days) != x->weekday || llabs(days - reference) > 2 * 366)) continue;
            if (!candidate__better(days - reference, best, have, (timex_direction)x->direction, PAST_DAYS)) continue;
            have = true;
            best = days - reference;
            out->year = year;
        }
        if (!have) continue;
        out->month = x->month;
        out->day = x->day;
        out->unit = TIMEX_DAY;
        return true;
    }
    return false;
}

static bool choose__month(const timex *x, const moment *from, moment *out)
{
    int64_t best = 0;
    bool have = false;
    for (int year = from->year - 1; year <= from->year + 1; year++) {
        int64_t distance = (year * 12 + x->month) - (from->year * 12 + from->month);
        if (x->direction == TIMEX_NEAR && year != from->year) continue; /* "this November": this year's */
        if (!candidate__better(distance, best, have, (timex_direction)x->direction, 6)) continue;
        have = true;
        best = distance;
        out->year = year;
    }
    out->month = x->month;
    out->unit = TIMEX_MONTH;
    return have;
}

static bool choose__weekday(const timex *x, const moment *from, moment *out)
{
    int64_t today = moment__days(from);
    int back = (days__weekday(today) - x->weekday + 7) % 7; /* 0..6 days ago */
    int64_t day = today - back;
    if (x->direction == TIMEX_PAST && back == 0) day -= 7;
    if (x->direction == TIMEX_FUTURE) day += 7;
    if (x->direction == TIMEX_NEAR && back > 3) day += 7;
    days__to_date(day, out);
    out->unit = TIMEX_DAY;
    return true;
}

/* A season is three months from March, June, September or December on; it is
 * of the year it begins in. */
static bool choose__season(const timex *x, const moment *from, moment *out)
{
    int64_t best = 0;
    bool have = false;
    for (int year = from->year - 2; year <= from->year + 1; year++) {
        int since = from->year * 12 + from->month - (year * 12 + 3 * x->season); /* months since its start */
        int64_t distance = since < 0 ? -since : since < 3 ? 0 : -(since - 2);
        if (!candidate__better(distance, best, have, (timex_direction)x->direction, 6)) continue;
        have = true;
        best = distance;
        out->year = year;
    }
    out->season = x->season;
    out->unit = TIMEX_SEASON;
    return have;
}

/* ---- shifts ---- */

static bool shift__hours(int64_t minutes, const moment *from, moment *out)
{
    if (from->hour < 0 || from->unit != TIMEX_DAY) return false;
    minutes += from->hour * 60 + (from->minute > 0 ? from->minute : 0);
    int64_t days = minutes >= 0 ? minutes / 1440 : -((1439 - minutes) / 1440);
    days__to_date(moment__days(from) + days, out);
    minutes -= days * 1440;
    out->hour = (int)(minutes / 60);
    out->minute = (int)(minutes % 60);
    out->unit = TIMEX_DAY;
    return true;
}

/* "ce week-end", "over the weekend", "last weekend": the Monday of its week. */
static int64_t shift__weekend(const timex *x, int64_t day)
{
    int weekday = days__weekday(day);
    int64_t monday = day - weekday + 1 + 7 * (int64_t)x->offset;
    bool before = x->direction == TIMEX_PAST ? weekday < 6 : weekday < 3;
    return x->offset == 0 && before ? monday - 7 : monday;
}

/* `offset` units from `from`; false where `from` is not that exact. */
static bool moment__shift(const timex *x, const moment *from, moment *out)
{
    int64_t offset = x->offset;
    timex_unit unit = (timex_unit)x->unit, exact = from->unit;
    out->unit = unit;
    switch (unit) {
    case TIMEX_MINUTE: return shift__hours(offset, from, out);
    case TIMEX_HOUR: return shift__hours(offset * 60, from, out);
    case TIMEX_DAY:
        if (exact != TIMEX_DAY) return false;
        days__to_date(moment__days(from) + offset, out);
        return true;
    case TIMEX_WEEK:
    case TIMEX_WEEKEND:
        if (exact > TIMEX_WEEK) return false;
        days__to_date(unit == TIMEX_WEEK ? moment__days(from) + 7 * offset : shift__weekend(x, moment__days(from)),
                      out);
        return true;
    case TIMEX_MONTH:
    case TIMEX_QUARTER: {
        if (exact > TIMEX_MONTH) return false;
        int64_t months = (int64_t)from->year * 12 + from->month - 1 + offset * (unit == TIMEX_QUARTER ? 3 : 1);
        if (months < 0) return false;
        out->year = (int)(months / 12);
        out->month = (int)(months % 12) + 1;
        return true;
    }
    case TIMEX_YEAR: out->year = (int)(from->year + offset); return exact <= TIMEX_YEAR;
    case TIMEX_DECADE: out->year = (int)(from->year + 10 * offset); return exact <= TIMEX_DECADE;
    case TIMEX_CENTURY: out->year = (int)(from->year + 100 * offset); return true;
    default: return false;
    }
}

/* ---- one expression ---- */

/* "les années 90" are of the last century, "les années 20" of this one. */
static int decade__year(int year)
{
    if (year >= 100) return year;
    return year + (year >= 30 ? 1900 : 2000);
}

static bool timex__complete(const timex *x, moment *out)
{
    out->year = x->year;
    out->month = x->month;
    out->day = x->day;
    out->season = x->season;
    if (x->unit == TIMEX_DECADE) {
        out->year = decade__year(x->year);
        out->unit = TIMEX_DECADE;
    } else if (x->unit == TIMEX_CENTURY) {
        out->unit = TIMEX_CENTURY;
    } else if (x->month != 0) {
        out->unit = x->day != 0 ? TIMEX_DAY : TIMEX_MONTH;
        return date__exists(x->year, x->month, x->day != 0 ? x->day : 1);
    } else {
        out->unit = x->season != 0 ? TIMEX_SEASON : TIMEX_YEAR;
    }
    return true;
}

/* What the expression says, counted from `from` (NULL: not known). `context`
 * is the day spoken of before. */
static bool timex__resolve(const timex *x, const moment *from, const moment *context, moment *out)
{
    *out = (moment){.hour = -1, .minute = -1};
    if (x->kind != TIMEX_DATE && x->kind != TIMEX_TIME) return false;
    bool found;
    if (x->year != 0) {
        found = timex__complete(x, out);
    } else if (from == NULL) {
        return false;
    } else if (x->month != 0 && x->day != 0) {
        found = from->unit == TIMEX_DAY && choose__day(x, from, out);
    } else if (x->month != 0) {
        found = from->unit <= TIMEX_MONTH && choose__month(x, from, out);
    } else if (x->weekday != 0) {
        found = from->unit == TIMEX_DAY && choose__weekday(x, from, out);
    } else if (x->season != 0) {
        found = from->unit <= TIMEX_MONTH && choose__season(x, from, out);
    } else if (x->offset != TIMEX_NO_OFFSET) {
        found = moment__shift(x, from, out);
    } else {
        *out = *(context != NULL ? context : from);
        found = x->kind == TIMEX_TIME && out->unit == TIMEX_DAY;
        out->hour = out->minute = -1;
    }
    if (!found || out->year < 1 || out->year > 9999) return false;
    if (x->hour >= 0) {
        out->hour = x->hour;
        out->minute = x->minute > 0 ? x->minute : 0;
    }
    out->part = (timex_part)x->part;
    return true;
}

/* Resolves expression i with the help of those before it. */
static bool dates__resolve(const timex_list *list, size_t i, const civil_date *reference, moment *out)
{
    moment from = {.unit = TIMEX_DAY, .hour = -1, .minute = -1}, last, day, next;
    const timex *x = &list->items[i];
    bool have_last = false, have_day = false;
    if (reference != NULL) {
        if (!date__exists(reference->year, reference->month, reference->day)) return false;
        from.year = reference->year;
        from.month = reference->month;
        from.day = reference->day;
    }
    bool needs_context = x->from_previous || (x->kind == TIMEX_TIME && x->offset == TIMEX_NO_OFFSET && x->month == 0);
    for (size_t k = !needs_context ? i : i > BACK_LIMIT ? i - BACK_LIMIT : 0; k < i; k++) {
        const timex *before = &list->items[k];
        if (before->from_previous && !have_last) continue;
        const moment *start = before->from_previous ? &last : reference != NULL ? &from : NULL;
        if (!timex__resolve(before, start, have_day ? &day : NULL, &next)) continue;
        last = next;
        have_last = true;
        if (next.unit != TIMEX_DAY) continue;
        day = next;
        have_day = x->tokens.start - before->tokens.end <= CONTEXT_LIMIT;
    }
    if (x->from_previous) return have_last && timex__resolve(x, &last, &last, out);
    const moment *start = reference != NULL ? &from : have_day ? &day : NULL;
    return timex__resolve(x, start, have_day ? &day : NULL, out);
}

/* ---- writing it ---- */

static const char *moment__write(arena *a, const moment *m)
{
    static const char *const PARTS[] = {[TIMEX_MORNING] = "MO",
                                        [TIMEX_MIDDAY] = "MI",
                                        [TIMEX_AFTERNOON] = "AF",
                                        [TIMEX_EVENING] = "EV",
                                        [TIMEX_NIGHT] = "NI"};
    static const char *const SEASONS[] = {"", "SP", "SU", "FA", "WI"};
    char s[64];
    int n = 0, year, week;
    switch (m->unit) {
    case TIMEX_WEEK:
    case TIMEX_WEEKEND:
        days__week(moment__days(m), &year, &week);
        if (year < 1 || year > 9999) return NULL;
        n = snprintf(s, sizeof s, "%04d-W%02d%s", year, week, m->unit == TIMEX_WEEKEND ? "-WE" : "");
        break;
    case TIMEX_MONTH: n = snprintf(s, sizeof s, "%04d-%02d", m->year, m->month); break;
    case TIMEX_QUARTER: n = snprintf(s, sizeof s, "%04d-Q%d", m->year, (m->month + 2) / 3); break;
    case TIMEX_SEASON: n = snprintf(s, sizeof s, "%04d-%s", m->year, SEASONS[m->season]); break;
    case TIMEX_YEAR: n = snprintf(s, sizeof s, "%04d", m->year); break;
    case TIMEX_DECADE: n = snprintf(s, sizeof s, "%03dX", m->year / 10); break;
    case TIMEX_CENTURY: n = snprintf(s, sizeof s, "%02dXX", m->year / 100); break;
    default:
        n = snprintf(s, sizeof s, "%04d-%02d-%02d", m->year, m->month, m->day);
        if (m->hour >= 0)
            n += snprintf(s + n, sizeof s - (size_t)n, "T%02d:%02d", m->hour, m->minute);
        else if (m->part >= TIMEX_MORNING && m->part <= TIMEX_NIGHT)
            n += snprintf(s + n, sizeof s - (size_t)n, "T%s", PARTS[m->part]);
    }
    return arena_strndup(a, s, (size_t)n);
}

static const char *duration__write(arena *a, const timex *x)
{
    static const struct {
        const char *before, *after;
        int times;
    } FORMS[] = {
        [TIMEX_MINUTE] = {"PT", "M", 1}, [TIMEX_HOUR] = {"PT", "H", 1},   [TIMEX_DAY] = {"P", "D", 1},
        [TIMEX_WEEK] = {"P", "W", 1},    [TIMEX_MONTH] = {"P", "M", 1},   [TIMEX_QUARTER] = {"P", "M", 3},
        [TIMEX_YEAR] = {"P", "Y", 1},    [TIMEX_DECADE] = {"P", "Y", 10}, [TIMEX_CENTURY] = {"P", "Y", 100},
    };
    char s[32];
    if (x->count <= 0 || x->unit > TIMEX_CENTURY || FORMS[x->unit].times == 0) return NULL;
    int n = snprintf(s, sizeof s, "%s%d%s", FORMS[x->unit].before, x->count * FORMS[x->unit].times,
                     FORMS[x->unit].after);
    return arena_strndup(a, s, (size_t)n);
}

/* ---- what the header says ---- */

bool civil_date_parse(const char *iso, civil_date *out)
{
    int value[3] = {0, 0, 0};
    static const int DIGITS[] = {4, 2, 2};
    if (iso == NULL) return false;
    for (int part = 0; part < 3; part++) {
        if (part > 0 && *iso++ != '-') return false;
        for (int i = 0; i < DIGITS[part]; i++, iso++) {
            if (*iso < '0' || *iso > '9') return false;
            value[part] = value[part] * 10 + (*iso - '0');
        }
    }
    if ((*iso >= '0' && *iso <= '9') || !date__exists(value[0], value[1], value[2])) return false;
    *out = (civil_date){value[0], value[1], value[2]};
    return true;
}

bool dates_reference_from_text(const timex_list *expressions, civil_date *out)
{
    for (size_t i = 0; i < expressions->count; i++) {
        const timex *x = &expressions->items[i];
        if ((x->kind != TIMEX_DATE && x->kind != TIMEX_TIME) || !date__exists(x->year, x->month, x->day)) continue;
        *out = (civil_date){x->year, x->month, x->day};
        return true;
    }
    return false;
}

const char *dates_value(arena *a, const timex_list *expressions, size_t i, const civil_date *reference)
{
    moment m;
    if (i >= expressions->count) return NULL;
    if (expressions->items[i].kind == TIMEX_DURATION) return duration__write(a, &expressions->items[i]);
    return dates__resolve(expressions, i, reference, &m) ? moment__write(a, &m) : NULL;
}
