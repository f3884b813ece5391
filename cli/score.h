/* SPDX-License-Identifier: Apache-2.0
 *
 * score.h - `selon score`.
 */
#ifndef SELON_CLI_SCORE_H
#define SELON_CLI_SCORE_H

/* argv[0] is "score". Returns the exit status. */
int command_score(int argc, char **argv);

#endif
