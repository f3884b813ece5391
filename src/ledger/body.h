/* SPDX-License-Identifier: Apache-2.0
 *
 * body.h - texts compressed by zstd.
 *
 * A near-copy is compressed with the text it copies as what has gone before
 * (zstd's "prefix"), so that it costs little more than what differs.
 */
#ifndef SELON_LEDGER_BODY_H
#define SELON_LEDGER_BODY_H

#include <stddef.h>

#include "base/arena.h"
#include "ledger/pack.h"

/* What compresses and decompresses on one thread. */
typedef struct squeezer squeezer;

squeezer *squeezer_new(void); /* NULL without memory */
void squeezer_free(squeezer *s);

/* Compresses `text` after `prefix` (size 0: alone) into the arena. Returns
 * SELON_OK or SELON_ERROR_MEMORY. */
int body_squeeze(squeezer *s, arena *a, const char *text, size_t size, const char *prefix, size_t prefix_size,
                 blob *out);

/* The other way; `size` is what the text must have. The result is
 * NUL-terminated. SELON_ERROR_DATA when it is damaged. */
int body_expand(squeezer *s, arena *a, blob body, size_t size, const char *prefix, size_t prefix_size, char **out);

#endif
