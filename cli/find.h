/* SPDX-License-Identifier: Apache-2.0
 *
 * find.h - `selon find`.
 */
#ifndef SELON_CLI_FIND_H
#define SELON_CLI_FIND_H

/* argv[0] is "find". Returns the exit status. */
int command_find(int argc, char **argv);

#endif
