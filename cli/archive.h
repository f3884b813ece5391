/* SPDX-License-Identifier: Apache-2.0
 *
 * archive.h - the pages of web archives (WARC) become jobs.
 */
#ifndef SELON_CLI_ARCHIVE_H
#define SELON_CLI_ARCHIVE_H

#include "intake.h"

/* Is this input an archive, by --from, by its name or by how it begins? */
bool archive_is_one(const settings *s, const char *input);

/* Submits a job for each of its pages; false when the pool takes no more. */
bool archive_submit(intake *in, const char *target);

/* The same of one that is in memory, borrowed. */
bool archive_submit_bytes(intake *in, const char *target, const char *bytes, size_t size);

#endif
