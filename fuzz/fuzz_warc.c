/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_warc.c - any bytes as a web archive.
 *
 * The first byte says how many bytes the source gives at a time and whether it
 * can go back. The reader ends, after no more records than there are bytes;
 * pages are no larger than allowed; and the good record that is put behind the
 * bytes is found, unless they are compressed or hold a record themselves.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "input/warc.h"
#include "pool.h"

#define LIMIT 4000
#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char last[] =
    "\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://last.example/\r\n"
    "Content-Length: 58\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>the end</p>\r\n\r\n";

typedef struct supply {
    char *bytes;
    size_t size, at, most;
} supply;

static long supply__read(void *to, size_t room, void *payload)
{
    supply *s = payload;
    size_t n = s->size - s->at;
    if (n > room) n = room;
    if (n > s->most) n = s->most;
    if (n > 0) memcpy(to, s->bytes + s->at, n);
    s->at += n;
    return (long)n;
}

static bool supply__seek(uint64_t offset, void *payload)
{
    supply *s = payload;
    REQUIRE(offset <= s->size);
    s->at = (size_t)offset;
    return true;
}

/* Reads all; was the last record among it? */
static bool read_all(supply *s, bool back)
{
    selon_allocator allocator = pool_allocator();
    unpack_source source = {supply__read, back ? supply__seek : NULL, s};
    warc_reader *r = warc_reader_new(&allocator, &source, LIMIT);
    warc_status status;
    warc_page page;
    uint64_t record = 0;
    size_t calls = 0;
    bool found = false;
    REQUIRE(r != NULL);
    while ((status = warc_next(r, &page)) != WARC_END) {
        REQUIRE(status == WARC_PAGE || status == WARC_BAD);
        REQUIRE(page.record >= record && ++calls <= 3 * s->size + 8);
        record = page.record;
        if (status == WARC_BAD) {
            REQUIRE(page.fault >= WARC_NO_RECORD && page.fault <= WARC_CODING);
            continue;
        }
        REQUIRE(page.size <= LIMIT && page.bytes[page.size] == '\0' && strlen(page.charset) < 64);
        REQUIRE(strncasecmp(page.url, "http", 4) == 0 && strchr(page.url, '\n') == NULL &&
                strchr(page.date, '\n') == NULL);
        found |= strcmp(page.url, "http://last.example/") == 0;
    }
    warc_reader_free(r);
    REQUIRE(pool_living() == 0);
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    bool back = data[0] & 1;
    supply s = {.most = (size_t)(data[0] / 2) + 1};
    s.bytes = malloc(size + sizeof last);
    REQUIRE(s.bytes != NULL);
    memcpy(s.bytes, data + 1, size - 1);
    memcpy(s.bytes + size - 1, last, sizeof last - 1);
    s.size = size - 1 + sizeof last - 1;
    bool packed = memcmp(s.bytes, "\x1F\x8B", 2) == 0 || memcmp(s.bytes + 1, "\xB5\x2F\xFD", 3) == 0 ||
                  memcmp(s.bytes + 1, "\x2A\x4D\x18", 3) == 0;
    bool other = false; /* there is another record, which may hold the last as its content */
    for (size_t i = 1; i + 5 <= size; i++) other |= memcmp(data + i, "WARC/", 5) == 0;
    REQUIRE(read_all(&s, back) || packed || other);
    free(s.bytes);
    return 0;
}
