/* SPDX-License-Identifier: Apache-2.0
 *
 * serve.h - `selon serve`.
 */
#ifndef SELON_CLI_SERVE_H
#define SELON_CLI_SERVE_H

int command_serve(int argc, char **argv);

#endif
