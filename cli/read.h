/* SPDX-License-Identifier: Apache-2.0
 *
 * read.h - `selon read`.
 */
#ifndef SELON_CLI_READ_H
#define SELON_CLI_READ_H

/* argv[0] is "read". Returns the exit status. */
int command_read(int argc, char **argv);

#endif
