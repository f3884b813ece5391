/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_carve.c - any bytes as the pages of a damaged ledger.
 *
 * What is found has at most CARVE_VALUES values of the four types; each can be
 * read to its end, and the work is bounded by the pages.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "ledger/carve.h"

#define PAGE 512
#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(int64_t id, const carved_value *values, size_t count, void *payload)
{
    size_t *rows = payload;
    unsigned sum = 0;
    REQUIRE(id >= 0 && count >= 1 && count <= CARVE_VALUES);
    for (size_t i = 0; i < count; i++) {
        int type = values[i].type;
        REQUIRE(type == SQLITE_NULL || type == SQLITE_INTEGER || type == SQLITE_TEXT || type == SQLITE_BLOB);
        if (type == SQLITE_INTEGER) REQUIRE(values[i].size <= 8);
        for (size_t k = 0; k < values[i].size; k++) sum += (unsigned char)values[i].bytes[k];
    }
    REQUIRE(sum != 1u << 31);
    return ++*rows < 100000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t rows = 0;
    if (size < PAGE) return 0;
    FILE *file = fmemopen((void *)(uintptr_t)data, size, "rb");
    REQUIRE(file != NULL);
    carve_stream(file, PAGE, take, &rows);
    REQUIRE(rows <= size / PAGE * (PAGE / 2)); /* a place of a cell has two bytes */
    fclose(file);
    return 0;
}
