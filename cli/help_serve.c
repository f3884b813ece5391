/* SPDX-License-Identifier: Apache-2.0
 *
 * help_serve.c - what `selon help serve` prints.
 */
#include "help.h"

const char help_serve[] =
    "selon serve - a reading room over a ledger: pages for a browser, and a JSON API\n"
    "\n"
    "Usage: selon serve LEDGER [OPTION]...\n"
    "       selon serve --hash-password > FILE\n"
    "\n"
    "Prints its address and serves until it is stopped (Ctrl-C). Only this machine can\n"
    "reach it, unless --listen says otherwise. docs/room.md tells about pages and API.\n"
    "\n"
    "  --port N              the port (default 8040); 0 for any that is free\n"
    "  --listen ADDRESS      an address to be reached at, as 0.0.0.0 for all of this machine's;\n"
    "                        needs --token-file or --password-file. Put a server that speaks\n"
    "                        HTTPS before it\n"
    "  --token-file FILE     who signs in needs what this file holds: a line of at least 16\n"
    "                        characters; programs send it as \"Authorization: Bearer\"\n"
    "  --password-file FILE  the same with a password, hashed: the line that --hash-password makes\n"
    "  --hash-password       asks for a password, prints its hash (Argon2id)\n"
    "  --host NAME           a name that this machine is called by; may be given several times.\n"
    "                        Requests for other names than localhost are refused\n"
    "  --trusted-proxy ADDRESS  a server before this one, whose Forwarded or X-Forwarded-For is\n"
    "                        believed about who asks; may be given several times\n"
    "  --secure-cookies      browsers come by HTTPS alone: they send no cookie without it\n"
    "  --fetch-private       let readers fetch pages of this machine and its network, too\n"
    "  --log-queries         write what is searched for into the log\n"
    "  --model FILE          what is given to the room is read with a language from a model\n"
    "                        file; or with accurate, fast, standard (see selon help read)\n"
    "  -q, --quiet           no log\n"
    "  -h, --help            print this\n"
    "\n"
    "Example:\n"
    "  selon serve news.ledger\n";
