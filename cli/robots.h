/* SPDX-License-Identifier: Apache-2.0
 *
 * robots.h - what a site's robots.txt allows us (RFC 9309).
 */
#ifndef SELON_CLI_ROBOTS_H
#define SELON_CLI_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct robots robots;

/* Reads the groups for `agent` (a product's name, as "selon"), or where there
 * are none those for all. NULL without memory; any bytes will do. */
robots *robots_parse(const char *bytes, size_t size, const char *agent);
void robots_free(robots *r);

/* May `path` ("/a?b", what comes after the host) be fetched? NULL allows all. */
bool robots_allow(const robots *r, const char *path);

/* Seconds between two requests that it asks for; 0: it does not say. */
double robots_delay(const robots *r);

#endif
