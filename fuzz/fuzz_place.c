/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_place.c - what somebody types as a place in a text: the first line is what was
 * typed, the rest the text. And the first line as the name of a file that is shown.
 *
 * A place that is found lies in the text, between characters; asked for by its
 * numbers it is found there again. A name that is shown has no control characters.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../cli/name.h"
#include "../cli/place.h"
#include "base/utf8.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_place(const char *words, const char *text, size_t size, selon_span near)
{
    problem p = {""};
    char numbers[64];
    selon_span found, again;
    bool good = place_find("--cue", words, text, size, near, &found, &p);
    REQUIRE(good == (p.text[0] == '\0'));
    if (!good || found.start == found.end) return;
    REQUIRE(found.start < found.end && found.end <= size);
    if (utf8_validate(text, size) != size) return;
    size_t start = utf8_count(text, found.start), end = utf8_count(text, found.end);
    REQUIRE(utf8_validate(text, found.start) == found.start && utf8_validate(text, found.end) == found.end);
    snprintf(numbers, sizeof numbers, "@%zu-%zu", start, end);
    REQUIRE(place_find("--cue", numbers, text, size, near, &again, &p));
    REQUIRE(again.start == found.start && again.end == found.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char shown[256];
    if (size > 20000) return 0;
    const char *newline = memchr(data, '\n', size);
    size_t first = newline != NULL ? (size_t)(newline - (const char *)data) : size;
    size_t rest = newline != NULL ? first + 1 : first;
    char *words = malloc(first + 1), *text = malloc(size - rest + 1);
    REQUIRE(words != NULL && text != NULL);
    memcpy(words, data, first);
    words[first] = '\0';
    if (size > rest) memcpy(text, data + rest, size - rest);
    text[size - rest] = '\0';
    check_place(words, text, size - rest, (selon_span){0, 0});
    check_place(words, text, size - rest, (selon_span){0, (uint32_t)(size - rest)});
    name_shown(words, shown, sizeof shown);
    for (const char *c = shown; *c != '\0'; c++) REQUIRE((unsigned char)*c >= 0x20 && *c != 0x7F);
    REQUIRE(utf8_validate(shown, strlen(shown)) == strlen(shown));
    free(words);
    free(text);
    return 0;
}
