/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_feed.c - any bytes as a feed, and as the date of an item.
 *
 * Links are addresses on the web, dates are dates that can be true, strings have
 * no NUL inside; reading the same again gives as many items; stopping stops.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "input/feed.h"
#include "resolve/dates.h"

#define NOW ((time_t)1763107200) /* 2025-11-14 */
#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct count {
    size_t items, stop_at;
} count;

static void check_date(const char *date)
{
    civil_date day;
    REQUIRE(civil_date_parse(date, &day) && (strlen(date) == 10 || strlen(date) == 20));
    REQUIRE(strcmp(date, "2025-11-17") < 0 && strncmp(date, "1970-01-01T", 11) != 0);
}

static int take(const feed_item *item, void *payload)
{
    count *c = payload;
    c->items++;
    if (item->link != NULL)
        REQUIRE(strncasecmp(item->link, "http://", 7) == 0 || strncasecmp(item->link, "https://", 8) == 0 ||
                item->is_feed);
    if (item->date != NULL) check_date(item->date);
    if (item->title != NULL) REQUIRE(*item->title != '\0' && *item->title != ' ');
    if (item->content != NULL) REQUIRE(item->content[item->content_size] == '\0');
    return c->items == c->stop_at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    selon_allocator allocator = allocator_default();
    const char *bytes = (const char *)data;
    count all = {0}, again = {0}, first = {.stop_at = 1};
    feed_status status = feed_read(bytes, size, "https://x.example/a/feed", NOW, &allocator, take, &all);
    REQUIRE(status != FEED_STOPPED && status != FEED_MEMORY && (status != FEED_FOREIGN || all.items == 0));
    REQUIRE(feed_read(bytes, size, NULL, NOW, &allocator, take, &again) == status && again.items == all.items);
    if (all.items > 0) REQUIRE(feed_read(bytes, size, NULL, NOW, &allocator, take, &first) == FEED_STOPPED);
    REQUIRE(first.items == (all.items > 0));
    feed_sniff(bytes, size);

    char out[32], *text = malloc(size + 1);
    REQUIRE(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    if (feed_date(text, NOW, out)) check_date(out);
    free(text);
    return 0;
}
