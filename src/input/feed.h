/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.h - RSS (2.0 and its forerunners, 1.0) and Atom feeds, and OPML lists of
 * feeds.
 *
 *     bytes -> libxml2 (SAX) -> items, one after another
 *
 * Only one item is in memory at a time. Nothing is loaded from anywhere, and no
 * entities but XML's own are expanded.
 */
#ifndef SELON_INPUT_FEED_H
#define SELON_INPUT_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "selon.h"

/* All borrowed until the callback returns; NULL where the feed does not say. */
typedef struct feed_item {
    bool is_feed;      /* an entry of a list of feeds: `link` is the feed's address */
    const char *link;  /* absolute, where the feed's own address is known */
    const char *id;    /* what the feed calls it; any text */
    const char *title; /* without markup */
    const char *author;
    const char *date;    /* as "2025-11-14T09:30:00Z"; NULL too for one that cannot be true */
    const char *outlet;  /* the feed's title, as far as it came before the item */
    const char *content; /* HTML or text, NUL-terminated */
    size_t content_size;
} feed_item;

/* Returns 0, or anything else to stop. */
typedef int (*feed_take)(const feed_item *item, void *payload);

typedef enum feed_status {
    FEED_GOOD,
    FEED_BROKEN,  /* XML that breaks off or is not well-formed; the items before were taken */
    FEED_FOREIGN, /* no XML, or XML that is no feed */
    FEED_MEMORY,
    FEED_STOPPED, /* by `take` */
} feed_status;

/* `address`: of the feed, to make links absolute by; may be NULL. `now`: dates
 * later than two days from it are not believed. */
feed_status feed_read(const char *bytes, size_t size, const char *address, time_t now, const selon_allocator *allocator,
                      feed_take take, void *payload);

/* Does it begin as a feed or a list of feeds does? */
bool feed_sniff(const char *bytes, size_t size);

/* "Fri, 14 Nov 2025 09:30:00 +0100" or "2025-11-14T09:30+01:00" in UTC, as
 * "2025-11-14T08:30:00Z"; a day alone stays one. False for what is no date, and
 * for one that cannot be true: the first of 1970, which is a clock's zero, and
 * those more than two days after `now`. */
bool feed_date(const char *text, time_t now, char out[32]);

#endif
