/* SPDX-License-Identifier: Apache-2.0
 *
 * network_plain.c - how a network is run where nothing is known of the machine;
 * see network_run.h.
 */
#include "model/network_inside.h"

/* Loops over a word's numbers are to use what registers there are; clang does so anyway. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#define FOR_MACHINE
#define MACHINE(name) name##_plain
#define LANES 4
#define TILE 4
#define TILE_OUTPUTS BLOCK

typedef float lanes __attribute__((vector_size(16)));

INLINE lanes lanes_load(const float *x)
{
    lanes out;
    memcpy(&out, x, sizeof out);
    return out;
}

INLINE void lanes_store(float *out, lanes x)
{
    memcpy(out, &x, sizeof x);
}

INLINE lanes lanes_all(float x)
{
    return (lanes){x, x, x, x};
}

INLINE lanes lanes_more(lanes x, lanes y)
{
    for (int i = 0; i < LANES; i++) x[i] = x[i] > y[i] ? x[i] : y[i];
    return x;
}

INLINE lanes lanes_larger(lanes x, lanes y)
{
    return lanes_more(x, y);
}

INLINE float lanes_most(lanes x)
{
    float most = x[0];
    for (int i = 1; i < LANES; i++) most = x[i] > most ? x[i] : most;
    return most;
}

INLINE lanes lanes_squash(lanes x)
{
    return x / (lanes_all(1) + lanes_more(x, -x));
}

INLINE lanes lanes_of_bytes(const int8_t *x)
{
    return (lanes){x[0], x[1], x[2], x[3]};
}

INLINE void lanes_to_bytes(lanes x, uint8_t *out)
{
    for (int i = 0; i < LANES; i++) out[i] = (uint8_t)x[i];
}

/* Products are added as numbers of 16 bits, which registers without names multiply
 * best: two for each of LANES sums, one of all even bytes' products and one of all
 * odd ones', or the other way round, as the machine has it. The weights are small:
 * all products of a STRETCH with bytes stay within 2 * 8 * 8 * 255 either way. */
typedef int32_t whole __attribute__((vector_size(16)));
typedef uint32_t whole_bits __attribute__((vector_size(16)));
typedef int16_t halves __attribute__((vector_size(16)));
typedef uint16_t half_bits __attribute__((vector_size(16)));

typedef struct ints {
    whole sum;
    halves products;
} ints;

INLINE ints ints_load(const int32_t *x)
{
    ints out = {.products = {0}};
    memcpy(&out.sum, x, sizeof out.sum);
    return out;
}

INLINE ints ints_products(ints sum, const uint8_t *x, const int8_t *w)
{
    uint32_t four;
    half_bits weights;
    memcpy(&four, x, sizeof four);
    memcpy(&weights, w, sizeof weights);
    const half_bits inputs = (half_bits)(whole_bits){four, four, four, four};
    sum.products += (halves)(inputs & 255) * ((halves)(weights << 8) >> 8);
    sum.products += (halves)(inputs >> 8) * ((halves)weights >> 8);
    return sum;
}

INLINE lanes ints_to_lanes(ints x)
{
    whole other = (whole)((whole_bits)x.products << 16) >> 16;
    return __builtin_convertvector(x.sum + other + ((whole)x.products >> 16), lanes);
}

#define PIECES_AT_ONCE 2

#include "model/network_run.h"
#include "model/transformer_run.h"

INLINE void tile_fill(const tile *t, size_t words, size_t outputs, size_t at)
{
    const matrix *m = t->m;
    int32_t sum[TILE][BLOCK] = {{0}};
    for (uint32_t g = 0; g < m->in / GROUP; g++) {
        const int8_t *w = m->weights + ((size_t)g * m->padded + at) * GROUP;
        for (size_t i = 0; i < words; i++) {
            const uint8_t *x = t->inputs + i * m->in + g * GROUP;
            for (size_t o = 0; o < outputs; o++)
                for (size_t k = 0; k < GROUP; k++) sum[i][o] += x[k] * w[o * GROUP + k];
        }
    }
    for (size_t o = 0; o < outputs; o += LANES)
        for (size_t i = 0; i < words; i++) {
            const int32_t *s = sum[i] + o;
            lanes y = {(float)s[0], (float)s[1], (float)s[2], (float)s[3]};
            y = y * lanes_all(t->by[i]) * lanes_load(m->step + at + o) + lanes_load(m->bias + at + o);
            tile_put(t, t->out + i * t->stride + at + o, y);
        }
}
