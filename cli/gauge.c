/* SPDX-License-Identifier: Apache-2.0
 *
 * gauge.c - see gauge.h. The time left is what the bytes to come take at
 * the rate of those that are done.
 */
#include "gauge.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TERMINAL_SECONDS 0.2
#define LOG_SECONDS 60.0
#define BAR_WIDTH 20
#define SURE_SECONDS 2.0 /* a rate measured over less says nothing yet */

static double seconds_between(const struct timespec *from, const struct timespec *to)
{
    return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

gauge gauge_new(uint64_t total, bool quiet)
{
    gauge p = {.terminal = isatty(STDERR_FILENO) == 1, .quiet = quiet, .total = total};
    clock_gettime(CLOCK_MONOTONIC, &p.begun);
    p.told = p.begun;
    return p;
}

double gauge_seconds(const gauge *p)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return seconds_between(&p->begun, &now);
}

/* "[=======             ] " */
static void bar__draw(char out[BAR_WIDTH + 4], double share)
{
    int full = share < 1 ? (int)(share * BAR_WIDTH) : BAR_WIDTH;
    out[0] = '[';
    for (int i = 0; i < BAR_WIDTH; i++) out[i + 1] = i < full ? '=' : ' ';
    strcpy(out + BAR_WIDTH + 1, "] ");
}

void gauge_tell(gauge *p, uint64_t articles, uint64_t bytes)
{
    struct timespec now;
    if (p->quiet) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (seconds_between(&p->told, &now) < (p->terminal ? TERMINAL_SECONDS : LOG_SECONDS)) return;
    double past = seconds_between(&p->begun, &now), rate = past > 0 ? (double)articles / past : 0;
    char left[64] = "", bar[BAR_WIDTH + 4] = "";
    if (p->total > 0 && bytes > 0 && past >= SURE_SECONDS) {
        double share = (double)bytes / (double)p->total;
        unsigned long rest = share < 1 ? (unsigned long)(past / share - past) : 0;
        if (p->terminal) bar__draw(bar, share);
        snprintf(left, sizeof left, ", %.0f %%, %lu:%02lu left", share < 0.99 ? share * 100 : 99, rest / 60, rest % 60);
    }
    fprintf(stderr, "%sselon: %s%llu articles, %.0f a second%s%s", p->terminal ? "\r\033[K" : "", bar,
            (unsigned long long)articles, rate, left, p->terminal ? "" : "\n");
    p->told = now;
    p->shown = p->terminal;
}

void gauge_clear(gauge *p)
{
    if (p->shown) fputs("\r\033[K", stderr);
    p->shown = false;
}
