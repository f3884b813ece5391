/* SPDX-License-Identifier: Apache-2.0
 *
 * network.c - how a network is loaded, and which of its ways to run suits the
 * machine; network_run.h has those.
 */
#include "model/network_inside.h"

#include <math.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "model/loader.h"
#include "selon.h"

static void network_dispatch(network *n);

/* ---- the file ---- */

static void *loader__zeros(const loader *l, size_t size)
{
    return memset(arena_alloc_line(l->arena, size), 0, size);
}

static void loader__matrix(loader *l, matrix *m, uint32_t out, uint32_t in, bool sign)
{
    *m = (matrix){.in = in, .out = out, .padded = (out + BLOCK - 1) / BLOCK * BLOCK};
    m->step = loader__zeros(l, m->padded * sizeof *m->step);
    m->bias = loader__zeros(l, m->padded * sizeof *m->bias);
    m->weights = loader__zeros(l, (size_t)in * m->padded);
    float *sum = ARENA_ZARRAY(l->arena, float, out);
    for (uint32_t o = 0; o < out; o++) m->step[o] = loader_float(l);
    const int8_t *items = (const int8_t *)loader_bytes(l, (size_t)out * in);
    for (uint32_t o = 0; items != NULL && o < out; o++)
        for (uint32_t i = 0; i < in; i++) {
            int8_t w = items[(size_t)o * in + i];
            l->broken |= w < -STEPS;
            m->weights[((size_t)(i / GROUP) * m->padded + o) * GROUP + i % GROUP] = w;
            sum[o] += (float)w;
        }
    for (uint32_t o = 0; o < out; o++) {
        m->bias[o] = loader_float(l) - (sign ? sum[o] * m->step[o] : 0);
        if (sign) m->step[o] *= 2.0f / STEPS;
    }
}

/* Where to look for a hash: about as many places as rows. */
static void loader__places(loader *l, table *t)
{
    unsigned bits = 1;
    while (UINT32_C(1) << bits < t->rows) bits++;
    uint32_t count = UINT32_C(1) << bits, row = 0;
    t->shift = 32 - bits;
    t->places = ARENA_ARRAY(l->arena, uint32_t, count + 1);
    for (uint32_t place = 0; place < count; place++) {
        while (row + 1 < t->rows && bytes_le32(t->hashes + (size_t)row * 4) >> t->shift < place) row++;
        t->places[place] = row;
    }
    t->places[count] = t->rows - 1;
}

static void loader__hashes(loader *l, table *t)
{
    t->hashes = loader_take(l, (size_t)(t->rows - 1) * 4);
    for (uint32_t i = 1; !l->broken && i + 1 < t->rows; i++)
        l->broken |= bytes_le32(t->hashes + (size_t)i * 4) <= bytes_le32(t->hashes + (size_t)(i - 1) * 4);
    if (!l->broken) loader__places(l, t);
}

/* What a table's rows come to, so that adding one needs no products. */
static void loader__values(const loader *l, table *t, uint32_t width)
{
    size_t count = (size_t)t->rows * width;
    t->values = arena_alloc_line(l->arena, count * sizeof *t->values);
    for (size_t i = 0; i < count; i++) t->values[i] = t->step * (float)t->items[i];
}

static void loader__tables(loader *l, network *n, const unsigned *rows)
{
    uint32_t looked_up = loader_number(l);
    for (uint32_t s = 0; s < n->signs; s++) {
        uint32_t have = n->tables[s].rows = loader_number(l);
        l->broken |= have == 0 || have > UINT32_C(1) << 24 || (rows[s] != 0 && have != rows[s]) ||
                     (rows[s] == 0) != (s < looked_up);
    }
    for (uint32_t s = 0; !l->broken && s < looked_up; s++) loader__hashes(l, &n->tables[s]);
    for (uint32_t s = 0; s < n->signs; s++) n->tables[s].step = loader_float(l);
    size_t total = 0;
    for (uint32_t s = 0; s < n->signs; s++) total += (size_t)n->tables[s].rows * n->width;
    const int8_t *items = l->broken ? NULL : (const int8_t *)loader_bytes(l, total);
    for (uint32_t s = 0; items != NULL && s < n->signs; s++) {
        n->tables[s].items = items;
        items += (size_t)n->tables[s].rows * n->width;
        if (rows[s] != 0) loader__values(l, &n->tables[s], n->width);
    }
}

/* A number for each of the context's, of all sums: turned over, for sums of whole rows. */
static void loader__context(loader *l, network *n)
{
    const uint32_t h = n->width, d = n->context;
    const float *step = loader_floats(l, h);
    const int8_t *items = (const int8_t *)loader_bytes(l, (size_t)h * d);
    const float *bias = loader_floats(l, h);
    if (l->broken) return;
    n->of_context = arena_alloc_line(l->arena, (size_t)h * d * sizeof *n->of_context);
    for (uint32_t o = 0; o < h; o++) {
        n->bias[o] += bias[o];
        for (uint32_t i = 0; i < d; i++) n->of_context[(size_t)i * h + o] = step[o] * (float)items[(size_t)o * d + i];
    }
}

static void loader__layers(loader *l, network *n)
{
    uint32_t h = n->width;
    n->bias = ARENA_ARRAY(l->arena, float, h);
    for (uint32_t i = 0; i < h; i++) n->bias[i] = loader_float(l);
    if (n->context != 0) loader__context(l, n);
    loader__matrix(l, &n->neighbours, 3 * h, h, false);
    for (uint32_t k = 0; k < n->layers; k++) {
        loader__matrix(l, &n->gates[k], 4 * h, h, false);
        loader__matrix(l, &n->outputs[k], h, 2 * h, true);
    }
    loader__matrix(l, &n->roles, NETWORK_ROLES, h, false);
    loader__matrix(l, &n->hidden, NETWORK_HIDDEN, 3 * h, false);
    loader__matrix(l, &n->cue, 1, NETWORK_HIDDEN, false);
}

void network_header(unsigned char out[NETWORK_HEADER], const void *body, size_t size)
{
    uint64_t sum = loader_checksum(body, size);
    memcpy(out, NETWORK_MAGIC, 8);
    for (int i = 0; i < 8; i++) out[8 + i] = i == 0 ? NETWORK_VERSION : 0;
    for (int i = 0; i < 8; i++) out[16 + i] = (unsigned char)(sum >> (8 * i));
}

network *network_load(arena *a, const void *bytes, size_t size, const unsigned *rows, unsigned signs, int *error)
{
    loader l = {.arena = a, .at = bytes, .end = (const unsigned char *)bytes + size};
    network *n = ARENA_NEW(a, network);
    uint32_t context = loader_header(&l, NETWORK_MAGIC, NETWORK_VERSION);
    *n = (network){.width = loader_number(&l), .layers = loader_number(&l), .context = context};
    n->signs = loader_number(&l);
    l.broken |= n->width == 0 || n->width % BLOCK != 0 || n->width > NETWORK_WIDTH || n->layers > NETWORK_LAYERS;
    l.broken |= n->signs != signs || n->signs > NETWORK_SIGNS || n->context > NETWORK_CONTEXT;
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
    room->words = arena_alloc_line(a, wide * sizeof *room->words);
    room->wide = arena_alloc_line(a, 4 * wide * sizeof *room->wide);
    room->inputs = arena_alloc_line(a, 3 * wide);
    room->scale = ARENA_ARRAY(a, float, NETWORK_WORDS);
    return room;
}

size_t network_width(const network *n)
{
    return n->width;
}

size_t network_context(const network *n)
{
    return n->context;
}

void network_bias(const network *n, float *sum)
{
    memcpy(sum, n->bias, n->width * sizeof *sum);
}

/* Row 0 is for what is not known. */
static uint32_t table_row(const table *t, uint64_t sign)
{
    if (t->hashes == NULL) return sign < t->rows ? (uint32_t)sign : 0;
    uint32_t wanted = (uint32_t)(sign >> 32), at = t->places[wanted >> t->shift],
             end = t->places[(wanted >> t->shift) + 1];
    while (at < end && bytes_le32(t->hashes + (size_t)at * 4) != wanted) at++;
    return at < end ? at + 1 : 0;
}

static inline void prefetch(const void *at)
{
#if defined(__GNUC__)
    __builtin_prefetch(at);
#else
    (void)at;
#endif
}

void network_expect(const network *n, const uint64_t *signs)
{
    for (unsigned s = 0; s < n->signs && n->tables[s].hashes != NULL; s++) {
        const table *t = &n->tables[s];
        uint32_t upper = (uint32_t)(signs[s] >> 32) >> t->shift;
        prefetch(&t->places[upper]);
        prefetch(t->hashes + ((size_t)upper * t->rows >> (32 - t->shift)) * 4); /* hashes are spread evenly */
    }
}

void network_rows(const network *n, const uint64_t *signs, unsigned from, unsigned to, uint32_t *rows)
{
    for (unsigned s = from; s < to; s++) {
        const table *t = &n->tables[s];
        rows[s] = table_row(t, signs[s]);
        if (t->hashes != NULL) prefetch(t->items + (size_t)rows[s] * n->width);
    }
}

float *network_word(network_room *room, size_t i)
{
    return room->words + i * room->width;
}

/* ---- for each sort of machine ---- */

void network_be_plain(network *n)
{
    n->run = network_run_plain;
    n->add = network_add_plain;
    n->add_all = network_add_all_plain;
    n->add_context = network_add_context_plain;
    n->log_odds = network_log_odds_plain;
}

bool network_be_avx2(network *n)
{
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2")) return false;
    n->run = network_run_avx2;
    n->add = network_add_avx2;
    n->add_all = network_add_all_avx2;
    n->add_context = network_add_context_avx2;
    n->log_odds = network_log_odds_avx2;
    return true;
#else
    (void)n;
    return false;
#endif
}

static void network_dispatch(network *n)
{
    if (!network_be_avx2(n)) network_be_plain(n);
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx512vnni") || !__builtin_cpu_supports("avx512f")) return;
    n->run = network_run_vnni;
    n->add = network_add_vnni;
    n->add_all = network_add_all_vnni;
    n->add_context = network_add_context_vnni;
    n->log_odds = network_log_odds_vnni;
#endif
}

void network_add(const network *n, const uint32_t *rows, unsigned from, unsigned to, const float *base, float *sum)
{
    n->add(n, rows, from, to, base, sum);
}

void network_add_all(const network *n, const uint64_t *signs, unsigned from, size_t count, const float *base,
                     float *sums)
{
    n->add_all(n, signs, from, count, base, sums);
}

void network_add_context(const network *n, const float *context, size_t count, float *sums)
{
    n->add_context(n, context, count, sums);
}

float network_run(const network *n, network_room *room, size_t count, size_t cue_start, size_t cue_end,
                  float (*roles)[NETWORK_ROLES])
{
    return n->run(n, room, count, cue_start, cue_end, roles);
}

void network_log_odds(const network *n, const float *p, float *out, size_t count)
{
    n->log_odds(p, out, count);
}
