/* SPDX-License-Identifier: Apache-2.0
 *
 * correction.h - `selon correct`.
 */
#ifndef SELON_CLI_CORRECTION_H
#define SELON_CLI_CORRECTION_H

int command_correct(int argc, char **argv);

#endif
