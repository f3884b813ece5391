/* SPDX-License-Identifier: Apache-2.0
 *
 * filter.h - which statements of a ledger: the options that all commands share
 * which ask for some.
 */
#ifndef SELON_CLI_FILTER_H
#define SELON_CLI_FILTER_H

#include <getopt.h>

#include "ledger/ledger.h"
#include "problem.h"
#include "showing.h"

enum filter_option {
    FILTER_WHO = 512,
    FILTER_ROLE,
    FILTER_OUTLET,
    FILTER_ABOUT,
    FILTER_ADDRESSEE,
    FILTER_SINCE,
    FILTER_UNTIL,
    FILTER_PUBLISHED_SINCE,
    FILTER_PUBLISHED_UNTIL,
    FILTER_TYPE,
    FILTER_KIND,
    FILTER_LANG,
    FILTER_CONFIDENCE,
};

/* The lines of getopt_long()'s table. */
#define FILTER_OPTIONS \
    {"who", required_argument, NULL, FILTER_WHO}, {"role", required_argument, NULL, FILTER_ROLE}, \
        {"outlet", required_argument, NULL, FILTER_OUTLET}, {"about", required_argument, NULL, FILTER_ABOUT}, \
        {"addressee", required_argument, NULL, FILTER_ADDRESSEE}, {"since", required_argument, NULL, FILTER_SINCE}, \
        {"until", required_argument, NULL, FILTER_UNTIL}, \
        {"published-since", required_argument, NULL, FILTER_PUBLISHED_SINCE}, \
        {"published-until", required_argument, NULL, FILTER_PUBLISHED_UNTIL}, \
        {"type", required_argument, NULL, FILTER_TYPE}, {"kind", required_argument, NULL, FILTER_KIND}, \
        {"lang", required_argument, NULL, FILTER_LANG}, \
    { \
        "min-confidence", required_argument, NULL, FILTER_CONFIDENCE \
    }

/* Is `option` one of them? */
static inline bool filter_has(int option)
{
    return option >= FILTER_WHO && option <= FILTER_CONFIDENCE;
}

/* Takes it, with its value, into the filter. */
bool filter_take(ledger_filter *filter, int option, const char *value, problem *p);

/* showing_parse() of a command whose options are taken into `filter`, which then must be able to let something
 * through: days do not end before they begin. */
bool filter_parse(const showing_command *c, int argc, char **argv, void *payload, const ledger_filter *filter,
                  int *status);

/* The words after the ledger's name, as one query, which the caller frees; a
 * word that the shell has kept together was in quotation marks: it is a phrase.
 * False without memory. */
bool filter_words(ledger_filter *filter, int argc, char **argv, char **out);

/* What was asked for, for people: the words and names; "" for everything. */
void filter_title(const ledger_filter *filter, char *out, size_t size);

#endif
