/* SPDX-License-Identifier: Apache-2.0
 *
 * help_serve.c - what `selon help serve` prints.
 */
#include "help.h"

const char help_serve[] = "selon serve LEDGER [OPTIONS]\n"
                          "\n"
                          "Opens a reading room over a ledger: pages for a browser, and a JSON API (docs/room.md),\n"
                          "on this machine alone, until it is stopped (Ctrl-C). Prints its address.\n"
                          "\n"
                          "  --port N           the port (8040); 0 for any that is free\n"
                          "  --log-queries      write what was searched for into the log\n"
                          "  -q, --quiet        no log\n"
                          "  -h, --help         this\n"
                          "\n"
                          "  selon serve news.ledger\n";
