/* SPDX-License-Identifier: Apache-2.0
 *
 * network.c - see network.h.
 *
 * Numbers that go into a matrix are cut to whole steps from 0 to 127 of the
 * word's largest, so that the products are sums of small integers: the same on
 * all machines, and four at once in one instruction where there is one for it.
 * A matrix lies in groups of four inputs: for each group, the four weights of
 * the first output, of the second, and so on; a block of four words and sixteen
 * outputs stays in registers while the groups go by.
 */
#include "model/network.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "selon.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Loops over a word's numbers are to use wide registers; clang does so anyway. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif
#if defined(__clang__) /* one order of additions, and no product added before it is rounded */
#pragma STDC FP_CONTRACT OFF
#endif
#define INLINE static inline __attribute__((always_inline))

#define BLOCK 16  /* outputs that are made at once */
#define WORDS 4   /* and words */
#define GROUP 4   /* inputs */
#define STEPS 127 /* of an input: 2 * 127 * 127 still is a number of 16 bits */

typedef struct matrix {
    uint32_t in, out, padded; /* outputs, and up to a multiple of BLOCK */
    int8_t *weights;          /* in / GROUP x padded x GROUP */
    float *step, *bias;       /* padded */
} matrix;

typedef struct table {
    uint32_t rows;
    float step;
    const int8_t *items;
    const unsigned char *hashes; /* rows - 1 of them; NULL: signs are rows */
    uint32_t *places;            /* a row for each value of some of a hash's bits, or the next; 0 for none */
    uint32_t mask;
} table;

/* network_run() for a sort of machine. */
typedef float runner(const network *n, network_room *room, size_t count, size_t cue_start, size_t cue_end,
                     float (*roles)[NETWORK_ROLES]);
typedef void adder(const network *n, const uint64_t *signs, unsigned from, unsigned to, float *sum);

/* BLOCK outputs of WORDS rows of inputs: the sums of their products with the
 * weights, times `by` and the output's step, and its bias. */
typedef void products(const matrix *m, const uint8_t *const x[WORDS], size_t at, const float by[WORDS],
                      float *const out[WORDS]);

struct network {
    uint32_t width, layers, signs;
    table tables[NETWORK_SIGNS];
    float *bias;
    matrix neighbours, gates[NETWORK_LAYERS], outputs[NETWORK_LAYERS], roles, hidden, cue;
    runner *run;
    adder *add;
};

struct network_room {
    size_t width;
    float *words;    /* H a word */
    float *wide;     /* gates and inputs, 4H a word */
    float *states;   /* both directions, 2H a word */
    float *layer;    /* what a layer adds, H a word */
    uint8_t *inputs; /* as whole steps, at most 3H a word */
    float *scale;    /* of each word's inputs */
};

/* ---- arithmetic ---- */

INLINE void products_plain(const matrix *m, const uint8_t *const x[WORDS], size_t at, const float by[WORDS],
                           float *const out[WORDS])
{
    int32_t sums[WORDS][BLOCK] = {{0}};
    for (uint32_t g = 0; g < m->in / GROUP; g++) {
        const int8_t *w = m->weights + ((size_t)g * m->padded + at) * GROUP;
        for (size_t k = 0; k < WORDS; k++)
            for (size_t o = 0; o < BLOCK; o++)
                for (size_t i = 0; i < GROUP; i++) sums[k][o] += x[k][g * GROUP + i] * w[o * GROUP + i];
    }
    for (size_t k = 0; k < WORDS; k++)
        for (size_t o = 0; o < BLOCK; o++) out[k][o] = (float)sums[k][o] * by[k] * m->step[at + o] + m->bias[at + o];
}

#if defined(__x86_64__)
#define HALF (BLOCK / 2) /* outputs in one register */
#define FOR_AVX2 __attribute__((target("avx2")))
#define FOR_VNNI __attribute__((target("avx2,avx512vnni,avx512f")))

static inline int four_inputs(const uint8_t *x)
{
    int four;
    memcpy(&four, x, sizeof four);
    return four;
}

FOR_AVX2 static inline void half_avx2(const matrix *m, __m256i sum, size_t at, float by, float *out)
{
    __m256 y = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), _mm256_set1_ps(by));
    y = _mm256_mul_ps(y, _mm256_loadu_ps(m->step + at));
    _mm256_storeu_ps(out, _mm256_add_ps(y, _mm256_loadu_ps(m->bias + at)));
}

FOR_AVX2 static inline void products_avx2(const matrix *m, const uint8_t *const x[WORDS], size_t at,
                                          const float by[WORDS], float *const out[WORDS])
{
    __m256i sum[WORDS][2], ones = _mm256_set1_epi16(1);
    for (size_t k = 0; k < WORDS; k++) sum[k][0] = sum[k][1] = _mm256_setzero_si256();
    const int8_t *w = m->weights + at * GROUP;
    for (uint32_t g = 0; g < m->in; g += GROUP, w += m->padded * GROUP) {
        __m256i low = _mm256_loadu_si256((const __m256i *)w), high = _mm256_loadu_si256((const __m256i *)w + 1);
        for (size_t k = 0; k < WORDS; k++) {
            __m256i four = _mm256_set1_epi32(four_inputs(x[k] + g));
            __m256i a = _mm256_madd_epi16(_mm256_maddubs_epi16(four, low), ones);
            __m256i b = _mm256_madd_epi16(_mm256_maddubs_epi16(four, high), ones);
            sum[k][0] = _mm256_add_epi32(sum[k][0], a);
            sum[k][1] = _mm256_add_epi32(sum[k][1], b);
        }
    }
    for (size_t k = 0; k < WORDS; k++) {
        half_avx2(m, sum[k][0], at, by[k], out[k]);
        half_avx2(m, sum[k][1], at + HALF, by[k], out[k] + HALF);
    }
}

FOR_VNNI static inline void products_vnni(const matrix *m, const uint8_t *const x[WORDS], size_t at,
                                          const float by[WORDS], float *const out[WORDS])
{
    __m512i sum[WORDS];
    for (size_t k = 0; k < WORDS; k++) sum[k] = _mm512_setzero_si512();
    const int8_t *w = m->weights + at * GROUP;
    for (uint32_t g = 0; g < m->in; g += GROUP, w += m->padded * GROUP) {
        __m512i weights = _mm512_loadu_si512(w);
        for (size_t k = 0; k < WORDS; k++)
            sum[k] = _mm512_dpbusd_epi32(sum[k], _mm512_set1_epi32(four_inputs(x[k] + g)), weights);
    }
    __m512 step = _mm512_loadu_ps(m->step + at), bias = _mm512_loadu_ps(m->bias + at);
    for (size_t k = 0; k < WORDS; k++) {
        __m512 y = _mm512_mul_ps(_mm512_cvtepi32_ps(sum[k]), _mm512_set1_ps(by[k]));
        y = _mm512_mul_ps(y, step);
        _mm512_storeu_ps(out[k], _mm512_add_ps(y, bias));
    }
}
#endif

/* The inputs of one word as whole steps; what a step is worth. They are no less
 * than zero. */
INLINE float to_steps(const float *x, size_t count, uint8_t *out)
{
    float most;
    int32_t largest = 0; /* numbers above zero are in the order of their bits */
    for (size_t i = 0; i < count; i++) {
        int32_t bits;
        memcpy(&bits, &x[i], sizeof bits);
        largest = bits > largest ? bits : largest;
    }
    memcpy(&most, &largest, sizeof most);
    float by = most > 0 ? STEPS / most : 0;
    for (size_t i = 0; i < count; i++) out[i] = (uint8_t)(x[i] * by + 0.5f);
    return most / STEPS;
}

/* The same of numbers between -1 and 1: the step is 2 / STEPS, and 0 stands in
 * the middle, which the matrix allows for. */
INLINE void signed_to_steps(const float *x, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++) out[i] = (uint8_t)((x[i] + 1.0f) * (STEPS / 2.0f) + 0.5f);
}

/* y = the matrix by the inputs, `count` words; `scale` of signed inputs is NULL. */
INLINE void matrix_apply(products *by_blocks, const matrix *m, const uint8_t *inputs, const float *scale, size_t count,
                         float *y, size_t stride)
{
    float unused[BLOCK] = {0};
    for (size_t i = 0; i < count; i += WORDS) {
        const uint8_t *x[WORDS];
        float by[WORDS], *out[WORDS];
        for (size_t k = 0; k < WORDS; k++) {
            size_t word = i + k < count ? i + k : i;
            x[k] = inputs + word * m->in;
            by[k] = scale != NULL ? scale[word] : 1;
        }
        for (size_t at = 0; at < m->padded; at += BLOCK) {
            for (size_t k = 0; k < WORDS; k++) out[k] = i + k < count ? y + (i + k) * stride + at : unused;
            by_blocks(m, x, at, by, out);
        }
    }
}

INLINE void layer_apply(products *by_blocks, network_room *room, const matrix *m, const float *x, size_t count,
                        float *y)
{
    for (size_t i = 0; i < count; i++) room->scale[i] = to_steps(x + i * m->in, m->in, room->inputs + i * m->in);
    matrix_apply(by_blocks, m, room->inputs, room->scale, count, y, m->padded);
}

INLINE float squash(float x)
{
    return x / (1.0f + fabsf(x));
}

/* Both directions over all words. */
INLINE void mix(const float *gates, float *state, size_t count, size_t width)
{
    float h[2 * NETWORK_WIDTH] = {0};
    for (size_t n = 0; n < count; n++)
        for (size_t d = 0; d < 2; d++) {
            size_t i = d == 0 ? n : count - 1 - n;
            const float *z = gates + i * 4 * width + d * width, *u = z + 2 * width;
            float *g = h + d * width, *out = state + i * 2 * width + d * width;
            for (size_t k = 0; k < width; k++) {
                g[k] += (0.5f + 0.5f * squash(z[k])) * (squash(u[k]) - g[k]);
                out[k] = g[k];
            }
        }
}

static void network_dispatch(network *n);

/* ---- the file ---- */

typedef struct loader {
    arena *arena;
    const unsigned char *at, *end;
    bool broken;
} loader;

static uint32_t le32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The next `size` bytes, or NULL. */
static const unsigned char *loader__take(loader *l, size_t size)
{
    const unsigned char *at = l->at;
    l->broken |= (size_t)(l->end - l->at) < size;
    if (l->broken) return NULL;
    l->at += size;
    return at;
}

static uint32_t loader__number(loader *l)
{
    const unsigned char *p = loader__take(l, 4);
    return p != NULL ? le32(p) : 0;
}

/* A number that is none would spread to everything. */
static float loader__float(loader *l)
{
    uint32_t n = loader__number(l);
    float f;
    memcpy(&f, &n, sizeof f);
    if (isfinite(f) && fabsf(f) < 1e6f) return f;
    l->broken = true;
    return 0;
}

static const unsigned char *loader__bytes(loader *l, size_t size)
{
    const unsigned char *p = loader__take(l, size);
    for (; size % 4 != 0; size++) {
        const unsigned char *zero = loader__take(l, 1);
        l->broken |= zero != NULL && *zero != 0;
    }
    return p;
}

static void loader__matrix(loader *l, matrix *m, uint32_t out, uint32_t in, bool sign)
{
    *m = (matrix){.in = in, .out = out, .padded = (out + BLOCK - 1) / BLOCK * BLOCK};
    m->step = ARENA_ZARRAY(l->arena, float, m->padded);
    m->bias = ARENA_ZARRAY(l->arena, float, m->padded);
    m->weights = ARENA_ZARRAY(l->arena, int8_t, (size_t)in * m->padded);
    float *sum = ARENA_ZARRAY(l->arena, float, out);
    for (uint32_t o = 0; o < out; o++) m->step[o] = loader__float(l);
    const int8_t *items = (const int8_t *)loader__bytes(l, (size_t)out * in);
    for (uint32_t o = 0; items != NULL && o < out; o++)
        for (uint32_t i = 0; i < in; i++) {
            int8_t w = items[(size_t)o * in + i];
            l->broken |= w < -STEPS;
            m->weights[((size_t)(i / GROUP) * m->padded + o) * GROUP + i % GROUP] = w;
            sum[o] += (float)w;
        }
    for (uint32_t o = 0; o < out; o++) {
        m->bias[o] = loader__float(l) - (sign ? sum[o] * m->step[o] : 0);
        if (sign) m->step[o] *= 2.0f / STEPS;
    }
}

/* Where to look a hash up: twice as many places as rows, at least. */
static void loader__places(loader *l, table *t)
{
    uint32_t count = 16;
    while (count < 2 * t->rows) count *= 2;
    t->places = ARENA_ZARRAY(l->arena, uint32_t, count);
    t->mask = count - 1;
    for (uint32_t row = 1; row < t->rows; row++) {
        uint32_t at = le32(t->hashes + (size_t)(row - 1) * 4) & t->mask;
        while (t->places[at] != 0) at = (at + 1) & t->mask;
        t->places[at] = row;
    }
}

static void loader__hashes(loader *l, table *t)
{
    t->hashes = loader__take(l, (size_t)(t->rows - 1) * 4);
    for (uint32_t i = 1; !l->broken && i + 1 < t->rows; i++)
        l->broken |= le32(t->hashes + (size_t)i * 4) <= le32(t->hashes + (size_t)(i - 1) * 4);
    if (!l->broken) loader__places(l, t);
}

static void loader__tables(loader *l, network *n, const unsigned *rows)
{
    uint32_t looked_up = loader__number(l);
    for (uint32_t s = 0; s < n->signs; s++) {
        uint32_t have = n->tables[s].rows = loader__number(l);
        l->broken |= have == 0 || have > UINT32_C(1) << 24 || (rows[s] != 0 && have != rows[s]) ||
                     (rows[s] == 0) != (s < looked_up);
    }
    for (uint32_t s = 0; !l->broken && s < looked_up; s++) loader__hashes(l, &n->tables[s]);
    for (uint32_t s = 0; s < n->signs; s++) n->tables[s].step = loader__float(l);
    size_t total = 0;
    for (uint32_t s = 0; s < n->signs; s++) total += (size_t)n->tables[s].rows * n->width;
    const int8_t *items = l->broken ? NULL : (const int8_t *)loader__bytes(l, total);
    for (uint32_t s = 0; items != NULL && s < n->signs; s++) {
        n->tables[s].items = items;
        items += (size_t)n->tables[s].rows * n->width;
    }
}

static void loader__layers(loader *l, network *n)
{
    uint32_t h = n->width;
    n->bias = ARENA_ARRAY(l->arena, float, h);
    for (uint32_t i = 0; i < h; i++) n->bias[i] = loader__float(l);
    loader__matrix(l, &n->neighbours, 3 * h, h, false);
    for (uint32_t k = 0; k < n->layers; k++) {
        loader__matrix(l, &n->gates[k], 4 * h, h, false);
        loader__matrix(l, &n->outputs[k], h, 2 * h, true);
    }
    loader__matrix(l, &n->roles, NETWORK_ROLES, h, false);
    loader__matrix(l, &n->hidden, NETWORK_HIDDEN, 3 * h, false);
    loader__matrix(l, &n->cue, 1, NETWORK_HIDDEN, false);
}

/* Eight bytes at a time: opening must not take long. */
static uint64_t network__checksum(const unsigned char *bytes, size_t size)
{
    uint64_t h = HASH_SEED ^ size;
    size_t at = 0;
    for (; at + 8 <= size; at += 8)
        h = (h ^ (le32(bytes + at) | (uint64_t)le32(bytes + at + 4) << 32)) * UINT64_C(0x100000001b3);
    unsigned char rest[8] = {0};
    memcpy(rest, bytes + at, size - at);
    if (at < size) h = (h ^ (le32(rest) | (uint64_t)le32(rest + 4) << 32)) * UINT64_C(0x100000001b3);
    return hash_mix(h);
}

void network_header(unsigned char out[NETWORK_HEADER], const void *body, size_t size)
{
    uint64_t sum = network__checksum(body, size);
    memcpy(out, NETWORK_MAGIC, 8);
    for (int i = 0; i < 8; i++) out[8 + i] = i == 0 ? NETWORK_VERSION : 0;
    for (int i = 0; i < 8; i++) out[16 + i] = (unsigned char)(sum >> (8 * i));
}

network *network_load(arena *a, const void *bytes, size_t size, const unsigned *rows, unsigned signs, int *error)
{
    loader l = {.arena = a, .at = bytes, .end = (const unsigned char *)bytes + size};
    network *n = ARENA_NEW(a, network);
    const unsigned char *header = loader__take(&l, NETWORK_HEADER);
    unsigned char right[NETWORK_HEADER] = {0};
    if (header != NULL) network_header(right, l.at, (size_t)(l.end - l.at));
    l.broken |= header == NULL || memcmp(header, right, NETWORK_HEADER) != 0;
    *n = (network){.width = loader__number(&l), .layers = loader__number(&l)};
    n->signs = loader__number(&l);
    l.broken |= n->width == 0 || n->width % BLOCK != 0 || n->width > NETWORK_WIDTH || n->layers > NETWORK_LAYERS;
    l.broken |= n->signs != signs || n->signs > NETWORK_SIGNS;
    if (!l.broken) loader__tables(&l, n, rows);
    if (!l.broken) loader__layers(&l, n);
    *error = l.broken || l.at != l.end ? SELON_ERROR_DATA : SELON_OK;
    if (*error != SELON_OK) return NULL;
    network_dispatch(n);
    return n;
}

/* ---- reading ---- */

network_room *network_room_new(arena *a, const network *n)
{
    network_room *room = ARENA_NEW(a, network_room);
    size_t h = n->width, wide = NETWORK_WORDS * h;
    *room = (network_room){.width = h};
    room->words = ARENA_ARRAY(a, float, wide);
    room->wide = ARENA_ARRAY(a, float, 4 * wide);
    room->states = ARENA_ARRAY(a, float, 2 * wide);
    room->layer = ARENA_ARRAY(a, float, wide);
    room->inputs = ARENA_ARRAY(a, uint8_t, 3 * wide);
    room->scale = ARENA_ARRAY(a, float, NETWORK_WORDS);
    return room;
}

size_t network_width(const network *n)
{
    return n->width;
}

void network_bias(const network *n, float *sum)
{
    memcpy(sum, n->bias, n->width * sizeof *sum);
}

/* Row 0 is for what is not known. */
static uint32_t table_row(const table *t, uint64_t sign)
{
    if (t->hashes == NULL) return sign < t->rows ? (uint32_t)sign : 0;
    uint32_t wanted = (uint32_t)(sign >> 32), at = wanted & t->mask;
    while (t->places[at] != 0 && le32(t->hashes + (size_t)(t->places[at] - 1) * 4) != wanted) at = (at + 1) & t->mask;
    return t->places[at];
}

INLINE void add_all(const network *n, const uint64_t *signs, unsigned from, unsigned to, float *sum)
{
    for (unsigned s = from; s < to; s++) {
        const table *t = &n->tables[s];
        const int8_t *row = t->items + (size_t)table_row(t, signs[s]) * n->width;
        for (uint32_t i = 0; i < n->width; i++) sum[i] += t->step * row[i];
    }
}

float *network_word(network_room *room, size_t i)
{
    return room->words + i * room->width;
}

INLINE void cut_at_zero(float *x, size_t count)
{
    for (size_t i = 0; i < count; i++) x[i] = x[i] > 0 ? x[i] : 0;
}

INLINE void add_cut(float *to, const float *x, size_t count)
{
    for (size_t i = 0; i < count; i++) to[i] += x[i] > 0 ? x[i] : 0;
}

/* Each word with its neighbours: the matrix makes of a word what it gives to the
 * one behind it, to itself and to the one before. */
INLINE void read_neighbours(products *by_blocks, const network *n, network_room *room, size_t count)
{
    size_t w = n->width;
    layer_apply(by_blocks, room, &n->neighbours, room->words, count, room->wide);
    for (size_t i = 0; i < count; i++) {
        const float *self = room->wide + i * 3 * w + w;
        const float *before = i > 0 ? self - 4 * w : NULL, *behind = i + 1 < count ? self + 4 * w : NULL;
        float *h = room->words + i * w;
        for (size_t k = 0; k < w; k++) {
            float x = self[k] + (before != NULL ? before[k] : 0) + (behind != NULL ? behind[k] : 0);
            h[k] += x > 0 ? x : 0;
        }
    }
}

INLINE void read_both_ways(products *by_blocks, const network *n, network_room *room, uint32_t layer, size_t count)
{
    size_t w = n->width;
    layer_apply(by_blocks, room, &n->gates[layer], room->words, count, room->wide);
    mix(room->wide, room->states, count, w);
    signed_to_steps(room->states, count * 2 * w, room->inputs);
    matrix_apply(by_blocks, &n->outputs[layer], room->inputs, NULL, count, room->layer, w);
    add_cut(room->words, room->layer, count * w);
}

/* The cue's words, the largest and the mean of each number over all words. */
INLINE float cue_score(products *by_blocks, const network *n, network_room *room, size_t count, size_t start,
                       size_t end)
{
    float seen[3 * NETWORK_WIDTH] = {0}, hidden[NETWORK_HIDDEN], out[BLOCK];
    size_t w = n->width;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < w; k++) {
            float x = room->words[i * w + k];
            if (i >= start && i < end) seen[k] += x;
            if (x > seen[w + k]) seen[w + k] = x;
            seen[2 * w + k] += x;
        }
    for (size_t k = 0; k < w; k++) {
        if (end > start) seen[k] /= (float)(end - start);
        seen[2 * w + k] /= (float)count;
    }
    layer_apply(by_blocks, room, &n->hidden, seen, 1, hidden);
    cut_at_zero(hidden, NETWORK_HIDDEN);
    layer_apply(by_blocks, room, &n->cue, hidden, 1, out);
    return out[0];
}

INLINE void probabilities(const float *score, float out[NETWORK_ROLES])
{
    float most = score[0], total = 0;
    for (int k = 1; k < NETWORK_ROLES; k++) most = score[k] > most ? score[k] : most;
    for (int k = 0; k < NETWORK_ROLES; k++) total += out[k] = expf(score[k] - most);
    for (int k = 0; k < NETWORK_ROLES; k++) out[k] /= total;
}

INLINE float run_all(products *by_blocks, const network *n, network_room *room, size_t count, size_t cue_start,
                     size_t cue_end, float (*roles)[NETWORK_ROLES])
{
    size_t w = n->width;
    cut_at_zero(room->words, count * w);
    read_neighbours(by_blocks, n, room, count);
    for (uint32_t k = 0; k < n->layers; k++) read_both_ways(by_blocks, n, room, k, count);
    layer_apply(by_blocks, room, &n->roles, room->words, count, room->wide);
    for (size_t i = 0; i < count; i++) probabilities(room->wide + i * BLOCK, roles[i]);
    return cue_score(by_blocks, n, room, count, cue_start, cue_end);
}

/* ---- for each sort of machine ---- */

#define NETWORK_FOR(NAME, TARGET) \
    TARGET static float run_##NAME(const network *n, network_room *room, size_t count, size_t cue_start, \
                                   size_t cue_end, float(*roles)[NETWORK_ROLES]) \
    { \
        return run_all(products_##NAME, n, room, count, cue_start, cue_end, roles); \
    } \
    TARGET static void add_##NAME(const network *n, const uint64_t *signs, unsigned from, unsigned to, float *sum) \
    { \
        add_all(n, signs, from, to, sum); \
    }

NETWORK_FOR(plain, )
#if defined(__x86_64__)
NETWORK_FOR(avx2, FOR_AVX2)
NETWORK_FOR(vnni, FOR_VNNI)
#endif

void network_be_plain(network *n)
{
    n->run = run_plain;
    n->add = add_plain;
}

static void network_dispatch(network *n)
{
    network_be_plain(n);
#if defined(__x86_64__)
    bool vnni = __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512f");
    if (!__builtin_cpu_supports("avx2")) return;
    n->run = vnni ? run_vnni : run_avx2;
    n->add = vnni ? add_vnni : add_avx2;
#endif
}

void network_add(const network *n, const uint64_t *signs, unsigned from, unsigned to, float *sum)
{
    n->add(n, signs, from, to, sum);
}

float network_run(const network *n, network_room *room, size_t count, size_t cue_start, size_t cue_end,
                  float (*roles)[NETWORK_ROLES])
{
    return n->run(n, room, count, cue_start, cue_end, roles);
}
