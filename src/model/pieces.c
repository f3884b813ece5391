/* SPDX-License-Identifier: Apache-2.0
 *
 * pieces.c - see pieces.h.
 */
#include "model/pieces.h"

#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "model/loader.h"
#include "model/transformer.h"
#include "selon.h"

#define STRETCH 32          /* numbers of a row that share a scale */
#define MARK "\xE2\x96\x81" /* U+2581 */
#define MARK_SIZE (sizeof MARK - 1)
#define NEVER -1e30f

struct pieces {
    uint32_t width, count, longest;
    float unknown; /* its score */
    const unsigned char *hashes, *steps, *halves;
    const int8_t *many;
    float *scores;
    uint32_t *places; /* for each value of a hash's upper bits, how many hashes lie below; and in all */
    unsigned shift;
};

static uint64_t piece__hash(const pieces *p, uint32_t i)
{
    return bytes_le64(p->hashes + (size_t)i * 8);
}

/* Where to look for a hash: about as many places as pieces. */
static void loader__places(loader *l, pieces *p)
{
    uint32_t known = p->count - PIECES_SPECIAL, row = 0;
    unsigned bits = 1;
    while (UINT32_C(1) << bits < known) bits++;
    uint32_t count = UINT32_C(1) << bits;
    p->shift = 64 - bits;
    p->places = ARENA_ARRAY(l->arena, uint32_t, count + 1);
    for (uint32_t place = 0; place < count; place++) {
        while (row < known && piece__hash(p, row) >> p->shift < place) row++;
        p->places[place] = row;
    }
    p->places[count] = known;
}

pieces *pieces_load(arena *a, const void *bytes, size_t size, int *error)
{
    loader l = {.arena = a, .at = bytes, .end = (const unsigned char *)bytes + size};
    pieces *p = ARENA_NEW(a, pieces);
    l.broken |= loader_header(&l, "SelonPcs", 1) != 0;
    *p = (pieces){.width = loader_number(&l)};
    p->count = loader_number(&l);
    p->longest = loader_number(&l);
    p->unknown = loader_float(&l);
    l.broken |= p->width == 0 || p->width % STRETCH != 0 || p->width > TRANSFORMER_WIDTH;
    l.broken |= p->count < PIECES_SPECIAL || p->count > UINT32_C(1) << 20 || p->longest == 0;
    size_t known = l.broken ? 0 : p->count - PIECES_SPECIAL, count = l.broken ? 0 : p->count;
    p->hashes = loader_take(&l, known * 8);
    for (uint32_t i = 1; !l.broken && i < known; i++) l.broken |= piece__hash(p, i) <= piece__hash(p, i - 1);
    p->scores = loader_floats(&l, known);
    p->steps = loader_take(&l, count * 4);
    p->many = (const int8_t *)loader_bytes(&l, count * (p->width / STRETCH));
    p->halves = loader_bytes(&l, count * (p->width / 2));
    for (uint32_t i = 0; !l.broken && i < count; i++) { /* none may be what is no number */
        loader each = {.at = p->steps + (size_t)i * 4, .end = p->steps + (size_t)i * 4 + 4};
        loader_float(&each);
        l.broken |= each.broken;
    }
    *error = l.broken || l.at != l.end ? SELON_ERROR_DATA : SELON_OK;
    if (*error != SELON_OK) return NULL;
    loader__places(&l, p);
    return p;
}

size_t pieces_width(const pieces *p)
{
    return p->width;
}

void pieces_row(const pieces *p, uint32_t piece, float *out)
{
    float step;
    uint32_t bits = bytes_le32(p->steps + (size_t)piece * 4);
    memcpy(&step, &bits, sizeof step);
    const int8_t *many = p->many + (size_t)piece * (p->width / STRETCH);
    const unsigned char *halves = p->halves + (size_t)piece * (p->width / 2);
    for (uint32_t k = 0; k < p->width; k += 2) {
        uint32_t stretch = k / STRETCH;
        float scale = step * (float)many[stretch];
        out[k] = scale * (float)((int)(halves[k / 2] & 15) - 8);
        out[k + 1] = scale * (float)((int)(halves[k / 2] >> 4) - 8);
    }
}

/* The piece with this hash; UINT32_MAX for none. */
static uint32_t pieces__find(const pieces *p, uint64_t hash)
{
    uint32_t at = p->places[hash >> p->shift], end = p->places[(hash >> p->shift) + 1];
    while (at < end && piece__hash(p, at) != hash) at++;
    return at < end ? at : UINT32_MAX;
}

/* The best way to cut what lies before each byte of a word. */
typedef struct cuts {
    char bytes[MARK_SIZE + PIECES_WORD];
    size_t size;
    float score[MARK_SIZE + PIECES_WORD + 1];
    uint32_t piece[MARK_SIZE + PIECES_WORD + 1]; /* the last one */
    uint8_t from[MARK_SIZE + PIECES_WORD + 1];   /* where it begins */
} cuts;

static void cuts__offer(cuts *c, size_t from, size_t end, uint32_t piece, float score)
{
    if (c->score[from] + score <= c->score[end]) return;
    c->score[end] = c->score[from] + score;
    c->piece[end] = piece;
    c->from[end] = (uint8_t)from;
}

/* All pieces that begin at `from`. */
static void cuts__from(const pieces *p, cuts *c, size_t from)
{
    uint64_t hash = HASH_SEED;
    size_t end = from;
    for (bool first = true; end < c->size && end - from < p->longest; first = false) {
        do hash = hash_byte(hash, (unsigned char)c->bytes[end++]);
        while (end < c->size && ((unsigned char)c->bytes[end] & 0xC0) == 0x80);
        uint32_t at = pieces__find(p, hash_mix(hash));
        if (at != UINT32_MAX) cuts__offer(c, from, end, at + PIECES_SPECIAL, p->scores[at]);
        if (first) cuts__offer(c, from, end, PIECE_UNKNOWN, p->unknown);
    }
}

/* The word, behind its mark; a blank within it (of "1 000") is a character that no piece has. */
static void cuts__begin(cuts *c, const char *word, size_t size, bool behind_space)
{
    c->size = 0;
    if (behind_space) memcpy(c->bytes, MARK, c->size = MARK_SIZE);
    if (size > PIECES_WORD) size = PIECES_WORD;
    memcpy(c->bytes + c->size, word, size);
    c->size += size;
    for (size_t i = 0; i <= c->size; i++) c->score[i] = NEVER;
    c->score[0] = 0;
}

size_t pieces_cut(const pieces *p, const char *word, size_t size, bool behind_space, uint32_t *out, size_t most)
{
    cuts c;
    cuts__begin(&c, word, size, behind_space);
    for (size_t from = 0; from < c.size; from++)
        if (c.score[from] > NEVER) cuts__from(p, &c, from);
    size_t count = 0;
    for (size_t end = c.size; end > 0; end = c.from[end]) count++;
    if (count == 0 && most > 0) {
        out[0] = PIECE_UNKNOWN;
        return 1;
    }
    size_t at = count;
    for (size_t end = c.size; end > 0; end = c.from[end])
        if (--at < most) out[at] = c.piece[end];
    return count < most ? count : most;
}
