/* SPDX-License-Identifier: Apache-2.0
 *
 * transformer.c - how a transformer is loaded, and which of its ways to run suits
 * the machine; transformer_run.h has those.
 */
#include "model/transformer_inside.h"

#include <math.h>
#include <string.h>

#include "model/loader.h"
#include "model/network_inside.h"
#include "selon.h"

/* A byte of the file has two weights of a row. */
static void matrix__weigh(block_matrix *m, uint32_t o, uint32_t i, unsigned half)
{
    int w = (int)half - 8;
    m->weights[((size_t)(i / GROUP) * m->out + o) * GROUP + i % GROUP] = (int8_t)w;
    m->excess[(size_t)(i / STRETCH) * m->out + o] -= EXCESS * w;
}

/* Queries and keys that are too large would look at each other infinitely, or
 * with what is no number, which machines disagree about. */
static void loader__scale(loader *l, block_matrix *m, uint32_t o, uint32_t stretch, float scale)
{
    l->broken |= !(fabsf(scale) <= TRANSFORMER_LARGEST);
    m->scales[(size_t)stretch * m->out + o] = scale;
}

static void loader__block_matrix(loader *l, block_matrix *m, uint32_t out, uint32_t in)
{
    const uint32_t stretches = in / STRETCH;
    *m = (block_matrix){.in = in, .out = out};
    const float *step = loader_floats(l, out);
    const int8_t *many = (const int8_t *)loader_bytes(l, (size_t)out * stretches);
    const unsigned char *halves = loader_bytes(l, (size_t)out * in / 2);
    m->bias = loader_floats(l, out);
    if (l->broken) return;
    m->weights = arena_alloc_line(l->arena, (size_t)out * in);
    m->scales = arena_alloc_line(l->arena, (size_t)out * stretches * sizeof *m->scales);
    m->excess = arena_alloc_line(l->arena, (size_t)out * stretches * sizeof *m->excess);
    memset(m->excess, 0, (size_t)out * stretches * sizeof *m->excess);
    for (uint32_t o = 0; o < out; o++) {
        for (uint32_t s = 0; s < stretches; s++)
            loader__scale(l, m, o, s, step[o] * (float)many[(size_t)o * stretches + s]);
        for (uint32_t i = 0; i < in; i += 2) {
            unsigned two = halves[((size_t)o * in + i) / 2];
            matrix__weigh(m, o, i, two & 15);
            matrix__weigh(m, o, i + 1, two >> 4);
        }
    }
}

static void loader__norm(loader *l, norm *n, uint32_t width)
{
    n->gain = loader_floats(l, width);
    n->shift = loader_floats(l, width);
}

static void loader__places(loader *l, transformer *t)
{
    const float *step = loader_floats(l, t->places);
    const int8_t *items = (const int8_t *)loader_bytes(l, (size_t)t->places * t->width);
    if (l->broken) return;
    t->place = arena_alloc_line(l->arena, (size_t)t->places * t->width * sizeof *t->place);
    for (uint32_t i = 0; i < t->places; i++)
        for (uint32_t k = 0; k < t->width; k++)
            t->place[(size_t)i * t->width + k] = step[i] * (float)items[(size_t)i * t->width + k];
}

static void loader__layer(loader *l, const transformer *t, transformer_layer *y)
{
    uint32_t h = t->width;
    loader__block_matrix(l, &y->query, h, h);
    loader__block_matrix(l, &y->key, h, h);
    loader__block_matrix(l, &y->value, h, h);
    loader__block_matrix(l, &y->output, h, h);
    loader__block_matrix(l, &y->inner, t->inner, h);
    loader__block_matrix(l, &y->outer, h, t->inner);
    loader__norm(l, &y->attended, h);
    loader__norm(l, &y->done, h);
}

static bool transformer__makes_sense(const transformer *t)
{
    if (t->width == 0 || t->width % STRETCH != 0 || t->width > TRANSFORMER_WIDTH) return false;
    if (t->heads == 0 || t->heads > t->width || t->width % (t->heads * BLOCK) != 0) return false;
    if (t->inner == 0 || t->inner % STRETCH != 0 || t->inner > TRANSFORMER_INNER) return false;
    return t->layers <= TRANSFORMER_LAYERS && t->places >= TRANSFORMER_FEWEST && t->places <= TRANSFORMER_PIECES &&
           t->epsilon > 0;
}

void transformer_be_plain(transformer *t)
{
    t->run = transformer_run_plain;
}

bool transformer_be_avx2(transformer *t)
{
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2")) return false;
    t->run = transformer_run_avx2;
    return true;
#else
    (void)t;
    return false;
#endif
}

static void transformer__dispatch(transformer *t)
{
    if (!transformer_be_avx2(t)) transformer_be_plain(t);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512f")) t->run = transformer_run_vnni;
#endif
}

transformer *transformer_load(arena *a, const void *bytes, size_t size, int *error)
{
    loader l = {.arena = a, .at = bytes, .end = (const unsigned char *)bytes + size};
    transformer *t = ARENA_NEW(a, transformer);
    l.broken |= loader_header(&l, "SelonTrf", 1) != 0;
    *t = (transformer){.width = loader_number(&l)};
    t->heads = loader_number(&l);
    t->inner = loader_number(&l);
    t->layers = loader_number(&l);
    t->places = loader_number(&l);
    t->epsilon = loader_float(&l);
    l.broken |= !transformer__makes_sense(t);
    if (!l.broken) loader__places(&l, t);
    loader__norm(&l, &t->first, l.broken ? 0 : t->width);
    if (!l.broken) t->layer = ARENA_ZARRAY(a, transformer_layer, t->layers);
    for (uint32_t n = 0; !l.broken && n < t->layers; n++) loader__layer(&l, t, &t->layer[n]);
    *error = l.broken || l.at != l.end ? SELON_ERROR_DATA : SELON_OK;
    if (*error != SELON_OK) return NULL;
    transformer__dispatch(t);
    return t;
}

size_t transformer_width(const transformer *t)
{
    return t->width;
}

size_t transformer_places(const transformer *t)
{
    return t->places;
}

transformer_room *transformer_room_new(arena *a, const transformer *t)
{
    transformer_room *room = ARENA_NEW(a, transformer_room);
    size_t rows = (size_t)t->places * t->width, wider = t->inner > t->width ? t->inner : t->width;
    *room = (transformer_room){.width = t->width};
    room->pieces = arena_alloc_line(a, rows * sizeof(float));
    room->query = arena_alloc_line(a, rows * sizeof(float));
    room->key = arena_alloc_line(a, rows * sizeof(float));
    room->value = arena_alloc_line(a, rows * sizeof(float));
    room->seen = arena_alloc_line(a, rows * sizeof(float));
    room->inner = arena_alloc_line(a, t->places * (size_t)t->inner * sizeof(float));
    room->looks = arena_alloc_line(a, TRANSFORMER_PIECES * (1 + (size_t)t->width / t->heads) * sizeof(float));
    room->inputs = arena_alloc_line(a, t->places * wider);
    room->by = arena_alloc_line(a, t->places * wider / STRETCH * sizeof(float));
    return room;
}

float *transformer_piece(transformer_room *room, size_t i)
{
    return room->pieces + i * room->width;
}

void transformer_run(const transformer *t, transformer_room *room, size_t count)
{
    if (count > 0) t->run(t, room, count);
}
