/* SPDX-License-Identifier: Apache-2.0
 *
 * date.c - see date.h.
 */
#include "date.h"

#include <ctype.h>
#include <string.h>

static int date__number(const char *digits, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) value = value * 10 + (digits[i] - '0');
    return value;
}

bool date_is_valid(const char *text)
{
    static const char pattern[] = "dddd-dd-dd";
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int i = 0; pattern[i] != '\0'; i++)
        if (pattern[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != pattern[i]) return false;
    if (text[10] != '\0' && text[10] != 'T' && text[10] != ' ') return false;
    int year = date__number(text, 4), month = date__number(text + 5, 2), day = date__number(text + 8, 2);
    if (month < 1 || month > 12 || day < 1) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}
