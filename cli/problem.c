/* SPDX-License-Identifier: Apache-2.0
 *
 * problem.c - see problem.h.
 */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool problem_set(problem *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(p->text, sizeof p->text, format, arguments);
    va_end(arguments);
    return false;
}

bool problem_memory(problem *p)
{
    return problem_set(p, "not enough memory; try fewer --jobs, or a smaller --max-size");
}

/* Names come from outside: a control character in one must not reach the
 * terminal. */
static size_t line__append(char *line, size_t size, size_t room, const char *text)
{
    for (; *text != '\0' && size < room; text++) {
        unsigned char c = (unsigned char)*text;
        line[size++] = c < 0x20 || c == 0x7F ? '?' : (char)c;
    }
    return size;
}

void problem_print(const char *name, const char *text)
{
    char line[2048];
    size_t size = 0, room = sizeof line - 1;
    size = line__append(line, size, room, "selon: ");
    if (name != NULL) {
        size = line__append(line, size, room - sizeof(problem), name);
        size = line__append(line, size, room, ": ");
    }
    size = line__append(line, size, room, text);
    line[size++] = '\n';
    fwrite(line, 1, size, stderr);
}

const char *size_words(char out[32], size_t bytes)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
    size_t unit = 0, scale = 1;
    while (unit < 3 && bytes >= scale * 1024) {
        scale *= 1024;
        unit++;
    }
    if (bytes % scale == 0)
        snprintf(out, 32, "%zu %s", bytes / scale, units[unit]);
    else
        snprintf(out, 32, "%.1f %s", (double)bytes / (double)scale, units[unit]);
    return out;
}
