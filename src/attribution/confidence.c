/* SPDX-License-Identifier: Apache-2.0
 *
 * confidence.c - see confidence.h.
 */
#include "attribution/confidence.h"

#include <math.h>
#include <string.h>

#include "attribution/reading.h"
#include "selon.h"

_Static_assert(CONFIDENCE_SHAPES == SHAPE_AS + 1, "a weight for each shape of a cue");
_Static_assert(CONFIDENCE_SOURCES == SOURCE_PHRASE + 1, "a weight for each kind of source");

/* Probabilities nearer to 0 and 1 say nothing more. */
#define LEAST 5e-4f
/* No weight that was learnt is near this. */
#define WEIGHT_LIMIT 100.0f

/* Log-odds at which the line bends: probabilities of 0.73, 0.92 and 0.98. */
static const float BENDS[CONFIDENCE_BENDS] = {1.0f, 2.5f, 4.0f};

void confidence_signs(const attribution *st, float out[CONFIDENCE_SIGNS])
{
    float p = st->confidence;
    if (!(p > LEAST)) p = LEAST;
    if (p > 1 - LEAST) p = 1 - LEAST;
    float odds = logf(p / (1 - p));
    memset(out, 0, CONFIDENCE_SIGNS * sizeof *out);
    out[CONFIDENCE_BIAS] = 1;
    out[CONFIDENCE_ODDS] = odds;
    for (unsigned n = 0; n < CONFIDENCE_BENDS; n++)
        if (odds > BENDS[n]) out[CONFIDENCE_BEND + n] = odds - BENDS[n];
    out[CONFIDENCE_DIRECT] = st->type == SELON_DIRECT;
    out[CONFIDENCE_MIXED] = st->type == SELON_MIXED;
    out[CONFIDENCE_NO_SOURCE] = st->source.end == st->source.start;
    out[CONFIDENCE_WEAK] = st->evidence.weak;
    if (st->evidence.shape < CONFIDENCE_SHAPES) out[CONFIDENCE_SHAPE + st->evidence.shape] = 1;
    if (st->evidence.source < CONFIDENCE_SOURCES) out[CONFIDENCE_SOURCE + st->evidence.source] = 1;
}

float confidence_of_statement(const confidence_map *m, const attribution *st)
{
    float signs[CONFIDENCE_SIGNS], sum = 0;
    if (!m->known) return st->confidence;
    confidence_signs(st, signs);
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) sum += m->weights[i] * signs[i];
    return 1 / (1 + expf(-sum));
}

int confidence_map_load(confidence_map *out, const void *bytes, size_t size)
{
    const uint8_t *p = bytes;
    *out = (confidence_map){0};
    if (size == 0) return SELON_OK;
    if (size != CONFIDENCE_BYTES) return SELON_ERROR_DATA;
    confidence_map m = {.known = true};
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++, p += 4) {
        uint32_t bits = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        memcpy(&m.weights[i], &bits, sizeof bits);
        if (!(fabsf(m.weights[i]) < WEIGHT_LIMIT)) return SELON_ERROR_DATA; /* not a number, too */
    }
    *out = m;
    return SELON_OK;
}

void confidence_map_write(uint8_t out[CONFIDENCE_BYTES], const confidence_map *m)
{
    for (unsigned i = 0; i < CONFIDENCE_SIGNS; i++) {
        uint32_t bits;
        memcpy(&bits, &m->weights[i], sizeof bits);
        for (unsigned n = 0; n < 4; n++) out[4 * i + n] = (uint8_t)(bits >> 8 * n);
    }
}
