/* SPDX-License-Identifier: Apache-2.0
 *
 * gauge.h - how far a long work is: a line that is kept up to date on a
 * terminal, a line a minute in a log.
 */
#ifndef SELON_CLI_GAUGE_H
#define SELON_CLI_GAUGE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct gauge {
    bool terminal, quiet, shown;
    uint64_t total; /* bytes to do; 0: not known */
    struct timespec begun, told;
} gauge;

/* `quiet`: nothing is printed ever. */
gauge gauge_new(uint64_t total, bool quiet);

/* Prints, if it is time to: `articles` done so far, of `bytes`. */
void gauge_tell(gauge *p, uint64_t articles, uint64_t bytes);

/* Takes the line away, before something else is printed. */
void gauge_clear(gauge *p);

/* Seconds since the beginning. */
double gauge_seconds(const gauge *p);

#endif
