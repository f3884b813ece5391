/* SPDX-License-Identifier: Apache-2.0
 *
 * document.h - what a selon_document is inside the library: everything that
 * one reading made, in one arena.
 */
#ifndef SELON_DOCUMENT_H
#define SELON_DOCUMENT_H

#include "base/arena.h"
#include "input/article.h"
#include "text/text.h"

/* Every `OFFSET_STRIDE` bytes of the text, the code points before them. */
#define OFFSET_STRIDE 256

struct selon_document {
    arena *arena; /* holds this structure too */
    article article;
    const text *text; /* NULL when no language data fit */
    selon_statement *statements;
    size_t statement_count;
    selon_speaker *speakers;
    size_t speaker_count;
    uint32_t *code_points; /* the offset index; document_index() makes it */
    /* The words of the output in the article's language: the engine's
     * "xx/labels.txt", borrowed. NULL: those built in. */
    const void *labels;
    size_t labels_size;
    const struct language *reader; /* what it was read with, of the engine; NULL: it was not */
};

/* Makes the offset index of `article.text`, in the arena. To be called once
 * the text is there, before anyone asks for code points. */
void document_index(selon_document *doc);

#endif
