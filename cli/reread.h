/* SPDX-License-Identifier: Apache-2.0
 *
 * reread.h - `selon reread`: a ledger's texts read again.
 */
#ifndef SELON_CLI_REREAD_H
#define SELON_CLI_REREAD_H

/* argv[0] is "reread". Returns the exit status. */
int command_reread(int argc, char **argv);

#endif
