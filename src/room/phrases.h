/* SPDX-License-Identifier: Apache-2.0
 *
 * phrases.h - the words of the interface, in the language that the reader wants.
 *
 * They are data: lang/ui/xx.txt, built into the command (asset.h). A line of the
 * section [words] is a key, its text, and where there is a number in it another
 * text for more than one; "{}" is where the number, or another text, stands.
 * What a file leaves out is its key.
 */
#ifndef SELON_ROOM_PHRASES_H
#define SELON_ROOM_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct word_text {
    const char *text; /* not NUL-terminated */
    size_t size;
} word_text;

typedef struct phrases phrases;

/* The words of "fr" or "en"; another language's are English. */
const phrases *phrases_of(const char *language);

/* The language, as HTML's lang has it. */
const char *phrases_language(const phrases *w);

/* The word of a key; the key itself where there is none. */
word_text phrases_find(const phrases *w, const char *key);

/* The same, as it is with this number. */
word_text phrases_find_for(const phrases *w, const char *key, uint64_t number);

#endif
