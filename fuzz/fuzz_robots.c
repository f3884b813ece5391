/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_robots.c - any bytes as a robots.txt, and their first line as a path.
 *
 * Two readings agree, a delay is no nonsense, and a site that forbids all
 * forbids every path whatever stands before that.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../cli/robots.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char nothing[] = "\nUser-agent: selon\nDisallow: /\n";
    const char *newline = memchr(data, '\n', size);
    size_t first = newline != NULL ? (size_t)(newline - (const char *)data) : size;
    char *path = malloc(first + 2), *closed = malloc(size + sizeof nothing);
    REQUIRE(path != NULL && closed != NULL);
    path[0] = '/';
    memcpy(path + 1, data, first);
    path[first + 1] = '\0';
    robots *r = robots_parse((const char *)data, size, "selon");
    REQUIRE(r != NULL && robots_delay(r) >= 0 && robots_delay(r) < 1e6);
    bool allowed = robots_allow(r, path);
    REQUIRE(robots_allow(r, path) == allowed);
    robots_free(r);

    memset(closed, '#', size);
    memcpy(closed + size, nothing, sizeof nothing);
    r = robots_parse(closed, size + sizeof nothing - 1, "selon");
    REQUIRE(r != NULL && (!robots_allow(r, path)));
    robots_free(r);
    free(path);
    free(closed);
    return 0;
}
