/* SPDX-License-Identifier: Apache-2.0
 *
 * same.h - `selon same`: the same words again, across articles.
 */
#ifndef SELON_CLI_SAME_H
#define SELON_CLI_SAME_H

int command_same(int argc, char **argv);

#endif
