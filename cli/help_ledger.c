/* SPDX-License-Identifier: Apache-2.0
 *
 * help_ledger.c - the texts of help.h of commands that take a ledger.
 */
#include "help.h"

#define WHICH_STATEMENTS \
    "Which statements:\n" \
    "  WORD..., --about WORDS, --who NAME, --role WORDS, --addressee WORDS, --outlet\n" \
    "  NAME, --since DAY, --until DAY, --published-since DAY, --published-until DAY,\n" \
    "  --type TYPE, --kind KIND, --lang LANG, --min-confidence P\n" \
    "                      as selon find has them (selon help find)\n"

const char help_stats[] = "selon stats - counts the statements of a ledger\n"
                          "\n"
                          "Usage: selon stats [OPTION]... LEDGER [WORD]...\n"
                          "\n"
                          "Counts statements by type, kind, speaker, outlet and month, and tells how many of\n"
                          "the speakers are women and men, as far as the articles show it: by a title, a first\n"
                          "name, a role in its feminine form, a pronoun. Who is shown as neither is unknown.\n"
                          "\n" WHICH_STATEMENTS "\n"
                          "What comes out:\n"
                          "  -n, --limit N       at most N speakers and N outlets; 0 for all (default: 10 on a\n"
                          "                      terminal, else all)\n"
                          "  --format FORMAT     terminal (default on a terminal), jsonl (default elsewhere), csv\n"
                          "  --color WHEN        auto (default), always or never; NO_COLOR is respected\n"
                          "  -h, --help          print this\n"
                          "\n"
                          "Examples:\n"
                          "  selon stats news.ledger\n"
                          "  selon stats news.ledger --since 2025-01-01 --type direct --format csv\n";
