/* SPDX-License-Identifier: Apache-2.0
 *
 * help.h - what --help prints.
 */
#ifndef SELON_CLI_HELP_H
#define SELON_CLI_HELP_H

extern const char help_selon[];
extern const char help_read[];
extern const char help_train[], help_model[];
extern const char help_score[];
extern const char help_add[], help_watch[];
extern const char help_find[];
/* help_ledger.c */
extern const char help_same[], help_stats[], help_export[], help_reread[], help_salvage[];
/* help_serve.c; where the room was built */
extern const char help_serve[];
/* help_who.c */
extern const char help_who[], help_merge[], help_split[], help_authority[], help_correct[];

#endif
