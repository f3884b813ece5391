/* SPDX-License-Identifier: Apache-2.0
 *
 * model_file.h - a language in one file: its text resources and its weights.
 *
 *     0   8  magic "SelonMod"
 *     8   4  version of this layout
 *     12  4  number of sections
 *     16  8  size of the file
 *     24  8  checksum of the header and the table, this field taken as zero
 *     32  4  language, as "fr", zeros after it
 *     36  4  version of the features of attribution (ATTRIBUTION_VERSION)
 *     40 16  version of the Selon that made it, zeros after it
 *     56  8  zero
 *     64     table: for each section, 64 bytes
 *              0  32  name, as "cues.txt", zeros after it
 *              32  8  where it begins, a multiple of 64
 *              40  8  size
 *              48  8  checksum
 *              56  8  zero
 *            the sections, in order of their names, each followed by zeros: at
 *            least one, up to the next multiple of 64
 *
 * All numbers are little-endian. There is one way only to write down given
 * sections, and the file is checked to be written so: no byte of it can change
 * unseen. docs/model-file.md says what the sections are.
 */
#ifndef SELON_MODEL_MODEL_FILE_H
#define SELON_MODEL_MODEL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_MAGIC "SelonMod"
#define MODEL_VERSION 1
#define MODEL_HEADER 64
#define MODEL_ENTRY 64
#define MODEL_NAME 32 /* of a section, with at least one zero */
#define MODEL_SECTIONS_MOST 32
#define MODEL_BYTES_MOST ((size_t)8 << 20)

typedef struct model_section {
    const char *name;
    const void *bytes;
    size_t size;
} model_section;

typedef struct model_file {
    char language[4], made_by[17];
    size_t count;
    model_section sections[MODEL_SECTIONS_MOST]; /* into the file's bytes */
} model_file;

/* A sentence about what is wrong, to stand after the file's name. */
typedef struct model_problem {
    char text[200];
} model_problem;

/* Checks all of the file and finds its sections. Returns SELON_OK, or
 * SELON_ERROR_DATA with a problem. The bytes are borrowed. */
int model_file_open(model_file *out, const void *bytes, size_t size, model_problem *problem);

/* The section of this name, or NULL. */
const model_section *model_file_find(const model_file *m, const char *name);

/* How many bytes model_file_write() makes of sections with these sizes. */
size_t model_file_size(const model_section *sections, size_t count);

/* Writes the file. The sections are in ascending order of their names
 * (strcmp()), each name once, as model_name_is_good() has it, at most
 * MODEL_SECTIONS_MOST. `out` has model_file_size() bytes. */
void model_file_write(unsigned char *out, const char *language, const model_section *sections, size_t count);

/* Lower-case letters, digits, '.', '-' and '_', no longer than fits. */
bool model_name_is_good(const char *name);

/* Two or three lower-case letters. */
bool model_language_is_good(const char *code);

#endif
