/* SPDX-License-Identifier: Apache-2.0
 *
 * salvage.h - `selon salvage`: what can be read of a damaged ledger.
 */
#ifndef SELON_CLI_SALVAGE_H
#define SELON_CLI_SALVAGE_H

/* argv[0] is "salvage". Returns the exit status. */
int command_salvage(int argc, char **argv);

#endif
