/* SPDX-License-Identifier: Apache-2.0
 *
 * add.h - `selon add` and `selon watch`.
 */
#ifndef SELON_CLI_ADD_H
#define SELON_CLI_ADD_H

/* argv[0] is "add". Returns the exit status. */
int command_add(int argc, char **argv);

/* The same again and again, until a signal stops it; argv[0] is "watch". */
int command_watch(int argc, char **argv);

#endif
