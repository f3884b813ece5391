/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_stream.c - any bytes through the command's reader: inflated where they
 * look like gzip, whole and line by line. The two ways must agree, and
 * neither may keep more than its limit.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../cli/stream.h"

#define LIMIT ((size_t)1 << 16)
#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

/* Compares the lines with the whole; returns whether the stream ended well. */
static int check_lines(stream *s, const char *whole, size_t size)
{
    problem p = {""};
    char *line;
    size_t at = 0, length;
    for (;;) {
        line_status status = stream_next_line(s, LIMIT, &line, &length, &p);
        if (status == LINE_END || status == LINE_FAILED) return status == LINE_END;
        if (whole == NULL) { /* too large, or it will fail: only the limit holds */
            REQUIRE(status == LINE_TOO_LONG || length <= LIMIT);
        } else {
            REQUIRE(status == LINE_OK && length <= size - at && memcmp(line, whole + at, length) == 0);
            at += length;
            if (at < size && whole[at] == '\r') at++;
            if (at < size) REQUIRE(whole[at++] == '\n');
        }
        free(line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    problem p = {""};
    size_t all_size = 0;
    stream *s = stream_of_memory(data, size, &p);
    REQUIRE(s != NULL);
    char *all = stream_read_all(s, LIMIT, &all_size, &p);
    REQUIRE(all != NULL ? all_size <= LIMIT && all[all_size] == '\0' : p.text[0] != '\0');
    stream_close(s);
    s = stream_of_memory(data, size, &p);
    REQUIRE(s != NULL);
    int ended = check_lines(s, all, all_size);
    REQUIRE(all == NULL || ended);
    stream_close(s);
    free(all);
    return 0;
}
