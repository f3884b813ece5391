/* SPDX-License-Identifier: Apache-2.0
 *
 * feed_date.c - the dates of feeds: RFC 822 (RSS) and RFC 3339 (Atom, Dublin
 * Core), as they are found, which is with all the mistakes that people make.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "input/feed.h"

#define DAY 86400

typedef struct moment {
    int year, month, day, hour, minute, second;
    int offset; /* minutes east of Greenwich */
    bool has_time;
} moment;

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number of `least` to `most` digits. */
static bool number__take(const char **at, int least, int most, int *out)
{
    int value = 0, n = 0;
    for (; n < most && digit((*at)[n]); n++) value = value * 10 + ((*at)[n] - '0');
    if (n < least || digit((*at)[n])) return false;
    *at += n;
    *out = value;
    return true;
}

static void blanks__skip(const char **at)
{
    while (**at == ' ' || (**at >= '\t' && **at <= '\r')) (*at)++;
}

/* "09:30" or "09:30:00.25" */
static bool time__take(const char **at, moment *m)
{
    if (!number__take(at, 1, 2, &m->hour) || **at != ':') return false;
    ++*at;
    if (!number__take(at, 2, 2, &m->minute)) return false;
    if (**at == ':') {
        ++*at;
        if (!number__take(at, 2, 2, &m->second)) return false;
        if (**at == '.')
            for (++*at; digit(**at);) ++*at;
    }
    m->has_time = true;
    return m->hour < 24 && m->minute < 60 && m->second <= 60;
}

/* "+0100", "+01:00", "EST", "Z"; a name that we do not know is Greenwich. */
static void zone__take(const char **at, moment *m)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6},
                 {"PST", -8}, {"PDT", -7}, {"CET", 1},  {"CEST", 2}, {"BST", 1}};
    int hours, minutes = 0, sign = **at == '-' ? -1 : 1;
    if (**at == '+' || **at == '-') {
        ++*at;
        if (digit((*at)[0]) && digit((*at)[1])) {
            hours = ((*at)[0] - '0') * 10 + ((*at)[1] - '0');
            *at += 2;
            if (**at == ':') ++*at;
            if (digit((*at)[0]) && digit((*at)[1])) minutes = ((*at)[0] - '0') * 10 + ((*at)[1] - '0');
            if (hours <= 14 && minutes < 60) m->offset = sign * (hours * 60 + minutes);
        }
        return;
    }
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        size_t n = strlen(zones[i].name);
        if (strncasecmp(*at, zones[i].name, n) == 0 && !((*at)[n] >= 'A' && (*at)[n] <= 'Z'))
            m->offset = zones[i].hours * 60;
    }
}

static bool iso__parse(const char *at, moment *m)
{
    if (!number__take(&at, 4, 4, &m->year) || *at++ != '-') return false;
    if (!number__take(&at, 2, 2, &m->month) || *at++ != '-') return false;
    if (!number__take(&at, 2, 2, &m->day)) return false;
    if (*at == 'T' || *at == 't' || (*at == ' ' && digit(at[1]))) {
        at++;
        if (!time__take(&at, m)) return false;
        blanks__skip(&at);
        zone__take(&at, m);
    }
    return true;
}

/* "Fri, 14 Nov 2025 09:30:00 +0100"; the day's name is not needed. */
static bool mail__parse(const char *at, moment *m)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    const char *comma = strchr(at, ',');
    if (comma != NULL && comma - at < 12) at = comma + 1;
    blanks__skip(&at);
    if (!number__take(&at, 1, 2, &m->day)) return false;
    while (*at == ' ' || *at == '-') at++;
    for (int i = 0; i < 12 && m->month == 0; i++)
        if (strncasecmp(at, months + (size_t)3 * (size_t)i, 3) == 0) m->month = i + 1;
    if (m->month == 0) return false;
    while ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z') at++;
    while (*at == ' ' || *at == '-' || *at == '.') at++;
    if (!number__take(&at, 2, 4, &m->year)) return false;
    if (m->year < 100) m->year += m->year < 70 ? 2000 : 1900;
    blanks__skip(&at);
    if (!digit(*at)) return true;
    if (!time__take(&at, m)) return false;
    blanks__skip(&at);
    zone__take(&at, m);
    return true;
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days since 1970-01-01 of a day of the Gregorian calendar. */
static int64_t day__number(int year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t y = year - 1;
    int64_t days = y * 365 + y / 4 - y / 100 + y / 400 + before[month - 1] + day - 1;
    return days + (month > 2 && leap(year)) - 719162;
}

static bool day__exists(const moment *m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (m->year < 1000 || m->year > 9999 || m->month < 1 || m->month > 12 || m->day < 1) return false;
    return m->day <= days[m->month - 1] + (m->month == 2 && leap(m->year));
}

/* The parts of a moment in UTC. */
static void moment__from(moment *m, int64_t seconds)
{
    int64_t days = seconds / DAY, rest = seconds % DAY;
    if (rest < 0) rest += DAY, days--;
    m->year = 1970 + (int)(days / (days < 0 ? 365 : 366)) - 1; /* no later than it is */
    while (day__number(m->year + 1, 1, 1) <= days) m->year++;
    for (m->month = 1; m->month < 12 && day__number(m->year, m->month + 1, 1) <= days;) m->month++;
    m->day = (int)(days - day__number(m->year, m->month, 1)) + 1;
    m->hour = (int)(rest / 3600);
    m->minute = (int)(rest / 60 % 60);
    m->second = (int)(rest % 60);
}

bool feed_date(const char *text, time_t now, char out[32])
{
    moment m = {0};
    blanks__skip(&text);
    if (!iso__parse(text, &m)) {
        m = (moment){0};
        if (!mail__parse(text, &m)) return false;
    }
    if (!day__exists(&m)) return false;
    int64_t seconds = day__number(m.year, m.month, m.day) * DAY + m.hour * 3600 + m.minute * 60 + m.second -
                      (int64_t)m.offset * 60;
    if ((seconds >= -DAY && seconds < DAY) || seconds > (int64_t)now + 2 * DAY) return false;
    if (!m.has_time) {
        snprintf(out, 32, "%04d-%02d-%02d", m.year, m.month, m.day);
        return true;
    }
    if (m.offset != 0 || m.second == 60) moment__from(&m, seconds);
    if (m.year < 1000 || m.year > 9999) return false;
    snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02dZ", m.year, m.month, m.day, m.hour, m.minute, m.second);
    return true;
}
