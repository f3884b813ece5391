/* SPDX-License-Identifier: Apache-2.0
 *
 * tool.h - what the training tools have in common: files, messages, progress.
 */
#ifndef SELON_TRAIN_TOOL_H
#define SELON_TRAIN_TOOL_H

#include "train/gold.h"
#include "train/run.h"

/* Says what is wrong and ends the program. */
_Noreturn void tool_fail(const char *what, const char *about);

/* A run with an arena that prints each epoch to the standard error. */
void tool_begin(run *r);

/* A whole file, NUL-terminated, in the run's arena; ends the program when it
 * cannot be read. */
const char *tool_file(run *r, const char *path, size_t *size);

void tool_write(const char *path, const void *bytes, size_t size);

/* A language's stages over the built-in data, and documents of JSON lines. The
 * environment's WITHOUT=parser leaves the dependency trees out, to measure what
 * they bring (scripts/ablation.sh). */
pipeline *tool_pipeline(run *r, const char *code);
/* The same with a file of attribution's weights; ends the program when they are none. */
pipeline *tool_reader(run *r, const char *code, const char *weights);
void tool_corpus(run *r, corpus *c, const pipeline *p, const char *path);

#endif
