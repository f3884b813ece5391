/* SPDX-License-Identifier: Apache-2.0
 *
 * network_vnni.c - how a network is run where there are registers of 512 bits
 * and an instruction for products of bytes (AVX-512 VNNI); see network_run.h.
 */
#include "model/network_inside.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define FOR_MACHINE __attribute__((target("avx2,fma,avx512f,avx512vnni")))
#define MACHINE(name) name##_vnni
#define LANES 16
#define TILE 8
#define TILE_OUTPUTS 32

typedef __m512 lanes;

FOR_MACHINE INLINE lanes lanes_load(const float *x)
{
    return _mm512_loadu_ps(x);
}

FOR_MACHINE INLINE void lanes_store(float *out, lanes x)
{
    _mm512_storeu_ps(out, x);
}

FOR_MACHINE INLINE lanes lanes_all(float x)
{
    return _mm512_set1_ps(x);
}

FOR_MACHINE INLINE lanes lanes_more(lanes x, lanes y)
{
    return _mm512_max_ps(x, y);
}

/* Numbers not below zero are in the order of their bits. */
FOR_MACHINE INLINE lanes lanes_larger(lanes x, lanes y)
{
    return _mm512_castsi512_ps(_mm512_max_epi32(_mm512_castps_si512(x), _mm512_castps_si512(y)));
}

FOR_MACHINE INLINE float lanes_most(lanes x)
{
    int bits = _mm512_reduce_max_epi32(_mm512_castps_si512(x));
    float most;
    memcpy(&most, &bits, sizeof most);
    return most;
}

/* A division takes longer than anything else here. This is one that is rounded
 * right all the same: from a reciprocal that is good to 14 bits, then 28, a
 * quotient, and what is left over corrects its last bit (Markstein, "Computation
 * of elementary functions on the IBM RISC System/6000 processor", 1990). That it
 * gives what x / (1 + |x|) gives was tried for every x there is, and with
 * reciprocals off by as much as 2^-14 may be. */
FOR_MACHINE INLINE lanes lanes_squash(lanes x)
{
    lanes one = _mm512_set1_ps(1), by = _mm512_add_ps(one, _mm512_abs_ps(x)), near = _mm512_rcp14_ps(by);
    near = _mm512_fmadd_ps(near, _mm512_fnmadd_ps(by, near, one), near);
    lanes y = _mm512_mul_ps(x, near);
    return _mm512_fmadd_ps(_mm512_fnmadd_ps(by, y, x), near, y);
}

FOR_MACHINE INLINE lanes lanes_of_bytes(const int8_t *x)
{
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)x)));
}

FOR_MACHINE INLINE void lanes_to_bytes(lanes x, uint8_t *out)
{
    _mm_storeu_si128((__m128i *)out, _mm512_cvtepi32_epi8(_mm512_cvttps_epi32(x)));
}

FOR_MACHINE INLINE __m512i four_inputs(const uint8_t *x)
{
    int four;
    memcpy(&four, x, sizeof four);
    return _mm512_set1_epi32(four);
}

/* sum += the products of four inputs with the weights. As an intrinsic, gcc 12 copies each sum back and forth. */
FOR_MACHINE INLINE void add_products(__m512i *sum, __m512i four, __m512i weights)
{
    __asm__("vpdpbusd %2, %1, %0" : "+v"(*sum) : "v"(four), "v"(weights));
}

typedef __m512i ints;

FOR_MACHINE INLINE ints ints_load(const int32_t *x)
{
    return _mm512_loadu_si512(x);
}

FOR_MACHINE INLINE ints ints_products(ints sum, const uint8_t *x, const int8_t *w)
{
    add_products(&sum, four_inputs(x), _mm512_loadu_si512(w));
    return sum;
}

FOR_MACHINE INLINE lanes ints_to_lanes(ints x)
{
    return _mm512_cvtepi32_ps(x);
}

#define PIECES_AT_ONCE 8

#include "model/network_run.h"
#include "model/transformer_run.h"

FOR_MACHINE INLINE void tile_fill(const tile *t, size_t words, size_t outputs, size_t at)
{
    const matrix *m = t->m;
    const size_t registers = outputs / LANES;
    const int8_t *w = m->weights + at * GROUP;
    __m512i sum[TILE][TILE_OUTPUTS / LANES], weights[TILE_OUTPUTS / LANES];
    UNROLL for (size_t i = 0; i < words; i++) UNROLL for (size_t k = 0; k < registers; k++)
        sum[i][k] = _mm512_setzero_si512();
    for (uint32_t g = 0; g < m->in; g += GROUP, w += m->padded * GROUP) {
        UNROLL for (size_t k = 0; k < registers; k++) weights[k] = _mm512_loadu_si512(w + k * LANES * GROUP);
        UNROLL for (size_t i = 0; i < words; i++)
        {
            __m512i four = four_inputs(t->inputs + i * m->in + g);
            UNROLL for (size_t k = 0; k < registers; k++) add_products(&sum[i][k], four, weights[k]);
        }
    }
    UNROLL for (size_t k = 0; k < registers; k++)
    {
        lanes step = lanes_load(m->step + at + k * LANES), bias = lanes_load(m->bias + at + k * LANES);
        UNROLL for (size_t i = 0; i < words; i++)
            tile_put(t, t->out + i * t->stride + at + k * LANES,
                     _mm512_cvtepi32_ps(sum[i][k]) * lanes_all(t->by[i]) * step + bias);
    }
}
#endif
