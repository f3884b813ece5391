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

const char help_export[] = "selon export - writes the statements of a ledger for other programs\n"
                           "\n"
                           "Usage: selon export [OPTION]... LEDGER [WORD]...\n"
                           "\n"
                           "Writes all statements, text by text, or those that the words and options ask for,\n"
                           "each with its places in the text it stands in. Statements whose text the ledger\n"
                           "does not keep are left out, and counted.\n"
                           "\n" WHICH_STATEMENTS "  -n, --limit N       at most N\n"
                           "\n"
                           "What comes out:\n"
                           "  --format FORMAT     jsonl (default): an object a text, as selon read has them\n"
                           "                      csv: a row a statement, as selon read has them\n"
                           "                      annotations: W3C Web Annotations (JSON-LD)\n"
                           "                      quotations: schema.org Quotation (JSON-LD); direct and mixed\n"
                           "                      statements, unless --type says which\n"
                           "  --offsets UNIT      of jsonl and csv: codepoints (default) or bytes\n"
                           "  --base IRI          what a statement's number is put behind to make its identifier in\n"
                           "                      JSON-LD (default: urn:selon:statement:)\n"
                           "  -q, --quiet         do not tell of statements that were left out\n"
                           "  -h, --help          print this\n"
                           "\n"
                           "Examples:\n"
                           "  selon export news.ledger > statements.jsonl\n"
                           "  selon export news.ledger --who Duarte --format quotations > duarte.jsonld\n";

const char help_reread[] = "selon reread - reads the texts of a ledger again\n"
                           "\n"
                           "Usage: selon reread [OPTION]... LEDGER\n"
                           "\n"
                           "Reads the texts that another version or other data of Selon have read, and puts\n"
                           "their statements right: those that are the same keep their numbers, new ones come,\n"
                           "others go. Texts that are not kept (--no-text) stay as they are. Cut off at any\n"
                           "instant, the same command goes on where it stopped.\n"
                           "\n"
                           "Options:\n"
                           "  --all              also those that this version has read with these data\n"
                           "  --data DIR         language data and weights from a folder, not the built-in ones\n"
                           "  --model FILE       a language from a model file; several times for several\n"
                           "  -j, --jobs N       texts at a time (default: one for each core)\n"
                           "  --wait SECONDS     how long to wait for another writer (default: 60)\n"
                           "  -q, --quiet        no progress and no summary\n"
                           "  -h, --help         print this\n";

const char help_salvage[] = "selon salvage - puts what can be read of a damaged ledger into a new one\n"
                            "\n"
                            "Usage: selon salvage [OPTION]... LEDGER NEW\n"
                            "\n"
                            "Goes through the file row by row, past what cannot be read, and tells which\n"
                            "articles are lost. A text is taken only where all of it is as it was written. Then\n"
                            "the texts are read again, which finds the statements that were lost. LEDGER is not\n"
                            "changed; statements keep their numbers.\n"
                            "\n"
                            "Options:\n"
                            "  --no-reread        do not read the texts again\n"
                            "  -v, --verbose      a line for each article, those that are kept too\n"
                            "  -q, --quiet        print nothing but problems\n"
                            "  -h, --help         print this\n";
