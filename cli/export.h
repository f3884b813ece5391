/* SPDX-License-Identifier: Apache-2.0
 *
 * export.h - `selon export`: a ledger's statements for other programs.
 */
#ifndef SELON_CLI_EXPORT_H
#define SELON_CLI_EXPORT_H

/* argv[0] is "export". Returns the exit status. */
int command_export(int argc, char **argv);

#endif
