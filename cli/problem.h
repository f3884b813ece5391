/* SPDX-License-Identifier: Apache-2.0
 *
 * problem.h - what went wrong with one input, in words for the user.
 *
 * A function that can fail takes a `problem *`, says in it what happened and
 * what to do about it, and returns false. Nobody prints but the one who
 * writes results, so that messages come in the order of the inputs.
 */
#ifndef SELON_CLI_PROBLEM_H
#define SELON_CLI_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

typedef struct problem {
    char text[512]; /* empty: none */
} problem;

/* Sets the text as printf() would; returns false, for `return problem_set(...)`. */
__attribute__((format(printf, 2, 3))) bool problem_set(problem *p, const char *format, ...);

/* The usual answer to a failed allocation. */
bool problem_memory(problem *p);

/* Prints "selon: NAME: TEXT" to the standard error in one piece, without
 * control characters; `name` may be NULL. */
void problem_print(const char *name, const char *text);

/* A number of bytes for people, as "256 MiB", into `out`; returns it. */
const char *size_words(char out[32], size_t bytes);

#endif
