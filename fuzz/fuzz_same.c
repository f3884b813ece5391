/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_same.c - any two texts as quotations that are compared.
 *
 * The first byte chooses language and types; the rest, in two halves parted by
 * the first zero byte or in the middle, are the contents, with spans and holes
 * made of their bytes. Wordings lie within the text and in order; an alignment
 * pairs each word at most once, in order, and says the same whichever text is
 * first; a text is the same as itself, wholly.
 */
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/group.h"
#include "ledger/marks.h"

#define REQUIRE(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

#define SPANS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static wordings *maker;

static void prepare(void)
{
    selon_allocator allocator = allocator_default();
    stemmers *stems = stemmers_new();
    REQUIRE(stems != NULL && (maker = wordings_new(&allocator, stems)) != NULL);
}

/* Some spans of a text, by its own bytes; at the boundaries of characters. */
static size_t spans_of(const char *text, size_t size, unsigned seed, selon_span out[SPANS])
{
    size_t count = seed % (SPANS + 1);
    for (size_t i = 0; i < count; i++) {
        uint32_t start = size > 0 ? (uint32_t)((seed * 7 + i * 13) % size) : 0;
        uint32_t end = start + (size > start ? (uint32_t)((seed + i * 31) % (size - start + 1)) : 0);
        while (start > 0 && ((unsigned char)text[start] & 0xC0) == 0x80) start--;
        while (end < size && ((unsigned char)text[end] & 0xC0) == 0x80) end++;
        out[i] = (selon_span){start, end};
    }
    return count;
}

static utterance utterance_of(arena *a, const char *bytes, size_t size, const char *lang, unsigned type, unsigned seed)
{
    utterance u = {.id = 1, .text = 1, .bytes = arena_strndup(a, bytes, size)};
    selon_span content[SPANS + 1] = {{0, (uint32_t)size}}, holes[SPANS];
    size_t count = seed % 2 == 0 ? 1 : spans_of(u.bytes, size, seed, content);
    wording_source from = {.text = u.bytes, .lang = lang, .type = (selon_type)type, .content = content, .holes = holes};
    from.content_count = count;
    from.hole_count = seed % 3 == 0 ? spans_of(u.bytes, size, seed / 3, holes) : 0;
    REQUIRE(wording_make(maker, a, &from, &u.wording));
    unsigned weight = 0;
    for (size_t i = 0; i < u.wording.count; i++) {
        const said_word *w = &u.wording.words[i];
        REQUIRE(w->start < w->end && w->end <= size && w->weight <= WEIGHT_RARE);
        weight += w->weight;
    }
    REQUIRE(weight == u.wording.weight);
    return u;
}

static void check_marks(arena *a, const wording *w)
{
    marks *m = ARENA_NEW(a, marks);
    marks_of(a, w, m);
    REQUIRE(m->count <= MARKS_MOST && m->entered <= m->count);
    for (size_t i = 1; i < m->count; i++) REQUIRE(m->items[i - 1] < m->items[i]);
}

static void check_alignment(const wording *x, const wording *y, const alignment *al)
{
    uint32_t a = 0, b = 0;
    for (size_t i = 0; i < al->count; i++) {
        align_pair p = al->pairs[i];
        REQUIRE(p.a != ALIGN_NONE || p.b != ALIGN_NONE);
        REQUIRE(p.a == ALIGN_NONE || (p.a >= a && p.a < x->count));
        REQUIRE(p.b == ALIGN_NONE || (p.b >= b && p.b < y->count));
        if (p.a != ALIGN_NONE) a = p.a + 1;
        if (p.b != ALIGN_NONE) b = p.b + 1;
    }
    REQUIRE(al->run <= al->shared);
    REQUIRE(al->shared <= x->weight && al->shared <= y->weight);
    REQUIRE(align_changes(x, y, al) <= al->count);
}

static void check_pair(arena *a, const utterance *x, const utterance *y)
{
    alignment al, back;
    utterances_align(a, x, y, &al);
    utterances_align(a, y, x, &back);
    check_alignment(&x->wording, &y->wording, &al);
    check_alignment(&y->wording, &x->wording, &back);
    REQUIRE(al.count == back.count && al.shared == back.shared && al.run == back.run && al.apart == back.apart);
    REQUIRE(align_changes(&x->wording, &y->wording, &al) == align_changes(&y->wording, &x->wording, &back));
    for (int who = SPEAKERS_UNKNOWN; who <= SPEAKERS_DIFFERENT; who++)
        REQUIRE(align_same(&x->wording, &y->wording, &al, (speakers)who) ==
                align_same(&y->wording, &x->wording, &back, (speakers)who));
}

static void check_itself(arena *a, const utterance *x)
{
    alignment al;
    utterances_align(a, x, x, &al);
    check_alignment(&x->wording, &x->wording, &al);
    REQUIRE(align_changes(&x->wording, &x->wording, &al) == 0);
    REQUIRE(al.shared == x->wording.weight && al.apart == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const langs[] = {"en", "fr", "xx", NULL};
    if (size < 2 || utf8_validate((const char *)data + 1, size - 1) != size - 1) return 0;
    if (maker == NULL) prepare();
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 65536);
    REQUIRE(a != NULL && setjmp(*arena_escape(a)) == 0);
    const char *text = (const char *)data + 1;
    const char *zero = memchr(text, 0, size - 1);
    size_t half = zero != NULL ? (size_t)(zero - text) : (size - 1) / 2;
    while (half > 0 && ((unsigned char)text[half] & 0xC0) == 0x80) half--;
    size_t rest = size - 1 - half;
    unsigned seed = (unsigned)data[0] + (unsigned)size;
    const char *lang = langs[data[0] % 4];
    utterance x = utterance_of(a, text, half, lang, data[0] / 4 % 3, seed);
    utterance y = utterance_of(a, text + half, rest, lang, data[0] / 12 % 3, seed / 2);
    check_marks(a, &x.wording);
    check_pair(a, &x, &y);
    check_itself(a, &x);
    speakers one = speakers_of(x.bytes, y.bytes), other = speakers_of(y.bytes, x.bytes);
    REQUIRE(one == other);
    arena_free(a);
    return 0;
}
