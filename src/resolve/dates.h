/* SPDX-License-Identifier: Apache-2.0
 *
 * dates.h - from a date expression to an ISO 8601 / TIMEX3 value.
 *
 * Values follow TIMEX3 (ISO-TimeML): "2025-11-13", "2025-11" (a month),
 * "2025-W46" (a week), "2025", "2025-11-13TEV" (an evening; MO, MI, AF, EV,
 * NI), "2025-11-13T15:00", "P3D" (a duration).
 */
#ifndef SELON_RESOLVE_DATES_H
#define SELON_RESOLVE_DATES_H

#include "text/timex.h"

typedef struct civil_date {
    int year, month, day; /* month and day may be 0: not known */
} civil_date;

/* Parses the leading YYYY-MM-DD of an ISO 8601 string. */
bool civil_date_parse(const char *iso, civil_date *out);

/* A date to count from when the article has none: the first complete date in
 * the text. Returns false when there is none. */
bool dates_reference_from_text(const timex_list *expressions, civil_date *out);

/* The value of expression i, in the arena, or NULL when it has none (vague,
 * or it needs a reference and `reference` is NULL). Expressions before i give
 * context ("le 13 novembre ... le lendemain"). */
const char *dates_value(arena *a, const timex_list *expressions, size_t i, const civil_date *reference);

#endif
