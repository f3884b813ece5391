/* SPDX-License-Identifier: Apache-2.0
 *
 * date.h - is it a date that the library takes?
 */
#ifndef SELON_CLI_DATE_H
#define SELON_CLI_DATE_H

#include <stdbool.h>

/* YYYY-MM-DD, a day that exists, alone or before a 'T' and a time. */
bool date_is_valid(const char *text);

#endif
