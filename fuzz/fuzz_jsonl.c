/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_jsonl.c - any bytes as a line of the command's JSON lines input.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../cli/date.h"
#include "../cli/jsonl.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    record r;
    problem p = {""};
    if (record_parse(&r, (const char *)data, size, &p)) {
        REQUIRE(p.text[0] == '\0' && r.text != NULL && r.text[r.text_size] == '\0');
        REQUIRE(r.date == NULL || date_is_valid(r.date));
        record_release(&r);
    } else {
        REQUIRE(p.text[0] != '\0' && r.root == NULL);
    }
    return 0;
}
