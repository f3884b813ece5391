/* SPDX-License-Identifier: Apache-2.0
 *
 * sha256.h - a hash that nobody can find two inputs for (FIPS 180-4).
 *
 * For what is kept for years and must not be mistaken for something else; for
 * words inside one run there is the much faster hash.h.
 */
#ifndef SELON_BASE_SHA256_H
#define SELON_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

void sha256(const void *bytes, size_t size, uint8_t out[SHA256_SIZE]);

#endif
