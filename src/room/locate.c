/* SPDX-License-Identifier: Apache-2.0
 *
 * locate.c - see locate.h.
 *
 * Texts of a family say the same things in the same order, moved by what was
 * put in or left out before. So the sentences are looked for whole where they
 * must be if they have moved as the last one has, then near there, then
 * everywhere; the match that is nearest counts, and all parts have moved by as
 * much. Else each piece of content is looked for alone. Looking everywhere takes
 * a time that grows with the text; for a whole article there is a measure of it.
 */
#define _GNU_SOURCE /* memmem() */
#include "room/locate.h"

#include <string.h>

#define LEAST 12                /* bytes of a piece that is looked for alone */
#define MATCHES 16              /* that are weighed at most */
#define WINDOW 16384            /* bytes before and behind, in which words are looked for first */
#define EVERYWHERE (256u << 20) /* bytes that are looked through for the words of one article */

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

/* Where the words stand between two places of `to`, nearest to the one where they must be; false: nowhere. */
static bool words__find(const char *words, size_t size, const char *to, selon_span within, uint32_t near, uint32_t *out)
{
    const char *at = to + within.start, *end = to + within.end;
    bool found = false;
    for (int i = 0; i < MATCHES; i++) {
        const char *hit = memmem(at, (size_t)(end - at), words, size);
        if (hit == NULL) break;
        uint32_t place = (uint32_t)(hit - to);
        if (!found || distance(place, near) < distance(*out, near)) *out = place;
        found = true;
        at = hit + 1;
    }
    return found;
}

static bool span__find(locating *l, selon_span span, uint32_t *out)
{
    const char *words = l->from + span.start;
    size_t size = span.end - span.start;
    int64_t moved = (int64_t)span.start + l->drift;
    uint32_t near = moved < 0 ? 0 : moved > (int64_t)l->to_size ? (uint32_t)l->to_size : (uint32_t)moved;
    selon_span around = {near > WINDOW ? near - WINDOW : 0, 0}, whole = {0, (uint32_t)l->to_size};
    if (size == 0 || size > l->to_size) return false;
    around.end = l->to_size - near > WINDOW + size ? near + WINDOW + (uint32_t)size : whole.end;
    bool found = size <= l->to_size - near && memcmp(l->to + near, words, size) == 0;
    if (found) *out = near;
    if (!found) found = words__find(words, size, l->to, around, near, out);
    if (!found && l->left >= l->to_size) {
        l->left -= l->to_size;
        found = words__find(words, size, l->to, whole, near, out);
    }
    if (found) l->drift = (int64_t)*out - (int64_t)span.start;
    return found;
}

locating locate_begin(const char *from, const char *to, size_t to_size)
{
    return (locating){.from = from, .to = to, .to_size = to_size, .left = EVERYWHERE > to_size ? EVERYWHERE : to_size};
}

static selon_span span__moved(selon_span s, selon_span within, uint32_t place)
{
    if (s.start >= s.end || s.start < within.start || s.end > within.end) return (selon_span){0, 0};
    return (selon_span){place + (s.start - within.start), place + (s.end - within.start)};
}

static void places__move(places *p, selon_span *content, uint32_t place)
{
    selon_span within = p->sentence;
    p->cue = span__moved(p->cue, within, place);
    p->source = span__moved(p->source, within, place);
    p->addressee = span__moved(p->addressee, within, place);
    p->via = span__moved(p->via, within, place);
    p->time = span__moved(p->time, within, place);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < p->content_count; i++) {
        selon_span moved = span__moved(p->content[i], within, place);
        if (moved.start < moved.end) content[kept++] = moved;
    }
    p->content = content;
    p->content_count = kept;
    p->sentence = (selon_span){place, place + (within.end - within.start)};
}

void locate_places(arena *a, locating *l, places *p)
{
    selon_span *content = ARENA_ARRAY(a, selon_span, p->content_count + 1);
    uint32_t place, kept = 0;
    if (span__find(l, p->sentence, &place)) {
        places__move(p, content, place);
        return;
    }
    for (uint32_t i = 0; i < p->content_count; i++) {
        selon_span piece = p->content[i];
        if (piece.end - piece.start < LEAST || !span__find(l, piece, &place)) continue;
        content[kept++] = (selon_span){place, place + (piece.end - piece.start)};
    }
    *p = (places){.content = content, .content_count = kept};
    if (kept > 0) p->sentence = (selon_span){content[0].start, content[kept - 1].end};
    for (uint32_t i = 1; i < kept; i++)
        if (content[i].start < content[i - 1].end) p->content_count = i < p->content_count ? i : p->content_count;
    if (kept > 0) p->sentence.end = content[p->content_count - 1].end;
}

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const selon_span *locate_paragraphs(arena *a, const char *text, size_t size, size_t *count)
{
    VEC(selon_span) all = {0};
    for (size_t at = 0; at < size;) {
        const char *line = memchr(text + at, '\n', size - at);
        size_t end = line != NULL ? (size_t)(line - text) : size, start = at, stop = end;
        while (start < stop && is_white(text[start])) start++;
        while (stop > start && is_white(text[stop - 1])) stop--;
        if (start < stop) VEC_PUSH(a, &all, ((selon_span){(uint32_t)start, (uint32_t)stop}));
        at = end + 1;
    }
    *count = all.count;
    return all.items;
}
