/* SPDX-License-Identifier: Apache-2.0
 *
 * writing.h - the inside of struct writing, for the files of text/.
 */
#ifndef SELON_TEXT_WRITING_H
#define SELON_TEXT_WRITING_H

#include "text/text.h"

struct writing {
    arena *arena;
    vocabulary *words;
    WORD_TABLE(uint8_t) classes;
    uint32_t longest;     /* bytes that a word listed can have as written */
    bool groups_by_space; /* "10 000" is one number */
};

#endif
