/* SPDX-License-Identifier: Apache-2.0
 *
 * network_avx2.c - how a network is run where there are registers of 256 bits
 * (AVX2); see network_run.h.
 */
#include "model/network_inside.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define FOR_MACHINE __attribute__((target("avx2")))
#define MACHINE(name) name##_avx2
#define LANES 8
#define TILE 4
#define TILE_OUTPUTS 16

typedef __m256 lanes;

FOR_MACHINE INLINE lanes lanes_load(const float *x)
{
    return _mm256_loadu_ps(x);
}

FOR_MACHINE INLINE void lanes_store(float *out, lanes x)
{
    _mm256_storeu_ps(out, x);
}

FOR_MACHINE INLINE lanes lanes_all(float x)
{
    return _mm256_set1_ps(x);
}

FOR_MACHINE INLINE lanes lanes_more(lanes x, lanes y)
{
    return _mm256_max_ps(x, y);
}

/* Numbers not below zero are in the order of their bits. */
FOR_MACHINE INLINE lanes lanes_larger(lanes x, lanes y)
{
    return _mm256_castsi256_ps(_mm256_max_epi32(_mm256_castps_si256(x), _mm256_castps_si256(y)));
}

FOR_MACHINE INLINE float lanes_most(lanes x)
{
    __m256i all = _mm256_castps_si256(x);
    __m128i four = _mm_max_epi32(_mm256_castsi256_si128(all), _mm256_extracti128_si256(all, 1));
    four = _mm_max_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(1, 0, 3, 2)));
    four = _mm_max_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(2, 3, 0, 1)));
    return _mm_cvtss_f32(_mm_castsi128_ps(four));
}

FOR_MACHINE INLINE lanes lanes_squash(lanes x)
{
    return x / (lanes_all(1) + _mm256_andnot_ps(lanes_all(-0.0f), x));
}

FOR_MACHINE INLINE lanes lanes_of_bytes(const int8_t *x)
{
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)x)));
}

FOR_MACHINE INLINE void lanes_to_bytes(lanes x, uint8_t *out)
{
    __m256i whole = _mm256_cvttps_epi32(x);
    __m128i bytes = _mm_packus_epi32(_mm256_castsi256_si128(whole), _mm256_extracti128_si256(whole, 1));
    _mm_storel_epi64((__m128i *)out, _mm_packus_epi16(bytes, bytes));
}

FOR_MACHINE INLINE __m256i four_inputs(const uint8_t *x)
{
    int four;
    memcpy(&four, x, sizeof four);
    return _mm256_set1_epi32(four);
}

typedef __m256i ints;

FOR_MACHINE INLINE ints ints_load(const int32_t *x)
{
    return _mm256_loadu_si256((const __m256i *)x);
}

/* The weights are small: two products of them with bytes are far from too large for 16 bits. */
FOR_MACHINE INLINE ints ints_products(ints sum, const uint8_t *x, const int8_t *w)
{
    __m256i pairs = _mm256_maddubs_epi16(four_inputs(x), _mm256_loadu_si256((const __m256i *)w));
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

FOR_MACHINE INLINE lanes ints_to_lanes(ints x)
{
    return _mm256_cvtepi32_ps(x);
}

#define PIECES_AT_ONCE 2

#include "model/network_run.h"
#include "model/transformer_run.h"

FOR_MACHINE INLINE void tile_fill(const tile *t, size_t words, size_t outputs, size_t at)
{
    const matrix *m = t->m;
    const size_t registers = outputs / LANES;
    const int8_t *w = m->weights + at * GROUP;
    __m256i sum[TILE][TILE_OUTPUTS / LANES], weights[TILE_OUTPUTS / LANES], ones = _mm256_set1_epi16(1);
    UNROLL for (size_t i = 0; i < words; i++) UNROLL for (size_t k = 0; k < registers; k++)
        sum[i][k] = _mm256_setzero_si256();
    for (uint32_t g = 0; g < m->in; g += GROUP, w += m->padded * GROUP) {
        UNROLL for (size_t k = 0; k < registers; k++)
            weights[k] = _mm256_loadu_si256((const __m256i *)(w + k * LANES * GROUP));
        UNROLL for (size_t i = 0; i < words; i++)
        {
            __m256i four = four_inputs(t->inputs + i * m->in + g);
            UNROLL for (size_t k = 0; k < registers; k++) sum[i][k] = _mm256_add_epi32(
                sum[i][k], _mm256_madd_epi16(_mm256_maddubs_epi16(four, weights[k]), ones));
        }
    }
    UNROLL for (size_t k = 0; k < registers; k++)
    {
        lanes step = lanes_load(m->step + at + k * LANES), bias = lanes_load(m->bias + at + k * LANES);
        UNROLL for (size_t i = 0; i < words; i++)
            tile_put(t, t->out + i * t->stride + at + k * LANES,
                     _mm256_cvtepi32_ps(sum[i][k]) * lanes_all(t->by[i]) * step + bias);
    }
}
#endif
