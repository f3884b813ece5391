/* SPDX-License-Identifier: Apache-2.0
 *
 * form_hashes.c - the hash that the encoder looks a word up by (the upper half
 * of hash_form()), of each line of the standard input; for word_vectors.py.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    for (ssize_t size; (size = getline(&line, &room, stdin)) > 0;)
        printf("%" PRIu32 "\n", (uint32_t)(hash_form(line, strcspn(line, "\n")) >> 32));
    free(line);
    return ferror(stdin) || ferror(stdout);
}
