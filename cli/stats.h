/* SPDX-License-Identifier: Apache-2.0
 *
 * stats.h - `selon stats`: what a ledger holds, counted.
 */
#ifndef SELON_CLI_STATS_H
#define SELON_CLI_STATS_H

/* Runs the command; returns the exit status. argv[0] is "stats". */
int command_stats(int argc, char **argv);

#endif
