/* SPDX-License-Identifier: Apache-2.0
 *
 * loader.c - see loader.h.
 */
#include "model/loader.h"

#include <math.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"

const unsigned char *loader_take(loader *l, size_t size)
{
    const unsigned char *at = l->at;
    l->broken |= (size_t)(l->end - l->at) < size;
    if (l->broken) return NULL;
    l->at += size;
    return at;
}

uint32_t loader_number(loader *l)
{
    const unsigned char *p = loader_take(l, 4);
    return p != NULL ? bytes_le32(p) : 0;
}

float loader_float(loader *l)
{
    uint32_t n = loader_number(l);
    float f;
    memcpy(&f, &n, sizeof f);
    if (isfinite(f) && fabsf(f) < 1e6f) return f;
    l->broken = true;
    return 0;
}

float *loader_floats(loader *l, size_t count)
{
    if (l->broken || (size_t)(l->end - l->at) / 4 < count) {
        l->broken = true;
        return NULL;
    }
    float *out = arena_alloc_line(l->arena, count * sizeof *out);
    for (size_t i = 0; i < count; i++) out[i] = loader_float(l);
    return out;
}

const unsigned char *loader_bytes(loader *l, size_t size)
{
    const unsigned char *p = loader_take(l, size);
    for (; size % 4 != 0; size++) {
        const unsigned char *zero = loader_take(l, 1);
        l->broken |= zero != NULL && *zero != 0;
    }
    return p;
}

uint64_t loader_checksum(const unsigned char *bytes, size_t size)
{
    uint64_t h = HASH_SEED ^ size;
    size_t at = 0;
    for (; at + 8 <= size; at += 8) h = (h ^ bytes_le64(bytes + at)) * UINT64_C(0x100000001b3);
    unsigned char rest[8] = {0};
    memcpy(rest, bytes + at, size - at);
    if (at < size) h = (h ^ bytes_le64(rest)) * UINT64_C(0x100000001b3);
    return hash_mix(h);
}

uint32_t loader_header(loader *l, const char *magic, uint32_t version)
{
    const unsigned char *p = loader_take(l, LOADER_HEADER);
    if (p == NULL) return 0;
    l->broken |= memcmp(p, magic, 8) != 0 || bytes_le32(p + 8) != version ||
                 bytes_le64(p + 16) != loader_checksum(l->at, (size_t)(l->end - l->at));
    return bytes_le32(p + 12);
}
