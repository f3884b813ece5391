/* SPDX-License-Identifier: Apache-2.0
 *
 * place.h - a place in a text, as somebody types it: its words, or where it is.
 */
#ifndef SELON_CLI_PLACE_H
#define SELON_CLI_PLACE_H

#include "problem.h"
#include "selon.h"

/* "two of its cables": where these words stand, white space and the shapes of quotation
 * marks and apostrophes aside; where they stand several times the place nearest to
 * `near`, or none if that is empty. "@120-145": from code point 120 to before 145. "": no
 * place. `option` is what asks for it. */
bool place_find(const char *option, const char *words, const char *text, size_t size, selon_span near, selon_span *out,
                problem *p);

#endif
