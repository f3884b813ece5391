/* SPDX-License-Identifier: Apache-2.0
 *
 * tiny_transformer.h - the smallest transformer and the smallest vocabulary of
 * pieces, for tests and fuzz targets: weights go up and down as if by chance.
 */
#ifndef SELON_TESTS_TINY_TRANSFORMER_H
#define SELON_TESTS_TINY_TRANSFORMER_H

#include <string.h>

#include "base/hash.h"
#include "model/loader.h"
#include "model/pieces.h"
#include "model/transformer.h"
#include "tiny_language.h"

#define SMALL_WIDTH 32
#define SMALL_HEADS 2
#define SMALL_INNER 64
#define SMALL_LAYERS 2
#define SMALL_PLACES 8
#define SMALL_TRANSFORMER 16384 /* bytes, at most */
#define SMALL_PIECES 32         /* at most */
#define SMALL_VOCABULARY (64 + SMALL_PIECES * (8 + 4 + 4 + 1 + SMALL_WIDTH / 2))

/* Makes the header describe `size` bytes; returns how many, 0 when these are too few. */
static inline size_t small_vouch(unsigned char *b, size_t size, const char *magic)
{
    if (size < LOADER_HEADER) return 0;
    memcpy(b, magic, 8);
    tiny_put(b + 8, 1, 8);
    tiny_put(b + 16, loader_checksum(b + LOADER_HEADER, size - LOADER_HEADER), 8);
    return size;
}

static inline unsigned char *small_put_bytes(unsigned char *p, size_t count, uint64_t *chance)
{
    for (size_t i = 0; i < count; i++) *p++ = (unsigned char)(*chance = hash_mix(*chance + 1));
    for (; count % 4 != 0; count++) *p++ = 0;
    return p;
}

static inline unsigned char *small_put_floats(unsigned char *p, size_t count, float middle, float wide,
                                              uint64_t *chance)
{
    for (size_t i = 0; i < count; i++) {
        *chance = hash_mix(*chance + 1);
        p = tiny_put_float(p, middle + wide * ((float)(*chance & 0xFFFF) / 32768 - 1));
    }
    return p;
}

static inline unsigned char *small_put_matrix(unsigned char *p, unsigned out, unsigned in, uint64_t *chance)
{
    p = small_put_floats(p, out, 0.0005f, 0.0004f, chance);
    p = small_put_bytes(p, (size_t)out * in / 32, chance);
    p = small_put_bytes(p, (size_t)out * in / 2, chance);
    return small_put_floats(p, out, 0, 0.3f, chance);
}

static inline unsigned char *small_put_norm(unsigned char *p, uint64_t *chance)
{
    p = small_put_floats(p, SMALL_WIDTH, 1, 0.4f, chance);
    return small_put_floats(p, SMALL_WIDTH, 0, 0.3f, chance);
}

static inline size_t small_transformer_make(unsigned char *b)
{
    const unsigned head[] = {SMALL_WIDTH, SMALL_HEADS, SMALL_INNER, SMALL_LAYERS, SMALL_PLACES};
    unsigned char *p = b + LOADER_HEADER;
    uint64_t chance = 7;
    for (unsigned i = 0; i < 5; i++, p += 4) tiny_put(p, head[i], 4);
    p = tiny_put_float(p, 1e-5f);
    p = small_put_floats(p, SMALL_PLACES, 0.005f, 0.002f, &chance);
    p = small_put_bytes(p, SMALL_PLACES * SMALL_WIDTH, &chance);
    p = small_put_norm(p, &chance);
    for (unsigned l = 0; l < SMALL_LAYERS; l++) {
        for (unsigned m = 0; m < 4; m++) p = small_put_matrix(p, SMALL_WIDTH, SMALL_WIDTH, &chance);
        p = small_put_matrix(p, SMALL_INNER, SMALL_WIDTH, &chance);
        p = small_put_matrix(p, SMALL_WIDTH, SMALL_INNER, &chance);
        p = small_put_norm(p, &chance);
        p = small_put_norm(p, &chance);
    }
    return small_vouch(b, (size_t)(p - b), "SelonTrf");
}

typedef struct small_piece {
    const char *text;
    float score;
} small_piece;

static inline uint64_t small_hash(const small_piece *p)
{
    return hash_bytes(p->text, strlen(p->text));
}

/* Puts the pieces in the order of the file, in which the first is number PIECES_SPECIAL. */
static inline size_t small_vocabulary_make(unsigned char *b, small_piece *all, unsigned known)
{
    unsigned longest = 1, count = known + PIECES_SPECIAL;
    uint64_t chance = 11;
    for (unsigned i = 0; i < known; i++) {
        small_piece one = all[i];
        unsigned at = i;
        for (; at > 0 && small_hash(&all[at - 1]) > small_hash(&one); at--) all[at] = all[at - 1];
        all[at] = one;
        if (strlen(one.text) > longest) longest = (unsigned)strlen(one.text);
    }
    unsigned char *p = b + LOADER_HEADER;
    const unsigned head[] = {SMALL_WIDTH, count, longest};
    for (unsigned i = 0; i < 3; i++, p += 4) tiny_put(p, head[i], 4);
    p = tiny_put_float(p, -20);
    for (unsigned i = 0; i < known; i++, p += 8) tiny_put(p, small_hash(&all[i]), 8);
    for (unsigned i = 0; i < known; i++) p = tiny_put_float(p, all[i].score);
    p = small_put_floats(p, count, 0.005f, 0.002f, &chance);
    p = small_put_bytes(p, (size_t)count * (SMALL_WIDTH / 32), &chance);
    p = small_put_bytes(p, (size_t)count * (SMALL_WIDTH / 2), &chance);
    return small_vouch(b, (size_t)(p - b), "SelonPcs");
}

/* Gives a network made by tiny_encoder_make() with so many layers a context of
 * SMALL_WIDTH numbers; returns the larger size. */
static inline size_t small_context_add(unsigned char *b, size_t size, unsigned layers)
{
    const size_t h = TINY_WIDTH;
    size_t behind = (3 * h * 8 + 3 * h * h) + layers * (4 * h * 8 + 4 * h * h + h * 8 + 2 * h * h) +
                    (NETWORK_ROLES * 8 + NETWORK_ROLES * h) + (NETWORK_HIDDEN * 8 + NETWORK_HIDDEN * 3 * h) +
                    (8 + NETWORK_HIDDEN);
    unsigned char *at = b + size - behind;
    size_t more = h * 8 + h * SMALL_WIDTH;
    memmove(at + more, at, behind);
    tiny_put_matrix(at, TINY_WIDTH, SMALL_WIDTH);
    tiny_vouch_encoder(b, size + more);
    tiny_put(b + 12, SMALL_WIDTH, 4);
    return size + more;
}

#endif
