/* SPDX-License-Identifier: Apache-2.0
 *
 * linear.c - see linear.h.
 *
 * The file: bytes 0-7 "SELONLIN", 8-11 version (1), 12-15 log2 of the number
 * of weights, 16-19 the scale as an IEEE 754 single's bits, 20-23 zero,
 * 24-31 hash_bytes() of the weights, then one signed byte a weight.
 */
#include "model/linear.h"

#include <string.h>

#define MAGIC "SELONLIN"
#define VERSION 1
#define LOG2_LIMIT 22

float linear_score(const linear_model *m, const features *f)
{
    if (m->weights == NULL) return 0;
    int32_t sum = 0;
    for (uint32_t i = 0; i < f->count; i++) sum += m->weights[f->at[i] & m->mask];
    return (float)sum * m->scale;
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
    if (size < LINEAR_HEADER || memcmp(p, MAGIC, 8) != 0 || little(p + 8, 4) != VERSION) return SELON_ERROR_DATA;
    uint64_t log2_size = little(p + 12, 4);
    if (log2_size > LOG2_LIMIT || size != LINEAR_HEADER + ((size_t)1 << log2_size)) return SELON_ERROR_DATA;
    uint32_t bits = (uint32_t)little(p + 16, 4);
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    if (!(scale > 0.0f && scale < 1e3f)) return SELON_ERROR_DATA;
    if (little(p + 24, 8) != hash_bytes((const char *)p + LINEAR_HEADER, size - LINEAR_HEADER)) return SELON_ERROR_DATA;
    *out = (linear_model){(const int8_t *)(p + LINEAR_HEADER), ((uint32_t)1 << log2_size) - 1, scale};
    return SELON_OK;
}

void linear_model_header(uint8_t out[LINEAR_HEADER], unsigned log2_size, float scale, const int8_t *weights)
{
    uint32_t bits;
    memcpy(&bits, &scale, sizeof bits);
    memset(out, 0, LINEAR_HEADER);
    memcpy(out, MAGIC, 8);
    put_little(out + 8, VERSION, 4);
    put_little(out + 12, log2_size, 4);
    put_little(out + 16, bits, 4);
    put_little(out + 24, hash_bytes((const char *)weights, (size_t)1 << log2_size), 8);
}
