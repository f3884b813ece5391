/* SPDX-License-Identifier: Apache-2.0
 *
 * option.h - the values that options of the command take, checked.
 */
#ifndef SELON_CLI_OPTION_H
#define SELON_CLI_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "problem.h"

#define JOBS_LIMIT 256
#define DEFAULT_SIZE ((size_t)256 << 20)
#define DEFAULT_TIMEOUT 30.0
#define LIMIT_MOST UINT64_C(1000000000000000) /* of what is asked for */

/* A name and the number it stands for; a list ends with a NULL name. */
typedef struct choice {
    const char *name;
    int value;
} choice;

/* Each sets *out from `value`, or says in the problem what `option` takes. */
bool choice_find(const choice *choices, const char *option, const char *value, int *out, problem *p);
bool number_parse(const char *option, const char *value, double least, double most, double *out, problem *p);

/* A number of things: digits alone. */
bool count_parse(const char *option, const char *value, uint64_t least, uint64_t most, uint64_t *out, problem *p);

/* "500K", "64M", "1G", or bytes. */
bool size_parse(const char *option, const char *value, size_t *out, problem *p);

/* "90" seconds, "90s", "10m", "2h", "1d", into seconds. */
bool duration_parse(const char *option, const char *value, double *out, problem *p);

/* How many jobs at a time, if nobody says. */
unsigned option_cores(void);

#endif
