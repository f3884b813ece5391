/* SPDX-License-Identifier: Apache-2.0
 *
 * locate.c - see locate.h.
 *
 * Texts of a family say the same things in the same order, moved by what was
 * put in or left out before. So the sentences are looked for whole, the match
 * that is nearest to the old place counts; then all parts have moved by as
 * much. Else each piece of content is looked for alone.
 */
#define _GNU_SOURCE /* memmem() */
#include "room/locate.h"

#include <string.h>

#define LEAST 12   /* bytes of a piece that is looked for alone */
#define MATCHES 16 /* that are weighed at most */

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

/* Where the span's bytes stand in `to`, nearest to their old place; false: nowhere. */
static bool span__find(const char *from, selon_span span, const char *to, size_t to_size, uint32_t *out)
{
    size_t size = span.end - span.start;
    const char *at = to, *end = to + to_size;
    bool found = false;
    for (int i = 0; i < MATCHES && size > 0; i++) {
        const char *hit = memmem(at, (size_t)(end - at), from + span.start, size);
        if (hit == NULL) break;
        uint32_t place = (uint32_t)(hit - to);
        if (!found || distance(place, span.start) < distance(*out, span.start)) *out = place;
        found = true;
        at = hit + 1;
    }
    return found;
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

void locate_places(arena *a, const char *from, const char *to, size_t to_size, places *p)
{
    selon_span *content = ARENA_ARRAY(a, selon_span, p->content_count + 1);
    uint32_t place, kept = 0;
    if (span__find(from, p->sentence, to, to_size, &place)) {
        places__move(p, content, place);
        return;
    }
    for (uint32_t i = 0; i < p->content_count; i++) {
        selon_span piece = p->content[i];
        if (piece.end - piece.start < LEAST || !span__find(from, piece, to, to_size, &place)) continue;
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
