/* SPDX-License-Identifier: Apache-2.0
 *
 * name.h - what the name of an input says of it.
 */
#ifndef SELON_CLI_NAME_H
#define SELON_CLI_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Does it look like an address (scheme://...), of whatever scheme? */
bool name_is_address(const char *name);

/* A web address without bytes that may not stand in one ("%E9" for them), to be
 * freed; NULL without memory. */
char *name_address(const char *address);

/* Does it end as files of JSON lines or pages do, ".gz" apart? */
bool name_is_jsonl(const char *name);
bool name_is_html(const char *name);

/* Does it end as web archives do: .warc, .warc.gz, .warc.zst? */
bool name_is_archive(const char *name);

/* Does it end as feeds and lists of feeds do: .rss, .atom, .opml? */
bool name_is_feed(const char *name);

/* Does it end as files of articles do: JSON lines, pages, plain text? */
bool name_is_article(const char *name);

/* "news/article.txt.gz" -> "article", to be freed; NULL without memory. */
char *name_stem(const char *path);

/* "a\\x0Ab": the name in one line, with control characters and bytes that are no UTF-8 as \x and their number, and a
 * backslash as two; cut where there is no room. Returns `out`. */
char *name_shown(const char *name, char *out, size_t room);

#endif
