/* SPDX-License-Identifier: Apache-2.0
 *
 * pack.c - see pack.h. The unpacking trusts nothing: a ledger is a file, and
 * files are damaged, or made to hurt.
 */
#include "ledger/pack.h"

#define PLACES_SPANS 5 /* that may be left out */
#define PLACES_COUNTED (1U << PLACES_SPANS)

typedef struct packer {
    arena *arena;
    VEC(uint8_t) bytes;
    uint32_t last; /* the start of the span before */
} packer;

static void packer__number(packer *p, uint64_t n)
{
    for (; n >= 0x80; n >>= 7) VEC_PUSH(p->arena, &p->bytes, (uint8_t)(n | 0x80));
    VEC_PUSH(p->arena, &p->bytes, (uint8_t)n);
}

static void packer__span(packer *p, selon_span s)
{
    if (s.start >= s.end) {
        packer__number(p, 0);
        packer__number(p, 0);
        return;
    }
    int64_t step = (int64_t)s.start - p->last;
    packer__number(p, step < 0 ? (uint64_t)(-step) * 2 - 1 : (uint64_t)step * 2);
    packer__number(p, s.end - s.start);
    p->last = s.start;
}

blob places_pack(arena *a, const places *from)
{
    packer p = {.arena = a};
    const selon_span spans[] = {from->cue, from->source, from->addressee, from->via, from->time};
    unsigned which = from->content_count != 1 ? PLACES_COUNTED : 0;
    for (unsigned i = 0; i < PLACES_SPANS; i++) which |= spans[i].start < spans[i].end ? 1U << i : 0;
    packer__number(&p, which * 2 + 1);
    packer__span(&p, from->sentence);
    for (unsigned i = 0; i < PLACES_SPANS; i++)
        if ((which >> i & 1) != 0) packer__span(&p, spans[i]);
    if ((which & PLACES_COUNTED) != 0) packer__number(&p, from->content_count);
    for (uint32_t i = 0; i < from->content_count; i++) packer__span(&p, from->content[i]);
    return (blob){p.bytes.items, p.bytes.count};
}

blob spans_pack(arena *a, const selon_span *spans, size_t count)
{
    packer p = {.arena = a};
    for (size_t i = 0; i < count; i++) packer__span(&p, spans[i]);
    return (blob){p.bytes.items, p.bytes.count};
}

typedef struct unpacker {
    const uint8_t *at, *end;
    uint64_t text_size;
    int64_t last;
    bool damaged;
} unpacker;

static uint64_t unpacker__number(unpacker *u)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 42; shift += 7) {
        if (u->at == u->end) break;
        uint8_t byte = *u->at++;
        n |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return n;
    }
    u->damaged = true;
    return 0;
}

static selon_span unpacker__span(unpacker *u)
{
    uint64_t step = unpacker__number(u), size = unpacker__number(u);
    if (u->damaged || size == 0) return (selon_span){0, 0};
    int64_t start = u->last + (step % 2 ? -(int64_t)(step / 2 + 1) : (int64_t)(step / 2));
    if (start < 0 || (uint64_t)start > u->text_size || size > u->text_size - (uint64_t)start) {
        u->damaged = true;
        return (selon_span){0, 0};
    }
    u->last = start;
    return (selon_span){(uint32_t)start, (uint32_t)((uint64_t)start + size)};
}

bool places_unpack(arena *a, blob b, size_t text_size, places *out)
{
    unpacker u = {.at = b.bytes, .end = b.bytes + b.size, .text_size = text_size};
    bool old = b.size == 0 || *b.bytes % 2 == 0;
    uint64_t which = old ? UINT64_MAX : unpacker__number(&u) / 2;
    selon_span *const spans[PLACES_SPANS] = {&out->cue, &out->source, &out->addressee, &out->via, &out->time};
    if (!old && which >= 2 * PLACES_COUNTED) return false;
    out->sentence = unpacker__span(&u);
    for (unsigned i = 0; i < PLACES_SPANS; i++)
        *spans[i] = (which >> i & 1) != 0 ? unpacker__span(&u) : (selon_span){0, 0};
    uint64_t count = (which & PLACES_COUNTED) != 0 ? unpacker__number(&u) : 1;
    if (u.damaged || count > (uint64_t)(u.end - u.at) / 2) return false; /* a span has two bytes at least */
    selon_span *content = ARENA_ARRAY(a, selon_span, count + 1);
    for (uint64_t i = 0; i < count; i++) content[i] = unpacker__span(&u);
    out->content = content;
    out->content_count = (uint32_t)count;
    return !u.damaged && u.at == u.end;
}

bool spans_unpack(arena *a, blob b, size_t text_size, selon_span **out, uint32_t *count)
{
    unpacker u = {.at = b.bytes, .end = b.bytes + b.size, .text_size = text_size};
    *out = ARENA_ARRAY(a, selon_span, b.size / 2 + 1);
    *count = 0;
    while (u.at < u.end && !u.damaged) (*out)[(*count)++] = unpacker__span(&u);
    return !u.damaged;
}
