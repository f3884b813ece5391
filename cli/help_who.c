/* SPDX-License-Identifier: Apache-2.0
 *
 * help_who.c - the texts of help.h about who is who.
 */
#include "help.h"

const char help_who[] = "selon who - shows a person or body of a ledger\n"
                        "\n"
                        "Usage: selon who [OPTION]... LEDGER [NAME | NUMBER]\n"
                        "\n"
                        "Speakers of many articles are joined into people and bodies as the articles are\n"
                        "added: by their names in whatever spelling, if their roles, dates and outlets do\n"
                        "not speak against it. NAME finds one under any of its names; where several may be\n"
                        "meant, each is a line with its number. Without NAME the most quoted are listed.\n"
                        "\n"
                        "Options:\n"
                        "  --speakers          also each text that one is quoted in, with the speaker's number\n"
                        "                      for selon split\n"
                        "  --rebuild           join all speakers anew first; what was merged and split stays\n"
                        "  -n, --limit N       list at most N; 0 for all (default: 20 on a terminal, else all)\n"
                        "  --format FORMAT     terminal (default on a terminal) or jsonl (default elsewhere)\n"
                        "  --color WHEN        auto (default), always or never; NO_COLOR is respected\n"
                        "  -h, --help          print this\n"
                        "\n"
                        "Exit status: 0 also when nobody was found, 1 when the ledger could not be read, 2\n"
                        "when the command line makes no sense.\n"
                        "\n"
                        "Examples:\n"
                        "  selon who news.ledger Ana Duarte\n"
                        "  selon who news.ledger 17 --speakers\n";

const char help_merge[] = "selon merge - says that several people of a ledger are one\n"
                          "\n"
                          "Usage: selon merge LEDGER NUMBER NUMBER...\n"
                          "\n"
                          "The numbers are those of selon who; the first stays. It lasts, whatever is added\n"
                          "or read anew.\n"
                          "\n"
                          "Example:\n"
                          "  selon merge news.ledger 17 92\n";

const char help_split[] = "selon split - says that one person of a ledger is two\n"
                          "\n"
                          "Usage: selon split LEDGER NUMBER SPEAKER...\n"
                          "\n"
                          "Makes another one of some speakers of NUMBER, and prints its number. A SPEAKER is a\n"
                          "number that selon who --speakers shows, or a name: all speakers of that name. It\n"
                          "lasts, whatever is added or read anew.\n"
                          "\n"
                          "Examples:\n"
                          "  selon split news.ledger 17 'Ana Duarte Lopes'\n"
                          "  selon split news.ledger 17 2044 2051\n";

const char help_authority[] =
    "selon authority - gives a ledger a list of people and bodies with their names\n"
    "\n"
    "Usage: selon authority LEDGER FILE.jsonl\n"
    "\n"
    "Each line is an object of JSON: an \"id\"; \"labels\", \"aliases\" and \"descriptions\",\n"
    "each by language; \"type\", which is \"person\" or \"body\". An extract of Wikidata is\n"
    "such a list; docs/ledger.md has the form. - is the standard input, gzip is undone.\n"
    "Then all speakers are joined anew. The same list again changes nothing.\n"
    "\n"
    "Example:\n"
    "  selon authority news.ledger people.jsonl.gz\n";
