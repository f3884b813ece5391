/* SPDX-License-Identifier: Apache-2.0
 *
 * option.c - see option.h.
 */
#include "option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool choice_find(const choice *choices, const char *option, const char *value, int *out, problem *p)
{
    char names[128] = "";
    for (const choice *c = choices; c->name != NULL; c++) {
        if (strcmp(value, c->name) == 0) {
            *out = c->value;
            return true;
        }
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", c == choices ? "" : ", ", c->name);
    }
    return problem_set(p, "%s takes one of %s; not \"%.100s\"", option, names, value);
}

bool number_parse(const char *option, const char *value, double least, double most, double *out, problem *p)
{
    char *stop;
    errno = 0;
    *out = strtod(value, &stop);
    if (stop != value && *stop == '\0' && errno == 0 && *out >= least && *out <= most) return true;
    return problem_set(p, "%s takes a number from %g to %g; not \"%.100s\"", option, least, most, value);
}

bool count_parse(const char *option, const char *value, uint64_t least, uint64_t most, uint64_t *out, problem *p)
{
    size_t digits = strspn(value, "0123456789");
    *out = digits > 0 && digits < 19 ? strtoull(value, NULL, 10) : 0;
    if (digits > 0 && digits < 19 && value[digits] == '\0' && *out >= least && *out <= most) return true;
    return problem_set(p, "%s takes a whole number from %llu to %llu; not \"%.100s\"", option,
                       (unsigned long long)least, (unsigned long long)most, value);
}

bool size_parse(const char *option, const char *value, size_t *out, problem *p)
{
    static const char units[] = "KMG";
    char *stop;
    errno = 0;
    double size = strtod(value, &stop);
    const char *unit = *stop != '\0' ? strchr(units, *stop == 'k' ? 'K' : *stop) : NULL;
    bool good = stop != value && errno == 0 && (*stop == '\0' || (unit != NULL && stop[1] == '\0'));
    for (const char *u = units; unit != NULL && u <= unit; u++) size *= 1024;
    if (!good || !(size >= 1) || size > 4294967294.0)
        return problem_set(p, "%s takes a size from 1 byte to 4G, as 500K or 64M; not \"%.100s\"", option, value);
    *out = (size_t)size;
    return true;
}

bool duration_parse(const char *option, const char *value, double *out, problem *p)
{
    static const struct {
        char letter;
        double seconds;
    } units[] = {{'\0', 1}, {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char *stop;
    errno = 0;
    double number = strtod(value, &stop);
    for (size_t i = 0; i < sizeof units / sizeof *units && stop != value && errno == 0; i++) {
        if (*stop != units[i].letter || (*stop != '\0' && stop[1] != '\0')) continue;
        *out = number * units[i].seconds;
        if (*out >= 1 && *out <= 366.0 * 86400) return true;
    }
    return problem_set(p, "%s takes a time from 1s to 366d, as 30s, 10m or 2h; not \"%.100s\"", option, value);
}

unsigned option_cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > JOBS_LIMIT ? JOBS_LIMIT : (unsigned)n;
}
