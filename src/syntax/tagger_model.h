/* SPDX-License-Identifier: Apache-2.0
 *
 * tagger_model.h - the layout of "xx/tagger.bin", for the tagger and for the
 * tool that trains it.
 *
 *     0   8  magic
 *     8   4  version of this layout
 *     12  4  version of the features (FEATURES_VERSION)
 *     16  8  hash of the names of the tags
 *     24  4  bits: there are 1 << bits lines of weights
 *     28  4  words in the dictionary
 *     32  8  checksum of the file, this field taken as zero
 *     40 24  zero
 *     64     lines, 64 bytes each: two rows of 24 weights (unsigned bytes, one
 *            a tag), 6 zero bytes and a 16-bit mark
 *            the dictionary's words, 64 bits each (hash_form), ascending
 *            what each may be, 32 bits each (WORD_CERTAIN, WORD_TAGS)
 *
 * All numbers are little-endian.
 */
#ifndef SELON_SYNTAX_TAGGER_MODEL_H
#define SELON_SYNTAX_TAGGER_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "syntax/tag.h"

#define TAGGER_MAGIC "SelonTag"
#define TAGGER_VERSION 1
#define TAGGER_HEADER 64
#define TAGGER_LINE 64
#define TAGGER_ROW 32
#define TAGGER_MARK 30 /* where in a row its mark is */
#define TAGGER_WEIGHTS 24
#define TAGGER_CHECKSUM_AT 32
#define TAGGER_LINES_MOST (UINT32_C(1) << 20)
#define TAGGER_WORDS_MOST (UINT32_C(1) << 22)

_Static_assert(TAG_COUNT <= TAGGER_WEIGHTS, "a row has a weight for each tag");

/* Which line a feature's row is in, and its mark there. */
static inline uint32_t tagger_line(uint64_t feature, uint32_t lines)
{
    return (uint32_t)((feature >> 32) * lines >> 32);
}
static inline uint16_t tagger_mark(uint64_t feature)
{
    return (uint16_t)feature;
}

/* The checksum of a whole model (size >= TAGGER_HEADER). */
uint64_t tagger_checksum(const unsigned char *bytes, size_t size);

/* A hash of the tags' names, in order. */
uint64_t tagger_tags_hash(void);

#endif
