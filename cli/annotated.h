/* SPDX-License-Identifier: Apache-2.0
 *
 * annotated.h - annotated documents: a file of JSON lines as `selon read`
 * writes them, or a folder of brat's files (NAME.txt with NAME.ann).
 */
#ifndef SELON_CLI_ANNOTATED_H
#define SELON_CLI_ANNOTATED_H

#include <jansson.h>
#include <stdbool.h>

/* Takes a document, borrowed for the call. `origin` says where it comes from,
 * for messages: "news.jsonl:7", "folder/news.ann". Returns false to stop, after
 * telling why. */
typedef bool (*annotated_take)(const json_t *document, const char *origin, void *payload);

/* Hands on the documents of `path` ("-" is the standard input) in order: of
 * the lines, or of the files' names. False when there was a problem, which was
 * printed. */
bool annotated_read(const char *path, annotated_take take, void *payload);

#endif
