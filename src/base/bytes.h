/* SPDX-License-Identifier: Apache-2.0
 *
 * bytes.h - numbers as files have them: little-endian, at any address.
 *
 * Where the machine has the same order they are read with one load each, which
 * sanitizers and compilers that do not see through four bytes are thankful for.
 */
#ifndef SELON_BASE_BYTES_H
#define SELON_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint32_t bytes_le32(const unsigned char *p)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t value;
    memcpy(&value, p, sizeof value);
    return value;
#else
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
#endif
}

static inline uint64_t bytes_le64(const unsigned char *p)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t value;
    memcpy(&value, p, sizeof value);
    return value;
#else
    return bytes_le32(p) | (uint64_t)bytes_le32(p + 4) << 32;
#endif
}

#endif
