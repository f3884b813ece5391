/* SPDX-License-Identifier: Apache-2.0
 *
 * context.c - see context.h.
 */
#include "attribution/context.h"

#include <math.h>
#include <string.h>

#if defined(__clang__) /* no product is added before it is rounded (gcc: by -std=c17): the same on all machines */
#pragma STDC FP_CONTRACT OFF
#endif

#define PIECES_MOST (PIECES_WORD + 1) /* of a word, and the mark before it */

struct context_room {
    transformer_room *transformer;
    uint32_t first, end; /* the stretch whose words are known */
    float *words;
    uint32_t piece_of[STRETCH_TOKENS + 1]; /* where each word's pieces begin, and where the last one's end */
};

static context_room *context_room_new(const reading *r)
{
    const transformer *t = r->attributor->transformer;
    context_room *room = ARENA_ZARRAY(r->arena, context_room, 1);
    room->transformer = transformer_room_new(r->arena, t);
    room->words = arena_alloc_line(r->arena, STRETCH_TOKENS * transformer_width(t) * sizeof *room->words);
    return room;
}

static bool is_behind_space(const reading *r, uint32_t i)
{
    return i == 0 || reading_token(r, i - 1)->end < reading_token(r, i)->start;
}

/* The pieces of as many words as there are places for, from token `first` on, and
 * what a sentence begins and ends with. Returns the token behind the last one. */
static uint32_t fill_places(const reading *r, context_room *room, uint32_t first, size_t *count)
{
    const pieces *p = r->attributor->pieces;
    const size_t places = transformer_places(r->attributor->transformer);
    uint32_t i = first, of_word[PIECES_MOST];
    size_t at = 0;
    pieces_row(p, PIECE_BEGIN, transformer_piece(room->transformer, at++));
    for (; i < r->end; i++) {
        const token *k = reading_token(r, i);
        size_t n = pieces_cut(p, r->text->bytes + k->start, k->end - k->start, is_behind_space(r, i), of_word,
                              PIECES_MOST);
        if (n > places - 2) n = places - 2;
        if (at + n + 1 > places) break;
        room->piece_of[i - r->first] = (uint32_t)at;
        for (size_t j = 0; j < n; j++) pieces_row(p, of_word[j], transformer_piece(room->transformer, at++));
    }
    room->piece_of[i - r->first] = (uint32_t)at;
    pieces_row(p, PIECE_END, transformer_piece(room->transformer, at++));
    *count = at;
    return i;
}

/* The mean of pieces [from, end), with a mean of zero and a variance of one. */
static void word_of_pieces(const context_room *room, size_t width, uint32_t from, uint32_t end, float *out)
{
    float sum = 0, squares = 0;
    memset(out, 0, width * sizeof *out);
    for (uint32_t i = from; i < end; i++) {
        const float *piece = transformer_piece(room->transformer, i);
        for (size_t k = 0; k < width; k++) out[k] += piece[k];
    }
    for (size_t k = 0; k < width; k++) sum += out[k] /= (float)(end - from);
    for (size_t k = 0; k < width; k++) squares += (out[k] - sum / (float)width) * (out[k] - sum / (float)width);
    float by = 1 / sqrtf(squares / (float)width + 1e-5f);
    for (size_t k = 0; k < width; k++) out[k] = (out[k] - sum / (float)width) * by;
}

const float *context_read(reading *r)
{
    const transformer *t = r->attributor->transformer;
    if (t == NULL) return NULL;
    if (r->context == NULL) r->context = context_room_new(r);
    context_room *room = r->context;
    if (room->first == r->first && room->end == r->end) return room->words;
    const size_t width = transformer_width(t);
    room->first = r->first;
    room->end = r->end;
    if (r->attributor->keep != NULL && r->attributor->keep(r->attributor->keep_payload, r, &room->words))
        return room->words;
    for (uint32_t from = r->first, end; from < r->end; from = end) {
        size_t count;
        end = fill_places(r, room, from, &count);
        transformer_run(t, room->transformer, count);
        for (uint32_t i = from; i < end; i++) {
            const uint32_t *at = &room->piece_of[i - r->first];
            word_of_pieces(room, width, at[0], at[1], room->words + (i - r->first) * width);
        }
    }
    return room->words;
}
