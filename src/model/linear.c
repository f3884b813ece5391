/* SPDX-License-Identifier: Apache-2.0
 *
 * linear.c - see linear.h.
 *
 * The file: bytes 0-7 "SELONLIN", 8-11 version, 12-15 log2 of the number of
 * weights, 16-19 the scale as an IEEE 754 single's bits, 20-23 how many bytes
 * follow the weights, 24-31 hash_bytes() of all that follows, then one signed
 * byte a weight, then those bytes. The version is 1 where nothing follows the
 * weights, and 2 where something does.
 */
#include "model/linear.h"

#include <string.h>

#define MAGIC "SELONLIN"
#define LOG2_LIMIT 22

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,avx512f,avx512dq,avx512vl")))

/* Eight features at once: their hashes, the four bytes of the table that hold
 * each one's weight, and of these the one. */
WIDE static inline __m256i weights_of_eight(const linear_model *m, const feature *f, __mmask8 have)
{
    const __m512i spread = _mm512_set1_epi64((int64_t)FEATURE_SPREAD), mask = _mm512_set1_epi64(m->mask);
    const __m512i hash = _mm512_mullo_epi64(_mm512_maskz_loadu_epi64(have, f), spread);
    const __m512i place = _mm512_and_si512(_mm512_xor_si512(_mm512_srli_epi64(hash, 32), _mm512_srli_epi64(hash, 45)),
                                           mask);
    const __m256i four = _mm512_mask_i64gather_epi32(_mm256_setzero_si256(), have, _mm512_srli_epi64(place, 2),
                                                     m->weights, 4);
    const __m256i which = _mm256_slli_epi32(_mm512_cvtepi64_epi32(place), 3);
    return _mm256_srai_epi32(_mm256_sllv_epi32(four, _mm256_andnot_si256(which, _mm256_set1_epi32(24))), 24);
}

WIDE static int32_t sum_wide(const linear_model *m, const features *f)
{
    const feature *i = f->items;
    __m256i sum = _mm256_setzero_si256();
    for (; f->end - i >= 8; i += 8) sum = _mm256_add_epi32(sum, weights_of_eight(m, i, 0xff));
    if (i < f->end) sum = _mm256_add_epi32(sum, weights_of_eight(m, i, (__mmask8)((1u << (f->end - i)) - 1)));
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(1, 0, 3, 2)));
    return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, _MM_SHUFFLE(2, 3, 0, 1))));
}
#endif

static int32_t sum_plain(const linear_model *m, const features *f)
{
    const int8_t *weights = m->weights;
    uint32_t mask = m->mask;
    const feature *i = f->items;
    int32_t sum = 0;
    for (; f->end - i >= 2; i += 2) sum += weights[feature_hash(i) & mask] + weights[feature_hash(i + 1) & mask];
    if (i < f->end) sum += weights[feature_hash(i) & mask];
    return sum;
}

float linear_score(const linear_model *m, const features *f)
{
    if (m->weights == NULL) return 0;
#if defined(__x86_64__)
    if (m->wide) return (float)sum_wide(m, f) * m->scale;
#endif
    return (float)sum_plain(m, f) * m->scale;
}

static uint64_t little(const uint8_t *p, unsigned n)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < n; i++) v |= (uint64_t)p[i] << 8 * i;
    return v;
}

static void put_little(uint8_t *p, uint64_t v, unsigned n)
{
    for (unsigned i = 0; i < n; i++) p[i] = (uint8_t)(v >> 8 * i);
}

int linear_model_load(linear_model *out, const void *bytes, size_t size)
{
    const uint8_t *p = bytes;
    *out = (linear_model){0};
    if (size < LINEAR_HEADER || memcmp(p, MAGIC, 8) != 0) return SELON_ERROR_DATA;
    uint64_t version = little(p + 8, 4), log2_size = little(p + 12, 4), more = little(p + 20, 4);
    if (version != (more == 0 ? 1 : 2) || more > LINEAR_MORE_MOST || log2_size > LOG2_LIMIT) return SELON_ERROR_DATA;
    size_t weights = (size_t)1 << log2_size;
    if (size != LINEAR_HEADER + weights + more) return SELON_ERROR_DATA;
    uint32_t bits = (uint32_t)little(p + 16, 4);
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    if (!(scale > 0.0f && scale < 1e3f)) return SELON_ERROR_DATA;
    if (little(p + 24, 8) != hash_bytes((const char *)p + LINEAR_HEADER, size - LINEAR_HEADER)) return SELON_ERROR_DATA;
    *out = (linear_model){.weights = (const int8_t *)(p + LINEAR_HEADER),
                          .mask = (uint32_t)weights - 1,
                          .scale = scale,
                          .more = p + LINEAR_HEADER + weights,
                          .more_size = (size_t)more};
#if defined(__x86_64__)
    out->wide = weights >= 4 && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
    return SELON_OK;
}

void linear_model_header(uint8_t out[LINEAR_HEADER], unsigned log2_size, float scale, const int8_t *weights,
                         size_t more_size)
{
    uint32_t bits;
    memcpy(&bits, &scale, sizeof bits);
    memset(out, 0, LINEAR_HEADER);
    memcpy(out, MAGIC, 8);
    put_little(out + 8, more_size == 0 ? 1 : 2, 4);
    put_little(out + 12, log2_size, 4);
    put_little(out + 16, bits, 4);
    put_little(out + 20, more_size, 4);
    put_little(out + 24, hash_bytes((const char *)weights, ((size_t)1 << log2_size) + more_size), 8);
}
