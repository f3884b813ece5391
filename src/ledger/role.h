/* SPDX-License-Identifier: Apache-2.0
 *
 * role.h - a speaker's role, understood: what somebody is, of what, where.
 */
#ifndef SELON_LEDGER_ROLE_H
#define SELON_LEDGER_ROLE_H

#include "ledger/namebook.h"

#define ROLE_WORDS 8

/* Rows of the book's lines, and hashes of words that it does not know. */
typedef struct role {
    uint16_t heads[ROLE_WORDS], fields[ROLE_WORDS], countries[ROLE_WORDS];
    uint64_t propers[ROLE_WORDS]; /* capitalised: places, bodies, people */
    uint64_t acronyms[ROLE_WORDS];
    uint64_t others[ROLE_WORDS];
    uint8_t head_count, field_count, country_count, proper_count, acronym_count, other_count;
    uint32_t domains; /* the fields of life it is from; 0: not known */
} role;

void role_parse(const namebook *b, arena *a, const char *text, role *out);

/* Can two roles be one person's? From worst to best. */
typedef enum role_match {
    ROLE_CONFLICT, /* a footballer, a minister; the mayors of two towns */
    ROLE_FAR,      /* what some people go from to: lawyer, minister */
    ROLE_UNKNOWN,  /* nothing is known of one of them */
    ROLE_FITS,     /* of one field of life: minister, senator */
    ROLE_SAME,     /* mayor, mayor */
    ROLE_SURE,     /* of the same, too: mayor of Tarlac, mayor of Tarlac */
} role_match;

role_match role_compare(const namebook *b, const role *x, const role *y);

#endif
