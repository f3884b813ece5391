/* SPDX-License-Identifier: Apache-2.0
 *
 * who.h - `selon who`, and what corrects its answers: `selon merge`,
 * `selon split`, `selon authority`.
 */
#ifndef SELON_CLI_WHO_H
#define SELON_CLI_WHO_H

/* argv[0] is the command's name. Return the exit status. */
int command_who(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_split(int argc, char **argv);
int command_authority(int argc, char **argv);

#endif
