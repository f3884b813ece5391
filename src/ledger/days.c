/* SPDX-License-Identifier: Apache-2.0
 *
 * days.c - from a TIMEX3 value to the days it stands for: "2025-11" is the 1st
 * to the 30th of November, "2025-W46" a Monday to a Sunday. A part of a day, or
 * a time, is its day. Durations and "the past" are no days.
 */
#include <string.h>

#include "ledger/entry.h"

static int digits(const char **at, unsigned count)
{
    int n = 0;
    for (unsigned i = 0; i < count; i++) {
        char c = (*at)[i];
        if (c < '0' || c > '9') return -1;
        n = n * 10 + (c - '0');
    }
    *at += count;
    return n;
}

static int month_days(int year, int month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static int32_t day_number(int year, int month, int day)
{
    return year * 10000 + month * 100 + day;
}

/* `day` may lie outside the month; by some weeks at most. */
static int32_t day_settled(int year, int month, int day)
{
    if (day < 1) {
        month = month == 1 ? 12 : month - 1;
        year -= month == 12;
        day += month_days(year, month);
    } else {
        while (day > month_days(year, month)) {
            day -= month_days(year, month);
            year += month == 12;
            month = month == 12 ? 1 : month + 1;
        }
    }
    return day_number(year, month, day);
}

/* 0 for a Monday; Sakamoto's method. */
static int weekday(int year, int month, int day)
{
    static const int8_t shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int y = year - (month < 3);
    return (y + y / 4 - y / 100 + y / 400 + shift[month - 1] + day + 6) % 7;
}

/* The week of 4 January is the first; it begins on a Monday. */
static bool week_days(int year, int week, int32_t *first, int32_t *last)
{
    if (week < 1 || week > 53) return false;
    int monday = 4 - weekday(year, 1, 4) + (week - 1) * 7;
    *first = day_settled(year, 1, monday);
    *last = day_settled(year, 1, monday + 6);
    return true;
}

bool value_days(const char *value, int32_t *first, int32_t *last)
{
    const char *at = value;
    int year = value != NULL ? digits(&at, 4) : -1;
    if (year < 1) return false;
    *first = day_number(year, 1, 1);
    *last = day_number(year, 12, 31);
    if (*at == '\0') return true;
    if (*at++ != '-') return false;
    if (*at == 'W') {
        at++;
        int week = digits(&at, 2);
        return week_days(year, week, first, last);
    }
    int month = digits(&at, 2);
    if (month < 1 || month > 12) return false;
    *first = day_number(year, month, 1);
    *last = day_number(year, month, month_days(year, month));
    if (*at == '\0') return true;
    if (*at++ != '-') return false;
    int day = digits(&at, 2);
    if (day < 1 || day > month_days(year, month)) return false;
    *first = *last = day_number(year, month, day);
    return *at == '\0' || *at == 'T';
}
