/* SPDX-License-Identifier: Apache-2.0
 *
 * asset.h - what is built into the reading room besides code: its style sheet,
 * its scripts, its icon and the words of its interface. web/room/build.py makes
 * the table; nothing is read from disk.
 */
#ifndef SELON_ROOM_ASSET_H
#define SELON_ROOM_ASSET_H

#include <stddef.h>

struct answer;
struct request;

typedef struct asset {
    const char *path; /* "/assets/room-1a2b3c4d.js"; "words/fr.txt" is not for browsers */
    const char *type; /* as Content-Type has it; NULL: not for browsers */
    const unsigned char *bytes;
    size_t size;
    const unsigned char *packed; /* the same, gzip */
    size_t packed_size;
} asset;

/* All of them; the last one's path is NULL. */
extern const asset asset_table[];

/* Their paths; the script is NULL in a build without npm. */
extern const char *const asset_style, *const asset_script, *const asset_icon;

/* The asset of this path, or NULL. */
const asset *asset_find(const char *path);

/* Answers "/assets/NAME"; a route_do. */
int asset_answer(struct request *q, struct answer *out);

#endif
