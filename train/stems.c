/* SPDX-License-Identifier: Apache-2.0
 *
 * stems.c - the stem of each word, as the ledger knows it.
 *
 *     stems LANG < words > stems      a line each; an empty one for what is no word
 */
#include <stdio.h>
#include <string.h>

#include "ledger/words.h"
#include "tool.h"

int main(int argc, char **argv)
{
    char line[1024], stem[WORD_MOST + 1];
    stemmers *s = stemmers_new();
    if (argc != 2 || s == NULL) tool_fail("use: stems LANG < words", NULL);
    while (fgets(line, sizeof line, stdin) != NULL) {
        word_cursor c = words_of(line, strcspn(line, "\n"));
        if (!words_next(&c))
            puts("");
        else if (stem_of(s, argv[1], c.lower, c.lower_size, stem) == SIZE_MAX)
            tool_fail("not enough memory", NULL);
        else
            puts(stem);
    }
    stemmers_free(s);
    return 0;
}
